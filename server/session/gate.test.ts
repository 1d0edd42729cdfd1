import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test, { type TestContext } from 'node:test'
import { EQUIPMENT, type AppendAnswer, type EquipmentCheck, type FloorView, type SessionBundle } from '@chairside/core/session'
import { inOrganization } from '../db/connect.ts'
import { testApp } from '../testing/app.ts'
import { makeClinic } from '../testing/clinic.ts'
import { freshDatabase } from '../testing/database.ts'
import { auditTrail, firstClinic } from '../testing/first-clinic.ts'
import { signedIn } from '../testing/people.ts'

const byText = (a: readonly unknown[], b: readonly unknown[]): number => JSON.stringify(a).localeCompare(JSON.stringify(b))
const NOW = new Date('2026-11-23T15:30:00Z')
const VALUES = { dose_mg: 40, volume_mL: 100, concentration_mg_per_mL: 0.4, rate_mL_per_h: 150 }
const START = { ...VALUES, dose_mg_per_kg: 0.5, weight_kg: 80, weight_basis: 'actual' }

async function clinicWithNurses(t: TestContext, options: Parameters<typeof makeClinic>[1] = {}) {
  const db = await freshDatabase()
  const clinic = await makeClinic(db.sql, options)
  const { app, close } = await testApp(db, () => NOW)
  t.after(close)
  const [ada, ben, desk] = [await signedIn(app, db, ['nurse'], clinic.organization), await signedIn(app, db, ['nurse'], clinic.organization), await signedIn(app, db, ['front-desk'], clinic.organization)]
  const send = async (who: typeof ada, session: string, ...facts: object[]): Promise<AppendAnswer> =>
    (await who.post(`/api/sessions/${session}/events`, { events: facts.map((fact, i) => ({ id: randomUUID(), session, at: new Date(NOW.getTime() - 600_000 + i * 1000).toISOString(), actor: who.staff, device: 'tablet', ...fact })) })).body as AppendAnswer
  return { db, clinic, app, ada, ben, desk, send }
}

test('[SES150] a time-out is what its way says: by PIN from who unlocked this device, alone from nobody', async (t) => {
  const { db, clinic, ada, ben, desk, send } = await clinicWithNurses(t)
  const session = clinic.sessions[0]!
  const check = (second: string, how: string, more: object = {}) => ({ type: 'time-out-checked', ...VALUES, second, how, ...more })
  const refusedAt = async (who: typeof ada, fact: object): Promise<string | null> => (await send(who, session, fact)).refused[0]?.message.split(':')[0] ?? null
  assert.equal(await refusedAt(ada, check(ben.staff, 'pin')), 'events.0.how', 'Ben has not unlocked Ada\'s device')
  assert.equal(await refusedAt(ada, check(ben.staff, 'own-device')), 'events.0.how')
  assert.equal(await refusedAt(ada, check(ada.staff, 'named')), 'events.0.second')
  assert.equal(await refusedAt(ada, check(ada.staff, 'pin')), 'events.0.second')
  assert.equal(await refusedAt(ada, check(desk.staff, 'named')), 'events.0.second', 'the front desk checks no dose')
  assert.equal(await refusedAt(ada, check(randomUUID(), 'named')), 'events.0.second')
  assert.equal(await refusedAt(ada, check(ben.staff, 'named')), null)
  assert.equal(await refusedAt(ben, check(ben.staff, 'own-device')), null)
  await inOrganization(db.sql, clinic.organization, (tx) => tx`insert into sign_in_actor (organization_id, sign_in_id, staff_id) values (${clinic.organization}, ${ada.signIn}, ${ben.staff})`)
  assert.equal(await refusedAt(ada, check(ben.staff, 'pin')), null)
  assert.equal(await refusedAt(ada, { type: 'infusion-started', ...START, nurse: desk.staff }), 'events.0.nurse')
  assert.equal(await refusedAt(ada, { type: 'infusion-started', ...START, nurse: ben.staff }), null)
})

test('[SES151] the second person proves a PIN and the tablet stays whose it is; wrong PINs count as at the lock', async (t) => {
  const clinic = await firstClinic()
  t.after(() => clinic.close())
  const [nora, milo, dora] = [await clinic.hire(clinic.admin, 'Nora Shift', ['nurse']), await clinic.hire(clinic.admin, 'Milo Second', ['nurse']), await clinic.hire(clinic.admin, 'Dora Desk', ['front-desk'])]
  for (const { cookie } of [nora, milo, dora]) await clinic.call('POST', '/api/pin', { pin: '2468' }, cookie)
  const { cookie } = await clinic.signIn(nora.email, nora.secret, true)
  const prove = (staff: string, pin: string, where = cookie) => clinic.call('POST', '/api/second-person', { staff, pin }, where)
  const proved = await prove(milo.staff, '2468')
  assert.deepEqual([proved.status, proved.body.name], [200, 'Milo Second'])
  assert.equal((await clinic.call('GET', '/api/me', undefined, cookie)).body.staff, nora.staff, 'Nora still has the tablet')
  const authors = await clinic.db.owner<{ staff_id: string }[]>`select a.staff_id from sign_in_actor a join sign_in i using (organization_id, sign_in_id) where i.staff_id = ${nora.staff} and i.shared_device and i.ended_at is null`
  assert.deepEqual(authors.map((a) => a.staff_id).toSorted(), [nora.staff, milo.staff].toSorted())
  const last = (await auditTrail(clinic.db, clinic.ada.organization.organization)).filter((e) => e.what === 'POST /api/second-person').at(-1)!
  assert.deepEqual([last.actor, last.outcome, last.device], [milo.staff, 'ok', 'Tablet 1'])
  assert.equal((await prove(nora.staff, '2468')).body.error.rule, 'SES26', 'nobody is their own second person')
  assert.equal((await prove(dora.staff, '2468')).body.error.rule, 'SES26')
  assert.equal((await prove(milo.staff, '2468', nora.cookie)).body.error.rule, 'PEO8', 'not on a device of one\'s own')
  for (const pin of ['1357', '1358', '1359', '1351']) assert.equal((await prove(milo.staff, pin)).body.error.rule, 'PEO8')
  assert.equal((await prove(milo.staff, '1352')).status, 401, 'the fifth wrong one ends the sign-in')
  assert.equal((await clinic.call('GET', '/api/me', undefined, cookie)).status, 401)
})

const ITEMS = Object.fromEntries(EQUIPMENT.map(({ id }) => [id, 'ok']))
test('[FLO8] an equipment check is whole, stands once however often it is sent, and reaches every gate of the site', async (t) => {
  const { clinic, ada, ben, desk } = await clinicWithNurses(t)
  const url = `/api/sites/${clinic.site}/equipment-checks`
  const body = { check: randomUUID(), items: ITEMS, cart_lock: '4711', acls: ben.staff }
  const { oxygen: _oxygen, ...incomplete } = ITEMS
  assert.deepEqual([(await ada.post(url, { ...body, items: incomplete })).status, (await ada.post(url, { ...body, items: { ...ITEMS, oxygen: 'fine' } })).status, (await ada.post(url, { ...body, cart_lock: '  ' })).status], [400, 400, 400])
  assert.equal((await ada.post(url, { ...body, acls: desk.staff })).body.error.path, 'acls')
  assert.equal((await desk.post(url, body)).status, 403)
  const first = await ada.post(url, body)
  assert.deepEqual([first.status, (await ada.post(url, body)).status], [201, 200])
  assert.equal((await ada.post(url, { ...body, cart_lock: '4712' })).status, 409)
  const { checks } = (await desk.get(url)).body as { checks: EquipmentCheck[] }
  assert.deepEqual(checks.map((c) => [c.cart_lock, c.checked_by_name, c.acls_name, c.checked_at]), [['4711', ada.name, ben.name, NOW.toISOString()]])
  const bundle = (await ada.get(`/api/sessions/${clinic.sessions[0]!}`)).body as SessionBundle
  assert.deepEqual(bundle.gate.equipment, first.body)
})

test('[SES140] [SES153] a bundle carries answers of earlier visits, exposure, and who watches whom', async (t) => {
  const { db, clinic, ada, ben, send } = await clinicWithNurses(t, { sessions: 3, startsAt: new Date('2026-11-23T12:00:00Z') })
  const [first, second, third] = clinic.sessions as [string, string, string]
  const course = randomUUID()
  await db.owner`insert into course (organization_id, course_id, patient_id, kind, indication, planned_sessions) values (${clinic.organization}, ${course}, ${clinic.patient}, 'induction', 'test', 6)`
  await db.owner`update session set course_id = ${course} where session_id in ${db.owner([first, third])}`
  await send(ada, first, { type: 'arrived' }, { type: 'checklist-confirmed', item: 'consent' }, { type: 'checklist-confirmed', item: 'pregnancy', answer: 'test negative', testedAt: '2026-11-22T09:00:00Z' }, { type: 'checklist-confirmed', item: 'escort', answer: 'Sam' }, { type: 'infusion-started', ...START },
    { type: 'adverse-event-noted', what: 'Nausea', severity: 'mild', action: 'none' })
  await send(ada, second, { type: 'checklist-confirmed', item: 'pdmp', override: undefined }, { type: 'checklist-confirmed', item: 'consent' }, { type: 'infusion-started', ...START }, { type: 'watch-taken-over' })
  await send(ben, second, { type: 'watch-taken-over', from: ada.staff, at: new Date(NOW.getTime() - 60_000).toISOString() })
  const { gate } = (await ada.get(`/api/sessions/${third}`)).body as SessionBundle
  assert.deepEqual(gate.carried.map((c) => [c.item, c.answer, c.tested_at, c.by, c.ordinal, c.same_course]).toSorted(byText), [
    ['consent', null, null, ada.name, 1, true], ['consent', null, null, ada.name, 2, false], ['pdmp', null, null, ada.name, 2, false], ['pregnancy', 'test negative', '2026-11-22T09:00:00.000Z', ada.name, 1, true],
  ])
  assert.deepEqual([gate.infusions, gate.adverse_events], [2, [{ what: 'Nausea', severity: 'mild', date: '2026-11-23' }]])
  assert.deepEqual(gate.beside.map((b) => [b.session, b.nurse, b.state]).toSorted(byText), [[first, ada.staff, 'infusing'], [second, ben.staff, 'infusing']].toSorted(byText))
  const floor = (await ada.get(`/api/floor?site=${clinic.site}`)).body as FloorView
  const [shown] = floor.chairs
  const watching = shown?.visit?.session === second ? ben : ada
  assert.deepEqual([shown?.visit?.nurse, shown?.visit?.nurse_name], [watching.staff, watching.name])
})
