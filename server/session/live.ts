// Live screens: one LISTEN on the database for a process, fanned out to every open screen of the organization.
import type { Sql } from '../db/connect.ts'
import { CHANNEL } from '../log/writer.ts'

export type Change = { readonly organization: string; readonly sessions?: readonly string[]; readonly chairs?: readonly string[] }

export type LiveFeed = {
  /** Calls `listener` for each change in the organization; returns the way to stop. */
  subscribe(organization: string, listener: (change: Change) => void): () => void
  /** Calls `close` when this sign-in has ended or locked; returns the way to stop. */
  whenClosed(signIn: string, close: () => void): () => void
  close(): Promise<void>
}

/** Notices within this time reach a screen as one: two hundred a second, each written to every screen, would cost more than what they tell. The first of a quiet time goes at once. */
const TOGETHER_MS = 200

type Pending = { readonly sessions: Set<string>; readonly chairs: Set<string>; everything: boolean; timer: NodeJS.Timeout | null }

/** Listens on `sql`; reconnects by itself, and then tells every screen to read again, because something may have been missed. */
export async function createLiveFeed(sql: Sql): Promise<LiveFeed> {
  const listeners = new Map<string, Set<(change: Change) => void>>()
  const closers = new Map<string, Set<() => void>>()
  const pending = new Map<string, Pending>()
  let opened = false

  /** Tells the organization's screens what has gathered, and gathers again for a while. */
  function flush(organization: string, gathered: Pending): void {
    gathered.timer = null
    const { sessions, chairs, everything } = gathered
    if (sessions.size === 0 && chairs.size === 0 && !everything) { pending.delete(organization); return }
    const change: Change = everything ? { organization } : { organization, ...(sessions.size > 0 ? { sessions: [...sessions] } : {}), ...(chairs.size > 0 ? { chairs: [...chairs] } : {}) }
    sessions.clear()
    chairs.clear()
    gathered.everything = false
    gathered.timer = setTimeout(() => flush(organization, gathered), TOGETHER_MS).unref()
    for (const listener of listeners.get(organization) ?? []) listener(change)
  }
  function gather({ organization, sessions, chairs }: Change): void {
    if ((listeners.get(organization)?.size ?? 0) === 0) return
    const gathered = pending.get(organization) ?? { sessions: new Set(), chairs: new Set(), everything: false, timer: null }
    pending.set(organization, gathered)
    for (const session of sessions ?? []) gathered.sessions.add(session)
    for (const chair of chairs ?? []) gathered.chairs.add(chair)
    if (sessions === undefined && chairs === undefined) gathered.everything = true
    if (gathered.timer === null) flush(organization, gathered)
  }

  const subscription = await sql.listen(CHANNEL, (text) => {
    const { closed, ...change } = JSON.parse(text) as Change & { readonly closed?: readonly string[] }
    if (!closed) { gather(change); return }
    for (const signIn of closed) for (const close of closers.get(signIn) ?? []) close()
  }, () => {
    if (opened) for (const organization of listeners.keys()) gather({ organization })
    opened = true
  })
  return {
    subscribe(organization, listener) {
      const all = listeners.get(organization) ?? new Set()
      listeners.set(organization, all)
      all.add(listener)
      return () => {
        all.delete(listener)
        if (all.size === 0) listeners.delete(organization)
      }
    },
    whenClosed(signIn, close) {
      const all = closers.get(signIn) ?? new Set()
      closers.set(signIn, all)
      all.add(close)
      return () => {
        all.delete(close)
        if (all.size === 0) closers.delete(signIn)
      }
    },
    async close() {
      for (const { timer } of pending.values()) if (timer) clearTimeout(timer)
      await subscription.unlisten().catch(() => {})
    },
  }
}
