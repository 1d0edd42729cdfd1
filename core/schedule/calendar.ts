// Days and starts of a plan: the local clock turned into minutes that pass, so that a night with a clock change counts what it is.
import { addDays, atLocal, daysBetween, localDate, localTime, MINUTE_MS, type LocalDate } from '../shared/index.ts'
import type { Instance, Weekly, Window } from './instance.ts'

/** Elapsed minutes since 1970. */
export type Minute = number
export type Span = { readonly from: Minute; readonly to: Minute }
export type Start = { readonly day: number; readonly minute: number; readonly at: Minute }
/** `day` counts from the first day of the horizon. */
export type Calendar = { readonly days: readonly LocalDate[]; at(day: number, minute: number): Minute; dayOf(date: LocalDate): number; spans(day: number, windows: readonly Window[]): Span[]; starts(day: number): readonly Start[] }

const pad = (n: number): string => String(n).padStart(2, '0')
export const clockOf = (minute: number): string => `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`
/** 1 is Monday. */
export const weekdayOf = (date: LocalDate): number => new Date(`${date}T00:00:00Z`).getUTCDay() || 7
export const onWeekday = (windows: readonly Weekly[], weekday: number): readonly Weekly[] => windows.filter((window) => window.weekday === weekday)

export function calendarOf({ from, to, timeZone, gridMin }: Instance): Calendar {
  const count = daysBetween(from, to) + 1
  const days = Array.from({ length: count }, (_, i) => addDays(from, i))
  const midnight = Array.from({ length: count + 1 }, (_, i) => atLocal(addDays(from, i), '00:00', timeZone) / MINUTE_MS)
  /** A day on which the clock does not change. */
  const ordinary = (day: number): boolean => { const [from, to] = [midnight[day]!, midnight[day + 1]!]; return to - from === 1440 }
  const at = (day: number, minute: number): Minute => {
    if (ordinary(day)) return midnight[day]! + minute
    return minute === 1440 ? midnight[day + 1]! : atLocal(days[day]!, clockOf(minute), timeZone) / MINUTE_MS
  }
  const starts = days.map((date, day) => {
    const found: Start[] = []
    for (let minute = 0; minute < 1440; minute += gridMin) {
      const start = at(day, minute)
      // A time that the clock skips is no time to come.
      if (!ordinary(day)) {
        const instant = (start * MINUTE_MS) as Parameters<typeof localTime>[0]
        if (localDate(instant, timeZone) !== date || localTime(instant, timeZone).slice(0, 5) !== clockOf(minute)) continue
      }
      found.push({ day, minute, at: start })
    }
    return found
  })
  return { days, at, dayOf: (date) => daysBetween(from, date), spans: (day, windows) => windows.map((w) => ({ from: at(day, w.from), to: at(day, w.to) })), starts: (day) => starts[day]! }
}
