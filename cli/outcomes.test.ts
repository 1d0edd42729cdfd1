import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const HEAD = 'patient,date,kind,instrument,total'
const ROWS = ['A,2026-01-05,score,gad-7,18', ...['05', '08', '12', '15', '19', '22'].map((day) => `A,2026-01-${day},infusion,,`), 'A,2026-02-09,score,gad-7,9', 'A,2026-02-09,score,phq-9,27', 'A,2026-03-09,score,gad-7,10']
function outcomes(input: string, ...args: string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(new URL('chairside.ts', import.meta.url)), 'outcomes', '--in', '-', ...args], { input, encoding: 'utf8' })
  return { status, out: stdout, err: stderr }
}

describe('chairside outcomes', () => {
  it('[OUT4] gives the figures of one instrument, with or without a byte order mark, quotes and Windows line ends', () => {
    const { status, out } = outcomes(`\uFEFF${[HEAD, '"A","2026-01-05","score","gad-7","18"', ...ROWS.slice(1)].join('\r\n')}\r\n`, '--json')
    assert.equal(status, 0)
    const { response, durability, excluded, ...rest } = JSON.parse(out) as Record<string, unknown>
    assert.deepEqual([rest['instrument'], rest['n_patients'], rest['n_with_followup'], rest['median_infusions_to_response'], excluded], ['gad-7', 1, 1, 6, []])
    assert.partialDeepStrictEqual(response, { k: 1, n: 1, rate: 1 })
    assert.deepEqual(durability, [{ day: 46, at_risk: 1, sustained: 0, ci95: null }])
    assert.equal((JSON.parse(outcomes([HEAD, ...ROWS].join('\n'), '--json', '--instrument', 'phq-9').out) as { n_with_baseline: number }).n_with_baseline, 0)
  })

  it('[OUT4] says no rate without its n and its missing', () => {
    assert.match(outcomes([HEAD, ...ROWS].join('\n')).out, /response: 1 of 1, 100\.0 % \(95 % interval 20\.7 % to 100\.0 %; 0 not measured\)/)
    assert.match(outcomes(HEAD).out, /response: nobody could be counted \(0 not measured\)/)
  })

  it('[OUT10] names the row and the column of bad input and ends with 2', () => {
    for (const [row, place] of [['A,2026-02-30,score,gad-7,9', /row 1\.date: "?2026-02-30/], [',2026-02-20,score,gad-7,9', /row 1\.patient/], ['A,2026-02-20,visit,,', /row 1\.kind/], ['A,2026-02-20,score,gad-7,22', /row 1\.total: "?22"? is not allowed; allowed: a whole number from 0 to 21/],
      ['A,2026-02-20,score,gad-7,', /row 1\.total/], ['A,2026-02-20,score,,3', /row 1\.instrument/], ['A,2026-02-20,score,gad-7,3,4', /row 1: /], ['A,"2026-02-20,score', /not CSV/]] as const) {
      const { status, out, err } = outcomes(`${HEAD}\n${row}`, '--json')
      assert.deepEqual([status, out], [2, ''], row)
      assert.match(err, place)
      assert.equal(err.trim().split('\n').length, 1)
    }
    assert.match(outcomes('a,b\n1,2').err, /header/)
    assert.match(outcomes(HEAD, '--instrument', 'madrs').err, /--instrument: madrs is not allowed; allowed: gad-7 or phq-9/)
  })
})
