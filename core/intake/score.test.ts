import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { GAD_7, INSTRUMENTS, PHQ_9, bandOf, isInstrumentId, scoreAnswers, scoreResponse, scoreSheet, type Instrument } from './index.ts'

const instruments = Object.values(INSTRUMENTS)
const both = [GAD_7, PHQ_9]
const counted = (instrument: Instrument) => instrument.items.filter((item) => item.scored)
const answersOf = (instrument: Instrument, values: readonly number[]) => Object.fromEntries(counted(instrument).map((item, i) => [item.linkId, values[i]!]))
const scoreOf = (instrument: Instrument, answers: unknown) => {
  const result = scoreAnswers(instrument, answers)
  assert.ok(result.ok)
  return result.value
}

/** LOINC's mod-10 check digit. */
const isLoinc = (code: string): boolean => {
  const [body, check] = code.split('-')
  const doubled = body!.split('').toReversed().map((d, i) => (i % 2 === 0 ? Number(d) * 2 : Number(d)))
  return (10 - (doubled.reduce((sum, d) => sum + (d > 9 ? d - 9 : d), 0) % 10)) % 10 === Number(check)
}

describe('instruments', () => {
  it('[INT1] GAD-7 and PHQ-9 have the published items, codes and bands', () => {
    assert.deepEqual(GAD_7.items.map((i) => i.loinc), ['69725-0', '68509-9', '69733-4', '69734-2', '69735-9', '69689-8', '69736-7'])
    assert.deepEqual(PHQ_9.items.map((i) => i.loinc), ['44250-9', '44255-8', '44259-0', '44254-1', '44251-7', '44258-2', '44252-5', '44253-3', '44260-8', '69722-7'])
    assert.deepEqual([GAD_7.loinc.panel, GAD_7.loinc.total, PHQ_9.loinc.panel, PHQ_9.loinc.total], ['69737-5', '70274-6', '44249-1', '44261-6'])
    for (const instrument of both) {
      assert.equal(instrument.range?.max, counted(instrument).length * 3)
      assert.equal(new Set(instrument.items.map((i) => i.linkId)).size, instrument.items.length)
      for (const item of counted(instrument)) assert.deepEqual(item.options.map((o) => [o.value, o.code]), [[0, 'LA6568-5'], [1, 'LA6569-3'], [2, 'LA6570-1'], [3, 'LA6571-9']])
    }
    assert.equal(isInstrumentId('gad-7'), true)
    assert.equal(isInstrumentId('constructor'), false)
  })

  it('[INT1] every LOINC code passes its check digit', () => {
    assert.equal(isLoinc('33437-3'), false)
    for (const { items, loinc } of instruments) for (const code of [...items.map((i) => i.loinc), loinc.panel, loinc.total, ...loinc.tolerated]) assert.ok(code === null || isLoinc(code), code ?? '')
  })

  it('[INT1] bands cover the range without gap or overlap', () => {
    for (const { range, bands } of instruments) {
      if (bands === null || range === null) continue
      assert.equal(bands.of[0]!.min, range.min)
      assert.equal(bands.of.at(-1)!.max, range.max)
      bands.of.slice(1).forEach((band, i) => assert.equal(band.min, bands.of[i]!.max + 1))
    }
    assert.equal(bandOf(GAD_7, 22), null)
  })
})

describe('scores', () => {
  it('[INT2] totals and bands at each edge', () => {
    for (const [total, band] of [[0, 'minimal'], [4, 'minimal'], [5, 'mild'], [9, 'mild'], [10, 'moderate'], [14, 'moderate'], [15, 'severe'], [21, 'severe']] as const) {
      const values = counted(GAD_7).map((_, i) => Math.max(0, Math.min(3, total - i * 3)))
      const score = scoreOf(GAD_7, answersOf(GAD_7, values))
      assert.deepEqual([score.total, score.band, score.complete], [total, band, true])
    }
    for (const [total, band] of [[4, 'none-minimal'], [5, 'mild'], [9, 'mild'], [10, 'moderate'], [14, 'moderate'], [15, 'moderately severe'], [19, 'moderately severe'], [20, 'severe'], [27, 'severe']] as const) {
      const score = scoreOf(PHQ_9, answersOf(PHQ_9, counted(PHQ_9).map((_, i) => Math.max(0, Math.min(3, total - i * 3)))))
      assert.deepEqual([score.total, score.band], [total, band])
    }
  })

  it('[INT3] a missing item gives no total and is named', () => {
    assert.deepEqual(scoreOf(GAD_7, { 1: 2, 3: 1, 4: 0, 5: 0, 7: 3 }), { instrument: 'gad-7', complete: false, total: null, band: null, missing: ['2', '6'], flags: [] })
    assert.deepEqual(scoreOf(PHQ_9, {}).missing, ['1', '2', '3', '4', '5', '6', '7', '8', '9'])
  })

  it('[INT4] difficulty is checked and never counted or missed', () => {
    const full = answersOf(PHQ_9, [1, 1, 1, 1, 1, 1, 1, 1, 0])
    assert.deepEqual(scoreOf(PHQ_9, { ...full, difficulty: 3 }), scoreOf(PHQ_9, full))
    assert.equal(scoreOf(PHQ_9, full).total, 8)
    const bad = scoreAnswers(PHQ_9, { ...full, difficulty: 4 })
    assert.ok(!bad.ok)
    assert.equal(bad.refusal.path, 'answers.difficulty')
  })

  it('[INT5] item 9 above 0 is flagged, also alone', () => {
    assert.deepEqual(scoreOf(PHQ_9, { 9: 1 }).flags, [{ kind: 'suicide-item', linkId: '9', value: 1 }])
    assert.deepEqual(scoreOf(PHQ_9, answersOf(PHQ_9, [0, 0, 0, 0, 0, 0, 0, 0, 3])).flags, [{ kind: 'suicide-item', linkId: '9', value: 3 }])
    assert.deepEqual(scoreOf(PHQ_9, answersOf(PHQ_9, [3, 3, 3, 3, 3, 3, 3, 3, 0])).flags, [])
  })

  it('[INT6] a value that is not one of the item\'s is refused with its place', () => {
    for (const value of [4, -1, 1.5, '2', null, true, [2], NaN]) {
      const result = scoreAnswers(GAD_7, { 1: 0, 3: value })
      assert.ok(!result.ok, String(value))
      assert.equal(result.refusal.path, 'answers.3')
      assert.equal(result.refusal.allowed, 'one of 0, 1, 2, 3')
    }
    for (const answers of [null, [1, 2], 'x', undefined]) assert.equal(scoreAnswers(GAD_7, answers).ok, false)
  })

  it('[INT7] an unknown item is refused with its place', () => {
    for (const linkId of ['8', 'difficulty', '__proto__', 'toString', '']) {
      const result = scoreAnswers(GAD_7, JSON.parse(`{"1":0,${JSON.stringify(linkId)}:1}`))
      assert.ok(!result.ok, linkId)
      assert.equal(result.refusal.path, `answers.${linkId}`)
    }
    const sheet = scoreSheet({ instrument: 'phq-8', answers: {} })
    assert.ok(!sheet.ok)
    assert.equal(sheet.refusal.path, 'instrument')
    assert.equal(scoreSheet({ instrument: 'gad-7', answers: {}, total: 3 }).ok, false)
  })

  it('[INT16] any answers: the total is in range, in one band, and a FHIR response says the same as a sheet', () => {
    fc.assert(fc.property(fc.constantFrom(...both), fc.array(fc.option(fc.integer({ min: 0, max: 3 })), { minLength: 9, maxLength: 9 }), fc.constantFrom('own', 'loinc', 'slash', 'path'), fc.constantFrom('coding', 'integer', 'decimal'),
      (instrument, values, link, kind) => {
        const given = counted(instrument).flatMap((item, i) => (values[i] === null ? [] : [{ item, value: values[i]! }]))
        const sheet = scoreSheet({ instrument: instrument.id, answers: Object.fromEntries(given.map(({ item, value }) => [item.linkId, value])) })
        const response = scoreResponse({
          resourceType: 'QuestionnaireResponse', status: 'completed', questionnaire: `http://clinic.example/Questionnaire/${instrument.id}|1.0`,
          item: given.map(({ item, value }) => ({
            linkId: { own: item.linkId, loinc: item.loinc, slash: `/${item.loinc}`, path: `/${instrument.loinc.panel}/${item.loinc}` }[link],
            answer: [kind === 'coding' ? { valueCoding: { system: 'http://loinc.org', code: item.options[value]!.code! } } : kind === 'integer' ? { valueInteger: value } : { valueDecimal: value }],
          })),
        })
        assert.deepEqual(response, sheet)
        assert.ok(sheet.ok)
        const { total, missing, complete } = sheet.value
        assert.equal(complete, missing.length === 0)
        assert.equal(total === null, !complete)
        if (total !== null) {
          assert.ok(total >= instrument.range!.min && total <= instrument.range!.max)
          assert.equal(instrument.bands!.of.filter((b) => total >= b.min && total <= b.max).length, 1)
        }
      }))
  })
})
