// Every instrument of the catalogue, by its own rule. The expected numbers are worked out here by hand or by a second formula.
import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { INSTRUMENTS, NOT_APPLICABLE, mayBeAsked, mayBeEntered, scoreResponse, scoreSheet, type Instrument, type InstrumentId } from './index.ts'

const all = Object.values(INSTRUMENTS)
type Answers = Readonly<Record<string, unknown>>
const score = (instrument: InstrumentId, answers: Answers) => {
  const result = scoreSheet({ instrument, answers })
  assert.ok(result.ok, JSON.stringify(result))
  return result.value
}
const refusedAt = (instrument: InstrumentId, answers: Answers, path: string): void => {
  const result = scoreSheet({ instrument, answers })
  assert.ok(!result.ok, JSON.stringify(answers))
  assert.equal(result.refusal.path, path)
}
const every = (id: InstrumentId, value: number): Record<string, number> => Object.fromEntries(INSTRUMENTS[id].items.filter((i) => i.scored).map((i) => [i.linkId, value]))
const row = (...values: number[]): Record<string, number> => Object.fromEntries(values.map((value, i) => [String(i + 1), value]))

describe('the catalogue', () => {
  it('[INT18] words stand only where their licence lets them be shown, and what has none is never asked on a phone', () => {
    for (const id of ['bai', 'lsas', 'spin', 'oci-r', 'y-bocs', 'qids-sr16', 'madrs', 'c-ssrs-screener', 'isi', 'psqi', 'wsas', 'q-les-q-sf', 'sds', 'dast-10', 'asrm', 'mdq', 'cadss-23', 'meq-30', 'ebi', 'padss', 'bpic-ss'] as const) {
      assert.ok(INSTRUMENTS[id].items.every((item) => item.text === null), id)
      assert.equal(mayBeAsked(INSTRUMENTS[id]), false, id)
      assert.equal(mayBeEntered(INSTRUMENTS[id]), true, id)
    }
    for (const id of ['gad-7', 'gad-2', 'phq-9', 'phq-2', 'phq-4', 'pswq', 'pcl-5', 'audit-c', 'who-5', 'nrs-mood', 'nrs-anxiety', 'nrs-pain', 'pgi-c', 'impact'] as const) assert.ok(mayBeAsked(INSTRUMENTS[id]), id)
    for (const { licence, items } of all) if (items.some((item) => item.text !== null) && licence.status.includes('attribution')) assert.ok(licence.notice, licence.holder)
  })

  it('[INT19] ids, linkIds and bands are sound; each item has answers to choose or an open one, never both', () => {
    assert.equal(all.length, 47)
    for (const { id, items, bands, range } of all) {
      assert.equal(INSTRUMENTS[id].id, id)
      assert.equal(new Set(items.map((i) => i.linkId)).size, items.length, id)
      for (const item of items) assert.notEqual(item.options.length > 0, item.open !== null, `${id} ${item.linkId}`)
      if (bands) {
        assert.deepEqual([bands.of[0]!.min, bands.of.at(-1)!.max], [range!.min, range!.max], id)
        bands.of.slice(1).forEach((band, i) => assert.equal(band.min, bands.of[i]!.max + 1, id))
      }
    }
  })

  it('[INT20] the highest answers give the highest total, the lowest the lowest', () => {
    for (const instrument of all.filter(({ range, formula }) => range !== null && !['psqi', 'gate', 'licensed'].includes(formula.kind))) {
      const at = (pick: (...values: number[]) => number) => score(instrument.id, Object.fromEntries(instrument.items.filter((i) => i.scored).map((i) => {
        const values = i.open && 'min' in i.open ? [i.open.min, i.open.max] : i.options.map((o) => o.value)
        const value = pick(...values)
        return [i.linkId, i.reversed ? Math.min(...values) + Math.max(...values) - value : value]
      }))).total
      assert.deepEqual([at(Math.min), at(Math.max)], [instrument.range!.min, instrument.range!.max], instrument.id)
    }
  })
})

describe('the rule of each', () => {
  it('[INT21] PSWQ reverses 1, 3, 8, 10 and 11', () => {
    assert.equal(score('pswq', every('pswq', 5)).total, 11 * 5 + 5 * 1)
    assert.equal(score('pswq', row(1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1)).total, 5 + 2 + 3 + 4 + 5 + 1 + 2 + 3 + 4 + 1 + 5 + 2 + 3 + 4 + 5 + 1)
  })

  it('[INT21] QIDS counts each of nine domains once, and needs one answer of each', () => {
    const full = row(1, 3, 0, 2, 2, 1, 0, 0, 2, 1, 1, 0, 3, 2, 0, 1)
    assert.equal(score('qids-sr16', full).total, 3 + 2 + 2 + 1 + 1 + 0 + 3 + 2 + 1)
    const { 6: _a, 8: _b, ...byDesign } = full
    assert.deepEqual([score('qids-sr16', byDesign).total, score('qids-sr16', byDesign).complete], [15, true])
    const { 15: _c, 16: _d, ...without } = full
    assert.deepEqual([score('qids-sr16', without).total, score('qids-sr16', without).missing], [null, ['15', '16']])
    assert.deepEqual(score('qids-sr16', { 12: 1 }).flags, [])
    assert.deepEqual(score('qids-sr16', { 12: 2 }).flags, [{ kind: 'suicide-item', linkId: '12', value: 2 }])
  })

  it('[INT21] MADRS item 10 is flagged from 3 on; AUDIT-C and PC-PTSD-5 end at their gate', () => {
    assert.deepEqual(score('madrs', { ...every('madrs', 2) }).flags, [])
    assert.equal(score('madrs', every('madrs', 3)).flags[0]?.kind, 'suicide-item')
    assert.deepEqual([score('audit-c', { 1: 0 }).total, score('audit-c', { 1: 0 }).band, score('audit-c', { 1: 2 }).missing], [0, 'low', ['2', '3']])
    assert.equal(score('audit-c', row(4, 3, 2)).total, 9)
    assert.deepEqual([score('pc-ptsd-5', { '102011-4': 0 }).total, score('pc-ptsd-5', { '102011-4': 1, '102012-2': 1 }).missing.length], [0, 4])
    assert.equal(score('pc-ptsd-5', every('pc-ptsd-5', 1)).total, 5)
    assert.equal(score('pc-ptsd-5', { '102012-2': 1, '102013-0': 1, '102014-8': 1, '102015-5': 1, '102016-3': 1 }).total, null, 'nobody knows what a missing gate was')
  })

  it('[INT21] WHO-5 counts four times, Q-LES-Q-SF and EBI are a share and a mean; DAST-10 item 3 counts a No', () => {
    assert.equal(score('who-5', row(5, 4, 3, 2, 1)).total, 60)
    assert.equal(score('q-les-q-sf', { ...every('q-les-q-sf', 3), 15: 1, 16: 5 }).total, 50)
    assert.equal(score('ebi', row(0, 100, 50, 50, 25, 75)).total, 50)
    assert.equal(score('dast-10', { ...every('dast-10', 0), 3: 1 }).total, 1)
    assert.equal(score('lsas', every('lsas', 2)).total, 96)
    assert.deepEqual([score('cgi-s', { 'cgi-s': 0 }).total, score('cgi-s', { 'cgi-s': 0 }).missing, score('cgi-s', { 'cgi-s': 4 }).band], [null, ['cgi-s'], 'moderate'])
    assert.deepEqual([score('rass', { rass: -4 }).total, score('rass', { rass: -4 }).band], [-4, 'moderate-deep'])
  })

  it('[INT21] what does not apply is said, never taken for zero', () => {
    const rest = { 2: 4, 3: 4, 4: 4, 5: 4 }
    for (const word of [NOT_APPLICABLE, 'na', null]) assert.deepEqual(score('wsas', { 1: word, ...rest }), { instrument: 'wsas', complete: true, total: 16, band: null, missing: [], flags: [{ kind: 'not-applicable', linkId: '1', value: null }] })
    assert.deepEqual([score('wsas', rest).total, score('wsas', rest).missing], [null, ['1']])
    assert.equal(score('sds', { 1: NOT_APPLICABLE, 2: 3, 3: 3 }).total, null)
    refusedAt('wsas', { 2: NOT_APPLICABLE }, 'answers.2')
    refusedAt('gad-7', { 1: null }, 'answers.1')
  })

  it('[INT22] ASRM fills in one missing item as published, and no more; every other instrument fills in nothing', () => {
    assert.deepEqual(score('asrm', { 1: 2, 2: 1, 3: 2, 5: 0 }), { instrument: 'asrm', complete: false, total: 6, band: 'probable (hypo)mania: clinician review before infusion', missing: ['4'], flags: [{ kind: 'prorated', linkId: '4', value: null }] })
    assert.equal(score('asrm', { 1: 2, 2: 1, 3: 2 }).total, null)
    for (const { id, items, formula } of all.filter(({ formula: { kind } }) => ['sum', 'mean', 'percent'].includes(kind))) {
      if (id === 'impact') continue
      const { [items.find((i) => i.scored)!.linkId]: _one, ...others } = every(id, INSTRUMENTS[id].items[0]!.open ? 50 : INSTRUMENTS[id].items[0]!.options[0]!.value)
      assert.equal(scoreSheet({ instrument: id, answers: others }).ok ? score(id, others).total : null, null, `${id} ${formula.kind}`)
    }
  })

  it('[INT23] C-SSRS has no sum; a missing answer never lowers the risk', () => {
    const q = (...yes: (0 | 1 | null)[]) => Object.fromEntries(['93246-7', '93247-5', '93248-3', '93249-1', '93250-9', '93267-3', '93269-9'].flatMap((linkId, i) => (yes[i] === null || yes[i] === undefined ? [] : [[linkId, yes[i]]])))
    const risk = (...yes: (0 | 1 | null)[]) => { const { band, complete, total } = score('c-ssrs-screener', q(...yes)); assert.equal(total, null); return `${band} ${complete}` }
    assert.equal(risk(0, 0, null, null, null, 0), 'none-identified true')
    assert.equal(risk(1, 0, null, null, null, 0), 'low true')
    assert.equal(risk(0, 1, 0, 0, 0, 0), 'low true')
    assert.equal(risk(0, 1, 1, 0, 0, 0), 'moderate true')
    assert.equal(risk(0, 1, 0, 1, 0, 0), 'high true')
    assert.equal(risk(0, 1, 0, 0, 1, 0), 'high true')
    assert.equal(risk(0, 0, null, null, null, 1, 0), 'moderate true')
    assert.equal(risk(0, 0, null, null, null, 1, 1), 'high true')
    assert.equal(risk(0, 1, 1, null, 0, 0), 'null false')
    assert.equal(risk(1, 1, null, 1, null, null), 'high false')
    assert.deepEqual(score('c-ssrs-screener', q(0, 1)).missing, ['93248-3', '93249-1', '93250-9', '93267-3'])
    assert.deepEqual(score('c-ssrs-screener', q(1)).flags, [{ kind: 'suicide-item', linkId: '93246-7', value: 1 }])
    fc.assert(fc.property(fc.array(fc.constantFrom(0 as const, 1 as const, null), { minLength: 7, maxLength: 7 }), fc.nat(6), (yes, gone) => {
      const order = ['none-identified', 'low', 'moderate', 'high']
      const [full, less] = [score('c-ssrs-screener', q(...yes)), score('c-ssrs-screener', q(...yes.with(gone, null)))]
      if (full.complete && less.band !== null && yes[gone] === 1 && less.complete) assert.ok(order.indexOf(less.band) <= order.indexOf(full.band!))
      if (!less.complete) assert.ok(less.band === null || less.band === 'high')
    }))
  })

  it('[INT23] MDQ is positive with seven symptoms at one time and a moderate problem', () => {
    const mdq = (symptoms: number, together: 0 | 1, problem: number) => score('mdq', { ...row(...Array.from({ length: 13 }, (_, i) => Number(i < symptoms))), 14: together, 15: problem }).band
    assert.deepEqual([mdq(7, 1, 2), mdq(13, 1, 3), mdq(6, 1, 3), mdq(7, 0, 3), mdq(7, 1, 1)], ['positive', 'positive', 'negative', 'negative', 'negative'])
    assert.equal(score('mdq', { 14: 1 }).band, null)
  })

  it('[INT24] PSQI: seven components of 0 to 3; a missing 5j is 0; "30 to 60" is 45; over midnight', () => {
    const good = { 1: '23:00', 2: 10, 3: '07:00', 4: 7.5, ...Object.fromEntries(Array.from({ length: 9 }, (_, i) => [String(i + 5), 0])), 15: 0, 16: 0, 17: 0, 18: 0 }
    assert.deepEqual([score('psqi', good).total, score('psqi', good).complete, score('psqi', good).band], [0, true, 'good sleeper'])
    const bad = { 1: '22:00', 2: '30 to 60', 3: '06:00:00', 4: 4, ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [String(i + 5), 3])), 15: 3, 16: 3, 17: 3, 18: 3 }
    assert.equal(score('psqi', bad).total, 21)
    assert.equal(score('psqi', { ...good, 2: 20, 5: 1, 4: 6, 17: 1, 18: 1, 6: 3 }).total, 1 + 1 + 1 + 1 + 1)
    assert.deepEqual(score('psqi', { 1: '23:00' }).missing.includes('14'), false)
    for (const [linkId, value] of [['1', '25:00'], ['1', 23], ['2', -1], ['2', '60 to 30'], ['4', 25], ['5', 4]] as const) refusedAt('psqi', { ...good, [linkId]: value }, `answers.${linkId}`)
  })

  it('[INT25] what only a licensed manual knows, and what has no total, is said', () => {
    for (const id of ['kset', 'iciq-luts', 'tsqm'] as const) refusedAt(id, {}, 'instrument')
    assert.deepEqual(score('clinic-satisfaction', { 'sat-overall': 9, 'sat-free': 'kind' }), { instrument: 'clinic-satisfaction', complete: true, total: null, band: null, missing: [], flags: [] })
    assert.deepEqual(score('impact', { work: 10 }).total, null)
  })
})

describe('responses', () => {
  const answered = (instrument: Instrument, answer: (value: number, label: string, code: string | undefined) => object) => ({
    resourceType: 'QuestionnaireResponse', status: 'completed', questionnaire: `https://clinic.example/fhir/Questionnaire/${instrument.id}`,
    item: instrument.items.filter((i) => i.options.length > 0).map((i) => { const { value, label, code } = i.options[0]!; return { linkId: i.linkId, answer: [answer(value, label, code)] } }),
  })

  it('[INT16] a response and a sheet of the same answers give the same score, for each instrument', () => {
    for (const instrument of all.filter((i) => mayBeEntered(i) && i.items.every((item) => item.options.length > 0))) {
      const sheet = scoreSheet({ instrument: instrument.id, answers: Object.fromEntries(instrument.items.map((i) => [i.linkId, i.options[0]!.value])) })
      assert.deepEqual(scoreResponse(answered(instrument, (value) => ({ valueInteger: value }))), sheet, instrument.id)
      assert.deepEqual(scoreResponse(answered(instrument, (value, _label, code) => (code === undefined ? { valueDecimal: value } : { valueCoding: { system: 'http://loinc.org', code } }))), sheet, instrument.id)
    }
  })

  it('[INT26] a yes or no may be a boolean, where yes is not always 1; an own code names an item', () => {
    const dast = answered(INSTRUMENTS['dast-10'], () => ({ valueBoolean: true }))
    const result = scoreResponse(dast)
    assert.ok(result.ok)
    assert.equal(result.value.total, 9, 'yes to item 3 counts nothing')
    const own = scoreResponse({ resourceType: 'QuestionnaireResponse', item: INSTRUMENTS.pswq.items.map((i) => ({ linkId: `q${i.linkId}`, code: [{ system: 'https://clinic.example/fhir/CodeSystem/instrument-items', code: `pswq.${i.linkId}` }], answer: [{ valueInteger: 3 }] })) })
    assert.ok(own.ok, JSON.stringify(own))
    assert.deepEqual([own.value.instrument, own.value.total], ['pswq', 48])
  })

  it('[INT27] near misses are refused with their place', () => {
    const refused = (response: object, path: string): void => { const result = scoreResponse({ resourceType: 'QuestionnaireResponse', ...response }); assert.ok(!result.ok, path); assert.equal(result.refusal.path, path) }
    for (const name of ['pswq-pw', 'madrs-24h', 'pcl-5-weekly', 'pcl-c', 'phq-9-adolescent', 'qids-c16']) refused({ questionnaire: `https://x.example/${name}`, item: [] }, 'questionnaire')
    refused({ questionnaire: 'https://x.example/audit-c', item: [{ linkId: '1', code: [{ system: 'http://loinc.org', code: '68517-2' }], answer: [{ valueInteger: 1 }] }] }, 'item[0].code')
    refused({ questionnaire: 'https://x.example/rass', item: [{ linkId: 'rass', code: [{ system: 'http://loinc.org', code: '54632-5' }], answer: [{ valueInteger: 1 }] }] }, 'item[0].code')
    refused({ questionnaire: 'https://x.example/who-5', item: [{ linkId: '71969-0', answer: [{ valueInteger: 1 }] }] }, 'item[0].linkId')
    refused({ item: [{ linkId: '70221-7', item: [{ linkId: '1', answer: [{ valueInteger: 1 }] }] }] }, 'questionnaire')
    refused({ item: ['69725-0', '68509-9'].map((linkId) => ({ linkId, answer: [{ valueInteger: 1 }] })) }, 'questionnaire')
    refused({ questionnaire: 'https://x.example/c-ssrs', item: [...['93246-7', '93247-5', '93267-3'].map((linkId) => ({ linkId, answer: [{ valueBoolean: false }] })), { linkId: '93374-7', answer: [{ valueCoding: { system: 'http://loinc.org', code: 'LA9194-7' } }] }] }, 'item[3].answer[0]')
  })

  it('[INT8] one name inside another: the longer one counts; the host of an address says nothing', () => {
    for (const [questionnaire, id] of [['https://spin.example/q/CADSS_6', 'cadss-6'], ['https://x.example/phq4', 'phq-4'], ['https://x.example/lsas-sr', 'lsas'], ['https://isi.example/C-SSRS', 'c-ssrs-screener'], ['http://loinc.org/q/101697-1', 'pcl-5']] as const) {
      const result = scoreResponse({ resourceType: 'QuestionnaireResponse', questionnaire, item: [] })
      assert.ok(result.ok, questionnaire)
      assert.equal(result.value.instrument, id)
    }
  })
})
