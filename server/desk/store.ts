// The day at a site in SQL, one query a part.
import { DAY_MS, instant } from '@chairside/core/shared'
import { readyBasis, visitDoubts, type DeskDay, type DeskVisit, type ReadyOnWire } from '@chairside/core/session'
import type { Readiness } from '@chairside/core/intake'
import type { Tx } from '../db/connect.ts'
import { cardColumns, cardOf, type CardRow } from '../people/card.ts'
import { visitColumns, visitOf } from '../plan/store.ts'
import { foldedSessions } from '../session/folded.ts'
import { currentProtocol } from '../session/protocol.ts'
import { historiesOf, readyOnWire } from '../session/recoveries.ts'

/** The scale that must be there before a visit: it carries the question about suicide (PR-18, PR-19). */
const SCALE_BEFORE_VISIT = 'phq-9'
/** A check-in that nobody answered stays on the Desk this long. Not a clinical number: after that it is the Chart's matter. */
const OVERDUE_MS = 7 * DAY_MS

type Driver = NonNullable<DeskVisit['driver']>
type VisitRow = Parameters<typeof visitOf>[0] & CardRow & {
  planned_sessions: number | null; order_signed: boolean; scales_done: boolean; escort_name: string | null; said: Readiness | null
  links: number; answer: Driver['answer']; answered_at: Date | null; opened_at: Date | null; mail_waiting: number; mail_failed: number
}

/** How long before a visit scales, and a form that names no visit, count: settings of the protocol. */
type Counts = { readonly scales_age_h: number; readonly said_count_d: number }

/** Visits that begin in the window, with what has to be ready. */
export const deskVisitsQuery = (tx: Tx, site: string, from: Date, to: Date, { scales_age_h, said_count_d: said_d }: Counts) => tx<VisitRow[]>`
  select ${visitColumns(tx)}, ${cardColumns(tx)}, coalesce(q.answers ->> 'driver_name', p.escort_name) as escort_name, q.answers as said, k.planned_sessions,
    exists (select from dose_order d where d.organization_id = s.organization_id and d.course_id = s.course_id and d.signed_at is not null and d.withdrawn_at is null and d.applies_from <= s.ordinal) as order_signed,
    exists (select from score r where r.organization_id = s.organization_id and r.patient_id = s.patient_id and r.instrument = ${SCALE_BEFORE_VISIT} and r.complete
      and r.answered_at >= s.starts_at - ${scales_age_h} * interval '1 hour' and r.answered_at < upper(s.planned)) as scales_done,
    d.links, d.answer, d.answered_at, d.opened_at, m.waiting as mail_waiting, m.failed as mail_failed
  from session s join patient p on p.organization_id = s.organization_id and p.patient_id = s.patient_id join organization o on o.organization_id = s.organization_id
  join chair c on c.organization_id = s.organization_id and c.chair_id = s.chair_id left join staff n on n.organization_id = s.organization_id and n.staff_id = s.nurse_id
  left join course k on k.organization_id = s.organization_id and k.course_id = s.course_id
  left join lateral (
    select a.answers from readiness a where a.organization_id = s.organization_id and a.patient_id = s.patient_id and (a.session_id = s.session_id or (a.session_id is null and a.answered_at > s.starts_at - ${said_d} * interval '1 day' and a.answered_at < upper(s.planned)))
    order by a.answered_at desc limit 1) q on true
  cross join lateral (
    select count(*)::int as links, (array_agg(l.answer order by l.answered_at desc) filter (where l.answer is not null))[1] as answer, max(l.answered_at) as answered_at, min(l.opened_at) as opened_at
    from driver_link l where l.organization_id = s.organization_id and l.session_id = s.session_id and l.revoked_at is null) d
  cross join lateral (
    select count(*) filter (where g.state = 'waiting')::int as waiting, count(*) filter (where g.state = 'failed')::int as failed
    from outgoing_message g where g.organization_id = s.organization_id and g.session_id = s.session_id) m
  where s.site_id = ${site} and s.starts_at >= ${from} and s.starts_at < ${to}
  order by s.starts_at, c.position, c.name`

/** The Desk is told when, not why: what is missing for going home is clinical. */
const withoutReasons = (ready: ReadyOnWire | null): ReadyOnWire | null => ready && { ...ready, rests_on: [] }

/** The day's visits. State and arrival come from the log of each visit, all logs in one query. */
export async function deskVisits(tx: Tx, site: string, from: Date, to: Date, now: Date): Promise<DeskVisit[]> {
  const { settings } = await currentProtocol(tx)
  const rows = await deskVisitsQuery(tx, site, from, to, settings.start_gate)
  const views = await foldedSessions(tx, rows.map((row) => row.session))
  // Only of who is in a chair: the rest of the day has no ready time.
  const bases = new Map(rows.map((row) => [row.session, readyBasis(views.get(row.session)!, settings, instant(now.getTime()))]))
  const histories = await historiesOf(tx, rows.flatMap((row) => (bases.get(row.session) ? [row.patient] : [])), now)
  return rows.map((row) => {
    const view = views.get(row.session)!
    return {
      ...visitOf(row, view.state), patient: cardOf(row, now), planned_sessions: row.planned_sessions, order_signed: row.order_signed, scales_done: row.scales_done, escort_name: row.escort_name,
      doubts: row.said && ['expected', 'arrived', 'preparing'].includes(view.state) ? visitDoubts(row.said, instant(row.start.getTime()), settings, instant(now.getTime())) : [],
      arrived_at: view.arrivedAt === null ? null : new Date(view.arrivedAt).toISOString(),
      ready: withoutReasons(readyOnWire({ ready: bases.get(row.session) ?? null }, histories.get(row.patient), settings, row.end, now)),
      driver: row.links === 0 ? null : { answer: row.answer, answered_at: row.answered_at?.toISOString() ?? null, opened_at: row.opened_at?.toISOString() ?? null },
      mail: { waiting: row.mail_waiting, failed: row.mail_failed },
    }
  })
}

type FollowUpRow = Omit<DeskDay['follow_ups'][number], 'due_at' | 'done_at'> & { readonly due_at: Date; readonly done_at: Date | null }

/** Check-ins of the site's visits that are open and due by the end of the window, and those that were done in it. */
export const followUpsQuery = (tx: Tx, site: string, from: Date, to: Date) => tx<FollowUpRow[]>`
  select f.follow_up_id as "followUp", f.patient_id as patient, p.given_name || ' ' || p.family_name as name, f.session_id as session, f.due_at, f.done_at
  from (
    select * from follow_up where done_at is null and due_at >= ${new Date(from.getTime() - OVERDUE_MS)} and due_at < ${to}
    union all
    select * from follow_up where done_at is not null and done_at >= ${from} and done_at < ${to}
  ) f
  join session s on s.organization_id = f.organization_id and s.session_id = f.session_id join patient p on p.organization_id = f.organization_id and p.patient_id = f.patient_id
  where s.site_id = ${site} order by f.done_at is not null, f.due_at`

export const followUps = async (tx: Tx, site: string, from: Date, to: Date): Promise<DeskDay['follow_ups']> =>
  (await followUpsQuery(tx, site, from, to)).map((row) => ({ ...row, due_at: row.due_at.toISOString(), done_at: row.done_at?.toISOString() ?? null }))
