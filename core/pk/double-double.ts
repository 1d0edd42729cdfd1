// The matrix exponential with twice the digits, for long and stiff systems: each squaring doubles what rounding left, and thirty of them would leave seven digits of a double.
// Numbers are pairs of doubles, high and low part (Dekker 1971); Taylor's series after scaling, then squaring.
import type { Matrix } from './matrix.ts'

type Wide = { readonly high: Matrix; readonly low: Matrix }

/** Veltkamp's constant: splits a double into two halves whose products are exact. */
const SPLIT = 2 ** 27 + 1
/** A norm below this and so many terms leave 1e-28. */
const NORM = 0.5
const TERMS = 20

/** a b, n by n. */
function times(a: Wide, b: Wide, n: number): Wide {
  const high = new Float64Array(n * n)
  const low = new Float64Array(n * n)
  for (let i = 0; i < n; i += 1) for (let k = 0; k < n; k += 1) {
    const x = a.high[i * n + k]!
    if (x === 0) continue
    const xLow = a.low[i * n + k]!
    const xs = x * SPLIT
    const x1 = xs - (xs - x)
    const x2 = x - x1
    for (let j = 0; j < n; j += 1) {
      const y = b.high[k * n + j]!
      if (y === 0) continue
      const ys = y * SPLIT
      const y1 = ys - (ys - y)
      const y2 = y - y1
      const p = x * y
      const pLow = x2 * y2 - (((p - x1 * y1) - x2 * y1) - x1 * y2) + (x * b.low[k * n + j]! + xLow * y)
      const at = i * n + j
      const s = high[at]!
      const sum = s + p
      const back = sum - s
      const rest = (s - (sum - back)) + (p - back) + low[at]! + pLow
      high[at] = sum + rest
      low[at] = rest - (high[at] - sum)
    }
  }
  return { high, low }
}

/** `b` divided by a whole number and added to `sum`, both in place. */
function addDivided(sum: Wide, b: Wide, by: number): void {
  for (let i = 0; i < b.high.length; i += 1) {
    const q = b.high[i]! / by
    const qs = q * SPLIT
    const q1 = qs - (qs - q)
    const p = q * by
    // `by` has few bits: its product with either half of q is exact.
    const pLow = (q1 * by - p) + (q - q1) * by
    const qLow = ((b.high[i]! - p) - pLow + b.low[i]!) / by
    b.high[i] = q + qLow
    b.low[i] = qLow - (b.high[i]! - q)
    const s = sum.high[i]!
    const t = s + b.high[i]!
    const back = t - s
    const rest = (s - (t - back)) + (b.high[i]! - back) + sum.low[i]! + b.low[i]!
    sum.high[i] = t + rest
    sum.low[i] = rest - (sum.high[i]! - t)
  }
}

/** exp(a) of an n by n matrix with the 1-norm `norm`, right to a double whatever the norm. */
export function expmWide(a: Matrix, n: number, norm: number): Matrix {
  const squarings = Math.max(0, Math.ceil(Math.log2(norm / NORM)))
  const scaled: Wide = { high: a.map((x) => x / 2 ** squarings), low: new Float64Array(n * n) }
  let result: Wide = { high: new Float64Array(n * n), low: new Float64Array(n * n) }
  for (let i = 0; i < n; i += 1) result.high[i * n + i] = 1
  let term: Wide = { high: result.high.slice(), low: result.low.slice() }
  for (let k = 1; k <= TERMS; k += 1) {
    term = times(term, scaled, n)
    addDivided(result, term, k)
  }
  for (let k = 0; k < squarings; k += 1) result = times(result, result, n)
  return result.high
}
