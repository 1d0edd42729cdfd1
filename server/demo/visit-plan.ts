// What happens in one visit, decided before it is written down as a log: the pauses, the slower rate, the early end.
import { instant, MINUTE_MS, roundTo, type Instant } from '@chairside/core/shared'
import type { PayloadOf } from '@chairside/core/session'
import type { Body } from './body.ts'
import type { Case } from './cases.ts'
import type { Random } from './random.ts'
import { PAUSED, SLOWED, STOPPED_EARLY } from './words.ts'

export type Given = Omit<PayloadOf<'infusion-started'>, 'override' | 'checkedBy'>
export type Change = { readonly at: Instant; readonly rate_mL_per_h: number; readonly reason: string }
export type VisitPlan = {
  readonly ordinal: number
  readonly arriveAt: Instant
  readonly startAt: Instant
  /** Rate 0 is a pause. In order of time. */
  readonly changes: readonly Change[]
  readonly stopAt: Instant
  readonly early: string | null
  readonly infused_mL: number
  readonly nausea: boolean
  readonly other: string | null
  readonly recovery_min: number
  /** Minutes from discharge to the signature. */
  readonly sign_min: number
  readonly reviewed: boolean
  /** A pressure typed wrong and corrected. */
  readonly slip: boolean
  readonly amended: boolean
  readonly twoTablets: boolean
}

const after = (at: Instant, minutes: number): Instant => instant(Math.round(at + minutes * MINUTE_MS))

/** When the bag is empty, and how much went in, for a rate and its changes; `until` ends it before. */
export function runInfusion(given: Given, startAt: Instant, changes: readonly Change[], until: Instant | null): { stopAt: Instant; infused_mL: number } {
  let at = startAt
  let rate = given.rate_mL_per_h
  let left = given.volume_mL
  for (const change of [...changes, { at: instant(Number.MAX_SAFE_INTEGER), rate_mL_per_h: 0 }]) {
    const limit = until === null ? change.at : Math.min(change.at, until)
    const ends = rate > 0 ? at + (left / rate) * 3_600_000 : Infinity
    if (ends <= limit) return { stopAt: instant(Math.round(ends)), infused_mL: given.volume_mL }
    left -= (rate * (limit - at)) / 3_600_000
    if (limit === until) return { stopAt: until, infused_mL: roundTo(given.volume_mL - left, 1) }
    at = change.at
    rate = change.rate_mL_per_h
  }
  throw new Error('an infusion that never ends')
}

/** A visit that is over, or will be: `arriveAt` and `startAt` say when; chance says what else, with published frequencies (clinical reference 5.5). */
export function planVisit(random: Random, which: { case: Case; ordinal: number; given: Given; body: Body; arriveAt: Instant; startAt: Instant; pausedAt_min?: number; plain?: boolean; recovery_min?: number; sign_min?: number; lastOfStopped?: boolean }): VisitPlan {
  const { case: person, ordinal, given, startAt } = which
  const changes: Change[] = []
  const rate = given.rate_mL_per_h
  const twoTablets = person.twoTablets === true && ordinal === 2
  if (which.pausedAt_min !== undefined) {
    changes.push({ at: after(startAt, which.pausedAt_min), rate_mL_per_h: 0, reason: PAUSED[1]! }, { at: after(startAt, which.pausedAt_min + 12), rate_mL_per_h: rate, reason: '' })
  } else if (twoTablets) {
    changes.push({ at: after(startAt, 18), rate_mL_per_h: roundTo(rate * 0.8, 0), reason: SLOWED[0]! })
  } else if (which.plain !== true && random.chance(0.09)) {
    const from = random.int(9, 26)
    changes.push({ at: after(startAt, from), rate_mL_per_h: 0, reason: random.pick(PAUSED) }, { at: after(startAt, from + random.int(3, 7)), rate_mL_per_h: rate, reason: '' })
  } else if (which.plain !== true && random.chance(0.14)) {
    changes.push({ at: after(startAt, random.int(12, 24)), rate_mL_per_h: roundTo(rate * random.pick([0.5, 0.7, 0.8]), 0), reason: random.pick(SLOWED) })
  }
  const early = which.plain !== true && !twoTablets && which.pausedAt_min === undefined && random.chance(which.lastOfStopped === true ? 0.18 : 0.015) ? random.pick(STOPPED_EARLY) : null
  const until = early === null ? null : after(startAt, random.int(19, 31))
  const kept = until === null ? changes : changes.filter((c) => c.at < until)
  const run = runInfusion(given, startAt, kept, until)
  const first = ordinal === 1
  return {
    ordinal, arriveAt: which.arriveAt, startAt, changes: kept, stopAt: run.stopAt, infused_mL: run.infused_mL, early,
    nausea: which.plain !== true && random.chance(which.body.queasy), other: random.chance(0.22) ? random.pick(['Dizziness', 'Headache', 'Blurred vision', 'Anxiety during the infusion', 'Drowsiness after the infusion']) : null,
    recovery_min: which.recovery_min ?? (first ? random.int(60, 75) : random.int(30, 62)), sign_min: which.sign_min ?? random.int(4, 35), reviewed: random.chance(0.3),
    slip: which.plain !== true && random.chance(0.05), amended: which.plain !== true && random.chance(0.03), twoTablets,
  }
}
