// chairside pk --in FILE|- [--json], chairside pk --population FILE|- [--json]: concentrations of one history in models, or in a thousand drawn bodies.
import { badInput, ok, refuse, type BadInput, type Result } from '@chairside/core/shared'
import { bandsOf, cholesky, curve, parseEvents, parseStructure, peopleAt, personOf, segmentsOf, systemOf, type Concentrations, type OutputName, type Structure } from '@chairside/core/pk'
import { answerFromFile } from './answer.ts'
import type { Io } from './chairside.ts'
import { BadCommand } from './options.ts'

type CaseAnswer = { readonly id: string | number | null; readonly obs: readonly Concentrations[] }
const MOST_TIMES = 1_000_000
const isRecord = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x)
const isTime = (t: unknown): t is number => typeof t === 'number' && Number.isFinite(t) && t >= 0
const under = (at: string, result: BadInput): BadInput => (at === '' ? result : { ...result, path: `${at}.${result.path}` })

/** The names that a case asks for: a list, the keys of an object, or nothing for all that the model has. */
function namesOf(outputs: unknown, has: readonly OutputName[]): Result<readonly OutputName[], BadInput> {
  if (outputs === undefined) return ok(has)
  const names = Array.isArray(outputs) ? outputs : isRecord(outputs) ? Object.keys(outputs) : null
  if (names === null) return refuse(badInput('outputs', outputs, `a list out of ${has.join(', ')}`))
  const other = names.findIndex((name) => !has.includes(name as OutputName))
  return other < 0 ? ok(names as OutputName[]) : refuse(badInput(`outputs.${other}`, names[other], has.join(', ')))
}

function timesOf(obs: unknown): Result<number[], BadInput> {
  if (!Array.isArray(obs) || obs.length > MOST_TIMES) return refuse(badInput('obs', obs, 'a list of objects with t_s'))
  const times = obs.map((o) => (isRecord(o) ? o['t_s'] : o))
  const wrong = obs.findIndex((o, i) => !isRecord(o) || !isTime(times[i]))
  return wrong < 0 ? ok(times as number[]) : refuse(badInput(`obs.${wrong}.t_s`, times[wrong], 'seconds, 0 or more'))
}

function solve(input: unknown): Result<CaseAnswer, BadInput> {
  if (!isRecord(input)) return refuse(badInput('case', input, 'an object with id, family, params, events, obs'))
  const id = input['id'] ?? null
  if (id !== null && typeof id !== 'string' && typeof id !== 'number') return refuse(badInput('id', id, 'a text'))
  const structure = parseStructure(input['family'], input['params'])
  if (!structure.ok) return structure
  const events = parseEvents(input['events'])
  if (!events.ok) return events
  const times = timesOf(input['obs'])
  if (!times.ok) return times
  const system = systemOf(structure.value)
  const names = namesOf(input['outputs'], system.outputs.map((o) => o.name))
  if (!names.ok) return names
  const answered = curve(system, segmentsOf(events.value), times.value)
  return ok({ id, obs: answered.map((c) => ({ t_s: c.t_s, ...Object.fromEntries(names.value.map((name) => [name, c[name]])) })) })
}

function solveAll(input: unknown): Result<{ readonly cases: readonly CaseAnswer[] }, BadInput> {
  if (!isRecord(input) || !('cases' in input)) {
    const one = solve(input)
    return one.ok ? ok({ cases: [one.value] }) : one
  }
  if (!Array.isArray(input['cases'])) return refuse(badInput('cases', input['cases'], 'a list of cases'))
  const cases: CaseAnswer[] = []
  for (const [i, each] of input['cases'].entries()) {
    const answer = solve(each)
    if (!answer.ok) return refuse(under(`cases.${i}`, answer.refusal))
    cases.push(answer.value)
  }
  return ok({ cases })
}

const PERCENTS = [2.5, 5, 25, 50, 75, 95, 97.5]
const MOST_PEOPLE = 100_000
type Band = { readonly percentiles: readonly number[]; readonly values: readonly (readonly number[])[] }
type Bands = Record<string, Band | readonly (readonly number[])[]>

const isNumbers = (row: unknown, length: number): row is number[] => Array.isArray(row) && row.length === length && row.every((x) => typeof x === 'number' && Number.isFinite(x))
function rowsOf(field: string, rows: unknown, width: number, most: number): Result<number[][], BadInput> {
  if (!Array.isArray(rows) || rows.length === 0 || rows.length > most) return refuse(badInput(field, rows, `a list of 1 to ${most} rows`))
  const wrong = rows.findIndex((row) => !isNumbers(row, width))
  return wrong < 0 ? ok(rows as number[][]) : refuse(badInput(`${field}.${wrong}`, rows[wrong], `${width} finite numbers`))
}

/** The parameters that can differ between people, by the names of etas. */
function etaProblem(etas: readonly unknown[], typical: Structure): BadInput | null {
  const one = typical.params as unknown as Record<string, unknown>
  const has = [...Object.keys(one).filter((k) => typeof one[k] === 'number'), ...(isRecord(one['met']) ? ['Vn', 'Vnk', 'CLn', 'CLnk', 'Qn', 'Vn2', 'MTT'] : [])]
  const wrong = etas.findIndex((eta) => !has.includes(eta as string))
  return wrong < 0 ? null : badInput(`eta_order.${wrong}`, etas[wrong], has.join(', '))
}

function population(input: unknown): Result<{ readonly bands: Bands }, BadInput> {
  if (!isRecord(input)) return refuse(badInput('population', input, 'an object with eta_order, omega, z_standard_normals, typical_params, events, obs_s'))
  const typical = parseStructure(input['family'] ?? 'mamm', input['typical_params'], 'typical_params')
  if (!typical.ok) return typical
  const etas = input['eta_order']
  if (!Array.isArray(etas)) return refuse(badInput('eta_order', etas, 'a list of names of parameters'))
  const unknown = etaProblem(etas, typical.value)
  if (unknown) return refuse(unknown)
  const omega = rowsOf(input['chol_lower'] === undefined ? 'omega' : 'chol_lower', input['chol_lower'] ?? input['omega'], etas.length, etas.length)
  if (!omega.ok) return omega
  if (omega.value.length !== etas.length) return refuse(badInput('omega', omega.value, `${etas.length} rows`))
  const drawn = rowsOf('z_standard_normals', input['z_standard_normals'], etas.length, MOST_PEOPLE)
  if (!drawn.ok) return drawn
  const events = parseEvents(input['events'])
  if (!events.ok) return events
  const times = timesOf(Array.isArray(input['obs_s']) ? input['obs_s'].map((t_s) => ({ t_s })) : input['obs_s'])
  if (!times.ok) return refuse({ ...times.refusal, path: times.refusal.path.replace(/^obs(.*?)(\.t_s)?$/, 'obs_s$1') })
  let lower = omega.value
  if (input['chol_lower'] === undefined) {
    try { lower = cholesky(lower) } catch { return refuse(badInput('omega', lower, 'a covariance: symmetric, not negative')) }
  }
  const people = drawn.value.map((z) => personOf(typical.value, { etas: etas as string[], cholesky: lower }, z))
  const n = times.value.length
  const all = peopleAt(people, segmentsOf(events.value), times.value)
  const bands: Bands = {}
  for (const [name, values] of all) bands[name] = { percentiles: PERCENTS, values: bandsOf(values, n, PERCENTS) }
  const plasma = all.get('Cp_mg_L')!
  const [eps, sd] = [input['eps'], input['prop_sd']]
  if (eps !== undefined || sd !== undefined) {
    if (!isNumbers(eps, people.length)) return refuse(badInput('eps', eps, `${people.length} finite numbers, one for each person`))
    if (!isTime(sd)) return refuse(badInput('prop_sd', sd, 'a number, 0 or more'))
    bands['Cp_obs_with_residual_mg_L'] = { percentiles: PERCENTS, values: bandsOf(plasma.map((c, i) => c * (1 + sd * eps[Math.floor(i / n)]!)), n, PERCENTS) }
  }
  bands['first5_subjects_Cp_mg_L'] = people.slice(0, 5).map((_, p) => [...plasma.subarray(p * n, p * n + n)])
  return ok({ bands })
}

const digits = (x: number | undefined): string => (x === undefined ? '' : (x * 1000).toPrecision(4))
const NOTE = 'Estimate from published population models. Not a measurement. Research and education. Not for dosing.'
const words = ({ cases }: { readonly cases: readonly CaseAnswer[] }): string => [...cases.flatMap(({ id, obs }) => {
  const names = Object.keys(obs[0] ?? {}).filter((k) => k !== 't_s') as OutputName[]
  return [`${id ?? 'case'}: minute, then ng/mL of ${names.map((name) => name.replace('_mg_L', '')).join(', ') || 'nothing'}`, ...obs.map((o) => `  ${(o.t_s / 60).toFixed(1)}  ${names.map((name) => digits(o[name])).join('  ')}`)]
}), NOTE].join('\n')
const bandWords = ({ bands }: { readonly bands: Bands }): string => [...Object.entries(bands).flatMap(([name, band]) => ('percentiles' in band ? [`${name.replace('_mg_L', '')}, ng/mL, percentiles ${band.percentiles.join(', ')}`, ...band.values.map((row) => `  ${row.map((x) => digits(x)).join('  ')}`)] : [])), NOTE].join('\n')

export async function run(args: readonly string[], io: Io): Promise<number> {
  const at = args.findIndex((arg) => arg === '--population' || arg.startsWith('--population='))
  if (at < 0) return await answerFromFile(args, io, solveAll, words)
  if (args.some((arg) => arg === '--in' || arg.startsWith('--in='))) throw new BadCommand('--in: not allowed beside --population; allowed: one of the two')
  return await answerFromFile(args.map((arg, i) => (i === at ? arg.replace('--population', '--in') : arg)), io, population, bandWords)
}
