// Published models of ketamine in adults: data, with what they were made from and where they end. Volumes L and clearances L/h at 70 kg, as printed; docs/pharmacokinetics.md compares them with what was measured.
import type { Spread } from './population.ts'
import { cholesky } from './population.ts'
import type { Mammillary, Structure } from './system.ts'

export type Sampling = 'arterial' | 'venous'
/** How sure we are of the numbers: the same in two public sources, read in one, or from memory. */
export type Standing = 'two-sources' | 'one-source' | 'recalled'
export type Model = {
  readonly id: string
  readonly name: string
  readonly sampling: Sampling
  readonly analyte: 'racemic ketamine' | 'S-ketamine'
  readonly people: number | null
  readonly population: string
  readonly standing: Standing
  readonly source: string
  /** What was not printed and is assumed here. */
  readonly assumed: string | null
  /** Which curve it may be drawn as by default; the others are for comparison. */
  readonly use: 'arterial' | 'venous' | 'comparison'
  readonly norketamine: boolean
  readonly structureAt: (weight_kg: number, ke0_per_min: readonly number[]) => Structure
  /** Between people, on the log scale; null where nothing was found. */
  readonly spread: (Spread & { readonly source: string }) | null
}

const MINUTES = 60
const REFERENCE_KG = 70
const volume = (litres: number, w: number): number => litres * (w / REFERENCE_KG)
const allometric = (perHour: number, w: number): number => (perHour / MINUTES) * (w / REFERENCE_KG) ** 0.75
const mamm = (params: Mammillary): Structure => ({ family: 'mamm', params })

/** Three compartments from a volume in L/kg and rate constants per minute. */
const perKg = (w: number, V1_per_kg: number, k10: number, k12: number, k21: number, k13?: number, k31?: number): Omit<Mammillary, 'ke0'> => {
  const V1 = V1_per_kg * w
  return { V1, CL: k10 * V1, V2: (k12 * V1) / k21, Q2: k12 * V1, ...(k13 !== undefined && k31 !== undefined ? { V3: (k13 * V1) / k31, Q3: k13 * V1 } : {}) }
}

const SIMONS_OMEGA = [[0.057, 0, 0], [0, 0.029, 0], [0, 0, 0.026]]

export const MODELS = {
  kamp2020: {
    id: 'kamp2020', name: 'Kamp 2020', sampling: 'arterial', analyte: 'racemic ketamine', people: null, population: '14 data sets of healthy adults and adult patients, racemic and S-ketamine pooled', standing: 'two-sources',
    source: 'Kamp J. Anesthesiology 2020;133:1192, doi 10.1097/ALN.0000000000003577', use: 'arterial', norketamine: false,
    assumed: 'clearances grow with weight to 0.75 (two open copies disagree); differences between people are those of Simons 2022; the venous delay of the paper is left out',
    structureAt: (w, ke0) => mamm({ V1: volume(25, w), CL: allometric(84, w), V2: volume(56, w), Q2: allometric(161, w), V3: volume(157, w), Q3: allometric(79, w), ke0 }),
    spread: { etas: ['V1', 'CL', 'Q3'], cholesky: cholesky(SIMONS_OMEGA), source: 'Simons 2022, standing in' },
  },
  otto2021: {
    id: 'otto2021', name: 'Otto 2021 (parent: Fanta 2015)', sampling: 'venous', analyte: 'S-ketamine', people: 59, population: '11 men and 48 healthy volunteers', standing: 'one-source',
    source: 'Otto ME. Eur J Clin Pharmacol 2021, doi 10.1007/s00228-021-03104-1', use: 'venous', norketamine: true, assumed: 'S-ketamine stands for the racemate; peripheral volumes do not grow with weight',
    structureAt: (w, ke0) => mamm({
      V1: volume(133, w), CL: allometric(95.2, w), V2: 187, Q2: 23.2 / MINUTES, V3: 98.8, Q3: 157 / MINUTES, ke0,
      met: { n_transit: 0, fm: 1, V: volume(98.638, w), CL: allometric(57.72, w), V2: 160.04, Q2: 42.778 / MINUTES, mwr: 1 },
    }),
    spread: { etas: ['V1', 'CL', 'Vn', 'CLn'], cholesky: cholesky([[0.084177, 0.02261, 0, 0], [0.02261, 0.026048, 0, 0], [0, 0, 0.040426, 0.04456], [0, 0, 0.04456, 0.10319]]), source: 'Otto 2021' },
  },
  simons2022: {
    id: 'simons2022', name: 'Simons 2022', sampling: 'arterial', analyte: 'S-ketamine', people: 20, population: 'healthy volunteers of 19 to 32 years, 53 to 93 kg', standing: 'one-source',
    source: 'Simons P. Front Pain Res 2022, doi 10.3389/fpain.2022.946486', use: 'comparison', norketamine: true, assumed: 'S-ketamine stands for the racemate; growth with weight to 1 and 0.75',
    structureAt: (w, ke0) => mamm({
      V1: volume(11.6, w), CL: allometric(88.8, w), V2: volume(39, w), Q2: allometric(145.8, w), V3: volume(174, w), Q3: allometric(72.6, w), ke0,
      met: { n_transit: 2, MTT: 20.1, fm: 0.8, V: volume(11.6, w), CL: allometric(60, w), V2: volume(221, w), Q2: allometric(157.8, w), mwr: 1 },
    }),
    spread: { etas: ['V1', 'CL', 'Q3', 'CLn', 'MTT'], cholesky: cholesky([0.057, 0.029, 0.026, 0.05, 0.021].map((v, i, all) => all.map((_, j) => (i === j ? v : 0)))), source: 'Simons 2022' },
  },
  perezruixo2021: {
    id: 'perezruixo2021', name: 'Pérez-Ruixo 2021', sampling: 'venous', analyte: 'S-ketamine', people: 820, population: '564 with depression that resists treatment and 256 others, mostly through the nose', standing: 'one-source',
    source: 'Pérez-Ruixo C. Clin Pharmacokinet 2021, doi 10.1007/s40262-020-00953-4', use: 'comparison', norketamine: false,
    assumed: 'S-ketamine stands for the racemate; up to 60 years; misses the first minutes; its norketamine is left out, because it predicts more than the paper measured',
    structureAt: (_w, ke0) => ({ family: 'hepatic', params: { Vc: 192, Q1: 84.3 / MINUTES, Vp1: 143, Q2: 37.6 / MINUTES, Vp2: 417, Qh: 151 / MINUTES, Vh: 101, kel: 1.11 / MINUTES, kmet: 2.77 / MINUTES, Vcn: 70, CLn: 38 / MINUTES, Q3: 26.1 / MINUTES, Vpn: 115, ke0 } }),
    spread: null,
  },
  clements1981: {
    id: 'clements1981', name: 'Clements and Nimmo 1981', sampling: 'venous', analyte: 'racemic ketamine', people: null, population: 'a few volunteers, 250 ug/kg at once', standing: 'one-source', source: 'Clements JA. Br J Anaesth 1981;53:27, doi 10.1093/bja/53.1.27',
    use: 'comparison', norketamine: false, assumed: 'venous sampling is recalled; no fast phase, so nothing for ten minutes after a bolus',
    structureAt: (w, ke0) => mamm({ ...perKg(w, 1.7522, 0.0109, 0.0186, 0.0137), ke0 }), spread: null,
  },
  domino1984: {
    id: 'domino1984', name: 'Domino 1984', sampling: 'arterial', analyte: 'racemic ketamine', people: null, population: 'surgical patients, induction of anesthesia', standing: 'two-sources', source: 'Domino EF. Clin Pharmacol Ther 1984, as three open programs carry it',
    use: 'comparison', norketamine: false, assumed: 'site of sampling and population are recalled',
    structureAt: (w, ke0) => mamm({ ...perKg(w, 0.063, 0.4381, 0.5921, 0.247, 0.59, 0.0146), ke0 }), spread: null,
  },
} as const satisfies Readonly<Record<string, Model>>
export type ModelId = keyof typeof MODELS
export const modelOf = (id: ModelId): Model => MODELS[id]

/** An effect site is nothing without its endpoint. `fraction`: the part of the racemate that drives it (S-ketamine is half). */
export type EffectSite = { readonly id: string; readonly endpoint: string; readonly ke0_per_min: number; readonly half_time_min: number; readonly half_time_range_min: readonly [number, number]; readonly fraction: number; readonly people: number; readonly source: string }
export const DISSOCIATION: EffectSite = {
  id: 'dissociation', endpoint: 'external perception (dissociation)', ke0_per_min: Math.LN2 / 8.3, half_time_min: 8.3, half_time_range_min: [5.1, 13], fraction: 0.5, people: 17,
  source: 'Olofsen E, "Ketamine psychedelic and antinociceptive effects are connected" (abstract): S-ketamine drives it, R-ketamine adds nothing',
}
