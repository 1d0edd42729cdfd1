/*
What of a pump's messages becomes a fact of the visit (rules DEV35 to DEV37).

 - Only a pump that a person bound to the chair, only while an infusion runs or is paused, and only ketamine or a pump that names no drug: what goes into this patient is never decided by a guess.
 - A reading is charted once a minute, and at once when status, alarm or rate changed.
 - The volume counts since the start of the infusion. A pump counts since its own zero: what it stood at before the start does not count, and a counter that begins again goes on from where it was.
*/
import { MINUTE_MS, type Instant } from '@chairside/core/shared'
import type { EventOf, SessionView } from '@chairside/core/session'
import { deviceInstant, isKetamine, pumpsOf, type PumpSays, type ReadMessage } from '../hl7/index.ts'
import { actorOf, uuidOf, type Arrival } from './charting.ts'

/** A counter that falls by less than this part did not begin again: pumps round. UNSOURCED (proposed), not a clinical limit. */
const ROUNDED = 0.02
/** A rate that differs by less than this part is the same rate: a measured flow is never quite still. UNSOURCED (proposed), not a clinical limit. */
const SAME_RATE = 0.01

/** Millilitres since the start, from a counter that may have stood anywhere before. */
export type Counter = { last: number | null; lastAt: number; total: number; readonly start: Instant }

export const newCounter = (start: Instant): Counter => ({ last: null, lastAt: -Infinity, total: 0, start })

/** Moves the counter on by one reading, taken at `at` on our clock. An older one than the last is passed over: it came late, and is no new beginning. */
export function count(counter: Counter, at: number, volume_mL: number): void {
  const { last, start } = counter
  if (at < counter.lastAt) return
  counter.lastAt = at
  if (at < start) { counter.last = volume_mL; return }
  if (last === null || volume_mL >= last) counter.total += volume_mL - (last ?? 0)
  else if (volume_mL < last * (1 - ROUNDED)) counter.total += volume_mL
  else return
  counter.last = volume_mL
}

export type PumpProgress = { readonly ids: Set<string>; last: EventOf<'pump-read'> | null }

export function pumpProgressOf(view: SessionView, device: string): PumpProgress {
  const actor = actorOf(device)
  const own = view.facts.map((f) => f.original).filter((e): e is EventOf<'pump-read'> => e.type === 'pump-read' && e.actor === actor)
  return { ids: new Set(own.map((e) => e.id)), last: own.at(-1) ?? null }
}

export type Chosen = { readonly pump: PumpSays } | { readonly why: string }

/** The pump of a message that is this infusion's, or why none of them can be said to be. Null when the message is no pump's. */
export function pumpOfInfusion(message: ReadMessage, byPerson: boolean): Chosen | null {
  const all = pumpsOf(message.observations)
  if (all.length === 0) return null
  if (!byPerson) return { why: 'a pump counts only after a person has said that it stands at this chair' }
  const ketamine = all.filter((pump) => pump.drug !== null && isKetamine(pump.drug))
  if (ketamine.length === 1) return { pump: ketamine[0]! }
  if (ketamine.length > 1) return { why: 'two pumps of one message name ketamine' }
  const [only] = all
  if (all.length > 1) return { why: 'several pumps in one message, and none of them names ketamine' }
  return only!.drug === null ? { pump: only! } : { why: `the pump gives another drug: ${only!.drug}` }
}

const rateChanged = (before: number | undefined, now: number | null): boolean =>
  now !== null && (before === undefined || Math.abs(now - before) > SAME_RATE * Math.max(now, before))

/** The fact that a pump's message adds to its visit, or none; `progress` and `counter` are moved on. */
export function pumpFact(pump: PumpSays, { message, device, simulated, receivedAt, timeZone, session }: Arrival, progress: PumpProgress, counter: Counter): EventOf<'pump-read'> | null {
  const sentAt = message.at ? deviceInstant(message.at, timeZone) : null
  const measuredAt = pump.row.at ? deviceInstant(pump.row.at, timeZone) : sentAt
  const age = measuredAt === null || sentAt === null ? 0 : Math.max(0, sentAt - measuredAt)
  const at = (receivedAt.getTime() - age) as Instant
  const id = uuidOf(session, device, 'pump', message.controlId ?? '')
  if (at < counter.start || progress.ids.has(id) || (progress.last !== null && at < progress.last.at)) return null
  if (pump.volume_mL !== null && pump.of === 'counter') count(counter, at, pump.volume_mL)
  const before = progress.last
  const changed = before === null || (before.status ?? null) !== pump.status || (before.alarm ?? null) !== pump.alarm || rateChanged(before.rate_mL_per_h, pump.rate_mL_per_h)
  if (!changed && at - before.at < MINUTE_MS) return null
  const volume = pump.volume_mL === null ? null : pump.of === 'bag' ? pump.volume_mL : Number(counter.total.toFixed(4))
  const fact: EventOf<'pump-read'> = {
    id, session, at, actor: actorOf(device), device: device.slice(0, 120), type: 'pump-read', of: pump.of === 'bag' ? 'bag' : 'infusion', origin: simulated ? 'simulated' : 'device', source: device.slice(0, 120),
    ...(volume === null ? {} : { volume_infused_mL: volume }), ...(pump.rate_mL_per_h === null ? {} : { rate_mL_per_h: pump.rate_mL_per_h }), ...(pump.status === null ? {} : { status: pump.status }),
    ...(pump.alarm === null ? {} : { alarm: pump.alarm }), ...(measuredAt === null ? {} : { measuredAt }),
  }
  progress.ids.add(id)
  progress.last = fact
  return fact
}
