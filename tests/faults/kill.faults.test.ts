import assert from 'node:assert/strict'
import test from 'node:test'
import { killLoop } from './kill-loop.ts'

test('[LOG9] the server is killed 200 times under twelve writers: no acknowledged fact is lost or doubled', { timeout: 1_800_000 }, async (t) => {
  const report = await killLoop(200, (line) => t.diagnostic(line))
  const sorted = [...report.recoveryMs].sort((a, b) => a - b)
  t.diagnostic(`${report.acknowledged} facts acknowledged, ${report.sentAgain} sent again; five new acknowledgements after the address answers: median ${sorted[100]!.toFixed(0)} ms, p95 ${sorted[190]!.toFixed(0)} ms`)
  assert.ok(report.sentAgain > 0)
})
