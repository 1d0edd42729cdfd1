/*
Every route is declared here, with who may call it; there is no other way to add one: `requireDeclared` stops the start otherwise.

A call goes through visible steps: who asks -> may they -> parse -> the handler (load, decide, save) -> one audit row in the same
transaction -> respond. A refusal undoes the handler's writes and leaves its audit row.
*/
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, preHandlerHookHandler } from 'fastify'
import type { Static, TSchema } from 'typebox'
import { badInput, canonicalJson, isUuid } from '@chairside/core/shared'
import { may, type Act } from '@chairside/core/people'
import { inOrganization, sqlState, type Tx } from '../db/connect.ts'
import { appendAudit, type AuditEntry } from '../log/audit.ts'
import { sha256 } from '../log/chain.ts'
import { authenticate, mayStream } from '../auth/authenticate.ts'
import { seal, unseal } from '../auth/sealed.ts'
import type { Caller, KeyCaller, PatientCaller, StaffCaller } from './caller.ts'
import type { Services } from './context.ts'
import { bodyOf, Refused, statusOf, type Refusal } from './refusal.ts'

export type Policy =
  /** Anybody, before sign-in. `why` says what makes that safe. */
  | { readonly allow: 'anyone'; readonly why: string }
  /** Any signed-in member of staff, also on a locked device when `evenLocked`: their own sign-in only, no chart. */
  | { readonly allow: 'signed-in'; readonly why: string; readonly evenLocked?: boolean }
  /** Staff whose role grants the act. */
  | { readonly allow: 'staff'; readonly act: Act }
  /** The patient who holds the link of a form, for that form only. */
  | { readonly allow: 'form-link' }
  /** The patient who holds the key to their own treatment: what is theirs, and nothing of the clinic's. */
  | { readonly allow: 'patient' }

type CallerOf<P extends Policy> =
  P extends { allow: 'anyone' } ? null : P extends { allow: 'form-link' } ? PatientCaller : P extends { allow: 'patient' } ? KeyCaller : StaffCaller

export type Ask<P extends Policy, Params, Body, Query> = {
  readonly caller: CallerOf<P>
  readonly params: Params
  readonly body: Body
  readonly query: Query
  readonly services: Services
  readonly now: Date
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** The call's transaction, in the caller's organization. Throws for a route that `anyone` may call. */
  readonly tx: Tx
  /** Names the patient and the record for the audit row, when the path does not. */
  about: (patient: string | null, record?: string | null) => void
}

export type RouteSpec<P extends Policy, Params extends TSchema, Body extends TSchema, Query extends TSchema> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  readonly policy: P
  readonly params?: Params
  readonly body?: Body
  readonly query?: Query
  /** The handler writes through the log writer, which audits: no transaction and no audit row here. */
  readonly audited?: 'by-writer'
  /** Bytes of a body that is larger than usual: an import. */
  readonly bodyLimit?: number
  /** A question whose words must not stand in an address (a patient's name): a POST that changes nothing, audited as a read. */
  readonly reads?: boolean
  /** A stream: the handler takes the reply over after the audit row is written. It is cut when the sign-in ends, locks or loses its right. */
  readonly stream?: boolean
  /** Calls that one address may make in a time window; routes of one group count together. */
  readonly limit?: { readonly group: string; readonly max: number; readonly window_s: number }
  readonly handler: (ask: Ask<P, Static<Params>, Static<Body>, Static<Query>>) => Promise<unknown>
}

export type DeclaredRoute = {
  readonly method: string
  readonly url: string
  readonly policy: Policy
  /** It changes nothing. */
  readonly reads: boolean
  readonly stream: boolean
  readonly params: TSchema | null
  readonly body: TSchema | null
  readonly query: TSchema | null
}

const DECLARED: unique symbol = Symbol('declared')
declare module 'fastify' {
  interface FastifyContextConfig { [DECLARED]?: true }
}

/** Refuses every route that was not made by `route`, except those that `known` names. Call it before any route is added. */
export function requireDeclared(app: FastifyInstance, known: (url: string) => boolean): void {
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config && DECLARED in config) return
    if (!known(url)) throw new Error(`${String(method)} ${url} has no policy: declare it with route()`)
  })
}

/** All routes declared on an app, for the route matrix tests and the API page. */
export const declaredRoutes = (app: FastifyInstance): readonly DeclaredRoute[] => (app as unknown as { declared?: DeclaredRoute[] }).declared ?? []

function refuseCaller(policy: Policy, caller: Caller | null): Refusal | null {
  if (policy.allow === 'anyone') return null
  if (policy.allow === 'form-link') return caller?.kind === 'patient' ? null : { kind: 'not-signed-in' }
  if (policy.allow === 'patient') return caller?.kind === 'key' ? null : { kind: 'not-signed-in' }
  if (caller?.kind !== 'staff') return { kind: 'not-signed-in' }
  if (caller.locked && !(policy.allow === 'signed-in' && policy.evenLocked === true)) return { kind: 'locked' }
  if (policy.allow === 'staff' && !may(caller.roles, policy.act)) return { kind: 'not-allowed', act: policy.act }
  return null
}

function auditEntry(spec: DeclaredRoute, caller: Caller, outcome: string, patient: string | null, record: string | null): AuditEntry {
  const allowed = outcome === 'ok'
  return {
    actor: caller.kind === 'staff' ? caller.staff : `patient:${caller.patient}`, roles: caller.kind === 'staff' ? caller.roles : ['patient'],
    action: !allowed ? 'refused' : spec.reads ? 'read' : 'write', what: `${spec.method} ${spec.url}`,
    act: spec.policy.allow === 'staff' ? spec.policy.act : spec.policy.allow, patient, record, outcome, device: caller.kind === 'staff' ? caller.device : null,
  }
}

/** A constraint of the database that said no, in words: the database keeps the promise whatever the code does. */
function refusalOfDatabase(error: unknown): Refusal | null {
  const constraint = (error as { constraint_name?: string }).constraint_name ?? ''
  switch (sqlState(error)) {
    case '23P01':
      return { kind: 'conflict', message: constraint === 'patient_booked_once' ? 'This patient already has a visit at that time.' : 'This chair is already booked at that time.' }
    case '23505': return { kind: 'conflict', message: 'This already exists.' }
    case '23503': return { kind: 'not-found', what: 'record' }
    default: return null
  }
}

type Limit = NonNullable<RouteSpec<Policy, TSchema, TSchema, TSchema>['limit']>
const limiters = new WeakMap<FastifyInstance, Map<string, preHandlerHookHandler>>()

/** One counter for a group: the plugin's own groups count each route alone when it counts in memory. */
function limiterOf(app: FastifyInstance, { group, max, window_s }: Limit): preHandlerHookHandler {
  const groups = limiters.get(app) ?? new Map<string, preHandlerHookHandler>()
  limiters.set(app, groups)
  const limiter = groups.get(group) ?? app.rateLimit({ max, timeWindow: window_s * 1000 })
  groups.set(group, limiter)
  return limiter
}

/** Calls whose handler was reached: those have their audit row already. */
const reached = new WeakSet<FastifyRequest>()

/** Declares a route. Fails at start when the same method and address were declared before. */
export function route<const P extends Policy, Params extends TSchema = TSchema, Body extends TSchema = TSchema, Query extends TSchema = TSchema>(
  app: FastifyInstance, services: Services, spec: RouteSpec<P, Params, Body, Query>,
): void {
  const declared: DeclaredRoute = { method: spec.method, url: spec.url, policy: spec.policy, reads: spec.method === 'GET' || spec.reads === true, stream: spec.stream === true, params: spec.params ?? null, body: spec.body ?? null, query: spec.query ?? null }
  const holder = app as unknown as { declared?: DeclaredRoute[] }
  holder.declared = [...(holder.declared ?? []), declared]
  const schema = { ...(spec.params ? { params: spec.params } : {}), ...(spec.body ? { body: spec.body } : {}), ...(spec.query ? { querystring: spec.query } : {}) }

  app.route({
    method: spec.method, url: spec.url, schema, attachValidation: true, ...(spec.bodyLimit === undefined ? {} : { bodyLimit: spec.bodyLimit }), exposeHeadRoute: false, config: { [DECLARED]: true }, ...(spec.limit ? { onRequest: limiterOf(app, spec.limit) } : {}),
    // A body that cannot be read ends the call before the handler; it was a call of somebody all the same.
    errorHandler: async (error: FastifyError, request) => {
      const status = error.statusCode ?? 500
      if (!reached.has(request) && status < 500 && status !== 429 && spec.policy.allow !== 'anyone') {
        const caller = await authenticate(services, request, services.clock())
        if (caller) await services.log.audit(caller.organization, [auditEntry(declared, caller, 'bad-input', null, null)])
      }
      throw error
    },
    handler: async (request, reply) => {
      reached.add(request)
      const now = services.clock()
      const caller = spec.policy.allow === 'anyone' ? null : await authenticate(services, request, now)
      const params = request.params as Record<string, string>
      let patient: string | null = isUuid(params['patient']) ? params['patient'] : caller?.kind === 'patient' || caller?.kind === 'key' ? caller.patient : null
      let record: string | null = Object.entries(params ?? {}).find(([name, value]) => name !== 'patient' && isUuid(value))?.[1] ?? null
      const entry = (outcome: string): AuditEntry => auditEntry(declared, caller!, outcome, patient, record)
      const respond = (refusal: Refusal): FastifyReply => {
        if (refusal.kind === 'too-many') void reply.header('retry-after', String(refusal.retryAfter_s))
        return reply.code(statusOf(refusal)).send(bodyOf(refusal))
      }

      const refused: Refusal | null = refuseCaller(spec.policy, caller) ?? validationRefusal(request)
      if (refused) {
        if (caller) await services.log.audit(caller.organization, [entry(refused.kind)])
        return respond(refused)
      }
      const ask = (tx: Tx | null): Ask<P, Static<Params>, Static<Body>, Static<Query>> => ({
        caller: caller as CallerOf<P>, params: request.params as Static<Params>, body: request.body as Static<Body>, query: request.query as Static<Query>, services, now, request, reply,
        get tx() {
          if (!tx) throw new Error(`${declared.method} ${declared.url} has no transaction`)
          return tx
        },
        about: (p, r = null) => { patient = p; if (r !== null) record = r },
      })
      try {
        if (!caller || spec.audited === 'by-writer') return await spec.handler(ask(null))
        if (spec.stream === true) {
          await services.log.audit(caller.organization, [entry('ok')])
          // Who left while that was written is not streamed to: nothing would ever tell the handler to stop.
          if (request.raw.socket.destroyed) return reply.hijack()
          if (caller.kind === 'staff') guardStream(services, caller, reply)
          return await spec.handler(ask(null))
        }
        if (declared.reads) {
          const answer = await inOrganization(services.sql, caller.organization, (tx) => spec.handler(ask(tx)))
          await services.log.audit(caller.organization, [entry('ok')])
          return answer
        }
        return await inOrganization(services.sql, caller.organization, async (tx) => {
          const answer = await once(services, tx, caller, request, reply, declared, () => spec.handler(ask(tx)))
          await appendAudit(tx, caller.organization, [entry('ok')], now)
          return answer
        })
      } catch (error) {
        const refusal = error instanceof Refused ? error.refusal : refusalOfDatabase(error)
        if (caller) await services.log.audit(caller.organization, [entry(refusal?.kind ?? 'error')])
        if (!refusal) throw error
        return respond(refusal)
      }
    },
  })
}

/** What these hold is never repeated in a refusal, not even to who typed it: refusals are shown on screens. */
const SECRET_FIELDS: ReadonlySet<string> = new Set(['password', 'pin', 'code', 'pending'])

function validationRefusal(request: FastifyRequest): Refusal | null {
  const problem = request.validationError?.validation?.[0]
  if (!problem) return null
  const place = [request.validationError!.validationContext ?? 'body', ...problem.instancePath.split('/').filter(Boolean)]
  const params = problem.params as Record<string, unknown>
  const missing = Array.isArray(params['requiredProperties']) ? String(params['requiredProperties'][0]) : params['missingProperty']
  if (typeof missing === 'string') place.push(missing)
  const sources: Record<string, unknown> = { body: request.body, params: request.params, querystring: request.query }
  const source = sources[place[0]!]
  const value = place.slice(1).reduce<unknown>((v, key) => (typeof v === 'object' && v !== null ? (v as Record<string, unknown>)[key] : undefined), source)
  const shown = value === undefined || !SECRET_FIELDS.has(place.at(-1) ?? '') ? value : '(not shown)'
  return { kind: 'bad-input', path: place.slice(place[0] === 'body' && place.length > 1 ? 1 : 0).join('.'), value: shown, allowed: problem.message === 'schema is false' ? 'no field of this name' : (problem.message ?? 'another value') }
}

/** A stream outlives the call that opened it, so its right is asked again: at once when the sign-in is closed anywhere, and every few seconds for time and idleness. */
const STREAM_CHECK_MS = 15_000

function guardStream(services: Services, caller: StaffCaller, reply: FastifyReply): void {
  const close = (): void => void reply.raw.end()
  const forget = services.live.whenClosed(caller.signIn, close)
  const check = setInterval(() => {
    mayStream(services, caller.organization, caller.signIn, caller.staff, services.clock()).then((may) => { if (!may) close() }, close)
  }, STREAM_CHECK_MS)
  check.unref()
  reply.raw.once('close', () => {
    clearInterval(check)
    forget()
  })
}

const KEY_MAX = 200
const ANSWERS = 'idempotent answer'

/**
 * The same `Idempotency-Key` twice: one effect, the first answer; with another body or on another route: refused. A key belongs to who sent it: nobody gets
 * another person's answer. Answers are sealed at rest, because some are shown only once (enrolment codes). A refusal keeps nothing: it may be asked again.
 */
async function once(
  services: Services, tx: Tx, caller: Caller, request: FastifyRequest, reply: FastifyReply, declared: DeclaredRoute, work: () => Promise<unknown>,
): Promise<unknown> {
  const given = request.headers['idempotency-key']
  if (given === undefined) return work()
  if (typeof given !== 'string' || given.length === 0 || given.length > KEY_MAX) throw new Refused(badInput('Idempotency-Key', given, `one text of 1 to ${KEY_MAX} characters`))
  const { organization } = caller
  const key = `${caller.kind}:${sha256(canonicalJson({ by: caller.kind === 'staff' ? caller.staff : caller.kind === 'key' ? caller.key : caller.formLink, key: given }))}`
  const asked = sha256(canonicalJson({ route: `${declared.method} ${declared.url}`, params: request.params, query: request.query, body: request.body ?? null }))
  const fresh = await tx`insert into idempotency_key (organization_id, key, asked_hash) values (${organization}, ${key}, ${asked}) on conflict do nothing returning key`
  if (fresh.length === 0) {
    const [before] = await tx<{ asked_hash: string; status: number; answer: string }[]>`select asked_hash, status, answer from idempotency_key where organization_id = ${organization} and key = ${key}`
    if (!before || before.asked_hash !== asked) throw new Refused({ kind: 'refused', message: 'This key was used for another request.' })
    const answer = unseal(services.secret, ANSWERS, before.answer)
    if (answer === null) throw new Error('a stored answer cannot be opened: the secret of this installation has changed')
    void reply.code(before.status)
    return JSON.parse(answer) as unknown
  }
  const answer = await work()
  await tx`update idempotency_key set status = ${reply.statusCode}, answer = ${tx.json(seal(services.secret, ANSWERS, JSON.stringify(answer ?? null)))} where organization_id = ${organization} and key = ${key}`
  return answer
}
