// One bag from vial to pump: what is drawn from which vial, what the bag then holds, and the traps on the way (PX-04 to PX-14, clinical reference 2.3).
import { badInput, ok, refuse, roundTo, type BadInput, type Result } from '../shared/index.ts'
import { amountIn, NOTHING, plus, type Amount } from './ledger.ts'
import { preparationNotes, type PreparationNote } from './prepare.ts'

export type BagAsked = {
  readonly draws: readonly { readonly strength_mg_per_ml: number; readonly volume_ul: number }[]
  readonly bag_ml: number
  readonly withdraw_equal_volume: boolean
  /** What the bag holds beyond its nominal volume; 0 when that is not known. */
  readonly overfill_ml: number
  readonly duration_min: number
  /** What the line holds; the drug in it is not given unless it is flushed. */
  readonly line_ml: number
  readonly flush_ml: number
}
export type BagMade = Amount & {
  readonly final_ml: number
  readonly concentration_mg_per_ml: number
  readonly rate_ml_per_h: number
  /** What stays in the line when it is not flushed, in mg and in percent of the dose. */
  readonly in_line_mg: number
  readonly in_line_pct: number
  readonly notes: readonly PreparationNote[]
}
export type BagLimits = { readonly smallest_draw_mL: number; readonly half_step_mL: number; readonly warn_ml_per_h: number }

/** What the bag holds after these draws. Refuses a draw that is no whole amount, and a bag smaller than what is first taken out of it. `ordered_mg`: the dose of the order, against which the draw is held. */
export function makeBag(asked: BagAsked, ordered_mg: number, limits: BagLimits): Result<BagMade, BadInput> {
  let sum: Amount = NOTHING
  for (const [i, { strength_mg_per_ml, volume_ul }] of asked.draws.entries()) {
    const amount = amountIn(volume_ul, strength_mg_per_ml)
    if (!amount || volume_ul <= 0) return refuse(badInput(`draws.${i}.volume_ul`, volume_ul, 'a whole number of microlitres above 0'))
    sum = plus(sum, amount)
  }
  if (asked.draws.length === 0) return refuse(badInput('draws', asked.draws, 'at least one draw'))
  const drawn_ml = sum.volume_ul / 1000
  const held_ml = asked.bag_ml + asked.overfill_ml
  if (asked.withdraw_equal_volume && drawn_ml > held_ml) return refuse(badInput('bag_ml', asked.bag_ml, `at least ${drawn_ml} mL, the volume of the drug`))
  const final_ml = roundTo(asked.withdraw_equal_volume ? held_ml : held_ml + drawn_ml, 2)
  const dose_mg = sum.mass_ug / 1000
  const concentration_mg_per_ml = roundTo(dose_mg / final_ml, 4)
  const rate_ml_per_h = roundTo((final_ml * 60) / asked.duration_min, 1)
  const unflushed_ml = Math.max(0, Math.min(asked.line_ml, final_ml) - asked.flush_ml)
  const in_line_pct = roundTo((100 * unflushed_ml) / final_ml, 1)
  const notes: PreparationNote[] = asked.draws.flatMap((draw) => preparationNotes(
    { dose_mg_per_kg: 0, duration_min: asked.duration_min, vial_mg_per_ml: draw.strength_mg_per_ml, bag_ml: asked.bag_ml, withdraw_equal_volume: asked.withdraw_equal_volume },
    { dose_mg, draw_ml: draw.volume_ul / 1000, final_ml, concentration_mg_per_ml, rate_ml_per_h, rate_mg_per_kg_per_h: 0 }, limits.smallest_draw_mL,
  ).filter((note) => note.rule !== 'PX-11'))
  const apart_mg = roundTo(dose_mg - ordered_mg, 3)
  const strongest = Math.max(...asked.draws.map((d) => d.strength_mg_per_ml))
  if (Math.abs(apart_mg) > roundTo(limits.half_step_mL * strongest, 6) + 0.05) notes.unshift({ level: 'block', rule: 'BAG1', message: `${dose_mg} mg is drawn, ${ordered_mg} mg is ordered: ${Math.abs(apart_mg)} mg too ${apart_mg > 0 ? 'much' : 'little'}` })
  if (asked.overfill_ml > 0) notes.push({ level: 'info', rule: 'PX-11', message: `with ${asked.overfill_ml} mL of overfill the bag holds ${final_ml} mL: set the pump's volume to ${final_ml} mL, or ${roundTo((100 * (final_ml - asked.bag_ml)) / final_ml, 1)} % of the dose stays in the bag` })
  else if (!asked.withdraw_equal_volume) notes.push({ level: 'info', rule: 'PX-11', message: `the drug is added to a full bag: ${final_ml} mL in all, if the bag holds no more than its ${asked.bag_ml} mL` })
  if (unflushed_ml > 0) notes.push({ level: 'warn', rule: 'PX-10', message: `${unflushed_ml} mL stay in the line without a flush: ${in_line_pct} % of the dose, ${roundTo((dose_mg * unflushed_ml) / final_ml, 1)} mg, would not be given` })
  if (rate_ml_per_h > limits.warn_ml_per_h) notes.push({ level: 'warn', rule: 'PX-12', message: `${rate_ml_per_h} mL/h is more than ${limits.warn_ml_per_h} mL/h: fast for a small vein` })
  return ok({ ...sum, final_ml, concentration_mg_per_ml, rate_ml_per_h, in_line_mg: roundTo((dose_mg * unflushed_ml) / final_ml, 1), in_line_pct, notes })
}

/** How to draw a dose out of the vials at hand, in their order: each to its last step of the syringe. `short_ul`: what they do not hold. `step_ul`: one step of the syringe. Vials of one strength only. */
export function planDraws(dose_mg: number, strength_mg_per_ml: number, vials: readonly { readonly vial: string; readonly volume_ul: number }[], step_ul: number): { readonly draws: readonly { readonly vial: string; readonly volume_ul: number }[]; readonly short_ul: number } {
  let left = Math.round(roundTo((dose_mg * 1000) / strength_mg_per_ml / step_ul, 6)) * step_ul
  const draws: { vial: string; volume_ul: number }[] = []
  for (const { vial, volume_ul } of vials) {
    const take = Math.min(left, volume_ul)
    if (take <= 0) continue
    draws.push({ vial, volume_ul: take })
    left -= take
  }
  return { draws, short_ul: left }
}
