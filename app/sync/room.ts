// How much room this browser still gives: a tablet that fills up must say so before a fact finds no place.
import { useSyncExternalStore } from 'react'

export type Room = { readonly usage: number; readonly quota: number }
/** Said from here on: trust bar 15. A setting of the program, not of the clinic. */
const NEARLY_FULL = 0.8

let room: Room | null = null
const listeners = new Set<() => void>()
export const useRoom = (): Room | null => useSyncExternalStore((listener) => { listeners.add(listener); return () => listeners.delete(listener) }, () => room)
export const isNearlyFull = (room: Room | null): boolean => room !== null && room.quota > 0 && room.usage / room.quota >= NEARLY_FULL

/** Asks the browser; where it does not say, nothing is claimed. */
export async function measureRoom(): Promise<void> {
  const said = await navigator.storage?.estimate?.().catch(() => null)
  room = said?.usage !== undefined && said.quota !== undefined ? { usage: said.usage, quota: said.quota } : null
  for (const tell of listeners) tell()
}
