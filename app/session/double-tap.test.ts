import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EventType } from '@chairside/core/session'
import { isSecondTap } from './double-tap.ts'

const tap = (type: EventType, at: number, payload = '{}') => ({ type, payload, at })

test('[OFF10] a second tap within half a second is the same act; a stop never waits, and what differs goes through', () => {
  assert.equal(isSecondTap(null, tap('infusion-paused', 0)), false)
  assert.equal(isSecondTap(tap('infusion-paused', 0), tap('infusion-paused', 499)), true)
  assert.equal(isSecondTap(tap('infusion-paused', 0), tap('infusion-paused', 500)), false)
  assert.equal(isSecondTap(tap('infusion-paused', 0), tap('infusion-resumed', 200, '{"rate_mL_per_h":150}')), false, 'Resume is another act, chosen in its form: dropping it would leave a pause that has ended')
  for (const type of ['infusion-stopped', 'aborted', 'adverse-event-noted'] as const) assert.equal(isSecondTap(tap('infusion-paused', 0), tap(type, 1)), false, type)
  assert.equal(isSecondTap(tap('medication-given', 0, '{"dose":4}'), tap('medication-given', 200, '{"dose":8}')), false)
})
