// What the screens and the server say to each other about people and the clinic. Times are ISO 8601 with offset, dates YYYY-MM-DD, ids UUIDs.
import type { Role } from './roles.ts'

export type Welcome = {
  /** The clinic of this installation; null before the first run. */
  readonly clinic: { readonly name: string } | null
  /** The demonstration clinic with its one-tap sign-ins; null when it is not loaded. */
  readonly demonstration: { readonly name: string; readonly staff: readonly StaffCard[] } | null
  readonly version: string
}
export type StaffCard = { readonly staff: string; readonly name: string; readonly roles: readonly Role[] }
/** `public_name`, address and telephone are what patients and drivers are told; null where nobody has entered them. */
export type Site = { readonly site: string; readonly name: string; readonly time_zone: string; readonly public_name: string | null; readonly address: string | null; readonly phone: string | null; readonly chairs: readonly Chair[] }
export type Chair = { readonly chair: string; readonly name: string }
export type Me = StaffCard & {
  readonly email: string
  readonly organization: { readonly organization: string; readonly name: string; readonly time_zone: string; readonly is_demonstration: boolean }
  readonly sites: readonly Site[]
  readonly device: { readonly name: string; readonly shared: boolean }
  readonly locked: boolean
  readonly hasPin: boolean
  readonly passkeys: number
}
/** The answer to each step of signing in. `pending` is handed back with the next step; it is worth nothing without it. */
export type SignInStep =
  | { readonly step: 'done'; readonly me: Me }
  | { readonly step: 'second-factor'; readonly pending: string; readonly methods: readonly ('totp' | 'passkey')[] }
  | { readonly step: 'enrol'; readonly pending: string; readonly totp: { readonly secret: string; readonly uri: string } }

/** Who signs in where. `device_name` names the tablet or computer in the audit; on a shared one colleagues switch by PIN. */
export type DeviceAsked = { readonly device_name: string; readonly shared_device: boolean }
export type NewClinic = {
  readonly organization: { readonly name: string; readonly time_zone: string }
  readonly site: { readonly name: string; readonly time_zone: string }
  readonly chairs: readonly string[]
  readonly administrator: { readonly name: string; readonly email: string; readonly password: string }
  readonly device_name: string
}
export type Clinic = { readonly organization: Me['organization']; readonly sites: readonly Site[] }
/** One person in the Office's list. `enrolled`: has a confirmed second factor, so can sign in. */
export type StaffMember = StaffCard & { readonly email: string; readonly active: boolean; readonly enrolled: boolean; readonly hasPin: boolean; readonly passkeys: number }
/** The enrolment code is in this answer only; it is given to the person by hand and works once. */
export type Invitation = { readonly member: StaffMember; readonly enrolment_code: string; readonly expires_at: string }
export type PasskeyCard = { readonly passkey: string; readonly name: string; readonly created_at: string; readonly last_used_at: string | null }
export type AuditRow = {
  readonly seq: number
  readonly at: string
  /** The person's name, `patient`, or null when unknown. */
  readonly name: string | null
  readonly actor: string
  readonly roles: readonly string[]
  readonly action: 'read' | 'write' | 'refused'
  /** The route (`GET /api/patients/:patient`) or the command. */
  readonly what: string
  readonly act: string | null
  readonly patient: string | null
  readonly record: string | null
  readonly outcome: string
  readonly device: string | null
}
/** Newest first; `before` is what to ask for next, null at the end. */
export type AuditPage = { readonly entries: readonly AuditRow[]; readonly before: number | null }

export type Sex = 'female' | 'male' | 'other' | 'unknown'
export type NewPatient = {
  readonly patient: string
  readonly given_name: string
  readonly family_name: string
  readonly preferred_name?: string
  readonly birth_date: string
  readonly sex: Sex
  readonly site?: string
  readonly phone?: string
  readonly email?: string
  readonly escort_name?: string
  readonly escort_phone?: string
  readonly address?: string
  readonly height_cm?: number
  readonly weight_kg?: number
}
export type PatientCard = { readonly patient: string; readonly record_number: string; readonly name: string; readonly birth_date: string; readonly sex: Sex; readonly age: number }
export type PatientDetails = PatientCard & {
  readonly given_name: string
  readonly family_name: string
  readonly preferred_name: string | null
  readonly site: string | null
  readonly phone: string | null
  readonly email: string | null
  readonly escort_name: string | null
  readonly escort_phone: string | null
  /** Postal; named with every administration of a controlled drug (CS-08). */
  readonly address: string | null
  readonly height_cm: number | null
  readonly weight: { readonly weight_kg: number; readonly measured_at: string; readonly source: 'measured' | 'imported' | 'reported' } | null
}
export type RecordKind = 'condition' | 'allergy' | 'medication' | 'observation' | 'questionnaire-response'
export type HealthRecord = {
  readonly kind: RecordKind
  readonly display: string
  readonly code: string | null
  readonly status: string | null
  readonly effective_at: string | null
  readonly value: string | null
}
