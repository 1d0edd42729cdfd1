// Baseline vital signs before the start (PR-09 to PR-17): each limit is the protocol's. A pressure that is too high is taken again, twice, some minutes apart.
import { localTime, MINUTE_MS, roundTo, type Instant } from '../shared/index.ts'
import type { ProtocolSettings } from '../plan/index.ts'
import { PRESCRIBER } from './checklist.ts'
import type { SessionView } from './fold.ts'
import type { GateFinding } from './gate.ts'
import { lungDisease, usualSpo2, type OnRecord } from './on-record.ts'
import type { VitalName } from './plausible.ts'

type Gate = ProtocolSettings['start_gate']
type Pressure = { readonly at: Instant; readonly sbp: number; readonly dbp: number }
const block = (rule: string, message: string, isFinal = false): GateFinding => ({ rule, level: 'block', message, overridableBy: isFinal ? [] : PRESCRIBER })
const warn = (rule: string, message: string): GateFinding => ({ rule, level: 'warn', message, overridableBy: [] })

const isHigh = ({ sbp, dbp }: Pressure, gate: Gate): boolean => sbp >= gate.sbp_block_from_mmHg || dbp >= gate.dbp_block_from_mmHg

/** The pressures of the visit before the start, in order of time. */
const pressuresOf = (view: Pick<SessionView, 'vitals'>, now: Instant): Pressure[] =>
  view.vitals.flatMap(({ at, values: { sbp_mmHg: sbp, dbp_mmHg: dbp } }) => (sbp !== undefined && dbp !== undefined && at <= now ? [{ at, sbp, dbp }] : []))

/** High readings in a row up to the last one that are far enough apart to count as rechecks of one another. */
function highInARow(pressures: readonly Pressure[], gate: Gate): Pressure[] {
  const row: Pressure[] = []
  for (const pressure of pressures) {
    if (!isHigh(pressure, gate)) row.length = 0
    else if (row.length === 0 || pressure.at - row.at(-1)!.at >= gate.recheck.after_min * MINUTE_MS) row.push(pressure)
  }
  return row
}

/** When the next recheck of a high pressure may be taken, and the how manieth it is; null when none is asked for. */
export function recheckDue(view: Pick<SessionView, 'vitals'>, gate: Gate, now: Instant): { readonly at: Instant; readonly nth: number; readonly of: number } | null {
  const row = highInARow(pressuresOf(view, now), gate)
  if (row.length === 0 || row.length > gate.recheck.times) return null
  return { at: (row.at(-1)!.at + gate.recheck.after_min * MINUTE_MS) as Instant, nth: row.length, of: gate.recheck.times }
}

function pressureFindings(pressures: readonly Pressure[], view: SessionView, gate: Gate, now: Instant, timeZone: string): GateFinding[] {
  const last = pressures.at(-1)!
  const { sbp, dbp } = last
  const both = `blood pressure ${sbp}/${dbp} mmHg`
  if (sbp >= gate.sbp_no_override_from_mmHg || dbp >= gate.dbp_no_override_from_mmHg) return [block('PR-12', `${both}: from ${gate.sbp_no_override_from_mmHg} or ${gate.dbp_no_override_from_mmHg} mmHg on do not start; medical evaluation`, true)]
  if (isHigh(last, gate)) {
    const next = recheckDue(view, gate, now)
    const then = next ? `recheck ${next.nth} of ${next.of} from ${localTime(next.at, timeZone)} on` : `still so after ${gate.recheck.times} rechecks`
    return [block('PR-12', `${both}: from ${gate.sbp_block_from_mmHg} or ${gate.dbp_block_from_mmHg} mmHg on do not start; ${then}`)]
  }
  const findings: GateFinding[] = []
  if (sbp < gate.sbp_min_mmHg) findings.push(block('PR-13', `${both}: systolic below ${gate.sbp_min_mmHg} mmHg, do not start`))
  if (sbp >= gate.sbp_ok_below_mmHg || dbp >= gate.dbp_ok_below_mmHg) findings.push(warn('PR-11', `${both}: from ${gate.sbp_ok_below_mmHg} or ${gate.dbp_ok_below_mmHg} mmHg on the prescriber decides; repeat, consider a slower rate`))
  // A good reading right after a high one is not yet a recheck.
  const before = pressures.at(-2)
  if (before && isHigh(before, gate) && last.at - before.at < gate.recheck.after_min * MINUTE_MS) findings.push(warn('PR-12', `${both} only ${Math.floor((last.at - before.at) / MINUTE_MS)} min after ${before.sbp}/${before.dbp} mmHg: a recheck comes ${gate.recheck.after_min} min later`))
  return findings
}

/** PR-15: in chronic lung disease the patient's own usual saturation, where a person gave it, takes the place of the limit for everybody. */
function saturationFindings(spo2: number, view: SessionView, { start_gate, alerts }: Pick<ProtocolSettings, 'start_gate' | 'alerts'>, onRecord: OnRecord): GateFinding[] {
  const usual = lungDisease(onRecord) === null ? null : usualSpo2(view.checklist['usual-spo2']?.answer)
  if (usual === null) return spo2 < start_gate.spo2_min_pct ? [block('PR-15', `SpO2 ${spo2} % is below ${start_gate.spo2_min_pct} %`)] : []
  const least = usual - start_gate.spo2_below_usual_pct
  if (spo2 < least) return [block('PR-15', `SpO2 ${spo2} % is below ${least} %, ${start_gate.spo2_below_usual_pct} below the usual ${usual} %`)]
  // The alarms know nothing of a usual value: a start below their limits begins with an alarm.
  const alarm = alerts.spo2_below_pct.find((limit) => limit !== null && spo2 < limit)
  return alarm == null ? [] : [warn('PR-15', `SpO2 ${spo2} % is usual for this patient and below the alarm limit of ${alarm} %: the alarm will sound`)]
}

/** What the baseline says against the start. A mean pressure that was not measured is reckoned from the other two (diastolic and a third of the difference). */
export function vitalFindings(view: SessionView, { settings, onRecord }: { readonly settings: Pick<ProtocolSettings, 'start_gate' | 'alerts'>; readonly onRecord: OnRecord }, now: Instant, timeZone: string): GateFinding[] {
  const gate = settings.start_gate
  const of = (name: VitalName): number | undefined => view.latest[name]?.value
  const needed = ['sbp_mmHg', 'dbp_mmHg', 'pulse_per_min', 'spo2_pct'] as const
  const missing = needed.filter((name) => of(name) === undefined)
  if (missing.length > 0) return [block('PR-09', `baseline vital signs are missing: ${missing.join(', ')}`)]
  const [sbp, dbp] = [of('sbp_mmHg')!, of('dbp_mmHg')!]
  const measured = pressuresOf(view, now)
  const findings = pressureFindings(measured.length > 0 ? measured : [{ at: view.latest.sbp_mmHg!.at, sbp, dbp }], view, gate, now, timeZone)
  const oldest = Math.min(...needed.map((name) => view.latest[name]!.at))
  if (now - oldest > gate.baseline_age_min * MINUTE_MS) findings.push(warn('PR-09', `the baseline is ${Math.floor((now - oldest) / MINUTE_MS)} min old, more than ${gate.baseline_age_min} min: take it again`))
  const [map, pulse, spo2, rr, temp] = [of('map_mmHg'), of('pulse_per_min')!, of('spo2_pct')!, of('rr_per_min'), of('temp_Cel')]
  const mean = map ?? roundTo(dbp + (sbp - dbp) / 3, 0)
  if (mean < gate.map_min_mmHg) findings.push(block('PR-13', `mean pressure ${mean} mmHg${map === undefined ? ' (reckoned)' : ''} is below ${gate.map_min_mmHg} mmHg`))
  if (pulse < gate.pulse_per_min.min || pulse > gate.pulse_per_min.max) findings.push(block('PR-14', `pulse ${pulse}/min is outside ${gate.pulse_per_min.min} to ${gate.pulse_per_min.max}/min`))
  findings.push(...saturationFindings(spo2, view, settings, onRecord))
  if (rr !== undefined && (rr < gate.rr_per_min.min || rr > gate.rr_per_min.max)) findings.push(block('PR-16', `breathing rate ${rr}/min is outside ${gate.rr_per_min.min} to ${gate.rr_per_min.max}/min`))
  if (temp !== undefined && temp >= gate.temp_below_Cel) findings.push(block('PR-16', `temperature ${temp} °C is not below ${gate.temp_below_Cel} °C`))
  if (view.sedation?.scale === 'MOAA/S' && view.sedation.score < 5) findings.push(block('PR-17', `MOAA/S ${view.sedation.score}: not fully awake`))
  return findings
}
