// Who works here and what may change about it.
import { badInput, ok, refuse, type BadInput, type Result } from '../shared/index.ts'
import { ROLES, type Role } from './roles.ts'

export type StaffState = { readonly staff: string; readonly roles: readonly Role[]; readonly active: boolean }
export type StaffingRefusal = BadInput | { readonly kind: 'refused'; readonly rule: string; readonly message: string }

const administers = (person: StaffState): boolean => person.active && person.roles.includes('administrator')

/** One to five different roles, in the order in which they are always written. */
export function tidyRoles(roles: readonly Role[], path = 'roles'): Result<readonly Role[], BadInput> {
  const tidy = ROLES.filter((role) => roles.includes(role))
  return tidy.length > 0 ? ok(tidy) : refuse(badInput(path, roles, `one or more of ${ROLES.join(', ')}`))
}

/** Decides on new roles or on leaving. `everybody` is all staff of the organization as they are now. The last active administrator stays one. */
export function changeStaff(everybody: readonly StaffState[], changed: StaffState): Result<StaffState, StaffingRefusal> {
  const roles = tidyRoles(changed.roles)
  if (!roles.ok) return roles
  const next = { ...changed, roles: roles.value }
  const after = everybody.map((person) => (person.staff === next.staff ? next : person))
  if (everybody.some(administers) && !after.some(administers))
    return refuse({ kind: 'refused', rule: 'PEO12', message: 'This is the last administrator. Make somebody else administrator first.' })
  return ok(next)
}
