// One person of the demonstration: who they are, before anything was planned.
import { addDays, atLocal, DAY_MS, instant, roundTo, toIso, type Instant } from '@chairside/core/shared'
import { bodyOf, type Body } from './body.ts'
import { dayAt } from './calendar.ts'
import type { Case } from './cases.ts'
import { healthRecords, indicationFor } from './health.ts'
import { ESCORTS, PATIENTS, TIME_ZONE } from './names.ts'
import type { Dosed } from './orders.ts'
import type { Random } from './random.ts'
import type { Rows } from './rows.ts'

export type Stage = { readonly now: Instant; readonly rows: Rows; readonly organization: string; readonly sites: Readonly<Record<string, string>>; readonly chairs: Readonly<Record<string, string>>; readonly staff: Readonly<Record<string, string>> }
export type Person = { readonly patient: string; readonly body: Body; readonly height_cm: number; readonly sex: Dosed['sex']; readonly escort: string | null; readonly indication: string; weight_kg: number; weighedAt: Instant }

/** Record numbers of the demonstration begin here, as a new clinic's do. */
export const FIRST_RECORD_NUMBER = 10_001

/** A clock time of the clinic on the day `days` from the day of `at`. */
export const onDay = (at: Instant, days: number, time: string): Instant => atLocal(addDays(dayAt(at), days), time, TIME_ZONE)
/** The same, never later than just before now. */
export const before = (now: Instant, at: Instant): Instant => instant(Math.min(at, now - 20 * 60_000))

/** Weighs the person: a little up or down from the last time. */
export function weigh(stage: Stage, random: Random, person: Person, at: Instant, by: string | null, source: 'measured' | 'imported' = 'measured'): void {
  person.weight_kg = roundTo(person.weight_kg * (1 + random.normal(0, 0.004, -0.009, 0.009)), 1)
  person.weighedAt = at
  stage.rows.add('weight', { weight_id: random.id(at), patient_id: person.patient, weight_kg: person.weight_kg, measured_at: toIso(at), measured_by: by, source })
}

/** Adds the patient, with first contact at `since`, and what came along from elsewhere. */
export function addPatient(stage: Stage, random: Random, index: number, which: Case, since: Instant): Person {
  const { given, family, sex, preferred } = PATIENTS[index]!
  const patient = random.id(since)
  const age = 19 + ((index * 37 + 11) % 59)
  const height_cm = roundTo(random.normal(sex === 'male' ? 177 : 164, 6.5, sex === 'male' ? 163 : 153, 193), 0)
  const bmi = index % 4 === 1 ? random.normal(34, 3, 30.5, 43) : random.normal(24.6, 2.6, 18.9, 29.4)
  const { indication, condition } = indicationFor(index)
  const escort = which.stage === 'inquiry' || which.noEscort === true ? null : ESCORTS[index % ESCORTS.length]!
  const born = `${Number(dayAt(stage.now).slice(0, 4)) - age - 1}-${String(random.int(1, 12)).padStart(2, '0')}-${String(random.int(1, 28)).padStart(2, '0')}`
  const phone = (n: number): string => `+1 310 555 0${String(100 + (n % 100))}`
  stage.rows.add('patient', {
    patient_id: patient, site_id: stage.sites[which.site], record_number: String(FIRST_RECORD_NUMBER + index), given_name: given, family_name: family, preferred_name: preferred, birth_date: born, sex, phone: phone(index),
    email: `${given}.${family}`.toLowerCase().replaceAll(/[^a-z.]/g, '') + '@demonstration.example', escort_name: escort, escort_phone: escort === null ? null : phone(index + 37), height_cm,
    fhir_identifiers: [], source: null, created_at: toIso(since), updated_at: toIso(since),
  })
  const person: Person = { patient, body: bodyOf(patient), height_cm, sex, escort, indication, weight_kg: roundTo(bmi * (height_cm / 100) ** 2, 1), weighedAt: since }
  if (which.stage === 'inquiry') return person
  for (const row of healthRecords(random, patient, condition, since)) stage.rows.add('health_record', row)
  if (index % 3 === 0) weigh(stage, random, person, instant(since - 120 * DAY_MS), null, 'imported')
  return person
}
