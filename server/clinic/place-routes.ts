// Sites and chairs: where care happens.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { tidyName, tidyTimeZone, type Chair, type Clinic, type Site } from '@chairside/core/people'
import { organizationOf, sitesOf } from '../auth/sign-ins.ts'
import type { Services } from '../http/context.ts'
import { anyWords, fieldsOf } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { taken } from './taken.ts'

const Id = T.String({ format: 'uuid' })
const Name = T.String({ maxLength: 400 })
const write = { allow: 'staff', act: 'clinic.write' } as const

export function placeRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'GET', url: '/api/clinic', policy: { allow: 'staff', act: 'clinic.read' },
    handler: async ({ tx }): Promise<Clinic> => ({ organization: await organizationOf(tx), sites: await sitesOf(tx) }),
  })

  route(app, services, {
    method: 'POST', url: '/api/sites', policy: write, body: T.Object({ site: Id, name: Name, time_zone: Name }),
    handler: async ({ tx, caller, body, about }): Promise<Site> => {
      about(null, body.site)
      const name = taken(tidyName(body.name, 'name'))
      const zone = taken(tidyTimeZone(body.time_zone, 'time_zone'))
      await tx`insert into site (organization_id, site_id, name, time_zone) values (${caller.organization}, ${body.site}, ${name}, ${zone})`
      return { site: body.site, name, time_zone: zone, public_name: null, address: null, phone: null, chairs: [] }
    },
  })

  route(app, services, {
    method: 'PUT', url: '/api/sites/:site/outside', policy: write, params: T.Object({ site: Id }), body: fieldsOf({ public_name: anyWords(120), address: anyWords(300), phone: anyWords(40) }),
    handler: async ({ tx, params, body }): Promise<{ saved: true }> => {
      const kept = (text: string): string | null => (text.trim() === '' ? null : text.trim())
      const changed = await tx`update site set public_name = ${kept(body.public_name)}, address = ${kept(body.address)}, phone = ${kept(body.phone)} where site_id = ${params.site} returning site_id`
      if (changed.length === 0) throw new Refused({ kind: 'not-found', what: 'site' })
      return { saved: true }
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/sites/:site/chairs', policy: write, params: T.Object({ site: Id }), body: T.Object({ chair: Id, name: Name }),
    handler: async ({ tx, caller, params, body, about }): Promise<Chair> => {
      about(null, body.chair)
      const name = taken(tidyName(body.name, 'name'))
      if ((await tx`select 1 from site where site_id = ${params.site}`).length === 0) throw new Refused({ kind: 'not-found', what: 'site' })
      await tx`insert into chair (organization_id, chair_id, site_id, name, position)
        select ${caller.organization}, ${body.chair}, ${params.site}, ${name}, coalesce(max(position), 0) + 1 from chair where site_id = ${params.site}`
      return { chair: body.chair, name }
    },
  })

  route(app, services, {
    method: 'PUT', url: '/api/chairs/:chair', policy: write, params: T.Object({ chair: Id }), body: T.Object({ name: Name }),
    handler: async ({ tx, params, body }): Promise<Chair> => {
      const name = taken(tidyName(body.name, 'name'))
      const renamed = await tx`update chair set name = ${name} where chair_id = ${params.chair} returning chair_id`
      if (renamed.length === 0) throw new Refused({ kind: 'not-found', what: 'chair' })
      return { chair: params.chair, name }
    },
  })
}
