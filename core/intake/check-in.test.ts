import assert from 'node:assert/strict'
import test from 'node:test'
import { CHECK_IN, readCheckIn } from './check-in.ts'

test('[CARE16] reads a check-in item by item from 0 to 10, and refuses anything else with its place', () => {
  const all = Object.fromEntries(CHECK_IN.items.map((item, i) => [item.linkId, i === 0 ? 0 : 10]))
  assert.deepEqual(readCheckIn(all), { ok: true, value: all })
  assert.deepEqual(readCheckIn({}), { ok: true, value: {} })
  for (const [linkId, value] of [['mood', 11], ['mood', -1], ['mood', 2.5], ['mood', '3'], ['mood', null], ['weather', 3], ['constructor', 3]] as const) {
    const read = readCheckIn({ [linkId]: value })
    assert.equal(read.ok ? null : read.refusal.path, `answers.${linkId}`)
  }
  for (const value of [null, 3, 'mood', [1]]) assert.equal(readCheckIn(value).ok, false)
})
