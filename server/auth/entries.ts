// Audit entries of routes that anybody may call: there the handler knows who it was, not the route.
import type { AuditEntry } from '../log/audit.ts'

type Person = { readonly staff: string; readonly roles: readonly string[] }

/** One entry about somebody's own sign-in. Everything but `ok` counts as refused. */
export const ownEntry = (person: Person, what: string, outcome: string, device: string | null): AuditEntry =>
  ({ actor: person.staff, roles: person.roles, action: outcome === 'ok' || outcome.startsWith('ok:') ? 'write' : 'refused', what, act: 'anyone', patient: null, record: person.staff, outcome, device })
