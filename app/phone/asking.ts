// A time as a person says it.
import { addDays, atLocal, localDate, type Instant } from '@chairside/core/shared'

export type Day = 'today' | 'yesterday'
/** The moment that is meant by a day and a clock time at the clinic. Null for no time, and for one that is still to come. */
export function timeSaid(day: Day, time: string, now: Instant, zone: string): Instant | null {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return null
  const at = atLocal(day === 'today' ? localDate(now, zone) : addDays(localDate(now, zone), -1), time, zone)
  return at <= now ? at : null
}
