// The questionnaires the clinic scores, as data: items, answers, codes, bands. The wording is the published one and is not to be improved.
// LOINC panels and answer lists LL358-3 and LL359-1, checked at loinc.org; sources and licence: docs/sources.md#instruments.

export type InstrumentId = 'gad-7' | 'phq-9'
export type AnswerOption = {
  readonly value: number
  readonly label: string
  /** LOINC answer code: what is written. */
  readonly code: string
  /** Answer codes that other systems write for the same answer: read, never written. */
  readonly alsoRead?: readonly string[]
}
export type InstrumentItem = {
  readonly linkId: string
  /** LOINC code of the question. */
  readonly loinc: string
  readonly text: string
  readonly options: readonly AnswerOption[]
  /** Asked, kept, and not part of the total when false. */
  readonly scored: boolean
  /** Any answer above 0 opens the suicide-risk workflow on the same day, whatever the total is. */
  readonly suicide?: true
}
export type Band = { readonly min: number; readonly max: number; readonly label: string }
export type Instrument = {
  readonly id: InstrumentId
  readonly title: string
  /** The question before the items, with the time it asks about. */
  readonly stem: string
  readonly recall_d: number
  readonly loinc: { readonly panel: string; readonly total: string; /** May stand in a response of this instrument; not ours to read. */ readonly tolerated: readonly string[] }
  readonly items: readonly InstrumentItem[]
  readonly range: { readonly min: number; readonly max: number }
  /** Bands differ by author, so the scheme has a name. */
  readonly bands: { readonly scheme: string; readonly of: readonly Band[] }
  readonly licence: { readonly holder: string; readonly notice: string }
  readonly citation: string
}

const FREQUENCY: readonly AnswerOption[] = [
  { value: 0, label: 'Not at all', code: 'LA6568-5' },
  { value: 1, label: 'Several days', code: 'LA6569-3' },
  { value: 2, label: 'More than half the days', code: 'LA6570-1' },
  { value: 3, label: 'Nearly every day', code: 'LA6571-9' },
]
/** Several published forms carry LA18938-3 "More days than not" on LOINC 68509-9 in place of LA6570-1. */
const FREQUENCY_OF_WORRY = FREQUENCY.map((option) => (option.value === 2 ? { ...option, alsoRead: ['LA18938-3'] } : option))
/** LL359-1. The code numbers are not in the order of the answers: LA6575-0 is "Very", LA6574-3 is "Extremely". */
const DIFFICULTY: readonly AnswerOption[] = [
  { value: 0, label: 'Not difficult at all', code: 'LA6572-7' },
  { value: 1, label: 'Somewhat difficult', code: 'LA6573-5' },
  { value: 2, label: 'Very difficult', code: 'LA6575-0' },
  { value: 3, label: 'Extremely difficult', code: 'LA6574-3' },
]
const STEM = 'Over the last 2 weeks, how often have you been bothered by any of the following problems?'
const LICENCE = {
  holder: 'Pfizer Inc. (Spitzer, Williams, Kroenke)',
  notice: 'Developed by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and colleagues, with an educational grant from Pfizer Inc. No permission required to reproduce, translate, display or distribute.',
}
const DIFFICULTY_LOINC = '69722-7'

const item = (linkId: string, loinc: string, text: string, options = FREQUENCY): InstrumentItem => ({ linkId, loinc, text, options, scored: true })

export const GAD_7: Instrument = {
  id: 'gad-7', title: 'Generalized Anxiety Disorder 7-item scale (GAD-7)', stem: STEM, recall_d: 14,
  loinc: { panel: '69737-5', total: '70274-6', tolerated: [DIFFICULTY_LOINC] },
  items: [
    item('1', '69725-0', 'Feeling nervous, anxious or on edge'),
    item('2', '68509-9', 'Not being able to stop or control worrying', FREQUENCY_OF_WORRY),
    item('3', '69733-4', 'Worrying too much about different things'),
    item('4', '69734-2', 'Trouble relaxing'),
    item('5', '69735-9', 'Being so restless that it is hard to sit still'),
    // LOINC names 69689-8 "in last 4 weeks"; in this panel it asks about the 2 weeks of the stem.
    item('6', '69689-8', 'Becoming easily annoyed or irritable'),
    item('7', '69736-7', 'Feeling afraid as if something awful might happen'),
  ],
  range: { min: 0, max: 21 },
  bands: { scheme: 'spitzer-2006', of: [{ min: 0, max: 4, label: 'minimal' }, { min: 5, max: 9, label: 'mild' }, { min: 10, max: 14, label: 'moderate' }, { min: 15, max: 21, label: 'severe' }] },
  licence: LICENCE,
  citation: 'Spitzer RL, Kroenke K, Williams JBW, Löwe B. Arch Intern Med 2006;166:1092-7',
}

export const PHQ_9: Instrument = {
  id: 'phq-9', title: 'Patient Health Questionnaire 9-item (PHQ-9)', stem: STEM, recall_d: 14,
  loinc: { panel: '44249-1', total: '44261-6', tolerated: [] },
  items: [
    item('1', '44250-9', 'Little interest or pleasure in doing things'),
    item('2', '44255-8', 'Feeling down, depressed, or hopeless'),
    item('3', '44259-0', 'Trouble falling or staying asleep, or sleeping too much'),
    item('4', '44254-1', 'Feeling tired or having little energy'),
    item('5', '44251-7', 'Poor appetite or overeating'),
    item('6', '44258-2', 'Feeling bad about yourself — or that you are a failure or have let yourself or your family down'),
    item('7', '44252-5', 'Trouble concentrating on things, such as reading the newspaper or watching television'),
    item('8', '44253-3', 'Moving or speaking so slowly that other people could have noticed? Or the opposite — being so fidgety or restless that you have been moving around a lot more than usual'),
    { ...item('9', '44260-8', 'Thoughts that you would be better off dead or of hurting yourself in some way'), suicide: true },
    {
      linkId: 'difficulty', loinc: DIFFICULTY_LOINC, options: DIFFICULTY, scored: false,
      text: 'If you checked off any problems, how difficult have these problems made it for you to do your work, take care of things at home, or get along with other people?',
    },
  ],
  range: { min: 0, max: 27 },
  bands: {
    scheme: 'kroenke-2001',
    of: [{ min: 0, max: 4, label: 'none-minimal' }, { min: 5, max: 9, label: 'mild' }, { min: 10, max: 14, label: 'moderate' }, { min: 15, max: 19, label: 'moderately severe' }, { min: 20, max: 27, label: 'severe' }],
  },
  licence: LICENCE,
  citation: 'Kroenke K, Spitzer RL, Williams JBW. J Gen Intern Med 2001;16:606-13',
}

export const INSTRUMENTS: Readonly<Record<InstrumentId, Instrument>> = { 'gad-7': GAD_7, 'phq-9': PHQ_9 }
export const isInstrumentId = (id: unknown): id is InstrumentId => typeof id === 'string' && Object.hasOwn(INSTRUMENTS, id)

/** The band of a total, by the instrument's scheme; null for a total outside its range. */
export const bandOf = (instrument: Instrument, total: number): string | null =>
  instrument.bands.of.find((band) => total >= band.min && total <= band.max)?.label ?? null
