// What the monitors of a site say, fed to the same engine that the tablets run: one query for all chairs, which reads only what came since the last look.
import { instant } from '@chairside/core/shared'
import type { ProtocolSettings } from '@chairside/core/plan'
import { artefactsOf, conditionsOf, EMPTY_STREAM, readInto, STREAMED, type SignReading, type Stream, type StreamedSign, type WatchFacts } from '@chairside/core/session'
import type { Tx } from '../db/connect.ts'

export type Watched = { readonly chair: string; readonly facts: WatchFacts }
/** A stream and how far it has read. A cache: without it the window is read again, and nothing else changes. */
type Kept = { readonly fits: string; readonly stream: Stream; readonly upTo: number }
const kept = new Map<string, Kept>()
const MOST_KEPT = 2000

/** Longer than the longest stay that a limit asks for, by so much. */
const BEYOND_THE_LONGEST_MS = 60_000
/** Rows that are committed together may become visible a little after later ones. */
const OVERLAP_MS = 1500
const MOST_ROWS_OF_A_CHAIR = 20_000

type Row = { readonly chair_id: string; readonly vital: StreamedSign; readonly value: number; readonly received_at: Date; readonly device: string }

/** What the monitors of these chairs sent since each `since`, by the time of arrival: the devices' own clocks are not asked. */
export const readingsQuery = (tx: Tx, chairs: readonly { readonly chair: string; readonly since: string }[]) => tx<Row[]>`
  select o.chair_id, o.vital, o.value::float8, o.received_at, o.device from jsonb_to_recordset(${tx.json(chairs)}) as w(chair uuid, since timestamptz)
  cross join lateral (
    select d.chair_id, d.vital, d.value, d.received_at, d.device, d.ordinal from device_observation d
    where d.chair_id = w.chair and d.received_at > w.since and d.vital = any(${[...STREAMED]}) order by d.received_at desc limit ${MOST_ROWS_OF_A_CHAIR}) o
  order by o.received_at, o.ordinal`

/** The stream of each chair up to `now`. */
export async function liveStreams(tx: Tx, watched: readonly Watched[], settings: ProtocolSettings, now: Date): Promise<Map<string, Stream>> {
  const running = watched.filter(({ facts }) => facts.startedAt !== null && facts.dischargedAt === null && ['infusing', 'paused', 'recovering', 'aborted'].includes(facts.state))
  if (running.length === 0) return new Map()
  const { sustained_s, alarm_delay_s } = settings.monitor
  const window_ms = Math.max(alarm_delay_s, ...Object.values(sustained_s)) * 1000 + BEYOND_THE_LONGEST_MS
  const plans = running.map(({ chair, facts }) => {
    const conditions = conditionsOf(facts.baseline, settings)
    const artefacts = artefactsOf(facts)
    const fits = JSON.stringify([facts.startedAt, conditions, artefacts, settings.monitor.no_signal_s])
    const before = kept.get(chair)
    const known = before !== undefined && before.fits === fits && before.upTo <= now.getTime() ? before : null
    return { chair, conditions, artefacts, fits, known, since: known ? known.upTo - OVERLAP_MS : Math.max(now.getTime() - window_ms, facts.startedAt! - BEYOND_THE_LONGEST_MS) }
  })
  const rows = await readingsQuery(tx, plans.map(({ chair, since }) => ({ chair, since: new Date(since).toISOString() })))
  const byChair = new Map<string, SignReading[]>()
  for (const row of rows) {
    const readings = byChair.get(row.chair_id) ?? []
    byChair.set(row.chair_id, readings)
    readings.push({ at: instant(row.received_at.getTime()), vital: row.vital, value: row.value, source: row.device })
  }
  if (kept.size > MOST_KEPT) kept.clear()
  return new Map(plans.map(({ chair, conditions, artefacts, fits, known, since }) => {
    const readings = byChair.get(chair) ?? []
    const items = known ? readings : [...readings, ...artefacts.filter((a) => a.at > since)].toSorted((a, b) => a.at - b.at)
    const stream = readInto(known?.stream ?? EMPTY_STREAM, items, conditions, settings)
    kept.set(chair, { fits, stream, upTo: Math.max(known?.upTo ?? since, readings.at(-1)?.at ?? 0) })
    return [chair, stream]
  }))
}
