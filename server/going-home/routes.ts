// Going home over HTTP: the driver's link and page, and mail to the patient or the driver.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type as T } from 'typebox'
import { LANGUAGES } from '@chairside/core/shared'
import { type DriverLink, type DriverView, type GoingHomeView, type OutgoingMessage } from '@chairside/core/session'
import { inOrganization, type Tx } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { fieldsOf, oneOf, uuid } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { newToken } from '../intake/store.ts'
import { appendAudit } from '../log/audit.ts'
import { sha256 } from '../log/chain.ts'
import { CHANNEL } from '../log/writer.ts'
import { mailOff } from '../messages/mailer.ts'
import { askedHash, enqueue, messagesOf, readMessage } from '../messages/outbox.ts'
import { foldedSessions } from '../session/folded.ts'
import { currentProtocol } from '../session/protocol.ts'
import * as store from './store.ts'
import { DRIVER_LINK_MS, driverLetter, instructionsLetter } from './words.ts'

/** The header that carries a driver's token: never in an address, so never in a log. */
export const DRIVER_HEADER = 'x-chairside-driver'
const SessionParams = fieldsOf({ session: uuid })
const language = oneOf(...LANGUAGES)
const address = T.Refine(T.String(), (value) => value.length <= 254 && /^[^\s<>@,;:"()[\]\\]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}$/.test(value), () => 'one mail address')
/** A page looks every 15 s; a waiting room full of phones behind one address stays below. */
const LIMIT = { group: 'driver', max: 300, window_s: 60 } as const
const WHY = 'Only who holds the unguessable link of one visit reads anything, and that has no name and nothing of health.'
const ended = (): Refused => new Refused({ kind: 'not-found', what: 'link' })

const tellScreens = (tx: Tx, organization: string, session: string) => tx`select pg_notify(${CHANNEL}, ${JSON.stringify({ organization, sessions: [session] })})`

async function visitOf(tx: Tx, session: string): Promise<store.Visit> {
  const visit = await store.readVisit(tx, session)
  if (!visit) throw new Refused({ kind: 'not-found', what: 'session' })
  return visit
}

/** Runs `work` with the link that the request carries, in its organization. What opens or writes is audited; looking again is not: it says the same to the same phone. */
async function withLink<R>(services: Services, request: FastifyRequest, now: Date, work: (tx: Tx, link: store.StoredLink, visit: store.Visit, audit: (action: 'read' | 'write') => Promise<void>, organization: string) => Promise<R>): Promise<R> {
  const token = request.headers[DRIVER_HEADER]
  if (typeof token !== 'string' || token.length > 100) throw ended()
  const [door] = await services.sql<{ organization_id: string; driver_link_id: string }[]>`select organization_id, driver_link_id from door_driver_link(${sha256(token)})`
  if (!door) throw ended()
  return inOrganization(services.sql, door.organization_id, async (tx) => {
    const link = await store.openLink(tx, door.driver_link_id, now)
    if (!link) throw ended()
    const visit = await visitOf(tx, link.session)
    const audit = (action: 'read' | 'write'): Promise<void> => appendAudit(tx, door.organization_id, [{
      actor: `driver:${link.driver_link}`, roles: [], action, what: `${request.method} ${request.routeOptions.url}`, act: 'driver-link', patient: visit.patient, record: link.session, outcome: 'ok', device: null,
    }], now)
    return work(tx, link, visit, audit, door.organization_id)
  })
}

/** A new link in the caller's transaction; its token is in the answer and nowhere else. */
async function makeLink(tx: Tx, services: Services, organization: string, link: { readonly driver_link: string; readonly session: string; readonly language: 'en' | 'es' }, by: string, now: Date): Promise<DriverLink & { readonly fresh: boolean }> {
  const token = newToken()
  const before = await store.lockLink(tx, link.driver_link)
  const expires = before?.expires_at ?? new Date(now.getTime() + DRIVER_LINK_MS)
  if (!before) await store.insertLink(tx, organization, link, token, by, now, expires)
  else if (before.session !== link.session || before.language !== link.language) throw new Refused({ kind: 'conflict', message: 'Another link was made under this id.', rule: 'GOH5' })
  else if (before.revoked_at !== null) throw new Refused({ kind: 'conflict', message: 'This link was taken back.', rule: 'GOH5' })
  else await store.renewToken(tx, link.driver_link, token)
  return { driver_link: link.driver_link, url: `${services.origin}/driver#${token}`, expires_at: expires.toISOString(), fresh: before === null }
}

export function goingHomeRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'GET', url: '/api/sessions/:session/going-home', policy: { allow: 'staff', act: 'form.send' }, params: SessionParams,
    handler: async ({ tx, caller, params, now, about }): Promise<GoingHomeView> => {
      about((await visitOf(tx, params.session)).patient)
      return { links: await store.linksOf(tx, params.session, now), messages: await messagesOf(tx, params.session), mail_off: mailOff(services, caller.demonstration) }
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/sessions/:session/driver-links', policy: { allow: 'staff', act: 'form.send' }, params: SessionParams, body: fieldsOf({ driver_link: uuid, language }),
    handler: async ({ tx, caller, params, body, now, about, reply }): Promise<DriverLink> => {
      about((await visitOf(tx, params.session)).patient)
      const { fresh, ...link } = await makeLink(tx, services, caller.organization, { ...body, session: params.session }, caller.staff, now)
      await tellScreens(tx, caller.organization, params.session)
      if (fresh) void reply.code(201)
      return link
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/sessions/:session/driver-links/revoke', policy: { allow: 'staff', act: 'form.send' }, params: SessionParams,
    handler: async ({ tx, caller, params, now, about }): Promise<{ revoked: number }> => {
      about((await visitOf(tx, params.session)).patient)
      const revoked = await store.revokeLinks(tx, params.session, now)
      await tellScreens(tx, caller.organization, params.session)
      return { revoked: revoked.length }
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/sessions/:session/messages', policy: { allow: 'staff', act: 'form.send' }, params: SessionParams, body: fieldsOf({ message: uuid, kind: oneOf('driver-link', 'instructions'), to: address, language }),
    handler: async ({ tx, caller, params, body, now, about, reply }): Promise<OutgoingMessage> => {
      const visit = await visitOf(tx, params.session)
      about(visit.patient, params.session)
      const off = mailOff(services, caller.demonstration)
      if (off !== null) throw new Refused({ kind: 'refused', message: off, rule: 'GOH12' })
      const asked = askedHash({ session: params.session, kind: body.kind, to: body.to, language: body.language })
      const before = await readMessage(tx, body.message)
      if (before) {
        if (before.asked !== asked) throw new Refused({ kind: 'conflict', message: 'Another message was sent under this id.', rule: 'GOH10' })
        return before.message
      }
      const letter = await letterOf(tx, caller.organization, visit, body, caller.staff, now)
      await enqueue(tx, services, caller.organization, { message: body.message, patient: visit.patient, session: params.session, kind: body.kind, to: body.to, ...letter }, asked, caller.staff, now)
      await tellScreens(tx, caller.organization, params.session)
      void reply.code(201)
      return (await readMessage(tx, body.message))!.message
    },
  })

  async function letterOf(tx: Tx, organization: string, visit: store.Visit, body: { readonly message: string; readonly kind: 'driver-link' | 'instructions'; readonly language: 'en' | 'es' }, by: string, now: Date): Promise<{ subject: string; text: string }> {
    if (body.kind === 'driver-link') {
      // A link of its own: one that was shown or copied before keeps working.
      const link = await makeLink(tx, services, organization, { driver_link: body.message, session: visit.session, language: body.language }, by, now)
      return driverLetter(body.language, visit.place, link.url, new Date(link.expires_at))
    }
    const view = (await foldedSessions(tx, [visit.session])).get(visit.session)!
    if (view.infusion?.stoppedAt == null) throw new Refused({ kind: 'refused', message: 'There is nothing to instruct about before the stop.', rule: 'SES13' })
    const { settings } = await currentProtocol(tx)
    return instructionsLetter(body.language, view, visit.place, await store.nextVisitOf(tx, visit.session, now), settings, now)
  }

  route(app, services, {
    method: 'GET', url: '/api/driver', policy: { allow: 'anyone', why: WHY }, limit: LIMIT,
    handler: ({ request, now }): Promise<DriverView> => withLink(services, request, now, async (tx, link, visit, audit, organization) => {
      if (link.opened_at === null) {
        await store.markOpened(tx, link.driver_link, now)
        await tellScreens(tx, organization, link.session)
        await audit('read')
      }
      return store.driverView(tx, visit, link, now)
    }),
  })

  route(app, services, {
    method: 'POST', url: '/api/driver/answer', policy: { allow: 'anyone', why: WHY }, limit: LIMIT, body: fieldsOf({ answer: oneOf('on-the-way', 'here') }),
    handler: ({ request, body, now }): Promise<DriverView> => withLink(services, request, now, async (tx, link, visit, audit, organization) => {
      const changed = await store.answerLink(tx, link.driver_link, body.answer, now)
      const view = await store.driverView(tx, visit, { ...link, answer: body.answer }, now)
      if (changed.count > 0) {
        await tellScreens(tx, organization, link.session)
        await audit('write')
      }
      return view
    }),
  })
}
