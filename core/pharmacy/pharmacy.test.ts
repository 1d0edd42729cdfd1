import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { roundTo } from '../shared/index.ts'
import { looksLikePounds, prepare, preparationNotes, weightsOf, type PreparationAsked } from './index.ts'

const asked = (dose_mg_per_kg: number, duration_min: number, vial_mg_per_ml: number, bag_ml: number, withdraw_equal_volume = true): PreparationAsked =>
  ({ dose_mg_per_kg, duration_min, vial_mg_per_ml, bag_ml, withdraw_equal_volume })
const preparedOf = (what: PreparationAsked, kg: number) => {
  const result = prepare(what, kg)
  assert.ok(result.ok)
  return result.value
}

const notes = (what: PreparationAsked, kg: number) => preparationNotes(what, preparedOf(what, kg), 0.3).map((n) => `${n.level} ${n.rule}`)

describe('weights', () => {
  it('[PHA1] agree with the worked table', () => {
    for (const [sex, cm, kg, ...expected] of [
      ['female', 165, 60, 22.0, 56.9, 58.1, 39.3, 30.0, 29.1, 28.5], ['male', 178, 80, 25.2, 73.2, 75.9, 61.1, 40.0, 38.0, 36.6],
      ['female', 163, 110, 41.4, 55.1, 77.1, 54.0, 55.0, 38.5, 27.5], ['male', 183, 140, 41.8, 77.7, 102.6, 82.6, 70.0, 51.3, 38.9],
    ] as const) {
      const w = weightsOf({ weight_kg: kg, height_cm: cm, sex })
      const doses = [w.actual, w.adjusted, w.ideal].map((weight) => preparedOf(asked(0.5, 40, 50, 100), weight!).dose_mg)
      assert.deepEqual([...[w.bmi_kg_m2, w.ideal, w.adjusted, w.lean].map((x) => roundTo(x!, 1)), ...doses], expected)
    }
  })

  it('[PHA2] nobody is dosed on more than they weigh', () => {
    fc.assert(fc.property(fc.double({ min: 20, max: 400, noNaN: true }), fc.double({ min: 100, max: 250, noNaN: true }), fc.constantFrom('female' as const, 'male' as const), (weight_kg, height_cm, sex) => {
      const w = weightsOf({ weight_kg, height_cm, sex })
      for (const weight of [w.ideal, w.adjusted, w.lean]) assert.ok(weight! <= weight_kg && Number.isFinite(weight))
    }))
    const light = weightsOf({ weight_kg: 50, height_cm: 185, sex: 'male' })
    assert.deepEqual([light.ideal, light.adjusted], [50, 50])
  })

  it('[PHA3] what has no formula is unknown', () => {
    assert.deepEqual(weightsOf({ weight_kg: 80, height_cm: null, sex: 'male' }), { bmi_kg_m2: null, actual: 80, ideal: null, adjusted: null, lean: null })
    for (const sex of ['other', 'unknown'] as const) {
      const w = weightsOf({ weight_kg: 80, height_cm: 178, sex })
      assert.deepEqual([roundTo(w.bmi_kg_m2!, 1), w.actual, w.ideal, w.adjusted, w.lean], [25.2, 80, null, null, null])
    }
  })

  it('[PHA8] pounds for kilograms are noticed both ways', () => {
    assert.deepEqual([[176, 80], [80, 176], [168, 80], [184, 80], [88, 80], [160, 80], [200, 80]].map(([now, before]) => looksLikePounds(now!, before!)), [true, true, true, true, false, false, false])
  })
})

describe('preparation', () => {
  it('[PHA5] agrees with the test vectors', () => {
    for (const [kg, perKg, min, vial, final, ...expected] of [
      [60, 0.5, 40, 50, 100, 30, 0.6, 0.3, 150, 0.75], [80, 0.5, 40, 50, 100, 40, 0.8, 0.4, 150, 0.75], [80, 0.75, 40, 50, 100, 60, 1.2, 0.6, 150, 1.125],
      [80, 1, 60, 50, 100, 80, 1.6, 0.8, 100, 1], [80, 1, 40, 50, 100, 80, 1.6, 0.8, 150, 1.5], [80, 0.5, 40, 50, 250, 40, 0.8, 0.16, 375, 0.75],
      [80, 0.5, 40, 1, 40, 40, 40, 1, 60, 0.75], [80, 0.5, 40, 2, 20, 40, 20, 2, 30, 0.75], [110, 0.5, 40, 50, 100, 55, 1.1, 0.55, 150, 0.75],
    ] as const) {
      const p = preparedOf(asked(perKg, min, vial, final), kg)
      assert.deepEqual([p.dose_mg, p.draw_ml, p.concentration_mg_per_ml, p.rate_ml_per_h, p.rate_mg_per_kg_per_h], expected)
      assert.equal(p.final_ml, final)
    }
    assert.deepEqual(preparedOf(asked(0.5, 40, 50, 100, false), 80), { dose_mg: 40, draw_ml: 0.8, final_ml: 100.8, concentration_mg_per_ml: 0.3968, rate_ml_per_h: 151.2, rate_mg_per_kg_per_h: 0.75 })
  })

  it('[PHA5] volume times concentration gives the dose back, whatever is asked', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 20, max: 400 }), fc.integer({ min: 30, max: 100 }), fc.constantFrom(10, 50, 100), fc.constantFrom(50, 100, 250, 500), fc.boolean(), (hundredths, kg, min, vial, bag, withdraw) => {
      const result = prepare(asked(hundredths / 100, min, vial, bag, withdraw), kg)
      if (!result.ok) { assert.ok(withdraw); return }
      const p = result.value
      assert.ok(Math.abs(p.final_ml * p.concentration_mg_per_ml - p.dose_mg) <= p.final_ml * 0.000_05 + 1e-9)
      assert.ok(Math.abs((p.rate_ml_per_h * min) / 60 - p.final_ml) <= 0.05 * (min / 60) + 1e-9)
    }))
  })

  it('[PHA9] each number of a preparation is the exact one of the numbers shown before it, rounded once, as whole numbers give it', () => {
    /** n/d to so many decimals, half away from zero, in whole numbers alone. */
    const exact = (n: bigint, d: bigint, decimals: number): number => {
      const scaled = n * 10n ** BigInt(decimals)
      return Number((2n * scaled + d) / (2n * d)) / 10 ** decimals
    }
    fc.assert(fc.property(fc.integer({ min: 200, max: 4000 }), fc.integer({ min: 1, max: 300 }), fc.integer({ min: 20, max: 180 }), fc.constantFrom(1, 2, 10, 50, 100), fc.constantFrom(20, 40, 50, 100, 250, 500), fc.boolean(), (tenthsKg, hundredths, min, vial, bag, withdraw) => {
      const result = prepare(asked(hundredths / 100, min, vial, bag, withdraw), tenthsKg / 10)
      const [kg, perKg, minutes, mgPerMl] = [tenthsKg, hundredths, min, vial].map(BigInt) as [bigint, bigint, bigint, bigint]
      const dose = exact(kg * perKg, 1000n, 1)
      const dose10 = BigInt(Math.round(dose * 10))
      const draw = exact(dose10, 10n * mgPerMl, 2)
      assert.equal(result.ok, !withdraw || draw <= bag)
      if (!result.ok) return
      const final100 = withdraw ? BigInt(bag * 100) : BigInt(bag * 100 + Math.round(draw * 100))
      assert.deepEqual(result.value, {
        dose_mg: dose, draw_ml: draw, final_ml: Number(final100) / 100, concentration_mg_per_ml: exact(dose10 * 10n, final100, 4), rate_ml_per_h: exact(final100 * 60n, 100n * minutes, 1), rate_mg_per_kg_per_h: exact(dose10 * 60n, kg * minutes, 3),
      })
    }), { numRuns: 3000 })
  })

  it('[PHA4] the dose is rounded once, half away from zero', () => {
    assert.equal(preparedOf(asked(0.5, 40, 50, 100), 73.3).dose_mg, 36.7)
    assert.equal(preparedOf(asked(0.5, 40, 50, 100), 55.098).dose_mg, 27.5)
    assert.equal(preparedOf(asked(0.35, 40, 50, 100), 81).dose_mg, 28.4)
  })

  it('[PHA6] a bag smaller than the drug is refused', () => {
    const result = prepare(asked(1, 60, 1, 50), 80)
    assert.ok(!result.ok)
    assert.deepEqual([result.refusal.path, result.refusal.allowed], ['bag_ml', 'at least 80 mL, the volume of the drug'])
    assert.equal(preparedOf(asked(1, 60, 1, 50, false), 80).final_ml, 130)
  })

  it('[PHA7] what the label says against is noted', () => {
    assert.deepEqual(notes(asked(0.5, 40, 50, 100), 80), [])
    assert.deepEqual(notes(asked(0.5, 40, 10, 100), 80), ['warn PX-05'])
    assert.deepEqual(notes(asked(0.5, 40, 10, 4), 80), [])
    assert.deepEqual(notes(asked(1.25, 40, 100, 1), 80), ['block PX-03'])
    assert.deepEqual(notes(asked(0.25, 40, 100, 100), 80), ['warn PHA7'])
    assert.deepEqual(notes(asked(0.5, 40, 100, 100), 80), [])
    assert.deepEqual(notes(asked(0.5, 40, 50, 100, false), 80), ['info PX-11'])
  })
})
