// A discrepancy is a short log of its own: opened, assigned, explained or decided, reported.
import type { LocalDate } from '../shared/index.ts'
import type { Difference } from './day-close.ts'
import { lossDeadlines } from './deadlines.ts'
import type { DiscrepancyRow, EntryKind } from './wire.ts'

export type DiscrepancyEntry = { readonly kind: EntryKind; readonly at: string; readonly by: string; readonly witness: string | null; readonly discrepancy: string; readonly reason: string | null; readonly details: Readonly<Record<string, unknown>> }

/**
 * The state of one discrepancy out of its lines, in their order; null when the first is not its opening. It is closed by an explanation, by the decision that it is no significant loss, or, when it
 * is one, once the field office was told and Form 106 is filed (CS-11). `nameOf` gives the name of a member of staff.
 */
export function discrepancyOf(entries: readonly DiscrepancyEntry[], settings: { readonly notify_business_days: number; readonly file_days: number }, nameOf: (staff: string) => string): DiscrepancyRow | null {
  const [opened, ...rest] = entries
  if (opened?.kind !== 'discrepancy-opened') return null
  const last = (kind: EntryKind): DiscrepancyEntry | undefined => rest.findLast((e) => e.kind === kind)
  const owner = String((last('discrepancy-assigned') ?? opened).details['owner'])
  const decided = last('discrepancy-decided')
  const significant = decided === undefined ? null : decided.details['significant'] === true
  const [notified, filed] = [last('discrepancy-notified'), last('discrepancy-filed')]
  const isClosed = last('discrepancy-explained') !== undefined || significant === false || (significant === true && notified !== undefined && filed !== undefined)
  const discovered_on = String(opened.details['discovered_on']) as LocalDate
  return {
    discrepancy: opened.discrepancy, opened_at: opened.at, discovered_on, day: String(opened.details['day']), owner, owner_name: nameOf(owner), difference: opened.details['difference'] as Difference,
    state: isClosed ? 'closed' : significant === true ? 'decided' : 'open', significant, ...lossDeadlines(discovered_on, settings),
    notified_on: notified === undefined ? null : String(notified.details['on']), filed_on: filed === undefined ? null : String(filed.details['on']), form_number: filed === undefined ? null : String(filed.details['number']),
    steps: entries.map((e) => ({ kind: e.kind, at: e.at, by: e.by, witness: e.witness, note: e.reason })),
  }
}
