// The quiet cuff: for a stable patient the cuff may stay off in the deepest minutes, within the protocol's limits. Any flag ends the window for good; a person sets a new one, or none.
import { MINUTE_MS, type Instant } from '../shared/index.ts'
import type { ProtocolSettings } from '../plan/index.ts'
import { alarmsOf } from './alarms.ts'
import { isHighRisk, isPeakTaken } from './due.ts'
import type { WatchFacts } from './watch-facts.ts'

/** What the watch knows beyond the facts. */
export type Flags = {
  /** Words of the alarms that last, without late vital signs. */
  readonly alarms: readonly string[]
  /** When an alarm was raised last, also when it is over. */
  readonly lastRaisedAt: Instant | null
  /** Whether the monitor speaks: the cuff may be off only while something watches. */
  readonly hasSignal: boolean
}
export type QuietCuff = {
  /** The cuff is off until then, and the next set is due then, also when that is past. Null: there is no window, or a flag ended it. */
  readonly until: Instant | null
  /** What a window set now would last until. Null: none may be set, for the reasons in `against`. */
  readonly offer: Instant | null
  readonly against: readonly string[]
}

/** Which window lasts, and which may be set now. */
export function quietCuff(facts: WatchFacts, flags: Flags, settings: ProtocolSettings, now: Instant): QuietCuff {
  const { startedAt } = facts
  if (startedAt === null) return { until: null, offer: null, against: ['no infusion runs'] }
  const { from, to, quietSets, longest } = settings.monitor.quiet_cuff_min
  const minute = (n: number): number => startedAt + n * MINUTE_MS
  const sets = facts.sets.filter((s) => s.values.sbp_mmHg !== undefined)
  const lastSets = sets.slice(-quietSets)
  const isQuiet = (set: (typeof sets)[number]): boolean => alarmsOf(set.values, facts.baseline, null, settings).tier === 'none'
  const since = lastSets[0]?.at ?? startedAt
  const against = [
    ...(facts.state === 'infusing' ? [] : ['no infusion runs']),
    ...(lastSets.length < quietSets ? [`fewer than ${quietSets} sets since the start`] : lastSets.every(isQuiet) ? [] : ['the last sets were not quiet']),
    ...(isHighRisk(facts.risk, settings) ? ['vital signs are due at the shorter interval'] : []),
    ...flags.alarms,
    ...(facts.lastFlagAt !== null && facts.lastFlagAt > since ? ['a drug was given or an event noted'] : []),
    ...(flags.lastRaisedAt !== null && flags.lastRaisedAt > since ? ['an alarm since the last sets'] : []),
    ...(flags.hasSignal ? [] : ['no continuous signal']),
    ...(facts.contradictions > 0 ? ['facts that do not agree'] : []),
  ]
  const last = sets.at(-1)?.at ?? null
  const within = (until: number): Instant => Math.min(until, minute(to), (last ?? startedAt) + longest * MINUTE_MS, isPeakTaken(startedAt, sets.map((s) => s.at), settings) ? Infinity : minute(settings.monitor.peak_reading_min.to)) as Instant
  const most = within(Infinity)
  const outside = now < minute(from) ? [`before minute ${from} of the infusion`] : now >= minute(to) ? [`after minute ${to} of the infusion`] : most <= now ? [`the longest time of ${longest} min is over`] : []
  const window = facts.quietCuff
  const isBroken = window === null || against.length > 0 || (facts.lastFlagAt !== null && facts.lastFlagAt >= window.at) || (flags.lastRaisedAt !== null && flags.lastRaisedAt >= window.at)
    || sets.some((s) => s.at >= window.at)
  const until = isBroken ? null : within(window.until)
  return { until, offer: against.length + outside.length === 0 && (until === null || until < now) ? most : null, against: [...outside, ...against] }
}
