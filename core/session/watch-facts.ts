// What the watch over a visit needs of its facts, small enough to keep beside the session: the Floor watches from this and never folds a log for it.
import { MINUTE_MS, type Instant } from '../shared/index.ts'
import { riskFacts, lastSetAt, type RiskFacts } from './due.ts'
import type { EventOf } from './events.ts'
import type { SessionState, SessionView } from './fold.ts'
import type { Values } from './alarms.ts'
import { VITAL_NAMES } from './plausible.ts'

type Origin = EventOf<'vitals-recorded'>['origin']
export type WatchSet = { readonly at: Instant; readonly values: Values; readonly origin: Origin; readonly source: string }
type Score = { readonly at: Instant; readonly score: number }
export type WatchAnswer = { readonly alarm: string; readonly answer: EventOf<'alarm-answered'>['answer']; readonly at: Instant; readonly until: Instant | null; readonly by: string }

/** Moments are milliseconds since 1970; everything here survives JSON. */
export type WatchFacts = {
  readonly state: SessionState
  readonly startedAt: Instant | null
  readonly stoppedAt: Instant | null
  readonly dischargedAt: Instant | null
  /** Sign by sign, the last value before the start. */
  readonly baseline: Values
  /** Sets since the start, oldest first: all with a pressure or from a person; of what devices charted each minute the last quarter of an hour. */
  readonly sets: readonly WatchSet[]
  readonly moaas: Score | null
  readonly rass: Score | null
  readonly dissociation: (Score & { readonly distressing: boolean }) | null
  readonly nausea: (Score & { readonly vomited: boolean }) | null
  /** Emergencies that nobody has said are over. */
  readonly emergencies: readonly { readonly id: string; readonly at: Instant; readonly what: string }[]
  readonly iv: { readonly at: Instant; readonly finding: EventOf<'iv-checked'>['finding'] } | null
  /** What the pump complains of, while it does. */
  readonly pumpAlarm: { readonly at: Instant; readonly words: string } | null
  readonly answers: readonly WatchAnswer[]
  readonly quietCuff: { readonly at: Instant; readonly until: Instant } | null
  /** The last fact that ends a quiet window by being there at all: a drug beside the infusion, an adverse event. */
  readonly lastFlagAt: Instant | null
  /** Drugs given beside the infusion, with the standing order they were given under. */
  readonly drugs: readonly { readonly drug: string; readonly standingOrder: string | null }[]
  readonly contradictions: number
  readonly lastSetAt: Instant | null
  readonly risk: RiskFacts
  /** Why the patient's record wants EtCO2 (MN-04, on-record.ts); empty where the record is not at hand, as on the Floor. */
  readonly co2Reasons: readonly string[]
}

/** What devices charted minute by minute is of use only where no live signal is: this much of it is kept. */
const MINUTES_KEPT_MS = 15 * MINUTE_MS
const MOST_SETS = 120
const MOST_ANSWERS = 60

/** The part of a folded session that is watched. */
export function watchFacts(view: SessionView, co2Reasons: readonly string[] = []): WatchFacts {
  const startedAt = view.infusion?.startedAt ?? null
  const baseline: Record<string, number> = {}
  const sets: WatchSet[] = []
  for (const v of view.vitals) {
    if (startedAt !== null && v.at <= startedAt) for (const name of VITAL_NAMES) { const value = v.values[name]; if (value !== undefined) baseline[name] = value }
    // What a person took over from a device has been looked at by a person.
    if (startedAt === null || v.at > startedAt) sets.push({ at: v.at, values: v.values, origin: v.actor.startsWith('device:') ? v.origin : 'person', source: v.source ?? v.actor })
  }
  const newest = sets.at(-1)?.at ?? 0
  const kept = sets.filter((s) => s.origin === 'person' || s.values.sbp_mmHg !== undefined || s.at > newest - MINUTES_KEPT_MS)
  const counted = view.facts.filter((f) => !f.withdrawn).map((f) => f.event)
  const last = <T extends 'sedation-scored' | 'dissociation-scored' | 'symptom-rated' | 'pump-read'>(type: T, fits: (event: EventOf<T>) => boolean): EventOf<T> | null =>
    (counted.findLast((event) => event.type === type && fits(event as EventOf<T>)) as EventOf<T> | undefined) ?? null
  const scored = (scale: 'MOAA/S' | 'RASS'): Score | null => { const event = last('sedation-scored', (e) => e.scale === scale); return event && { at: event.at, score: event.score } }
  const dissociation = last('dissociation-scored', () => true)
  const nausea = last('symptom-rated', (e) => e.symptom === 'nausea')
  const pump = last('pump-read', () => true)
  const iv = view.ivChecks.at(-1)
  const flags = [view.medications.at(-1)?.at, view.adverseEvents.at(-1)?.at].filter((at) => at !== undefined)
  return {
    state: view.state, startedAt, stoppedAt: view.infusion?.stoppedAt ?? null, dischargedAt: view.dischargedAt, baseline, sets: kept.slice(-MOST_SETS),
    moaas: scored('MOAA/S'), rass: scored('RASS'),
    // CADSS-6 has no tiers: a score of it says only whether the experience is distressing.
    dissociation: dissociation && { at: dissociation.at, score: dissociation.scale === '0-10' ? dissociation.score : 0, distressing: dissociation.distressing === true },
    nausea: nausea && { at: nausea.at, score: nausea.score, vomited: nausea.vomited === true },
    emergencies: view.adverseEvents.filter((e) => (e.emergency === true || e.severity === 'life-threatening' || e.severity === 'death') && e.outcome !== 'resolved' && e.outcome !== 'transferred').map((e) => ({ id: e.id, at: e.at, what: e.what })),
    iv: iv ? { at: iv.at, finding: iv.finding } : null,
    pumpAlarm: pump !== null && (pump.status === 'alarm' || pump.alarm !== undefined) ? { at: pump.at, words: pump.alarm ?? 'alarm' } : null,
    answers: view.alarmAnswers.slice(-MOST_ANSWERS).map((a) => ({ alarm: a.alarm, answer: a.answer, at: a.at, until: a.until ?? null, by: a.actor })),
    quietCuff: view.quietCuff && { at: view.quietCuff.at, until: view.quietCuff.until }, lastFlagAt: flags.length === 0 ? null : (Math.max(...flags) as Instant),
    drugs: view.medications.map((m) => ({ drug: m.drug, standingOrder: m.standingOrder ?? null })), contradictions: view.contradictions.length, lastSetAt: lastSetAt(view), risk: riskFacts(view), co2Reasons,
  }
}
