/*
What of a monitor's stream becomes a fact of the visit (rules DEV14..DEV19).

 - A cuff reading is charted at once, and once: the same reading repeated in later messages is the same fact.
 - Saturation, pulse, breathing, carbon dioxide and temperature are charted once a minute, as received: no average was ever measured.
 - A fact stands on our clock: when the message came, less the age that the reading had by the device's own clock. A device clock that is an hour off moves nothing; what it said is
   kept as `measuredAt`.
 - A reading older than the visit belongs to somebody else, and is not charted.
*/
import { createHash } from 'node:crypto'
import { MINUTE_MS, type Instant } from '@chairside/core/shared'
import { type EventOf, type SessionState, type SessionView, type VitalName } from '@chairside/core/session'
import { deviceInstant, type Observation, type ReadMessage } from '../hl7/index.ts'

/** How surely a visit's state means that its patient sits in the chair: who has just arrived for the next visit may wait while the one before recovers. Null: not in it. */
export function seatOf(state: SessionState): number | null {
  switch (state) {
    case 'infusing': case 'paused': case 'recovering': return 3
    case 'preparing': return 2
    case 'arrived': return 1
    case 'expected': case 'discharged': case 'signed': case 'aborted': return null
  }
}

/** Of the visits of one chair the one that is in it; null when there is none, or when two have the same claim: then nobody can know. */
export function seated<V>(visits: readonly V[], stateOf: (visit: V) => SessionState): V | null {
  const claims = visits.flatMap((visit) => { const seat = seatOf(stateOf(visit)); return seat === null ? [] : [{ visit, seat }] })
  const most = Math.max(0, ...claims.map((c) => c.seat))
  const first = claims.filter((c) => c.seat === most)
  return first.length === 1 ? first[0]!.visit : null
}

/** A UUID (version 8, RFC 9562) that is always the same for the same words: what makes a resend the same fact. */
export function uuidOf(...words: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(words)).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${((parseInt(hex[16]!, 16) & 3) | 8).toString(16)}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export const actorOf = (device: string): string => `device:${device.slice(0, 100)}`

/** A measuring time less than this behind its message may be moving with it: some monitors stamp every row with the time of sending. */
const MOVING_MS = 30_000

type Pressures = Readonly<Partial<Record<'sbp_mmHg' | 'dbp_mmHg' | 'map_mmHg', number>>>
const PRESSURES = ['sbp_mmHg', 'dbp_mmHg', 'map_mmHg'] as const
const CONTINUOUS: readonly VitalName[] = ['spo2_pct', 'pulse_per_min', 'rr_per_min', 'etco2_mmHg', 'temp_Cel']
/** The pulse that the oximeter counts is preferred to the one of the ECG: the Floor shows it beside the saturation it belongs to. */
const OXIMETER_PULSE = '149530'

/** What is charted of one device in one visit so far. */
export type Progress = { readonly ids: Set<string>; lastContinuousAt: number; lastPressures: string | null; readonly since: Instant | null }

const pressureKey = (values: Pressures): string => PRESSURES.map((name) => values[name] ?? '').join('/')

export function progressOf(view: SessionView, device: string): Progress {
  const actor = actorOf(device)
  const own = view.facts.map((f) => f.original).filter((e): e is EventOf<'vitals-recorded'> => e.type === 'vitals-recorded' && e.actor === actor)
  const cuff = own.filter((e) => e.values.sbp_mmHg !== undefined || e.values.dbp_mmHg !== undefined)
  const continuous = own.filter((e) => e.values.sbp_mmHg === undefined && e.values.dbp_mmHg === undefined)
  return {
    ids: new Set(own.map((e) => e.id)), lastContinuousAt: Math.max(-Infinity, ...continuous.map((e) => e.at)), lastPressures: cuff.length === 0 ? null : pressureKey(cuff.at(-1)!.values),
    since: view.arrivedAt ?? view.facts[0]?.event.at ?? null,
  }
}

const valuesOf = (rows: readonly Observation[], names: readonly VitalName[]): Partial<Record<VitalName, number>> => {
  const values: Partial<Record<VitalName, number>> = {}
  for (const name of names) {
    const fitting = rows.filter((row) => row.vital === name && row.value !== null)
    const row = (name === 'pulse_per_min' ? fitting.find((r) => r.mdc === OXIMETER_PULSE) : undefined) ?? fitting[0]
    if (row?.value !== null && row !== undefined) values[name] = row.value
  }
  return values
}

export type Arrival = { readonly message: ReadMessage; readonly device: string; readonly simulated: boolean; readonly receivedAt: Date; readonly timeZone: string; readonly session: string }

/** The facts that a message adds to its visit; `progress` is moved on. */
export function factsOf({ message, device, simulated, receivedAt, timeZone, session }: Arrival, progress: Progress): EventOf<'vitals-recorded'>[] {
  const received = receivedAt.getTime()
  const controlId = message.controlId ?? ''
  const sentAt = message.at ? deviceInstant(message.at, timeZone) : null
  const facts: EventOf<'vitals-recorded'>[] = []
  const chart = (id: string, values: Partial<Record<VitalName, number>>, row: Observation): boolean => {
    const measuredAt = row.at ? deviceInstant(row.at, timeZone) : sentAt
    const age = measuredAt === null || sentAt === null ? 0 : Math.max(0, sentAt - measuredAt)
    const at = (received - age) as Instant
    if (progress.ids.has(id) || (progress.since !== null && age > 0 && at < progress.since)) return false
    progress.ids.add(id)
    facts.push({
      id, session, at, actor: actorOf(device), device: device.slice(0, 120), type: 'vitals-recorded', values, origin: simulated ? 'simulated' : 'device', source: device.slice(0, 120),
      ...(measuredAt === null ? {} : { measuredAt }),
    })
    return true
  }

  const cuffRows = message.observations.filter((row) => row.value !== null && (PRESSURES as readonly (VitalName | null)[]).includes(row.vital))
  const systolic = cuffRows.find((row) => row.vital === 'sbp_mmHg')
  if (systolic) {
    const together = cuffRows.filter((row) => row.at?.local === systolic.at?.local)
    const values = valuesOf(together, PRESSURES) as Pressures
    const key = pressureKey(values)
    // A time of its own tells two equal readings apart, unless it moves along with the messages: then, as without one, the same three numbers again are the same reading.
    const measuredAt = systolic.ownTime && systolic.at !== null ? deviceInstant(systolic.at, timeZone) : null
    const standsStill = measuredAt !== null && sentAt !== null && sentAt - measuredAt >= MOVING_MS
    const id = measuredAt === null ? uuidOf(session, device, 'cuff', controlId) : uuidOf(session, device, 'cuff', String(measuredAt), key)
    if ((standsStill || key !== progress.lastPressures) && chart(id, values, systolic)) progress.lastPressures = key
  }

  const continuous = valuesOf(message.observations, CONTINUOUS)
  const first = message.observations.find((row) => row.vital !== null && row.value !== null && CONTINUOUS.includes(row.vital))
  if (first && received - progress.lastContinuousAt >= MINUTE_MS && chart(uuidOf(session, device, 'minute', controlId), continuous, first)) progress.lastContinuousAt = facts.at(-1)!.at
  return facts
}
