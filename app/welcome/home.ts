// Where each person's day begins.
import type { Role } from '@chairside/core/people'

const HOMES: readonly (readonly [Role, string])[] = [
  ['medical-director', '/office'], ['prescriber', '/patients'], ['nurse', '/floor'], ['front-desk', '/desk'], ['administrator', '/office'],
]

/** The first screen after sign-in. Somebody with several roles begins where most of the day's decisions are. */
export const homeOf = (roles: readonly Role[]): string => HOMES.find(([role]) => roles.includes(role))?.[1] ?? '/desk'

export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  'nurse': 'Nurse', 'front-desk': 'Front desk', 'prescriber': 'Prescriber', 'medical-director': 'Medical director', 'administrator': 'Administrator',
}
export const roleNames = (roles: readonly Role[]): string => roles.map((r) => ROLE_NAMES[r]).join(', ')
