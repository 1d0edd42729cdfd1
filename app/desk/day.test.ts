import { test } from 'node:test'
import assert from 'node:assert/strict'
import { MINUTE_MS, instant, parseInstant } from '@chairside/core/shared'
import type { DeskVisit } from '@chairside/core/session'
import { countOf, doubtWords, inOrderOfDay, marksOf, timingOf, timingWords } from './day.ts'

const start = parseInstant('2026-11-23T17:00:00Z')!
const visit = (more: Partial<DeskVisit> = {}): DeskVisit => ({
  session: 'v', ordinal: 2, site: 's', chair: 'c', chair_name: 'North 1', start: '2026-11-23T17:00:00Z', end: '2026-11-23T19:00:00Z', state: 'expected', cancelled_at: null, nurse: null,
  patient: { patient: 'p', record_number: '1', name: 'Juniper Example', birth_date: '1990-01-01', sex: 'female', age: 36 }, planned_sessions: 6, order_signed: true, scales_done: false, escort_name: null, doubts: [], arrived_at: null, ready: null, driver: null, mail: { waiting: 0, failed: 0 }, ...more,
})
const after = (min: number) => instant(start + min * MINUTE_MS)
const clock = (): string => '9:05'

test('[SCR1] five minutes of grace, then late, counted from the start', () => {
  assert.deepEqual(timingOf(visit(), after(5)), { kind: 'due', in_min: 0 })
  assert.deepEqual(timingOf(visit(), after(6)), { kind: 'late', by_min: 6 })
  assert.equal(timingWords(timingOf(visit(), after(75)), clock), '1 h 15 min late')
  assert.equal(timingWords(timingOf(visit(), after(-90)), clock), 'in 1 h 30 min')
})

test('[SCR1] who has come, gone or cancelled is never late', () => {
  assert.equal(timingWords(timingOf(visit({ state: 'preparing', arrived_at: '2026-11-23T17:05:00Z' }), after(60)), clock), 'here since 9:05')
  assert.equal(timingOf(visit({ state: 'signed' }), after(600)).kind, 'over')
  assert.equal(timingOf(visit({ cancelled_at: '2026-11-22T00:00:00Z' }), after(60)).kind, 'cancelled')
  assert.deepEqual(countOf([visit(), visit({ state: 'infusing' }), visit({ state: 'discharged' }), visit({ cancelled_at: 'x' })], after(10)), { expected: 1, here: 1, late: 1, gone: 1 })
})

test('[SCR2] three marks, always, with words that do not need a colour', () => {
  assert.deepEqual(marksOf(visit()).map((m) => [m.ready, m.words]), [[true, 'Order signed'], [false, 'Scales not answered'], [false, 'No escort named']])
  assert.equal(marksOf(visit({ escort_name: 'Sam' }))[2]!.words, 'Escort Sam')
})

test('[SCR1] the day is in the order of its starts, then of its chairs', () => {
  const visits = [visit({ session: '3', start: '2026-11-23T18:00:00Z' }), visit({ session: '2', chair_name: 'North 2' }), visit({ session: '1' })]
  assert.deepEqual(inOrderOfDay(visits).map((v) => v.session), ['1', '2', '3'])
})

test('[FLO25] a doubt in the words of a front desk', () => {
  const at = { at: '2026-11-23T15:30:00Z', from: '2026-11-23T21:30:00Z' }
  const words = (['no-ride', 'young-ride'] as const).map((kind) => doubtWords({ kind }, clock))
  assert.deepEqual([...words, doubtWords({ kind: 'ate', ...at }, (t) => new Date(t).toISOString().slice(11, 16)), doubtWords({ kind: 'drank', ...at }, clock)],
    ['no ride home yet', 'ride is under 18', 'ate at 15:30: too late, enough from 21:30', 'drank at 9:05: too late, enough from 9:05'])
})
