// May the patient go home? What of the protocol's conditions is not met, in words (clinical reference section 6, rules RC-01 and RC-02).
import { MINUTE_MS, type Instant } from '../shared/index.ts'
import type { Role } from '../people/index.ts'
import type { ProtocolSettings } from '../plan/index.ts'
import { aldreteTotal, circulationScore } from './aldrete.ts'
import type { GateFinding } from './gate.ts'
import type { SessionView } from './fold.ts'

const PRESCRIBER: readonly Role[] = ['prescriber', 'medical-director']
const DIRECTOR: readonly Role[] = ['medical-director']
/** RC-01: after these the sedation may come back. */
const SEDATIVES = /midazolam|flumazenil/i

const CRITERIA = {
  oriented: 'oriented to person, place and time', steadyGait: 'steady gait', dissociationAtBaseline: 'dissociation back at baseline', ivRemoved: 'IV line removed',
  moodChecked: 'mood and suicide risk checked', escortPresent: 'escort present', instructionsGiven: 'instructions given',
} as const

/** Minutes after the stop before which nobody leaves, and before which it is advised against. `isFirst`: the patient's first infusion. */
export function recoveryMinutes(view: SessionView, isFirst: boolean, { recovery, dose }: ProtocolSettings): { readonly floor: number; readonly advised: number } {
  const { default: usual, firstOrHigherDoseOrRescue: longer, afterMidazolam } = recovery.min_minutes
  if (view.medications.some((given) => SEDATIVES.test(given.drug))) return { floor: afterMidazolam, advised: afterMidazolam }
  const isLonger = isFirst || (view.infusion !== null && view.infusion.dose_mg_per_kg > dose.start_mg_per_kg) || view.medications.length > 0
  return { floor: usual, advised: isLonger ? Math.max(usual, longer) : usual }
}

/** The last reading of a vital sign before the infusion began, as [systolic, SpO2]. */
function baselineOf(view: SessionView): { readonly sbp: number | undefined; readonly spo2: number | undefined } {
  const before = view.vitals.filter((v) => view.infusion !== null && v.at <= view.infusion.startedAt)
  return { sbp: before.findLast((v) => v.values.sbp_mmHg !== undefined)?.values.sbp_mmHg, spo2: before.findLast((v) => v.values.spo2_pct !== undefined)?.values.spo2_pct }
}

function vitalFindings(view: SessionView, settings: ProtocolSettings, stoppedAt: Instant): GateFinding[] {
  const findings: GateFinding[] = []
  const unmet = (message: string): void => { findings.push({ rule: 'RC-02', level: 'block', message, overridableBy: PRESCRIBER }) }
  const { recovery, start_gate } = settings
  const after = view.vitals.filter((v) => v.at >= stoppedAt)
  const baseline = baselineOf(view)
  const pressures = after.filter((v) => v.values.sbp_mmHg !== undefined && v.values.dbp_mmHg !== undefined).slice(-2)
  const [sbp, dbp] = [pressures.at(-1)?.values.sbp_mmHg, pressures.at(-1)?.values.dbp_mmHg]
  if (pressures.length < 2) unmet(`${pressures.length} of 2 blood pressures in recovery`)
  if (sbp !== undefined && dbp !== undefined && (sbp >= recovery.sbp_below_mmHg || dbp >= recovery.dbp_below_mmHg)) unmet(`blood pressure ${sbp}/${dbp} mmHg is not below ${recovery.sbp_below_mmHg}/${recovery.dbp_below_mmHg} mmHg`)
  if (baseline.sbp !== undefined) {
    const away = pressures.find((v) => circulationScore(baseline.sbp!, v.values.sbp_mmHg!) < 2)
    if (away) unmet(`systolic ${away.values.sbp_mmHg} mmHg is more than 20 % away from the baseline of ${baseline.sbp} mmHg`)
  }
  const pulse = after.findLast((v) => v.values.pulse_per_min !== undefined)?.values.pulse_per_min
  if (pulse === undefined) unmet('no pulse in recovery')
  else if (pulse < start_gate.pulse_per_min.min || pulse > start_gate.pulse_per_min.max) unmet(`pulse ${pulse}/min is outside ${start_gate.pulse_per_min.min} to ${start_gate.pulse_per_min.max}/min`)
  const spo2 = after.findLast((v) => v.values.spo2_pct !== undefined)?.values.spo2_pct
  const least = baseline.spo2 === undefined ? start_gate.spo2_min_pct : baseline.spo2 - recovery.spo2_below_baseline_pct
  if (spo2 === undefined) unmet('no SpO2 in recovery')
  else if (spo2 < least) unmet(`SpO2 ${spo2} % is below ${least} %`)
  return findings
}

/** What speaks against discharge now. Empty: the patient may go. `isFirst`: the patient's first infusion. Blocks name who may override them with a reason. */
export function dischargeFindings(view: SessionView, settings: ProtocolSettings, now: Instant, isFirst = false): GateFinding[] {
  const stoppedAt = view.infusion?.stoppedAt ?? null
  if (stoppedAt === null) return [{ rule: 'SES13', level: 'block', message: view.infusion ? 'the infusion has not been stopped' : 'no infusion was given', overridableBy: [] }]
  const findings: GateFinding[] = []
  const unmet = (message: string): void => { findings.push({ rule: 'RC-02', level: 'block', message, overridableBy: PRESCRIBER }) }
  const { floor, advised } = recoveryMinutes(view, isFirst, settings)
  const minutes = Math.floor((now - stoppedAt) / MINUTE_MS)
  if (now - stoppedAt < floor * MINUTE_MS) findings.push({ rule: 'RC-01', level: 'block', message: `${minutes} min since the stop, less than ${floor} min`, overridableBy: DIRECTOR })
  else if (now - stoppedAt < advised * MINUTE_MS) findings.push({ rule: 'RC-01', level: 'warn', message: `${minutes} min since the stop; ${advised} min are advised here`, overridableBy: [] })
  const scored = view.dischargeScore !== null && view.dischargeScore.at >= stoppedAt ? view.dischargeScore : null
  if (!scored) unmet('the modified Aldrete score is not taken')
  else {
    const total = aldreteTotal(scored.aldrete)
    if (total < settings.recovery.aldrete_min) unmet(`modified Aldrete ${total} of 10 is below ${settings.recovery.aldrete_min}`)
    if (Object.values(scored.aldrete).includes(0)) unmet('an item of the modified Aldrete score is 0')
  }
  for (const [name, words] of Object.entries(CRITERIA)) if (scored?.criteria?.[name as keyof typeof CRITERIA] !== true) unmet(`not confirmed: ${words}`)
  if (view.sedation?.scale !== 'MOAA/S' || view.sedation.at < stoppedAt || view.sedation.score < 5) unmet(view.sedation?.scale === 'MOAA/S' && view.sedation.at >= stoppedAt ? `MOAA/S ${view.sedation.score}, not 5` : 'MOAA/S not scored in recovery')
  return [...findings, ...vitalFindings(view, settings, stoppedAt)]
}
