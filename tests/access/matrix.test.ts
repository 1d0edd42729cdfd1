import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { after, before } from 'node:test'
import fastify from 'fastify'
import { may, ROLES, type Role } from '@chairside/core/people'
import { SIGN_IN_COOKIE, FORM_HEADER, KEY_HEADER } from '../../server/http/caller.ts'
import { declaredRoutes, requireDeclared, route, type DeclaredRoute } from '../../server/http/route.ts'
import { sha256 } from '../../server/log/chain.ts'
import { testApp, type TestApp } from '../../server/testing/app.ts'
import { freshDatabase, type TestDatabase } from '../../server/testing/database.ts'
import { askedOf, type Asked } from './asking.ts'
import { markedClinic, storedOf, type MarkedClinic } from './two-clinics.ts'

const NOW = new Date('2026-11-23T18:00:00Z')
let db: TestDatabase
let server: TestApp
let ours: MarkedClinic
let theirs: MarkedClinic
let port: number
let routes: readonly DeclaredRoute[]
const people = new Map<Role, string>()

before(async () => {
  db = await freshDatabase()
  server = await testApp(db, () => NOW)
  ours = await markedClinic(db, 'OURS-canary-4711', false)
  theirs = await markedClinic(db, 'THEIRS-canary-0815', true)
  await server.app.listen({ port: 0, host: '127.0.0.1' })
  port = (server.app.server.address() as AddressInfo).port
  routes = declaredRoutes(server.app)
  for (const role of ROLES) {
    const staff = randomUUID()
    people.set(role, staff)
    await db.owner`insert into staff (organization_id, staff_id, name, email, roles) values (${ours.organization}, ${staff}, ${`One ${role}`}, ${`${staff}@clinic.example`}, ${[role]})`
  }
})
after(() => server.close())

type State = 'open' | 'locked'
/** A sign-in of its own for each call: some calls end it. */
async function cookieOf(role: Role, state: State): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const signIn = randomUUID()
  await db.owner`insert into sign_in (organization_id, sign_in_id, token_hash, staff_id, opened_by, shared_device, device_name, second_factor, created_at, authenticated_at, last_seen_at, expires_at, locked_at)
    values (${ours.organization}, ${signIn}, ${sha256(token)}, ${people.get(role)!}, ${people.get(role)!}, true, 'Tablet of the matrix', 'totp', ${NOW}, ${NOW}, ${NOW}, '2027-01-01', ${state === 'locked' ? NOW : null})`
  await db.owner`insert into sign_in_actor (organization_id, sign_in_id, staff_id) values (${ours.organization}, ${signIn}, ${people.get(role)!})`
  return `${SIGN_IN_COOKIE}=${token}`
}

type Answer = { readonly status: number; readonly text: string }

/** Over a real socket for streams, of which the first bytes are read; in process otherwise. */
async function ask(route: DeclaredRoute, { url, body }: Asked, headers: Record<string, string>): Promise<Answer> {
  if (!route.stream) {
    const response = await server.app.inject({ method: route.method as 'GET', url, headers, ...(body === undefined ? {} : { payload: body as object }) })
    return { status: response.statusCode, text: response.body }
  }
  const request = http.get({ port, path: url, headers })
  const [response] = await once(request, 'response') as [http.IncomingMessage]
  const [first] = await once(response, 'data') as [Buffer]
  request.destroy()
  return { status: response.statusCode!, text: String(first) }
}

type Entry = { seq: number; body: { actor: string; roles: string[]; action: string; what: string; patient: string | null; outcome: string; device: string | null }; at: Date }
const auditFrom = (seq: number): Promise<Entry[]> => db.owner<Entry[]>`select seq::int as seq, body, at from audit_entry where organization_id = ${ours.organization} and seq > ${seq} order by seq`
const auditEnd = async (): Promise<number> => Number((await db.owner<{ seq: string }[]>`select seq from audit_head where organization_id = ${ours.organization}`)[0]!.seq)

const nameOf = (route: DeclaredRoute): string => `${route.method} ${route.url}`
const granted = ({ policy }: DeclaredRoute, role: Role): boolean => policy.allow === 'signed-in' || (policy.allow === 'staff' && may([role], policy.act))
const evenLocked = ({ policy }: DeclaredRoute): boolean => policy.allow === 'signed-in' && policy.evenLocked === true

/** Calls once as a role and holds the call to what every call must do: the status that the role has, no foreign word, exactly one audit entry. */
async function hold(route: DeclaredRoute, role: Role, about: MarkedClinic, state: State): Promise<Answer> {
  const asked = askedOf(route, { ...about.ids, actor: people.get(role)! })
  const cookie = await cookieOf(role, state)
  const from = await auditEnd()
  const answer = await ask(route, asked, { cookie })
  const label = `${nameOf(route)} as ${role}, ${state}, ${about === ours ? 'own' : 'foreign'} ids: ${answer.status} ${answer.text.slice(0, 300)}`
  assert.ok(!answer.text.includes(theirs.canary), label)
  assert.notEqual(answer.status, 500, label)
  const entries = await auditFrom(from)
  // An import is a call and, for each patient it is about, an entry on that patient's chart.
  const charts = route.url === '/api/patients/import' && answer.status === 200 ? (JSON.parse(answer.text) as { patients: unknown[] }).patients.length : 0
  assert.equal(entries.length, 1 + charts, `${label}\n${JSON.stringify(entries.map((e) => e.body))}`)
  const { body, at } = entries[0]!
  assert.deepEqual([body.what, at.toISOString()], [nameOf(route), NOW.toISOString()], label)
  assert.equal(body.device, 'Tablet of the matrix', label)
  assert.equal(body.actor, people.get(role), label)
  assert.deepEqual(body.roles, [role], label)
  // The chart's log tells how many facts it took instead, also of none: its own tests say so.
  if (route.url !== '/api/sessions/:session/events') assert.equal(body.action === 'refused', answer.status >= 400, `${label} ${JSON.stringify(body)}`)
  if (route.url.includes(':patient')) assert.equal(body.patient, about.ids['patient'], label)

  if (state === 'locked' && !evenLocked(route)) assert.equal(answer.status, 423, label)
  else if (!granted(route, role)) assert.equal(answer.status, 403, label)
  else if (route.url !== '/api/switch') assert.ok(![401, 403, 423].includes(answer.status), label)
  return answer
}

test('[PEO20] knows every route by its policy, and says why where anybody may call', () => {
  assert.ok(routes.length >= 40, `${routes.length} routes`)
  for (const { policy, url, method } of routes) {
    assert.ok(url.startsWith('/api/'), `${method} ${url}`)
    if ('why' in policy) assert.ok(policy.why.length > 10, `${method} ${url}`)
  }
})

test('[PEO18][PEO20][PEO23] every route as every role, with own ids: the status of the role, one audit entry', async () => {
  for (const route of routes.filter((r) => r.policy.allow === 'staff' || r.policy.allow === 'signed-in')) for (const role of ROLES) {
    const answer = await hold(route, role, ours, 'open')
    // A body that its own clinic would refuse could not tell anything about another's.
    if (granted(route, role)) assert.notEqual(answer.status, 400, `${nameOf(route)}: ${answer.text}`)
    if (route.reads && granted(route, role)) assert.equal(answer.status, 200, `${nameOf(route)} reads its own clinic: ${answer.text}`)
  }
})

test('[PEO18][PEO20] every route as every role, with the ids of another clinic: nothing of it comes back, nothing of it changes', async () => {
  const before = await storedOf(db, theirs.organization)
  const headBefore = await db.owner`select seq, hash from audit_head where organization_id = ${theirs.organization}`
  // What creates comes last: an id that is theirs may be ours as well, and then it stands in our clinic too.
  const staffed = routes.filter((r) => r.policy.allow === 'staff' || r.policy.allow === 'signed-in')
  const creates = (r: DeclaredRoute): boolean => ['POST /api/sites', 'POST /api/patients', 'POST /api/staff', 'POST /api/products'].includes(nameOf(r))
  for (const route of [...staffed.filter((r) => !creates(r)), ...staffed.filter(creates)]) for (const role of ROLES) {
    const answer = await hold(route, role, theirs, 'open')
    // A batch of facts is answered fact by fact: 200, with every one refused.
    if (route.url.includes('/:') && route.url !== '/api/sessions/:session/events') assert.ok(answer.status >= 400 && answer.status < 500, `${nameOf(route)} as ${role}: ${answer.status} ${answer.text}`)
    if (route.url === '/api/sessions/:session/events' && answer.status === 200) assert.deepEqual((JSON.parse(answer.text) as { acknowledged: unknown[] }).acknowledged, [])
  }
  assert.equal(await storedOf(db, theirs.organization), before)
  assert.deepEqual(await db.owner`select seq, hash from audit_head where organization_id = ${theirs.organization}`, headBefore)
})

test('[PEO11][PEO18] every route as every role on a locked device: closed, but for who unlocks it', async () => {
  for (const route of routes.filter((r) => r.policy.allow === 'staff' || r.policy.allow === 'signed-in')) for (const role of ROLES) {
    const answer = await hold(route, role, ours, 'locked')
    if (route.url !== '/api/switch') assert.ok(!answer.text.includes(`${ours.canary}@patient`), 'no patient on a locked device')
  }
  assert.deepEqual(routes.filter(evenLocked).map(nameOf).sort((a, b) => a.localeCompare(b)), ['GET /api/me', 'GET /api/switch', 'POST /api/lock', 'POST /api/sign-out', 'POST /api/switch'])
})

test('[PEO20] every route without a sign-in, with a made-up one, and with another clinic’s form link: closed, or nothing of a clinic', async () => {
  const strangers: Record<string, string>[] = [{}, { cookie: `${SIGN_IN_COOKIE}=${randomBytes(32).toString('base64url')}` }, { cookie: `${SIGN_IN_COOKIE}=` }, { [FORM_HEADER]: randomBytes(32).toString('base64url') }, { [FORM_HEADER]: theirs.canary }]
  const from = await auditEnd()
  for (const route of routes) for (const headers of strangers) for (const about of [ours, theirs]) {
    if (route.policy.allow === 'anyone' && headers !== strangers[0]) continue
    const answer = await ask(route, askedOf(route, { ...about.ids, actor: about.ids['staff']! }), headers)
    const label = `${nameOf(route)} ${JSON.stringify(headers)}: ${answer.status} ${answer.text.slice(0, 200)}`
    if (route.policy.allow !== 'anyone') assert.equal(answer.status, 401, label)
    else assert.notEqual(answer.status, 500, label)
    assert.ok(!answer.text.includes(ours.canary), label)
    // The demonstration's people are public: one taps on them. Nothing else of it is.
    if (route.url !== '/api/welcome' && route.url !== '/api/sign-in/demonstration') assert.ok(!answer.text.includes(theirs.canary), label)
  }
  assert.equal(await auditEnd(), from, 'nobody known has called')
})

test('[PEO20] a patient’s form link opens the form and no route of the staff', async () => {
  const token = randomBytes(32).toString('base64url')
  await db.owner`update form_link set token_hash = ${sha256(token)} where form_link_id = ${ours.ids['form_link']!}`
  for (const route of routes.filter((r) => r.policy.allow === 'staff' || r.policy.allow === 'signed-in')) {
    const from = await auditEnd()
    const answer = await ask(route, askedOf(route, ours.ids), { [FORM_HEADER]: token })
    assert.equal(answer.status, 401, nameOf(route))
    const entries = await auditFrom(from)
    assert.deepEqual(entries.map((e) => [e.body.actor, e.body.what, e.body.action]), [[`patient:${ours.ids['patient']}`, nameOf(route), 'refused']])
  }
  for (const route of routes.filter((r) => r.policy.allow === 'form-link')) {
    const from = await auditEnd()
    const answer = await ask(route, askedOf(route, ours.ids), { [FORM_HEADER]: token })
    assert.ok(![401, 403, 500].includes(answer.status), `${nameOf(route)}: ${answer.status} ${answer.text}`)
    assert.equal((await auditFrom(from)).length, 1)
  }
})

test('[MYT1] [PEO20] a patient’s key opens what is theirs and no route of the staff', async () => {
  const token = randomBytes(32).toString('base64url')
  await db.owner`update treatment_key set token_hash = ${sha256(token)}, revoked_at = null where treatment_key_id = ${ours.ids['treatment_key']!}`
  for (const route of routes.filter((r) => r.policy.allow !== 'anyone' && r.policy.allow !== 'patient')) {
    const from = await auditEnd()
    const answer = await ask(route, askedOf(route, { ...ours.ids, actor: ours.ids['staff']! }), { [KEY_HEADER]: token })
    assert.equal(answer.status, 401, nameOf(route))
    assert.deepEqual((await auditFrom(from)).map((e) => [e.body.actor, e.body.what, e.body.action]), [[`patient:${ours.ids['patient']}`, nameOf(route), 'refused']])
  }
  for (const route of routes.filter((r) => r.policy.allow === 'patient')) for (const about of [ours, theirs]) {
    const from = await auditEnd()
    const before = await storedOf(db, theirs.organization)
    const answer = await ask(route, askedOf(route, about.ids), { [KEY_HEADER]: token })
    assert.ok(![401, 403, 500].includes(answer.status), `${nameOf(route)}: ${answer.status} ${answer.text}`)
    assert.ok(!answer.text.includes(theirs.canary), nameOf(route))
    assert.equal((await auditFrom(from)).length, 1, nameOf(route))
    assert.equal(await storedOf(db, theirs.organization), before, nameOf(route))
  }
})

test('[PEO18] a body that cannot be read is a call too: one entry, and nobody else’s', async () => {
  for (const [payload, type] of [['{"name":', 'application/json'], ['<a/>', 'application/xml'], [`{"name":"${'x'.repeat(1_100_000)}"}`, 'application/json'], ['{"__proto__":{"a":1}}', 'application/json']] as const) {
    const cookie = await cookieOf('administrator', 'open')
    const from = await auditEnd()
    const response = await server.app.inject({ method: 'PUT', url: `/api/chairs/${ours.ids['chair']}`, headers: { cookie, 'content-type': type }, payload })
    assert.ok(response.statusCode >= 400 && response.statusCode < 500, `${type}: ${response.statusCode}`)
    const entries = await auditFrom(from)
    assert.deepEqual(entries.map((e) => [e.body.actor, e.body.what, e.body.action]), [[people.get('administrator'), 'PUT /api/chairs/:chair', 'refused']])
  }
})

test('[PEO19] refuses to start with a route that says nothing about who may call it', async () => {
  const app = fastify()
  requireDeclared(app, (url) => url === '/healthz')
  app.get('/healthz', () => 'ok')
  for (const url of ['/api/open', '/open', '/healthz/more']) assert.throws(() => app.get(url, () => 'anything'), /has no policy/)
  route(app, server.services, { method: 'GET', url: '/api/declared', policy: { allow: 'staff', act: 'floor.read' }, handler: async () => ({}) })
  assert.throws(() => route(app, server.services, { method: 'GET', url: '/api/declared', policy: { allow: 'staff', act: 'floor.read' }, handler: async () => ({}) }), /already declared/)
  assert.deepEqual(declaredRoutes(app).map(nameOf), ['GET /api/declared', 'GET /api/declared'])
  await app.close()
})
