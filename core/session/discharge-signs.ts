// The vital signs that a patient goes home with (RC-02): below the protocol's limits and near what they were before the infusion.
import type { Instant } from '../shared/index.ts'
import type { ProtocolSettings } from '../plan/index.ts'
import type { DischargeCondition } from './discharge.ts'
import type { SessionView } from './fold.ts'
import { baselineOf, recoveryValue } from './recovery-facts.ts'

const TWICE = 2
const isFar = (before: number, now: number, pct: number): boolean => 100 * Math.abs(now - before) > pct * before
type Sign = Pick<DischargeCondition, 'id' | 'label' | 'known' | 'missing' | 'clear' | 'wait' | 'sets'>

function pressure(view: SessionView, { recovery }: ProtocolSettings, stoppedAt: Instant): Sign {
  const sets = view.vitals.filter((v) => v.at >= stoppedAt && v.values.sbp_mmHg !== undefined && v.values.dbp_mmHg !== undefined).slice(-TWICE)
    .map((v) => ({ sbp: v.values.sbp_mmHg!, dbp: v.values.dbp_mmHg! }))
  const before = { sbp: baselineOf(view, 'sbp_mmHg'), dbp: baselineOf(view, 'dbp_mmHg') }
  const missing: string[] = []
  if (sets.length < TWICE) missing.push(`${sets.length} of ${TWICE} blood pressures in recovery`)
  const high = sets.findLast(({ sbp, dbp }) => sbp >= recovery.sbp_below_mmHg || dbp >= recovery.dbp_below_mmHg)
  if (high) missing.push(`blood pressure ${high.sbp}/${high.dbp} mmHg is not below ${recovery.sbp_below_mmHg}/${recovery.dbp_below_mmHg} mmHg`)
  if (before.sbp === undefined || before.dbp === undefined) missing.push('no blood pressure before the infusion to compare with')
  const pct = recovery.pressure_within_pct
  const systolic = before.sbp === undefined ? undefined : sets.findLast(({ sbp }) => isFar(before.sbp!, sbp, pct))
  if (systolic) missing.push(`systolic ${systolic.sbp} mmHg is more than ${pct} % away from the baseline of ${before.sbp} mmHg`)
  const diastolic = before.dbp === undefined ? undefined : sets.findLast(({ dbp }) => isFar(before.dbp!, dbp, pct))
  if (diastolic) missing.push(`diastolic ${diastolic.dbp} mmHg is more than ${pct} % away from the baseline of ${before.dbp} mmHg`)
  // One set that is out of bounds takes as many new sets as there are from it to the end of what counts.
  const bad = sets.findLastIndex((set) => set === high || set === systolic || set === diastolic)
  return {
    id: 'pressure', label: `Two pressures below ${recovery.sbp_below_mmHg}/${recovery.dbp_below_mmHg} mmHg, within ${pct} % of before`,
    known: sets.length === 0 ? null : `${sets.map(({ sbp, dbp }) => `${sbp}/${dbp}`).join(', ')} mmHg${before.sbp === undefined || before.dbp === undefined ? '' : `; before ${before.sbp}/${before.dbp} mmHg`}`,
    missing, clear: sets.length < TWICE ? 'take the pressure' : 'take the pressure again', wait: 'sets', sets: bad === -1 ? TWICE - sets.length : TWICE - (sets.length - 1 - bad),
  }
}

function pulse(view: SessionView, { start_gate: { pulse_per_min: within } }: ProtocolSettings): Sign {
  const now = recoveryValue(view, 'pulse_per_min')
  const missing = now === null ? ['no pulse in recovery'] : now.value < within.min || now.value > within.max ? [`pulse ${now.value}/min is outside ${within.min} to ${within.max}/min`] : []
  return { id: 'pulse', label: `Pulse ${within.min} to ${within.max}/min`, known: now === null ? null : `${now.value}/min`, missing, clear: 'take the pulse', wait: 'sets', sets: 1 }
}

function saturation(view: SessionView, { recovery, start_gate }: ProtocolSettings): Sign {
  const [before, now] = [baselineOf(view, 'spo2_pct'), recoveryValue(view, 'spo2_pct')]
  const least = before === undefined ? start_gate.spo2_min_pct : before - recovery.spo2_below_baseline_pct
  const missing = now === null ? ['no SpO2 in recovery'] : now.value < least ? [`SpO2 ${now.value} % is below ${least} %`] : []
  return { id: 'spo2', label: `SpO2 at least ${least} %`, known: now === null ? null : `${now.value} %${before === undefined ? '' : `; before ${before} %`}`, missing, clear: 'take the saturation', wait: 'sets', sets: 1 }
}

/** Pressure, pulse and saturation as conditions of discharge. */
export const signConditions = (view: SessionView, settings: ProtocolSettings, stoppedAt: Instant): readonly Sign[] =>
  [pressure(view, settings, stoppedAt), pulse(view, settings), saturation(view, settings)]
