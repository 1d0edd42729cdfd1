import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test, { after, before } from 'node:test'
import { auditLink, linkHash } from '../../server/log/chain.ts'
import { auditTrail, firstClinic, PASSWORD } from '../../server/testing/first-clinic.ts'

let clinic: Awaited<ReturnType<typeof firstClinic>>
let organization: string
before(async () => {
  clinic = await firstClinic()
  organization = clinic.ada.organization.organization
})
after(() => clinic.close())

/** Computes every link again from what is stored, and the head with it. */
async function wholeChain(): Promise<number> {
  const rows = await clinic.db.owner<{ seq: string; at: Date; body: unknown; previous_hash: string; hash: string }[]>`select seq, at, body, previous_hash, hash from audit_entry where organization_id = ${organization} order by seq`
  let previous = ''
  rows.forEach((row, i) => {
    assert.equal(Number(row.seq), i + 1)
    assert.equal(row.previous_hash, previous)
    assert.equal(row.hash, linkHash(previous, auditLink(organization, i + 1, row.at.toISOString(), row.body)), `link ${i + 1}`)
    previous = row.hash
  })
  const [head] = await clinic.db.owner<{ seq: string; hash: string }[]>`select seq, hash from audit_head where organization_id = ${organization}`
  assert.deepEqual([Number(head!.seq), head!.hash], [rows.length, previous])
  return rows.length
}

test('[PEO18] leaves one entry for each kind of call: read, write, refusal by role, by content and by lock, and every step of a sign-in', async () => {
  const nurse = await clinic.hire(clinic.admin, 'Nora Trail', ['nurse'])
  await clinic.call('POST', '/api/pin', { pin: '2468' }, nurse.cookie)
  const tablet = (await clinic.signIn(nurse.email, nurse.secret, true)).cookie
  const from = await wholeChain()
  const calls: [string, () => Promise<unknown>][] = [
    ['GET /api/clinic ok', () => clinic.call('GET', '/api/clinic', undefined, clinic.admin)],
    ['POST /api/sites ok', () => clinic.call('POST', '/api/sites', { site: randomUUID(), name: 'Another', time_zone: 'UTC' }, clinic.admin)],
    ['POST /api/sites not-allowed', () => clinic.call('POST', '/api/sites', { site: randomUUID(), name: 'Mine', time_zone: 'UTC' }, nurse.cookie)],
    ['POST /api/sites bad-input', () => clinic.call('POST', '/api/sites', { site: 'x' }, clinic.admin)],
    ['POST /api/sites conflict', () => clinic.call('POST', '/api/sites', { site: randomUUID(), name: 'Another', time_zone: 'UTC' }, clinic.admin)],
    ['PUT /api/chairs/:chair not-found', () => clinic.call('PUT', `/api/chairs/${randomUUID()}`, { name: 'Ghost' }, clinic.admin)],
    ['POST /api/sign-in wrong-password', () => clinic.call('POST', '/api/sign-in', { email: nurse.email, password: 'not this one', device_name: 'x', shared_device: false })],
    ['POST /api/sign-in ok: password, second factor asked', () => clinic.call('POST', '/api/sign-in', { email: nurse.email, password: PASSWORD, device_name: 'x', shared_device: false })],
    ['POST /api/switch refused', () => clinic.call('POST', '/api/switch', { staff: nurse.staff, pin: '9999' }, tablet)],
    ['POST /api/lock ok', () => clinic.call('POST', '/api/lock', undefined, tablet)],
    ['GET /api/clinic locked', () => clinic.call('GET', '/api/clinic', undefined, tablet)],
    ['POST /api/switch ok', () => clinic.call('POST', '/api/switch', { staff: nurse.staff, pin: '2468' }, tablet)],
    ['POST /api/pin refused', () => clinic.call('POST', '/api/pin', { pin: '1793' }, tablet)],
    ['POST /api/sign-out ok', () => clinic.call('POST', '/api/sign-out', undefined, tablet)],
  ]
  for (const [, run] of calls) {
    clinic.pass(1000)
    await run()
  }
  const entries = (await auditTrail(clinic.db, organization)).slice(from)
  assert.deepEqual(entries.map((e) => `${e.what} ${e.outcome}`), calls.map(([expected]) => expected))
  for (const { what, outcome, action } of entries) assert.equal(action, outcome.startsWith('ok') ? (what.startsWith('GET') ? 'read' : 'write') : 'refused', what)
})

test('[PEO18] keeps the chain whole while fifty calls come at once, reads, writes and refusals', async () => {
  const nurse = await clinic.hire(clinic.admin, 'Nils Crowd', ['nurse'])
  const from = await wholeChain()
  const answers = await Promise.all(Array.from({ length: 50 }, (_, i) =>
    i % 4 === 0 ? clinic.call('GET', '/api/clinic', undefined, nurse.cookie)
    : i % 4 === 1 ? clinic.call('POST', '/api/sites', { site: randomUUID(), name: `Crowd ${i}`, time_zone: 'UTC' }, clinic.admin)
    : i % 4 === 2 ? clinic.call('POST', '/api/sites', { site: randomUUID(), name: 'Crowd', time_zone: 'UTC' }, nurse.cookie)
    : clinic.call('POST', '/api/sites', { site: randomUUID(), name: 'Main street', time_zone: 'UTC' }, clinic.admin)))
  assert.deepEqual(answers.map((a) => a.status), Array.from({ length: 50 }, (_, i) => [200, 200, 403, 409][i % 4]))
  assert.equal(await wholeChain(), from + 50)
})

test('[PEO21] has one effect and one answer for one key, ten times at once and later', async () => {
  const site = randomUUID()
  const ask = (key: string, body: object, cookie = clinic.admin, method: 'POST' | 'PUT' = 'POST', url = '/api/sites') =>
    clinic.app.inject({ method, url, headers: { cookie, 'idempotency-key': key }, payload: body })
  const body = { site, name: 'Once only', time_zone: 'UTC' }
  const from = await wholeChain()
  const ten = await Promise.all(Array.from({ length: 10 }, () => ask('key-1', body)))
  assert.deepEqual(ten.map((a) => [a.statusCode, a.body]), Array.from({ length: 10 }, () => [200, JSON.stringify({ site, name: 'Once only', time_zone: 'UTC', public_name: null, address: null, phone: null, chairs: [] })]))
  assert.equal((await clinic.db.owner`select 1 from site where site_id = ${site}`).length, 1)
  assert.equal(await wholeChain(), from + 10, 'ten calls, ten entries')
  assert.equal((await ask('key-1', { time_zone: 'UTC', name: 'Once only', site })).statusCode, 200, 'the order of fields is no difference')
  assert.equal((await ask('key-1', { ...body, name: 'Other' })).statusCode, 422)
  assert.equal((await ask('key-1', { name: 'Renamed' }, clinic.admin, 'PUT', `/api/chairs/${clinic.ada.sites[0]!.chairs[0]!.chair}`)).statusCode, 422, 'another route')
  assert.equal((await ask('x'.repeat(201), body)).statusCode, 400)
  assert.equal((await ask('', body)).statusCode, 400)
})

test('[PEO21] gives nobody another person’s answer, keeps no code readable, and forgets a refusal', async () => {
  const second = await clinic.hire(clinic.admin, 'Second Admin', ['administrator'])
  const invite = (cookie: string, email: string, roles: string[] = ['nurse']) => clinic.app.inject({ method: 'POST', url: '/api/staff', headers: { cookie, 'idempotency-key': 'invite' }, payload: { name: 'Invited Once', email, roles } })
  const first = await invite(clinic.admin, 'once@clinic.example')
  const again = await invite(clinic.admin, 'once@clinic.example')
  const code = (first.json() as { enrolment_code: string }).enrolment_code
  assert.equal(again.body, first.body, 'also the code that is shown once')
  assert.equal((await invite(second.cookie, 'once@clinic.example')).statusCode, 400, 'their own call: the address is taken')
  assert.equal((await invite(second.cookie, 'twice@clinic.example')).statusCode, 200, 'a refusal has kept nothing')
  const stored = JSON.stringify(await clinic.db.owner`select * from idempotency_key`)
  assert.ok(!stored.includes(code) && !stored.includes('once@clinic.example'))
})
