// The tablet's own memory of its sessions, in IndexedDB. Written with strict durability: `save` has resolved means it is on the disk, not in a buffer.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { RecordedEvent, SessionBundle, SessionEvent } from '@chairside/core/session'
import type { EventStore, Kept, RefusalReason, RefusedKept } from '@chairside/core/sync'

type Row = {
  /** Given by the database, in the order of saving. */
  order?: number
  id: string
  session: string
  state: Kept['state']
  event: SessionEvent | RecordedEvent
  reason?: RefusalReason
  message?: string
}
interface Schema extends DBSchema {
  facts: { key: number; value: Row; indexes: { id: string; session: string; state: string } }
  bundles: { key: string; value: { session: string; bundle: SessionBundle; kept_at: number } }
}
export type DeviceDatabase = IDBPDatabase<Schema>

/** One database for each organization: what one clinic kept is never seen by another. */
export const openDevice = (organization: string): Promise<DeviceDatabase> =>
  openDB<Schema>(`chairside-${organization}`, 1, {
    upgrade(db) {
      const facts = db.createObjectStore('facts', { keyPath: 'order', autoIncrement: true })
      facts.createIndex('id', 'id', { unique: true })
      facts.createIndex('session', 'session')
      facts.createIndex('state', 'state')
      db.createObjectStore('bundles', { keyPath: 'session' })
    },
  })

const keptOf = ({ state, event, reason, message }: Row): Kept =>
  state === 'acknowledged' ? { state, event: event as RecordedEvent } : state === 'refused' ? { state, event, reason: reason ?? 'other', message: message ?? '' } : { state, event }

const STRICT = { durability: 'strict' } as const

export function createIdbStore(db: DeviceDatabase): EventStore {
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
  const inState = async (state: Kept['state']): Promise<Row[]> => (await db.getAllFromIndex('facts', 'state', state)).sort((a, b) => a.order! - b.order!)
  return {
    async save(event) {
      const tx = db.transaction('facts', 'readwrite', STRICT)
      if (await tx.store.index('id').getKey(event.id) === undefined) await tx.store.add({ id: event.id, session: event.session, state: 'waiting', event })
      await tx.done
    },
    all: async (session) => (await db.getAllFromIndex('facts', 'session', session)).map(keptOf),
    unsent: async () => (await inState('waiting')).map((row) => row.event),
    acknowledge: (acknowledgements) => change(acknowledgements, ({ order, id, session, event }, { id: _id, ...record }) => ({ order: order!, id, session, state: 'acknowledged', event: { ...event, ...record } })),
    refuse: (refusals) => change(refusals, (row, { reason, message }) => ({ ...row, state: 'refused', reason, message })),
    refused: async () => (await inState('refused')).map(keptOf) as RefusedKept[],
    again: (ids) => change(ids.map((id) => ({ id })), ({ order, id, session, event, state }) => ({ order: order!, id, session, event, state: state === 'refused' ? 'waiting' : state })),
    async merge(events) {
      if (events.length === 0) return
      const tx = db.transaction('facts', 'readwrite', STRICT)
      const ids = tx.store.index('id')
      for (const event of events) {
        const row = await ids.get(event.id)
        if (row?.state !== 'acknowledged') await tx.store.put({ ...(row ? { order: row.order! } : {}), id: event.id, session: event.session, state: 'acknowledged', event })
      }
      await tx.done
    },
  }
}

/** Keeps what the Chair needs to work alone, for the next time without the network. */
export const keepBundle = async (db: DeviceDatabase, bundle: SessionBundle): Promise<void> => {
  await db.put('bundles', { session: bundle.session, bundle, kept_at: Date.now() })
}
export const keptBundle = async (db: DeviceDatabase, session: string): Promise<SessionBundle | null> => (await db.get('bundles', session))?.bundle ?? null

/** A kept visit older than this is of no use on a tablet and does not stay there. */
const KEPT_FOR_MS = 36 * 3_600_000

/** Removes visits that nobody opened here for `keptFor` ms (Default: a day and a half), with their acknowledged facts. A visit with a fact that waits or was refused stays, always. */
export async function tidy(db: DeviceDatabase, now: number, keptFor = KEPT_FOR_MS): Promise<void> {
  const old = (await db.getAll('bundles')).filter((b) => now - b.kept_at >= keptFor)
  for (const { session } of old) {
    const tx = db.transaction(['facts', 'bundles'], 'readwrite')
    const rows = await tx.objectStore('facts').index('session').getAll(session)
    if (rows.every((row) => row.state === 'acknowledged')) {
      for (const row of rows) await tx.objectStore('facts').delete(row.order!)
      await tx.objectStore('bundles').delete(session)
    }
    await tx.done
  }
}
