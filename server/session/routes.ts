// The session over HTTP: read a visit, add facts to its log, watch the Floor.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { describeBadInput, isUuid } from '@chairside/core/shared'
import { parseEvent, type AppendAnswer, type SessionEvent } from '@chairside/core/session'
import { inOrganization } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { mailOff } from '../messages/mailer.ts'
import { readAuthors, refuseFact } from './accept.ts'
import { readBundle } from './bundle.ts'
import { settleAfter } from '../pharmacy/settle-after.ts'
import { equipmentRoutes } from './equipment.ts'
import { readFloor } from './floor.ts'

const SessionParams = T.Object({ session: T.String({ format: 'uuid' }) })
const MOST_EVENTS = 500
/** A comment line keeps proxies from closing a quiet stream, and tells the screen that we are there. */
const HEARTBEAT_MS = 15_000

export function sessionRoutes(app: FastifyInstance, services: Services): void {
  equipmentRoutes(app, services)

  route(app, services, {
    method: 'GET', url: '/api/sessions/:session', policy: { allow: 'staff', act: 'chart.read' }, params: SessionParams,
    query: T.Object({ after: T.Optional(T.Integer({ minimum: 0, maximum: 1_000_000 })) }),
    handler: async ({ tx, caller, params, query, now, about }) => {
      const bundle = await readBundle(tx, params.session, now, mailOff(services, caller.demonstration), query.after)
      about(bundle.patient.patient)
      return bundle
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/sessions/:session/events', policy: { allow: 'staff', act: 'session.arrive' }, params: SessionParams, audited: 'by-writer',
    body: T.Object({ events: T.Array(T.Unknown(), { minItems: 1, maxItems: MOST_EVENTS }) }),
    handler: async ({ caller, params, body, now }): Promise<AppendAnswer> => {
      const parsed = body.events.map((json, i) => ({ json, place: `events.${i}`, result: parseEvent(json, `events.${i}`) }))
      const readable = parsed.flatMap(({ result }) => (result.ok ? [result.value] : []))
      const authors = await inOrganization(services.sql, caller.organization, (tx) => readAuthors(tx, caller.signIn, readable))
      const events: SessionEvent[] = []
      const refused: { id: string; reason: string; message: string }[] = []
      for (const { json, place, result } of parsed) {
        const problem = result.ok ? refuseFact(result.value, place, params.session, authors) : result.refusal
        const id = typeof json === 'object' && json !== null && 'id' in json && isUuid(json.id) ? json.id : ''
        if (problem) refused.push({ id, reason: 'bad-input', message: describeBadInput(problem) })
        else if (result.ok) events.push(result.value)
      }
      const answer = await services.log.append(caller.organization, events, (result, patientOf) => [{
        actor: caller.staff, roles: caller.roles, what: 'POST /api/sessions/:session/events', act: 'session.arrive', patient: patientOf(params.session), record: params.session, device: caller.device,
        action: result.acknowledged.length > 0 ? 'write' : 'refused',
        outcome: `${result.acknowledged.length} of ${body.events.length} acknowledged: ${[...new Set(events.map((e) => e.type))].join(', ')}`,
      }])
      await settleAfter(services, caller.organization, params.session, events, now)
      const notTaken = answer.refused.map((r) => ({ ...r, message: r.reason === 'id-reused' ? 'This id was used for another fact.' : 'There is no such session.' }))
      return { acknowledged: answer.acknowledged, refused: [...refused, ...notTaken], server_time: now.toISOString() }
    },
  })

  route(app, services, {
    method: 'GET', url: '/api/floor', policy: { allow: 'staff', act: 'floor.read' }, query: T.Object({ site: T.String({ format: 'uuid' }) }),
    handler: async ({ tx, query, now }) => {
      const floor = await readFloor(tx, query.site, now)
      if (floor.chairs.length === 0 && (await tx`select from site where site_id = ${query.site}`).length === 0) throw new Refused({ kind: 'not-found', what: 'site' })
      return floor
    },
  })

  route(app, services, {
    method: 'GET', url: '/api/live', policy: { allow: 'staff', act: 'floor.read' }, stream: true,
    handler: async ({ caller, reply }) => {
      reply.hijack()
      reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
      reply.raw.write('retry: 1000\n\n')
      const heartbeat = setInterval(() => reply.raw.write(': here\n\n'), HEARTBEAT_MS)
      const stop = services.live.subscribe(caller.organization, ({ organization: _organization, ...change }) => reply.raw.write(`data: ${JSON.stringify(change)}\n\n`))
      reply.raw.on('close', () => {
        clearInterval(heartbeat)
        stop()
      })
    },
  })
}
