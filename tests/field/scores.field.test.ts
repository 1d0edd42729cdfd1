// The catalogue, a survey of people, and published FHIR examples that are not part of the project: every row and every response has its right score, or a stated refusal.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { INSTRUMENTS, isInstrumentId, scoreResponse, scoreSheet } from '@chairside/core/intake'

const SHARED = path.resolve(import.meta.dirname, '../../../shared')
const FHIR = path.join(SHARED, 'data/fhir')
const read = (name: string): string => fs.readFileSync(path.join(SHARED, name), 'utf8')

test('[INT19] the catalogue is the published one: items, answers, ranges and bands', (t) => {
  type Listed = { readonly id: string; readonly items: readonly { readonly linkId: string; readonly code: { readonly code: string } | null; readonly options: readonly { readonly value: number; readonly code?: { readonly code: string } }[] | null }[] | null; readonly scoring: { readonly range: readonly [number, number] | null }; readonly bands: readonly { readonly min?: number; readonly max?: number; readonly label: string }[] | null }
  const { instruments } = JSON.parse(read('instruments.json')) as { instruments: readonly Listed[] }
  for (const listed of instruments) {
    assert.ok(isInstrumentId(listed.id), listed.id)
    const own = INSTRUMENTS[listed.id]
    assert.deepEqual(own.items.map((i) => i.linkId), (listed.items ?? []).map((i) => i.linkId), listed.id)
    for (const [i, item] of (listed.items ?? []).entries()) {
      assert.equal(own.items[i]!.loinc, item.code?.code ?? null, `${listed.id} ${item.linkId}`)
      if (item.options) assert.deepEqual(own.items[i]!.options.map((o) => [o.value, o.code]), item.options.map((o) => [o.value, o.code?.code]), `${listed.id} ${item.linkId}`)
    }
    if (own.range && own.formula.kind !== 'licensed') assert.deepEqual([own.range.min, own.range.max], listed.scoring.range, listed.id)
    if (own.bands) assert.deepEqual(own.bands.of, (listed.bands ?? []).toSorted((a, b) => a.min! - b.min!).map(({ min, max, label }) => ({ min, max, label })), listed.id)
  }
  t.diagnostic(`${instruments.length} instruments compared`)
})

test('[INT2] every row of a survey has the sum of its answers, or is refused where an answer is none', (t) => {
  const [head, ...rows] = read('data/phq/phq9_gad7_pss10_items_ukm.csv').replace(/^\uFEFF/, '').trim().split(/\r?\n/).map((line) => line.split(','))
  let refused = 0
  for (const row of rows) {
    for (const [instrument, letter, n] of [['phq-9', 'D', 9], ['gad-7', 'A', 7]] as const) {
      const given = Array.from({ length: n }, (_, i) => row[head!.indexOf(`${letter}${i + 1}`)]!)
      const answers = Object.fromEntries(given.flatMap((text, i) => (text === '' || text === 'NA' ? [] : [[String(i + 1), Number(text)]])))
      const result = scoreSheet({ instrument, answers })
      const sound = given.every((text) => ['0', '1', '2', '3'].includes(text))
      if (!result.ok) { refused += 1; assert.equal(sound, false); continue }
      assert.equal(result.value.total, sound ? given.reduce((sum, text) => sum + Number(text), 0) : null)
      assert.equal(result.value.flags.length, instrument === 'phq-9' && Number(given[8]) > 0 ? 1 : 0)
    }
  }
  t.diagnostic(`${rows.length} people, ${refused} refusals`)
})

test('[INT8] every published response is scored or refused in words', (t) => {
  const files = fs.readdirSync(FHIR, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))
  const said: string[] = []
  for (const name of files) {
    const text = fs.readFileSync(path.join(FHIR, name), 'utf8')
    if (!text.includes('QuestionnaireResponse')) continue
    const resource = JSON.parse(text) as { resourceType: string; entry?: readonly { resource?: { resourceType: string } }[] }
    const found = resource.resourceType === 'QuestionnaireResponse' ? [resource] : (resource.entry ?? []).flatMap((e) => (e.resource?.resourceType === 'QuestionnaireResponse' ? [e.resource] : []))
    for (const one of found) {
      const result = scoreResponse(one)
      said.push(`${path.basename(name)}: ${result.ok ? `${result.value.instrument} ${result.value.total} ${result.value.missing.join(' ')}` : result.refusal.path}`)
    }
  }
  for (const line of said.slice(0, 40)) t.diagnostic(line)
  assert.ok(said.length > 5)
  assert.ok(said.includes('QuestionnaireResponse-AUDIT-C.json: item[0].linkId'), 'a near-miss code for the first question of AUDIT-C is refused with its place')
})
