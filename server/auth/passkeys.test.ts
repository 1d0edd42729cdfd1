import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { PASSWORD, auditTrail, firstClinic } from '../testing/first-clinic.ts'
import { softwarePasskey } from '../testing/authenticator.ts'

const HOME = { origin: 'http://localhost:8080' }
let clinic: Awaited<ReturnType<typeof firstClinic>>
let nurse: Awaited<ReturnType<typeof clinic.hire>>
let key: ReturnType<typeof softwarePasskey>

before(async () => {
  clinic = await firstClinic()
  nurse = await clinic.hire(clinic.admin, 'Nora Keys', ['nurse'])
  key = softwarePasskey(HOME)
  const options = await clinic.call('POST', '/api/passkeys/options', undefined, nurse.cookie)
  assert.deepEqual([options.body.rp.id, options.body.user.name, options.body.authenticatorSelection.userVerification], ['localhost', nurse.email, 'required'])
  const made = await clinic.call('POST', '/api/passkeys', { name: 'Work phone', response: key.create(options.body) }, nurse.cookie)
  assert.deepEqual([made.status, made.body.passkey, made.body.name], [200, key.id, 'Work phone'])
})
after(() => clinic.close())

const options = async (pending?: string) => (await clinic.call('POST', '/api/sign-in/passkey/options', pending === undefined ? {} : { pending })).body
const enter = (response: object, more: object = {}) => clinic.call('POST', '/api/sign-in/passkey', { response, device_name: 'Phone', shared_device: false, ...more })

test('[PEO3] lets a passkey that verified its user in alone, and as the second factor after a password', async () => {
  const asked = await options()
  assert.equal(asked.allowCredentials, undefined, 'names nobody before anything is proved')
  const alone = await enter(key.get(asked))
  assert.deepEqual([alone.status, alone.body.me.staff, alone.body.me.passkeys, alone.body.me.device.name], [200, nurse.staff, 1, 'Phone'])
  const first = await clinic.call('POST', '/api/sign-in', { email: nurse.email, password: PASSWORD, device_name: 'Tablet', shared_device: true })
  assert.deepEqual(first.body.methods, ['totp', 'passkey'])
  const second = await options(first.body.pending)
  assert.deepEqual(second.allowCredentials.map((c: { id: string }) => c.id), [key.id])
  const done = await enter(key.get(second), { pending: first.body.pending })
  assert.deepEqual([done.status, done.body.me.device], [200, { name: 'Tablet', shared: true }], 'the device as it was said with the password')
  const last = (await auditTrail(clinic.db, clinic.ada.organization.organization)).at(-1)!
  assert.deepEqual([last.actor, last.what, last.outcome], [nurse.staff, 'POST /api/sign-in/passkey', 'ok'])
})

test('[PEO7] refuses a passkey without a verified user, of another address, on another challenge, with a counter that went back, or of another key', async () => {
  const good = await options()
  for (const flags of [{ verified: false }, { origin: 'http://localhost:9999' }, { origin: 'https://chairside.example' }, { rpID: 'chairside.example' }, { counter: 1 }])
    assert.equal((await enter(key.get(good, flags))).status, 422, JSON.stringify(flags))
  assert.equal((await enter(key.get({ challenge: Buffer.from('a challenge of my own').toString('base64url') }))).status, 422)
  const stranger = softwarePasskey(HOME)
  assert.equal((await enter(stranger.get(good))).status, 422, 'unknown key')
  assert.equal((await enter({ ...stranger.get(good), id: key.id, rawId: key.id })).status, 422, 'known id, other key')
  const forPassword = await options((await clinic.call('POST', '/api/sign-in', { email: nurse.email, password: PASSWORD, device_name: 'x', shared_device: false })).body.pending)
  assert.equal((await enter(key.get(forPassword))).status, 422, 'a challenge of the other step')
  clinic.pass(5 * 60_000)
  assert.equal((await enter(key.get(good))).status, 422, 'too late')
})

test('[PEO7] takes an answer to a challenge once', async () => {
  const response = key.get(await options())
  const answers = await Promise.all([enter(response), enter(response), enter(response)])
  assert.deepEqual(answers.map((a) => a.status).sort((a, b) => a - b), [200, 422, 422])
  assert.equal((await enter(response)).status, 422)
})

test('[PEO6] does not take one person’s passkey after another person’s password', async () => {
  const other = await clinic.hire(clinic.admin, 'Otto Other', ['nurse'])
  const first = await clinic.call('POST', '/api/sign-in', { email: other.email, password: PASSWORD, device_name: 'x', shared_device: false })
  assert.equal((await enter(key.get(await options(first.body.pending)), { pending: first.body.pending })).status, 422)
})

test('[PEO7] registers only an answer to one’s own question, once, and shows and removes only one’s own passkeys', async () => {
  const other = await clinic.hire(clinic.admin, 'Olga Other', ['nurse'])
  const asked = (await clinic.call('POST', '/api/passkeys/options', undefined, nurse.cookie)).body
  assert.deepEqual(asked.excludeCredentials.map((c: { id: string }) => c.id), [key.id])
  const second = softwarePasskey(HOME)
  const response = second.create(asked)
  assert.equal((await clinic.call('POST', '/api/passkeys', { response }, other.cookie)).status, 422, 'asked by somebody else')
  assert.equal((await clinic.call('POST', '/api/passkeys', { response: second.create(asked, { verified: false }) }, nurse.cookie)).status, 422)
  assert.equal((await clinic.call('POST', '/api/passkeys', { response }, nurse.cookie)).status, 200)
  assert.equal((await clinic.call('POST', '/api/passkeys', { response }, nurse.cookie)).body.error.rule, 'PEO6', 'used before')
  assert.deepEqual((await clinic.call('GET', '/api/passkeys', undefined, other.cookie)).body, [])
  assert.equal((await clinic.call('DELETE', `/api/passkeys/${second.id}`, undefined, other.cookie)).status, 404)
  assert.equal((await clinic.call('DELETE', `/api/passkeys/${second.id}`, undefined, nurse.cookie)).status, 200)
  assert.deepEqual((await clinic.call('GET', '/api/passkeys', undefined, nurse.cookie)).body.map((p: { passkey: string }) => p.passkey), [key.id])
  assert.equal((await enter(second.get(await options()))).status, 422, 'removed')
})

test('[PEO5] lets a passkey in while the password waits: it cannot be guessed', async () => {
  for (let i = 0; i < 6; i += 1) await clinic.call('POST', '/api/sign-in', { email: nurse.email, password: `wrong ${i}`, device_name: 'x', shared_device: false })
  assert.equal((await enter(key.get(await options()))).status, 200)
  assert.equal((await clinic.call('POST', '/api/sign-in', { email: nurse.email, password: PASSWORD, device_name: 'x', shared_device: false })).status, 200, 'and the account waits no more')
})

test('[PEO16] lets nobody in who has left, whatever they hold', async () => {
  const leaver = await clinic.hire(clinic.admin, 'Lea Leaver', ['nurse'])
  const own = softwarePasskey(HOME)
  const asked = (await clinic.call('POST', '/api/passkeys/options', undefined, leaver.cookie)).body
  assert.equal((await clinic.call('POST', '/api/passkeys', { response: own.create(asked) }, leaver.cookie)).status, 200)
  assert.equal((await clinic.call('PUT', `/api/staff/${leaver.staff}`, { active: false }, clinic.admin)).status, 200)
  assert.equal((await clinic.call('GET', '/api/me', undefined, leaver.cookie)).status, 401)
  assert.equal((await enter(own.get(await options()))).status, 422)
  assert.equal((await clinic.call('POST', '/api/sign-in', { email: leaver.email, password: PASSWORD, device_name: 'x', shared_device: false })).status, 422)
})
