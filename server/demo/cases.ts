// Who is in the demonstration and how far they have come. One line a patient; names.ts has as many names.
// Proportions of the finished courses follow published ones (half finish six, a fifth stop after one; response and remission after six: docs/sources.md#outcomes).
import type { ChairKey, SiteKey } from './names.ts'

export type Outcome = 'remission' | 'response' | 'partial' | 'none' | 'worse'
export type Stage = 'inquiry' | 'baseline' | 'planned' | 'order-unsigned' | 'order-signed' | 'in-course' | 'stopped' | 'completed'
/** What the visit of the demonstration's day is doing at the moment of loading. */
export type DayPart =
  | { readonly kind: 'signed' | 'discharged' | 'recovering' | 'preparing' | 'arrived' | 'late' | 'no-show' | 'expected' }
  | { readonly kind: 'infusing' | 'paused'; readonly minute: number }
/** Booked from `from_min` to `to_min`, minutes from now. */
export type Today = { readonly chair: ChairKey; readonly from_min: number; readonly to_min: number; readonly part: DayPart }
export type Case = {
  readonly stage: Stage
  readonly site: SiteKey
  /** Infusions of the induction that are over, before the demonstration's day. */
  readonly done: number
  readonly outcome: Outcome
  readonly today?: Today
  /** Days from the first infusion to now, for courses that are over. */
  readonly startedDaysAgo?: number
  readonly afterwards?: 'sustained' | 'relapse'
  /** Booster infusions that are over; a booster course exists when this is given. */
  readonly boosters?: number
  /** A safety answer: seen and acted upon, or still open now. */
  readonly item9?: 'acknowledged' | 'open'
  /** The last visit was a day ago and its check-in is due about now. */
  readonly yesterday?: true
  /** Nobody is named who takes this person home: the Desk asks for it. */
  readonly noEscort?: true
  /** Two tablets set two rates in the second infusion; settled by the nurse. */
  readonly twoTablets?: true
}

/** Prepare 20, infuse 40, recover up to 60, turn over 10. */
export const VISIT_MIN = 130

const early = (stage: Stage, site: SiteKey, more: Partial<Case> = {}): Case => ({ stage, site, done: 0, outcome: 'partial', ...more })
const today = (chair: ChairKey, from_min: number, part: DayPart): Today => ({ chair, from_min, to_min: from_min + VISIT_MIN, part })
const siteOf = (chair: ChairKey): SiteKey => (chair.startsWith('harbor') ? 'harbor' : 'grove')
const course = (done: number, outcome: Outcome, day: Today, more: Partial<Case> = {}): Case => ({ stage: 'in-course', site: siteOf(day.chair), done, outcome, today: day, ...more })
const stopped = (done: number, outcome: Outcome, site: SiteKey, startedDaysAgo: number, more: Partial<Case> = {}): Case => ({ stage: 'stopped', site, done, outcome, startedDaysAgo, ...more })
const finished = (outcome: Outcome, site: SiteKey, startedDaysAgo: number, more: Partial<Case> = {}): Case => ({ stage: 'completed', site, done: 6, outcome, startedDaysAgo, ...more })

export const CASES: readonly Case[] = [
  early('inquiry', 'harbor'), early('inquiry', 'grove'), early('inquiry', 'harbor'),
  early('baseline', 'harbor'), early('baseline', 'grove', { item9: 'open' }), early('baseline', 'harbor'),
  early('planned', 'harbor'), early('planned', 'grove'), early('planned', 'harbor'),
  early('order-unsigned', 'harbor'), early('order-unsigned', 'grove'), early('order-unsigned', 'grove', { today: today('grove-2', 125, { kind: 'expected' }) }),
  early('order-signed', 'harbor', { outcome: 'response', today: today('harbor-2', -55, { kind: 'infusing', minute: 31 }) }),
  early('order-signed', 'harbor', { today: today('harbor-4', 120, { kind: 'expected' }) }),
  early('order-signed', 'harbor', { noEscort: true }), early('order-signed', 'grove', { item9: 'acknowledged' }),

  course(2, 'response', today('harbor-1', -180, { kind: 'signed' })),
  course(3, 'remission', today('harbor-1', -30, { kind: 'infusing', minute: 8 })),
  course(4, 'partial', today('harbor-1', 110, { kind: 'expected' }), { item9: 'open' }),
  course(5, 'remission', today('harbor-2', -200, { kind: 'signed' }), { item9: 'acknowledged' }),
  course(1, 'none', today('harbor-2', 85, { kind: 'expected' }), { noEscort: true }),
  course(1, 'partial', today('harbor-3', -48, { kind: 'paused', minute: 22 })),
  course(5, 'response', today('harbor-3', 95, { kind: 'expected' })),
  course(2, 'partial', today('harbor-4', -150, { kind: 'recovering' }), { twoTablets: true }),
  course(3, 'response', today('harbor-4', -18, { kind: 'arrived' }), { item9: 'acknowledged' }),
  course(4, 'remission', today('grove-1', -185, { kind: 'signed' })),
  course(4, 'partial', today('grove-1', -40, { kind: 'infusing', minute: 17 })),
  course(1, 'response', today('grove-1', 100, { kind: 'expected' })),
  course(1, 'none', today('grove-2', -150, { kind: 'no-show' })),
  course(3, 'response', today('grove-3', -150, { kind: 'discharged' })),
  course(2, 'none', today('grove-3', -16, { kind: 'late' })),
  course(3, 'partial', today('grove-3', 125, { kind: 'expected' })),
  { stage: 'in-course', site: 'harbor', done: 2, outcome: 'response', yesterday: true },
  { stage: 'in-course', site: 'grove', done: 4, outcome: 'partial', yesterday: true },

  stopped(1, 'none', 'harbor', 41), stopped(1, 'partial', 'grove', 77), stopped(1, 'none', 'harbor', 118), stopped(1, 'response', 'harbor', 160), stopped(1, 'worse', 'grove', 203, { item9: 'acknowledged' }), stopped(1, 'none', 'harbor', 239),
  stopped(2, 'partial', 'grove', 66), stopped(2, 'none', 'harbor', 142),
  stopped(3, 'none', 'harbor', 52), stopped(3, 'partial', 'grove', 131), stopped(3, 'response', 'harbor', 188),
  stopped(4, 'none', 'harbor', 88, { item9: 'acknowledged' }), stopped(4, 'partial', 'grove', 171),

  finished('remission', 'harbor', 128, { afterwards: 'sustained', boosters: 2, today: today('harbor-3', -195, { kind: 'signed' }) }),
  finished('response', 'harbor', 152, { afterwards: 'sustained', boosters: 3, item9: 'acknowledged', today: today('harbor-1', 250, { kind: 'expected' }) }),
  finished('remission', 'grove', 197, { afterwards: 'sustained', boosters: 4, today: today('grove-2', -12, { kind: 'preparing' }) }),
  finished('response', 'grove', 96, { afterwards: 'sustained', boosters: 1 }),
  finished('remission', 'harbor', 226, { afterwards: 'relapse', item9: 'acknowledged' }), finished('response', 'grove', 174, { afterwards: 'relapse' }),
  finished('remission', 'harbor', 73, { afterwards: 'sustained' }), finished('response', 'harbor', 61, { afterwards: 'sustained' }),
  finished('partial', 'harbor', 58), finished('partial', 'grove', 109, { item9: 'acknowledged' }), finished('partial', 'harbor', 205),
  finished('none', 'grove', 64), finished('none', 'harbor', 147), finished('none', 'harbor', 231), finished('worse', 'grove', 101, { item9: 'acknowledged' }),
]
