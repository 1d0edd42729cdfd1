// What the screens and the server say to each other about forms and scores.
import type { Language } from '../shared/index.ts'

export type Purpose = 'baseline' | 'before-session' | 'next-day' | 'follow-up'
/** `suicide-item` opens an alert; the others say how a total came about. */
export type ScoreFlag =
  | { readonly kind: 'suicide-item'; readonly linkId: string; readonly value: number }
  | { readonly kind: 'prorated' | 'not-applicable'; readonly linkId: string; readonly value: null }
export type ScoreRow = {
  readonly score: string
  readonly instrument: string
  readonly total: number | null
  readonly band: string | null
  readonly complete: boolean
  readonly flags: readonly ScoreFlag[]
  readonly answered_at: string
  readonly source: 'phone' | 'clinic' | 'imported'
  /** The sliders of the clinic's own check-in, linkId -> 0..10: it has no total, each answer is read for itself. Null for a scored instrument. */
  readonly check_in: Readonly<Record<string, number>> | null
}
/** What a patient says on the phone about the day. Times are ISO 8601; every answer may be left out. */
export type Readiness = {
  readonly ride?: 'adult' | 'under-18' | 'nobody'
  readonly driver_name?: string
  readonly driver_phone?: string
  /** Anything new since the last visit, and what: medicines, doses, an illness. */
  readonly changed?: 'no' | 'yes'
  readonly changes?: string
  readonly pregnant?: 'no' | 'possible' | 'not-applicable'
  /** Alcohol, a sedative or another drug in the last 24 hours, and what. */
  readonly substances?: 'no' | 'yes'
  readonly substances_words?: string
  /** The last food: a light meal, a fatty, fried or full one, or nothing today and yesterday. */
  readonly ate?: 'light' | 'fatty' | 'none'
  readonly ate_at?: string
  readonly drank?: 'clear' | 'none'
  readonly drank_at?: string
}
/** Which of the questions make sense for this patient now. `day`: those about the last hours, from 24 hours before the visit on. */
export type ReadinessAsks = { readonly pregnancy: boolean; readonly day: boolean }
/** A form as the phone shows it: no account, first name only. */
export type FormView = {
  readonly purpose: Purpose
  readonly greeting: string
  readonly clinic: string
  readonly language: Language
  readonly is_demonstration: boolean
  readonly instruments: readonly string[]
  readonly completed_at: string | null
  /** Saved at each answer: instrument -> linkId -> value. */
  readonly draft: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** The questions about the day of the visit; null for a form that is not about a visit to come. */
  readonly readiness: { readonly asks: ReadinessAsks; readonly draft: Readiness; readonly time_zone: string } | null
}
/** Answers of the phone form. `next-day` also carries the check-in's own questions (clinic-owned, 0-10) under instrument `check-in`. */
export type FormAnswers = { readonly answers: Readonly<Record<string, Readonly<Record<string, number>>>>; readonly words?: string; readonly readiness?: Readiness }
/** `staffed`: whether somebody is at the clinic now, and when the next one is. */
export type FormDone = { readonly safety: boolean; readonly staffed: { readonly now: boolean; readonly next: string | null; readonly time_zone: string } }
export type FormLink = { readonly formLink: string; readonly url: string; readonly expires_at: string }
export type SafetyAlert = {
  readonly alert: string
  readonly patient: string
  readonly name: string
  readonly instrument: string
  /** Null for a role that may not read the chart: the front desk sees that somebody must be called, not the answer. */
  readonly item: string | null
  readonly answer: number | null
  readonly opened_at: string
  readonly acknowledged_at: string | null
  readonly acknowledged_by: string | null
  /** What the owner said they would do; null for a role that may not read the chart. */
  readonly action_taken: string | null
  /** Until when an outcome must be written. */
  readonly close_by: string
  readonly closed_at: string | null
  readonly closed_by: string | null
  readonly outcome: string | null
  /** Who on call was told, and when. */
  readonly told: readonly { readonly name: string | null; readonly at: string }[]
}
