// The clinic's protocol and its approval: nothing may be started under one that no medical director has signed for.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import type { Protocol } from '@chairside/core/plan'
import type { Services } from '../http/context.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { currentProtocol } from '../session/protocol.ts'

export function protocolRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'GET', url: '/api/protocol', policy: { allow: 'staff', act: 'protocol.read' },
    handler: ({ tx }): Promise<Protocol> => currentProtocol(tx),
  })

  route(app, services, {
    method: 'POST', url: '/api/protocol/approve', policy: { allow: 'staff', act: 'protocol.approve' }, body: T.Object({ version: T.Integer({ minimum: 1, maximum: 1_000_000 }) }),
    handler: async ({ tx, caller, body, now }): Promise<Protocol> => {
      const current = await currentProtocol(tx)
      // A version that only exists completed by newer settings is written down with its approval.
      if (current.version === body.version && current.approved_at === null)
        await tx`insert into protocol_version (organization_id, version, settings, created_at, created_by) values (${caller.organization}, ${body.version}, ${tx.json(current.settings)}, ${now}, ${caller.staff}) on conflict do nothing`
      const approved = await tx`update protocol_version set approved_at = ${now}, approved_by = ${caller.staff} where version = ${body.version} and approved_at is null returning version`
      if (approved.length === 0) {
        const known = await tx`select 1 from protocol_version where version = ${body.version}`
        throw new Refused(known.length === 0 ? { kind: 'not-found', what: 'version of the protocol' } : { kind: 'conflict', rule: 'PEO13', message: 'This version is approved already.' })
      }
      return currentProtocol(tx)
    },
  })
}
