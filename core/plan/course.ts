// The dates of a series, and whether dates are far enough apart. Wall-clock times are the site's; intervals are elapsed hours, so both are right across daylight saving.
import { addDays, atLocal, badInput, daysBetween, HOUR_MS, localDate, MINUTE_MS, ok, refuse, toIso, type BadInput, type Instant, type LocalDate, type Result } from '../shared/index.ts'
import type { ProtocolSettings } from './protocol.ts'
import type { Order, OrderFlag, VisitProposal } from './wire.ts'

/** A chair that is taken, from (inclusive) to (exclusive). */
export type Busy = { readonly chair: string; readonly from: Instant; readonly to: Instant }
export type VisitsAsked = {
  readonly from: LocalDate
  readonly count: number
  /** 1 Monday to 7 Sunday. */
  readonly weekdays: readonly number[]
  /** `HH:MM` on the site's clock: when the visit begins, before preparation. */
  readonly time: string
  readonly timeZone: string
  readonly site: string
  /** Chairs in the order in which they are tried. */
  readonly chairs: readonly string[]
  readonly busy: readonly Busy[]
  readonly closed: readonly LocalDate[]
  readonly infuse_min: number
  /** Visits that stand already: the proposal keeps its distance from them. */
  readonly standing: readonly Instant[]
}
export type ProposedVisits = { readonly visits: readonly VisitProposal[]; readonly flags: readonly OrderFlag[] }
export type CannotPlace = { readonly kind: 'refused'; readonly rule: 'PLN12'; readonly message: string }

/** How far ahead a series is looked for, in days. Not a clinical number. */
const HORIZON_D = 90
const WINDOW_D = 7

/** 1 Monday to 7 Sunday. 1970-01-01 was a Thursday. */
const weekdayOf = (date: LocalDate): number => ((((daysBetween('1970-01-01' as LocalDate, date) + 3) % 7) + 7) % 7) + 1

/** How many of `dates` lie in the 7 calendar days that end with `last`. */
const inWindow = (dates: readonly LocalDate[], last: LocalDate): number =>
  dates.filter((date) => { const days = daysBetween(date, last); return days >= 0 && days < WINDOW_D }).length

function checkAsked(asked: VisitsAsked): BadInput | null {
  if (!Number.isInteger(asked.count) || asked.count < 1 || asked.count > 24) return badInput('count', asked.count, 'a whole number from 1 to 24')
  if (asked.weekdays.length === 0 || asked.weekdays.some((day) => !Number.isInteger(day) || day < 1 || day > 7)) return badInput('weekdays', asked.weekdays, 'one or more of 1 (Monday) to 7 (Sunday)')
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(asked.time)) return badInput('time', asked.time, 'a time as HH:MM')
  if (asked.chairs.length === 0) return badInput('chairs', asked.chairs, 'at least one chair')
  return null
}

/**
 * Dates for a series: the first days on which the weekday fits, the site is open, a chair is free and the protocol's spacing is kept (DS-18). The visit's `end` is when the chair
 * is free again. Refuses bad input, and a series that does not fit into 90 days (PLN12). `flags` says what `checkSpacing` thinks of the result as a `kind` of course.
 */
export function proposeVisits(asked: VisitsAsked, kind: 'induction' | 'booster', settings: ProtocolSettings): Result<ProposedVisits, BadInput | CannotPlace> {
  const problem = checkAsked(asked)
  if (problem) return refuse(problem)
  const { block_min, min_interval_h, max_per_7d } = settings.schedule
  const held_ms = (block_min.prepare + asked.infuse_min + block_min.recover + block_min.turnover) * MINUTE_MS
  const visits: VisitProposal[] = []
  const starts: Instant[] = [...asked.standing]
  for (let day = 0; day < HORIZON_D && visits.length < asked.count; day++) {
    const date = addDays(asked.from, day)
    if (!asked.weekdays.includes(weekdayOf(date)) || asked.closed.includes(date)) continue
    const start = atLocal(date, asked.time, asked.timeZone)
    if (starts.some((other) => Math.abs(start - other) < min_interval_h.warn * HOUR_MS)) continue
    const dates = [...starts.map((other) => localDate(other, asked.timeZone)), date]
    // A visit that stands later may be pushed over the limit by one proposed before it.
    if (dates.some((last) => daysBetween(date, last) >= 0 && daysBetween(date, last) < WINDOW_D && inWindow(dates, last) > max_per_7d)) continue
    const end = (start + held_ms) as Instant
    const chair = asked.chairs.find((one) => !asked.busy.some((taken) => taken.chair === one && taken.from < end && start < taken.to))
    if (chair === undefined) continue
    starts.push(start)
    visits.push({ ordinal: visits.length + 1, site: asked.site, chair, start: toIso(start), end: toIso(end) })
  }
  if (visits.length < asked.count)
    return refuse({ kind: 'refused', rule: 'PLN12', message: `Only ${visits.length} of ${asked.count} visits find a free chair at ${asked.time} within ${HORIZON_D} days from ${asked.from}.` })
  return ok({ visits, flags: checkSpacing(starts, kind, asked.timeZone, settings) })
}

/** What the protocol says about these starts (DS-16, DS-18), in any order. Hours are elapsed, days are the site's calendar days, first and last counted. */
export function checkSpacing(starts: readonly Instant[], kind: 'induction' | 'booster', timeZone: string, { schedule }: ProtocolSettings): OrderFlag[] {
  const flags: OrderFlag[] = []
  const sorted = [...starts].sort((a, b) => a - b)
  const dates = sorted.map((at) => localDate(at, timeZone))
  sorted.forEach((at, i) => {
    const before = sorted[i - 1]
    if (before === undefined) return
    const hours = Math.floor(((at - before) / HOUR_MS) * 10) / 10
    const limit = at - before < schedule.min_interval_h.block * HOUR_MS ? 'block' : at - before < schedule.min_interval_h.warn * HOUR_MS ? 'warn' : null
    if (limit) flags.push({ level: limit, rule: 'DS-18', message: `${hours} h between ${dates[i - 1]} and ${dates[i]} is less than ${schedule.min_interval_h[limit]} h` })
  })
  dates.forEach((date, i) => {
    const count = inWindow(dates.slice(0, i + 1), date)
    if (count > schedule.max_per_7d) flags.push({ level: 'warn', rule: 'DS-18', message: `${count} infusions in the 7 days up to ${date} are more than ${schedule.max_per_7d}` })
  })
  if (kind === 'induction' && sorted.length >= schedule.induction_count) {
    const days = daysBetween(dates[0]!, dates[schedule.induction_count - 1]!) + 1
    const { min, max } = schedule.induction_days
    if (days < min || days > max) flags.push({ level: 'warn', rule: 'DS-16', message: `${schedule.induction_count} infusions in ${days} days; usual are ${min} to ${max} days` })
  }
  return flags
}

const later = (a: Order, b: Order): Order => {
  const order = a.applies_from - b.applies_from || Date.parse(a.signed_at!) - Date.parse(b.signed_at!)
  return order > 0 || (order === 0 && a.order > b.order) ? a : b
}

/** The signed order that applies to the visit with this ordinal, of the orders of one course; null when there is none and the infusion cannot start. */
export function orderFor(orders: readonly Order[], ordinal: number): Order | null {
  const signed = orders.filter((order) => order.signed_at !== null && order.applies_from <= ordinal)
  return signed.length === 0 ? null : signed.reduce(later)
}
