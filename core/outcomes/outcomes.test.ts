import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { courseOf, historiesOf, kaplanMeier, median, outcomesOf, proportion, type PatientHistory, type Row } from './index.ts'
import { deteriorates, remits, responds } from './course.ts'

const near = (a: number, b: number, by = 1e-9): void => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`)
const six = [0, 3, 7, 10, 14, 17]
const person = (scores: readonly (readonly [day: number, total: number])[], infusions: readonly number[] = six, patient = 'A'): PatientHistory =>
  ({ patient, infusions, scores: scores.map(([day, total]) => ({ day, total })) })
const of = (...patients: PatientHistory[]) => outcomesOf({ instrument: 'phq-9', patients })

describe('one course', () => {
  it('[OUT1] the vectors of the clinical reference, appendix B', () => {
    for (const [from, to, response, remission, worse] of [[18, 9, true, false, false], [18, 10, false, false, false], [10, 4, true, true, false], [12, 14, false, false, true], [9, 5, false, false, false], [9, 4, true, true, false]] as const)
      assert.deepEqual([responds(from, to), remits(to), deteriorates(from, to)], [response, remission, worse], `${from} to ${to}`)
  })

  it('[OUT2] the baseline is the last one up to the first infusion, not older than 14 days, and of 5 or more', () => {
    assert.equal(courseOf(person([[-3, 18], [0, 16], [1, 4]])).baseline?.total, 16)
    assert.equal(courseOf(person([[-14, 18]])).baseline?.total, 18)
    assert.equal(courseOf(person([[-15, 18]])).baseline, null)
    assert.deepEqual([courseOf(person([[0, 4]])).eligible, courseOf(person([[0, 5]])).eligible], [false, true])
  })

  it('[OUT3] the induction ends with day 28 or the eighth; the follow-up lies 14 to 31 days after its last infusion', () => {
    const follow = (scores: readonly (readonly [number, number])[], infusions?: readonly number[]): number | null => courseOf(person([[0, 18], ...scores], infusions)).followUp?.day ?? null
    assert.equal(follow([[30, 8], [31, 9], [40, 3]]), 31)
    assert.equal(follow([[48, 9]]), 48)
    assert.equal(follow([[49, 9]]), null)
    assert.equal(follow([[35, 9]], [0, 2, 5, 7]), 35)
    assert.equal(follow([[35, 9]], [0, 2, 5, 6]), null, 'four in six days')
    assert.equal(follow([[35, 9]], [0, 10, 20]), null, 'three')
    assert.equal(follow([[42, 9]], [0, 10, 20, 28, 29]), 42, 'day 29 is no induction')
    assert.equal(follow([[35, 9]], [0, 3, 6, 9, 12, 15, 18, 21, 24]), 35, 'the ninth is not of the induction')
  })

  it('[OUT5] response ends with the first score that lost it, or was seen until the last score or the next infusion', () => {
    const held = (scores: readonly (readonly [number, number])[], more: readonly number[] = []): unknown => courseOf(person([[0, 18], [31, 8], ...scores], [...six, ...more])).sustained
    assert.deepEqual(held([[45, 9], [60, 10], [70, 3]]), { day: 43, event: true })
    assert.deepEqual(held([[45, 9]]), { day: 28, event: false })
    assert.deepEqual(held([]), { day: 14, event: false })
    assert.deepEqual(held([[60, 10]], [50]), { day: 33, event: false })
    assert.deepEqual(held([[60, 10]], [60]), { day: 43, event: true }, 'the infusion of that day comes after the score')
    assert.equal(courseOf(person([[0, 18], [31, 12], [45, 3]])).sustained, null, 'no responder at the follow-up')
  })

  it('[OUT4] infusions before the first later score that responds', () => {
    assert.equal(courseOf(person([[0, 18], [7, 12], [10, 9]])).infusionsToResponse, 3)
    assert.equal(courseOf(person([[0, 18], [7, 12]])).infusionsToResponse, null)
  })
})

describe('everybody', () => {
  const cohort = [
    person([[0, 18], [31, 9]], six, 'responder'), person([[0, 10], [31, 4], [50, 9]], six, 'remitter'), person([[0, 12], [31, 14]], six, 'worse'), person([[0, 4], [31, 0]], six, 'low'),
    person([[0, 20]], [0, 3], 'left'), person([[0, 20]], six, 'silent'), person([[31, 3]], six, 'unknown'), person([[0, 9]], [], 'waiting'),
  ]
  it('[OUT4] [OUT7] counts, rates, both extreme cases and the reasons', () => {
    const o = of(...cohort)
    assert.deepEqual([o.n_patients, o.n_started, o.n_completed_induction, o.n_with_baseline, o.n_with_followup], [8, 7, 6, 6, 4])
    assert.deepEqual([o.response, o.remission, o.deterioration, o.response_worst_case, o.response_best_case].map(({ k, n }) => [k, n]), [[2, 3], [1, 3], [1, 3], [2, 5], [4, 5]])
    assert.equal(o.median_infusions_to_response, 6)
    assert.deepEqual(o.durability.map(({ day, at_risk, sustained }) => [day, at_risk, sustained]), [[33, 1, 0]])
    assert.deepEqual(o.excluded.map(({ patient }) => patient), ['low', 'left', 'silent', 'unknown', 'waiting'])
    assert.deepEqual(of().response, { k: 0, n: 0, rate: null, ci95: null })
  })

  const history = fc.record({ scores: fc.uniqueArray(fc.tuple(fc.integer({ min: -20, max: 120 }), fc.integer({ min: 0, max: 27 })), { selector: ([day]) => day, maxLength: 12 }), infusions: fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 10 }) })
  it('[OUT7] [OUT8] everybody is in one place, and taking a follow-up away never raises the worst case', () => {
    fc.assert(fc.property(fc.array(history, { maxLength: 12 }), fc.infiniteStream(fc.boolean()), (drawn, lost) => {
      const patients = drawn.map(({ scores, infusions }, i) => person(scores.toSorted((a, b) => a[0] - b[0]), infusions.toSorted((a, b) => a - b), String(i)))
      const whole = of(...patients)
      assert.equal(whole.response.n + whole.excluded.length, patients.length)
      const fewer = of(...patients.map((p) => (lost.next().value ? { ...p, scores: p.scores.filter(({ day }) => day <= (p.infusions[0] ?? 0)) } : p)))
      assert.equal(fewer.response_worst_case.n, whole.response_worst_case.n)
      assert.ok(fewer.response_worst_case.k <= whole.response_worst_case.k)
      assert.ok(whole.response_worst_case.k <= whole.response_best_case.k)
    }), { numRuns: 2000 })
  })

  it('[OUT6] the later row of a day counts, and two infusions of one day are one', () => {
    const row = (date: string, kind: string, total = ''): Row => ({ patient: 'A', date, kind, instrument: kind === 'score' ? 'phq-9' : '', total })
    const read = historiesOf([row('2026-01-05', 'score', '18'), row('2026-01-05', 'score', '16'), row('2026-01-05', 'infusion'), row('2026-01-05', 'infusion')])
    assert.ok(read.ok)
    assert.equal(read.value.instrument, 'phq-9')
    assert.deepEqual(read.value.patients.map(({ infusions, scores }) => [infusions.length, scores.map(({ total }) => total)]), [[1, [16]]])
  })
})

describe('[OUT9] intervals', () => {
  it('Wilson as published, and within 0 and 1', () => {
    // Newcombe, Stat Med 1998;17:857, table I, method 3: 81/263, 15/148, 0/20, 1/29.
    for (const [k, n, low, high] of [[81, 263, 0.2553, 0.3662], [15, 148, 0.0624, 0.1605], [0, 20, 0, 0.1611], [1, 29, 0.0061, 0.1718]] as const) {
      const { ci95 } = proportion(k, n)
      near(ci95![0], low, 5e-5)
      near(ci95![1], high, 5e-5)
    }
  })

  it('Kaplan-Meier and the log-log interval of a published series', () => {
    // Remission of maintained patients (Miller, Survival Analysis 1981), as the survival package of R prints it with conf.type = "log-log".
    const times = [[9, 1], [13, 1], [13, 0], [18, 1], [23, 1], [28, 0], [31, 1], [34, 1], [45, 0], [48, 1], [161, 0]].map(([day, event]) => ({ day: day!, event: event === 1 }))
    const expected = [[9, 11, 0.909, 0.5081, 0.987], [13, 10, 0.818, 0.4474, 0.951], [18, 8, 0.716, 0.3502, 0.899], [23, 7, 0.614, 0.2658, 0.835], [31, 5, 0.491, 0.1673, 0.753], [34, 4, 0.368, 0.0928, 0.657], [48, 2, 0.184, 0.0117, 0.525]]
    const curve = kaplanMeier(times)
    assert.equal(curve.length, expected.length)
    for (const [i, [day, atRisk, sustained, low, high]] of expected.entries()) {
      assert.deepEqual([curve[i]!.day, curve[i]!.at_risk], [day, atRisk])
      near(curve[i]!.sustained, sustained!, 6e-4)
      near(curve[i]!.ci95![0], low!, 6e-4)
      near(curve[i]!.ci95![1], high!, 6e-4)
    }
  })

  it('the curve never rises and lies in its interval', () => {
    fc.assert(fc.property(fc.array(fc.record({ day: fc.integer({ min: 0, max: 200 }), event: fc.boolean() })), (times) => {
      let before = 1
      for (const { sustained, ci95 } of kaplanMeier(times)) {
        assert.ok(sustained < before && sustained >= 0)
        if (ci95) assert.ok(ci95[0] <= sustained && sustained <= ci95[1])
        before = sustained
      }
    }))
    assert.deepEqual([median([]), median([3]), median([4, 1, 2]), median([6, 1, 2, 3])], [null, 3, 2, 2.5])
  })
})
