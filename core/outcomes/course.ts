// One patient's first course: baseline, induction, follow-up, response and how long it held (clinical reference 8.1: OC-01, OC-02, OC-09 to OC-13).
import type { PatientHistory, Score } from './history.ts'
import type { Time } from './intervals.ts'

/** Definitions by version: what was published under one stays readable under it. Days, counts and points of a total. */
export const DEFINITIONS = {
  version: 'outcomes-1',
  baselineMaxAgeDays: 14, lowestBaseline: 5, responsePercent: 50, remissionBelow: 5,
  inductionDays: 28, inductionMost: 8, inductionLeast: 4, inductionLeastDays: 7, followUpFromDay: 14, followUpToDay: 31,
} as const
const D = DEFINITIONS

export type Course = {
  readonly patient: string
  readonly started: boolean
  readonly completed: boolean
  readonly baseline: Score | null
  /** A baseline from which a percentage can be taken. */
  readonly eligible: boolean
  readonly followUp: Score | null
  readonly infusionsToResponse: number | null
  /** Of responders at the follow-up only, in days from the last infusion of the induction. */
  readonly sustained: Time | null
}

/** Compared in whole numbers: a half of 9 is not 4.5000001. */
export const responds = (baseline: number, total: number): boolean => 100 * (baseline - total) >= D.responsePercent * baseline
export const remits = (total: number): boolean => total < D.remissionBelow
export const deteriorates = (baseline: number, total: number): boolean => total > baseline

/** Event: the first score after the follow-up that no longer responds. Otherwise seen until the last score or the next infusion, which comes after a score of its day. */
function sustainedOf({ scores, infusions }: PatientHistory, baseline: Score, followUp: Score, last: number): Time {
  const next = infusions.find((day) => day > last) ?? Infinity
  const lost = scores.find((score) => score.day > followUp.day && score.day <= next && !responds(baseline.total, score.total))
  return lost ? { day: lost.day - last, event: true } : { day: Math.min(scores.at(-1)!.day, next) - last, event: false }
}

/** The first course in a patient's history; days of the history. */
export function courseOf(history: PatientHistory): Course {
  const { patient, infusions, scores } = history
  const first = infusions[0]
  if (first === undefined) return { patient, started: false, completed: false, baseline: null, eligible: false, followUp: null, infusionsToResponse: null, sustained: null }
  const induction = infusions.filter((day) => day - first <= D.inductionDays).slice(0, D.inductionMost)
  const last = induction.at(-1)!
  const completed = induction.length >= D.inductionLeast && last - first >= D.inductionLeastDays
  const baseline = scores.findLast((score) => score.day <= first && first - score.day <= D.baselineMaxAgeDays) ?? null
  const eligible = baseline !== null && baseline.total >= D.lowestBaseline
  const followUp = completed && baseline ? (scores.find((score) => score.day - last >= D.followUpFromDay && score.day - last <= D.followUpToDay) ?? null) : null
  const better = eligible ? scores.find((score) => score.day > first && responds(baseline.total, score.total)) : undefined
  return {
    patient, started: true, completed, baseline, eligible, followUp,
    infusionsToResponse: better ? infusions.filter((day) => day < better.day).length : null,
    sustained: eligible && followUp && responds(baseline.total, followUp.total) ? sustainedOf(history, baseline, followUp, last) : null,
  }
}

/** Why a patient is not in the rates, or null: the first reason on the way. */
export function whyExcluded(course: Course): string | null {
  if (!course.started) return 'no infusion'
  if (!course.baseline) return `no score in the ${D.baselineMaxAgeDays} days up to the first infusion`
  if (!course.eligible) return `baseline ${course.baseline.total}, below ${D.lowestBaseline}: no percentage can be taken`
  if (!course.completed) return `induction not completed: ${D.inductionLeast} to ${D.inductionMost} infusions in ${D.inductionLeastDays} to ${D.inductionDays} days`
  return course.followUp ? null : `no score ${D.followUpFromDay} to ${D.followUpToDay} days after the last infusion of the induction`
}
