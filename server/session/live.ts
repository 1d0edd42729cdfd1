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

/** Listens on `sql`; reconnects by itself, and then tells every screen to read again, because something may have been missed. */
export async function createLiveFeed(sql: Sql): Promise<LiveFeed> {
  const listeners = new Map<string, Set<(change: Change) => void>>()
  const closers = new Map<string, Set<() => void>>()
  let opened = false
  const subscription = await sql.listen(CHANNEL, (text) => {
    const { closed, ...change } = JSON.parse(text) as Change & { readonly closed?: readonly string[] }
    if (closed) {
      for (const signIn of closed) for (const close of closers.get(signIn) ?? []) close()
      return
    }
    for (const listener of listeners.get(change.organization) ?? []) listener(change)
  }, () => {
    if (opened) for (const [organization, all] of listeners) for (const listener of all) listener({ organization })
    opened = true
  })
  return {
    subscribe(organization, listener) {
      const all = listeners.get(organization) ?? new Set()
      listeners.set(organization, all)
      all.add(listener)
      return () => void all.delete(listener)
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
    close: () => subscription.unlisten().catch(() => {}),
  }
}
