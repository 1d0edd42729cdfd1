// What waits for somebody at the Desk besides the day: people who asked for a talk, and what patients said after a visit.
import type { Language } from '../shared/index.ts'

export type InquiryRow = { readonly inquiry: string; readonly name: string; readonly contact: string; readonly language: Language; readonly words: string | null; readonly screen: { readonly scale: string; readonly result: string } | null; readonly asked_at: string }
export type FeedbackRow = { readonly feedback: string; readonly patient: string; readonly name: string; readonly session: string; readonly answers: Readonly<Record<string, number>>; readonly words: string | null; readonly given_at: string; readonly owner: string | null }
/** Feedback only for who may read the chart. */
export type Inbox = { readonly inquiries: readonly InquiryRow[]; readonly feedback: readonly FeedbackRow[] }
export type PublicPage = { readonly page: string | null; readonly url: string | null; readonly texts: Readonly<Record<Language, Readonly<Record<string, string>>>> }
