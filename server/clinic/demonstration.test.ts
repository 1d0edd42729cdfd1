import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { auditTrail, firstClinic } from '../testing/first-clinic.ts'

let clinic: Awaited<ReturnType<typeof firstClinic>>
before(async () => { clinic = await firstClinic() })
after(() => clinic.close())

test('[PEO17] loads the demonstration once, for anybody, and lets only its own administrator remove it', async () => {
  const [one, two] = await Promise.all([clinic.call('POST', '/api/demonstration/load'), clinic.call('POST', '/api/demonstration/load')])
  assert.deepEqual([one.status, two.status].sort((a, b) => a - b), [200, 409], 'two taps, one demonstration')
  assert.equal((await clinic.call('POST', '/api/demonstration/load')).body.error.rule, 'PEO17')
  const welcome = await clinic.call('GET', '/api/welcome')
  const cards: { staff: string; roles: string[] }[] = welcome.body.demonstration.staff
  const tap = async (role: string): Promise<string> => (await clinic.call('POST', '/api/sign-in/demonstration', { staff: cards.find((c) => c.roles.includes(role))!.staff, device_name: 'Tablet', shared_device: true })).cookie!
  const [administrator, nurse] = [await tap('administrator'), await tap('nurse')]
  const other = cards.find((c) => c.roles.includes('prescriber'))!
  assert.equal((await clinic.call('POST', '/api/switch', { staff: other.staff, pin: '2468' }, nurse)).body.staff, other.staff, 'the printed PIN switches')
  assert.equal((await clinic.call('POST', '/api/demonstration/remove', undefined, await tap('nurse'))).status, 403)
  assert.equal((await clinic.call('POST', '/api/demonstration/remove', undefined, clinic.admin)).body.error.rule, 'PEO17', 'the real clinic’s administrator')
  const removed = await clinic.call('POST', '/api/demonstration/remove', undefined, administrator)
  assert.deepEqual([removed.status, removed.body], [200, { removed: true }])
  assert.equal((await clinic.call('GET', '/api/me', undefined, administrator)).status, 401)
  const after = await clinic.call('GET', '/api/welcome')
  assert.deepEqual([after.body.clinic, after.body.demonstration], [{ name: 'Clinic of the test' }, null])
  assert.ok((await auditTrail(clinic.db, clinic.ada.organization.organization)).length > 0, 'the real clinic is untouched')
})
