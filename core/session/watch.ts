/*
The watch over one visit: every alarm that lasts, from what was recorded and from what the monitor says, by one set of rules on the tablet and on the server.

  tier warn -> low priority    tell a clinician, measure again
  tier pause -> medium         pause the pump, a clinician to the chair
  tier stop -> high            stop, or an emergency
  no signal -> low, medium after `blind_escalate_s` while drug runs
  vital signs late -> low, medium when they escalate

Priorities after IEC 60601-1-8. The tiers are the clinical reference's (5.2); the software names them and proposes no drug. What a person answered changes the tone, never whether an alarm is shown; only
"artefact" ends one, until readings raise it again.
*/
import { MINUTE_MS, SECOND_MS, toIso, type Instant } from '../shared/index.ts'
import type { ProtocolSettings } from '../plan/index.ts'
import type { AlarmTier } from './alarms.ts'
import { isHighRisk, isPeakTaken, nextVitals, type Due } from './due.ts'
import { quietCuff, type QuietCuff } from './quiet-cuff.ts'
import type { WatchFacts } from './watch-facts.ts'
import { pressureAlarms, spotAlarms } from './watch-sets.ts'
import { blindness, chartedStream, streamAlarms } from './watch-signs.ts'
import { PRIORITIES, type Priority, type Raised } from './watch-alarm.ts'
import { scoreAlarms } from './watch-scores.ts'
import type { Stream } from './watch-stream.ts'

export type WatchAlarm = Raised & {
  /** Who has seen it, last. */
  readonly seen: { readonly by: string; readonly at: Instant } | null
  /** The tone is silent until then, by whom. */
  readonly paused: { readonly by: string; readonly until: Instant } | null
}
export type Remark = { readonly rule: string; readonly text: string }
export type Watch = {
  /** Worst first. */
  readonly alarms: readonly WatchAlarm[]
  readonly tier: AlarmTier
  readonly priority: Priority | null
  /** The worst alarm whose tone is not paused. */
  readonly sounding: Priority | null
  /** Since when no sign comes from a monitor that spoke before; null while one does, or where none ever did. */
  readonly blindSince: Instant | null
  readonly due: Due
  readonly quiet: QuietCuff
  readonly remarks: readonly Remark[]
}

const NOTHING_DUE: Due = { status: 'none', dueAt: null, minutes: null, every_min: null }
const NO_WATCH: Watch = { alarms: [], tier: 'none', priority: null, sounding: null, blindSince: null, due: NOTHING_DUE, quiet: { until: null, offer: null, against: [] }, remarks: [] }
/** Clocks of two devices may differ by so much and a pause still counts for the alarm that it was meant for. Not a clinical limit: no alarm of a sign comes back within it. */
const CLOCK_SLACK_MS = 5 * SECOND_MS

function answered(raised: Raised, facts: WatchFacts, { monitor }: ProtocolSettings, now: Instant): WatchAlarm {
  const level = PRIORITIES.indexOf(raised.priority)
  const own = facts.answers.filter(({ alarm, at }) => {
    const [key, priority] = [alarm.slice(0, alarm.lastIndexOf(':')), alarm.slice(alarm.lastIndexOf(':') + 1)]
    // What was answered before this alarm began, or at a lower level, was another alarm.
    return key === raised.key && PRIORITIES.indexOf(priority as Priority) >= level && raised.raisedAt <= at + CLOCK_SLACK_MS
  })
  const seen = own.findLast((a) => a.answer === 'seen' || a.answer === 'repeated')
  const pause = own.findLast((a) => a.answer === 'audio-paused')
  const longest = pause ? pause.at + monitor.audio_pause_s * SECOND_MS : 0
  const until = pause ? Math.min(pause.until ?? longest, longest) : 0
  const isRepeated = own.some((a) => a.answer === 'repeated' && a.at >= raised.at)
  return {
    ...raised, ...(isRepeated ? { confirmation: 'confirmed' as const, repeatBy: null } : {}),
    seen: seen ? { by: seen.by, at: seen.at } : null, paused: pause && now < until && pause.at <= now + CLOCK_SLACK_MS ? { by: pause.by, until: until as Instant } : null,
  }
}

const WATCHED: readonly WatchFacts['state'][] = ['infusing', 'paused', 'recovering', 'aborted']

function lateAlarm(due: Due, settings: ProtocolSettings): Raised[] {
  if (due.dueAt === null || (due.status !== 'late' && due.status !== 'escalate')) return []
  const { flag, escalate } = settings.monitor.late_min
  const raisedAt = (due.dueAt + (due.status === 'late' ? flag : escalate) * MINUTE_MS) as Instant
  return [{
    key: 'vitals.late', what: 'late', tier: 'none', priority: due.status === 'late' ? 'low' : 'medium', message: due.status === 'late' ? 'vital signs are late' : 'vital signs are overdue: nobody has looked for too long',
    since: due.dueAt, raisedAt, at: raisedAt, value: null, confirmation: 'not-asked', repeatBy: null,
  }]
}

/** Benzodiazepines and opioids by their names (MN-04); what a standing order calls sedative counts too. */
const SEDATIVES = /midazolam|lorazepam|diazepam|alprazolam|clonazepam|temazepam|fentanyl|morphine|morphone|oxycodone|hydrocodone|tramadol|meperidine|pethidine/i

/** MN-03 and MN-04: what the protocol wants and is not there. */
function remarksOf(facts: WatchFacts, hasCo2: boolean, peakTaken: boolean, settings: ProtocolSettings, now: Instant): Remark[] {
  const { from, to } = settings.monitor.peak_reading_min
  const running = facts.state === 'infusing' || facts.state === 'paused'
  const { infusion } = facts.risk
  const rate_mg_per_kg_h = infusion ? ((infusion.segments.at(-1)?.rate_mL_per_h ?? 0) * infusion.concentration_mg_per_mL) / infusion.weight_kg : 0
  const why = [
    ...(running ? facts.co2Reasons : []),
    ...(facts.moaas !== null && facts.moaas.score <= (settings.alerts.moaas_at_most[0] ?? -1) ? [`MOAA/S ${facts.moaas.score}`] : []),
    ...(running && rate_mg_per_kg_h > settings.dose.rate_warn_mg_per_kg_h ? [`more than ${settings.dose.rate_warn_mg_per_kg_h} mg/kg/h`] : []),
    ...(facts.drugs.some(({ drug, standingOrder }) => SEDATIVES.test(drug) || settings.standing_orders.some((order) => order.id === standingOrder && order.sedative)) ? ['a sedative or opioid was given'] : []),
  ]
  return [
    ...(!peakTaken && now > facts.startedAt! + to * MINUTE_MS && (facts.stoppedAt === null || facts.stoppedAt >= facts.startedAt! + from * MINUTE_MS) ? [{ rule: 'MN-03', text: `no blood pressure between minutes ${from} and ${to}` }] : []),
    ...(why.length > 0 && !hasCo2 ? [{ rule: 'MN-04', text: `EtCO2 is wanted: ${why.join(', ')}` }] : []),
  ]
}

/** Everything that the watch says at `now`. `live` is what the monitor said, on the clock of `now`; `EMPTY_STREAM` where there is none. */
export function watchOf(facts: WatchFacts, live: Stream, settings: ProtocolSettings, now: Instant): Watch {
  const { startedAt } = facts
  if (startedAt === null || facts.dischargedAt !== null || !WATCHED.includes(facts.state)) return NO_WATCH
  const charted = chartedStream(facts, settings)
  const signs = streamAlarms(facts, live, charted, settings, now)
  const blind = blindness(facts, live, charted, settings, now)
  const raised = [...signs, ...spotAlarms(facts, live, charted, settings, now), ...pressureAlarms(facts, settings, now), ...scoreAlarms(facts, settings), ...blind.alarms]
  const setTimes = facts.sets.flatMap((s) => (s.values.sbp_mmHg === undefined ? [] : [s.at]))
  const peakTaken = isPeakTaken(startedAt, setTimes, settings)
  const lastRaisedAt = raised.reduce((last, r) => Math.max(last, r.raisedAt), Math.max(live.lastRaisedAt ?? 0, charted.lastRaisedAt ?? 0)) as Instant
  const quiet = quietCuff(facts, { alarms: raised.map((r) => r.message), lastRaisedAt: lastRaisedAt > 0 ? lastRaisedAt : null, hasSignal: blind.hasSignal }, settings, now)
  const due = nextVitals({ state: facts.state, startedAt, dischargedAt: facts.dischargedAt, lastVitalsAt: facts.lastSetAt, isHighRisk: isHighRisk(facts.risk, settings), isPeakTaken: peakTaken, quietUntil: quiet.until }, settings, now)
  const alarms = [...raised, ...lateAlarm(due, settings)].map((r) => answered(r, facts, settings, now))
    .sort((a, b) => PRIORITIES.indexOf(b.priority) - PRIORITIES.indexOf(a.priority) || a.raisedAt - b.raisedAt || (a.key < b.key ? -1 : 1))
  const tier = (['stop', 'pause', 'warn'] as const).find((t) => alarms.some((a) => a.tier === t)) ?? 'none'
  return {
    alarms, tier, priority: alarms[0]?.priority ?? null, sounding: alarms.find((a) => a.paused === null)?.priority ?? null, blindSince: blind.since, due, quiet,
    remarks: remarksOf(facts, blind.hasCo2, peakTaken, settings, now),
  }
}

/** The watch as it travels to the Floor: moments in ISO 8601. */
export type FloorWatch = {
  readonly alarms: readonly (Pick<WatchAlarm, 'key' | 'what' | 'tier' | 'priority' | 'message' | 'value' | 'confirmation'> & { readonly raisedAt: string; readonly at: string; readonly isSeen: boolean; readonly pausedUntil: string | null })[]
  readonly blindSince: string | null
  readonly nextDueAt: string | null
  readonly isPeakTaken: boolean
  readonly quietUntil: string | null
  readonly remarks: readonly Remark[]
}
export function toFloorWatch(watch: Watch, facts: WatchFacts, settings: ProtocolSettings): FloorWatch {
  const iso = (at: Instant | null): string | null => (at === null ? null : toIso(at))
  return {
    alarms: watch.alarms.map(({ key, what, tier, priority, message, value, confirmation, raisedAt, at, seen, paused }) => ({
      key, what, tier, priority, message, value, confirmation, raisedAt: toIso(raisedAt), at: toIso(at), isSeen: seen !== null, pausedUntil: iso(paused?.until ?? null),
    })),
    blindSince: iso(watch.blindSince), nextDueAt: iso(watch.due.dueAt), quietUntil: iso(watch.quiet.until), remarks: watch.remarks,
    isPeakTaken: facts.startedAt !== null && isPeakTaken(facts.startedAt, facts.sets.flatMap((s) => (s.values.sbp_mmHg === undefined ? [] : [s.at])), settings),
  }
}
