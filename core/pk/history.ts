// What was given, as the pump and the hand gave it, turned into input that is constant between moments.
import { badInput, ok, refuse, type BadInput, type Result } from '../shared/index.ts'

/** Seconds from the start of the history; mg; mg/min. A push is a second line beside the pump for `over_s` seconds; a bolus is instantaneous. */
export type DoseEvent = { readonly t_s: number } & (
  | { readonly type: 'bolus'; readonly mg: number }
  | { readonly type: 'push'; readonly mg: number; readonly over_s: number }
  | { readonly type: 'rate'; readonly mg_per_min: number }
  | { readonly type: 'pause' | 'resume' | 'stop' }
)
/** From `t_s` on: `bolus_mg` at once, then `rate_mg_per_min` until the next one. */
export type Segment = { readonly t_s: number; readonly bolus_mg: number; readonly rate_mg_per_min: number }

const TYPES = ['bolus', 'push', 'rate', 'pause', 'resume', 'stop']
const isNonNegative = (x: unknown): x is number => typeof x === 'number' && Number.isFinite(x) && x >= 0

/** Events as typed, or the place of what is wrong. */
export function parseEvents(events: unknown, path = 'events'): Result<readonly DoseEvent[], BadInput> {
  if (!Array.isArray(events)) return refuse(badInput(path, events, 'a list of events'))
  for (const [i, event] of events.entries()) {
    const at = `${path}.${i}`
    if (typeof event !== 'object' || event === null) return refuse(badInput(at, event, `an object with t_s and type: ${TYPES.join(', ')}`))
    const { t_s, type, mg, over_s, mg_per_min } = event as Record<string, unknown>
    if (!isNonNegative(t_s)) return refuse(badInput(`${at}.t_s`, t_s, 'seconds, 0 or more'))
    if (!TYPES.includes(type as string)) return refuse(badInput(`${at}.type`, type, TYPES.join(', ')))
    if ((type === 'bolus' || type === 'push') && !isNonNegative(mg)) return refuse(badInput(`${at}.mg`, mg, 'mg, 0 or more'))
    if (type === 'push' && !(isNonNegative(over_s) && over_s > 0)) return refuse(badInput(`${at}.over_s`, over_s, 'seconds, more than 0'))
    if (type === 'rate' && !isNonNegative(mg_per_min)) return refuse(badInput(`${at}.mg_per_min`, mg_per_min, 'mg/min, 0 or more'))
  }
  return ok(events as DoseEvent[])
}

/**
 * Input between moments. The order of the list decides only among events of one time: boluses add, of rates the last one counts. A pause keeps the rate, a rate while paused
 * changes what is kept, resume takes it up, stop forgets both; a push goes on through all of them. A late entry gives what a timely one would have given.
 */
export function segmentsOf(events: readonly DoseEvent[]): readonly Segment[] {
  const sorted = events.toSorted((a, b) => a.t_s - b.t_s)
  const pushes = sorted.flatMap((e) => (e.type === 'push' ? [{ from: e.t_s, to: e.t_s + e.over_s, rate: e.mg / (e.over_s / 60) }] : []))
  const moments = [...new Set([...sorted.map((e) => e.t_s), ...pushes.map((p) => p.to)])].toSorted((a, b) => a - b)
  const segments: Segment[] = []
  let [next, rate, kept] = [0, 0, null as number | null]
  for (const t_s of moments) {
    let bolus_mg = 0
    for (; next < sorted.length && sorted[next]!.t_s <= t_s; next += 1) {
      const event = sorted[next]!
      if (event.type === 'bolus') bolus_mg += event.mg
      else if (event.type === 'rate') { if (kept === null) rate = event.mg_per_min; else kept = event.mg_per_min }
      else if (event.type === 'pause') { if (kept === null) [kept, rate] = [rate, 0] }
      else if (event.type === 'resume') { if (kept !== null) [rate, kept] = [kept, null] }
      else if (event.type === 'stop') [rate, kept] = [0, null]
    }
    segments.push({ t_s, bolus_mg, rate_mg_per_min: pushes.reduce((sum, p) => (p.from <= t_s && t_s < p.to ? sum + p.rate : sum), rate) })
  }
  return segments
}

/** What had been given by a time, in mg. */
export function givenBy(segments: readonly Segment[], t_s: number): number {
  let sum = 0
  segments.forEach((s, i) => {
    if (s.t_s > t_s) return
    sum += s.bolus_mg + (s.rate_mg_per_min * (Math.min(segments[i + 1]?.t_s ?? t_s, t_s) - s.t_s)) / 60
  })
  return sum
}
