// Who is asking: a signed-in person on an unlocked device, or a patient who holds a form's link.
import type { Role } from '@chairside/core/people'

export type StaffCaller = {
  readonly kind: 'staff'
  readonly organization: string
  readonly signIn: string
  readonly staff: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly device: string
  readonly sharedDevice: boolean
  readonly demonstration: boolean
  readonly locked: boolean
  /** When this person last proved who they are (password and second factor, or PIN on a shared device). */
  readonly authenticatedAt: Date
  /** The last proof on this device was both factors of this person, not a PIN. */
  readonly fullyProven: boolean
}

export type PatientCaller = {
  readonly kind: 'patient'
  readonly organization: string
  readonly formLink: string
  readonly patient: string
}

/** A patient with the key to their own treatment, on their own phone. */
export type KeyCaller = {
  readonly kind: 'key'
  readonly organization: string
  readonly key: string
  readonly patient: string
}

export type Caller = StaffCaller | PatientCaller | KeyCaller

/** The cookie that carries a sign-in's token. */
export const SIGN_IN_COOKIE = 'chairside'
/** A screen that reads again by itself says so: nobody touched the device, so it may still lock. */
export const BACKGROUND_HEADER = 'x-chairside-background'
/** The header that carries a form link's token: never in an address, so never in a log. */
export const FORM_HEADER = 'x-chairside-form'
/** The header that carries a patient's key, for the same reason. */
export const KEY_HEADER = 'x-chairside-key'
