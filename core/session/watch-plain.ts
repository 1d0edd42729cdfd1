// The rule of a stay beyond a limit in the plainest form, for tests: slow, and written without a look at the engine.
import type { SignReading } from './watch-stream.ts'

/** Whether the readings end in a stay below `limit` of which at least `hold_s` are known: each value until the next word, at most for `known_s`. Ends count only at a value. A quarter of a second is unevenness. */
export function lasting(readings: readonly SignReading[], limit: number, hold_s: number, known_s: number): boolean {
  const values = readings.filter((r) => r.value !== null)
  const lastAbove = values.findLastIndex((r) => r.value! >= limit)
  const stay = values.slice(lastAbove + 1)
  const last = stay.at(-1)
  if (!last) return false
  let known = 0
  for (const read of stay.slice(0, -1)) {
    const next = readings[readings.indexOf(read) + 1]!
    known += Math.min(next.at - read.at, known_s * 1000)
  }
  return known >= hold_s * 1000 - 250
}
