// Which weight a dose is counted on. For a heavy person the choice changes the dose two-fold, so every weight is shown and none is silently chosen.
// Formulas: Devine 1974 (ideal) and Janmahasatian 2005 (lean), recalled from the literature: docs/sources.md#weights. Adults.
import type { Sex } from '../people/index.ts'

export const WEIGHT_BASES = ['actual', 'ideal', 'adjusted', 'lean'] as const
export type WeightBasis = (typeof WEIGHT_BASES)[number]

export type Body = { readonly weight_kg: number; readonly height_cm: number | null; readonly sex: Sex }
/** Unrounded, in kg. Null where the formula has no answer: no height, or a sex for which it was not made. */
export type Weights = { readonly bmi_kg_m2: number | null } & Readonly<Record<WeightBasis, number | null>> & { readonly actual: number }

const CM_PER_INCH = 2.54
/** Devine: kg at 60 inches, and kg for each inch above. */
const DEVINE_KG = { male: 50, female: 45.5, perInch: 2.3 } as const
const DEVINE_FROM_INCHES = 60
/** Share of the weight above ideal that is added to it. */
const ADJUSTED_SHARE = 0.4
/** Janmahasatian: lean = 9270 W / (a + b BMI). */
const LEAN = { numerator: 9270, male: { a: 6680, b: 216 }, female: { a: 8780, b: 244 } } as const
/** Below this height Devine's formula was never fitted (60 inches, rounded as the clinical reference does). */
export const IDEAL_FROM_HEIGHT_CM = 152

/** Body mass index in kg/m2 from kg and cm. */
export const bmiOf = (weight_kg: number, height_cm: number): number => weight_kg / (height_cm / 100) ** 2

/**
 * Every weight of one adult. Nobody is dosed on more than they weigh: where a formula gives more than the actual weight, the actual weight is used (WT-05).
 */
export function weightsOf({ weight_kg: actual, height_cm, sex }: Body): Weights {
  if (height_cm === null) return { bmi_kg_m2: null, actual, ideal: null, adjusted: null, lean: null }
  const bmi = bmiOf(actual, height_cm)
  if (sex !== 'female' && sex !== 'male') return { bmi_kg_m2: bmi, actual, ideal: null, adjusted: null, lean: null }
  const ideal = Math.min(actual, DEVINE_KG[sex] + DEVINE_KG.perInch * (height_cm / CM_PER_INCH - DEVINE_FROM_INCHES))
  const lean = Math.min(actual, (LEAN.numerator * actual) / (LEAN[sex].a + LEAN[sex].b * bmi))
  return { bmi_kg_m2: bmi, actual, ideal, adjusted: ideal + ADJUSTED_SHARE * (actual - ideal), lean }
}

/** Pounds taken for kilograms, or the other way round: the ratio of two weights is near 2.2 (WT-07). */
export function looksLikePounds(weight_kg: number, previous_kg: number): boolean {
  const ratio = weight_kg / previous_kg
  return (ratio >= 2.1 && ratio <= 2.3) || (ratio >= 0.43 && ratio <= 0.48)
}
