// The Office's list of people: invite, change roles, let go, and a new code for who has lost their second factor.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { badInput } from '@chairside/core/shared'
import { changeStaff, isRole, ROLES, tidyEmail, tidyName, tidyRoles, type Invitation, type Role, type StaffMember } from '@chairside/core/people'
import { endAllOf, newId } from '../auth/sign-ins.ts'
import { sqlState, type Tx } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { inviteAgain, readStaff } from './staff.ts'
import { taken } from './taken.ts'

const Id = T.String({ format: 'uuid' })
const Roles = T.Array(T.Union(ROLES.map((role) => T.Literal(role))), { minItems: 1, maxItems: ROLES.length })
const write = { allow: 'staff', act: 'staff.write' } as const

async function memberOf(tx: Tx, staff: string): Promise<StaffMember> {
  const [member] = await readStaff(tx, staff)
  if (!member) throw new Refused({ kind: 'not-found', what: 'member of staff' })
  return member
}

const rolesOf = (given: readonly string[]): readonly Role[] => taken(tidyRoles(given.filter(isRole)))

export function staffRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'GET', url: '/api/staff', policy: { allow: 'staff', act: 'staff.read' },
    handler: ({ tx }): Promise<readonly StaffMember[]> => readStaff(tx),
  })

  route(app, services, {
    method: 'POST', url: '/api/staff', policy: write, body: T.Object({ staff: T.Optional(Id), name: T.String({ maxLength: 400 }), email: T.String({ maxLength: 400 }), roles: Roles }),
    handler: async ({ tx, caller, body, now, about }): Promise<Invitation> => {
      const staff = body.staff ?? newId(now)
      about(null, staff)
      const name = taken(tidyName(body.name, 'name'))
      const email = taken(tidyEmail(body.email, 'email'))
      const roles = rolesOf(body.roles)
      await tx`insert into staff (organization_id, staff_id, name, email, roles, created_at) values (${caller.organization}, ${staff}, ${name}, ${email}, ${[...roles]}, ${now})`.catch((error: unknown) => {
        if (sqlState(error) === '23505' && (error as { constraint_name?: string }).constraint_name?.includes('email')) throw new Refused(badInput('email', email, 'an address that nobody here has yet'))
        throw error
      })
      const code = await inviteAgain(tx, caller.organization, staff, now)
      return { member: await memberOf(tx, staff), ...code }
    },
  })

  route(app, services, {
    method: 'PUT', url: '/api/staff/:staff', policy: write, params: T.Object({ staff: Id }),
    body: T.Object({ roles: T.Optional(Roles), active: T.Optional(T.Boolean()), name: T.Optional(T.String({ maxLength: 400 })) }),
    handler: async ({ tx, caller, params, body, now }): Promise<StaffMember> => {
      // Everybody is locked, in one order: of two administrators who demote each other at once, the second finds out.
      const everybody = (await tx<{ staff: string; roles: string[]; active: boolean }[]>`select staff_id as staff, roles, active from staff order by staff_id for update`)
        .map((s) => ({ ...s, roles: s.roles.filter(isRole) }))
      const before = everybody.find((s) => s.staff === params.staff)
      if (!before) throw new Refused({ kind: 'not-found', what: 'member of staff' })
      const decided = changeStaff(everybody, { staff: before.staff, roles: body.roles === undefined ? before.roles : body.roles.filter(isRole), active: body.active ?? before.active })
      if (!decided.ok) throw new Refused(decided.refusal)
      const { roles, active } = decided.value
      await tx`update staff set roles = ${[...roles]}, active = ${active} where staff_id = ${params.staff}`
      if (body.name !== undefined) await tx`update staff set name = ${taken(tidyName(body.name, 'name'))} where staff_id = ${params.staff}`
      if (!active) await endAllOf(tx, caller.organization, params.staff, now)
      return memberOf(tx, params.staff)
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/staff/:staff/enrolment', policy: write, params: T.Object({ staff: Id }),
    handler: async ({ tx, caller, params, now }): Promise<Invitation> => {
      await memberOf(tx, params.staff)
      if (params.staff === caller.staff) throw new Refused({ kind: 'refused', rule: 'PEO14', message: 'Another administrator must do this for you: afterwards you are signed out until the new code is used.' })
      const code = await inviteAgain(tx, caller.organization, params.staff, now)
      await endAllOf(tx, caller.organization, params.staff, now)
      return { member: await memberOf(tx, params.staff), ...code }
    },
  })
}
