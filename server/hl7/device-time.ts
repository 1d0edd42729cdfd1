// What a device says the time is. Kept as said: with its offset when it has one, and as a wall clock when it has none.
import type { Instant } from '@chairside/core/shared'

export type DeviceTime = { /** `YYYY-MM-DDTHH:MM:SS[.mmm]` on the sender's wall clock. */ readonly local: string; /** `+HH:MM`, or null when the sender gave none. */ readonly offset: string | null }

/** Parses an HL7 v2 DTM from the precision of a minute on. Coarser, or not a date: null, because a day is not a moment. */
export function parseDeviceTime(text: string): DeviceTime | null {
  const m = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(?:(\d{2})(?:\.(\d{1,9}))?)?([+-]\d{4})?$/.exec(text.trim())
  if (!m) return null
  const fraction = m[7] === undefined ? '' : `.${m[7].slice(0, 3).padEnd(3, '0')}`
  const local = `${m[1]}-${m[2]}-${m[3]}T${m[4]}:${m[5]}:${m[6] ?? '00'}${fraction}`
  const ms = Date.parse(`${local}Z`)
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 16) !== local.slice(0, 16)) return null
  const offset = m[8] === undefined ? null : `${m[8].slice(0, 3)}:${m[8].slice(3)}`
  return offset !== null && Number.isNaN(Date.parse(local + offset)) ? null : { local, offset }
}

/** ISO 8601; without an offset when the device gave none. */
export const deviceIso = (time: DeviceTime): string => time.local + (time.offset ?? '')

/** The moment. A time without an offset is read on the wall clock of `timeZone` (IANA). */
export function deviceInstant(time: DeviceTime, timeZone: string): Instant {
  if (time.offset !== null) return Date.parse(deviceIso(time)) as Instant
  const wall = Date.parse(`${time.local}Z`)
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
  const offsetAt = (ms: number): number => {
    const p = Object.fromEntries(format.formatToParts(ms).map((part) => [part.type, part.value]))
    return Date.parse(`${p['year']}-${p['month']}-${p['day']}T${p['hour']}:${p['minute']}:${p['second']}Z`) - Math.floor(ms / 1000) * 1000
  }
  const guess = wall - offsetAt(wall)
  return (wall - offsetAt(guess)) as Instant
}

/** `YYYYMMDDHHMMSS.mmm+0000`: a moment as HL7 v2 writes it. */
export const hl7Time = (at: Date): string => `${at.toISOString().slice(0, 23).replace(/[-:T]/g, '')}+0000`
