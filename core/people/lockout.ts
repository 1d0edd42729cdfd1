// How long an account waits after wrong passwords, codes and PINs: longer each time, never for ever.
import { HOUR_MS, MINUTE_MS } from '../shared/index.ts'

/** Wrong tries in a row that cost nothing but the try. */
export const FREE_TRIES = 4

const LADDER_MS: readonly number[] = [1 * MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS]

/**
 * How long the account waits, in milliseconds, after `failures` wrong tries in a row: nothing up to the fourth, then 1, 5, 15, 30 and from the ninth on 60 minutes.
 * One hour at most: a stranger who guesses must not be able to keep a nurse out for a day. That leaves 32 guesses on the first day and 24 on each later one.
 */
export const lockoutAfter = (failures: number): number =>
  failures <= FREE_TRIES ? 0 : LADDER_MS[Math.min(failures - FREE_TRIES, LADDER_MS.length) - 1]!
