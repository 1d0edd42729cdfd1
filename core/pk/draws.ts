// The people of a band, drawn once and for all: the same numbers on every screen, so that a band never flickers and two readers see one picture. Evenly spread numbers instead of chance.
/** Coefficients of Acklam's rational approximation to the normal quantile (2003): relative error below 1.15e-9. */
const A = [-3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1, 2.506628277459239]
const B = [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1]
const C = [-7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783]
const D = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416]
const LOW = 0.02425

const horner = (coefficients: readonly number[], x: number): number => coefficients.reduce((sum, c) => sum * x + c, 0)

/** The value below which a standard normal lies with this probability, 0 < p < 1. Throws RangeError outside. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a probability between 0 and 1, not ${p}`)
  const tail = (q: number): number => horner(C, q) / (horner(D, q) * q + 1)
  if (p < LOW) return tail(Math.sqrt(-2 * Math.log(p)))
  if (p > 1 - LOW) return -tail(Math.sqrt(-2 * Math.log(1 - p)))
  const q = p - 0.5
  const r = q * q
  return (horner(A, r) * q) / (horner(B, r) * r + 1)
}

const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19]
/** The n-th number of the van der Corput sequence in a base: its digits read backwards behind the point. */
function corput(n: number, base: number): number {
  let [value, part] = [0, 1 / base]
  for (let rest = n; rest > 0; rest = Math.floor(rest / base)) {
    value += (rest % base) * part
    part /= base
  }
  return value
}

/** `people` rows of `dimensions` standard normals (at most 8), the Halton sequence through the normal quantile; the first numbers are passed over. */
export function fixedDraws(people: number, dimensions: number): readonly (readonly number[])[] {
  if (dimensions > PRIMES.length) throw new RangeError(`at most ${PRIMES.length} dimensions`)
  return Array.from({ length: people }, (_, i) => PRIMES.slice(0, dimensions).map((base) => normalQuantile(corput(i + 20, base))))
}
