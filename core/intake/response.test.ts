import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { GAD_7, PHQ_9, scoreResponse, type Instrument } from './index.ts'

type Item = Record<string, unknown>
const coded = (code: string, more: object = {}) => [{ valueCoding: { system: 'http://loinc.org', code, ...more } }]
const ordinal = (valueDecimal: number) => ({ extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/ordinalValue', valueDecimal }] })
const own = (more: object) => [{ valueCoding: { system: 'http://clinic.example/answers', code: 'often', ...more } }]
const total = (value: number) => ({ linkId: '/44261-6', answer: [{ valueDecimal: value }] })
const itemsOf = (instrument: Instrument, value = 1): Item[] =>
  instrument.items.filter((i) => i.scored).map((i) => ({ linkId: `/${i.loinc}`, answer: coded(i.options[value]!.code!) }))
const response = (item: Item[], more: object = { questionnaire: 'http://clinic.example/Questionnaire/phq-9' }) =>
  ({ resourceType: 'QuestionnaireResponse', status: 'completed', item, ...more })
const gad = (item: Item[], more: object = {}) => response(item, { questionnaire: 'http://clinic.example/Questionnaire/GAD7|2.1', ...more })
const refusedAt = (value: unknown, path: string): void => {
  const result = scoreResponse(value)
  assert.ok(!result.ok, `expected a refusal at ${path}`)
  assert.equal(result.refusal.path, path)
}
const totalOf = (value: unknown): number | null => {
  const result = scoreResponse(value)
  assert.ok(result.ok, JSON.stringify(result))
  return result.value.total
}
/** The items with the one at `index` changed. */
const changed = (items: Item[], index: number, change: object): Item[] => items.map((item, i) => (i === index ? { ...item, ...change } : item))

describe('which instrument', () => {
  it('[INT8] is known by address, panel code or item codes', () => {
    for (const questionnaire of ['http://clinic.example/Questionnaire/phq-9', 'http://loinc.org/q/44249-1|2.77', 'http://hl7.org/fhir/us/core/Questionnaire/phq-9-example', 'http://x.example/PHQ9', '#phq-9', 'http://loinc.org/q/44261-6'])
      assert.equal(totalOf(response(itemsOf(PHQ_9), { questionnaire })), 9)
    assert.equal(totalOf(response([{ linkId: '44249-1', item: itemsOf(PHQ_9) }], { questionnaire: 'http://x.example/form/17' })), 9)
    assert.equal(totalOf(response([{ linkId: 'g', code: [{ system: 'http://loinc.org', code: '69737-5' }], item: itemsOf(GAD_7, 2) }], {})), 14)
    assert.equal(totalOf(response(itemsOf(GAD_7), {})), 7)
  })

  it('[INT8] an unknown or ambiguous one is refused', () => {
    refusedAt(response(itemsOf(PHQ_9), { questionnaire: 'http://x.example/Questionnaire/phq-15' }), 'questionnaire')
    refusedAt(response(itemsOf(PHQ_9), { questionnaire: 'http://x.example/Questionnaire/phq-2' }), 'item[2].linkId')
    refusedAt(response(itemsOf(PHQ_9), { questionnaire: 'http://x.example/Questionnaire/phq-9a' }), 'questionnaire')
    refusedAt(response(itemsOf(PHQ_9), { questionnaire: 'http://x.example/Questionnaire/phq-9-and-gad-7' }), 'questionnaire')
    refusedAt(response([{ linkId: '1', answer: [{ valueInteger: 1 }] }], {}), 'questionnaire')
    refusedAt(response([...itemsOf(PHQ_9), ...itemsOf(GAD_7)], {}), 'questionnaire')
    refusedAt(response(itemsOf(PHQ_9), { questionnaire: 9 }), 'questionnaire')
    refusedAt(gad([{ linkId: '44249-1', item: itemsOf(GAD_7) }]), 'item[0].linkId')
  })

  it('[INT13] the sample PHQ-9 without item 9 is refused', () => {
    refusedAt(response(itemsOf(PHQ_9).slice(0, 8), { questionnaire: 'http://hl7.org/fhir/Questionnaire/phq-9-questionnaire|4.0.1' }), 'questionnaire')
    refusedAt({ resourceType: 'Questionnaire', url: 'http://hl7.org/fhir/Questionnaire/phq-9-questionnaire', item: [] }, 'resourceType')
    const without = scoreResponse(response(itemsOf(PHQ_9).slice(0, 8)))
    assert.ok(without.ok)
    assert.deepEqual([without.value.total, without.value.missing], [null, ['9']])
  })
})

describe('items', () => {
  it('[INT9] by linkId, LOINC code or code; in groups and below answers', () => {
    const byCode = PHQ_9.items.filter((i) => i.scored).map((i, n) => ({ linkId: `question ${n}`, code: [{ system: 'http://loinc.org', code: i.loinc }], answer: [{ valueInteger: 2 }] }))
    assert.equal(totalOf(response(byCode)), 18)
    const [first, ...rest] = itemsOf(PHQ_9)
    assert.equal(totalOf(response([{ linkId: 'H1/T1', item: [{ ...first, answer: [{ ...coded('LA6571-9')[0], item: rest }] }] }])), 11)
  })

  it('[INT9] linkId and code that disagree are refused', () => {
    refusedAt(response(changed(itemsOf(PHQ_9), 2, { code: [{ system: 'http://loinc.org', code: '44250-9' }] })), 'item[2].code')
    refusedAt(response(changed(itemsOf(PHQ_9), 0, { linkId: '1', code: [{ system: 'http://loinc.org', code: '69725-0' }] })), 'item[0].code')
  })

  it('[INT7] an item of another instrument is refused', () => {
    refusedAt(gad(changed(itemsOf(GAD_7), 3, { linkId: '/44250-9' })), 'item[3].linkId')
    refusedAt(gad(changed(itemsOf(GAD_7), 3, { linkId: '8' })), 'item[3].linkId')
    refusedAt(gad(changed(itemsOf(GAD_7), 3, { linkId: undefined })), 'item[3].linkId')
    refusedAt(gad([{ linkId: 'group', item: [{ linkId: 'nine', answer: [{ valueInteger: 0 }] }] }]), 'item[0].item[0].linkId')
  })

  it('[INT10] twice, or with two answers, is refused', () => {
    refusedAt(gad([...itemsOf(GAD_7), { linkId: '1', answer: [{ valueInteger: 0 }] }]), 'item[7].linkId')
    refusedAt(gad(changed(itemsOf(GAD_7), 0, { answer: [{ valueInteger: 0 }, { valueInteger: 1 }] })), 'item[0].answer')
    refusedAt(gad(changed(itemsOf(GAD_7), 0, { answer: [{ valueInteger: 0, valueDecimal: 0 }] })), 'item[0].answer[0]')
  })

  it('[INT3] an item without an answer is missing', () => {
    const result = scoreResponse(gad(changed(changed(itemsOf(GAD_7), 1, { answer: undefined }), 4, { answer: [] })))
    assert.ok(result.ok)
    assert.deepEqual([result.value.missing, result.value.total], [['2', '5'], null])
  })
})

describe('answers', () => {
  it('[INT11] a code outside the list, or with the words of another answer, is refused', () => {
    refusedAt(gad(changed(itemsOf(GAD_7), 0, { answer: coded('LA6572-7') })), 'item[0].answer[0].valueCoding.code')
    refusedAt(gad(changed(itemsOf(GAD_7), 0, { answer: coded('LA6568-5', { display: 'Nearly every day' }) })), 'item[0].answer[0].valueCoding.display')
    refusedAt(response([...itemsOf(PHQ_9), { linkId: '/69722-7', answer: coded('LA6571-9') }]), 'item[9].answer[0].valueCoding.code')
    assert.equal(totalOf(gad(changed(itemsOf(GAD_7), 0, { answer: coded('LA6568-5', { display: 'not at all' }) }))), 6)
  })

  it('[INT11] LA18938-3 is 2 on GAD-7 item 2 and nowhere else', () => {
    assert.equal(totalOf(gad(changed(itemsOf(GAD_7), 1, { answer: coded('LA18938-3') }))), 8)
    refusedAt(gad(changed(itemsOf(GAD_7), 2, { answer: coded('LA18938-3') })), 'item[2].answer[0].valueCoding.code')
  })

  it('[INT12] another system needs an ordinal value, and one that contradicts is refused', () => {
    assert.equal(totalOf(gad(changed(itemsOf(GAD_7), 0, { answer: own(ordinal(3)) }))), 9)
    refusedAt(gad(changed(itemsOf(GAD_7), 0, { answer: own({}) })), 'item[0].answer[0].valueCoding.system')
    refusedAt(gad(changed(itemsOf(GAD_7), 0, { answer: own(ordinal(4)) })), 'item[0].answer[0].valueCoding.extension')
    refusedAt(gad(changed(itemsOf(GAD_7), 0, { answer: coded('LA6568-5', ordinal(2)) })), 'item[0].answer[0].valueCoding.extension')
    refusedAt(gad(changed(itemsOf(GAD_7), 0, { answer: coded('LA0000-0', ordinal(2)) })), 'item[0].answer[0].valueCoding.code')
  })

  it('[INT6] numbers out of range and other kinds of value are refused', () => {
    for (const [name, value] of [['valueInteger', 4], ['valueInteger', '1'], ['valueDecimal', 0.5], ['valueString', 'Not at all'], ['valueBoolean', true]] as const)
      refusedAt(gad(changed(itemsOf(GAD_7), 6, { answer: [{ [name]: value }] })), `item[6].answer[0].${name}`)
  })

  it('[INT5] item 9 is flagged in a response', () => {
    const result = scoreResponse(response(itemsOf(PHQ_9, 0).with(8, { linkId: '9', answer: [{ valueInteger: 2 }] })))
    assert.ok(result.ok)
    assert.deepEqual(result.value.flags, [{ kind: 'suicide-item', linkId: '9', value: 2 }])
  })

  it('[INT15] a stated total must be the sum', () => {
    assert.equal(totalOf(response([...itemsOf(PHQ_9), total(9), { linkId: '/69722-7', answer: coded('LA6575-0') }])), 9)
    refusedAt(response([...itemsOf(PHQ_9), total(13)]), 'item[9].answer[0]')
    assert.equal(totalOf(response([...itemsOf(PHQ_9).slice(1), total(8)])), null)
  })
})

describe('the resource', () => {
  it('[INT14] another resource, entered in error, or with a modifier extension is refused', () => {
    for (const body of [null, 'x', [], 3]) refusedAt(body, 'body')
    refusedAt({ resourceType: 'Observation' }, 'resourceType')
    refusedAt(gad(itemsOf(GAD_7), { status: 'entered-in-error' }), 'status')
    refusedAt(gad(itemsOf(GAD_7), { modifierExtension: [{ url: 'http://x.example/not' }] }), 'modifierExtension')
    refusedAt(gad(changed(itemsOf(GAD_7), 1, { modifierExtension: [] })), 'item[1].modifierExtension')
    refusedAt(gad(itemsOf(GAD_7), { item: {} }), 'item')
    refusedAt(gad([7 as unknown as Item]), 'item[0]')
    let deep: Item = { linkId: '1', answer: [{ valueInteger: 1 }] }
    for (let i = 0; i < 5000; i++) deep = { linkId: 'g', item: [deep] }
    assert.equal(scoreResponse(gad([deep])).ok, false)
  })
})
