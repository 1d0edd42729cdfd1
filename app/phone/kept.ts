// The answers so far, kept on the phone itself until they are sent: a dropped line or a closed browser loses nothing.
import type { Readiness } from '@chairside/core/intake'
import type { Answers } from './steps.ts'

export type Kept = { readonly answers: Answers; readonly words: string; readonly said: Readiness }
const NOTHING: Kept = { answers: {}, words: '', said: {} }

/** A short name for a link that cannot be turned back into the link (32-bit FNV-1a). */
export function nameOf(token: string): string {
  let hash = 0x811c9dc5
  for (const char of token) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193)
  return `chairside-form-${(hash >>> 0).toString(16)}`
}

const isAnswers = (value: unknown): value is Answers =>
  typeof value === 'object' && value !== null && Object.values(value).every((group) => typeof group === 'object' && group !== null && Object.values(group as object).every((v) => typeof v === 'number'))

const isSaid = (value: unknown): value is Readiness => typeof value === 'object' && value !== null && Object.values(value).every((v) => typeof v === 'string')

export function readKept(storage: Pick<Storage, 'getItem'>, token: string): Kept {
  try {
    const kept = JSON.parse(storage.getItem(nameOf(token)) ?? 'null') as Partial<Kept> | null
    return kept && isAnswers(kept.answers) ? { answers: kept.answers, words: typeof kept.words === 'string' ? kept.words : '', said: isSaid(kept.said) ? kept.said : {} } : NOTHING
  } catch {
    // A browser that forbids storage, or a text that is not ours: the server's draft is still there.
    return NOTHING
  }
}

export function keep(storage: Pick<Storage, 'setItem'>, token: string, kept: Kept): void {
  try { storage.setItem(nameOf(token), JSON.stringify(kept)) } catch { /* private browsing: the server's draft is still there */ }
}

export function forget(storage: Pick<Storage, 'removeItem'>, token: string): void {
  try { storage.removeItem(nameOf(token)) } catch { /* nothing was kept */ }
}
