// When no curve is drawn, and what must stand beside one that is. Nothing here says what to do: limits of care are arithmetic on charted doses, elsewhere.
import type { EffectSite, Model } from './models.ts'

/** What is known of a patient and of how the drug was charted. */
export type Known = {
  readonly weight_kg: number | null
  readonly age_y: number | null
  readonly isPregnant: boolean
  /** Only racemic ketamine, charted in mg of ketamine base, can be followed. */
  readonly isRacemicBase: boolean
  /** Charted dose and the pump's volume times concentration, mg; null where the pump says nothing. */
  readonly charted_mg: number
  readonly pump_mg: number | null
  readonly hasConcentration: boolean
  /** Times stand in doubt: a clock that jumped, or facts that contradict each other. */
  readonly isTimeInDoubt: boolean
}
export type NoCurve = { readonly why: string }

/** Weights of the studies were 39 to 170 kg; the edges are left out. Adults only. docs/sources.md#pharmacokinetics. */
export const MODEL_LIMITS = { weight_kg: { min: 40, max: 150 }, age_y_min: 18, pump_difference_pct: 5, widen_from_kg: 100 } as const

/** Every reason why no curve may be drawn; empty when one may. */
export function noCurve(known: Known): readonly NoCurve[] {
  const { min, max } = MODEL_LIMITS.weight_kg
  const why: string[] = []
  if (known.weight_kg === null) why.push('there is no weight')
  else if (known.weight_kg < min || known.weight_kg > max) why.push(`${known.weight_kg} kg is outside ${min} to ${max} kg, for which the models were made`)
  if (known.age_y === null) why.push('there is no date of birth')
  else if (known.age_y < MODEL_LIMITS.age_y_min) why.push(`the models are for adults of ${MODEL_LIMITS.age_y_min} years and more`)
  if (known.isPregnant) why.push('the models were not made in pregnancy')
  if (!known.isRacemicBase) why.push('what was given is not charted as racemic ketamine base')
  if (!known.hasConcentration) why.push('the concentration is not known')
  if (known.isTimeInDoubt) why.push('the times of the record stand in doubt')
  if (known.pump_mg !== null && Math.abs(known.pump_mg - known.charted_mg) > (MODEL_LIMITS.pump_difference_pct / 100) * known.charted_mg)
    why.push(`the pump's ${known.pump_mg.toFixed(1)} mg and the charted ${known.charted_mg.toFixed(1)} mg differ by more than ${MODEL_LIMITS.pump_difference_pct} %`)
  return why.map((text) => ({ why: text }))
}

/** Always in sight beside a curve, in this order. `last`: the last event of the history and its age, in words. */
export function statements(models: readonly Model[], site: EffectSite | null, weight_kg: number, last: string): readonly string[] {
  return [
    'Estimate from published population models. Not a measurement. Research and education. Not for dosing.',
    ...models.map((m) => `${m.name}: ${m.sampling === 'arterial' ? 'arterial (what reaches the brain)' : 'venous (what a blood draw would read)'}; ${m.people === null ? '' : `${m.people} people, `}${m.population}. ${m.source}.${m.assumed === null ? '' : ` Assumed: ${m.assumed}.`}`),
    ...(site === null ? [] : [`Effect site: ${site.endpoint}, half-time ${site.half_time_min} min (${site.half_time_range_min.join(' to ')}), ${site.people} people. ${site.source}.`]),
    `For ${weight_kg} kg${weight_kg > MODEL_LIMITS.widen_from_kg ? ': models disagree more above 100 kg' : ''}. Last: ${last}.`,
    'Half of patients lie outside the inner band; models differ by up to 2.3 times at the end of the infusion.',
    ...(models.some((m) => m.norketamine) ? ['Norketamine: wider uncertainty.'] : []),
    'First minute after a bolus: not modelled.',
  ]
}
