import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test, { after, before } from 'node:test'
import { sha256 } from '../log/chain.ts'
import { freshDatabase, type TestDatabase } from '../testing/database.ts'
import { testApp, type TestApp } from '../testing/app.ts'
import { makeClinic, type TestClinic } from '../testing/clinic.ts'
import { signedIn, withForm, type SignedIn } from '../testing/people.ts'

let db: TestDatabase
let server: TestApp
let clinic: TestClinic
let desk: SignedIn
let nurse: SignedIn
let now = new Date('2026-11-23T18:00:00Z')

before(async () => {
  db = await freshDatabase()
  clinic = await makeClinic(db.sql, { sessions: 3 })
  server = await testApp(db, () => now)
  desk = await signedIn(server.app, db, ['front-desk'])
  nurse = await signedIn(server.app, db, ['nurse'])
})
after(() => server.close())

const links = (): string => `/api/patients/${clinic.patient}/form-links`
const send = (over: Record<string, unknown> = {}) => desk.post(links(), { formLink: randomUUID(), purpose: 'baseline', instruments: ['gad-7', 'phq-9'], ...over })
const gad = (value: number): Record<string, number> => Object.fromEntries(Array.from({ length: 7 }, (_, i) => [String(i + 1), value]))
const phq = (value: number, nine: number): Record<string, number> => ({ ...Object.fromEntries(Array.from({ length: 8 }, (_, i) => [String(i + 1), value])), 9: nine })
const scoresOf = async (formLink: string) => db.owner<{ instrument: string; total: number | null; band: string | null; band_scheme: string | null; complete: boolean; source: string; answers: unknown }[]>`
  select instrument, total, band, band_scheme, complete, source, answers from score where form_link_id = ${formLink} order by instrument`

test('[CARE9] puts a link\'s token after the # of its address, stores only its hash, and lets it open 14 days, a next-day check-in 4', async () => {
  const sent = await send()
  assert.equal(sent.status, 201)
  const [address, token] = sent.body.url.split('#') as [string, string]
  assert.equal(address, 'http://localhost:8080/form')
  assert.equal(Buffer.from(token, 'base64url').length, 32)
  const [row] = await db.owner<Record<string, unknown>[]>`select * from form_link where form_link_id = ${sent.body.formLink}`
  assert.equal(row!['token_hash'], sha256(token))
  assert.ok(!JSON.stringify(row).includes(token))
  assert.equal(sent.body.expires_at, '2026-12-07T18:00:00.000Z')
  const next = await send({ purpose: 'next-day', instruments: ['check-in'], session: clinic.sessions[0] })
  assert.equal(next.body.expires_at, '2026-11-27T18:00:00.000Z')
  assert.equal((await withForm(server.app, sent.body.url).get()).status, 200)
  assert.equal((await withForm(server.app, `${sent.body.url}x`).get()).status, 401)
  now = new Date('2026-12-07T18:00:01Z')
  assert.equal((await withForm(server.app, sent.body.url).get()).status, 401)
  now = new Date('2026-11-23T18:00:00Z')
})

test('[CARE9] gives a link that is sent again a new token and closes the old one, and refuses another form under its id', async () => {
  const asked = { formLink: randomUUID() }
  const [first, again] = [await send(asked), await send(asked)]
  assert.deepEqual([first.status, again.status, again.body.expires_at], [201, 200, first.body.expires_at])
  assert.equal((await withForm(server.app, first.body.url).get()).status, 401)
  assert.equal((await withForm(server.app, again.body.url).get()).status, 200)
  assert.equal((await send({ ...asked, purpose: 'follow-up' })).status, 409)
})

test('[CARE9] refuses a link for nobody, for an unknown scale, and for the visit of somebody else', async () => {
  assert.equal((await desk.post(`/api/patients/${randomUUID()}/form-links`, { formLink: randomUUID(), purpose: 'baseline', instruments: ['gad-7'] })).status, 404)
  for (const [over, path] of [[{ instruments: ['hamd'] }, 'instruments.0'], [{ instruments: [] }, 'instruments'], [{ session: randomUUID() }, 'session'], [{ purpose: 'next-day' }, 'session'], [{ purpose: 'x' }, 'purpose']] as const) {
    const refused = await send(over)
    assert.deepEqual([refused.status, refused.body.error.path], [400, path])
  }
})

test('[CARE10] shows the form by first name only and keeps each answer for coming back', async () => {
  const phone = withForm(server.app, (await send()).body.url)
  assert.deepEqual((await phone.get()).body, { purpose: 'baseline', greeting: 'Ada', clinic: 'Clinic of the test', language: 'en', is_demonstration: false, instruments: ['gad-7', 'phq-9'], completed_at: null, draft: {}, readiness: null })
  const draft = { 'gad-7': { 1: 2, 2: 3 } }
  assert.equal((await phone.put('/api/form/draft', { answers: draft })).status, 200)
  assert.deepEqual((await phone.get()).body.draft, draft)
  for (const [answers, path] of [[{ 'gad-7': { 1: 4 } }, 'answers.gad-7.1'], [{ 'gad-7': { 8: 1 } }, 'answers.gad-7.8'], [{ 'check-in': { mood: 1 } }, 'answers.check-in'], [{ 'gad-7': 3 }, 'answers.gad-7'], [{ 'gad-7': { '\u0000': 1 } }, 'answers.gad-7.\u0000']] as const) {
    const refused = await phone.put('/api/form/draft', { answers })
    assert.deepEqual([refused.status, refused.body.error.path], [400, path])
  }
  assert.equal((await phone.post(links(), {})).status, 401, 'a form opens nothing else')
})

test('[CARE11] turns the answers of a phone into scores, once', async () => {
  const sent = await send()
  const phone = withForm(server.app, sent.body.url)
  const answers = { 'gad-7': gad(2), 'phq-9': { ...phq(1, 0), 3: undefined } }
  assert.deepEqual([(await phone.post('/api/form/answers', { answers: {} })).status, (await phone.post('/api/form/answers', { answers: { 'gad-7': { 1: 9 } } })).status], [400, 400])
  const all = await Promise.all(Array.from({ length: 5 }, () => phone.post('/api/form/answers', { answers })))
  assert.deepEqual(all.map((a) => [a.status, a.body.safety]), Array.from({ length: 5 }, () => [200, false]), 'a lost answer may be asked again')
  assert.deepEqual((await scoresOf(sent.body.formLink)).map(({ answers: _answers, ...row }) => ({ ...row })), [
    { instrument: 'gad-7', total: 14, band: 'moderate', band_scheme: 'spitzer-2006', complete: true, source: 'phone' },
    { instrument: 'phq-9', total: null, band: null, band_scheme: null, complete: false, source: 'phone' },
  ])
})

test('[CARE12] says that an answered form is done and refuses new answers', async () => {
  const asked = { formLink: randomUUID() }
  const phone = withForm(server.app, (await send(asked)).body.url)
  await phone.put('/api/form/draft', { answers: { 'gad-7': gad(1) } })
  await phone.post('/api/form/answers', { answers: { 'gad-7': gad(1) } })
  const { completed_at, draft } = (await phone.get()).body
  assert.deepEqual({ completed_at, draft }, { completed_at: '2026-11-23T18:00:00.000Z', draft: {} })
  for (const refused of [await phone.post('/api/form/answers', { answers: { 'gad-7': gad(2) } }), await phone.put('/api/form/draft', { answers: {} }), await send(asked)])
    assert.deepEqual([refused.status, refused.body.error.rule], [409, 'CARE12'])
  assert.equal((await scoresOf(asked.formLink)).length, 1)
})

test('[CARE13] opens an alert for an answer about suicide, from the phone and from the clinic, also when the scale is incomplete', async () => {
  const openFor = async (): Promise<number> => (await db.owner<{ n: number }[]>`select count(*)::int as n from safety_alert where acknowledged_at is null`)[0]!.n
  const start = await openFor()
  const phone = withForm(server.app, (await send()).body.url)
  const told = await phone.post('/api/form/answers', { answers: { 'phq-9': { 9: 2 } } })
  assert.equal(told.body.safety, true)
  await phone.post('/api/form/answers', { answers: { 'phq-9': { 9: 2 } } })
  assert.equal(await openFor(), start + 1, 'sent twice, one alert')
  const entered = await nurse.post(`/api/patients/${clinic.patient}/scores`, { score: randomUUID(), instrument: 'phq-9', answers: phq(0, 1), answered_at: '2026-11-23T17:55:00Z' })
  assert.deepEqual([entered.status, entered.body.flags], [201, [{ kind: 'suicide-item', linkId: '9', value: 1 }]])
  assert.equal(await openFor(), start + 2)
  const none = await nurse.post(`/api/patients/${clinic.patient}/scores`, { score: randomUUID(), instrument: 'phq-9', answers: phq(3, 0), answered_at: '2026-11-23T17:56:00Z' })
  assert.deepEqual([none.body.total, none.body.flags], [24, []])
  assert.equal(await openFor(), start + 2)
})

test('[CARE14] closes an alert only by a clinical person who says what was done, once', async () => {
  const [row] = await db.owner<{ safety_alert_id: string }[]>`select safety_alert_id from safety_alert where acknowledged_at is null limit 1`
  const url = `/api/alerts/${row!.safety_alert_id}/acknowledge`
  assert.equal((await desk.post(url, { action_taken: 'called' })).status, 403)
  for (const action_taken of [undefined, '', '  ', 'x'.repeat(10_000), 'nul \u0000']) assert.equal((await nurse.post(url, { action_taken })).body.error.path, 'action_taken')
  const closed = await nurse.post(url, { action_taken: 'Called, C-SSRS done, no plan; prescriber told.' })
  assert.deepEqual([closed.status, closed.body.acknowledged_by, closed.body.patient, closed.body.answer > 0], [200, nurse.name, clinic.patient, true])
  assert.deepEqual((await nurse.post(url, { action_taken: 'Called, C-SSRS done, no plan; prescriber told.' })).body, closed.body)
  const other = await signedIn(server.app, db, ['prescriber'])
  assert.equal((await other.post(url, { action_taken: 'me too' })).status, 409)
  assert.equal((await nurse.post(`/api/alerts/${randomUUID()}/acknowledge`, { action_taken: 'x' })).status, 404)
  const [audit] = await db.owner<{ n: number }[]>`select count(*)::int as n from audit_entry where patient_id = ${clinic.patient} and body ->> 'what' = 'POST /api/alerts/:alert/acknowledge' and body ->> 'action' = 'write'`
  assert.equal(audit!.n, 2)
})

test('[CARE15] takes a paper form entered by staff, answers the same entry again, and refuses the front desk', async () => {
  const url = `/api/patients/${clinic.patient}/scores`
  const entry = { score: randomUUID(), instrument: 'gad-7', answers: gad(3), answered_at: '2026-11-23T10:00:00-08:00', session: clinic.sessions[1] }
  const first = await nurse.post(url, entry)
  assert.equal(first.status, 201)
  assert.deepEqual(first.body, { score: entry.score, instrument: 'gad-7', total: 21, band: 'severe', complete: true, flags: [], answered_at: '2026-11-23T18:00:00.000Z', source: 'clinic', check_in: null })
  const again = await nurse.post(url, entry)
  assert.deepEqual([again.status, again.body], [200, first.body])
  assert.equal((await nurse.post(url, { ...entry, answers: gad(2) })).status, 409)
  assert.equal((await desk.post(url, { ...entry, score: randomUUID() })).status, 403)
  for (const [over, path] of [[{ answers: { 1: 5 } }, 'answers.1'], [{ answered_at: '2026-11-23T18:30:00Z' }, 'answered_at'], [{ answered_at: '2026-11-23 18:00' }, 'answered_at'], [{ session: randomUUID() }, 'session'], [{ instrument: 'x' }, 'instrument'], [{ total: 3 }, 'total']] as const)
    assert.deepEqual([(await nurse.post(url, { ...entry, score: randomUUID(), ...over })).body.error.path], [path])
})

test('[CARE16] keeps a check-in and the patient\'s own words as they came, and marks the follow-up done', async () => {
  const [session] = clinic.sessions
  await db.owner`insert into follow_up (organization_id, follow_up_id, patient_id, session_id, kind, due_at) values (${clinic.organization}, ${randomUUID()}, ${clinic.patient}, ${session!}, 'next-day-check-in', '2026-11-24T18:00:00Z')`
  const sent = await send({ purpose: 'next-day', instruments: ['check-in'], session })
  const said = 'I slept. "Quiet" inside — \'tis new; 🪑 <b>\n\\'
  const phone = withForm(server.app, sent.body.url)
  assert.equal((await phone.post('/api/form/answers', { answers: { 'check-in': { mood: 7 } }, words: 'nul \u0000' })).body.error.path, 'words')
  assert.equal((await phone.post('/api/form/answers', { answers: { 'check-in': { mood: 7 } }, words: 'x'.repeat(10_000) })).body.error.path, 'words')
  assert.equal((await phone.post('/api/form/answers', { answers: { 'check-in': { mood: 7, anxiety: 2 } }, words: said })).body.safety, false)
  const [score] = await scoresOf(sent.body.formLink)
  assert.deepEqual([score!.answers, score!.complete, score!.total], [{ mood: 7, anxiety: 2, words: said }, true, null])
  const [followUp] = await db.owner<{ done_at: Date; form_link_id: string }[]>`select done_at, form_link_id from follow_up where session_id = ${session!}`
  assert.deepEqual([followUp!.done_at, followUp!.form_link_id], [now, sent.body.formLink])
})
