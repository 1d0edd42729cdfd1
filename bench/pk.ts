// Curves against the loop that nobody can leave out: one multiplication of a matrix and a vector a second. In turns, so that a busy machine slows all alike.
import { createRequire } from 'node:module'
import { bandsOf, createGrid, DISSOCIATION, fillPeople, MODELS, outputAt, personOf, propagator, segmentsOf, systemOf, type System } from '@chairside/core/pk'

// Neither has types of its own that our compiler takes: these are the parts used here.
type Rk4 = (y0: Float64Array, derivative: (into: Float64Array, y: Float64Array) => void, t0: number, dt: number) => { step(): { readonly y: Float64Array } }
type Odex = { readonly Solver: new (n: number) => {
  absoluteTolerance: number
  relativeTolerance: number
  denseOutput: boolean
  grid(dt: number, out: (x: number, y: number[]) => void): unknown
  solve(f: (x: number, y: number[]) => number[], x: number, y0: number[], end: number, out: unknown): unknown
} }
const require = createRequire(import.meta.url)
const rk4 = require('ode-rk4') as Rk4
const { Solver } = require('odex') as Odex

const STEPS = 7200
const PEOPLE = 1000
const POINTS = 240
const TURNS = 7
const EVENTS = [{ t_s: 0, type: 'rate', mg_per_min: 0.875 }, { t_s: 905.5, type: 'pause' }, { t_s: 1320, type: 'resume' }, { t_s: 2820, type: 'stop' }] as const
const segments = segmentsOf(EVENTS)
const EDITED = segmentsOf([...EVENTS, { t_s: 700.25, type: 'rate', mg_per_min: 1 }])

/** The bare loop: one jump a second, one value kept. */
function bareLoop({ states, input }: { readonly states: Float64Array; readonly input: Float64Array }, factor: number, out: Float64Array): void {
  const n = input.length
  let x = new Float64Array(n)
  let other = new Float64Array(n)
  out[0] = 0
  for (let t = 1; t <= STEPS; t += 1) {
    for (let i = 0, row = 0; i < n; i += 1, row += n) {
      let sum = input[i]! * 0.875
      for (let j = 0; j < n; j += 1) sum += states[row + j]! * x[j]!
      other[i] = sum
    }
    const swap = x
    x = other
    other = swap
    out[t] = x[0]! * factor
  }
}

const derivative = ({ rates, states: { length: n } }: System, rate: number) => (into: Float64Array | number[], y: ArrayLike<number>): void => {
  for (let i = 0; i < n; i += 1) {
    let sum = i === 0 ? rate : 0
    for (let j = 0; j < n; j += 1) sum += rates[i * n + j]! * y[j]!
    into[i] = sum
  }
}
/** Both libraries run the plain infusion, one value a second. */
function byRk4(system: System, out: Float64Array): void {
  const integrator = rk4(new Float64Array(system.states.length), derivative(system, 0.875), 0, 1 / 60)
  for (let t = 1; t <= STEPS; t += 1) out[t] = integrator.step().y[0]! / 25
}
function byOdex(system: System, out: Float64Array): void {
  const n = system.states.length
  const solver = new Solver(n)
  solver.absoluteTolerance = solver.relativeTolerance = 1e-9
  solver.denseOutput = true
  const into = derivative(system, 0.875)
  solver.solve((_x, y) => { const d: number[] = []; into(d, y); return d }, 0, Array.from({ length: n }, () => 0), STEPS / 60, solver.grid(1 / 60, (x, y) => { out[Math.round(x * 60)] = y[0]! / 25 }))
}

export type PkBench = Readonly<Record<'bare_ms' | 'curve_ratio' | 'rk4_ratio' | 'odex_ratio' | 'rk4_error' | 'odex_error' | 'people_bare_ms' | 'people_ratio' | 'refold_ms' | 'tick_ms' | 'exact_error', number>>

const middle = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!
function timed(times: number, work: () => void): number {
  const began = performance.now()
  for (let i = 0; i < times; i += 1) work()
  return (performance.now() - began) / times
}

export function benchPk(): PkBench {
  const out = new Float64Array(STEPS + 1)
  const system = systemOf(MODELS.kamp2020.structureAt(70, [DISSOCIATION.ke0_per_min]))
  const jump = propagator(system, 1 / 60)
  const grid = createGrid(system, 1)
  const single = { bare: () => bareLoop(jump, 1 / 25, out), curve: () => grid.fill(segments, STEPS, 'Cp_mg_L', out), rk4: () => byRk4(system, out), odex: () => byOdex(system, out) }
  for (const work of Object.values(single)) timed(20, work)
  const turns = Array.from({ length: TURNS }, () => ({ bare: timed(40, single.bare), curve: timed(40, single.curve), rk4: timed(10, single.rk4), odex: timed(2, single.odex) }))
  const infusion = segmentsOf([EVENTS[0]])
  const exact = outputAt(system, infusion, Array.from({ length: 121 }, (_, i) => i * 60), 'Cp_mg_L')
  const errorOf = (work: () => void): number => { work(); return Math.max(...exact.map((x, i) => (i === 0 ? 0 : Math.abs(out[i * 60]! / x - 1)))) }
  const errors = { exact: errorOf(() => grid.fill(infusion, STEPS, 'Cp_mg_L', out)), rk4: errorOf(single.rk4), odex: errorOf(single.odex) }

  const typical = MODELS.kamp2020.structureAt(70, [DISSOCIATION.ke0_per_min])
  const people = Array.from({ length: PEOPLE }, (_, p) => systemOf(personOf(typical, MODELS.kamp2020.spread, [0, 1, 2].map((i) => Math.sin(p * 12.9898 + i * 78.233) * 1.5))))
  const [jumps, seconds, points] = [people.map((s) => propagator(s, 1 / 60)), people.map((s) => createGrid(s, 1)), people.map((s) => createGrid(s, 30))]
  const bare = () => { for (const j of jumps) bareLoop(j, 1 / 25, out) }
  const whole = () => { for (const g of seconds) g.fill(segments, STEPS, 'Cp_mg_L', out) }
  const refold = () => { bandsOf(fillPeople(points, EDITED, POINTS, 'Cp_mg_L'), POINTS + 1, [5, 25, 50, 75, 95]) }
  const tick = () => { for (const g of seconds) g.fill(infusion, 1, 'Cp_mg_L', out) }
  for (const work of [bare, whole, refold, tick]) timed(2, work)
  const many = Array.from({ length: TURNS }, () => ({ bare: timed(1, bare), whole: timed(1, whole), refold: timed(1, refold), tick: timed(10, tick) }))
  return {
    bare_ms: middle(turns.map((t) => t.bare)), curve_ratio: middle(turns.map((t) => t.curve / t.bare)), rk4_ratio: middle(turns.map((t) => t.rk4 / t.curve)), odex_ratio: middle(turns.map((t) => t.odex / t.curve)),
    rk4_error: errors.rk4, odex_error: errors.odex, exact_error: errors.exact,
    people_bare_ms: middle(many.map((t) => t.bare)), people_ratio: middle(many.map((t) => t.whole / t.bare)), refold_ms: middle(many.map((t) => t.refold)), tick_ms: middle(many.map((t) => t.tick)),
  }
}
