// Intervals at 95 %: Wilson's for a proportion, and the log-log one on Greenwood's variance for a survival curve.

/** The two-sided 95 % point of the normal distribution. */
const Z = 1.959963984540054

export type Interval = readonly [low: number, high: number]
/** `k` of `n`; rate and interval are null when nobody was counted. */
export type Proportion = { readonly k: number; readonly n: number; readonly rate: number | null; readonly ci95: Interval | null }

/** Wilson's score interval without continuity correction (Wilson, J Am Stat Assoc 1927;22:209). `k` and `n` are counts, 0 <= k <= n. */
export function proportion(k: number, n: number): Proportion {
  if (n === 0) return { k, n, rate: null, ci95: null }
  const rate = k / n
  const centre = (rate + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n)
  const half = (Z * Math.sqrt((rate * (1 - rate)) / n + (Z * Z) / (4 * n * n))) / (1 + (Z * Z) / n)
  return { k, n, rate, ci95: [k === 0 ? 0 : centre - half, k === n ? 1 : centre + half] }
}

/** One person's time: the day of the event, or the day until which none was seen. */
export type Time = { readonly day: number; readonly event: boolean }
export type CurvePoint = { readonly day: number; readonly at_risk: number; readonly sustained: number; readonly ci95: Interval | null }

/**
 * Kaplan-Meier with a point at each day of an event; who is censored on that day was still at risk. The interval is the log-log one on Greenwood's variance
 * (Kalbfleisch & Prentice 1980), and null where it has no value: after the last one at risk has had the event.
 */
export function kaplanMeier(times: readonly Time[]): readonly CurvePoint[] {
  const ordered = times.toSorted((a, b) => a.day - b.day)
  const points: CurvePoint[] = []
  let sustained = 1
  let variance = 0
  for (let i = 0; i < ordered.length;) {
    const { day } = ordered[i]!
    const atRisk = ordered.length - i
    let events = 0
    for (; i < ordered.length && ordered[i]!.day === day; i++) if (ordered[i]!.event) events += 1
    if (events === 0) continue
    sustained = events === atRisk ? 0 : sustained * (1 - events / atRisk)
    variance += events / (atRisk * (atRisk - events))
    const width = (Z * Math.sqrt(variance)) / Math.log(sustained)
    points.push({ day, at_risk: atRisk, sustained, ci95: sustained === 0 ? null : [sustained ** Math.exp(-width), sustained ** Math.exp(width)] })
  }
  return points
}

/** The middle value, or the mean of the two in the middle; null of nothing. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const ordered = values.toSorted((a, b) => a - b)
  const middle = Math.floor(ordered.length / 2)
  return ordered.length % 2 === 1 ? ordered[middle]! : (ordered[middle - 1]! + ordered[middle]!) / 2
}
