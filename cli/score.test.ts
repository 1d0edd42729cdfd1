import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The command as a person runs it, with `input` on standard input. */
function score(args: readonly string[], input: string | Uint8Array = ''): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(new URL('chairside.ts', import.meta.url)), 'score', ...args], { input, encoding: 'utf8' })
  return { status, out: stdout, err: stderr }
}

describe('chairside score', () => {
  it('[INT17] prints one JSON document and ends with 0', () => {
    const { status, out, err } = score(['--in', '-', '--json'], JSON.stringify({ instrument: 'phq-9', answers: { 1: 1, 9: 2 } }))
    assert.equal(status, 0)
    assert.equal(err, '')
    assert.deepEqual(JSON.parse(out), {
      instrument: 'phq-9', complete: false, total: null, band: null, missing: ['2', '3', '4', '5', '6', '7', '8'], flags: [{ kind: 'suicide-item', linkId: '9', value: 2 }],
    })
  })

  it('[INT17] reads a FHIR response and speaks to a person without --json', () => {
    const item = '1234567'.split('').map((linkId) => ({ linkId, answer: [{ valueInteger: 2 }] }))
    const { status, out } = score(['--in', '-'], `\uFEFF${JSON.stringify({ resourceType: 'QuestionnaireResponse', status: 'completed', questionnaire: 'http://clinic.example/gad-7', item })}`)
    assert.equal(status, 0)
    assert.match(out, /total 14 of 21: moderate/)
  })

  it('[INT17] bad input is one line with file, place, value and what is allowed, and status 2', () => {
    for (const [input, line] of [
      ['{"instrument":"gad-7","answers":{"3":7}}', /^standard input: answers\.3: 7 is not allowed; allowed: one of 0, 1, 2, 3\n$/],
      ['{"instrument":"gad-7",\n"answers":{', /^standard input: this is not JSON .*; allowed: one JSON document\n$/],
      ['{"resourceType":"Patient"}', /^standard input: resourceType: "Patient" is not allowed; allowed: QuestionnaireResponse\n$/],
    ] as const) {
      const { status, out, err } = score(['--json', '--in', '-'], input)
      assert.deepEqual([status, out], [2, ''])
      assert.match(err, line)
    }
    const gone = score(['--in', '/nowhere/gone.json'])
    assert.equal(gone.status, 2)
    assert.match(gone.err, /^\/nowhere\/gone\.json: .*\n$/)
    assert.equal(score([]).status, 2)
  })
})
