// The first minutes of an installation: what is here, and setting up the clinic.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { badInput } from '@chairside/core/shared'
import { isRole, passwordProblem, tidyEmail, tidyName, tidyTimeZone, type SignInStep, type StaffCard, type Welcome } from '@chairside/core/people'
import { PROPOSED_PROTOCOL } from '@chairside/core/plan'
import { hashPassword } from '../auth/hashing.ts'
import { ownEntry } from '../auth/entries.ts'
import { SIGN_IN_LIMIT } from '../auth/sign-in-routes.ts'
import { enrolStep } from '../auth/sign-in-steps.ts'
import { newId } from '../auth/sign-ins.ts'
import { inOrganization, sqlState } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { appendAudit } from '../log/audit.ts'
import { taken } from './taken.ts'

type Organization = { organization_id: string; name: string; is_demonstration: boolean }

const Name = T.String({ maxLength: 400 })
const MOST_CHAIRS = 50

export function firstRunRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'GET', url: '/api/welcome', policy: { allow: 'anyone', why: 'the name of the clinic, and the fictional people of the demonstration' },
    handler: async (): Promise<Welcome> => {
      const all = await services.sql<Organization[]>`select organization_id, name, is_demonstration from door_organizations()`
      const clinic = all.find((o) => !o.is_demonstration)
      const demonstration = all.find((o) => o.is_demonstration)
      const staff = demonstration === undefined ? [] : await inOrganization(services.sql, demonstration.organization_id, (tx) => tx<{ staff: string; name: string; roles: string[] }[]>`
        select staff_id as staff, name, roles from staff where active order by created_at, name`)
      const cards: StaffCard[] = staff.map((s) => ({ ...s, roles: s.roles.filter(isRole) }))
      return { clinic: clinic ? { name: clinic.name } : null, demonstration: demonstration ? { name: demonstration.name, staff: cards } : null, version: services.version }
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/setup', policy: { allow: 'anyone', why: 'only while there is no clinic, so nobody and nothing to protect yet' }, limit: SIGN_IN_LIMIT,
    body: T.Object({
      organization: T.Object({ name: Name, time_zone: Name }), site: T.Object({ name: Name, time_zone: Name }), chairs: T.Array(Name, { minItems: 1, maxItems: MOST_CHAIRS }),
      administrator: T.Object({ name: Name, email: Name, password: T.String({ maxLength: 1024 }) }), device_name: Name,
    }),
    handler: async ({ body, now }): Promise<SignInStep> => {
      const name = taken(tidyName(body.organization.name, 'organization.name'))
      const zone = taken(tidyTimeZone(body.organization.time_zone, 'organization.time_zone'))
      const siteName = taken(tidyName(body.site.name, 'site.name'))
      const siteZone = taken(tidyTimeZone(body.site.time_zone, 'site.time_zone'))
      const chairs = body.chairs.map((chair, i) => taken(tidyName(chair, `chairs.${i}`)))
      chairs.forEach((chair, i) => { if (chairs.indexOf(chair) < i) throw new Refused(badInput(`chairs.${i}`, chair, 'a name that no other chair has')) })
      const person = { staff: newId(now), name: taken(tidyName(body.administrator.name, 'administrator.name')), email: taken(tidyEmail(body.administrator.email, 'administrator.email')), roles: ['administrator'] as const }
      const problem = passwordProblem(body.administrator.password, [person.name, person.email, name], 'administrator.password')
      if (problem) throw new Refused(problem)
      const device = { device_name: taken(tidyName(body.device_name, 'device_name')), shared_device: false }
      const passwordHash = await hashPassword(body.administrator.password)
      const organization = newId(now)
      const site = newId(now)
      await services.sql.begin(async (tx) => {
        await tx`select door_create_organization(${organization}, ${name}, ${zone}, false)`
        await tx`select set_config('chairside.organization_id', ${organization}, true)`
        await tx`insert into protocol_version (organization_id, version, settings, created_at) values (${organization}, 1, ${tx.json(PROPOSED_PROTOCOL)}, ${now})`
        await tx`insert into site (organization_id, site_id, name, time_zone) values (${organization}, ${site}, ${siteName}, ${siteZone})`
        await tx`insert into chair ${tx(chairs.map((chair, i) => ({ organization_id: organization, chair_id: newId(now), site_id: site, name: chair, position: i + 1 })))}`
        await tx`insert into staff (organization_id, staff_id, name, email, roles, created_at) values (${organization}, ${person.staff}, ${person.name}, ${person.email}, ${[...person.roles]}, ${now})`
        await tx`insert into staff_secret (organization_id, staff_id, password_hash) values (${organization}, ${person.staff}, ${passwordHash})`
        await appendAudit(tx, organization, [ownEntry(person, 'POST /api/setup', 'ok', device.device_name)], now)
      }).catch((error: unknown) => {
        if (sqlState(error) !== '23505') throw error
        const email = (error as { constraint_name?: string }).constraint_name === 'staff_email'
        throw new Refused(email ? badInput('administrator.email', person.email, 'an address that nobody here has yet') : { kind: 'conflict', rule: 'PEO15', message: 'A clinic is set up here already. Please sign in.' })
      })
      return enrolStep(services, organization, person, device, { passwordHash: null, enrolment: null }, now)
    },
  })
}
