// Between people: the same history in a thousand bodies whose differences were drawn once, so that a band never flickers.
import { createRunner } from './curve.ts'
import type { Segment } from './history.ts'
import { systemOf, type OutputName, type Structure } from './system.ts'

/** How each drawn number changes a parameter: `V1`, `CL`, `Q3`, `Vn` and `CLn` of norketamine, `MTT` of its transit; on the log scale. */
export type Eta = string
export type Spread = { readonly etas: readonly Eta[]; readonly cholesky: readonly (readonly number[])[] }

/** Lower triangle L with L L' = omega, for drawing numbers that belong together. Throws RangeError when omega is not a covariance. */
export function cholesky(omega: readonly (readonly number[])[]): number[][] {
  const lower = omega.map(() => omega.map(() => 0))
  omega.forEach((row, i) => {
    for (let j = 0; j <= i; j += 1) {
      let sum = row[j]!
      for (let k = 0; k < j; k += 1) sum -= lower[i]![k]! * lower[j]![k]!
      if (i === j && sum < 0) throw new RangeError('omega is not a covariance')
      lower[i]![j] = i === j ? Math.sqrt(sum) : lower[j]![j] === 0 ? 0 : sum / lower[j]![j]!
    }
  })
  return lower
}

const METABOLITE: Readonly<Record<string, string>> = { Vn: 'V', Vnk: 'V', CLn: 'CL', CLnk: 'CL', MTT: 'MTT', Qn: 'Q2', Vn2: 'V2' }

/** One person: the typical parameters times exp(eta), eta = L z with `z` standard normal. */
export function personOf(typical: Structure, { etas, cholesky: lower }: Spread, z: readonly number[]): Structure {
  const params = structuredCopy(typical.params)
  etas.forEach((name, i) => {
    let eta = 0
    for (let k = 0; k <= i; k += 1) eta += lower[i]![k]! * z[k]!
    const inner = typical.family === 'mamm' ? METABOLITE[name] : undefined
    const holder = inner === undefined ? params : params['met'] as Record<string, unknown>
    const key = inner ?? name
    holder[key] = (holder[key] as number) * Math.exp(eta)
  })
  return { family: typical.family, params } as unknown as Structure
}
const structuredCopy = (x: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(x).map(([key, value]) => [key, typeof value === 'object' && value !== null && !Array.isArray(value) ? structuredCopy(value as object) : value]))

/** Percentiles of sorted numbers by linear interpolation (type 7, Hyndman and Fan 1996). */
export function percentile(sorted: Float64Array, percent: number): number {
  const at = ((sorted.length - 1) * percent) / 100
  const below = Math.floor(at)
  const low = sorted[below]!
  return low + (at - below) * ((sorted[below + 1] ?? low) - low)
}

/** Every person's outputs at each time: for each name, people one after the other. */
export function peopleAt(people: readonly Structure[], segments: readonly Segment[], times_s: readonly number[]): ReadonlyMap<OutputName, Float64Array> {
  const all = new Map<OutputName, Float64Array>()
  people.forEach((person, p) => {
    const system = systemOf(person)
    const n = system.states.length
    const states = createRunner(system)(segments, times_s)
    for (const { name, state, factor } of system.outputs) {
      const of = all.get(name) ?? new Float64Array(people.length * times_s.length)
      for (let i = 0; i < times_s.length; i += 1) of[p * times_s.length + i] = states[i * n + state]! * factor
      all.set(name, of)
    }
  })
  return all
}

/** Percentiles over people at each time, from one of the arrays of `peopleAt`. */
export function bandsOf(values: Float64Array, times: number, percents: readonly number[]): number[][] {
  const people = values.length / times
  const column = new Float64Array(people)
  return Array.from({ length: times }, (_, i) => {
    for (let p = 0; p < people; p += 1) column[p] = values[p * times + i]!
    column.sort()
    return percents.map((percent) => percentile(column, percent))
  })
}
