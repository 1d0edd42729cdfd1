import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { instant } from '@chairside/core/shared'
import { PROPOSED_PROTOCOL } from '@chairside/core/plan'
import { conditionsOf, EMPTY_STREAM, fold, readInto, toFloorWatch, watchFacts, watchOf, type FloorView, type SessionEvent, type SignReading } from '@chairside/core/session'
import { inOrganization, type Tx } from '../db/connect.ts'
import { testApp } from '../testing/app.ts'
import { makeClinic } from '../testing/clinic.ts'
import { freshDatabase } from '../testing/database.ts'
import { signedIn } from '../testing/people.ts'
import { readingsQuery } from './watching.ts'

const NOW = new Date('2026-11-23T15:30:00Z')
const settings = PROPOSED_PROTOCOL

async function watchedChair() {
  const db = await freshDatabase()
  const clinic = await makeClinic(db.sql)
  let now = NOW
  const { app, services, close } = await testApp(db, () => now)
  const nurse = await signedIn(app, db, ['nurse'], clinic.organization)
  const by = { session: clinic.sessions[0]!, actor: nurse.staff, device: 'tablet' }
  const facts: SessionEvent[] = [
    { ...by, id: randomUUID(), type: 'arrived', at: instant(NOW.getTime() - 30 * 60_000) },
    { ...by, id: randomUUID(), type: 'infusion-started', at: instant(NOW.getTime() - 20 * 60_000), dose_mg: 40, dose_mg_per_kg: 0.5, weight_kg: 80, weight_basis: 'actual', volume_mL: 100, concentration_mg_per_mL: 0.4, rate_mL_per_h: 150 },
    { ...by, id: randomUUID(), type: 'vitals-recorded', at: instant(NOW.getTime() - 3 * 60_000), origin: 'person', values: { sbp_mmHg: 120, dbp_mmHg: 75 } },
  ]
  await services.log.append(clinic.organization, facts, () => [])
  let n = 0
  /** SpO2 once a second, the last one at `until`. */
  const speak = (values: readonly number[], until: Date): Promise<SignReading[]> => inOrganization(db.sql, clinic.organization, async (tx) => {
    const rows = values.map((value, i) => ({ chair_id: clinic.chair, control_id: `c${n++}`, at: new Date(until.getTime() - (values.length - 1 - i) * 1000).toISOString(), value }))
    await tx`insert into device_observation (organization_id, device, control_id, ordinal, chair_id, at, received_at, vital, value, unit)
      select ${clinic.organization}, 'Monitor', r.control_id, 0, r.chair_id, r.at - interval '1 hour', r.at, 'spo2_pct', r.value, '%' from jsonb_to_recordset(${tx.json(rows)}) as r(chair_id uuid, control_id text, at timestamptz, value numeric)`
    return rows.map((r): SignReading => ({ at: instant(Date.parse(r.at)), vital: 'spo2_pct', value: r.value, source: 'Monitor' }))
  })
  const floor = async () => ((await nurse.get(`/api/floor?site=${clinic.site}`)).body as FloorView).chairs[0]!.watch!
  return { db, clinic, close, facts, speak, floor, setNow: (at: Date) => { now = at }, services, nurse }
}

test('[SES121] the Floor has the alarms of the live readings by the engine that the Chair runs, in pieces or whole, and whatever the monitor\'s clock says', async () => {
  const { close, facts, speak, floor, setNow } = await watchedChair()
  const all: SignReading[] = []
  for (const [values, after_s] of [[[97, 97, 96], 0], [[88, 88, 88, 88, 88, 88], 6], [[88, 88, 88, 88, 88], 11], [[96, 97], 13]] as const) {
    const now = new Date(NOW.getTime() + after_s * 1000)
    all.push(...await speak(values, now))
    setNow(now)
    const view = watchFacts(fold(facts))
    const chair = watchOf(view, readInto(EMPTY_STREAM, all, conditionsOf(view.baseline, settings), settings), settings, instant(now.getTime()))
    assert.deepEqual(await floor(), JSON.parse(JSON.stringify(toFloorWatch(chair, view, settings))))
    assert.deepEqual((await floor()).alarms.map((a) => `${a.key}:${a.priority}`), after_s === 11 ? ['spo2_pct.below:high'] : [], `after ${after_s} s`)
  }
  setNow(new Date(NOW.getTime() + 30_000))
  const blind = await floor()
  assert.deepEqual([blind.blindSince, blind.alarms.map((a) => a.key)], [new Date(NOW.getTime() + 13_000).toISOString(), ['signal.none']])
  await close()
})

test('[SES122] the readings of all chairs come in one query, by the index of the chair and the time of arrival', async () => {
  const { db, clinic, close, speak } = await watchedChair()
  await inOrganization(db.sql, clinic.organization, async (tx) => {
    await tx`insert into device_observation (organization_id, device, control_id, ordinal, chair_id, at, received_at, vital, value, unit)
      select ${clinic.organization}, 'Old', 'o' || g, 0, ${clinic.chair}, ${NOW}::timestamptz - g * interval '1 second', ${NOW}::timestamptz - g * interval '1 second', 'spo2_pct', 97, '%' from generate_series(1000, 60000) g`
  })
  await speak([97, 97], NOW)
  await db.owner`analyze device_observation`
  const since = new Date(NOW.getTime() - 360_000).toISOString()
  await inOrganization(db.sql, clinic.organization, async (tx) => {
    assert.equal((await readingsQuery(tx, [{ chair: clinic.chair, since }, { chair: randomUUID(), since }])).length, 2)
    let text = ''
    let values: unknown[] = []
    // The statement as it runs, explained as the application's role.
    const told = ((strings: TemplateStringsArray, ...given: unknown[]) => { text = strings.reduce((sql, part, i) => `${sql}$${i}${part}`); values = given; return [] }) as unknown as Tx
    Object.assign(told, { json: (value: unknown) => JSON.stringify(value) })
    await readingsQuery(told, [{ chair: clinic.chair, since }])
    const plan = JSON.stringify(await tx.unsafe(`explain (format json) ${text}`, values as never))
    assert.match(plan, /device_observation_chair/)
    assert.doesNotMatch(plan, /Seq Scan/)
  })
  await close()
})
