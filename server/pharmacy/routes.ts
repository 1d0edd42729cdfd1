// Everything about the controlled drug over HTTP.
import type { FastifyInstance } from 'fastify'
import type { Services } from '../http/context.ts'
import { binderRoutes } from './binder.ts'
import { cabinetRoutes } from './cabinet-routes.ts'
import { closingRoutes } from './closing.ts'
import { discrepancyRoutes } from './discrepancies.ts'
import { movementRoutes } from './movement-routes.ts'
import { proofRoutes } from './proofs.ts'
import { sessionDrugRoutes } from './session-routes.ts'

export function pharmacyRoutes(app: FastifyInstance, services: Services): void {
  proofRoutes(app, services)
  cabinetRoutes(app, services)
  movementRoutes(app, services)
  sessionDrugRoutes(app, services)
  discrepancyRoutes(app, services)
  closingRoutes(app, services)
  binderRoutes(app, services)
}
