// What a patient's own phone and the server say to each other: "My treatment".
import type { CheckInDue, History } from '../intake/index.ts'
import type { Language } from '../shared/index.ts'

export type MyVisit = {
  readonly session: string
  readonly start: string
  readonly ordinal: number
  readonly of: number | null
  readonly place: string
  readonly address: string | null
  readonly phone: string | null
  readonly time_zone: string
  readonly state: 'to-come' | 'done' | 'missed'
  /** From when on nothing may be eaten or drunk, counted back from the start (PR-03). Null for a visit that is over. */
  readonly stop: { readonly fatty_food: string; readonly light_food: string; readonly clear_drinks: string } | null
}
export type MyWordKind = 'moment' | 'different' | 'intention' | 'other'
export type MyWord = { readonly word: string; readonly kind: MyWordKind; readonly words: string; readonly tags: readonly string[]; readonly shared: boolean; readonly said_at: string; readonly session: string | null; /** Said in the chair and written down there. */ readonly in_chair: boolean; readonly after: number | null }
export type MyScore = { readonly instrument: string; readonly total: number; readonly at: string }
export type MyForm = { readonly purpose: CheckInDue['purpose']; readonly session: string | null; readonly instruments: readonly string[]; readonly until: string }
export type MyTreatment = {
  readonly greeting: string
  readonly name: string
  readonly clinic: string
  readonly is_demonstration: boolean
  readonly language: Language
  readonly time_zone: string
  readonly channel: 'mail' | 'text' | 'none'
  readonly phone: string | null
  readonly sex: string
  readonly history: History
  /** What the record holds already, for the lists of the history: nobody types twice what the clinic knows. */
  readonly known: Readonly<Record<string, readonly string[]>>
  readonly consent: { readonly state: 'current' | 'none' | 'again'; readonly why: string; readonly may_sign: boolean; readonly ends_at: string | null }
  readonly decision: { readonly decision: 'eligible' | 'declined'; readonly at: string } | null
  readonly visits: readonly MyVisit[]
  readonly planned: number | null
  readonly scores: readonly MyScore[]
  readonly infusions: readonly string[]
  readonly forms: readonly MyForm[]
  readonly words: readonly MyWord[]
  /** The visit that a short feedback is asked about; null when none is. */
  readonly feedback_for: string | null
  /** Who reads what is sent now, and when. */
  readonly staffed: { readonly now: boolean; readonly next: string | null }
}
export type MyFormLink = { readonly url: string }
