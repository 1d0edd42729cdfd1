// The Desk over HTTP: who comes today, what is ready, whom to call.
import type { FastifyInstance } from 'fastify'
import { addDays, atLocal, parseLocalDate } from '@chairside/core/shared'
import { may } from '@chairside/core/people'
import type { DeskDay } from '@chairside/core/session'
import type { Services } from '../http/context.ts'
import { day, fieldsOf, uuid } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { openAlerts } from '../intake/scores.ts'
import { readSite } from '../plan/store.ts'
import { deskVisits, followUps } from './store.ts'

export function deskRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'GET', url: '/api/desk', policy: { allow: 'staff', act: 'desk.read' }, query: fieldsOf({ site: uuid, date: day }),
    handler: async ({ tx, caller, query, now }): Promise<DeskDay> => {
      const site = await readSite(tx, query.site)
      if (!site) throw new Refused({ kind: 'not-found', what: 'site' })
      const date = parseLocalDate(query.date)!
      const [from, to] = [new Date(atLocal(date, '00:00', site.time_zone)), new Date(atLocal(addDays(date, 1), '00:00', site.time_zone))]
      return {
        site: query.site, date: query.date, visits: await deskVisits(tx, query.site, from, to, now), follow_ups: await followUps(tx, query.site, from, to), alerts: await openAlerts(tx, may(caller.roles, 'chart.read')),
      }
    },
  })
}
