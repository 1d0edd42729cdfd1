// One clock for every ticking number on a screen: a second is one render of the numbers that show it, not of the screen.
import { useSyncExternalStore } from 'react'
import { instant, type Instant } from '@chairside/core/shared'

const listeners = new Set<() => void>()
let now = instant(Date.now())
let timer: ReturnType<typeof setInterval> | null = null

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = instant(Date.now())
    for (const tell of listeners) tell()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0 && timer !== null) { clearInterval(timer); timer = null }
  }
}

/** The time, again each second. `every_s` rounds down, so that a number of minutes renders once a minute. */
export function useNow(every_s = 1): Instant {
  return useSyncExternalStore(subscribe, () => {
    if (timer === null) now = instant(Math.max(now, Math.floor(Date.now() / 1000) * 1000))
    return instant(Math.floor(now / (every_s * 1000)) * every_s * 1000)
  })
}

const two = (n: number): string => String(n).padStart(2, '0')

/** `4:07` or `1:04:07`: hours, minutes and seconds of a stretch of time. */
export function clockText(milliseconds: number): string {
  const s = Math.max(0, Math.floor(milliseconds / 1000))
  const h = Math.floor(s / 3600)
  return h > 0 ? `${h}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`
}

/** `just now`, `40 s ago`, `12 min ago`, `3 h ago`, `5 d ago`. */
export function agoText(milliseconds: number): string {
  const s = Math.floor(milliseconds / 1000)
  if (s < 10) return 'just now'
  if (s < 60) return `${s} s ago`
  if (s < 3600) return `${Math.floor(s / 60)} min ago`
  return s < 86_400 ? `${Math.floor(s / 3600)} h ago` : `${Math.floor(s / 86_400)} d ago`
}

/** The wall clock that times are shown on: the chosen site's, wherever the device thinks it is. */
let clinicZone: string | undefined
export const showTimesOf = (zone: string | undefined): void => { clinicZone = zone }

const formatters = new Map<string, Intl.DateTimeFormat>()
function format(at: number, zone: string | undefined, kind: 'time' | 'date'): string {
  const key = `${kind} ${zone ?? ''}`
  let made = formatters.get(key)
  if (!made) {
    const options: Intl.DateTimeFormatOptions = kind === 'time' ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } : { day: 'numeric', month: 'short', year: 'numeric' }
    made = new Intl.DateTimeFormat('en-GB', zone === undefined ? options : { ...options, timeZone: zone })
    formatters.set(key, made)
  }
  return made.format(at)
}
/** `14:05` on the wall clock of `zone`, or of the chosen site. */
export const timeText = (at: number, zone: string | undefined = clinicZone): string => format(at, zone, 'time')
/** `23 Nov 2026` for a calendar day `YYYY-MM-DD`: a day has no time zone and must not be moved by one. */
export const dayText = (day: string): string => format(Date.parse(`${day.slice(0, 10)}T12:00:00Z`), 'UTC', 'date')
/** `23 Nov 2026` on the calendar of `zone`, or of the chosen site. */
export const dateText = (at: number, zone: string | undefined = clinicZone): string => format(at, zone, 'date')
