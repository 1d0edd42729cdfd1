// What keeps this screen awake, and what says so when it was not: a tablet that slept has watched nobody.
import { useEffect, useRef, useState } from 'react'

/** A tick that comes this much too late was a sleep. Not a clinical limit: twice that is still within five seconds of waking. */
const ASLEEP_MS = 4000
const TICK_MS = 1000

export type Sleep = { readonly from: number; readonly to: number }

/** The last stretch in which nothing ran here, until somebody has seen it. */
export function useSleep(isWatched: boolean): { readonly sleep: Sleep | null; readonly seen: () => void } {
  const [sleep, setSleep] = useState<Sleep | null>(null)
  const last = useRef<number | null>(null)
  useEffect(() => {
    if (!isWatched) { last.current = null; return }
    const tick = (): void => {
      const now = Date.now()
      const before = last.current
      last.current = now
      if (before !== null && now - before > ASLEEP_MS) setSleep((known) => ({ from: known?.from ?? before, to: now }))
    }
    tick()
    const timer = setInterval(tick, TICK_MS)
    document.addEventListener('visibilitychange', tick)
    addEventListener('pageshow', tick)
    return () => { clearInterval(timer); document.removeEventListener('visibilitychange', tick); removeEventListener('pageshow', tick) }
  }, [isWatched])
  return { sleep, seen: () => setSleep(null) }
}

/** Keeps the screen on while somebody is watched, where the browser can; false where it cannot. */
export function useWakeLock(isWatched: boolean): boolean {
  const [held, setHeld] = useState('wakeLock' in navigator)
  useEffect(() => {
    if (!isWatched || !('wakeLock' in navigator)) return
    let lock: WakeLockSentinel | null = null
    let gone = false
    const ask = (): void => {
      if (document.hidden || (lock !== null && !lock.released)) return
      navigator.wakeLock.request('screen').then((given) => { if (gone) void given.release(); else { lock = given; setHeld(true) } }, () => setHeld(false))
    }
    ask()
    document.addEventListener('visibilitychange', ask)
    return () => { gone = true; document.removeEventListener('visibilitychange', ask); void lock?.release() }
  }, [isWatched])
  return held
}
