// The day in progress: the same visits as in the past, stopped at now. Whoever loads the demonstration at night sees a clinic at work, too.
import { instant, MINUTE_MS, type Instant } from '@chairside/core/shared'
import type { SessionEvent } from '@chairside/core/session'
import type { Body } from './body.ts'
import { VISIT_MIN, type Case, type DayPart, type Today } from './cases.ts'
import type { Slot } from './calendar.ts'
import type { Random } from './random.ts'
import { planVisit, type Given } from './visit-plan.ts'
import { until, visitLog, type About, type VisitPeople, type VisitPlace } from './visit-log.ts'

const from = (now: Instant, minutes: number): Instant => instant(Math.floor(now / MINUTE_MS) * MINUTE_MS + minutes * MINUTE_MS)

export const todaySlot = (now: Instant, { chair, from_min, to_min }: Today): Slot => ({ chair, from: from(now, from_min), to: from(now, to_min) })
/** A visit that ended about a day ago. */
export const yesterdaySlot = (now: Instant, chair: Today['chair']): Slot => ({ chair, from: from(now, -26 * 60), to: from(now, -26 * 60 + VISIT_MIN) })

/** Minutes from now at which the person came in, the infusion starts, and how long the recovery takes; null for somebody who is not there. */
function timesOf(part: DayPart, from_min: number): { readonly arrive: number; readonly start: number; readonly recovery?: number } | null {
  switch (part.kind) {
    case 'signed': return { arrive: from_min - 6, start: from_min + 18, recovery: 42 }
    case 'discharged': return { arrive: from_min + 2, start: -118, recovery: 72 }
    case 'recovering': return { arrive: -121, start: -75, recovery: 70 }
    case 'infusing': return { arrive: -part.minute - 24, start: -part.minute }
    case 'paused': return { arrive: -part.minute - 28, start: -part.minute - 4 }
    case 'preparing': return { arrive: -13, start: 14 }
    case 'arrived': return { arrive: -7, start: 113 }
    case 'late': case 'no-show': case 'expected': return null
  }
}

/** What the log of this patient's visit of the day holds by now. */
export function todaysLog(random: Random, which: Case, ordinal: number, given: Given, body: Body, now: Instant, people: VisitPeople, place: VisitPlace, facts: About): SessionEvent[] {
  const { part, from_min } = which.today!
  const times = timesOf(part, from_min)
  if (times === null) return []
  const plan = planVisit(random, {
    case: which, ordinal, given, body, arriveAt: from(now, times.arrive), startAt: from(now, times.start), plain: true, sign_min: part.kind === 'discharged' ? 30 : 9,
    ...(times.recovery === undefined ? {} : { recovery_min: times.recovery }), ...(part.kind === 'paused' ? { pausedAt_min: part.minute } : {}),
  })
  return until(visitLog(random, plan, given, body, people, place, facts), now)
}
