// Makes the tables of docs/pharmacokinetics.md: what was measured and published, and what each model says of it. `node scripts/compare-models.ts` prints them; `--check` compares with the page.
import fs from 'node:fs'
import path from 'node:path'
import { MODELS, outputAt, segmentsOf, systemOf, type DoseEvent, type Model, type OutputName } from '@chairside/core/pk'

/** Molar mass of ketamine base, g/mol. */
const MOLAR = 237.73
const infusion = (mg: number, minutes: number, from_min = 0): DoseEvent[] => [{ t_s: from_min * 60, type: 'rate', mg_per_min: mg / minutes }, { t_s: (from_min + minutes) * 60, type: 'stop' }]
const steps = (kg: number): DoseEvent[] => [0.28, 0.57, 1.14].flatMap((mg_per_kg_h, i) => infusion(mg_per_kg_h * kg, 60, 60 * i))

type Observation = { readonly id: string; readonly what: string; readonly matrix: string; readonly value: number; readonly spread: string; readonly unit: string; readonly source: string; readonly predict: (model: Model) => number | null }
const at = (events: DoseEvent[], minute: number, kg = 70, name: OutputName = 'Cp_mg_L') => (model: Model): number | null => {
  const system = systemOf(model.structureAt(kg, []))
  return system.outputs.some((o) => o.name === name) && (name !== 'Cn_mg_L' || model.norketamine) ? outputAt(system, segmentsOf(events), [minute * 60], name)[0]! * 1000 : null
}
/** All that was given divided by all that is under the curve: a long infusion's plateau gives the clearance. */
const clearance = (model: Model): number => 1 / (at([{ t_s: 0, type: 'rate', mg_per_min: 1 }], 60 * 24 * 365)(model)! / 1000)
const half = (predict: (m: Model) => number | null) => (m: Model) => { const both = predict(m); return both === null ? null : both / 2 }

export const OBSERVATIONS: readonly Observation[] = [
  { id: 'A1', what: 'racemic 0.5 mg/kg over 40 min, highest', matrix: 'plasma (venous recalled)', value: 185, spread: '', unit: 'ng/mL', source: 'Zarate 2006, in Zanos 2018 table 1', predict: at(infusion(35, 40), 40) },
  { id: 'A3', what: 'racemic 0.28, 0.57, 1.14 mg/kg/h, 60 min each: at 180 min', matrix: 'arterial', value: 522, spread: '', unit: 'ng/mL', source: 'Kamp 2020 (BJA) figure 1, digitised', predict: at(steps(70), 179.99) },
  { id: 'A4', what: 'the same: norketamine at 180 min', matrix: 'arterial', value: 310, spread: '', unit: 'ng/mL', source: 'the same', predict: at(steps(70), 180, 70, 'Cn_mg_L') },
  { id: 'A5', what: 'racemic 5 mg over 30 min, highest S', matrix: 'venous', value: 15.6, spread: 'SD 4.5', unit: 'ng/mL', source: 'Hasan 2021 table 1', predict: half(at(infusion(5, 30), 30)) },
  { id: 'A6', what: 'racemic 5 mg over 30 min, highest R', matrix: 'venous', value: 16.5, spread: 'SD 4.9', unit: 'ng/mL', source: 'Hasan 2021 table 1', predict: half(at(infusion(5, 30), 30)) },
  { id: 'A11', what: 'S 20 mg over 20 min (after film), highest', matrix: 'arterial', value: 273, spread: 'CI 259-287', unit: 'ng/mL', source: 'Simons, thesis p. 21', predict: at(infusion(20, 20), 20, 73) },
  { id: 'A12', what: 'S 20 mg over 20 min (after more film), highest', matrix: 'arterial', value: 260, spread: 'CI 251-269', unit: 'ng/mL', source: 'Simons, thesis p. 21', predict: at(infusion(20, 20), 20, 73) },
  { id: 'A13', what: 'racemic 10 mg at once, at 2 min', matrix: 'plasma', value: 296, spread: 'GSD 1.71', unit: 'ng/mL', source: 'PMC9118341 table 6', predict: at([{ t_s: 0, type: 'bolus', mg: 10 }], 2) },
  { id: 'A16', what: '2 mg/kg, then 41 ug/kg/min, at 60 min (the time is assumed)', matrix: 'plasma', value: Math.round(9.3 * MOLAR), spread: 'SD 190', unit: 'ng/mL', source: 'Idvall 1979', predict: at([{ t_s: 0, type: 'bolus', mg: 140 }, { t_s: 0, type: 'rate', mg_per_min: 2.87 }], 60) },
  { id: 'A18', what: '1.2 mg/kg/h for 3 days, intensive care', matrix: 'plasma', value: 1200, spread: 'SD 300', unit: 'ng/mL', source: 'abstract, normal organ function', predict: at([{ t_s: 0, type: 'rate', mg_per_min: 1.4 }], 72 * 60) },
  { id: 'A26', what: 'clearance at 70 kg, 18 studies together', matrix: 'mixed', value: 79, spread: 'CI 69-90', unit: 'L/h', source: 'Kamp 2020', predict: (m) => clearance(m) * 60 },
  { id: 'A7', what: 'clearance of S', matrix: 'venous', value: 97.2, spread: 'SD 22.8', unit: 'L/h', source: 'Hasan 2021 (1,620 mL/min)', predict: (m) => clearance(m) * 60 },
  { id: 'A8', what: 'clearance of R', matrix: 'venous', value: 91.8, spread: 'SD 22.8', unit: 'L/h', source: 'Hasan 2021 (1,530 mL/min)', predict: (m) => clearance(m) * 60 },
  { id: 'A28', what: 'clearance of S', matrix: 'venous', value: 95, spread: '13 % between people', unit: 'L/h', source: 'Fanta 2015', predict: (m) => clearance(m) * 60 },
]

/** Mean curves, digitised; moments within ten minutes of a step are left out. Hours; ng/mL. */
const CURVES = [
  { what: 'arterial, three steps (Kamp 2020 BJA figure 1, n 20)', events: steps(70), t_h: [0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5], ng_mL: [61.5, 96.1, 108.8, 158.3, 216.7, 266.5, 466.5, 521.8, 207.1, 165.6, 122.9] },
  { what: 'venous, 5 mg over 30 min (Hasan 2021, n 15)', events: infusion(5, 30), t_h: [0.5, 1, 2, 4, 6, 8, 12], ng_mL: [23.7025, 13.038, 6.8354, 3.481, 1.8354, 1.0759, 0.7911] },
]
const median = (numbers: number[]): number => { const s = numbers.toSorted((a, b) => a - b); return s.length % 2 ? s[(s.length - 1) / 2]! : (s[s.length / 2 - 1]! + s[s.length / 2]!) / 2 }

const figure = (x: number): string => (x >= 100 ? x.toFixed(0) : x.toFixed(1))
const signed = (x: number): string => (Math.abs(x) < 0.5 ? '0 %' : `${x < 0 ? '−' : '+'}${Math.abs(x).toFixed(0)} %`)
export function tables(): string {
  const models: Model[] = Object.values(MODELS)
  const head = (...names: string[]): string => `| ${names.join(' | ')} |\n|${names.map(() => '---').join('|')}|`
  const points = OBSERVATIONS.map((o) => `| ${[o.id, `${o.what} (${o.matrix}; ${o.source})`, `${figure(o.value)} ${o.unit}${o.spread === '' ? '' : `, ${o.spread}`}`, ...models.map((m) => { const p = o.predict(m); return p === null ? '' : `${figure(p)} (${signed((100 * (p - o.value)) / o.value)})` })].join(' | ')} |`)
  const curves = CURVES.map((c) => `| ${[c.what, ...models.map((m) => {
    const got = outputAt(systemOf(m.structureAt(70, [])), segmentsOf(c.events), c.t_h.map((h) => h * 3600 - (c.events.some((e) => e.t_s === h * 3600) ? 1 : 0)), 'Cp_mg_L')
    const errors = c.ng_mL.map((x, i) => (100 * (got[i]! * 1000 - x)) / x)
    return `${signed(median(errors))} / ${median(errors.map(Math.abs)).toFixed(0)} %`
  })].join(' | ')} |`)
  return [head('id', 'observed', 'value', ...models.map((m) => m.name)), ...points, '', 'Median error / median absolute error along mean curves:', '', head('curve', ...models.map((m) => m.name)), ...curves].join('\n')
}

if (import.meta.main) {
  const page = fs.readFileSync(path.join(import.meta.dirname, '../docs/pharmacokinetics.md'), 'utf8')
  if (!process.argv.includes('--check')) console.log(tables())
  else if (!page.includes(tables())) { console.error('docs/pharmacokinetics.md: its tables are not what the models say now; make them again with scripts/compare-models.ts'); process.exit(1) }
}
