// Alarms of the continuous signs, and of their absence: what the monitor says live where it does, and what was charted of it where it does not.
import { SECOND_MS, type Instant } from '../shared/index.ts'
import type { ProtocolSettings } from '../plan/index.ts'
import { NAMES, TIER_ORDER, unitOf } from './alarms.ts'
import { artefactsOf, PRIORITY_OF, type Raised } from './watch-alarm.ts'
import type { WatchFacts } from './watch-facts.ts'
import { conditionsOf, cycleOf, EMPTY_STREAM, isStreamed, readInto, STREAMED, type Condition, type SignReading, type SignState, type Stay, type Stream, type StreamedSign } from './watch-stream.ts'
import { VITAL_NAMES } from './plausible.ts'

/** What a device charted comes once a minute: while a live signal is not older than this beside it, the live one counts. Not a clinical limit. */
const CHARTED_EVERY_MS = 60_000
const FRESH_BESIDE_MS = 1.5 * CHARTED_EVERY_MS

/** The charted values of devices as a stream of their own. A chart kept by a device alone alarms too, only later: at the next minute that is beyond the limit as well. */
export function chartedStream(facts: WatchFacts, settings: ProtocolSettings): Stream {
  const readings = facts.sets.filter((s) => s.origin !== 'person').flatMap((s): SignReading[] => VITAL_NAMES.flatMap((vital) => (isStreamed(vital) && s.values[vital] !== undefined ? [{ at: s.at, vital, value: s.values[vital], source: s.source }] : [])))
  const items = [...readings, ...artefactsOf(facts)].toSorted((a, b) => a.at - b.at)
  return readInto(EMPTY_STREAM, items, conditionsOf(facts.baseline, settings), settings)
}

const signsOf = (stream: Stream, vital: StreamedSign): SignState[] => Object.values(stream.signs).filter((s) => s.vital === vital)
/** When a sign last had a value in a stream. */
export const lastValueAt = (stream: Stream, vital: StreamedSign): Instant | null => signsOf(stream, vital).reduce<Instant | null>((last, s) => (s.last !== null && (last === null || s.last.at > last) ? s.last.at : last), null)

/** The stream that counts for a sign: the live one, unless the chart knows clearly later values. */
function streamFor(vital: StreamedSign, live: Stream, charted: Stream): Stream {
  const [liveAt, chartedAt] = [lastValueAt(live, vital), lastValueAt(charted, vital)]
  return liveAt === null || (chartedAt !== null && chartedAt > liveAt + FRESH_BESIDE_MS) ? charted : live
}

/** How long a source may say nothing: the protocol's seconds, or twice its own cycle where that is longer. */
export function silenceLimit_ms(stream: Stream, source: string, { monitor }: Pick<ProtocolSettings, 'monitor'>): number {
  const known = stream.sources[source]
  return Math.max(monitor.no_signal_s * SECOND_MS, known ? 2 * cycleOf(known) : 0)
}

function alarmOf(sign: SignState, condition: Condition, stay: Stay, isStale: boolean): Raised {
  const { value, at } = sign.last!
  return {
    key: condition.key, what: sign.vital, tier: condition.tier, priority: PRIORITY_OF[condition.tier], value, since: stay.since, raisedAt: stay.raisedAt!, at, confirmation: 'not-asked', repeatBy: null,
    message: `${NAMES[sign.vital]} ${value} ${unitOf(sign.vital)}${isStale ? ' (last reading)' : ''}, ${condition.words}`,
  }
}

/** The alarms of the continuous signs, one for each sign and side: the worst of its sources. */
export function streamAlarms(facts: WatchFacts, live: Stream, charted: Stream, settings: ProtocolSettings, now: Instant): Raised[] {
  const conditions = conditionsOf(facts.baseline, settings)
  const worst = new Map<string, Raised>()
  for (const vital of STREAMED) {
    const stream = streamFor(vital, live, charted)
    const limit_ms = (source: string): number => (stream === live ? silenceLimit_ms(live, source, settings) : 2 * CHARTED_EVERY_MS)
    for (const sign of signsOf(stream, vital)) sign.stays.forEach((stay, i) => {
      const condition = conditions[vital][i]
      if (stay?.raisedAt == null || condition === undefined || sign.last === null) return
      const alarm = alarmOf(sign, condition, stay, sign.value === null || now - sign.last.at > limit_ms(sign.source))
      const before = worst.get(alarm.key)
      const stricter = before === undefined ? 1 : TIER_ORDER.indexOf(alarm.tier) - TIER_ORDER.indexOf(before.tier)
      if (stricter > 0 || (stricter === 0 && alarm.raisedAt < before!.raisedAt)) worst.set(alarm.key, alarm)
    })
  }
  return [...worst.values()]
}

/** Whether a source is a signal that can be missed: one that spoke twice within a minute and a half. A spot check is none; a pulse alone may be a cuff's, and takes more. Not a clinical limit. */
function isSignal(stream: Stream, source: string): boolean {
  const quick = stream.sources[source]?.cycles_ms.filter((ms) => ms <= FRESH_BESIDE_MS).length ?? 0
  const hasMore = Object.values(stream.signs).some((s) => s.source === source && s.vital !== 'pulse_per_min' && s.last !== null)
  return quick >= (hasMore ? 1 : 3)
}

export type Blindness = { readonly since: Instant | null; readonly hasSignal: boolean; readonly hasCo2: boolean; readonly alarms: readonly Raised[] }

/** Whether anything watches. A monitor that never spoke in this visit is not missed here: vital signs by hand have their own clock. */
export function blindness(facts: WatchFacts, live: Stream, charted: Stream, settings: ProtocolSettings, now: Instant): Blindness {
  type Heard = { readonly at: Instant; readonly limit_ms: number }
  const heard = (vital: StreamedSign): Heard | null => {
    const stream = streamFor(vital, live, charted)
    return signsOf(stream, vital).filter((s) => isSignal(stream, s.source)).reduce<Heard | null>((last, { source, last: value }) => (value === null || (last !== null && last.at >= value.at) ? last
      : { at: value.at, limit_ms: stream === live ? silenceLimit_ms(live, source, settings) : 2 * CHARTED_EVERY_MS }), null)
  }
  const isSilent = (h: Heard): boolean => now - h.at > h.limit_ms
  const byName = STREAMED.map((vital) => ({ vital, heard: heard(vital) }))
  const latest = byName.reduce<Heard | null>((last, { heard: h }) => (h !== null && (last === null || h.at > last.at) ? h : last), null)
  const spo2 = byName.find((s) => s.vital === 'spo2_pct')!.heard
  const co2 = byName.find((s) => s.vital === 'etco2_mmHg')!.heard
  const escalate_ms = settings.monitor.blind_escalate_s * SECOND_MS
  const alarm = (key: string, message: string, h: Heard): Raised => {
    const isUrgent = facts.state === 'infusing' && now - h.at > Math.max(escalate_ms, h.limit_ms)
    const raisedAt = (h.at + (isUrgent ? Math.max(escalate_ms, h.limit_ms) : h.limit_ms)) as Instant
    return { key, what: 'signal', tier: 'none', priority: isUrgent ? 'medium' : 'low', message, since: h.at, raisedAt, at: h.at, value: null, confirmation: 'not-asked', repeatBy: null }
  }
  const isBlind = latest !== null && isSilent(latest)
  const noSpo2 = spo2 !== null && isSilent(spo2)
  return {
    since: isBlind ? latest.at : null, hasSignal: spo2 !== null && !isBlind && !noSpo2, hasCo2: co2 !== null && !isSilent(co2),
    alarms: isBlind ? [alarm('signal.none', 'no signal from the monitor', latest)] : noSpo2 ? [alarm('signal.spo2_pct', 'SpO2: no reading', spo2)] : [],
  }
}
