// The clinic itself: the first run, its places, its people, its protocol and its audit.
import type { FastifyInstance } from 'fastify'
import type { Services } from '../http/context.ts'
import { auditRoutes } from './audit-routes.ts'
import { demonstrationRoutes } from './demonstration-routes.ts'
import { firstRunRoutes } from './first-run.ts'
import { placeRoutes } from './place-routes.ts'
import { protocolRoutes } from './protocol-routes.ts'
import { onCallRoutes } from './on-call-routes.ts'
import { staffRoutes } from './staff-routes.ts'

export function clinicRoutes(app: FastifyInstance, services: Services): void {
  firstRunRoutes(app, services)
  demonstrationRoutes(app, services)
  placeRoutes(app, services)
  staffRoutes(app, services)
  onCallRoutes(app, services)
  protocolRoutes(app, services)
  auditRoutes(app, services)
}
