// May this infusion start? What is asked before (the checklist) and what can be known (protocol, order, vital signs, weight, interval). Clinical reference section 4.
import { DAY_MS, HOUR_MS, MINUTE_MS, roundTo, type Instant } from '../shared/index.ts'
import type { Role } from '../people/index.ts'
import { checkSpacing, type Order, type Protocol, type ProtocolSettings } from '../plan/index.ts'
import type { SessionView } from './fold.ts'
import type { VitalName } from './plausible.ts'

export type GateFinding = {
  readonly rule: string
  readonly level: 'block' | 'warn' | 'record'
  readonly message: string
  /** Who may override a block, with a reason. Empty: nobody. */
  readonly overridableBy: readonly Role[]
}
export type ChecklistItem = {
  readonly id: string
  readonly rule: string
  readonly label: string
  /** `confirm`: yes, with words if wanted. `choice`: one of `answers`. */
  readonly question: 'confirm' | 'choice'
  readonly answers?: readonly string[]
  /** Answers that stop the start as if nothing had been confirmed. */
  readonly stops?: readonly string[]
  readonly overridableBy: readonly Role[]
  /** The protocol's numbers for this question, in words. */
  readonly detail?: (settings: ProtocolSettings) => string
}

const PRESCRIBER: readonly Role[] = ['prescriber', 'medical-director']
const DIRECTOR: readonly Role[] = ['medical-director']

/** What is confirmed before every infusion, in the order in which it is asked. */
export const CHECKLIST: readonly ChecklistItem[] = [
  { id: 'identity', rule: 'PR-02', label: 'Two identifiers checked, allergies and medicines reviewed today', question: 'confirm', overridableBy: [] },
  { id: 'consent', rule: 'PR-01', label: 'Consent for this series is signed and current', question: 'confirm', overridableBy: [] },
  {
    id: 'fasting', rule: 'PR-03', label: 'Fasting kept', question: 'confirm', overridableBy: PRESCRIBER,
    detail: ({ start_gate: { fasting_h } }) => `clear liquids until ${fasting_h.clear} h, a light meal until ${fasting_h.light} h, a fatty meal until ${fasting_h.fatty} h before`,
  },
  { id: 'escort', rule: 'PR-05', label: 'An adult escort is named, phone checked, and comes before discharge', question: 'confirm', overridableBy: DIRECTOR },
  { id: 'no-driving', rule: 'PR-06', label: 'Will not drive, use machines or sign legal papers until tomorrow', question: 'confirm', overridableBy: DIRECTOR },
  { id: 'pregnancy', rule: 'PR-07', label: 'Pregnancy', question: 'choice', answers: ['test negative', 'not applicable', 'test positive', 'not tested'], stops: ['test positive', 'not tested'], overridableBy: DIRECTOR },
  { id: 'suicide', rule: 'PR-18', label: 'Suicide risk asked since last contact', question: 'choice', answers: ['no current risk', 'clinician has seen the patient', 'clinician needed'], stops: ['clinician needed'], overridableBy: PRESCRIBER },
  { id: 'substances', rule: 'PR-20', label: 'No alcohol, sedative or illicit drug in the last 24 h', question: 'confirm', overridableBy: PRESCRIBER },
  { id: 'iv', rule: 'PR-21', label: 'IV line placed, flushed, not on the arm of the cuff', question: 'confirm', overridableBy: [] },
  { id: 'equipment', rule: 'PR-22', label: 'Equipment checked today, ACLS clinician on the premises and named', question: 'confirm', overridableBy: PRESCRIBER },
]

export type StartAsked = {
  readonly view: SessionView
  /** The signed order that applies to this visit. */
  readonly order: Order | null
  readonly protocol: Protocol
  readonly checklist?: readonly ChecklistItem[]
  /** The patient's last measured weight. */
  readonly weight: { readonly weight_kg: number; readonly measured_at: Instant } | null
  readonly phase: 'induction' | 'maintenance'
  /** Starts of the patient's earlier infusions, as far as known. */
  readonly earlier: readonly Instant[]
  readonly timeZone: string
  /** Who starts, and who checked with them at the time-out. */
  readonly actor: string
  readonly checkedBy: string | null
  readonly now: Instant
}

const block = (rule: string, message: string, overridableBy: readonly Role[] = []): GateFinding => ({ rule, level: 'block', message, overridableBy })
const warn = (rule: string, message: string): GateFinding => ({ rule, level: 'warn', message, overridableBy: [] })

function checklistFindings(view: SessionView, items: readonly ChecklistItem[]): GateFinding[] {
  return items.flatMap((item) => {
    const confirmed = Object.hasOwn(view.checklist, item.id) ? view.checklist[item.id] : undefined
    const override = confirmed?.override
    if (override && item.overridableBy.includes(override.role as Role)) return [{ rule: item.rule, level: 'record', message: `${item.label}: overridden by ${override.role}: ${override.reason}`, overridableBy: [] }]
    if (!confirmed) return [block(item.rule, `${item.label}: not confirmed`, item.overridableBy)]
    if (item.question === 'choice' && (confirmed.answer === undefined || !item.answers!.includes(confirmed.answer))) return [block(item.rule, `${item.label}: not answered`, item.overridableBy)]
    return confirmed.answer !== undefined && item.stops?.includes(confirmed.answer) === true ? [block(item.rule, `${item.label}: ${confirmed.answer}`, item.overridableBy)] : []
  })
}

function pressureFinding(sbp: number, dbp: number, gate: ProtocolSettings['start_gate']): GateFinding[] {
  const both = `blood pressure ${sbp}/${dbp} mmHg`
  if (sbp >= gate.sbp_no_override_from_mmHg || dbp >= gate.dbp_no_override_from_mmHg) return [block('PR-12', `${both}: from ${gate.sbp_no_override_from_mmHg} or ${gate.dbp_no_override_from_mmHg} mmHg on do not start; medical evaluation`)]
  if (sbp >= gate.sbp_block_from_mmHg || dbp >= gate.dbp_block_from_mmHg) return [block('PR-12', `${both}: from ${gate.sbp_block_from_mmHg} or ${gate.dbp_block_from_mmHg} mmHg on do not start; repeat twice, 5 min apart`, PRESCRIBER)]
  if (sbp < gate.sbp_min_mmHg) return [block('PR-13', `${both}: systolic below ${gate.sbp_min_mmHg} mmHg, do not start`, PRESCRIBER)]
  if (sbp >= gate.sbp_ok_below_mmHg || dbp >= gate.dbp_ok_below_mmHg) return [warn('PR-11', `${both}: from ${gate.sbp_ok_below_mmHg} or ${gate.dbp_ok_below_mmHg} mmHg on the prescriber decides; repeat, consider a slower rate`)]
  return []
}

function vitalFindings(view: SessionView, gate: ProtocolSettings['start_gate'], now: Instant): GateFinding[] {
  const of = (name: VitalName): number | undefined => view.latest[name]?.value
  const needed = ['sbp_mmHg', 'dbp_mmHg', 'pulse_per_min', 'spo2_pct'] as const
  const missing = needed.filter((name) => of(name) === undefined)
  if (missing.length > 0) return [block('PR-09', `baseline vital signs are missing: ${missing.join(', ')}`, PRESCRIBER)]
  const findings = pressureFinding(of('sbp_mmHg')!, of('dbp_mmHg')!, gate)
  const oldest = Math.min(...needed.map((name) => view.latest[name]!.at))
  if (now - oldest > gate.baseline_age_min * MINUTE_MS) findings.push(warn('PR-09', `the baseline is ${Math.floor((now - oldest) / MINUTE_MS)} min old, more than ${gate.baseline_age_min} min: take it again`))
  const [map, pulse, spo2, rr, temp] = [of('map_mmHg'), of('pulse_per_min')!, of('spo2_pct')!, of('rr_per_min'), of('temp_Cel')]
  if (map !== undefined && map < gate.map_min_mmHg) findings.push(block('PR-13', `mean pressure ${map} mmHg is below ${gate.map_min_mmHg} mmHg`, PRESCRIBER))
  if (pulse < gate.pulse_per_min.min || pulse > gate.pulse_per_min.max) findings.push(block('PR-14', `pulse ${pulse}/min is outside ${gate.pulse_per_min.min} to ${gate.pulse_per_min.max}/min`, PRESCRIBER))
  if (spo2 < gate.spo2_min_pct) findings.push(block('PR-15', `SpO2 ${spo2} % is below ${gate.spo2_min_pct} %`, PRESCRIBER))
  if (rr !== undefined && (rr < gate.rr_per_min.min || rr > gate.rr_per_min.max)) findings.push(warn('PR-16', `breathing rate ${rr}/min is outside ${gate.rr_per_min.min} to ${gate.rr_per_min.max}/min`))
  if (temp !== undefined && temp >= gate.temp_below_Cel) findings.push(warn('PR-16', `temperature ${temp} °C is not below ${gate.temp_below_Cel} °C`))
  if (view.sedation?.scale === 'MOAA/S' && view.sedation.score < 5) findings.push(block('PR-17', `MOAA/S ${view.sedation.score}: not fully awake`, PRESCRIBER))
  return findings
}

function weightFindings({ weight, order, phase, protocol, now }: StartAsked): GateFinding[] {
  if (!weight) return [block('WT-06', 'no measured weight is recorded: weigh first')]
  const most = protocol.settings.start_gate.weight_age_d[phase]
  const findings = now - weight.measured_at > most * DAY_MS
    ? [block('WT-06', `the weight of ${weight.weight_kg} kg is ${Math.floor((now - weight.measured_at) / DAY_MS)} days old, more than ${most} days in ${phase}: weigh again`)] : []
  if (!order) return findings
  const limit = protocol.settings.start_gate.weight_change_pct
  const change = roundTo((100 * Math.abs(weight.weight_kg - order.weight_kg)) / order.weight_kg, 1)
  const text = `${weight.weight_kg} kg now, ${order.weight_kg} kg on the order: a change of ${change} %`
  if (change > limit.block) findings.push(block('WT-06', `${text}, more than ${limit.block} %: weigh again or order again`))
  else if (change > limit.warn) findings.push(warn('WT-06', `${text}, more than ${limit.warn} %`))
  return findings
}

/** Everything that speaks against starting now, blocks first. An empty list means: start. */
export function mayStart(asked: StartAsked): GateFinding[] {
  const { view, order, protocol, earlier, timeZone, actor, checkedBy, now } = asked
  const findings: GateFinding[] = []
  if (view.infusion) findings.push(block('SES5', 'an infusion was started in this visit already'))
  else if (!['expected', 'arrived', 'preparing'].includes(view.state)) findings.push(block('SES5', `the visit is ${view.state}`))
  if (protocol.approved_at === null) findings.push(block('SES20', 'the clinic\'s protocol is not approved by a medical director'))
  if (!order || order.signed_at === null) findings.push(block('SES21', 'no signed order applies to this visit'))
  findings.push(...checklistFindings(view, asked.checklist ?? CHECKLIST), ...vitalFindings(view, protocol.settings.start_gate, now), ...weightFindings(asked))
  const recent = earlier.filter((at) => at < now && now - at < 7 * 24 * HOUR_MS + DAY_MS)
  const known = checkSpacing(recent, 'booster', timeZone, protocol.settings)
  for (const flag of checkSpacing([...recent, now], 'booster', timeZone, protocol.settings).filter((one) => !known.some((old) => old.message === one.message)))
    findings.push(flag.level === 'block' ? block(flag.rule, flag.message, PRESCRIBER) : warn(flag.rule, flag.message))
  if (checkedBy === null) findings.push(block('PR-24', 'time-out: a second person has not checked patient, drug, dose, weight, concentration and rate', PRESCRIBER))
  else if (checkedBy === actor) findings.push(block('PR-24', 'time-out: the second person is the one who starts', PRESCRIBER))
  if (view.contradictions.length > 0) findings.push(warn('SES10', `${view.contradictions.length} contradiction${view.contradictions.length === 1 ? '' : 's'} in the record of this visit`))
  return findings.sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level))
}
const LEVELS: readonly GateFinding['level'][] = ['block', 'warn', 'record']

/** The blocks that an override by `role` with a reason does not lift. Empty: the infusion may start. */
export const unlifted = (findings: readonly GateFinding[], override: { readonly role: string; readonly reason: string } | null): GateFinding[] =>
  findings.filter((finding) => finding.level === 'block' && !(override !== null && override.reason.trim().length >= 3 && finding.overridableBy.includes(override.role as Role)))
