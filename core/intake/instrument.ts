// What a questionnaire is, as data: items, answers, codes, the rule of its total, bands, licence. The wording is the published one and is not to be improved.
// LOINC lists LL358-3 and LL5384-4, checked at loinc.org; sources and licences: docs/sources.md#instruments.

export type InstrumentId =
  | 'gad-7' | 'gad-2' | 'pswq' | 'bai' | 'ham-a' | 'lsas' | 'spin' | 'phq-9' | 'phq-2' | 'phq-4' | 'qids-sr16' | 'madrs' | 'who-5' | 'pcl-5' | 'pc-ptsd-5' | 'oci-r' | 'y-bocs' | 'c-ssrs-screener' | 'asrm' | 'mdq' | 'audit-c' | 'dast-10'
  | 'isi' | 'psqi' | 'wsas' | 'q-les-q-sf' | 'sds' | 'bpic-ss' | 'iciq-luts' | 'tsqm' | 'clinic-satisfaction' | 'cadss-23' | 'cadss-6' | 'meq-30' | 'ebi' | 'kset' | 'moaa-s' | 'rass' | 'aldrete-modified' | 'padss' | 'nrs-mood' | 'nrs-anxiety' | 'nrs-pain'
  | 'cgi-s' | 'cgi-i' | 'pgi-c' | 'impact'
export type AnswerOption = {
  readonly value: number
  /** Empty where only the ends of a row of numbers have words. */
  readonly label: string
  /** LOINC answer code: what is written. */
  readonly code?: string
  /** Answer codes that other systems write for the same answer: read, never written. */
  readonly alsoRead?: readonly string[]
}
/** An answer that is no choice: any number of a range, a time of the day (`HH:MM`), or words. */
export type OpenAnswer = { readonly min: number; readonly max: number } | { readonly time: true } | { readonly words: true }
export type InstrumentItem = {
  readonly linkId: string
  /** LOINC code of the question; null where LOINC has none. */
  readonly loinc: string | null
  /** The published words; null where the licence keeps them with its holder: such an item is entered by number beside the licensed form. */
  readonly text: string | null
  /** What the item is about, in our words. */
  readonly label: string | null
  /** Empty for an open answer. */
  readonly options: readonly AnswerOption[]
  readonly open: OpenAnswer | null
  /** What the two ends of a row of numbers mean. */
  readonly ends: readonly [string, string] | null
  /** Asked, kept, and not part of the total when false. */
  readonly scored: boolean
  /** Counts as lowest + highest - value. */
  readonly reversed: boolean
  /** Items of one domain count once, with their highest answer. */
  readonly domain: number | null
  /** An answer from here on opens the suicide-risk workflow on the same day, whatever the total is. */
  readonly suicideFrom: number | null
}
/** How the total comes from the answers. One function for each: formulas.ts. */
export type Formula =
  | { readonly kind: 'sum'; readonly times?: number; /** The answer that says that nobody looked. */ readonly notAssessed?: number }
  | { readonly kind: 'mean' } | { readonly kind: 'percent' } | { readonly kind: 'highest-of-domains' } | { readonly kind: 'one-may-be-missing' }
  /** While the gate is answered with 0 the other items are not asked and count 0. */
  | { readonly kind: 'gate'; readonly gate: string; readonly gateCounts: boolean }
  | { readonly kind: 'one-may-not-apply'; readonly linkId: string; readonly total: 'of-the-rest' | 'none' }
  | { readonly kind: 'psqi' } | { readonly kind: 'mood-disorder-screen' } | { readonly kind: 'suicide-risk' }
  | { readonly kind: 'no-total' }
  /** The items and the rule are in the licensed manual only. */
  | { readonly kind: 'licensed' }
export type Band = { readonly min: number; readonly max: number; readonly label: string }
/** Where a number comes from: read in its source, partly, or recalled and still to be compared. `none`: there is no such number. */
export type Certainty = 'read' | 'partly read' | 'recalled' | 'none'
export type Instrument = {
  readonly id: InstrumentId
  readonly title: string
  readonly by: 'patient' | 'clinician'
  readonly domain: string
  /** The question before the items, with the time it asks about. */
  readonly stem: string | null
  readonly recall: string
  /** How far back it asks, in days; 0 for now, null where it states none. */
  readonly recall_d: number | null
  readonly loinc: { readonly panel: string | null; readonly total: string | null; /** May stand in a response of this instrument; not ours to read. */ readonly tolerated: readonly string[] }
  readonly items: readonly InstrumentItem[]
  readonly formula: Formula
  /** Null for an instrument without a total. */
  readonly range: { readonly min: number; readonly max: number } | null
  readonly better: 'lower' | 'higher' | 'neither'
  /** Bands differ by author, so the scheme has a name. */
  readonly bands: { readonly scheme: string; readonly of: readonly Band[] } | null
  /** Least change that means something to a patient, and least that is not noise (1.96 * sqrt(2) * SEM). */
  readonly change: { readonly meaningful: number | null; readonly reliable: number | null; readonly source: string } | null
  readonly certainty: { readonly scoring: Certainty; readonly bands: Certainty; readonly change: Certainty }
  readonly licence: { readonly status: string; readonly holder: string; /** To be shown with the questions. */ readonly notice: string | null }
  readonly citation: string
}

export const FREQUENCY: readonly AnswerOption[] = [
  { value: 0, label: 'Not at all', code: 'LA6568-5' },
  { value: 1, label: 'Several days', code: 'LA6569-3' },
  { value: 2, label: 'More than half the days', code: 'LA6570-1' },
  { value: 3, label: 'Nearly every day', code: 'LA6571-9' },
]
/** Several published forms carry LA18938-3 "More days than not" on LOINC 68509-9 in place of LA6570-1. */
export const FREQUENCY_OF_WORRY = FREQUENCY.map((option) => (option.value === 2 ? { ...option, alsoRead: ['LA18938-3'] } : option))
export const YES_NO: readonly AnswerOption[] = [{ value: 1, label: 'Yes', code: 'LA33-6' }, { value: 0, label: 'No', code: 'LA32-8' }]

/** A row of whole numbers without words. */
export const points = (min: number, max: number): readonly AnswerOption[] => Array.from({ length: max - min + 1 }, (_, i) => ({ value: min + i, label: '' }))

const isOpen = (answers: readonly AnswerOption[] | OpenAnswer): answers is OpenAnswer => !Array.isArray(answers)
export function item(linkId: string, answers: readonly AnswerOption[] | OpenAnswer, more: Partial<Omit<InstrumentItem, 'linkId' | 'options' | 'open'>> = {}): InstrumentItem {
  const [options, open] = isOpen(answers) ? [[], answers] : [answers, null]
  return { loinc: null, text: null, label: null, ends: null, scored: true, reversed: false, domain: null, suicideFrom: null, ...more, linkId, options, open }
}
/** Items without words of their own: 1 to `n`. */
export const numbered = (n: number, answers: readonly AnswerOption[]): readonly InstrumentItem[] => Array.from({ length: n }, (_, i) => item(String(i + 1), answers))
