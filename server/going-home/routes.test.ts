import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import test, { after, before } from 'node:test'
import { DRIVER_HEADER } from './routes.ts'
import { freshDatabase, type TestDatabase } from '../testing/database.ts'
import { testApp, type TestApp } from '../testing/app.ts'
import { makeClinic, type TestClinic } from '../testing/clinic.ts'
import { startMailServer, type MailServer } from '../testing/mail-server.ts'
import { call, signedIn, type Answer, type SignedIn } from '../testing/people.ts'
import { createMailer, mailerOf, wordsOf } from '../messages/mailer.ts'
import { sendDue, TRIES_AFTER_MS } from '../messages/outbox.ts'

const CALM = { origin: 'person', values: { sbp_mmHg: 120, dbp_mmHg: 75, pulse_per_min: 70, spo2_pct: 98, rr_per_min: 14 } }
const START = { dose_mg: 40, dose_mg_per_kg: 0.5, weight_kg: 80, weight_basis: 'actual', volume_mL: 100, concentration_mg_per_mL: 0.4, rate_mL_per_h: 150 }
const NAME = 'Adawordsthatnobodyelsehas'

let db: TestDatabase
let server: TestApp
let mail: MailServer
let clinic: TestClinic
let nurse: SignedIn
let desk: SignedIn
let now = new Date('2026-11-23T15:00:00Z')
const at = (minute: number): string => new Date(Date.parse('2026-11-23T15:00:00Z') + minute * 60_000).toISOString()

before(async () => {
  db = await freshDatabase()
  mail = await startMailServer()
  clinic = await makeClinic(db.sql, { sessions: 3 })
  server = await testApp(db, () => now, createMailer(mail.url, 'Harbor <desk@harbor.example>'))
  nurse = await signedIn(server.app, db, ['nurse'])
  desk = await signedIn(server.app, db, ['front-desk'])
  const admin = await signedIn(server.app, db, ['administrator'])
  await db.owner`update patient set given_name = ${NAME}, family_name = ${NAME}`
  assert.equal((await admin.put(`/api/sites/${clinic.site}/outside`, { public_name: 'Harbor', address: '1 Pier Road', phone: '310 555 0100' })).status, 200)
  assert.equal((await nurse.put(`/api/sites/${clinic.site}/outside`, { public_name: '', address: '', phone: '' })).status, 403)
})
after(async () => { await server.close(); await mail.close() })

type Fact = readonly [minute: number, type: string, payload?: object]
async function record(session: string, facts: readonly Fact[], who = nurse): Promise<void> {
  const events = facts.map(([minute, type, payload]) => ({ id: randomUUID(), session, at: at(minute), actor: who.staff, device: 'tablet', type, ...payload }))
  const { body } = await who.post(`/api/sessions/${session}/events`, { events })
  assert.deepEqual(body.refused, [])
}
const driver = (url: string, method: 'GET' | 'POST' = 'GET', body?: unknown): Promise<Answer> => call(server.app, method, method === 'GET' ? '/api/driver' : '/api/driver/answer', { [DRIVER_HEADER]: url.slice(url.indexOf('#') + 1) }, body)
const newLink = async (session: string, language = 'en'): Promise<{ driver_link: string; url: string; expires_at: string }> => {
  const made = await desk.post(`/api/sessions/${session}/driver-links`, { driver_link: randomUUID(), language })
  assert.equal(made.status, 201, made.text)
  return made.body
}
const deskVisit = async (session: string) => (await desk.get(`/api/desk?site=${clinic.site}&date=2026-11-23`)).body.visits.find((v: { session: string }) => v.session === session)
const audited = async (what: string): Promise<string[]> => (await db.owner<{ actor: string }[]>`select body ->> 'actor' as actor from audit_entry where body ->> 'what' = ${what} order by seq`).map((row) => row.actor)

test('[GOH4][GOH7][GOH15] Desk, Floor and driver say one ready time; the driver sees no name and nothing of health', async () => {
  const [first, second] = clinic.sessions as [string, string]
  const page = await newLink(first)
  assert.match(page.url, /^http:\/\/localhost:8080\/driver#[\w-]{43}$/)
  assert.deepEqual([(await driver(page.url)).body.state, (await deskVisit(first)).ready], ['unknown', null])
  await record(first, [[0, 'arrived'], [5, 'vitals-recorded', CALM], [10, 'infusion-started', START]])
  now = new Date(at(20))
  const running = (await driver(page.url)).body
  assert.deepEqual([running.state, running.from, running.to], ['waiting', at(110), at(125)], 'the first infusion: empty at 50, and 60 min are advised')
  await record(first, [[50, 'infusion-stopped', { why: 'complete' }], [60, 'vitals-recorded', CALM]])
  now = new Date(at(61))
  const floor = (await nurse.get(`/api/floor?site=${clinic.site}`)).body.chairs[0].visit.ready
  const atDesk = (await deskVisit(first)).ready
  assert.deepEqual({ ...floor, rests_on: [] }, atDesk, 'the Desk is told when, not why')
  assert.ok(floor.rests_on.some((line: string) => line.startsWith('still missing')))
  assert.deepEqual([atDesk.kind, atDesk.at, atDesk.late_min], ['reckoned', at(110), 10], 'booked until minute 100')
  await record(first, [[62, 'ready-estimated', { readyAt: at(95) }]])
  now = new Date(at(63))
  const { body: seen, text } = await driver(page.url)
  assert.deepEqual([seen.state, seen.from, seen.to, seen.place, seen.language], ['waiting', at(95), at(110), { name: 'Harbor', address: '1 Pier Road', phone: '310 555 0100', time_zone: 'America/Los_Angeles' }, 'en'])
  assert.deepEqual(Object.keys(seen).sort((a, b) => a.localeCompare(b)), ['answer', 'from', 'is_demonstration', 'language', 'place', 'server_time', 'state', 'to'])
  assert.doesNotMatch(text, new RegExp(`${NAME}|Clinic of the test|chair|ketamin|infusi|recover|patient|nurse|${clinic.patient}|${first}`, 'i'))
  await record(first, [[98, 'discharge-approved', { override: { reason: 'for the test of the page', role: 'nurse' } }]])
  now = new Date(at(99))
  assert.equal((await driver(page.url)).body.state, 'ready')
  now = new Date(at(98 + 121))
  assert.equal((await driver(page.url)).body.state, 'ended')
  now = new Date(at(125))
  await record(second, [[120, 'arrived'], [122, 'vitals-recorded', CALM], [123, 'infusion-started', START]])
  const bundle = (await nurse.get(`/api/sessions/${second}`)).body
  assert.deepEqual(bundle.previous.map((p: { recovery_min: number }) => p.recovery_min), [48])
  assert.deepEqual([bundle.place.name, bundle.next_visit.start, bundle.mail_off], ['Harbor', at(240), null])
  const again = (await nurse.get(`/api/floor?site=${clinic.site}`)).body.chairs[0].visit
  assert.deepEqual([again.session, again.ready.rests_on.includes('earlier recoveries of this patient: 48 min')], [second, true])
})

test('[GOH5] a link is kept as a hash, ends by itself and can be taken back; no answer tells why', async () => {
  const session = clinic.sessions[2]!
  const page = await newLink(session)
  const token = page.url.slice(page.url.indexOf('#') + 1)
  const stored = JSON.stringify(await db.owner`select * from driver_link`)
  assert.ok(!stored.includes(token))
  const again = await desk.post(`/api/sessions/${session}/driver-links`, { driver_link: page.driver_link, language: 'en' })
  assert.deepEqual([again.status, (await driver(page.url)).status, (await driver(again.body.url)).status], [200, 404, 200], 'asked again: a new token, the old one opens nothing')
  assert.equal((await desk.post(`/api/sessions/${clinic.sessions[0]!}/driver-links`, { driver_link: page.driver_link, language: 'en' })).status, 409)
  const never = await driver(`#${randomBytes(32).toString('base64url')}`)
  const other = await newLink(session, 'es')
  assert.equal((await driver(other.url)).body.language, 'es')
  assert.equal((await desk.post(`/api/sessions/${session}/driver-links/revoke`)).body.revoked, 2)
  for (const url of [again.body.url, other.url, '#']) assert.deepEqual([(await driver(url)).status, (await driver(url)).text], [404, never.text])
  assert.equal((await driver(other.url, 'POST', { answer: 'here' })).status, 404)
  assert.equal((await deskVisit(session)).driver, null)
  const late = await newLink(session)
  const before = now
  now = new Date(Date.parse(late.expires_at))
  assert.equal((await driver(late.url)).status, 404)
  now = before
  assert.equal((await desk.post(`/api/sessions/${randomUUID()}/driver-links`, { driver_link: randomUUID(), language: 'en' })).status, 404)
})

test('[GOH6] what the driver says stands at the Desk, once', async () => {
  const session = clinic.sessions[1]!
  const page = await newLink(session)
  assert.deepEqual((await deskVisit(session)).driver, { answer: null, answered_at: null, opened_at: null })
  await driver(page.url)
  assert.equal((await deskVisit(session)).driver.opened_at, now.toISOString())
  const told: unknown[] = []
  const stop = server.services.live.subscribe(clinic.organization, (change) => told.push(change.sessions))
  const before = (await audited('POST /api/driver/answer')).length
  assert.equal((await driver(page.url, 'POST', { answer: 'on-the-way' })).body.answer, 'on-the-way')
  await driver(page.url, 'POST', { answer: 'on-the-way' })
  assert.deepEqual(await audited('POST /api/driver/answer').then((all) => all.slice(before)), [`driver:${page.driver_link}`])
  assert.equal((await driver(page.url, 'POST', { answer: 'here' })).body.answer, 'here')
  assert.deepEqual((await deskVisit(session)).driver, { answer: 'here', answered_at: now.toISOString(), opened_at: now.toISOString() })
  assert.equal((await driver(page.url, 'POST', { answer: 'ketamine' })).status, 400)
  for (let i = 0; told.length < 2 && i < 100; i++) await new Promise((resolve) => { setTimeout(resolve, 20) })
  stop()
  assert.deepEqual(told.slice(0, 2), [[session], [session]])
})

const post = (session: string, more: object = {}) => desk.post(`/api/sessions/${session}/messages`, { message: randomUUID(), kind: 'driver-link', to: 'sam@mail.example', language: 'en', ...more })
const messages = async (session: string) => (await desk.get(`/api/sessions/${session}/going-home`)).body.messages
const stored = async (message: string) => (await db.owner`select sealed, address_hint, state, problem, attempts from outgoing_message where message_id = ${message}`)[0]!

test('[GOH10][GOH11][GOH14] mail is kept sealed until it is sent, once, with nothing of health in it', async () => {
  const session = clinic.sessions[1]!
  const asked = { message: randomUUID(), kind: 'driver-link', to: 'sam@mail.example', language: 'en' }
  const taken = await post(session, asked)
  assert.deepEqual([taken.status, taken.body.state, taken.body.to], [201, 'waiting', 's…@mail.example'])
  assert.equal((await post(session, asked)).body.message, asked.message)
  assert.equal((await post(session, { ...asked, to: 'somebody@mail.example' })).status, 409)
  const kept = await stored(asked.message)
  assert.ok(!JSON.stringify(kept).includes('sam@') && (kept['sealed'] as string).length > 100)
  assert.deepEqual([await sendDue(server.services), await sendDue(server.services)], [1, 0])
  assert.equal(mail.received.length, 1)
  const [letter] = mail.received
  assert.deepEqual([letter!.to, letter!.from, letter!.headers['subject']], [['sam@mail.example'], 'desk@harbor.example', 'Pick-up at Harbor'])
  assert.doesNotMatch(letter!.text + letter!.raw.split('\r\n\r\n')[0]!, new RegExp(`${NAME}|ketamin|infusi|recover|patient|clinic`, 'i'))
  const link = /http:\/\/localhost:8080\/driver#[\w-]{43}/.exec(letter!.text)![0]
  assert.equal((await driver(link)).status, 200)
  assert.deepEqual({ ...await stored(asked.message) }, { sealed: null, address_hint: 's…@mail.example', state: 'sent', problem: null, attempts: 1 })
  assert.equal((await messages(session))[0].sent_at, now.toISOString())
})

test('[GOH8][GOH10] instructions go in the language that was asked, without the drug unless the protocol lets them', async () => {
  const session = clinic.sessions[0]!
  const before = mail.received.length
  assert.equal((await post(clinic.sessions[2]!, { kind: 'instructions' })).status, 422, 'nothing was given there')
  await post(session, { kind: 'instructions', language: 'es' })
  await sendDue(server.services)
  await db.owner`update protocol_version set settings = jsonb_set(settings, '{recovery,mail_names_drug}', 'true')`
  await post(session, { kind: 'instructions' })
  await sendDue(server.services)
  await db.owner`update protocol_version set settings = jsonb_set(settings, '{recovery,mail_names_drug}', 'false')`
  const [es, en] = mail.received.slice(before)
  assert.deepEqual([es!.headers['subject'], en!.headers['subject']], ['Harbor: para hoy y mañana', 'Harbor: for today and tomorrow'])
  assert.match(es!.text, /988/)
  assert.doesNotMatch(es!.text, new RegExp(`ketamin|${NAME}|infusi`, 'i'))
  assert.match(en!.text, /You had ketamine today/)
  assert.match(en!.text, /310 555 0100/)
})

test('[GOH10] tries again after longer and longer waits, and says why it failed', async () => {
  const session = clinic.sessions[2]!
  const begun = now
  const first = randomUUID()
  mail.refuse('RCPT', '451 greylisted sam@mail.example', TRIES_AFTER_MS.length + 1)
  await post(session, { message: first })
  for (const [i, wait] of TRIES_AFTER_MS.entries()) {
    assert.equal(await sendDue(server.services), 1)
    const one = await stored(first)
    assert.deepEqual([one['state'], one['attempts'], one['problem']], ['waiting', i + 1, 'The mail server asked to try later (451).'])
    now = new Date(now.getTime() + wait - 1)
    assert.equal(await sendDue(server.services), 0, 'not before its time')
    now = new Date(now.getTime() + 1)
  }
  await sendDue(server.services)
  assert.deepEqual([(await stored(first))['state'], (await stored(first))['sealed']], ['failed', null])
  now = begun
  const nobody = randomUUID()
  mail.refuse('RCPT', '550 no such user sam@mail.example', 1)
  await post(session, { message: nobody })
  await sendDue(server.services)
  const gone = (await messages(session)).find((m: { message: string }) => m.message === nobody)
  assert.deepEqual([gone.state, gone.problem], ['failed', 'There is no such address.'], 'at once, and without the address')
  assert.equal((await deskVisit(session)).mail.failed, 2)
  const later = randomUUID()
  mail.refuse('DATA', '421 busy', 1)
  await post(session, { message: later })
  await sendDue(server.services)
  now = new Date(now.getTime() + TRIES_AFTER_MS[0]!)
  await sendDue(server.services)
  assert.equal((await stored(later))['state'], 'sent')
  now = begun
  const ids = mail.received.slice(-1).map((m) => m.headers['message-id'])
  assert.deepEqual(ids, [`<${later}@harbor.example>`])
})

test('[GOH10] two processes send a message once', async () => {
  const before = mail.received.length
  for (let i = 0; i < 6; i++) await post(clinic.sessions[2]!)
  await Promise.all([sendDue(server.services), sendDue(server.services), sendDue(server.services)])
  assert.equal(mail.received.length, before + 6)
})

test('[GOH12] says why nothing can be sent; the demonstration sends nothing', async () => {
  const bare = await testApp(await freshDatabase(), () => now)
  const other = await makeClinic(bare.services.sql, { demonstration: true })
  const person = await signedIn(bare.app, { sql: bare.services.sql } as TestDatabase, ['nurse'], other.organization)
  const session = other.sessions[0]!
  const refused = await person.post(`/api/sessions/${session}/messages`, { message: randomUUID(), kind: 'driver-link', to: 'sam@mail.example', language: 'en' })
  assert.deepEqual([refused.status, refused.body.error.rule], [422, 'GOH12'])
  assert.equal((await person.get(`/api/sessions/${session}/going-home`)).body.mail_off, refused.body.error.message)
  await bare.close()
  for (const to of ['sam', 'sam@mail', 'a@b.example, c@d.example', 'Sam <sam@mail.example>', 'sam@mail.example\r\nBcc: x@y.example']) assert.equal((await post(clinic.sessions[1]!, { to })).status, 400, to)
  assert.equal(mailerOf({}), null)
  assert.throws(() => mailerOf({ CHAIRSIDE_SMTP_URL: 'smtp://mail.example' }), /CHAIRSIDE_MAIL_FROM/)
  assert.throws(() => createMailer('https://mail.example/secret', 'desk@harbor.example'), (error: Error) => /CHAIRSIDE_SMTP_URL/.test(error.message) && !error.message.includes('secret'))
  assert.throws(() => createMailer('smtp://mail.example', 'nobody'), /CHAIRSIDE_MAIL_FROM/)
  const nowhere = createMailer('smtp://127.0.0.1:1', 'desk@harbor.example')
  await assert.rejects(nowhere.send({ to: 'sam@mail.example', subject: 'x', text: 'x', id: 'x' }), /could not be reached/)
  nowhere.close()
  assert.ok(!wordsOf(Object.assign(new Error('550 sam@mail.example'), { responseCode: 554, command: 'DATA' })).message.includes('sam'))
})

test('[SES209] only a prescriber records a prescriber\'s assessment', async () => {
  const session = clinic.sessions[1]!
  const fact = (who: SignedIn) => who.post(`/api/sessions/${session}/events`, { events: [{ id: randomUUID(), session, at: at(130), actor: who.staff, device: 'tablet', type: 'prescriber-assessed', decision: 'keep-watching', text: 'Sleepy.' }] })
  assert.match((await fact(nurse)).body.refused[0].message, /events\.0\.type.*a prescriber or the medical director/)
  assert.equal((await fact(await signedIn(server.app, db, ['prescriber']))).body.acknowledged.length, 1)
})
