// What the patient said on the phone, in the gate and on the Desk.
import assert from 'node:assert/strict'
import test from 'node:test'
import { HOUR_MS, instant, MINUTE_MS, parseInstant, toIso, type Instant } from '../shared/index.ts'
import type { Readiness } from '../intake/index.ts'
import { parseSettings, PROPOSED_PROTOCOL, type ProtocolSettings } from '../plan/index.ts'
import { checklistRows, knownOf, visitDoubts, type SessionBundle } from './index.ts'

const NOW = parseInstant('2026-11-23T18:00:00Z')!
const ZONE = 'America/Los_Angeles'
const ago = (hours: number, ms = 0): Instant => instant(NOW - hours * HOUR_MS + ms)
const bundle = (answers: Readiness, at: Instant, settings: ProtocolSettings = PROPOSED_PROTOCOL, more: object = {}) => ({
  protocol: { settings }, patient: { sex: 'female', age: 40, escort_name: 'June', escort_phone: null }, previous: [], scores: [], gate: { nurse: null, carried: [], equipment: null, readiness: { answered_at: toIso(at), answers }, infusions: 0, adverse_events: [], beside: [] }, ...more,
}) as unknown as SessionBundle
const rowOf = (item: string, answers: Readiness, at: Instant = ago(1), settings = PROPOSED_PROTOCOL) =>
  checklistRows({ view: { checklist: {}, ivChecks: [], latest: {} }, known: knownOf(bundle(answers, at, settings), NOW), settings, timeZone: ZONE, now: NOW }).find((row) => row.item.id === item)!

test('[FLO22] fasting as the patient said it: one tap, the times, exactly the limit is enough, a millisecond less is not', () => {
  const ate = (kind: 'light' | 'fatty', at: Instant): Readiness => ({ ate: kind, ate_at: toIso(at) })
  const row = rowOf('fasting', { ...ate('light', ago(6)), drank: 'clear', drank_at: toIso(ago(2)) })
  assert.deepEqual([row.state, row.words, row.suggested?.ateAt, row.suggested?.ateFatty, row.suggested?.drankAt], ['known', 'food 04:00, clear liquid 08:00; said by the patient at 09:00', ago(6), false, ago(2)])
  for (const [answers, what] of [[ate('light', ago(6, 1)), /food 5 h 59 min ago, less than 6 h; enough from 10:00/], [ate('fatty', ago(8, 1)), /fatty or fried meal .* less than 8 h/], [{ drank: 'clear', drank_at: toIso(ago(2, 1)) }, /clear liquid .* less than 2 h/]] as const) {
    const early = rowOf('fasting', answers)
    assert.match(early.words!, what)
    assert.match(early.findings[0]!.message, what)
  }
  assert.doesNotMatch(rowOf('fasting', ate('fatty', ago(8))).words!, /less than/)
  // The hours are the protocol's.
  const strict = { ...PROPOSED_PROTOCOL, start_gate: { ...PROPOSED_PROTOCOL.start_gate, fasting_h: { clear: 2, light: 7, fatty: 8 } } }
  assert.match(rowOf('fasting', ate('light', ago(6)), ago(1), strict).words!, /less than 7 h/)
})

test('[FLO22] nothing eaten is an answer; said on another day it is asked again; nothing said is open', () => {
  const none = rowOf('fasting', { ate: 'none', drank: 'none' })
  assert.deepEqual([none.state, none.words], ['known', 'no food that day or the day before, no clear liquid that day or the day before; said by the patient at 09:00'])
  const before = rowOf('fasting', { ate: 'light', ate_at: toIso(ago(13)) }, ago(12))
  assert.deepEqual([before.state, before.suggested], ['open', null])
  assert.match(before.words!, /said by the patient at 2026-11-22 22:00: ask what came after/)
  assert.deepEqual([rowOf('fasting', { ride: 'adult' }).state, rowOf('fasting', { ride: 'adult' }).words], ['open', null])
})

test('[FLO23] the ride and the last day, as the patient said them', () => {
  const ride = (answers: Readiness) => { const { state, words, suggested } = rowOf('escort', answers); return [state, words, suggested?.answer] }
  assert.deepEqual(ride({ ride: 'adult', driver_name: 'Sam', driver_phone: '555' }), ['known', 'Sam, 555; said by the patient at 09:00', 'Sam, 555'])
  assert.deepEqual(ride({ ride: 'nobody' }), ['open', 'the patient said at 09:00: nobody yet', undefined], 'the name in the record is not taken instead')
  assert.deepEqual(ride({ ride: 'under-18' }), ['open', 'the patient said at 09:00: somebody under 18', undefined])
  const took = (answers: Readiness, at?: Instant) => { const { state, words, suggested } = rowOf('substances', answers, at); return [state, words, suggested?.answer] }
  assert.deepEqual(took({ substances: 'no' }), ['known', 'none; said by the patient at 09:00', 'none, said by the patient at 09:00'])
  assert.deepEqual(took({ substances: 'yes', substances_words: 'wine at nine' }), ['stopped', 'the patient said at 09:00: yes, wine at nine', undefined])
  assert.equal(took({ substances: 'no' }, ago(12))[0], 'open', 'a night is not in it')
  assert.deepEqual(took({}), ['open', null, undefined])
})

test('[FLO25] doubts of a visit are the ride and the fasting, to the start or to now when that is over', () => {
  const start = instant(NOW + 60 * MINUTE_MS)
  const doubts = (said: Readiness, now = NOW) => visitDoubts(said, start, PROPOSED_PROTOCOL, now)
  assert.deepEqual(doubts({ ride: 'adult', ate: 'none', drank: 'none', changed: 'yes', changes: 'x', substances: 'yes', pregnant: 'possible' }), [])
  assert.deepEqual(doubts({ ride: 'nobody' }), [{ kind: 'no-ride' }])
  assert.deepEqual(doubts({ ride: 'under-18' }), [{ kind: 'young-ride' }])
  assert.deepEqual(doubts({ ate: 'light', ate_at: toIso(ago(5)), drank: 'clear', drank_at: toIso(ago(1)) }), [], 'exactly the limit at the start')
  assert.deepEqual(doubts({ ate: 'light', ate_at: toIso(ago(5, 1)) }), [{ kind: 'ate', at: new Date(ago(5, 1)).toISOString(), from: new Date(start + 1).toISOString() }])
  assert.deepEqual(doubts({ ate: 'fatty', ate_at: toIso(ago(5)) }).map((d) => d.kind), ['ate'])
  assert.deepEqual(doubts({ drank: 'clear', drank_at: toIso(ago(0)) }).map((d) => d.kind), ['drank'])
  assert.deepEqual(doubts({ drank: 'clear', drank_at: toIso(ago(0)) }, instant(NOW + 2 * HOUR_MS)), [], 'a late start has waited long enough')
})

test('[FLO27] how long the answer on suicide counts is the protocol\'s', () => {
  const scores = [{ score: 'a', instrument: 'phq-9', total: 12, band: null, complete: true, flags: [{ kind: 'suicide-item', linkId: '9', value: 2 }], answered_at: toIso(ago(14 * 24)), source: 'phone', check_in: null }]
  const item9 = (days: number) => knownOf(bundle({}, ago(1), { ...PROPOSED_PROTOCOL, start_gate: { ...PROPOSED_PROTOCOL.start_gate, forms_count_d: days } }, { scores }), NOW).item9?.value
  assert.deepEqual([item9(14), item9(15)], [undefined, 2])
  const path = (days: object) => { const read = parseSettings({ ...PROPOSED_PROTOCOL, start_gate: { ...PROPOSED_PROTOCOL.start_gate, ...days } }); return read.ok ? null : read.refusal.path }
  assert.deepEqual([path({}), path({ forms_count_d: 0 }), path({ said_count_d: 15 })], [null, 'start_gate.forms_count_d', 'start_gate.said_count_d'], 'never switched off')
})
