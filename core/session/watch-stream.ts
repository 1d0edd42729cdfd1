/*
What a continuous sign does, reading by reading: how long it has stayed beyond each limit of the protocol, and when that became an alarm. Pure; the tablet feeds it what its monitor says,
the server the last minutes of a chair, and a test a whole recording.

Invariants:
 1. Only a reading raises an alarm, and only a reading ends one. "No reading", a gap and the passing of time do neither.
 2. A value is known from its reading until the next word about that sign, and never for longer than `no_signal_s`: only that time counts towards a stay beyond a limit. A saturation that
    was low, unreadable for a minute and low again has not been seen low for a minute.
 3. A number that cannot be a measurement (SpO2 of 1, pulse of 0) is "no reading". A breathing rate of 0 is a measurement: no breath.
 4. Each source counts for itself: two devices that disagree do not end each other's alarms.
 5. The same readings give the same state, however they were cut into pieces. A reading older than the last one of its sign and source changes nothing.
*/
import { SECOND_MS, type Instant } from '../shared/index.ts'
import type { ProtocolSettings, Tiers } from '../plan/index.ts'
import { REACHES, WORDS, type AlarmTier, type Values } from './alarms.ts'
import { isPlausible, type VitalName } from './plausible.ts'

export const STREAMED = ['spo2_pct', 'pulse_per_min', 'rr_per_min', 'etco2_mmHg'] as const satisfies readonly VitalName[]
export type StreamedSign = (typeof STREAMED)[number]
export const isStreamed = (vital: VitalName): vital is StreamedSign => (STREAMED as readonly VitalName[]).includes(vital)

/** One word of a monitor about a sign, in the unit of the sign's name; null: the sensor was there and gave no reading. `at` is on the clock of whoever watches. */
export type SignReading = { readonly at: Instant; readonly vital: VitalName; readonly value: number | null; readonly source: string }
/** A person said that what an alarm (`key` without its tier) came from was no measurement: its stay begins anew. */
export type Artefact = { readonly at: Instant; readonly key: string }

type Tier = Exclude<AlarmTier, 'none'>
/** A limit that a sign can stay beyond. `key` is the sign and the side; `hold_ms` how long a stay it takes. */
export type Condition = { readonly key: string; readonly tier: Tier; readonly limit: number; readonly how: keyof typeof REACHES; readonly hold_ms: number; readonly words: string }
export type Conditions = Readonly<Record<StreamedSign, readonly Condition[]>>

/** A stay beyond one limit: since when, for how much known time, and when it became an alarm. */
export type Stay = { readonly since: Instant; readonly known_ms: number; readonly raisedAt: Instant | null }
export type SignState = {
  readonly vital: StreamedSign
  readonly source: string
  /** The last word about this sign, with or without a value. */
  readonly at: Instant
  readonly value: number | null
  /** The last value there was, and when. */
  readonly last: { readonly value: number; readonly at: Instant } | null
  /** One for each condition of the sign, in its order; null: within that limit. */
  readonly stays: readonly (Stay | null)[]
}
export type SourceState = { readonly at: Instant; readonly cycles_ms: readonly number[] }
export type Stream = {
  readonly signs: Readonly<Record<string, SignState>>
  readonly sources: Readonly<Record<string, SourceState>>
  /** When an alarm was raised last, whether it still lasts or not. */
  readonly lastRaisedAt: Instant | null
}
export const EMPTY_STREAM: Stream = { signs: {}, sources: {}, lastRaisedAt: null }

/** Every condition of the streamed signs by the protocol; changes are counted from `baseline`. */
export function conditionsOf(baseline: Values, { alerts, monitor }: Pick<ProtocolSettings, 'alerts' | 'monitor'>): Conditions {
  const { alarm_delay_s, sustained_s } = monitor
  const tiers = (key: string, limits: Tiers, how: keyof typeof REACHES, unit: string, pause_s = alarm_delay_s): Condition[] =>
    (['warn', 'pause', 'stop'] as const).flatMap((tier, i) => {
      const limit = limits[i]
      return limit === null || limit === undefined ? [] : [{ key, tier, limit, how, hold_ms: (tier === 'pause' ? pause_s : alarm_delay_s) * SECOND_MS, words: `${WORDS[how]} ${limit} ${unit}` }]
    })
  const change = (before: number | undefined): Condition[] => before === undefined ? [] : tiers('etco2_mmHg.change', alerts.etco2_change_mmHg, 'from', 'mmHg').flatMap((c): Condition[] => [
    { ...c, limit: before + c.limit, how: 'from', words: `${c.limit} mmHg or more above the baseline of ${before}` }, { ...c, limit: before - c.limit, how: 'atMost', words: `${c.limit} mmHg or more below the baseline of ${before}` },
  ])
  const none = (key: string, tier: Tier, hold_s: number, words: string): Condition => ({ key, tier, limit: 0, how: 'atMost', hold_ms: hold_s * SECOND_MS, words })
  return {
    spo2_pct: tiers('spo2_pct.below', alerts.spo2_below_pct, 'below', '%', sustained_s.spo2),
    pulse_per_min: [...tiers('pulse_per_min.from', alerts.pulse_from_per_min, 'from', '/min', sustained_s.pulse), ...tiers('pulse_per_min.below', alerts.pulse_below_per_min, 'below', '/min')],
    rr_per_min: [...tiers('rr_per_min.below', alerts.rr_below_per_min, 'below', '/min'), ...tiers('rr_per_min.above', alerts.rr_above_per_min, 'above', '/min'), none('rr_per_min.none', 'stop', sustained_s.apnoea, 'no breath')],
    etco2_mmHg: [...tiers('etco2_mmHg.above', alerts.etco2_above_mmHg, 'above', 'mmHg'), ...change(baseline.etco2_mmHg), none('etco2_mmHg.none', 'pause', sustained_s.noWaveformPause, 'no carbon dioxide'), none('etco2_mmHg.none', 'stop', sustained_s.noWaveformStop, 'no carbon dioxide')],
  }
}

/** So many intervals between the words of a source are remembered: enough to know its cycle. */
const CYCLES_KEPT = 5
/** A cycle longer than this is not one: a monitor that speaks less often is not a signal. UNSOURCED (proposed), not a clinical limit. */
const LONGEST_CYCLE_MS = 60_000

/** The usual time between two words of a source in ms; 0 while it is not known. */
export function cycleOf({ cycles_ms }: SourceState): number {
  return cycles_ms.length < CYCLES_KEPT ? 0 : Math.min(LONGEST_CYCLE_MS, cycles_ms.toSorted((a, b) => a - b)[Math.floor(CYCLES_KEPT / 2)]!)
}

/**
 * The words of a monitor come a little early or late: of one that speaks each second the eleventh may come 9.99 s after the first, and a stay of 10 s would wait for the twelfth.
 * A stay that falls short by less than this is long enough. Far below the cycle of a monitor; not a clinical limit.
 */
const UNEVEN_MS = 250

const keyOf = (vital: string, source: string): string => `${vital} ${source}`

function stepSign(before: SignState | undefined, reading: SignReading & { readonly vital: StreamedSign }, conditions: readonly Condition[], known_for_ms: number): SignState {
  const { at, vital, source } = reading
  const value = reading.value !== null && isPlausible(vital, reading.value) ? reading.value : null
  // What was known since the last word: nothing after "no reading", and never more than a value may be held.
  const known_ms = before === undefined || before.value === null ? 0 : Math.min(at - before.at, known_for_ms)
  const stays = conditions.map((condition, i): Stay | null => {
    const stay = before?.stays[i] ?? null
    if (value === null) return stay === null ? null : { ...stay, known_ms: stay.known_ms + known_ms }
    if (!REACHES[condition.how](value, condition.limit)) return null
    if (stay === null) return { since: at, known_ms: 0, raisedAt: condition.hold_ms === 0 ? at : null }
    const total = stay.known_ms + known_ms
    return { since: stay.since, known_ms: total, raisedAt: stay.raisedAt ?? (total + UNEVEN_MS >= condition.hold_ms ? at : null) }
  })
  return { vital, source, at, value, last: value === null ? before?.last ?? null : { value, at }, stays }
}

const isArtefact = (item: SignReading | Artefact): item is Artefact => 'key' in item
type Draft = { signs: Record<string, SignState>; sources: Record<string, SourceState>; lastRaisedAt: Instant | null }

function forget(draft: Draft, { key, at }: Artefact, conditions: Conditions): void {
  for (const [name, sign] of Object.entries(draft.signs)) {
    if (!conditions[sign.vital].some((c) => c.key === key)) continue
    draft.signs[name] = { ...sign, stays: sign.stays.map((stay, i) => (stay !== null && conditions[sign.vital][i]!.key === key ? { since: at, known_ms: 0, raisedAt: null } : stay)) }
  }
}

/** The stream after more words, which must be in the order of `at`. Signs that are not streamed (a cuff's pressures, a temperature) show that their source speaks, and nothing else. */
export function readInto(stream: Stream, items: readonly (SignReading | Artefact)[], conditions: Conditions, { monitor }: Pick<ProtocolSettings, 'monitor'>): Stream {
  if (items.length === 0) return stream
  const draft: Draft = { signs: { ...stream.signs }, sources: { ...stream.sources }, lastRaisedAt: stream.lastRaisedAt }
  for (const item of items) {
    if (isArtefact(item)) { forget(draft, item, conditions); continue }
    const { at, vital, source } = item
    if (!isStreamed(vital)) continue
    const spoke = draft.sources[source]
    if (spoke === undefined || at > spoke.at) draft.sources[source] = { at, cycles_ms: spoke === undefined ? [] : [...spoke.cycles_ms, at - spoke.at].slice(-CYCLES_KEPT) }
    const name = keyOf(vital, source)
    const before = draft.signs[name]
    if (before !== undefined && at <= before.at) continue
    const after = stepSign(before, { ...item, vital }, conditions[vital], monitor.no_signal_s * SECOND_MS)
    draft.signs[name] = after
    for (const stay of after.stays) if (stay?.raisedAt === at) draft.lastRaisedAt = at
  }
  return draft
}
