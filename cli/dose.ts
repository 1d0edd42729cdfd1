// chairside dose --in FILE|- [--json]: dose, volumes, rate and flags of one infusion, with the limits of the proposed protocol.
import { badInput, refuse, type BadInput, type Result } from '@chairside/core/shared'
import { calculateOrder, PROPOSED_PROTOCOL, type Calculated, type OrderAsked } from '@chairside/core/plan'
import { answerFromFile } from './answer.ts'
import type { Io } from './chairside.ts'

const FIELDS = ['weight_kg', 'height_cm', 'sex', 'weight_basis', 'dose_mg_per_kg', 'duration_min', 'vial_mg_per_ml', 'bag_ml', 'withdraw_equal_volume']

function calculate(input: unknown): Result<Omit<Calculated, 'choices' | 'bmi_kg_m2'> & { readonly bmi: number | null }, BadInput> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return refuse(badInput('body', input, `an object with ${FIELDS.join(', ')}`))
  const given = input as Record<string, unknown>
  for (const name of Object.keys(given)) if (!FIELDS.includes(name)) return refuse(badInput(name, given[name], `only ${FIELDS.join(', ')}`))
  const sex = given['sex']
  if (sex !== 'female' && sex !== 'male') return refuse(badInput('sex', sex, 'female or male'))
  if (given['height_cm'] === null) return refuse(badInput('height_cm', null, 'a number from 100 to 250 cm'))
  // Every other field is checked by name in the calculation itself.
  const result = calculateOrder(given as unknown as OrderAsked, { weight_kg: given['weight_kg'] as number, height_cm: given['height_cm'] as number, sex }, PROPOSED_PROTOCOL)
  if (!result.ok) return result
  const { bmi_kg_m2: bmi, dosing_weight_kg, dose_mg, draw_ml, final_ml, concentration_mg_per_ml, rate_ml_per_h, rate_mg_per_kg_per_h, flags } = result.value
  return { ok: true, value: { bmi, dosing_weight_kg, dose_mg, draw_ml, final_ml, concentration_mg_per_ml, rate_ml_per_h, rate_mg_per_kg_per_h, flags } }
}

export const run = (args: readonly string[], io: Io): Promise<number> =>
  answerFromFile(args, io, calculate, (d) => [
    `body mass index ${d.bmi} kg/m2, dosing weight ${d.dosing_weight_kg} kg`,
    `dose ${d.dose_mg} mg: draw ${d.draw_ml} mL into ${d.final_ml} mL (${d.concentration_mg_per_ml} mg/mL)`,
    `pump ${d.rate_ml_per_h} mL/h (${d.rate_mg_per_kg_per_h} mg/kg/h)`,
    ...d.flags.map((flag) => `${flag.level.toUpperCase()} ${flag.rule}: ${flag.message}`),
    'Limits: the proposed protocol, not approved by a medical director.',
  ].join('\n'))
