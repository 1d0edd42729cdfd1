// From a dose to what is drawn, hung and set on the pump. Formulas and rounding: clinical reference 2.3, docs/sources.md#preparation.
import { badInput, concentrationOf, doseFor, drawFor, hourlyPerKg, kg, mg, mgPerKg, mgPerMl, minutes, ml, ok, rateFor, refuse, roundTo, type BadInput, type Result } from '../shared/index.ts'

export type Preparation = {
  /** To 0.1 mg. */
  readonly dose_mg: number
  /** To 0.01 mL, as a 1 mL syringe is read. */
  readonly draw_ml: number
  readonly final_ml: number
  readonly concentration_mg_per_ml: number
  readonly rate_ml_per_h: number
  readonly rate_mg_per_kg_per_h: number
}
export type PreparationAsked = {
  readonly dose_mg_per_kg: number
  readonly duration_min: number
  readonly vial_mg_per_ml: number
  readonly bag_ml: number
  /** Whether the volume of the drug is first taken out of the bag. */
  readonly withdraw_equal_volume: boolean
}
export type PreparationNote = { readonly level: 'block' | 'warn' | 'info'; readonly rule: string; readonly message: string }

/** US vial strengths in mg/mL (label): the strongest must never be given undiluted, the weakest is not meant for further dilution. */
const STRONGEST_VIAL_MG_PER_ML = 100
const WEAKEST_VIAL_MG_PER_ML = 10

/**
 * What to draw and how fast to run it, for a dosing weight in kg (unrounded). Refuses, at `bag_ml`, a bag that is smaller than what must be drawn.
 */
export function prepare(asked: PreparationAsked, dosing_weight_kg: number): Result<Preparation, BadInput> {
  const weight = kg(dosing_weight_kg)
  const duration = minutes(asked.duration_min)
  const dose = mg(roundTo(doseFor(mgPerKg(asked.dose_mg_per_kg), weight), 1))
  const draw_ml = roundTo(drawFor(dose, mgPerMl(asked.vial_mg_per_ml)), 2)
  if (asked.withdraw_equal_volume && draw_ml > asked.bag_ml) return refuse(badInput('bag_ml', asked.bag_ml, `at least ${draw_ml} mL, the volume of the drug`))
  const final = ml(asked.withdraw_equal_volume ? asked.bag_ml : roundTo(asked.bag_ml + draw_ml, 2))
  return ok({
    dose_mg: dose, draw_ml, final_ml: final,
    concentration_mg_per_ml: roundTo(concentrationOf(dose, final), 4),
    rate_ml_per_h: roundTo(rateFor(final, duration), 1),
    rate_mg_per_kg_per_h: roundTo(hourlyPerKg(dose, weight, duration), 3),
  })
}

/** What the label says about this way of preparing it (rules PX), and whether less than `smallest_draw_mL` must be drawn: notes, the dose limits of the protocol are not looked at here. */
export function preparationNotes(asked: PreparationAsked, { draw_ml, final_ml }: Preparation, smallest_draw_mL: number): PreparationNote[] {
  const notes: PreparationNote[] = []
  const isUndiluted = draw_ml >= final_ml
  const vial = `${asked.vial_mg_per_ml} mg/mL`
  if (isUndiluted && asked.vial_mg_per_ml >= STRONGEST_VIAL_MG_PER_ML)
    notes.push({ level: 'block', rule: 'PX-03', message: `${vial} is never given into a vein undiluted: ${draw_ml} mL drawn in ${final_ml} mL` })
  if (!isUndiluted && asked.vial_mg_per_ml === WEAKEST_VIAL_MG_PER_ML)
    notes.push({ level: 'warn', rule: 'PX-05', message: `the label does not recommend diluting ${vial} further: ${draw_ml} mL into ${final_ml} mL; prefer 50 mg/mL` })
  if (asked.vial_mg_per_ml >= STRONGEST_VIAL_MG_PER_ML && draw_ml < smallest_draw_mL)
    notes.push({ level: 'warn', rule: 'PHA7', message: `${draw_ml} mL from ${vial} is less than ${smallest_draw_mL} mL and cannot be measured well; use 50 mg/mL` })
  if (!asked.withdraw_equal_volume)
    notes.push({ level: 'info', rule: 'PX-11', message: `the drug is added to a full bag: ${final_ml} mL in all, without the bag's own overfill` })
  return notes
}
