// The tablet's own memory of its sessions, in IndexedDB. Written with strict durability: `save` has resolved means it is on the disk, not in a buffer.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { RecordedEvent, SessionBundle, SessionEvent } from '@chairside/core/session'
import type { EventStore, Kept, RefusalReason, RefusedKept } from '@chairside/core/sync'
import type { Sealed, Sealer } from './seal.ts'

type Record = Pick<RecordedEvent, 'seq' | 'recordedAt' | 'previousHash' | 'hash'>
type Row = {
  /** Given by the database, in the order of saving. */
  order?: number
  id: string
  session: string
  state: Kept['state']
  /** The fact: sealed, or in the open where the browser has no encryption. */
  sealed?: Sealed
  event?: SessionEvent
  /** What the server gave it; says nothing about a patient. */
  record?: Record
  reason?: RefusalReason
  /** The server's words may repeat what was typed: sealed like the fact. */
  message?: Sealed | string
}
/** What was kept under a name: a bundle under its session, a Floor, the list of today. */
type KeptValue = { session: string; sealed: Sealed; kept_at: number }
interface Schema extends DBSchema {
  facts: { key: number; value: Row; indexes: { id: string; session: string; state: string } }
  bundles: { key: string; value: KeptValue }
  copies: { key: string; value: KeptValue }
}
export type DeviceDatabase = IDBPDatabase<Schema>

/** One database for each organization: what one clinic kept is never seen by another. */
export const openDevice = (organization: string): Promise<DeviceDatabase> =>
  openDB<Schema>(`chairside-${organization}`, 2, {
    upgrade(db, before) {
      if (before === 1) {
        // Version 1 lay in the open: its facts stay until the server has them, its bundles are read again.
        db.deleteObjectStore('bundles')
      } else {
        const facts = db.createObjectStore('facts', { keyPath: 'order', autoIncrement: true })
        facts.createIndex('id', 'id', { unique: true })
        facts.createIndex('session', 'session')
        facts.createIndex('state', 'state')
      }
      db.createObjectStore('bundles', { keyPath: 'session' })
      db.createObjectStore('copies', { keyPath: 'session' })
    },
  })

const STRICT = { durability: 'strict' } as const

/** The store of one organization. `sealer` null: facts are kept in the open, because a fact that is not kept is lost. `unreadable` hears of rows that cannot be opened. */
export function createIdbStore(db: DeviceDatabase, sealer: Sealer | null, unreadable: (rows: number) => void = () => {}): EventStore {
  // Facts never change: what was opened once is not opened again.
  const known = new Map<string, SessionEvent>()
  const closed = async (event: SessionEvent): Promise<Pick<Row, 'sealed' | 'event'>> => (sealer ? { sealed: await sealer.seal(event) } : { event })

  async function keptOf(row: Row): Promise<Kept | null> {
    try {
      const event = known.get(row.id) ?? row.event ?? await sealer!.open<SessionEvent>(row.sealed!)
      known.set(row.id, event)
      if (row.state === 'acknowledged') return { state: 'acknowledged', event: { ...event, ...row.record! } }
      if (row.state === 'waiting') return { state: 'waiting', event }
      return { state: 'refused', event, reason: row.reason ?? 'other', message: typeof row.message === 'object' ? await sealer!.open<string>(row.message) : row.message ?? '' }
    } catch {
      return null
    }
  }
  async function opened(rows: readonly Row[]): Promise<Kept[]> {
    const kept = (await Promise.all(rows.map(keptOf))).filter((k) => k !== null)
    if (kept.length < rows.length) unreadable(rows.length - kept.length)
    return kept
  }
  /** Changes rows by id in one transaction; what was acknowledged stays. */
  async function change<T extends { readonly id: string }>(all: readonly T[], to: (row: Row, given: T) => Row): Promise<void> {
    if (all.length === 0) return
    const tx = db.transaction('facts', 'readwrite', STRICT)
    const ids = tx.store.index('id')
    for (const given of all) {
      const row = await ids.get(given.id)
      if (row && row.state !== 'acknowledged') await tx.store.put(to(row, given))
    }
    await tx.done
  }
  const plain = ({ reason: _reason, message: _message, ...row }: Row): Row => row
  const inState = async (state: Kept['state']): Promise<Kept[]> => opened((await db.getAllFromIndex('facts', 'state', state)).sort((a, b) => a.order! - b.order!))
  return {
    async save(event) {
      // Sealed before the transaction: one that waits for something else is closed by the browser.
      const body = await closed(event)
      const tx = db.transaction('facts', 'readwrite', STRICT)
      // An id that is there makes the whole write fail: asked for only then, because every step of a write waits its turn behind the drawing of the screen.
      try { await Promise.all([tx.store.add({ id: event.id, session: event.session, state: 'waiting', ...body }), tx.done]) }
      catch (error) { if (await db.getKeyFromIndex('facts', 'id', event.id) === undefined) throw error }
    },
    all: async (session) => opened(await db.getAllFromIndex('facts', 'session', session)),
    unsent: async () => (await inState('waiting')).map((kept) => kept.event),
    acknowledge: (acknowledgements) => change(acknowledgements, (row, { id: _id, ...record }) => ({ ...plain(row), state: 'acknowledged', record })),
    async refuse(refusals) {
      const sealed = await Promise.all(refusals.map(async (r) => ({ ...r, message: sealer ? await sealer.seal(r.message) : r.message })))
      await change(sealed, (row, { reason, message }) => ({ ...row, state: 'refused', reason, message }))
    },
    refused: async () => (await inState('refused')) as RefusedKept[],
    again: (ids) => change(ids.map((id) => ({ id })), (row) => (row.state === 'refused' ? { ...plain(row), state: 'waiting' } : row)),
    async merge(events) {
      if (events.length === 0) return
      // Most of what the server sends again is here already: only what is new is sealed.
      const rows = (await Promise.all([...new Set(events.map((event) => event.session))].map((session) => db.getAllFromIndex('facts', 'session', session)))).flat()
      const have = new Set(rows.flatMap((row) => (row.state === 'acknowledged' ? [row.id] : [])))
      const fresh = await Promise.all(events.filter((event) => !have.has(event.id)).map(async ({ seq, recordedAt, previousHash, hash, ...event }) =>
        ({ id: event.id, session: event.session, body: await closed(event as SessionEvent), record: { seq, recordedAt, previousHash, hash } })))
      if (fresh.length === 0) return
      const tx = db.transaction('facts', 'readwrite', STRICT)
      const ids = tx.store.index('id')
      for (const { id, session, body, record } of fresh) {
        const row = await ids.get(id)
        if (row?.state !== 'acknowledged') await tx.store.put({ ...(row ? { order: row.order! } : {}), id, session, state: 'acknowledged', ...body, record })
      }
      await tx.done
    },
  }
}

/** Keeps what the Chair needs to work alone, for the next time without the network. Nothing where there is no encryption. */
export async function keepBundle(db: DeviceDatabase, sealer: Sealer | null, bundle: SessionBundle): Promise<void> {
  if (!sealer) return
  await db.put('bundles', { session: bundle.session, sealed: await sealer.seal(bundle), kept_at: Date.now() })
}
export async function keptBundle(db: DeviceDatabase, sealer: Sealer | null, session: string): Promise<SessionBundle | null> {
  const kept = sealer ? await db.get('bundles', session) : undefined
  return kept ? sealer!.open<SessionBundle>(kept.sealed) : null
}
/** A whole view under a name (the Floor of a site, today at a site), as it was when it was read. */
export async function keepCopy(db: DeviceDatabase, sealer: Sealer | null, name: string, value: unknown): Promise<void> {
  if (!sealer) return
  await db.put('copies', { session: name, sealed: await sealer.seal(value), kept_at: Date.now() })
}
export async function keptCopy<T>(db: DeviceDatabase, sealer: Sealer | null, name: string): Promise<T | null> {
  const kept = sealer ? await db.get('copies', name) : undefined
  return kept ? sealer!.open<T>(kept.sealed) : null
}

/** A kept visit older than this is of no use on a tablet and does not stay there. */
const KEPT_FOR_MS = 36 * 3_600_000

/** Removes visits that nobody opened here for `keptFor` ms (Default: a day and a half), with their acknowledged facts. A visit with a fact that waits or was refused stays, always. */
export async function tidy(db: DeviceDatabase, now: number, keptFor = KEPT_FOR_MS): Promise<void> {
  const bundles = await db.getAll('bundles')
  const kept = new Set(bundles.map((b) => b.session))
  const isOld = ({ kept_at }: KeptValue): boolean => keptFor === 0 || now - kept_at >= keptFor
  // Facts without a bundle cannot be opened here without the server, and the server has them.
  const bare = (await db.getAllFromIndex('facts', 'state', 'acknowledged')).map((row) => row.session).filter((session) => !kept.has(session))
  for (const session of new Set([...bundles.filter(isOld).map((b) => b.session), ...bare])) {
    const tx = db.transaction(['facts', 'bundles'], 'readwrite')
    const rows = await tx.objectStore('facts').index('session').getAll(session)
    if (rows.every((row) => row.state === 'acknowledged')) {
      for (const row of rows) await tx.objectStore('facts').delete(row.order!)
      await tx.objectStore('bundles').delete(session)
    }
    await tx.done
  }
  for (const copy of await db.getAll('copies')) if (isOld(copy)) await db.delete('copies', copy.session)
}
