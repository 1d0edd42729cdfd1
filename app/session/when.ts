// When something happened, as a person says it: minutes ago, or a time on the clock.
import { atLocal, DAY_MS, instant, localDate, MINUTE_MS, type Instant } from '@chairside/core/shared'

/** Minutes ago, or a wall-clock time as `HH:MM`; 0 is now. */
export type When = number | string

/** The moment that is meant, or undefined for now. A clock time that has not come yet is yesterday's. */
export function momentOf(when: When, now: Instant, zone: string): Instant | undefined {
  if (when === 0 || when === '') return undefined
  if (typeof when === 'number') return instant(now - when * MINUTE_MS)
  const today = atLocal(localDate(now, zone), when, zone)
  return today <= now ? today : atLocal(localDate(instant(now - DAY_MS), zone), when, zone)
}
