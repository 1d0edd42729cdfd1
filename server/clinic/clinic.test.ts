import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test, { after, before } from 'node:test'
import { PROPOSED_PROTOCOL } from '@chairside/core/plan'
import { freshDatabase } from '../testing/database.ts'
import { testApp } from '../testing/app.ts'
import { auditTrail, firstClinic, PASSWORD, SETUP } from '../testing/first-clinic.ts'
import { call } from '../testing/people.ts'

let clinic: Awaited<ReturnType<typeof firstClinic>>
let organization: string
before(async () => {
  clinic = await firstClinic()
  organization = clinic.ada.organization.organization
})
after(() => clinic.close())

const admin = (method: 'GET' | 'POST' | 'PUT', url: string, body?: unknown) => clinic.call(method, url, body, clinic.admin)

test('[PEO15] sets the clinic up: one site, its chairs, one administrator, a protocol that nobody has approved', async () => {
  assert.deepEqual(clinic.ada.roles, ['administrator'])
  assert.deepEqual(clinic.ada.organization, { organization, name: 'Clinic of the test', time_zone: 'America/Los_Angeles', is_demonstration: false })
  assert.deepEqual(clinic.ada.sites.map((s) => [s.name, s.chairs.map((c) => c.name)]), [['Main street', ['Chair 1', 'Chair 2']]])
  const protocol = await admin('GET', '/api/protocol')
  assert.deepEqual(protocol.body, { version: 1, settings: JSON.parse(JSON.stringify(PROPOSED_PROTOCOL)), approved_at: null, approved_by: null })
  assert.deepEqual((await auditTrail(clinic.db, organization)).slice(0, 2).map((e) => [e.actor, e.what, e.outcome]), [[clinic.ada.staff, 'POST /api/setup', 'ok'], [clinic.ada.staff, 'POST /api/sign-in/enrol', 'ok']])
})

test('[PEO15] names the field that is wrong, and leaves nothing behind', async () => {
  const db = await freshDatabase()
  const server = await testApp(db)
  const wrong: [string, object][] = [
    ['organization.name', { organization: { ...SETUP.organization, name: '  ' } }], ['organization.time_zone', { organization: { ...SETUP.organization, time_zone: '+01:00' } }],
    ['site.time_zone', { site: { name: 'A', time_zone: 'Nowhere/Land' } }], ['site.name', { site: { time_zone: 'UTC' } }], ['chairs', { chairs: [] }], ['chairs.1', { chairs: ['A', ' '] }], ['chairs.1', { chairs: ['A', ' A '] }],
    ['administrator.email', { administrator: { ...SETUP.administrator, email: 'ada' } }], ['administrator.password', { administrator: { ...SETUP.administrator, password: 'short' } }],
    ['administrator.password', { administrator: { ...SETUP.administrator, password: 'clinic of the test' } }], ['administrator.password', { administrator: { ...SETUP.administrator, password: 12345678901 } }], ['device_name', { device_name: '' }],
  ]
  for (const [path, over] of wrong) {
    const answer = await call(server.app, 'POST', '/api/setup', {}, { ...SETUP, ...over })
    assert.deepEqual([answer.status, answer.body.error.path], [400, path])
    assert.equal(answer.text.includes('12345678901') || answer.text.includes('short'), false, 'a password is never repeated')
  }
  assert.equal((await db.owner`select 1 from organization`).length, 0)
  const answers = await Promise.all(Array.from({ length: 8 }, () => call(server.app, 'POST', '/api/setup', {}, SETUP)))
  assert.deepEqual(answers.map((a) => a.status).sort((a, b) => a - b), [200, ...Array<number>(7).fill(409)], 'eight at once: one clinic')
  assert.equal((await db.owner`select 1 from organization`).length, 1)
  await server.close()
})

test('[PEO15] is done once', async () => {
  const again = await clinic.call('POST', '/api/setup', { ...SETUP, administrator: { ...SETUP.administrator, email: 'eve@clinic.example' } })
  assert.deepEqual([again.status, again.body.error.rule], [409, 'PEO15'])
})

test('[PEO24] adds sites and chairs under tidy names, and renames a chair', async () => {
  const [site, chair] = [randomUUID(), randomUUID()]
  assert.deepEqual((await admin('POST', '/api/sites', { site, name: ' Second  street ', time_zone: 'America/New_York' })).body, { site, name: 'Second street', time_zone: 'America/New_York', public_name: null, address: null, phone: null, chairs: [] })
  assert.equal((await admin('POST', '/api/sites', { site: randomUUID(), name: 'Third', time_zone: 'nowhere' })).body.error.path, 'time_zone')
  assert.deepEqual((await admin('POST', `/api/sites/${site}/chairs`, { chair, name: 'Window' })).body, { chair, name: 'Window' })
  assert.equal((await admin('POST', `/api/sites/${site}/chairs`, { chair: randomUUID(), name: 'Window' })).status, 409)
  assert.equal((await admin('POST', `/api/sites/${randomUUID()}/chairs`, { chair: randomUUID(), name: 'Nowhere' })).status, 404)
  assert.deepEqual((await admin('PUT', `/api/chairs/${chair}`, { name: 'Garden' })).body, { chair, name: 'Garden' })
  const { body } = await admin('GET', '/api/clinic')
  assert.deepEqual(body.sites.map((s: { name: string; chairs: { name: string }[] }) => [s.name, s.chairs.map((c) => c.name)]), [['Main street', ['Chair 1', 'Chair 2']], ['Second street', ['Garden']]])
})

test('[PEO14] invites with a code that works once and for 72 hours, however it is typed', async () => {
  const invited = await admin('POST', '/api/staff', { name: 'Pia Prescribes', email: 'Pia@Clinic.example', roles: ['prescriber', 'nurse'] })
  assert.deepEqual([invited.status, invited.body.member.roles, invited.body.member.enrolled, invited.body.member.email], [200, ['nurse', 'prescriber'], false, 'pia@clinic.example'])
  const code: string = invited.body.enrolment_code
  assert.match(code, /^[A-HJKMNP-RT-Z2-46-9]{7}(-[A-HJKMNP-RT-Z2-46-9]{7}){2}$/)
  assert.equal((await admin('GET', '/api/staff')).text.includes(code), false)
  assert.equal((await admin('POST', '/api/staff', { name: 'Other', email: 'PIA@clinic.example', roles: ['nurse'] })).body.error.path, 'email')
  const enrol = (typed: string, password = PASSWORD) => clinic.call('POST', '/api/enrol', { code: typed, password })
  assert.equal((await enrol('AAAAAAA-AAAAAAA-AAAAAAA')).body.error.rule, 'PEO14')
  assert.equal((await enrol(code, 'pia prescribes')).body.error.path, 'password')
  const step = await enrol(` ${code.toLowerCase().replaceAll('-', ' ')} `)
  assert.equal(step.body.step, 'enrol')
  const done = await clinic.call('POST', '/api/sign-in/enrol', { pending: step.body.pending, code: clinic.code(step.body.totp.secret) })
  assert.equal(done.status, 200)
  assert.equal((await enrol(code)).body.error.rule, 'PEO14', 'used')
  const late = await admin('POST', '/api/staff', { name: 'Late', email: 'late@clinic.example', roles: ['nurse'] })
  clinic.pass(72 * 3_600_000)
  assert.equal((await enrol(late.body.enrolment_code)).body.error.rule, 'PEO14', 'too late')
  const again = await clinic.signIn(clinic.ada.email, clinic.secret)
  Object.assign(clinic, { admin: again.cookie })
})

test('[PEO14] gives a new code to who lost a second factor: everything before works no more', async () => {
  const nurse = await clinic.hire(clinic.admin, 'Lost Phone', ['nurse'])
  assert.equal((await clinic.call('POST', '/api/pin', { pin: '2468' }, nurse.cookie)).status, 200)
  const renewed = await admin('POST', `/api/staff/${nurse.staff}/enrolment`)
  assert.deepEqual([renewed.status, renewed.body.member.enrolled, renewed.body.member.hasPin], [200, false, false])
  assert.equal((await clinic.call('GET', '/api/me', undefined, nurse.cookie)).status, 401)
  assert.equal((await clinic.call('POST', '/api/sign-in', { email: nurse.email, password: PASSWORD, device_name: 'x', shared_device: false })).status, 422)
  const step = await clinic.call('POST', '/api/enrol', { code: renewed.body.enrolment_code, password: 'another long password' })
  assert.equal((await clinic.call('POST', '/api/sign-in/enrol', { pending: step.body.pending, code: clinic.code(step.body.totp.secret) })).status, 200)
  assert.equal((await admin('POST', `/api/staff/${clinic.ada.staff}/enrolment`)).body.error.rule, 'PEO14', 'not for oneself')
})

test('[PEO12] keeps the last administrator, also when two let each other go at once', async () => {
  assert.equal((await admin('PUT', `/api/staff/${clinic.ada.staff}`, { roles: ['nurse'] })).body.error.rule, 'PEO12')
  assert.equal((await admin('PUT', `/api/staff/${clinic.ada.staff}`, { active: false })).body.error.rule, 'PEO12')
  for (let round = 0; round < 10; round += 1) {
    const second = await clinic.hire(clinic.admin, `Second ${round}`, ['administrator'])
    const answers = await Promise.all([clinic.call('PUT', `/api/staff/${second.staff}`, { active: false }, clinic.admin), clinic.call('PUT', `/api/staff/${clinic.ada.staff}`, { roles: ['nurse'] }, second.cookie)])
    const [{ n } = { n: 0 }] = await clinic.db.owner<{ n: number }[]>`select count(*)::int as n from staff where organization_id = ${organization} and active and 'administrator' = any(roles)`
    assert.equal(n, 1, JSON.stringify(answers.map((a) => a.text)))
    await clinic.db.owner`update staff set roles = '{administrator}', active = staff_id = ${clinic.ada.staff} where staff_id in (${clinic.ada.staff}, ${second.staff})`
  }
})

test('[PEO23] changes what somebody may do from their next call on', async () => {
  const nurse = await clinic.hire(clinic.admin, 'Role Change', ['nurse'])
  assert.equal((await clinic.call('GET', '/api/audit', undefined, nurse.cookie)).status, 403)
  assert.equal((await admin('PUT', `/api/staff/${nurse.staff}`, { roles: ['medical-director'] })).status, 200)
  assert.equal((await clinic.call('GET', '/api/audit', undefined, nurse.cookie)).status, 200)
})

test('[PEO13] has the protocol approved by a medical director, once, with name and time', async () => {
  const director = await clinic.hire(clinic.admin, 'Dora Directs', ['medical-director'])
  const prescriber = await clinic.hire(clinic.admin, 'Paul Prescribes', ['prescriber'])
  for (const cookie of [clinic.admin, prescriber.cookie]) assert.equal((await clinic.call('POST', '/api/protocol/approve', { version: 1 }, cookie)).status, 403)
  const approve = (version: number) => clinic.call('POST', '/api/protocol/approve', { version }, director.cookie)
  assert.equal((await approve(2)).status, 404)
  const approved = await approve(1)
  assert.deepEqual([approved.status, approved.body.version, approved.body.approved_by, approved.body.approved_at], [200, 1, 'Dora Directs', clinic.now().toISOString()])
  assert.equal((await approve(1)).body.error.rule, 'PEO13')
})

test('[PLN35] a changed protocol is a new version; the approved one counts until the new one is approved; two who change one version do not overwrite each other', async () => {
  const director = await clinic.hire(clinic.admin, 'Della Directs', ['medical-director'])
  const as = (method: 'GET' | 'POST', url: string, body?: unknown) => clinic.call(method, url, body, director.cookie)
  const before = (await as('GET', '/api/protocol')).body
  assert.equal((await as('GET', '/api/protocol/draft')).body.draft, null)
  const slower = { ...before.settings, monitor: { ...before.settings.monitor, no_signal_s: 8 } }
  assert.equal((await admin('POST', '/api/protocol', { based_on: before.version, settings: slower })).status, 403)
  const bad = await as('POST', '/api/protocol', { based_on: before.version, settings: { ...slower, alerts: { ...slower.alerts, sbp_from_mmHg: [200, 180, 160] } } })
  assert.deepEqual([bad.status, bad.body.error.path], [400, 'settings.alerts.sbp_from_mmHg.1'])
  const answers = await Promise.all([as('POST', '/api/protocol', { based_on: before.version, settings: slower }), as('POST', '/api/protocol', { based_on: before.version, settings: before.settings })])
  assert.deepEqual(answers.map((a) => a.status).sort((a, b) => a - b), [200, 409], JSON.stringify(answers.map((a) => a.text)))
  const draft = (await as('GET', '/api/protocol/draft')).body.draft
  assert.deepEqual([draft.version, draft.approved_at], [before.version + 1, null])
  assert.equal((await as('GET', '/api/protocol')).body.version, before.version, 'the approved one counts')
  assert.equal((await as('POST', '/api/protocol/approve', { version: draft.version })).status, 200)
  assert.deepEqual([(await as('GET', '/api/protocol')).body.version, (await as('GET', '/api/protocol/draft')).body.draft], [draft.version, null])
  const [kept] = await clinic.db.owner<{ settings: unknown }[]>`select settings from protocol_version where organization_id = ${organization} and version = ${before.version}`
  assert.deepEqual(kept!.settings, before.settings)
})

test('[PLN33] a version from before a setting existed is shown completed, blocks as unapproved, and is approved as the next version', async () => {
  const director = await clinic.hire(clinic.admin, 'Dana Directs', ['medical-director'])
  const { staffing: _staffing, ...older } = PROPOSED_PROTOCOL
  const [{ version } = { version: 0 }] = await clinic.db.owner<{ version: number }[]>`insert into protocol_version (organization_id, version, settings, approved_at, approved_by)
    select ${organization}, max(version) + 1, ${clinic.db.owner.json(older)}, now(), ${director.staff} from protocol_version where organization_id = ${organization} returning version`
  const shown = (await admin('GET', '/api/protocol')).body
  assert.deepEqual([shown.version, shown.approved_at, shown.settings.staffing], [version + 1, null, PROPOSED_PROTOCOL.staffing])
  const approved = await clinic.call('POST', '/api/protocol/approve', { version: version + 1 }, director.cookie)
  assert.deepEqual([approved.status, approved.body.version, approved.body.approved_by], [200, version + 1, 'Dana Directs'])
})

test('[PEO18] shows the audit newest first, by patient and page by page', async () => {
  const first = await admin('GET', '/api/audit?limit=5')
  assert.equal(first.body.entries.length, 5)
  const seqs = first.body.entries.map((e: { seq: number }) => e.seq)
  assert.deepEqual(seqs, [...seqs].sort((a: number, b: number) => b - a))
  const next = await admin('GET', `/api/audit?limit=5&before=${first.body.before}`)
  assert.equal(next.body.entries[0].seq, first.body.before - 1)
  const patient = randomUUID()
  await admin('GET', `/api/patients/${patient}`)
  const about = await admin('GET', `/api/audit?patient=${patient}`)
  assert.deepEqual(about.body.entries.map((e: { what: string; outcome: string; name: string }) => [e.what, e.outcome, e.name]), [['GET /api/patients/:patient', 'not-found', 'Ada Madeup']])
  assert.equal((await admin('GET', '/api/audit?before=x')).status, 400)
  assert.equal((await admin('GET', '/api/audit?patient=1%27%20or%201=1')).status, 400)
})
