// An open sign-in: who is it, sign out, lock, and colleagues who switch on a shared tablet with a PIN.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { isRole, may, pinProblem, type Me, type StaffCard } from '@chairside/core/people'
import type { StaffCaller } from '../http/caller.ts'
import type { Services } from '../http/context.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { appendAudit } from '../log/audit.ts'
import { ownEntry } from './entries.ts'
import { hashPin } from './hashing.ts'
import { provePin } from './pin.ts'
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
      return provePin({ services, caller, reply, staff: body.staff, pin: body.pin, now, proved: async (tx, person) => {
        const moved = await tx`update sign_in set staff_id = ${person.staff}, locked_at = null, authenticated_at = ${now}, last_seen_at = ${now} where sign_in_id = ${signIn} and ended_at is null returning sign_in_id`
        if (moved.length === 0) return null
        // Streams of the person before were opened with that person's rights.
        await sayClosed(tx, organization, [signIn])
        const answer = await meOf(tx, signIn, false)
        await appendAudit(tx, organization, [ownEntry(person, 'POST /api/switch', 'ok', caller.device)], now)
        return answer
      } })
    },
  })

  // The other of two people at a time-out proves who they are without taking the tablet over; what they confirm is a fact of the session, recorded by the tablet.
  route(app, services, {
    method: 'POST', url: '/api/second-person', policy: { allow: 'staff', act: 'session.record' }, audited: 'by-writer',
    body: T.Object({ staff: T.String({ format: 'uuid' }), pin: T.String({ minLength: 1, maxLength: 100 }) }),
    handler: async ({ caller, body, now, reply, about }): Promise<StaffCard> => {
      needsSharedDevice(caller)
      about(null, body.staff)
      if (body.staff === caller.staff) throw new Refused({ kind: 'refused', rule: 'SES26', message: 'The second person is somebody else.' })
      const asked = await inside(services, caller.organization, (tx) => personOf(tx, body.staff))
      if (asked && !may(asked.roles, 'session.record')) throw new Refused({ kind: 'refused', rule: 'SES26', message: 'The second person is somebody clinical.' })
      return provePin({ services, caller, reply, staff: body.staff, pin: body.pin, now, proved: async (tx, person) => {
        await appendAudit(tx, caller.organization, [ownEntry(person, 'POST /api/second-person', 'ok', caller.device)], now)
        return { staff: person.staff, name: person.name, roles: person.roles }
      } })
    },
  })
}
