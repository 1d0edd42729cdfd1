/*
Whose hands this tablet is in while the server cannot be asked. What the server said last counts, for as long as a sign-in lives; a shared tablet still locks, and the lock is
told to the server before anything else when it is back. The PINs are in welcome/pin-here.ts. Rules OFF18..OFF20 in docs/rules/offline.md.
*/
import { IDLE_LOCK_MS, SIGN_IN_MS, type Me } from '@chairside/core/people'
import { canSeal, forgetHere, keepHere, keptHere } from './seal.ts'

type Held = { readonly me: Me; /** When the server said so. */ readonly said_at: number }
/** What was done here without the server: it hears of it first. `staff`: who unlocked meanwhile. */
type Away = { readonly locked: boolean; readonly staff: string | null; readonly signedOut?: true }
const ME = 'me'
const AWAY = 'away'
const TOUCHED = 'chairside-touched'
const PLAIN = 'chairside-me'

async function held(): Promise<Held | null> {
  if (canSeal()) return keptHere<Held>(ME)
  const text = localStorage.getItem(PLAIN)
  return text === null ? null : (JSON.parse(text) as Held)
}
async function hold(value: Held): Promise<void> {
  try {
    if (canSeal()) { await keepHere(ME, value); localStorage.removeItem(PLAIN) } else localStorage.setItem(PLAIN, JSON.stringify(value))
  } catch { /* a full or closed storage: the next answer of the server is needed then */ }
}

/** How often somebody left here. An answer that was asked for before a sign-out must not bring back who left. */
let leavings = 0
export const leavingsSoFar = (): number => leavings
let lastWrite: Promise<unknown> = Promise.resolve()
/** One write after the other: what is forgotten is not written again by a write that began before. */
function inTurn(work: () => Promise<void>): Promise<void> {
  const mine = lastWrite.then(work)
  lastWrite = mine.catch(() => {})
  return mine
}

/** The server said who is signed in; `asked`: `leavingsSoFar` when it was asked. */
export const keepMe = (me: Me, asked: number): Promise<void> => inTurn(async () => { if (asked === leavings) await hold({ me, said_at: Date.now() }) })
/** Somebody unlocked with their PIN while the server was away: the time of its last word stays. */
export async function switchHere(me: Me): Promise<void> {
  await inTurn(async () => hold({ me, said_at: (await held())?.said_at ?? Date.now() }))
  await keepHere(AWAY, { locked: false, staff: me.staff } satisfies Away)
}
export async function lockHere(): Promise<void> {
  await keepHere(AWAY, { locked: true, staff: null } satisfies Away)
}
export async function signOutHere(): Promise<void> {
  await keepHere(AWAY, { locked: true, staff: null, signedOut: true } satisfies Away)
}

let touched = Number(localStorage.getItem(TOUCHED) ?? 0)
/** A touch keeps a shared tablet open; so does a patient who is being watched on it (touch.ts), because who watches may not be shut out. */
export function touch(): void {
  const now = Date.now()
  if (now - touched > 30_000) { try { localStorage.setItem(TOUCHED, String(now)) } catch { /* it locks sooner, then */ } }
  touched = now
}
export const isIdle = (): boolean => Date.now() - touched > IDLE_LOCK_MS

/** Who had this tablet when the server last spoke, locked where it has to be; null when nobody, or when that is longer ago than a sign-in lives. */
export async function keptMe(): Promise<Me | null> {
  const [kept, away] = await Promise.all([held(), keptHere<Away>(AWAY)])
  if (!kept || away?.signedOut === true || Date.now() - kept.said_at > SIGN_IN_MS) return null
  const unlocked = away !== null && !away.locked
  const locked = kept.me.device.shared && ((kept.me.locked && !unlocked) || away?.locked === true || isIdle())
  return { ...kept.me, locked }
}

/** The name of whoever was here last, whatever the clock says: for forgetting what is theirs. */
export const lastMe = async (): Promise<Me | null> => (await held())?.me ?? null

/** Nobody is here any more. What was done without the server is forgotten when the server has heard of it, not before: `forgetAway`. */
export function forgetMe(): Promise<void> {
  leavings += 1
  return inTurn(async () => {
    localStorage.removeItem(PLAIN)
    await forgetHere(ME)
  }).catch(() => {})
}
export const forgetAway = (): Promise<void> => forgetHere(AWAY).catch(() => {})

/** The server has not heard yet of a lock, a switch or a sign-out made here: nothing is sent before it has. */
export const isAwayUntold = async (): Promise<boolean> => (await keptHere<Away>(AWAY).catch(() => null)) !== null

/** The server is back and says who is signed in: what was locked, left or switched here meanwhile is told to it before anybody sees anything. Null: signed out. Rejects when it cannot be told. */
export async function settleAway(me: Me, tell: (route: '/api/lock' | '/api/sign-out') => Promise<unknown>): Promise<Me | null> {
  const away = await keptHere<Away>(AWAY).catch(() => null)
  if (!away) return me
  if (away.signedOut === true) { await tell('/api/sign-out'); return null }
  const locks = me.device.shared && !me.locked && (away.locked || (away.staff !== null && away.staff !== me.staff))
  if (locks) await tell('/api/lock')
  await forgetHere(AWAY)
  return locks ? { ...me, locked: true } : me
}
