// An order before it is signed: the numbers, and everything about it that the protocol wants somebody to stop at or to answer for.
import { badInput, DAY_MS, ok, refuse, roundTo, toIso, type BadInput, type Instant, type Result } from '../shared/index.ts'
import { may, type Role, type Sex } from '../people/index.ts'
import { IDEAL_FROM_HEIGHT_CM, looksLikePounds, prepare, preparationNotes, WEIGHT_BASES, weightsOf, type Preparation, type WeightBasis, type Weights } from '../pharmacy/index.ts'
import { interactionFlags } from './interactions.ts'
import type { ProtocolSettings } from './protocol.ts'
import type { OrderAsked, OrderFlag, OrderPreview, WeightChoice } from './wire.ts'

/** Who the order is for. Weights in kg, height in cm; what is not known is null. */
export type OrderPatient = {
  readonly weight_kg: number
  readonly weight_measured_at: Instant
  /** `reported` was told, not measured, and cannot carry a dose (WT-06). */
  readonly weight_source: 'measured' | 'imported' | 'reported'
  readonly height_cm: number | null
  readonly sex: Sex
  /** The weight recorded before this one. */
  readonly previous_weight_kg: number | null
  readonly phase: 'induction' | 'maintenance'
  /** Dose of the last signed order of the course; null for the first. */
  readonly previous_dose_mg_per_kg: number | null
  /** Basis of the last signed order of the course: locked for the series (WT-08). */
  readonly locked_basis: WeightBasis | null
  /** The medicines that are taken now, as the record words them. */
  readonly medications: readonly string[]
}
/** A dose that cannot be had: shown with its rule. */
export type OrderRefusal = { readonly kind: 'refused'; readonly rule: string; readonly message: string; readonly details: readonly OrderFlag[] }
export type Calculated = Preparation & { readonly bmi_kg_m2: number | null; readonly dosing_weight_kg: number; readonly flags: readonly OrderFlag[]; readonly choices: readonly WeightChoice[] }

type Bounds = readonly [min: number, max: number, unit: string]
/** Against slips of the finger only; clinical limits are the protocol's. UNSOURCED (proposed): docs/sources.md#plausibility. */
const BOUNDS = {
  weight_kg: [20, 400, 'kg'], height_cm: [100, 250, 'cm'], dose_mg_per_kg: [0.01, 5, 'mg/kg'], duration_min: [1, 600, 'min'], vial_mg_per_ml: [0.1, 200, 'mg/mL'], bag_ml: [1, 1000, 'mL'],
} as const satisfies Record<string, Bounds>

function checkBounds(values: Readonly<Record<string, unknown>>): BadInput | null {
  for (const [name, [min, max, unit]] of Object.entries(BOUNDS)) {
    const value = values[name]
    if (name === 'height_cm' && value === null) continue
    if (typeof value !== 'number' || !(value >= min && value <= max)) return badInput(name, value, `a number from ${min} to ${max} ${unit}`)
  }
  if (!WEIGHT_BASES.includes(values['weight_basis'] as WeightBasis)) return badInput('weight_basis', values['weight_basis'], `one of ${WEIGHT_BASES.join(', ')}`)
  if (typeof values['withdraw_equal_volume'] !== 'boolean') return badInput('withdraw_equal_volume', values['withdraw_equal_volume'], 'true or false')
  return null
}

/** The strictest level that `value` exceeds. Compared after rounding to 1e-9, so that 0.1 + 0.2 is not more than 0.3. */
const above = (value: number, limits: Partial<Record<'warn' | 'attest' | 'block', number>>): { level: 'warn' | 'attest' | 'block'; limit: number } | null => {
  for (const level of ['block', 'attest', 'warn'] as const) {
    const limit = limits[level]
    if (limit !== undefined && roundTo(value, 9) > limit) return { level, limit }
  }
  return null
}

function doseFlags(asked: OrderAsked, prepared: Preparation, { dose }: ProtocolSettings): OrderFlag[] {
  const flags: OrderFlag[] = []
  const perKg = above(asked.dose_mg_per_kg, { warn: dose.warn_mg_per_kg, attest: dose.attest_mg_per_kg, block: dose.block_mg_per_kg })
  if (perKg) flags.push({ level: perKg.level, rule: 'DS-11', message: `${asked.dose_mg_per_kg} mg/kg is more than ${perKg.limit} mg/kg` })
  // The ordered rate, not the one after rounding the dose to 0.1 mg: rounding must not raise a flag.
  const hourly = roundTo((asked.dose_mg_per_kg * 60) / asked.duration_min, 3)
  const rate = above(hourly, { warn: dose.rate_warn_mg_per_kg_h, block: dose.rate_block_mg_per_kg_h })
  if (rate) flags.push({ level: rate.level, rule: 'DS-12', message: `${hourly} mg/kg/h is more than ${rate.limit} mg/kg/h: ${asked.dose_mg_per_kg} mg/kg needs at least ${Math.ceil(roundTo((asked.dose_mg_per_kg * 60) / rate.limit, 6))} min` })
  const total = above(prepared.dose_mg, { warn: dose.warn_mg, attest: dose.attest_mg, block: dose.block_mg })
  if (total) flags.push({ level: total.level, rule: 'DS-13', message: `${prepared.dose_mg} mg in one infusion is more than ${total.limit} mg` })
  if (asked.duration_min < dose.duration_min.min) flags.push({ level: 'block', rule: 'DS-15', message: `${asked.duration_min} min is shorter than ${dose.duration_min.min} min` })
  if (asked.duration_min > dose.duration_min.max) flags.push({ level: 'attest', rule: 'DS-15', message: `${asked.duration_min} min is longer than ${dose.duration_min.max} min` })
  if (above(prepared.rate_ml_per_h, { warn: dose.warn_ml_per_h })) flags.push({ level: 'warn', rule: 'PX-12', message: `${prepared.rate_ml_per_h} mL/h is more than ${dose.warn_ml_per_h} mL/h: fast for a small vein` })
  return flags
}

function weightFlags(asked: OrderAsked, body: { weight_kg: number; height_cm: number | null }, weights: Weights, choices: readonly WeightChoice[], { dose }: ProtocolSettings): OrderFlag[] {
  const flags: OrderFlag[] = []
  const { weight_kg, height_cm } = body
  const from = dose.weight_choice_from_bmi_kg_m2
  const bmi = weights.bmi_kg_m2
  if (bmi === null) flags.push({ level: 'warn', rule: 'WT-04', message: `no height is recorded: the body mass index, and whether another weight than ${weight_kg} kg should be used, is not known` })
  else if (bmi >= from)
    flags.push({ level: 'warn', rule: 'WT-04', message: `body mass index ${roundTo(bmi, 1)} kg/m2 is ${from} or more: the prescriber chooses the weight (${choices.map((c) => `${c.basis} ${c.dosing_weight_kg} kg: ${c.dose_mg} mg`).join('; ')})` })
  else if (asked.weight_basis !== 'actual')
    flags.push({ level: 'info', rule: 'WT-04', message: `below ${from} kg/m2 the actual weight is usual; ${asked.weight_basis} weight is ordered at ${roundTo(bmi, 1)} kg/m2` })
  if (height_cm !== null && height_cm < IDEAL_FROM_HEIGHT_CM && asked.weight_basis !== 'actual' && asked.weight_basis !== 'lean')
    flags.push({ level: 'warn', rule: 'WT-05', message: `the formula of the ideal weight is not made for ${height_cm} cm, less than ${IDEAL_FROM_HEIGHT_CM} cm` })
  if (weight_kg < dose.usual_weight_kg.min || weight_kg > dose.usual_weight_kg.max)
    flags.push({ level: 'warn', rule: 'WT-07', message: `${weight_kg} kg is outside ${dose.usual_weight_kg.min} to ${dose.usual_weight_kg.max} kg: check the weight and its unit` })
  return flags
}

/**
 * The numbers of one infusion and the flags that follow from them and from the protocol's limits. Refuses values out of bounds, a weight basis that has no
 * formula for this person (at `weight_basis`), and a bag smaller than the drug (at `bag_ml`).
 */
export function calculateOrder(asked: OrderAsked, body: { weight_kg: number; height_cm: number | null; sex: Sex }, settings: ProtocolSettings): Result<Calculated, BadInput> {
  const problem = checkBounds({ ...asked, weight_kg: body.weight_kg, height_cm: body.height_cm })
  if (problem) return refuse(problem)
  const weights = weightsOf(body)
  const weight = weights[asked.weight_basis]
  if (weight === null) return refuse(badInput('weight_basis', asked.weight_basis, `actual: ${body.height_cm === null ? 'no height is recorded' : `the ${asked.weight_basis} weight has a formula for female and male only`}`))
  const prepared = prepare(asked, weight)
  if (!prepared.ok) return prepared
  const choices = WEIGHT_BASES.flatMap((basis): WeightChoice[] => {
    const kg = weights[basis]
    return kg === null ? [] : [{ basis, dosing_weight_kg: roundTo(kg, 1), dose_mg: roundTo(asked.dose_mg_per_kg * kg, 1) }]
  })
  const flags = [...doseFlags(asked, prepared.value, settings), ...weightFlags(asked, body, weights, choices, settings), ...preparationNotes(asked, prepared.value, settings.dose.smallest_draw_mL)]
  return ok({ ...prepared.value, bmi_kg_m2: weights.bmi_kg_m2 === null ? null : roundTo(weights.bmi_kg_m2, 1), dosing_weight_kg: roundTo(weight, 1), choices, flags })
}

function historyFlags(asked: OrderAsked, patient: OrderPatient, settings: ProtocolSettings, now: Instant): OrderFlag[] {
  const flags: OrderFlag[] = []
  const { weight_kg, previous_weight_kg, previous_dose_mg_per_kg, locked_basis } = patient
  const days = Math.floor((now - patient.weight_measured_at) / DAY_MS)
  const most = settings.start_gate.weight_age_d[patient.phase]
  if (patient.weight_source === 'reported') flags.push({ level: 'block', rule: 'WT-06', message: `${weight_kg} kg was reported, not measured: weigh first` })
  else if (now - patient.weight_measured_at > most * DAY_MS) flags.push({ level: 'block', rule: 'WT-06', message: `${weight_kg} kg was measured ${days} days ago, more than ${most} days in ${patient.phase}: weigh again` })
  if (previous_weight_kg !== null) {
    const change = roundTo((100 * Math.abs(weight_kg - previous_weight_kg)) / previous_weight_kg, 1)
    if (looksLikePounds(weight_kg, previous_weight_kg)) flags.push({ level: 'block', rule: 'WT-07', message: `${weight_kg} kg after ${previous_weight_kg} kg: pounds and kilograms mixed up?` })
    else if (change > settings.start_gate.weight_change_pct.block) flags.push({ level: 'block', rule: 'WT-06', message: `${weight_kg} kg after ${previous_weight_kg} kg is a change of ${change} %, more than ${settings.start_gate.weight_change_pct.block} %: weigh again` })
    else if (change > settings.start_gate.weight_change_pct.warn) flags.push({ level: 'warn', rule: 'WT-06', message: `${weight_kg} kg after ${previous_weight_kg} kg is a change of ${change} %, more than ${settings.start_gate.weight_change_pct.warn} %` })
  }
  const { start_mg_per_kg, max_step_mg_per_kg } = settings.dose
  if (previous_dose_mg_per_kg === null) {
    if (asked.dose_mg_per_kg > start_mg_per_kg) flags.push({ level: 'attest', rule: 'DS-08', message: `a first dose of ${asked.dose_mg_per_kg} mg/kg is more than the starting dose of ${start_mg_per_kg} mg/kg` })
  } else {
    const step = roundTo(asked.dose_mg_per_kg - previous_dose_mg_per_kg, 6)
    if (step > max_step_mg_per_kg) flags.push({ level: 'attest', rule: 'DS-08', message: `a step of ${step} mg/kg from ${previous_dose_mg_per_kg} mg/kg is more than ${max_step_mg_per_kg} mg/kg` })
  }
  if (locked_basis !== null && locked_basis !== asked.weight_basis) flags.push({ level: 'attest', rule: 'WT-08', message: `this series is dosed on the ${locked_basis} weight; ${asked.weight_basis} is another basis and needs a reason` })
  return flags
}

/** The order as the prescriber sees it before signing. Pure numbers and flags; nothing is decided here. Refuses what `calculateOrder` refuses. */
export function proposeOrder(asked: OrderAsked, patient: OrderPatient, settings: ProtocolSettings, now: Instant): Result<OrderPreview, BadInput> {
  const calculated = calculateOrder(asked, patient, settings)
  if (!calculated.ok) return calculated
  const { flags, ...numbers } = calculated.value
  const { dose_mg_per_kg, duration_min, weight_basis, vial_mg_per_ml, bag_ml, withdraw_equal_volume } = asked
  return ok({
    dose_mg_per_kg, duration_min, weight_basis, vial_mg_per_ml, bag_ml, withdraw_equal_volume, ...numbers,
    weight_kg: patient.weight_kg, weight_measured_at: toIso(patient.weight_measured_at), height_cm: patient.height_cm,
    flags: [...flags, ...historyFlags(asked, patient, settings, now), ...interactionFlags(patient.medications)],
  })
}

const no = (rule: string, message: string, details: readonly OrderFlag[] = []): { readonly ok: false; readonly refusal: OrderRefusal } => refuse({ kind: 'refused', rule, message, details })

/**
 * Whether these roles may sign an order with these flags. Refused for a role without `order.sign`, for any block, and for an attestation that is asked for and not
 * given (`reason`: at least three letters of why).
 */
export function maySignOrder(roles: readonly Role[], flags: readonly OrderFlag[], reason: string | null): Result<{ readonly attestation: string | null }, OrderRefusal> {
  if (!may(roles, 'order.sign')) return no('PLN8', 'Only a prescriber or the medical director signs an order.')
  const blocks = flags.filter((flag) => flag.level === 'block')
  if (blocks.length > 0) return no(blocks[0]!.rule, `This order cannot be signed: ${blocks.map((flag) => flag.message).join('; ')}.`, blocks)
  const attested = flags.filter((flag) => flag.level === 'attest')
  const given = reason?.trim() ?? ''
  if (attested.length > 0 && given.length < 3) return no(attested[0]!.rule, `This order needs a written reason: ${attested.map((flag) => flag.message).join('; ')}.`, attested)
  return ok({ attestation: given === '' ? null : given })
}
