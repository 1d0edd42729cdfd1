// Whether the server answers. The browser's own word is not enough: a cable can be in and the server away.
import { useSyncExternalStore } from 'react'

let reachable = navigator.onLine
const listeners = new Set<() => void>()

/** Told by whoever just spoke with the server, or failed to. */
export function setReachable(value: boolean): void {
  if (value === reachable) return
  reachable = value
  for (const tell of listeners) tell()
}
addEventListener('offline', () => setReachable(false))
addEventListener('online', () => setReachable(true))

export const isReachable = (): boolean => reachable
export const useReachable = (): boolean => useSyncExternalStore((tell) => { listeners.add(tell); return () => listeners.delete(tell) }, () => reachable)
