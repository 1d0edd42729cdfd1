// A pump's line into a real database: its volume becomes the dose that was delivered, and no other pump's ever does.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { deliveredAt, fold } from '@chairside/core/session'
import type { Instant } from '@chairside/core/shared'
import { inOrganization } from '../db/connect.ts'
import { foldedSessions } from '../session/folded.ts'
import { BED, bind, happen, later, observed, pumped, pumpReads, quarantined, said, spo2, startInfusion, world, type World } from '../testing/devices.ts'
import { signedIn } from '../testing/people.ts'
import { startHl7Listener } from './listener.ts'
import { openSender } from './sender.ts'

const PUMP = 'PUMP P7'
const say = async (w: World, message: string): Promise<string | undefined> => (await w.monitor.send(message))?.code
const deliveredIn = async (w: World) => {
  const view = (await inOrganization(w.db.sql, w.clinic.organization, (tx) => foldedSessions(tx, [w.clinic.sessions[0]!]))).get(w.clinic.sessions[0]!)!
  return { view, now: deliveredAt(view.infusion!, w.now.getTime() as Instant) }
}

test('[DEV35] from the pump that a person bound, volume, rate and status are charted once a minute and at each change; the dose follows from the volume', async (t) => {
  const w = await world(t)
  await bind(w, PUMP)
  await startInfusion(w)
  const start = w.now
  for (let second = 10; second <= 180; second += 10) {
    w.now = later(start, second)
    const paused = second >= 130
    assert.equal(await say(w, pumped(w.now, Math.min(second, 130) / 30, paused ? { rate_mL_per_h: 0, status: 'pump-status-paused' } : { rate_mL_per_h: 120 })), 'AA')
  }
  const reads = await pumpReads(w)
  assert.deepEqual(reads.map((r) => [(r.at.getTime() - start.getTime()) / 1000, r.body.status, r.body.rate_mL_per_h]), [[10, 'running', 120], [70, 'running', 120], [130, 'paused', 0]])
  assert.deepEqual(reads.map((r) => r.body.volume_infused_mL), [0.3333, 2.3333, 4.3333])
  assert.deepEqual([...new Set(reads.map((r) => `${r.body.of} ${r.body.origin}`))], ['infusion device'])
  const { view, now } = await deliveredIn(w)
  assert.equal(now.origin, 'pump-and-rate')
  assert.ok(Math.abs(deliveredAt(view.infusion!, later(start, 130).getTime() as Instant).dose_mg - 4.3333 * 0.4) < 1e-9)
  assert.deepEqual([view.pump?.status, view.pump?.rate_mL_per_h], ['paused', 0])
  assert.equal((await quarantined(w)).length, 0)
})

test('[DEV35] a pump\'s alarm is charted at once with its words, also from a pump that tells no volume', async (t) => {
  const w = await world(t)
  await bind(w, PUMP)
  await startInfusion(w)
  for (const [second, status] of [[5, 'pump-status-infusing'], [10, 'pump-status-infusing'], [15, 'downstream-occlusion'], [20, 'downstream-occlusion'], [25, 'pump-status-infusing']] as const) await say(w, pumped(w.now = later(w.now, second), null, { status, rate_mL_per_h: null }))
  assert.deepEqual((await pumpReads(w)).map((r) => [r.body.status, r.body.alarm ?? null, r.body.volume_infused_mL ?? null]), [['running', null, null], ['alarm', 'occlusion', null], ['running', null, null]])
  assert.equal((await deliveredIn(w)).now.origin, 'elapsed-rate')
})

test('[DEV36] what the pump\'s counter stood at before the start does not count, and one that begins again goes on from where it was', async (t) => {
  const w = await world(t)
  await bind(w, PUMP)
  await say(w, pumped(w.now, 87, { rate_mL_per_h: 0, status: 'pump-status-paused' }))
  await startInfusion(w)
  const start = w.now
  const volumes = [[60, 89], [120, 91.5], [180, 1], [240, 3.5], [300, 3.49]] as const
  for (const [second, mL] of volumes) assert.equal(await say(w, pumped(w.now = later(start, second), mL)), 'AA')
  assert.deepEqual((await pumpReads(w)).map((r) => r.body.volume_infused_mL), [2, 4.5, 5.5, 8, 8])
})

test('[DEV36] another process, or a restart in the middle, goes on from the same count; resends and late messages do not move it', async (t) => {
  const w = await world(t)
  await bind(w, PUMP)
  await say(w, pumped(w.now, 50, { status: 'pump-status-paused' }))
  await startInfusion(w)
  const start = w.now
  const first = pumped(w.now = later(start, 60), 52.5)
  await say(w, first)
  const second = pumped(w.now = later(start, 90), 53.75)
  await say(w, second)
  const again = await startHl7Listener(w.services, { port: 0 })
  const line = await openSender('127.0.0.1', again.port)
  try {
    for (const message of [first, second]) assert.equal((await line.send(message))?.code, 'AA')
    w.now = later(start, 120)
    assert.equal((await line.send(pumped(w.now, 55)))?.code, 'AA')
    assert.equal((await line.send(first))?.code, 'AA')
    w.now = later(start, 180)
    assert.equal((await line.send(pumped(w.now, 57.5)))?.code, 'AA')
  } finally {
    line.close()
    await again.close()
  }
  assert.deepEqual((await pumpReads(w)).map((r) => r.body.volume_infused_mL), [2.5, 5, 7.5])
})

test('[DEV37] a pump of another drug, one that nobody bound, and a rack without ketamine never count: kept once for a person, and their readings stay in the trace', async (t) => {
  const w = await world(t)
  await startInfusion(w)
  const start = w.now
  for (let i = 1; i <= 3; i++) await say(w, pumped(w.now = later(start, i * 60), i, {}, { facility: 'BED', bed: BED }))
  await bind(w, PUMP)
  for (let i = 1; i <= 3; i++) await say(w, pumped(w.now = later(start, 300 + i * 60), i, { drug: 'Propofol' }))
  const rack = pumped(w.now = later(start, 600), 4, { drug: 'Propofol' }).replace(/\r$/, '\rOBX|9|NM|157864^MDC_VOL_FLUID_DELIV^MDC|1.2.1.3|30|mL|||||R\r')
  await say(w, rack)
  assert.deepEqual((await pumpReads(w)).length, 0)
  assert.deepEqual((await quarantined(w)).map((q) => q.problems[0]), ['a pump counts only after a person has said that it stands at this chair', 'the pump gives another drug: Propofol', 'several pumps in one message, and none of them names ketamine'])
  assert.ok((await observed(w)).length >= 12)
  const unnamed = await say(w, pumped(w.now = later(start, 700), 5, { drug: null }))
  assert.deepEqual([unnamed, (await pumpReads(w)).length], ['AA', 1], 'a person said that it stands here, and it names no other drug')
})

test('[DEV38] a device that names another patient while the infusion runs is refused and kept until a person says again where it stands', async (t) => {
  const w = await world(t)
  await bind(w, PUMP)
  const of = (patient: string, mL: number): string => pumped(w.now = later(w.now, 60), mL).replace('PID|||', `PID|||${patient}`)
  await say(w, of('OLD-1', 0))
  await startInfusion(w)
  assert.equal(await say(w, of('A-1', 2)), 'AA', 'whom it named before the start does not matter')
  assert.equal(await say(w, of('A-1', 4)), 'AA')
  assert.equal(await say(w, of('B-2', 6)), 'AE')
  assert.equal(await say(w, of('A-1', 8)), 'AA')
  assert.equal(await say(w, of('B-2', 10)), 'AE')
  await bind(w, PUMP)
  assert.equal(await say(w, of('B-2', 12)), 'AA')
  assert.deepEqual((await pumpReads(w)).map((r) => r.body.volume_infused_mL), [2, 4, 8, 12])
  assert.equal((await quarantined(w)).length, 2)
})

test('[DEV41] a chair has a monitor and a pump: each replaces only its own kind, and the Floor\'s signal is the monitor\'s', async (t) => {
  const w = await world(t)
  const nurse = await signedIn(w.app, w.db, ['nurse'])
  await say(w, pumped(w.now, 1))
  const put = (device: string) => nurse.put(`/api/chairs/${w.clinic.chair}/device`, { device })
  assert.equal((await put('MONITOR SN1')).body.kind, 'monitor')
  assert.equal((await put(PUMP)).body.kind, 'pump', 'known from what was kept of it')
  await say(w, said(w.now, spo2(97)))
  w.now = later(w.now, 30)
  await say(w, pumped(w.now, 2))
  const devices = (await nurse.get('/api/devices')).body as { device: string; kind: string; chair: string | null }[]
  assert.deepEqual(devices.map((d) => `${d.device}: ${d.kind}${d.chair === w.clinic.chair ? ' here' : ''}`).toSorted(), ['MONITOR SN1: monitor here', `${PUMP}: pump here`])
  const floor = (await nurse.get(`/api/floor?site=${w.clinic.site}`)).body as { chairs: { monitor: { device: string } | null }[] }
  assert.deepEqual(floor.chairs.map((c) => c.monitor?.device), ['MONITOR SN1'])
  await put('MONITOR SN2')
  assert.deepEqual(((await nurse.get('/api/devices')).body as { device: string }[]).map((d) => d.device).toSorted(), ['MONITOR SN2', PUMP])
  const off = await w.app.inject({ method: 'DELETE', url: `/api/chairs/${w.clinic.chair}/device?device=${encodeURIComponent('MONITOR SN2')}`, headers: { cookie: nurse.cookie } })
  assert.equal(off.statusCode, 200)
  assert.deepEqual(((await nurse.get('/api/devices')).body as { device: string; chair: string | null }[]).filter((d) => d.chair !== null).map((d) => d.device), [PUMP])
})

test('[DEV35] after the stop, and without an infusion, a pump\'s readings are no facts', async (t) => {
  const w = await world(t)
  await bind(w, PUMP)
  await say(w, pumped(w.now, 1))
  await startInfusion(w)
  await say(w, pumped(w.now = later(w.now, 60), 3.5))
  await happen(w.services, w.clinic, { type: 'infusion-stopped', why: 'early' }, w.now = later(w.now, 10))
  await say(w, pumped(w.now = later(w.now, 60), 40))
  assert.deepEqual((await pumpReads(w)).map((r) => r.body.volume_infused_mL), [2.5])
  assert.equal(fold([]).pump, null)
})
