// What the screens and the server say to each other about the controlled drug.
import type { Difference } from './day-close.ts'
import type { Account, AccountKind, MovementAct } from './ledger.ts'
import type { PreparationNote } from './prepare.ts'
import type { VialState } from './stock.ts'

/** What a line of the book can be beside a movement. */
export type EntryKind =
  | MovementAct | 'prepared' | 'count-taken' | 'inventory-taken' | 'day-closed'
  | 'discrepancy-opened' | 'discrepancy-assigned' | 'discrepancy-explained' | 'discrepancy-decided' | 'discrepancy-notified' | 'discrepancy-filed'

/** A line of the book as it is hashed. `origin`: a person, or what follows from the chair's log. Times are UTC in ISO 8601. */
export type EntryBody = {
  readonly id: string
  readonly kind: EntryKind
  readonly at: string
  readonly actor: string
  readonly origin: 'person' | 'log'
  readonly device: string
  readonly witness?: string
  readonly from?: Account
  readonly to?: Account
  readonly mass_ug?: number
  readonly volume_ul?: number
  readonly vial?: string
  readonly preparation?: string
  readonly session?: string
  readonly corrects?: string
  readonly discrepancy?: string
  readonly reason?: string
  /** What only this kind carries. */
  readonly details?: Readonly<Record<string, unknown>>
}
/** A line as a screen shows it, with names for ids. */
export type EntryRow = {
  readonly seq: number
  readonly entry: string
  readonly kind: EntryKind
  readonly at: string
  readonly by: string
  readonly witness: string | null
  readonly origin: 'person' | 'log'
  readonly from: AccountKind | null
  readonly to: AccountKind | null
  readonly mass_ug: number | null
  readonly volume_ul: number | null
  readonly barcode: string | null
  readonly preparation: string | null
  readonly code: string | null
  readonly session: string | null
  readonly patient: string | null
  readonly corrects: string | null
  /** What of this movement was taken back so far. */
  readonly undone_ul: number
  readonly reason: string | null
  readonly details: Readonly<Record<string, unknown>> | null
}
export type EntryPage = { readonly entries: readonly EntryRow[]; readonly before: number | null }

export type ProductRow = { readonly product: string; readonly ndc: string; readonly name: string; readonly labeler: string; readonly strength_mg_per_ml: number; readonly container_ml: number; readonly schedule: string; readonly label_read_by: string | null; readonly label_read_at: string | null }
export type LotRow = { readonly lot: string; readonly product: string; readonly lot_number: string; readonly expires_on: string; readonly recalled_at: string | null; readonly recall_reason: string | null; readonly vials: number }
export type VialRow = {
  readonly vial: string
  readonly barcode: string
  readonly lot: string
  readonly lot_number: string
  readonly product: string
  readonly ndc: string
  readonly strength_mg_per_ml: number
  readonly fill_ul: number
  readonly volume_ul: number
  readonly mass_ug: number
  readonly state: VialState
  readonly expires_on: string
  readonly opened_on: string | null
  readonly use_by: string
  readonly counted: { readonly at: string; readonly counted_ul: number; readonly isCurrent: boolean } | null
}
export type AddressRow = { readonly address: string; readonly site: string; readonly site_name: string; readonly time_zone: string; readonly name: string; readonly postal: string; readonly registration_number: string; readonly registered_until: string | null }
export type DiscrepancyRow = {
  readonly discrepancy: string
  readonly opened_at: string
  readonly discovered_on: string
  readonly day: string
  readonly owner: string
  readonly owner_name: string
  readonly difference: Difference
  readonly state: 'open' | 'decided' | 'closed'
  readonly significant: boolean | null
  readonly notify_by: string
  readonly file_by: string
  readonly notified_on: string | null
  readonly filed_on: string | null
  readonly form_number: string | null
  readonly steps: readonly { readonly kind: EntryKind; readonly at: string; readonly by: string; readonly witness: string | null; readonly note: string | null }[]
}
/** Everything the Cabinet shows of one site. `address` null: no registered address is kept for this site yet. */
export type Cabinet = {
  readonly address: AddressRow | null
  readonly today: string
  readonly vials: readonly VialRow[]
  readonly products: readonly ProductRow[]
  readonly lots: readonly LotRow[]
  readonly preparations: readonly OpenPreparation[]
  readonly discrepancies: readonly DiscrepancyRow[]
  readonly inventory: { readonly last_on: string | null; readonly due_on: string | null }
  readonly last_closed: string | null
  /** Days with something in them that are not closed, oldest first. */
  readonly open_days: readonly string[]
  readonly others: readonly AddressRow[]
}
export type OpenPreparation = { readonly preparation: string; readonly code: string; readonly session: string; readonly patient: string; readonly at: string; readonly left_ug: number; readonly left_ul: number; readonly drawn_ug: number }

/** The outcome of closing a day: an answer, not an error, because what was found is kept. */
export type CloseAnswer = { readonly closed: boolean; readonly day: string; readonly differences: readonly Difference[]; readonly discrepancies: readonly DiscrepancyRow[] }

export type PreparationRow = {
  readonly preparation: string
  readonly code: string
  readonly prepared_at: string
  readonly by: string
  readonly start_by: string
  readonly dose_mg: number
  readonly drawn_ug: number
  readonly drawn_ul: number
  readonly bag_ml: number
  readonly overfill_ml: number
  readonly withdraw_equal_volume: boolean
  readonly flush_ml: number
  readonly final_ml: number
  readonly concentration_mg_per_ml: number
  readonly rate_ml_per_h: number
  readonly vials: readonly { readonly barcode: string; readonly lot_number: string; readonly volume_ul: number; readonly strength_mg_per_ml: number }[]
  readonly notes: readonly PreparationNote[]
  readonly given_ug: number
  readonly wasted_ug: number
  readonly left_ug: number
  readonly left_ul: number
  /** What the log says went in and the books do not yet say; 0 once it is settled. */
  readonly unsettled_ug: number
}
/** The drug of one visit: what was ordered, what was prepared, what it can be drawn from. */
export type SessionDrug = {
  readonly session: string
  readonly address: AddressRow | null
  readonly order: { readonly order: string; readonly dose_mg: number; readonly duration_min: number; readonly vial_mg_per_ml: number; readonly draw_ml: number; readonly final_ml: number } | null
  readonly vials: readonly VialRow[]
  readonly preparations: readonly PreparationRow[]
  readonly limits: { readonly half_step_mL: number; readonly smallest_draw_mL: number; readonly warn_ml_per_h: number; readonly line_mL: number; readonly start_within_min: number }
  readonly state: 'not-started' | 'running' | 'ended'
}
export type Proof = { readonly proof: string; readonly staff: string; readonly name: string }
