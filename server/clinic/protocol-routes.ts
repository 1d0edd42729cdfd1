// The clinic's protocol: read, changed as a new version, approved. Nothing may be started under one that no medical director has signed for.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { parseSettings, type Protocol } from '@chairside/core/plan'
import type { Services } from '../http/context.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { currentProtocol, draftProtocol, latestVersion, writeVersion } from '../session/protocol.ts'

const Version = T.Integer({ minimum: 1, maximum: 1_000_000 })

export function protocolRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'GET', url: '/api/protocol', policy: { allow: 'staff', act: 'protocol.read' },
    handler: ({ tx }): Promise<Protocol> => currentProtocol(tx),
  })

  route(app, services, {
    method: 'GET', url: '/api/protocol/draft', policy: { allow: 'staff', act: 'protocol.read' },
    handler: async ({ tx }): Promise<{ readonly draft: Protocol | null }> => ({ draft: await draftProtocol(tx) }),
  })

  route(app, services, {
    method: 'POST', url: '/api/protocol', policy: { allow: 'staff', act: 'protocol.write' }, body: T.Object({ based_on: Version, settings: T.Unknown() }),
    handler: async ({ tx, caller, body, now }): Promise<Protocol> => {
      const settings = parseSettings(body.settings)
      if (!settings.ok) throw new Refused({ ...settings.refusal, path: `settings.${settings.refusal.path}` })
      // Two people at once: the second waits here, and then finds the first one's version.
      await tx`select pg_advisory_xact_lock(hashtextextended(${`protocol ${caller.organization}`}, 0))`
      const latest = await latestVersion(tx)
      if (body.based_on !== latest) throw new Refused({ kind: 'conflict', rule: 'PLN35', message: `Version ${latest} was written meanwhile. Look at it, and change that one.` })
      await writeVersion(tx, caller.organization, latest + 1, settings.value, now, caller.staff)
      return { version: latest + 1, settings: settings.value, approved_at: null, approved_by: null }
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/protocol/approve', policy: { allow: 'staff', act: 'protocol.approve' }, body: T.Object({ version: Version }),
    handler: async ({ tx, caller, body, now }): Promise<Protocol> => {
      const current = await currentProtocol(tx)
      // A version that only exists completed by newer settings is written down with its approval.
      if (current.version === body.version && current.approved_at === null) await writeVersion(tx, caller.organization, body.version, current.settings, now, caller.staff)
      const [asked] = await tx<{ settings: unknown }[]>`select settings from protocol_version where version = ${body.version}`
      if (!asked) throw new Refused({ kind: 'not-found', what: 'version of the protocol' })
      if (!parseSettings(asked.settings).ok) throw new Refused({ kind: 'conflict', rule: 'PLN33', message: 'This version is from before some settings existed. Approve the completed one.' })
      const approved = await tx`update protocol_version set approved_at = ${now}, approved_by = ${caller.staff} where version = ${body.version} and approved_at is null returning version`
      if (approved.length === 0) throw new Refused({ kind: 'conflict', rule: 'PEO13', message: 'This version is approved already.' })
      return currentProtocol(tx)
    },
  })
}
