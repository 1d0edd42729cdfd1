// What the front desk needs to know about each visit of the day: who is late, and what is still missing before the patient may go to a chair.
import { localDate, MINUTE_MS, parseInstant, type Instant, type LocalDate } from '@chairside/core/shared'
import type { DeskDay, DeskVisit, VisitDoubt } from '@chairside/core/session'

export type Mark = { readonly what: 'order' | 'scales' | 'escort'; readonly ready: boolean; readonly words: string }
export type Timing =
  | { readonly kind: 'due'; readonly in_min: number }
  | { readonly kind: 'late'; readonly by_min: number }
  | { readonly kind: 'here'; readonly at: Instant | null }
  | { readonly kind: 'over' }
  | { readonly kind: 'cancelled' }

/** Somebody a few minutes behind is not late. UNSOURCED courtesy of the desk, not a clinical limit. */
export const GRACE_MIN = 5

export function timingOf(visit: DeskVisit, now: Instant): Timing {
  if (visit.cancelled_at !== null) return { kind: 'cancelled' }
  if (visit.state === 'discharged' || visit.state === 'signed' || visit.state === 'aborted') return { kind: 'over' }
  if (visit.state !== 'expected') return { kind: 'here', at: visit.arrived_at === null ? null : parseInstant(visit.arrived_at) }
  const behind = (now - (parseInstant(visit.start) ?? now)) / MINUTE_MS
  return behind > GRACE_MIN ? { kind: 'late', by_min: Math.floor(behind) } : { kind: 'due', in_min: Math.max(0, Math.round(-behind)) }
}

/** The readiness marks, in the order in which the desk would ask. */
export const marksOf = (visit: DeskVisit): readonly Mark[] => [
  { what: 'order', ready: visit.order_signed, words: visit.order_signed ? 'Order signed' : 'No signed order' },
  { what: 'scales', ready: visit.scales_done, words: visit.scales_done ? 'Scales answered' : 'Scales not answered' },
  { what: 'escort', ready: visit.escort_name !== null, words: visit.escort_name === null ? 'No escort named' : `Escort ${visit.escort_name}` },
]

/** "no ride", "ate at 07:30: fasting until 13:30". `clock` writes a moment as the clinic's wall clock does. */
export function doubtWords(doubt: VisitDoubt, clock: (at: Instant) => string): string {
  switch (doubt.kind) {
    case 'no-ride': return 'no ride home yet'
    case 'young-ride': return 'ride is under 18'
    case 'ate': return `ate at ${clock(parseInstant(doubt.at)!)}: too late, enough from ${clock(parseInstant(doubt.from)!)}`
    case 'drank': return `drank at ${clock(parseInstant(doubt.at)!)}: too late, enough from ${clock(parseInstant(doubt.from)!)}`
  }
}

export type Counted = { readonly expected: number; readonly here: number; readonly late: number; readonly gone: number }

/** How the day stands, in four numbers; cancelled visits are not counted. */
export function countOf(visits: readonly DeskVisit[], now: Instant): Counted {
  const count = { expected: 0, here: 0, late: 0, gone: 0 }
  for (const visit of visits) {
    const timing = timingOf(visit, now)
    if (timing.kind === 'late') count.late += 1
    if (timing.kind === 'due' || timing.kind === 'late') count.expected += 1
    if (timing.kind === 'here') count.here += 1
    if (timing.kind === 'over') count.gone += 1
  }
  return count
}

/** Visits in the order of the day; on one minute, by chair. */
export const inOrderOfDay = (visits: readonly DeskVisit[]): readonly DeskVisit[] =>
  visits.toSorted((a, b) => (parseInstant(a.start) ?? 0) - (parseInstant(b.start) ?? 0) || a.chair_name.localeCompare(b.chair_name))

/** Follow-ups that are not done, the oldest first. */
export const dueFollowUps = (day: DeskDay): DeskDay['follow_ups'] =>
  day.follow_ups.filter((f) => f.done_at === null).toSorted((a, b) => (parseInstant(a.due_at) ?? 0) - (parseInstant(b.due_at) ?? 0))

/** "in 25 min", "12 min late", "here since 9:05". `clock` writes a moment as the clinic's wall clock does. */
export function timingWords(timing: Timing, clock: (at: Instant) => string): string {
  switch (timing.kind) {
    case 'due': return timing.in_min === 0 ? 'now' : timing.in_min < 60 ? `in ${timing.in_min} min` : `in ${Math.floor(timing.in_min / 60)} h ${timing.in_min % 60} min`
    case 'late': return timing.by_min < 60 ? `${timing.by_min} min late` : `${Math.floor(timing.by_min / 60)} h ${timing.by_min % 60} min late`
    case 'here': return timing.at === null ? 'here' : `here since ${clock(timing.at)}`
    case 'over': return 'done'
    case 'cancelled': return 'cancelled'
  }
}

/** "ready about 11:45 (11:40 to 12:00), 10 min behind the plan". Null while nothing can be said. */
export function readyWords(visit: Pick<DeskVisit, 'ready'>, clock: (at: Instant) => string): { readonly words: string; readonly late: string | null } | null {
  const { ready } = visit
  if (!ready) return null
  const said = (iso: string): string => clock(parseInstant(iso)!)
  const late = ready.late_min > 0 ? `${ready.late_min} min behind the plan` : null
  if (ready.kind === 'ready') return { words: 'ready to go home', late }
  const band = ready.from === ready.to ? '' : ` (${said(ready.from)} to ${said(ready.to)})`
  return { words: `ready about ${said(ready.at)}${band}`, late: ready.overdue ? ['later than the nurse said', late].filter((part) => part !== null).join(', ') : late }
}

/** What the driver has said, or how far the link has come; null when none was given. */
export function driverWords({ driver }: Pick<DeskVisit, 'driver'>, clock: (at: Instant) => string): string | null {
  if (!driver) return null
  const at = driver.answered_at ?? driver.opened_at
  const when = at === null ? '' : ` ${clock(parseInstant(at)!)}`
  return driver.answer === 'here' ? `driver here${when}` : driver.answer === 'on-the-way' ? `driver on the way${when}` : driver.opened_at !== null ? 'driver has the page' : 'driver’s link given'
}

export const isToday = (date: LocalDate, now: Instant, timeZone: string): boolean => date === localDate(now, timeZone)
