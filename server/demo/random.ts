// Chance with a fixed seed: the demonstration is the same on every machine, only its dates follow the clock.
import { uuidv7, type Instant } from '@chairside/core/shared'

export type Random = {
  /** At least 0, below 1. */
  next(): number
  /** A whole number, both ends allowed. */
  int(min: number, max: number): number
  pick<T>(list: readonly T[]): T
  chance(probability: number): boolean
  /** Normally distributed, cut at `min` and `max`. */
  normal(mean: number, sd: number, min: number, max: number): number
  shuffled<T>(list: readonly T[]): T[]
  /** A UUIDv7 that says `at`. */
  id(at: Instant): string
}

/** Mulberry32 (Tommy Ettinger, public domain): enough for a story, never for a secret. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1))
  return {
    next, int,
    pick: (list) => list[int(0, list.length - 1)]!,
    chance: (probability) => next() < probability,
    normal(mean, sd, min, max) {
      const z = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
      return Math.min(max, Math.max(min, mean + sd * z))
    },
    shuffled(list) {
      const copy = [...list]
      for (let i = copy.length - 1; i > 0; i -= 1) {
        const j = int(0, i)
        ;[copy[i], copy[j]] = [copy[j]!, copy[i]!]
      }
      return copy
    },
    id: (at) => uuidv7(at, Uint8Array.from({ length: 10 }, () => int(0, 255))),
  }
}
