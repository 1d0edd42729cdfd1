// How a patient is named on every list: one row, one card.
import { ageOn, instant, localDate, type LocalDate } from '@chairside/core/shared'
import type { PatientCard, Sex } from '@chairside/core/people'
import type { Tx } from '../db/connect.ts'

export type CardRow = {
  readonly patient: string
  readonly record_number: string
  readonly given_name: string
  readonly family_name: string
  readonly birth_date: LocalDate
  readonly sex: Sex
  readonly time_zone: string
}

/** The columns of a card; `p` is the patient and `o` the organization of the query around it. */
export const cardColumns = (tx: Tx) => tx`p.patient_id as patient, p.record_number, p.given_name, p.family_name, p.birth_date::text as birth_date, p.sex, o.time_zone`

/** The card; the age is in completed years on the clinic's calendar day. */
export const cardOf = (row: CardRow, now: Date): PatientCard => ({
  patient: row.patient, record_number: row.record_number, name: `${row.given_name} ${row.family_name}`, birth_date: row.birth_date, sex: row.sex,
  age: ageOn(row.birth_date, localDate(instant(now.getTime()), row.time_zone)),
})
