import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { deliveredAt, EVENT_TYPES, eventToJson, expectedEnd, fold, inOrder, parseEvent, preparedVolume, pumpDisagreement, runningTime, type EventType, type SessionEvent, type SessionState, type SessionView } from './index.ts'
import { at, CALM, FIT, idOf, plainVisit, SESSION, STARTED, story } from './story.ts'

/** A valid payload for each type of fact, with room for chance. */
const payloads: Readonly<Record<EventType, fc.Arbitrary<Record<string, unknown>>>> = {
  'arrived': fc.constant({}), 'checklist-confirmed': fc.record({ item: fc.constantFrom('consent', '__proto__', 'fasting') }),
  'vitals-recorded': fc.record({ values: fc.record({ sbp_mmHg: fc.integer({ min: 60, max: 220 }) }), origin: fc.constant('person') }),
  'infusion-started': fc.record({ rate_mL_per_h: fc.constantFrom(100, 150), volume_mL: fc.constantFrom(50, 100) }).map((more) => ({ ...STARTED, ...more })),
  'infusion-rate-changed': fc.record({ rate_mL_per_h: fc.constantFrom(75, 150, 600) }), 'infusion-paused': fc.constant({}),
  'infusion-resumed': fc.oneof(fc.constant({}), fc.constant({ rate_mL_per_h: 75 })),
  'infusion-stopped': fc.record({ why: fc.constantFrom('complete', 'early'), volume_infused_mL: fc.constantFrom(0, 20, 60, 300) }),
  'medication-given': fc.constant({ drug: 'Ondansetron', dose: 4, unit: 'mg', route: 'IV' }), 'sedation-scored': fc.constant({ scale: 'MOAA/S', score: 4 }), 'dissociation-scored': fc.constant({ scale: '0-10', score: 5 }),
  'adverse-event-noted': fc.constant({ what: 'Nausea', severity: 'mild', action: 'none' }), 'comfort-changed': fc.constant({ blanket: true }), 'words-captured': fc.constant({ text: 'Far away.' }), 'recovery-started': fc.constant({}),
  'discharge-scored': fc.constant(FIT), 'discharge-approved': fc.constant({}), 'note-added': fc.constant({ text: 'Quiet.' }),
  'corrected': fc.record({ corrects: fc.integer({ min: 0, max: 20 }).map(idOf), reason: fc.constant('slip'), withdrawn: fc.boolean(), replacement: fc.constantFrom({}, { at: '2026-12-07T17:30:00Z' }, { rate_mL_per_h: 90 }, { values: { sbp_mmHg: 99 }, origin: 'person' }, { at: 'soon' }) }),
  'time-out-checked': fc.constant({ dose_mg: 40, volume_mL: 100, concentration_mg_per_mL: 0.4, rate_mL_per_h: 150, second: idOf(900), how: 'pin' }),
  'bag-changed': fc.record({ volume_mL: fc.constantFrom(50, 100), concentration_mg_per_mL: fc.constantFrom(0.4, 1) }, { requiredKeys: ['volume_mL', 'concentration_mg_per_mL'] }).chain((bag) => fc.constantFrom(bag, { ...bag, previous_volume_infused_mL: 30 })),
  'volume-added': fc.record({ what: fc.constantFrom('drug', 'flush'), volume_mL: fc.constantFrom(5, 20) }),
  'pump-read': fc.record({ volume_infused_mL: fc.integer({ min: 0, max: 120 }), of: fc.constantFrom('infusion', 'bag'), origin: fc.constantFrom('person', 'device') }),
  'iv-checked': fc.constant({ site: 'forearm', finding: 'patent' }), 'symptom-rated': fc.record({ symptom: fc.constantFrom('pain', 'nausea', 'distress'), score: fc.integer({ min: 0, max: 3 }) }),
  'alarm-answered': fc.constant({ alarm: 'spo2_pct', answer: 'seen' }), 'quiet-cuff-set': fc.constant({ until: at(40) }), 'ready-estimated': fc.constant({ readyAt: at(120) }),
  'prescriber-assessed': fc.constant({ decision: 'keep-watching', text: 'Calm.' }), 'instructions-given': fc.constant({ how: 'printed', language: 'en', version: '1' }),
  'watch-taken-over': fc.constant({}),
  'signed': fc.constant({ meaning: 'author' }), 'amended': fc.constant({ text: 'More.', reason: 'left out' }), 'aborted': fc.constant({ reason: 'patient asked' }),
}
const anyEvent = fc.constantFrom(...EVENT_TYPES).chain((type) => fc.record({ payload: payloads[type], minute: fc.integer({ min: 0, max: 90 }), device: fc.constantFrom('tablet-1', 'tablet-2') })
  .map(({ payload, minute, device }) => ({ ...payload, session: SESSION, at: at(minute), actor: 'nurse-ada', device, type })))
const anySession = fc.array(anyEvent, { maxLength: 21 }).map((facts) => facts.map((fact, i) => structuredClone({ ...fact, id: idOf(i) }) as unknown as SessionEvent))
const withoutCorrections = anySession.map((events) => events.filter((e) => e.type !== 'corrected'))
const kinds = (view: SessionView): string[] => view.contradictions.map((c) => c.kind)
const stateAfter = (...types: readonly EventType[]): SessionView => {
  const told = story()
  types.forEach((type, i) => told.say(type, i * 5, (type === 'infusion-started' ? STARTED : type === 'infusion-stopped' ? { why: 'complete' } : type === 'checklist-confirmed' ? { item: 'consent' } : type === 'signed' ? { meaning: 'author' } : type === 'aborted' ? { reason: 'asked' } : {})))
  return fold(told.events)
}

describe('the fold', () => {
  it('[SES1] does not depend on the order of arrival, nor on copies', () => {
    fc.assert(fc.property(anySession, fc.infiniteStream(fc.nat()), fc.array(fc.nat({ max: 20 }), { maxLength: 8 }), (events, chance, again) => {
      const copies = [...events, ...again.flatMap((i) => (events[i] ? [structuredClone(events[i])] : []))]
      const shuffled = copies.map((event) => ({ event, key: chance.next().value })).sort((a, b) => a.key - b.key).map(({ event }) => event)
      assert.deepEqual(fold(shuffled), fold(events))
    }), { numRuns: 300 })
  })

  it('[SES2] orders by time, then by id', () => {
    const told = story()
    const [b, a, c] = [told.say('words-captured', 7, { text: 'b' }), told.say('words-captured', 3, { text: 'a' }), told.say('words-captured', 7, { text: 'c' })]
    assert.deepEqual(inOrder([c, b, a, b]).map((e) => e.id), [a.id, b.id, c.id])
    assert.deepEqual(fold([c, b, a]).words.map((w) => w.text), ['a', 'b', 'c'])
  })

  it('[SES3] moves only along the table', () => {
    const edges: Readonly<Record<SessionState, Partial<Record<SessionState, EventType>>>> = {
      'expected': { arrived: 'arrived', preparing: 'checklist-confirmed', infusing: 'infusion-started', aborted: 'aborted' }, 'arrived': { preparing: 'checklist-confirmed', infusing: 'infusion-started', aborted: 'aborted' },
      'preparing': { infusing: 'infusion-started', aborted: 'aborted' }, 'infusing': { paused: 'infusion-paused', recovering: 'infusion-stopped', aborted: 'aborted' }, 'paused': { infusing: 'infusion-resumed', recovering: 'infusion-stopped', aborted: 'aborted' },
      'recovering': { discharged: 'discharge-approved', aborted: 'aborted' }, 'discharged': { signed: 'signed', aborted: 'aborted' }, 'signed': {}, 'aborted': { infusing: 'infusion-started' },
    }
    fc.assert(fc.property(withoutCorrections, (events) => {
      const ordered = inOrder(events)
      ordered.forEach((event, i) => {
        const [before, after] = [fold(ordered.slice(0, i)).state, fold(ordered.slice(0, i + 1)).state]
        if (before !== after) assert.equal(edges[before][after], event.type, `${before} -> ${after} by ${event.type}`)
      })
    }), { numRuns: 300 })
    const visit = plainVisit()
    const states = visit.events.map((_, i) => fold(visit.events.slice(0, i + 1)).state)
    assert.deepEqual([...new Set(states)], ['arrived', 'preparing', 'infusing', 'recovering', 'discharged', 'signed'])
    assert.deepEqual(fold(visit.events).contradictions, [])
  })

  it('[SES4] keeps and lists what does not fit, and moves nothing', () => {
    for (const [before, type] of [[['arrived'], 'infusion-stopped'], [['arrived'], 'infusion-paused'], [['checklist-confirmed', 'infusion-started'], 'infusion-resumed'], [['checklist-confirmed', 'infusion-started'], 'discharge-approved'], [['checklist-confirmed', 'infusion-started'], 'recovery-started'], [['arrived'], 'signed'], [['arrived'], 'arrived']] as const) {
      const view = stateAfter(...before, type)
      const earlier = stateAfter(...before)
      assert.deepEqual(kinds(view), ['out-of-state'], type)
      assert.deepEqual([view.state, view.infusion, view.recoveryStartedAt], [earlier.state, earlier.infusion, null])
      assert.equal(view.facts.length, before.length + 1)
    }
    // A stop before the start, by a slow clock: the infusion is shown as running, and the stop as a contradiction.
    const told = story()
    told.say('checklist-confirmed', 0, { item: 'consent' })
    told.say('infusion-started', 10, STARTED)
    told.say('infusion-stopped', 9, { why: 'complete' })
    const view = fold(told.events)
    assert.deepEqual([view.state, kinds(view), view.infusion!.stoppedAt], ['infusing', ['out-of-state'], null])
  })

  it('[SES5] a second start is kept beside the one that counts; a start out of state counts', () => {
    const told = story()
    told.say('checklist-confirmed', 0, { item: 'consent' })
    const first = told.say('infusion-started', 10, STARTED)
    const second = told.say('infusion-started', 10.1, { ...STARTED, dose_mg: 60 }, { device: 'tablet-2' })
    const view = fold(told.events)
    assert.equal(view.infusion!.dose_mg, 40)
    assert.deepEqual(view.contradictions, [{ kind: 'two-starts', events: [first.id, second.id], state: 'infusing' }])
    for (const types of [['infusion-started'], ['arrived', 'infusion-started'], ['aborted', 'infusion-started']] as const) {
      const early = stateAfter(...types)
      assert.deepEqual([early.state, kinds(early)], ['infusing', ['out-of-state']])
    }
  })

  it('[SES6] two rates within a minute from two devices are listed, and the later counts', () => {
    const rates = (apart: number, device: string, rate: number) => {
      const told = plainVisit(25)
      told.say('infusion-rate-changed', 30, { rate_mL_per_h: 120 })
      told.say('infusion-rate-changed', 30 + apart, { rate_mL_per_h: rate }, { device })
      return fold(told.events)
    }
    assert.deepEqual(kinds(rates(0.5, 'tablet-2', 90)), ['two-rates'])
    assert.equal(rates(0.5, 'tablet-2', 90).infusion!.segments.at(-1)!.rate_mL_per_h, 90)
    for (const agreed of [rates(1, 'tablet-2', 90), rates(0.5, 'tablet-1', 90), rates(0.5, 'tablet-2', 120)]) assert.deepEqual(kinds(agreed), [])
  })

  it('[SES7] the same act by two people who agree is one act', () => {
    const told = plainVisit(25)
    for (const minute of [30, 30.4]) told.say('infusion-paused', minute, {})
    for (const minute of [32, 32.4]) told.say('infusion-resumed', minute, {})
    told.say('infusion-stopped', 50, { why: 'early' })
    told.say('infusion-stopped', 50.5, { why: 'early', volume_infused_mL: 61 })
    const view = fold(told.events)
    assert.deepEqual([kinds(view), view.infusion!.stoppedAt, view.infusion!.pumpVolume_mL], [[], at(50), 61])
    told.say('infusion-stopped', 50.8, { why: 'early', volume_infused_mL: 70 })
    assert.deepEqual(kinds(fold(told.events)), ['out-of-state'])
  })

  it('[SES15] after the signature only amendments, signatures and corrections fit', () => {
    const told = plainVisit()
    told.say('amended', 140, { text: 'Lunch was eaten.', reason: 'left out' })
    told.say('signed', 150, { meaning: 'reviewer' })
    told.say('corrected', 151, { corrects: told.events[0]!.id, reason: 'x' })
    assert.deepEqual([fold(told.events).state, kinds(fold(told.events))], ['signed', []])
    const late = told.say('vitals-recorded', 160, CALM)
    assert.deepEqual(fold(told.events).contradictions, [{ kind: 'out-of-state', events: [late.id], state: 'signed' }])
    assert.equal(fold(told.events).vitals.at(-1)!.id, late.id)
    const early = plainVisit(125)
    early.say('amended', 126, { text: 'x', reason: 'y' })
    assert.deepEqual(kinds(fold(early.events)), ['out-of-state'])
  })

  it('[SES16] an abort ends the infusion, and who had drug is still discharged', () => {
    const told = plainVisit(40)
    told.say('aborted', 45, { reason: 'fire alarm' })
    told.say('discharge-scored', 80, FIT)
    told.say('discharge-approved', 81, {})
    const view = fold(told.events)
    assert.deepEqual([view.state, kinds(view), view.infusion!.stoppedAt, view.infusion!.stoppedWhy, view.dischargedAt, view.recoveryStartedAt], ['aborted', [], at(45), 'early', at(81), at(45)])
    assert.deepEqual(kinds(stateAfter('aborted', 'discharge-approved')), ['out-of-state'])
  })
})

describe('corrections', () => {
  it('[SES8] the last correction counts and the original stays', () => {
    const told = plainVisit(25)
    const wrong = told.say('vitals-recorded', 30, { values: { sbp_mmHg: 230 }, origin: 'person' })
    const first = told.say('corrected', 31, { corrects: wrong.id, reason: 'typed 230', replacement: { values: { sbp_mmHg: 123 }, origin: 'person' } })
    const second = told.say('corrected', 32, { corrects: wrong.id, reason: 'it was 132', replacement: { values: { sbp_mmHg: 132 }, origin: 'person' } })
    const view = fold(told.events)
    const fact = view.facts.find((f) => f.original.id === wrong.id)!
    assert.deepEqual([view.latest.sbp_mmHg!.value, fact.original, fact.corrections.map((c) => c.id), kinds(view)], [132, wrong, [first.id, second.id], []])
  })

  it('[SES8] never lose a fact, whatever corrects what', () => {
    fc.assert(fc.property(anySession, (events) => {
      const view = fold(events)
      assert.deepEqual(view.facts.map((f) => f.original).sort((a, b) => (a.id < b.id ? -1 : 1)), events)
    }), { numRuns: 300 })
  })

  it('[SES9] a correction may change the time, alone or with the payload', () => {
    const told = plainVisit(25)
    const paused = told.say('infusion-paused', 50, {})
    told.say('infusion-resumed', 40, {})
    assert.deepEqual([fold(told.events).state, kinds(fold(told.events))], ['paused', ['out-of-state']])
    told.say('corrected', 51, { corrects: paused.id, reason: 'it was 09:35', replacement: { at: '2026-12-07T09:35:00-08:00' } })
    const view = fold(told.events)
    assert.deepEqual([view.state, kinds(view), view.infusion!.segments.map((s) => [s.from, s.to])], ['infusing', [], [[at(20), at(35)], [at(40), null]]])
    assert.deepEqual(view.facts.map((f) => f.event.at), view.facts.map((f) => f.event.at).toSorted((a, b) => a - b))
    told.say('corrected', 52, { corrects: paused.id, reason: 'and why', replacement: { at: '2026-12-07T09:36:00-08:00', reason: 'nausea' } })
    assert.deepEqual(fold(told.events).infusion!.segments[0]!.to, at(36))
  })

  it('[SES9] a replacement that cannot be read is listed, and the fact stands', () => {
    for (const replacement of [{ values: { sbp_mmHg: 999 }, origin: 'person' }, { at: 'soon' }, {}, { at: '2026-12-07T17:00:00Z', nonsense: 1 }]) {
      const told = plainVisit(25)
      const fact = told.say('vitals-recorded', 24, CALM)
      told.say('corrected', 25, { corrects: fact.id, reason: 'x', replacement })
      assert.deepEqual([kinds(fold(told.events)), fold(told.events).latest.sbp_mmHg!.event], [['correction-unreadable'], fact.id])
    }
  })

  it('[SES10] a contradiction is over when a fact in it is withdrawn', () => {
    const told = plainVisit(25)
    const second = told.say('infusion-started', 26, STARTED, { device: 'tablet-2' })
    assert.deepEqual(kinds(fold(told.events)), ['two-starts'])
    told.say('corrected', 27, { corrects: second.id, reason: 'one bag only', withdrawn: true })
    assert.deepEqual(kinds(fold(told.events)), [])
  })

  it('[SES11] corrections of corrections, of nothing and in circles', () => {
    const told = plainVisit(25)
    const fact = told.say('vitals-recorded', 30, CALM)
    const withdrawal = told.say('corrected', 31, { corrects: fact.id, reason: 'wrong patient', withdrawn: true })
    const undone = told.say('corrected', 32, { corrects: withdrawal.id, reason: 'it was right', withdrawn: true })
    assert.equal(fold(told.events).vitals.length, 2)
    told.say('corrected', 33, { corrects: undone.id, reason: 'no, wrong', withdrawn: true })
    assert.equal(fold(told.events).vitals.length, 1)
    told.say('corrected', 34, { corrects: idOf(999), reason: 'x', withdrawn: true })
    const self = idOf(told.events.length + 1)
    told.say('corrected', 35, { corrects: self, reason: 'x', withdrawn: true })
    const next = told.events.length
    told.say('corrected', 36, { corrects: idOf(next + 2), reason: 'x', withdrawn: true })
    told.say('corrected', 37, { corrects: idOf(next + 1), reason: 'x', withdrawn: true })
    assert.deepEqual(kinds(fold(told.events)), Array(4).fill('correction-of-nothing'))
    // A replacement may correct a correction, but not what it corrects.
    const moved = told.say('corrected', 38, { corrects: fact.id, reason: 'x', replacement: { values: { sbp_mmHg: 111 }, origin: 'person' } })
    told.say('corrected', 39, { corrects: moved.id, reason: 'y', replacement: { corrects: fact.id, reason: 'x', replacement: { values: { sbp_mmHg: 112 }, origin: 'person' } } })
    assert.equal(fold(told.events).latest.sbp_mmHg!.value, 112)
    told.say('corrected', 40, { corrects: moved.id, reason: 'y', replacement: { corrects: idOf(1), reason: 'x' } })
    assert.ok(kinds(fold(told.events)).includes('correction-unreadable'))
  })

  it('[SES11] a chain of ten thousand corrections is followed', () => {
    const told = story()
    const fact = told.say('words-captured', 0, { text: 'here' })
    let last: SessionEvent = fact
    for (let i = 1; i <= 10_000; i++) last = told.say('corrected', i / 1000, { corrects: last.id, reason: 'x', withdrawn: true })
    assert.equal(fold(told.events).words.length, 1)
    told.say('corrected', 11, { corrects: last.id, reason: 'x', withdrawn: true })
    assert.equal(fold(told.events).words.length, 0)
  })

  it('[SES12] a withdrawn fact counts for nothing and stays in the timeline', () => {
    const told = plainVisit(50)
    const stop = told.say('infusion-stopped', 52, { why: 'early' })
    told.say('corrected', 53, { corrects: stop.id, reason: 'other chair', withdrawn: true })
    const view = fold(told.events)
    assert.deepEqual([view.state, view.infusion!.stoppedAt, view.facts.find((f) => f.original.id === stop.id)!.withdrawn], ['infusing', null, true])
  })
})

describe('events', () => {
  it('[SES17] written and read again they are the same', () => {
    const uuids = (events: readonly SessionEvent[]) => events.map((e) => ({ ...e, device: 'tablet ü' }))
    fc.assert(fc.property(anySession, (events) => {
      for (const event of uuids(events)) {
        const read = parseEvent(JSON.parse(JSON.stringify(eventToJson(event))))
        assert.ok(read.ok, JSON.stringify(read))
        assert.deepEqual(read.value, event)
      }
    }))
    const onset = story().say('adverse-event-noted', 3, { what: 'Nausea', severity: 'mild', action: 'none', onset: at(2) })
    assert.deepEqual(parseEvent(eventToJson(onset)), { ok: true, value: onset })
  })

  it('[SES17] what is unknown, missing or out of bounds is refused with its path', () => {
    const good = eventToJson(story().say('infusion-started', 0, STARTED))
    for (const [change, path] of [[{ type: 'infusion-begun' }, 'type'], [{ dose: 40 }, 'dose'], [{ dose_mg: undefined }, 'dose_mg'], [{ dose_mg: 501 }, 'dose_mg'], [{ at: '2026-12-07T09:00:00' }, 'at'], [{ id: 'X' }, 'id'], [{ weight_basis: 'told' }, 'weight_basis'], [{ override: { reason: '' } }, 'override.reason']] as const) {
      const refused = parseEvent({ ...good, ...change })
      assert.ok(!refused.ok, path)
      assert.equal(refused.refusal.path, path)
    }
    assert.equal(parseEvent({ ...good, seq: 3, hash: 'x' }).ok, true)
    for (const name of ['constructor', 'toString', '__proto__']) assert.equal(parseEvent(JSON.parse(`{"type":"arrived","id":"${idOf(1)}","session":"${SESSION}","at":"2026-12-07T09:00:00Z","actor":"a","device":"d","${name}":{}}`)).ok, false, name)
    for (const time of ['0000-01-01T00:00:00Z', '2200-01-01T00:00:00Z']) assert.equal(parseEvent({ ...good, at: time }).ok, false, time)
    assert.equal(parseEvent({ ...good, at: '1970-01-01T00:00:00Z' }).ok, true)
  })

  it('[SES17] what the database cannot hold is refused, also inside a replacement', () => {
    const correction = (replacement: unknown) => parseEvent({ ...eventToJson(story().say('corrected', 0, { corrects: idOf(1), reason: 'slip' })), replacement }).ok
    let deep: unknown = 1
    for (let i = 0; i < 5000; i++) deep = { deep }
    assert.deepEqual([{ text: 'a' }, { text: 'a\u0000' }, { text: '\ud800' }, { 'a\u0000': 1 }, deep, { text: 'x'.repeat(30_000) }, [1], JSON.parse('{"__proto__":1}')].map(correction), [true, false, false, false, false, false, false, false])
    assert.equal(parseEvent(eventToJson(story().say('words-captured', 0, { text: 'half a pair \ud800' }))).ok, false)
  })

  it('[SES39] what cannot be a measurement is not one', () => {
    const good = eventToJson(story().say('vitals-recorded', 0, CALM))
    for (const values of [{ spo2_pct: -100 }, { pulse_per_min: 0 }, { temp_Cel: 384.5 }, { sbp_mmHg: null }, {}, { spo2_pct: 101 }]) assert.equal(parseEvent({ ...good, values }).ok, false, JSON.stringify(values))
  })
})

describe('delivered', () => {
  it('[SES18] never exceeds the bag and never shrinks', () => {
    fc.assert(fc.property(anySession, (events) => {
      const { infusion } = fold(events)
      if (!infusion) return
      let before = 0
      let dose = 0
      for (let minute = 0; minute <= 120; minute += 1) {
        const { volume_mL, dose_mg } = deliveredAt(infusion, at(minute))
        assert.ok(volume_mL >= before - 1e-9 && volume_mL <= preparedVolume(infusion) + 1e-9, `${before} -> ${volume_mL} at ${minute}`)
        assert.ok(dose_mg >= dose - 1e-9 && dose_mg <= infusion.bags.reduce((sum, bag) => sum + bag.volume_mL * bag.concentration_mg_per_mL, 0) + 1e-9, `${dose} -> ${dose_mg} mg at ${minute}`)
        if (infusion.bags.length === 1) assert.ok(Math.abs(dose_mg - volume_mL * infusion.concentration_mg_per_mL) < 1e-9)
        before = volume_mL
        dose = dose_mg
      }
    }), { numRuns: 2000 })
  })

  it('[SES18] counts by rate and time, and by the pump where it was read', () => {
    const running = fold(plainVisit(55).events).infusion!
    assert.deepEqual(deliveredAt(running, at(40)), { volume_mL: 50, dose_mg: 20, dose_mg_per_kg: 0.25, origin: 'elapsed-rate' })
    assert.equal(deliveredAt(running, at(300)).volume_mL, 100)
    assert.equal(expectedEnd(running, at(40)), at(60))
    const told = plainVisit(55)
    told.say('infusion-stopped', 56, { why: 'early', volume_infused_mL: 80 })
    const stopped = fold(told.events).infusion!
    assert.deepEqual([deliveredAt(stopped, at(56)).volume_mL, deliveredAt(stopped, at(56)).origin, deliveredAt(stopped, at(55.9)).volume_mL, expectedEnd(stopped, at(57))], [80, 'pump', 80, null])
  })

  it('[SES19] a pause gives nothing, and a rate set meanwhile runs from the resume', () => {
    const told = plainVisit(25)
    told.say('infusion-paused', 30, {})
    told.say('infusion-rate-changed', 32, { rate_mL_per_h: 60 })
    assert.equal(deliveredAt(fold(told.events).infusion!, at(40)).volume_mL, 25)
    told.say('infusion-resumed', 40, {})
    const view = fold(told.events)
    assert.deepEqual([view.contradictions, deliveredAt(view.infusion!, at(50)).volume_mL, runningTime(view.infusion!, at(50))], [[], 35, 20 * 60_000])
  })

  it('[SES42] a new bag counts from when it hangs, at its own concentration, and what the pump showed of the one before bounds it', () => {
    const told = plainVisit(25)
    told.say('bag-changed', 40, { volume_mL: 50, concentration_mg_per_mL: 1, previous_volume_infused_mL: 45 })
    const { infusion } = fold(told.events)
    // 20 min at 150 mL/h are 50 mL; the pump showed 45 of them. Then 10 min of the new bag are 25 mL.
    assert.deepEqual([deliveredAt(infusion!, at(50)).volume_mL, deliveredAt(infusion!, at(50)).dose_mg, deliveredAt(infusion!, at(39)).volume_mL], [70, 45 * 0.4 + 25, 45])
    assert.deepEqual([deliveredAt(infusion!, at(200)).volume_mL, preparedVolume(infusion!), expectedEnd(infusion!, at(50))], [95, 150, at(60)])
  })

  it('[SES42] extra volume of the bag can be given too; flush and saline carry no drug', () => {
    const told = plainVisit(25)
    told.say('volume-added', 41, { what: 'drug', volume_mL: 20 })
    told.say('volume-added', 42, { what: 'flush', volume_mL: 10 })
    const view = fold(told.events)
    assert.deepEqual([deliveredAt(view.infusion!, at(300)).dose_mg, view.fluids.length, view.contradictions], [48, 1, []])
  })

  it('[SES43] the pump\'s volume counts where it is known, rate and time from there on, and no earlier moment exceeds it', () => {
    const told = plainVisit(25)
    told.say('pump-read', 40, { volume_infused_mL: 42, of: 'infusion', origin: 'device' })
    told.say('pump-read', 44, { volume_infused_mL: 3, of: 'infusion', origin: 'device' })
    const { infusion } = fold(told.events)
    const of = (minute: number): unknown[] => [deliveredAt(infusion!, at(minute)).volume_mL, deliveredAt(infusion!, at(minute)).origin]
    assert.deepEqual([of(30), of(39), of(40), of(44), of(60)], [[25, 'elapsed-rate'], [42, 'elapsed-rate'], [42, 'pump'], [52, 'pump-and-rate'], [92, 'pump-and-rate']])
  })

  it('[SES44] pump and rate that differ by more than the limits are named; within them nothing is', () => {
    const limit = { pct: 2, mg: 0.5 }
    const read = (mL: number) => { const told = plainVisit(25); told.say('pump-read', 40, { volume_infused_mL: mL, of: 'infusion', origin: 'device' }); return pumpDisagreement(fold(told.events).infusion!, limit) }
    assert.equal(pumpDisagreement(fold(plainVisit(25).events).infusion!, limit), null)
    assert.equal(read(49.5), null)
    assert.deepEqual(read(42), { at: at(40), pump_mL: 42, reckoned_mL: 50, difference_mg: -3.2 })
  })
})

describe('the envelope', () => {
  it('[SES45] what was written down elsewhere first keeps the time on the paper and the time of typing', () => {
    const late = { ...story().say('vitals-recorded', 12, CALM), enteredAt: at(95), enteredFrom: 'paper' as const }
    const json = JSON.parse(JSON.stringify(eventToJson(late))) as unknown
    const parsed = parseEvent(json)
    assert.ok(parsed.ok)
    assert.deepEqual(parsed.value, late)
    assert.deepEqual(fold([parsed.value]).latest.sbp_mmHg?.at, at(12))
    assert.equal(parseEvent({ ...(json as object), enteredFrom: 'hearsay' }).ok, false)
  })

  it('[SES46] a score is one that its scale has', () => {
    const told = story()
    const event = (type: 'sedation-scored' | 'dissociation-scored' | 'symptom-rated', payload: object) => parseEvent(eventToJson(told.say(type, 1, payload as never)))
    const scales: readonly (readonly ['sedation-scored' | 'dissociation-scored' | 'symptom-rated', object, number, number])[] = [
      ['sedation-scored', { scale: 'MOAA/S' }, 0, 5], ['sedation-scored', { scale: 'RASS' }, -5, 4], ['dissociation-scored', { scale: '0-10' }, 0, 10], ['dissociation-scored', { scale: 'CADSS-6' }, 0, 24],
      ['symptom-rated', { symptom: 'pain' }, 0, 10], ['symptom-rated', { symptom: 'nausea' }, 0, 3], ['symptom-rated', { symptom: 'distress' }, 0, 10],
    ]
    for (const [type, payload, least, most] of scales) {
      for (const score of [least, most]) assert.equal(event(type, { ...payload, score }).ok, true, `${JSON.stringify(payload)} ${score}`)
      for (const score of [least - 1, most + 1, least + 0.5]) assert.equal(event(type, { ...payload, score }).ok, false, `${JSON.stringify(payload)} ${score}`)
    }
  })
})
