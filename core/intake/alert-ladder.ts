/*
Who must know of an alert, and when somebody else must. In the clinic's hours everybody who is there sees it at once; when nobody has taken it in time, the people on
call are told one after the other. Outside of the hours they are told at once. Each step is written down; nothing here closes an alert.
*/
import { addDays, atLocal, HOUR_MS, localDate, MINUTE_MS, type Instant } from '../shared/index.ts'

export type AlertSettings = {
  /** ISO days of the week, Monday 1. */
  readonly weekdays: readonly number[]
  readonly open_from_h: number
  readonly open_to_h: number
  readonly acknowledge_min: number
  readonly next_step_min: number
  readonly close_h: number
}
export type AlertState = { readonly openedAt: Instant; readonly acknowledgedAt: Instant | null; readonly closedAt: Instant | null; readonly steps: readonly { readonly at: Instant }[] }

const weekdayOf = (date: string): number => { const day = new Date(`${date}T12:00:00Z`).getUTCDay(); return day === 0 ? 7 : day }
type Hours = { readonly from: Instant; readonly to: Instant } | null
function hoursOn(date: ReturnType<typeof localDate>, zone: string, { weekdays, open_from_h, open_to_h }: AlertSettings): Hours {
  const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`
  return weekdays.includes(weekdayOf(date)) ? { from: atLocal(date, clock(open_from_h), zone), to: atLocal(date, clock(open_to_h), zone) } : null
}
/** Whether somebody is at the clinic, by its hours. */
export function isStaffed(at: Instant, zone: string, settings: AlertSettings): boolean {
  const hours = hoursOn(localDate(at, zone), zone, settings)
  return hours !== null && at >= hours.from && at < hours.to
}
/** When somebody is next there: now while it is open; null when the clinic has no hours at all. */
export function nextStaffed(at: Instant, zone: string, settings: AlertSettings): Instant | null {
  for (let i = 0; i < 8; i += 1) {
    const hours = hoursOn(addDays(localDate(at, zone), i), zone, settings)
    if (hours && at < hours.to) return Math.max(at, hours.from) as Instant
  }
  return null
}

/** When the next person on call is to be told; null once the alert is taken or everybody was told. `people`: how many are on call. */
export function nextStepAt({ openedAt, acknowledgedAt, steps }: AlertState, people: number, zone: string, settings: AlertSettings): Instant | null {
  if (acknowledgedAt !== null || steps.length >= people) return null
  const last = steps.at(-1)
  if (last) return (last.at + settings.next_step_min * MINUTE_MS) as Instant
  if (!isStaffed(openedAt, zone, settings)) return openedAt
  // Opened a moment before the clinic closes: whoever locks up does not count as having seen it.
  const hours = hoursOn(localDate(openedAt, zone), zone, settings)!
  return Math.min(openedAt + settings.acknowledge_min * MINUTE_MS, hours.to) as Instant
}
/** An alert that somebody took is open until its outcome is written; from here on it is late. */
export const closeBy = (openedAt: Instant, { close_h }: AlertSettings): Instant => (openedAt + close_h * HOUR_MS) as Instant
