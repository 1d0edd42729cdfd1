// Reminders of visits and invitations to check-ins, written into the outbox when they are due: in the patient's language, way and daytime, once each.
import { randomBytes } from 'node:crypto'
import { addDays, atLocal, DAY_MS, HOUR_MS, instant, localDate, type Language } from '@chairside/core/shared'
import { afterQuiet, checkInsDue } from '@chairside/core/intake'
import type { ProtocolSettings } from '@chairside/core/plan'
import { inOrganization, type Tx } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { sha256 } from '../log/chain.ts'
import { currentProtocol } from '../session/protocol.ts'
import { refreshStale } from '../session/summary.ts'
import { idOf } from './alert-steps.ts'
import { askedHash, enqueue, type NewMessage } from './outbox.ts'
import { numberIn } from './texter.ts'
import { checkInWords, reminderWords, shortened, type Words } from './words.ts'

type Row = {
  readonly patient: string; readonly email: string | null; readonly phone: string | null; readonly channel: 'mail' | 'text'; readonly language: Language; readonly time_zone: string
  readonly infusions: readonly { readonly session: string; readonly at: string }[]; readonly answered: Readonly<Record<string, string>>
  readonly next: { readonly session: string; readonly start: string; readonly place: string; readonly phone: string | null; readonly time_zone: string } | null
  readonly clinic: string; readonly clinic_phone: string | null
}
/** Everybody with a visit to come or an infusion within the time in which check-ins are asked, with all that decides about a message: one query. */
export const candidatesQuery = (tx: Tx, now: Date, since: Date) => tx<Row[]>`
  select p.patient_id as patient, p.email, p.phone, p.message_channel as channel, coalesce(p.language, 'en') as language, coalesce(p.time_zone, t.time_zone, o.time_zone) as time_zone, coalesce(t.public_name, t.name, o.name) as clinic, t.phone as clinic_phone,
    coalesce((select jsonb_agg(jsonb_build_object('session', s.session_id, 'at', s.summary #>> '{infusion,startedAt}')) from session s where s.organization_id = p.organization_id and s.patient_id = p.patient_id and s.cancelled_at is null and s.starts_at > ${since} and s.summary #>> '{infusion,startedAt}' is not null), '[]') as infusions,
    coalesce((select jsonb_object_agg(x.instrument, x.at) from (select instrument, max(answered_at) as at from score c where c.organization_id = p.organization_id and c.patient_id = p.patient_id and c.source = 'phone' group by instrument) x), '{}') as answered,
    (select jsonb_build_object('session', s.session_id, 'start', s.starts_at, 'place', coalesce(v.public_name, v.name), 'phone', v.phone, 'time_zone', v.time_zone) from session s join site v on v.organization_id = s.organization_id and v.site_id = s.site_id
      where s.organization_id = p.organization_id and s.patient_id = p.patient_id and s.cancelled_at is null and s.state = 'expected' and s.starts_at > ${now} order by s.starts_at limit 1) as next
  from patient p join organization o using (organization_id) left join site t on t.organization_id = p.organization_id and t.site_id = p.site_id
  where p.message_channel <> 'none' and exists (select from session s where s.organization_id = p.organization_id and s.patient_id = p.patient_id and s.cancelled_at is null and s.starts_at > ${since} and (s.starts_at < ${new Date(now.getTime() + 2 * DAY_MS)}))`

/** Where a message to this patient goes; null when there is no address for the way they chose. */
function wayOf(row: Row, services: Services): { readonly channel: 'mail' | 'text'; readonly to: string } | null {
  const number = row.channel === 'text' && services.text !== null && row.phone !== null ? numberIn(row.phone) : null
  if (number !== null) return { channel: 'text', to: number }
  return row.email === null ? null : { channel: 'mail', to: row.email }
}

/** A key of its own for each message: it ends soon, and stops with the rest when keys are taken back. */
async function keyFor(tx: Tx, services: Services, organization: string, patient: string, key: string, now: Date): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await tx`insert into treatment_key (organization_id, treatment_key_id, patient_id, token_hash, created_at, expires_at) values (${organization}, ${key}, ${patient}, ${sha256(token)}, ${now}, ${new Date(now.getTime() + 14 * DAY_MS)}) on conflict do nothing`
  return `${services.origin}/my#${token}`
}

type Owed = { readonly id: string; readonly kind: NewMessage['kind']; readonly session: string | null; readonly words: (url: string) => Words }
/** What this patient is owed now. */
function owedTo(row: Row, settings: ProtocolSettings, now: Date): Owed[] {
  const owed: Owed[] = []
  const { next } = row
  if (next) {
    const start = new Date(next.start)
    const evening = atLocal(addDays(localDate(instant(start.getTime()), next.time_zone), -1), `${String(settings.messages.reminder_h).padStart(2, '0')}:00`, next.time_zone)
    if (now.getTime() >= evening && start.getTime() - now.getTime() > 2 * HOUR_MS) owed.push({ id: idOf('reminder', next.session, start.toISOString()), kind: 'reminder', session: next.session, words: (url) => reminderWords(row.language, start, next.time_zone, { place: next.place, phone: next.phone }, url) })
  }
  const due = checkInsDue({
    now: instant(now.getTime()), infusions: row.infusions.map((one) => ({ session: one.session, at: instant(Date.parse(one.at)) })), nextVisit: next ? { session: next.session, at: instant(Date.parse(next.start)) } : null,
    answered: Object.entries(row.answered).map(([instrument, at]) => ({ instrument, at: instant(Date.parse(at)) })),
  }, settings.check_ins)
  // The form before a visit comes with its reminder.
  for (const one of due.filter(({ purpose }) => purpose !== 'before-session')) owed.push({ id: idOf('check-in', row.patient, one.purpose, String(one.from)), kind: 'check-in', session: one.session, words: (url) => checkInWords(row.language, { place: row.clinic, phone: row.clinic_phone }, url) })
  return owed
}

async function remind(tx: Tx, services: Services, organization: string, now: Date): Promise<number> {
  await refreshStale(tx)
  const { settings } = await currentProtocol(tx)
  const rows = await candidatesQuery(tx, now, new Date(now.getTime() - settings.check_ins.until_d * DAY_MS))
  const all = rows.flatMap((row) => owedTo(row, settings, now).map((owed) => ({ row, owed })))
  if (all.length === 0) return 0
  const sent = new Set((await tx<{ id: string }[]>`select message_id as id from outgoing_message where message_id = any(${all.map(({ owed }) => owed.id)}::uuid[])`).map(({ id }) => id))
  let written = 0
  for (const { row, owed } of all) {
    const way = wayOf(row, services)
    if (way === null || sent.has(owed.id)) continue
    const url = await keyFor(tx, services, organization, row.patient, owed.id, now)
    const words = owed.words(url)
    const notBefore = new Date(afterQuiet(instant(now.getTime()), row.time_zone, settings.messages))
    await enqueue(tx, services, organization, { message: owed.id, patient: row.patient, session: owed.session, kind: owed.kind, ...way, subject: words.subject, text: way.channel === 'text' ? shortened(words) : words.text, notBefore, stop: url }, askedHash({ id: owed.id }), null, now)
    written += 1
  }
  return written
}

/** Writes every message that is due into the outbox; returns how many. Without any way to send nothing is written: it would be late and wrong by the time there is one. */
export async function writeReminders(services: Services): Promise<number> {
  if (services.mail === null && services.text === null) return 0
  let written = 0
  for (const { organization_id: organization } of await services.sql<{ organization_id: string }[]>`select organization_id from door_organizations() where not is_demonstration`)
    written += await inOrganization(services.sql, organization, async (tx) => {
      // One process at a time: the ids make a message one, and this keeps the work from being done twice.
      const [lock] = await tx<{ taken: boolean }[]>`select pg_try_advisory_xact_lock(hashtextextended(${`reminders:${organization}`}, 0)) as taken`
      return lock!.taken ? remind(tx, services, organization, services.clock()) : 0
    })
  return written
}
