import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { after, before } from 'node:test'
import { auditTrail, firstClinic } from '../testing/first-clinic.ts'
import { mayStream } from './authenticate.ts'

type Hired = Awaited<ReturnType<Awaited<ReturnType<typeof firstClinic>>['hire']>>
let clinic: Awaited<ReturnType<typeof firstClinic>>
let [nora, milo]: [Hired | null, Hired | null] = [null, null]
const PIN = '2468'

before(async () => {
  clinic = await firstClinic()
  nora = await clinic.hire(clinic.admin, 'Nora Shift', ['nurse'])
  milo = await clinic.hire(clinic.admin, 'Milo Desk', ['front-desk'])
  for (const { cookie } of [nora, milo]) assert.equal((await clinic.call('POST', '/api/pin', { pin: PIN }, cookie)).status, 200)
})
after(() => clinic.close())

const tablet = async (person = nora!) => (await clinic.signIn(person.email, person.secret, true)).cookie
const switchTo = (cookie: string, staff: string, pin = PIN) => clinic.call('POST', '/api/switch', { staff, pin }, cookie)
const me = (cookie: string) => clinic.call('GET', '/api/me', undefined, cookie)

test('[PEO8] switches person by PIN on a shared device, and the rights with it', async () => {
  const cookie = await tablet()
  assert.deepEqual((await clinic.call('GET', '/api/switch', undefined, cookie)).body.map((s: { name: string }) => s.name), ['Milo Desk', 'Nora Shift'])
  const switched = await switchTo(cookie, milo!.staff)
  assert.deepEqual([switched.status, switched.body.name, switched.body.roles], [200, 'Milo Desk', ['front-desk']])
  assert.equal((await me(cookie)).body.staff, milo!.staff)
  assert.equal((await clinic.call('POST', '/api/protocol/approve', { version: 1 }, cookie)).body.error.kind, 'not-allowed')
  const rows = await clinic.db.owner<{ staff_id: string }[]>`select a.staff_id from sign_in_actor a join sign_in i using (organization_id, sign_in_id) where i.staff_id = ${milo!.staff} and i.opened_by = ${nora!.staff} and i.ended_at is null`
  assert.deepEqual(rows.map((r) => r.staff_id).sort(), [nora!.staff, milo!.staff].sort(), 'both have unlocked this device')
  const last = (await auditTrail(clinic.db, clinic.ada.organization.organization)).filter((e) => e.what === 'POST /api/switch').at(-1)!
  assert.deepEqual([last.actor, last.outcome, last.device], [milo!.staff, 'ok', 'Tablet 1'])
})

test('[PEO8] switches nowhere else: not on one’s own device, not without a sign-in, not to who has no PIN or has left', async () => {
  assert.equal((await switchTo(nora!.cookie, milo!.staff)).body.error.rule, 'PEO8')
  assert.equal((await clinic.call('GET', '/api/switch', undefined, nora!.cookie)).status, 422)
  assert.equal((await clinic.call('POST', '/api/lock', undefined, nora!.cookie)).status, 422)
  assert.equal((await clinic.call('POST', '/api/switch', { staff: milo!.staff, pin: PIN })).status, 401)
  const cookie = await tablet()
  assert.equal((await switchTo(cookie, clinic.ada.staff)).status, 422, 'no PIN')
  const leaver = await clinic.hire(clinic.admin, 'Leo Leaver', ['nurse'])
  await clinic.call('POST', '/api/pin', { pin: PIN }, leaver.cookie)
  assert.equal((await switchTo(cookie, leaver.staff)).status, 200)
  assert.equal((await clinic.call('PUT', `/api/staff/${leaver.staff}`, { active: false }, clinic.admin)).status, 200)
  assert.equal((await me(cookie)).status, 401, 'the tablet on which the leaver acted')
  assert.equal((await switchTo(await tablet(), leaver.staff)).status, 422)
})

test('[PEO8] ends the device’s sign-in with the fifth wrong PIN, also when they come at once', async () => {
  const [one, two] = [await tablet(), await tablet()]
  for (const wrong of ['1357', '1358', '1359', '1351']) assert.equal((await switchTo(one, milo!.staff, wrong)).body.error.rule, 'PEO8')
  assert.equal((await switchTo(one, milo!.staff)).status, 200, 'four are forgiven by a right one')
  clinic.pass(3_600_000)
  const many = await Promise.all(Array.from({ length: 20 }, (_, i) => switchTo(two, nora!.staff, String(4000 + i * 7))))
  assert.equal(many.filter((a) => a.status === 200).length, 0)
  assert.equal((await switchTo(two, nora!.staff)).status, 401)
  assert.equal((await me(two)).status, 401)
  clinic.pass(3_600_000)
})

test('[PEO8] makes a person’s PIN wait, so that one’s own right PIN buys no more guesses at a colleague’s', async () => {
  const cookie = await tablet()
  for (let i = 0; i < 4; i += 1) await switchTo(cookie, milo!.staff, `90${i}1`)
  assert.equal((await switchTo(cookie, nora!.staff)).status, 200, 'own PIN')
  await switchTo(cookie, milo!.staff, '9051')
  assert.equal((await switchTo(cookie, milo!.staff)).status, 422, 'the right one, while it waits')
  clinic.pass(60_001)
  assert.equal((await switchTo(cookie, milo!.staff)).status, 200)
})

test('[PEO9] sets a PIN or a passkey only after both factors on this device', async () => {
  const cookie = await tablet()
  assert.equal((await clinic.call('POST', '/api/pin', { pin: '1111' }, cookie)).body.error.path, 'pin')
  assert.equal((await clinic.call('POST', '/api/pin', { pin: PIN }, cookie)).status, 200)
  clinic.pass(1000)
  assert.equal((await switchTo(cookie, nora!.staff)).status, 200, 'even to oneself: a PIN was the last proof')
  for (const url of ['/api/pin', '/api/passkeys/options']) assert.equal((await clinic.call('POST', url, url === '/api/pin' ? { pin: '8642' } : undefined, cookie)).body.error.rule, 'PEO9', url)
})

test('[PEO11] locks a shared device after five minutes without a touch; background reading is none', async () => {
  const cookie = await tablet()
  const background = () => clinic.app.inject({ method: 'GET', url: '/api/clinic', headers: { cookie, 'x-chairside-background': '1' } })
  clinic.pass(4 * 60_000)
  assert.equal((await clinic.call('GET', '/api/clinic', undefined, cookie)).status, 200)
  clinic.pass(4 * 60_000)
  assert.equal((await background()).statusCode, 200)
  clinic.pass(60_000)
  assert.equal((await background()).statusCode, 200, 'at five minutes it is still open')
  clinic.pass(1)
  const locked = await clinic.call('GET', '/api/clinic', undefined, cookie)
  assert.deepEqual([locked.status, locked.body.error.kind], [423, 'locked'])
  assert.deepEqual([(await me(cookie)).status, (await me(cookie)).body.locked], [200, true])
  assert.equal((await clinic.call('POST', '/api/sign-out/everywhere', undefined, cookie)).status, 423)
  assert.equal((await clinic.call('POST', '/api/pin', { pin: '8642' }, cookie)).status, 423)
  assert.equal((await switchTo(cookie, nora!.staff)).status, 200)
  assert.equal((await clinic.call('GET', '/api/clinic', undefined, cookie)).status, 200)
  assert.equal((await clinic.call('POST', '/api/lock', undefined, cookie)).status, 200)
  assert.equal((await clinic.call('GET', '/api/clinic', undefined, cookie)).status, 423)
  assert.equal((await clinic.call('POST', '/api/sign-out', undefined, cookie)).status, 200)
  assert.equal((await me(cookie)).status, 401)
})

test('[PEO11] a screen that opens its stream again and again touches nothing', async () => {
  const cookie = await tablet()
  const ask = (accept: string) => clinic.app.inject({ method: 'GET', url: '/api/clinic', headers: { cookie, accept } })
  for (let minute = 0; minute < 5; minute += 1) {
    assert.equal((await ask('text/event-stream')).statusCode, 200)
    clinic.pass(60_000)
  }
  clinic.pass(1)
  assert.equal((await ask('application/json')).statusCode, 423)
})

test('[PEO11] leaves one’s own device open', async () => {
  const { cookie } = await clinic.signIn(nora!.email, nora!.secret)
  clinic.pass(2 * 3_600_000)
  assert.equal((await clinic.call('GET', '/api/clinic', undefined, cookie)).status, 200)
})

test('[PEO16] signs out everywhere: what the person opened and where they act, not where a colleague does', async () => {
  const [own, opened, acting, colleagues] = [(await clinic.signIn(nora!.email, nora!.secret)).cookie, await tablet(), await tablet(milo!), await tablet(milo!)]
  assert.equal((await switchTo(acting, nora!.staff)).status, 200)
  assert.equal((await switchTo(opened, milo!.staff)).status, 200)
  const done = await clinic.call('POST', '/api/sign-out/everywhere', undefined, own)
  assert.equal(done.status, 200)
  assert.deepEqual(await Promise.all([own, opened, acting, colleagues].map(async (c) => (await me(c)).status)), [401, 401, 401, 200])
})

test('[PEO16] keeps who has unlocked a device when somebody signs in on it anew, and ends the sign-in before', async () => {
  const before = await tablet()
  clinic.pass(30_000)
  const first = await clinic.call('POST', '/api/sign-in', { email: milo!.email, password: 'seven quiet chairs', device_name: 'Tablet 1', shared_device: true }, before)
  const done = await clinic.call('POST', '/api/sign-in/totp', { pending: first.body.pending, code: clinic.code(milo!.secret) }, before)
  assert.equal(done.status, 200)
  assert.equal((await me(before)).status, 401)
  const rows = await clinic.db.owner<{ staff_id: string }[]>`select a.staff_id from sign_in_actor a join sign_in i using (organization_id, sign_in_id) where i.staff_id = ${milo!.staff} and i.ended_at is null order by i.created_at desc, i.sign_in_id desc limit 2`
  assert.deepEqual(rows.map((r) => r.staff_id).sort(), [nora!.staff, milo!.staff].sort())
})

test('[PEO16] cuts an open stream when its sign-in ends, locks or changes hands', async () => {
  await clinic.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = clinic.app.server.address() as AddressInfo
  const open = async (cookie: string): Promise<{ ended: Promise<unknown> }> => {
    const request = http.get({ port, path: '/api/live', headers: { cookie } })
    const [response] = await once(request, 'response') as [http.IncomingMessage]
    assert.equal(response.statusCode, 200)
    response.resume()
    return { ended: once(response, 'end') }
  }
  for (const [url, body] of [['/api/lock', undefined], ['/api/sign-out', undefined], ['/api/sign-out/everywhere', undefined], ['/api/switch', { staff: milo!.staff, pin: PIN }]] as const) {
    const cookie = await tablet()
    const { ended } = await open(cookie)
    assert.equal((await clinic.call('POST', url, body, cookie)).status, 200, url)
    await ended
  }
})

test('[PEO16] asks a stream’s right again by itself: an idle, ended or taken-over device and a leaver have none', async () => {
  const cookie = await tablet()
  const [row] = await clinic.db.owner<{ sign_in_id: string }[]>`select sign_in_id from sign_in where staff_id = ${nora!.staff} and ended_at is null order by created_at desc limit 1`
  const organization = clinic.ada.organization.organization
  const may = (staff: string, later_ms = 0): Promise<boolean> => mayStream(clinic.services, organization, row!.sign_in_id, staff, new Date(clinic.now().getTime() + later_ms))
  assert.equal(await may(nora!.staff), true)
  assert.equal(await may(milo!.staff), false)
  assert.equal(await may(nora!.staff, 5 * 60_000), false)
  await clinic.db.owner`update staff set active = false where staff_id = ${nora!.staff}`
  assert.equal(await may(nora!.staff), false)
  await clinic.db.owner`update staff set active = true where staff_id = ${nora!.staff}`
  await clinic.call('POST', '/api/sign-out', undefined, cookie)
  assert.equal(await may(nora!.staff), false)
})
