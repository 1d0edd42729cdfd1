/*
What the monitors at a chair say, second by second, for every part of this screen: one feed for a chair, from the server's trace and from devices that are connected to this tablet.
Nothing of it is a fact of the visit until somebody or the server records it. All moments are on this tablet's clock; a reading of the server stands at its arrival there, moved by the
measured difference of the two clocks. What a monitor's own clock says moves nothing.
*/
import { useEffect, useSyncExternalStore } from 'react'
import { instant, type Instant } from '@chairside/core/shared'
import type { DeviceReading, VitalName } from '@chairside/core/session'
import { read } from '../api.ts'
import { onLive } from '../live.ts'
import { clockSkew } from '../sync/device.ts'

/** `value` in the unit of the sign's name; null: the sensor is there and gives no reading. */
export type TraceReading = { readonly at: Instant; readonly vital: VitalName; readonly value: number | null; readonly device: string; readonly simulated: boolean }
export type LocalReading = Omit<TraceReading, 'simulated'> & { readonly chair: string; readonly simulated?: boolean }
/** `total` counts every reading that ever came: who has read up to one total knows which are new. */
export type Feed = { readonly readings: readonly TraceReading[]; readonly total: number }

const KEEP = 20_000
const WINDOW_MS = 30 * 60_000
const ASK_EVERY_MS = 3000
const SOON_MS = 60
const EMPTY: Feed = { readings: [], total: 0 }

type Source = { feed: Feed; readonly listeners: Set<() => void>; users: number; stop: () => void }
const sources = new Map<string, Source>()

function sourceOf(chair: string): Source {
  const known = sources.get(chair) ?? { feed: EMPTY, listeners: new Set<() => void>(), users: 0, stop: () => {} }
  sources.set(chair, known)
  return known
}

function add(chair: string, more: readonly TraceReading[]): void {
  if (more.length === 0) return
  const source = sourceOf(chair)
  source.feed = { readings: [...source.feed.readings, ...more].slice(-KEEP), total: source.feed.total + more.length }
  for (const tell of source.listeners) tell()
}

/** Readings of devices that this tablet is connected to itself: they are watched with the server gone. `at` is this tablet's clock. */
export const localReadings = { push: ({ chair, ...reading }: LocalReading): void => add(chair, [{ simulated: false, ...reading }]) }

/** Asks the server for what came since the last answer: when it says that the chair moved, and every three seconds. Returns the way to stop. */
function listen(chair: string): () => void {
  let last = new Date(Date.now() - WINDOW_MS).toISOString()
  let newest = new Set<string>()
  let busy = false
  let again = false
  let gone = false
  const ask = (): void => {
    if (busy) { again = true; return }
    busy = true
    read<readonly DeviceReading[]>(`/api/chairs/${chair}/readings?after=${encodeURIComponent(last)}`, { signal: AbortSignal.timeout(10_000) })
      .then((rows) => {
        const fresh = rows.filter((r) => !newest.has(`${r.received_at}${r.vital}${r.device}`))
        if (gone || fresh.length === 0) return
        last = fresh.reduce((latest, r) => (r.received_at > latest ? r.received_at : latest), last)
        newest = new Set(rows.filter((r) => r.received_at === last).map((r) => `${r.received_at}${r.vital}${r.device}`))
        const [skew, now] = [clockSkew() ?? 0, Date.now()]
        add(chair, fresh.map((r) => ({ at: instant(Math.min(now, Date.parse(r.received_at) + Math.round(skew))), vital: r.vital, value: r.value, device: r.device, simulated: r.simulated })))
      })
      .catch(() => {})
      .finally(() => { busy = false; if (again && !gone) { again = false; soon() } })
  }
  let planned: ReturnType<typeof setTimeout> | null = null
  const soon = (): void => { planned ??= setTimeout(() => { planned = null; ask() }, SOON_MS) }
  const onVisible = (): void => { if (!document.hidden) soon() }
  ask()
  const timer = setInterval(ask, ASK_EVERY_MS)
  const stopLive = onLive((change) => { if (change.chairs?.includes(chair) ?? change.sessions === undefined) soon() }, soon)
  document.addEventListener('visibilitychange', onVisible)
  return () => {
    gone = true
    clearInterval(timer)
    if (planned) clearTimeout(planned)
    stopLive()
    document.removeEventListener('visibilitychange', onVisible)
  }
}

/** The feed of a chair; it is listened to while somebody uses it. */
export function useFeed(chair: string): Feed {
  useEffect(() => {
    const source = sourceOf(chair)
    if (source.users++ === 0) source.stop = listen(chair)
    return () => { if (--source.users === 0) source.stop() }
  }, [chair])
  return useSyncExternalStore((listener) => {
    const { listeners } = sourceOf(chair)
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, () => sourceOf(chair).feed)
}
