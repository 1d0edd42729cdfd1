// Whether the next dose may go up, stay, or come down (DS-08 to DS-10): a proposal with the facts that it rests on, never a decision. The prescriber decides, and nothing is filled in by itself.
import { roundTo } from '../shared/index.ts'
import type { ProtocolSettings } from './protocol.ts'

/** What is known of the last infusion; null where nobody measured or noted it. Pressures in mmHg, saturation in %, MOAA/S 0 to 5. */
export type LastInfusion = {
  readonly ordinal: number
  readonly dose_mg_per_kg: number
  readonly duration_min: number | null
  readonly stoppedEarly: boolean
  readonly pausedForSigns: boolean
  readonly peak_sbp_mmHg: number | null
  readonly peak_dbp_mmHg: number | null
  readonly lowest_spo2_pct: number | null
  readonly lowest_moaas: number | null
  readonly distressingDissociation: boolean | null
  readonly vomited: boolean
  readonly severeEvent: boolean
}
/** Change of the index scale since the first value of the course, in percent of it; positive is better. */
export type Improvement = { readonly instrument: string; readonly pct: number; readonly from: number; readonly to: number }
export type TitrationReason = { readonly for: 'increase' | 'same' | 'decrease' | 'unknown'; readonly rule: string; readonly message: string }
export type TitrationProposal = {
  readonly propose: 'increase' | 'same' | 'decrease' | 'not-enough-known' | 'first'
  /** The doses that the proposal would allow, mg/kg; null where there is none. */
  readonly dose_mg_per_kg: { readonly min: number; readonly max: number } | null
  readonly duration_min: number | null
  /** For a decrease: the other way, the same dose over longer. */
  readonly or_longer: { readonly dose_mg_per_kg: number; readonly duration_min: number } | null
  readonly reasons: readonly TitrationReason[]
}

/** The proposal for the dose after `last`; null `last`: nothing was given yet in this course. */
export function proposeTitration(last: LastInfusion | null, improvement: Improvement | null, { titration, dose }: ProtocolSettings): TitrationProposal {
  if (!last) return { propose: 'first', dose_mg_per_kg: null, duration_min: null, or_longer: null, reasons: [{ for: 'same', rule: 'DS-08', message: `the first infusion is given at the starting dose of ${dose.start_mg_per_kg} mg/kg: never a step on it` }] }
  const t = titration
  const reasons: TitrationReason[] = []
  const down = (rule: string, message: string): void => void reasons.push({ for: 'decrease', rule, message })
  const hold = (rule: string, message: string): void => void reasons.push({ for: 'same', rule, message })
  const unknown = (message: string): void => void reasons.push({ for: 'unknown', rule: 'DS-09', message })
  if (last.pausedForSigns) down('DS-10', 'paused for a sign or for sedation')
  if (last.vomited) down('DS-10', 'vomited')
  if (last.distressingDissociation === true) down('DS-10', 'the dissociation was distressing')
  if (last.stoppedEarly) hold('DS-09', 'stopped early')
  if (last.severeEvent) hold('DS-09', 'a severe adverse event is noted')
  const limit = (value: number | null, fits: (v: number) => boolean, name: string, unit: string, allowed: string): void => {
    if (value === null) unknown(`${name} was not measured`)
    else if (!fits(value)) hold('DS-09', `${name} ${`${value} ${unit}`.trim()}, ${allowed}`)
    else reasons.push({ for: 'increase', rule: 'DS-09', message: `${name} ${value} ${unit}`.trim() })
  }
  limit(last.peak_sbp_mmHg, (v) => v < t.sbp_below_mmHg, 'highest systolic pressure', 'mmHg', `not below ${t.sbp_below_mmHg} mmHg`)
  limit(last.peak_dbp_mmHg, (v) => v < t.dbp_below_mmHg, 'highest diastolic pressure', 'mmHg', `not below ${t.dbp_below_mmHg} mmHg`)
  limit(last.lowest_spo2_pct, (v) => v >= t.spo2_min_pct, 'lowest saturation', '%', `below ${t.spo2_min_pct} %`)
  limit(last.lowest_moaas, (v) => v >= t.moaas_min, 'lowest MOAA/S', '', `below ${t.moaas_min}`)
  if (last.distressingDissociation === null) unknown('dissociation was not scored')
  if (!improvement) unknown('there are not two scores of one scale to compare')
  else if (improvement.pct >= t.improved_from_pct) hold('DS-09', `${improvement.instrument} from ${improvement.from} to ${improvement.to}, ${roundTo(improvement.pct, 0)} % better: ${t.improved_from_pct} % or more needs no step`)
  else reasons.push({ for: 'increase', rule: 'DS-09', message: `${improvement.instrument} from ${improvement.from} to ${improvement.to}, ${improvement.pct < 0 ? `${roundTo(-improvement.pct, 0)} % worse` : `${roundTo(improvement.pct, 0)} % better`}: less than ${t.improved_from_pct} %` })
  const is = (what: TitrationReason['for']): boolean => reasons.some((r) => r.for === what)
  const now = last.dose_mg_per_kg
  if (is('decrease')) return { propose: 'decrease', dose_mg_per_kg: { min: roundTo(now * (1 - t.decrease_pct.max / 100), 3), max: roundTo(now * (1 - t.decrease_pct.min / 100), 3) }, duration_min: last.duration_min, or_longer: { dose_mg_per_kg: now, duration_min: Math.max(t.lengthen_to_min, last.duration_min ?? 0) }, reasons }
  if (is('same')) return { propose: 'same', dose_mg_per_kg: { min: now, max: now }, duration_min: last.duration_min, or_longer: null, reasons }
  if (is('unknown')) return { propose: 'not-enough-known', dose_mg_per_kg: null, duration_min: null, or_longer: null, reasons }
  return { propose: 'increase', dose_mg_per_kg: { min: roundTo(Math.min(dose.block_mg_per_kg, now + t.smallest_step_mg_per_kg), 3), max: roundTo(Math.min(dose.block_mg_per_kg, now + dose.max_step_mg_per_kg), 3) }, duration_min: last.duration_min, or_longer: null, reasons }
}

/** What the number of infusions and the scale ask for (DS-19 to DS-21): a review is due, or a word of advice. Never a stop. */
export function reviewAdvice(given: number, improvement: Improvement | null, { schedule, titration }: ProtocolSettings): readonly TitrationReason[] {
  const advice: TitrationReason[] = []
  if (schedule.review_after.includes(given)) advice.push({ for: 'same', rule: 'DS-19', message: `a prescriber's review is due after infusion ${given}` })
  if (given >= titration.futility_after && improvement && improvement.pct < titration.futility_below_pct)
    advice.push({ for: 'same', rule: 'DS-20', message: `less than ${titration.futility_below_pct} % better after infusion ${given} made a response unlikely in one study of 135; in another, more than half of those without an early gain had one by the fourth: talk about it, nothing stops by itself` })
  return advice
}
