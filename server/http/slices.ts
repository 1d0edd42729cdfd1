// The routes of every slice. A new slice adds one line here.
import type { FastifyInstance } from 'fastify'
import type { Services } from './context.ts'
import { chartRoutes } from '../chart/routes.ts'
import { downtimeRoutes } from '../downtime/routes.ts'
import { deskRoutes } from '../desk/routes.ts'
import { intakeRoutes } from '../intake/routes.ts'
import { authRoutes } from '../auth/routes.ts'
import { deviceRoutes } from '../devices/routes.ts'
import { documentRoutes } from '../documents/routes.ts'
import { fhirRoutes } from '../fhir/routes.ts'
import { goingHomeRoutes } from '../going-home/routes.ts'
import { clinicRoutes } from '../clinic/routes.ts'
import { peopleRoutes } from '../people/routes.ts'
import { pharmacyRoutes } from '../pharmacy/routes.ts'
import { planRoutes } from '../plan/routes.ts'
import { sessionRoutes } from '../session/routes.ts'

export const slices: readonly ((app: FastifyInstance, services: Services) => void)[] = [authRoutes, clinicRoutes, peopleRoutes, intakeRoutes, planRoutes, pharmacyRoutes, deskRoutes, chartRoutes, deviceRoutes, documentRoutes, fhirRoutes, sessionRoutes, downtimeRoutes, goingHomeRoutes]
