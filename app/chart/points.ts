// What stands on a chart's time axis, in order: the same points are drawn, walked with the arrow keys, announced and listed in the table.
import { parseInstant, roundTo, type Instant } from '@chairside/core/shared'
import type { ChartView } from '@chairside/core/session'

type At = { readonly id: string; readonly at: Instant }
export type ScorePoint = At & { readonly kind: 'score'; readonly instrument: string; readonly total: number; readonly band: string | null; readonly safety: boolean; readonly source: string }
type Visit = ChartView['sessions'][number]
export type SessionPoint = At & { readonly kind: 'session'; readonly given: boolean }
  & Pick<Visit, 'session' | 'ordinal' | 'state' | 'dose_mg' | 'dose_mg_per_kg' | 'delivered_mg' | 'peak_sbp_mmHg' | 'peak_dissociation' | 'adverse_events' | 'recovery_min' | 'words' | 'signed_by'>
export type Point = ScorePoint | SessionPoint

export const INSTRUMENT_NAMES: Readonly<Record<string, string>> = { 'gad-7': 'GAD-7', 'phq-9': 'PHQ-9', 'check-in': 'Check-in' }
export const instrumentName = (id: string): string => INSTRUMENT_NAMES[id] ?? id.toUpperCase()

/** Points from the oldest on. Cancelled visits and scores without a total are left out: they have no place on the axis, and stand in the table. */
export function pointsOf(chart: ChartView): readonly Point[] {
  const scores = chart.scores.flatMap((s): ScorePoint[] => {
    const at = parseInstant(s.answered_at)
    return at === null || s.total === null ? [] : [{ kind: 'score', id: s.score, at, instrument: s.instrument, total: s.total, band: s.band, safety: s.flags.length > 0, source: s.source }]
  })
  const sessions = chart.sessions.filter((s) => s.cancelled_at === null).flatMap((s): SessionPoint[] => {
    const at = parseInstant(s.infusion_started_at ?? s.start)
    return at === null ? [] : [{
      kind: 'session', id: s.session, at, session: s.session, ordinal: s.ordinal, state: s.state, dose_mg: s.dose_mg, dose_mg_per_kg: s.dose_mg_per_kg, delivered_mg: s.delivered_mg,
      peak_sbp_mmHg: s.peak_sbp_mmHg, peak_dissociation: s.peak_dissociation, adverse_events: s.adverse_events, recovery_min: s.recovery_min, words: s.words, signed_by: s.signed_by,
      given: s.infusion_started_at !== null,
    }]
  })
  return [...scores, ...sessions].sort((a, b) => a.at - b.at || a.id.localeCompare(b.id))
}

export const mgText = (value: number): string => `${roundTo(value, 1)} mg`

/** One point as one sentence, for the screen reader and under the drawing. `when` is its date as the clinic writes it. */
export function sentenceOf(point: Point, when: string): string {
  if (point.kind === 'score') {
    const band = point.band === null ? '' : `, ${point.band}`
    return `${when}: ${instrumentName(point.instrument)} ${point.total}${band}${point.safety ? ', with a safety answer' : ''}.`
  }
  if (!point.given) return `${when}: infusion ${point.ordinal}, ${point.state === 'aborted' ? 'not given' : 'planned'}.`
  const dose = point.dose_mg === null ? '' : `, ordered ${mgText(point.dose_mg)}${point.dose_mg_per_kg === null ? '' : ` (${roundTo(point.dose_mg_per_kg, 2)} mg/kg)`}`
  const parts = [
    point.delivered_mg === null ? '' : `given ${mgText(point.delivered_mg)}`,
    point.peak_sbp_mmHg === null ? '' : `highest systolic ${point.peak_sbp_mmHg} mmHg`,
    point.peak_dissociation === null ? '' : `highest dissociation ${point.peak_dissociation} of 10`,
    point.recovery_min === null ? '' : `recovery ${point.recovery_min} min`,
    point.adverse_events === 0 ? '' : `${point.adverse_events} adverse event${point.adverse_events === 1 ? '' : 's'}`,
    ...point.words.map((w) => `in their words: ${w}`),
  ].filter((p) => p !== '')
  return `${when}: infusion ${point.ordinal}${dose}${parts.length > 0 ? `; ${parts.join('; ')}` : ''}.`
}

/** The change from the first to the newest total of an instrument; null with fewer than two. */
export function changeOf(points: readonly Point[], instrument: string): { readonly first: number; readonly last: number; readonly lastAt: Instant } | null {
  const own = points.filter((p): p is ScorePoint => p.kind === 'score' && p.instrument === instrument)
  const [first, last] = [own.at(0), own.at(-1)]
  return own.length < 2 || !first || !last ? null : { first: first.total, last: last.total, lastAt: last.at }
}

/** The id of the point that an arrow key goes to. Left and right stop at the ends; up and down stay with the same line. */
export function neighbour(points: readonly Point[], current: string | null, key: string): string | null {
  if (points.length === 0) return null
  const i = points.findIndex((p) => p.id === current)
  const here = points[i]
  const laneOf = (p: Point): string => (p.kind === 'score' ? p.instrument : 'session')
  switch (key) {
    case 'Home': return points[0]!.id
    case 'End': return points.at(-1)!.id
    case 'ArrowRight': return points[here ? Math.min(i + 1, points.length - 1) : points.length - 1]!.id
    case 'ArrowLeft': return points[here ? Math.max(i - 1, 0) : points.length - 1]!.id
    case 'ArrowDown': return here ? (points.slice(i + 1).find((p) => laneOf(p) === laneOf(here)) ?? here).id : points.at(-1)!.id
    case 'ArrowUp': return here ? (points.slice(0, Math.max(i, 0)).toReversed().find((p) => laneOf(p) === laneOf(here)) ?? here).id : points.at(-1)!.id
    default: return null
  }
}
