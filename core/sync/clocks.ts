/*
How far the clock of each fact's device was off when it was recorded, from what the log itself holds. The device's time, the time of receipt and the corrected time stand beside each other; nothing is
put in another order by it.

What is known: a fact's time by the device (`at`, or `enteredAt` for what was typed in later) less the time of receipt is the clock's error less the time that the fact waited. It waited no negative
time, so the clock is at least that far ahead. Of one delivery the fact that waited least says most. Two deliveries in a row that say the same did not wait: no line stays away twice to the second.
 - A delivery that says "not behind" (or ahead) is believed: waiting cannot make a clock look fast.
 - One that says "behind" is believed when a neighbour says the same. Otherwise it waited, and the nearest believed delivery speaks for it; where there is none, nothing is known.
What a monitor sent stands on the server's clock already, and carries its own time as `measuredAt`.
*/
import type { RecordedEvent } from '../session/index.ts'
import { instant, type Instant } from '../shared/index.ts'
import { SHOWN_SKEW_MS } from './state.ts'

export type FactClock = {
  /** By the device. */
  readonly at: Instant
  /** By the server. */
  readonly recordedAt: Instant
  /** Device clock minus server clock, in ms; null where waiting and a slow clock cannot be told apart. */
  readonly offset_ms: number | null
  /** When it happened by the server's clock, as far as that is known. */
  readonly correctedAt: Instant
  /** Over 60 s: said beside the fact. */
  readonly isShown: boolean
}

/** Deliveries whose clocks agree to this did not wait. It also is what a line and a commit take at most, on a bad day. */
const AGREE_MS = 5000

type Delivery = { readonly events: readonly RecordedEvent[]; readonly least_ms: number }

/** Facts that one device delivered together, in the order of arrival. */
function deliveriesOf(events: readonly RecordedEvent[]): Map<string, Delivery[]> {
  const byDevice = new Map<string, RecordedEvent[][]>()
  for (const event of events.toSorted((a, b) => a.seq - b.seq)) {
    const deliveries = byDevice.get(event.device) ?? []
    byDevice.set(event.device, deliveries)
    const last = deliveries.at(-1)
    if (last && last[0]!.recordedAt === event.recordedAt) last.push(event)
    else deliveries.push([event])
  }
  return new Map([...byDevice].map(([device, all]) => [device, all.map((one) => ({ events: one, least_ms: Math.max(...one.map((e) => (e.enteredAt ?? e.at) - e.recordedAt)) }))]))
}

/** The clock's error at each delivery of one device, in ms; null where nothing is known. */
function offsetsOf(deliveries: readonly Delivery[]): (number | null)[] {
  const agrees = (a: Delivery, b: Delivery | undefined): boolean => b !== undefined && Math.abs(a.least_ms - b.least_ms) <= AGREE_MS
  const believed = deliveries.map((d, i) => (d.least_ms >= -AGREE_MS || agrees(d, deliveries[i - 1]) || agrees(d, deliveries[i + 1]) ? d.least_ms : null))
  const before: (number | null)[] = []
  for (const own of believed) before.push(own ?? before.at(-1) ?? null)
  const after: (number | null)[] = []
  for (const own of believed.toReversed()) after.push(own ?? after.at(-1) ?? null)
  after.reverse()
  // A neighbour that says less than the delivery itself cannot be right for it: the clock was set in between.
  return deliveries.map((d, i) => [believed[i] ?? null, before[i] ?? null, after[i] ?? null].find((ms) => ms !== null && ms >= d.least_ms) ?? null)
}

/** The clocks of the facts of a session, by the fact's id. `events` are those that the server has, in any order. */
export function clocksOf(events: readonly RecordedEvent[]): Map<string, FactClock> {
  const clocks = new Map<string, FactClock>()
  const add = (event: RecordedEvent, offset_ms: number | null): void => {
    const { id, at, recordedAt } = event
    clocks.set(id, { at, recordedAt, offset_ms, correctedAt: instant(at - (offset_ms ?? 0)), isShown: offset_ms !== null && Math.abs(offset_ms) > SHOWN_SKEW_MS })
  }
  const isMeasured = (event: RecordedEvent): boolean => 'measuredAt' in event && event.measuredAt !== undefined
  for (const event of events) if (isMeasured(event)) {
    const { id, at, recordedAt } = event
    const offset_ms = (event as { readonly measuredAt: Instant }).measuredAt - at
    clocks.set(id, { at: instant(at + offset_ms), recordedAt, offset_ms, correctedAt: at, isShown: Math.abs(offset_ms) > SHOWN_SKEW_MS })
  }
  for (const deliveries of deliveriesOf(events.filter((event) => !isMeasured(event))).values()) {
    const offsets = offsetsOf(deliveries)
    deliveries.forEach((delivery, i) => { for (const event of delivery.events) add(event, offsets[i]!) })
  }
  return clocks
}
