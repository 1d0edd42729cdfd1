import assert from 'node:assert/strict'
import test from 'node:test'
import { observed, said, spo2, cuff, world, charted, quarantined } from '../../server/testing/devices.ts'
import { openSender } from '../../server/devices/sender.ts'
import { killTheLine, mutate } from './device-line.ts'

test('[DEV13] 100,000 random changes of messages: no crash, no impossible value, and no memory that stays', { timeout: 1_800_000 }, (t) => {
  mutate(5000, 1)
  const report = mutate(100_000, 20_261_125)
  t.diagnostic(`${report.messages} messages, ${report.values} values, ${(report.grown_bytes / 1e6).toFixed(1)} MB more held than before`)
  assert.ok(report.grown_bytes < 5e6, `${report.grown_bytes} bytes more`)
})

test('[DEV15] the server is killed 50 times between messages and answers: what was acknowledged is there, once', { timeout: 1_800_000 }, async (t) => {
  const report = await killTheLine(50)
  t.diagnostic(`${report.acknowledged} messages acknowledged, ${report.sentAgain} sent again`)
  assert.ok(report.sentAgain > 0)
})

test('[DEV16] 10,000 resends of one message change nothing', { timeout: 1_800_000 }, async (t) => {
  const w = await world(t)
  const message = said(w.now, [...spo2(97), ...cuff(121, 79)])
  const codes = await Promise.all(Array.from({ length: 8 }, async () => {
    const line = await openSender('127.0.0.1', w.port, 120_000)
    const seen = new Set<string | undefined>()
    for (let i = 0; i < 1250; i++) seen.add((await line.send(message))?.code)
    line.close()
    return [...seen]
  }))
  assert.deepEqual([...new Set(codes.flat())], ['AA'])
  assert.deepEqual([(await observed(w)).length, (await charted(w)).length, (await quarantined(w)).length], [3, 2, 0])
})
