// An open sign-in: who is it, sign out, lock, and colleagues who switch on a shared tablet with a PIN.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { isRole, PIN_TRIES, pinProblem, type Me, type StaffCard } from '@chairside/core/people'
import type { StaffCaller } from '../http/caller.ts'
import type { Services } from '../http/context.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { appendAudit } from '../log/audit.ts'
import { attempt, clear } from './attempts.ts'
import { ownEntry } from './entries.ts'
import { hashPin, verifySecret } from './hashing.ts'
import { inside, personOf } from './sign-in-steps.ts'
import { endAllOf, endSignIn, meOf, sayClosed, takeCookie } from './sign-ins.ts'

/** What makes somebody able to come back later (a PIN, a passkey) is set only by who signed in here with both factors, not by who switched in with a PIN. */
export function needsFullSignIn(caller: StaffCaller): void {
  if (!caller.fullyProven) throw new Refused({ kind: 'refused', rule: 'PEO9', message: 'Please sign in with your second factor first. A PIN is not enough for this.' })
}

function needsSharedDevice(caller: StaffCaller): void {
  if (!caller.sharedDevice) throw new Refused({ kind: 'refused', rule: 'PEO8', message: 'This is not a shared device. Please sign out instead.' })
}

export function deviceRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'GET', url: '/api/me', policy: { allow: 'signed-in', why: 'their own name, clinic and device', evenLocked: true },
    handler: ({ tx, caller }): Promise<Me> => meOf(tx, caller.signIn, caller.locked),
  })

  route(app, services, {
    method: 'POST', url: '/api/sign-out', policy: { allow: 'signed-in', why: 'ends their own sign-in', evenLocked: true },
    handler: async ({ tx, caller, now, reply }) => {
      await endSignIn(tx, caller.organization, caller.signIn, now)
      takeCookie(services, reply)
      return { ended: 1 }
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/sign-out/everywhere', policy: { allow: 'signed-in', why: 'ends their own sign-ins' },
    handler: async ({ tx, caller, now, reply }) => {
      const ended = await endAllOf(tx, caller.organization, caller.staff, now)
      takeCookie(services, reply)
      return { ended: ended.length }
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/lock', policy: { allow: 'signed-in', why: 'locks the device in their hand', evenLocked: true },
    handler: async ({ tx, caller, now }) => {
      needsSharedDevice(caller)
      await tx`update sign_in set locked_at = coalesce(locked_at, ${now}) where sign_in_id = ${caller.signIn}`
      await sayClosed(tx, caller.organization, [caller.signIn])
      return { locked: true }
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/pin', policy: { allow: 'signed-in', why: 'sets their own PIN' }, body: T.Object({ pin: T.String({ maxLength: 100 }) }),
    handler: async ({ tx, caller, body }) => {
      needsFullSignIn(caller)
      const problem = pinProblem(body.pin)
      if (problem) throw new Refused(problem)
      const hash = await hashPin(body.pin)
      await tx`insert into staff_secret (organization_id, staff_id, pin_hash) values (${caller.organization}, ${caller.staff}, ${hash})
        on conflict (organization_id, staff_id) do update set pin_hash = excluded.pin_hash, pin_failed_attempts = 0, pin_locked_until = null`
      return { hasPin: true }
    },
  })

  route(app, services, {
    method: 'GET', url: '/api/switch', policy: { allow: 'signed-in', why: 'colleagues who can unlock this shared device, by name', evenLocked: true },
    handler: async ({ tx, caller }): Promise<readonly StaffCard[]> => {
      needsSharedDevice(caller)
      const rows = await tx<{ staff: string; name: string; roles: string[] }[]>`
        select s.staff_id as staff, s.name, s.roles from staff s join staff_secret e using (organization_id, staff_id) where s.active and e.pin_hash is not null order by s.name`
      return rows.map((r) => ({ ...r, roles: r.roles.filter(isRole) }))
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/switch', policy: { allow: 'signed-in', why: 'proves a PIN, inside a living sign-in of a shared device', evenLocked: true }, audited: 'by-writer',
    body: T.Object({ staff: T.String({ format: 'uuid' }), pin: T.String({ minLength: 1, maxLength: 100 }) }),
    handler: async ({ caller, body, now, reply, about }): Promise<Me> => {
      needsSharedDevice(caller)
      const { organization, signIn } = caller
      about(null, body.staff)
      // The try is taken from the device and from the account before the PIN is looked at: a hundred tries at once are still five.
      const taken = await inside(services, organization, async (tx) => {
        const device = await tx<{ pin_failures: number }[]>`update sign_in set pin_failures = pin_failures + 1 where sign_in_id = ${signIn} and ended_at is null and pin_failures < ${PIN_TRIES} returning pin_failures`
        const person = await personOf(tx, body.staff)
        return { tries: device[0]?.pin_failures ?? null, person, guess: device.length === 1 && person ? await attempt(tx, body.staff, 'pin', now) : null }
      })
      const right = await verifySecret(taken.guess?.secrets.pin_hash ?? null, body.pin)
      const { person, tries } = taken
      const me = !right || !person || tries === null ? null : await inside(services, organization, async (tx) => {
        const moved = await tx`update sign_in set staff_id = ${person.staff}, locked_at = null, pin_failures = 0, authenticated_at = ${now}, last_seen_at = ${now} where sign_in_id = ${signIn} and ended_at is null returning sign_in_id`
        if (moved.length === 0) return null
        await tx`insert into sign_in_actor (organization_id, sign_in_id, staff_id, since) values (${organization}, ${signIn}, ${person.staff}, ${now}) on conflict do nothing`
        await clear(tx, person.staff, 'pin')
        // Streams of the person before were opened with that person's rights.
        await sayClosed(tx, organization, [signIn])
        const answer = await meOf(tx, signIn, false)
        await appendAudit(tx, organization, [ownEntry(person, 'POST /api/switch', 'ok', caller.device)], now)
        return answer
      })
      if (me) return me
      if (tries === null || tries >= PIN_TRIES) {
        await inside(services, organization, (tx) => endSignIn(tx, organization, signIn, now))
        takeCookie(services, reply)
        throw new Refused({ kind: 'not-signed-in' })
      }
      throw new Refused({ kind: 'refused', rule: 'PEO8', message: `That PIN is not right. After ${PIN_TRIES} wrong ones this device is signed out.` })
    },
  })
}
