// The Floor of a site: every chair, who is in it and how they are, in one query.
import { EMPTY_STREAM, toFloorWatch, watchOf, type FloorChair, type FloorView, type ReadyOnWire, type SessionState, type Stream } from '@chairside/core/session'
import { instant } from '@chairside/core/shared'
import type { Protocol } from '@chairside/core/plan'
import type { Tx } from '../db/connect.ts'
import { currentProtocol } from './protocol.ts'
import { historiesOf, readyOnWire } from './recoveries.ts'
import { refreshSummaries, type Summary } from './summary.ts'
import { liveStreams } from './watching.ts'

type Row = {
  chair_id: string; chair_name: string; site_id: string
  session_id: string | null; patient_id: string | null; head_seq: number; summary_seq: number; summary: Summary | null; patient_name: string; ordinal: number; planned_sessions: number | null; booked_nurse: string | null; start: Date; end: Date; state: SessionState
  device: string | null; last_seen_at: Date | null; clock_skew_ms: string | null; next_name: string | null; next_start: Date | null
}

/** A chair shows the visit that is under way, otherwise the last one of the day that is not over for longer than this. */
const JUST_LEFT_MS = 15 * 60_000
/** A visit whose log was quiet for this long is no longer in the chair, whatever its state says. */
const ABANDONED_MS = 12 * 3_600_000
/** Visits planned further away than this are not looked at: nobody is in a chair a day before or after their time. */
const FLOOR_DAY_MS = 24 * 3_600_000
/** Somebody who is this late is no longer announced as next. */
const OVERDUE_MS = 2 * 3_600_000

export const SIMULATION_DEVICE = 'CHAIRSIDE-SIMULATION'

export const floorQuery = (tx: Tx, site: string, now: Date) => tx<Row[]>`
  with present as (
    select distinct on (s.chair_id) s.* from session s
    where s.site_id = ${site} and s.starts_at > ${new Date(now.getTime() - FLOOR_DAY_MS)} and s.starts_at < ${new Date(now.getTime() + FLOOR_DAY_MS)}
      and s.last_event_at > ${new Date(now.getTime() - ABANDONED_MS)} and s.cancelled_at is null
      and (s.state not in ('discharged', 'signed', 'aborted') or s.last_event_at > ${new Date(now.getTime() - JUST_LEFT_MS)})
    order by s.chair_id, s.state in ('infusing', 'paused', 'recovering') desc, s.state in ('arrived', 'preparing') desc, s.last_event_at desc
  ), next as (
    select distinct on (s.chair_id) s.chair_id, s.patient_id, s.starts_at from session s
    where s.site_id = ${site} and s.starts_at > ${new Date(now.getTime() - OVERDUE_MS)} and s.starts_at < ${new Date(now.getTime() + ABANDONED_MS)} and s.head_seq = 0 and s.cancelled_at is null
    order by s.chair_id, s.starts_at
  ), monitor as (
    select distinct on (d.chair_id) d.chair_id, d.device, d.last_seen_at, d.clock_skew_ms from device_binding d where d.kind = 'monitor' order by d.chair_id, d.last_seen_at desc nulls last
  )
  select c.chair_id, c.name as chair_name, c.site_id, v.session_id, v.patient_id, v.head_seq, v.summary_seq, v.summary, v.ordinal, v.state, v.starts_at as start, upper(v.planned) as "end",
    concat_ws(' ', coalesce(p.preferred_name, p.given_name), p.family_name) as patient_name, k.planned_sessions, v.nurse_id as booked_nurse,
    m.device, m.last_seen_at, m.clock_skew_ms, concat_ws(' ', coalesce(q.preferred_name, q.given_name), q.family_name) as next_name, x.starts_at as next_start
  from chair c
  left join present v on v.chair_id = c.chair_id
  left join patient p on p.organization_id = v.organization_id and p.patient_id = v.patient_id
  left join course k on k.organization_id = v.organization_id and k.course_id = v.course_id
  left join monitor m on m.chair_id = c.chair_id
  left join next x on x.chair_id = c.chair_id
  left join patient q on q.organization_id = c.organization_id and q.patient_id = x.patient_id
  where c.site_id = ${site}
  order by c.position, c.name`

/** Reads the Floor. Summaries that are behind their log are folded first, all together. */
export async function readFloor(tx: Tx, site: string, now: Date): Promise<FloorView> {
  const [rows, protocol, staff] = await Promise.all([floorQuery(tx, site, now), currentProtocol(tx), tx<{ staff_id: string; name: string }[]>`select staff_id, name from staff`])
  const names = new Map(staff.map((s) => [s.staff_id, s.name]))
  const stale = rows.flatMap((r) => (r.session_id !== null && r.summary_seq < r.head_seq ? [{ session_id: r.session_id, head_seq: r.head_seq }] : []))
  const fresh = await refreshSummaries(tx, stale)
  const summaryOf = (row: Row): Summary | null => (row.session_id === null ? null : (fresh.get(row.session_id) ?? row.summary))
  const streams = await liveStreams(tx, rows.flatMap((row) => { const facts = summaryOf(row)?.watch; return facts ? [{ chair: row.chair_id, facts }] : [] }), protocol.settings, now)
  const histories = await historiesOf(tx, rows.flatMap((row) => (summaryOf(row)?.ready ? [row.patient_id!] : [])), now)
  const ready = (row: Row): ReadyOnWire | null => readyOnWire(summaryOf(row), histories.get(row.patient_id ?? ''), protocol.settings, row.end, now)
  return { site, chairs: rows.map((row) => floorChair(row, summaryOf(row), streams.get(row.chair_id) ?? EMPTY_STREAM, protocol, ready(row), names, now)), protocol: protocol satisfies Protocol, server_time: now.toISOString() }
}

function floorChair(row: Row, summary: Summary | null, live: Stream, { settings }: Protocol, ready: ReadyOnWire | null, names: ReadonlyMap<string, string>, now: Date): FloorChair {
  const nurse = summary?.nurse ?? row.booked_nurse
  const facts = summary?.watch.startedAt != null && summary.watch.dischargedAt === null ? summary.watch : null
  return {
    chair: row.chair_id, chair_name: row.chair_name, site: row.site_id,
    visit: row.session_id === null || summary === null ? null : {
      session: row.session_id, patient_name: row.patient_name, ordinal: row.ordinal, planned_sessions: row.planned_sessions, nurse, nurse_name: nurse === null ? null : names.get(nurse) ?? null, toAsk: summary.toAsk, timeOut: summary.timeOut,
      start: row.start.toISOString(), end: row.end.toISOString(), state: summary.state, since: summary.since, infusion: summary.infusion, recoveryStartedAt: summary.recoveryStartedAt,
      lastVitalsAt: summary.lastVitalsAt, latest: summary.latest, baseline: summary.baseline, sedation: summary.sedation, medications: summary.medications, contradictions: summary.contradictions, ready,
    },
    monitor: row.device === null || row.last_seen_at === null ? null
      : { device: row.device, last_seen_at: row.last_seen_at.toISOString(), clock_skew_ms: row.clock_skew_ms === null ? null : Number(row.clock_skew_ms), simulated: row.device.startsWith(SIMULATION_DEVICE) },
    next: row.next_start === null ? null : { patient_name: row.next_name!, start: row.next_start.toISOString() },
    watch: facts && toFloorWatch(watchOf(facts, live, settings, instant(now.getTime())), facts, settings),
  }
}
