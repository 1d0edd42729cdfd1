import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { instant, toIso } from '@chairside/core/shared'
import { eventToJson, type SessionEvent } from '@chairside/core/session'
import { connectApp, inOrganization } from '../db/connect.ts'
import { freshDatabase } from '../testing/database.ts'
import { makeClinic, type TestClinic } from '../testing/clinic.ts'
import { auditLink, eventLink, linkHash } from './chain.ts'
import type { Appended } from './link.ts'
import { createLogWriter } from './writer.ts'

const T0 = instant(Date.parse('2026-11-23T15:00:00Z'))
const words = (clinic: TestClinic, session: string, text: string, id: string = randomUUID()): SessionEvent =>
  ({ type: 'words-captured', id, session, at: T0, actor: clinic.nurse, device: 'tablet', text })
const audited = (result: Appended) => [{ actor: 'nurse', roles: ['nurse'], action: 'write' as const, what: 'test', act: null, patient: null, record: null, outcome: `${result.acknowledged.length}`, device: null }]

test('[LOG1] an answer means committed: what was acknowledged is read back by another connection', async () => {
  const db = await freshDatabase()
  const clinic = await makeClinic(db.sql)
  const event = words(clinic, clinic.sessions[0]!, 'warm light')
  const { acknowledged } = await createLogWriter(db.sql).append(clinic.organization, [event], audited)
  const rows = await db.owner`select seq, hash, body from session_event`
  assert.deepEqual(rows.map((r) => [r['seq'], r['hash']]), acknowledged.map((a) => [a.seq, a.hash]))
  assert.deepEqual(rows[0]!['body'], eventToJson(event))
  await db.close()
})

test('[LOG2] the same event ten times at once is written once and gets one answer', async () => {
  const db = await freshDatabase()
  const clinic = await makeClinic(db.sql)
  const event = words(clinic, clinic.sessions[0]!, 'once')
  const writers = [createLogWriter(db.sql), createLogWriter(db.sql)]
  const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => writers[i % 2]!.append(clinic.organization, [event], audited)))
  assert.equal(new Set(answers.map((a) => JSON.stringify(a.acknowledged))).size, 1)
  assert.equal(answers[0]!.acknowledged.length, 1)
  assert.equal((await db.owner`select * from session_event`).length, 1)
  await db.close()
})

test('[LOG3] an id that was used for another fact is refused, and the first fact stands', async () => {
  const db = await freshDatabase()
  const clinic = await makeClinic(db.sql)
  const log = createLogWriter(db.sql)
  const first = words(clinic, clinic.sessions[0]!, 'first')
  await log.append(clinic.organization, [first], audited)
  const second = await log.append(clinic.organization, [words(clinic, clinic.sessions[0]!, 'second', first.id)], audited)
  assert.deepEqual(second, { acknowledged: [], refused: [{ id: first.id, reason: 'id-reused' }] })
  assert.deepEqual((await db.owner`select body ->> 'text' as text from session_event`).map((r) => r['text']), ['first'])
  await db.close()
})

test('[LOG4] two processes with many writers keep every session one unbroken chain, and lose and double nothing', async () => {
  const db = await freshDatabase()
  const clinic = await makeClinic(db.sql, { sessions: 4 })
  const writers = [createLogWriter(db.sql), createLogWriter(db.sql)]
  const events = Array.from({ length: 400 }, (_, i) => words(clinic, clinic.sessions[i % 4]!, `words ${i}`))
  const answers = await Promise.all(events.map((event, i) => writers[i % 2]!.append(clinic.organization, [event], audited)))
  assert.equal(answers.flatMap((a) => a.acknowledged).length, 400)
  for (const session of clinic.sessions) {
    const rows = await db.owner`select seq, recorded_at, body, previous_hash, hash from session_event where session_id = ${session} order by seq`
    assert.equal(rows.length, 100)
    let previous = ''
    rows.forEach((row, i) => {
      assert.equal(row['seq'], i + 1)
      assert.equal(row['previous_hash'], previous)
      previous = linkHash(previous, eventLink(clinic.organization, session, i + 1, (row['recorded_at'] as Date).toISOString(), row['body']))
      assert.equal(row['hash'], previous)
    })
    const [head] = await db.owner`select head_seq, head_hash from session where session_id = ${session}`
    assert.deepEqual([head!['head_seq'], head!['head_hash']], [100, previous])
  }
  await db.close()
})

test('[LOG5] each append leaves its audit entry in one chain, refusals too', async () => {
  const db = await freshDatabase()
  const clinic = await makeClinic(db.sql)
  const log = createLogWriter(db.sql)
  const unknown = randomUUID()
  await Promise.all([
    ...Array.from({ length: 20 }, (_, i) => log.append(clinic.organization, [words(clinic, clinic.sessions[0]!, `${i}`)], audited)),
    log.append(clinic.organization, [words(clinic, unknown, 'nowhere')], audited),
  ])
  const rows = await db.owner`select seq, at, body, previous_hash, hash from audit_entry order by seq`
  assert.equal(rows.length, 21)
  assert.equal(rows.filter((r) => (r['body'] as { outcome: string }).outcome === '0').length, 1)
  rows.reduce((previous, row, i) => {
    assert.equal(row['previous_hash'], previous)
    assert.equal(row['hash'], linkHash(previous, auditLink(clinic.organization, i + 1, (row['at'] as Date).toISOString(), row['body'])))
    return row['hash']
  }, '')
  await db.close()
})

test('[LOG6] one append that cannot be written does not take its neighbours with it', async () => {
  const db = await freshDatabase()
  const clinic = await makeClinic(db.sql)
  const log = createLogWriter(db.sql)
  // A NUL never passes the parser; here it stands for any row that the database refuses.
  const bad = log.append(clinic.organization, [words(clinic, clinic.sessions[0]!, 'bad \u0000')], audited)
  const good = log.append(clinic.organization, [words(clinic, clinic.sessions[0]!, 'good')], audited)
  await assert.rejects(bad)
  assert.equal((await good).acknowledged.length, 1)
  assert.deepEqual((await db.owner`select body ->> 'text' as text from session_event`).map((r) => r['text']), ['good'])
  await db.close()
})

test('[LOG7] a commit tells every listening process which sessions moved, and of which organization only', async () => {
  const db = await freshDatabase()
  const clinic = await makeClinic(db.sql)
  const heard: string[] = []
  const listening = await db.sql.listen('chairside', (text) => heard.push(text))
  await createLogWriter(db.sql).append(clinic.organization, [words(clinic, clinic.sessions[0]!, 'hello')], audited)
  await inOrganization(db.sql, clinic.organization, async (tx) => void (await tx`select pg_notify('chairside', 'end')`))
  while (!heard.includes('end')) await new Promise((r) => setTimeout(r, 5))
  assert.deepEqual(heard.slice(0, -1).map((text) => JSON.parse(text) as unknown), [{ organization: clinic.organization, sessions: [clinic.sessions[0]] }])
  await listening.unlisten()
  await db.close()
})

test('[LOG8] the server\'s time of receipt stands beside the device\'s time, and neither replaces the other', async () => {
  const db = await freshDatabase()
  const clinic = await makeClinic(db.sql)
  const received = new Date('2026-11-23T18:00:00Z')
  const { acknowledged } = await createLogWriter(db.sql, () => received).append(clinic.organization, [words(clinic, clinic.sessions[0]!, 'late')], audited)
  assert.equal(acknowledged[0]!.recordedAt, received.toISOString())
  const [row] = await db.owner`select at, recorded_at from session_event`
  assert.deepEqual([(row!['at'] as Date).toISOString(), (row!['recorded_at'] as Date).toISOString()], [toIso(T0), received.toISOString()])
  await db.close()
})

test('[LOG23] a closed log takes nothing more, finishes what it took, and opens no connection', async () => {
  const db = await freshDatabase()
  const clinic = await makeClinic(db.sql)
  const sql = connectApp(db.ownerUrl, 2)
  const log = createLogWriter(sql)
  const taken = log.append(clinic.organization, [words(clinic, clinic.sessions[0]!, 'in time')], audited)
  await log.close()
  assert.equal((await taken).acknowledged.length, 1)
  await sql.end()
  await assert.rejects(log.append(clinic.organization, [words(clinic, clinic.sessions[0]!, 'too late')], audited), /the log is closed/)
  await assert.rejects(log.audit(clinic.organization, audited({ acknowledged: [], refused: [] })), /the log is closed/)
  assert.equal((await db.owner`select * from session_event`).length, 1)
  await db.close()
})
