import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { problemsOf, type Answer, type Document } from './checker.ts'
import { drawn } from './instances.ts'

function series(input: unknown, ...args: string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(new URL('../../cli/chairside.ts', import.meta.url)), 'series', '--in', '-', ...args], { input: typeof input === 'string' ? input : JSON.stringify(input), encoding: 'utf8' })
  return { status, out: stdout, err: stderr }
}
const doc: Document = drawn(7, { sites: 1, chairs: 3, patients: 6 })

describe('chairside series', () => {
  it('[SCH7] gives a plan within its limit, one document and nothing else', () => {
    const { status, out } = series(doc, '--json', '--limit-s', '1')
    assert.equal(status, 0)
    const answer = JSON.parse(out) as Answer & { seconds: number }
    assert.deepEqual(problemsOf(doc, answer), [])
    assert.deepEqual(Object.keys(answer), ['placed', 'unplaced', 'objective', 'bound', 'seconds'])
    assert.match(series(doc, '--limit-s', '0.5').out, /of 6 patients placed \(at most \d+ can be\), \d+ days in all/)
  })

  it('[SCH7] names the place of bad input and ends with 2', () => {
    const [site, patient, nurse] = [doc.sites[0]!, doc.patients[0]!, doc.nurses[0]!]
    for (const [change, line] of [
      [{ schema: 'series-2' }, /^standard input: schema: "?series-2"? is not allowed; allowed: series-1\n$/], [{ timezone: 'Moon' }, /timezone: /], [{ horizon: { from: '2026-12-07', to: '2026-12-01' } }, /horizon\.to/], [{ grid_min: 0 }, /grid_min/],
      [{ sites: [{ ...site, open: [{ weekday: 8, from: '08:00', to: '09:00' }] }] }, /sites\.0\.open\.0\.weekday/], [{ sites: [site, site] }, /sites\.1\.id/], [{ patients: [{ ...patient, sites: ['nowhere'] }] }, /patients\.0\.sites\.0/],
      [{ patients: [{ ...patient, available: [{ weekday: 1, from: '12:00', to: '08:00' }] }] }, /patients\.0\.available\.0\.to/], [{ patients: [{ ...patient, sessions: 0 }] }, /patients\.0\.sessions/], [{ patients: [patient, patient] }, /patients\.1\.id/],
      [{ nurses: [{ ...nurse, shifts: [{ site: site.id, date: '2026-02-30', from: '08:00', to: '09:00' }] }] }, /nurses\.0\.shifts\.0\.date/], [{ block: { ...doc.block, infuse_min: '40' } }, /block\.infuse_min/],
      [{ held: [{ patient: 'X', session: 1, site: site.id, chair: 'none', nurse: nurse.id, start: '2026-12-07T08:00', recovery_min: 30 }] }, /held\.0\.chair/], [{ held: 1 }, /held: /],
    ] as const) {
      const { status, out, err } = series({ ...doc, ...change }, '--json')
      assert.deepEqual([status, out], [2, ''], JSON.stringify(change))
      assert.match(err, line)
      assert.equal(err.trim().split('\n').length, 1)
    }
    assert.equal(series('{', '--json').status, 2)
    assert.equal(series(doc, '--limit-s', 'soon').status, 2)
  })
})
