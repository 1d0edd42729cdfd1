import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test, { after, before } from 'node:test'
import { enrolRows } from '../testing/enrol.ts'
import { freshDatabase, type TestDatabase } from '../testing/database.ts'
import { testApp, type TestApp } from '../testing/app.ts'
import { makeClinic, type TestClinic } from '../testing/clinic.ts'
import { signedIn, withForm, type SignedIn } from '../testing/people.ts'

let db: TestDatabase
let server: TestApp
let clinic: TestClinic
let desk: SignedIn
let nurse: SignedIn
let prescriber: SignedIn
let patient: string
let visits: { session: string; ordinal: number; site: string; chair: string; start: string }[]
let now = new Date('2026-11-30T16:00:00Z')

before(async () => {
  db = await freshDatabase()
  clinic = await makeClinic(db.sql, { sessions: 0 })
  server = await testApp(db, () => now)
  desk = await signedIn(server.app, db, ['front-desk'])
  nurse = await signedIn(server.app, db, ['nurse'])
  prescriber = await signedIn(server.app, db, ['prescriber'])
  patient = randomUUID()
  await nurse.post('/api/patients', { patient, given_name: 'Dora', family_name: 'Deskless', birth_date: '1970-12-01', sex: 'female', height_cm: 170, weight_kg: 64, escort_name: 'Ed Escort' })
  await enrolRows(db.sql, clinic.organization, [patient])
  // 23:30 on the clinic's clock is the next day in UTC.
  visits = ['2026-11-30T17:00:00Z', '2026-12-04T07:30:00Z'].map((start, i) => ({ session: randomUUID(), ordinal: i + 1, site: clinic.site, chair: clinic.chair, start }))
  assert.equal((await desk.post(`/api/patients/${patient}/courses`, { course: randomUUID(), kind: 'induction', indication: 'Anxiety', visits })).status, 201)
})
after(() => server.close())

const today = async (who: SignedIn = desk, date = '2026-11-30') => (await who.get(`/api/desk?site=${clinic.site}&date=${date}`)).body
const event = (session: string, type: string, at: string, more: Record<string, unknown> = {}) => nurse.post(`/api/sessions/${session}/events`, { events: [{ id: randomUUID(), session, at, actor: nurse.staff, device: 'tablet', type, ...more }] })

test('[CARE24] lists the visits of the clinic\'s own day', async () => {
  const { site, date, visits: listed, follow_ups, alerts } = await today()
  assert.deepEqual([site, date, listed.length, follow_ups, alerts], [clinic.site, '2026-11-30', 1, [], []])
  const { chair_name, end, patient: card, ...visit } = listed[0]
  assert.deepEqual([chair_name, end], ['Clinic of the test chair', '2026-11-30T18:40:00.000Z'])
  assert.deepEqual(card, { patient, record_number: card.record_number, name: 'Dora Deskless', birth_date: '1970-12-01', sex: 'female', age: 55 })
  assert.deepEqual(visit, {
    session: visits[0]!.session, ordinal: 1, site: clinic.site, chair: clinic.chair, start: '2026-11-30T17:00:00.000Z', state: 'expected', cancelled_at: null, nurse: null, planned_sessions: 2, order_signed: false, scales_done: false,
    escort_name: 'Ed Escort', doubts: [], arrived_at: null, ready: null, driver: null, mail: { waiting: 0, failed: 0 },
  })
  assert.deepEqual((await today(desk, '2026-12-03')).visits.map((v: { session: string }) => v.session), [visits[1]!.session])
  assert.deepEqual((await today(desk, '2026-12-04')).visits, [])
  assert.equal((await desk.get(`/api/desk?site=${randomUUID()}&date=2026-11-30`)).status, 404)
  assert.equal((await desk.get(`/api/desk?site=${clinic.site}&date=30.11.2026`)).status, 400)
})

test('[CARE24] shows what is ready: the signed order, scales as long as the protocol lets them count, the arrival', async () => {
  const ready = async (date?: string): Promise<unknown[]> => {
    const [visit] = (await today(desk, date)).visits
    return [visit.order_signed, visit.scales_done, visit.state, visit.arrived_at]
  }
  const chart = (await prescriber.get(`/api/patients/${patient}/chart`)).body
  const asked = { order: randomUUID(), applies_from: 1, dose_mg_per_kg: 0.5, duration_min: 40, weight_basis: 'actual', vial_mg_per_ml: 50, bag_ml: 100, withdraw_equal_volume: true }
  assert.equal((await prescriber.post(`/api/courses/${chart.courses[0].course}/orders`, asked)).status, 201)
  assert.deepEqual(await ready(), [false, false, 'expected', null], 'written is not signed')
  assert.equal((await prescriber.post(`/api/orders/${asked.order}/sign`)).status, 200)
  const phq = (over: Record<string, number> = {}): Record<string, number> => ({ ...Object.fromEntries(Array.from({ length: 9 }, (_, i) => [String(i + 1), i === 8 ? 0 : 2])), ...over })
  const answer = (instrument: string, answers: Record<string, number>, answered_at: string) => nurse.post(`/api/patients/${patient}/scores`, { score: randomUUID(), instrument, answers, answered_at })
  await answer('phq-9', phq(), '2026-11-29T16:59:00Z')
  await answer('check-in', { mood: 3 }, '2026-11-30T15:00:00Z')
  await answer('phq-9', { 1: 2 }, '2026-11-30T15:00:00Z')
  assert.deepEqual(await ready(), [true, false, 'expected', null], 'too early, not a scale, not complete')
  await answer('phq-9', phq(), '2026-11-29T17:01:00Z')
  assert.deepEqual(await ready(), [true, true, 'expected', null])
  assert.equal((await event(visits[0]!.session, 'arrived', '2026-11-30T16:50:00Z')).body.acknowledged.length, 1)
  assert.deepEqual(await ready(), [true, true, 'arrived', '2026-11-30T16:50:00.000Z'])
  const counting = (hours: number) => db.owner`update protocol_version set settings = jsonb_set(settings, '{start_gate,scales_age_h}', ${String(hours)}::jsonb)`
  await counting(12)
  assert.deepEqual((await ready())[1], false, 'how long scales count is the protocol\'s')
  await counting(24)
  assert.deepEqual(await ready('2026-12-03'), [true, false, 'expected', null], 'the order goes on, the scales do not')
  await prescriber.post(`/api/orders/${asked.order}/withdraw`, { reason: 'Test' })
  assert.deepEqual((await ready())[0], false)
})

test('[CARE24] shows the front desk whom to call about an alert, and only clinical staff the answer', async () => {
  const sent = await desk.post(`/api/patients/${patient}/form-links`, { formLink: randomUUID(), purpose: 'before-session', instruments: ['phq-9'], session: visits[0]!.session })
  await withForm(server.app, sent.body.url).post('/api/form/answers', { answers: { 'phq-9': { 9: 3 } } })
  const [seen] = (await today()).alerts
  const { alert: _alert, close_by, ...shown } = seen
  assert.deepEqual(shown, { patient, name: 'Dora Deskless', instrument: 'phq-9', item: null, answer: null, opened_at: now.toISOString(), acknowledged_at: null, acknowledged_by: null, action_taken: null, closed_at: null, closed_by: null, outcome: null, told: [] })
  assert.equal(Date.parse(close_by) - now.getTime(), 24 * 3_600_000)
  const [whole] = (await today(nurse)).alerts
  assert.deepEqual([whole.item, whole.answer], ['9', 3])
  await nurse.post(`/api/alerts/${whole.alert}/acknowledge`, { action_taken: 'Called' })
  assert.equal((await today(nurse)).alerts[0].acknowledged_by, nurse.name, 'taken, and open until its outcome is written')
  assert.equal((await nurse.post(`/api/alerts/${whole.alert}/close`, { outcome: 'Safe at home' })).status, 200)
  assert.deepEqual((await today(nurse)).alerts, [])
})

test('[CARE24] keeps a check-in on the list from the day it is due until it is done, and that day', async () => {
  const session = visits[0]!.session
  const followUp = randomUUID()
  await db.owner`insert into follow_up (organization_id, follow_up_id, patient_id, session_id, kind, due_at) values (${clinic.organization}, ${followUp}, ${patient}, ${session}, 'next-day-check-in', '2026-12-01T18:30:00Z')`
  const listed = async (date: string): Promise<unknown[]> => (await today(desk, date)).follow_ups
  const row = { followUp, patient, name: 'Dora Deskless', session, due_at: '2026-12-01T18:30:00.000Z', done_at: null }
  assert.deepEqual([await listed('2026-11-30'), await listed('2026-12-01'), await listed('2026-12-03')], [[], [row], [row]])
  now = new Date('2026-12-02T17:00:00Z')
  const sent = await desk.post(`/api/patients/${patient}/form-links`, { formLink: randomUUID(), purpose: 'next-day', instruments: ['check-in'], session })
  assert.deepEqual((await withForm(server.app, sent.body.url).post('/api/form/answers', { answers: { 'check-in': { mood: 8 } }, words: 'Lighter.' })).body.safety, false)
  assert.deepEqual([await listed('2026-12-01'), await listed('2026-12-02'), await listed('2026-12-03')], [[], [{ ...row, done_at: now.toISOString() }], []])
})

test('[FLO25] the Desk shows the ride and the fasting that the patient told the phone, and nothing else of it', async () => {
  now = new Date('2026-11-30T16:00:00Z')
  const link = await desk.post(`/api/patients/${patient}/form-links`, { formLink: randomUUID(), purpose: 'before-session', instruments: ['gad-7'], session: visits[0]!.session })
  const readiness = { ride: 'nobody', changed: 'yes', changes: 'a canary fever', substances: 'yes', substances_words: 'canary wine', pregnant: 'possible', ate: 'fatty', ate_at: '2026-11-30T09:00:01Z', drank: 'clear', drank_at: '2026-11-30T15:00:00Z' }
  assert.equal((await withForm(server.app, link.body.url).post('/api/form/answers', { answers: {}, readiness })).status, 200)
  const [visit] = (await today()).visits
  // The visit begins at 17:00: eight hours for a full meal, exactly two for a clear drink.
  assert.deepEqual(visit.doubts, [{ kind: 'no-ride' }, { kind: 'ate', at: '2026-11-30T09:00:01.000Z', from: '2026-11-30T17:00:01.000Z' }])
  assert.doesNotMatch(JSON.stringify(visit), /canary|fatty|possible/)
})
