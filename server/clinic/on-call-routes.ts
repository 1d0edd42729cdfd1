// Who is called when nobody at the clinic takes an alert: people who may treat, in their order, with a mobile number where they have one.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { may, isRole } from '@chairside/core/people'
import type { Tx } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { fieldsOf, uuid, words } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { numberIn } from '../messages/texter.ts'

export type OnCall = { readonly people: readonly { readonly staff: string; readonly name: string; readonly mobile: string | null }[]; readonly texts: boolean }
const readOnCall = async (tx: Tx, services: Services): Promise<OnCall> => ({ people: await tx<OnCall['people'][number][]>`select c.staff_id as staff, s.name, s.mobile from on_call c join staff s on s.organization_id = c.organization_id and s.staff_id = c.staff_id order by c.position`, texts: services.text !== null })

export function onCallRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, { method: 'GET', url: '/api/on-call', policy: { allow: 'staff', act: 'staff.write' }, handler: ({ tx }): Promise<OnCall> => readOnCall(tx, services) })
  route(app, services, {
    method: 'PUT', url: '/api/on-call', policy: { allow: 'staff', act: 'staff.write' }, body: fieldsOf({ people: T.Array(fieldsOf({ staff: uuid, mobile: T.Optional(words(40)) }), { maxItems: 20 }) }),
    handler: async ({ tx, caller, body }): Promise<OnCall> => {
      const staff = new Map((await tx<{ staff: string; roles: string[]; active: boolean }[]>`select staff_id as staff, roles, active from staff where staff_id = any(${body.people.map((one) => one.staff)}::uuid[])`).map((one) => [one.staff, one]))
      for (const [i, one] of body.people.entries()) {
        const found = staff.get(one.staff)
        if (!found?.active || !may(found.roles.filter(isRole), 'session.record')) throw new Refused({ kind: 'bad-input', path: `people.${i}.staff`, value: one.staff, allowed: 'a member of staff who works here and may treat patients' })
        if (body.people.findIndex((other) => other.staff === one.staff) !== i) throw new Refused({ kind: 'bad-input', path: `people.${i}.staff`, value: one.staff, allowed: 'everybody once' })
        if (one.mobile !== undefined && numberIn(one.mobile) === null) throw new Refused({ kind: 'bad-input', path: `people.${i}.mobile`, value: one.mobile, allowed: 'a telephone number such as +1 310 555 0100' })
      }
      await tx`delete from on_call`
      for (const [i, one] of body.people.entries()) {
        await tx`insert into on_call (organization_id, position, staff_id) values (${caller.organization}, ${i + 1}, ${one.staff})`
        await tx`update staff set mobile = ${one.mobile ?? null} where staff_id = ${one.staff}`
      }
      return readOnCall(tx, services)
    },
  })
}
