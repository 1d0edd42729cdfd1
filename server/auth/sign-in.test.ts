import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test, { after, before } from 'node:test'
import { PASSWORD, ADDRESS, auditTrail, firstClinic } from '../testing/first-clinic.ts'
import { signedIn } from '../testing/people.ts'
import { makeClinic } from '../testing/clinic.ts'
import { hashPassword, verifySecret } from './hashing.ts'
import { openToken, token } from './sealed.ts'

let clinic: Awaited<ReturnType<typeof firstClinic>>
let organization: string
before(async () => {
  clinic = await firstClinic()
  organization = clinic.ada.organization.organization
})
after(() => clinic.close())

const trail = async (from: number) => (await auditTrail(clinic.db, organization)).slice(from).map((e) => `${e.what} ${e.outcome}`)
const trailLength = async (): Promise<number> => (await auditTrail(clinic.db, organization)).length
const enter = (email: string, password: string) => clinic.call('POST', '/api/sign-in', { email, password, device_name: 'Desk computer', shared_device: false })
/** A fresh colleague, so that one test's wrong tries are not another's. */
const colleague = () => clinic.hire(clinic.admin, `Person ${randomUUID().slice(0, 8)}`, ['nurse'])

test('[PEO1] verifies a password whatever way its accents are composed, and only that password', async () => {
  const stored = await hashPassword('café au lait léger')
  assert.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.equal(await verifySecret(stored, 'café au lait léger'), true)
  assert.equal(await verifySecret(stored, 'cafe au lait leger'), false)
  assert.notEqual(stored, await hashPassword('café au lait léger'), 'salted')
  assert.equal(await verifySecret(null, ''), false)
})

test('[PEO3] opens nothing with a password alone, and a sign-in with password and code', async () => {
  const nurse = await colleague()
  const from = await trailLength()
  const first = await enter(` ${nurse.email.toUpperCase()} `, PASSWORD)
  assert.deepEqual([first.status, first.body.step, first.body.methods, first.cookie], [200, 'second-factor', ['totp'], null])
  assert.equal((await clinic.call('GET', '/api/me')).status, 401)
  clinic.pass(30_000)
  const done = await clinic.call('POST', '/api/sign-in/totp', { pending: first.body.pending, code: clinic.code(nurse.secret) })
  assert.deepEqual([done.status, done.body.step, done.body.me.email, done.body.me.roles], [200, 'done', nurse.email, ['nurse']])
  assert.equal((await clinic.call('GET', '/api/me', undefined, done.cookie!)).body.staff, nurse.staff)
  assert.deepEqual(await trail(from), ['POST /api/sign-in ok: password, second factor asked', 'POST /api/sign-in/totp ok', 'GET /api/me ok'])
})

test('[PEO3] asks for the set-up of a second factor again when it was never confirmed, and then never again', async () => {
  const invited = await clinic.call('POST', '/api/staff', { name: 'Slow Starter', email: 'slow@clinic.example', roles: ['nurse'] }, clinic.admin)
  const asked = { code: invited.body.enrolment_code, password: PASSWORD }
  const [one, two] = [await clinic.call('POST', '/api/enrol', asked), await clinic.call('POST', '/api/enrol', asked)]
  assert.equal((await enter('slow@clinic.example', PASSWORD)).status, 422, 'the password counts from the confirmed second factor on')
  assert.equal((await clinic.call('POST', '/api/sign-in/enrol', { pending: two.body.pending, code: '000000' })).status, 422)
  const done = await clinic.call('POST', '/api/sign-in/enrol', { pending: two.body.pending, code: clinic.code(two.body.totp.secret) })
  assert.equal(done.status, 200)
  assert.equal((await clinic.call('POST', '/api/sign-in/enrol', { pending: one.body.pending, code: clinic.code(one.body.totp.secret) })).status, 422, 'the other set-up is void')
  assert.equal((await enter('slow@clinic.example', PASSWORD)).body.step, 'second-factor')
})

test('[PEO4] answers an unknown address, a wrong password and a waiting account alike', async () => {
  const nurse = await colleague()
  const from = await trailLength()
  const unknown = await enter('nobody@clinic.example', PASSWORD)
  const wrong = await enter(nurse.email, 'not the password')
  for (let i = 0; i < 4; i += 1) await enter(nurse.email, `not the password ${i}`)
  const waiting = await enter(nurse.email, PASSWORD)
  assert.equal(unknown.status, 422)
  assert.deepEqual([wrong.text, waiting.text], [unknown.text, unknown.text])
  assert.deepEqual(await trail(from), [...Array<string>(5).fill('POST /api/sign-in wrong-password'), 'POST /api/sign-in waiting'], 'an unknown address leaves no row: it may be somebody’s password')
})

test('[PEO5] lets none of 1,000 guesses in, though all but the first five are right', async () => {
  const nurse = await colleague()
  const from = await trailLength()
  const wave = (n: number, password: string) => Promise.all(Array.from({ length: n }, () => clinic.app.inject({
    method: 'POST', url: '/api/sign-in', remoteAddress: `192.0.2.${n % 250}`, payload: { email: nurse.email, password, device_name: 'Elsewhere', shared_device: false } })))
  const first = await Promise.all(Array.from({ length: 5 }, (_, i) => enter(nurse.email, `wrong guess ${i}`)))
  const right = await Promise.all(Array.from({ length: 40 }, () => enter(nurse.email, PASSWORD)))
  const crowd = await wave(955, PASSWORD)
  assert.ok([...first, ...right].every((a) => a.status === 422))
  assert.ok(crowd.every((a) => a.statusCode === 422 || a.statusCode === 429))
  const outcomes = (await trail(from)).map((e) => e.replace('POST /api/sign-in ', ''))
  assert.equal(outcomes.filter((o) => o.startsWith('ok')).length, 0)
  assert.equal(outcomes.filter((o) => o === 'wrong-password').length, 5)
  clinic.pass(59_000)
  assert.equal((await enter(nurse.email, PASSWORD)).status, 422, 'still waiting')
  clinic.pass(1_001)
  assert.equal((await enter(nurse.email, PASSWORD)).body.step, 'second-factor', 'knocking has not made the minute longer')
})

test('[PEO5] counts a try before it looks: forty wrong ones at once are five', async () => {
  const nurse = await colleague()
  const from = await trailLength()
  await Promise.all(Array.from({ length: 40 }, (_, i) => enter(nurse.email, `parallel guess ${i}`)))
  const outcomes = await trail(from)
  assert.equal(outcomes.filter((o) => o.endsWith('wrong-password')).length, 5)
  assert.equal(outcomes.filter((o) => o.endsWith('waiting')).length, 35)
})

test('[PEO5] counts wrong codes too, and a right password in between does not wipe them out', async () => {
  const nurse = await colleague()
  for (let i = 0; i < 5; i += 1) {
    const first = await enter(nurse.email, PASSWORD)
    assert.equal(first.body.step, 'second-factor', `password ${i}`)
    assert.equal((await clinic.call('POST', '/api/sign-in/totp', { pending: first.body.pending, code: clinic.code(nurse.secret, 50 + i) })).status, 422)
  }
  assert.equal((await enter(nurse.email, PASSWORD)).status, 422, 'now the account waits')
  clinic.pass(61_000)
  const { cookie } = await clinic.signIn(nurse.email, nurse.secret)
  assert.ok(cookie)
  const [row] = await clinic.db.owner<{ failed_attempts: number; locked_until: Date | null }[]>`select failed_attempts, locked_until from staff_secret where staff_id = ${nurse.staff}`
  assert.deepEqual({ ...row }, { failed_attempts: 0, locked_until: null })
})

test('[PEO6] opens a token at its own step, for five minutes, unchanged and once', async () => {
  const nurse = await colleague()
  const first = await enter(nurse.email, PASSWORD)
  const pending: string = first.body.pending
  clinic.pass(30_000)
  const at = (url: string, body: object) => clinic.call('POST', url, { pending, code: clinic.code(nurse.secret), ...body })
  assert.equal((await at('/api/sign-in/enrol', {})).body.error.rule, 'PEO6', 'another step')
  for (const changed of [`${pending.slice(0, -2)}AA`, pending.slice(4), 'AAAA', `${pending}A`.slice(1)]) assert.equal((await at('/api/sign-in/totp', { pending: changed })).body.error.rule, 'PEO6')
  assert.equal((await at('/api/sign-in/totp', {})).status, 200)
  clinic.pass(30_000)
  assert.equal((await at('/api/sign-in/totp', {})).body.error.rule, 'PEO6', 'used before, though the code is new')
  const late = (await enter(nurse.email, PASSWORD)).body.pending
  clinic.pass(5 * 60_000)
  assert.equal((await at('/api/sign-in/totp', { pending: late })).body.error.rule, 'PEO6', 'too late')
  const foreign = token(Buffer.alloc(32, 7), 'second-factor', { organization, staff: nurse.staff, device_name: 'x', shared_device: false }, clinic.now())
  assert.equal((await at('/api/sign-in/totp', { pending: foreign })).body.error.rule, 'PEO6', 'made with another secret')
  assert.equal(openToken(clinic.services.secret, 'second-factor', pending, new Date(0))?.staff, nurse.staff, 'the token itself is whole')
})

test('[PEO7] takes a one-time code once, also from another sign-in and when two come at once', async () => {
  const nurse = await colleague()
  clinic.pass(30_000)
  const pendings = await Promise.all([1, 2, 3].map(async () => (await enter(nurse.email, PASSWORD)).body.pending as string))
  const code = clinic.code(nurse.secret)
  const answers = await Promise.all(pendings.map((pending) => clinic.call('POST', '/api/sign-in/totp', { pending, code })))
  assert.deepEqual(answers.map((a) => a.status).sort((a, b) => a - b), [200, 422, 422])
  const again = await clinic.call('POST', '/api/sign-in/totp', { pending: (await enter(nurse.email, PASSWORD)).body.pending, code: clinic.code(nurse.secret, -1) })
  assert.equal(again.status, 422, 'an earlier step than the last one used')
})

test('[PEO22] answers 429 with a time to wait from the 61st sign-in call of one address in a minute, and others go on', async () => {
  const call = (remoteAddress: string, url: string) => clinic.app.inject({ method: 'POST', url, remoteAddress, payload: { pending: 'x', code: '123456' } })
  const answers = []
  for (let i = 0; i < 61; i += 1) answers.push(await call('198.51.100.7', i % 2 === 0 ? '/api/sign-in/totp' : '/api/sign-in/enrol'))
  assert.deepEqual([...new Set(answers.map((a) => a.statusCode))].sort((a, b) => a - b), [422, 429])
  const refused = answers.filter((a) => a.statusCode === 429)
  assert.equal(refused.length, 1, 'the routes count together')
  assert.equal(refused[0]!.json().error.kind, 'too-many')
  assert.ok(Number(refused[0]!.headers['retry-after']) > 0)
  assert.equal((await call('198.51.100.8', '/api/sign-in/totp')).statusCode, 422)
})

test('[PEO17] lets people of the demonstration in with one tap, and nobody else', async () => {
  const real = await clinic.call('POST', '/api/sign-in/demonstration', { staff: clinic.ada.staff, device_name: 'Tablet', shared_device: true })
  assert.equal(real.status, 404, 'no demonstration yet')
  const demonstration = await makeClinic(clinic.db.sql, { demonstration: true, name: 'Demonstration' })
  const tap = (staff: string) => clinic.call('POST', '/api/sign-in/demonstration', { staff, device_name: 'Tablet', shared_device: true })
  assert.equal((await tap(clinic.ada.staff)).status, 404)
  assert.equal((await tap(randomUUID())).status, 404)
  const done = await tap(demonstration.nurse)
  assert.deepEqual([done.body.step, done.body.me.organization.is_demonstration], ['done', true])
  const welcome = await clinic.call('GET', '/api/welcome')
  assert.deepEqual(welcome.body.clinic, { name: 'Clinic of the test' })
  assert.deepEqual(welcome.body.demonstration.staff.map((s: { staff: string }) => s.staff), [demonstration.nurse])
  assert.equal(welcome.text.includes('Ada'), false, 'nobody of the real clinic is named before sign-in')
  const stranger = await signedIn(clinic.app, clinic.db, ['nurse'], demonstration.organization)
  await clinic.db.owner`update staff set active = false where staff_id = ${stranger.staff}`
  assert.equal((await tap(stranger.staff)).status, 404)
  assert.equal((await enter(`nora-${demonstration.nurse}@test.example`, PASSWORD)).status, 422, 'no password there')
})

test('[PEO18] writes who was not let in, and never what they typed', async () => {
  const nurse = await colleague()
  await enter(nurse.email, 'a secret that was mistyped')
  const rows = await clinic.db.owner<{ body: unknown }[]>`select body from audit_entry where organization_id = ${organization}`
  const text = JSON.stringify(rows)
  assert.equal(text.includes('mistyped'), false)
  assert.equal(text.includes(PASSWORD), false)
  assert.equal(text.includes(ADDRESS), false)
  const last = (await auditTrail(clinic.db, organization)).at(-1)!
  assert.deepEqual([last.actor, last.action, last.outcome, last.device], [nurse.staff, 'refused', 'wrong-password', 'Desk computer'])
})

test('[PEO10] gives a cookie that scripts and other sites cannot use, keeps only its hash, and ends it after 12 hours', async () => {
  const nurse = await colleague()
  clinic.pass(30_000)
  const first = await enter(nurse.email, PASSWORD)
  const response = await clinic.app.inject({ method: 'POST', url: '/api/sign-in/totp', payload: { pending: first.body.pending, code: clinic.code(nurse.secret) } })
  const set = String(response.headers['set-cookie'])
  assert.match(set, /^chairside=[A-Za-z0-9_-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/)
  const cookie = set.slice(0, set.indexOf(';'))
  const [{ n } = { n: -1 }] = await clinic.db.owner<{ n: number }[]>`select count(*)::int as n from sign_in where token_hash = ${cookie.slice(10)}`
  assert.equal(n, 0)
  clinic.pass(12 * 3_600_000 - 1)
  assert.equal((await clinic.call('GET', '/api/me', undefined, cookie)).status, 200)
  clinic.pass(1)
  assert.equal((await clinic.call('GET', '/api/me', undefined, cookie)).status, 401)
})
