import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { connect, type AddressInfo } from 'node:net'
import test from 'node:test'
import type { AppendAnswer, FloorView, LiveChange, SessionBundle } from '@chairside/core/session'
import { inOrganization } from '../db/connect.ts'
import { sha256 } from '../log/chain.ts'
import { buildApp } from '../http/app.ts'
import { testApp } from '../testing/app.ts'
import { makeClinic } from '../testing/clinic.ts'
import { freshDatabase } from '../testing/database.ts'
import { signedIn } from '../testing/people.ts'
import { connectApp } from '../db/connect.ts'
import { createLiveFeed } from './live.ts'

const NOW = new Date('2026-11-23T15:30:00Z')

async function clinicWithNurse() {
  const db = await freshDatabase()
  const clinic = await makeClinic(db.sql)
  const { app, services, close } = await testApp(db, () => NOW)
  const nurse = await signedIn(app, db, ['nurse'], clinic.organization)
  const session = clinic.sessions[0]!
  const fact = (type: string, minutesAgo: number, payload: object = {}, actor = nurse.staff) =>
    ({ id: randomUUID(), session, type, at: new Date(NOW.getTime() - minutesAgo * 60_000).toISOString(), actor, device: 'tablet', ...payload })
  const send = async (...events: object[]): Promise<AppendAnswer> => (await nurse.post(`/api/sessions/${session}/events`, { events })).body as AppendAnswer
  return { db, clinic, app, services, close, nurse, session, fact, send }
}

const START = { dose_mg: 40, dose_mg_per_kg: 0.5, weight_kg: 80, weight_basis: 'actual', volume_mL: 100, concentration_mg_per_mL: 0.4, rate_mL_per_h: 150 }

test('[LOG10] facts are acknowledged one by one, and one that cannot be read is named with its place and stops no other', async () => {
  const { close, fact, send, nurse, session } = await clinicWithNurse()
  const good = fact('arrived', 20)
  const bad = fact('vitals-recorded', 10, { origin: 'person', values: { spo2_pct: -100 } })
  const answer = await send(good, bad, fact('words-captured', 5, { text: 'like floating' }))
  assert.deepEqual(answer.acknowledged.map((a) => a.seq), [1, 2])
  assert.equal(answer.refused.length, 1)
  assert.equal(answer.refused[0]!.id, bad.id)
  assert.match(answer.refused[0]!.message, /^events\.1\.values\.spo2_pct: -100 is not allowed; allowed: a number from 30 to 100 %$/)
  const bundle = (await nurse.get(`/api/sessions/${session}`)).body as SessionBundle
  assert.deepEqual(bundle.events.map((e) => e['type']), ['arrived', 'words-captured'])
  await close()
})

test('[SYN32] who has the first facts of a visit is sent the rest', async () => {
  const { close, fact, send, nurse, session } = await clinicWithNurse()
  await send(fact('arrived', 20), fact('words-captured', 5, { text: 'like floating' }), fact('words-captured', 4, { text: 'and warm' }))
  const after = async (number: number) => ((await nurse.get(`/api/sessions/${session}?after=${number}`)).body as SessionBundle).events.map((e) => e['seq'])
  assert.deepEqual([await after(0), await after(1), await after(3)], [[1, 2, 3], [2, 3], []])
  assert.equal((await nurse.get(`/api/sessions/${session}?after=-1`)).status, 400)
  await close()
})

test('[LOG11] a fact keeps its author: only who has unlocked this device is taken as one', async () => {
  const { close, fact, send, db, app, clinic, nurse } = await clinicWithNurse()
  const colleague = await signedIn(app, db, ['nurse'], clinic.organization)
  const stranger = await send(fact('words-captured', 1, { text: 'not mine' }, colleague.staff))
  assert.equal(stranger.acknowledged.length, 0)
  assert.match(stranger.refused[0]!.message, /events\.0\.actor/)
  await inOrganization(db.sql, clinic.organization, (tx) => tx`insert into sign_in_actor (organization_id, sign_in_id, staff_id) values (${clinic.organization}, ${nurse.signIn}, ${colleague.staff})`)
  assert.equal((await send(fact('words-captured', 1, { text: 'recorded before the switch' }, colleague.staff))).acknowledged.length, 1)
  await close()
})

test('[LOG12] the front desk may say that somebody arrived and take it back, and nothing clinical', async () => {
  const { close, fact, db, app, clinic, session, send } = await clinicWithNurse()
  const desk = await signedIn(app, db, ['front-desk'], clinic.organization)
  const post = async (...events: object[]) => (await desk.post(`/api/sessions/${session}/events`, { events })).body as AppendAnswer
  const arrived = fact('arrived', 3, {}, desk.staff)
  const answer = await post(arrived, fact('infusion-started', 1, START, desk.staff))
  assert.equal(answer.acknowledged.length, 1)
  assert.match(answer.refused[0]!.message, /^events\.1\.type: "infusion-started" is not allowed; allowed: arrived, for the role of its author/)
  const takenBack = { corrects: arrived.id, reason: 'another patient', withdrawn: true }
  assert.equal((await post(fact('corrected', 2, { ...takenBack, withdrawn: false, replacement: {} }, desk.staff))).acknowledged.length, 0)
  assert.equal((await post(fact('corrected', 2, takenBack, desk.staff))).acknowledged.length, 1)
  const words = fact('words-captured', 2, { text: 'warm' })
  await send(words)
  assert.equal((await post(fact('corrected', 1, { ...takenBack, corrects: words.id }, desk.staff))).acknowledged.length, 0)
  assert.equal((await desk.get(`/api/sessions/${session}`)).status, 403)
  await close()
})

test('[LOG22] a fact is judged by who recorded it, not by who is signed in when it is sent', async () => {
  const { close, fact, db, app, clinic, session, nurse } = await clinicWithNurse()
  const desk = await signedIn(app, db, ['front-desk'], clinic.organization)
  await inOrganization(db.sql, clinic.organization, (tx) => tx`insert into sign_in_actor (organization_id, sign_in_id, staff_id) values (${clinic.organization}, ${desk.signIn}, ${nurse.staff})`)
  const answer = (await desk.post(`/api/sessions/${session}/events`, { events: [fact('infusion-started', 1, START), fact('infusion-started', 1, START, desk.staff)] })).body as AppendAnswer
  assert.deepEqual([answer.acknowledged.length, answer.refused.length], [1, 1])
  await close()
})

test('[LOG18] an override counts in a role that its author has', async () => {
  const { close, fact, send } = await clinicWithNurse()
  const answer = await send(fact('arrived', 3), fact('checklist-confirmed', 2, { item: 'fasting', override: { role: 'prescriber', reason: 'sips of water only' } }), fact('checklist-confirmed', 1, { item: 'escort', override: { role: 'nurse', reason: 'arrives later' } }))
  assert.equal(answer.acknowledged.length, 2)
  assert.deepEqual(answer.refused.map((r) => r.message), ['events.1.override.role: "prescriber" is not allowed; allowed: a role of this person: nurse'])
  await close()
})

test('[LOG19] a signature keeps the text that was signed, and its hash must be of that text', async () => {
  const { close, fact, send, nurse, session } = await clinicWithNurse()
  const noteText = 'Arrived at 7:00.\n40 mg given.'
  const good = fact('signed', 1, { meaning: 'author', noteText, noteHash: sha256(noteText) })
  const answer = await send(good, fact('signed', 1, { meaning: 'author', noteText: `${noteText} And more.`, noteHash: sha256(noteText) }))
  assert.deepEqual(answer.acknowledged.map((a) => a.id), [good.id])
  assert.match(answer.refused[0]!.message, /^events\.1\.noteHash: .* allowed: the SHA-256 of noteText, and noteText itself$/)
  const bundle = (await nurse.get(`/api/sessions/${session}`)).body as SessionBundle
  assert.equal(bundle.events.find((e) => e['type'] === 'signed')?.['noteText'], noteText)
  await close()
})

test('[NOT10] a signature without its text or without its hash is not taken', async () => {
  const { close, fact, send } = await clinicWithNurse()
  const noteText = 'Arrived at 7:00.'
  const answer = await send(fact('signed', 3, { meaning: 'author' }), fact('signed', 2, { meaning: 'author', noteText }), fact('signed', 1, { meaning: 'author', noteHash: sha256(noteText) }), fact('signed', 0, { meaning: 'reviewer', noteText, noteHash: sha256(noteText), facts: 1 }))
  assert.deepEqual([answer.refused.map((r) => r.reason), answer.acknowledged.length], [['bad-input', 'bad-input', 'bad-input'], 1])
  await close()
})

test('[SES188] the Chair knows the record\'s conditions and present medicines, and what made the last visit comfortable, as it was corrected', async () => {
  const db = await freshDatabase()
  const clinic = await makeClinic(db.sql, { sessions: 3 })
  const { app, close } = await testApp(db, () => new Date('2026-11-23T20:00:00Z'))
  const nurse = await signedIn(app, db, ['nurse'], clinic.organization)
  const [first, second, third] = clinic.sessions as [string, string, string]
  const bundle = async (session: string) => (await nurse.get(`/api/sessions/${session}`)).body as SessionBundle
  const record = (kind: string, display: string, status: string | null) => inOrganization(db.sql, clinic.organization, (tx) => tx`
    insert into health_record (organization_id, health_record_id, patient_id, kind, source_key, source_hash, source, display, status) values (${clinic.organization}, ${randomUUID()}, ${clinic.patient}, ${kind}, ${`${kind}/${display}`}, '00', '{}', ${display}, ${status})`)
  await record('condition', 'Asthma', 'resolved')
  await record('condition', 'Gout', 'entered-in-error')
  await record('medication', 'Lorazepam 1 mg', 'active')
  await record('medication', 'Amoxicillin', 'completed')
  await record('allergy', 'Latex', null)
  assert.equal((await bundle(first)).last_comfort, null)
  const fact = (session: string, minutesAgo: number, type: string, payload: object) => ({ id: randomUUID(), session, type, at: new Date(Date.parse('2026-11-23T20:00:00Z') - minutesAgo * 60_000).toISOString(), actor: nurse.staff, device: 'tablet', ...payload })
  const wrong = fact(first, 20, 'comfort-changed', { talk: 'full' })
  const facts = [fact(first, 30, 'comfort-changed', { music: 'Slow piano', light: 'some', blanket: true }), fact(first, 25, 'comfort-changed', { light: 'none' }), wrong, fact(first, 19, 'corrected', { corrects: wrong.id, reason: 'another patient', withdrawn: true })]
  await nurse.post(`/api/sessions/${first}/events`, { events: facts })
  await nurse.post(`/api/sessions/${second}/events`, { events: [fact(second, 10, 'arrived', {})] })
  const { allergies, conditions, medications, last_comfort } = await bundle(third)
  assert.deepEqual({ allergies, conditions, medications }, { allergies: ['Latex'], conditions: ['Asthma'], medications: ['Lorazepam 1 mg'] })
  assert.deepEqual(last_comfort, { date: '2026-11-23', comfort: { music: 'Slow piano', light: 'none', blanket: true } })
  await close()
})

test('[LOG13] a session of another organization does not exist', async () => {
  const { close, db, nurse, fact } = await clinicWithNurse()
  const other = await makeClinic(db.sql, { demonstration: true, name: 'Other' })
  const session = other.sessions[0]!
  assert.equal((await nurse.get(`/api/sessions/${session}`)).status, 404)
  const answer = (await nurse.post(`/api/sessions/${session}/events`, { events: [{ ...fact('arrived', 1), session }] })).body as AppendAnswer
  assert.deepEqual(answer.refused.map((r) => r.reason), ['unknown-session'])
  assert.equal((await nurse.get(`/api/floor?site=${other.site}`)).status, 404)
  assert.equal((await db.owner`select * from session_event`).length, 0)
  await close()
})

test('[LOG14] the Floor shows each fact as soon as it is acknowledged, from a summary that is folded again only when the log moved', async () => {
  const { close, clinic, fact, send, nurse, db } = await clinicWithNurse()
  const floor = async () => ((await nurse.get(`/api/floor?site=${clinic.site}`)).body as FloorView).chairs[0]!
  assert.deepEqual((await floor()).visit, null)
  assert.equal((await floor()).next?.patient_name, 'Ada Fictional')
  await send(fact('arrived', 29), fact('checklist-confirmed', 25, { item: 'identity' }), fact('vitals-recorded', 24, { origin: 'person', values: { sbp_mmHg: 118, dbp_mmHg: 76, spo2_pct: 98 } }))
  assert.equal((await floor()).visit?.state, 'preparing')
  assert.equal((await floor()).next, null)
  await send(fact('infusion-started', 20, START), fact('vitals-recorded', 10, { origin: 'person', values: { sbp_mmHg: 131 } }))
  const { visit } = await floor()
  assert.equal(visit?.state, 'infusing')
  assert.deepEqual([visit?.latest.sbp_mmHg?.value, visit?.baseline.sbp_mmHg?.value, visit?.latest.spo2_pct?.value], [131, 118, 98])
  assert.equal(visit?.infusion?.dose_mg, 40)
  const [{ summary_seq, head_seq, xmin }] = await db.owner<{ summary_seq: number; head_seq: number; xmin: string }[]>`select summary_seq, head_seq, xmin::text from session` as unknown as [{ summary_seq: number; head_seq: number; xmin: string }]
  assert.equal(summary_seq, head_seq)
  await floor()
  assert.equal((await db.owner<{ xmin: string }[]>`select xmin::text from session`)[0]!.xmin, xmin, 'a Floor that has nothing new writes nothing')
  await close()
})

test('[LOG20] the baseline of each sign is its own last value before the start', async () => {
  const { close, clinic, fact, send, nurse } = await clinicWithNurse()
  await send(fact('arrived', 29), fact('checklist-confirmed', 28, { item: 'identity' }), fact('vitals-recorded', 24, { origin: 'person', values: { sbp_mmHg: 118, spo2_pct: 95 } }), fact('vitals-recorded', 21, { origin: 'device', values: { spo2_pct: 98 } }), fact('infusion-started', 20, START))
  const { visit } = ((await nurse.get(`/api/floor?site=${clinic.site}`)).body as FloorView).chairs[0]!
  assert.deepEqual([visit?.baseline.sbp_mmHg?.value, visit?.baseline.spo2_pct?.value], [118, 98])
  await close()
})

test('[LOG15] a fact recorded through one process is told to the screens of another', async () => {
  const { close, db, clinic, fact, send, session } = await clinicWithNurse()
  const otherProcess = connectApp(db.ownerUrl, 2)
  const live = await createLiveFeed(otherProcess)
  const heard = new Promise<LiveChange>((resolve) => live.subscribe(clinic.organization, resolve))
  const notTold = live.subscribe(randomUUID(), () => assert.fail('another organization is told nothing'))
  await send(fact('arrived', 1))
  assert.deepEqual((await heard).sessions, [session])
  notTold()
  await live.close()
  await otherProcess.end()
  await close()
})

test('[FLO11] three hundred notices at once reach a screen in a few, whole; the first of a quiet time goes by itself', async () => {
  const { close, db, clinic } = await clinicWithNurse()
  const live = await createLiveFeed(db.sql)
  const heard: LiveChange[] = []
  const whole = new Promise<void>((resolve) => {
    live.subscribe(clinic.organization, (change) => { heard.push(change); if (new Set(heard.flatMap((c) => c.chairs ?? [])).size === 300 && heard.some((c) => c.sessions?.[0] === 'visit')) resolve() })
  })
  live.subscribe(randomUUID(), () => assert.fail('another organization is told nothing'))
  const notices = [...Array.from({ length: 300 }, (_, i) => ({ organization: clinic.organization, chairs: [`chair ${i}`] })), { organization: clinic.organization, sessions: ['visit'] }].map((notice) => JSON.stringify(notice))
  await db.owner`select pg_notify('chairside', notice) from unnest(${notices}::text[]) notice`
  await whole
  assert.deepEqual(heard[0], { organization: clinic.organization, chairs: ['chair 0'] })
  assert.ok(heard.length <= 10, `${heard.length} changes`)
  await live.close()
  await close()
})

test('[LOG16] a discharge makes the next-day check-in due when the protocol says, once', async () => {
  const { close, fact, send, db, session } = await clinicWithNurse()
  await db.owner`update protocol_version set settings = jsonb_set(settings, '{recovery,next_day_contact_h}', '20')`
  const discharge = fact('discharge-approved', 0)
  await send(fact('arrived', 90), fact('checklist-confirmed', 85, { item: 'identity' }), fact('infusion-started', 80, START), fact('infusion-stopped', 40, { why: 'complete' }), discharge)
  await send(discharge)
  const due = await db.owner<{ session_id: string; due_at: Date }[]>`select session_id, due_at from follow_up`
  assert.deepEqual(due.map((d) => [d.session_id, d.due_at.toISOString()]), [[session, new Date(NOW.getTime() + 20 * 3_600_000).toISOString()]])
  await close()
})

test('[LOG17] reading a visit and adding to it leave one audit entry each, with who, what, whose and the outcome', async () => {
  const { close, fact, send, db, nurse, session, clinic } = await clinicWithNurse()
  await nurse.get(`/api/sessions/${session}`)
  await send(fact('arrived', 1))
  const rows = await db.owner<{ body: Record<string, unknown>; patient_id: string }[]>`select body, patient_id from audit_entry order by seq`
  assert.deepEqual(rows.map((r) => [r.body['actor'], r.body['action'], r.body['what'], r.body['outcome'], r.patient_id]), [
    [nurse.staff, 'read', 'GET /api/sessions/:session', 'ok', clinic.patient],
    [nurse.staff, 'write', 'POST /api/sessions/:session/events', '1 of 1 acknowledged: arrived', clinic.patient],
  ])
  await close()
})

test('[LOG21] a screen that leaves while its stream is being opened leaves nothing behind', async () => {
  const { close, services, nurse } = await clinicWithNurse()
  let open = 0
  const live: typeof services.live = {
    ...services.live,
    subscribe: (organization, listener) => {
      const stop = services.live.subscribe(organization, listener)
      open += 1
      return () => { open -= 1; stop() }
    },
  }
  let opening = 0
  const log: typeof services.log = { ...services.log, audit: async (organization, entries) => { opening += 1; await services.log.audit(organization, entries); opening -= 1 } }
  const app = await buildApp({ ...services, live, log })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  for (let i = 0; i < 20; i++) {
    const socket = connect(port, '127.0.0.1')
    socket.write(`GET /api/live HTTP/1.1\r\nhost: localhost\r\ncookie: ${nurse.cookie}\r\n\r\n`)
    while (opening === 0) await new Promise((r) => setImmediate(r))
    socket.destroy()
    while (opening > 0) await new Promise((r) => setImmediate(r))
  }
  await new Promise((r) => setTimeout(r, 50))
  assert.equal(open, 0)
  await app.close()
  await close()
})
