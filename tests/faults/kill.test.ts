import assert from 'node:assert/strict'
import test from 'node:test'
import { killLoop } from './kill-loop.ts'

test('[LOG9] the server is killed 20 times under twelve writers: no acknowledged fact is lost or doubled', { timeout: 300_000 }, async (t) => {
  const report = await killLoop(20, (line) => t.diagnostic(line))
  t.diagnostic(`${report.acknowledged} facts acknowledged, ${report.sentAgain} sent again, five new acknowledgements after ${Math.max(...report.recoveryMs).toFixed(0)} ms at most`)
  assert.ok(report.sentAgain > 0, 'the kills hit writers in the middle of a call')
})
