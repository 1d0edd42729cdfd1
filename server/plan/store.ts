// Courses and their visits in SQL. That a chair and a patient are booked once is the database's promise (exclusion constraints); here is only the order of locks.
import { instant, MINUTE_MS, type Instant } from '@chairside/core/shared'
import type { Busy, CourseRow, NewCourse, NewVisit, ProtocolSettings } from '@chairside/core/plan'
import type { SessionState, VisitRow } from '@chairside/core/session'
import type { Tx } from '../db/connect.ts'

type StoredVisit = Omit<VisitRow, 'start' | 'end' | 'cancelled_at'> & { readonly start: Date; readonly end: Date; readonly cancelled_at: Date | null }
export type VisitOf = VisitRow & { readonly patient: string; readonly course: string | null; readonly time_zone: string; readonly cancelled_reason: string | null; readonly events: number; readonly kind: 'induction' | 'booster' | null }

/** The columns of a visit; `s` is the session, `c` its chair, `n` its nurse. */
export const visitColumns = (tx: Tx) => tx`
  s.session_id as session, s.ordinal, s.site_id as site, s.chair_id as chair, c.name as chair_name, s.starts_at as start, upper(s.planned) as "end", s.state, s.cancelled_at, n.name as nurse`
export const visitTables = (tx: Tx) => tx`
  session s join chair c on c.organization_id = s.organization_id and c.chair_id = s.chair_id left join staff n on n.organization_id = s.organization_id and n.staff_id = s.nurse_id`

/** The visit as screens show it. `state` of the row is a cache: give the folded one where the log was read. */
export const visitOf = (row: StoredVisit, state: SessionState = row.state): VisitRow => ({
  session: row.session, ordinal: row.ordinal, site: row.site, chair: row.chair, chair_name: row.chair_name, start: row.start.toISOString(), end: row.end.toISOString(), state,
  cancelled_at: row.cancelled_at?.toISOString() ?? null, nurse: row.nurse,
})

/** How long a visit holds its chair, from its start: preparation, the usual infusion, recovery and turnover of the protocol. */
export const holdOf = ({ dose, schedule: { block_min } }: ProtocolSettings): number => (block_min.prepare + dose.duration_min.default + block_min.recover + block_min.turnover) * MINUTE_MS

export type Course = CourseRow & { readonly patient: string }
const courseColumns = (tx: Tx) => tx`course_id as course, kind, indication, planned_sessions, status, weight_basis`

/** The course, locked until the transaction ends; null when there is none. */
export async function lockCourse(tx: Tx, course: string): Promise<Course | null> {
  const [row] = await tx<Course[]>`select ${courseColumns(tx)}, patient_id as patient from course where course_id = ${course} for no key update`
  return row ?? null
}

/** The courses of a patient, latest first. */
export const coursesOfPatient = (tx: Tx, patient: string): Promise<CourseRow[]> => tx<CourseRow[]>`select ${courseColumns(tx)} from course where patient_id = ${patient} order by created_at desc`

export const visitsOfCourse = async (tx: Tx, course: string): Promise<VisitRow[]> =>
  (await tx<StoredVisit[]>`select ${visitColumns(tx)} from ${visitTables(tx)} where s.course_id = ${course} order by s.ordinal`).map((row) => visitOf(row))

export type SiteChairs = { readonly time_zone: string; readonly chairs: readonly string[] }
/** The chairs of a site in their order; null when there is no such site. */
export async function readSite(tx: Tx, site: string): Promise<SiteChairs | null> {
  const rows = await tx<{ time_zone: string; chair: string | null }[]>`
    select t.time_zone, c.chair_id as chair from site t left join chair c on c.organization_id = t.organization_id and c.site_id = t.site_id where t.site_id = ${site} order by c.position, c.name`
  return rows.length === 0 ? null : { time_zone: rows[0]!.time_zone, chairs: rows.flatMap((row) => (row.chair === null ? [] : [row.chair])) }
}

/** A visit never holds a chair longer than this: how far back of a window a visit can start that reaches into it. */
const LONGEST_VISIT_MS = 24 * 60 * MINUTE_MS

/** When the chairs of a site are taken between two moments. */
export async function busyChairs(tx: Tx, site: string, from: Date, to: Date): Promise<Busy[]> {
  const rows = await tx<{ chair: string; from: Date; to: Date }[]>`
    select chair_id as chair, starts_at as "from", upper(planned) as "to" from session
    where site_id = ${site} and starts_at >= ${new Date(from.getTime() - LONGEST_VISIT_MS)} and starts_at < ${to} and upper(planned) > ${from} and cancelled_at is null and state <> 'aborted'`
  return rows.map((row) => ({ chair: row.chair, from: instant(row.from.getTime()), to: instant(row.to.getTime()) }))
}

/** When the patient's visits begin that are not cancelled. */
export async function standingVisits(tx: Tx, patient: string): Promise<Instant[]> {
  const rows = await tx<{ start: Date }[]>`
    select starts_at as start from session where patient_id = ${patient} and cancelled_at is null and state <> 'aborted' order by starts_at`
  return rows.map((row) => instant(row.start.getTime()))
}

/** Locks chairs in one order, so that bookings of one chair take turns and none waits for another in a circle. Gives each chair's site. */
export async function lockChairs(tx: Tx, chairs: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx<{ chair: string; site: string }[]>`select chair_id as chair, site_id as site from chair where chair_id = any(${chairs as string[]}::uuid[]) order by chair_id for no key update`
  return new Map(rows.map((row) => [row.chair, row.site]))
}

export async function insertCourse(tx: Tx, organization: string, patient: string, asked: NewCourse, by: string, now: Date): Promise<void> {
  await tx`insert into course (organization_id, course_id, patient_id, kind, indication, planned_sessions, created_by, created_at)
    values (${organization}, ${asked.course}, ${patient}, ${asked.kind}, ${asked.indication}, ${asked.visits.length}, ${by}, ${now})`
}

/** Books one visit; the database refuses it when the chair or the patient is taken. */
export async function insertVisit(tx: Tx, organization: string, patient: string, course: string | null, visit: NewVisit, hold_ms: number): Promise<void> {
  const start = new Date(visit.start)
  await tx`insert into session (organization_id, session_id, patient_id, course_id, ordinal, site_id, chair_id, planned)
    values (${organization}, ${visit.session}, ${patient}, ${course}, ${visit.ordinal}, ${visit.site}, ${visit.chair}, tstzrange(${start}, ${new Date(start.getTime() + hold_ms)}))`
}

export async function readVisit(tx: Tx, session: string): Promise<VisitOf | null> {
  const [row] = await tx<(StoredVisit & Omit<VisitOf, keyof VisitRow>)[]>`
    select ${visitColumns(tx)}, s.patient_id as patient, s.course_id as course, s.cancelled_reason, s.head_seq as events, t.time_zone, k.kind
    from ${visitTables(tx)} join site t on t.organization_id = s.organization_id and t.site_id = s.site_id left join course k on k.organization_id = s.organization_id and k.course_id = s.course_id where s.session_id = ${session}`
  return row ? { ...visitOf(row), patient: row.patient, course: row.course, time_zone: row.time_zone, cancelled_reason: row.cancelled_reason, events: row.events, kind: row.kind } : null
}

/** The visit, locked until the transaction ends: its log cannot grow meanwhile. */
export async function lockVisit(tx: Tx, session: string): Promise<VisitOf | null> {
  await tx`select from session where session_id = ${session} for no key update`
  return readVisit(tx, session)
}

export const moveVisit = (tx: Tx, session: string, to: { site: string; chair: string; start: Date; end: Date }) =>
  tx`update session set site_id = ${to.site}, chair_id = ${to.chair}, planned = tstzrange(${to.start}, ${to.end}) where session_id = ${session}`

export const cancelVisit = (tx: Tx, session: string, reason: string, now: Date) => tx`update session set cancelled_at = ${now}, cancelled_reason = ${reason} where session_id = ${session}`

export type FreeChair = { readonly chair: string; readonly chair_name: string; readonly free: readonly { readonly from: string; readonly to: string }[] }
/** When each chair of a site is free between two moments. */
export async function freeChairs(tx: Tx, site: string, from: Date, to: Date): Promise<FreeChair[]> {
  const rows = await tx<{ chair: string; chair_name: string; from: Date | null; to: Date | null }[]>`
    with taken as (
      select chair_id, range_agg(planned) as ranges from session
      where site_id = ${site} and starts_at >= ${new Date(from.getTime() - LONGEST_VISIT_MS)} and starts_at < ${to} and cancelled_at is null and state <> 'aborted' group by chair_id)
    select c.chair_id as chair, c.name as chair_name, lower(f.free) as "from", upper(f.free) as "to"
    from chair c left join taken t on t.chair_id = c.chair_id
    left join lateral unnest(tstzmultirange(tstzrange(${from}, ${to})) - coalesce(t.ranges, '{}'::tstzmultirange)) f(free) on true
    where c.site_id = ${site} order by c.position, c.name, lower(f.free)`
  const chairs = new Map<string, { chair: string; chair_name: string; free: { from: string; to: string }[] }>()
  for (const row of rows) {
    const chair = chairs.get(row.chair) ?? { chair: row.chair, chair_name: row.chair_name, free: [] }
    chairs.set(row.chair, chair)
    if (row.from && row.to) chair.free.push({ from: row.from.toISOString(), to: row.to.toISOString() })
  }
  return [...chairs.values()]
}
