// Closing a day at one address: everything is settled out of the logs first, then what still differs is named, and kept.
import type { FastifyInstance } from 'fastify'
import { differencesOf, type AddressRow, type CloseAnswer, type Difference, type EntryBody, type SessionOfDay, type VialOfDay } from '@chairside/core/pharmacy'
import type { ProtocolSettings } from '@chairside/core/plan'
import { addDays, atLocal, instant, localDate, parseLocalDate, toIso, type LocalDate } from '@chairside/core/shared'
import type { Tx } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { day, fieldsOf, uuid } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { foldedSessions } from '../session/folded.ts'
import { refreshStale } from '../session/summary.ts'
import { currentProtocol } from '../session/protocol.ts'
import { lineOf, lockBook, writeLines, type BookHead } from './book.ts'
import { openDiscrepancies, readDiscrepancies } from './discrepancies.ts'
import { bagsOf, readPreparations, settlingLines } from './preparations.ts'
import { readAddress, readVials } from './vials.ts'

type Visit = { session: string; ordinal: number; chair: string; patient: string }

/** The visits of a day at the site of an address that have anything in their log, and all others of which a preparation is still open. */
async function visitsOf(tx: Tx, address: AddressRow, on: LocalDate): Promise<Visit[]> {
  const [from, to] = [toIso(atLocal(on, '00:00', address.time_zone)), toIso(atLocal(addDays(on, 1), '00:00', address.time_zone))]
  return tx<Visit[]>`
    with due as (
      select session_id from session where site_id = ${address.site} and starts_at >= ${from} and starts_at < ${to} and head_seq > 0
      union select e.session_id from drug_entry e where e.address_id = ${address.address} and e.kind = 'prepared' and e.at >= ${from} and e.at < ${to}
      union select e.session_id from drug_balance b join drug_entry e on e.organization_id = b.organization_id and e.preparation_id = b.holder_id and e.kind = 'prepared'
        where b.address_id = ${address.address} and b.kind = 'preparation' and b.mass_ug > 0 and e.at < ${to})
    select s.session_id as session, s.ordinal, c.name as chair, p.given_name || ' ' || p.family_name as patient from due join session s using (session_id) join chair c on c.organization_id = s.organization_id and c.chair_id = s.chair_id
    join patient p on p.organization_id = s.organization_id and p.patient_id = s.patient_id order by s.starts_at`
}

/** What keeps a day open. `settle` books first what the logs say went in; without it the answer is what would be found, with nothing booked. */
export async function differencesOfDay(tx: Tx, address: AddressRow, on: LocalDate, settings: ProtocolSettings, now: Date, settle: { readonly organization: string; readonly head: BookHead } | null): Promise<{ readonly differences: Difference[]; readonly head: BookHead | null; readonly sessions: readonly SessionOfDay[] }> {
  const visits = await visitsOf(tx, address, on)
  const ids = visits.map((v) => v.session)
  const views = await foldedSessions(tx, ids)
  let preparations = await readPreparations(tx, ids)
  const lines = ids.flatMap((id) => settlingLines(id, address.address, preparations.get(id) ?? [], views.get(id)!, now))
  let head = settle?.head ?? null
  if (settle && lines.length > 0) {
    head = await writeLines(tx, settle.organization, settle.head, lines, now)
    preparations = await readPreparations(tx, ids)
  }
  // Without settling, what would be booked is taken as booked: the preview names the same as the close.
  const unbooked = settle ? [] : lines
  const sessions = visits.map(({ session, ordinal, chair, patient }): SessionOfDay => {
    const { state, bags } = bagsOf(views.get(session)!, instant(now.getTime()))
    const own = (preparations.get(session) ?? []).map((p) => unbooked.filter((l) => l.preparation === p.preparation).reduce((book, l) => {
      const amount = { mass_ug: l.mass_ug!, volume_ul: l.volume_ul! }
      const sign = l.kind === 'given' ? 1 : -1
      return {
        ...book, left: { mass_ug: book.left.mass_ug - sign * amount.mass_ug, volume_ul: book.left.volume_ul - sign * amount.volume_ul },
        given: sign === 1 ? [...book.given, { id: l.id, amount, undone: { mass_ug: 0, volume_ul: 0 } }] : book.given.map((g) => (g.id === l.corrects ? { ...g, undone: { mass_ug: g.undone.mass_ug + amount.mass_ug, volume_ul: g.undone.volume_ul + amount.volume_ul } } : g)),
      }
    }, p))
    return { session, label: `${patient}, visit ${ordinal}, ${chair}`, state, bags, preparations: own }
  })
  const c = settings.controlled_substance
  const vials = (await readVials(tx, address, on, c)).map((v): VialOfDay => ({ vial: v.vial, barcode: v.barcode, strength_mg_per_ml: v.strength_mg_per_ml, book: { mass_ug: v.mass_ug, volume_ul: v.volume_ul }, count: v.counted }))
  return { differences: differencesOf(sessions, vials, { vial_variance_mL: c.vial_variance.mL, vial_variance_pct: c.vial_variance.pct, half_step_mL: c.half_step_mL }), head, sessions }
}

/** The last closed day of an address, and the days that have anything in them and are not closed, at most sixty days back. A day to which anything was added after its close is open again. */
export async function openDays(tx: Tx, address: AddressRow, today: LocalDate): Promise<{ readonly last: string | null; readonly open: readonly string[] }> {
  await refreshStale(tx)
  const closes = await tx<{ day: string; seq: number; at: string }[]>`
    select distinct on (1) body #>> '{details,day}' as day, seq::int, at from drug_entry where address_id = ${address.address} and kind = 'day-closed' order by 1, seq desc`
  const [first] = await tx<{ at: string | null }[]>`select min(at) as at from drug_entry where address_id = ${address.address}`
  const last = closes.map((c) => c.day).toSorted((a, b) => a.localeCompare(b)).at(-1) ?? null
  if (first?.at == null) return { last, open: [] }
  const begin = localDate(instant(Date.parse(first.at)), address.time_zone)
  const earliest = addDays(today, -60)
  const from = toIso(atLocal(begin > earliest ? begin : earliest, '00:00', address.time_zone))
  const busy = await tx<{ day: string; seq: number | null; started_at: string | null }[]>`
    select day, max(seq)::int as seq, max(started_at) as started_at from (
      select (at::timestamptz at time zone ${address.time_zone})::date::text as day, seq, null as started_at from drug_entry where address_id = ${address.address} and at >= ${from} and mass_ug is not null
      union all select (starts_at at time zone ${address.time_zone})::date::text, null, summary #>> '{infusion,startedAt}' from session where site_id = ${address.site} and starts_at >= ${from} and summary #>> '{infusion,startedAt}' is not null) b
    group by day order by day`
  const closed = new Map(closes.map((c) => [c.day, c]))
  const isOpen = ({ day: of, seq, started_at }: (typeof busy)[number]): boolean => {
    const close = closed.get(of)
    return !close || (seq ?? 0) > close.seq || (started_at !== null && started_at > close.at)
  }
  return { last, open: busy.filter((b) => b.day <= today && isOpen(b)).map((b) => b.day) }
}

export function closingRoutes(app: FastifyInstance, services: Services): void {
  const Params = fieldsOf({ address: uuid, day })
  const dayAt = async (tx: Tx, params: { address: string; day: string }, now: Date): Promise<{ address: AddressRow; on: LocalDate }> => {
    const address = await readAddress(tx, { address: params.address })
    if (!address) throw new Refused({ kind: 'not-found', what: 'registered address' })
    const on = parseLocalDate(params.day)!
    const today = localDate(instant(now.getTime()), address.time_zone)
    if (on > today) throw new Refused({ kind: 'bad-input', path: 'day', value: params.day, allowed: `a day up to today, ${today}` })
    return { address, on }
  }

  route(app, services, {
    method: 'GET', url: '/api/addresses/:address/days/:day', policy: { allow: 'staff', act: 'stock.read' }, params: Params,
    handler: async ({ tx, params, now }): Promise<{ day: string; differences: readonly Difference[] }> => {
      const { address, on } = await dayAt(tx, params, now)
      return { day: on, differences: (await differencesOfDay(tx, address, on, (await currentProtocol(tx)).settings, now, null)).differences }
    },
  })

  // An answer also when the day stays open: what was found is written down, and a refusal would undo that.
  route(app, services, {
    method: 'POST', url: '/api/addresses/:address/days/:day/close', policy: { allow: 'staff', act: 'stock.move' }, params: Params, body: fieldsOf({ entry: uuid }),
    handler: async ({ tx, caller, params, body, now, reply }): Promise<CloseAnswer> => {
      const { address, on } = await dayAt(tx, params, now)
      const head = await lockBook(tx, address.address)
      const before = await lineOf(tx, body.entry)
      if (before?.kind === 'day-closed' && before.details?.['day'] === on) return { closed: true, day: on, differences: [], discrepancies: [] }
      const { last, open } = await openDays(tx, address, localDate(instant(now.getTime()), address.time_zone))
      if (last !== null && on <= last && !open.includes(on)) throw new Refused({ kind: 'conflict', rule: 'BAL14', message: `${on} is closed already, and nothing was added to it since.` })
      if (before) throw new Refused({ kind: 'conflict', rule: 'BAL5', message: 'Another line of the book has this id.' })
      const { settings } = await currentProtocol(tx)
      const found = await differencesOfDay(tx, address, on, settings, now, { organization: caller.organization, head })
      if (found.differences.length > 0) {
        const differs = found.differences.filter((d) => d.level === 'differs')
        await openDiscrepancies(tx, { organization: caller.organization, address, head: found.head!, differences: differs, day: on, owner: caller.staff, actor: caller.staff, device: caller.device, now })
        return { closed: false, day: on, differences: found.differences, discrepancies: (await readDiscrepancies(tx, address.address)).filter((d) => d.state !== 'closed') }
      }
      const given_ug = found.sessions.reduce((n, s) => n + s.preparations.reduce((m, p) => m + p.given.reduce((k, g) => k + g.amount.mass_ug - g.undone.mass_ug, 0), 0), 0)
      const line: EntryBody = { id: body.entry, kind: 'day-closed', at: now.toISOString(), actor: caller.staff, origin: 'person', device: caller.device, details: { day: on, infusions: found.sessions.filter((s) => s.bags.length > 0).length, given_ug } }
      await writeLines(tx, caller.organization, found.head!, [line], now)
      void reply.code(201)
      return { closed: true, day: on, differences: [], discrepancies: [] }
    },
  })
}
