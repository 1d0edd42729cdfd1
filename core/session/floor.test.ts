import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { toIso, type Instant } from '../shared/index.ts'
import { PROPOSED_PROTOCOL } from '../plan/index.ts'
import { besideOf, EMPTY_STREAM, fold, loadOf, needOf, NEEDS, nextAct, observerNeeded, rankFloor, toFloorWatch, watchFacts, watchOf, type FloorChair, type Need, type SessionState } from './index.ts'
import { at, plainVisit, type Story } from './story.ts'

const settings = PROPOSED_PROTOCOL
const ZONE = 'America/Los_Angeles'
type Visit = NonNullable<FloorChair['visit']>
type Alarm = NonNullable<FloorChair['watch']>['alarms'][number]
const NOW = at(40)

/** A chair as the server would say it at `minute`, from a visit's facts. */
function chairOf(name: string, told: Story | null, minute = 40, more: Partial<Visit> = {}): FloorChair {
  const view = told && fold(told.events)
  const facts = view && watchFacts(view)
  const iso = (moment: Instant | null | undefined): string | null => (moment == null ? null : toIso(moment))
  return {
    chair: name, chair_name: name, site: 'site', monitor: null, next: null, watch: facts && facts.startedAt !== null ? toFloorWatch(watchOf(facts, EMPTY_STREAM, settings, at(minute)), facts, settings) : null,
    visit: view && {
      session: name, patient_name: 'Ida Test', ordinal: 1, planned_sessions: 6, nurse: view.nurse, nurse_name: null, toAsk: 0, timeOut: view.timeOut !== null, start: toIso(at(0)), end: toIso(at(100)), state: view.state, since: iso(view.since), recoveryStartedAt: iso(view.recoveryStartedAt),
      lastVitalsAt: iso(view.vitals.at(-1)?.at), contradictions: 0,
      infusion: view.infusion && { ...view.infusion, startedAt: toIso(view.infusion.startedAt), stoppedAt: iso(view.infusion.stoppedAt), segments: view.infusion.segments.map((s) => ({ from: toIso(s.from), to: iso(s.to), rate_mL_per_h: s.rate_mL_per_h })), bags: view.infusion.bags.map((b) => ({ ...b, from: toIso(b.from) })), pumpReadings: [] },
      latest: Object.fromEntries(Object.entries(view.latest).map(([vital, r]) => [vital, { value: r.value, at: toIso(r.at), origin: r.origin }])), baseline: {}, ready: null, sedation: view.sedation?.score ?? null, medications: view.medications.length, ...more,
    },
  }
}
const alarm = (tier: Alarm['tier'], what: Alarm['what'] = 'spo2_pct'): Alarm => ({ key: `${what}.below`, what, tier, priority: ({ stop: 'high', pause: 'medium', warn: 'low', none: 'low' } as const)[tier], message: tier, value: 1, confirmation: 'not-asked', raisedAt: toIso(NOW), at: toIso(NOW), isSeen: false, pausedUntil: null })
const place = (need: Need): number => NEEDS.indexOf(need)

/** Any chair that the Floor may meet. */
const anyChair: fc.Arbitrary<FloorChair> = fc.record({
  minute: fc.constantFrom(0, 16, 25, 31, 35, 62, 90, 126), tiers: fc.array(fc.constantFrom('warn', 'pause', 'stop', 'none'), { maxLength: 3 }), contradictions: fc.constantFrom(0, 0, 0, 1), sedation: fc.constantFrom(null, 5, 3, 1), name: fc.uuid(), hasVitals: fc.boolean(),
}).map(({ minute, tiers, contradictions, sedation, name, hasVitals }) => {
  const chair = chairOf(name, plainVisit(minute), 40, { contradictions, sedation, ...(hasVitals ? {} : { lastVitalsAt: null }) })
  return chair.watch ? { ...chair, watch: { ...chair.watch, alarms: [...chair.watch.alarms, ...tiers.map((tier) => alarm(tier, tier === 'none' ? 'signal' : 'spo2_pct'))] } } : chair
})

/** The same chair with something about it not known. */
const HIDDEN: readonly ((chair: FloorChair) => FloorChair)[] = [
  (c) => ({ ...c, monitor: null }), (c) => ({ ...c, next: null }),
  (c) => (c.visit ? { ...c, visit: { ...c.visit, lastVitalsAt: null } } : c), (c) => (c.visit ? { ...c, visit: { ...c.visit, latest: {} } } : c), (c) => (c.visit ? { ...c, visit: { ...c.visit, baseline: {} } } : c),
  (c) => (c.visit ? { ...c, visit: { ...c.visit, nurse: null, nurse_name: null } } : c),
  (c) => (c.watch ? { ...c, watch: { ...c.watch, quietUntil: null, isPeakTaken: false, nextDueAt: null } } : c),
]

describe('the order of the Floor', () => {
  it('[FLO1] a chair never stands lower because something about it is not known', () => {
    fc.assert(fc.property(anyChair, fc.constantFrom(...HIDDEN), (chair, hide) => {
      // An alarm that is raised is known; what is hidden is what would calm.
      assert.ok(place(needOf(hide(chair), settings, NOW).need) <= place(needOf(chair, settings, NOW).need))
    }), { numRuns: 500 })
    const quiet = chairOf('q', plainVisit(35))
    assert.equal(needOf(quiet, settings, at(36)).need, 'phase')
    assert.equal(needOf({ ...quiet, watch: null }, settings, at(36)).need, 'escalate', 'somebody had drug, and nothing says that they are watched')
    assert.equal(needOf({ ...quiet, visit: { ...quiet.visit!, lastVitalsAt: null } }, settings, at(36)).need, 'escalate')
  })

  it('[FLO1] [FLO2] and keeps its place among the others', () => {
    fc.assert(fc.property(fc.array(anyChair, { minLength: 2, maxLength: 8 }), fc.nat(), fc.constantFrom(...HIDDEN), (chairs, n, hide) => {
      const distinct = chairs.map((c, i) => ({ ...c, chair: `${i}`, chair_name: `${i}` }))
      const index = n % distinct.length
      const placeOf = (all: readonly FloorChair[]): number => rankFloor(all, settings, NOW).findIndex((r) => r.chair.chair === `${index}`)
      assert.ok(placeOf(distinct.map((c, i) => (i === index ? hide(c) : c))) <= placeOf(distinct))
    }), { numRuns: 300 })
  })

  it('[FLO2] a worse reading never lowers a chair, and danger stands before the rest', () => {
    fc.assert(fc.property(fc.array(anyChair, { minLength: 1, maxLength: 8 }), fc.nat(), fc.constantFrom('warn', 'pause', 'stop'), (chairs, n, tier) => {
      const distinct = chairs.map((c, i) => ({ ...c, chair: `${i}`, chair_name: `${i}` }))
      const index = n % distinct.length
      const chair = distinct[index]!
      const ranked = (all: readonly FloorChair[]) => rankFloor(all, settings, NOW)
      const worse = ranked(distinct.map((c, i) => (i === index && chair.watch ? { ...c, watch: { ...chair.watch, alarms: [...chair.watch.alarms, alarm(tier)] } } : c)))
      assert.ok(worse.findIndex((r) => r.chair.chair === `${index}`) <= ranked(distinct).findIndex((r) => r.chair.chair === `${index}`))
      const danger = worse.map((r) => r.need === 'stop' || r.need === 'pause')
      assert.ok(danger.lastIndexOf(true) < (danger.includes(false) ? danger.indexOf(false) : danger.length), 'danger first')
    }), { numRuns: 300 })
  })
})

describe('what comes next', () => {
  const next = (told: Story | null, minute: number, more: Partial<Visit> = {}): string | null => { const chair = chairOf('x', told, minute, more); return nextAct(needOf(chair, settings, at(minute)), settings, at(minute), ZONE) }
  it('[FLO3] before the start: what it waits for', () => {
    assert.deepEqual([next(null, 0), next(plainVisit(0), 1, { toAsk: 11 }), next(plainVisit(12), 12), next(plainVisit(16), 16), next(plainVisit(17), 18)], [null, 'checklist: 11 to ask', 'baseline vital signs', 'time-out waits for a second person', 'ready to start'])
  })
  it('[FLO3] with drug: the next vital signs, and the end of the bag or the discharge check', () => {
    assert.equal(next(plainVisit(35), 36), 'BP in 4 min · bag empty 10:00')
    assert.equal(next(plainVisit(35), 41), 'BP now · bag empty 10:00')
    assert.equal(next(plainVisit(35), 61), 'BP now · bag should be empty')
    assert.equal(next(plainVisit(78), 80), 'BP in 10 min · discharge check from 10:30')
    assert.equal(next(plainVisit(92), 92), 'BP in 13 min · discharge check')
    const ready = { kind: 'reckoned', at: toIso(at(125)), from: toIso(at(120)), to: toIso(at(130)), overdue: false, late_min: 0, rests_on: [] } as const
    assert.deepEqual([next(plainVisit(92), 92, { ready }), next(plainVisit(92), 92, { ready: { ...ready, kind: 'ready' } })], ['BP in 13 min · ready about 11:05', 'BP in 13 min · ready to go home'])
    const told = plainVisit(35)
    told.say('infusion-paused', 36, {})
    assert.equal(next(told, 37), 'BP in 3 min · paused: resume or stop')
    assert.equal(next(plainVisit(126), 127), 'note to sign')
    assert.equal(next(plainVisit(), 140), null)
  })

  it('[FLO6] an observer without another duty', () => {
    const needs = (sedation: number | null, state: SessionState) => observerNeeded({ sedation, state }, settings)
    assert.deepEqual([needs(3, 'infusing'), needs(4, 'infusing'), needs(2, 'recovering'), needs(3, 'preparing'), needs(null, 'infusing'), needs(1, 'discharged')], [true, false, true, false, false, false])
  })

  it('[FLO4] how many one nurse watches', () => {
    const visit = (name: string, state: SessionState, nurse: string | null, infusion = true): Pick<FloorChair, 'visit'> => { const chair = chairOf(name, plainVisit(35)); return { visit: { ...chair.visit!, state, nurse, infusion: infusion ? chair.visit!.infusion : null } } }
    const visits = besideOf([visit('1', 'infusing', 'ada'), visit('2', 'paused', 'ada'), visit('3', 'recovering', 'ada'), visit('4', 'infusing', 'ben'), visit('5', 'aborted', 'ada'), visit('6', 'aborted', 'ada', false), visit('7', 'preparing', 'ada'), visit('8', 'infusing', null), { visit: null }])
    assert.deepEqual([loadOf('ada', visits), loadOf('ben', visits), loadOf('cleo', visits)], [{ infusing: 2, recovering: 2 }, { infusing: 1, recovering: 0 }, { infusing: 0, recovering: 0 }])
  })
})
