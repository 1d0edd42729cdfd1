// Every setting of the protocol as a line to read: its words, its value, its unit. The unit comes from the setting's own name, so none can be shown without one.
import { PROPOSED_PROTOCOL, type ProtocolSettings, type StandingOrder } from '@chairside/core/plan'

export type Line = { readonly path: string; readonly words: string; readonly value: string; readonly unit: string }
export type Section = { readonly name: string; readonly lines: readonly Line[] }

const SECTIONS: Readonly<Record<keyof ProtocolSettings, string>> = { dose: 'Dose', schedule: 'Schedule', start_gate: 'Before the start', monitor: 'Watching', alerts: 'Alert limits', staffing: 'Nurses', recovery: 'Recovery and going home', standing_orders: 'Standing orders', controlled_substance: 'Controlled drug', titration: 'Steps of the dose', exposure: 'Case review by number of infusions', eligibility: 'Who may be treated', check_ins: 'When patients are asked', safety_alerts: 'Alerts about suicide', messages: 'Messages to patients', long_term: 'Long treatment', pharmacokinetics: 'Estimated concentration', licences: 'Licensed scales' }

const UNITS: readonly (readonly [suffix: string, unit: string])[] = [
  ['_mg_per_kg_h', 'mg/kg/h'], ['_mg_per_kg', 'mg/kg'], ['_ml_per_h', 'mL/h'], ['_kg_m2', 'kg/m²'], ['_mmHg', 'mmHg'], ['_per_min', '/min'], ['_per_7d', 'in 7 days'], ['_min_pct', '%'], ['_below_pct', '%'], ['_pct', '%'],
  ['_every_min', 'min'], ['_late_min', 'min'], ['_min', 'min'], ['_minutes', 'min'], ['_weight_kg', 'kg'], ['_days', 'days'], ['_mg', 'mg'], ['_mL', 'mL'], ['_ml', 'mL'], ['_h', 'h'], ['_d', 'days'], ['_s', 's'], ['_Cel', '°C'], ['_age_y', 'years'], ['_months', 'months'],
]
/** Settings whose unit is not in their name: counts and scores. */
const UNITLESS: Readonly<Record<string, string>> = { aldrete_min: 'of 10', moaas_at_most: 'of 5', induction_count: 'infusions', review_after: 'infusions', infusing_per_nurse: 'infusions', recovering_per_nurse: 'patients', padss_min: 'of 10', rass_at_most: 'of -5 to 4', rass_from: 'of -5 to 4', dissociation_from: 'of 10', nausea_from: 'of 3', dissociation_at_most: 'of 10', cadss6_above_baseline: 'points', cadss6: 'permission', recheck: 'times, min', bmi_from: 'kg/m²', weekdays: 'days of the week', asrm_from: 'of 20', audit_c_from: 'of 12', dast_10_from: 'of 10', iv_gauge: 'G', rule_levels: 'block, warn or record', mail_names_drug: 'permission', short_floor_allowed: 'permission', pump_difference: '% and mg', retain_years: 'years', loss: 'days', vial_variance: '% and mL', show_on_chair: 'permission', moaas_min: 'of 5', most_7d: 'infusions', most_60d: 'infusions', most_365d: 'infusions', most_lifetime: 'infusions', futility_after: 'infusions' }

const WORDS: Readonly<Record<string, string>> = {
  'dose.start_mg_per_kg': 'Starting dose', 'dose.duration_min': 'Duration', 'dose.warn_mg_per_kg': 'Warning above', 'dose.attest_mg_per_kg': 'Reason asked above', 'dose.block_mg_per_kg': 'Blocked above', 'dose.rate_warn_mg_per_kg_h': 'Warning above, rate',
  'dose.rate_block_mg_per_kg_h': 'Blocked above, rate', 'dose.warn_mg': 'Warning above, whole dose', 'dose.attest_mg': 'Reason asked above, whole dose', 'dose.block_mg': 'Blocked above, whole dose', 'dose.max_step_mg_per_kg': 'Largest step from one infusion to the next',
  'dose.weight_choice_from_bmi_kg_m2': 'The prescriber chooses the weight from body mass index', 'dose.usual_weight_kg': 'A weight is looked at twice outside', 'dose.smallest_draw_mL': 'Hard to measure below, out of the strongest vial', 'schedule.induction_count': 'Infusions in a series', 'schedule.induction_days': 'A series lasts', 'schedule.min_interval_h': 'Time between infusions', 'schedule.max_per_7d': 'Most infusions',
  'schedule.review_after': 'Review after', 'schedule.block_min': 'Time in the chair besides the infusion', 'dose.warn_ml_per_h': 'Warning above, pump rate', 'start_gate.sbp_min_mmHg': 'Systolic pressure at least', 'start_gate.map_min_mmHg': 'Mean pressure at least', 'start_gate.temp_below_Cel': 'Temperature below', 'start_gate.sbp_ok_below_mmHg': 'Systolic pressure fine below', 'start_gate.dbp_ok_below_mmHg': 'Diastolic pressure fine below', 'start_gate.sbp_block_from_mmHg': 'Start blocked from systolic',
  'start_gate.dbp_block_from_mmHg': 'Start blocked from diastolic', 'start_gate.sbp_no_override_from_mmHg': 'No override from systolic', 'start_gate.dbp_no_override_from_mmHg': 'No override from diastolic', 'start_gate.pulse_per_min': 'Pulse', 'start_gate.spo2_min_pct': 'SpO₂ at least',
  'start_gate.rr_per_min': 'Breathing rate', 'start_gate.fasting_h': 'Fasting', 'start_gate.weight_age_d': 'A weight counts for', 'start_gate.weight_change_pct': 'Change of weight', 'start_gate.spo2_below_usual_pct': 'In chronic lung disease, SpO₂ below the usual by at most', 'start_gate.rest_min': 'At rest before the baseline', 'monitor.etco2_from_bmi_kg_m2': 'EtCO₂ wanted from a body mass index of', 'start_gate.baseline_age_min': 'Baseline vital signs count for', 'monitor.repeat_within_min': 'An alarm is confirmed by a second reading within', 'monitor.vitals_every_min': 'Vital signs every', 'monitor.late_min': 'Late by', 'monitor.no_signal_s': 'No signal after silence of',
  'start_gate.recheck': 'A pressure that blocks is taken again', 'start_gate.pregnancy_age_y': 'The pregnancy rule is asked from and to', 'start_gate.pregnancy_test_age_d': 'A negative pregnancy test counts for', 'start_gate.scales_age_h': 'Scales count for', 'start_gate.forms_count_d': 'Answers on suicide count since the last infusion, at most for', 'start_gate.said_count_d': 'What a patient said on the phone counts for', 'start_gate.iv_gauge': 'Usual size of the IV line', 'start_gate.consent_months': 'A consent counts for', 'start_gate.pdmp_months': 'A look into the monitoring programme counts for', 'start_gate.rule_levels': 'What a rule does while it is not met',
  'monitor.alarm_delay_s': 'A monitored sign alarms after', 'monitor.sustained_s': 'Alarms only after a stay of', 'monitor.confirm_min': 'Two pressures of the pause tier apart by', 'monitor.blind_escalate_s': 'No signal is urgent after', 'monitor.audio_pause_s': 'A tone is silent at most', 'monitor.peak_reading_min': 'A pressure must be taken between', 'monitor.quiet_cuff_min': 'The cuff may stay off, when quiet', 'monitor.pump_difference': 'Pump and rate differ by more than',
  'staffing.infusing_per_nurse': 'Infusions of one nurse', 'staffing.recovering_per_nurse': 'Recovering patients of one nurse', 'staffing.start_stagger_min': 'Time between two starts of one nurse',
  'alerts.map_below_mmHg': 'Mean pressure below', 'alerts.etco2_change_mmHg': 'EtCO₂ away from the baseline by', 'alerts.rass_at_most': 'RASS at most', 'alerts.rass_from': 'RASS from', 'alerts.dissociation_from': 'Dissociation from', 'alerts.nausea_from': 'Nausea from',
  'recovery.short_floor_allowed': 'A shorter observation is allowed where nothing calls for more', 'recovery.short_floor_min': 'The shorter observation', 'recovery.no_driving_h': 'No driving and no decisions for', 'recovery.no_alcohol_h': 'No alcohol or sedatives for', 'recovery.leaving_min': 'From the last condition to the door', 'recovery.mail_names_drug': 'Mail may name the drug', 'recovery.padss_min': 'Modified PADSS at least', 'recovery.pressure_within_pct': 'Pressures within, of the baseline', 'recovery.dissociation_at_most': 'Dissociation at most', 'recovery.cadss6_above_baseline': 'CADSS-6 above the baseline at most', 'recovery.prescriber_after_min': 'A prescriber looks after', 'recovery.transfer_after_min': 'Transfer is decided after', 'licences.cadss6': 'CADSS-6 by permission of its owner',
  'controlled_substance.retain_years': 'Records are kept for', 'controlled_substance.inventory_max_months': 'An inventory at least every', 'controlled_substance.loss': 'A theft or significant loss is reported within', 'controlled_substance.vial_variance': 'A count may differ by', 'controlled_substance.half_step_mL': 'Half a step of the syringe', 'controlled_substance.in_use_vial_d': 'An opened vial is used for', 'controlled_substance.start_within_min': 'The infusion starts after preparation within', 'controlled_substance.line_mL': 'An infusion line holds',
  'titration.smallest_step_mg_per_kg': 'Smallest step', 'titration.sbp_below_mmHg': 'A step only when the systolic stayed below', 'titration.dbp_below_mmHg': 'A step only when the diastolic stayed below', 'titration.spo2_min_pct': 'A step only when SpO₂ was at least', 'titration.moaas_min': 'A step only when MOAA/S was at least', 'titration.improved_from_pct': 'No step from an improvement of', 'titration.decrease_pct': 'A decrease by', 'titration.lengthen_to_min': 'Or lengthen to', 'titration.futility_after': 'A word on little effect after', 'titration.futility_below_pct': 'Little effect is less than',
  'exposure.most_7d': 'In 7 days more than', 'exposure.most_60d': 'In 60 days more than', 'exposure.most_365d': 'In a year more than', 'exposure.most_lifetime': 'Over life more than', 'exposure.weekly_after_d': 'More than one a week counts after',
  'start_gate.consent_covers_mg_per_kg': 'A consent covers a dose up to', 'check_ins.next_day_from_h': 'The day after: from', 'check_ins.next_day_until_h': 'The day after: until', 'check_ins.every_d': 'A short question every', 'check_ins.whole_at_d': 'The whole scales at', 'check_ins.whole_every_d': 'And every', 'check_ins.open_for_d': 'A question stays open for', 'check_ins.until_d': 'Nothing more is asked after', 'check_ins.before_visit_h': 'Before a visit: from',
  'safety_alerts.weekdays': 'Days on which somebody is there (Monday 1)', 'safety_alerts.open_from_h': 'Somebody is there from', 'safety_alerts.open_to_h': 'Somebody is there until', 'safety_alerts.acknowledge_min': 'To be taken within, in the clinic\'s hours', 'safety_alerts.next_step_min': 'The next person on call is told after', 'safety_alerts.close_h': 'To be closed within',
  'messages.quiet_from_h': 'No message from', 'messages.quiet_to_h': 'No message until', 'messages.reminder_h': 'The evening before a visit at',
  'eligibility.sbp_mmHg': 'Systolic pressure: treated first from, excluded above', 'eligibility.dbp_mmHg': 'Diastolic pressure: treated first from, excluded above', 'eligibility.age_y': 'Age: excluded below, reason needed from',
  'eligibility.bmi_from': 'Reason needed from a BMI of', 'eligibility.asrm_from': 'Altman scale excluded from', 'eligibility.audit_c_from': 'AUDIT-C excluded from', 'eligibility.dast_10_from': 'DAST-10 excluded from', 'eligibility.pressure_counts_d': 'A resting pressure counts for', 'eligibility.decision_counts_d': 'A decision counts for',
  'long_term.bladder_every_d': 'Bladder scale every', 'long_term.liver_every_d': 'Liver tests in maintenance every', 'long_term.cognition_every_d': 'Cognition every', 'long_term.pdmp_every_d': 'Monitoring programme every', 'long_term.benefit_every_d': 'Review of benefit every', 'long_term.taper_every_d': 'A try to taper every', 'long_term.inactive_after_d': 'Nothing is due after a pause of',
  'pharmacokinetics.show_on_chair': 'The Chair may show it, not the Chart alone', 'pharmacokinetics.longest_gap_min': 'No curve when nothing was charted for',
  'alerts.sbp_from_mmHg': 'Systolic from', 'alerts.sbp_below_mmHg': 'Systolic below', 'alerts.sbp_rise_mmHg': 'Systolic rise', 'alerts.dbp_from_mmHg': 'Diastolic from', 'alerts.dbp_rise_mmHg': 'Diastolic rise', 'alerts.pulse_from_per_min': 'Pulse from',
  'alerts.pulse_below_per_min': 'Pulse below', 'alerts.spo2_below_pct': 'SpO₂ below', 'alerts.rr_below_per_min': 'Breathing below', 'alerts.rr_above_per_min': 'Breathing above', 'alerts.etco2_above_mmHg': 'EtCO₂ above', 'alerts.moaas_at_most': 'MOAA/S at most',
  'recovery.min_minutes': 'Observation at least', 'recovery.aldrete_min': 'Modified Aldrete at least', 'recovery.sbp_below_mmHg': 'Systolic below', 'recovery.dbp_below_mmHg': 'Diastolic below', 'recovery.spo2_below_baseline_pct': 'SpO₂ below the baseline by at most', 'recovery.next_day_contact_h': 'Next-day check-in after',
}

export const TIERS = ['warn', 'pause', 'stop'] as const
export const spaced = (name: string): string => name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ').toLowerCase()

/** The unit that a setting's name ends with; empty only for a name that has none, which a test forbids. */
export function unitOf(name: string): string {
  return UNITLESS[name] ?? UNITS.find(([suffix]) => name.endsWith(suffix) || name === suffix.slice(1))?.[1] ?? ''
}

const plain = (value: unknown): string => (typeof value === 'number' || typeof value === 'string' ? String(value) : JSON.stringify(value))

export function valueOf(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'string') return String(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) {
    if (value.length === 3) return value.flatMap((v: unknown, i) => (v === null ? [] : [`${TIERS[i]} ${plain(v)}`])).join(', ')
    return value.map(plain).join(', ')
  }
  if (typeof value === 'object' && value !== null) {
    const { min, max, default: usual, ...others } = value as Record<string, unknown>
    const range = min !== undefined && max !== undefined ? `${plain(min)} to ${plain(max)}` : ''
    const rest = Object.entries(others).map(([name, v]) => `${typeof v === 'string' ? name : spaced(name)} ${plain(v)}`).join(', ')
    return [usual === undefined ? '' : `${plain(usual)} usually`, range, rest].filter((p) => p !== '').join(', ')
  }
  return '–'
}

/** What a setting is called; its own name where nobody gave it words. */
export const wordsOf = (path: string): string => WORDS[path] ?? spaced(path.split('.').at(-1)!)
export const sectionName = (section: string): string => SECTIONS[section as keyof ProtocolSettings] ?? spaced(section)

/** The fields as `model` orders them; a database keeps the values, not their order. */
export const inOrder = (values: object, model: object): readonly (readonly [string, unknown])[] => {
  const order = Object.keys(model)
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length)
  return Object.entries(values).toSorted(([a], [b]) => place(a) - place(b))
}

/** A standing order in one line: what, how much, how often, and who must not have it. */
export const orderLine = ({ id, problem, drug, unit, per_kg, route, dose, older, most, repeat_after_min, how, avoid }: StandingOrder): Line => ({
  path: `standing_orders.${id}`, words: `${id}: ${problem}`, unit: '',
  value: [`${drug} ${dose.usual} ${unit === 'ug' ? 'µg' : unit}${per_kg === true ? '/kg' : ''} ${route}`, dose.min === dose.max ? '' : `${dose.min} to ${dose.max}`, older === undefined ? '' : `at most ${older.max} from ${older.from_years} years on`, most === null ? '' : `at most ${most} in all`, repeat_after_min === null ? (most === null ? 'once' : '') : repeat_after_min === 0 ? '' : `again after ${repeat_after_min} min`, how, avoid === '' ? '' : `not with: ${avoid}`].filter((p) => p !== '').join('; '),
})

/** All settings in the order in which the protocol has them. A setting without words of its own is shown by its name: none is ever left out. */
export const sectionsOf = (settings: ProtocolSettings): readonly Section[] =>
  inOrder(settings, PROPOSED_PROTOCOL).map(([section, values]) => ({
    name: sectionName(section),
    lines: section === 'standing_orders' ? (values as readonly StandingOrder[]).map(orderLine) : inOrder(values as object, PROPOSED_PROTOCOL[section as keyof ProtocolSettings] ?? {}).map(([name, value]) => ({ path: `${section}.${name}`, words: wordsOf(`${section}.${name}`), value: valueOf(value), unit: unitOf(name) })),
  }))
