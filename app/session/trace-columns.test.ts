import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { instant } from '@chairside/core/shared'
import type { VitalName } from '@chairside/core/session'
import { alone, columns } from './trace-columns.ts'

const GAP_S = 10
type Said = readonly [at_s: number, value: number | null, vital?: VitalName]
const readingsOf = (said: readonly Said[]) => said.map(([at_s, value, vital = 'spo2_pct']) => ({ at: instant(Math.round(at_s * 1000)), vital, value, device: 'monitor', simulated: false }))
const lines = (said: readonly Said[]) => columns(readingsOf(said), ['spo2_pct', 'pulse_per_min'], 0, GAP_S)
/** The stretches of the first line that are drawn without a break, each as its values. */
const stretches = (said: readonly Said[]): number[][] => lines(said)[1]!.reduce<number[][]>((all, value) => (value === undefined ? all : value === null ? [...all, []] : [...all.slice(0, -1), [...all.at(-1)!, value]]), [[]])

test('[SES130] a silence longer than the protocol\'s seconds is a gap in the line, a shorter one is bridged', () => {
  assert.deepEqual(stretches([[100, 97], [101, 98], [111, 96]]), [[97, 98, 96]])
  assert.deepEqual(stretches([[100, 97], [101, 98], [112, 96], [113, 95]]), [[97, 98], [96, 95]])
})

test('[SES130] "no reading" is a gap, however short, also within the second of a reading, and whatever other lines say then', () => {
  assert.deepEqual(stretches([[100, 97], [101, null], [102, 96]]), [[97], [96]])
  // A monitor that speaks a little early: the value and "no reading" round to one second.
  assert.deepEqual(stretches([[100.6, 97], [101.4, null], [140, 96]]), [[97], [96]])
  const both: Said[] = [[100, 97], [100, 70, 'pulse_per_min'], [101, null], [101, 71, 'pulse_per_min'], [102, 96], [102, 72, 'pulse_per_min']]
  assert.deepEqual(stretches(both), [[97], [96]])
  assert.deepEqual(lines(both)[2]!.filter((value) => value !== undefined), [70, 71, 72], 'the pulse goes on')
})

test('[SES130] wherever something was not measured there is a break, nowhere else, and every second\'s last reading is drawn', () => {
  const anySaid = fc.array(fc.record({ step_ms: fc.constantFrom(700, 1000, 1300, 5000, 10_000, 12_000, 60_000), value: fc.option(fc.integer({ min: 70, max: 100 }), { freq: 4, nil: null }) }), { minLength: 1, maxLength: 80 })
  fc.assert(fc.property(anySaid, (made) => {
    let at_ms = 100_000
    const said = made.map(({ step_ms, value }): Said => { at_ms += step_ms; return [at_ms / 1000, value] })
    const [moments, line] = lines(said)
    const values = said.flatMap(([at_s, value], i) => (value === null ? [] : [{ i, value, s: Math.round(at_s) }]))
    assert.deepEqual(new Map(moments.flatMap((s, i) => (typeof line![i] === 'number' ? [[s, line![i]]] : []))), new Map(values.map(({ s, value }) => [s, value])))
    let expected = 0
    values.forEach((after, n) => {
      const before = values[n - 1]
      if (before === undefined || (after.i === before.i + 1 && after.s - before.s <= GAP_S)) return
      expected += 1
      if (after.s > before.s) assert.ok(moments.some((m, i) => m > before.s && m < after.s && line![i] === null), `${before.s} to ${after.s}`)
    })
    assert.ok(line!.filter((value) => value === null).length <= expected + 1, 'at most one more, after the last')
  }), { numRuns: 400 })
})

test('[SES130] a reading between two gaps is a point; one that a line reaches is none', () => {
  assert.deepEqual(alone([97, undefined, 98, null, 96, undefined, null, 95]), [4, 7])
  assert.deepEqual(alone([97, 98]), [])
  assert.deepEqual(alone([undefined, 97]), [1])
})
