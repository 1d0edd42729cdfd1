// A clinic that was set up over HTTP, with a clock that the test moves, and people who sign in step by step.
import { Secret, TOTP } from 'otpauth'
import type { Me } from '@chairside/core/people'
import { freshDatabase, type TestDatabase } from './database.ts'
import { testApp, type TestApp } from './app.ts'
import type { Answer } from './people.ts'

export const PASSWORD = 'seven quiet chairs'
export const ADDRESS = 'ada@clinic.example'

export type FirstClinic = TestApp & {
  readonly db: TestDatabase
  now(): Date
  pass(ms: number): void
  /** The authenticator app's code for a secret, `steps` of 30 s from now. */
  code(secret: string, steps?: number): string
  /** Calls from an address of its own unless `cookie` is given, so that the limit by address is not what a test meets. */
  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: unknown, cookie?: string): Promise<Answer & { readonly cookie: string | null }>
  /** Password and code, 30 s after the last one: a code works once. */
  signIn(email: string, secret: string, shared?: boolean, password?: string): Promise<{ readonly cookie: string; readonly me: Me }>
  /** Invites and enrols somebody; gives their secret and their first sign-in. */
  hire(admin: string, name: string, roles: readonly string[]): Promise<{ readonly staff: string; readonly email: string; readonly secret: string; readonly cookie: string }>
}

let caller = 0

/** Sets up "Clinic of the test" with Ada as administrator; `admin` is her open sign-in and `secret` her second factor. */
export async function firstClinic(): Promise<FirstClinic & { readonly admin: string; readonly secret: string; readonly ada: Me }> {
  const db = await freshDatabase()
  let at = Date.parse('2026-11-23T16:00:00Z')
  const server = await testApp(db, () => new Date(at))
  const clinic: FirstClinic = {
    ...server, db,
    now: () => new Date(at),
    pass: (ms) => { at += ms },
    code: (secret, steps = 0) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at + steps * 30_000 }),
    async call(method, url, body, cookie) {
      const headers = { ...(cookie ? { cookie } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
      const remoteAddress = `10.${(caller >> 16) & 255}.${(caller >> 8) & 255}.${(caller += 1) & 255}`
      const response = await server.app.inject({ method, url, headers, remoteAddress, ...(body === undefined ? {} : { payload: JSON.stringify(body) }) })
      const given = response.cookies.find((c) => c.name === 'chairside')
      return { status: response.statusCode, text: response.body, body: response.body.startsWith('{') || response.body.startsWith('[') ? response.json() : null, cookie: given && given.value !== '' ? `chairside=${given.value}` : null }
    },
    async signIn(email, secret, shared = false, password = PASSWORD) {
      clinic.pass(30_000)
      const first = await clinic.call('POST', '/api/sign-in', { email, password, device_name: shared ? 'Tablet 1' : 'Desk computer', shared_device: shared })
      const done = await clinic.call('POST', '/api/sign-in/totp', { pending: first.body.pending, code: clinic.code(secret) })
      if (done.cookie === null) throw new Error(`${email} was not let in: ${first.text} ${done.text}`)
      return { cookie: done.cookie, me: done.body.me }
    },
    async hire(admin, name, roles) {
      const email = `${name.toLowerCase().replaceAll(' ', '.')}@clinic.example`
      const invited = await clinic.call('POST', '/api/staff', { name, email, roles }, admin)
      const step = await clinic.call('POST', '/api/enrol', { code: invited.body.enrolment_code, password: PASSWORD, device_name: 'Own laptop', shared_device: false })
      const done = await clinic.call('POST', '/api/sign-in/enrol', { pending: step.body.pending, code: clinic.code(step.body.totp.secret) })
      if (done.cookie === null) throw new Error(`${name} was not enrolled: ${invited.text} ${step.text} ${done.text}`)
      return { staff: invited.body.member.staff, email, secret: step.body.totp.secret, cookie: done.cookie }
    },
  }
  const set = await clinic.call('POST', '/api/setup', SETUP)
  const secret: string = set.body.totp.secret
  const done = await clinic.call('POST', '/api/sign-in/enrol', { pending: set.body.pending, code: clinic.code(secret) })
  return { ...clinic, admin: done.cookie!, secret, ada: done.body.me }
}

export const SETUP = {
  organization: { name: 'Clinic of the test', time_zone: 'America/Los_Angeles' }, site: { name: 'Main street', time_zone: 'America/Los_Angeles' }, chairs: ['Chair 1', 'Chair 2'],
  administrator: { name: 'Ada Madeup', email: ADDRESS, password: PASSWORD }, device_name: 'Desk computer',
}

/** Outcomes of the audit, oldest first: `what outcome`. */
export async function auditTrail(db: TestDatabase, organization: string): Promise<{ seq: number; actor: string; what: string; outcome: string; action: string; device: string | null; record: string | null; patient: string | null }[]> {
  return db.owner`select seq::int, body ->> 'actor' as actor, body ->> 'what' as what, body ->> 'outcome' as outcome, body ->> 'action' as action, body ->> 'device' as device, body ->> 'record' as record, body ->> 'patient' as patient
    from audit_entry where organization_id = ${organization} order by seq`
}

