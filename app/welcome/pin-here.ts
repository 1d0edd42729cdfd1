/*
Unlocking a shared tablet while the server is away. Only for who unlocked this very tablet by PIN while the server could check it, within the same sign-in. What is kept is no PIN but
a slow hash of it (PBKDF2, SHA-256, a salt of its own), sealed with the tablet's key, and it is forgotten at sign-out. Wrong PINs make the tablet wait as the server would (core/people/lockout.ts).
A hash of a few digits can be guessed by who has the tablet, its disk in the open, and hours; that buys a locked tablet's visits of one day (docs/decisions/0015).
*/
import { lockoutAfter, type Me, type StaffCard } from '@chairside/core/people'
import { ApiError } from '../api.ts'
import { switchHere } from '../sync/kept-me.ts'
import { canSeal, keepHere, keptHere } from '../sync/seal.ts'

type Kept = { readonly me: Me; readonly salt: readonly number[]; readonly hash: readonly number[] }
type Pins = { readonly organization: string; readonly people: readonly Kept[]; readonly wrong: number; readonly until: number }
const PINS = 'pins'
/** OWASP's advice for PBKDF2 with SHA-256, 2023; about half a second on a tablet. */
const ROUNDS = 600_000

async function hashOf(pin: string, salt: readonly number[]): Promise<number[]> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveBits'])
  return [...new Uint8Array(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(salt), iterations: ROUNDS }, key, 256))]
}

/** The server took this PIN: it will do here while the server is away. */
export async function keepPin(me: Me, pin: string): Promise<void> {
  if (!canSeal()) return
  const before = await keptHere<Pins>(PINS)
  const salt = [...crypto.getRandomValues(new Uint8Array(16))]
  const others = before?.organization === me.organization.organization ? before.people.filter((p) => p.me.staff !== me.staff) : []
  await keepHere(PINS, { organization: me.organization.organization, people: [...others, { me: { ...me, locked: false }, salt, hash: await hashOf(pin, salt) }], wrong: 0, until: 0 } satisfies Pins)
}

/** Who can unlock this tablet without the server. */
export const peopleHere = async (): Promise<readonly StaffCard[]> => ((await keptHere<Pins>(PINS))?.people ?? []).map(({ me }) => ({ staff: me.staff, name: me.name, roles: me.roles }))

const refused = (message: string): ApiError => new ApiError(0, { kind: 'refused', message })

/** Throws ApiError when the PIN is not that person's, or too many were wrong. The try is written down before it is looked at. */
export async function unlockHere(staff: string, pin: string): Promise<Me> {
  const pins = await keptHere<Pins>(PINS)
  const person = pins?.people.find((p) => p.me.staff === staff)
  if (!pins || !person) throw refused('The server is away, and this person has not unlocked this tablet today. A colleague who has can.')
  const now = Date.now()
  if (now < pins.until) throw refused(`Too many wrong PINs. Please wait ${Math.ceil((pins.until - now) / 60_000)} min, or use paper.`)
  const wrong = pins.wrong + 1
  await keepHere(PINS, { ...pins, wrong, until: now + lockoutAfter(wrong) } satisfies Pins)
  const hash = await hashOf(pin, person.salt)
  if (hash.some((byte, i) => byte !== person.hash[i])) throw refused('That PIN is not right.')
  await keepHere(PINS, { ...pins, wrong: 0, until: 0 } satisfies Pins)
  await switchHere(person.me)
  return person.me
}
