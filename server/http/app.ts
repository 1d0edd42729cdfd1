// The HTTP server: plugins, the routes of every slice, the built screens, and one answer for what nobody expected.
import fastify, { type FastifyInstance } from 'fastify'
import fastifyCookie from '@fastify/cookie'
import fastifyCompress from '@fastify/compress'
import fastifyHelmet from '@fastify/helmet'
import fastifyRateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import { FRONT_PATH, frontRoutes } from '../front/routes.ts'
import type { Services } from './context.ts'
import { bodyOf } from './refusal.ts'
import { requireDeclared } from './route.ts'
import { slices } from './slices.ts'

const BODY_LIMIT_BYTES = 1_000_000

class TooMany extends Error {
  readonly statusCode = 429
  readonly retryAfter_s: number
  constructor(retryAfter_s: number) {
    super('too many')
    this.retryAfter_s = retryAfter_s
  }
}

/** Builds the app. `screens` is the folder of the built browser app; without it only the API answers. */
export async function buildApp(services: Services, screens?: string): Promise<FastifyInstance> {
  // With a public https address there is a proxy on this machine, and the caller's own address is in its header.
  const app = fastify({ forceCloseConnections: true, bodyLimit: BODY_LIMIT_BYTES, trustProxy: services.origin.startsWith('https:') ? 'loopback' : false, logger: false })
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  let servesScreens = false
  requireDeclared(app, (url) => url === '/healthz' || url.startsWith(FRONT_PATH) || (servesScreens && !url.startsWith('/api')))
  await app.register(fastifyCookie)
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: { directives: { defaultSrc: ["'self'"], formAction: ["'self'"], styleSrc: ["'self'", "'unsafe-inline'"], imgSrc: ["'self'", 'data:'], connectSrc: ["'self'"], upgradeInsecureRequests: null } },
    strictTransportSecurity: services.origin.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
  })
  await app.register(fastifyCompress, { global: true, encodings: ['br', 'gzip'] })

  await app.register(fastifyRateLimit, { global: false, errorResponseBuilder: (_request, { ttl }) => new TooMany(Math.ceil(ttl / 1000)) })

  // A page of another origin cannot make a signed-in browser write: the cookie is SameSite=Strict, and this is the second lock.
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'GET' || request.method === 'HEAD') return
    const { origin, host } = request.headers
    if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)) return reply.code(403).send(bodyOf({ kind: 'not-allowed', act: 'cross-origin' }))
  })
  app.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api/')) void reply.header('cache-control', 'no-store')
  })
  app.setErrorHandler(async (error: { statusCode?: number; message: string; stack?: string }, request, reply) => {
    if (error instanceof TooMany) return reply.code(429).send(bodyOf({ kind: 'too-many', message: 'Too many tries from here. Please wait a minute.', retryAfter_s: error.retryAfter_s }))
    const status = error.statusCode ?? 500
    if (status >= 500) console.error(`${request.method} ${request.routeOptions.url ?? 'unknown route'}: ${error.stack ?? error.message}`)
    return reply.code(status).send({ error: { kind: 'failed', message: status >= 500 ? 'Something went wrong here. Nothing was saved; please try again.' : error.message } })
  })

  app.get('/healthz', async (_request, reply) => {
    try {
      await services.sql`select 1`
      return { status: 'ok' }
    } catch {
      return reply.code(503).send({ status: 'database unavailable' })
    }
  })
  for (const routes of slices) routes(app, services)
  await frontRoutes(app, services)

  if (screens) {
    servesScreens = true
    // Files are looked up when asked for: the screens may be built again beside a running server.
    await app.register(fastifyStatic, { root: screens, preCompressed: true, setHeaders: (res, path) => {
      void res.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    } })
    app.setNotFoundHandler(async (request, reply) => {
      if (request.method === 'GET' && !/^\/(api|assets)\//.test(request.url)) return reply.sendFile('index.html')
      return reply.code(404).send(bodyOf({ kind: 'not-found', what: 'address' }))
    })
  }
  return app
}
