// What waits for somebody: inquiries of the front door, feedback after visits. Each is owned and settled by a person with words; and the clinic's own texts for its public page.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { LANGUAGES } from '@chairside/core/shared'
import { may } from '@chairside/core/people'
import type { FeedbackRow, Inbox, InquiryRow, PublicPage } from '@chairside/core/plan'
import type { Tx } from '../db/connect.ts'
import { FRONT_PATH } from '../front/routes.ts'
import { PARTS } from '../front/page.ts'
import type { Services } from '../http/context.ts'
import { anyWords, fieldsOf, oneOf, uuid, words } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'

/** Open inquiries, the longest waiting first. */
export const inquiriesQuery = (tx: Tx) => tx<(Omit<InquiryRow, 'asked_at'> & { asked_at: Date })[]>`select inquiry_id as inquiry, name, contact, language, words, screen, asked_at from inquiry where handled_at is null order by asked_at limit 100`
export const feedbackQuery = (tx: Tx) => tx<(Omit<FeedbackRow, 'given_at'> & { given_at: Date })[]>`
  select f.feedback_id as feedback, f.patient_id as patient, p.given_name || ' ' || p.family_name as name, f.session_id as session, f.answers, f.words, f.given_at, s.name as owner from feedback f join patient p on p.organization_id = f.organization_id and p.patient_id = f.patient_id
  left join staff s on s.organization_id = f.organization_id and s.staff_id = f.owner_id where f.handled_at is null order by f.given_at limit 100`

async function readPage(tx: Tx, services: Services): Promise<PublicPage> {
  const [[own], rows] = await Promise.all([tx<{ public_page: string | null }[]>`select public_page from organization`, tx<{ language: 'en' | 'es'; part: string; words: string }[]>`select language, part, words from public_text`])
  const of = (language: 'en' | 'es') => Object.fromEntries(rows.filter((row) => row.language === language).map((row) => [row.part, row.words]))
  const page = own!.public_page
  return { page, url: page === null ? null : `${services.origin}${FRONT_PATH}${page}`, texts: { en: of('en'), es: of('es') } }
}
const isPage = (name: string): boolean => /^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$/.test(name)

export function inboxRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'GET', url: '/api/inbox', policy: { allow: 'staff', act: 'desk.read' },
    handler: async ({ tx, caller }): Promise<Inbox> => {
      const [inquiries, feedback] = await Promise.all([inquiriesQuery(tx), may(caller.roles, 'chart.read') ? feedbackQuery(tx) : []])
      return { inquiries: inquiries.map((row) => ({ ...row, asked_at: row.asked_at.toISOString() })), feedback: feedback.map((row) => ({ ...row, given_at: row.given_at.toISOString() })) }
    },
  })
  route(app, services, {
    method: 'POST', url: '/api/inquiries/:inquiry/settle', policy: { allow: 'staff', act: 'patient.write' }, params: fieldsOf({ inquiry: uuid }), body: fieldsOf({ outcome: words(1000) }),
    handler: async ({ tx, caller, params, body, now }): Promise<{ settled: true }> => {
      const done = await tx`update inquiry set handled_at = ${now}, handled_by = ${caller.staff}, outcome = ${body.outcome} where inquiry_id = ${params.inquiry} and handled_at is null returning 1`
      if (done.length > 0) return { settled: true }
      const [found] = await tx<{ outcome: string }[]>`select outcome from inquiry where inquiry_id = ${params.inquiry}`
      if (!found) throw new Refused({ kind: 'not-found', what: 'inquiry' })
      if (found.outcome !== body.outcome) throw new Refused({ kind: 'conflict', message: 'A colleague has already settled this.', rule: 'FRO4' })
      return { settled: true }
    },
  })
  route(app, services, {
    method: 'POST', url: '/api/feedback/:feedback/settle', policy: { allow: 'staff', act: 'session.record' }, params: fieldsOf({ feedback: uuid }), body: fieldsOf({ step: oneOf('take', 'close'), action_taken: T.Optional(words(2000)) }),
    handler: async ({ tx, caller, params, body, now, about }): Promise<{ settled: boolean }> => {
      const [found] = await tx<{ patient: string; handled_at: Date | null }[]>`select patient_id as patient, handled_at from feedback where feedback_id = ${params.feedback} for update`
      if (!found) throw new Refused({ kind: 'not-found', what: 'feedback' })
      about(found.patient)
      if (found.handled_at !== null) throw new Refused({ kind: 'conflict', message: 'A colleague has already closed this.', rule: 'FBK2' })
      if (body.step === 'take') await tx`update feedback set owner_id = ${caller.staff} where feedback_id = ${params.feedback}`
      else if (body.action_taken === undefined) throw new Refused({ kind: 'bad-input', path: 'action_taken', value: null, allowed: 'what was done about it' })
      else await tx`update feedback set owner_id = coalesce(owner_id, ${caller.staff}), handled_at = ${now}, handled_by = ${caller.staff}, action_taken = ${body.action_taken} where feedback_id = ${params.feedback}`
      return { settled: body.step === 'close' }
    },
  })

  route(app, services, { method: 'GET', url: '/api/public-page', policy: { allow: 'staff', act: 'clinic.read' }, handler: ({ tx }): Promise<PublicPage> => readPage(tx, services) })
  route(app, services, {
    method: 'PUT', url: '/api/public-page', policy: { allow: 'staff', act: 'clinic.write' }, body: fieldsOf({ page: T.Refine(T.String(), isPage, () => 'small letters, digits and hyphens, 3 to 40') }),
    handler: async ({ tx, body }): Promise<PublicPage> => { await tx`update organization set public_page = ${body.page}`; return readPage(tx, services) },
  })
  route(app, services, {
    method: 'PUT', url: '/api/public-page/texts', policy: { allow: 'staff', act: 'clinic.write' }, body: fieldsOf({ language: oneOf(...LANGUAGES), part: oneOf(...PARTS), words: anyWords(5000) }),
    handler: async ({ tx, caller, body, now }): Promise<PublicPage> => {
      if (body.words.trim() === '') await tx`delete from public_text where language = ${body.language} and part = ${body.part}`
      else await tx`insert into public_text (organization_id, language, part, words, written_by, written_at) values (${caller.organization}, ${body.language}, ${body.part}, ${body.words.trim()}, ${caller.staff}, ${now})
        on conflict (organization_id, language, part) do update set words = excluded.words, written_by = excluded.written_by, written_at = excluded.written_at`
      return readPage(tx, services)
    },
  })
}
