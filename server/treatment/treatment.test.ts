// A new patient's way over HTTP: history on a phone, the checklist, the decision, the consent, the first booking; and what stays the patient's own.
import { randomUUID } from 'node:crypto'
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { HISTORY, PROPOSED_CONSENT } from '@chairside/core/intake'
import { KEY_HEADER } from '../http/caller.ts'
import { makeClinic, type TestClinic } from '../testing/clinic.ts'
import { freshDatabase, type TestDatabase } from '../testing/database.ts'
import { testApp, type TestApp } from '../testing/app.ts'
import { call, signedIn, type Answer, type SignedIn } from '../testing/people.ts'

let db: TestDatabase
let server: TestApp
let clinic: TestClinic
let nurse: SignedIn
let desk: SignedIn
let prescriber: SignedIn
let director: SignedIn
let now = new Date('2026-11-23T18:00:00Z')

before(async () => {
  db = await freshDatabase()
  clinic = await makeClinic(db.sql, { sessions: 0 })
  server = await testApp(db, () => now)
  nurse = await signedIn(server.app, db, ['nurse'])
  desk = await signedIn(server.app, db, ['front-desk'])
  prescriber = await signedIn(server.app, db, ['prescriber'])
  director = await signedIn(server.app, db, ['medical-director'])
})
after(() => server.close())

type Phone = { readonly get: (url: string) => Promise<Answer>; readonly put: (url: string, body: unknown) => Promise<Answer>; readonly post: (url: string, body?: unknown) => Promise<Answer>; readonly del: (url: string) => Promise<Answer> }
const phoneOf = (url: string): Phone => {
  const headers = { [KEY_HEADER]: url.slice(url.indexOf('#') + 1) }
  return { get: (u) => call(server.app, 'GET', u, headers), put: (u, body) => call(server.app, 'PUT', u, headers, body), post: (u, body = {}) => call(server.app, 'POST', u, headers, body), del: (u) => call(server.app, 'DELETE', u, headers) }
}
let people = 0
async function newPatient(): Promise<{ patient: string; phone: Phone; name: string }> {
  const patient = randomUUID()
  const name = `Intake Fiction ${(people += 1)}`
  assert.equal((await desk.post('/api/patients', { patient, given_name: 'Intake', family_name: `Fiction ${people}`, birth_date: '1985-02-03', sex: 'female', height_cm: 165, weight_kg: 60 })).status, 201)
  const key = await desk.post(`/api/patients/${patient}/treatment-keys`, { treatment_key: randomUUID() })
  assert.equal(key.status, 201)
  assert.match(key.body.url, /\/my#[\w-]{43}$/)
  return { patient, phone: phoneOf(key.body.url), name }
}
const NO = Object.fromEntries(HISTORY.filter((q) => q.kind === 'yes-no' && !q.when).map((q) => [q.id, 'no']))
const ANSWERED = { ...NO, 'main-problem': 'anxiety', 'medicines': ['Sertraline 50 mg'], 'allergies': [], 'tried-medicines': [], 'tried-treatments': ['therapy'], 'other-conditions': [], 'driver': { name: 'Sam Driver', phone: '310 555 0100' }, 'language': 'en', 'touch': 'ask' }
const signature = (name: string, over: object = {}) => ({
  consent: randomUUID(), version: 1, language: 'en', problem: 'anxiety', name, initials: Object.fromEntries(PROPOSED_CONSENT.sections.filter((s) => s.initials).map((s) => [s.id, 'IF'])), teach_back: Object.fromEntries(PROPOSED_CONSENT.teach_back.map((q) => [q.id, [q.right]])), ...over,
})
const decide = (patient: string, over: object = {}, who = prescriber) => who.post(`/api/patients/${patient}/eligibility-decisions`, { decision_id: randomUUID(), decision: 'eligible', reason: 'GAD for years, four medicines without help', overrides: [], ...over })
const find = (patient: string, item: string, is = 'absent') => prescriber.post(`/api/patients/${patient}/eligibility-findings`, { finding: randomUUID(), item, is, note: 'Seen today' })
const courseOf = (start: string) => ({ course: randomUUID(), kind: 'induction', indication: 'Anxiety', visits: [{ session: randomUUID(), ordinal: 1, site: clinic.site, chair: clinic.chair, start }] })
const enrolment = async (patient: string) => (await prescriber.get(`/api/patients/${patient}/enrolment`)).body

test('[ELI7] [CON5] [CON6] [HIS4] no chair before the decision and the consent; everything else as people do it', async () => {
  const { patient, phone, name } = await newPatient()
  const first = await desk.post(`/api/patients/${patient}/courses`, courseOf('2026-12-07T17:00:00Z'))
  assert.deepEqual([first.status, first.body.error.rule, first.body.error.details.length], [422, 'ELI7', 2])

  // The history, answer by answer, on two devices with one key.
  assert.equal((await phone.get('/api/my')).body.consent.may_sign, false)
  await db.owner`insert into consent_text (organization_id, version, content, content_hash, written_by, written_at, approved_by, approved_at) values (${clinic.organization}, 900, '{}', 'x', ${nurse.staff}, now(), ${nurse.staff}, now())`
  assert.equal((await phone.get('/api/my/consent')).body.error.rule, 'CON6', 'what is known depends on the problem')
  await db.owner`delete from consent_text where version = 900`
  for (const [id, answer] of Object.entries(ANSWERED).slice(0, 5)) assert.equal((await phone.put('/api/my/history', { answers: { [id]: answer } })).status, 200)
  assert.equal((await phone.put('/api/my/history', { answers: ANSWERED })).status, 200)
  const mine = (await phone.get('/api/my')).body
  assert.deepEqual(mine.known, { 'medicines': ['Sertraline 50 mg'], 'allergies': [], 'other-conditions': [] })
  assert.deepEqual((await prescriber.get(`/api/patients/${patient}/chart`)).body.records.medications, ['Sertraline 50 mg'], 'one list of medicines, on the Chart too')
  assert.deepEqual([mine.greeting, mine.history['main-problem'], mine.history['allergies'], mine.language], ['Intake', 'anxiety', [], 'en'])
  assert.equal((await desk.get(`/api/patients/${patient}`)).body.escort_name, 'Sam Driver', 'nobody is asked for the driver twice')
  for (const [answers, path] of [[{ heart: 'maybe' }, 'answers.heart'], [{ 'resting-pressure': { sbp_mmHg: 120, dbp_mmHg: 80 } }, 'answers.resting-pressure'], [{ made_up: 'no' }, 'answers.made_up']] as const) {
    const refused = await phone.put('/api/my/history', { answers })
    assert.deepEqual([refused.status, refused.body.error.path], [400, path])
  }

  // What only the clinic can know is unknown, and unknown is no yes.
  const before = await enrolment(patient)
  assert.equal(before.eligibility.overall, 'unknown')
  assert.deepEqual(before.open, [])
  assert.deepEqual([(await decide(patient)).status, (await decide(patient)).body.error.rule], [422, 'ELI6'])
  assert.equal((await nurse.put(`/api/patients/${patient}/history`, { answers: { 'resting-pressure': { sbp_mmHg: 142, dbp_mmHg: 84 } } })).status, 200)
  assert.equal((await desk.put(`/api/patients/${patient}/history`, { answers: {} })).status, 403)
  await nurse.post(`/api/patients/${patient}/scores`, { score: randomUUID(), instrument: 'c-ssrs-screener', answers: { '93246-7': 0, '93247-5': 0, '93267-3': 0 }, answered_at: now.toISOString() })
  for (const item of ['CX-10', 'CX-25']) assert.equal((await find(patient, item)).status, 201)
  const refused = await decide(patient)
  assert.match(refused.body.error.message, /CX-05, raised resting blood pressure: needs a reason/)
  assert.equal((await decide(patient, { overrides: [{ item: 'CX-05', reason: 'White coat; 128/80 at home for a week' }] }, nurse)).status, 403)
  const decided = await decide(patient, { overrides: [{ item: 'CX-05', reason: 'White coat; 128/80 at home for a week' }] })
  assert.equal(decided.status, 201)
  assert.deepEqual(decided.body.stands_in_the_way, ['No consent is signed.'])

  // The clinic's own text, written and approved by a medical director.
  assert.equal((await phone.get('/api/my/consent')).body.error.rule, 'CON5')
  assert.equal((await prescriber.post('/api/consent-texts', { based_on: 0, content: { ...PROPOSED_CONSENT, sections: PROPOSED_CONSENT.sections.slice(1) } })).status, 400)
  assert.equal((await prescriber.post('/api/consent-texts', { based_on: 0, content: PROPOSED_CONSENT })).body.version, 1)
  assert.equal((await prescriber.post('/api/consent-texts', { based_on: 0, content: PROPOSED_CONSENT })).body.version, 1, 'the same text twice is one version')
  assert.equal((await prescriber.post('/api/consent-texts/approve', { version: 1 })).status, 403)
  assert.equal((await director.post('/api/consent-texts/approve', { version: 1 })).status, 200)
  const text = (await phone.get('/api/my/consent')).body
  assert.ok(text.sections.find((s: { id: string }) => s.id === 'evidence').claims.some((c: { says: { en: string } }) => c.says.en.includes('Nobody has tested a series of infusions for generalized anxiety')))
  for (const [over, path] of [[{ name: 'Somebody Else' }, 'name'], [{ initials: {} }, 'initials.off-label'], [{ teach_back: {} }, 'teach_back.approved']] as const) assert.equal((await phone.post('/api/my/consent', signature(name, over))).body.error.path, path)
  assert.equal((await phone.post('/api/my/consent', signature(name, { version: 2 }))).status, 409)
  const asked = signature(name, { teach_back: { ...signature(name).teach_back, drive: ['evening', 'next-day'] } })
  assert.deepEqual([(await phone.post('/api/my/consent', asked)).status, (await phone.post('/api/my/consent', asked)).status], [201, 201])
  const ready = await enrolment(patient)
  assert.deepEqual([ready.stands_in_the_way, ready.consents.length, ready.consents[0].source], [[], 1, 'phone'])

  const course = courseOf('2026-12-07T17:00:00Z')
  assert.equal((await desk.post(`/api/patients/${patient}/courses`, course)).status, 201)
  assert.equal((await enrolment(patient)).consents[0].course, course.course)
  const booked = (await phone.get('/api/my')).body
  assert.deepEqual([booked.consent.state, booked.visits.length, booked.visits[0].stop.clear_drinks], ['current', 1, '2026-12-07T15:00:00.000Z'])
  const next = await desk.post(`/api/patients/${patient}/courses`, courseOf('2027-02-01T17:00:00Z'))
  assert.match(next.body.error.message, /signed for an earlier series/)

  assert.equal((await phone.post('/api/my/consent/withdraw', { reason: 'I want to think again' })).body.withdrawn, 1)
  assert.deepEqual((await enrolment(patient)).consent, { state: 'again', why: 'it was taken back' })
})

test('[ELI8] a decision stands on what was known: a block that comes later stands in the way, and an old decision does not count', async () => {
  const { patient, phone } = await newPatient()
  await phone.put('/api/my/history', { answers: ANSWERED })
  await nurse.put(`/api/patients/${patient}/history`, { answers: { 'resting-pressure': { sbp_mmHg: 120, dbp_mmHg: 80 } } })
  await nurse.post(`/api/patients/${patient}/scores`, { score: randomUUID(), instrument: 'c-ssrs-screener', answers: { '93246-7': 0, '93247-5': 0, '93267-3': 0 }, answered_at: now.toISOString() })
  for (const item of ['CX-10', 'CX-25']) await find(patient, item)
  assert.equal((await decide(patient)).status, 201)
  await phone.put('/api/my/history', { answers: { pregnant: 'yes' } })
  assert.match((await enrolment(patient)).stands_in_the_way.join(' '), /Since the decision: pregnancy \(CX-11\)/)
  assert.match((await decide(patient, { overrides: [{ item: 'CX-11', reason: 'wanted' }] })).body.error.message, /only a medical director/)
  await phone.put('/api/my/history', { answers: { pregnant: 'no' } })
  now = new Date('2027-06-01T18:00:00Z')
  assert.match((await enrolment(patient)).stands_in_the_way.join(' '), /older than 180 days/)
  now = new Date('2026-11-23T18:00:00Z')
  assert.equal((await decide(patient, { decision: 'declined', reason: 'A psychotherapy was never tried; offered.' })).status, 201)
  assert.match((await enrolment(patient)).stands_in_the_way.join(' '), /Declined on 2026-11-23: A psychotherapy/)
  await assert.rejects(db.sql`update eligibility_decision set reason = 'x'`)
})

test('[MYT1] a key opens its own patient and nothing of the clinic; taken back or over, it opens nothing', async () => {
  const { patient, phone } = await newPatient()
  const other = await newPatient()
  assert.equal((await phone.get('/api/my')).status, 200)
  for (const url of [`/api/patients/${patient}`, `/api/patients/${patient}/chart`, '/api/floor', '/api/form']) assert.equal((await phone.get(url)).status, 401, url)
  const stored = JSON.stringify(await db.owner`select * from treatment_key`)
  assert.match(stored, /[0-9a-f]{64}/)
  const word = randomUUID()
  await phone.post('/api/my/words', { word, kind: 'moment', words: 'The ceiling was the sea', tags: ['sea'], shared: false })
  assert.deepEqual([(await other.phone.put(`/api/my/words/${word}`, { tags: [], shared: true })).status, (await other.phone.del(`/api/my/words/${word}`)).body.deleted], [404, 0])
  assert.equal((await desk.post(`/api/patients/${patient}/treatment-keys/revoke`)).body.revoked, 1)
  assert.equal((await phone.get('/api/my')).status, 401)
  assert.equal((await call(server.app, 'GET', '/api/my', { [KEY_HEADER]: 'made up' })).status, 401)
  now = new Date('2028-01-23T18:00:00Z')
  assert.equal((await other.phone.get('/api/my')).status, 401)
  now = new Date('2026-11-23T18:00:00Z')
  const audit = await db.owner<{ actor: string; outcome: string }[]>`select body ->> 'actor' as actor, body ->> 'outcome' as outcome from audit_entry where body ->> 'actor' = ${`patient:${patient}`} order by seq`
  assert.ok(audit.length >= 3)
})

test('[WOR1] [WOR2] words are private unless shared; deleted ones are gone, and no route of the staff gives a private one', async () => {
  const { patient, phone } = await newPatient()
  const [secret, open] = [randomUUID(), randomUUID()]
  await phone.post('/api/my/words', { word: secret, kind: 'moment', words: 'zebracrossing of my fear', tags: ['fear'], shared: false })
  await phone.post('/api/my/words', { word: secret, kind: 'moment', words: 'sent twice', tags: [], shared: true })
  await phone.post('/api/my/words', { word: open, kind: 'intention', words: 'Call my sister', tags: [], shared: true })
  const mine = (await phone.get('/api/my')).body.words
  assert.deepEqual(mine.map((w: { words: string; shared: boolean }) => [w.words, w.shared]).toSorted((a: [string], b: [string]) => a[0].localeCompare(b[0])), [['Call my sister', true], ['zebracrossing of my fear', false]])
  for (const url of [`/api/patients/${patient}/chart`, `/api/patients/${patient}`, `/api/patients/${patient}/enrolment`]) assert.ok(!(await director.get(url)).text.includes('zebracrossing'), url)
  assert.equal((await phone.put(`/api/my/words/${secret}`, { tags: ['fear', 'sea'], shared: false })).status, 200)
  assert.equal((await phone.del(`/api/my/words/${secret}`)).body.deleted, 1)
  assert.ok(!JSON.stringify(await db.owner`select * from patient_word`).includes('zebracrossing'))
  assert.equal((await phone.get('/api/my')).body.words.length, 1)
})

test('[CHE4] [FBK1] [FBK2] a form that is due opens on the patient\'s phone; nothing due, nothing opened', async () => {
  const { patient, phone } = await newPatient()
  assert.equal((await phone.post('/api/my/forms', { purpose: 'next-day' })).status, 422)
  const session = randomUUID()
  await db.owner`insert into session (organization_id, session_id, patient_id, site_id, chair_id, planned, state, summary, summary_seq) values (${clinic.organization}, ${session}, ${patient}, ${clinic.site}, ${clinic.chair}, '[2026-11-22T17:00:00Z,2026-11-22T19:00:00Z)', 'discharged', ${db.owner.json({ infusion: { startedAt: '2026-11-22T17:20:00.000Z' } })}, 0)`
  const mine = (await phone.get('/api/my')).body
  assert.deepEqual(mine.forms.map((f: { purpose: string; instruments: string[] }) => [f.purpose, f.instruments]), [['next-day', ['check-in']]])
  assert.equal(mine.feedback_for, session)
  const [one, two] = [await phone.post('/api/my/forms', { purpose: 'next-day' }), await phone.post('/api/my/forms', { purpose: 'next-day' })]
  assert.deepEqual([one.status, two.status], [201, 201])
  const form = (url: string) => call(server.app, 'GET', '/api/form', { 'x-chairside-form': url.slice(url.indexOf('#') + 1) })
  assert.deepEqual([(await form(one.body.url)).status, (await form(two.body.url)).body.instruments], [401, ['check-in']])
  assert.equal((await phone.post('/api/my/feedback', { feedback: randomUUID(), session, answers: { comfort: 9, pain: 0 }, words: 'Warm blanket' })).status, 201)
  assert.equal((await phone.get('/api/my')).body.feedback_for, null)
  assert.deepEqual((await desk.get('/api/inbox')).body.feedback, [], 'not for the front desk')
  const [said] = (await nurse.get('/api/inbox')).body.feedback
  assert.deepEqual([said.words, said.answers.comfort, said.owner], ['Warm blanket', 9, null])
  assert.equal((await nurse.post(`/api/feedback/${said.feedback}/settle`, { step: 'take' })).status, 200)
  assert.equal((await nurse.get('/api/inbox')).body.feedback[0].owner, nurse.name)
  assert.equal((await nurse.post(`/api/feedback/${said.feedback}/settle`, { step: 'close' })).status, 400)
  assert.equal((await nurse.post(`/api/feedback/${said.feedback}/settle`, { step: 'close', action_taken: 'Blankets warmed from now on' })).status, 200)
  assert.equal((await nurse.post(`/api/feedback/${said.feedback}/settle`, { step: 'close', action_taken: 'Again' })).status, 409)
  assert.equal((await phone.post('/api/my/feedback', { feedback: randomUUID(), session: randomUUID(), answers: {} })).status, 400)
  assert.equal((await phone.put('/api/my/preferences', { language: 'es', channel: 'text', time_zone: 'America/New_York' })).status, 200)
  assert.equal((await phone.put('/api/my/preferences', { language: 'es', channel: 'text', time_zone: 'Nowhere/At_All' })).status, 400)
  assert.deepEqual([(await phone.get('/api/my')).body.language, (await phone.get('/api/my')).body.time_zone], ['es', 'America/New_York'])
})
