// This device's half of the sync: IndexedDB below, HTTP above, the browser's clock and timers around. One for each organization, made when it is first needed.
import { useSyncExternalStore } from 'react'
import { instant } from '@chairside/core/shared'
import { eventToJson, parseRecorded, type AppendAnswer, type FloorView, type RecordedEvent, type SessionBundle, type SessionEvent, type TodayCopy } from '@chairside/core/session'
import { createSync, EMPTY_SYNC, type Failure, type Kept, type Sent, type Sync, type SyncState } from '@chairside/core/sync'
import { ApiError, askWhoIsHere, read, send } from '../api.ts'
import { onLive } from '../live.ts'
import { isAwayUntold, lastMe } from './kept-me.ts'
import { createIdbStore, keepBundle, keepCopy, keptBundle, keptCopy, openDevice, tidy, type DeviceDatabase } from './idb-store.ts'
import { deviceSealer, forgetHere, type Sealer } from './seal.ts'

const TAG_KEY = 'chairside-device'
/** Four signs that tell two tablets of one name apart: contradictions between devices are found by it. Made once for a browser. */
function deviceTag(): string {
  const kept = localStorage.getItem(TAG_KEY)
  if (kept) return kept
  const made = [...crypto.getRandomValues(new Uint8Array(4))].map((b) => 'abcdefghjkmnpqrstuvwxyz23456789'[b % 31]).join('')
  localStorage.setItem(TAG_KEY, made)
  return made
}
/** The device as facts name it: the name people gave it, and its own tag. */
export const deviceName = (name: string): string => `${name.slice(0, 100)} ${deviceTag()}`

export const deviceNow = () => instant(Date.now())
const chance = (): number => crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32
const SEND_TIMEOUT_MS = 15_000

const FAILURE_OF: Readonly<Record<number, Failure>> = { 0: 'offline', 401: 'signed-out', 403: 'not-allowed', 423: 'locked', 502: 'offline', 503: 'offline', 504: 'offline' }
/** The browser's own word that there is no network at all: nothing is even tried, so nothing can have arrived. */
const NOT_SENT: Sent = { kind: 'failed', failure: 'offline', unsent: true }

async function transport(session: string, events: readonly SessionEvent[]): Promise<Sent> {
  if (!navigator.onLine) return NOT_SENT
  if (await isAwayUntold()) { askWhoIsHere(); return NOT_SENT }
  try {
    const answer = await send<AppendAnswer>('POST', `/api/sessions/${session}/events`, { events: events.map(eventToJson) }, { signal: AbortSignal.timeout(SEND_TIMEOUT_MS) })
    return { kind: 'answered', answer }
  } catch (error) {
    return { kind: 'failed', failure: error instanceof ApiError ? FAILURE_OF[error.status] ?? 'busy' : 'offline' }
  }
}

export type Device = {
  readonly sync: Sync
  readonly db: DeviceDatabase
  /** Null where the browser has no encryption: then no visit is kept for the time without a server. */
  readonly sealer: Sealer | null
  readonly storage: Storage
}
/** `persisted`: the browser promised not to clear this by itself; null when it cannot say. `unreadable`: facts that this browser cannot open any more. */
export type Storage = { persisted: boolean | null; unreadable: number }
const devices = new Map<string, Promise<Device>>()
let current: Device | null = null
const changed = new Set<() => void>()
const tell = (): void => { for (const listener of changed) listener() }

/** Two windows of one browser share the storage: each tells the other which session to read again. */
const windows = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('chairside-facts')
const tellWindows = windows?.postMessage.bind(windows)

async function make(organization: string): Promise<Device> {
  const db = await openDevice(organization)
  const sealer = await deviceSealer()
  const storage: Storage = { persisted: await navigator.storage?.persist?.().catch(() => null) ?? null, unreadable: 0 }
  const sync = createSync({
    store: createIdbStore(db, sealer, (rows) => { storage.unreadable = rows; tell() }), transport, clock: deviceNow, random: chance,
    schedule: (delay, run) => {
      const timer = setTimeout(run, delay)
      return () => clearTimeout(timer)
    },
  })
  sync.subscribe(tell)
  addEventListener('online', () => sync.wake())
  onLive(() => {}, () => sync.wake())
  windows?.addEventListener('message', (message: MessageEvent<string>) => void sync.open(message.data))
  void tidy(db, Date.now()).catch(() => {})
  // Only now it is known what waits here: nobody says "online" before that.
  await sync.receive([])
  current = { sync, db, sealer, storage }
  tell()
  return current
}

/** This device's sync for the organization of whoever is signed in. Rejects when the browser gives no storage. */
export function deviceOf(organization: string): Promise<Device> {
  const made = devices.get(organization) ?? make(organization)
  devices.set(organization, made)
  made.catch(() => devices.delete(organization))
  return made
}

/** False from a sign-out on: an answer that was still under way must not bring anything back. */
let keeping = true
const keepingNow = new Set<Promise<unknown>>()
/** Keeps something of a visit. A sign-out waits for what has begun, and nothing begins after it. */
async function whileKeeping(work: () => Promise<unknown>): Promise<void> {
  if (!keeping) return
  const doing = work()
  keepingNow.add(doing)
  try { await doing } finally { keepingNow.delete(doing) }
}
/** Somebody is signed in (again). */
export const keepVisits = (): void => { keeping = true }

/** What a device keeps of visits is for who is signed in: at a sign-out everything that the server has is removed. */
export async function forgetVisits(): Promise<void> {
  keeping = false
  await Promise.allSettled(keepingNow)
  const me = await lastMe().catch(() => null)
  await forgetHere('pins').catch(() => {})
  if (me) await deviceOf(me.organization.organization).then(async ({ db, sync }) => { await tidy(db, Date.now(), 0); sync.forget() }).catch(() => {})
}

export const useSyncState = (): SyncState => useSyncExternalStore((listener) => { changed.add(listener); return () => changed.delete(listener) }, () => current?.sync.state() ?? EMPTY_SYNC)

/** This device's clock minus the server's, in milliseconds; null until measured. */
export const clockSkew = (): number | null => current?.sync.state().skew_ms ?? null

const NONE: readonly Kept[] = []
/** The facts of a session as this device knows them; the same array until one changes. */
export const useFacts = (session: string): readonly Kept[] => useSyncExternalStore((listener) => { changed.add(listener); return () => changed.delete(listener) }, () => current?.sync.facts(session) ?? NONE)

/** Records on this device; resolves when it is safe here. */
export async function recordFact(device: Device, event: SessionEvent): Promise<void> {
  await device.sync.record(event)
  tellWindows?.(event.session)
}

/** Events of a bundle as the server recorded them. One that cannot be read is left out: this program may be older than the server's. */
const recordedOf = (bundle: SessionBundle): RecordedEvent[] => bundle.events.flatMap((json) => parseRecorded(json) ?? [])

/** Takes over what the server says about a visit: keeps it for the time without network, merges its facts, compares the clocks. */
export async function receiveBundle(device: Device, bundle: SessionBundle, sentAt: number): Promise<void> {
  await whileKeeping(async () => {
    await keepBundle(device.db, device.sealer, { ...bundle, events: [] })
    await device.sync.receive(recordedOf(bundle))
  })
  device.sync.measure(instant(sentAt), deviceNow(), bundle.server_time)
}
export const bundleWithoutNetwork = (device: Device, session: string): Promise<SessionBundle | null> => keptBundle(device.db, device.sealer, session)

/** Today at a site as a list: the visits themselves are kept as bundles. */
export type KeptToday = Omit<TodayCopy, 'visits' | 'protocol' | 'staff'> & { readonly kept_at: number; readonly visits: readonly { readonly session: string; readonly phone: string | null }[] }
export async function keepToday(device: Device, { protocol: _protocol, staff: _staff, ...copy }: TodayCopy): Promise<void> {
  const list: KeptToday = { ...copy, kept_at: Date.now(), visits: copy.visits.map(({ session, phone }) => ({ session, phone })) }
  await whileKeeping(() => keepCopy(device.db, device.sealer, `today ${copy.site}`, list))
  tell()
}
export const keptToday = (device: Device, site: string): Promise<KeptToday | null> => keptCopy<KeptToday>(device.db, device.sealer, `today ${site}`)

const FLOOR_EVERY_MS = 30_000
/** In this window the last answer is newer than what is on the disk. */
const lastFloors = new Map<string, FloorView>()
let floorKept = 0
/** The Floor as it last was, for a tablet that is opened without the server. Written twice a minute, read at every answer. */
async function keepFloor(device: Device, floor: FloorView): Promise<void> {
  if (Date.now() - floorKept < FLOOR_EVERY_MS) return
  floorKept = Date.now()
  await whileKeeping(() => keepCopy(device.db, device.sealer, `floor ${floor.site}`, floor))
}
/** The Floor from the server, or the one that is kept here when it does not answer: `server_time` says how old it is. Throws ApiError. */
export async function readFloor(organization: string, site: string, signal: AbortSignal): Promise<FloorView> {
  try {
    const floor = await read<FloorView>(`/api/floor?site=${site}`, { signal })
    lastFloors.set(site, floor)
    void deviceOf(organization).then((device) => keepFloor(device, floor)).catch(() => {})
    return floor
  } catch (error) {
    if (!(error instanceof ApiError) || error.kind !== 'offline') throw error
    const device = await deviceOf(organization).catch(() => null)
    const kept = lastFloors.get(site) ?? (device ? await keptCopy<FloorView>(device.db, device.sealer, `floor ${site}`) : null)
    if (!kept) throw error
    return kept
  }
}
export const useThisDevice = (): Device | null => useSyncExternalStore((listener) => { changed.add(listener); return () => changed.delete(listener) }, () => current)

/** What somebody is typing and has not recorded, sealed, so that a closed window takes nothing along; null removes it. */
export async function keepDraft(device: Device, name: string, draft: unknown): Promise<void> {
  if (draft === null) await device.db.delete('copies', `draft ${name}`)
  else await whileKeeping(() => keepCopy(device.db, device.sealer, `draft ${name}`, draft))
}
export const keptDraft = <T>(device: Device, name: string): Promise<T | null> => keptCopy<T>(device.db, device.sealer, `draft ${name}`)
