// What was written on paper while nothing else worked, on its way into the log: the time on the paper as a moment, and what the log may hold already.
import { addDays, atLocal, HOUR_MS, instant, localTime, MINUTE_MS, type Instant, type LocalDate } from '../shared/index.ts'
import type { SessionEvent } from './events.ts'
import type { Fact } from './fold.ts'

/** `1405`, `905`, `14:05`, `9.05` as `HH:MM`; null when it is no time of day. */
export function wallTime(text: string): string | null {
  const found = /^\s*(\d{1,2})[:.]?(\d{2})\s*$/.exec(text)
  if (!found) return null
  const [hours, minutes] = [Number(found[1]), Number(found[2])]
  return hours > 23 || minutes > 59 ? null : `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
}

/**
 * The moments that a clock on the clinic's wall showed `HH:MM` on `date`: one, as a rule; none in the hour that daylight saving skips; two, the earlier first, in the hour that
 * it repeats: then a person says which. Throws RangeError for what `wallTime` does not give.
 */
export function momentsOf(date: LocalDate, time: string, timeZone: string): readonly Instant[] {
  const first = atLocal(date, time, timeZone)
  if (localTime(first, timeZone) !== time) return []
  // Clocks are set back by an hour, or half of one (Lord Howe).
  const again = [HOUR_MS / 2, HOUR_MS].map((back) => instant(first + back)).find((at) => localTime(at, timeZone) === time)
  return again === undefined ? [first] : [first, again]
}

/** Moments of a time on paper for a visit that began at `begun`: a visit that goes past midnight has its later times on the next day. */
export function visitMoments(date: LocalDate, time: string, begun: Instant, timeZone: string): readonly Instant[] {
  const same = momentsOf(date, time, timeZone)
  // Half a day before the visit is no time of this visit: it is after midnight.
  return same.length > 0 && same[0]! < begun - 12 * HOUR_MS ? momentsOf(addDays(date, 1), time, timeZone) : same
}

/** A hand and a monitor read the same set within this time of each other; acts are noted later than a minute. Not clinical limits: nearer than this, a person is asked. Proposed. */
const ALIKE_VITALS_MS = 3 * MINUTE_MS
const ALIKE_ACT_MS = 5 * MINUTE_MS

/** Whether two facts may be one and the same, noted twice: same kind, near in time, and for vital signs with a sign in common, for the checklist about the same item. */
export function mayBeSame(a: SessionEvent, b: SessionEvent): boolean {
  if (a.type !== b.type || Math.abs(a.at - b.at) > (a.type === 'vitals-recorded' ? ALIKE_VITALS_MS : ALIKE_ACT_MS)) return false
  if (a.type === 'vitals-recorded' && b.type === 'vitals-recorded') return Object.keys(a.values).some((name) => name in b.values)
  if (a.type === 'checklist-confirmed' && b.type === 'checklist-confirmed') return a.item === b.item
  if (a.type === 'medication-given' && b.type === 'medication-given') return a.drug.trim().toLowerCase() === b.drug.trim().toLowerCase()
  return true
}

/** What the log holds already that may be what the paper says: for a person to look at, never left out by itself. Withdrawn facts do not count. */
export const alreadyThere = (typed: SessionEvent, facts: readonly Fact[]): readonly SessionEvent[] =>
  facts.filter((fact) => !fact.withdrawn && fact.event.id !== typed.id && mayBeSame(typed, fact.event)).map((fact) => fact.event)
