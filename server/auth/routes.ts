// Everything about signing in and staying signed in.
import type { FastifyInstance } from 'fastify'
import type { Services } from '../http/context.ts'
import { deviceRoutes } from './device-routes.ts'
import { passkeyRoutes } from './passkey-routes.ts'
import { signInRoutes } from './sign-in-routes.ts'

export function authRoutes(app: FastifyInstance, services: Services): void {
  signInRoutes(app, services)
  deviceRoutes(app, services)
  passkeyRoutes(app, services)
}
