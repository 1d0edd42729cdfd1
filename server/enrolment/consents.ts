// Reading, signing and taking back a consent: the same for the patient's phone and for a tablet of the clinic.
import { claimsOf, readSignature, type Signature } from '@chairside/core/intake'
import type { ConsentView } from '@chairside/core/plan'
import type { Tx } from '../db/connect.ts'
import { Refused } from '../http/refusal.ts'
import { approvedText, historyOf, readHistory } from './store.ts'

const nameOf = async (tx: Tx, patient: string): Promise<string> => {
  const [row] = await tx<{ name: string }[]>`select given_name || ' ' || family_name as name from patient where patient_id = ${patient}`
  if (!row) throw new Refused({ kind: 'not-found', what: 'patient' })
  return row.name
}

/** The approved text with what is known for the patient's main problem. Refused while the clinic has no approved text, or the problem is not known. */
export async function consentView(tx: Tx, patient: string): Promise<ConsentView> {
  const name = await nameOf(tx, patient)
  const [text, history] = await Promise.all([approvedText(tx), readHistory(tx, patient)])
  if (!text) throw new Refused({ kind: 'refused', rule: 'CON5', message: 'The clinic has not approved its consent yet.' })
  const problem = historyOf(history)['main-problem']
  if (typeof problem !== 'string') throw new Refused({ kind: 'refused', rule: 'CON6', message: 'First the history must say what the treatment is for.' })
  return {
    version: text.version, problem, name, teach_back: text.content.teach_back,
    sections: text.content.sections.map((section) => ({ id: section.id, initials: section.initials, title: section.title, body: section.body, claims: claimsOf(section, problem).map(({ says, strength, source }) => ({ says, strength, source })) })),
  }
}

export type Asked = Signature & { readonly consent: string; readonly version: number }
/** Signs. The same id twice is one signature; a text that is not the approved one is refused, because another one was read. */
export async function sign(tx: Tx, organization: string, patient: string, asked: Asked, by: string | null, now: Date): Promise<{ consent: string }> {
  const view = await consentView(tx, patient)
  const text = (await approvedText(tx))!
  if (asked.version !== text.version) throw new Refused({ kind: 'conflict', rule: 'CON5', message: 'The clinic has a newer text. Please read it first.' })
  if (asked.problem !== view.problem) throw new Refused({ kind: 'conflict', rule: 'CON3', message: 'The history now says another reason for the treatment. Please read the text again.' })
  const { consent, version, ...signature } = asked
  const read = readSignature(text.content, signature, view.name)
  if (!read.ok) throw new Refused(read.refusal)
  const { language, problem, initials, teach_back, name, interpreter } = read.value
  await tx`insert into consent (organization_id, consent_id, patient_id, version, content_hash, language, problem, initials, teach_back, signed_name, interpreter, signed_at, source, recorded_by)
    values (${organization}, ${consent}, ${patient}, ${version}, ${text.content_hash}, ${language}, ${problem}, ${tx.json(initials)}, ${tx.json(teach_back)}, ${name}, ${interpreter ?? null}, ${now}, ${by === null ? 'phone' : 'clinic'}, ${by}) on conflict do nothing`
  return { consent }
}

/** Takes back what is signed. Nothing is deleted: the gate and the next booking ask again. */
export const withdraw = async (tx: Tx, patient: string, reason: string, by: string | null, now: Date): Promise<number> =>
  (await tx`update consent set withdrawn_at = ${now}, withdrawn_by = ${by}, withdrawn_reason = ${reason} where patient_id = ${patient} and withdrawn_at is null returning 1`).length
