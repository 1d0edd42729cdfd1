// Chance that is the same again from its seed, on every machine.

export type Chance = {
  /** In [0, 1). */
  next(): number
  yes(probability: number): boolean
  /** A whole number from 0 to `most`. */
  upTo(most: number): number
  between(least: number, most: number): number
  pick<T>(all: readonly T[]): T
  bytes(count: number): Uint8Array
}

/** mulberry32. */
export function chanceOf(seed: number): Chance {
  let a = seed >>> 0
  const next = (): number => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const upTo = (most: number): number => Math.floor(next() * (most + 1))
  return {
    next, upTo,
    yes: (probability) => next() < probability,
    between: (least, most) => least + upTo(most - least),
    pick: (all) => all[upTo(all.length - 1)]!,
    bytes: (count) => Uint8Array.from({ length: count }, () => upTo(255)),
  }
}
