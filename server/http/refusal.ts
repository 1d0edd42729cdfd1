// The clinic's "no" on its way out: every refusal has a kind, a status and words for a person. One place maps them.
import { describeBadInput, type BadInput } from '@chairside/core/shared'

export type Refusal =
  | BadInput
  | { readonly kind: 'not-signed-in' }
  | { readonly kind: 'locked' }
  | { readonly kind: 'not-allowed'; readonly act: string }
  | { readonly kind: 'not-found'; readonly what: string }
  | { readonly kind: 'conflict'; readonly message: string; readonly rule?: string; readonly details?: unknown }
  | { readonly kind: 'refused'; readonly message: string; readonly rule?: string; readonly details?: unknown }
  | { readonly kind: 'too-many'; readonly message: string; readonly retryAfter_s: number }

/** Thrown inside a handler to end it with a "no"; the transaction's writes are undone, the audit row stays. */
export class Refused extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.kind)
    this.refusal = refusal
  }
}

const STATUS: Readonly<Record<Refusal['kind'], number>> = {
  'bad-input': 400, 'not-signed-in': 401, 'locked': 423, 'not-allowed': 403, 'not-found': 404, 'conflict': 409, 'refused': 422, 'too-many': 429,
}
export const statusOf = (refusal: Refusal): number => STATUS[refusal.kind]

export function messageOf(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'bad-input': return describeBadInput(refusal)
    case 'not-signed-in': return 'Please sign in.'
    case 'locked': return 'This device is locked. Enter your PIN.'
    case 'not-allowed': return `Your role does not include this (${refusal.act}).`
    case 'not-found': return `There is no such ${refusal.what}.`
    case 'conflict': case 'refused': case 'too-many': return refusal.message
  }
}

export type RefusalBody = { readonly error: { readonly kind: Refusal['kind']; readonly message: string; readonly path?: string; readonly rule?: string; readonly details?: unknown } }

export function bodyOf(refusal: Refusal): RefusalBody {
  return {
    error: {
      kind: refusal.kind, message: messageOf(refusal),
      ...('path' in refusal ? { path: refusal.path } : {}), ...('rule' in refusal && refusal.rule !== undefined ? { rule: refusal.rule } : {}),
      ...('details' in refusal && refusal.details !== undefined ? { details: refusal.details } : {}),
    },
  }
}
