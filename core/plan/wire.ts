// What the screens and the server say to each other about the protocol, a course, its visits and its orders.
import type { WeightBasis } from '../pharmacy/index.ts'
import type { ExposureFlag, ExposureWindow } from './exposure.ts'
import type { ProtocolSettings } from './protocol.ts'
import type { SafetyTask } from './safety-due.ts'
import type { TitrationProposal, TitrationReason } from './titration.ts'

export type { WeightBasis }
export type Protocol = { readonly version: number; readonly settings: ProtocolSettings; readonly approved_at: string | null; readonly approved_by: string | null }

export type NewVisit = { readonly session: string; readonly ordinal: number; readonly site: string; readonly chair: string; readonly start: string }
export type NewCourse = { readonly course: string; readonly kind: 'induction' | 'booster'; readonly indication: string; readonly visits: readonly NewVisit[] }
export type VisitProposal = { readonly ordinal: number; readonly site: string; readonly chair: string; readonly start: string; readonly end: string }

export type OrderFlag = { readonly level: 'block' | 'attest' | 'warn' | 'info'; readonly rule: string; readonly message: string }
/** The four weights side by side, where the basis is a choice. */
export type WeightChoice = { readonly basis: WeightBasis; readonly dosing_weight_kg: number; readonly dose_mg: number }
export type OrderAsked = {
  readonly dose_mg_per_kg: number
  readonly duration_min: number
  readonly weight_basis: WeightBasis
  readonly vial_mg_per_ml: number
  readonly bag_ml: number
  readonly withdraw_equal_volume: boolean
}
export type OrderPreview = OrderAsked & {
  readonly weight_kg: number
  readonly weight_measured_at: string
  readonly height_cm: number | null
  readonly bmi_kg_m2: number | null
  readonly dosing_weight_kg: number
  readonly dose_mg: number
  readonly draw_ml: number
  readonly final_ml: number
  readonly concentration_mg_per_ml: number
  readonly rate_ml_per_h: number
  readonly rate_mg_per_kg_per_h: number
  readonly choices: readonly WeightChoice[]
  readonly flags: readonly OrderFlag[]
}
export type Order = {
  readonly order: string
  readonly course: string
  readonly applies_from: number
  readonly dose_mg_per_kg: number
  readonly dose_mg: number
  readonly weight_kg: number
  readonly dosing_weight_kg: number
  readonly weight_basis: WeightBasis
  readonly duration_min: number
  readonly vial_mg_per_ml: number
  readonly draw_ml: number
  readonly final_ml: number
  readonly concentration_mg_per_ml: number
  readonly rate_ml_per_h: number
  readonly flags: readonly OrderFlag[]
  readonly written_by: string
  readonly signed_by: string | null
  readonly signed_at: string | null
}
export type CourseRow = {
  readonly course: string
  readonly kind: 'induction' | 'booster'
  readonly indication: string
  readonly planned_sessions: number
  readonly status: 'active' | 'completed' | 'ended'
  readonly weight_basis: WeightBasis | null
}

export type OutsideExposure = { readonly exposure: string; readonly on: string; readonly drug: 'ketamine' | 'esketamine'; readonly dose_mg: number | null; readonly times: number; readonly place: string; readonly by: string }
export type SafetyTaskRow = { readonly task: SafetyTask; readonly rule: string; readonly words: string; readonly due_on: string; readonly overdue_d: number; readonly why: string; readonly owner: string | null; readonly owner_name: string | null }
export type SafetyDone = { readonly task: SafetyTask; readonly on: string; readonly by: string; readonly note: string | null }
/** What a treatment over months looks like: the next step of the dose, the sum of the drug, what is due. */
export type Treatment = {
  readonly titration: TitrationProposal
  readonly advice: readonly TitrationReason[]
  readonly windows: readonly ExposureWindow[]
  readonly flags: readonly ExposureFlag[]
  readonly here: readonly { readonly session: string; readonly ordinal: number; readonly at: string; readonly dose_mg: number; readonly dose_mg_per_kg: number }[]
  readonly elsewhere: readonly OutsideExposure[]
  readonly due: readonly SafetyTaskRow[]
  readonly done: readonly SafetyDone[]
}
/** A due task over all patients. */
export type DueTask = SafetyTaskRow & { readonly patient: string; readonly name: string }
