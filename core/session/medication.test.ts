import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { PROPOSED_PROTOCOL, type Protocol, type StandingOrder } from '../plan/index.ts'
import { doseRange, fold, flowAt, medicationCheck, standingOrderOf, type KnownOfPatient, type MedicationAsked } from './index.ts'
import { limitIn, speaksOf } from './avoid.ts'
import { at, plainVisit, type Story } from './story.ts'

const approved: Protocol = { version: 1, settings: PROPOSED_PROTOCOL, approved_at: '2026-12-01T00:00:00Z', approved_by: 'director' }
const nobody: KnownOfPatient = { allergies: [], conditions: [], medications: [], age: 40 }
const ondansetron: MedicationAsked = { drug: 'Ondansetron', dose: 4, unit: 'mg', route: 'IV', standingOrder: 'RX-01', at: at(30) }
const check = (asked: MedicationAsked, { told = plainVisit(25), protocol = approved, known = nobody }: { told?: Story; protocol?: Protocol; known?: KnownOfPatient } = {}): string[] =>
  medicationCheck(asked, fold(told.events), protocol, known).map((f) => `${f.level} ${f.rule}: ${f.message}`)
const withOrder = (order: Partial<StandingOrder>): Protocol => ({ ...approved, settings: { ...PROPOSED_PROTOCOL, standing_orders: [{ ...PROPOSED_PROTOCOL.standing_orders[0]!, ...order }] } })
const given = (told: Story, minute: number, drug: string, dose: number): Story => { told.say('medication-given', minute, { drug, dose, unit: 'mg', route: 'IV' }); return told }

describe('a dose under a standing order', () => {
  it('[SES170] outside the range, by another route, too much for the age, in a unit that cannot be compared', () => {
    assert.deepEqual(check(ondansetron), [])
    assert.deepEqual(check({ ...ondansetron, dose: 8 }), ['warn RX-01: 8 mg is outside the order\'s 4 mg'])
    assert.deepEqual(check({ ...ondansetron, dose: 4000, unit: 'ug' }), [], 'micrograms are counted in the order\'s milligrams')
    assert.match(check({ ...ondansetron, dose: 2, unit: 'mL' })[0]!, /given in mL, the order counts in mg/)
    assert.deepEqual(check({ ...ondansetron, route: 'PO' }), ['warn RX-01: route PO, the order says IV'])
    const midazolam: MedicationAsked = { drug: 'Midazolam', dose: 2, unit: 'mg', route: 'IV', at: at(30) }
    assert.deepEqual(check(midazolam), [])
    assert.match(check(midazolam, { known: { ...nobody, age: 60 } })[0]!, /more than 1\.5 mg, the most of one dose from 60 years on/)
    assert.deepEqual(check(midazolam, { known: { ...nobody, age: 59 } }), [])
  })

  it('[SES170] every dose within the range passes, and every dose outside it warns', () => {
    const thousandth = (min: number, max: number) => fc.integer({ min, max }).map((n) => n / 1000)
    fc.assert(fc.property(thousandth(1, 50_000), thousandth(0, 50_000), thousandth(1, 150_000), (min, width, dose) => {
      const order = { dose: { usual: min, min, max: min + width }, most: null, repeat_after_min: null, avoid: '' }
      const warned = check({ ...ondansetron, dose }, { protocol: withOrder(order) }).some((m) => m.includes('outside the order'))
      assert.equal(warned, dose < min || dose > min + width)
    }))
  })

  it('[SES172] too soon, more than the visit may have, one dose only', () => {
    assert.deepEqual(check(ondansetron, { told: given(plainVisit(25), 10, 'Ondansetron', 4) }), [], 'after 20 min once more')
    assert.match(check(ondansetron, { told: given(plainVisit(25), 24, 'ondansetron', 4) })[0]!, /6 min from the dose before; the order says 15 min/)
    assert.match(check(ondansetron, { told: given(plainVisit(25), 31, 'Ondansetron', 4) })[0]!, /1 min from the dose after/, 'a dose that is written down late is held against the later one too')
    assert.match(check(ondansetron, { told: given(given(plainVisit(25), 1, 'Ondansetron', 4), 10, 'Ondansetron', 4) })[0]!, /makes 12 mg in this visit, more than the order's 8 mg/)
    const once: MedicationAsked = { drug: 'Metoclopramide', dose: 10, unit: 'mg', route: 'IV', at: at(30) }
    assert.match(check(once, { told: given(plainVisit(25), 25, 'Metoclopramide', 10) })[0]!, /the order is for one dose, and 10 mg was given 5 min before/)
    const told = given(plainVisit(25), 24, 'Ondansetron', 4)
    told.say('corrected', 25, { corrects: told.events.at(-1)!.id, reason: 'not given', withdrawn: true })
    assert.deepEqual(check(ondansetron, { told }), [], 'what was withdrawn was no dose')
    const same = given(plainVisit(25), 24, 'Ondansetron', 4)
    assert.deepEqual(check({ ...ondansetron, instead: same.events.at(-1)!.id }, { told: same }), [], 'a correction is not a second dose')
  })

  it('[SES172] a dose warns by its interval exactly when another lies closer, and by its sum exactly when that is passed', () => {
    const doses = fc.array(fc.record({ minute: fc.integer({ min: 0, max: 120 }), dose: fc.integer({ min: 1, max: 20 }) }), { maxLength: 5 })
    fc.assert(fc.property(doses, fc.integer({ min: 0, max: 120 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 80 }), (others, minute, dose, interval, most) => {
      const told = plainVisit(-1)
      for (const other of others) given(told, other.minute, 'Ondansetron', other.dose)
      const found = check({ ...ondansetron, dose, at: at(minute) }, { told, protocol: withOrder({ dose: { usual: 1, min: 0.1, max: 100 }, most, repeat_after_min: interval, avoid: '' }) })
      assert.equal(found.some((m) => m.includes('min between two')), others.some((o) => Math.abs(o.minute - minute) < interval))
      assert.equal(found.some((m) => m.includes('makes')), others.length > 0 && others.reduce((sum, o) => sum + o.dose, dose) > most)
    }))
  })

  it('[SES171] without an order it is noted; an order that nobody approved is a proposal; both are recordable', () => {
    const free: MedicationAsked = { drug: 'Dexamethasone', dose: 4, unit: 'mg', route: 'IV', at: at(30) }
    assert.match(check(free)[0]!, /^record SES171: the protocol has no standing order/)
    assert.match(check(ondansetron, { protocol: { ...approved, approved_at: null } })[0]!, /^record RX-01: a proposal/)
    assert.equal(standingOrderOf(PROPOSED_PROTOCOL.standing_orders, { drug: ' epinephrine ' })?.id, 'RX-14', 'a drug written freely falls under the order of its name')
    assert.equal(standingOrderOf(PROPOSED_PROTOCOL.standing_orders, { drug: '' }), null)
  })

  it('[SES178] who must not have it: conditions, medicines, sedatives of today, and limits on a sign', () => {
    const labetalol: MedicationAsked = { drug: 'Labetalol', dose: 10, unit: 'mg', route: 'IV', at: at(55) }
    const told = (): Story => plainVisit(50)
    assert.deepEqual(check(labetalol, { told: told() }), [])
    assert.match(check(labetalol, { told: told(), known: { ...nobody, conditions: ['Mild persistent asthma (disorder)'] } })[0]!, /not with asthma: the record has "Mild persistent asthma/)
    assert.match(check(labetalol, { told: told(), known: { ...nobody, conditions: ['Chronic obstructive lung disease'] } })[0]!, /not with COPD/)
    const slow = told()
    slow.say('vitals-recorded', 54, { values: { pulse_per_min: 52 }, origin: 'person' })
    assert.match(check(labetalol, { told: slow })[0]!, /not with pulse below 60 \/min: the last pulse was 52/)
    const midazolam: MedicationAsked = { drug: 'Midazolam', dose: 1, unit: 'mg', route: 'IV', at: at(55) }
    assert.match(check(midazolam, { told: given(told(), 52, 'Lorazepam', 1) })[0]!, /not with other sedatives: Lorazepam 1 mg was given/)
    assert.match(check(midazolam, { told: told(), known: { ...nobody, medications: ['clonazepam 0.5 MG Oral Tablet'] } })[0]!, /not with other sedatives: the record has "clonazepam/)
    const flumazenil: MedicationAsked = { drug: 'Flumazenil', dose: 0.2, unit: 'mg', route: 'IV', at: at(55) }
    assert.match(check(flumazenil, { told: told(), known: { ...nobody, conditions: ['Epilepsy'] } })[0]!, /not with seizure risk/)
  })

  it('[SES178] words that share only a filler are not the same thing', () => {
    for (const [phrase, entry] of [['heart block', 'Congestive heart failure'], ['coronary disease', 'Kidney disease'], ['congenital long QT', 'Congenital deafness'], ['liver disease', 'Lyme disease'], ['asthma', 'Essential hypertension']] as const) assert.equal(speaksOf(phrase, entry), false, `${phrase}: ${entry}`)
    for (const [phrase, entry] of [['heart block', 'First degree atrioventricular block'], ['coronary disease', 'Coronary artery disease'], ['congenital long QT', 'Long QT syndrome'], ['Parkinson\'s disease', 'Parkinsonism']] as const) assert.equal(speaksOf(phrase, entry), true, `${phrase}: ${entry}`)
    assert.deepEqual(limitIn('pulse below 60 /min'), { sign: 'pulse_per_min', side: 'below', limit: 60 })
    assert.equal(limitIn('QTc above 500 ms'), null)
    assert.equal(limitIn('asthma'), null)
  })

  it('[SES214] an order by weight gives its doses for this patient, and says when the weight is not known', () => {
    const propofol = PROPOSED_PROTOCOL.standing_orders.find((o) => o.id === 'RX-12')!
    assert.deepEqual(doseRange(propofol, 80), { usual: 40, min: 40, max: 40 })
    assert.equal(doseRange(propofol, null), null)
    const given = (dose: number, weight_kg: number | null) => check({ drug: 'Propofol', dose, unit: 'mg', route: 'IV', at: at(30) }, { known: { ...nobody, weight_kg } }).join('; ')
    assert.doesNotMatch(given(40, 80), /outside|weight/)
    assert.match(given(80, 80), /80 mg is outside the order's 40 mg/)
    assert.match(given(40, null), /by weight, and the weight is not known/)
  })

  it('[SES179] an allergy that names the drug comes first', () => {
    const found = check({ ...ondansetron, dose: 8 }, { known: { ...nobody, allergies: ['Allergy to penicillin', 'Ondansetron: hives'] } })
    assert.match(found[0]!, /^warn PR-02: allergy on the record: Ondansetron: hives/)
    assert.equal(found.length, 2)
    assert.deepEqual(check({ drug: 'Sodium chloride 0.9 %', dose: 250, unit: 'mL', route: 'IV', at: at(30) }, { known: { ...nobody, allergies: ['Sodium metabisulfite'] } }), [])
  })

  it('[SES183] oxygen flows from when it is set until it is set to 0, and setting it again is no second dose', () => {
    const told = plainVisit(25)
    const flow = (minute: number, dose: number): void => { told.say('medication-given', minute, { drug: 'Oxygen', dose, unit: 'L/min', route: 'inhaled', standingOrder: 'OXYGEN' }) }
    flow(30, 2)
    flow(32, 4)
    flow(40, 0)
    const view = fold(told.events)
    assert.deepEqual([29, 31, 33, 41].map((m) => flowAt(view, at(m))?.dose ?? null), [null, 2, 4, null])
    const oxygen: MedicationAsked = { drug: 'Oxygen', dose: 6, unit: 'L/min', route: 'inhaled', standingOrder: 'OXYGEN', at: at(33) }
    assert.deepEqual(check(oxygen, { told }), [])
    assert.deepEqual(check({ ...oxygen, dose: 0 }, { told }), [])
    assert.match(check({ ...oxygen, dose: 20 }, { told })[0]!, /outside/)
  })
})
