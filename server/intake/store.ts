// Links to forms, in SQL. Only the hash of a token is stored: who reads the database cannot open a form.
import { randomBytes } from 'node:crypto'
import type { FormView, Purpose } from '@chairside/core/intake'
import type { Tx } from '../db/connect.ts'
import { sha256 } from '../log/chain.ts'
import { openReadiness } from './readiness.ts'

export type NewLink = { readonly formLink: string; readonly patient: string; readonly purpose: Purpose; readonly instruments: readonly string[]; readonly session: string | null }
export type StoredLink = NewLink & { readonly expires_at: Date; readonly completed_at: Date | null; readonly draft: FormView['draft'] }

const TOKEN_BYTES = 32
export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url')

/** The link, locked until the transaction ends, so that two phones with one link take turns. Null when there is none. */
export async function lockLink(tx: Tx, formLink: string): Promise<StoredLink | null> {
  const [row] = await tx<StoredLink[]>`
    select form_link_id as "formLink", patient_id as patient, purpose, instruments, session_id as session, expires_at, completed_at, draft from form_link where form_link_id = ${formLink} for update`
  return row ?? null
}

export async function insertLink(tx: Tx, organization: string, link: NewLink, token: string, by: string | null, now: Date, expires: Date): Promise<void> {
  await tx`insert into form_link (organization_id, form_link_id, patient_id, session_id, purpose, instruments, token_hash, created_at, created_by, expires_at)
    values (${organization}, ${link.formLink}, ${link.patient}, ${link.session}, ${link.purpose}, ${link.instruments as string[]}, ${sha256(token)}, ${now}, ${by}, ${expires})`
  if (link.purpose === 'next-day')
    await tx`update follow_up set form_link_id = ${link.formLink} where session_id = ${link.session} and kind = 'next-day-check-in' and done_at is null`
}

/** A new token for a link that nobody has answered; the one before opens nothing any more. */
export const renewToken = (tx: Tx, formLink: string, token: string) => tx`update form_link set token_hash = ${sha256(token)} where form_link_id = ${formLink}`

export async function readForm(tx: Tx, formLink: string, now: Date): Promise<FormView> {
  const [row] = await tx<(Omit<FormView, 'completed_at' | 'readiness'> & { completed_at: Date | null })[]>`
    select f.purpose, coalesce(p.preferred_name, p.given_name) as greeting, o.name as clinic, coalesce(p.language, 'en') as language, o.is_demonstration, f.instruments, f.completed_at, f.draft
    from form_link f join patient p using (organization_id, patient_id) join organization o using (organization_id) where f.form_link_id = ${formLink}`
  return { ...row!, completed_at: row!.completed_at?.toISOString() ?? null, readiness: await openReadiness(tx, formLink, now) }
}

export const saveDraft = (tx: Tx, formLink: string, draft: FormView['draft']) => tx`update form_link set draft = ${tx.json(draft)} where form_link_id = ${formLink}`

/** The form is answered: the draft goes, and the check-in that it was sent for is done. */
export async function completeLink(tx: Tx, link: StoredLink, now: Date): Promise<void> {
  await tx`update form_link set completed_at = ${now}, draft = '{}', readiness_draft = '{}' where form_link_id = ${link.formLink}`
  if (link.purpose === 'next-day')
    await tx`update follow_up set done_at = ${now}, form_link_id = ${link.formLink} where session_id = ${link.session} and kind = 'next-day-check-in' and done_at is null`
}

/** Whether the visit is one of the patient's. */
export const isVisitOf = async (tx: Tx, session: string, patient: string): Promise<boolean> => (await tx`select from session where session_id = ${session} and patient_id = ${patient}`).length === 1
