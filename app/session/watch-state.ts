// What the watch over this visit says now, for the parts of the screen that show it. The watch itself is loaded after the first picture (watching.tsx) and writes here.
import { useSyncExternalStore } from 'react'
import type { VitalName, Watch } from '@chairside/core/session'
import type { Instant } from '@chairside/core/shared'

/** `old`: longer ago than twice its interval. `silent`: the monitor has stopped giving it. */
export type SignAge = 'old' | 'silent'
export type WatchState = Pick<Watch, 'alarms' | 'tier' | 'priority' | 'sounding' | 'blindSince' | 'due' | 'quiet' | 'remarks'> & { readonly session: string; readonly ages: Readonly<Partial<Record<VitalName, SignAge>>>; readonly at: Instant }

let state: WatchState | null = null
const listeners = new Set<() => void>()
/** Null: nothing is watched here. */
export function setWatchState(next: WatchState | null): void {
  state = next
  for (const tell of listeners) tell()
}
const subscribe = (listener: () => void): (() => void) => { listeners.add(listener); return () => listeners.delete(listener) }
export const useWatchState = (): WatchState | null => useSyncExternalStore(subscribe, () => state)
/** Whether the visit that is open is watched: renders only when that changes. */
export const useIsWatched = (): boolean => useSyncExternalStore(subscribe, () => state !== null && state.due.status !== 'none')
