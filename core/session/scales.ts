// The scales of the chair and what a score on each may be. Sources: docs/sources.md#scales.
import { badInput, type BadInput } from '../shared/index.ts'

export type ScaleName = 'MOAA/S' | 'RASS' | '0-10' | 'CADSS-6' | 'pain' | 'nausea' | 'distress'
type Scale = { readonly min: number; readonly max: number; readonly words: string }

/** Whole numbers from `min` to `max`. Nausea is 0 none, 1 mild, 2 moderate, 3 severe or vomiting; CADSS-6 is six items of 0 to 4. */
export const SCALES: Readonly<Record<ScaleName, Scale>> = {
  'MOAA/S': { min: 0, max: 5, words: 'MOAA/S' },
  'RASS': { min: -5, max: 4, words: 'RASS' },
  '0-10': { min: 0, max: 10, words: 'dissociation, 0 to 10' },
  'CADSS-6': { min: 0, max: 24, words: 'CADSS-6' },
  'pain': { min: 0, max: 10, words: 'pain, 0 to 10' },
  'nausea': { min: 0, max: 3, words: 'nausea, 0 to 3' },
  'distress': { min: 0, max: 10, words: 'distress, 0 to 10' },
}

type Scored = { readonly type: string; readonly scale?: string; readonly symptom?: string; readonly score?: number; readonly items?: Readonly<Record<string, number>> }

/** The bad input of a score that its scale does not have; null when it has, or when the fact carries no score. */
export function scoreWithin(event: Scored, path: string): BadInput | null {
  if (event.score === undefined) return null
  const name = event.type === 'symptom-rated' ? event.symptom : event.scale
  const scale = SCALES[name as ScaleName]
  if (event.items !== undefined && (event.scale !== 'CADSS-6' || Object.values(event.items).reduce((a, b) => a + b, 0) !== event.score))
    return badInput(path ? `${path}.items` : 'items', event.items, 'the six items of CADSS-6, whose sum is the score')
  if (!scale || (Number.isInteger(event.score) && event.score >= scale.min && event.score <= scale.max)) return null
  return badInput(path ? `${path}.score` : 'score', event.score, `a whole number from ${scale.min} to ${scale.max} (${scale.words})`)
}
