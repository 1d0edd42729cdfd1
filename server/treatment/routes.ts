// "My treatment" over HTTP: called with the patient's key, never with a name. What a patient keeps private no route of the staff gives.
import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { tidyTimeZone } from '@chairside/core/people'
import { DAY_MS, LANGUAGES } from '@chairside/core/shared'
import type { ConsentView, MyFormLink, MyTreatment } from '@chairside/core/plan'
import type { Services } from '../http/context.ts'
import { anyWords, fieldsOf, oneOf, uuid, words } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { sha256 } from '../log/chain.ts'
import { CHANNEL } from '../log/writer.ts'
import { consentView, sign, withdraw } from '../enrolment/consents.ts'
import { readAnswersOf, SIGNATURE } from '../enrolment/routes.ts'
import { insertAnswers } from '../enrolment/store.ts'
import { insertLink, newToken } from '../intake/store.ts'
import { currentProtocol } from '../session/protocol.ts'
import { refreshStale } from '../session/summary.ts'
import { dueOf, readMine, visitsQuery } from './store.ts'

const patient = { allow: 'patient' } as const
const Word = fieldsOf({ word: uuid })
const Tags = T.Array(words(40), { maxItems: 8, uniqueItems: true })

/** The five questions after a visit, 0 to 10; each may be left out. */
export const FEEDBACK = ['comfort', 'pain', 'safe', 'heard', 'recommend'] as const

export function treatmentRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, { method: 'GET', url: '/api/my', policy: patient, handler: ({ tx, caller, now }): Promise<MyTreatment> => readMine(tx, caller.patient, now) })

  route(app, services, {
    method: 'PUT', url: '/api/my/history', policy: patient, body: fieldsOf({ answers: T.Record(T.String(), T.Unknown()) }),
    handler: async ({ tx, caller, body, now }): Promise<{ saved: number }> => {
      const answers = readAnswersOf(body.answers)
      if (answers.some(({ question }) => question === 'resting-pressure')) throw new Refused({ kind: 'bad-input', path: 'answers.resting-pressure', value: null, allowed: 'questions that are asked of patients' })
      await insertAnswers(tx, caller.organization, caller.patient, answers, null, now)
      // The driver and the language stand in the record too: nobody is asked for them twice.
      for (const { question, answer } of answers) {
        if (question === 'driver') { const { name, phone } = answer as { name: string; phone: string }; await tx`update patient set escort_name = ${name}, escort_phone = ${phone}, updated_at = ${now} where patient_id = ${caller.patient}` }
        if (question === 'language' && (answer === 'en' || answer === 'es')) await tx`update patient set language = ${answer} where patient_id = ${caller.patient}`
      }
      return { saved: answers.length }
    },
  })

  route(app, services, { method: 'GET', url: '/api/my/consent', policy: patient, handler: ({ tx, caller }): Promise<ConsentView> => consentView(tx, caller.patient) })
  route(app, services, {
    method: 'POST', url: '/api/my/consent', policy: patient, body: fieldsOf(SIGNATURE),
    handler: async ({ tx, caller, body, now, reply }): Promise<{ consent: string }> => { void reply.code(201); return sign(tx, caller.organization, caller.patient, body, null, now) },
  })
  route(app, services, {
    method: 'POST', url: '/api/my/consent/withdraw', policy: patient, body: fieldsOf({ reason: words(1000) }),
    handler: async ({ tx, caller, body, now }): Promise<{ withdrawn: number }> => ({ withdrawn: await withdraw(tx, caller.patient, body.reason, null, now) }),
  })

  // A form that is due now, opened on this phone: a fresh link each time, so that one that was lost opens nothing.
  route(app, services, {
    method: 'POST', url: '/api/my/forms', policy: patient, body: fieldsOf({ purpose: oneOf('before-session', 'next-day', 'follow-up') }),
    handler: async ({ tx, caller, body, now, reply }): Promise<MyFormLink> => {
      await refreshStale(tx, caller.patient)
      const { settings } = await currentProtocol(tx)
      const { due } = await dueOf(tx, caller.patient, await visitsQuery(tx, caller.patient), settings, now)
      const asked = due.find((one) => one.purpose === body.purpose)
      if (!asked) throw new Refused({ kind: 'refused', rule: 'CHE3', message: 'Nothing is asked at the moment.' })
      const token = newToken()
      const [open] = await tx<{ form_link_id: string }[]>`select form_link_id from form_link where patient_id = ${caller.patient} and purpose = ${asked.purpose} and session_id is not distinct from ${asked.session} and instruments = ${asked.instruments as string[]}::text[]
        and completed_at is null and expires_at > ${now} order by created_at desc limit 1`
      if (open) await tx`update form_link set token_hash = ${sha256(token)} where form_link_id = ${open.form_link_id}`
      else await insertLink(tx, caller.organization, { formLink: randomUUID(), patient: caller.patient, purpose: asked.purpose, instruments: asked.instruments, session: asked.session }, token, null, now, new Date(now.getTime() + 7 * DAY_MS))
      void reply.code(201)
      return { url: `${services.origin}/form#${token}` }
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/my/words', policy: patient, body: fieldsOf({ word: uuid, kind: oneOf('moment', 'different', 'intention', 'other'), words: words(4000), tags: Tags, shared: T.Boolean(), session: T.Optional(uuid) }),
    handler: async ({ tx, caller, body, now, reply }): Promise<{ word: string }> => {
      if (body.session !== undefined && (await tx`select from session where session_id = ${body.session} and patient_id = ${caller.patient}`).length === 0) throw new Refused({ kind: 'bad-input', path: 'session', value: body.session, allowed: 'a visit of yours' })
      await tx`insert into patient_word (organization_id, patient_word_id, patient_id, session_id, kind, words, tags, shared, said_at)
        values (${caller.organization}, ${body.word}, ${caller.patient}, ${body.session ?? null}, ${body.kind}, ${body.words}, ${body.tags}, ${body.shared}, ${now}) on conflict do nothing`
      void reply.code(201)
      return { word: body.word }
    },
  })
  route(app, services, {
    method: 'PUT', url: '/api/my/words/:word', policy: patient, params: Word, body: fieldsOf({ tags: Tags, shared: T.Boolean() }),
    handler: async ({ tx, caller, params, body }): Promise<{ word: string }> => {
      if ((await tx`update patient_word set tags = ${body.tags}, shared = ${body.shared} where patient_word_id = ${params.word} and patient_id = ${caller.patient} and deleted_at is null returning 1`).length === 0) throw new Refused({ kind: 'not-found', what: 'entry' })
      return { word: params.word }
    },
  })
  route(app, services, {
    method: 'DELETE', url: '/api/my/words/:word', policy: patient, params: Word,
    handler: async ({ tx, caller, params, now }): Promise<{ deleted: number }> => ({ deleted: (await tx`update patient_word set words = null, tags = '{}', deleted_at = ${now} where patient_word_id = ${params.word} and patient_id = ${caller.patient} and deleted_at is null returning 1`).length }),
  })

  route(app, services, {
    method: 'PUT', url: '/api/my/preferences', policy: patient, body: fieldsOf({ language: oneOf(...LANGUAGES), channel: oneOf('mail', 'text', 'none'), time_zone: T.Refine(T.String({ maxLength: 60 }), (zone) => tidyTimeZone(zone, 'time_zone').ok, () => 'a time zone such as America/Los_Angeles') }),
    handler: async ({ tx, caller, body, now }): Promise<{ saved: true }> => {
      await tx`update patient set language = ${body.language}, message_channel = ${body.channel}, time_zone = ${body.time_zone}, updated_at = ${now} where patient_id = ${caller.patient}`
      return { saved: true }
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/my/feedback', policy: patient,
    body: fieldsOf({ feedback: uuid, session: uuid, answers: T.Partial(fieldsOf(Object.fromEntries(FEEDBACK.map((id) => [id, T.Integer({ minimum: 0, maximum: 10 })])) as Record<(typeof FEEDBACK)[number], ReturnType<typeof T.Integer>>)), words: T.Optional(anyWords(2000)) }),
    handler: async ({ tx, caller, body, now, reply }): Promise<{ feedback: string }> => {
      if ((await tx`select from session where session_id = ${body.session} and patient_id = ${caller.patient}`).length === 0) throw new Refused({ kind: 'bad-input', path: 'session', value: body.session, allowed: 'a visit of yours' })
      await tx`insert into feedback (organization_id, feedback_id, patient_id, session_id, answers, words, given_at)
        values (${caller.organization}, ${body.feedback}, ${caller.patient}, ${body.session}, ${tx.json(body.answers)}, ${body.words?.trim() || null}, ${now}) on conflict do nothing`
      await tx`select pg_notify(${CHANNEL}, ${JSON.stringify({ organization: caller.organization })})`
      void reply.code(201)
      return { feedback: body.feedback }
    },
  })
}
