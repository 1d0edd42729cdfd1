// Is this a protocol? Shape, units' senses and order of its limits, checked before a version is written down. What a limit should be stays with the medical director.
import { badInput, ok, refuse, type BadInput, type Result } from '../shared/index.ts'
import { PROPOSED_PROTOCOL, type ProtocolSettings } from './protocol.ts'

type Values = Readonly<Record<string, unknown>>
const isGroup = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value)
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const join = (path: string, name: string | number): string => (path === '' ? String(name) : `${path}.${name}`)

/** Tiers that grow stricter downwards; all others grow stricter upwards. */
const FALLING = /_below_|_at_most$/
/** The only settings that may be negative: RASS counts sedation below zero. */
const SIGNED = /^alerts\.rass_/

/** Bounds that are not the clinic's to move. */
const BOUNDS: Readonly<Record<string, readonly [min: number, max: number, why: string]>> = {
  // An audio pause longer than two minutes is an alarm that was switched off (IEC 60601-1-8, recalled).
  'monitor.audio_pause_s': [10, 120, 's'],
  // A silent feed is on the screen within 15 s.
  'monitor.no_signal_s': [2, 15, 's'],
  'monitor.alarm_delay_s': [0, 30, 's'],
  // RC-03: 15 min is the least that a medical director may set.
  'recovery.min_minutes.default': [15, 600, 'min'], 'recovery.short_floor_min': [15, 600, 'min'], 'recovery.no_driving_h': [24, 168, 'h'],
  'staffing.infusing_per_nurse.preferred': [1, 10, 'infusions'],
  'start_gate.recheck.times': [1, 5, 'times'],
  // With 0 days no answer about suicide would ever reach the gate; what was said about a day says nothing two weeks later.
  'start_gate.forms_count_d': [1, 365, 'days'], 'start_gate.said_count_d': [1, 14, 'days'],
  // The law leaves no more than this (21 CFR 1304.04, 1304.11, 1301.76).
  'controlled_substance.retain_years': [2, 100, 'years'], 'controlled_substance.inventory_max_months': [1, 24, 'months'], 'controlled_substance.loss.notify_business_days': [1, 1, 'business day'], 'controlled_substance.loss.file_days': [1, 45, 'days'],
  // A wider variance than a tenth of a vial hides a dose; syringes are read to 0.01 to 0.2 mL; 28 days unless the maker says otherwise (USP <797>, recalled).
  'controlled_substance.vial_variance.mL': [0, 0.5, 'mL'], 'controlled_substance.vial_variance.pct': [0, 10, '%'], 'controlled_substance.half_step_mL': [0.001, 0.1, 'mL'], 'controlled_substance.in_use_vial_d': [0, 28, 'days'], 'controlled_substance.start_within_min': [1, 240, 'min'],
  'safety_alerts.open_from_h': [0, 23, 'h'], 'safety_alerts.open_to_h': [1, 23, 'h'], 'messages.quiet_from_h': [12, 23, 'h'], 'messages.quiet_to_h': [0, 12, 'h'], 'messages.reminder_h': [12, 20, 'h'],
  // An alert that nobody has to take is none.
  'safety_alerts.acknowledge_min': [1, 240, 'min'], 'safety_alerts.next_step_min': [1, 240, 'min'], 'safety_alerts.close_h': [1, 168, 'h'], 'check_ins.every_d': [1, 28, 'days'], 'check_ins.whole_every_d': [7, 91, 'days'],
  'pharmacokinetics.longest_gap_min': [5, 240, 'min'],
  // Needle sizes as they are made.
  'start_gate.iv_gauge.min': [14, 26, 'G'], 'start_gate.iv_gauge.max': [14, 26, 'G'],
}

/** What a rule of the start may do while it is not met. */
const RULE_LEVELS = ['block', 'warn', 'record'] as const

/** Pairs of settings of which the first is at most the second. */
const ORDERED: readonly (readonly [lower: string, upper: string])[] = [
  ['dose.duration_min.min', 'dose.duration_min.default'], ['dose.duration_min.default', 'dose.duration_min.max'],
  ['dose.start_mg_per_kg', 'dose.block_mg_per_kg'], ['dose.warn_mg_per_kg', 'dose.attest_mg_per_kg'], ['dose.attest_mg_per_kg', 'dose.block_mg_per_kg'], ['dose.rate_warn_mg_per_kg_h', 'dose.rate_block_mg_per_kg_h'],
  ['titration.decrease_pct.min', 'titration.decrease_pct.max'], ['titration.smallest_step_mg_per_kg', 'dose.max_step_mg_per_kg'], ['exposure.most_7d', 'exposure.most_60d'], ['safety_alerts.open_from_h', 'safety_alerts.open_to_h'], ['check_ins.next_day_from_h', 'check_ins.next_day_until_h'], ['check_ins.every_d', 'check_ins.whole_every_d'], ['eligibility.sbp_mmHg.review', 'eligibility.sbp_mmHg.block'], ['eligibility.dbp_mmHg.review', 'eligibility.dbp_mmHg.block'], ['eligibility.age_y.least', 'eligibility.age_y.review'], ['exposure.most_60d', 'exposure.most_365d'], ['exposure.most_365d', 'exposure.most_lifetime'],
  ['dose.warn_mg', 'dose.attest_mg'], ['dose.attest_mg', 'dose.block_mg'], ['dose.usual_weight_kg.min', 'dose.usual_weight_kg.max'],
  ['schedule.induction_days.min', 'schedule.induction_days.max'], ['schedule.min_interval_h.block', 'schedule.min_interval_h.warn'],
  ['start_gate.sbp_min_mmHg', 'start_gate.sbp_ok_below_mmHg'], ['start_gate.sbp_ok_below_mmHg', 'start_gate.sbp_block_from_mmHg'], ['start_gate.sbp_block_from_mmHg', 'start_gate.sbp_no_override_from_mmHg'],
  ['start_gate.dbp_ok_below_mmHg', 'start_gate.dbp_block_from_mmHg'], ['start_gate.dbp_block_from_mmHg', 'start_gate.dbp_no_override_from_mmHg'], ['start_gate.pulse_per_min.min', 'start_gate.pulse_per_min.max'],
  ['start_gate.pregnancy_age_y.min', 'start_gate.pregnancy_age_y.max'], ['start_gate.iv_gauge.min', 'start_gate.iv_gauge.max'],
  ['start_gate.rr_per_min.min', 'start_gate.rr_per_min.max'], ['start_gate.weight_change_pct.warn', 'start_gate.weight_change_pct.block'],
  ['monitor.vitals_every_min.highRisk', 'monitor.vitals_every_min.default'], ['monitor.late_min.flag', 'monitor.late_min.escalate'], ['monitor.peak_reading_min.from', 'monitor.peak_reading_min.to'], ['monitor.quiet_cuff_min.from', 'monitor.quiet_cuff_min.to'],
  ['staffing.infusing_per_nurse.preferred', 'staffing.infusing_per_nurse.max'],
  ['recovery.min_minutes.default', 'recovery.min_minutes.firstOrHigherDoseOrRescue'], ['recovery.min_minutes.firstOrHigherDoseOrRescue', 'recovery.min_minutes.afterMidazolam'], ['recovery.prescriber_after_min', 'recovery.transfer_after_min'],
]

function tiersProblem(value: unknown, path: string): BadInput | null {
  if (!Array.isArray(value) || value.length !== 3) return badInput(path, value, 'three limits, warn, pause and stop; null where one is not used')
  const bad = value.findIndex((limit: unknown) => limit !== null && !(isNumber(limit) && (SIGNED.test(path) ? limit >= -5 && limit <= 4 : limit >= 0)))
  if (bad >= 0) return badInput(join(path, bad), value[bad], SIGNED.test(path) ? 'a number from -5 to 4, or null' : 'a number from 0, or null')
  const used = (value as readonly (number | null)[]).flatMap((limit, i) => (limit === null ? [] : [{ limit, i }]))
  const falling = FALLING.test(path)
  for (const [k, { limit, i }] of used.entries()) {
    const before = used[k - 1]
    if (before && (falling ? limit > before.limit : limit < before.limit)) return badInput(join(path, i), limit, `${falling ? 'at most' : 'at least'} ${before.limit}, the milder limit before it`)
  }
  return null
}

function orderProblem(value: unknown, path: string): BadInput | null {
  if (!isGroup(value)) return badInput(path, value, 'a standing order')
  for (const name of ['id', 'problem', 'drug', 'how', 'avoid', 'first'] as const) {
    const words = value[name]
    const needed = name === 'id' || name === 'problem' || name === 'drug'
    if (typeof words !== 'string' || words.length > 300 || (needed && words.trim() === '')) return badInput(join(path, name), words, `text of ${needed ? 1 : 0} to 300 characters`)
  }
  if (!['mg', 'ug', 'mL', 'L/min'].includes(value['unit'] as string)) return badInput(join(path, 'unit'), value['unit'], 'one of mg, ug, mL, L/min')
  if (!['IV', 'IM', 'PO', 'SL', 'SC', 'inhaled'].includes(value['route'] as string)) return badInput(join(path, 'route'), value['route'], 'one of IV, IM, PO, SL, SC, inhaled')
  if (typeof value['sedative'] !== 'boolean') return badInput(join(path, 'sedative'), value['sedative'], 'true or false')
  if (value['per_kg'] !== undefined && value['per_kg'] !== true) return badInput(join(path, 'per_kg'), value['per_kg'], 'true, or left out')
  const dose = isGroup(value['dose']) ? value['dose'] : {}
  for (const name of ['min', 'usual', 'max'] as const) if (!isNumber(dose[name]) || dose[name] <= 0) return badInput(join(path, `dose.${name}`), dose[name], 'a number above 0')
  const { min, usual, max } = dose as { min: number; usual: number; max: number }
  if (usual < min || usual > max) return badInput(join(path, 'dose.usual'), usual, `${min} to ${max}`)
  const { most, repeat_after_min } = value
  if (most !== null && !(isNumber(most) && most >= max)) return badInput(join(path, 'most'), most, `null, or at least the largest single dose of ${max}`)
  if (repeat_after_min !== null && !(isNumber(repeat_after_min) && repeat_after_min >= 0)) return badInput(join(path, 'repeat_after_min'), repeat_after_min, 'null, or minutes from 0')
  const { older } = value
  if (older !== undefined && !(isGroup(older) && isNumber(older['from_years']) && older['from_years'] >= 18 && older['from_years'] <= 120 && isNumber(older['max']) && older['max'] >= min && older['max'] <= max && Object.keys(older).length === 2))
    return badInput(join(path, 'older'), older, `an age from 18 to 120 years (from_years), and the most of one dose from then on (max), ${min} to ${max}`)
  const known = ['id', 'problem', 'drug', 'unit', 'route', 'dose', 'older', 'most', 'repeat_after_min', 'how', 'avoid', 'first', 'sedative', 'per_kg']
  const unknown = Object.keys(value).find((name) => !known.includes(name))
  return unknown === undefined ? null : badInput(join(path, unknown), value[unknown], `only ${known.join(', ')}`)
}

function shapeProblem(value: unknown, model: unknown, path: string): BadInput | null {
  if (path === 'standing_orders') {
    if (!Array.isArray(value) || value.length > 60) return badInput(path, value, 'a list of at most 60 standing orders')
    const ids = value.map((one: unknown) => (isGroup(one) ? one['id'] : null))
    const twice = ids.findIndex((id, i) => id !== null && ids.indexOf(id) !== i)
    if (twice >= 0) return badInput(join(path, `${twice}.id`), ids[twice], 'an id that no other standing order has')
    for (const [i, one] of value.entries()) {
      const problem = orderProblem(one, join(path, i))
      if (problem) return problem
    }
    return null
  }
  if (path.startsWith('alerts.')) return tiersProblem(value, path)
  if (Array.isArray(model)) return Array.isArray(value) && value.length <= 12 && value.every((one: unknown) => Number.isInteger(one) && (one as number) > 0) ? null : badInput(path, value, 'a list of whole numbers from 1')
  if (typeof model === 'string') return RULE_LEVELS.includes(value as (typeof RULE_LEVELS)[number]) ? null : badInput(path, value, `one of ${RULE_LEVELS.join(', ')}`)
  if (typeof model === 'boolean') return typeof value === 'boolean' ? null : badInput(path, value, 'true or false')
  if (typeof model === 'number') {
    const [min, max, unit] = BOUNDS[path] ?? [0, 100_000, '']
    return isNumber(value) && value >= min && value <= max ? null : badInput(path, value, `a number from ${min} to ${max} ${unit}`.trimEnd())
  }
  if (!isGroup(value)) return badInput(path || 'settings', value, 'an object')
  const groups = model as Values
  for (const name of Object.keys(value)) if (!Object.hasOwn(groups, name)) return badInput(join(path, name), value[name], `only ${Object.keys(groups).join(', ')}`)
  for (const [name, inner] of Object.entries(groups)) {
    const problem = shapeProblem(value[name], inner, join(path, name))
    if (problem) return problem
  }
  return null
}

const at = (settings: unknown, path: string): unknown => path.split('.').reduce<unknown>((value, name) => (isGroup(value) ? value[name] : undefined), settings)

/** Reads settings from outside: every setting there, no other, each a possible value, and limits in their order. Refused with the path of the first that is not. */
export function parseSettings(value: unknown): Result<ProtocolSettings, BadInput> {
  const problem = shapeProblem(value, PROPOSED_PROTOCOL, '')
  if (problem) return refuse(problem)
  for (const [lower, upper] of ORDERED) {
    const [low, high] = [at(value, lower) as number, at(value, upper) as number]
    if (low > high) return refuse(badInput(lower, low, `at most ${high} (${upper})`))
  }
  return ok(value as ProtocolSettings)
}

export type SettingChange = { readonly path: string; readonly before: unknown; readonly after: unknown }

/** What differs between two sets of settings, leaf by leaf (tiers and standing orders as one leaf each), in the order of the protocol. */
export function changedSettings(before: ProtocolSettings, after: ProtocolSettings): SettingChange[] {
  const changes: SettingChange[] = []
  const compare = (a: unknown, b: unknown, path: string): void => {
    if (path === 'standing_orders') {
      const [old, fresh] = [a as ProtocolSettings['standing_orders'], b as ProtocolSettings['standing_orders']]
      const one = (orders: typeof old, id: string): unknown => orders.find((order) => order.id === id)
      for (const id of new Set([...old, ...fresh].map((order) => order.id))) compare(one(old, id) ?? null, one(fresh, id) ?? null, `standing_orders.${id}`)
    } else if (isGroup(a) && isGroup(b) && !path.startsWith('standing_orders.')) for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) compare(a[name], b[name], join(path, name))
    else if (!same(a, b)) changes.push({ path, before: a, after: b })
  }
  compare(before, after, '')
  return changes
}

function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one: unknown, i) => same(one, b[i]))
  if (isGroup(a) && isGroup(b)) return Object.keys({ ...a, ...b }).every((name) => same(a[name], b[name]))
  return a === b
}
