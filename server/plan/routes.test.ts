import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test, { after, before } from 'node:test'
import { HOUR_MS } from '@chairside/core/shared'
import { inOrganization, sqlState } from '../db/connect.ts'
import { enrolRows } from '../testing/enrol.ts'
import { freshDatabase, type TestDatabase } from '../testing/database.ts'
import { testApp, type TestApp } from '../testing/app.ts'
import { makeClinic, type TestClinic } from '../testing/clinic.ts'
import { call, signedIn, type SignedIn } from '../testing/people.ts'

let db: TestDatabase
let server: TestApp
let clinic: TestClinic
let desk: SignedIn
let second: string
const now = new Date('2026-11-23T18:00:00Z')

before(async () => {
  db = await freshDatabase()
  clinic = await makeClinic(db.sql, { sessions: 0 })
  second = randomUUID()
  await db.owner`insert into chair values (${clinic.organization}, ${second}, ${clinic.site}, 'Second chair', 2)`
  server = await testApp(db, () => now)
  desk = await signedIn(server.app, db, ['front-desk'])
})
after(() => server.close())

let people = 0
async function newPatient(): Promise<string> {
  const patient = randomUUID()
  await desk.post('/api/patients', { patient, given_name: 'Plan', family_name: `Fiction ${(people += 1)}`, birth_date: '1985-02-03', sex: 'female' })
  await enrolRows(db.sql, clinic.organization, [patient])
  return patient
}
const visitsFrom = (start: string, count: number, chair = clinic.chair, step_h = 72): Record<string, unknown>[] =>
  Array.from({ length: count }, (_, i) => ({ session: randomUUID(), ordinal: i + 1, site: clinic.site, chair, start: new Date(Date.parse(start) + i * step_h * HOUR_MS).toISOString() }))
const course = (visits: unknown[], over: Record<string, unknown> = {}): Record<string, unknown> => ({ course: randomUUID(), kind: 'induction', indication: 'Depression, "treatment-resistant" 🪑', visits, ...over })

test('[CARE17] proposes six dates in free chairs, books them whole, and answers the same course again', async () => {
  const patient = await newPatient()
  const asked = { site: clinic.site, kind: 'induction', from: '2026-11-30', time: '09:00', pattern: 'twice-weekly', count: 6 }
  const proposal = await desk.post(`/api/patients/${patient}/courses/proposal`, asked)
  assert.equal(proposal.status, 200)
  const starts = proposal.body.visits.map((v: { start: string }) => v.start)
  assert.deepEqual(starts, ['2026-11-30', '2026-12-03', '2026-12-07', '2026-12-10', '2026-12-14', '2026-12-17'].map((date) => `${date}T17:00:00.000Z`))
  assert.deepEqual(proposal.body.flags, [])
  const body = course(proposal.body.visits.map(({ end: _end, ...visit }: { end: string }) => ({ session: randomUUID(), ...visit })))
  const booked = await desk.post(`/api/patients/${patient}/courses`, body)
  assert.equal(booked.status, 201)
  assert.deepEqual([booked.body.planned_sessions, booked.body.status, booked.body.indication], [6, 'active', body['indication']])
  assert.equal(booked.body.visits[0].end, '2026-11-30T18:40:00.000Z', '20 min preparation, 40 infusion, 30 recovery, 10 turnover')
  assert.deepEqual(booked.body.visits.map((v: { end: string }) => v.end), proposal.body.visits.map((v: { end: string }) => v.end))
  const again = await desk.post(`/api/patients/${patient}/courses`, body)
  assert.deepEqual([again.status, again.body], [200, booked.body])
  assert.equal((await desk.post(`/api/patients/${patient}/courses`, { ...body, indication: 'Another' })).status, 409)
  const other = await desk.post(`/api/patients/${await newPatient()}/courses/proposal`, asked)
  assert.deepEqual(new Set(other.body.visits.map((v: { chair: string }) => v.chair)), new Set([second]), 'the first chair is taken')
})

test('[CARE17] refuses a course with its place: order, chair, site, time', async () => {
  const patient = await newPatient()
  const [one, two] = visitsFrom('2027-01-04T17:00:00Z', 2)
  for (const [visits, path] of [
    [[], 'visits'], [[two], 'visits.0.ordinal'], [[one, { ...two, start: one!['start'] }], 'visits.1.start'], [[{ ...one, chair: randomUUID() }], 'visits.0.chair'],
    [[{ ...one, site: randomUUID() }], 'visits.0.site'], [[{ ...one, start: '2027-01-04 09:00' }], 'visits.0.start'], [[{ ...one, start: '0001-01-01T00:00:00Z' }], 'visits.0.start'],
  ] as const) {
    const refused = await desk.post(`/api/patients/${patient}/courses`, course([...visits]))
    assert.deepEqual([refused.status, refused.body.error.path], [400, path])
  }
  assert.equal((await desk.post(`/api/patients/${randomUUID()}/courses`, course([one]))).status, 404)
  assert.equal((await (await signedIn(server.app, db, ['nurse'])).post(`/api/patients/${patient}/courses`, course([one]))).status, 403)
})

test('[CARE18] names the visit whose chair or patient is taken, and books nothing of the course', async () => {
  const [a, b] = [await newPatient(), await newPatient()]
  assert.equal((await desk.post(`/api/patients/${a}/courses`, course(visitsFrom('2027-02-01T17:00:00Z', 1)))).status, 201)
  const visits = visitsFrom('2027-01-26T17:30:00Z', 3)
  const chair = await desk.post(`/api/patients/${b}/courses`, course(visits))
  assert.deepEqual([chair.status, chair.body.error.message], [409, 'Visit 3 on 2027-02-01 at 09:30: the chair is already booked then.'])
  // Another series asks for another consent.
  await enrolRows(db.sql, clinic.organization, [a], new Date('2026-11-02T17:00:00Z'))
  const patient = await desk.post(`/api/patients/${a}/courses`, course(visitsFrom('2027-01-26T17:30:00Z', 3, second)))
  assert.deepEqual([patient.status, patient.body.error.message], [409, 'Visit 3 on 2027-02-01 at 09:30: the patient already has a visit then.'])
  const [left] = await db.owner<{ n: number }[]>`select (select count(*) from session where patient_id = ${b})::int + (select count(*) from course where patient_id = ${b})::int as n`
  assert.equal(left!.n, 0)
})

test('[CARE18] lets one of 200 bookings of the same slot win, and tells the others which visit', async () => {
  const patients = await Promise.all(Array.from({ length: 200 }, async () => {
    const patient = randomUUID()
    await inOrganization(db.sql, clinic.organization, (tx) => tx`insert into patient (organization_id, patient_id, record_number, given_name, family_name, birth_date, sex)
      values (${clinic.organization}, ${patient}, ${`P-${patient}`}, 'Many', 'Parallel', '1980-01-01', 'other')`)
    return patient
  }))
  await enrolRows(db.sql, clinic.organization, patients)
  const answers = await Promise.all(patients.map((patient) => call(server.app, 'POST', `/api/patients/${patient}/courses`, { cookie: desk.cookie }, course(visitsFrom('2027-03-01T17:00:00Z', 1)))))
  assert.equal(answers.filter((a) => a.status === 201).length, 1)
  const refused = answers.filter((a) => a.status === 409)
  assert.equal(refused.length, 199)
  assert.ok(refused.every((a) => a.body.error.message === 'Visit 1 on 2027-03-01 at 09:00: the chair is already booked then.'))
})

test('[CARE18] keeps the promise in the database itself, for the chair and for the patient', async () => {
  const [a, b] = [await newPatient(), await newPatient()]
  const book = (patient: string, chair: string, from: string, to: string) => inOrganization(db.sql, clinic.organization, (tx) => tx`
    insert into session (organization_id, session_id, patient_id, site_id, chair_id, planned) values (${clinic.organization}, ${randomUUID()}, ${patient}, ${clinic.site}, ${chair}, tstzrange(${from}, ${to}))`)
  await book(a, clinic.chair, '2027-04-01T09:00:00Z', '2027-04-01T10:00:00Z')
  for (const [patient, chair] of [[b, clinic.chair], [a, second]] as const)
    await assert.rejects(book(patient, chair, '2027-04-01T09:59:00Z', '2027-04-01T11:00:00Z'), (error) => sqlState(error) === '23P01')
  await book(b, clinic.chair, '2027-04-01T10:00:00Z', '2027-04-01T11:00:00Z')
})

test('[CARE19] moves a visit with its length, refuses a taken chair, too short a distance, and a visit under way', async () => {
  const patient = await newPatient()
  const visits = visitsFrom('2027-05-03T16:00:00Z', 2)
  await desk.post(`/api/patients/${patient}/courses`, course(visits))
  const [one, two] = visits.map((v) => `/api/sessions/${String(v['session'])}/booking`) as [string, string]
  const moved = await desk.put(one, { chair: second, start: '2027-05-03T17:00:00Z' })
  assert.deepEqual([moved.status, moved.body.chair_name, moved.body.start, moved.body.end, moved.body.flags], [200, 'Second chair', '2027-05-03T17:00:00.000Z', '2027-05-03T18:40:00.000Z', []])
  const close = await desk.put(two, { chair: second, start: '2027-05-04T10:00:00Z' })
  assert.deepEqual([close.status, close.body.error.rule], [422, 'DS-18'])
  const warned = await desk.put(two, { chair: second, start: '2027-05-05T16:00:00Z' })
  assert.deepEqual([warned.status, warned.body.flags[0].level], [200, 'warn'])
  await desk.post(`/api/patients/${await newPatient()}/courses`, course(visitsFrom('2027-05-07T16:00:00Z', 1)))
  const taken = await desk.put(two, { chair: clinic.chair, start: '2027-05-07T16:30:00Z' })
  assert.deepEqual([taken.status, taken.body.error.message], [409, 'Visit 2 on 2027-05-07 at 09:30: the chair is already booked then.'])
  assert.equal((await desk.put(two, { chair: randomUUID(), start: '2027-05-08T16:30:00Z' })).body.error.path, 'chair')
  assert.equal((await desk.put(`/api/sessions/${randomUUID()}/booking`, { chair: second, start: '2027-05-08T16:30:00Z' })).status, 404)
  const nurse = await signedIn(server.app, db, ['nurse'])
  const session = String(visits[0]!['session'])
  const start = {
    id: randomUUID(), session, at: '2027-05-03T17:20:00Z', actor: nurse.staff, device: 'tablet', type: 'infusion-started', dose_mg: 35, dose_mg_per_kg: 0.5, weight_kg: 70, weight_basis: 'actual', volume_mL: 100,
    concentration_mg_per_mL: 0.35, rate_mL_per_h: 150,
  }
  assert.equal((await nurse.post(`/api/sessions/${session}/events`, { events: [start] })).body.acknowledged.length, 1)
  assert.equal((await desk.put(one, { chair: clinic.chair, start: '2027-05-03T17:00:00Z' })).body.error.rule, 'CARE19')
  assert.equal((await desk.post(`/api/sessions/${session}/cancel`, { reason: 'too late' })).body.error.rule, 'CARE20')
})

test('[CARE20] cancels a visit with a reason and gives its chair free, once', async () => {
  const patient = await newPatient()
  const visits = visitsFrom('2027-06-01T16:00:00Z', 1)
  await desk.post(`/api/patients/${patient}/courses`, course(visits))
  const url = `/api/sessions/${String(visits[0]!['session'])}/cancel`
  assert.equal((await desk.post(url, {})).body.error.path, 'reason')
  const cancelled = await desk.post(url, { reason: 'Ill' })
  assert.deepEqual([cancelled.status, cancelled.body.cancelled_at], [200, now.toISOString()])
  assert.deepEqual([(await desk.post(url, { reason: 'Ill' })).status, (await desk.post(url, { reason: 'Other' })).status], [200, 409])
  assert.equal((await desk.post(`/api/patients/${await newPatient()}/courses`, course(visitsFrom('2027-06-01T16:00:00Z', 1)))).status, 201)
  assert.equal((await desk.put(`/api/sessions/${String(visits[0]!['session'])}/booking`, { chair: second, start: '2027-06-02T16:00:00Z' })).status, 409)
})

test('[CARE20] shows when each chair is free', async () => {
  const patient = await newPatient()
  await desk.post(`/api/patients/${patient}/courses`, course(visitsFrom('2027-07-01T16:00:00Z', 1)))
  const answer = await desk.get(`/api/sites/${clinic.site}/availability?from=2027-07-01&to=2027-07-01`)
  assert.deepEqual(answer.body.chairs, [
    { chair: clinic.chair, chair_name: 'Clinic of the test chair', free: [{ from: '2027-07-01T07:00:00.000Z', to: '2027-07-01T16:00:00.000Z' }, { from: '2027-07-01T17:40:00.000Z', to: '2027-07-02T07:00:00.000Z' }] },
    { chair: second, chair_name: 'Second chair', free: [{ from: '2027-07-01T07:00:00.000Z', to: '2027-07-02T07:00:00.000Z' }] },
  ])
  for (const query of ['from=2027-07-02&to=2027-07-01', 'from=2027-01-01&to=2027-07-01', 'from=x&to=2027-07-01', '']) assert.equal((await desk.get(`/api/sites/${clinic.site}/availability?${query}`)).status, 400)
})
