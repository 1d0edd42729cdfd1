// What screens and server say to each other about a new patient: the history, the checklist, the decision and the consent.
import type { ConsentText, History, Strength } from '../intake/index.ts'
import type { Language, Said } from '../shared/index.ts'
import type { Eligibility, EligibilityOverride } from './eligibility.ts'

export type HistoryRow = { readonly question: string; readonly answer: History[string]; readonly answered_at: string; readonly source: 'patient' | 'clinic'; readonly by: string | null }
export type FindingRow = { readonly item: string; readonly finding: 'present' | 'review' | 'absent'; readonly note: string; readonly by: string; readonly at: string }
export type DecisionRow = { readonly decision: 'eligible' | 'declined'; readonly reason: string; readonly overrides: readonly EligibilityOverride[]; readonly by: string; readonly at: string }
export type ConsentRow = { readonly consent: string; readonly version: number; readonly problem: string; readonly language: Language; readonly signed_name: string; readonly signed_at: string; readonly source: 'phone' | 'clinic'; readonly recorded_by: string | null; readonly interpreter: string | null; readonly ends_at: string; readonly course: string | null; readonly withdrawn_at: string | null; readonly withdrawn_reason: string | null }
export type ConsentStanding = { readonly state: 'current' | 'none' | 'again'; readonly why: string }
/** What keeps the first chair from being booked, in words; empty when nothing does. */
export type Enrolment = {
  readonly history: readonly HistoryRow[]
  readonly open: readonly string[]
  readonly sex: string
  readonly eligibility: Eligibility
  readonly findings: readonly FindingRow[]
  readonly decisions: readonly DecisionRow[]
  readonly consents: readonly ConsentRow[]
  readonly consent: ConsentStanding
  /** The clinic's text that can be signed; null until a version is approved. */
  readonly consent_version: number | null
  readonly stands_in_the_way: readonly string[]
  /** A key to "My treatment" that is alive. */
  readonly key: { readonly created_at: string; readonly last_used_at: string | null } | null
}
export type ConsentTextRow = { readonly version: number; readonly content: ConsentText; readonly written_by: string; readonly written_at: string; readonly approved_by: string | null; readonly approved_at: string | null }
/** A text as the patient reads it: with what is known for their problem. */
export type ConsentView = {
  readonly version: number
  readonly problem: string
  readonly name: string
  readonly sections: readonly { readonly id: string; readonly initials: boolean; readonly title: Said; readonly body: Said; readonly claims: readonly { readonly says: Said; readonly strength: Strength; readonly source: string }[] }[]
  readonly teach_back: ConsentText['teach_back']
}
