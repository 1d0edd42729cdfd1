/*
When will this patient probably be ready to go home? From the stop (or from when the bag will be empty), the least and the advised minutes, what is still
missing, and the patient's own earlier recoveries. It is a guess with a band, and says what it rests on; it never holds a patient and never lets one go: that is discharge.ts.

In two steps, so that a wall of chairs need not read whole logs: `readyBasis` is what the facts give and is kept beside the session; `readyTime` adds the moment
and the patient's history.

Invariants: never before the least time is over; never in the past unless ready; from <= at <= to; a person's estimate stands while its time has not passed;
one more thing missing, or longer earlier recoveries, never make it earlier.
*/
import { MINUTE_MS, type Instant } from '../shared/index.ts'
import type { ProtocolSettings } from '../plan/index.ts'
import { expectedEnd } from './delivered.ts'
import { dischargeConditions } from './discharge.ts'
import type { SessionView } from './fold.ts'
import { recoveryEnds } from './recovery-minutes.ts'

/** What the facts of the visit give. Moments in milliseconds, so that it is JSON as it stands. */
export type ReadyBasis = {
  readonly stopAt: Instant
  /** The pump has stopped; otherwise `stopAt` is when the bag will be empty. */
  readonly isStopped: boolean
  readonly floorAt: Instant
  /** The advised end of recovery; `First`: if this is the patient's first infusion. */
  readonly advisedAt: Instant
  readonly advisedAtFirst: Instant
  /** A person's own estimate. */
  readonly estimate: { readonly at: Instant; readonly reason: string | null } | null
  /** What is missing, the clock and the escort apart: neither is the patient's. */
  readonly missing: readonly { readonly label: string; readonly wait: 'patient' | 'sets' | 'hand'; readonly sets: number }[]
  readonly lastSetAt: Instant | null
}
/** The patient's earlier recoveries from stop to discharge, in minutes; `isFirst`: no infusion before. */
export type ReadyHistory = { readonly isFirst: boolean; readonly recoveries_min: readonly number[] }

export type ReadyTime = {
  /** `ready`: every condition but the escort is met. `estimated`: by a person. `reckoned`: from the facts. */
  readonly kind: 'ready' | 'estimated' | 'reckoned'
  readonly at: Instant
  /** The band: it will probably be between these. */
  readonly from: Instant
  readonly to: Instant
  /** A person's estimate has passed and the patient is not ready. */
  readonly overdue: boolean
  /** What it rests on, a line each. */
  readonly restsOn: readonly string[]
}

/** Null when nothing runs or ran, while the pump is paused (nobody knows how long), and after discharge. */
export function readyBasis(view: SessionView, settings: ProtocolSettings, now: Instant): ReadyBasis | null {
  const { infusion } = view
  if (!infusion || view.dischargedAt !== null) return null
  const stopAt = infusion.stoppedAt ?? expectedEnd(infusion, now)
  if (stopAt === null) return null
  const conditions = dischargeConditions(view, settings, now)
  const own = recoveryEnds(view, false, settings, stopAt)
  return {
    stopAt, isStopped: infusion.stoppedAt !== null, floorAt: own.floorAt, advisedAt: own.advisedAt, advisedAtFirst: recoveryEnds(view, true, settings, stopAt).advisedAt,
    estimate: view.readyEstimate ? { at: view.readyEstimate.readyAt, reason: view.readyEstimate.reason ?? null } : null,
    missing: conditions.flatMap(({ id, met, label, wait, sets }) => (met || id === 'escort' || wait === 'clock' ? [] : [{ label, wait, sets }])),
    lastSetAt: view.vitals.findLast((v) => v.at >= stopAt && v.values.sbp_mmHg !== undefined)?.at ?? null,
  }
}

/** The value below which a part of the sorted numbers lies, between two neighbours by proportion. */
function quantile(sorted: readonly number[], part: number): number {
  const place = (sorted.length - 1) * part
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
  return low + (high - low) * (place - Math.floor(place))
}

type Limits = Pick<ProtocolSettings, 'monitor' | 'recovery'>

/** The earliest moment at which what is missing can be there: a hand takes the leaving minutes, the patient is looked at with the next set, each further set comes an interval later. */
function clearedAt({ missing, lastSetAt, stopAt, isStopped }: ReadyBasis, { monitor, recovery }: Limits, now: Instant): number {
  const interval = monitor.vitals_every_min.recovery * MINUTE_MS
  const leaving = recovery.leaving_min * MINUTE_MS
  if (!isStopped) return stopAt + leaving
  const nextSet = Math.max(now, (lastSetAt ?? stopAt) + interval)
  return missing.reduce((latest, { wait, sets }) => Math.max(latest, wait === 'hand' ? now + leaving : nextSet + Math.max(0, sets - 1) * interval), now as number)
}

/** The ready time at `now`. Bands are whole minutes wide at least: nobody knows it to the second. */
export function readyTime(basis: ReadyBasis, history: ReadyHistory, settings: Limits, now: Instant): ReadyTime {
  const interval = settings.monitor.vitals_every_min.recovery * MINUTE_MS
  const leaving = settings.recovery.leaving_min * MINUTE_MS
  const advisedAt = history.isFirst ? basis.advisedAtFirst : basis.advisedAt
  const minutes = (at: number): number => Math.round((at - basis.stopAt) / MINUTE_MS)
  const restsOn = [
    basis.isStopped ? `at least ${minutes(basis.floorAt)} min after the stop` : `the bag will be empty first, then at least ${minutes(basis.floorAt)} min`,
    ...(advisedAt > basis.floorAt ? [`${minutes(advisedAt)} min are advised here`] : []),
  ]
  if (basis.isStopped && basis.missing.length === 0 && now >= basis.floorAt)
    return { kind: 'ready', at: now, from: now, to: now, overdue: false, restsOn: ['every condition but the escort is met'] }
  const { estimate } = basis
  if (estimate && estimate.at > now) {
    const at = Math.max(estimate.at, basis.floorAt) as Instant
    return { kind: 'estimated', at, from: at, to: (at + interval) as Instant, overdue: false, restsOn: [`a person's estimate${estimate.reason === null ? '' : `: ${estimate.reason}`}`, ...restsOn] }
  }
  const own = history.recoveries_min.toSorted((a, b) => a - b)
  const after = (part: number, otherwise: number): number => (own.length === 0 ? otherwise : Math.max(otherwise, basis.stopAt + quantile(own, part) * MINUTE_MS))
  const earliest = Math.max(basis.floorAt, clearedAt(basis, settings, now))
  const at = Math.max(earliest, after(0.5, advisedAt))
  const from = Math.min(at, Math.max(earliest, after(0.25, advisedAt)))
  const to = Math.max(at + (own.length >= 3 ? leaving : interval), after(0.75, advisedAt))
  if (own.length > 0) restsOn.push(`earlier recoveries of this patient: ${own.length === 1 ? `${Math.round(own[0]!)} min` : `${Math.round(own[0]!)} to ${Math.round(own.at(-1)!)} min (${own.length})`}`)
  if (basis.isStopped && basis.missing.length > 0) restsOn.push(`still missing: ${basis.missing.map(({ label }) => label).join('; ')}`)
  const whole = (ms: number): Instant => (Math.ceil(ms / MINUTE_MS) * MINUTE_MS) as Instant
  return { kind: 'reckoned', at: whole(at), from: whole(from), to: whole(to), overdue: estimate !== null, restsOn }
}
