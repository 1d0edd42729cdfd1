import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { PROPOSED_PROTOCOL, type Order } from '../plan/index.ts'
import { actionSince, ADVERSE_EVENTS, addedVolumeCheck, atOnset, fold, kindOf, parseEvent, rateCheck, SEVERITIES, type VolumeAsked } from './index.ts'
import { at, idOf, plainVisit, SESSION } from './story.ts'

const order = { order: idOf(500), dose_mg: 40 } as Order
const asked = (more: Partial<VolumeAsked> = {}): VolumeAsked => ({ what: 'drug', volume_mL: 5, at: at(30), given: false, ...more })
const infusion = fold(plainVisit(25).events).infusion
const found = (more: Partial<VolumeAsked>, signed: Order | null = order): string[] => addedVolumeCheck(asked(more), infusion, signed, PROPOSED_PROTOCOL).map((f) => `${f.level} ${f.rule} ${f.overridableBy.join('+')}`.trim())

describe('more volume', () => {
  it('[SES173] more drug than the signed order is a prescriber\'s decision', () => {
    assert.deepEqual(found({}), ['block SES173 prescriber+medical-director'])
    assert.deepEqual(found({}, { ...order, dose_mg: 42 }), [], '42 mg are what is ordered')
    assert.deepEqual(found({ volume_mL: 0.2 }), [], 'what rounding makes is no more drug')
    assert.deepEqual(addedVolumeCheck(asked(), null, order, PROPOSED_PROTOCOL).map((f) => f.rule), ['SES13'])
    assert.deepEqual(addedVolumeCheck(asked(), fold(plainVisit(70).events).infusion, order, PROPOSED_PROTOCOL).map((f) => f.rule), ['SES13'])
  })

  it('[SES174] the protocol\'s limits of a dose count for everything that hangs and hung, in mg/kg and in mg', () => {
    // 80 kg at 0.4 mg/mL: 0.75 mg/kg are 60 mg, 1 mg/kg 80 mg, 1.5 mg/kg 120 mg.
    const signed = { ...order, dose_mg: 500 }
    assert.deepEqual(found({ volume_mL: 50 }, signed), [])
    assert.deepEqual(found({ volume_mL: 51 }, signed), ['warn DS-11'])
    assert.deepEqual(found({ volume_mL: 101 }, signed), ['block DS-11 prescriber+medical-director', 'warn DS-13'])
    assert.deepEqual(found({ volume_mL: 201 }, signed), ['block DS-11 medical-director', 'block DS-13 prescriber+medical-director'])
    assert.deepEqual(found({ volume_mL: 300 }, signed), ['block DS-11 medical-director', 'block DS-13 medical-director'])
  })

  it('[SES174] a new bag counts with what has gone in, not with what is thrown away', () => {
    // 25 minutes at 150 mL/h: 25 mg are in at minute 45.
    assert.deepEqual(found({ what: 'new-bag', volume_mL: 37.5, concentration_mg_per_mL: 0.4, at: at(45) }), [])
    assert.deepEqual(found({ what: 'new-bag', volume_mL: 100, concentration_mg_per_mL: 0.4, at: at(45) }), ['block SES173 prescriber+medical-director', 'warn DS-11'])
  })

  it('[SES175] what has gone in already is never refused', () => {
    fc.assert(fc.property(fc.double({ min: 0.1, max: 2000, noNaN: true }), (volume_mL) => addedVolumeCheck(asked({ volume_mL, given: true }), infusion, order, PROPOSED_PROTOCOL).every((f) => f.level !== 'block')))
    assert.ok(found({ given: true }).includes('warn SES173'))
  })

  it('[SES176] flush and saline carry no drug and are not questioned', () => {
    for (const what of ['flush', 'saline'] as const) assert.deepEqual(found({ what, volume_mL: 2000 }), [])
  })

  it('[SES177] a rate beyond the protocol is marked, at the limit it is not', () => {
    const marks = (rate: number): string[] => rateCheck(rate, infusion!, PROPOSED_PROTOCOL).map((f) => `${f.level} ${f.rule}: ${f.message}`)
    assert.deepEqual(marks(200), [], '1 mg/kg/h')
    assert.deepEqual(marks(201), ['warn DS-12: 1.005 mg/kg/h, more than 1 mg/kg/h'])
    assert.deepEqual(marks(501).map((m) => m.slice(0, 10)), ['warn DS-12', 'warn PX-12'])
  })
})

describe('adverse events', () => {
  it('[SES180] the emergencies of the clinical reference are in the table, each with a first measure and with orders that exist', () => {
    const named = ['chest pain', 'severe headache', 'visual or neurological sign', 'shortness of breath', 'apnoea', 'laryngospasm', 'seizure', 'anaphylaxis', 'fainting']
    for (const what of named) assert.equal(kindOf(what)?.emergency, true, what)
    for (const what of ['nausea', 'vomiting', 'dizziness', 'headache', 'anxiety', 'infiltration']) assert.equal(kindOf(what)?.emergency, false, what)
    assert.equal(new Set(ADVERSE_EVENTS.map((e) => e.what)).size, ADVERSE_EVENTS.length)
    // RX-08 and RX-12 are measures without a drug of ours.
    const ids = new Set([...PROPOSED_PROTOCOL.standing_orders.map((o) => o.id), 'RX-08', 'RX-12'])
    for (const { what, first, orders, emergency, severity } of ADVERSE_EVENTS) {
      assert.ok(first.length > 5, what)
      assert.deepEqual(orders.filter((id) => !ids.has(id)), [], what)
      if (emergency) assert.ok(SEVERITIES.find((s) => s.severity === severity)!.grade >= 3, what)
    }
    assert.equal(kindOf('Something else'), null)
    assert.deepEqual(SEVERITIES.map((s) => s.grade), [1, 2, 3, 4, 5])
  })

  it('[SES181] what was done is what the log says was done since', () => {
    const told = plainVisit(25)
    const now = (): string => actionSince(fold(told.events), at(26))
    assert.equal(now(), 'none')
    told.say('infusion-rate-changed', 27, { rate_mL_per_h: 75 })
    assert.equal(now(), 'slowed')
    told.say('medication-given', 28, { drug: 'Ondansetron', dose: 4, unit: 'mg', route: 'IV' })
    assert.equal(now(), 'drug')
    told.say('infusion-paused', 29, {})
    assert.equal(now(), 'paused')
    told.say('infusion-stopped', 30, { why: 'early' })
    assert.equal(now(), 'stopped')
    assert.equal(actionSince(fold(told.events), at(31)), 'none', 'what was done before is no answer to it')
    const faster = plainVisit(25)
    faster.say('infusion-rate-changed', 27, { rate_mL_per_h: 180 })
    assert.equal(actionSince(fold(faster.events), at(26)), 'none')
  })

  it('[SES182] what had been given at the onset is reckoned, also when the onset lies before it was noted', () => {
    const view = fold(plainVisit(50).events)
    const onset = atOnset(view, at(30))!
    assert.equal(onset.minute, 10)
    assert.ok(Math.abs(onset.delivered.dose_mg - 10) < 1e-9)
    assert.equal(atOnset(fold(plainVisit(10).events), at(5)), null)
  })

  it('[SES189] the six items of CADSS-6 make its score', () => {
    const fact = (more: object): unknown => ({ id: idOf(1), session: SESSION, at: '2026-12-07T17:00:00Z', actor: 'nurse', device: 'tablet', type: 'dissociation-scored', scale: 'CADSS-6', score: 6, items: { item1: 1, item2: 1, item6: 1, item7: 1, item15: 1, item22: 1 }, ...more })
    assert.ok(parseEvent(fact({})).ok)
    for (const wrong of [{ score: 7 }, { scale: '0-10' }]) {
      const parsed = parseEvent(fact(wrong))
      assert.ok(!parsed.ok)
      assert.equal(parsed.refusal.path, 'items')
    }
  })
})
