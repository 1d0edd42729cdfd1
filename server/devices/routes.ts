// Monitors over HTTP: the live trace of a chair, which device stands where, and what was not taken.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { badInput, parseInstant } from '@chairside/core/shared'
import type { DeviceReading } from '@chairside/core/session'
import type { Services } from '../http/context.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { CHANNEL } from '../log/writer.ts'
import type { Tx } from '../db/connect.ts'
import * as store from './store.ts'

const ChairParams = T.Object({ chair: T.String({ format: 'uuid' }) })
/** The live trace: this much is sent at most, whatever `after` says. */
const TRACE_MS = 15 * 60_000
const LATELY_MS = 24 * 3_600_000

async function mustBeChair(tx: Tx, chair: string): Promise<void> {
  if ((await tx`select from chair where chair_id = ${chair}`).length === 0) throw new Refused({ kind: 'not-found', what: 'chair' })
}

export function deviceRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'GET', url: '/api/chairs/:chair/readings', policy: { allow: 'staff', act: 'floor.read' }, params: ChairParams, query: T.Object({ after: T.Optional(T.String({ maxLength: 40 })) }),
    handler: async ({ tx, params, query, now }): Promise<readonly DeviceReading[]> => {
      const asked = query.after === undefined ? null : parseInstant(query.after)
      if (query.after !== undefined && asked === null) throw new Refused(badInput('after', query.after, 'a time with its offset, such as 2026-11-23T15:04:05Z'))
      await mustBeChair(tx, params.chair)
      return store.readReadings(tx, params.chair, new Date(Math.max(asked ?? 0, now.getTime() - TRACE_MS)))
    },
  })

  route(app, services, {
    method: 'GET', url: '/api/devices', policy: { allow: 'staff', act: 'floor.read' },
    handler: ({ tx, now }) => store.readDevices(tx, new Date(now.getTime() - LATELY_MS)),
  })

  route(app, services, {
    method: 'PUT', url: '/api/chairs/:chair/device', policy: { allow: 'staff', act: 'device.bind' }, params: ChairParams, body: T.Object({ device: T.String({ minLength: 1, maxLength: 200, pattern: '\\S' }) }),
    handler: async ({ tx, params, body, caller, now }) => {
      await mustBeChair(tx, params.chair)
      const kind = await store.bindDevice(tx, caller.organization, params.chair, body.device.trim(), caller.staff, now)
      await tx`select pg_notify(${CHANNEL}, ${JSON.stringify({ organization: caller.organization, chairs: [params.chair] })})`
      return { device: body.device.trim(), chair: params.chair, kind }
    },
  })

  route(app, services, {
    method: 'DELETE', url: '/api/chairs/:chair/device', policy: { allow: 'staff', act: 'device.bind' }, params: ChairParams, query: T.Object({ device: T.Optional(T.String({ minLength: 1, maxLength: 200 })) }),
    handler: async ({ tx, params, query, caller }) => {
      await mustBeChair(tx, params.chair)
      await store.unbindChair(tx, params.chair, query.device ?? null)
      await tx`select pg_notify(${CHANNEL}, ${JSON.stringify({ organization: caller.organization, chairs: [params.chair] })})`
      return { chair: params.chair }
    },
  })

  route(app, services, {
    method: 'GET', url: '/api/quarantine', policy: { allow: 'staff', act: 'quarantine.read' }, query: T.Object({ state: T.Optional(T.Union([T.Literal('open'), T.Literal('looked-at')])) }),
    handler: ({ tx, query }) => store.readQuarantine(tx, query.state === 'looked-at'),
  })

  route(app, services, {
    method: 'GET', url: '/api/quarantine/count', policy: { allow: 'staff', act: 'quarantine.read' },
    handler: async ({ tx }) => ({ open: await store.countQuarantine(tx) }),
  })

  // The whole message holds what the device said of the patient: a read of its own in the audit, for those who may read charts.
  route(app, services, {
    method: 'GET', url: '/api/quarantine/:quarantine', policy: { allow: 'staff', act: 'chart.read' }, params: T.Object({ quarantine: T.String({ format: 'uuid' }) }),
    handler: async ({ tx, params }) => {
      const raw = await store.rawQuarantine(tx, params.quarantine)
      if (raw === null) throw new Refused({ kind: 'not-found', what: 'message' })
      return { raw }
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/quarantine/:quarantine/reviewed', policy: { allow: 'staff', act: 'quarantine.read' }, params: T.Object({ quarantine: T.String({ format: 'uuid' }) }),
    handler: async ({ tx, params, caller, now }) => {
      if (!(await store.reviewQuarantine(tx, params.quarantine, caller.staff, now))) throw new Refused({ kind: 'not-found', what: 'message' })
      return { quarantine: params.quarantine }
    },
  })
}
