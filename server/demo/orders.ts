// Dose orders of the demonstration, with the numbers and flags that the Chart itself would show: nothing is calculated here.
import { toIso, type Instant } from '@chairside/core/shared'
import type { Sex } from '@chairside/core/people'
import { PROPOSED_PROTOCOL, proposeOrder, type OrderPreview, type WeightBasis } from '@chairside/core/plan'
import { orderHash } from '../plan/orders.ts'
import type { Given } from './visit-plan.ts'

export type Dosed = { readonly sex: Sex; readonly height_cm: number; readonly weight_kg: number; readonly weighedAt: Instant }
export type Dose = { readonly dose_mg_per_kg: number; readonly duration_min: number }

export const STARTING_DOSE: Dose = { dose_mg_per_kg: PROPOSED_PROTOCOL.dose.start_mg_per_kg, duration_min: PROPOSED_PROTOCOL.dose.duration_min.default }

/** From this body mass index on the prescriber chooses; here always the adjusted weight. */
const basisFor = (person: Dosed): WeightBasis => (person.weight_kg / (person.height_cm / 100) ** 2 >= PROPOSED_PROTOCOL.dose.weight_choice_from_bmi_kg_m2 ? 'adjusted' : 'actual')

/** An order as it is proposed: 50 mg/mL vials, the drug's volume taken out of a 100 mL bag first. Throws when the protocol would block it. */
export function orderFor(person: Dosed, dose: Dose, previous_dose_mg_per_kg: number | null, phase: 'induction' | 'maintenance', at: Instant): OrderPreview {
  const basis = basisFor(person)
  const asked = { ...dose, weight_basis: basis, vial_mg_per_ml: 50, bag_ml: 100, withdraw_equal_volume: true }
  const proposed = proposeOrder(asked, {
    weight_kg: person.weight_kg, weight_measured_at: person.weighedAt, weight_source: 'measured', height_cm: person.height_cm, sex: person.sex, previous_weight_kg: null, phase,
    previous_dose_mg_per_kg, medications: [], locked_basis: previous_dose_mg_per_kg === null ? null : basis,
  }, PROPOSED_PROTOCOL, at)
  if (!proposed.ok) throw new Error(`the demonstration asks for an order that is refused: ${proposed.refusal.path}`)
  const blocks = proposed.value.flags.filter((flag) => flag.level === 'block')
  if (blocks.length > 0) throw new Error(`the demonstration asks for an order that is blocked: ${blocks.map((flag) => flag.message).join('; ')}`)
  return proposed.value
}

/** What the infusion is started with: the order's numbers. */
export const givenBy = (order: string, o: OrderPreview): Given => ({
  order, dose_mg: o.dose_mg, dose_mg_per_kg: o.dose_mg_per_kg, weight_kg: o.dosing_weight_kg, weight_basis: o.weight_basis, volume_mL: o.final_ml, concentration_mg_per_mL: o.concentration_mg_per_ml, rate_mL_per_h: o.rate_ml_per_h,
})

/** The row of an order; signed when `signedAt` is given, with the same seal as any other order. */
export function orderRow(ids: { order: string; patient: string; course: string; prescriber: string }, o: OrderPreview, appliesFrom: number, writtenAt: Instant, signedAt: Instant | null, reason: string | null): Record<string, unknown> {
  const numbers = {
    applies_from: appliesFrom, dose_mg_per_kg: o.dose_mg_per_kg, dose_mg: o.dose_mg, weight_kg: o.weight_kg, dosing_weight_kg: o.dosing_weight_kg, weight_basis: o.weight_basis, duration_min: o.duration_min,
    vial_mg_per_ml: o.vial_mg_per_ml, draw_ml: o.draw_ml, final_ml: o.final_ml, concentration_mg_per_ml: o.concentration_mg_per_ml, rate_ml_per_h: o.rate_ml_per_h, flags: o.flags,
  }
  const seal = signedAt === null ? null : orderHash({
    ...numbers, order: ids.order, course: ids.course, patient: ids.patient, written_by: '', written_by_id: ids.prescriber, written_at: new Date(writtenAt), signed_by: null, signed_by_id: null, signed_at: null,
    reason, attestation: null, content_hash: null, withdrawn_at: null, withdrawn_reason: null,
  }, ids.prescriber, null, new Date(signedAt))
  return {
    ...numbers, dose_order_id: ids.order, patient_id: ids.patient, course_id: ids.course, reason, written_by: ids.prescriber, written_at: toIso(writtenAt),
    signed_by: signedAt === null ? null : ids.prescriber, signed_at: signedAt === null ? null : toIso(signedAt), content_hash: seal,
  }
}
