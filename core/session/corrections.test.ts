import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { instant } from '../shared/index.ts'
import { fold, sightOf, type SessionEvent } from './index.ts'

const T0 = 1_800_000_000_000
const idOf = (n: number): string => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`
const at = (minute: number) => instant(T0 + minute * 60_000)
const event = (n: number, minute: number, device: string, fact: object): SessionEvent =>
  ({ id: idOf(n), session: idOf(999), at: at(minute), actor: `nurse of ${device}`, device, ...fact }) as unknown as SessionEvent
const pressure = (sbp_mmHg: number) => ({ values: { sbp_mmHg }, origin: 'person' })
const reading = event(1, 0, 'A', { type: 'vitals-recorded', ...pressure(212) })
const correction = (n: number, minute: number, device: string, sbp_mmHg: number, after?: number | readonly number[], corrects = 1): SessionEvent =>
  event(n, minute, device, { type: 'corrected', corrects: idOf(corrects), reason: 'typed wrong', replacement: pressure(sbp_mmHg), ...(after === undefined ? {} : { after: [after].flat().map(idOf) }) })
const withdrawal = (n: number, minute: number, device: string, corrects: number): SessionEvent => event(n, minute, device, { type: 'corrected', corrects: idOf(corrects), reason: 'not mine', withdrawn: true })

const kindsOf = (events: readonly SessionEvent[]): string[] => fold(events).contradictions.map((c) => c.kind)
const sbpOf = (events: readonly SessionEvent[]): number | undefined => fold(events).latest.sbp_mmHg?.value

describe('two people correct one fact', () => {
  it('[SYN20] both corrections are kept and shown as a contradiction, the one that counts first', () => {
    const view = fold([reading, correction(2, 5, 'A', 121), correction(3, 6, 'B', 112)])
    assert.deepEqual(view.contradictions, [{ kind: 'two-corrections', events: [idOf(3), idOf(2)], state: 'expected' }])
    assert.deepEqual(view.facts.find((f) => f.event.id === idOf(1))!.corrections.map((c) => c.id), [idOf(2), idOf(3)])
    assert.equal(view.latest.sbp_mmHg?.value, 112)
  })

  it('[SYN20] a third one made in sight of one does not hide the other; made in sight of both, or withdrawing one, it settles them', () => {
    const both = [reading, correction(2, 5, 'A', 121), correction(3, 6, 'B', 112)]
    assert.deepEqual(kindsOf([...both, correction(4, 7, 'C', 130, 3)]), ['two-corrections'])
    assert.deepEqual(sightOf(fold(both), idOf(1)), { after: [idOf(2), idOf(3)] })
    assert.deepEqual(kindsOf([...both, correction(4, -90, 'C', 130, [2, 3])]), [])
    assert.equal(sbpOf([...both, correction(4, -90, 'C', 130, [2, 3])]), 130)
    assert.deepEqual(kindsOf([...both, withdrawal(4, 7, 'C', 3)]), [])
    assert.equal(sbpOf([...both, withdrawal(4, 7, 'C', 3)]), 121)
  })

  it('[SYN20] a third that agrees with one of the two does not hide the other', () => {
    assert.deepEqual(kindsOf([reading, withdrawal(2, 5, 'A', 1), correction(3, 6, 'B', 112), withdrawal(4, 7, 'B', 1)]), ['two-corrections'])
  })

  it('[SYN20] the same result twice, or twice from one device, is no contradiction', () => {
    assert.deepEqual(kindsOf([reading, correction(2, 5, 'A', 121), correction(3, 6, 'B', 121)]), [])
    assert.deepEqual(kindsOf([reading, correction(2, 5, 'A', 121), correction(3, 6, 'A', 112)]), [])
    assert.deepEqual(kindsOf([reading, withdrawal(2, 5, 'A', 1), correction(3, 6, 'B', 112)]), ['two-corrections'])
  })

  it('[SYN21] a correction made in sight of another counts after it, also from a device whose clock is an hour behind', () => {
    const first = correction(2, 5, 'A', 121)
    assert.deepEqual(sightOf(fold([reading, first]), idOf(1)), { after: [idOf(2)] })
    assert.deepEqual(sightOf(fold([reading]), idOf(1)), {})
    const late = correction(3, -55, 'B', 112, 2)
    assert.equal(sbpOf([reading, first, late]), 112)
    assert.deepEqual(kindsOf([reading, first, late]), [])
    assert.deepEqual(fold([reading, first, late]).facts.find((f) => f.event.id === idOf(1))!.corrections.map((c) => c.id), [idOf(2), idOf(3)])
  })

  it('[SYN21] what a withdrawn correction had replaced counts again', () => {
    const chain = [reading, correction(2, 5, 'A', 121), correction(3, 6, 'B', 112, 2), withdrawal(5, 8, 'B', 3)]
    assert.equal(sbpOf(chain), 121)
    assert.deepEqual(kindsOf(chain), [])
  })

  it('[SYN20] [SYN21] any set of corrections, in any order of arrival, loses none, and each one that nobody superseded with another result is named', () => {
    const arbitrary = fc.array(fc.record({ device: fc.constantFrom('A', 'B', 'C'), sbp: fc.constantFrom(110, 120, 130), minute: fc.nat(200), after: fc.uniqueArray(fc.nat(8), { maxLength: 3 }) }), { minLength: 1, maxLength: 9 })
    fc.assert(fc.property(arbitrary, fc.infiniteStream(fc.nat(1_000_000)), (made, chance) => {
      const corrections = made.map((c, i) => correction(i + 2, c.minute, c.device, c.sbp, c.after.filter((n) => n < i).map((n) => n + 2)))
      const shuffled = [reading, ...corrections].map((e) => ({ e, key: chance.next().value! })).sort((a, b) => a.key - b.key).map((x) => x.e)
      const view = fold(shuffled)
      assert.deepEqual(view, fold([reading, ...corrections]))
      const fact = view.facts.find((f) => f.event.id === idOf(1))!
      assert.deepEqual(fact.corrections.map((c) => c.id).toSorted(), corrections.map((c) => c.id).toSorted())
      const followed = new Set(corrections.flatMap((c) => (c.type === 'corrected' ? (c.after ?? []) : [])))
      const open = corrections.filter((c) => !followed.has(c.id)).map((c) => c as Extract<SessionEvent, { type: 'corrected' }>)
      const last = fact.corrections.at(-1)!
      const effects = new Set(open.map((c) => JSON.stringify(c.replacement)))
      assert.ok(open.some((c) => c.id === last.id), 'what counts was superseded by nobody')
      const disagree = effects.size > 1 && new Set(open.map((c) => c.device)).size > 1
      assert.deepEqual(view.contradictions.map((c) => [c.kind, c.events.toSorted()]), disagree ? [['two-corrections', open.map((c) => c.id).toSorted()]] : [])
    }))
  })

  it('[SYN21] corrections that claim to have seen each other in a circle are all kept, and the latest counts', () => {
    const circle = [reading, correction(2, 5, 'A', 121, 3), correction(3, 6, 'B', 112, 2)]
    assert.equal(sbpOf(circle), 112)
    assert.equal(fold(circle).facts.find((f) => f.event.id === idOf(1))!.corrections.length, 2)
  })
})

describe('two people answer one item', () => {
  const answer = (n: number, seconds: number, device: string, text: string): SessionEvent => ({ ...event(n, 0, device, { type: 'checklist-confirmed', item: 'fasting', answer: text }), at: instant(T0 + seconds * 1000) })
  it('[SYN22] different answers from two devices within a minute are a contradiction; later, or from one device, they are a new answer', () => {
    assert.deepEqual(kindsOf([answer(1, 0, 'A', 'yes'), answer(2, 40, 'B', 'no')]), ['two-answers'])
    assert.deepEqual(fold([answer(1, 0, 'A', 'yes'), answer(2, 40, 'B', 'no')]).contradictions[0]!.events, [idOf(2), idOf(1)])
    assert.deepEqual(kindsOf([answer(1, 0, 'A', 'yes'), answer(2, 40, 'A', 'no')]), [])
    assert.deepEqual(kindsOf([answer(1, 0, 'A', 'yes'), answer(2, 60, 'B', 'no')]), [])
    assert.deepEqual(kindsOf([answer(1, 0, 'A', 'yes'), answer(2, 40, 'B', 'yes')]), [])
  })
})
