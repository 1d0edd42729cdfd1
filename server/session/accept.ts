// Which facts a device may hand in: judged by who recorded them, not by who is signed in when the line is back.
import { badInput, type BadInput } from '@chairside/core/shared'
import { isRole, may, type Role } from '@chairside/core/people'
import type { EventOf, SessionEvent } from '@chairside/core/session'
import type { Tx } from '../db/connect.ts'
import { sha256 } from '../log/chain.ts'

/** Everybody who unlocked a device, with their roles; the arrivals that may be taken back; and everybody clinical of the clinic. */
export type Authors = { readonly roles: ReadonlyMap<string, readonly Role[]>; readonly arrivals: ReadonlySet<string>; readonly clinical: ReadonlySet<string> }

/** People whom facts name beside their author: they must be real, or a note would name nobody. */
const named = (event: SessionEvent): readonly string[] => (event.type === 'time-out-checked' ? [event.second] : event.type === 'infusion-started' && event.nurse !== undefined ? [event.nurse] : [])

/** Reads what `refuseFact` must know for the facts of one call. */
export async function readAuthors(tx: Tx, signIn: string, events: readonly SessionEvent[]): Promise<Authors> {
  const people = await tx<{ staff_id: string; roles: string[] }[]>`select a.staff_id, s.roles from sign_in_actor a join staff s using (organization_id, staff_id) where a.sign_in_id = ${signIn}`
  const corrected = events.flatMap((event) => (event.type === 'corrected' ? [event.corrects] : []))
  const stored = corrected.length === 0 ? [] : await tx<{ event_id: string }[]>`select event_id from session_event where event_id = any(${corrected}::uuid[]) and type = 'arrived'`
  const sent = events.filter((event) => event.type === 'arrived').map((event) => event.id)
  const asked = events.flatMap(named)
  const colleagues = asked.length === 0 ? [] : await tx<{ staff_id: string; roles: string[] }[]>`select staff_id, roles from staff where staff_id = any(${asked}::uuid[])`
  const isClinical = ({ roles }: { roles: string[] }): boolean => may(roles.filter(isRole), 'session.record')
  return { roles: new Map(people.map((p) => [p.staff_id, p.roles.filter(isRole)])), arrivals: new Set([...stored.map((s) => s.event_id), ...sent]), clinical: new Set(colleagues.filter(isClinical).map((c) => c.staff_id)) }
}

/** The front desk says who has arrived, and may take that back; everything else in a session is clinical. */
const isArrival = (event: SessionEvent, arrivals: ReadonlySet<string>): boolean => event.type === 'arrived' || (event.type === 'corrected' && event.withdrawn === true && arrivals.has(event.corrects))

/** A time-out is what its `how` says: by a PIN only from somebody who unlocked this device, by the second person's own device only from themselves. Never by the one who records it alone. */
function timeOutProblem(event: EventOf<'time-out-checked'>, path: string, { roles, clinical }: Authors): BadInput | null {
  if (!clinical.has(event.second)) return badInput(`${path}.second`, event.second, 'somebody clinical who works here')
  if (event.how === 'own-device') return event.actor === event.second ? null : badInput(`${path}.how`, event.how, 'own-device, from the second person themselves')
  if (event.actor === event.second) return badInput(`${path}.second`, event.second, 'another person than the one who records it')
  return event.how === 'pin' && !roles.has(event.second) ? badInput(`${path}.how`, event.how, 'pin, of somebody who has unlocked this device') : null
}

/** Why a fact is not taken, with its place below `path`; null when it is. `session` is the one of the address. */
export function refuseFact(event: SessionEvent, path: string, session: string, authors: Authors): BadInput | null {
  const { roles, arrivals, clinical } = authors
  const own = roles.get(event.actor)
  if (event.session !== session) return badInput(`${path}.session`, event.session, session)
  if (!own) return badInput(`${path}.actor`, event.actor, 'a person who has unlocked this device')
  if (!may(own, 'session.record') && !isArrival(event, arrivals)) return badInput(`${path}.type`, event.type, 'arrived, for the role of its author')
  if ('override' in event && event.override && !own.includes(event.override.role as Role)) return badInput(`${path}.override.role`, event.override.role, `a role of this person: ${own.join(', ')}`)
  // RC-04: who decides how a recovery goes on is a prescriber, whoever holds the tablet.
  if (event.type === 'prescriber-assessed' && !may(own, 'order.sign')) return badInput(`${path}.type`, event.type, 'a prescriber or the medical director as its author')
  if (event.type === 'time-out-checked') return timeOutProblem(event, path, authors)
  if (event.type === 'infusion-started' && event.nurse !== undefined && !clinical.has(event.nurse)) return badInput(`${path}.nurse`, event.nurse, 'somebody clinical who works here')
  return event.type === 'signed' && !isBound(event) ? badInput(`${path}.noteHash`, event.noteHash, 'the SHA-256 of noteText, and noteText itself') : null
}

/** A signature is bound to the text that was signed: none is taken without the text and its hash. */
const isBound = ({ noteHash, noteText }: EventOf<'signed'>): boolean => noteHash !== undefined && noteText !== undefined && sha256(noteText) === noteHash
