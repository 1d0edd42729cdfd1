// The matrix exponential in plain numbers: Padé 13/13 with scaling and squaring (Higham 2005). Closed forms with (ke0 - lambda) below the line lose eight digits where two rates are nearly equal; this does not.
import { expmWide } from './double-double.ts'

/** A square matrix, row after row. */
export type Matrix = Float64Array

/** Up to this 1-norm the degree-13 approximant is exact to a double (Higham 2005, table 2.3). */
const THETA_13 = 5.371920351148152
/** From so many squarings on twice the digits are kept: each squaring doubles the error, and 1e-12 is promised. */
const WIDE_FROM = 6
const PADE_13 = [64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600, 670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1] as const

function norm1(a: Matrix, n: number): number {
  let most = 0
  for (let j = 0; j < n; j += 1) {
    let sum = 0
    for (let i = 0; i < n; i += 1) sum += Math.abs(a[i * n + j]!)
    if (sum > most) most = sum
  }
  return most
}

function times(a: Matrix, b: Matrix, n: number): Matrix {
  const product = new Float64Array(n * n)
  for (let i = 0; i < n; i += 1) for (let k = 0; k < n; k += 1) {
    const x = a[i * n + k]!
    if (x !== 0) for (let j = 0; j < n; j += 1) product[i * n + j]! += x * b[k * n + j]!
  }
  return product
}

/** Solves a X = b by elimination with row pivots; both are used up, the answer is in `b`. */
function solve(a: Matrix, b: Matrix, n: number): Matrix {
  for (let c = 0; c < n; c += 1) {
    let pivot = c
    for (let r = c + 1; r < n; r += 1) if (Math.abs(a[r * n + c]!) > Math.abs(a[pivot * n + c]!)) pivot = r
    if (pivot !== c) for (let j = 0; j < n; j += 1) {
      [a[c * n + j], a[pivot * n + j]] = [a[pivot * n + j]!, a[c * n + j]!];
      [b[c * n + j], b[pivot * n + j]] = [b[pivot * n + j]!, b[c * n + j]!]
    }
    for (let r = c + 1; r < n; r += 1) {
      const factor = a[r * n + c]! / a[c * n + c]!
      if (factor === 0) continue
      for (let j = c; j < n; j += 1) a[r * n + j]! -= factor * a[c * n + j]!
      for (let j = 0; j < n; j += 1) b[r * n + j]! -= factor * b[c * n + j]!
    }
  }
  for (let c = n - 1; c >= 0; c -= 1) for (let j = 0; j < n; j += 1) {
    let x = b[c * n + j]!
    for (let k = c + 1; k < n; k += 1) x -= a[c * n + k]! * b[k * n + j]!
    b[c * n + j] = x / a[c * n + c]!
  }
  return b
}

/** exp(a) of an n by n matrix. */
export function expm(a: Matrix, n: number): Matrix {
  const norm = norm1(a, n)
  const squarings = norm > THETA_13 ? Math.ceil(Math.log2(norm / THETA_13)) : 0
  if (squarings >= WIDE_FROM) return expmWide(a, n, norm)
  const scaled = a.map((x) => x / 2 ** squarings)
  const a2 = times(scaled, scaled, n)
  const a4 = times(a2, a2, n)
  const a6 = times(a4, a2, n)
  const inner = (c6: number, c4: number, c2: number): Matrix => a2.map((_, i) => c6 * a6[i]! + c4 * a4[i]! + c2 * a2[i]!)
  const plus = (m: Matrix, c6: number, c4: number, c2: number, c0: number): Matrix => {
    const sum = m.map((x, i) => x + c6 * a6[i]! + c4 * a4[i]! + c2 * a2[i]!)
    for (let i = 0; i < n; i += 1) sum[i * n + i]! += c0
    return sum
  }
  const c = PADE_13
  const u = times(scaled, plus(times(a6, inner(c[13], c[11], c[9]), n), c[7], c[5], c[3], c[1]), n)
  const v = plus(times(a6, inner(c[12], c[10], c[8]), n), c[6], c[4], c[2], c[0])
  let result = solve(v.map((x, i) => x - u[i]!), v.map((x, i) => x + u[i]!), n)
  for (let k = 0; k < squarings; k += 1) result = times(result, result, n)
  return result
}
