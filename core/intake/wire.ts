// What the screens and the server say to each other about forms and scores.
export type Purpose = 'baseline' | 'before-session' | 'next-day' | 'follow-up'
export type ScoreFlag = { readonly kind: 'suicide-item'; readonly linkId: string; readonly value: number }
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
/** What a patient says on the phone about the day: when they last ate and drank, who takes them home, what is new. Times are ISO 8601; every answer may be left out. */
export type Readiness = {
  readonly ate_at?: string
  /** Whether that was a fatty or fried meal. */
  readonly ate_fatty?: boolean
  readonly drank_at?: string
  readonly driver_name?: string
  readonly driver_phone?: string
  /** New medicines, an illness, anything that changed. */
  readonly changes?: string
  readonly pregnant?: 'no' | 'possible' | 'not-applicable'
}
/** A form as the phone shows it: no account, first name only. */
export type FormView = {
  readonly purpose: Purpose
  readonly greeting: string
  readonly clinic: string
  readonly is_demonstration: boolean
  readonly instruments: readonly string[]
  readonly completed_at: string | null
  /** Saved at each answer: instrument -> linkId -> value. */
  readonly draft: Readonly<Record<string, Readonly<Record<string, number>>>>
}
/** Answers of the phone form. `next-day` also carries the check-in's own questions (clinic-owned, 0-10) under instrument `check-in`. */
export type FormAnswers = { readonly answers: Readonly<Record<string, Readonly<Record<string, number>>>>; readonly words?: string }
export type FormDone = { readonly safety: boolean }
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
}
