// No chair for who is not enrolled: a course is booked on a decision and a consent that count.
import type { Tx } from '../db/connect.ts'
import { Refused } from '../http/refusal.ts'
import { readEnrolment } from './store.ts'

/** Refuses with everything that stands in the way. */
export async function mayBook(tx: Tx, patient: string, now: Date): Promise<void> {
  const reasons = (await readEnrolment(tx, patient, now))?.stands_in_the_way ?? []
  if (reasons.length > 0) throw new Refused({ kind: 'refused', rule: 'ELI7', message: `No chair can be booked yet. ${reasons.join(' ')}`, details: reasons })
}

/** The consent was signed for the series to come: now that it is booked, it is signed for this one. */
export const attachConsent = (tx: Tx, patient: string, course: string) => tx`
  update consent set course_id = ${course} where consent_id = (select consent_id from consent where patient_id = ${patient} and withdrawn_at is null and course_id is null order by signed_at desc limit 1)`
