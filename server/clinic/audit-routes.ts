// The audit as people read it: who did what to whose chart, newest first.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import type { AuditPage, AuditRow } from '@chairside/core/people'
import type { Services } from '../http/context.ts'
import { route } from '../http/route.ts'
import type { AuditEntry } from '../log/audit.ts'

const PAGE = 100
const MOST = 500

type Row = { seq: string; at: Date; body: AuditEntry; name: string | null }

export function auditRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'GET', url: '/api/audit', policy: { allow: 'staff', act: 'audit.read' },
    query: T.Object({ patient: T.Optional(T.String({ format: 'uuid' })), before: T.Optional(T.Integer({ minimum: 1 })), limit: T.Optional(T.Integer({ minimum: 1, maximum: MOST })) }),
    handler: async ({ tx, query, about }): Promise<AuditPage> => {
      const limit = query.limit ?? PAGE
      if (query.patient !== undefined) about(query.patient)
      const rows = await tx<Row[]>`
        select a.seq, a.at, a.body, s.name from audit_entry a left join staff s on s.organization_id = a.organization_id and s.staff_id::text = a.body ->> 'actor'
        where (${query.patient ?? null}::uuid is null or a.patient_id = ${query.patient ?? null}) and (${query.before ?? null}::bigint is null or a.seq < ${query.before ?? null})
        order by a.seq desc limit ${limit}`
      const entries: AuditRow[] = rows.map(({ seq, at, body, name }) => ({
        seq: Number(seq), at: at.toISOString(), name: name ?? (body.actor.startsWith('patient:') ? 'patient' : body.actor.startsWith('driver:') ? 'driver' : null), actor: body.actor, roles: body.roles, action: body.action,
        what: body.what, act: body.act, patient: body.patient, record: body.record, outcome: body.outcome, device: body.device,
      }))
      return { entries, before: entries.length === limit ? entries.at(-1)!.seq : null }
    },
  })
}
