// The Chart over HTTP: scores, doses, sessions and words of one patient.
import type { FastifyInstance } from 'fastify'
import type { ChartView } from '@chairside/core/session'
import type { Services } from '../http/context.ts'
import { fieldsOf, uuid } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { alertsOfPatient, readScores, wordsBySession } from '../intake/scores.ts'
import { readCard } from '../people/store.ts'
import { ordersOfPatient } from '../plan/orders.ts'
import { coursesOfPatient } from '../plan/store.ts'
import { recordsOfPatient, sessionsOfPatient } from './store.ts'

export function chartRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'GET', url: '/api/patients/:patient/chart', policy: { allow: 'staff', act: 'chart.read' }, params: fieldsOf({ patient: uuid }),
    handler: async ({ tx, params: { patient }, now }): Promise<ChartView> => {
      const card = await readCard(tx, patient, now)
      if (!card) throw new Refused({ kind: 'not-found', what: 'patient' })
      const [scores, courses, orders, sessions, records, alerts] = await Promise.all([
        readScores(tx, patient), coursesOfPatient(tx, patient), ordersOfPatient(tx, patient), wordsBySession(tx, patient).then((words) => sessionsOfPatient(tx, patient, words, now)),
        recordsOfPatient(tx, patient), alertsOfPatient(tx, patient),
      ])
      return { patient: card, scores, courses, orders, sessions, records, alerts }
    },
  })
}
