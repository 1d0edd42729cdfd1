// A new patient over HTTP, for the staff: history, checklist, decision, consent and its texts, and the key to "My treatment".
import { randomBytes, randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { canonicalJson, LANGUAGES } from '@chairside/core/shared'
import { PROPOSED_CONSENT, readConsentText, readHistoryAnswer, type HistoryAnswer } from '@chairside/core/intake'
import { standsAgainst, type ConsentTextRow, type ConsentView, type Enrolment } from '@chairside/core/plan'
import type { Tx } from '../db/connect.ts'
import type { StaffCaller } from '../http/caller.ts'
import type { Services } from '../http/context.ts'
import { fieldsOf, oneOf, uuid, words } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { sha256 } from '../log/chain.ts'
import { mailOff } from '../messages/mailer.ts'
import { askedHash, enqueue, hintOf } from '../messages/outbox.ts'
import { keyWords } from '../messages/words.ts'
import { lockPatient } from '../people/store.ts'
import { consentPdfRoutes } from './consent-pdf.ts'
import { consentView, sign, withdraw } from './consents.ts'
import { approvedText, insertAnswers, KEY_LIFE_MS, readConsentTexts, readEnrolment, readSituation } from './store.ts'

const Params = fieldsOf({ patient: uuid })
/** What a signature carries; core/intake/consent.ts reads what must be in it. */
export const SIGNATURE = {
  consent: uuid, version: T.Integer({ minimum: 1 }), language: oneOf(...LANGUAGES), problem: words(40), name: words(200), interpreter: T.Optional(words(200)),
  initials: T.Record(T.String(), T.String({ maxLength: 40 })), teach_back: T.Record(T.String(), T.Array(T.String({ maxLength: 40 }), { maxItems: 20 })),
} as const

async function enrolmentOf(tx: Tx, patient: string, now: Date): Promise<Enrolment> {
  const enrolment = await readEnrolment(tx, patient, now)
  if (!enrolment) throw new Refused({ kind: 'not-found', what: 'patient' })
  return enrolment
}
async function lock(tx: Tx, patient: string): Promise<void> {
  if (!(await lockPatient(tx, patient))) throw new Refused({ kind: 'not-found', what: 'patient' })
}

/** Reads a sheet of answers as it came. Refused with the place of the first that is none. */
export function readAnswersOf(answers: Readonly<Record<string, unknown>>): { readonly question: string; readonly answer: HistoryAnswer }[] {
  return Object.entries(answers).map(([question, value]) => {
    const read = readHistoryAnswer(question, value)
    if (!read.ok) throw new Refused(read.refusal)
    return { question, answer: read.value }
  })
}

/** Mails the address to the patient; gives a hint of where it went. Refused where nothing can be sent, with what to do instead. */
async function sendKey(tx: Tx, services: Services, caller: StaffCaller, patient: string, url: string, now: Date): Promise<string> {
  const off = mailOff(services, caller.demonstration)
  if (off !== null) throw new Refused({ kind: 'refused', rule: 'GOH12', message: off })
  const [row] = await tx<{ email: string | null; language: 'en' | 'es'; place: string; phone: string | null }[]>`select p.email, coalesce(p.language, 'en') as language, coalesce(t.public_name, t.name, o.name) as place, t.phone from patient p join organization o using (organization_id) left join site t on t.organization_id = p.organization_id and t.site_id = p.site_id where p.patient_id = ${patient}`
  if (!row?.email) throw new Refused({ kind: 'bad-input', path: 'send', value: true, allowed: 'a patient whose mail address stands in the record' })
  const { subject, text } = keyWords(row.language, row, url)
  await enqueue(tx, services, caller.organization, { message: randomUUID(), patient, session: null, kind: 'treatment-key', to: row.email, subject, text }, askedHash({ patient, url }), caller.staff, now)
  return hintOf(row.email)
}

export function enrolmentRoutes(app: FastifyInstance, services: Services): void {
  consentPdfRoutes(app, services)
  route(app, services, {
    method: 'GET', url: '/api/patients/:patient/enrolment', policy: { allow: 'staff', act: 'chart.read' }, params: Params,
    handler: ({ tx, params, now }): Promise<Enrolment> => enrolmentOf(tx, params.patient, now),
  })

  route(app, services, {
    method: 'PUT', url: '/api/patients/:patient/history', policy: { allow: 'staff', act: 'session.record' }, params: Params, body: fieldsOf({ answers: T.Record(T.String(), T.Unknown()) }),
    handler: async ({ tx, caller, params, body, now }): Promise<Enrolment> => {
      await lock(tx, params.patient)
      await insertAnswers(tx, caller.organization, params.patient, readAnswersOf(body.answers), caller.staff, now)
      return enrolmentOf(tx, params.patient, now)
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/patients/:patient/eligibility-findings', policy: { allow: 'staff', act: 'order.write' }, params: Params,
    body: fieldsOf({ finding: uuid, item: T.Refine(T.String(), (v) => /^CX-\d{2}$/.test(v), () => 'an item of the checklist, such as CX-25'), is: oneOf('present', 'review', 'absent'), note: words(1000) }),
    handler: async ({ tx, caller, params, body, now, reply }): Promise<Enrolment> => {
      await lock(tx, params.patient)
      await tx`insert into eligibility_finding (organization_id, eligibility_finding_id, patient_id, item, finding, note, found_by, found_at)
        values (${caller.organization}, ${body.finding}, ${params.patient}, ${body.item}, ${body.is}, ${body.note}, ${caller.staff}, ${now}) on conflict do nothing`
      void reply.code(201)
      return enrolmentOf(tx, params.patient, now)
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/patients/:patient/eligibility-decisions', policy: { allow: 'staff', act: 'order.sign' }, params: Params,
    body: fieldsOf({ decision_id: uuid, decision: oneOf('eligible', 'declined'), reason: words(2000), overrides: T.Array(fieldsOf({ item: words(10), reason: words(1000) }), { maxItems: 40 }) }),
    handler: async ({ tx, caller, params, body, now, reply }): Promise<Enrolment> => {
      await lock(tx, params.patient)
      const situation = (await readSituation(tx, params.patient, now))!
      const against = body.decision === 'declined' ? [] : standsAgainst(situation.eligibility, body.overrides, caller.roles.includes('medical-director'))
      if (against.length > 0) throw new Refused({ kind: 'refused', rule: 'ELI6', message: `Not yet: ${against[0]}${against.length > 1 ? `, and ${against.length - 1} more` : ''}.`, details: against })
      await tx`insert into eligibility_decision (organization_id, eligibility_decision_id, patient_id, decision, reason, overrides, checklist, decided_by, decided_at)
        values (${caller.organization}, ${body.decision_id}, ${params.patient}, ${body.decision}, ${body.reason}, ${tx.json(body.overrides)}, ${tx.json(situation.eligibility)}, ${caller.staff}, ${now}) on conflict do nothing`
      void reply.code(201)
      return enrolmentOf(tx, params.patient, now)
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/patients/:patient/treatment-keys', policy: { allow: 'staff', act: 'form.send' }, params: Params, body: fieldsOf({ treatment_key: uuid, send: T.Optional(T.Boolean()) }),
    handler: async ({ tx, caller, params, body, now, reply }): Promise<{ url: string; expires_at: string; sent_to: string | null }> => {
      await lock(tx, params.patient)
      const token = randomBytes(32).toString('base64url')
      const expires = new Date(now.getTime() + KEY_LIFE_MS)
      const made = await tx`insert into treatment_key (organization_id, treatment_key_id, patient_id, token_hash, created_at, created_by, expires_at)
        values (${caller.organization}, ${body.treatment_key}, ${params.patient}, ${sha256(token)}, ${now}, ${caller.staff}, ${expires}) on conflict do nothing returning 1`
      // Asked again because the answer was lost: a new token, and the one before opens nothing.
      if (made.length === 0) {
        const renewed = await tx`update treatment_key set token_hash = ${sha256(token)} where treatment_key_id = ${body.treatment_key} and patient_id = ${params.patient} and revoked_at is null returning 1`
        if (renewed.length === 0) throw new Refused({ kind: 'conflict', message: 'Another key has this id.', rule: 'CARE2' })
      } else void reply.code(201)
      const url = `${services.origin}/my#${token}`
      return { url, expires_at: expires.toISOString(), sent_to: body.send === true ? await sendKey(tx, services, caller, params.patient, url, now) : null }
    },
  })
  route(app, services, {
    method: 'POST', url: '/api/patients/:patient/treatment-keys/revoke', policy: { allow: 'staff', act: 'form.send' }, params: Params,
    handler: async ({ tx, params, now }): Promise<{ revoked: number }> => {
      await lock(tx, params.patient)
      return { revoked: (await tx`update treatment_key set revoked_at = ${now} where patient_id = ${params.patient} and revoked_at is null returning 1`).length }
    },
  })

  route(app, services, {
    method: 'GET', url: '/api/patients/:patient/consent', policy: { allow: 'staff', act: 'patient.read' }, params: Params,
    handler: ({ tx, params }): Promise<ConsentView> => consentView(tx, params.patient),
  })
  route(app, services, {
    method: 'POST', url: '/api/patients/:patient/consents', policy: { allow: 'staff', act: 'session.arrive' }, params: Params, body: fieldsOf(SIGNATURE),
    handler: async ({ tx, caller, params, body, now, reply }): Promise<{ consent: string }> => {
      await lock(tx, params.patient)
      void reply.code(201)
      return sign(tx, caller.organization, params.patient, body, caller.staff, now)
    },
  })
  route(app, services, {
    method: 'POST', url: '/api/patients/:patient/consents/withdraw', policy: { allow: 'staff', act: 'session.arrive' }, params: Params, body: fieldsOf({ reason: words(1000) }),
    handler: async ({ tx, caller, params, body, now }): Promise<{ withdrawn: number }> => {
      await lock(tx, params.patient)
      return { withdrawn: await withdraw(tx, params.patient, body.reason, caller.staff, now) }
    },
  })

  route(app, services, {
    method: 'GET', url: '/api/consent-texts', policy: { allow: 'staff', act: 'protocol.read' },
    handler: async ({ tx }): Promise<{ proposed: ConsentTextRow['content']; texts: readonly ConsentTextRow[] }> => ({ proposed: PROPOSED_CONSENT, texts: await readConsentTexts(tx) }),
  })
  route(app, services, {
    method: 'POST', url: '/api/consent-texts', policy: { allow: 'staff', act: 'protocol.write' }, bodyLimit: 512 * 1024, body: fieldsOf({ based_on: T.Integer({ minimum: 0 }), content: T.Unknown() }),
    handler: async ({ tx, caller, body, now, reply }): Promise<{ version: number }> => {
      const read = readConsentText(body.content)
      if (!read.ok) throw new Refused(read.refusal)
      await tx`select pg_advisory_xact_lock(hashtextextended(${`consent-text:${caller.organization}`}, 0))`
      const [latest] = await tx<{ version: number; content_hash: string }[]>`select version, content_hash from consent_text order by version desc limit 1`
      const hash = sha256(canonicalJson(read.value))
      if (latest && latest.content_hash === hash) return { version: latest.version }
      if ((latest?.version ?? 0) !== body.based_on) throw new Refused({ kind: 'conflict', message: `Version ${latest?.version ?? 0} was written meanwhile. Look at it first.`, rule: 'CON5' })
      const version = body.based_on + 1
      await tx`insert into consent_text (organization_id, version, content, content_hash, written_by, written_at) values (${caller.organization}, ${version}, ${tx.json(read.value)}, ${hash}, ${caller.staff}, ${now})`
      void reply.code(201)
      return { version }
    },
  })
  route(app, services, {
    method: 'POST', url: '/api/consent-texts/approve', policy: { allow: 'staff', act: 'protocol.approve' }, body: fieldsOf({ version: T.Integer({ minimum: 1 }) }),
    handler: async ({ tx, caller, body, now }): Promise<{ version: number }> => {
      const found = await tx`update consent_text set approved_by = coalesce(approved_by, ${caller.staff}), approved_at = coalesce(approved_at, ${now}) where version = ${body.version} returning 1`
      if (found.length === 0) throw new Refused({ kind: 'not-found', what: 'version' })
      return { version: (await approvedText(tx))!.version }
    },
  })
}
