// A signed consent as PDF: the version that was signed, in its language, whatever the clinic's text says today.
import type { FastifyInstance } from 'fastify'
import type { Language } from '@chairside/core/shared'
import { claimsOf, STRENGTH_WORDS, type ConsentText } from '@chairside/core/intake'
import type { Services } from '../http/context.ts'
import { fieldsOf, uuid } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { typeset } from '../documents/typeset.ts'

type Row = {
  patient: string; name: string; birth_date: string; record_number: string; content: ConsentText; version: number; content_hash: string; language: Language; problem: string; initials: Record<string, string>; teach_back: Record<string, string[]>
  signed_name: string; interpreter: string | null; signed_at: Date; source: 'phone' | 'clinic'; recorded_by: string | null; withdrawn_at: Date | null; withdrawn_reason: string | null; organization: string; is_demonstration: boolean; time_zone: string
}
const WORDS = {
  en: { heading: 'Consent to treatment', initials: 'Initials', questions: 'Questions, and what was answered', after: 'then', signed: 'Signed by', born: 'Born, record', at: 'On', how: 'How', phone: 'on the patient\'s own phone', clinic: 'at the clinic, with', interpreter: 'Interpreter', none: 'none', version: 'Version of the text', withdrawn: 'Taken back', source: 'Source' },
  es: { heading: 'Consentimiento para el tratamiento', initials: 'Iniciales', questions: 'Preguntas, y lo que se respondió', after: 'después', signed: 'Firmado por', born: 'Nacimiento, registro', at: 'El', how: 'Cómo', phone: 'en el teléfono del paciente', clinic: 'en la clínica, con', interpreter: 'Intérprete', none: 'ninguno', version: 'Versión del texto', withdrawn: 'Retirado', source: 'Fuente' },
} as const

function dataOf(row: Row): object {
  const w = WORDS[row.language]
  const at = (date: Date): string => new Intl.DateTimeFormat(row.language === 'es' ? 'es-US' : 'en-US', { timeZone: row.time_zone, dateStyle: 'long', timeStyle: 'long' }).format(date)
  return {
    title: w.heading, heading: w.heading, language: row.language, organization: row.organization, words: { initials: w.initials, questions: w.questions },
    notice: row.is_demonstration ? 'Demonstration: fictional people.' : row.withdrawn_at === null ? null : `${w.withdrawn}: ${at(row.withdrawn_at)}. ${row.withdrawn_reason}`,
    sections: row.content.sections.map((section) => ({
      title: section.title[row.language], body: section.body[row.language], initials: section.initials ? row.initials[section.id] ?? '' : null,
      claims: claimsOf(section, row.problem).map((one) => ({ says: one.says[row.language], source: `${STRENGTH_WORDS[one.strength][row.language]}. ${w.source}: ${one.source}` })),
    })),
    questions: row.content.teach_back.map((question) => ({ asks: question.asks[row.language], answers: (row.teach_back[question.id] ?? []).map((value) => question.choices.find((one) => one.value === value)?.says[row.language] ?? value).join(`; ${w.after}: `) })),
    signature: [[w.signed, row.signed_name], [w.born, `${row.birth_date}, ${row.record_number}`], [w.at, at(row.signed_at)], [w.how, row.source === 'phone' ? w.phone : `${w.clinic} ${row.recorded_by}`], [w.interpreter, row.interpreter ?? w.none], [w.version, `${row.version}, ${row.content_hash.slice(0, 16)}`]],
    footer: `${row.organization}, ${row.record_number}`,
  }
}

export function consentPdfRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'GET', url: '/api/consents/:consent/consent.pdf', policy: { allow: 'staff', act: 'chart.read' }, params: fieldsOf({ consent: uuid }),
    handler: async ({ tx, params, about, reply }) => {
      const [row] = await tx<Row[]>`
        select c.patient_id as patient, p.given_name || ' ' || p.family_name as name, p.birth_date::text, p.record_number, x.content, c.version, c.content_hash, c.language, c.problem, c.initials, c.teach_back, c.signed_name, c.interpreter, c.signed_at, c.source,
          s.name as recorded_by, c.withdrawn_at, c.withdrawn_reason, o.name as organization, o.is_demonstration, o.time_zone
        from consent c join consent_text x using (organization_id, version) join patient p on p.organization_id = c.organization_id and p.patient_id = c.patient_id join organization o on o.organization_id = c.organization_id
        left join staff s on s.organization_id = c.organization_id and s.staff_id = c.recorded_by where c.consent_id = ${params.consent}`
      if (!row) throw new Refused({ kind: 'not-found', what: 'consent' })
      about(row.patient)
      const { pdf } = await typeset('consent', dataOf(row))
      void reply.header('content-type', 'application/pdf').header('content-disposition', 'inline; filename="consent.pdf"')
      return pdf
    },
  })
}
