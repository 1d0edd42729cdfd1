// The simulation: a stated model, the same every time, and only ever in the demonstration clinic.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { Instant } from '@chairside/core/shared'
import { isPlausible, type SessionEvent, type VitalName } from '@chairside/core/session'
import { readMessage } from '../hl7/index.ts'
import { startHl7Listener } from '../devices/listener.ts'
import { openSender } from '../devices/sender.ts'
import { inOrganization } from '../db/connect.ts'
import { testApp } from '../testing/app.ts'
import { makeClinic } from '../testing/clinic.ts'
import { freshDatabase } from '../testing/database.ts'
import { monitorMessage, seatedNow } from './simulation.ts'
import { simulatedVitals, type Phase } from './simulated-vitals.ts'

const PHASES: readonly Phase[] = ['preparing', 'infusing', 'paused', 'recovering']

test('[DEV28] the same seed, phase and minute give the same signs, and every one of them is possible', () => {
  fc.assert(fc.property(fc.nat(0xffffffff), fc.constantFrom(...PHASES), fc.double({ min: 0, max: 180, noNaN: true }), fc.double({ min: 0, max: 60, noNaN: true }), (seed, phase, minutes, infused) => {
    const signs = simulatedVitals(seed, phase, minutes, infused)
    assert.deepEqual(simulatedVitals(seed, phase, minutes, infused), signs)
    for (const [name, value] of Object.entries(signs)) assert.ok(isPlausible(name as VitalName, value), `${name} ${value}`)
    assert.ok(signs.dbp_mmHg < signs.map_mmHg && signs.map_mmHg < signs.sbp_mmHg)
  }), { numRuns: 2000 })
})

test('[DEV28] pressure and pulse rise during the infusion by about the published mean and come back in recovery', () => {
  const seeds = Array.from({ length: 400 }, (_, i) => i * 7919)
  const mean = (name: 'sbp_mmHg' | 'dbp_mmHg' | 'pulse_per_min', phase: Phase, minutes: number): number => seeds.reduce((sum, seed) => sum + simulatedVitals(seed, phase, minutes)[name], 0) / seeds.length
  const rise = (name: 'sbp_mmHg' | 'dbp_mmHg' | 'pulse_per_min', phase: Phase, minutes: number): number => mean(name, phase, minutes) - mean(name, 'preparing', 0)
  assert.ok(rise('sbp_mmHg', 'infusing', 40) > 16 && rise('sbp_mmHg', 'infusing', 40) < 24, `${rise('sbp_mmHg', 'infusing', 40)}`)
  assert.ok(rise('dbp_mmHg', 'infusing', 40) > 10 && rise('dbp_mmHg', 'infusing', 40) < 16, `${rise('dbp_mmHg', 'infusing', 40)}`)
  assert.ok(rise('pulse_per_min', 'infusing', 40) > 5 && rise('pulse_per_min', 'infusing', 40) < 13)
  assert.ok(rise('sbp_mmHg', 'infusing', 10) < rise('sbp_mmHg', 'infusing', 25) && rise('sbp_mmHg', 'infusing', 25) < rise('sbp_mmHg', 'infusing', 40))
  assert.ok(rise('sbp_mmHg', 'recovering', 60) < 3)
})

test('[DEV29] the monitors follow who sits in the chairs of the demonstration, over the wire, into log and trace, marked as simulated', async (t) => {
  const db = await freshDatabase()
  let now = new Date('2026-11-23T15:00:00Z')
  const { services, close } = await testApp(db, () => now)
  const listener = await startHl7Listener(services, { port: 0 })
  const sender = await openSender('127.0.0.1', listener.port)
  t.after(async () => { sender.close(); await listener.close(); await close() })
  assert.deepEqual(await seatedNow(services), [])
  const clinic = await makeClinic(db.sql, { demonstration: true, startsAt: now })
  const happen = (at: Date, what: object): Promise<unknown> =>
    services.log.append(clinic.organization, [{ id: randomUUID(), session: clinic.sessions[0]!, at: at.getTime() as Instant, actor: clinic.nurse, device: 'tablet', ...what } as SessionEvent], () => [])
  await happen(now, { type: 'arrived' })
  assert.deepEqual(await seatedNow(services), [], 'nobody wears a cuff in the waiting room')
  await happen(now, { type: 'checklist-confirmed', item: 'identity' })
  await happen(now, { type: 'infusion-started', dose_mg: 35, dose_mg_per_kg: 0.5, weight_kg: 70, weight_basis: 'actual', volume_mL: 50, concentration_mg_per_mL: 0.7, rate_mL_per_h: 75 })
  const phases: string[] = []
  for (const minute of [0, 1, 6, 11]) {
    now = new Date(Date.parse('2026-11-23T15:00:02Z') + minute * 60_000)
    const [who] = await seatedNow(services)
    phases.push(who!.phase)
    const message = monitorMessage(who!, now)
    assert.equal(readMessage(message).problems.length, 0)
    assert.equal((await sender.send(message))?.code, 'AA')
  }
  assert.deepEqual(phases, ['infusing', 'infusing', 'infusing', 'infusing'])
  const rows = await inOrganization(db.sql, clinic.organization, (tx) => tx<{ at: Date; body: { origin: string; values: Record<string, number> } }[]>`select at, body from session_event where type = 'vitals-recorded' order by at, seq`)
  assert.deepEqual([...new Set(rows.map((r) => r.body.origin))], ['simulated'])
  assert.deepEqual(rows.filter((r) => r.body.values['sbp_mmHg'] !== undefined).map((r) => r.at.toISOString()), ['2026-11-23T15:00:00.000Z', '2026-11-23T15:05:00.000Z', '2026-11-23T15:10:00.000Z'])
  const simulated = await inOrganization(db.sql, clinic.organization, (tx) => tx`select distinct simulated from device_observation`)
  assert.deepEqual(simulated.map((r) => r['simulated']), [true])
})
