/*
Whether a person is at this screen. A call that follows no touch is a screen reading again by itself: it says so, and a shared device may lock (rule PEO11). A touch is told with the next call, whichever it is.
A screen on which somebody is being watched stays open without a touch: it must not hide a running alarm behind a PIN (rule OFF22).
*/
import { useEffect } from 'react'

/** Opening the program is a person's doing. */
let untold = true
const onTouch = (): void => { untold = true }
for (const event of ['pointerdown', 'keydown'] as const) addEventListener(event, onTouch, { passive: true, capture: true })

const watching = new Set<object>()
/** Somebody is watched on this screen, and the screen is on. */
export const isWatching = (): boolean => watching.size > 0 && !document.hidden
/** A touch of which the server has not heard. */
export const isTouchUntold = (): boolean => untold

/** For one call: true when it follows a touch (or a watch). What then did not arrive is told again by `notTold`. */
export function tellTouch(): boolean {
  const told = untold
  untold = false
  return told || isWatching()
}
export const notTold = (): void => { untold = true }

/** Keeps a shared device open while `watched`: a patient with an infusion or in recovery is on this screen. */
export function useStaysOpen(watched: boolean): void {
  useEffect(() => {
    if (!watched) return undefined
    const mine = {}
    watching.add(mine)
    return () => void watching.delete(mine)
  }, [watched])
}
