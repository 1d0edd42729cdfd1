// Many days in a row, and what they came to together.
import { liveDay, TWO_NURSES, type Day, type DayOptions } from './day.ts'

type Numbers = { -readonly [K in keyof Day as Day[K] extends number ? K : never]: number }
export type Days = { readonly total: Readonly<Numbers>; readonly states: ReadonlySet<string>; readonly longestJump_h: number; readonly summary: string }

/** Lives the days of the seeds `from` to `to`. The first broken promise ends it, with the seed and the line that lives that day again. */
export async function liveDays(from: number, to: number, options: DayOptions): Promise<Days> {
  const total: Numbers = { facts: 0, clashes: 0, concurrentEdits: 0, crashes: 0, restarts: 0, diskFailures: 0, refused: 0, refusedForGood: 0, jump_h: 0 }
  const states = new Set<string>()
  let longestJump_h = 0
  for (let seed = from; seed <= to; seed += 1) {
    try {
      const day = await liveDay(seed, options)
      for (const name of Object.keys(total) as (keyof Numbers)[]) total[name] += day[name]
      for (const state of day.states) states.add(state)
      longestJump_h = Math.max(longestJump_h, day.jump_h)
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}\n  live it again: npm run sim -- ${seed}${options === TWO_NURSES ? ' --two-nurses' : ''}`, { cause: error })
    }
  }
  return {
    total, states, longestJump_h,
    summary: `${to - from + 1} days: ${total.facts} facts, ${total.crashes} tablet crashes, ${total.restarts} server restarts, ${total.diskFailures} changes of a failing storage, ${total.refused} refused facts (${total.refusedForGood} for good), ${total.clashes} contradictions shown, ${total.concurrentEdits} pairs of edits that did not know each other, clocks jumped by up to ${longestJump_h.toFixed(1)} h`,
  }
}
