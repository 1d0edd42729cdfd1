// Concentrations over time: exact jumps from one moment of the history to the next, whatever the distance.
import type { Segment } from './history.ts'
import { propagator, type OutputName, type Propagator, type System } from './system.ts'

export type Concentrations = { readonly t_s: number } & { readonly [Name in OutputName]?: number }

const SECONDS_PER_MIN = 60

function jump(x: Float64Array, { states, input }: Propagator, rate_mg_per_min: number, into: Float64Array): void {
  const n = x.length
  for (let i = 0; i < n; i += 1) {
    let sum = input[i]! * rate_mg_per_min
    for (let j = 0; j < n; j += 1) sum += states[i * n + j]! * x[j]!
    into[i] = sum
  }
}

/** A runner keeps the jumps it has made: displays and populations repeat a few distances thousands of times. */
export function createRunner(system: System) {
  const n = system.states.length
  const jumps = new Map<number, Propagator>()
  const jumpOf = (seconds: number): Propagator => {
    const kept = jumps.get(seconds)
    if (kept) return kept
    const made = propagator(system, seconds / SECONDS_PER_MIN)
    jumps.set(seconds, made)
    return made
  }
  /** Amounts and effect-site concentrations at each time (s), one after the other in one array; a value at the moment of a bolus is after it. */
  return (segments: readonly Segment[], times_s: readonly number[]): Float64Array => {
    const out = new Float64Array(times_s.length * n)
    const order = times_s.map((_, i) => i).toSorted((a, b) => times_s[a]! - times_s[b]!)
    let x = new Float64Array(n)
    let other = new Float64Array(n)
    let [k, from, rate] = [0, 0, 0]
    for (const i of order) {
      const t = times_s[i]!
      for (; k < segments.length && segments[k]!.t_s <= t; k += 1) {
        const segment = segments[k]!
        if (k > 0 && segment.t_s > from) { jump(x, jumpOf(segment.t_s - from), rate, other); [x, other] = [other, x] }
        x[0]! += segment.bolus_mg
        ;[from, rate] = [segment.t_s, segment.rate_mg_per_min]
      }
      const at = out.subarray(i * n, i * n + n)
      if (k === 0 || t === from) at.set(k === 0 ? at : x)
      else jump(x, jumpOf(t - from), rate, at)
    }
    return out
  }
}

/** Every output at each time, in the order of `times_s` (seconds). Before the first event everything is 0. */
export function curve(system: System, segments: readonly Segment[], times_s: readonly number[]): readonly Concentrations[] {
  const states = createRunner(system)(segments, times_s)
  const n = system.states.length
  return times_s.map((t_s, i) => ({ t_s, ...Object.fromEntries(system.outputs.map(({ name, state, factor }) => [name, states[i * n + state]! * factor])) }))
}

/** One output alone at each time, mg/L. */
export function outputAt(system: System, segments: readonly Segment[], times_s: readonly number[], name: OutputName, run = createRunner(system)): Float64Array {
  const output = system.outputs.find((o) => o.name === name)
  if (!output) throw new RangeError(`this model has no ${name}`)
  const states = run(segments, times_s)
  const n = system.states.length
  return Float64Array.from(times_s, (_, i) => states[i * n + output.state]! * output.factor)
}

/** What 1 mg at once and 1 mg/min for ever would give at multiples of `step_s`: the system is linear, so any history on that grid is a sum of these (`whatIf`). */
export type UnitResponses = { readonly step_s: number; readonly bolus: Float64Array; readonly infusion: Float64Array }

export function unitResponses(system: System, name: OutputName, step_s: number, steps: number): UnitResponses {
  const times = Array.from({ length: steps + 1 }, (_, i) => i * step_s)
  const of = (segment: Omit<Segment, 't_s'>): Float64Array => outputAt(system, [{ t_s: 0, ...segment }], times, name)
  return { step_s, bolus: of({ bolus_mg: 1, rate_mg_per_min: 0 }), infusion: of({ bolus_mg: 0, rate_mg_per_min: 1 }) }
}

/** A change to a history, at multiples of the step: `bolus_mg` at once and `rate_mg_per_min` more (or less) from there on. */
export type Change = { readonly step: number; readonly bolus_mg: number; readonly rate_mg_per_min: number }

/** The curve with changes added to it: one multiplication and addition a point, by superposition. */
export function whatIf(base: Float64Array, { bolus, infusion }: UnitResponses, changes: readonly Change[]): Float64Array {
  return base.map((value, i) => changes.reduce((sum, c) => (i < c.step ? sum : sum + c.bolus_mg * bolus[i - c.step]! + c.rate_mg_per_min * infusion[i - c.step]!), value))
}
