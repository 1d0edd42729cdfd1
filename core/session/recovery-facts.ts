// What the log says about a recovery: the values before the infusion, what was recorded after the stop, and what the scores can take from it.
import type { Instant } from '../shared/index.ts'
import { circulationScore, type Aldrete } from './aldrete.ts'
import type { EventOf, EventType } from './events.ts'
import type { SessionView } from './fold.ts'
import { vitalsScore, type Padss } from './padss.ts'
import type { VitalName } from './plausible.ts'

/** The facts of one type as they count now, in the order of what happened. */
export function factsOf<T extends EventType>(view: SessionView, type: T): EventOf<T>[] {
  return view.facts.flatMap(({ event, withdrawn }) => (!withdrawn && event.type === type ? [event as EventOf<T>] : []))
}

/** The last fact of a type since `from` that `fits`. */
export function lastSince<T extends EventType>(view: SessionView, type: T, from: Instant, fits: (event: EventOf<T>) => boolean = () => true): EventOf<T> | null {
  return factsOf(view, type).findLast((event) => event.at >= from && fits(event)) ?? null
}

/** The last value of a sign before the infusion, each sign by itself: a monitor's set without a pressure takes no baseline away. */
export function baselineOf(view: SessionView, sign: VitalName): number | undefined {
  const { infusion } = view
  return infusion ? view.vitals.findLast((v) => v.at <= infusion.startedAt && v.values[sign] !== undefined)?.values[sign] : undefined
}

/** The last value of a sign after the stop. */
export function recoveryValue(view: SessionView, sign: VitalName): { readonly value: number; readonly at: Instant } | null {
  const stoppedAt = view.infusion?.stoppedAt
  const set = stoppedAt == null ? undefined : view.vitals.findLast((v) => v.at >= stoppedAt && v.values[sign] !== undefined)
  return set ? { value: set.values[sign]!, at: set.at } : null
}

/** Pain from 0 to 10 in the words of the modified PADSS: up to 3 minimal, up to 6 moderate (proposed; docs/sources.md#padss). It fills a field in, a person confirms it. */
const painPoints = (score: number): 0 | 1 | 2 => (score <= 3 ? 2 : score <= 6 ? 1 : 0)
/** Nausea of 0 none, 1 mild, 2 moderate, 3 severe or vomiting. */
const nauseaPoints = (score: number): 0 | 1 | 2 => (score <= 1 ? 2 : score === 2 ? 1 : 0)

/** What of the two scores follows from what is recorded already. The rest is seen, and tapped by a person. */
export function proposedScores(view: SessionView): { readonly aldrete: Partial<Aldrete>; readonly padss: Partial<Padss> } {
  const stoppedAt = view.infusion?.stoppedAt
  if (stoppedAt == null) return { aldrete: {}, padss: {} }
  const [sbp, spo2] = [recoveryValue(view, 'sbp_mmHg'), recoveryValue(view, 'spo2_pct')]
  const before = baselineOf(view, 'sbp_mmHg')
  const onOxygen = view.medications.some((given) => given.unit === 'L/min' && given.dose > 0)
  const moaas = lastSince(view, 'sedation-scored', stoppedAt, (event) => event.scale === 'MOAA/S')
  const pairs = (['sbp_mmHg', 'dbp_mmHg', 'pulse_per_min'] as const).flatMap((sign) => {
    const [base, now] = [baselineOf(view, sign), recoveryValue(view, sign)]
    return base === undefined || now === null ? [] : [{ before: base, now: now.value }]
  })
  const rated = (symptom: 'pain' | 'nausea') => lastSince(view, 'symptom-rated', stoppedAt, (event) => event.symptom === symptom)
  const [pain, nausea] = [rated('pain'), rated('nausea')]
  return {
    aldrete: {
      ...(before !== undefined && sbp ? { circulation: circulationScore(before, sbp.value) } : {}),
      ...(spo2 && spo2.value > 92 && !onOxygen ? { spo2: 2 as const } : {}),
      ...(moaas && moaas.score >= 3 ? { consciousness: moaas.score === 5 ? 2 as const : 1 as const } : {}),
    },
    padss: {
      ...(pairs.length === 3 ? { vitals: vitalsScore(pairs) } : {}),
      ...(pain ? { pain: painPoints(pain.score) } : {}),
      ...(nausea ? { nausea: nausea.vomited === true ? 0 : nauseaPoints(nausea.score) } : {}),
    },
  }
}
