// A moment, and the clinic's wall clock. Core never asks for the time: it is always an argument.
declare const instantBrand: unique symbol
/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number & { readonly [instantBrand]: true }
declare const dateBrand: unique symbol
/** A calendar day as `YYYY-MM-DD`, without a time zone. */
export type LocalDate = string & { readonly [dateBrand]: true }

export const SECOND_MS = 1000
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

export function instant(milliseconds: number): Instant {
  if (!Number.isSafeInteger(milliseconds)) throw new RangeError(`an instant is a whole number of milliseconds, not ${milliseconds}`)
  return milliseconds as Instant
}

/** Parses ISO 8601 with an offset or `Z`. Null when it is not one: a time without an offset is a guess, and is refused. */
export function parseInstant(text: unknown): Instant | null {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/.test(text)) return null
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? null : (Math.trunc(ms) as Instant)
}

export const toIso = (at: Instant): string => new Date(at).toISOString()

export function parseLocalDate(text: unknown): LocalDate | null {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null
  const ms = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text ? null : (text as LocalDate)
}

const formatters = new Map<string, Intl.DateTimeFormat>()
function parts(at: Instant, timeZone: string): Record<string, string> {
  let formatter = formatters.get(timeZone)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
    formatters.set(timeZone, formatter)
  }
  return Object.fromEntries(formatter.formatToParts(at).map((p) => [p.type, p.value]))
}

/** The calendar day at the clinic. `timeZone` is an IANA name; an unknown one throws RangeError. */
export function localDate(at: Instant, timeZone: string): LocalDate {
  const p = parts(at, timeZone)
  return `${p['year']}-${p['month']}-${p['day']}` as LocalDate
}

/** `HH:MM` on the clinic's wall clock. */
export function localTime(at: Instant, timeZone: string): string {
  const p = parts(at, timeZone)
  return `${p['hour']}:${p['minute']}`
}

/** The first moment that the clinic's wall clock shows `date` `time` (`HH:MM`). A time skipped by daylight saving gives the moment one hour on. */
export function atLocal(date: LocalDate, time: string, timeZone: string): Instant {
  const wall = Date.parse(`${date}T${time}:00Z`)
  if (Number.isNaN(wall)) throw new RangeError(`${date} ${time} is not a wall-clock time`)
  const offsetAt = (ms: number): number => {
    const p = parts(ms as Instant, timeZone)
    return Date.parse(`${p['year']}-${p['month']}-${p['day']}T${p['hour']}:${p['minute']}:${p['second']}Z`) - Math.floor(ms / 1000) * 1000
  }
  const before = offsetAt(wall - DAY_MS)
  const after = offsetAt(wall + DAY_MS)
  const candidates = [wall - before, wall - after].filter((ms) => ms + offsetAt(ms) === wall)
  return (candidates.length > 0 ? Math.min(...candidates) : wall - before) as Instant
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10) as LocalDate
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: LocalDate, to: LocalDate): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS)

/** Completed years on the day `on`. Someone born on 29 February has the birthday on 1 March in common years. */
export function ageOn(birth: LocalDate, on: LocalDate): number {
  const years = Number(on.slice(0, 4)) - Number(birth.slice(0, 4))
  return on.slice(5) < birth.slice(5) ? years - 1 : years
}
