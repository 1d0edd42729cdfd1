// What makes a visit of the day doubtful, from what the patient said on the phone: the ride home and the last food and drink. The front desk sees this, so it says nothing else of what was answered.
import { instant, parseInstant, type Instant } from '../shared/index.ts'
import type { Readiness } from '../intake/index.ts'
import type { ProtocolSettings } from '../plan/index.ts'
import { fastingShort } from './checklist-rows.ts'

/** `at`: when they ate or drank; `from`: when that is long enough ago. ISO 8601. */
export type VisitDoubt = { readonly kind: 'no-ride' | 'young-ride' } | { readonly kind: 'ate' | 'drank'; readonly at: string; readonly from: string }

/** PR-03 and PR-05 before the patient comes. Fasting is measured to the planned start, or to `now` when that is over. What kind of food it was only counts; it is not told. */
export function visitDoubts(said: Readiness, start: Instant, { start_gate }: Pick<ProtocolSettings, 'start_gate'>, now: Instant): VisitDoubt[] {
  const [ateAt, drankAt] = [parseInstant(said.ate_at), parseInstant(said.drank_at)]
  const begins = instant(Math.max(start, now))
  const iso = (at: Instant): string => new Date(at).toISOString()
  const ride: VisitDoubt[] = said.ride === 'nobody' ? [{ kind: 'no-ride' }] : said.ride === 'under-18' ? [{ kind: 'young-ride' }] : []
  const short = (kind: 'ate' | 'drank', times: Parameters<typeof fastingShort>[0], at: Instant | null): VisitDoubt[] => (at === null ? [] : fastingShort(times, { start_gate }, begins).map((one) => ({ kind, at: iso(at), from: iso(one.from) })))
  return [...ride, ...short('ate', { ateAt, ateFatty: said.ate === 'fatty' }, ateAt), ...short('drank', { drankAt }, drankAt)]
}
