// "My treatment" in SQL: what is the patient's own, gathered in a few queries; nothing of the clinic's work is among it.
import { HOUR_MS, instant, toIso, type Instant, type Language } from '@chairside/core/shared'
import { checkInsDue, isStaffed, nextStaffed, type CheckInDue } from '@chairside/core/intake'
import type { MyTreatment, MyVisit, MyWord, MyWordKind, ProtocolSettings } from '@chairside/core/plan'
import type { Tx } from '../db/connect.ts'
import { refreshStale } from '../session/summary.ts'
import { approvedText, historyOf, inTheWay, readConsents, readDecisions, readSituation } from '../enrolment/store.ts'

type VisitRow = { session: string; start: Date; ordinal: number; planned: number | null; place: string; address: string | null; phone: string | null; time_zone: string; state: string; cancelled_at: Date | null; started: string | null; course: string | null; kind: string | null }
/** The visits of a patient in their order: one query. */
export const visitsQuery = (tx: Tx, patient: string) => tx<VisitRow[]>`
  select s.session_id as session, s.starts_at as start, s.ordinal, c.planned_sessions as planned, coalesce(t.public_name, t.name) as place, t.address, t.phone, t.time_zone, s.state, s.cancelled_at, s.summary #>> '{infusion,startedAt}' as started, s.course_id as course, c.kind
  from session s join site t on t.organization_id = s.organization_id and t.site_id = s.site_id left join course c on c.organization_id = s.organization_id and c.course_id = s.course_id where s.patient_id = ${patient} order by s.starts_at`

type WordRow = { word: string; kind: MyWordKind; words: string; tags: string[]; shared: boolean; said_at: Date; session: string | null; in_chair: boolean }
/** The patient's own words and those that were written down in the chair. */
export const wordsQuery = (tx: Tx, patient: string) => tx<WordRow[]>`
  select patient_word_id::text as word, kind, words, tags, shared, said_at, session_id as session, false as in_chair from patient_word where patient_id = ${patient} and deleted_at is null
  union all
  select e.event_id::text, 'moment', e.body ->> 'text', '{}'::text[], true, (e.body ->> 'at')::timestamptz, e.session_id, true from session_event e join session s on s.organization_id = e.organization_id and s.session_id = e.session_id
    where s.patient_id = ${patient} and e.type = 'words-captured' and not exists (select from session_event w where w.organization_id = e.organization_id and w.session_id = e.session_id and w.type = 'corrected' and w.body ->> 'corrects' = e.event_id::text)
  order by said_at desc`

/** From when on nothing may be eaten or drunk, counted back from the start (PR-03). */
export function stopsFor(start: Date, { fasting_h }: ProtocolSettings['start_gate']): NonNullable<MyVisit['stop']> {
  const before = (hours: number): string => new Date(start.getTime() - hours * HOUR_MS).toISOString()
  return { fatty_food: before(fasting_h.fatty), light_food: before(fasting_h.light), clear_drinks: before(fasting_h.clear) }
}

function visitOf(row: VisitRow, settings: ProtocolSettings, now: Date): MyVisit {
  const isDone = row.started !== null || ['discharged', 'signed'].includes(row.state)
  const state = isDone ? 'done' : row.state === 'expected' && row.start.getTime() < now.getTime() - 4 * HOUR_MS ? 'missed' : 'to-come'
  return { session: row.session, start: row.start.toISOString(), ordinal: row.ordinal, of: row.planned, place: row.place, address: row.address, phone: row.phone, time_zone: row.time_zone, state, stop: state === 'to-come' ? stopsFor(row.start, settings.start_gate) : null }
}

export type Due = { readonly due: readonly CheckInDue[]; readonly infusions: readonly { readonly session: string; readonly at: Instant }[] }
/** What the patient is asked now. */
export async function dueOf(tx: Tx, patient: string, visits: readonly VisitRow[], settings: ProtocolSettings, now: Date): Promise<Due> {
  const standing = visits.filter((row) => row.cancelled_at === null && row.state !== 'aborted')
  const infusions = standing.flatMap((row) => (row.started === null ? [] : [{ session: row.session, at: instant(Date.parse(row.started)) }]))
  const next = standing.find((row) => row.started === null && row.state === 'expected' && row.start > now)
  const answered = await tx<{ instrument: string; at: Date }[]>`select instrument, max(answered_at) as at from score where patient_id = ${patient} and source = 'phone' group by instrument`
  const facts = { now: instant(now.getTime()), infusions, nextVisit: next ? { session: next.session, at: instant(next.start.getTime()) } : null, answered: answered.map((row) => ({ instrument: row.instrument, at: instant(row.at.getTime()) })) }
  return { due: checkInsDue(facts, settings.check_ins), infusions }
}

type PersonRow = { greeting: string; name: string; clinic: string; is_demonstration: boolean; language: Language | null; channel: MyTreatment['channel']; phone: string | null }
/** Everything that "My treatment" shows. The patient exists: their key says so. */
export async function readMine(tx: Tx, patient: string, now: Date): Promise<MyTreatment> {
  await refreshStale(tx, patient)
  const situation = (await readSituation(tx, patient, now))!
  const { settings } = situation
  const [[person], visits, words, decisions, consents, text, scores, [open]] = await Promise.all([
    tx<PersonRow[]>`select coalesce(p.preferred_name, p.given_name) as greeting, p.given_name || ' ' || p.family_name as name, o.name as clinic, o.is_demonstration, p.language, p.message_channel as channel,
      coalesce(t.phone, (select phone from site f where f.organization_id = p.organization_id and f.phone is not null order by f.name limit 1)) as phone
      from patient p join organization o using (organization_id) left join site t on t.organization_id = p.organization_id and t.site_id = p.site_id where p.patient_id = ${patient}`,
    visitsQuery(tx, patient), wordsQuery(tx, patient), readDecisions(tx, patient), readConsents(tx, patient, settings.start_gate.consent_months), approvedText(tx),
    tx<{ instrument: string; total: number; answered_at: Date }[]>`select instrument, total::float8, answered_at from score where patient_id = ${patient} and total is not null order by answered_at`,
    tx<{ session: string }[]>`select s.session_id as session from session s where s.patient_id = ${patient} and s.summary #>> '{infusion,startedAt}' is not null and s.starts_at > ${new Date(now.getTime() - 7 * 24 * HOUR_MS)} and s.starts_at < ${new Date(now.getTime() - 3 * HOUR_MS)}
      and not exists (select from feedback f where f.organization_id = s.organization_id and f.session_id = s.session_id) order by s.starts_at desc limit 1`,
  ])
  const { due, infusions } = await dueOf(tx, patient, visits, settings, now)
  const answers = historyOf(situation.history)
  const { consent } = inTheWay(situation, decisions, consents, text?.version ?? null, now)
  // A consent that was signed for the series that is booked counts for the patient, though a next series asks again.
  const signed = consents[0]
  const counts = consent.state === 'current' || (signed !== undefined && signed.withdrawn_at === null && signed.course !== null && signed.course === visits.findLast((row) => row.cancelled_at === null)?.course && Date.parse(signed.ends_at) > now.getTime())
  const zone = situation.facts.time_zone
  const at = instant(now.getTime())
  const next = nextStaffed(at, zone, settings.safety_alerts)
  const standing = visits.filter((row) => row.cancelled_at === null && row.state !== 'aborted')
  const order = new Map(infusions.map((one, i) => [one.session, i + 1]))
  const chosen = answers['language'] === 'es' ? 'es' : 'en'
  return {
    ...person!, language: person!.language ?? chosen, time_zone: zone, sex: situation.facts.sex, history: answers, known: { 'medicines': situation.facts.medicines, 'allergies': situation.facts.allergies, 'other-conditions': situation.facts.conditions },
    consent: { state: counts ? 'current' : consent.state, why: counts ? '' : consent.why, may_sign: text !== null && situation.problem !== null && !counts, ends_at: counts ? signed?.ends_at ?? null : null },
    decision: decisions[0] ? { decision: decisions[0].decision, at: decisions[0].at } : null,
    visits: standing.map((row) => visitOf(row, settings, now)), planned: standing.findLast((row) => row.planned !== null)?.planned ?? null,
    scores: scores.map((row) => ({ instrument: row.instrument, total: row.total, at: row.answered_at.toISOString() })), infusions: infusions.map((one) => toIso(one.at)),
    forms: due.map(({ purpose, session, instruments, until }) => ({ purpose, session, instruments, until: toIso(until) })),
    words: words.map((row): MyWord => ({ ...row, said_at: row.said_at.toISOString(), after: row.session === null ? null : order.get(row.session) ?? null })),
    feedback_for: open?.session ?? null, staffed: { now: isStaffed(at, zone, settings.safety_alerts), next: next === null ? null : toIso(next) },
  }
}
