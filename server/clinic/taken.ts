// From core's decision to the handler: the value, or the refusal thrown to where refusals are answered.
import type { Result } from '@chairside/core/shared'
import { Refused, type Refusal } from '../http/refusal.ts'

export function taken<T>(result: Result<T, Refusal>): T {
  if (!result.ok) throw new Refused(result.refusal)
  return result.value
}
