// The live line as columns for the plot. A gap stays a gap: no line is made up between two readings, and a reading that stands alone is a point.
import type { VitalName } from '@chairside/core/session'
import type { TraceReading } from './readings.ts'

/** Moments in seconds, then a column for each line: its value there; null where the line is broken; undefined where it only passes by a moment of another line. */
export type Columns = readonly [moments_s: number[], ...lines: (number | null | undefined)[][]]

/**
 * Readings from `from` (ms) on, which must be in the order of `at`, one row a second. A line is broken by "no reading", however short, and by a silence longer than `gap_s`:
 * half a second after the reading before it, where no row of a reading can hide the break.
 */
export function columns(readings: readonly TraceReading[], vitals: readonly VitalName[], from: number, gap_s: number): Columns {
  const rows = new Map<number, (number | null | undefined)[]>()
  const row = (s: number): (number | null | undefined)[] => {
    const known = rows.get(s) ?? vitals.map(() => undefined)
    rows.set(s, known)
    return known
  }
  vitals.forEach((vital, i) => {
    let before: number | null = null
    for (const { at, vital: read, value } of readings) {
      const s = Math.round(at / 1000)
      if (read !== vital || s * 1000 < from) continue
      if (before !== null && (value === null || s - before > gap_s)) row(before + 0.5)[i] = null
      if (value !== null) row(s)[i] = value
      before = value === null ? null : s
    }
  })
  const moments_s = [...rows.keys()].sort((a, b) => a - b)
  return [moments_s, ...vitals.map((_, i) => moments_s.map((s) => rows.get(s)![i]))]
}

/** Places of the values that no line reaches: without a mark of their own they would not be seen. */
export function alone(line: readonly (number | null | undefined)[]): number[] {
  const held = line.flatMap((value, i) => (value === undefined ? [] : [{ i, value }]))
  return held.flatMap(({ i, value }, n) => (value !== null && (held[n - 1]?.value ?? null) === null && (held[n + 1]?.value ?? null) === null ? [i] : []))
}
