// What a tablet keeps for the time without a server.
import type { FastifyInstance } from 'fastify'
import type { Services } from '../http/context.ts'
import { fieldsOf, uuid } from '../http/fields.ts'
import { route } from '../http/route.ts'
import { mailOff } from '../messages/mailer.ts'
import { readToday } from './copy.ts'

export function downtimeRoutes(app: FastifyInstance, services: Services): void {
  // One call of a person who may read charts, audited as such with its site: every tablet of the site makes it every few minutes.
  route(app, services, {
    method: 'GET', url: '/api/downtime', policy: { allow: 'staff', act: 'chart.read' }, query: fieldsOf({ site: uuid }),
    handler: async ({ tx, caller, query, now, about }) => {
      const copy = await readToday(tx, query.site, now, mailOff(services, caller.demonstration))
      about(null, query.site)
      return copy
    },
  })
}
