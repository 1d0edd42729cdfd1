// Forms and scores over HTTP: send a link, answer on a phone without an account, enter a paper form, settle an alert.
import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { canonicalJson, DAY_MS, instant, toIso } from '@chairside/core/shared'
import { CHECK_IN, isStaffed, nextStaffed, readinessKept, readReadiness } from '@chairside/core/intake'
import type { FormDone, FormLink, FormView, Readiness, SafetyAlert, ScoreRow } from '@chairside/core/intake'
import type { Tx } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { anyWords, fieldsOf, moment, oneOf, uuid, words } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { CHANNEL } from '../log/writer.ts'
import { CLOCK_SLACK_MS } from '../people/routes.ts'
import { lockPatient } from '../people/store.ts'
import { currentProtocol } from '../session/protocol.ts'
import { acknowledgeAlert, ANSWERABLE, answersOf, ASKABLE, closeAlert, insertScore, isAnswerable, isAskable, lockAlert, readScore, readSheet, type ScoreContent, type Sheet } from './scores.ts'
import { insertReadiness, openReadiness, readinessOfForm, saveReadinessDraft } from './readiness.ts'
import * as store from './store.ts'

/** Whether somebody is at the clinic now, and when the next one is: what a patient in danger is told must be true. */
async function readersNow(tx: Tx, now: Date): Promise<Pick<FormDone, 'staffed'>> {
  const [[clinic], { settings }] = await Promise.all([tx<{ time_zone: string }[]>`select time_zone from organization`, currentProtocol(tx)])
  const at = instant(now.getTime())
  const next = nextStaffed(at, clinic!.time_zone, settings.safety_alerts)
  return { staffed: { now: isStaffed(at, clinic!.time_zone, settings.safety_alerts), next: next === null ? null : toIso(next), time_zone: clinic!.time_zone } }
}

const Said = T.Optional(T.Record(T.String(), T.Unknown()))

/** What the patient says about the day, without answers to questions that are not asked. Refuses it in a form that has no such questions. */
async function readSaid(tx: Tx, formLink: string, given: Readonly<Record<string, unknown>> | undefined, now: Date): Promise<Readiness> {
  if (given === undefined) return {}
  const open = await openReadiness(tx, formLink, now)
  if (!open) throw new Refused({ kind: 'bad-input', path: 'readiness', value: given, allowed: 'nothing: this form is not about a visit to come' })
  const read = readReadiness(given, instant(now.getTime() + CLOCK_SLACK_MS))
  if (!read.ok) throw new Refused(read.refusal)
  return readinessKept(read.value, open.asks)
}

const PatientParams = fieldsOf({ patient: uuid })
/** How long a link opens its form: long enough for a baseline, short for a check-in that is only about the day after. */
const LINK_LIFE_MS = { 'baseline': 14 * DAY_MS, 'before-session': 14 * DAY_MS, 'follow-up': 14 * DAY_MS, 'next-day': 4 * DAY_MS } as const

const Answers = T.Record(T.String(), T.Record(T.String(), T.Unknown()))
type Answers = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** Scores each sheet of a form. Refuses an instrument that the form does not ask, and what scoring refuses, with `answers.<instrument>.<linkId>`. */
function readSheets(asked: readonly string[], answers: Answers): Map<string, Sheet> {
  const sheets = new Map<string, Sheet>()
  for (const [instrument, given] of Object.entries(answers)) {
    if (!asked.includes(instrument)) throw new Refused({ kind: 'bad-input', path: `answers.${instrument}`, value: given, allowed: `the instruments of this form: ${asked.join(', ')}` })
    const sheet = readSheet(instrument, given)
    if (!sheet.ok) throw new Refused({ ...sheet.refusal, path: sheet.refusal.path.replace('answers', `answers.${instrument}`) })
    sheets.set(instrument, sheet.value)
  }
  return sheets
}

async function openLink(tx: Tx, formLink: string): Promise<store.StoredLink> {
  const link = await store.lockLink(tx, formLink)
  if (!link) throw new Refused({ kind: 'not-found', what: 'form' })
  return link
}

/** What is kept of a form: the answers of each instrument, and the patient's own words with the check-in. */
function contentOf(answers: Answers, said: string): Map<string, ScoreContent['answers']> {
  const content = new Map(Object.entries(answers as Readonly<Record<string, Readonly<Record<string, number>>>>)) as Map<string, ScoreContent['answers']>
  if (said.trim() !== '') content.set(CHECK_IN.id, { ...content.get(CHECK_IN.id), words: said })
  return content
}

export function intakeRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'POST', url: '/api/patients/:patient/form-links', policy: { allow: 'staff', act: 'form.send' }, params: PatientParams,
    body: fieldsOf({
      formLink: uuid, purpose: oneOf('baseline', 'before-session', 'next-day', 'follow-up'), session: T.Optional(uuid),
      instruments: T.Array(T.Refine(T.String(), isAskable, () => `one of ${ASKABLE.join(', ')}`), { minItems: 1, maxItems: 10, uniqueItems: true }),
    }),
    handler: async ({ tx, caller, params, body, now, reply }): Promise<FormLink> => {
      if (!(await lockPatient(tx, params.patient))) throw new Refused({ kind: 'not-found', what: 'patient' })
      if (body.purpose === 'next-day' && body.session === undefined) throw new Refused({ kind: 'bad-input', path: 'session', value: undefined, allowed: 'the visit that the check-in is about' })
      if (body.session !== undefined && !(await store.isVisitOf(tx, body.session, params.patient))) throw new Refused({ kind: 'bad-input', path: 'session', value: body.session, allowed: 'a visit of this patient' })
      const link: store.NewLink = { formLink: body.formLink, patient: params.patient, purpose: body.purpose, instruments: body.instruments, session: body.session ?? null }
      const token = store.newToken()
      const answer = (expires: Date): FormLink => ({ formLink: link.formLink, url: `${services.origin}/form#${token}`, expires_at: expires.toISOString() })
      const before = await store.lockLink(tx, link.formLink)
      if (before) {
        const { formLink, patient, purpose, instruments, session } = before
        if (canonicalJson({ formLink, patient, purpose, instruments, session }) !== canonicalJson(link)) throw new Refused({ kind: 'conflict', message: 'Another form was sent under this id.', rule: 'CARE2' })
        if (before.completed_at) throw new Refused({ kind: 'conflict', message: 'This form is already answered.', rule: 'CARE12' })
        await store.renewToken(tx, link.formLink, token)
        return answer(before.expires_at)
      }
      const expires = new Date(now.getTime() + LINK_LIFE_MS[link.purpose])
      await store.insertLink(tx, caller.organization, link, token, caller.staff, now, expires)
      void reply.code(201)
      return answer(expires)
    },
  })

  route(app, services, {
    method: 'GET', url: '/api/form', policy: { allow: 'form-link' },
    handler: ({ tx, caller, now }): Promise<FormView> => store.readForm(tx, caller.formLink, now),
  })

  route(app, services, {
    method: 'PUT', url: '/api/form/draft', policy: { allow: 'form-link' }, body: fieldsOf({ answers: Answers, readiness: Said }),
    handler: async ({ tx, caller, body, now }): Promise<{ saved: true }> => {
      const link = await openLink(tx, caller.formLink)
      if (link.completed_at) throw new Refused({ kind: 'conflict', message: 'This form is already answered. Thank you.', rule: 'CARE12' })
      readSheets(link.instruments, body.answers)
      const said = await readSaid(tx, link.formLink, body.readiness, now)
      await store.saveDraft(tx, link.formLink, body.answers as FormView['draft'])
      if (body.readiness !== undefined) await saveReadinessDraft(tx, link.formLink, said)
      return { saved: true }
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/form/answers', policy: { allow: 'form-link' }, body: fieldsOf({ answers: Answers, words: T.Optional(anyWords(4000)), readiness: Said }),
    handler: async ({ tx, caller, body, now }): Promise<FormDone> => {
      const link = await openLink(tx, caller.formLink)
      const sheets = readSheets(link.instruments, body.answers)
      const content = contentOf(body.answers, body.words ?? '')
      const said = await readSaid(tx, link.formLink, body.readiness, now)
      if (content.size === 0 && Object.keys(said).length === 0) throw new Refused({ kind: 'bad-input', path: 'answers', value: body.answers, allowed: 'at least one answer' })
      const done: FormDone = { safety: [...sheets.values()].some((sheet) => sheet.flags.some((flag) => flag.kind === 'suicide-item')), ...(await readersNow(tx, now)) }
      if (link.completed_at) {
        const before = await answersOf(tx, link.patient, link.formLink)
        if (canonicalJson([Object.fromEntries(before), (await readinessOfForm(tx, link.formLink)) ?? {}]) !== canonicalJson([Object.fromEntries(content), said])) throw new Refused({ kind: 'conflict', message: 'This form is already answered. Thank you.', rule: 'CARE12' })
        return done
      }
      for (const [instrument, answers] of content) {
        const sheet = sheets.get(instrument) ?? { complete: true, total: null, band: null, bandScheme: null, flags: [] }
        await insertScore(tx, caller.organization, {
          score: randomUUID(), patient: link.patient, session: link.session, formLink: link.formLink, instrument, answers, answeredAt: now, source: 'phone', recordedBy: null,
        }, sheet, now)
      }
      if (Object.keys(said).length > 0) await insertReadiness(tx, caller.organization, link, said, now)
      await store.completeLink(tx, link, now)
      return done
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/patients/:patient/scores', policy: { allow: 'staff', act: 'score.write' }, params: PatientParams,
    body: fieldsOf({
      score: uuid, instrument: T.Refine(T.String(), isAnswerable, () => `one of ${ANSWERABLE.join(', ')}`), answers: T.Record(T.String(), T.Unknown()), answered_at: moment, session: T.Optional(uuid),
    }),
    handler: async ({ tx, caller, params, body, now, reply }): Promise<ScoreRow> => {
      if (!(await lockPatient(tx, params.patient))) throw new Refused({ kind: 'not-found', what: 'patient' })
      if (Date.parse(body.answered_at) > now.getTime() + CLOCK_SLACK_MS) throw new Refused({ kind: 'bad-input', path: 'answered_at', value: body.answered_at, allowed: 'a time that is not in the future' })
      if (body.session !== undefined && !(await store.isVisitOf(tx, body.session, params.patient))) throw new Refused({ kind: 'bad-input', path: 'session', value: body.session, allowed: 'a visit of this patient' })
      const sheet = readSheet(body.instrument, body.answers)
      if (!sheet.ok) throw new Refused(sheet.refusal)
      const answers = body.answers as Readonly<Record<string, number>>
      const asked = { patient: params.patient, session: body.session ?? null, instrument: body.instrument, answers }
      const before = await readScore(tx, body.score)
      if (before) {
        const { patient, session, instrument, answers, ...rest } = before
        if (canonicalJson({ patient, session, instrument, answers }) !== canonicalJson(asked) || Date.parse(rest.answered_at) !== Date.parse(body.answered_at))
          throw new Refused({ kind: 'conflict', message: 'Other answers are stored under this id.', rule: 'CARE2' })
        return { ...rest, instrument }
      }
      await insertScore(tx, caller.organization, { ...asked, score: body.score, formLink: null, answeredAt: new Date(body.answered_at), source: 'clinic', recordedBy: caller.staff }, sheet.value, now)
      void reply.code(201)
      const { patient: _patient, session: _session, answers: _answers, ...row } = (await readScore(tx, body.score))!
      return row
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/alerts/:alert/acknowledge', policy: { allow: 'staff', act: 'session.record' }, params: fieldsOf({ alert: uuid }), body: fieldsOf({ action_taken: words(2000) }),
    handler: async ({ tx, caller, params, body, now, about }): Promise<SafetyAlert> => {
      const found = await lockAlert(tx, params.alert)
      if (!found) throw new Refused({ kind: 'not-found', what: 'alert' })
      about(found.patient)
      const { acknowledged_by_id, ...alert } = found
      if (alert.acknowledged_at !== null) {
        if (acknowledged_by_id === caller.staff && alert.action_taken === body.action_taken) return alert
        throw new Refused({ kind: 'conflict', message: `${alert.acknowledged_by} has already acknowledged this.`, rule: 'CARE14' })
      }
      await acknowledgeAlert(tx, params.alert, caller.staff, body.action_taken, now)
      await tx`select pg_notify(${CHANNEL}, ${JSON.stringify({ organization: caller.organization })})`
      return { ...alert, acknowledged_at: now.toISOString(), acknowledged_by: caller.name, action_taken: body.action_taken }
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/alerts/:alert/close', policy: { allow: 'staff', act: 'session.record' }, params: fieldsOf({ alert: uuid }), body: fieldsOf({ outcome: words(2000) }),
    handler: async ({ tx, caller, params, body, now, about }): Promise<SafetyAlert> => {
      const found = await lockAlert(tx, params.alert)
      if (!found) throw new Refused({ kind: 'not-found', what: 'alert' })
      about(found.patient)
      const { acknowledged_by_id: _owner, ...alert } = found
      if (alert.acknowledged_at === null) throw new Refused({ kind: 'conflict', message: 'Nobody has taken this alert yet: say first who does what.', rule: 'ALE2' })
      if (alert.closed_at !== null) {
        if (alert.outcome === body.outcome) return alert
        throw new Refused({ kind: 'conflict', message: `${alert.closed_by} has already closed this.`, rule: 'ALE2' })
      }
      await closeAlert(tx, params.alert, caller.staff, body.outcome, now)
      await tx`select pg_notify(${CHANNEL}, ${JSON.stringify({ organization: caller.organization })})`
      return { ...alert, closed_at: now.toISOString(), closed_by: caller.name, outcome: body.outcome }
    },
  })
}
