/*
Alarms of what is measured now and then: pressures by cuff, and continuous signs that a person read. A single reading is not yet a fact about the patient (clinical reference 5.2):

  stop tier, low pressure, a sign read by a person   counts at once, and asks for a repeat
  high pressure of the pause tier                    shown as a warning to be repeated; with a second one at least `confirm_min.from` later it is the pause tier; without one by
                                                     `confirm_min.to` it is taken as it stands
  warn tier                                          asks for a repeat within `repeat_within_min`

A reading within its limits ends the alarm of its side. What a person called an artefact does not count.
*/
import { MINUTE_MS, type Instant } from '../shared/index.ts'
import type { ProtocolSettings, Tiers } from '../plan/index.ts'
import { NAMES, REACHES, reached, TIER_ORDER, unitOf, WORDS, type AlarmTier } from './alarms.ts'
import { artefactsOf, PRIORITY_OF, type Confirmation, type Raised } from './watch-alarm.ts'
import type { WatchFacts, WatchSet } from './watch-facts.ts'
import { lastValueAt } from './watch-signs.ts'
import { conditionsOf, STREAMED, type Stream } from './watch-stream.ts'
import type { VitalName } from './plausible.ts'

type Tier = Exclude<AlarmTier, 'none'>
type Hit = { readonly tier: Tier; readonly words: string }
type Read = { readonly at: Instant; readonly value: number; readonly hit: Hit | null; readonly name: string }
const rank = (tier: AlarmTier | undefined): number => TIER_ORDER.indexOf(tier ?? 'none')
const atLeast = (tier: Tier) => (read: Read): boolean => rank(read.hit?.tier) >= rank(tier)

/** The readings at the end that all fit. */
function trailing(reads: readonly Read[], fits: (read: Read) => boolean): readonly Read[] {
  const before = reads.findLastIndex((read) => !fits(read))
  return reads.slice(before + 1)
}

/** The alarm of one side from its readings, oldest first. `twice`: the pause tier takes two readings. */
function alarmOf(key: string, what: VitalName, reads: readonly Read[], twice: boolean, { monitor }: ProtocolSettings, now: Instant): Raised[] {
  const last = reads.at(-1)
  if (last?.hit == null) return []
  const { from, to } = monitor.confirm_min
  const run = trailing(reads, atLeast(last.hit.tier))
  const first = run[0]!
  const since = trailing(reads, (read) => read.hit !== null)[0]!.at
  const make = (tier: Tier, raisedAt: Instant, confirmation: Confirmation, repeatBy: Instant | null): Raised[] => [{
    key, what, tier, priority: PRIORITY_OF[tier], value: last.value, since, raisedAt, at: last.at, confirmation, repeatBy, message: `${last.name} ${last.value} ${unitOf(what)}, ${last.hit!.words}`,
  }]
  if (twice && last.hit.tier === 'pause') {
    const second = run.find((read) => read.at - first.at >= from * MINUTE_MS || read.hit!.tier === 'stop' || first.hit!.tier === 'stop')
    if (second !== undefined && (second !== first || first.hit!.tier === 'stop')) return make('pause', second.at, 'confirmed', null)
    const repeatBy = (first.at + to * MINUTE_MS) as Instant
    return now > repeatBy ? make('pause', repeatBy, 'overdue', repeatBy) : make('warn', since, 'to-repeat', repeatBy)
  }
  if (run.length > 1) return make(last.hit.tier, first.at, 'confirmed', null)
  const repeatBy = (last.at + monitor.repeat_within_min * MINUTE_MS) as Instant
  return make(last.hit.tier, first.at, now > repeatBy ? 'overdue' : 'to-repeat', repeatBy)
}

/** A mean pressure where the cuff gave none: a third of the way from diastolic to systolic. */
const meanOf = ({ values: { map_mmHg, sbp_mmHg, dbp_mmHg } }: WatchSet): { readonly value: number; readonly name: string } | null =>
  map_mmHg !== undefined ? { value: map_mmHg, name: NAMES.map_mmHg } : sbp_mmHg !== undefined && dbp_mmHg !== undefined ? { value: Math.round(dbp_mmHg + (sbp_mmHg - dbp_mmHg) / 3), name: `${NAMES.map_mmHg} (calculated)` } : null

export function pressureAlarms(facts: WatchFacts, settings: ProtocolSettings, now: Instant): Raised[] {
  const { alerts } = settings
  const artefacts = artefactsOf(facts)
  const hitOf = (value: number, tiers: Tiers, how: keyof typeof REACHES): Hit | null => { const hit = reached(value, tiers, how); return hit && { tier: hit.tier, words: `${WORDS[how]} ${hit.limit} mmHg` } }
  const riseOf = (what: 'sbp_mmHg' | 'dbp_mmHg', value: number, tiers: Tiers): Hit | null => {
    const before = facts.baseline[what]
    const hit = before === undefined ? null : reached(value - before, tiers, 'from')
    return hit && { tier: hit.tier, words: `${value - before!} mmHg above the baseline of ${before}` }
  }
  const worse = (a: Hit | null, b: Hit | null): Hit | null => (rank(b?.tier) > rank(a?.tier) ? b : a)
  const readsOf = (key: string, valueOf: (set: WatchSet) => { readonly value: number; readonly name: string } | null, judge: (value: number) => Hit | null): Read[] => facts.sets.flatMap((set): Read[] => {
    const read = valueOf(set)
    return read === null || artefacts.some((a) => a.key === key && set.at <= a.at) ? [] : [{ at: set.at, value: read.value, name: read.name, hit: judge(read.value) }]
  })
  const own = (what: 'sbp_mmHg' | 'dbp_mmHg') => (set: WatchSet) => (set.values[what] === undefined ? null : { value: set.values[what], name: NAMES[what] })
  const side = (key: string, what: VitalName, valueOf: Parameters<typeof readsOf>[1], judge: (value: number) => Hit | null, twice: boolean): Raised[] => alarmOf(key, what, readsOf(key, valueOf, judge), twice, settings, now)
  return [
    ...side('sbp_mmHg.from', 'sbp_mmHg', own('sbp_mmHg'), (v) => worse(hitOf(v, alerts.sbp_from_mmHg, 'from'), riseOf('sbp_mmHg', v, alerts.sbp_rise_mmHg)), true),
    ...side('dbp_mmHg.from', 'dbp_mmHg', own('dbp_mmHg'), (v) => worse(hitOf(v, alerts.dbp_from_mmHg, 'from'), riseOf('dbp_mmHg', v, alerts.dbp_rise_mmHg)), true),
    ...side('sbp_mmHg.below', 'sbp_mmHg', own('sbp_mmHg'), (v) => hitOf(v, alerts.sbp_below_mmHg, 'below'), false),
    ...side('map_mmHg.below', 'map_mmHg', meanOf, (v) => hitOf(v, alerts.map_below_mmHg, 'below'), false),
  ]
}

/** Continuous signs as a person read them: at once, until a monitor or a person says otherwise. */
export function spotAlarms(facts: WatchFacts, live: Stream, charted: Stream, settings: ProtocolSettings, now: Instant): Raised[] {
  const conditions = conditionsOf(facts.baseline, settings)
  const artefacts = artefactsOf(facts)
  return STREAMED.flatMap((vital) => {
    const monitorAt = Math.max(lastValueAt(live, vital) ?? 0, lastValueAt(charted, vital) ?? 0)
    const keys = [...new Set(conditions[vital].map((c) => c.key))]
    return keys.flatMap((key) => {
      const own = conditions[vital].filter((c) => c.key === key)
      const reads = facts.sets.flatMap((set): Read[] => {
        const value = set.origin === 'person' ? set.values[vital] : undefined
        if (value === undefined || artefacts.some((a) => a.key === key && set.at <= a.at)) return []
        const hit = own.filter((c) => REACHES[c.how](value, c.limit)).toSorted((a, b) => rank(b.tier) - rank(a.tier))[0]
        return [{ at: set.at, value, name: NAMES[vital], hit: hit ? { tier: hit.tier, words: hit.words } : null }]
      })
      return (reads.at(-1)?.at ?? 0) < monitorAt ? [] : alarmOf(key, vital, reads, false, settings, now)
    })
  })
}
