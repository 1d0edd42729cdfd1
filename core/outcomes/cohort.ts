// What became of everybody: counts first, rates with their n and interval, and the same with the missing counted as no and as yes.
import { courseOf, deteriorates, remits, responds, whyExcluded } from './course.ts'
import type { Histories } from './history.ts'
import { kaplanMeier, median, proportion, type CurvePoint, type Proportion } from './intervals.ts'

export type Outcomes = {
  readonly instrument: string
  readonly n_patients: number
  readonly n_started: number
  readonly n_completed_induction: number
  readonly n_with_baseline: number
  readonly n_with_followup: number
  readonly response: Proportion
  readonly remission: Proportion
  readonly deterioration: Proportion
  /** Over everybody who started with an eligible baseline; who was not measured counts as no. */
  readonly response_worst_case: Proportion
  /** The same people; who was not measured counts as yes. */
  readonly response_best_case: Proportion
  readonly median_infusions_to_response: number | null
  readonly durability: readonly CurvePoint[]
  readonly excluded: readonly { readonly patient: string; readonly why: string }[]
}

/** The figures of one instrument over all histories, by the definitions in course.ts. */
export function outcomesOf({ instrument, patients }: Histories): Outcomes {
  const courses = patients.map(courseOf)
  const started = courses.filter((course) => course.started)
  const eligible = started.filter((course) => course.eligible)
  const measured = eligible.flatMap(({ baseline, followUp }) => (baseline && followUp ? [{ from: baseline.total, to: followUp.total }] : []))
  const response = measured.filter(({ from, to }) => responds(from, to)).length
  return {
    instrument,
    n_patients: courses.length,
    n_started: started.length,
    n_completed_induction: started.filter((course) => course.completed).length,
    n_with_baseline: started.filter((course) => course.baseline !== null).length,
    n_with_followup: started.filter((course) => course.followUp !== null).length,
    response: proportion(response, measured.length),
    remission: proportion(measured.filter(({ to }) => remits(to)).length, measured.length),
    deterioration: proportion(measured.filter(({ from, to }) => deteriorates(from, to)).length, measured.length),
    response_worst_case: proportion(response, eligible.length),
    response_best_case: proportion(response + eligible.length - measured.length, eligible.length),
    median_infusions_to_response: median(eligible.flatMap(({ infusionsToResponse }) => infusionsToResponse ?? [])),
    durability: kaplanMeier(courses.flatMap(({ sustained }) => sustained ?? [])),
    excluded: courses.flatMap((course) => { const why = whyExcluded(course); return why === null ? [] : [{ patient: course.patient, why }] }),
  }
}
