// The notes of the demonstration's visits, as they were read and signed: the same text that the Chair would have shown at that moment, with its hash.
import { roundTo } from '@chairside/core/shared'
import { PROPOSED_PROTOCOL, type Order } from '@chairside/core/plan'
import { countOfFacts, fold, writeNote, type SessionEvent } from '@chairside/core/session'
import { sha256 } from '../log/chain.ts'
import { TIME_ZONE } from './names.ts'
import type { Given } from './visit-plan.ts'

export type Signing = { readonly ordinal: number; readonly chairName: string; readonly given: Given; readonly nameOf: (actor: string) => string }

/** The order that the infusion was started from, as far as a note needs it. */
const orderOf = (given: Given): Order => ({
  order: given.order!, course: '', applies_from: 1, dose_mg_per_kg: given.dose_mg_per_kg, dose_mg: given.dose_mg, weight_kg: given.weight_kg, dosing_weight_kg: given.weight_kg, weight_basis: given.weight_basis,
  duration_min: roundTo((given.volume_mL / given.rate_mL_per_h) * 60, 0), vial_mg_per_ml: 0, draw_ml: 0, final_ml: given.volume_mL, concentration_mg_per_ml: given.concentration_mg_per_mL, rate_ml_per_h: given.rate_mL_per_h, flags: [], written_by: '', signed_by: null, signed_at: null,
})

/** Puts text, hash and number of facts into each signature of a log that is in order of time. */
export function signNotes(events: readonly SessionEvent[], { ordinal, chairName, given, nameOf }: Signing): SessionEvent[] {
  return events.map((event, i) => {
    if (event.type !== 'signed') return event
    const view = fold(events.slice(0, i))
    const noteText = writeNote(view, { timeZone: TIME_ZONE, ordinal, planned_sessions: 6, chair_name: chairName, order: orderOf(given), settings: PROPOSED_PROTOCOL, nameOf }).text
    return { ...event, noteText, noteHash: sha256(noteText), facts: countOfFacts(view) }
  })
}
