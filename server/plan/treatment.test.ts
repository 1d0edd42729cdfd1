import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test, { after, before } from 'node:test'
import type { DueTask, Treatment } from '@chairside/core/plan'
import { testApp, type TestApp } from '../testing/app.ts'
import { makeClinic, type TestClinic } from '../testing/clinic.ts'
import { freshDatabase, type TestDatabase } from '../testing/database.ts'
import { START, stocked, type Stock } from '../testing/stock.ts'

let db: TestDatabase
let server: TestApp
let clinic: TestClinic
let stock: Stock
let patient: string
let session: string
const now = new Date('2026-11-23T18:00:00Z')
const minutes = (n: number): Date => new Date(now.getTime() + n * 60_000)

before(async () => {
  db = await freshDatabase()
  clinic = await makeClinic(db.sql, { sessions: 0 })
  server = await testApp(db, () => now)
  stock = await stocked(server.app, db, clinic)
  session = await stock.visit(minutes(-120))
  patient = (await db.owner<{ patient_id: string }[]>`select patient_id from session where session_id = ${session}`)[0]!.patient_id
  await stock.facts(session, ['arrived', minutes(-100)], ['infusion-started', minutes(-90), START], ['vitals-recorded', minutes(-70), { origin: 'person', values: { sbp_mmHg: 151, dbp_mmHg: 88, spo2_pct: 97 } }], ['sedation-scored', minutes(-69), { scale: 'MOAA/S', score: 4 }],
    ['dissociation-scored', minutes(-68), { scale: '0-10', score: 5, distressing: false }], ['infusion-stopped', minutes(-50), { why: 'complete', volume_infused_mL: 100 }])
  for (const [at, total] of [['2026-11-20T12:00:00Z', 20], ['2026-11-23T17:55:00Z', 14]] as const)
    await db.owner`insert into score ${db.owner({ organization_id: clinic.organization, score_id: randomUUID(), patient_id: patient, instrument: 'phq-9', answers: db.owner.json({}), complete: true, total, answered_at: at, source: 'clinic' } as never)}`
})
after(() => server.close())
const treatment = async (): Promise<Treatment> => (await stock.nurse.get(`/api/patients/${patient}/treatment`)).body

test('[PLN42][PLN44] the proposal rests on the log of the last infusion and the scores', async () => {
  const { titration } = await treatment()
  assert.deepEqual([titration.propose, titration.dose_mg_per_kg], ['increase', { min: 0.6, max: 0.75 }])
  assert.deepEqual(titration.reasons.map((r) => r.message), ['highest systolic pressure 151 mmHg', 'highest diastolic pressure 88 mmHg', 'lowest saturation 97 %', 'lowest MOAA/S 4', 'PHQ-9 from 20 to 14, 30 % better: less than 50 %'])
})

test('[EXP1][EXP2][EXP6] exposure here comes from the log, elsewhere from the patient; a wrong entry is withdrawn', async () => {
  const exposure = randomUUID()
  const add = (over: object = {}) => stock.nurse.post(`/api/patients/${patient}/outside-exposures`, { exposure, on: '2026-11-10', drug: 'esketamine', dose_mg: 56, times: 2, place: 'Another clinic', ...over })
  assert.equal((await add({ on: '2026-11-24' })).body.error.path, 'on')
  assert.equal((await add({ drug: 'alcohol' })).status, 400)
  assert.equal((await add()).status, 201)
  assert.equal((await add()).status, 201, 'twice is once')
  const { windows } = await treatment()
  assert.deepEqual(windows.map((w) => [w.here, w.elsewhere, w.ketamine_mg, w.esketamine_mg]), [[1, 0, 40, 0], [1, 2, 40, 112], [1, 2, 40, 112], [1, 2, 40, 112], [1, 2, 40, 112]])
  assert.equal((await stock.nurse.post(`/api/patients/${patient}/outside-exposures/${exposure}/withdraw`, { reason: 'another person' })).body.elsewhere.length, 0)
  assert.equal((await stock.nurse.post(`/api/patients/${patient}/outside-exposures/${randomUUID()}/withdraw`, { reason: 'x' })).status, 404)
  await assert.rejects(db.sql.begin(async (tx) => {
    await tx`select set_config('chairside.organization_id', ${clinic.organization}, true)`
    await tx`update outside_exposure set dose_mg = 1`
  }), /permission denied/)
})

test('[EXP4][EXP5] what is due has an owner, is done with one tap, and stands in the list of all', async () => {
  const list = async (): Promise<DueTask[]> => (await stock.director.get('/api/safety-tasks')).body.tasks
  const post = (body: object) => stock.nurse.post(`/api/patients/${patient}/safety-tasks`, { entry: randomUUID(), task: 'bladder', ...body })
  const before = await treatment()
  assert.deepEqual(before.due.map((d) => [d.task, d.owner]), [['bladder', stock.second.staff], ['cognition', stock.second.staff], ['monitoring-programme', stock.second.staff]])
  // The list over all patients reads the visits as they are summed up.
  await stock.nurse.get(`/api/floor?site=${clinic.site}`)
  assert.equal((await post({})).body.error.rule, 'EXP4')
  assert.equal((await post({ owner: randomUUID() })).body.error.path, 'owner')
  assert.equal((await post({ owner: stock.director.staff })).body.due.find((d: { task: string }) => d.task === 'bladder').owner, stock.director.staff)
  assert.ok((await list()).some((t) => t.task === 'bladder' && t.patient === patient && t.owner === stock.director.staff))
  const done = (await post({ done_on: '2026-11-23', note: 'BPIC-SS 2' })).body as Treatment
  assert.deepEqual([done.due.map((d) => d.task), done.done], [['cognition', 'monitoring-programme'], [{ task: 'bladder', on: '2026-11-23', by: stock.nurse.name, note: 'BPIC-SS 2' }]])
  assert.ok(!(await list()).some((t) => t.task === 'bladder'))
})

test('[PLN40] an order is previewed against the medicines that are taken now', async () => {
  const record = (display: string, status: string) => db.owner`insert into health_record ${db.owner({ organization_id: clinic.organization, health_record_id: randomUUID(), patient_id: patient, kind: 'medication', source_key: display, source_hash: '', display, status, source: db.owner.json({}) } as never)}`
  await record('Theophylline 300 mg', 'stopped')
  await record('Lorazepam 1 mg', 'active')
  await db.owner`insert into weight ${db.owner({ organization_id: clinic.organization, weight_id: randomUUID(), patient_id: patient, weight_kg: 80, measured_at: now, source: 'measured' } as never)}`
  const preview = await stock.second.post(`/api/patients/${patient}/orders/preview`, { dose_mg_per_kg: 0.5, duration_min: 40, weight_basis: 'actual', vial_mg_per_ml: 50, bag_ml: 100, withdraw_equal_volume: true })
  assert.deepEqual(preview.body.flags.map((f: { rule: string }) => f.rule).filter((r: string) => r.startsWith('DI')), ['DI-02'])
})
