// The long treatment over HTTP: its view, exposure from elsewhere, and tasks done or given to somebody.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { SAFETY_TASKS, type DueTask, type Treatment } from '@chairside/core/plan'
import type { Tx } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { day, fieldsOf, oneOf, quantity, uuid, words } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { currentProtocol } from '../session/protocol.ts'
import { readDueTasks, readTreatment } from './treatment.ts'

const Params = fieldsOf({ patient: uuid })
async function mustBe(tx: Tx, patient: string): Promise<void> {
  if ((await tx`select from patient where patient_id = ${patient}`).length === 0) throw new Refused({ kind: 'not-found', what: 'patient' })
}
const treatmentOf = async (tx: Tx, patient: string, now: Date): Promise<Treatment> => readTreatment(tx, patient, (await currentProtocol(tx)).settings, now)

export function treatmentRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'GET', url: '/api/patients/:patient/treatment', policy: { allow: 'staff', act: 'chart.read' }, params: Params,
    handler: async ({ tx, params, now }): Promise<Treatment> => {
      await mustBe(tx, params.patient)
      return treatmentOf(tx, params.patient, now)
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/patients/:patient/outside-exposures', policy: { allow: 'staff', act: 'session.record' }, params: Params,
    body: fieldsOf({ exposure: uuid, on: day, drug: oneOf('ketamine', 'esketamine'), dose_mg: T.Optional(quantity('mg', 0.1, 5000, 2)), times: T.Integer({ minimum: 1, maximum: 200 }), place: words(200) }),
    handler: async ({ tx, caller, params, body, now, reply }): Promise<Treatment> => {
      await mustBe(tx, params.patient)
      if (body.on > now.toISOString().slice(0, 10)) throw new Refused({ kind: 'bad-input', path: 'on', value: body.on, allowed: 'a day that has been' })
      await tx`insert into outside_exposure (organization_id, outside_exposure_id, patient_id, happened_on, drug, dose_mg, times, place, recorded_by, recorded_at)
        values (${caller.organization}, ${body.exposure}, ${params.patient}, ${body.on}, ${body.drug}, ${body.dose_mg ?? null}, ${body.times}, ${body.place}, ${caller.staff}, ${now}) on conflict do nothing`
      void reply.code(201)
      return treatmentOf(tx, params.patient, now)
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/patients/:patient/outside-exposures/:exposure/withdraw', policy: { allow: 'staff', act: 'session.record' }, params: fieldsOf({ patient: uuid, exposure: uuid }), body: fieldsOf({ reason: words(500) }),
    handler: async ({ tx, caller, params, body, now }): Promise<Treatment> => {
      const found = await tx`update outside_exposure set withdrawn_at = coalesce(withdrawn_at, ${now}), withdrawn_by = coalesce(withdrawn_by, ${caller.staff}), withdrawn_reason = coalesce(withdrawn_reason, ${body.reason})
        where outside_exposure_id = ${params.exposure} and patient_id = ${params.patient} returning outside_exposure_id`
      if (found.length === 0) throw new Refused({ kind: 'not-found', what: 'exposure' })
      return treatmentOf(tx, params.patient, now)
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/patients/:patient/safety-tasks', policy: { allow: 'staff', act: 'session.record' }, params: Params,
    body: fieldsOf({ entry: uuid, task: oneOf(...SAFETY_TASKS), done_on: T.Optional(day), owner: T.Optional(uuid), note: T.Optional(words(1000)) }),
    handler: async ({ tx, caller, params, body, now, reply }): Promise<Treatment> => {
      await mustBe(tx, params.patient)
      const { done_on = null, owner = null } = body
      if ((done_on === null) === (owner === null)) throw new Refused({ kind: 'refused', rule: 'EXP4', message: 'Say either when it was done, or who owns it.' })
      if (done_on !== null && done_on > now.toISOString().slice(0, 10)) throw new Refused({ kind: 'bad-input', path: 'done_on', value: done_on, allowed: 'a day that has been' })
      if (owner !== null && (await tx`select from staff where staff_id = ${owner} and active`).length === 0) throw new Refused({ kind: 'bad-input', path: 'owner', value: owner, allowed: 'somebody who works here' })
      await tx`insert into safety_task_entry (organization_id, safety_task_entry_id, patient_id, task, kind, done_on, owner_id, note, recorded_by, recorded_at)
        values (${caller.organization}, ${body.entry}, ${params.patient}, ${body.task}, ${done_on === null ? 'assigned' : 'done'}, ${done_on}, ${owner}, ${body.note ?? null}, ${caller.staff}, ${now}) on conflict do nothing`
      void reply.code(201)
      return treatmentOf(tx, params.patient, now)
    },
  })

  route(app, services, {
    method: 'GET', url: '/api/safety-tasks', policy: { allow: 'staff', act: 'chart.read' },
    handler: async ({ tx, now }): Promise<{ tasks: readonly DueTask[] }> => ({ tasks: await readDueTasks(tx, (await currentProtocol(tx)).settings, now) }),
  })
}
