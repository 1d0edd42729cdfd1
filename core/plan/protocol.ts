// The clinic's protocol: every limit that a medical director owns. Versioned; nothing may start until a version is approved.
// The defaults are proposals (type D in the clinical reference, appendix A) and are marked so until approved: docs/sources.md#protocol-defaults.
import type { AlertSettings, CheckInSettings } from '../intake/index.ts'
import { PROPOSED_STANDING_ORDERS } from './standing-orders.ts'

/** Warn, pause and stop thresholds of one sign; null where a tier is not used. Unit as in the name of the setting. */
export type Tiers = readonly [warn: number | null, pause: number | null, stop: number | null]

/** An order that a prescriber signs once for everybody, to be given when its problem arises (clinical reference 5.5). */
export type StandingOrder = {
  /** The rule's name, such as RX-01. */
  readonly id: string
  readonly problem: string
  readonly drug: string
  readonly unit: 'mg' | 'ug' | 'mL' | 'L/min'
  readonly route: 'IV' | 'IM' | 'PO' | 'SL' | 'SC' | 'inhaled'
  /** Doses, and the most of a visit, are for each kg of the patient's weight. */
  readonly per_kg?: true
  /** A single dose, in `unit`. */
  readonly dose: { readonly usual: number; readonly min: number; readonly max: number }
  /** The most of one dose, in `unit`, from an age on. */
  readonly older?: { readonly from_years: number; readonly max: number }
  /** All doses of one visit together, in `unit`; null: no sum is set. */
  readonly most: number | null
  /** Least time between two doses; null: none is set. Without it and without `most` the order is for one dose. */
  readonly repeat_after_min: number | null
  /** How it is given, and who must not have it. */
  readonly how: string
  readonly avoid: string
  /** What is done first, without a drug. */
  readonly first: string
  /** Whether vital signs come at the shorter interval, and the longer recovery counts, as after any rescue drug. */
  readonly sedative: boolean
}

/** Rules of the start whose weight the clinic chooses. */
export type GateRule = 'PR-01' | 'PR-02' | 'PR-03' | 'PR-05' | 'PR-06' | 'PR-07' | 'PR-16' | 'PR-17' | 'PR-18' | 'PR-19' | 'PR-20' | 'PR-21' | 'PR-22' | 'PR-25' | 'PR-26' | 'ST-02'

export type ProtocolSettings = {
  readonly dose: {
    readonly start_mg_per_kg: number
    readonly duration_min: { readonly default: number; readonly min: number; readonly max: number }
    readonly warn_mg_per_kg: number
    readonly attest_mg_per_kg: number
    readonly block_mg_per_kg: number
    readonly rate_warn_mg_per_kg_h: number
    readonly rate_block_mg_per_kg_h: number
    readonly warn_mg: number
    readonly attest_mg: number
    readonly block_mg: number
    readonly max_step_mg_per_kg: number
    /** From this body mass index on, the prescriber must choose which weight is used. */
    readonly weight_choice_from_bmi_kg_m2: number
    /** WT-07: outside this a weight is looked at twice. */
    readonly usual_weight_kg: { readonly min: number; readonly max: number }
    /** Less than this out of the strongest vial is marked as hard to measure. UNSOURCED (proposed). */
    readonly smallest_draw_mL: number
    /** From more than this on, a pump rate is marked as fast for a small vein. UNSOURCED (proposed). */
    readonly warn_ml_per_h: number
  }
  readonly schedule: {
    readonly induction_count: number
    readonly induction_days: { readonly min: number; readonly max: number }
    readonly min_interval_h: { readonly warn: number; readonly block: number }
    readonly max_per_7d: number
    readonly review_after: readonly number[]
    /** How long a visit holds its chair beside the infusion. UNSOURCED (proposed). */
    readonly block_min: { readonly prepare: number; readonly recover: number; readonly turnover: number }
  }
  readonly start_gate: {
    readonly sbp_ok_below_mmHg: number
    readonly dbp_ok_below_mmHg: number
    readonly sbp_block_from_mmHg: number
    readonly dbp_block_from_mmHg: number
    readonly sbp_no_override_from_mmHg: number
    readonly dbp_no_override_from_mmHg: number
    readonly pulse_per_min: { readonly min: number; readonly max: number }
    readonly spo2_min_pct: number
    /** PR-15: in chronic lung disease the limit is the patient's usual saturation less so many percentage points. */
    readonly spo2_below_usual_pct: number
    readonly rr_per_min: { readonly min: number; readonly max: number }
    readonly fasting_h: { readonly clear: number; readonly light: number; readonly fatty: number }
    readonly sbp_min_mmHg: number
    readonly map_min_mmHg: number
    readonly temp_below_Cel: number
    readonly weight_age_d: { readonly induction: number; readonly maintenance: number }
    /** WT-06: change of weight against the one before or the order's. */
    readonly weight_change_pct: { readonly warn: number; readonly block: number }
    /** PR-09: how long the patient sits at rest before the baseline. */
    readonly rest_min: number
    /** An older set of baseline vital signs is taken again. UNSOURCED (proposed). */
    readonly baseline_age_min: number
    /** PR-09, PR-12: a pressure from the block on is taken again so many times, so far apart. */
    readonly recheck: { readonly times: number; readonly after_min: number }
    /** LB-01: whom the pregnancy rule is asked of, by age in whole years, and how long a negative test counts. The ages are UNSOURCED (proposed). */
    readonly pregnancy_age_y: { readonly min: number; readonly max: number }
    readonly pregnancy_test_age_d: number
    /** PR-19: the scales count for. */
    readonly scales_age_h: number
    /** Answers about suicide in a form count since the last infusion, and at most for so long. UNSOURCED (proposed). */
    readonly forms_count_d: number
    /** What a patient said on the phone about the day, in a form that was sent for no certain visit, counts for. UNSOURCED (proposed). */
    readonly said_count_d: number
    /** PR-21: the usual sizes of the line. */
    readonly iv_gauge: { readonly min: number; readonly max: number }
    /** PR-01, PR-26: how long a consent, and a look into the prescription monitoring programme, count. */
    readonly consent_months: number
    /** Clinical reference 10: a dose above it asks for consent again. */
    readonly consent_covers_mg_per_kg: number
    readonly pdmp_months: number
    /** What a rule does while it is not met: block (override by a named role with a reason), warn, or record. Rules that are not named here are fixed. */
    readonly rule_levels: Readonly<Record<GateRule, 'block' | 'warn' | 'record'>>
  }
  readonly monitor: {
    readonly vitals_every_min: { readonly default: number; readonly highRisk: number; readonly recovery: number }
    readonly late_min: { readonly flag: number; readonly escalate: number }
    /** A feed silent for this long shows "no signal". */
    readonly no_signal_s: number
    /** A reading in an alarm tier is repeated within this time, unless there are symptoms (clinical reference 5.2). */
    readonly repeat_within_min: number
    /** A value must stay beyond its limit this long before a continuous sign alarms. */
    readonly alarm_delay_s: number
    /** Signs that alarm only after a longer stay (clinical reference 5.2): the pause tier of a high pulse, the pause tier of the saturation, no breath, no carbon dioxide. */
    readonly sustained_s: { readonly pulse: number; readonly spo2: number; readonly apnoea: number; readonly noWaveformPause: number; readonly noWaveformStop: number }
    /** Two pressures of the pause tier, this far apart, make it one (clinical reference 5.2). */
    readonly confirm_min: { readonly from: number; readonly to: number }
    /** While drug runs, a signal that is away for this long is worth more than a glance. UNSOURCED (proposed). */
    readonly blind_escalate_s: number
    /** The longest silence of the tone, named and limited (IEC 60601-1-8). */
    readonly audio_pause_s: number
    /** MN-04: EtCO2 is wanted from this body mass index on. */
    readonly etco2_from_bmi_kg_m2: number
    /** MN-03: a pressure must be taken between these minutes of the infusion. */
    readonly peak_reading_min: { readonly from: number; readonly to: number }
    /** The cuff may stay off between these minutes for a patient whose last sets were quiet. UNSOURCED (proposed). */
    readonly quiet_cuff_min: { readonly from: number; readonly to: number; readonly quietSets: number; readonly longest: number }
    /** Where the pump's volume and rate with time differ by more, it is marked. */
    readonly pump_difference: { readonly pct: number; readonly mg: number }
  }
  readonly staffing: {
    /** ST-02: infusions that one nurse watches at a time. */
    readonly infusing_per_nurse: { readonly preferred: number; readonly max: number }
    readonly recovering_per_nurse: number
    /** Least time between two starts of one nurse. UNSOURCED (proposed). */
    readonly start_stagger_min: number
  }
  readonly alerts: {
    readonly sbp_from_mmHg: Tiers
    readonly sbp_below_mmHg: Tiers
    readonly map_below_mmHg: Tiers
    readonly sbp_rise_mmHg: Tiers
    readonly dbp_from_mmHg: Tiers
    readonly dbp_rise_mmHg: Tiers
    readonly pulse_from_per_min: Tiers
    readonly pulse_below_per_min: Tiers
    readonly spo2_below_pct: Tiers
    readonly rr_below_per_min: Tiers
    readonly rr_above_per_min: Tiers
    readonly etco2_above_mmHg: Tiers
    /** Either way from the baseline. */
    readonly etco2_change_mmHg: Tiers
    readonly moaas_at_most: Tiers
    readonly rass_at_most: Tiers
    readonly rass_from: Tiers
    readonly dissociation_from: Tiers
    readonly nausea_from: Tiers
  }
  readonly recovery: {
    readonly min_minutes: { readonly default: number; readonly firstOrHigherDoseOrRescue: number; readonly afterMidazolam: number }
    /** RC-03: a shorter floor where nothing calls for more, only when the medical director allows it. */
    readonly short_floor_allowed: boolean
    readonly short_floor_min: number
    readonly aldrete_min: number
    /** RC-02: the modified PADSS, taken beside Aldrete. */
    readonly padss_min: number
    /** RC-02: pressures within this of the baseline. */
    readonly pressure_within_pct: number
    /** CA-05: dissociation 0 to 10 at most, and CADSS-6 above its baseline at most. */
    readonly dissociation_at_most: number
    readonly cadss6_above_baseline: number
    /** RC-04: conditions not met by then: a prescriber looks; a decision on transfer. */
    readonly prescriber_after_min: number
    readonly transfer_after_min: number
    readonly sbp_below_mmHg: number
    readonly dbp_below_mmHg: number
    /** RC-02: how far below the baseline the saturation may be, in percentage points. */
    readonly spo2_below_baseline_pct: number
    /** RC-05: no driving, machines, legal papers, or care of others alone for so long, and until the next day after a night's sleep. */
    readonly no_driving_h: number
    /** RC-06: no alcohol and no sedatives. */
    readonly no_alcohol_h: number
    /** RC-07: when somebody asks how it was, after discharge. */
    readonly next_day_contact_h: number
    /** From the last condition to the door: what the ready time adds for scoring, dressing and papers. UNSOURCED (proposed). */
    readonly leaving_min: number
    /** Whether instructions that go by mail may say which drug was given. */
    readonly mail_names_drug: boolean
  }
  /** Standing orders for rescue and comfort; they count only while the protocol is approved. */
  readonly standing_orders: readonly StandingOrder[]
  /** The law's numbers on a controlled drug, and the clinic's own on its vials (clinical reference 9 and 2.3). */
  readonly controlled_substance: {
    /** CS-03: how long records are kept. */
    readonly retain_years: number
    /** CS-05: an inventory at least so often. */
    readonly inventory_max_months: number
    /** CS-11: a theft or significant loss is told within, and Form 106 filed within, so many days of its discovery. */
    readonly loss: { readonly notify_business_days: number; readonly file_days: number }
    /** CS-15: a count may differ by so much of a vial; the wider one counts. */
    readonly vial_variance: { readonly mL: number; readonly pct: number }
    /** Half a step of the syringe that measures a draw (clinical reference 2.3: to 0.01 mL). */
    readonly half_step_mL: number
    /** PX-09: an opened vial is used for. */
    readonly in_use_vial_d: number
    /** PX-07: the infusion starts within, from the start of preparation. */
    readonly start_within_min: number
    /** PX-10: what an infusion line holds. */
    readonly line_mL: number
  }
  /** DS-08 to DS-10, DS-20: what a step of the dose asks of the infusion before. */
  readonly titration: {
    readonly smallest_step_mg_per_kg: number
    readonly sbp_below_mmHg: number
    readonly dbp_below_mmHg: number
    readonly spo2_min_pct: number
    readonly moaas_min: number
    /** From this improvement on no step is proposed. */
    readonly improved_from_pct: number
    readonly decrease_pct: { readonly min: number; readonly max: number }
    readonly lengthen_to_min: number
    readonly futility_after: number
    readonly futility_below_pct: number
  }
  /** LT-08: numbers of infusions above which a case is reviewed. Flags, not limits. */
  readonly exposure: { readonly most_7d: number; readonly most_60d: number; readonly most_365d: number; readonly most_lifetime: number; readonly weekly_after_d: number }
  /** How often patients are asked, counted from the last infusion; the days are those of the outcome definitions (OC-12), the rest is UNSOURCED (proposed). */
  readonly check_ins: CheckInSettings
  /** Hours in which somebody is at the clinic, and how soon an alert about suicide must be taken and closed. UNSOURCED (proposed). */
  readonly safety_alerts: AlertSettings
  /** No message leaves between these times, on the patient's own clock. UNSOURCED (proposed). */
  readonly messages: { readonly quiet_from_h: number; readonly quiet_to_h: number; readonly reminder_h: number }
  /** CX-04, CX-05, CX-09, CX-14, CX-22, CX-28, CX-29: limits of the checklist of eligibility; how long a blood pressure and a decision count is UNSOURCED (proposed), and so are the limits of AUDIT-C (the higher of its two cut-offs doubled) and DAST-10 (its moderate level). */
  readonly eligibility: {
    readonly sbp_mmHg: { readonly review: number; readonly block: number }
    readonly dbp_mmHg: { readonly review: number; readonly block: number }
    readonly age_y: { readonly least: number; readonly review: number }
    readonly bmi_from: number
    readonly asrm_from: number
    readonly audit_c_from: number
    readonly dast_10_from: number
    readonly pressure_counts_d: number
    readonly decision_counts_d: number
  }
  /** LT-01, LT-05, LT-06, LT-09: how often long treatment is looked at. */
  readonly long_term: {
    readonly bladder_every_d: number
    /** The reference names the limits of the tests and no interval. UNSOURCED (proposed). */
    readonly liver_every_d: number
    readonly cognition_every_d: number
    readonly pdmp_every_d: number
    readonly benefit_every_d: number
    readonly taper_every_d: number
    /** Nothing runs on for who was not treated for so long. UNSOURCED (proposed). */
    readonly inactive_after_d: number
  }
  /** Curves of published models: to look at, never to dose by (docs/pharmacokinetics.md). */
  readonly pharmacokinetics: {
    /** Whether the Chair may show them too, and not the Chart alone. */
    readonly show_on_chair: boolean
    /** No curve when nothing was charted for longer than this while the drug ran. UNSOURCED (proposed). */
    readonly longest_gap_min: number
  }
  /** Scales that may be used only with the owner's permission (CA-05). */
  readonly licences: { readonly cadss6: boolean }
}

/** Proposed defaults, clinical reference appendix A (rules DS, PR, MN, RC and the alert tiers of 5.2). Ships unapproved. */
export const PROPOSED_PROTOCOL: ProtocolSettings = {
  dose: {
    start_mg_per_kg: 0.5, duration_min: { default: 40, min: 30, max: 100 }, warn_mg_per_kg: 0.75, attest_mg_per_kg: 1, block_mg_per_kg: 1.5,
    rate_warn_mg_per_kg_h: 1, rate_block_mg_per_kg_h: 2, warn_mg: 80, attest_mg: 100, block_mg: 150, max_step_mg_per_kg: 0.25, weight_choice_from_bmi_kg_m2: 30, usual_weight_kg: { min: 40, max: 180 }, smallest_draw_mL: 0.3, warn_ml_per_h: 500,
  },
  schedule: {
    induction_count: 6, induction_days: { min: 12, max: 21 }, min_interval_h: { warn: 48, block: 24 }, max_per_7d: 3, review_after: [3, 4],
    block_min: { prepare: 20, recover: 30, turnover: 10 },
  },
  start_gate: {
    sbp_ok_below_mmHg: 140, dbp_ok_below_mmHg: 90, sbp_block_from_mmHg: 160, dbp_block_from_mmHg: 100, sbp_no_override_from_mmHg: 180, dbp_no_override_from_mmHg: 110,
    pulse_per_min: { min: 50, max: 110 }, spo2_min_pct: 94, spo2_below_usual_pct: 2, rr_per_min: { min: 10, max: 24 }, fasting_h: { clear: 2, light: 6, fatty: 8 },
    sbp_min_mmHg: 90, map_min_mmHg: 60, temp_below_Cel: 38, weight_age_d: { induction: 7, maintenance: 30 }, weight_change_pct: { warn: 5, block: 10 }, rest_min: 5, baseline_age_min: 30,
    recheck: { times: 2, after_min: 5 }, pregnancy_age_y: { min: 12, max: 55 }, pregnancy_test_age_d: 7, scales_age_h: 24, forms_count_d: 14, said_count_d: 3, iv_gauge: { min: 20, max: 22 }, consent_months: 12, consent_covers_mg_per_kg: 1, pdmp_months: 6,
    rule_levels: {
      'PR-01': 'block', 'PR-02': 'block', 'PR-03': 'block', 'PR-05': 'block', 'PR-06': 'block', 'PR-07': 'block', 'PR-16': 'warn', 'PR-17': 'block', 'PR-18': 'block', 'PR-19': 'block', 'PR-20': 'block', 'PR-21': 'block', 'PR-22': 'block', 'PR-25': 'block', 'PR-26': 'warn', 'ST-02': 'block',
    },
  },
  monitor: { vitals_every_min: { default: 10, highRisk: 5, recovery: 15 }, late_min: { flag: 3, escalate: 5 }, no_signal_s: 10, repeat_within_min: 2, alarm_delay_s: 10, sustained_s: { pulse: 300, spo2: 30, apnoea: 20, noWaveformPause: 15, noWaveformStop: 30 }, confirm_min: { from: 2, to: 5 }, blind_escalate_s: 60, audio_pause_s: 120, etco2_from_bmi_kg_m2: 40, peak_reading_min: { from: 30, to: 40 }, quiet_cuff_min: { from: 10, to: 30, quietSets: 2, longest: 20 }, pump_difference: { pct: 2, mg: 0.5 } },
  staffing: { infusing_per_nurse: { preferred: 1, max: 2 }, recovering_per_nurse: 3, start_stagger_min: 10 },
  alerts: {
    sbp_from_mmHg: [160, 180, 200], sbp_below_mmHg: [95, 90, 80], map_below_mmHg: [null, 60, null], sbp_rise_mmHg: [40, null, null], dbp_from_mmHg: [100, 110, 120], dbp_rise_mmHg: [25, null, null],
    pulse_from_per_min: [110, 130, 150], pulse_below_per_min: [50, 45, 40], spo2_below_pct: [94, 92, 90], rr_below_per_min: [10, 8, null], rr_above_per_min: [24, null, null],
    etco2_above_mmHg: [50, 55, null], etco2_change_mmHg: [10, null, null], moaas_at_most: [3, 2, 1], rass_at_most: [-2, -3, -4], rass_from: [2, 3, 4], dissociation_from: [7, 9, null], nausea_from: [2, 3, null],
  },
  recovery: { min_minutes: { default: 30, firstOrHigherDoseOrRescue: 60, afterMidazolam: 120 }, short_floor_allowed: false, short_floor_min: 15, aldrete_min: 9, padss_min: 9, pressure_within_pct: 20, dissociation_at_most: 1, cadss6_above_baseline: 1, prescriber_after_min: 120, transfer_after_min: 240, sbp_below_mmHg: 160, dbp_below_mmHg: 100, spo2_below_baseline_pct: 2, no_driving_h: 24, no_alcohol_h: 24, next_day_contact_h: 24, leaving_min: 5, mail_names_drug: false },
  standing_orders: PROPOSED_STANDING_ORDERS,
  controlled_substance: { retain_years: 3, inventory_max_months: 24, loss: { notify_business_days: 1, file_days: 45 }, vial_variance: { mL: 0.1, pct: 2 }, half_step_mL: 0.005, in_use_vial_d: 28, start_within_min: 60, line_mL: 20 },
  titration: { smallest_step_mg_per_kg: 0.1, sbp_below_mmHg: 180, dbp_below_mmHg: 110, spo2_min_pct: 92, moaas_min: 3, improved_from_pct: 50, decrease_pct: { min: 20, max: 25 }, lengthen_to_min: 60, futility_after: 4, futility_below_pct: 20 },
  exposure: { most_7d: 3, most_60d: 12, most_365d: 26, most_lifetime: 50, weekly_after_d: 60 },
  check_ins: { next_day_from_h: 16, next_day_until_h: 72, every_d: 7, whole_at_d: 14, whole_every_d: 28, open_for_d: 6, until_d: 364, before_visit_h: 24 },
  safety_alerts: { weekdays: [1, 2, 3, 4, 5], open_from_h: 8, open_to_h: 18, acknowledge_min: 30, next_step_min: 20, close_h: 24 },
  messages: { quiet_from_h: 20, quiet_to_h: 8, reminder_h: 17 },
  eligibility: { sbp_mmHg: { review: 140, block: 180 }, dbp_mmHg: { review: 90, block: 100 }, age_y: { least: 18, review: 65 }, bmi_from: 40, asrm_from: 6, audit_c_from: 8, dast_10_from: 3, pressure_counts_d: 90, decision_counts_d: 180 },
  long_term: { bladder_every_d: 91, liver_every_d: 182, cognition_every_d: 182, pdmp_every_d: 182, benefit_every_d: 91, taper_every_d: 182, inactive_after_d: 365 },
  pharmacokinetics: { show_on_chair: false, longest_gap_min: 30 },
  licences: { cadss6: false },
}

type Values = Readonly<Record<string, unknown>>
const isGroup = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Settings as a clinic approved them, completed by the proposals for settings that came later. `missing` names what was added, as `monitor.alarm_delay_s`: what nobody has approved.
 * Nothing that the clinic set is changed.
 */
export function completeSettings(stored: unknown): { readonly settings: ProtocolSettings; readonly missing: readonly string[] } {
  const missing: string[] = []
  const complete = (have: unknown, proposed: unknown, path: string): unknown => {
    if (have === undefined) { missing.push(path); return proposed }
    if (!isGroup(have) || !isGroup(proposed)) return have
    return { ...have, ...Object.fromEntries(Object.entries(proposed).map(([name, value]) => [name, complete(have[name], value, path === '' ? name : `${path}.${name}`)])) }
  }
  return { settings: complete(stored, PROPOSED_PROTOCOL, '') as ProtocolSettings, missing }
}
