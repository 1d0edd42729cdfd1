// What long treatment asks to be looked at, and when (clinical reference 7): bladder, liver, cognition, monitoring programme, benefit, taper. Each is a task with an owner, due on a day.
import { addDays, daysBetween, type LocalDate } from '../shared/index.ts'
import type { ProtocolSettings } from './protocol.ts'

export const SAFETY_TASKS = ['bladder', 'liver', 'cognition', 'monitoring-programme', 'benefit', 'taper'] as const
export type SafetyTask = (typeof SAFETY_TASKS)[number]
/** What each asks, and the rule that it comes from. */
export const SAFETY_WORDS: Readonly<Record<SafetyTask, { readonly rule: string; readonly words: string }>> = {
  'bladder': { rule: 'LT-01', words: 'Bladder scale: two new symptoms, blood, or a score of 19 or more calls for urine and urology' },
  'liver': { rule: 'LT-04', words: 'Liver tests: ALT or AST above three times, ALP or GGT above twice the limit holds the treatment' },
  'cognition': { rule: 'LT-05', words: 'Cognition, MoCA or like it: a fall of three points or more is looked into' },
  'monitoring-programme': { rule: 'LT-06', words: 'Prescription monitoring programme, and signs of misuse' },
  'benefit': { rule: 'LT-09', words: 'Review: is there still benefit?' },
  'taper': { rule: 'LT-09', words: 'A try to taper, documented' },
}
export type SafetyFacts = {
  /** Days of the infusions given here, in any order. */
  readonly infusions: readonly LocalDate[]
  /** The last day on which each was done; left out where it never was. */
  readonly done: Readonly<Partial<Record<SafetyTask, LocalDate>>>
  /** Whether the patient is beyond the first series. */
  readonly maintenance: boolean
  /** The planned number of the first series. */
  readonly induction_count: number
}
export type SafetyDue = { readonly task: SafetyTask; readonly due_on: LocalDate; readonly overdue_d: number; readonly why: string }

/** What is due by `today` or within `ahead_d` days. Nothing is due before the first infusion but the baselines, and nothing for somebody who was never treated and is not planned. */
export function safetyDue({ infusions, done, maintenance, induction_count }: SafetyFacts, today: LocalDate, { long_term }: ProtocolSettings, ahead_d = 0): readonly SafetyDue[] {
  const sorted = infusions.toSorted((a, b) => a.localeCompare(b))
  const [first, last] = [sorted[0] ?? null, sorted.at(-1) ?? null]
  // Who has had nothing for a long time is no longer treated: nothing runs on.
  if (last !== null && daysBetween(last, today) > long_term.inactive_after_d) return []
  const every = (task: SafetyTask, days: number, from: LocalDate | null, why: string): SafetyDue[] => {
    const before = done[task] ?? null
    const base = before !== null ? addDays(before, days) : from
    return base === null ? [] : [{ task, due_on: base, overdue_d: daysBetween(base, today), why: before === null ? why : `last on ${before}` }]
  }
  const endOfSeries = sorted[induction_count - 1] ?? null
  const bladderBase = done['bladder'] ?? null
  const bladder: SafetyDue[] = bladderBase === null ? [{ task: 'bladder', due_on: first ?? today, overdue_d: daysBetween(first ?? today, today), why: 'baseline' }]
    : endOfSeries !== null && bladderBase < endOfSeries ? [{ task: 'bladder', due_on: endOfSeries, overdue_d: daysBetween(endOfSeries, today), why: 'end of the series' }]
    : every('bladder', long_term.bladder_every_d, null, '')
  return [
    ...bladder,
    ...(maintenance ? every('liver', long_term.liver_every_d, endOfSeries ?? first, 'maintenance began') : []),
    ...(maintenance ? every('cognition', long_term.cognition_every_d, endOfSeries ?? first, 'maintenance began') : every('cognition', long_term.cognition_every_d, first ?? today, 'baseline')),
    ...every('monitoring-programme', long_term.pdmp_every_d, first ?? today, 'before the first infusion'),
    ...(first === null ? [] : every('benefit', long_term.benefit_every_d, addDays(first, long_term.benefit_every_d), 'since the first infusion')),
    ...(maintenance && first !== null ? every('taper', long_term.taper_every_d, addDays(first, long_term.taper_every_d), 'since the first infusion') : []),
  ].filter(({ due_on }) => due_on <= addDays(today, ahead_d)).toSorted((a, b) => a.due_on.localeCompare(b.due_on))
}
