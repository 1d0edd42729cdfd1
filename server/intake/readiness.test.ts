import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { inOrganization } from '../db/connect.ts'
import { freshDatabase } from '../testing/database.ts'
import { testApp } from '../testing/app.ts'
import { makeClinic } from '../testing/clinic.ts'
import { signedIn, withForm } from '../testing/people.ts'

const SAID = { ride: 'adult', driver_name: ' Sam Driver ', driver_phone: '+1 310 555 0100', changed: 'yes', changes: 'a cold', substances: 'no', ate: 'light', ate_at: '2026-11-23T08:30:00Z', drank: 'none' }
const KEPT = { ...SAID, driver_name: 'Sam Driver' }

test('[FLO24] the answers about the day: kept at each answer, stored once by the link alone, audited, read by no other clinic', async (t) => {
  const db = await freshDatabase()
  let now = new Date('2026-11-23T14:30:00Z')
  const clinic = await makeClinic(db.sql, { sessions: 3 })
  const server = await testApp(db, () => now)
  t.after(server.close)
  const [desk, nurse] = [await signedIn(server.app, db, ['front-desk'], clinic.organization), await signedIn(server.app, db, ['nurse'], clinic.organization)]
  const session = clinic.sessions[0]!
  const [{ starts_at }] = await db.owner<[{ starts_at: Date }]>`select starts_at from session where session_id = ${session}`
  const send = async (over: object = {}) => (await desk.post(`/api/patients/${clinic.patient}/form-links`, { formLink: randomUUID(), purpose: 'before-session', instruments: ['gad-7'], session, ...over })).body as { url: string; formLink: string }

  // Before the day, the last hours are not asked, and answers about them are not kept.
  now = new Date(starts_at.getTime() - 24 * 3_600_000 - 1)
  const link = await send()
  const phone = withForm(server.app, link.url)
  assert.deepEqual((await phone.get()).body.readiness.asks.day, false)
  now = new Date(starts_at.getTime() - 24 * 3_600_000)
  assert.equal((await phone.get()).body.readiness.asks.day, true)
  now = new Date('2026-11-23T14:30:00Z')
  const { readiness } = (await phone.get()).body
  assert.deepEqual([readiness.draft, typeof readiness.time_zone], [{}, 'string'])
  assert.equal((await phone.put('/api/form/draft', { answers: {}, readiness: { ride: 'nobody', driver_name: 'Sam' } })).status, 200)
  assert.deepEqual((await phone.get()).body.readiness.draft, { ride: 'nobody' })
  assert.equal((await phone.put('/api/form/draft', { answers: { 'gad-7': { 1: 1 } } })).status, 200)
  assert.deepEqual((await phone.get()).body.readiness.draft, { ride: 'nobody' }, 'a draft of the scales alone leaves it')
  for (const [over, path] of [[{ ride: 'bus' }, 'readiness.ride'], [{ ate_at: '2026-11-23T14:35:01Z' }, 'readiness.ate_at'], [{ changes: 7 }, 'readiness.changes']] as const) {
    const refused = await phone.post('/api/form/answers', { answers: {}, readiness: over })
    assert.deepEqual([refused.status, refused.body.error.path], [400, path])
  }

  const all = await Promise.all(Array.from({ length: 5 }, () => phone.post('/api/form/answers', { answers: {}, readiness: SAID })))
  assert.deepEqual(all.map((a) => a.status), [200, 200, 200, 200, 200], 'a lost answer may be asked again')
  const rows = await db.owner<{ answers: unknown; patient_id: string; session_id: string }[]>`select answers, patient_id, session_id from readiness where form_link_id = ${link.formLink}`
  assert.deepEqual(rows.map((r) => ({ ...r })), [{ answers: KEPT, patient_id: clinic.patient, session_id: session }])
  assert.equal((await phone.post('/api/form/answers', { answers: {}, readiness: { ...SAID, ride: 'nobody' } })).status, 409)
  const [{ readiness_draft }] = await db.owner<[{ readiness_draft: unknown }]>`select readiness_draft from form_link where form_link_id = ${link.formLink}`
  assert.deepEqual(readiness_draft, {})
  const bundle = (await nurse.get(`/api/sessions/${session}`)).body
  assert.deepEqual(bundle.gate.readiness, { answered_at: now.toISOString(), answers: KEPT })

  const entries = await db.owner<{ body: { actor: string; patient: string; outcome: string } }[]>`select body from audit_entry where organization_id = ${clinic.organization} and body ->> 'what' = 'POST /api/form/answers'`
  assert.equal(entries.length, 3 + 5 + 1)
  assert.ok(entries.every(({ body }) => body.actor === `patient:${clinic.patient}` && body.patient === clinic.patient))
  assert.doesNotMatch(JSON.stringify(entries), /Sam Driver|a cold/)

  const other = await makeClinic(db.sql, { sessions: 1, demonstration: true })
  assert.deepEqual(await inOrganization(db.sql, other.organization, async (tx) => [...await tx`select * from readiness`]), [], 'another clinic reads nothing')
  await assert.rejects(inOrganization(db.sql, clinic.organization, (tx) => tx`update readiness set answers = '{}'`), /permission denied/)

  const baseline = withForm(server.app, (await send({ purpose: 'baseline', session: undefined })).url)
  assert.equal((await baseline.get()).body.readiness, null)
  assert.equal((await baseline.post('/api/form/answers', { answers: { 'gad-7': { 1: 1 } }, readiness: SAID })).status, 400)
})

test('[FLO20] pregnancy is asked of whom the protocol\'s rule is about', async (t) => {
  const db = await freshDatabase()
  const now = new Date('2026-11-23T14:30:00Z')
  const clinic = await makeClinic(db.sql, { sessions: 0 })
  const server = await testApp(db, () => now)
  t.after(server.close)
  const nurse = await signedIn(server.app, db, ['nurse'], clinic.organization)
  for (const [birth_date, sex, asked] of [['1990-01-01', 'female', true], ['1991-03-04', 'male', false], ['1971-11-23', 'female', true], ['1970-11-23', 'female', false]] as const) {
    const patient = randomUUID()
    assert.equal((await nurse.post('/api/patients', { patient, given_name: sex, family_name: `Born ${birth_date}`, birth_date, sex, height_cm: 170, weight_kg: 64 })).status, 201)
    const sent = await nurse.post(`/api/patients/${patient}/form-links`, { formLink: randomUUID(), purpose: 'before-session', instruments: ['gad-7'] })
    assert.deepEqual((await withForm(server.app, sent.body.url).get()).body.readiness.asks, { pregnancy: asked, day: true }, `${birth_date} ${sex}`)
  }
})
