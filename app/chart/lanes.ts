// The drawing's geometry: three lanes on one time axis. Pixels only; what is drawn comes from points.ts.
import type { Point, ScorePoint, SessionPoint } from './points.ts'

/** Totals that begin the next band. The same four steps serve both scales: GAD-7 ends at 21, PHQ-9 has a fifth band from 20 (docs/sources.md: kroenke-2001, spitzer-2006). */
export const BAND_STEPS: readonly { readonly from: number; readonly label: string }[] = [
  { from: 0, label: 'minimal' }, { from: 5, label: 'mild' }, { from: 10, label: 'moderate' }, { from: 15, label: 'severe, PHQ-9 moderately severe' }, { from: 20, label: 'severe' },
]
/** The highest total of the PHQ-9: nine items of 0 to 3. */
export const HIGHEST_TOTAL = 27
/** The scale of dissociation that the session records: 0 to 10. */
export const HIGHEST_DISSOCIATION = 10

export type Frame = {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  readonly score: Lane
  readonly dose: Lane
  readonly peak: Lane
}
export type Lane = { readonly top: number; readonly bottom: number }

/** Places for the lanes in a drawing of `width` pixels; a narrow one keeps its height and gives up its margins. Without sessions only the scores have a lane. */
export function frameOf(width: number, withSessions: boolean): Frame {
  const left = width < 520 ? 34 : 46
  return { width, height: withSessions ? 440 : 262, left, right: Math.max(left + 40, width - (width < 520 ? 58 : 74)), score: { top: 22, bottom: 226 }, dose: { top: 256, bottom: 326 }, peak: { top: 348, bottom: 404 } }
}

/** The height at which `value` of `0..most` stands in a lane. */
export const heightIn = (lane: Lane, most: number) => (value: number): number => lane.bottom - (Math.min(value, most) / most) * (lane.bottom - lane.top)

/** The lane's top in milligrams: the largest dose, rounded up to the next ten, at least 50 mg, so that small differences do not look large. */
export const doseTop = (points: readonly Point[]): number =>
  Math.max(50, Math.ceil(Math.max(0, ...points.flatMap((p) => (p.kind === 'session' ? [p.dose_mg ?? 0, p.delivered_mg ?? 0] : []))) / 10) * 10)

export const scoresOf = (points: readonly Point[], instrument: string): readonly ScorePoint[] => points.filter((p): p is ScorePoint => p.kind === 'score' && p.instrument === instrument)
export const sessionsOf = (points: readonly Point[]): readonly SessionPoint[] => points.filter((p): p is SessionPoint => p.kind === 'session')

/** The point nearest to a place in the drawing, for the mouse and the finger; null when none is drawn. `place` gives each point its spot. */
export function nearest<P>(points: readonly P[], place: (p: P) => readonly { readonly x: number; readonly y: number }[], x: number, y: number): P | null {
  let best: P | null = null
  let least = Infinity
  for (const p of points)
    for (const spot of place(p)) {
      const far = (spot.x - x) ** 2 + ((spot.y - y) * 0.6) ** 2
      if (far < least) { least = far; best = p }
    }
  return best
}

const LABEL_PX = 16
type EndLabel = { readonly instrument: string; readonly total: number; readonly y: number }
/** Labels at the end of the lines, moved apart so that two equal totals can both be read. */
export function endLabels(labels: readonly EndLabel[]): readonly EndLabel[] {
  const [a, b] = labels.toSorted((p, q) => p.y - q.y)
  if (!a || !b || b.y - a.y >= LABEL_PX) return labels
  const middle = (a.y + b.y) / 2
  return [{ ...a, y: middle - LABEL_PX / 2 }, { ...b, y: middle + LABEL_PX / 2 }]
}
