// What a patient says about the day of a visit, in SQL: which questions make sense now, and the answers, once for each form.
import { ageOn, HOUR_MS, instant, localDate, type LocalDate } from '@chairside/core/shared'
import type { FormView, Readiness, ReadinessAsks } from '@chairside/core/intake'
import type { Sex } from '@chairside/core/people'
import { mayBePregnant } from '@chairside/core/session'
import type { Tx } from '../db/connect.ts'
import { currentProtocol } from '../session/protocol.ts'

/** From so long before the visit on, questions about the last hours make sense. Not a clinical limit: what was said the evening before is asked again at the gate. */
const DAY_BEFORE_MS = 24 * HOUR_MS

type Row = { birth_date: LocalDate; sex: Sex; time_zone: string; starts_at: Date | null; draft: Readiness }
export type OpenReadiness = NonNullable<FormView['readiness']>

/** The questions about the day, for a form before a visit; null for every other form. Pregnancy is asked of whom the protocol's rule is about. */
export async function openReadiness(tx: Tx, formLink: string, now: Date): Promise<OpenReadiness | null> {
  const [row] = await tx<Row[]>`
    select p.birth_date::text as birth_date, p.sex, coalesce(t.time_zone, o.time_zone) as time_zone, s.starts_at, f.readiness_draft as draft
    from form_link f join patient p using (organization_id, patient_id) join organization o using (organization_id)
    left join session s on s.organization_id = f.organization_id and s.session_id = f.session_id
    left join site t on t.organization_id = f.organization_id and t.site_id = coalesce(s.site_id, p.site_id)
    where f.form_link_id = ${formLink} and f.purpose = 'before-session'`
  if (!row) return null
  const { settings } = await currentProtocol(tx)
  const age = ageOn(row.birth_date, localDate(instant(now.getTime()), row.time_zone))
  const asks: ReadinessAsks = { pregnancy: mayBePregnant({ sex: row.sex, age }, settings), day: row.starts_at === null || now.getTime() >= row.starts_at.getTime() - DAY_BEFORE_MS }
  return { asks, draft: row.draft, time_zone: row.time_zone }
}

export const saveReadinessDraft = (tx: Tx, formLink: string, draft: Readiness) => tx`update form_link set readiness_draft = ${tx.json(draft)} where form_link_id = ${formLink}`

/** What was said with this form; null when nothing was. */
export async function readinessOfForm(tx: Tx, formLink: string): Promise<Readiness | null> {
  const [row] = await tx<{ answers: Readiness }[]>`select answers from readiness where form_link_id = ${formLink}`
  return row?.answers ?? null
}

export const insertReadiness = (tx: Tx, organization: string, link: { readonly formLink: string; readonly patient: string; readonly session: string | null }, answers: Readiness, now: Date) => tx`
  insert into readiness (organization_id, form_link_id, patient_id, session_id, answered_at, answers) values (${organization}, ${link.formLink}, ${link.patient}, ${link.session}, ${now}, ${tx.json(answers)})`
