// A signed-in person for a test: the rows that a real sign-in leaves, without its steps.
import { randomBytes, randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Role } from '@chairside/core/people'
import { inOrganization } from '../db/connect.ts'
import { FORM_HEADER, SIGN_IN_COOKIE } from '../http/caller.ts'
import { sha256 } from '../log/chain.ts'
import type { TestDatabase } from './database.ts'

/** What `JSON.parse` gives: a test reads the fields it expects. */
type Parsed = ReturnType<typeof JSON.parse>
export type Answer = { readonly status: number; readonly body: Parsed; readonly text: string }
export type SignedIn = {
  readonly organization: string
  readonly staff: string
  readonly signIn: string
  readonly name: string
  /** The `cookie` header of this sign-in. */
  readonly cookie: string
  get(url: string): Promise<Answer>
  post(url: string, body?: unknown): Promise<Answer>
  put(url: string, body: unknown): Promise<Answer>
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** One call in process; `body` of the answer is its JSON. */
export async function call(app: FastifyInstance, method: Method, url: string, headers: Readonly<Record<string, string>>, body?: unknown): Promise<Answer> {
  const response = await app.inject({ method, url, headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { payload: JSON.stringify(body) }) })
  return { status: response.statusCode, text: response.body, body: response.body.startsWith('{') || response.body.startsWith('[') ? response.json() : null }
}

/** Inserts a member of staff with these roles and an unlocked sign-in of theirs, in `organization` (the first one when it is left out). */
export async function signedIn(app: FastifyInstance, db: TestDatabase, roles: readonly Role[], organization?: string): Promise<SignedIn> {
  const home = organization ?? (await db.sql<{ organization_id: string }[]>`select organization_id from door_organizations() limit 1`)[0]!.organization_id
  const [staff, signIn, token] = [randomUUID(), randomUUID(), randomBytes(32).toString('base64url')]
  const name = `Test ${roles.join(' and ')}`
  await inOrganization(db.sql, home, async (tx) => {
    await tx`insert into staff (organization_id, staff_id, name, email, roles) values (${home}, ${staff}, ${name}, ${`${staff}@test.example`}, ${roles as string[]})`
    await tx`insert into sign_in (organization_id, sign_in_id, token_hash, staff_id, opened_by, device_name, second_factor, expires_at, last_seen_at, authenticated_at)
      values (${home}, ${signIn}, ${sha256(token)}, ${staff}, ${staff}, 'test device', 'totp', '2100-01-01', now(), now())`
    await tx`insert into sign_in_actor (organization_id, sign_in_id, staff_id) values (${home}, ${signIn}, ${staff})`
  })
  const headers = { cookie: `${SIGN_IN_COOKIE}=${token}` }
  return {
    organization: home, staff, signIn, name, cookie: headers.cookie,
    get: (url) => call(app, 'GET', url, headers),
    post: (url, body = {}) => call(app, 'POST', url, headers, body),
    put: (url, body) => call(app, 'PUT', url, headers, body),
  }
}

/** Calls as the holder of a form link's address. */
export const withForm = (app: FastifyInstance, url: string) => {
  const headers = { [FORM_HEADER]: url.slice(url.indexOf('#') + 1) }
  return {
    get: () => call(app, 'GET', '/api/form', headers),
    put: (path: string, body: unknown) => call(app, 'PUT', path, headers, body),
    post: (path: string, body: unknown) => call(app, 'POST', path, headers, body),
  }
}
