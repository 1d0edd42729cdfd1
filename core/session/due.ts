// When the next vital signs are due, and how late they are. Silence is itself an alarm: on the tablet and on the server, by this one function.
import { MINUTE_MS, type Instant } from '../shared/index.ts'
import type { ProtocolSettings } from '../plan/index.ts'
import { alarmsOf, TIER_ORDER, type Values } from './alarms.ts'
import type { SessionState, SessionView } from './fold.ts'
import { VITAL_NAMES } from './plausible.ts'

export type DueStatus = 'none' | 'ok' | 'due' | 'late' | 'escalate'
export type Due = {
  /** `none`: nothing is due in this phase. */
  readonly status: DueStatus
  readonly dueAt: Instant | null
  /** Whole minutes until due; negative once past. Null when nothing is due. */
  readonly minutes: number | null
  readonly every_min: number | null
}
/** What must be known to say it; the Floor knows this much without the log. */
export type Watched = {
  readonly state: SessionState
  readonly startedAt: Instant | null
  readonly dischargedAt: Instant | null
  readonly lastVitalsAt: Instant | null
  readonly isHighRisk: boolean
  /** MN-03: a pressure of the peak minutes is there. */
  readonly isPeakTaken: boolean
  /** The cuff is left off until then: `quiet-cuff.ts`. Null: no such window. */
  readonly quietUntil: Instant | null
}

const NOTHING: Due = { status: 'none', dueAt: null, minutes: null, every_min: null }

/** The interval of the phase in minutes: MN-02 while drug may run, MN-08 after the stop. Null where nothing is due. */
function intervalOf({ state, startedAt, dischargedAt, isHighRisk }: Watched, { monitor }: Pick<ProtocolSettings, 'monitor'>): number | null {
  if (startedAt === null || dischargedAt !== null) return null
  if (state === 'infusing' || state === 'paused') return isHighRisk ? monitor.vitals_every_min.highRisk : monitor.vitals_every_min.default
  // Whoever had drug is watched until discharge, also when the visit was aborted.
  return state === 'recovering' || state === 'aborted' ? monitor.vitals_every_min.recovery : null
}

/** Next vitals (MN-02, MN-08) and their lateness (MN-10). The first set is due at the start itself unless one is fresh. */
export function nextVitals(watched: Watched, settings: Pick<ProtocolSettings, 'monitor'>, now: Instant): Due {
  const every_min = intervalOf(watched, settings)
  if (every_min === null) return NOTHING
  const startedAt = watched.startedAt!
  const { lastVitalsAt, quietUntil } = watched
  const regular = Math.max(startedAt, lastVitalsAt === null ? startedAt : lastVitalsAt + every_min * MINUTE_MS)
  // A quiet window puts the next set off, and the peak reading brings it forward: MN-03 holds in a quiet window too.
  const put_off = Math.max(regular, quietUntil ?? regular)
  const peakEnd = startedAt + settings.monitor.peak_reading_min.to * MINUTE_MS
  const dueAt = (watched.isPeakTaken || (lastVitalsAt ?? startedAt) > peakEnd ? put_off : Math.min(put_off, peakEnd)) as Instant
  const past = now - dueAt
  const { flag, escalate } = settings.monitor.late_min
  const status: DueStatus = past < 0 ? 'ok' : past < flag * MINUTE_MS ? 'due' : past < escalate * MINUTE_MS ? 'late' : 'escalate'
  // 0 - x, so that nothing is ever -0 minutes late.
  return { status, dueAt, minutes: past < 0 ? Math.ceil(-past / MINUTE_MS) : 0 - Math.floor(past / MINUTE_MS), every_min }
}

/** What decides the interval; the Floor knows this much without the log. */
export type RiskFacts = {
  readonly infusion: { readonly dose_mg_per_kg: number; readonly weight_kg: number; readonly concentration_mg_per_mL: number; readonly segments: readonly { readonly rate_mL_per_h: number }[] } | null
  /** Last values of the signs; only the pressures count here. */
  readonly values: Values
  /** Last MOAA/S. */
  readonly sedation: number | null
  /** Drugs given beside the infusion. */
  readonly medications: number
}

/** MN-02: who is watched at the shorter interval: more than the starting dose or the usual rate, a pressure in an alarm tier, MOAA/S 3 or less, or any drug given beside the infusion. */
export function isHighRisk({ infusion, values, sedation, medications }: RiskFacts, settings: ProtocolSettings): boolean {
  if (!infusion) return false
  const rate_mL_per_h = infusion.segments.at(-1)?.rate_mL_per_h ?? 0
  const hourly = (rate_mL_per_h * infusion.concentration_mg_per_mL) / infusion.weight_kg
  const pressures: Values = { ...(values.sbp_mmHg === undefined ? {} : { sbp_mmHg: values.sbp_mmHg }), ...(values.dbp_mmHg === undefined ? {} : { dbp_mmHg: values.dbp_mmHg }) }
  return infusion.dose_mg_per_kg > settings.dose.start_mg_per_kg || hourly > settings.dose.rate_warn_mg_per_kg_h
    || TIER_ORDER.indexOf(alarmsOf(pressures, {}, sedation, settings).tier) > 0 || medications > 0
}

/** The risk facts of a folded session. */
export const riskFacts = ({ infusion, latest, sedation, medications }: SessionView): RiskFacts => ({
  infusion: infusion && { dose_mg_per_kg: infusion.dose_mg_per_kg, weight_kg: infusion.weight_kg, concentration_mg_per_mL: infusion.concentration_mg_per_mL, segments: infusion.segments.slice(-1).map(({ rate_mL_per_h }) => ({ rate_mL_per_h })) },
  values: Object.fromEntries(VITAL_NAMES.flatMap((name) => (latest[name] ? [[name, latest[name].value]] : []))), sedation: sedation?.scale === 'MOAA/S' ? sedation.score : null, medications: medications.length,
})

/** When vital signs as the protocol means them (MN-02: pressure, pulse, breathing) were last taken: a set with a blood pressure. A monitor's pulse and saturation alone do not put the next set off. */
export const lastSetAt = (view: SessionView): Instant | null => view.vitals.findLast((v) => v.values.sbp_mmHg !== undefined)?.at ?? null

/** MN-03: whether a pressure was taken between the peak minutes of the infusion. `sets` are moments of sets with a pressure. */
export function isPeakTaken(startedAt: Instant, sets: readonly Instant[], { monitor }: Pick<ProtocolSettings, 'monitor'>): boolean {
  const { from, to } = monitor.peak_reading_min
  return sets.some((at) => at >= startedAt + from * MINUTE_MS && at <= startedAt + to * MINUTE_MS)
}

/** `nextVitals` of a folded session. `quietUntil` is what `quiet-cuff.ts` says; without it the cuff is never left off. */
export function dueVitals(view: SessionView, settings: ProtocolSettings, now: Instant, quietUntil: Instant | null = null): Due {
  const startedAt = view.infusion?.startedAt ?? null
  return nextVitals({
    state: view.state, startedAt, dischargedAt: view.dischargedAt, lastVitalsAt: lastSetAt(view), isHighRisk: isHighRisk(riskFacts(view), settings), quietUntil,
    isPeakTaken: startedAt !== null && isPeakTaken(startedAt, view.vitals.flatMap((v) => (v.values.sbp_mmHg === undefined ? [] : [v.at])), settings),
  }, settings, now)
}
