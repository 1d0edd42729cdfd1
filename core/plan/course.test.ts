import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { addDays, atLocal, daysBetween, HOUR_MS, localDate, localTime, parseInstant, type Instant, type LocalDate } from '../shared/index.ts'
import { checkSpacing, orderFor, PROPOSED_PROTOCOL, proposeVisits, type Order, type VisitsAsked } from './index.ts'

const timeZone = 'America/Los_Angeles'
const asked = (more: Partial<VisitsAsked> = {}): VisitsAsked => ({
  from: '2026-12-07' as LocalDate, count: 6, weekdays: [1, 4], time: '09:00', timeZone, site: 'site', chairs: ['one', 'two'], busy: [], closed: [], infuse_min: 40, standing: [], ...more,
})
const proposed = (what: VisitsAsked, kind: 'induction' | 'booster' = 'induction') => {
  const result = proposeVisits(what, kind, PROPOSED_PROTOCOL)
  assert.ok(result.ok, JSON.stringify(result))
  return result.value
}
const at = (text: string): Instant => parseInstant(text)!
const datesOf = (what: VisitsAsked): string[] => proposed(what).visits.map((v) => localDate(at(v.start), timeZone))

const taken = (date: string, from: string, to: string, chair: string) => ({ chair, from: atLocal(date as LocalDate, from, timeZone), to: atLocal(date as LocalDate, to, timeZone) })

const day = (n: number, hour = 9): Instant => (at('2026-12-07T00:00:00-08:00') + (n * 24 + hour) * HOUR_MS) as Instant

const flagsOf = (starts: Instant[], kind: 'induction' | 'booster' = 'induction') => checkSpacing(starts, kind, timeZone, PROPOSED_PROTOCOL).map((f) => `${f.level} ${f.rule}`)

const order = (id: string, applies_from: number, signed_at: string | null): Order => ({
  order: id, course: 'c', applies_from, dose_mg_per_kg: 0.5, dose_mg: 40, weight_kg: 80, dosing_weight_kg: 80, weight_basis: 'actual', duration_min: 40, vial_mg_per_ml: 50, draw_ml: 0.8, final_ml: 100,
  concentration_mg_per_ml: 0.4, rate_ml_per_h: 150, flags: [], written_by: 'p', signed_by: signed_at && 'p', signed_at,
})

describe('a proposed series', () => {
  it('[PLN10] two or three a week, at one wall-clock time', () => {
    assert.deepEqual(datesOf(asked()), ['2026-12-07', '2026-12-10', '2026-12-14', '2026-12-17', '2026-12-21', '2026-12-24'])
    assert.deepEqual(datesOf(asked({ weekdays: [1, 3, 5] })), ['2026-12-07', '2026-12-09', '2026-12-11', '2026-12-14', '2026-12-16', '2026-12-18'])
    assert.deepEqual(proposed(asked()).flags, [])
    assert.deepEqual(proposed(asked({ weekdays: [1, 3, 5] })).flags, [])
    assert.deepEqual(proposed(asked()).visits.map((v) => v.ordinal), [1, 2, 3, 4, 5, 6])
  })

  it('[PLN10] the wall clock stays across both changes of daylight saving', () => {
    // Clocks go forward on 8 March and back on 1 November 2026.
    for (const from of ['2026-03-02', '2026-10-26'] as LocalDate[]) {
      const { visits, flags } = proposed(asked({ from, weekdays: [1, 3, 5] }))
      assert.deepEqual(visits.map((v) => localTime(at(v.start), timeZone)), Array(6).fill('09:00'))
      assert.equal(daysBetween(from, localDate(at(visits[5]!.start), timeZone)), 11)
      assert.deepEqual(flags, [])
    }
    assert.equal(proposed(asked({ from: '2026-03-06' as LocalDate })).visits[0]!.start, '2026-03-09T16:00:00.000Z')
  })

  it('[PLN11] 47 elapsed hours over the short night are not 48', () => {
    // Saturday 7 March 09:00 to Monday 9 March 09:00 is 47 hours.
    assert.deepEqual(datesOf(asked({ from: '2026-03-07' as LocalDate, weekdays: [6, 1], count: 2 })), ['2026-03-07', '2026-03-14'])
    assert.deepEqual(datesOf(asked({ from: '2026-03-14' as LocalDate, weekdays: [6, 1], count: 2 })), ['2026-03-14', '2026-03-16'])
  })

  it('[PLN11] every proposal keeps the protocol\'s spacing', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 400 }), fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }), fc.integer({ min: 1, max: 8 }), fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 3 }), (offset, weekdays, count, standing) => {
      const from = addDays('2026-01-01' as LocalDate, offset)
      const known = standing.map((d) => atLocal(addDays(from, d), '11:00', timeZone))
      const result = proposeVisits(asked({ from, weekdays, count, standing: known }), 'booster', PROPOSED_PROTOCOL)
      assert.ok(result.ok)
      const starts = result.value.visits.map((v) => at(v.start))
      assert.equal(starts.length, count)
      const harm = checkSpacing([...known, ...starts], 'booster', timeZone, PROPOSED_PROTOCOL).length - checkSpacing(known, 'booster', timeZone, PROPOSED_PROTOCOL).length
      assert.ok(harm <= 0, `${harm} more flags`)
    }))
  })

  it('[PLN12] a chair is free for the whole visit, and closed days are passed over', () => {
    const first = (busy: VisitsAsked['busy']) => proposed(asked({ count: 1, busy })).visits[0]!
    assert.deepEqual(first([]), { ordinal: 1, site: 'site', chair: 'one', start: '2026-12-07T17:00:00.000Z', end: '2026-12-07T18:40:00.000Z' })
    assert.equal(first([taken('2026-12-07', '08:00', '09:00', 'one'), taken('2026-12-07', '10:40', '12:00', 'one')]).chair, 'one')
    assert.equal(first([taken('2026-12-07', '10:39', '12:00', 'one')]).chair, 'two')
    assert.equal(first([taken('2026-12-07', '10:39', '12:00', 'one'), taken('2026-12-07', '08:30', '09:01', 'two')]).start, '2026-12-10T17:00:00.000Z')
    assert.deepEqual(datesOf(asked({ count: 2, closed: ['2026-12-07', '2026-12-14'] as LocalDate[] })), ['2026-12-10', '2026-12-17'])
  })

  it('[PLN12] a series without room is refused', () => {
    const busy = ['one', 'two'].map((chair) => ({ chair, from: at('2026-01-01T00:00:00Z'), to: at('2028-01-01T00:00:00Z') }))
    const result = proposeVisits(asked({ busy }), 'induction', PROPOSED_PROTOCOL)
    assert.ok(!result.ok && result.refusal.kind === 'refused')
    assert.equal(result.refusal.rule, 'PLN12')
    for (const bad of [{ count: 0 }, { weekdays: [] }, { weekdays: [8] }, { time: '9:00' }, { chairs: [] }]) {
      const refused = proposeVisits(asked(bad), 'induction', PROPOSED_PROTOCOL)
      assert.ok(!refused.ok && refused.refusal.kind === 'bad-input')
      assert.equal(refused.refusal.path, Object.keys(bad)[0])
    }
  })
})

describe('spacing', () => {
  it('[PLN13] the interval, the week and the span', () => {
    assert.deepEqual(flagsOf([day(2), day(0)]), [])
    assert.deepEqual(flagsOf([day(0), day(2, 8)]), ['warn DS-18'])
    assert.deepEqual(flagsOf([day(0), day(1)]), ['warn DS-18'])
    assert.deepEqual(flagsOf([day(0), day(1, 8)]), ['block DS-18'])
    assert.deepEqual(flagsOf([day(0), day(2), day(4), day(6)]), ['warn DS-18'])
    assert.deepEqual(flagsOf([day(0), day(2), day(4), day(7)]), [])
    assert.deepEqual(flagsOf([0, 3, 7, 10, 14, 20].map((n) => day(n))), [])
    assert.deepEqual(flagsOf([0, 3, 7, 10, 14, 21].map((n) => day(n))), ['warn DS-16'])
    assert.deepEqual(flagsOf([0, 3, 7, 10, 14, 21].map((n) => day(n)), 'booster'), [])
    assert.deepEqual(checkSpacing([day(0), day(1, 8)], 'induction', timeZone, PROPOSED_PROTOCOL)[0]!.message, '23 h between 2026-12-07 and 2026-12-08 is less than 24 h')
  })
})

describe('which order applies', () => {
  it('[PLN14] the latest signed one up to the visit', () => {
    const orders = [order('a', 1, '2026-12-01T10:00:00Z'), order('b', 3, '2026-12-05T10:00:00Z'), order('c', 3, '2026-12-05T10:30:00Z'), order('d', 4, null)]
    assert.deepEqual([1, 2, 3, 4, 6].map((n) => orderFor(orders, n)?.order), ['a', 'a', 'c', 'c', 'c'])
    assert.deepEqual([1, 3].map((n) => orderFor(orders.toReversed(), n)?.order), ['a', 'c'])
    assert.equal(orderFor([order('d', 1, null)], 1), null)
    assert.equal(orderFor([order('b', 3, '2026-12-05T10:00:00Z')], 2), null)
  })
})
