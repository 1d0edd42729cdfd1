// The steps between a name and an open sign-in, as data in and out of one transaction each.
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isRole, type Role, type SignInStep } from '@chairside/core/people'
import { inOrganization, type Tx } from '../db/connect.ts'
import { appendAudit } from '../log/audit.ts'
import type { Services } from '../http/context.ts'
import { Refused } from '../http/refusal.ts'
import { ownEntry } from './entries.ts'
import { token, type Stages } from './sealed.ts'
import { carriedToken, giveCookie, meOf, openSignIn } from './sign-ins.ts'
import { newTotpSecret, totpUri } from './totp.ts'

/** One answer for every wrong name, password, code and waiting account: it must not tell which of them it was. */
export const wrong = (): Refused => new Refused({ kind: 'refused', rule: 'PEO4', message: 'That is not right. Please check what you typed. After five wrong tries an account waits, a little longer each time.' })
export const tooLate = (): Refused => new Refused({ kind: 'refused', rule: 'PEO6', message: 'This sign-in took too long or was used before. Please begin again.' })

/** A failed answer leaves no sooner than this after the question, known name or not. */
const FAILED_AFTER_MS = 300

/** Ends a failed guess: never sooner than `FAILED_AFTER_MS` after `startedAt` (of performance.now()). */
export async function refuseEvenly(startedAt: number): Promise<never> {
  await pause(Math.max(0, FAILED_AFTER_MS - (performance.now() - startedAt)))
  throw wrong()
}

export type Person = { readonly staff: string; readonly name: string; readonly email: string; readonly roles: readonly Role[] }

/** An active member of staff of the transaction's organization. */
export async function personOf(tx: Tx, staff: string): Promise<Person | null> {
  const [row] = await tx<{ staff: string; name: string; email: string; roles: string[] }[]>`select staff_id as staff, name, email, roles from staff where staff_id = ${staff} and active`
  return row ? { ...row, roles: row.roles.filter(isRole) } : null
}

type Device = { readonly device_name: string; readonly shared_device: boolean }

/** Asks a person without a confirmed second factor to set one up. */
export function enrolStep(services: Services, organization: string, person: Pick<Person, 'staff' | 'email'>, device: Device, extra: Pick<Stages['enrol'], 'passwordHash' | 'enrolment'>, now: Date): SignInStep {
  const secret = newTotpSecret()
  const pending = token(services.secret, 'enrol', { organization, staff: person.staff, device_name: device.device_name, shared_device: device.shared_device, totpSecret: secret, ...extra }, now)
  return { step: 'enrol', pending, totp: { secret, uri: totpUri(secret, person.email) } }
}

/** Opens the sign-in at the end of the last step, in the step's own transaction, with its audit entry. The cookie is given after the commit. */
export async function finish(
  tx: Tx, organization: string, person: Person, device: Device, factor: 'totp' | 'passkey' | 'demonstration', what: string, request: FastifyRequest, now: Date,
): Promise<{ readonly token: string; readonly answer: SignInStep }> {
  const { token: value, signIn } = await openSignIn(tx, { organization, staff: person.staff, device_name: device.device_name, shared_device: device.shared_device, factor }, carriedToken(request), now)
  const me = await meOf(tx, signIn, false)
  await appendAudit(tx, organization, [ownEntry(person, what, 'ok', device.device_name)], now)
  return { token: value, answer: { step: 'done', me } }
}

export function handOver(services: Services, reply: FastifyReply, done: { readonly token: string; readonly answer: SignInStep }): SignInStep {
  giveCookie(services, reply, done.token)
  return done.answer
}

/** Writes why a known person was not let in. */
export const noteRefused = (services: Services, organization: string, person: Pick<Person, 'staff' | 'roles'>, what: string, outcome: string, device: string | null): Promise<void> =>
  services.log.audit(organization, [ownEntry(person, what, outcome, device)])

export const inside = <T>(services: Services, organization: string, work: (tx: Tx) => Promise<T>): Promise<T> => inOrganization(services.sql, organization, work)
