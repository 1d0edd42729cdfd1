// The dates of the law (21 CFR 1301.76, 1304.04, 1304.11): what is due by when, to the day. The numbers are settings of the protocol; docs/sources.md#controlled-substances.
import { addDays, daysBetween, parseLocalDate, type LocalDate } from '../shared/index.ts'

const dateOf = (year: number, month: number, day: number): LocalDate => parseLocalDate(`${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`)!
/** 0 is Sunday: 2023-01-01 was one. */
const weekday = (date: LocalDate): number => ((daysBetween(parseLocalDate('2023-01-01')!, date) % 7) + 7) % 7
const nth = (year: number, month: number, day: number, n: number): LocalDate => {
  const first = dateOf(year, month, 1)
  return addDays(first, ((day - weekday(first) + 7) % 7) + 7 * (n - 1))
}
const last = (year: number, month: number, day: number): LocalDate => {
  const end = addDays(month === 12 ? dateOf(year + 1, 1, 1) : dateOf(year, month + 1, 1), -1)
  return addDays(end, -((weekday(end) - day + 7) % 7))
}
/** A holiday on a Saturday is kept on the Friday before, on a Sunday on the Monday after. */
const kept = (date: LocalDate): LocalDate => (weekday(date) === 6 ? addDays(date, -1) : weekday(date) === 0 ? addDays(date, 1) : date)

/** The federal holidays of a year as they are kept (5 U.S.C. 6103). */
export const federalHolidays = (year: number): readonly LocalDate[] => [
  kept(dateOf(year, 1, 1)), nth(year, 1, 1, 3), nth(year, 2, 1, 3), last(year, 5, 1), kept(dateOf(year, 6, 19)), kept(dateOf(year, 7, 4)), nth(year, 9, 1, 1), nth(year, 10, 1, 2), kept(dateOf(year, 11, 11)), nth(year, 11, 4, 4), kept(dateOf(year, 12, 25)),
]

/** Neither a weekend nor a federal holiday. New Year of the next year may be kept on the last day of this one. */
export const isBusinessDay = (date: LocalDate): boolean => {
  const year = Number(date.slice(0, 4))
  return weekday(date) !== 0 && weekday(date) !== 6 && ![...federalHolidays(year), federalHolidays(year + 1)[0]!].includes(date)
}
/** The n-th business day after a date, which itself does not count. */
export function addBusinessDays(date: LocalDate, n: number): LocalDate {
  let at = date
  for (let left = n; left > 0;) {
    at = addDays(at, 1)
    if (isBusinessDay(at)) left -= 1
  }
  return at
}

/** The same day so many months later; the last of the month where that month has no such day. */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  const index = year * 12 + month - 1 + months
  const [y, m] = [Math.floor(index / 12), (index % 12) + 1]
  const end = Number(addDays(m === 12 ? dateOf(y + 1, 1, 1) : dateOf(y, m + 1, 1), -1).slice(8))
  return dateOf(y, m, Math.min(day, end))
}

export type LossDeadlines = { readonly notify_by: LocalDate; readonly file_by: LocalDate }
/** CS-11: the field office is told in writing within the business days, Form 106 is filed within the days, both counted from the day of discovery. */
export const lossDeadlines = (discovered_on: LocalDate, settings: { readonly notify_business_days: number; readonly file_days: number }): LossDeadlines =>
  ({ notify_by: addBusinessDays(discovered_on, settings.notify_business_days), file_by: addDays(discovered_on, settings.file_days) })

/** CS-05: the last day for the next inventory; null when none was ever taken, and then it is due on the first day of activity. */
export const inventoryDue = (last_taken_on: LocalDate | null, settings: { readonly inventory_max_months: number }): LocalDate | null => (last_taken_on === null ? null : addMonths(last_taken_on, settings.inventory_max_months))
/** CS-03: until when a record of this day is kept. */
export const keptUntil = (date: LocalDate, settings: { readonly retain_years: number }): LocalDate => addMonths(date, 12 * settings.retain_years)
