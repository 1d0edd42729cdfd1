import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test, { after, before } from 'node:test'
import { freshDatabase, type TestDatabase } from '../testing/database.ts'
import { testApp, type TestApp } from '../testing/app.ts'
import { makeClinic, type TestClinic } from '../testing/clinic.ts'
import { signedIn, withForm, type SignedIn } from '../testing/people.ts'
import { sha256 } from '../log/chain.ts'

let db: TestDatabase
let server: TestApp
let clinic: TestClinic
let nurse: SignedIn
const now = new Date('2026-11-24T17:00:00Z')

before(async () => {
  db = await freshDatabase()
  clinic = await makeClinic(db.sql, { sessions: 2, startsAt: new Date('2026-11-23T16:00:00Z') })
  server = await testApp(db, () => now)
  nurse = await signedIn(server.app, db, ['nurse'])
})
after(() => server.close())

const chart = async () => (await nurse.get(`/api/patients/${clinic.patient}/chart`)).body

test('[CARE25] shows an empty chart as empty, and no chart of nobody, nor to the front desk', async () => {
  const { patient, sessions, ...rest } = await chart()
  assert.deepEqual([patient.name, patient.record_number, patient.age], ['Ada Fictional', '10001', 46])
  assert.deepEqual(rest, { scores: [], courses: [], orders: [], records: { allergies: [], medications: [], conditions: [] }, alerts: [] })
  assert.deepEqual(sessions.map((s: { session: string; state: string; dose_mg: null; delivered_mg: null; words: string[] }) => [s.session, s.state, s.dose_mg, s.delivered_mg, s.words]),
    clinic.sessions.map((session) => [session, 'expected', null, null, []]))
  assert.equal((await nurse.get(`/api/patients/${randomUUID()}/chart`)).status, 404)
  assert.equal((await (await signedIn(server.app, db, ['front-desk'])).get(`/api/patients/${clinic.patient}/chart`)).status, 403)
})

test('[CARE25] tells each session from its log: dose given, peaks, events, words, recovery, signature', async () => {
  const session = clinic.sessions[0]!
  const high = randomUUID()
  const fact = (type: string, at: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({ id: randomUUID(), session, at: `2026-11-23T${at}:00Z`, actor: nurse.staff, device: 'tablet', type, ...more })
  const events = [
    fact('arrived', '16:00'), fact('checklist-confirmed', '16:10', { item: 'identity' }),
    fact('infusion-started', '16:20', { dose_mg: 40, dose_mg_per_kg: 0.5, weight_kg: 80, weight_basis: 'actual', volume_mL: 100, concentration_mg_per_mL: 0.4, rate_mL_per_h: 150 }),
    fact('vitals-recorded', '16:30', { values: { sbp_mmHg: 151, dbp_mmHg: 90 }, origin: 'person' }),
    { ...fact('vitals-recorded', '16:35', { values: { sbp_mmHg: 251 }, origin: 'person' }), id: high },
    fact('corrected', '16:36', { corrects: high, reason: 'typing slip', replacement: { values: { sbp_mmHg: 155 }, origin: 'person' } }),
    fact('dissociation-scored', '16:40', { scale: '0-10', score: 7 }), fact('dissociation-scored', '16:50', { scale: '0-10', score: 2 }),
    fact('adverse-event-noted', '16:45', { what: 'nausea', severity: 'mild', action: 'none' }), fact('words-captured', '16:48', { text: 'Like "floating" 🪑' }),
    fact('infusion-stopped', '16:50', { why: 'early', reason: 'patient asked' }), fact('discharge-approved', '17:35'), fact('signed', '17:40', { meaning: 'author', noteText: 'As it was.', noteHash: sha256('As it was.') }),
  ]
  const sent = await nurse.post(`/api/sessions/${session}/events`, { events })
  assert.deepEqual(sent.body.refused, [])
  const link = await nurse.post(`/api/patients/${clinic.patient}/form-links`, { formLink: randomUUID(), purpose: 'next-day', instruments: ['check-in', 'phq-9'], session })
  await withForm(server.app, link.body.url).post('/api/form/answers', { answers: { 'check-in': { mood: 6 }, 'phq-9': { 9: 1 } }, words: 'Slept well.' })
  const { sessions, scores, alerts } = await chart()
  const { chair_name: _chair, start: _start, end: _end, site: _site, chair: _id, ...told } = sessions[0]
  assert.deepEqual(told, {
    session, ordinal: 1, state: 'signed', cancelled_at: null, nurse: null, course: null, infusion_started_at: '2026-11-23T16:20:00.000Z', dose_mg: 40, dose_mg_per_kg: 0.5, delivered_mg: 30,
    peak_sbp_mmHg: 155, peak_dissociation: 7, adverse_events: 1, words: ['Like "floating" 🪑', 'Slept well.'], recovery_min: 45, signed_by: nurse.name,
  })
  assert.deepEqual(scores.map((s: { instrument: string; total: null; source: string }) => [s.instrument, s.total, s.source]), [['check-in', null, 'phone'], ['phq-9', null, 'phone']])
  assert.deepEqual(alerts.map((a: { item: string; answer: number; acknowledged_at: null }) => [a.item, a.answer, a.acknowledged_at]), [['9', 1, null]])
})

test('[CARE25] names allergies, medications and conditions as they came, without what was entered in error', async () => {
  const rows = [['allergy', 'Latex (fictional)', 'active'], ['medication', 'Older tablet', 'stopped'], ['medication', 'Sertraline 50 mg', 'active'], ['condition', 'Wrong one', 'entered-in-error'], ['condition', 'Major depression', 'active']] as const
  for (const [kind, display, status] of rows)
    await db.owner`insert into health_record (organization_id, health_record_id, patient_id, kind, source_key, source_hash, display, status, source)
      values (${clinic.organization}, ${randomUUID()}, ${clinic.patient}, ${kind}, ${display}, '', ${display}, ${status}, '{}')`
  assert.deepEqual((await chart()).records, { allergies: ['Latex (fictional)'], medications: ['Sertraline 50 mg', 'Older tablet'], conditions: ['Major depression'] })
})
