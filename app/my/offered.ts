// Which of the patient's own words are offered back, gently: one at a time, another each day; and when a score has risen again, an intention or a moment of clarity first.
import { INSTRUMENTS } from '@chairside/core/intake'
import { DAY_MS } from '@chairside/core/shared'
import type { MyTreatment, MyWord } from '@chairside/core/plan'

/** Whether the last score of a scale lies above the best one since the first infusion by more than noise. */
export function hasRisen({ scores, infusions }: Pick<MyTreatment, 'scores' | 'infusions'>): boolean {
  const first = infusions[0]
  if (first === undefined) return false
  return (['gad-7', 'phq-9'] as const).some((id) => {
    const since = scores.filter((score) => score.instrument === id && score.at >= first)
    const last = since.at(-1)
    const best = since.reduce((least, score) => Math.min(least, score.total), Infinity)
    return last !== undefined && last.total - best >= (INSTRUMENTS[id].change?.reliable ?? Infinity)
  })
}

/** The word to offer now; null when there is none that is at least a day old: what was just written needs no reminder. */
export function offered(mine: Pick<MyTreatment, 'words' | 'scores' | 'infusions'>, now: number): MyWord | null {
  const old = mine.words.filter((word) => now - Date.parse(word.said_at) > DAY_MS)
  if (old.length === 0) return null
  const first = hasRisen(mine) ? old.filter((word) => word.kind === 'intention' || word.kind === 'moment') : old
  const from = first.length > 0 ? first : old
  return from[Math.floor(now / DAY_MS) % from.length]!
}
