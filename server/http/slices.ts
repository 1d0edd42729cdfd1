// The routes of every slice. A new slice adds one line here.
import type { FastifyInstance } from 'fastify'
import type { Services } from './context.ts'
import { peopleRoutes } from '../people/routes.ts'
import { sessionRoutes } from '../session/routes.ts'

export const slices: readonly ((app: FastifyInstance, services: Services) => void)[] = [peopleRoutes, sessionRoutes]
