// What a patient says on the phone about the day of the visit: the ride home, what is new, what they took, when they last ate and drank. Which question is asked follows from the answers before it.
import { badInput, DAY_MS, ok, parseInstant, refuse, type BadInput, type Instant, type Result } from '../shared/index.ts'
import type { Readiness, ReadinessAsks } from './wire.ts'

/** Each question is answered by the field of its name, in this order. */
export type ReadinessField = keyof Readiness
/** The choices of the questions that have them, in the order in which they stand on the screen. */
export const READINESS_CHOICES = {
  ride: ['adult', 'under-18', 'nobody'], changed: ['no', 'yes'], pregnant: ['no', 'possible', 'not-applicable'], substances: ['no', 'yes'], ate: ['light', 'fatty', 'none'], drank: ['clear', 'none'],
} as const satisfies { readonly [F in ReadinessField]?: readonly NonNullable<Readiness[F]>[] }
/** The longest words that are kept, in characters. */
export const READINESS_WORDS = { driver_name: 200, driver_phone: 60, changes: 2000, substances_words: 2000 } as const satisfies { readonly [F in ReadinessField]?: number }

/** `none` says "nothing today or yesterday"; a time further back is a slip of the finger. */
const OLDEST_MS = 3 * DAY_MS

const ORDER: readonly (readonly [field: ReadinessField, isAsked: (said: Readiness, asks: ReadinessAsks) => boolean])[] = [
  ['ride', () => true],
  ['driver_name', ({ ride }) => ride === 'adult'],
  ['driver_phone', ({ ride }) => ride === 'adult'],
  ['changed', () => true],
  ['changes', ({ changed }) => changed === 'yes'],
  ['pregnant', (_, asks) => asks.pregnancy],
  ['substances', (_, asks) => asks.day],
  ['substances_words', ({ substances }, asks) => asks.day && substances === 'yes'],
  ['ate', (_, asks) => asks.day],
  ['ate_at', ({ ate }, asks) => asks.day && (ate === 'light' || ate === 'fatty')],
  ['drank', (_, asks) => asks.day],
  ['drank_at', ({ drank }, asks) => asks.day && drank === 'clear'],
]

/** The questions that are asked, given the answers so far. An answer only ever adds or takes away questions that come after it. */
export const readinessAsked = (said: Readiness, asks: ReadinessAsks): ReadinessField[] => ORDER.flatMap(([field, isAsked]) => (isAsked(said, asks) ? [field] : []))

/** The answers to questions that are asked: who first named a driver and then said "nobody" has named nobody. Empty words are no answer. */
export function readinessKept(said: Readiness, asks: ReadinessAsks): Readiness {
  const asked = readinessAsked(said, asks)
  return Object.fromEntries(asked.flatMap((field) => {
    const value = said[field]?.trim()
    return value === undefined || value === '' ? [] : [[field, value]]
  }))
}

/**
 * Reads answers as they come from a phone: field -> text, every field may be left out. Times are ISO 8601 with offset, not after `latest` and not more than three days before it.
 * Refuses an unknown field, a choice that is not offered, words that are too long or hold what cannot be stored, and such times, with the path `readiness.<field>`.
 */
export function readReadiness(given: unknown, latest: Instant): Result<Readiness, BadInput> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return refuse(badInput('readiness', given, 'an object of questions and answers'))
  for (const [field, value] of Object.entries(given)) {
    const allowed = problemOf(field, value, latest)
    if (allowed !== null) return refuse(badInput(`readiness.${field}`, value, allowed))
  }
  return ok(given as Readiness)
}

/** What would be allowed instead, or null when the answer is well. */
function problemOf(field: string, value: unknown, latest: Instant): string | null {
  if (!ORDER.some(([known]) => known === field)) return `the questions ${ORDER.map(([known]) => known).join(', ')}`
  if (typeof value !== 'string') return 'text'
  if (Object.hasOwn(READINESS_CHOICES, field)) {
    const choices: readonly string[] = READINESS_CHOICES[field as keyof typeof READINESS_CHOICES]
    return choices.includes(value) ? null : `one of ${choices.join(', ')}`
  }
  if (Object.hasOwn(READINESS_WORDS, field)) {
    const most = READINESS_WORDS[field as keyof typeof READINESS_WORDS]
    // A database takes neither a zero character nor half of a surrogate pair.
    return value.length <= most && value.isWellFormed() && !value.includes('\u0000') ? null : `text of up to ${most} characters`
  }
  const at = parseInstant(value)
  return at !== null && at <= latest && at >= latest - OLDEST_MS ? null : 'a time with its offset, not in the future and at most three days ago'
}
