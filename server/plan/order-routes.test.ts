import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test, { after, before } from 'node:test'
import { enrolRows } from '../testing/enrol.ts'
import { freshDatabase, type TestDatabase } from '../testing/database.ts'
import { testApp, type TestApp } from '../testing/app.ts'
import { makeClinic, type TestClinic } from '../testing/clinic.ts'
import { signedIn, type SignedIn } from '../testing/people.ts'
import { orderHash, readOrder } from './orders.ts'
import { inOrganization } from '../db/connect.ts'

let db: TestDatabase
let server: TestApp
let clinic: TestClinic
let nurse: SignedIn
let prescriber: SignedIn
let director: SignedIn
let now = new Date('2026-11-23T18:00:00Z')

before(async () => {
  db = await freshDatabase()
  clinic = await makeClinic(db.sql, { sessions: 0 })
  server = await testApp(db, () => now)
  nurse = await signedIn(server.app, db, ['nurse'])
  prescriber = await signedIn(server.app, db, ['prescriber'])
  director = await signedIn(server.app, db, ['medical-director'])
})
after(() => server.close())

const ASKED = { dose_mg_per_kg: 0.5, duration_min: 40, weight_basis: 'actual', vial_mg_per_ml: 50, bag_ml: 100, withdraw_equal_volume: true }
let day = 0
/** A measured patient with a course of two visits; one visit a day over all patients. */
async function onCourse(person: Record<string, unknown> = {}): Promise<{ patient: string; course: string }> {
  const [patient, course] = [randomUUID(), randomUUID()]
  await nurse.post('/api/patients', { patient, given_name: 'Order', family_name: `Fiction ${day}`, birth_date: '1985-02-03', sex: 'female', height_cm: 165, weight_kg: 60, ...person })
  await enrolRows(db.sql, clinic.organization, [patient])
  const visits = [1, 2].map((ordinal) => ({ session: randomUUID(), ordinal, site: clinic.site, chair: clinic.chair, start: new Date(Date.UTC(2027, 0, (day += 3), 17)).toISOString() }))
  const booked = await prescriber.post(`/api/patients/${patient}/courses`, { course, kind: 'induction', indication: 'Depression', visits })
  assert.equal(booked.status, 201)
  return { patient, course }
}
const write = (course: string, over: Record<string, unknown> = {}) => prescriber.post(`/api/courses/${course}/orders`, { order: randomUUID(), applies_from: 1, ...ASKED, ...over })

test('[CARE21] previews the numbers of an order, and writes and signs nothing by that', async () => {
  const { patient, course } = await onCourse()
  const preview = await prescriber.post(`/api/patients/${patient}/orders/preview`, ASKED)
  assert.equal(preview.status, 200)
  const { dose_mg, draw_ml, final_ml, concentration_mg_per_ml, rate_ml_per_h, bmi_kg_m2, weight_kg, choices } = preview.body
  assert.deepEqual({ dose_mg, draw_ml, final_ml, concentration_mg_per_ml, rate_ml_per_h, bmi_kg_m2, weight_kg }, { dose_mg: 30, draw_ml: 0.6, final_ml: 100, concentration_mg_per_ml: 0.3, rate_ml_per_h: 150, bmi_kg_m2: 22, weight_kg: 60 })
  assert.deepEqual(choices.map((c: { basis: string; dose_mg: number }) => [c.basis, c.dose_mg]), [['actual', 30], ['ideal', 28.5], ['adjusted', 29.1], ['lean', 19.6]])
  assert.equal((await db.owner`select from dose_order where course_id = ${course}`).length, 0)
  assert.equal((await nurse.post(`/api/patients/${patient}/orders/preview`, ASKED)).status, 403)
  for (const [over, path] of [[{ dose_mg_per_kg: 50 }, 'dose_mg_per_kg'], [{ dose_mg_per_kg: 0.5001 }, 'dose_mg_per_kg'], [{ duration_min: 40.5 }, 'duration_min'], [{ weight_basis: 'heavy' }, 'weight_basis'], [{ bag_ml: 0 }, 'bag_ml'], [{ dose: 1 }, 'dose']] as const)
    assert.equal((await prescriber.post(`/api/patients/${patient}/orders/preview`, { ...ASKED, ...over })).body.error.path, path)
  const unweighed = await nurse.post('/api/patients', { patient: randomUUID(), given_name: 'No', family_name: 'Weight', birth_date: '1985-02-03', sex: 'female' })
  assert.equal((await prescriber.post(`/api/patients/${unweighed.body.patient}/orders/preview`, ASKED)).body.error.rule, 'WT-06')
})

test('[CARE21] never chooses the weight of a heavy person, or of one whose height is not known', async () => {
  const { weight_basis: _basis, ...unchosen } = ASKED
  const light = await onCourse()
  assert.equal((await prescriber.post(`/api/patients/${light.patient}/orders/preview`, unchosen)).body.weight_basis, 'actual')
  const heavy = await onCourse({ height_cm: 163, weight_kg: 110 })
  const refused = await prescriber.post(`/api/patients/${heavy.patient}/orders/preview`, unchosen)
  assert.deepEqual([refused.status, refused.body.error.rule], [422, 'WT-04'])
  assert.deepEqual(refused.body.error.details.choices.map((c: { dose_mg: number }) => c.dose_mg), [55, 27.5, 38.5, 27])
  assert.equal((await prescriber.post(`/api/courses/${heavy.course}/orders`, { order: randomUUID(), applies_from: 1, ...unchosen })).body.error.rule, 'WT-04')
  const unmeasured = await onCourse({ height_cm: null })
  assert.equal((await prescriber.post(`/api/patients/${unmeasured.patient}/orders/preview`, unchosen)).body.error.rule, 'WT-04')
})

test('[CARE21] writes an order once, for an active course and one of its visits', async () => {
  const { course } = await onCourse()
  const order = randomUUID()
  const first = await write(course, { order })
  assert.deepEqual([first.status, first.body.dose_mg, first.body.signed_at, first.body.written_by], [201, 30, null, prescriber.name])
  assert.deepEqual((await write(course, { order })).body, first.body)
  assert.equal((await write(course, { order, dose_mg_per_kg: 0.6 })).status, 409)
  assert.equal((await write(course, { applies_from: 3 })).body.error.path, 'applies_from')
  assert.equal((await write(randomUUID())).status, 404)
  assert.equal((await nurse.post(`/api/courses/${course}/orders`, { order: randomUUID(), applies_from: 1, ...ASKED })).status, 403)
  await db.owner`update course set status = 'ended' where course_id = ${course}`
  assert.equal((await write(course)).status, 409)
})

test('[CARE22] signs with a hash over everything the signature stands for, once, by a prescriber', async () => {
  const { course } = await onCourse()
  const { order } = (await write(course, { reason: 'First "dose" 🪑' })).body
  const url = `/api/orders/${order}/sign`
  assert.equal((await nurse.post(url)).status, 403)
  const signed = await prescriber.post(url)
  assert.deepEqual([signed.status, signed.body.signed_by, signed.body.signed_at], [200, prescriber.name, now.toISOString()])
  const row = (await inOrganization(db.sql, clinic.organization, (tx) => readOrder(tx, order)))!
  assert.equal(row.content_hash, orderHash(row, prescriber.staff, row.attestation, new Date(row.signed_at!)))
  for (const change of [{ dose_mg: 31 }, { reason: 'First dose' }, { weight_basis: 'lean' as const }, { applies_from: 2 }])
    assert.notEqual(row.content_hash, orderHash({ ...row, ...change }, prescriber.staff, row.attestation, new Date(row.signed_at!)))
  assert.deepEqual((await prescriber.post(url)).body, signed.body)
  assert.equal((await director.post(url)).status, 409)
  assert.equal((await prescriber.post(`/api/orders/${randomUUID()}/sign`)).status, 404)
})

test('[CARE22] refuses to sign a blocked order, and asks the signer for a written reason where the protocol does', async () => {
  const { course } = await onCourse()
  const blocked = (await write(course, { dose_mg_per_kg: 1.6, duration_min: 100 })).body
  const no = await prescriber.post(`/api/orders/${blocked.order}/sign`, { attestation: 'I insist' })
  assert.deepEqual([no.status, no.body.error.rule], [422, 'DS-11'])
  const high = (await write(course, { dose_mg_per_kg: 0.7, reason: 'Written by the prescriber' })).body
  const asked = await director.post(`/api/orders/${high.order}/sign`)
  assert.deepEqual([asked.status, asked.body.error.rule], [422, 'DS-08'], 'the reason of another person is not the signer\'s')
  assert.equal((await director.post(`/api/orders/${high.order}/sign`, { attestation: 'Had 0.7 mg/kg elsewhere, tolerated' })).status, 200)
  const own = (await write(course, { dose_mg_per_kg: 1.05, duration_min: 80, reason: 'Needs more' })).body
  assert.equal((await prescriber.post(`/api/orders/${own.order}/sign`)).status, 200)
})

test('[CARE22] refuses an old or reported weight, and an order from before another weight', async () => {
  const { patient, course } = await onCourse()
  const written = (await write(course)).body
  now = new Date('2026-11-23T19:00:00Z')
  assert.equal((await nurse.post(`/api/patients/${patient}/weights`, { weight: randomUUID(), weight_kg: 70, measured_at: '2026-11-23T18:50:00Z', source: 'measured', confirmed: true })).status, 201)
  const moved = await prescriber.post(`/api/orders/${written.order}/sign`)
  assert.deepEqual([moved.status, moved.body.error.rule], [422, 'WT-06'])
  const other = await onCourse()
  now = new Date('2026-12-01T19:00:00Z')
  const stale = (await write(other.course)).body
  assert.equal((await prescriber.post(`/api/orders/${stale.order}/sign`)).body.error.rule, 'WT-06')
  now = new Date('2026-11-23T18:00:00Z')
})

test('[CARE21] locks the weight basis with the first signature; another needs a reason', async () => {
  const { patient, course } = await onCourse({ height_cm: 163, weight_kg: 110 })
  const first = (await write(course, { weight_basis: 'adjusted' })).body
  assert.equal(first.dose_mg, 38.5)
  assert.equal((await prescriber.post(`/api/orders/${first.order}/sign`)).status, 200)
  const { weight_basis: _basis, ...unchosen } = ASKED
  assert.equal((await prescriber.post(`/api/patients/${patient}/orders/preview`, unchosen)).body.weight_basis, 'adjusted')
  const refused = await write(course, { weight_basis: 'ideal', applies_from: 2 })
  assert.deepEqual([refused.status, refused.body.error.rule], [422, 'WT-08'])
  const reasoned = (await write(course, { weight_basis: 'ideal', applies_from: 2, reason: 'Blood pressure' })).body
  assert.equal((await prescriber.post(`/api/orders/${reasoned.order}/sign`)).status, 200)
  const [row] = await db.owner<{ weight_basis: string }[]>`select weight_basis from course where course_id = ${course}`
  assert.equal(row!.weight_basis, 'ideal')
})

test('[CARE23] withdraws an order with a reason; it can no longer be signed and leaves the Chart', async () => {
  const { patient, course } = await onCourse()
  const { order } = (await write(course)).body
  const chart = async (): Promise<string[]> => (await prescriber.get(`/api/patients/${patient}/chart`)).body.orders.map((o: { order: string }) => o.order)
  assert.deepEqual(await chart(), [order])
  assert.equal((await prescriber.post(`/api/orders/${order}/withdraw`)).body.error.path, 'reason')
  const first = await prescriber.post(`/api/orders/${order}/withdraw`, { reason: 'Wrong patient' })
  assert.equal(first.status, 200)
  assert.deepEqual((await prescriber.post(`/api/orders/${order}/withdraw`, { reason: 'Wrong patient' })).body, first.body)
  assert.equal((await prescriber.post(`/api/orders/${order}/withdraw`, { reason: 'Other' })).status, 409)
  assert.equal((await prescriber.post(`/api/orders/${order}/sign`)).body.error.rule, 'CARE23')
  assert.deepEqual(await chart(), [])
  await assert.rejects(inOrganization(db.sql, clinic.organization, (tx) => tx`update dose_order set dose_mg = 1 where dose_order_id = ${order}`), /permission denied/)
})

test('[CARE22] gives one signature when two sign at once', async () => {
  const { course } = await onCourse()
  const { order } = (await write(course)).body
  const answers = await Promise.all([prescriber, director, prescriber, director].map((who) => who.post(`/api/orders/${order}/sign`)))
  assert.deepEqual(answers.map((a) => a.status).sort((a, b) => a - b), [200, 200, 409, 409])
  assert.equal(new Set(answers.filter((a) => a.status === 200).map((a) => a.body.signed_by)).size, 1)
})

test('[CARE7] stores the hostile words of a plan intact, or refuses them with the field', async () => {
  const { patient, course } = await onCourse()
  const said = '"; drop table course; -- \\ 🪑 \u202e <b>'
  const { order } = (await write(course, { reason: said, attestation: said })).body
  assert.equal((await prescriber.post(`/api/orders/${order}/withdraw`, { reason: said })).status, 200)
  const [kept] = await db.owner<{ reason: string; attestation: string; withdrawn_reason: string }[]>`select reason, attestation, withdrawn_reason from dose_order where dose_order_id = ${order}`
  assert.deepEqual({ ...kept }, { reason: said, attestation: said, withdrawn_reason: said })
  const [session] = await db.owner<{ session_id: string }[]>`select session_id from session where course_id = ${course} and ordinal = 2`
  assert.equal((await prescriber.post(`/api/sessions/${session!.session_id}/cancel`, { reason: said })).status, 200)
  for (const text of ['nul \u0000', '\ud800', 'x'.repeat(10_000), ' ', 5, null]) {
    const refused = [
      ['reason', await write(course, { reason: text })], ['attestation', await write(course, { attestation: text })], ['attestation', await prescriber.post(`/api/orders/${order}/sign`, { attestation: text })],
      ['reason', await prescriber.post(`/api/orders/${order}/withdraw`, { reason: text })], ['reason', await prescriber.post(`/api/sessions/${session!.session_id}/cancel`, { reason: text })],
      ['indication', await prescriber.post(`/api/patients/${patient}/courses`, { course: randomUUID(), kind: 'booster', indication: text, visits: [{ session: randomUUID(), ordinal: 1, site: clinic.site, chair: clinic.chair, start: '2028-01-01T17:00:00Z' }] })],
    ] as const
    for (const [field, answer] of refused) assert.deepEqual([answer.status, answer.body.error.path], [400, field], `${field}: ${JSON.stringify(text).slice(0, 20)}`)
  }
})
