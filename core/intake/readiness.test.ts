import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { DAY_MS, instant, parseInstant } from '../shared/index.ts'
import { READINESS_CHOICES, readinessAsked, readinessKept, readReadiness, type Readiness } from './index.ts'

const NOW = parseInstant('2026-11-23T18:00:00Z')!
const ALL = { pregnancy: true, day: true }
const text = fc.constantFrom('', ' ', 'Sam')
const choice = <F extends keyof typeof READINESS_CHOICES>(field: F) => fc.constantFrom(...READINESS_CHOICES[field])
const anySaid = fc.record({
  ride: choice('ride'), driver_name: text, driver_phone: text, changed: choice('changed'), changes: text, pregnant: choice('pregnant'), substances: choice('substances'), substances_words: text,
  ate: choice('ate'), ate_at: fc.constant('2026-11-23T08:00:00Z'), drank: choice('drank'), drank_at: fc.constant('2026-11-23T09:00:00Z'),
}, { requiredKeys: [] }) as fc.Arbitrary<Readiness>
const anyAsks = fc.record({ pregnancy: fc.boolean(), day: fc.boolean() })

test('[FLO20] asks what follows from the answers so far', () => {
  assert.deepEqual(readinessAsked({}, { pregnancy: false, day: false }), ['ride', 'changed'])
  assert.deepEqual(readinessAsked({}, ALL), ['ride', 'changed', 'pregnant', 'substances', 'ate', 'drank'])
  assert.deepEqual(readinessAsked({ ride: 'adult', changed: 'yes', substances: 'yes', ate: 'fatty', drank: 'clear' }, ALL),
    ['ride', 'driver_name', 'driver_phone', 'changed', 'changes', 'pregnant', 'substances', 'substances_words', 'ate', 'ate_at', 'drank', 'drank_at'])
  assert.deepEqual(readinessAsked({ ride: 'under-18', ate: 'none', drank: 'none' }, ALL), ['ride', 'changed', 'pregnant', 'substances', 'ate', 'drank'])
})

test('[FLO20] keeps answers to asked questions only, and the same ones when asked again', () => {
  assert.deepEqual(readinessKept({ ride: 'nobody', driver_name: 'Sam', changed: 'yes', changes: '  ', pregnant: 'no' }, { pregnancy: false, day: true }), { ride: 'nobody', changed: 'yes' })
  fc.assert(fc.property(anySaid, anyAsks, (said, asks) => {
    const kept = readinessKept(said, asks)
    assert.deepEqual(readinessKept(kept, asks), kept)
    assert.deepEqual(readinessAsked(kept, asks), readinessAsked(said, asks), 'what is dropped never changes what is asked')
    for (const field of Object.keys(kept)) assert.ok(readinessAsked(said, asks).includes(field as keyof Readiness))
  }))
})

test('[FLO20] an answer changes only the questions that come after it', () => {
  fc.assert(fc.property(anySaid, anySaid, anyAsks, fc.nat(11), (said, other, asks, n) => {
    const asked = readinessAsked(said, asks)
    const field = asked[n % asked.length]!
    const changed = { ...said, [field]: other[field] }
    const place = asked.indexOf(field) + 1
    assert.deepEqual(readinessAsked(changed, asks).slice(0, place), asked.slice(0, place))
  }))
})

test('[FLO21] refuses with its place what is no answer', () => {
  const bad: readonly (readonly [unknown, string])[] = [
    [[], 'readiness'], [null, 'readiness'], [{ shoe: '44' }, 'readiness.shoe'], [{ constructor: 'x' }, 'readiness.constructor'], [{ ride: 'bus' }, 'readiness.ride'], [{ ride: true }, 'readiness.ride'], [{ driver_name: 'x'.repeat(201) }, 'readiness.driver_name'],
    [{ changes: 'a\u0000b' }, 'readiness.changes'], [{ changes: '\ud800' }, 'readiness.changes'], [{ ate_at: 'noon' }, 'readiness.ate_at'], [{ ate_at: '2026-11-23T18:00:00' }, 'readiness.ate_at'],
    [{ drank_at: new Date(NOW + 1).toISOString() }, 'readiness.drank_at'], [{ ate_at: new Date(NOW - 3 * DAY_MS - 1).toISOString() }, 'readiness.ate_at'],
  ]
  for (const [given, path] of bad) {
    const read = readReadiness(given, NOW)
    assert.equal(read.ok ? 'taken' : read.refusal.path, path, JSON.stringify(given))
  }
  for (const at of [NOW, instant(NOW - 3 * DAY_MS)]) assert.ok(readReadiness({ ate_at: new Date(at).toISOString() }, NOW).ok)
  fc.assert(fc.property(anySaid, (said) => { assert.ok(readReadiness(said, NOW).ok) }))
})
