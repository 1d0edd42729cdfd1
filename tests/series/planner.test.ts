import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { planSeries, readInstance } from '@chairside/core/schedule'
import { problemsOf, type Answer, type Document } from './checker.ts'
import { drawn, heldFrom, randomOf } from './instances.ts'

function plan(doc: Document, steps: number): Answer {
  const read = readInstance(structuredClone(doc))
  assert.ok(read.ok, JSON.stringify(read))
  return planSeries(read.value, () => steps-- > 0) as unknown as Answer
}

describe('the planner of series', () => {
  it('[SCH1] [SCH2] [SCH3] 1,000 drawn clinics: an independent checker accepts every plan and every bound', (t) => {
    let placed = 0
    let asked = 0
    for (let seed = 1; seed <= 1000; seed++) {
      const random = randomOf(seed)
      const size = { sites: 1 + Math.floor(random() * 3), chairs: 1 + Math.floor(random() * 8), patients: 1 + Math.floor(random() * 14) }
      const doc = drawn(seed, size)
      const first = plan(doc, 0)
      // What was planned becomes what is held, and the others are asked again.
      const again: Document = seed % 3 === 0 ? { ...doc, patients: doc.patients.slice(3), held: heldFrom(doc, first.placed) } : doc
      const answer = plan(again, 15)
      assert.deepEqual(problemsOf(again, answer), [], `seed ${seed}`)
      placed += answer.placed.length
      asked += again.patients.length
    }
    t.diagnostic(`${placed} of ${asked} drawn patients placed`)
  })

  const one = (change: Partial<Document['patients'][number]>, rest: Partial<Document> = {}): Answer => {
    const week = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '08:00', to: '17:00' }))
    const shifts = Array.from({ length: 33 }, (_, d) => ({ site: 'LA', date: new Date(Date.UTC(2026, 11, 7 + d)).toISOString().slice(0, 10), from: '08:00', to: '17:00' }))
    return plan({
      schema: 'series-1', timezone: 'America/Los_Angeles', horizon: { from: '2026-12-07', to: '2027-01-08' }, grid_min: 5, block: { prepare_min: 20, infuse_min: 40, turnover_min: 10 }, stagger_min: 10,
      sites: [{ id: 'LA', chairs: ['LA-1'], open: week, closed: [] }], nurses: [{ id: 'N1', max_infusing: 1, max_patients: 2, shifts }],
      patients: [{ id: 'P1', sites: ['LA'], sessions: 6, recovery_min: 30, earliest: '2026-12-07', min_gap_h: 48, max_gap_d: 5, complete_within_d: 21, available: week, not: [], ...change }], held: [], ...rest,
    }, 5)
  }
  it('[SCH4] who cannot be placed is told the limit that is in the way', () => {
    assert.deepEqual(one({}).placed[0]!.visits.map((v) => v.start.slice(0, 10)), ['2026-12-07', '2026-12-09', '2026-12-11', '2026-12-14', '2026-12-16', '2026-12-18'])
    const cases: readonly (readonly [change: Partial<Document['patients'][number]>, why: RegExp, rest?: Partial<Document>])[] = [
      [{ available: [{ weekday: 1, from: '08:00', to: '09:00' }] }, /no time in which the patient is available is long enough/], [{ available: [{ weekday: 6, from: '08:00', to: '17:00' }] }, /times in which the patient is available/],
      [{ available: [{ weekday: 1, from: '08:00', to: '17:00' }] }, /times in which the patient is available/], [{ complete_within_d: 9 }, /do not fit within 9 days/], [{ max_gap_d: 1 }, /at least 48 h apart do not fit|gap of more than 1 days/], [{ earliest: '2027-01-04' }, /from the earliest day/],
      [{ earliest: '2027-02-01' }, /after the last day/], [{ recovery_min: 500 }, /no opening/], [{}, /no shift/, { nurses: [] }], [{ sites: [] }, /no site/],
    ]
    for (const [change, why, rest] of cases) {
      const { unplaced } = one(change, rest)
      assert.match(unplaced[0]?.why ?? 'placed', why, JSON.stringify(change))
    }
  })

  it('[SCH5] a visit that is held stays and counts as its session', () => {
    const held = [{ patient: 'P1', session: 2, site: 'LA', chair: 'LA-1', nurse: 'N1', start: '2026-12-10T10:00', recovery_min: 30 }]
    const { placed } = one({}, { held })
    assert.equal(placed[0]!.visits[1]!.start, '2026-12-10T10:00')
    assert.ok(placed[0]!.visits[0]!.start <= '2026-12-08T10:00')
  })

  it('[SCH6] 48 hours are 48 hours across the night when the clocks change', () => {
    const everyDay = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '10:00', to: '11:30' }))
    const shifts = Array.from({ length: 6 }, (_, d) => ({ site: 'LA', date: `2027-03-${12 + d}`, from: '08:00', to: '17:00' }))
    const doc = { horizon: { from: '2027-03-12', to: '2027-03-17' }, sites: [{ id: 'LA', chairs: ['LA-1'], open: everyDay.map((w) => ({ ...w, from: '08:00', to: '17:00' })), closed: [] }], nurses: [{ id: 'N1', max_infusing: 1, max_patients: 1, shifts }] }
    // Saturday 10:00 to Monday 10:00 has 47 hours on 14 March 2027 in Los Angeles.
    assert.deepEqual(one({ sessions: 2, earliest: '2027-03-13', available: everyDay, not: ['2027-03-14'] }, doc).placed[0]!.visits.map((v) => v.start), ['2027-03-13T10:00', '2027-03-16T10:00'])
  })
})
