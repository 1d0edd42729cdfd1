// A model's parameters as one block-triangular system of linear equations: plasma, effect sites, norketamine, and what norketamine becomes.
import { badInput, ok, refuse, type BadInput, type Result } from '../shared/index.ts'
import { expm, type Matrix } from './matrix.ts'

/** A metabolite: `n_transit` steps with the mean transit time `MTT` (min) before a fraction `fm` of the eliminated drug arrives; volumes L, clearances L/min. `mwr`: molar mass of the metabolite over that of its parent, where the model counts it. */
export type Metabolite = { readonly n_transit: number; readonly MTT?: number; readonly fm: number; readonly V: number; readonly CL: number; readonly V2?: number; readonly Q2?: number; readonly mwr?: number; readonly met?: Metabolite }
/** One to three compartments: volumes L, clearances L/min; `ke0` per minute, one for each effect site. */
export type Mammillary = { readonly V1: number; readonly CL: number; readonly V2?: number; readonly Q2?: number; readonly V3?: number; readonly Q3?: number; readonly ke0?: readonly number[]; readonly met?: Metabolite }
/** The liver apart from the central volume (Pérez-Ruixo 2021): volumes L, flows L/min, kel and kmet per minute. */
export type Hepatic = {
  readonly Vc: number; readonly Q1: number; readonly Vp1: number; readonly Q2: number; readonly Vp2: number; readonly Qh: number; readonly Vh: number; readonly kel: number; readonly kmet: number
  readonly Vcn: number; readonly CLn: number; readonly Q3: number; readonly Vpn: number; readonly ke0?: readonly number[]; readonly mwr?: number
}
export type Structure = { readonly family: 'mamm'; readonly params: Mammillary } | { readonly family: 'hepatic'; readonly params: Hepatic }

/** Names of what comes out: plasma, first and second effect site (`Ce1_mg_L`, …), norketamine, hydroxynorketamine. All mg/L. */
export type OutputName = 'Cp_mg_L' | `Ce${number}_mg_L` | 'Cn_mg_L' | 'Ch_mg_L'
export type Output = { readonly name: OutputName; readonly state: number; readonly factor: number }
export type System = {
  readonly states: readonly string[]
  /** Per minute, row after row. The drug enters the first state, in mg. */
  readonly rates: Matrix
  readonly outputs: readonly Output[]
}

const POSITIVE = 'a finite number above 0'
const MAMMILLARY = ['V1', 'CL'] as const
const HEPATIC = ['Vc', 'Q1', 'Vp1', 'Q2', 'Vp2', 'Qh', 'Vh', 'kel', 'kmet', 'Vcn', 'CLn', 'Q3', 'Vpn'] as const
const MOST_SITES = 8
const MOST_TRANSIT = 20
const isPositive = (x: unknown): x is number => typeof x === 'number' && Number.isFinite(x) && x > 0
const isRecord = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x)

/** First thing that is wrong with a pair that stands together or not at all. */
function pairProblem(params: Record<string, unknown>, pair: readonly [string, string], path: string): BadInput | null {
  if (pair.every((name) => params[name] === undefined || params[name] === null)) return null
  const wrong = pair.find((name) => !isPositive(params[name]))
  return wrong === undefined ? null : badInput(`${path}.${wrong}`, params[wrong], `${POSITIVE}, ${pair.join(' and ')} together or neither`)
}

function metaboliteProblem(met: unknown, path: string, depth = 1): BadInput | null {
  if (!isRecord(met)) return badInput(path, met, 'an object with n_transit, MTT, fm, V, CL, V2, Q2')
  const n = met['n_transit'] ?? 0
  if (!Number.isInteger(n) || (n as number) < 0 || (n as number) > MOST_TRANSIT) return badInput(`${path}.n_transit`, n, `a whole number from 0 to ${MOST_TRANSIT}`)
  for (const name of ['V', 'CL', ...((n as number) > 0 ? ['MTT'] : [])]) if (!isPositive(met[name])) return badInput(`${path}.${name}`, met[name], POSITIVE)
  const fm = met['fm']
  if (typeof fm !== 'number' || !(fm >= 0 && fm <= 1)) return badInput(`${path}.fm`, fm, 'a number from 0 to 1')
  if (met['mwr'] !== undefined && !isPositive(met['mwr'])) return badInput(`${path}.mwr`, met['mwr'], POSITIVE)
  const wrong = pairProblem(met, ['V2', 'Q2'], path)
  if (wrong || met['met'] == null) return wrong
  return depth >= 2 ? badInput(`${path}.met`, met['met'], 'two metabolites in a row at most') : metaboliteProblem(met['met'], `${path}.met`, depth + 1)
}

/** The parameters of a case as typed, or the place of what is wrong. */
export function parseStructure(family: unknown, params: unknown, path = 'params'): Result<Structure, BadInput> {
  if (family !== 'mamm' && family !== 'hepatic') return refuse(badInput('family', family, 'mamm or hepatic'))
  if (!isRecord(params)) return refuse(badInput(path, params, 'an object'))
  for (const name of family === 'mamm' ? MAMMILLARY : HEPATIC) if (!isPositive(params[name])) return refuse(badInput(`${path}.${name}`, params[name], POSITIVE))
  const sites = params['ke0'] ?? []
  if (!Array.isArray(sites) || sites.length > MOST_SITES) return refuse(badInput(`${path}.ke0`, sites, `a list of at most ${MOST_SITES} numbers per minute`))
  for (const [i, ke0] of sites.entries()) if (!isPositive(ke0)) return refuse(badInput(`${path}.ke0.${i}`, ke0, POSITIVE))
  if (family === 'hepatic') {
    if (params['mwr'] !== undefined && !isPositive(params['mwr'])) return refuse(badInput(`${path}.mwr`, params['mwr'], POSITIVE))
    return ok({ family, params: params as unknown as Hepatic })
  }
  const wrong = pairProblem(params, ['V2', 'Q2'], path) ?? pairProblem(params, ['V3', 'Q3'], path) ?? (params['met'] == null ? null : metaboliteProblem(params['met'], `${path}.met`))
  return wrong ? refuse(wrong) : ok({ family, params: params as unknown as Mammillary })
}

type Flow = { readonly from: string; readonly to: string | null; readonly per_min: number }
/** A system from its flows: what leaves one state arrives in another (`null`: leaves the body). Effect sites and measures take nothing away. */
function assemble(flows: readonly Flow[], reads: readonly Flow[], outputs: readonly { name: OutputName; state: string; factor: number }[]): System {
  const states = [...new Set([...flows, ...reads].flatMap(({ from, to }) => (to === null ? [from] : [from, to])))]
  const n = states.length
  const at = new Map(states.map((name, i) => [name, i]))
  const rates = new Float64Array(n * n)
  for (const { from, to, per_min } of flows) {
    rates[at.get(from)! * n + at.get(from)!]! -= per_min
    if (to !== null) rates[at.get(to)! * n + at.get(from)!]! += per_min
  }
  for (const { from, to, per_min } of reads) rates[at.get(to!)! * n + at.get(from)!]! += per_min
  return { states, rates, outputs: outputs.map(({ name, state, factor }) => ({ name, state: at.get(state)!, factor })) }
}

const pair = (from: string, to: string, there: number, back: number): Flow[] => [{ from, to, per_min: there }, { from: to, to: from, per_min: back }]
const effectSites = (volume: number, ke0: readonly number[] = []): { flows: Flow[]; reads: Flow[]; outputs: { name: OutputName; state: string; factor: number }[] } => ({
  flows: ke0.map((k, i) => ({ from: `Ce${i + 1}`, to: null, per_min: k })),
  reads: ke0.map((k, i) => ({ from: 'A1', to: `Ce${i + 1}`, per_min: k / volume })),
  outputs: ke0.map((_, i) => ({ name: `Ce${i + 1}_mg_L` as const, state: `Ce${i + 1}`, factor: 1 })),
})

const METABOLITES = [{ letter: 'N', transit: 'T', output: 'Cn_mg_L' }, { letter: 'H', transit: 'U', output: 'Ch_mg_L' }] as const
/** What `parent` loses at `k` per minute becomes a metabolite: through transit steps, a fraction of it. The parent's own loss is counted by the parent. */
function metabolite(parent: string, k: number, met: Metabolite, level: 0 | 1, factor: number): { flows: Flow[]; reads: Flow[]; outputs: { name: OutputName; state: string; factor: number }[] } {
  const { letter, transit, output } = METABOLITES[level]
  const n = met.n_transit ?? 0
  const ktr = n > 0 ? n / met.MTT! : 0
  const steps = Array.from({ length: n }, (_, i) => `${transit}${i + 1}`)
  const [central, peripheral] = [`${letter}1`, `${letter}2`]
  const kn = met.CL / met.V
  const last = steps.at(-1)
  const own = factor * (met.mwr ?? 1)
  const below = met.met && level === 0 ? metabolite(central, kn, met.met, 1, own) : { flows: [], reads: [], outputs: [] }
  return {
    flows: [
      ...steps.map((from): Flow => ({ from, to: null, per_min: ktr })),
      { from: central, to: null, per_min: kn }, ...(met.Q2 && met.V2 ? pair(central, peripheral, met.Q2 / met.V, met.Q2 / met.V2) : []), ...below.flows,
    ],
    reads: [
      { from: parent, to: steps[0] ?? central, per_min: n > 0 ? k : met.fm * k },
      ...steps.slice(1).map((to, i): Flow => ({ from: steps[i]!, to, per_min: ktr })), ...(last ? [{ from: last, to: central, per_min: met.fm * ktr }] : []), ...below.reads,
    ],
    outputs: [{ name: output, state: central, factor: own / met.V }, ...below.outputs],
  }
}

function mammillary({ V1, CL, V2, Q2, V3, Q3, ke0, met }: Mammillary): System {
  const sites = effectSites(V1, ke0)
  const below = met ? metabolite('A1', CL / V1, met, 0, 1) : { flows: [], reads: [], outputs: [] }
  return assemble(
    [{ from: 'A1', to: null, per_min: CL / V1 }, ...(V2 && Q2 ? pair('A1', 'A2', Q2 / V1, Q2 / V2) : []), ...(V3 && Q3 ? pair('A1', 'A3', Q3 / V1, Q3 / V3) : []), ...sites.flows, ...below.flows],
    [...sites.reads, ...below.reads], [{ name: 'Cp_mg_L', state: 'A1', factor: 1 / V1 }, ...sites.outputs, ...below.outputs],
  )
}

function hepatic(p: Hepatic): System {
  const sites = effectSites(p.Vc, p.ke0)
  return assemble(
    [
      ...pair('A1', 'A2', p.Q1 / p.Vc, p.Q1 / p.Vp1), ...pair('A1', 'A3', p.Q2 / p.Vc, p.Q2 / p.Vp2), ...pair('A1', 'L', p.Qh / p.Vc, p.Qh / p.Vh), { from: 'L', to: null, per_min: p.kel }, { from: 'L', to: 'N1', per_min: p.kmet },
      { from: 'N1', to: null, per_min: p.CLn / p.Vcn }, ...pair('N1', 'N2', p.Q3 / p.Vcn, p.Q3 / p.Vpn), ...sites.flows,
    ],
    sites.reads, [{ name: 'Cp_mg_L', state: 'A1', factor: 1 / p.Vc }, ...sites.outputs, { name: 'Cn_mg_L', state: 'N1', factor: (p.mwr ?? 1) / p.Vcn }],
  )
}

export const systemOf = (structure: Structure): System => (structure.family === 'mamm' ? mammillary(structure.params) : hepatic(structure.params))

/** One jump of a fixed time: x' = states x + input R, for a constant R in mg/min. `states` row after row. */
export type Propagator = { readonly states: Matrix; readonly input: Float64Array }

/** The exact jump over `minutes` with a constant input: the exponential of the system with the input beside it. */
export function propagator({ rates, states }: System, minutes: number): Propagator {
  const n = states.length
  const m = n + 1
  const beside = new Float64Array(m * m)
  for (let i = 0; i < n; i += 1) for (let j = 0; j < n; j += 1) beside[i * m + j] = rates[i * n + j]! * minutes
  beside[n] = minutes
  const e = expm(beside, m)
  const jump = new Float64Array(n * n)
  const input = new Float64Array(n)
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < n; j += 1) jump[i * n + j] = e[i * m + j]!
    input[i] = e[i * m + n]!
  }
  return { states: jump, input }
}
