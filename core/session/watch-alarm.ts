// What an alarm is, before and after somebody has answered it.
import type { Instant } from '../shared/index.ts'
import type { AlarmTier } from './alarms.ts'
import type { VitalName } from './plausible.ts'
import type { WatchFacts } from './watch-facts.ts'

export type Priority = 'high' | 'medium' | 'low'
export const PRIORITY_OF: Readonly<Record<Exclude<AlarmTier, 'none'>, Priority>> = { stop: 'high', pause: 'medium', warn: 'low' }
export const PRIORITIES: readonly Priority[] = ['low', 'medium', 'high']

/** Whether a reading in a tier was looked at a second time (5.2: "confirm by repeat"). `overdue`: nobody did in time, and it is taken as it stands. */
export type Confirmation = 'not-asked' | 'to-repeat' | 'confirmed' | 'overdue'
/** What an alarm is before anybody has answered it. */
export type Raised = {
  /** Stable while the alarm lasts: the sign and the side, such as `spo2_pct.below`. */
  readonly key: string
  readonly what: VitalName | 'moaas' | 'rass' | 'dissociation' | 'nausea' | 'emergency' | 'iv' | 'pump' | 'signal' | 'late'
  /** `none` for what is no sign of the patient: a lost signal, late vital signs. */
  readonly tier: AlarmTier
  readonly priority: Priority
  readonly message: string
  /** When what it tells began, and when it became an alarm. */
  readonly since: Instant
  readonly raisedAt: Instant
  /** The reading that counts now. */
  readonly at: Instant
  readonly value: number | null
  readonly confirmation: Confirmation
  readonly repeatBy: Instant | null
}

/** The name under which an alarm is answered: with its level, so that a pause of a lower one says nothing about a higher. */
export const answerKey = ({ key, priority }: Pick<Raised, 'key' | 'priority'>): string => `${key}:${priority}`

/** Artefact answers as the stream wants them. */
export const artefactsOf = (facts: WatchFacts): { readonly key: string; readonly at: Instant }[] =>
  facts.answers.flatMap(({ alarm, answer, at }) => (answer === 'artefact' ? [{ key: alarm.slice(0, alarm.lastIndexOf(':')), at }] : []))

const WORDS_OF: Readonly<Record<string, string>> = {
  'sbp_mmHg.from': 'high systolic pressure', 'sbp_mmHg.below': 'low systolic pressure', 'dbp_mmHg.from': 'high diastolic pressure', 'map_mmHg.below': 'low mean pressure', 'spo2_pct.below': 'low SpO2', 'pulse_per_min.from': 'fast pulse', 'pulse_per_min.below': 'slow pulse',
  'rr_per_min.below': 'slow breathing', 'rr_per_min.above': 'fast breathing', 'rr_per_min.none': 'no breath', 'etco2_mmHg.above': 'high EtCO2', 'etco2_mmHg.change': 'changed EtCO2', 'etco2_mmHg.none': 'no carbon dioxide', 'moaas': 'MOAA/S', 'rass.low': 'RASS', 'rass.high': 'RASS',
  'dissociation': 'dissociation', 'nausea': 'nausea', 'iv': 'the vein', 'pump': 'the pump', 'signal.none': 'no signal', 'signal.spo2_pct': 'no SpO2 reading', 'vitals.late': 'late vital signs',
}
/** An answered alarm in words, such as `low SpO2, high priority`; a name that is not known here as it stands. */
export function alarmWords(answered: string): string {
  const cut = answered.lastIndexOf(':')
  const [key, priority] = cut < 0 ? [answered, ''] : [answered.slice(0, cut), answered.slice(cut + 1)]
  const words = key.startsWith('emergency.') ? 'emergency' : WORDS_OF[key] ?? key
  return priority === '' ? words : `${words}, ${priority} priority`
}
