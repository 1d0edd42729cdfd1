// This device's half of the sync: IndexedDB below, HTTP above, the browser's clock and timers around. One for each organization, made when it is first needed.
import { useSyncExternalStore } from 'react'
import { instant, parseInstant } from '@chairside/core/shared'
import { eventToJson, parseEvent, type AppendAnswer, type RecordedEvent, type SessionBundle, type SessionEvent } from '@chairside/core/session'
import { createSync, EMPTY_SYNC, type Failure, type Kept, type Sent, type Sync, type SyncState } from '@chairside/core/sync'
import { ApiError, send } from '../api.ts'
import { onLive } from '../live.ts'
import { keptMe } from './kept-me.ts'
import { createIdbStore, keepBundle, keptBundle, openDevice, tidy, type DeviceDatabase } from './idb-store.ts'

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

async function transport(session: string, events: readonly SessionEvent[]): Promise<Sent> {
  try {
    const answer = await send<AppendAnswer>('POST', `/api/sessions/${session}/events`, { events: events.map(eventToJson) }, { signal: AbortSignal.timeout(SEND_TIMEOUT_MS) })
    return { kind: 'answered', answer }
  } catch (error) {
    return { kind: 'failed', failure: error instanceof ApiError ? FAILURE_OF[error.status] ?? 'busy' : 'offline' }
  }
}

export type Device = { readonly sync: Sync; readonly db: DeviceDatabase }
const devices = new Map<string, Promise<Device>>()
let current: Device | null = null
const changed = new Set<() => void>()
const tell = (): void => { for (const listener of changed) listener() }

/** Two windows of one browser share the storage: each tells the other which session to read again. */
const windows = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('chairside-facts')
const tellWindows = windows?.postMessage.bind(windows)

async function make(organization: string): Promise<Device> {
  const db = await openDevice(organization)
  await navigator.storage?.persist?.().catch(() => false)
  const sync = createSync({
    store: createIdbStore(db), transport, clock: deviceNow, random: chance,
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
  current = { sync, db }
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

/** What a device keeps of visits is for who is signed in: at a sign-out everything that the server has is removed. */
export async function forgetVisits(): Promise<void> {
  const me = await keptMe()
  if (me) await deviceOf(me.organization.organization).then(({ db }) => tidy(db, Date.now(), 0)).catch(() => {})
}

export const useSyncState = (): SyncState => useSyncExternalStore((listener) => { changed.add(listener); return () => changed.delete(listener) }, () => current?.sync.state() ?? EMPTY_SYNC)

const NONE: readonly Kept[] = []
/** The facts of a session as this device knows them; the same array until one changes. */
export const useFacts = (session: string): readonly Kept[] => useSyncExternalStore((listener) => { changed.add(listener); return () => changed.delete(listener) }, () => current?.sync.facts(session) ?? NONE)

/** Records on this device; resolves when it is safe here. */
export async function recordFact(device: Device, event: SessionEvent): Promise<void> {
  await device.sync.record(event)
  tellWindows?.(event.session)
}

/** Events of a bundle as the server recorded them. One that cannot be read is left out: this program may be older than the server's. */
function recordedOf(bundle: SessionBundle): RecordedEvent[] {
  return bundle.events.flatMap((json): RecordedEvent[] => {
    const parsed = parseEvent(json)
    const recordedAt = parseInstant(json['recordedAt'])
    if (!parsed.ok || recordedAt === null) return []
    return [{ ...parsed.value, seq: Number(json['seq']), recordedAt, previousHash: String(json['previousHash']), hash: String(json['hash']) }]
  })
}

/** Takes over what the server says about a visit: keeps it for the time without network, merges its facts, compares the clocks. */
export async function receiveBundle(device: Device, bundle: SessionBundle, sentAt: number): Promise<void> {
  await keepBundle(device.db, { ...bundle, events: [] })
  await device.sync.receive(recordedOf(bundle))
  device.sync.measure(instant(sentAt), deviceNow(), bundle.server_time)
}
export const bundleWithoutNetwork = (device: Device, session: string): Promise<SessionBundle | null> => keptBundle(device.db, session)
