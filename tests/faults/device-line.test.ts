import assert from 'node:assert/strict'
import test from 'node:test'
import { killTheLine, mutate } from './device-line.ts'

test('[DEV13] 2,000 random changes of messages, in random pieces: no crash, no impossible value', (t) => {
  const report = mutate(2000, 20_261_125)
  t.diagnostic(`${report.messages} messages and ${report.values} values came out of ${report.count} changed ones`)
  assert.ok(report.messages > 1000 && report.values > 1000, 'most of them still say something')
})

test('[DEV15] the server is killed twice between messages and answers: what was acknowledged is there, once', { timeout: 240_000 }, async (t) => {
  const report = await killTheLine(2)
  t.diagnostic(`${report.acknowledged} messages acknowledged, ${report.sentAgain} sent again`)
})
