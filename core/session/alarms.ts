// Which tier a set of readings reaches. Every limit is the protocol's; no number here is ours. Tiers after the clinical reference 5.2.
import type { ProtocolSettings, Tiers } from '../plan/index.ts'
import { VITAL_FIELDS, type VitalName } from './plausible.ts'

export type AlarmTier = 'none' | 'warn' | 'pause' | 'stop'
export const TIER_ORDER: readonly AlarmTier[] = ['none', 'warn', 'pause', 'stop']

export type Values = Readonly<Partial<Record<VitalName, number>>>
export type AlarmFinding = {
  readonly what: VitalName | 'moaas'
  readonly tier: Exclude<AlarmTier, 'none'>
  readonly value: number
  readonly limit: number
  readonly message: string
}
export type Alarms = {
  readonly tier: AlarmTier
  /** Worst first. One per sign and direction. */
  readonly findings: readonly AlarmFinding[]
  /** A reading alone is not yet a fact about the patient: repeat it within this many minutes, unless there are symptoms. Null without findings. */
  readonly repeatWithin_min: number | null
}

export const NAMES: Readonly<Record<VitalName, string>> = {
  sbp_mmHg: 'systolic pressure', dbp_mmHg: 'diastolic pressure', map_mmHg: 'mean pressure', pulse_per_min: 'pulse', spo2_pct: 'SpO2', rr_per_min: 'breathing rate', etco2_mmHg: 'EtCO2', temp_Cel: 'temperature',
}
/** Units as people read them; the field's own unit is UCUM. */
export const unitOf = (name: VitalName): string => VITAL_FIELDS[name].unit.replace('mm[Hg]', 'mmHg').replace('Cel', '°C')

/** How a value is compared with a limit of its setting: `from` at or above, `above` over, `below` under, `atMost` at or under. */
export const REACHES = {
  from: (value: number, limit: number) => value >= limit,
  above: (value: number, limit: number) => value > limit,
  below: (value: number, limit: number) => value < limit,
  atMost: (value: number, limit: number) => value <= limit,
} as const
export const WORDS = { from: 'at or above', above: 'above', below: 'below', atMost: 'at or below' } as const

/** The strictest tier of a setting that a value reaches, and its limit. */
export function reached(value: number, tiers: Tiers, how: keyof typeof REACHES): { tier: Exclude<AlarmTier, 'none'>; limit: number } | null {
  for (const [i, tier] of [[2, 'stop'], [1, 'pause'], [0, 'warn']] as const) {
    const limit = tiers[i]
    if (limit !== null && REACHES[how](value, limit)) return { tier, limit }
  }
  return null
}

/** The tier of readings (units in the names) and a MOAA/S score, against the baseline for rises. Missing readings raise nothing here: lateness has its own alarm. */
export function alarmsOf(values: Values, baseline: Values, moaas: number | null, { alerts, monitor }: Pick<ProtocolSettings, 'alerts' | 'monitor'>): Alarms {
  const findings: AlarmFinding[] = []
  const check = (name: VitalName, tiers: Tiers, how: keyof typeof REACHES): void => {
    const value = values[name]
    const hit = value === undefined ? null : reached(value, tiers, how)
    if (hit) findings.push({ what: name, value: value!, ...hit, message: `${NAMES[name]} ${value} ${unitOf(name)}, ${WORDS[how]} ${hit.limit} ${unitOf(name)}` })
  }
  const checkRise = (name: VitalName, tiers: Tiers): void => {
    const [value, before] = [values[name], baseline[name]]
    if (value === undefined || before === undefined) return
    const hit = reached(value - before, tiers, 'from')
    if (hit) findings.push({ what: name, value, ...hit, message: `${NAMES[name]} ${value} ${unitOf(name)}, ${value - before} ${unitOf(name)} above the baseline of ${before}` })
  }
  check('sbp_mmHg', alerts.sbp_from_mmHg, 'from')
  check('sbp_mmHg', alerts.sbp_below_mmHg, 'below')
  checkRise('sbp_mmHg', alerts.sbp_rise_mmHg)
  check('dbp_mmHg', alerts.dbp_from_mmHg, 'from')
  checkRise('dbp_mmHg', alerts.dbp_rise_mmHg)
  check('pulse_per_min', alerts.pulse_from_per_min, 'from')
  check('pulse_per_min', alerts.pulse_below_per_min, 'below')
  check('spo2_pct', alerts.spo2_below_pct, 'below')
  check('rr_per_min', alerts.rr_below_per_min, 'below')
  check('rr_per_min', alerts.rr_above_per_min, 'above')
  check('etco2_mmHg', alerts.etco2_above_mmHg, 'above')
  const sedation = moaas === null ? null : reached(moaas, alerts.moaas_at_most, 'atMost')
  if (sedation) findings.push({ what: 'moaas', value: moaas!, ...sedation, message: `MOAA/S ${moaas}, at or below ${sedation.limit}` })
  findings.sort((a, b) => TIER_ORDER.indexOf(b.tier) - TIER_ORDER.indexOf(a.tier))
  return { tier: findings[0]?.tier ?? 'none', findings, repeatWithin_min: findings.length > 0 ? monitor.repeat_within_min : null }
}
