// Which chair a message belongs to. By a person's word, or by the bed that is set on the monitor itself; never by a guess.
import type { Sql } from '../db/connect.ts'
import type { ReadMessage } from '../hl7/index.ts'

/** MSH-3 of our own simulation. Nothing that it sends can reach a real clinic. */
export const SIMULATION = 'CHAIRSIDE-SIMULATION'
export const isSimulated = (message: ReadMessage): boolean => message.application === SIMULATION

export type Candidates = { readonly organization: string; /** By a row of device_binding. */ readonly bound: string | null; /** By the bed's name. */ readonly named: readonly string[] }
type Door = { how: 'device' | 'bed'; organization_id: string; chair_id: string }
type Organization = { organization_id: string; is_demonstration: boolean }

export type Directory = { readonly real: string | null; readonly demonstration: string | null }

export async function readDirectory(sql: Sql): Promise<Directory> {
  const all = await sql<Organization[]>`select organization_id, is_demonstration from door_organizations()`
  return { real: all.find((o) => !o.is_demonstration)?.organization_id ?? null, demonstration: all.find((o) => o.is_demonstration)?.organization_id ?? null }
}

/** Where a message is kept that belongs to no chair: the real clinic, unless it is our simulation's or there is none. */
export const homeOf = (directory: Directory, simulated: boolean): string | null => (simulated ? directory.demonstration : (directory.real ?? directory.demonstration))

/** Every chair that the message could mean, in one organization: a real clinic's chairs come before those of the demonstration. */
export async function candidatesOf(sql: Sql, directory: Directory, message: ReadMessage): Promise<Candidates | null> {
  const rows = await sql<Door[]>`
    select 'device' as how, d.organization_id, d.chair_id from door_device_chair(${message.device ?? ''}, '') d where d.bound
    union all select 'bed', d.organization_id, d.chair_id from unnest(${[...message.beds]}::text[]) b, door_device_chair('', b) d where not d.bound`
  const allowed = isSimulated(message) ? [directory.demonstration] : [directory.real, directory.demonstration]
  for (const organization of allowed) {
    const own = rows.filter((row) => row.organization_id === organization)
    if (organization === null || own.length === 0) continue
    return { organization, bound: own.find((row) => row.how === 'device')?.chair_id ?? null, named: [...new Set(own.filter((row) => row.how === 'bed').map((row) => row.chair_id))] }
  }
  return null
}

export type Placed = { readonly ok: true; readonly chair: string } | { readonly ok: false; readonly why: string }

/** Decides. `byPerson`: a person bound the device; a binding that was only seen by the bed's name holds as long as the bed still says so. */
export function placeOf(message: ReadMessage, candidates: Candidates | null, byPerson: boolean): Placed {
  const said = message.beds.length === 0 ? 'it names no bed' : `its bed is "${message.beds[0]}"`
  if (message.mixed) return { ok: false, why: 'it speaks of more than one patient or place' }
  if (candidates === null) return { ok: false, why: `no chair has this device and ${said}: bind the device to a chair, or set the chair's name as the bed on the monitor` }
  const { bound, named } = candidates
  if (named.length > 1) return { ok: false, why: `${said}, and more than one chair fits` }
  if (bound !== null && byPerson)
    return named.length === 1 && named[0] !== bound ? { ok: false, why: `the device is bound to another chair, and ${said}: a person must say which is right` } : { ok: true, chair: bound }
  return named.length === 1 ? { ok: true, chair: named[0]! } : { ok: false, why: `the device is not bound to a chair, and ${said}` }
}
