// When a message may leave: never in the patient's night, on the patient's own clock.
import { addDays, atLocal, localDate, type Instant } from '../shared/index.ts'

export type QuietSettings = { readonly quiet_from_h: number; readonly quiet_to_h: number }
const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`

/** The first moment from `at` on that is not quiet: `at` itself, or the end of the night. Daylight saving counts. */
export function afterQuiet(at: Instant, zone: string, { quiet_from_h, quiet_to_h }: QuietSettings): Instant {
  const today = localDate(at, zone)
  if (at < atLocal(today, clock(quiet_to_h), zone)) return atLocal(today, clock(quiet_to_h), zone)
  return at >= atLocal(today, clock(quiet_from_h), zone) ? atLocal(addDays(today, 1), clock(quiet_to_h), zone) : at
}
