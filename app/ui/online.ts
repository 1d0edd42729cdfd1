// Whether the server answers. The browser's own word is not enough: a cable can be in and the server away.
import { useSyncExternalStore } from 'react'

let reachable = navigator.onLine
const ANSWERED = 'chairside-answered'
/** When the server last answered this device; kept for a program that is opened without it. */
let answered = Number(localStorage.getItem(ANSWERED) ?? 0)
let written = answered
function answeredNow(): void {
  answered = Date.now()
  if (answered - written < 15_000) return
  written = answered
  try { localStorage.setItem(ANSWERED, String(answered)) } catch { /* shown as not known, then */ }
}
/** When the server last answered, in ms; null when it never did here. */
export const lastAnswer = (): number | null => (answered === 0 ? null : answered)
const listeners = new Set<() => void>()

/** Told by whoever just spoke with the server, or failed to. */
export function setReachable(value: boolean): void {
  if (value) answeredNow()
  if (value === reachable) return
  reachable = value
  for (const tell of listeners) tell()
}
addEventListener('offline', () => setReachable(false))
/** The browser sees a network again; whether the server is behind it the next question tells. */
addEventListener('online', () => { if (!reachable) { reachable = true; for (const tell of listeners) tell() } })

export const isReachable = (): boolean => reachable
export const useReachable = (): boolean => useSyncExternalStore((tell) => { listeners.add(tell); return () => listeners.delete(tell) }, () => reachable)
