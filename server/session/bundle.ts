// Everything the Chair needs to work on alone: read once, kept on the tablet.
import { ageOn, localDate, instant, roundTo, type LocalDate } from '@chairside/core/shared'
import type { Role } from '@chairside/core/people'
import type { CourseRow, Order } from '@chairside/core/plan'
import type { ScoreRow } from '@chairside/core/intake'
import { comfortWished } from '@chairside/core/session'
import type { Place, Prepared, SessionBundle, SessionState, VisitRow } from '@chairside/core/session'
import type { Tx } from '../db/connect.ts'
import { NOT_TAKEN } from '../plan/orders.ts'
import { Refused } from '../http/refusal.ts'
import { foldedSessions } from './folded.ts'
import { historyOf, readHistory } from '../enrolment/store.ts'
import { gateFactsOf, type EarlierVisit } from './gate-facts.ts'
import { currentProtocol } from './protocol.ts'
import { recoveryOf } from './recoveries.ts'
import { refreshSummaries, type Summary } from './summary.ts'

type Head = {
  session_id: string; patient_id: string; course_id: string | null; ordinal: number; site_id: string; chair_id: string; chair_name: string; start: Date; end: Date; state: SessionState; cancelled_at: Date | null; nurse_name: string | null
  nurse_id: string | null; record_number: string; given_name: string; family_name: string; preferred_name: string | null; birth_date: Date; sex: SessionBundle['patient']['sex']; escort_name: string | null; escort_phone: string | null; time_zone: string; place_name: string; address: string | null; phone: string | null; next_start: Date | null; next_place: string | null
  height_cm: number | null; weight_kg: string | null; weight_measured_at: Date | null
}
type Earlier = EarlierVisit & { state: SessionState; head_seq: number; summary_seq: number; summary: Pick<Summary, 'infusion' | 'dischargedAt'> | null }
type Person = { staff_id: string; name: string; roles: Role[] }
type OrderRow = { [K in keyof Order]: Order[K] extends number ? string | number : Order[K] extends string | null ? string | Date | null : Order[K] }

const NUMBERS = ['applies_from', 'dose_mg_per_kg', 'dose_mg', 'weight_kg', 'dosing_weight_kg', 'duration_min', 'vial_mg_per_ml', 'draw_ml', 'final_ml', 'concentration_mg_per_ml', 'rate_ml_per_h'] as const
/** PostgreSQL's numeric arrives as text, so that nothing is rounded on the way; here it becomes the number that is shown. */
export function orderOf(row: OrderRow): Order {
  const numbers = Object.fromEntries(NUMBERS.map((name) => [name, Number(row[name])]))
  return { ...row, ...numbers, signed_at: row.signed_at instanceof Date ? row.signed_at.toISOString() : row.signed_at } as Order
}

const orderColumns = (tx: Tx) => tx`
  o.dose_order_id as "order", o.course_id as course, o.applies_from, o.dose_mg_per_kg, o.dose_mg, o.weight_kg, o.dosing_weight_kg, o.weight_basis, o.duration_min, o.vial_mg_per_ml, o.draw_ml, o.final_ml,
  o.concentration_mg_per_ml, o.rate_ml_per_h, o.flags, w.name as written_by, g.name as signed_by, o.signed_at`

/** The signed order that counts for the n-th visit of a course: the one that applies from the latest visit up to n, newest signature first. */
export async function orderFor(tx: Tx, course: string, ordinal: number): Promise<Order | null> {
  const [row] = await tx<OrderRow[]>`
    select ${orderColumns(tx)} from dose_order o join staff w on w.organization_id = o.organization_id and w.staff_id = o.written_by
    join staff g on g.organization_id = o.organization_id and g.staff_id = o.signed_by
    where o.course_id = ${course} and o.signed_at is not null and o.withdrawn_at is null and o.applies_from <= ${ordinal} order by o.applies_from desc, o.signed_at desc limit 1`
  return row ? orderOf(row) : null
}

export function visitOf(row: Pick<Head, 'session_id' | 'ordinal' | 'site_id' | 'chair_id' | 'chair_name' | 'start' | 'end' | 'state' | 'cancelled_at' | 'nurse_name'>): VisitRow {
  return {
    session: row.session_id, ordinal: row.ordinal, site: row.site_id, chair: row.chair_id, chair_name: row.chair_name, start: row.start.toISOString(), end: row.end.toISOString(), state: row.state,
    cancelled_at: row.cancelled_at?.toISOString() ?? null, nurse: row.nurse_name,
  }
}

/** PostgreSQL's date as the calendar day it is. */
export const dayOf = (date: Date): LocalDate => date.toISOString().slice(0, 10) as LocalDate

/** What made the latest earlier visit of this patient comfortable; before the first, what they wished for in the history. Null when neither says anything. */
async function lastComfort(tx: Tx, patient: string, { start, time_zone }: Pick<Head, 'start' | 'time_zone'>): Promise<SessionBundle['last_comfort']> {
  const [last] = await tx<{ session_id: string; start: Date }[]>`
    select session_id, starts_at as start from session s where patient_id = ${patient} and starts_at < ${start} and cancelled_at is null
    and exists (select from session_event e where e.organization_id = s.organization_id and e.session_id = s.session_id and e.type = 'comfort-changed') order by starts_at desc limit 1`
  if (!last) {
    const history = await readHistory(tx, patient)
    const wished = comfortWished(historyOf(history))
    const said = history.filter((row) => ['music', 'comforts', 'touch'].includes(row.question)).map((row) => row.answered_at).toSorted((a, b) => a.localeCompare(b)).at(-1)
    return said === undefined || Object.keys(wished).length === 0 ? null : { date: localDate(instant(Date.parse(said)), time_zone), comfort: wished }
  }
  const comfort = (await foldedSessions(tx, [last.session_id])).get(last.session_id)!.comfort
  return Object.keys(comfort).length === 0 ? null : { date: localDate(instant(last.start.getTime()), time_zone), comfort }
}

/** A site as it may be named outside. */
export const placeColumns = (tx: Tx) => tx`coalesce(t.public_name, t.name) as place_name, t.address, t.phone, t.time_zone`
export const placeOf = (row: { readonly place_name: string; readonly address: string | null; readonly phone: string | null; readonly time_zone: string }): Place => ({ name: row.place_name, address: row.address, phone: row.phone, time_zone: row.time_zone })

/** The last bag of a visit by the book; null when none was made, undefined where the site keeps no cabinet. */
async function preparedFor(tx: Tx, session: string, site: string): Promise<Prepared | null | undefined> {
  const [row] = await tx<{ prepared: Prepared | null }[]>`
    select (select jsonb_build_object('preparation', e.preparation_id, 'code', e.body #> '{details,code}', 'start_by', e.body #> '{details,start_by}', 'final_ml', e.body #> '{details,final_ml}', 'rate_ml_per_h', e.body #> '{details,rate_ml_per_h}')
      from drug_entry e where e.organization_id = a.organization_id and e.session_id = ${session} and e.kind = 'prepared' order by e.seq desc limit 1) as prepared
    from registered_address a where a.site_id = ${site}`
  return row?.prepared === undefined ? undefined : row.prepared
}

/** The order with the bag as it was made: the ordered dose in the volume that the bag really holds, over the ordered time. */
const asPrepared = (order: Order, prepared: Prepared | null | undefined): Order =>
  (prepared ? { ...order, final_ml: prepared.final_ml, concentration_mg_per_ml: roundTo(order.dose_mg / prepared.final_ml, 4), rate_ml_per_h: prepared.rate_ml_per_h } : order)

/** `mailOff`: why no mail can be sent from here. `after`: facts up to this number are left out, because the device has them. */
export async function readBundle(tx: Tx, session: string, now: Date, mailOff: string | null = null, after = 0): Promise<SessionBundle> {
  const [head] = await tx<Head[]>`
    select s.session_id, s.patient_id, s.course_id, s.ordinal, s.site_id, s.chair_id, c.name as chair_name, s.starts_at as start, upper(s.planned) as "end", s.state, s.cancelled_at, s.nurse_id, n.name as nurse_name,
      p.record_number, p.given_name, p.family_name, p.preferred_name, p.birth_date, p.sex, p.escort_name, p.escort_phone, p.height_cm::float8, ${placeColumns(tx)}, w.weight_kg, w.measured_at as weight_measured_at, x.starts_at as next_start, x.place_name as next_place
    from session s join patient p using (organization_id, patient_id) join chair c using (organization_id, chair_id) join site t on t.organization_id = s.organization_id and t.site_id = s.site_id
    left join staff n on n.organization_id = s.organization_id and n.staff_id = s.nurse_id
    left join lateral (select weight_kg, measured_at from weight where patient_id = s.patient_id and organization_id = s.organization_id and source = 'measured' order by measured_at desc limit 1) w on true
    left join lateral (select n.starts_at, coalesce(u.public_name, u.name) as place_name from session n join site u on u.organization_id = n.organization_id and u.site_id = n.site_id
      where n.organization_id = s.organization_id and n.patient_id = s.patient_id and n.cancelled_at is null and n.starts_at > s.starts_at and n.starts_at > ${now} order by n.starts_at limit 1) x on true
    where s.session_id = ${session}`
  if (!head) throw new Refused({ kind: 'not-found', what: 'session' })
  const { course_id: course, patient_id: patient } = head
  const [protocol, courses, order, records, scores, staff, previous, comfort, events, prepared] = await Promise.all([
    currentProtocol(tx),
    course === null ? [] : tx<CourseRow[]>`select course_id as course, kind, indication, planned_sessions, status, weight_basis from course where course_id = ${course}`,
    course === null ? null : orderFor(tx, course, head.ordinal),
    tx<{ kind: 'allergy' | 'condition' | 'medication'; display: string }[]>`
      select distinct kind, display from health_record where patient_id = ${patient} and (kind in ('allergy', 'condition') and status is distinct from 'entered-in-error' or kind = 'medication' and (status is null or status <> all(${NOT_TAKEN})))
      order by display`,
    tx<(Omit<ScoreRow, 'answered_at'> & { answered_at: Date })[]>`
      select score_id as score, instrument, total, band, complete, flags, answered_at, source from score where patient_id = ${patient} order by answered_at desc limit 40`,
    tx<Person[]>`select staff_id, name, roles from staff where active order by name`,
    tx<Earlier[]>`
      select session_id, course_id, ordinal, starts_at as start, state, head_seq, summary_seq, jsonb_build_object('infusion', summary -> 'infusion', 'dischargedAt', summary -> 'dischargedAt', 'answers', summary -> 'answers', 'adverseEvents', summary -> 'adverseEvents') as summary from session
      where patient_id = ${patient} and session_id <> ${session} and cancelled_at is null and head_seq > 0 and starts_at < ${head.start} order by starts_at desc limit 12`,
    lastComfort(tx, patient, head),
    tx<{ body: object; seq: number; recorded_at: Date; previous_hash: string; hash: string }[]>`select body, seq, recorded_at, previous_hash, hash from session_event where session_id = ${session} and seq > ${after} order by seq`,
    preparedFor(tx, session, head.site_id),
  ])
  const of = (kind: string): string[] => records.filter((r) => r.kind === kind).map((r) => r.display)
  const fresh = await refreshSummaries(tx, previous.filter((p) => p.summary_seq < p.head_seq))
  const gate = await gateFactsOf(tx, head, previous, fresh, staff, order?.dose_mg_per_kg ?? null, now)
  const today = localDate(instant(now.getTime()), head.time_zone)
  return {
    session, visit: visitOf(head), course: courses[0] ?? null, order: order === null ? null : asPrepared(order, prepared), ...(prepared === undefined ? {} : { prepared }), protocol, allergies: of('allergy'), conditions: of('condition'), medications: of('medication'),
    patient: {
      patient, record_number: head.record_number, name: `${head.given_name} ${head.family_name}`, birth_date: dayOf(head.birth_date), sex: head.sex, age: ageOn(dayOf(head.birth_date), today), preferred_name: head.preferred_name,
      escort_name: head.escort_name, escort_phone: head.escort_phone, height_cm: head.height_cm, weight_kg: head.weight_kg === null ? null : Number(head.weight_kg), weight_measured_at: head.weight_measured_at?.toISOString() ?? null,
    },
    scores: scores.map((s) => ({ ...s, answered_at: s.answered_at.toISOString() })),
    gate,
    staff: staff.map((s) => ({ staff: s.staff_id, name: s.name, roles: s.roles })),
    previous: previous.map((s) => {
      const summary = fresh.get(s.session_id) ?? s.summary
      return { ordinal: s.ordinal, date: localDate(instant(s.start.getTime()), head.time_zone), started_at: summary?.infusion?.startedAt ?? null, dose_mg: summary?.infusion?.dose_mg ?? null, recovery_min: recoveryOf(summary), state: s.state }
    }),
    last_comfort: comfort,
    place: placeOf(head), next_visit: head.next_start === null ? null : { start: head.next_start.toISOString(), place: head.next_place! }, mail_off: mailOff,
    events: events.map((e) => ({ ...e.body, seq: e.seq, recordedAt: e.recorded_at.toISOString(), previousHash: e.previous_hash, hash: e.hash })),
    server_time: now.toISOString(),
  }
}
