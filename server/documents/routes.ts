// Documents over HTTP: the record of a visit as PDF. Its address and its file name say nothing about the patient.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { completeSettings, type Protocol } from '@chairside/core/plan'
import { instant } from '@chairside/core/shared'
import type { SessionBundle } from '@chairside/core/session'
import type { Tx } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { readBundle } from '../session/bundle.ts'
import { recordData } from './record-data.ts'
import { typeset } from './typeset.ts'

type Place = { site_name: string; time_zone: string; organization_name: string; is_demonstration: boolean }

async function readPlace(tx: Tx, session: string): Promise<Place> {
  const [place] = await tx<Place[]>`
    select t.name as site_name, t.time_zone, o.name as organization_name, o.is_demonstration from session s
    join site t on t.organization_id = s.organization_id and t.site_id = s.site_id join organization o on o.organization_id = s.organization_id where s.session_id = ${session}`
  if (!place) throw new Refused({ kind: 'not-found', what: 'session' })
  return place
}

/** The protocol that counted when the infusion began: the latest version approved by then. A record of last year is not printed under this year's limits. */
async function protocolAt(tx: Tx, bundle: SessionBundle): Promise<Protocol> {
  const start = bundle.events.find((event) => event['type'] === 'infusion-started')
  if (!start) return bundle.protocol
  const [row] = await tx<{ version: number; settings: unknown; approved_at: Date; approved_by: string | null }[]>`
    select v.version, v.settings, v.approved_at, s.name as approved_by from protocol_version v left join staff s on s.organization_id = v.organization_id and s.staff_id = v.approved_by
    where v.approved_at <= ${new Date(String(start['at']))} order by v.version desc limit 1`
  return row ? { version: row.version, settings: completeSettings(row.settings).settings, approved_at: row.approved_at.toISOString(), approved_by: row.approved_by } : bundle.protocol
}

export function documentRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'GET', url: '/api/sessions/:session/record.pdf', policy: { allow: 'staff', act: 'chart.read' }, params: T.Object({ session: T.String({ format: 'uuid' }) }),
    handler: async ({ tx, params, now, about, reply }) => {
      const bundle = await readBundle(tx, params.session, now)
      about(bundle.patient.patient)
      const [place, protocol, people] = await Promise.all([readPlace(tx, params.session), protocolAt(tx, bundle), tx<{ staff_id: string; name: string }[]>`select staff_id, name from staff`])
      const names = new Map(people.map((person) => [person.staff_id, person.name]))
      const { pdf } = await typeset('record', recordData({
        bundle: { ...bundle, protocol }, organization: place.organization_name, site: place.site_name, timeZone: place.time_zone, isDemonstration: place.is_demonstration,
        nameOf: (actor) => names.get(actor) ?? actor.replace(/^device:/, ''), software: services.version, now: instant(now.getTime()),
      }))
      void reply.header('content-type', 'application/pdf').header('content-disposition', 'inline; filename="record.pdf"')
      return pdf
    },
  })
}
