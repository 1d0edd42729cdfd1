// The time axis of a chart: which stretch is shown, where a moment stands on it, and where its lines of time are.
import { addDays, atLocal, DAY_MS, instant, localDate, parseInstant, type Instant, type LocalDate } from '@chairside/core/shared'
import type { ChartView } from '@chairside/core/session'

export type Reach = 'course' | 'three-months' | 'all'
export type Span = { readonly from: Instant; readonly to: Instant }
export type Tick = { readonly at: Instant; readonly label: string; readonly strong: boolean }

const THREE_MONTHS_D = 91
/** Room before the first and after the last point, so that nothing stands on the frame. */
const MARGIN_D = 4
const SHORTEST_D = 21

const at = (iso: string | null): Instant[] => {
  const parsed = iso === null ? null : parseInstant(iso)
  return parsed === null ? [] : [parsed]
}
const momentsOf = (chart: ChartView): Instant[] =>
  [...chart.scores.flatMap((s) => at(s.answered_at)), ...chart.sessions.filter((s) => s.cancelled_at === null).flatMap((s) => at(s.infusion_started_at ?? s.start))]

/**
 * The stretch of time to draw. `course`: the newest course, its scores from two weeks before to four weeks after; `three-months`: the last 91 days and what is planned;
 * `all`: everything. Never shorter than 21 days. Without anything on the chart: the last three months.
 */
export function spanOf(chart: ChartView, reach: Reach, now: Instant): Span {
  const wide = (from: number, to: number): Span => {
    const short = Math.max(0, SHORTEST_D * DAY_MS - (to - from)) / 2
    return { from: instant(Math.round(from - short)), to: instant(Math.round(to + short)) }
  }
  const all = momentsOf(chart)
  if (all.length === 0 || reach === 'three-months') {
    const ahead = Math.max(now + 7 * DAY_MS, ...all.filter((m) => m > now && m < now + 35 * DAY_MS))
    return wide(now - THREE_MONTHS_D * DAY_MS, ahead + MARGIN_D * DAY_MS)
  }
  const course = chart.courses.at(0)?.course
  const visits = reach === 'course' ? chart.sessions.filter((s) => s.course === course && course !== undefined && s.cancelled_at === null).flatMap((s) => at(s.infusion_started_at ?? s.start)) : []
  if (visits.length === 0) return wide(Math.min(...all) - MARGIN_D * DAY_MS, Math.max(...all) + MARGIN_D * DAY_MS)
  const first = Math.min(...visits)
  const last = Math.max(...visits)
  const near = all.filter((m) => m >= first - 14 * DAY_MS && m <= last + 28 * DAY_MS)
  return wide(Math.min(first, ...near) - MARGIN_D * DAY_MS, Math.max(last, ...near) + MARGIN_D * DAY_MS)
}

/** Where a moment stands between `left` and `right`; outside the span it runs beyond them. */
export const placeOn = (span: Span, left: number, right: number) => (moment: number): number =>
  left + ((moment - span.from) / (span.to - span.from)) * (right - left)

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const monthOf = (date: LocalDate): string => MONTHS[Number(date.slice(5, 7)) - 1]!
const weekday = (date: LocalDate): number => new Date(`${date}T00:00:00Z`).getUTCDay()
const nextMonth = (date: LocalDate): LocalDate => `${addDays(`${date.slice(0, 7)}-01` as LocalDate, 31).slice(0, 7)}-01` as LocalDate

/** Lines of time at the clinic's midnights: Mondays up to ten weeks, months up to two years, then Januaries. `most` is the number of labels that fit. */
export function ticksOf(span: Span, timeZone: string, most: number): readonly Tick[] {
  const days = (span.to - span.from) / DAY_MS
  const first = localDate(span.from, timeZone)
  const last = localDate(span.to, timeZone)
  const ticks: Tick[] = []
  const add = (date: LocalDate, label: string, strong: boolean): void => {
    const moment = atLocal(date, '00:00', timeZone)
    if (moment >= span.from && moment <= span.to) ticks.push({ at: moment, label, strong })
  }
  if (days <= 70) {
    let day = addDays(first, (8 - weekday(first)) % 7)
    for (; day <= last; day = addDays(day, 7)) add(day, `${Number(day.slice(8))} ${monthOf(day)}`, false)
  } else {
    const yearsOnly = days > 760
    for (let day = nextMonth(first); day <= last; day = nextMonth(day)) {
      const january = day.slice(5, 7) === '01'
      if (january || !yearsOnly) add(day, january ? day.slice(0, 4) : monthOf(day), january)
    }
  }
  const step = Math.max(1, Math.ceil(ticks.length / Math.max(1, most)))
  return ticks.map((tick, i) => (i % step === 0 || tick.strong ? tick : { ...tick, label: '' }))
}
