// The demonstration clinic: loaded by anybody who tries the product out, removed by its own administrator.
import type { FastifyInstance } from 'fastify'
import { loadDemonstration, removeDemonstration } from '../demo/load.ts'
import type { Services } from '../http/context.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { SIGN_IN_LIMIT } from '../auth/sign-in-routes.ts'
import { takeCookie } from '../auth/sign-ins.ts'

export function demonstrationRoutes(app: FastifyInstance, services: Services): void {
  let loading: ReturnType<typeof loadDemonstration> | null = null

  route(app, services, {
    method: 'POST', url: '/api/demonstration/load', policy: { allow: 'anyone', why: 'fictional people in an organization of their own, once' }, limit: SIGN_IN_LIMIT,
    handler: async () => {
      const known = await services.sql`select 1 from door_organizations() where is_demonstration`
      if (known.length > 0 || loading !== null) throw new Refused({ kind: 'conflict', rule: 'PEO17', message: loading === null ? 'The demonstration is loaded already.' : 'The demonstration is being loaded.' })
      loading = loadDemonstration(services)
      try {
        return await loading
      } finally {
        loading = null
      }
    },
  })

  route(app, services, {
    // Nothing of the organization is left to write an audit entry to.
    method: 'POST', url: '/api/demonstration/remove', policy: { allow: 'staff', act: 'clinic.write' }, audited: 'by-writer',
    handler: async ({ caller, reply }) => {
      if (!caller.demonstration) throw new Refused({ kind: 'refused', rule: 'PEO17', message: 'Only from inside the demonstration, by its administrator. A real clinic is never removed.' })
      await services.log.idle()
      const removed = await removeDemonstration(services)
      takeCookie(services, reply)
      return { removed }
    },
  })
}
