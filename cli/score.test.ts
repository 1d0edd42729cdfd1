import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './score.ts'

async function score(args: string[], input: string | Uint8Array = ''): Promise<{ status: number; out: string; err: string }> {
  let out = ''
  let err = ''
  const status = await run(args, {
    stdin: (async function* () { yield input })(),
    stdout: { write: (text: string) => (out += text) }, stderr: { write: (text: string) => (err += text) },
  })
  return { status, out, err }
}

describe('chairside score', () => {
  it('[INT17] prints one JSON document and ends with 0', async () => {
    const { status, out, err } = await score(['--in', '-', '--json'], JSON.stringify({ instrument: 'phq-9', answers: { 1: 1, 9: 2 } }))
    assert.equal(status, 0)
    assert.equal(err, '')
    assert.deepEqual(JSON.parse(out), {
      instrument: 'phq-9', complete: false, total: null, band: null, missing: ['2', '3', '4', '5', '6', '7', '8'], flags: [{ kind: 'suicide-item', linkId: '9', value: 2 }],
    })
  })

  it('[INT17] reads a FHIR response from a file and speaks to a person without --json', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chairside-score-'))
    try {
      const file = join(folder, 'answers.json')
      const item = '1234567'.split('').map((linkId) => ({ linkId, answer: [{ valueInteger: 2 }] }))
      await writeFile(file, JSON.stringify({ resourceType: 'QuestionnaireResponse', status: 'completed', questionnaire: 'http://clinic.example/gad-7', item }))
      const { status, out } = await score(['--in', file])
      assert.equal(status, 0)
      assert.match(out, /total 14 of 21: moderate/)
      const gone = await score(['--in', join(folder, 'gone.json'), '--json'])
      assert.deepEqual([gone.status, gone.out, gone.err.includes('gone.json: there is no such file')], [2, '', true])
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('[INT17] bad input is one line with file, place, value and what is allowed, and status 2', async () => {
    for (const [input, line] of [
      ['{"instrument":"gad-7","answers":{"3":7}}', /^standard input: answers\.3: 7 is not allowed; allowed: one of 0, 1, 2, 3\n$/],
      ['{"instrument":"gad-7",\n"answers":{', /^standard input: this is not JSON .*; allowed: one JSON document\n$/],
      ['', /^standard input: this is not JSON/],
      ['[]', /^standard input: body: /],
      ['{"resourceType":"Patient"}', /^standard input: resourceType: "Patient" is not allowed; allowed: QuestionnaireResponse\n$/],
    ] as const) {
      const { status, out, err } = await score(['--json', '--in', '-'], input)
      assert.deepEqual([status, out], [2, ''])
      assert.match(err, line)
      assert.equal(err.trim().split('\n').length, 1)
    }
    assert.equal((await score(['--in', '-'], Uint8Array.of(0xff, 0xfe, 0x7b))).status, 2)
    for (const args of [[], ['--in'], ['--in', '-', '--out', 'x'], ['--in', '-', '--in', '-']]) assert.equal((await score(args, '{}')).status, 2)
  })
})
