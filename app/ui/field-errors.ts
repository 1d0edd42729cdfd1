// A refusal of the server, put at the field that it is about.
import { ApiError } from '../api.ts'

export type FieldErrors = Readonly<Record<string, string>>

/** The message at its field; empty when the refusal is about no field of the form. The path before the message is left out: the reader sees the field. */
export function fieldErrors(error: unknown, fields: readonly string[]): FieldErrors {
  if (!(error instanceof ApiError) || error.path === null) return {}
  const field = fields.find((name) => error.path === name || error.path!.startsWith(`${name}.`))
  if (field === undefined) return {}
  const allowed = /; allowed: (.*)$/s.exec(error.message)?.[1]
  return { [field]: allowed === undefined ? error.message : `Please give ${allowed}.` }
}

/** Moves to the first field that is marked wrong, after the render that marks it. */
export function focusFirstError(form: HTMLElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
