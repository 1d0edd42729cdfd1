/*
When a patient is asked how they are. The clock restarts at each infusion: the day after, then each week a short question, and at 14 days and every 28 days the whole
scales (the 14 to 31 days after the last infusion are where response is read, clinical reference OC-12). A visit tomorrow asks for its own form.
*/
import { DAY_MS, HOUR_MS, type Instant } from '../shared/index.ts'
import { CHECK_IN } from './check-in.ts'
import type { Purpose } from './wire.ts'

export type CheckInSettings = {
  readonly next_day_from_h: number
  readonly next_day_until_h: number
  readonly every_d: number
  readonly whole_at_d: number
  readonly whole_every_d: number
  readonly open_for_d: number
  /** Nothing is asked of who was not treated for so long. */
  readonly until_d: number
  readonly before_visit_h: number
}
export type CheckInDue = { readonly purpose: Purpose; readonly session: string | null; readonly instruments: readonly string[]; readonly from: Instant; readonly until: Instant }
export type CheckInFacts = {
  readonly now: Instant
  /** When each infusion began, and its visit. */
  readonly infusions: readonly { readonly session: string; readonly at: Instant }[]
  readonly nextVisit: { readonly session: string; readonly at: Instant } | null
  /** Instruments answered, and when. */
  readonly answered: readonly { readonly instrument: string; readonly at: Instant }[]
}
const WHOLE = ['gad-7', 'phq-9', 'impact']
const SHORT = ['phq-4']

/** The days after the last infusion on which something is asked, with what. */
export function askedAfter(settings: CheckInSettings): readonly { readonly day: number; readonly instruments: readonly string[] }[] {
  const days: { day: number; instruments: readonly string[] }[] = []
  for (let day = settings.every_d; day <= settings.until_d; day += settings.every_d) {
    const isWhole = day === settings.whole_at_d || day % settings.whole_every_d === 0
    // After the first quarter of a year only the whole scales: nobody answers every week for a year.
    if (isWhole || day <= settings.whole_every_d * 3) days.push({ day, instruments: isWhole ? WHOLE : SHORT })
  }
  return days
}

/** What is asked now, the most pressing first; empty when nothing is. What was answered within its window is not asked again. */
export function checkInsDue({ now, infusions, nextVisit, answered }: CheckInFacts, settings: CheckInSettings): readonly CheckInDue[] {
  const last = infusions.reduce<CheckInFacts['infusions'][number] | null>((latest, one) => (latest === null || one.at > latest.at ? one : latest), null)
  const isOpen = ({ instruments, from, until }: CheckInDue): boolean => now >= from && now < until && !instruments.every((id) => answered.some((one) => one.instrument === id && one.at >= from))
  const due: CheckInDue[] = []
  if (nextVisit) due.push({ purpose: 'before-session', session: nextVisit.session, instruments: ['gad-7', 'phq-9'], from: (nextVisit.at - settings.before_visit_h * HOUR_MS) as Instant, until: nextVisit.at })
  if (last) {
    due.push({ purpose: 'next-day', session: last.session, instruments: [CHECK_IN.id], from: (last.at + settings.next_day_from_h * HOUR_MS) as Instant, until: (last.at + settings.next_day_until_h * HOUR_MS) as Instant })
    // A visit that is near asks the same: one question is not put twice in two days.
    const visitSoon = nextVisit !== null && nextVisit.at - now < 2 * settings.before_visit_h * HOUR_MS
    if (!visitSoon) due.push(...askedAfter(settings).map(({ day, instruments }): CheckInDue => ({ purpose: 'follow-up', session: null, instruments, from: (last.at + day * DAY_MS) as Instant, until: (last.at + (day + settings.open_for_d) * DAY_MS) as Instant })))
  }
  return due.filter(isOpen)
}
