// The curves of a picture: two models with their people, one grid. Everything in ng/mL, because that is how concentrations of ketamine are said.
import { createGrid, DISSOCIATION, fillPeople, fixedDraws, MODELS, percentile, personOf, systemOf, type Grid, type Model, type OutputName } from '@chairside/core/pk'
import type { PkHistory } from './history.ts'

/** Values at each point of the grid. `typical`: the model's middle body; the bands are of people. */
export type Line = { readonly id: string; readonly name: string; readonly typical: Float64Array; readonly p5: Float64Array | null; readonly p25: Float64Array | null; readonly p75: Float64Array | null; readonly p95: Float64Array | null }
export type Curves = { readonly step_s: number; readonly points: number; readonly arterial: Line; readonly venous: Line; readonly norketamine: Line; readonly site: Line; readonly models: readonly Model[] }

const STEP_S = 30
const PEOPLE = 200
const NG_PER_MG_ML = 1000

function lineOf(id: string, name: string, model: Model, weight_kg: number, output: OutputName, history: PkHistory, points: number, factor: number, ke0: readonly number[], withPeople: boolean): Line {
  const steps = points - 1
  const typicalOf = model.structureAt(weight_kg, ke0)
  const typical = new Float64Array(points)
  createGrid(systemOf(typicalOf), STEP_S).fill(history.segments, steps, output, typical)
  for (let i = 0; i < points; i += 1) typical[i]! *= factor
  if (!withPeople || !model.spread) return { id, name, typical, p5: null, p25: null, p75: null, p95: null }
  const { spread } = model
  const grids = fixedDraws(PEOPLE, spread.etas.length).map((z): Grid => createGrid(systemOf(personOf(typicalOf, spread, z)), STEP_S))
  const all = fillPeople(grids, history.segments, steps, output)
  const [p5, p25, p75, p95] = [5, 25, 75, 95].map(() => new Float64Array(points)) as [Float64Array, Float64Array, Float64Array, Float64Array]
  const column = new Float64Array(PEOPLE)
  for (let i = 0; i < points; i += 1) {
    for (let p = 0; p < PEOPLE; p += 1) column[p] = all[p * points + i]! * factor
    column.sort()
    p5[i] = percentile(column, 5)
    p25[i] = percentile(column, 25)
    p75[i] = percentile(column, 75)
    p95[i] = percentile(column, 95)
  }
  return { id, name, typical, p5, p25, p75, p95 }
}

/** All curves of a history up to `until_s` seconds after its start. Tens of milliseconds, more on a slow tablet: never call it while rendering. */
export function curvesOf(history: PkHistory, until_s: number): Curves {
  const points = Math.max(2, Math.floor(until_s / STEP_S) + 1)
  const w = history.weight_kg
  const [arterial, venous] = [MODELS.kamp2020, MODELS.otto2021] as const
  return {
    step_s: STEP_S, points, models: [arterial, venous],
    arterial: lineOf('arterial', 'Arterial', arterial, w, 'Cp_mg_L', history, points, NG_PER_MG_ML, [], true),
    venous: lineOf('venous', 'Venous', venous, w, 'Cp_mg_L', history, points, NG_PER_MG_ML, [], true),
    norketamine: lineOf('norketamine', 'Norketamine, venous', venous, w, 'Cn_mg_L', history, points, NG_PER_MG_ML, [], true),
    site: lineOf('site', 'Effect site: dissociation', arterial, w, 'Ce1_mg_L', history, points, NG_PER_MG_ML * DISSOCIATION.fraction, [DISSOCIATION.ke0_per_min], false),
  }
}
