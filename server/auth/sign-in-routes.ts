// Signing in: a password, then a second factor; or a passkey that verifies its user, which is both.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { passwordProblem, type SignInStep } from '@chairside/core/people'
import type { AuthenticatorTransport } from '@simplewebauthn/server'
import type { Services } from '../http/context.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { appendAudit } from '../log/audit.ts'
import { sha256 } from '../log/chain.ts'
import { attempt, clear, forgive } from './attempts.ts'
import { ownEntry } from './entries.ts'
import { hashPassword, verifySecret } from './hashing.ts'
import { Credential, signInOptions, storedPasskey, verifySignIn } from './passkeys.ts'
import { openToken, spend, token } from './sealed.ts'
import { enrolStep, finish, handOver, inside, noteRefused, personOf, refuseEvenly, tooLate, wrong } from './sign-in-steps.ts'
import { sealTotp, totpStep, unsealTotp } from './totp.ts'

const DeviceName = T.String({ minLength: 1, maxLength: 100 })
const Password = T.String({ minLength: 1, maxLength: 1024 })
const Pending = T.String({ minLength: 1, maxLength: 4000 })
const Code = T.String({ pattern: '^[0-9]{6}$' })

/** Calls an address may make to all sign-in routes together: a clinic behind one address at the change of shifts, and no guessing machine. */
export const SIGN_IN_LIMIT = { group: 'sign-in', max: 60, window_s: 60 } as const

type Found = { organization_id: string; staff_id: string; is_demonstration: boolean }

export function signInRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'POST', url: '/api/sign-in', policy: { allow: 'anyone', why: 'proves a password; the second factor comes after' }, limit: SIGN_IN_LIMIT,
    body: T.Object({ email: T.String({ minLength: 1, maxLength: 254 }), password: Password, device_name: DeviceName, shared_device: T.Boolean() }),
    handler: async ({ body, now }): Promise<SignInStep> => {
      const startedAt = performance.now()
      const what = 'POST /api/sign-in'
      const [found] = await services.sql<Found[]>`select organization_id, staff_id, is_demonstration from door_staff_by_email(${body.email.trim()})`
      const known = found && !found.is_demonstration ? found : null
      const organization = known?.organization_id ?? ''
      const asked = known && await inside(services, organization, async (tx) => ({ person: await personOf(tx, known.staff_id), guess: await attempt(tx, known.staff_id, 'sign-in', now) }))
      const right = await verifySecret(asked?.guess?.secrets.password_hash ?? null, body.password)
      if (!asked?.person) return refuseEvenly(startedAt)
      const { person, guess } = asked
      if (!guess || !right) {
        await noteRefused(services, organization, person, what, guess ? 'wrong-password' : 'waiting', body.device_name)
        return refuseEvenly(startedAt)
      }
      const confirmed = guess.secrets.totp_confirmed_at !== null
      const passkeys = await inside(services, organization, async (tx) => {
        await forgive(tx, person.staff, guess)
        await appendAudit(tx, organization, [ownEntry(person, what, confirmed ? 'ok: password, second factor asked' : 'ok: password, second factor to be set up', body.device_name)], now)
        return (await tx`select 1 from passkey where staff_id = ${person.staff}`).length
      })
      if (!confirmed) return enrolStep(services, organization, person, body, { passwordHash: null, enrolment: null }, now)
      const pending = token(services.secret, 'second-factor', { organization, staff: person.staff, device_name: body.device_name, shared_device: body.shared_device }, now)
      return { step: 'second-factor', pending, methods: passkeys > 0 ? ['totp', 'passkey'] : ['totp'] }
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/sign-in/totp', policy: { allow: 'anyone', why: 'holds the sealed answer to a right password' }, limit: SIGN_IN_LIMIT,
    body: T.Object({ pending: Pending, code: Code }),
    handler: async ({ body, now, request, reply }): Promise<SignInStep> => {
      const startedAt = performance.now()
      const what = 'POST /api/sign-in/totp'
      const pending = openToken(services.secret, 'second-factor', body.pending, now)
      if (!pending) throw tooLate()
      const { organization, staff } = pending
      const { person, guess } = await inside(services, organization, async (tx) => ({ person: await personOf(tx, staff), guess: await attempt(tx, staff, 'sign-in', now) }))
      if (!person) throw tooLate()
      const secret = guess?.secrets.totp_secret_sealed ? unsealTotp(services.secret, guess.secrets.totp_secret_sealed) : null
      const step = secret === null ? null : totpStep(secret, body.code, now)
      const done = step === null ? null : await inside(services, organization, async (tx) => {
        const moved = await tx`update staff_secret set totp_last_step = ${step} where staff_id = ${staff} and totp_confirmed_at is not null and coalesce(totp_last_step, 0) < ${step} returning staff_id`
        if (moved.length === 0) return null
        if (!(await spend(tx, organization, pending.id, now))) throw tooLate()
        await clear(tx, staff, 'sign-in')
        return finish(tx, organization, person, pending, 'totp', what, request, now)
      })
      if (done) return handOver(services, reply, done)
      await noteRefused(services, organization, person, what, !guess ? 'waiting' : step === null ? 'wrong-code' : 'code-used-before', pending.device_name)
      return refuseEvenly(startedAt)
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/sign-in/enrol', policy: { allow: 'anyone', why: 'holds the sealed answer to a right password or enrolment code of a person without a second factor' }, limit: SIGN_IN_LIMIT,
    body: T.Object({ pending: Pending, code: Code }),
    handler: async ({ body, now, request, reply }): Promise<SignInStep> => {
      const what = 'POST /api/sign-in/enrol'
      const pending = openToken(services.secret, 'enrol', body.pending, now)
      if (!pending) throw tooLate()
      const { organization, staff, enrolment, passwordHash } = pending
      const person = await inside(services, organization, (tx) => personOf(tx, staff))
      if (!person) throw tooLate()
      const step = totpStep(pending.totpSecret, body.code, now)
      if (step === null) {
        await noteRefused(services, organization, person, what, 'wrong-code', pending.device_name)
        throw wrong()
      }
      const done = await inside(services, organization, async (tx) => {
        const sealed = sealTotp(services.secret, pending.totpSecret)
        const set = await tx`
          update staff_secret set totp_secret_sealed = ${sealed}, totp_confirmed_at = ${now}, totp_last_step = ${step}, password_hash = coalesce(${passwordHash}, password_hash),
            enrolment_hash = null, enrolment_expires_at = null, failed_attempts = 0, locked_until = null
          where staff_id = ${staff} and totp_confirmed_at is null and enrolment_hash is not distinct from ${enrolment} returning staff_id`
        if (set.length === 0) throw tooLate()
        return finish(tx, organization, person, pending, 'totp', what, request, now)
      })
      return handOver(services, reply, done)
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/enrol', policy: { allow: 'anyone', why: 'holds a one-time code of 100 random bits that an administrator handed over' }, limit: SIGN_IN_LIMIT,
    body: T.Object({ code: T.String({ minLength: 1, maxLength: 60 }), password: Password, device_name: T.Optional(DeviceName), shared_device: T.Optional(T.Boolean()) }),
    handler: async ({ body, now }): Promise<SignInStep> => {
      const enrolment = enrolmentHash(body.code)
      const [found] = await services.sql<{ organization_id: string; staff_id: string }[]>`select organization_id, staff_id from door_enrolment(${enrolment})`
      const organization = found?.organization_id ?? ''
      const person = found && await inside(services, organization, async (tx) => {
        const valid = await tx`select 1 from staff_secret where staff_id = ${found.staff_id} and enrolment_expires_at > ${now}`
        return valid.length === 1 ? personOf(tx, found.staff_id) : null
      })
      if (!person) throw new Refused({ kind: 'refused', rule: 'PEO14', message: 'This enrolment code is not valid any more. Ask an administrator for a new one.' })
      const problem = passwordProblem(body.password, [person.name, person.email])
      if (problem) throw new Refused(problem)
      const device = { device_name: body.device_name ?? 'first sign-in', shared_device: body.shared_device ?? false }
      const step = enrolStep(services, organization, person, device, { passwordHash: await hashPassword(body.password), enrolment }, now)
      await services.log.audit(organization, [ownEntry(person, 'POST /api/enrol', 'ok: second factor to be set up', device.device_name)])
      return step
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/sign-in/passkey/options', policy: { allow: 'anyone', why: 'gives a challenge; names nobody without the sealed answer to a right password' }, limit: SIGN_IN_LIMIT,
    body: T.Object({ pending: T.Optional(Pending) }),
    handler: async ({ body, now }) => {
      if (body.pending === undefined) return signInOptions(services, null, null, now)
      const pending = openToken(services.secret, 'second-factor', body.pending, now)
      if (!pending) throw tooLate()
      const known = await inside(services, pending.organization, (tx) => tx<{ passkey_id: string; transports: AuthenticatorTransport[] }[]>`select passkey_id, transports from passkey where staff_id = ${pending.staff}`)
      return signInOptions(services, known, pending.staff, now)
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/sign-in/passkey', policy: { allow: 'anyone', why: 'proves a passkey that verified its user' }, limit: SIGN_IN_LIMIT,
    body: T.Object({ pending: T.Optional(Pending), response: Credential, device_name: T.Optional(DeviceName), shared_device: T.Optional(T.Boolean()) }),
    handler: async ({ body, now, request, reply }): Promise<SignInStep> => {
      const what = 'POST /api/sign-in/passkey'
      const pending = body.pending === undefined ? null : openToken(services.secret, 'second-factor', body.pending, now)
      if (body.pending !== undefined && !pending) throw tooLate()
      const [found] = await services.sql<{ organization_id: string; staff_id: string }[]>`select organization_id, staff_id from door_passkey(${body.response.id})`
      if (!found || (pending && pending.staff !== found.staff_id)) throw wrong()
      const organization = found.organization_id
      const { person, stored } = await inside(services, organization, async (tx) => ({ person: await personOf(tx, found.staff_id), stored: await storedPasskey(tx, body.response.id) }))
      if (!person || !stored) throw wrong()
      const device = pending ?? { device_name: body.device_name ?? 'unnamed device', shared_device: body.shared_device ?? false }
      const proof = await verifySignIn(services, body.response, stored, pending?.staff ?? null, now)
      if (!proof) {
        await noteRefused(services, organization, person, what, 'wrong-passkey', device.device_name)
        throw wrong()
      }
      const done = await inside(services, organization, async (tx) => {
        if (!(await spend(tx, organization, proof.challengeId, now)) || (pending && !(await spend(tx, organization, pending.id, now)))) throw tooLate()
        await tx`update passkey set counter = ${proof.counter}, last_used_at = ${now} where passkey_id = ${stored.passkey_id}`
        await clear(tx, person.staff, 'sign-in')
        return finish(tx, organization, person, device, 'passkey', what, request, now)
      })
      return handOver(services, reply, done)
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/sign-in/demonstration', policy: { allow: 'anyone', why: 'the demonstration clinic holds fictional people only' }, limit: SIGN_IN_LIMIT,
    body: T.Object({ staff: T.String({ format: 'uuid' }), device_name: DeviceName, shared_device: T.Boolean() }),
    handler: async ({ body, now, request, reply }): Promise<SignInStep> => {
      const [demonstration] = await services.sql<{ organization_id: string }[]>`select organization_id from door_organizations() where is_demonstration`
      const organization = demonstration?.organization_id
      const done = organization === undefined ? null : await inside(services, organization, async (tx) => {
        const person = await personOf(tx, body.staff)
        return person && finish(tx, organization, person, body, 'demonstration', 'POST /api/sign-in/demonstration', request, now)
      })
      if (!done) throw new Refused({ kind: 'not-found', what: 'person in the demonstration' })
      return handOver(services, reply, done)
    },
  })
}

/** An enrolment code as it is typed: case, spaces and hyphens do not matter. */
export const enrolmentHash = (code: string): string => sha256(`enrolment ${code.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}`)
