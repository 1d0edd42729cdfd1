// Answers that add up to a wanted total, scored by the same function as a patient's phone form; and how totals move over a course.
import { INSTRUMENTS, scoreAnswers, type InstrumentId, type ScoreFlag } from '@chairside/core/intake'
import type { Outcome } from './cases.ts'
import type { Random } from './random.ts'

export type Sheet = {
  readonly instrument: string
  readonly band_scheme: string | null
  readonly answers: Readonly<Record<string, number>>
  readonly complete: boolean
  readonly total: number | null
  readonly band: string | null
  readonly flags: readonly ScoreFlag[]
}

/** A complete sheet with this total. `suicide` is the answer to the suicide item; the other items take the rest, unevenly as people do. */
export function sheetOf(random: Random, id: InstrumentId, total: number, suicide = 0): Sheet {
  const instrument = INSTRUMENTS[id]
  const items = instrument.items.filter((item) => item.scored && item.suicideFrom === null)
  const own = instrument.items.find((item) => item.suicideFrom !== null)
  const answers: Record<string, number> = Object.fromEntries(items.map((item) => [item.linkId, 0]))
  if (own) answers[own.linkId] = suicide
  for (let left = Math.min(total - (own ? suicide : 0), items.length * 3); left > 0; left -= 1) {
    const open = items.filter((item) => answers[item.linkId]! < 3)
    // The first items of both scales (interest, mood, worry) carry more of a low total than the last ones.
    const item = open[Math.min(random.int(0, open.length - 1), random.int(0, open.length - 1))]!
    answers[item.linkId]! += 1
  }
  if (id === 'phq-9') answers['difficulty'] = total >= 15 ? 2 : total >= 5 ? 1 : 0
  const scored = scoreAnswers(instrument, answers)
  if (!scored.ok) throw new Error(`the demonstration made answers that are refused: ${scored.refusal.path}`)
  const { complete, band, flags } = scored.value
  return { instrument: id, band_scheme: instrument.bands?.scheme ?? '', answers, complete, total: scored.value.total, band, flags }
}

export type Totals = { readonly phq9: number; readonly gad7: number }
export type Trajectory = {
  readonly base: Totals
  /** Before the k-th infusion of the induction, k from 1. */
  before(k: number): Totals
  /** A day after the k-th. */
  after(k: number): Totals
  /** The first score 14 to 31 days after the last: what the outcome is called after. */
  followUp(): Totals
  /** Later, `days` after the last induction infusion. */
  later(days: number, afterwards: 'sustained' | 'relapse'): Totals
}

/** How much of the way to the final score is gone after k infusions: most of it in the first three (published median of infusions to response: 3). */
const progress = (k: number): number => 1 - 0.62 ** k

const finals: Readonly<Record<Outcome, (random: Random, base: number) => number>> = {
  remission: (random) => random.int(1, 4),
  response: (random, base) => random.int(5, Math.floor(base / 2)),
  partial: (random, base) => Math.round(base * (0.56 + random.next() * 0.16)),
  none: (random, base) => Math.round(base * (0.86 + random.next() * 0.12)),
  worse: (random, base) => base + random.int(2, 4),
}

export function trajectory(random: Random, outcome: Outcome): Trajectory {
  const base: Totals = { phq9: Math.round(random.normal(17.5, 3.2, 12, 22)), gad7: Math.round(random.normal(13.5, 3.4, 6, 20)) }
  const phq9 = finals[outcome](random, base.phq9)
  // Anxiety falls less than depression in published clinics (about 30 %).
  const gad7 = Math.round(base.gad7 + (phq9 / base.phq9 - 1) * 0.75 * base.gad7)
  const along = (fraction: number, noise: number): Totals => ({
    phq9: Math.round(random.normal(base.phq9 + (phq9 - base.phq9) * fraction, noise, 0, 24)), gad7: Math.round(random.normal(base.gad7 + (gad7 - base.gad7) * fraction, noise, 0, 21)),
  })
  return {
    base, before: (k) => (k === 1 ? base : along(progress(k - 1), 1.1)), after: (k) => along(Math.min(1.05, progress(k) + 0.08), 1.1), followUp: () => ({ phq9, gad7 }),
    later: (days, afterwards) => (afterwards === 'relapse' ? along(Math.max(0.1, 1 - Math.max(0, days - 30) / 70), 1) : along(0.97, 0.6)),
  }
}
