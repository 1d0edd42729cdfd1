import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { DAY_MS, parseInstant, type Instant } from '../shared/index.ts'
import { calculateOrder, maySignOrder, PROPOSED_PROTOCOL, proposeOrder, type OrderAsked, type OrderFlag, type OrderPatient } from './index.ts'

const now = parseInstant('2026-12-07T16:00:00Z')!
const order = (more: Partial<OrderAsked> = {}): OrderAsked => ({ dose_mg_per_kg: 0.5, duration_min: 40, weight_basis: 'actual', vial_mg_per_ml: 50, bag_ml: 100, withdraw_equal_volume: true, ...more })
const patient = (more: Partial<OrderPatient> = {}): OrderPatient => ({
  weight_kg: 80, weight_measured_at: (now - DAY_MS) as Instant, weight_source: 'measured', height_cm: 178, sex: 'male', previous_weight_kg: null, phase: 'induction', previous_dose_mg_per_kg: 2, locked_basis: null, medications: [], ...more,
})
const previewOf = (asked: OrderAsked, who = patient(), settings = PROPOSED_PROTOCOL) => {
  const result = proposeOrder(asked, who, settings, now)
  assert.ok(result.ok, JSON.stringify(result))
  return result.value
}
const flagsOf = (...args: Parameters<typeof previewOf>): string[] => previewOf(...args).flags.map((f) => `${f.level} ${f.rule}`)

const flag = (level: OrderFlag['level']): OrderFlag => ({ level, rule: 'DS-11', message: '1.2 mg/kg is more than 1 mg/kg' })

describe('flags of an order', () => {
  it('[PLN1] the flagged rows of the test vectors', () => {
    assert.deepEqual(flagsOf(order()), [])
    assert.deepEqual(flagsOf(order({ dose_mg_per_kg: 0.75 })), ['warn DS-12'])
    assert.deepEqual(flagsOf(order({ dose_mg_per_kg: 0.75, duration_min: 45 })), [])
    assert.deepEqual(flagsOf(order({ dose_mg_per_kg: 1, duration_min: 60 })), ['warn DS-11'])
    assert.deepEqual(flagsOf(order({ dose_mg_per_kg: 1 })), ['warn DS-11', 'warn DS-12'])
    assert.deepEqual(flagsOf(order({ bag_ml: 250 })), [])
    assert.deepEqual(flagsOf(order({ vial_mg_per_ml: 1, bag_ml: 40 })), [])
  })

  it('[PLN1] each limit at its value is within it, and above it has its level', () => {
    for (const [asked, flags] of [
      [{ dose_mg_per_kg: 1.01, duration_min: 61 }, ['attest DS-11', 'warn DS-13']], [{ dose_mg_per_kg: 1.25, duration_min: 100 }, ['attest DS-11', 'warn DS-13']],
      [{ dose_mg_per_kg: 1.26, duration_min: 100 }, ['attest DS-11', 'attest DS-13']], [{ dose_mg_per_kg: 1.5, duration_min: 100 }, ['attest DS-11', 'attest DS-13']],
      [{ dose_mg_per_kg: 1.51, duration_min: 100 }, ['block DS-11', 'attest DS-13']], [{ dose_mg_per_kg: 1.9, duration_min: 57 }, ['block DS-11', 'warn DS-12', 'block DS-13']],
      [{ dose_mg_per_kg: 1.9, duration_min: 56 }, ['block DS-11', 'block DS-12', 'block DS-13']],
      [{ duration_min: 29 }, ['warn DS-12', 'block DS-15']], [{ duration_min: 30 }, []], [{ duration_min: 100 }, []], [{ duration_min: 101 }, ['attest DS-15']],
      [{ bag_ml: 500, duration_min: 60 }, []], [{ bag_ml: 500 }, ['warn PX-12']],
    ] as const) assert.deepEqual(flagsOf(order(asked)), flags, JSON.stringify(asked))
    const [first] = previewOf(order({ dose_mg_per_kg: 0.75 })).flags
    assert.equal(first!.message, '1.125 mg/kg/h is more than 1 mg/kg/h: 0.75 mg/kg needs at least 45 min')
  })

  it('[PLN1] the limits are the protocol\'s', () => {
    const strict = { ...PROPOSED_PROTOCOL, dose: { ...PROPOSED_PROTOCOL.dose, warn_mg_per_kg: 0.3, attest_mg_per_kg: 0.4, block_mg_per_kg: 0.45 } }
    assert.deepEqual(flagsOf(order(), patient(), strict), ['block DS-11'])
  })

  it('[PLN2] rounding never raises a flag', () => {
    fc.assert(fc.property(fc.integer({ min: 4000, max: 7900 }), (hundredths) => {
      assert.deepEqual(flagsOf(order({ dose_mg_per_kg: 1, duration_min: 60 }), patient({ weight_kg: hundredths / 100, height_cm: 190 })), ['warn DS-11'])
    }))
  })

  it('[PLN3] a high body mass index shows every weight and asks for a choice', () => {
    const heavy = patient({ weight_kg: 110, height_cm: 163, sex: 'female' })
    const preview = previewOf(order({ weight_basis: 'ideal' }), heavy)
    assert.deepEqual(preview.choices, [
      { basis: 'actual', dosing_weight_kg: 110, dose_mg: 55 }, { basis: 'ideal', dosing_weight_kg: 55.1, dose_mg: 27.5 }, { basis: 'adjusted', dosing_weight_kg: 77.1, dose_mg: 38.5 }, { basis: 'lean', dosing_weight_kg: 54, dose_mg: 27 },
    ])
    assert.deepEqual([preview.bmi_kg_m2, preview.dosing_weight_kg, preview.dose_mg, preview.flags.map((f) => f.rule)], [41.4, 55.1, 27.5, ['WT-04']])
    assert.deepEqual(flagsOf(order(), heavy), ['warn WT-04'])
    assert.deepEqual(flagsOf(order({ weight_basis: 'lean' })), ['info WT-04'])
    assert.deepEqual(flagsOf(order(), patient({ height_cm: null })), ['warn WT-04'])
    // 30 kg/m2 exactly: the limit itself asks for the choice.
    assert.deepEqual(flagsOf(order(), patient({ weight_kg: 120, height_cm: 200 })), ['warn WT-04'])
    assert.deepEqual(flagsOf(order({ weight_basis: 'ideal' }), patient({ weight_kg: 60, height_cm: 150, sex: 'female' })), ['info WT-04', 'warn WT-05'])
  })

  it('[PLN4] the weight must be measured, fresh and believable', () => {
    const days = (n: number) => ({ weight_measured_at: (now - n * DAY_MS) as Instant })
    assert.deepEqual(flagsOf(order(), patient(days(7))), [])
    assert.deepEqual(flagsOf(order(), patient({ weight_measured_at: (now - 7 * DAY_MS - 1) as Instant })), ['block WT-06'])
    assert.deepEqual(flagsOf(order(), patient({ ...days(30), phase: 'maintenance' })), [])
    assert.deepEqual(flagsOf(order(), patient({ ...days(31), phase: 'maintenance' })), ['block WT-06'])
    assert.deepEqual(flagsOf(order(), patient({ weight_source: 'reported' })), ['block WT-06'])
    assert.deepEqual(flagsOf(order(), patient({ previous_weight_kg: 84 })), [])
    assert.deepEqual(flagsOf(order(), patient({ previous_weight_kg: 85 })), ['warn WT-06'])
    assert.deepEqual(flagsOf(order(), patient({ previous_weight_kg: 90 })), ['block WT-06'])
    assert.deepEqual(flagsOf(order(), patient({ previous_weight_kg: 176 })), ['block WT-07'])
    assert.deepEqual(flagsOf(order(), patient({ weight_kg: 39, height_cm: 150 })), ['warn WT-07'])
    assert.ok(flagsOf(order({ weight_basis: 'ideal' }), patient({ weight_kg: 181 })).includes('warn WT-07'))
  })

  it('[PLN5] the first dose and each step are bounded', () => {
    assert.deepEqual(flagsOf(order(), patient({ previous_dose_mg_per_kg: null })), [])
    assert.deepEqual(flagsOf(order({ dose_mg_per_kg: 0.6 }), patient({ previous_dose_mg_per_kg: null })), ['attest DS-08'])
    assert.deepEqual(flagsOf(order({ dose_mg_per_kg: 0.75, duration_min: 60 }), patient({ previous_dose_mg_per_kg: 0.5 })), [])
    assert.deepEqual(flagsOf(order({ dose_mg_per_kg: 0.75, duration_min: 60 }), patient({ previous_dose_mg_per_kg: 0.45 })), ['attest DS-08'])
  })

  it('[PLN6] another basis within a series needs a reason', () => {
    assert.deepEqual(flagsOf(order(), patient({ locked_basis: 'actual' })), [])
    assert.deepEqual(flagsOf(order(), patient({ locked_basis: 'ideal' })), ['attest WT-08'])
  })

  it('[PLN7] bad numbers are refused with their place', () => {
    for (const [path, asked] of [['dose_mg_per_kg', { dose_mg_per_kg: 0 }], ['duration_min', { duration_min: NaN }], ['bag_ml', { bag_ml: -1 }], ['vial_mg_per_ml', { vial_mg_per_ml: Infinity }], ['weight_basis', { weight_basis: 'total' as 'actual' }]] as const) {
      const result = proposeOrder(order(asked), patient(), PROPOSED_PROTOCOL, now)
      assert.ok(!result.ok)
      assert.equal(result.refusal.path, path)
    }
    for (const [path, who] of [['weight_kg', { weight_kg: 800 }], ['height_cm', { height_cm: 1.78 }]] as const) {
      const result = proposeOrder(order(), patient(who), PROPOSED_PROTOCOL, now)
      assert.ok(!result.ok)
      assert.equal(result.refusal.path, path)
    }
    for (const who of [{ height_cm: null }, { sex: 'unknown' as const }]) {
      const result = proposeOrder(order({ weight_basis: 'ideal' }), patient(who), PROPOSED_PROTOCOL, now)
      assert.ok(!result.ok)
      assert.equal(result.refusal.path, 'weight_basis')
    }
    assert.equal(calculateOrder(order(), { weight_kg: 80, height_cm: null, sex: 'unknown' }, PROPOSED_PROTOCOL).ok, true)
  })
})

describe('signing', () => {
  it('[PLN8] only a prescriber or medical director, never over a block, and with a reason where one is asked for', () => {
    assert.deepEqual(maySignOrder(['prescriber'], [flag('warn'), flag('info')], null), { ok: true, value: { attestation: null } })
    assert.equal(maySignOrder(['medical-director'], [], ' ').ok, true)
    for (const role of ['nurse', 'front-desk', 'administrator'] as const) assert.equal(maySignOrder([role], [], null).ok, false)
    assert.equal(maySignOrder(['prescriber'], [flag('block')], 'because I say so').ok, false)
    const unexplained = maySignOrder(['prescriber'], [flag('attest')], '  ')
    assert.ok(!unexplained.ok)
    assert.equal(unexplained.refusal.rule, 'DS-11')
    assert.deepEqual(maySignOrder(['prescriber'], [flag('attest')], ' tolerated 1.0 well '), { ok: true, value: { attestation: 'tolerated 1.0 well' } })
  })
})
