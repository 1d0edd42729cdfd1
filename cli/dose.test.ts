import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const ORDER = { weight_kg: 80, height_cm: 178, sex: 'male', weight_basis: 'actual', dose_mg_per_kg: 1, duration_min: 40, vial_mg_per_ml: 50, bag_ml: 100, withdraw_equal_volume: true }
function dose(input: unknown, ...args: string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(new URL('chairside.ts', import.meta.url)), 'dose', '--in', '-', ...args], { input: JSON.stringify(input), encoding: 'utf8' })
  return { status, out: stdout, err: stderr }
}

describe('chairside dose', () => {
  it('[PLN9] gives the numbers and flags of an order', () => {
    const { status, out } = dose(ORDER, '--json')
    assert.equal(status, 0)
    assert.deepEqual(JSON.parse(out), {
      bmi: 25.2, dosing_weight_kg: 80, dose_mg: 80, draw_ml: 1.6, final_ml: 100, concentration_mg_per_ml: 0.8, rate_ml_per_h: 150, rate_mg_per_kg_per_h: 1.5,
      flags: [{ level: 'warn', rule: 'DS-11', message: '1 mg/kg is more than 0.75 mg/kg' }, { level: 'warn', rule: 'DS-12', message: '1.5 mg/kg/h is more than 1 mg/kg/h: 1 mg/kg needs at least 60 min' }],
    })
    assert.match(dose({ ...ORDER, dose_mg_per_kg: 3 }).out, /BLOCK DS-11/)
  })

  it('[PLN9] names the place of bad input and ends with 2', () => {
    for (const [change, line] of [
      [{ weight_kg: -4 }, /^standard input: weight_kg: -4 is not allowed; allowed: a number from 20 to 400 kg\n$/], [{ height_cm: null }, /height_cm/], [{ sex: 'other' }, /sex/],
      [{ weight_basis: 'guess' }, /weight_basis/], [{ withdraw_equal_volume: 'yes' }, /withdraw_equal_volume/], [{ dose: 1 }, /^standard input: dose: /], [{ duration_min: '40' }, /duration_min/],
    ] as const) {
      const { status, out, err } = dose({ ...ORDER, ...change }, '--json')
      assert.deepEqual([status, out], [2, ''], JSON.stringify(change))
      assert.match(err, line)
    }
    assert.equal(dose([]).status, 2)
  })
})
