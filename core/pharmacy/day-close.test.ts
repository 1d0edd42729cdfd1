import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { addDays, daysBetween, parseLocalDate, type LocalDate } from '../shared/index.ts'
import { addBusinessDays, amountIn, byUse, differencesOf, federalHolidays, inventoryDue, isBusinessDay, keptUntil, lossDeadlines, makeBag, mayDraw, NOTHING, planDraws, useBy, vialState, type BagAsked, type SessionOfDay, type VialFacts, type VialOfDay } from './index.ts'

const day = (text: string): LocalDate => parseLocalDate(text)!
const of = (volume_ul: number) => amountIn(volume_ul, 50)!
const TOLERANCE = { vial_variance_mL: 0.1, vial_variance_pct: 2, half_step_mL: 0.005 }

/** 40 mg drawn and charted, half given, half wasted. */
const visit = (change: Partial<SessionOfDay['preparations'][number]> = {}, more: Partial<SessionOfDay> = {}): SessionOfDay => ({
  session: 's1', label: 'Visit 3, Chair 2', state: 'ended', bags: [{ charted_mg: 40, delivered_mg: 20 }],
  preparations: [{ preparation: 'p1', code: 'K-7', strength_mg_per_ml: 50, drawn: of(800), left: NOTHING, given: [{ id: 'g', amount: of(400), undone: NOTHING }], ...change }], ...more,
})
const vial = (count_ul: number | null, isCurrent = true): VialOfDay => ({ vial: 'v1', barcode: 'V-1', strength_mg_per_ml: 50, book: of(9200), count: count_ul === null ? null : { counted_ul: count_ul, isCurrent } })
const kinds = (sessions: readonly SessionOfDay[], vials: readonly VialOfDay[] = []): string[] => differencesOf(sessions, vials, TOLERANCE).map((d) => `${d.level} ${d.kind} ${d.mass_ug}`)

describe('the close of a day', () => {
  it('[BAL9] closes when everything has its place', () => assert.deepEqual(kinds([visit()], [vial(9200)]), []))

  it('[BAL9] one milligram more or less in a draw keeps it open, and names the visit and the milligram', () => {
    for (const [drawn_ul, apart] of [[780, 1000], [820, -1000]] as const) {
      const found = differencesOf([visit({ drawn: of(drawn_ul), given: [{ id: 'g', amount: of(drawn_ul / 2), undone: NOTHING }] })], [], TOLERANCE)
      assert.deepEqual(found.map((d) => [d.kind, d.session, d.mass_ug]), [['bag', 's1', apart]])
      assert.match(found[0]!.message, /Visit 3, Chair 2.*1 mg/)
    }
    // The step of the syringe is no difference: 33.3 mg are drawn as 0.67 mL.
    assert.deepEqual(kinds([visit({ drawn: of(670), given: [{ id: 'g', amount: of(670), undone: NOTHING }] }, { bags: [{ charted_mg: 33.3, delivered_mg: 33.3 }] })]), [])
  })

  it('[BAL9] names what was not drawn, not given, left over, or still runs', () => {
    assert.deepEqual(kinds([visit({}, { preparations: [] })]), ['differs not-drawn 40000'])
    assert.deepEqual(kinds([visit({ given: [] })]), ['differs given 20000'])
    assert.deepEqual(kinds([visit({ left: of(400) })]), ['differs left -20000'])
    assert.deepEqual(kinds([visit({ left: of(800), given: [] }, { state: 'not-started', bags: [] })]), ['differs left -40000'])
    assert.deepEqual(kinds([visit({}, { state: 'running' })]), ['waits running 0'])
  })

  it('[BAL9][BAL10] a vial is counted as the books say', () => {
    assert.deepEqual(kinds([], [vial(null)]), ['waits not-counted 0'])
    assert.deepEqual(kinds([], [vial(9200, false)]), ['waits not-counted 0'])
    assert.deepEqual(kinds([], [vial(9000)]), ['differs count -10000'])
    assert.match(differencesOf([], [vial(9000)], TOLERANCE)[0]!.message, /Vial V-1: 9 mL counted, 9.2 mL on the books: 0.2 mL \(10 mg\) missing\./)
    assert.match(differencesOf([], [vial(9100)], TOLERANCE)[0]!.message, /within the variance/)
    assert.deepEqual(kinds([], [{ ...vial(null), book: NOTHING }]), [])
  })
})

describe('deadlines', () => {
  it('[BAL11] business days know weekends and federal holidays', () => {
    assert.deepEqual(federalHolidays(2026), ['2026-01-01', '2026-01-19', '2026-02-16', '2026-05-25', '2026-06-19', '2026-07-03', '2026-09-07', '2026-10-12', '2026-11-11', '2026-11-26', '2026-12-25'])
    assert.equal(isBusinessDay(day('2021-12-31')), false, 'New Year 2022 fell on a Saturday')
    for (const [found, due] of [['2026-11-25', '2026-11-27'], ['2026-11-27', '2026-11-30'], ['2026-11-28', '2026-11-30'], ['2026-07-02', '2026-07-06'], ['2026-12-24', '2026-12-28']] as const)
      assert.equal(lossDeadlines(day(found), { notify_business_days: 1, file_days: 45 }).notify_by, due, found)
    assert.equal(lossDeadlines(day('2026-11-27'), { notify_business_days: 1, file_days: 45 }).file_by, '2027-01-11')
    fc.assert(fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 9 }), (n, count) => {
      const from = addDays(day('2000-01-01'), n)
      const to = addBusinessDays(from, count)
      assert.equal(Array.from({ length: daysBetween(from, to) }, (_, i) => addDays(from, i + 1)).filter(isBusinessDay).length, count)
      assert.ok(isBusinessDay(to))
    }))
  })

  it('[BAL13] the next inventory is due to the day, and records are kept for years', () => {
    assert.equal(inventoryDue(null, { inventory_max_months: 24 }), null)
    for (const [taken, due] of [['2024-11-27', '2026-11-27'], ['2024-02-29', '2026-02-28'], ['2024-12-31', '2026-12-31'], ['2024-01-31', '2026-01-31']] as const) assert.equal(inventoryDue(day(taken), { inventory_max_months: 24 }), due)
    assert.equal(keptUntil(day('2024-02-29'), { retain_years: 3 }), '2027-02-28')
  })
})

describe('vials', () => {
  const IN_USE = { in_use_vial_d: 28 }
  const facts = (change: Partial<VialFacts> = {}): VialFacts => ({ volume_ul: 9000, fill_ul: 10_000, expires_on: day('2027-06-30'), opened_on: day('2026-11-01'), recalled: false, ...change })
  it('[BAL20] a vial that must not be used is not', () => {
    const on = day('2026-11-27')
    for (const [change, state] of [[{}, 'open'], [{ opened_on: null }, 'sealed'], [{ volume_ul: 0 }, 'empty'], [{ recalled: true }, 'recalled'], [{ expires_on: day('2026-11-26') }, 'expired'], [{ expires_on: on }, 'open'], [{ opened_on: day('2026-10-30') }, 'open'], [{ opened_on: day('2026-10-29') }, 'past-use']] as const) {
      assert.equal(vialState(facts(change), on, IN_USE), state, JSON.stringify(change))
      assert.equal(mayDraw(state), state === 'open' || state === 'sealed')
    }
    assert.equal(useBy(facts({ expires_on: day('2026-11-05') }), IN_USE), '2026-11-05')
  })
  it('[BAL21] open before sealed, soonest first', () => {
    const sealed = facts({ opened_on: null, expires_on: day('2026-12-01') })
    const later = facts({ opened_on: day('2026-11-10') })
    assert.deepEqual([sealed, later, facts(), facts({ volume_ul: 100 })].toSorted(byUse(IN_USE)), [facts({ volume_ul: 100 }), facts(), later, sealed])
  })
})

describe('a bag', () => {
  const LIMITS = { smallest_draw_mL: 0.3, half_step_mL: 0.005, warn_ml_per_h: 500 }
  const asked = (change: Partial<BagAsked> = {}): BagAsked => ({ draws: [{ strength_mg_per_ml: 50, volume_ul: 800 }], bag_ml: 100, withdraw_equal_volume: true, overfill_ml: 0, duration_min: 40, line_ml: 15, flush_ml: 20, ...change })
  const made = (change: Partial<BagAsked> = {}, ordered_mg = 40) => {
    const result = makeBag(asked(change), ordered_mg, LIMITS)
    assert.ok(result.ok)
    return result.value
  }
  it('[BAG1] holds the ordered dose, within half a step of the syringe', () => {
    assert.deepEqual(made().notes, [])
    for (const ul of [780, 820, 8000, 80]) assert.equal(made({ draws: [{ strength_mg_per_ml: 50, volume_ul: ul }] }).notes[0]?.rule, 'BAG1', `${ul} uL`)
    assert.deepEqual(made({ draws: [{ strength_mg_per_ml: 50, volume_ul: 670 }] }, 33.3).notes, [])
    assert.ok(!makeBag(asked({ draws: [] }), 40, LIMITS).ok)
    assert.ok(!makeBag(asked({ draws: [{ strength_mg_per_ml: 50, volume_ul: 0.5 }] }), 40, LIMITS).ok)
    assert.ok(!makeBag(asked({ bag_ml: 0.5 }), 40, LIMITS).ok)
  })
  it('[BAG2] says what it holds after overfill and withdrawal', () => {
    for (const [change, final, concentration, rate, rules] of [
      [{}, 100, 0.4, 150, []], [{ withdraw_equal_volume: false }, 100.8, 0.3968, 151.2, ['PX-11']], [{ overfill_ml: 10 }, 110, 0.3636, 165, ['PX-11']], [{ overfill_ml: 10, withdraw_equal_volume: false }, 110.8, 0.361, 166.2, ['PX-11']],
      [{ bag_ml: 500 }, 500, 0.08, 750, ['PX-12']], [{ draws: [{ strength_mg_per_ml: 10, volume_ul: 4000 }] }, 100, 0.4, 150, ['PX-05']],
    ] as const) {
      const bag = made(change)
      assert.deepEqual([bag.final_ml, bag.concentration_mg_per_ml, bag.rate_ml_per_h, bag.notes.map((n) => n.rule)], [final, concentration, rate, rules])
      assert.ok(Math.abs(bag.concentration_mg_per_ml * bag.final_ml - 40) < 0.03)
    }
  })
  it('[BAG3] says what an unflushed line keeps', () => {
    const bag = made({ flush_ml: 0 })
    assert.deepEqual([bag.in_line_mg, bag.in_line_pct, bag.notes.map((n) => `${n.level} ${n.rule}`)], [6, 15, ['warn PX-10']])
    assert.deepEqual([made({ flush_ml: 10 }).in_line_mg, made({ flush_ml: 15 }).in_line_mg], [2, 0])
  })
  it('[BAG4] draws from several vials, and says what is missing', () => {
    assert.deepEqual(planDraws(40, 50, [{ vial: 'a', volume_ul: 300 }, { vial: 'b', volume_ul: 10_000 }], 10), { draws: [{ vial: 'a', volume_ul: 300 }, { vial: 'b', volume_ul: 500 }], short_ul: 0 })
    assert.deepEqual(planDraws(33.3, 50, [{ vial: 'b', volume_ul: 10_000 }], 10).draws, [{ vial: 'b', volume_ul: 670 }])
    assert.equal(planDraws(40, 50, [{ vial: 'a', volume_ul: 300 }], 10).short_ul, 500)
  })
})
