// Reminders, check-ins and the ladder of alerts: real mail over SMTP, texts over HTTP, once each, in the patient's language and daytime.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import test, { after, before } from 'node:test'
import { testApp, type TestApp } from '../testing/app.ts'
import { makeClinic, type TestClinic } from '../testing/clinic.ts'
import { freshDatabase, type TestDatabase } from '../testing/database.ts'
import { startMailServer, type MailServer } from '../testing/mail-server.ts'
import { call, signedIn, type SignedIn } from '../testing/people.ts'
import { takeSteps } from './alert-steps.ts'
import { createMailer, NotSent } from './mailer.ts'
import { sendDue } from './outbox.ts'
import { writeReminders } from './reminders.ts'
import { numberIn, texterOf } from './texter.ts'

const NAME = 'Zyxwords'
let db: TestDatabase
let server: TestApp
let mail: MailServer
let texts: http.Server
let taken: { authorization: string; body: URLSearchParams }[] = []
let answers = 201
let clinic: TestClinic
let nurse: SignedIn
let admin: SignedIn
let now = new Date('2026-11-24T18:00:00Z')

before(async () => {
  db = await freshDatabase()
  mail = await startMailServer()
  texts = http.createServer((request, response) => {
    let body = ''
    request.on('data', (data: Buffer) => { body += data.toString() }).on('end', () => {
      taken.push({ authorization: request.headers.authorization ?? '', body: new URLSearchParams(body) })
      response.writeHead(answers, { 'content-type': 'application/json' }).end('{"sid":"SM1"}')
    })
  })
  await new Promise<void>((resolve) => { texts.listen(0, '127.0.0.1', resolve) })
  clinic = await makeClinic(db.sql, { sessions: 0 })
  const texter = texterOf({ CHAIRSIDE_TEXT_URL: `http://AC1:secret@127.0.0.1:${(texts.address() as AddressInfo).port}/2010-04-01/Accounts/AC1/Messages.json`, CHAIRSIDE_TEXT_FROM: '+13105550100' })
  server = await testApp(db, () => now, createMailer(mail.url, 'Harbor <desk@harbor.example>'), texter)
  nurse = await signedIn(server.app, db, ['nurse'])
  admin = await signedIn(server.app, db, ['administrator'])
  await db.owner`update patient set given_name = ${NAME}, family_name = ${NAME}, email = 'ada@mail.example', phone = '(310) 555-0199'`
  await db.owner`update site set public_name = 'Harbor', phone = '310 555 0100'`
})
after(async () => { await server.close(); await mail.close(); texts.close() })

const visit = async (start: string, started: string | null = null): Promise<string> => {
  const session = randomUUID()
  await db.owner`insert into session (organization_id, session_id, patient_id, site_id, chair_id, planned, state, summary, summary_seq) values (${clinic.organization}, ${session}, ${clinic.patient}, ${clinic.site}, ${clinic.chair}, tstzrange(${start}::timestamptz, ${start}::timestamptz + interval '2 hours'), ${started === null ? 'expected' : 'signed'}, ${started === null ? null : db.owner.json({ infusion: { startedAt: started } })}, 0)`
  return session
}
const letters = async (): Promise<string[]> => { const before = mail.received.length; await sendDue(server.services); return mail.received.slice(before).map((one) => `${one.headers['subject']}\n${one.text}`) }

test('[MSG1] [MSG2] the evening before a visit, once, in the patient\'s language; nothing of health, no name, and one tap ends it', async () => {
  await visit('2026-11-25T18:00:00Z')
  assert.equal(await writeReminders(server.services), 0, 'at ten in the morning of the day before it is too early')
  now = new Date('2026-11-25T01:30:00Z')
  assert.deepEqual([await writeReminders(server.services), await writeReminders(server.services)], [1, 0])
  const [letter] = await letters()
  assert.match(letter!, /Your appointment at Harbor/)
  assert.match(letter!, /Wednesday, November 25.*10:00/)
  assert.doesNotMatch(letter!, new RegExp(`${NAME}|ketamin|infusi|anxi|depress|treat`, 'i'))
  const sent = mail.received.at(-1)!
  const key = /\/my#([\w-]{43})/.exec(sent.text)![1]!
  assert.match(sent.headers['list-unsubscribe']!, new RegExp(`/my#${key}`))
  assert.equal((await call(server.app, 'GET', '/api/my', { 'x-chairside-key': key })).status, 200)
  assert.equal((await call(server.app, 'PUT', '/api/my/preferences', { 'x-chairside-key': key }, { language: 'es', channel: 'none', time_zone: 'America/Los_Angeles' })).status, 200)
  await visit('2026-11-27T18:00:00Z')
  now = new Date('2026-11-27T01:30:00Z')
  assert.equal(await writeReminders(server.services), 0, 'who wants no messages gets none')
})

test('[MSG3] a text in Spanish over the service, and never in the patient\'s night', async () => {
  await db.owner`update patient set message_channel = 'text', language = 'es', time_zone = 'America/New_York'`
  now = new Date('2026-11-27T01:30:00Z')
  assert.equal(await writeReminders(server.services), 1)
  assert.equal(await sendDue(server.services), 0, 'half past eight in the evening in New York')
  now = new Date('2026-11-27T13:01:00Z')
  assert.equal(await sendDue(server.services), 1)
  assert.deepEqual([taken[0]!.authorization, taken[0]!.body.get('To'), taken[0]!.body.get('From')], [`Basic ${Buffer.from('AC1:secret').toString('base64')}`, '+13105550199', '+13105550100'])
  assert.match(taken[0]!.body.get('Body')!, /Le esperamos el viernes.*\/my#/)
  const stored = JSON.stringify(await db.owner`select * from outgoing_message`)
  assert.ok(!stored.includes('5550199') && stored.includes('…99'))
})

test('[MSG4] a service that is away is tried again, one that refuses is not; without any way nothing is written', async () => {
  await db.owner`delete from outgoing_message`
  await db.owner`delete from session`
  for (const [status, state] of [[503, 'waiting'], [401, 'waiting'], [400, 'failed']] as const) {
    answers = status
    await visit(new Date(now.getTime() + 3 * 3_600_000 + status).toISOString())
    assert.equal(await writeReminders(server.services), 1)
    await db.owner`update outgoing_message set next_try_at = ${now}`
    await sendDue(server.services)
    const [row] = await db.owner<{ state: string; problem: string }[]>`select state, problem from outgoing_message where channel = 'text' order by created_at desc limit 1`
    assert.equal(row!.state, state, `${status} ${row!.problem}`)
    await db.owner`delete from session`
    await db.owner`delete from outgoing_message`
  }
  answers = 201
  await visit(new Date(now.getTime() + 3 * 3_600_000).toISOString())
  assert.equal(await writeReminders({ ...server.services, mail: null, text: null }), 0)
  await db.owner`delete from session`
})

test('[MSG5] check-ins are asked by the plan: the day after, once, and not again when answered', async () => {
  await db.owner`update patient set message_channel = 'mail', language = 'en', time_zone = 'America/Los_Angeles'`
  now = new Date('2026-12-08T18:00:00Z')
  const session = await visit('2026-12-07T17:00:00Z', '2026-12-07T17:20:00.000Z')
  assert.deepEqual([await writeReminders(server.services), await writeReminders(server.services)], [1, 0])
  assert.match((await letters())[0]!, /A few questions from Harbor/)
  now = new Date('2026-12-14T18:00:00Z')
  await db.owner`insert into score (organization_id, score_id, patient_id, instrument, answers, complete, total, band, flags, answered_at, source) values (${clinic.organization}, ${randomUUID()}, ${clinic.patient}, 'phq-4', '{}', true, 3, 'mild', '[]', '2026-12-14T17:59:00Z', 'phone')`
  assert.equal(await writeReminders(server.services), 0)
  assert.ok(session)
})

test('[ALE1] [ALE2] [ALE4] nobody takes an alert: who is on call is told, one after the other, without a word of whom', async () => {
  const [first, second] = [await signedIn(server.app, db, ['prescriber']), await signedIn(server.app, db, ['medical-director'])]
  assert.equal((await nurse.put('/api/on-call', { people: [] })).status, 403)
  assert.equal((await admin.put('/api/on-call', { people: [{ staff: first.staff, mobile: '310 555 0111' }, { staff: second.staff }] })).status, 200)
  assert.equal((await admin.put('/api/on-call', { people: [{ staff: admin.staff }] })).status, 400, 'only who may treat')
  assert.equal((await admin.put('/api/on-call', { people: [{ staff: first.staff, mobile: '12' }] })).status, 400)
  now = new Date('2026-12-12T20:00:00Z')
  await nurse.post(`/api/patients/${clinic.patient}/scores`, { score: randomUUID(), instrument: 'phq-9', answers: { 9: 2 }, answered_at: now.toISOString() })
  taken = []
  assert.deepEqual([await takeSteps(server.services), await takeSteps(server.services)], [1, 0], 'a Saturday: at once, and once')
  await sendDue(server.services)
  assert.deepEqual([taken[0]!.body.get('To'), taken.length], ['+13105550111', 1])
  assert.doesNotMatch(taken[0]!.body.get('Body')!, new RegExp(`${NAME}|PHQ|suicid|patient`, 'i'))
  now = new Date('2026-12-12T20:21:00Z')
  assert.equal(await takeSteps(server.services), 1)
  assert.match((await letters())[0]!, /Somebody must look at Chairside now/)
  now = new Date('2026-12-12T20:45:00Z')
  assert.equal(await takeSteps(server.services), 0, 'everybody was told')
  const [alert] = (await nurse.get(`/api/patients/${clinic.patient}/chart`)).body.alerts
  assert.deepEqual(alert.told.map((t: { name: string }) => t.name), [first.name, second.name])
  assert.equal((await nurse.post(`/api/alerts/${alert.alert}/close`, { outcome: 'Fine' })).body.error.rule, 'ALE2')
  assert.equal((await nurse.post(`/api/alerts/${alert.alert}/acknowledge`, { action_taken: 'I call now' })).status, 200)
  const closed = await nurse.post(`/api/alerts/${alert.alert}/close`, { outcome: 'Spoke for half an hour; safe with partner; seen on Monday' })
  assert.deepEqual([closed.status, closed.body.closed_by], [200, nurse.name])
  assert.equal((await nurse.post(`/api/alerts/${alert.alert}/close`, { outcome: 'Another story' })).status, 409)
})

test('[MSG6] a folder takes texts where no service is; addresses and numbers that are none are said', async () => {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'texts-'))
  const texter = texterOf({ CHAIRSIDE_TEXT_URL: `file://${folder}/out` })!
  await texter.send({ to: '+13105550199', text: 'Hello', id: 'one' })
  assert.deepEqual(JSON.parse(await fs.readFile(path.join(folder, 'out/one.json'), 'utf8')), { id: 'one', to: '+13105550199', text: 'Hello' })
  await fs.rm(folder, { recursive: true })
  for (const url of ['ftp://x.example', 'http://elsewhere.example', 'nonsense']) assert.throws(() => texterOf({ CHAIRSIDE_TEXT_URL: url, CHAIRSIDE_TEXT_FROM: '+1' }), /CHAIRSIDE_TEXT_URL must/)
  assert.throws(() => texterOf({ CHAIRSIDE_TEXT_URL: 'https://a:b@x.example/m' }), /CHAIRSIDE_TEXT_FROM/)
  assert.equal(texterOf({}), null)
  assert.deepEqual(['(310) 555-0199', '+34 600 123 456', '13105550199', '12', 'call me'].map(numberIn), ['+13105550199', '+34600123456', '+13105550199', null, null])
  await assert.rejects(texterOf({ CHAIRSIDE_TEXT_URL: 'http://a:b@127.0.0.1:9/m', CHAIRSIDE_TEXT_FROM: '+1' })!.send({ to: '+1', text: 'x', id: 'y' }), NotSent)
})
