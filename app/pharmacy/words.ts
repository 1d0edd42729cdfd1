// How amounts and states of the controlled drug are said.
import { mgOf, mlOf, type EntryKind, type VialState } from '@chairside/core/pharmacy'

/** `0.8 mL`: never rounded, a microlitre is a thousandth. */
export const mlText = (volume_ul: number): string => `${mlOf(volume_ul)} mL`
export const mgText = (mass_ug: number): string => `${mgOf(mass_ug)} mg`
export const STATE_WORDS: Readonly<Record<VialState, string>> = { 'sealed': 'sealed', 'open': 'open', 'empty': 'empty', 'expired': 'expired', 'past-use': 'past its days in use', 'recalled': 'recalled' }
export const KIND_WORDS: Readonly<Record<EntryKind, string>> = {
  'received': 'Received', 'drawn': 'Drawn', 'given': 'Given', 'wasted': 'Wasted', 'returned': 'Returned', 'transferred': 'Transferred', 'lost': 'Lost', 'found': 'Found', 'counted': 'Variance of a count', 'corrected': 'Taken back',
  'prepared': 'Bag prepared', 'count-taken': 'Counted', 'inventory-taken': 'Inventory', 'day-closed': 'Day closed', 'discrepancy-opened': 'Discrepancy opened', 'discrepancy-assigned': 'Discrepancy assigned', 'discrepancy-explained': 'Discrepancy explained',
  'discrepancy-decided': 'Discrepancy decided', 'discrepancy-notified': 'Field office told', 'discrepancy-filed': 'Form 106 filed',
}
/** Whole microlitres of a typed number of mL; null where it is none. */
export function ulOf(text: string): number | null {
  const ul = Number((Number(text) * 1000).toPrecision(12))
  return text.trim() !== '' && Number.isInteger(ul) && ul >= 0 ? ul : null
}
