// A person's own passkeys: add one, see them, remove one. The one-time code stays, so nobody can lock themselves out here.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { tidyName, type PasskeyCard } from '@chairside/core/people'
import type { Services } from '../http/context.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { needsFullSignIn } from './device-routes.ts'
import { Credential, registrationOptions, verifyRegistration } from './passkeys.ts'
import { spend } from './sealed.ts'
import { tooLate } from './sign-in-steps.ts'

type Row = { passkey: string; name: string; created_at: Date; last_used_at: Date | null }
const cardOf = ({ passkey, name, created_at, last_used_at }: Row): PasskeyCard => ({ passkey, name, created_at: created_at.toISOString(), last_used_at: last_used_at?.toISOString() ?? null })

export function passkeyRoutes(app: FastifyInstance, services: Services): void {
  const own = { allow: 'signed-in', why: 'their own passkeys' } as const

  route(app, services, {
    method: 'POST', url: '/api/passkeys/options', policy: own,
    handler: async ({ tx, caller, now }) => {
      needsFullSignIn(caller)
      const [row] = await tx<{ email: string }[]>`select email from staff where staff_id = ${caller.staff}`
      return registrationOptions(services, tx, { staff: caller.staff, name: caller.name, email: row!.email, signIn: caller.signIn }, now)
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/passkeys', policy: own, body: T.Object({ response: Credential, name: T.Optional(T.String({ maxLength: 200 })) }),
    handler: async ({ tx, caller, body, now, about }): Promise<PasskeyCard> => {
      needsFullSignIn(caller)
      const name = tidyName(body.name ?? caller.device, 'name')
      if (!name.ok) throw new Refused(name.refusal)
      const made = await verifyRegistration(services, body.response, caller, now)
      if (!made) throw new Refused({ kind: 'refused', rule: 'PEO7', message: 'This passkey could not be checked. Please try again.' })
      if (!(await spend(tx, caller.organization, made.challengeId, now))) throw tooLate()
      const { id, publicKey, counter, transports } = made.credential
      about(null, id)
      const [row] = await tx<Row[]>`
        insert into passkey (organization_id, passkey_id, staff_id, public_key, counter, transports, name, created_at)
        values (${caller.organization}, ${id}, ${caller.staff}, ${Buffer.from(publicKey)}, ${counter}, ${transports ?? []}, ${name.value}, ${now})
        returning passkey_id as passkey, name, created_at, last_used_at`
      return cardOf(row!)
    },
  })

  route(app, services, {
    method: 'GET', url: '/api/passkeys', policy: own,
    handler: async ({ tx, caller }): Promise<readonly PasskeyCard[]> =>
      (await tx<Row[]>`select passkey_id as passkey, name, created_at, last_used_at from passkey where staff_id = ${caller.staff} order by created_at`).map(cardOf),
  })

  route(app, services, {
    method: 'DELETE', url: '/api/passkeys/:passkey', policy: own, params: T.Object({ passkey: T.String({ minLength: 1, maxLength: 1500 }) }),
    handler: async ({ tx, caller, params, about }) => {
      about(null, params.passkey)
      const gone = await tx`delete from passkey where passkey_id = ${params.passkey} and staff_id = ${caller.staff} returning passkey_id`
      if (gone.length === 0) throw new Refused({ kind: 'not-found', what: 'passkey' })
      return { removed: params.passkey }
    },
  })
}
