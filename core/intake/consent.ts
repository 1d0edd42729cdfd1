/*
Consent: what a version says, what a signature must hold, and when it counts. A new consent is asked for each series, above the dose that was spoken of, for another problem,
after its months are over, when it was taken back, and when the clinic's text has a newer version (clinical reference 10, PR-01).
*/
import { badInput, ok, refuse, type BadInput, type Instant, type Language, type Result } from '../shared/index.ts'
import { claim, evidenceFor, type Claim } from './evidence.ts'
import type { ConsentSection, ConsentText, TeachBack } from './consent-text.ts'

export type Signed = {
  readonly consent: string
  readonly version: number
  readonly problem: string
  readonly signedAt: Instant
  readonly withdrawnAt: Instant | null
  /** The series it was signed for; null while none is booked. */
  readonly course: string | null
}
export type ConsentAsks = { readonly now: Instant; readonly version: number | null; readonly problem: string | null; readonly course: string | null; readonly months: number; readonly dose_mg_per_kg: number | null; readonly covers_mg_per_kg: number }
export type ConsentState = { readonly state: 'current' | 'none' | 'again'; readonly why: string; readonly signed: Signed | null }

/** The day on which a signature of `at` ends, a calendar month counted as one. */
export function consentEnds(at: Instant, months: number): Instant {
  const date = new Date(at)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  date.setUTCDate(Math.min(day, new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()))
  return date.getTime() as Instant
}

/** Whether the latest signature counts for what is planned now. */
export function consentState(signed: readonly Signed[], { now, version, problem, course, months, dose_mg_per_kg, covers_mg_per_kg }: ConsentAsks): ConsentState {
  const last = signed.reduce<Signed | null>((latest, one) => (latest === null || one.signedAt >= latest.signedAt ? one : latest), null)
  if (!last) return { state: 'none', why: 'no consent is signed', signed: null }
  const why = last.withdrawnAt !== null ? 'it was taken back' : now >= consentEnds(last.signedAt, months) ? `it is older than ${months} months` : version !== null && last.version < version ? 'the text has a newer version'
    : problem !== null && last.problem !== problem ? 'it was signed for another problem' : last.course !== null && last.course !== course ? 'it was signed for an earlier series' : dose_mg_per_kg !== null && dose_mg_per_kg > covers_mg_per_kg ? `it covers ${covers_mg_per_kg} mg/kg` : null
  return why === null ? { state: 'current', why: '', signed: last } : { state: 'again', why, signed: last }
}

/** The claims that stand below a section, for this patient's problem. */
export const claimsOf = (section: ConsentSection, problem: string): readonly Claim[] => (section.evidence ?? []).flatMap((id) => (id === 'by-problem' ? evidenceFor(problem) : [claim(id)]))

export type Signature = {
  readonly language: Language
  readonly problem: string
  readonly initials: Readonly<Record<string, string>>
  /** The answers that were given, in order: wrong ones too. */
  readonly teach_back: Readonly<Record<string, readonly string[]>>
  readonly name: string
  readonly interpreter?: string
}

/** What a signature lacks. Refuses with the field: initials that are missing, a question not answered right at last, a name that is not the patient's. */
export function readSignature(text: ConsentText, signature: Signature, patientName: string): Result<Signature, BadInput> {
  for (const section of text.sections.filter((one) => one.initials)) {
    const initials = signature.initials[section.id]?.trim() ?? ''
    if (!/^\p{L}[\p{L}.\s-]{0,7}$/u.test(initials)) return refuse(badInput(`initials.${section.id}`, initials, `your initials beside "${section.title[signature.language]}"`))
  }
  const extra = Object.keys(signature.initials).find((id) => !text.sections.some((one) => one.id === id && one.initials))
  if (extra !== undefined) return refuse(badInput(`initials.${extra}`, signature.initials[extra], 'the sections that ask for initials'))
  for (const question of text.teach_back) {
    const given = signature.teach_back[question.id] ?? []
    if (given.length > 20 || !given.every((value) => question.choices.some((one) => one.value === value))) return refuse(badInput(`teach_back.${question.id}`, given, question.choices.map((one) => one.value).join(', ')))
    if (given.at(-1) !== question.right) return refuse(badInput(`teach_back.${question.id}`, given.at(-1) ?? null, `the right answer in the end: ${question.because[signature.language]}`))
  }
  const plain = (name: string): string => name.normalize('NFKD').replaceAll(/[\u0300-\u036f]/g, '').replaceAll(/\s+/g, ' ').trim().toLowerCase()
  return plain(signature.name) === plain(patientName) ? ok(signature) : refuse(badInput('name', signature.name, `the name as it stands in the record: ${patientName}`))
}

/** Checks a clinic's own text: both languages of every part, one id each, a right answer among the choices. */
export function readConsentText(value: unknown): Result<ConsentText, BadInput> {
  const text = value as Partial<ConsentText> | null
  const said = (words: unknown): boolean => typeof words === 'object' && words !== null && ['en', 'es'].every((language) => { const one = (words as Record<string, unknown>)[language]; return typeof one === 'string' && one.trim().length > 1 && one.length <= 8000 })
  if (typeof text !== 'object' || text === null || !Array.isArray(text.sections) || text.sections.length === 0 || text.sections.length > 60) return refuse(badInput('sections', text?.sections ?? null, '1 to 60 sections'))
  const ids = new Set<string>()
  for (const [i, one] of (text.sections as ConsentSection[]).entries()) {
    if (typeof one?.id !== 'string' || !/^[a-z][a-z-]{1,39}$/.test(one.id) || ids.has(one.id)) return refuse(badInput(`sections.${i}.id`, one?.id ?? null, 'a short name of its own'))
    ids.add(one.id)
    if (typeof one.initials !== 'boolean') return refuse(badInput(`sections.${i}.initials`, one.initials, 'true or false'))
    for (const part of ['title', 'body'] as const) if (!said(one[part])) return refuse(badInput(`sections.${i}.${part}`, one[part], 'words in English and Spanish'))
    for (const id of one.evidence ?? []) if (id !== 'by-problem') try { claim(id) } catch { return refuse(badInput(`sections.${i}.evidence`, id, 'a claim that the product knows with its source')) }
  }
  if (!Array.isArray(text.teach_back) || text.teach_back.length > 20) return refuse(badInput('teach_back', text.teach_back ?? null, 'up to 20 questions'))
  for (const [i, one] of (text.teach_back as TeachBack[]).entries()) {
    if (!said(one?.asks) || !said(one.because)) return refuse(badInput(`teach_back.${i}.asks`, one?.asks ?? null, 'words in English and Spanish'))
    if (!Array.isArray(one.choices) || !one.choices.some((c) => c.value === one.right)) return refuse(badInput(`teach_back.${i}.right`, one.right, 'one of its choices'))
  }
  // The off-label use and the regulator's warning are acknowledged apart, whatever else a clinic writes (clinical reference 10).
  const offLabel = (text.sections as ConsentSection[]).find((one) => one.id === 'off-label')
  return offLabel?.initials === true && offLabel.evidence?.includes('off-label') === true ? ok(text as ConsentText) : refuse(badInput('sections', 'off-label', 'a section off-label with initials and its evidence'))
}
