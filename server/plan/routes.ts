// Courses and bookings over HTTP: propose dates, book a course whole, move a visit, cancel one, see what is free.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { addDays, atLocal, canonicalJson, DAY_MS, instant, localDate, localTime, parseLocalDate, type LocalDate } from '@chairside/core/shared'
import { checkSpacing, proposeVisits } from '@chairside/core/plan'
import type { CourseRow, NewVisit, OrderFlag, VisitProposal } from '@chairside/core/plan'
import type { VisitRow } from '@chairside/core/session'
import { sqlState, type Tx } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { day, fieldsOf, moment, oneOf, uuid, words } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { attachConsent, mayBook } from '../enrolment/before-booking.ts'
import { CHANNEL } from '../log/writer.ts'
import { lockPatient } from '../people/store.ts'
import { foldedSessions } from '../session/folded.ts'
import { currentProtocol } from '../session/protocol.ts'
import { orderRoutes } from './order-routes.ts'
import { treatmentRoutes } from './treatment-routes.ts'
import * as store from './store.ts'

/** Weekdays (1 Monday to 7 Sunday) of a pattern. Two a week lie as far apart as the first day allows; weekends stay free. */
const weekdaysOf = (pattern: 'twice-weekly' | 'three-weekly', from: LocalDate): readonly number[] => {
  if (pattern === 'three-weekly') return [1, 3, 5]
  const weekday = new Date(`${from}T00:00:00Z`).getUTCDay()
  return { 2: [2, 5], 3: [3, 5], 5: [2, 5] }[weekday] ?? [1, 4]
}

/** A proposal looks this far ahead for free chairs; core gives up after 90 days. */
const LOOK_AHEAD_D = 92
const LONGEST_WINDOW_MS = 62 * DAY_MS

const Visit = fieldsOf({ session: uuid, ordinal: T.Integer({ minimum: 1, maximum: 20 }), site: uuid, chair: uuid, start: moment })
export type CourseBooked = CourseRow & { readonly visits: readonly VisitRow[]; readonly flags: readonly OrderFlag[] }

function checkVisits(visits: readonly NewVisit[]): void {
  visits.forEach((visit, i) => {
    if (visit.ordinal !== i + 1) throw new Refused({ kind: 'bad-input', path: `visits.${i}.ordinal`, value: visit.ordinal, allowed: `${i + 1}: visits are numbered in their order` })
    if (i > 0 && Date.parse(visit.start) <= Date.parse(visits[i - 1]!.start)) throw new Refused({ kind: 'bad-input', path: `visits.${i}.start`, value: visit.start, allowed: 'a time after the visit before' })
  })
}

/** Refuses what this change brings too close; what stood before it is shown, and is no reason against a change elsewhere. */
function refuseNewBlocks(before: readonly OrderFlag[], flags: readonly OrderFlag[]): void {
  const block = flags.find((flag) => flag.level === 'block' && !before.some((old) => old.message === flag.message))
  if (block) throw new Refused({ kind: 'refused', message: `${block.message}.`, rule: block.rule, details: flags })
}

/** Books; when the chair or the patient is taken, says which visit it was and who is in the way. */
async function booking<R>(which: string, start: string, timeZone: string, work: () => Promise<R>): Promise<R> {
  try {
    return await work()
  } catch (error) {
    if (sqlState(error) !== '23P01') throw error
    const at = instant(Date.parse(start))
    const taken = (error as { constraint_name?: string }).constraint_name === 'patient_booked_once' ? 'the patient already has a visit then' : 'the chair is already booked then'
    throw new Refused({ kind: 'conflict', message: `${which} on ${localDate(at, timeZone)} at ${localTime(at, timeZone)}: ${taken}.`, rule: 'CARE18', details: { start } })
  }
}

const tellScreens = (tx: Tx, organization: string, sessions: readonly string[]) => tx`select pg_notify(${CHANNEL}, ${JSON.stringify({ organization, sessions })})`

const isSameVisit = (stored: VisitRow, asked: NewVisit): boolean =>
  stored.session === asked.session && stored.ordinal === asked.ordinal && stored.chair === asked.chair && stored.site === asked.site && Date.parse(stored.start) === Date.parse(asked.start)

export function planRoutes(app: FastifyInstance, services: Services): void {
  orderRoutes(app, services)
  treatmentRoutes(app, services)

  route(app, services, {
    method: 'POST', url: '/api/patients/:patient/courses/proposal', policy: { allow: 'staff', act: 'course.write' }, params: fieldsOf({ patient: uuid }),
    body: fieldsOf({
      site: uuid, kind: oneOf('induction', 'booster'), from: day, time: T.Refine(T.String(), (v) => /^([01]\d|2[0-3]):[0-5]\d$/.test(v), () => 'a time as HH:MM'),
      pattern: oneOf('twice-weekly', 'three-weekly'), count: T.Integer({ minimum: 1, maximum: 20 }),
    }),
    handler: async ({ tx, params, body }): Promise<{ visits: readonly VisitProposal[]; flags: readonly OrderFlag[] }> => {
      const from = parseLocalDate(body.from)!
      if (!(await lockPatient(tx, params.patient))) throw new Refused({ kind: 'not-found', what: 'patient' })
      const site = await store.readSite(tx, body.site)
      if (!site) throw new Refused({ kind: 'not-found', what: 'site' })
      const first = new Date(atLocal(from, '00:00', site.time_zone))
      const [protocol, busy, standing] = await Promise.all([
        currentProtocol(tx), store.busyChairs(tx, body.site, first, new Date(first.getTime() + LOOK_AHEAD_D * DAY_MS)), store.standingVisits(tx, params.patient),
      ])
      const proposed = proposeVisits({
        from, count: body.count, weekdays: weekdaysOf(body.pattern, from), time: body.time, timeZone: site.time_zone, site: body.site, chairs: site.chairs, busy, closed: [],
        infuse_min: protocol.settings.dose.duration_min.default, standing,
      }, body.kind, protocol.settings)
      if (!proposed.ok) throw new Refused(proposed.refusal)
      return proposed.value
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/patients/:patient/courses', policy: { allow: 'staff', act: 'course.write' }, params: fieldsOf({ patient: uuid }),
    body: fieldsOf({ course: uuid, kind: oneOf('induction', 'booster'), indication: words(500), visits: T.Array(Visit, { minItems: 1, maxItems: 20 }) }),
    handler: async ({ tx, caller, params, body, now, reply }): Promise<CourseBooked> => {
      checkVisits(body.visits)
      if (!(await lockPatient(tx, params.patient))) throw new Refused({ kind: 'not-found', what: 'patient' })
      const before = await store.lockCourse(tx, body.course)
      if (before) {
        const { patient, ...course } = before
        const visits = await store.visitsOfCourse(tx, body.course)
        const same = patient === params.patient && canonicalJson([course.kind, course.indication, visits.length]) === canonicalJson([body.kind, body.indication, body.visits.length])
          && visits.every((visit, i) => isSameVisit(visit, body.visits[i]!))
        if (!same) throw new Refused({ kind: 'conflict', message: 'Another course is booked under this id.', rule: 'CARE2' })
        return { ...course, visits, flags: [] }
      }
      await mayBook(tx, params.patient, now)
      const sites = await store.lockChairs(tx, body.visits.map((visit) => visit.chair))
      body.visits.forEach((visit, i) => {
        const site = sites.get(visit.chair)
        if (site === undefined) throw new Refused({ kind: 'bad-input', path: `visits.${i}.chair`, value: visit.chair, allowed: 'a chair of the clinic' })
        if (site !== visit.site) throw new Refused({ kind: 'bad-input', path: `visits.${i}.site`, value: visit.site, allowed: 'the site of the chair' })
      })
      const { settings } = await currentProtocol(tx)
      const { time_zone } = (await store.readSite(tx, body.visits[0]!.site))!
      const flagsBefore = checkSpacing(await store.standingVisits(tx, params.patient), body.kind, time_zone, settings)
      await store.insertCourse(tx, caller.organization, params.patient, body, caller.staff, now)
      await attachConsent(tx, params.patient, body.course)
      for (const visit of body.visits)
        await booking(`Visit ${visit.ordinal}`, visit.start, time_zone, () => store.insertVisit(tx, caller.organization, params.patient, body.course, visit, store.holdOf(settings)))
      const flags = checkSpacing(await store.standingVisits(tx, params.patient), body.kind, time_zone, settings)
      refuseNewBlocks(flagsBefore, flags)
      await tellScreens(tx, caller.organization, body.visits.map((visit) => visit.session))
      void reply.code(201)
      const course: CourseRow = { course: body.course, kind: body.kind, indication: body.indication, planned_sessions: body.visits.length, status: 'active', weight_basis: null }
      return { ...course, visits: await store.visitsOfCourse(tx, body.course), flags }
    },
  })

  route(app, services, {
    method: 'PUT', url: '/api/sessions/:session/booking', policy: { allow: 'staff', act: 'booking.write' }, params: fieldsOf({ session: uuid }), body: fieldsOf({ chair: uuid, start: moment }),
    handler: async ({ tx, caller, params, body, about }): Promise<VisitRow & { flags: readonly OrderFlag[] }> => {
      const found = await store.readVisit(tx, params.session)
      if (!found) throw new Refused({ kind: 'not-found', what: 'session' })
      await lockPatient(tx, found.patient)
      const site = (await store.lockChairs(tx, [body.chair])).get(body.chair)
      if (site === undefined) throw new Refused({ kind: 'bad-input', path: 'chair', value: body.chair, allowed: 'a chair of the clinic' })
      const visit = (await store.lockVisit(tx, params.session))!
      about(visit.patient)
      if (visit.cancelled_at) throw new Refused({ kind: 'conflict', message: 'This visit is cancelled.', rule: 'CARE19' })
      const state = (await foldedSessions(tx, [params.session])).get(params.session)!.state
      if (!['expected', 'arrived', 'preparing'].includes(state)) throw new Refused({ kind: 'conflict', message: `This visit is ${state}: it stays in its chair.`, rule: 'CARE19' })
      const start = new Date(body.start)
      const { settings } = await currentProtocol(tx)
      const spacing = async (): Promise<OrderFlag[]> => checkSpacing(await store.standingVisits(tx, visit.patient), visit.kind ?? 'booster', visit.time_zone, settings)
      const flagsBefore = await spacing()
      const hold_ms = Date.parse(visit.end) - Date.parse(visit.start)
      await booking(`Visit ${visit.ordinal}`, body.start, visit.time_zone, () => store.moveVisit(tx, params.session, { site, chair: body.chair, start, end: new Date(start.getTime() + hold_ms) }))
      const flags = await spacing()
      refuseNewBlocks(flagsBefore, flags)
      await tellScreens(tx, caller.organization, [params.session])
      const { patient: _patient, course: _course, time_zone: _zone, cancelled_reason: _reason, events: _events, kind: _kind, ...row } = (await store.readVisit(tx, params.session))!
      return { ...row, state, flags }
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/sessions/:session/cancel', policy: { allow: 'staff', act: 'booking.write' }, params: fieldsOf({ session: uuid }), body: fieldsOf({ reason: words(500) }),
    handler: async ({ tx, caller, params, body, now, about }): Promise<VisitRow> => {
      const visit = await store.lockVisit(tx, params.session)
      if (!visit) throw new Refused({ kind: 'not-found', what: 'session' })
      const { patient, course: _course, time_zone: _zone, cancelled_reason, events: _events, kind: _kind, ...row } = visit
      about(patient)
      if (row.cancelled_at) {
        if (cancelled_reason !== body.reason) throw new Refused({ kind: 'conflict', message: 'This visit is already cancelled.', rule: 'CARE20' })
        return row
      }
      const state = (await foldedSessions(tx, [params.session])).get(params.session)!.state
      if (state !== 'expected' && state !== 'arrived') throw new Refused({ kind: 'conflict', message: `This visit is ${state}: it can be ended in the chair, not cancelled.`, rule: 'CARE20' })
      await store.cancelVisit(tx, params.session, body.reason, now)
      await tellScreens(tx, caller.organization, [params.session])
      return { ...row, state, cancelled_at: now.toISOString() }
    },
  })

  route(app, services, {
    method: 'GET', url: '/api/sites/:site/availability', policy: { allow: 'staff', act: 'desk.read' }, params: fieldsOf({ site: uuid }), query: fieldsOf({ from: day, to: day }),
    handler: async ({ tx, params, query }): Promise<{ site: string; chairs: store.FreeChair[] }> => {
      const site = await store.readSite(tx, params.site)
      if (!site) throw new Refused({ kind: 'not-found', what: 'site' })
      const [from, to] = [atLocal(parseLocalDate(query.from)!, '00:00', site.time_zone), atLocal(addDays(parseLocalDate(query.to)!, 1), '00:00', site.time_zone)]
      if (to <= from || to - from > LONGEST_WINDOW_MS) throw new Refused({ kind: 'bad-input', path: 'querystring.to', value: query.to, allowed: 'a day from `from` on, at most 60 days later' })
      return { site: params.site, chairs: await store.freeChairs(tx, params.site, new Date(from), new Date(to)) }
    },
  })
}
