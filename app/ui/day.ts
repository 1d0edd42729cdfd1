// Calendar days in words.
import type { LocalDate } from '@chairside/core/shared'

const formatter = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' })
const long = formatter({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
const short = formatter({ weekday: 'short', day: 'numeric', month: 'short' })
const plain = formatter({ day: 'numeric', month: 'short', year: 'numeric' })
const at = (date: string): number => Date.parse(`${date}T00:00:00Z`)

/** `Monday 23 November 2026` */
export const longDay = (date: LocalDate): string => long.format(at(date)).replace(',', '')
/** `Mon 23 Nov` */
export const shortDay = (date: LocalDate): string => short.format(at(date)).replace(',', '')
/** `23 Nov 2026`; for a date of birth. */
export const plainDay = (date: string): string => (Number.isNaN(at(date)) ? date : plain.format(at(date)))
