import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { fold, parseEvent, type SessionEvent, type SessionState } from '@chairside/core/session'
import { verifySecret } from '../auth/hashing.ts'
import { inOrganization } from '../db/connect.ts'
import { Refused } from '../http/refusal.ts'
import { verify } from '../ops/verify.ts'
import { createLogWriter } from '../log/writer.ts'
import { makeClinic } from '../testing/clinic.ts'
import { freshDatabase, type TestDatabase } from '../testing/database.ts'
import { CASES } from './cases.ts'
import { loadDemonstration, makeDemonstration, removeDemonstration } from './load.ts'
import type { Row } from './rows.ts'

const NOW = new Date('2026-11-23T19:34:21.500Z')
/** A winter night, the hour that does not exist in spring, a Sunday: the day in progress must be there at any of them. */
const MOMENTS = [NOW, new Date('2026-12-31T08:02:00Z'), new Date('2027-03-14T10:30:00Z'), new Date('2026-11-01T09:15:00Z'), new Date('2027-06-20T21:00:00Z')]

const database = async (t: TestContext): Promise<TestDatabase> => {
  const db = await freshDatabase()
  t.after(() => db.close())
  return db
}
const services = (db: TestDatabase) => ({ sql: db.sql, clock: () => NOW })
const readEvent = (row: Row): SessionEvent => {
  const parsed = parseEvent(row['body'])
  assert.ok(parsed.ok, `event ${String(row['type'])} is readable`)
  return parsed.value
}
function logs(rows: readonly Row[]): Map<string, SessionEvent[]> {
  const bySession = new Map<string, SessionEvent[]>()
  for (const row of rows) bySession.set(row['session_id'] as string, [...(bySession.get(row['session_id'] as string) ?? []), readEvent(row)])
  return bySession
}
const tables = async (db: TestDatabase): Promise<string[]> =>
  (await db.owner<{ name: string }[]>`select table_name as name from information_schema.columns where table_schema = 'chairside' and column_name = 'organization_id' and table_name in (select tablename from pg_tables where schemaname = 'chairside') order by 1`).map((r) => r.name)
async function everything(db: TestDatabase, organization: string): Promise<Record<string, unknown[]>> {
  const content: Record<string, unknown[]> = {}
  for (const table of await tables(db)) content[table] = [...await db.owner`select * from ${db.owner(table)} where organization_id = ${organization} order by 1, 2`]
  return content
}
async function refusal(work: Promise<unknown>): Promise<Refused> {
  try {
    await work
  } catch (error) {
    assert.ok(error instanceof Refused, String(error))
    return error
  }
  return assert.fail('was not refused')
}

test('[DEM1] loads whole into an organization of its own, marked as a demonstration, and every chain verifies', async (t) => {
  const db = await database(t)
  const loaded = await loadDemonstration(services(db))
  t.diagnostic(`loaded in ${loaded.ms} ms`)
  const organizations = await db.sql<{ organization_id: string; is_demonstration: boolean }[]>`select organization_id, is_demonstration from door_organizations()`
  assert.deepEqual(organizations.map((o) => ({ ...o })), [{ organization_id: loaded.organization, is_demonstration: true }])
  const verdict = await verify(db.owner)
  assert.equal(verdict.broken, null)
  assert.deepEqual([verdict.counts.sessions > 150, verdict.counts.events > 5000, verdict.counts.auditEntries], [true, true, 1])
  const [entry] = await db.owner<{ body: { what: string } }[]>`select body from audit_entry`
  assert.equal(entry!.body.what, 'demonstration loaded')
  assert.equal((await db.sql`select from patient`).length, 0, 'outside its organization nobody sees its patients')
})

test('[DEM2] is loaded once: a second time is refused, also when two ask at the same moment', async (t) => {
  const db = await database(t)
  const both = await Promise.allSettled([loadDemonstration(services(db)), loadDemonstration(services(db))])
  assert.deepEqual(both.map((b) => b.status).sort(), ['fulfilled', 'rejected'])
  for (const b of both) if (b.status === 'rejected') assert.ok(b.reason instanceof Refused && b.reason.refusal.kind === 'conflict', String(b.reason))
  assert.equal((await refusal(loadDemonstration(services(db)))).refusal.kind, 'conflict')
  assert.equal((await db.owner`select from patient`).length, CASES.length)
})

test('[DEM3] leaves nothing in any table when removed, and a real clinic beside it is untouched', async (t) => {
  const db = await database(t)
  const real = await makeClinic(db.sql, { sessions: 2, name: 'Real clinic' })
  const writer = createLogWriter(db.sql, () => NOW)
  const event = parseEvent({ id: '01912345-0000-7000-8000-000000000001', session: real.sessions[0], at: NOW.toISOString(), actor: real.nurse, device: 'test', type: 'arrived' })
  assert.ok(event.ok)
  await writer.append(real.organization, [event.value], () => [{ actor: real.nurse, roles: ['nurse'], action: 'write', what: 'test', act: null, patient: real.patient, record: null, outcome: 'done', device: null }])
  const before = await everything(db, real.organization)
  const { organization } = await loadDemonstration(services(db))
  assert.equal(await removeDemonstration(services(db)), true)
  for (const [table, rows] of Object.entries(await everything(db, organization))) assert.equal(rows.length, 0, `${table} keeps nothing of it`)
  assert.ok(isDeepStrictEqual(await everything(db, real.organization), before))
  assert.ok(before['session_event']!.length === 1 && before['audit_entry']!.length === 1)
  assert.equal(await removeDemonstration(services(db)), false)
  assert.equal((await loadDemonstration(services(db))).organization.length, 36, 'and it can be loaded again')
})

test('[DEM4] is the same for the same moment, but for the tokens nobody holds', () => {
  const [one, two] = [makeDemonstration(NOW, 'x'), makeDemonstration(NOW, 'x')]
  for (const table of ['patient', 'session', 'session_event', 'score', 'dose_order', 'follow_up'] as const) assert.ok(isDeepStrictEqual(one.rows.of(table), two.rows.of(table)), table)
  const tokens = new Set([...one.rows.of('form_link'), ...two.rows.of('form_link')].map((f) => f['token_hash']))
  assert.equal(tokens.size, one.rows.of('form_link').length * 2)
})

test('[DEM5] every log folds to the state that is kept, without a contradiction, at any hour and across changes of the clock', () => {
  for (const now of MOMENTS) {
    const { rows } = makeDemonstration(now, 'x')
    const events = logs(rows.of('session_event'))
    for (const session of rows.of('session')) {
      const view = fold(events.get(session['session_id'] as string) ?? [])
      assert.deepEqual([view.state, view.contradictions], [session['state'], []], `session ${String(session['session_id'])} at ${now.toISOString()}`)
      assert.ok((events.get(session['session_id'] as string) ?? []).every((e) => e.at <= now.getTime()), 'nothing is recorded before it happens')
    }
    for (const row of rows.of('session_event')) assert.ok((row['at'] as string) <= (row['recorded_at'] as string) && (row['recorded_at'] as string) <= now.toISOString())
  }
})

test('[DEM6] shows one day in progress around now: who is infusing, paused, recovering, preparing, waiting, late and expected', () => {
  for (const now of MOMENTS) {
    const { rows } = makeDemonstration(now, 'x')
    const around = rows.of('session').filter((s) => Math.abs(Date.parse(/\[(.*),/.exec(s['planned'] as string)![1]!) - now.getTime()) < 5 * 3_600_000)
    const count = (state: SessionState): number => around.filter((s) => s['state'] === state).length
    assert.deepEqual([count('infusing'), count('paused'), count('recovering'), count('preparing'), count('discharged'), count('arrived'), count('signed')], [3, 1, 1, 1, 1, 1, 4])
    const late = around.filter((s) => s['state'] === 'expected' && /\[(.*),/.exec(s['planned'] as string)![1]! < now.toISOString())
    assert.equal(late.length, 2, 'one is late, one has not come at all')
    assert.ok(count('expected') - late.length >= 8)
  }
})

test('[DEM7] has somebody at every stage, and the finished courses come out as published ones do', () => {
  const { rows } = makeDemonstration(NOW, 'x')
  const scoresOf = (patient: unknown): Row[] => rows.of('score').filter((s) => s['patient_id'] === patient && s['instrument'] === 'phq-9')
  const found = { inquiry: 0, baseline: 0, planned: 0, unsigned: 0, signed: 0, active: 0, stopped: 0, completed: 0 }
  const outcomes = { remission: 0, response: 0, deterioration: 0 }
  const finishedAfter: number[] = []
  for (const { patient_id: patient } of rows.of('patient')) {
    const courses = rows.of('course').filter((c) => c['patient_id'] === patient)
    const induction = courses.find((c) => c['kind'] === 'induction')
    const orders = rows.of('dose_order').filter((o) => o['patient_id'] === patient)
    const given = rows.of('session').filter((s) => s['course_id'] === induction?.['course_id'] && (s['state'] === 'signed' || s['state'] === 'discharged'))
    if (!induction) found[scoresOf(patient).length === 0 ? 'inquiry' : 'baseline'] += 1
    else if (orders.length === 0) found.planned += 1
    else if (orders.every((o) => o['signed_at'] === null)) found.unsigned += 1
    else if (induction['status'] === 'active') found[given.length === 0 ? 'signed' : 'active'] += 1
    else {
      found[induction['status'] === 'ended' ? 'stopped' : 'completed'] += 1
      finishedAfter.push(given.length)
      if (induction['status'] === 'ended') continue
      const [base] = scoresOf(patient)
      const followUp = scoresOf(patient).find((s) => s['session_id'] === null && s !== base)!
      const [from, to] = [base!['total'] as number, followUp['total'] as number]
      if (100 * (from - to) >= 50 * from) outcomes.response += 1
      if (to < 5) outcomes.remission += 1
      if (to > from) outcomes.deterioration += 1
    }
  }
  assert.deepEqual(found, { inquiry: 3, baseline: 3, planned: 3, unsigned: 3, signed: 4, active: 18, stopped: 13, completed: 15 })
  const share = (n: number): number => finishedAfter.filter((k) => k === n).length / finishedAfter.length
  assert.ok(share(6) > 0.45 && share(6) < 0.6 && share(1) > 0.15 && share(1) < 0.25, `${share(6)} finish six, ${share(1)} stop after one`)
  assert.deepEqual(outcomes, { remission: 4, response: 8, deterioration: 1 })
})

test('[DEM8] an answer about suicide always has its alert: acted upon by a named person, but for two that are open now', () => {
  const { rows } = makeDemonstration(NOW, 'x')
  const flagged = rows.of('score').filter((s) => (s['flags'] as unknown[]).length > 0)
  const alerts = rows.of('safety_alert')
  assert.deepEqual(new Set(alerts.map((a) => a['score_id'])), new Set(flagged.map((s) => s['score_id'])))
  assert.equal(alerts.length, flagged.length)
  assert.ok(flagged.every((s) => s['instrument'] === 'phq-9' && (s['answers'] as Record<string, number>)['9']! > 0))
  assert.equal(alerts.filter((a) => a['acknowledged_at'] === null).length, 2)
  assert.ok(alerts.every((a) => (a['acknowledged_at'] === null) === (a['action_taken'] === null)))
})

test('[DEM9] tells of corrections, and of exactly one disagreement between two tablets, settled and still to be seen', () => {
  const { rows } = makeDemonstration(NOW, 'x')
  const disagreements = [...logs(rows.of('session_event')).values()].filter((events) => fold(events.filter((e) => e.type !== 'corrected')).contradictions.length > 0)
  assert.equal(disagreements.length, 1)
  assert.deepEqual(fold(disagreements[0]!.filter((e) => e.type !== 'corrected')).contradictions.map((c) => c.kind), ['two-rates'])
  const view = fold(disagreements[0]!)
  assert.deepEqual([view.contradictions, view.facts.filter((f) => f.withdrawn).length], [[], 1])
  assert.ok(rows.of('session_event').filter((e) => e['type'] === 'corrected').length > 3)
})

test('[DEM10] what a monitor would have sent says that it is simulated and names the simulation', () => {
  const { rows } = makeDemonstration(NOW, 'x')
  const vitals = rows.of('session_event').filter((e) => e['type'] === 'vitals-recorded')
  const devices = new Set(rows.of('device_binding').map((b) => b['device']))
  assert.equal(devices.size, 7)
  for (const { actor, device, body } of vitals) {
    const { origin, source } = body as { origin: string; source?: string }
    if (origin === 'person') assert.ok(!String(actor).startsWith('device:'))
    else assert.deepEqual([origin, source, actor, devices.has(device)], ['simulated', device, `device:${String(device)}`, true])
  }
  assert.ok(vitals.filter((v) => (v['body'] as { origin: string }).origin === 'simulated').length > vitals.length / 2)
})

test('[DEM11] its people open nothing else: no password, the printed PIN, reserved addresses', async (t) => {
  const db = await database(t)
  const { organization } = await loadDemonstration(services(db))
  await inOrganization(db.sql, organization, async (tx) => {
    const secrets = await tx<{ password_hash: string | null; totp_secret_sealed: string | null; pin_hash: string }[]>`select password_hash, totp_secret_sealed, pin_hash from staff_secret`
    assert.equal(secrets.length, 10)
    for (const secret of secrets) assert.deepEqual([secret.password_hash, secret.totp_secret_sealed], [null, null])
    assert.equal(await verifySecret(secrets[0]!.pin_hash, '2468'), true)
    assert.equal((await tx`select from staff where email not like '%@demonstration.example'`).length + (await tx`select from patient where email not like '%@demonstration.example' or phone not like '+1 310 555 01__'`).length, 0)
    assert.equal((await tx`select from passkey`).length, 0)
    const roles = await tx<{ role: string }[]>`select distinct unnest(roles) as role from staff order by 1`
    assert.deepEqual(roles.map((r) => r.role), ['administrator', 'front-desk', 'medical-director', 'nurse', 'prescriber'])
  })
})

test('[DEM15] whoever is treated has a history, a decision and a consent from before their course', () => {
  const { rows } = makeDemonstration(NOW, 'x')
  const courses = rows.of('course')
  assert.ok(courses.length > 30)
  for (const course of courses) {
    const consent = rows.of('consent').find((one) => one['course_id'] === course['course_id'])
    assert.ok(consent && (consent['signed_at'] as string) < (course['created_at'] as string))
    assert.ok(rows.of('eligibility_decision').some((one) => one['patient_id'] === course['patient_id'] && (one['decided_at'] as string) < (course['created_at'] as string)))
    assert.ok(rows.of('history_answer').some((one) => one['patient_id'] === course['patient_id'] && one['question'] === 'main-problem'))
  }
  assert.deepEqual([rows.of('consent_text').length, rows.of('on_call').length, rows.of('inquiry').length], [1, 2, 1])
})

test('[DEM12] orders are the product’s own proposals, and no infusion was started without a signed one', () => {
  const { rows } = makeDemonstration(NOW, 'x')
  const orders = new Map(rows.of('dose_order').map((o) => [o['dose_order_id'], o]))
  const starts = rows.of('session_event').filter((e) => e['type'] === 'infusion-started').map((e) => e['body'] as Record<string, unknown>)
  assert.ok(starts.length > 150)
  for (const start of starts) {
    const order = orders.get(start['order'])
    assert.ok(order && order['signed_at'] !== null && (order['signed_at'] as string) < (start['at'] as string))
    assert.deepEqual([start['dose_mg'], start['weight_kg'], start['rate_mL_per_h'], start['weight_basis']], [order['dose_mg'], order['dosing_weight_kg'], order['rate_ml_per_h'], order['weight_basis']])
  }
  for (const order of orders.values()) assert.ok((order['flags'] as { level: string }[]).every((f) => f.level === 'warn' || f.level === 'info'))
  assert.deepEqual(new Set([...orders.values()].map((o) => o['weight_basis'])), new Set(['actual', 'adjusted']))
})
