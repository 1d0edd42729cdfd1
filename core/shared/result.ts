/** A decision: the value, or the clinic's "no" with its numbers. Never thrown. */
export type Result<T, No> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: No }

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })
export const refuse = <No>(refusal: No): { readonly ok: false; readonly refusal: No } => ({ ok: false, refusal })

/** Input that is not what was asked for: the place, what stood there, and what may stand there. */
export type BadInput = { readonly kind: 'bad-input'; readonly path: string; readonly value: unknown; readonly allowed: string }

export const badInput = (path: string, value: unknown, allowed: string): BadInput => ({ kind: 'bad-input', path, value, allowed })

/** One line for a person: `answers.3: 4 is not allowed; allowed: 0, 1, 2 or 3`. Long values are cut at 60 characters. */
export function describeBadInput({ path, value, allowed }: BadInput): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value) ?? 'an unprintable value'
  const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text
  return `${path}: ${shown} is not allowed; allowed: ${allowed}`
}

/** For the end of a switch over a closed union: does not compile while a case is missing. */
export function impossible(value: never): never {
  throw new Error(`unexpected case ${JSON.stringify(value)}`)
}
