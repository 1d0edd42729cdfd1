// Import over HTTP: one file of FHIR R4, as a person chose it.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { isUuid } from '@chairside/core/shared'
import type { Services } from '../http/context.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { importResources } from './import.ts'
import { readResources } from './read.ts'

/** A whole life in one bundle has some 5 MB. */
const MOST_BYTES = 32_000_000

export function fhirRoutes(app: FastifyInstance, services: Services): void {
  // As text, so that numbers keep their digits; also NDJSON, which is no JSON document.
  for (const type of ['application/fhir+json', 'application/fhir+ndjson', 'application/x-ndjson', 'text/plain'])
    if (!app.hasContentTypeParser(type)) app.addContentTypeParser(type, { parseAs: 'string' }, (_request, body, done) => done(null, body))

  route(app, services, {
    method: 'POST', url: '/api/patients/import', policy: { allow: 'staff', act: 'patient.write' }, bodyLimit: MOST_BYTES, body: T.Unknown(), query: T.Object({ site: T.Optional(T.String({ format: 'uuid' })) }),
    handler: async ({ tx, body, query, caller, now, about }) => {
      const read = readResources([{ name: 'file', text: typeof body === 'string' ? body : (JSON.stringify(body) ?? '') }])
      if (!read.ok) throw new Refused({ ...read.refusal, path: read.refusal.path.replace(/^file: /, '') })
      const site = isUuid(query.site) ? query.site : null
      if (site !== null && (await tx`select from site where site_id = ${site}`).length === 0) throw new Refused({ kind: 'not-found', what: 'site' })
      const answer = await importResources((work) => work(tx), read.value, { organization: caller.organization, site, actor: caller.staff, roles: caller.roles, device: caller.device, what: 'POST /api/patients/import', now })
      if (answer.patients.length === 1) about(answer.patients[0]!.patient)
      return answer
    },
  })
}
