// Curves for a screen: from point to point of an even grid with one jump that is made once. A change of the history between two points is followed exactly, by Taylor's series on the vector.
import type { Segment } from './history.ts'
import { propagator, type OutputName, type System } from './system.ts'

/** Up to this norm of rates times minutes the series needs few terms; above it a jump of its own is made. */
const SERIES_NORM = 4
const SERIES_TERMS = 60

/** x after `minutes` with a constant input (mg/min): the same jump as `propagator`, for one vector. */
function advance(system: System, x: Float64Array, rate_mg_per_min: number, minutes: number): void {
  const { rates } = system
  const n = x.length
  let norm = 0
  for (const rate of rates) norm = Math.max(norm, Math.abs(rate))
  if (norm * n * minutes > SERIES_NORM) {
    const { states, input } = propagator(system, minutes)
    const from = x.slice()
    for (let i = 0; i < n; i += 1) {
      let sum = input[i]! * rate_mg_per_min
      for (let j = 0; j < n; j += 1) sum += states[i * n + j]! * from[j]!
      x[i] = sum
    }
    return
  }
  // The k-th term is the (k-1)-th derivative times minutes^k / k!; the first derivative holds the input.
  let term = x.slice()
  for (let k = 1; k <= SERIES_TERMS; k += 1) {
    const next = new Float64Array(n)
    let most = 0
    for (let i = 0; i < n; i += 1) {
      let sum = k === 1 && i === 0 ? rate_mg_per_min : 0
      for (let j = 0; j < n; j += 1) sum += rates[i * n + j]! * term[j]!
      next[i] = (sum * minutes) / k
      most = Math.max(most, Math.abs(next[i]!))
    }
    for (let i = 0; i < n; i += 1) x[i]! += next[i]!
    term = next
    if (most === 0 || (k > 2 && most < 1e-18 * Math.max(...x.map(Math.abs)))) return
  }
}

export type Grid = {
  readonly step_s: number
  /** One output at 0, step, 2 step, … `steps` step, mg/L, into `out` from `offset` on. */
  readonly fill: (segments: readonly Segment[], steps: number, name: OutputName, out: Float64Array, offset?: number) => void
}

/** Keeps the jump of one step: a later history, an edit or the next second costs multiplications only. */
export function createGrid(system: System, step_s: number): Grid {
  const { states, input } = propagator(system, step_s / 60)
  const n = system.states.length
  return {
    step_s,
    fill(segments, steps, name, out, offset = 0) {
      const output = system.outputs.find((o) => o.name === name)
      if (!output) throw new RangeError(`this model has no ${name}`)
      const { state, factor } = output
      let x = new Float64Array(n)
      let other = new Float64Array(n)
      let [k, rate, point] = [0, 0, 0]
      const take = (until_s: number): void => {
        for (; k < segments.length && segments[k]!.t_s <= until_s; k += 1) {
          x[0]! += segments[k]!.bolus_mg
          rate = segments[k]!.rate_mg_per_min
        }
      }
      take(0)
      out[offset] = x[state]! * factor
      while (point < steps) {
        const next = segments[k]?.t_s ?? Infinity
        const whole = Math.min(steps, Math.floor(next / step_s))
        for (; point < whole; point += 1) {
          for (let i = 0, row = 0; i < n; i += 1, row += n) {
            let sum = input[i]! * rate
            for (let j = 0; j < n; j += 1) sum += states[row + j]! * x[j]!
            other[i] = sum
          }
          const swap = x
          x = other
          other = swap
          out[offset + point + 1] = x[state]! * factor
        }
        if (point >= steps) {
          // An event at the very last point counts there: a value at the moment of a bolus is after it.
          take(steps * step_s)
          out[offset + steps] = x[state]! * factor
          return
        }
        let at = point * step_s
        while ((segments[k]?.t_s ?? Infinity) < (point + 1) * step_s) {
          const t = segments[k]!.t_s
          if (t > at) advance(system, x, rate, (t - at) / 60)
          take(t)
          at = t
          if (t === point * step_s) out[offset + point] = x[state]! * factor
        }
        if (at > point * step_s) {
          advance(system, x, rate, ((point + 1) * step_s - at) / 60)
          point += 1
          out[offset + point] = x[state]! * factor
        }
      }
    },
  }
}

/** One output of many people on the grid: for each person `steps + 1` values. */
export function fillPeople(grids: readonly Grid[], segments: readonly Segment[], steps: number, name: OutputName, out = new Float64Array(grids.length * (steps + 1))): Float64Array {
  grids.forEach((grid, p) => grid.fill(segments, steps, name, out, p * (steps + 1)))
  return out
}
