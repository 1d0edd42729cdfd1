// Depression and well-being. Wording only where its licence lets it be shown; the others are entered by number. Sources and licences: docs/sources.md#instruments.
import { GAD_2 } from './anxiety.ts'
import { FREQUENCY, item, points, type AnswerOption, type Instrument } from '../instrument.ts'

/** LL359-1. The code numbers are not in the order of the answers: LA6575-0 is "Very", LA6574-3 is "Extremely". */
const DIFFICULTY: readonly AnswerOption[] = [
  { value: 0, label: 'Not difficult at all', code: 'LA6572-7' },
  { value: 1, label: 'Somewhat difficult', code: 'LA6573-5' },
  { value: 2, label: 'Very difficult', code: 'LA6575-0' },
  { value: 3, label: 'Extremely difficult', code: 'LA6574-3' },
]
const WHO_5_ANSWERS: readonly AnswerOption[] = [
  { value: 5, label: 'All of the time' },
  { value: 4, label: 'Most of the time' },
  { value: 3, label: 'More than half of the time' },
  { value: 2, label: 'Less than half of the time' },
  { value: 1, label: 'Some of the time' },
  { value: 0, label: 'At no time' },
]

export const PHQ_9: Instrument = {
  id: 'phq-9', title: 'Patient Health Questionnaire 9-item (PHQ-9)', by: 'patient', domain: 'depression',
  stem: 'Over the last 2 weeks, how often have you been bothered by any of the following problems?',
  recall: 'last 2 weeks', recall_d: 14,
  loinc: { panel: '44249-1', total: '44261-6', tolerated: [] },
  items: [
    item('1', FREQUENCY, { loinc: '44250-9', text: 'Little interest or pleasure in doing things' }),
    item('2', FREQUENCY, { loinc: '44255-8', text: 'Feeling down, depressed, or hopeless' }),
    item('3', FREQUENCY, { loinc: '44259-0', text: 'Trouble falling or staying asleep, or sleeping too much' }),
    item('4', FREQUENCY, { loinc: '44254-1', text: 'Feeling tired or having little energy' }),
    item('5', FREQUENCY, { loinc: '44251-7', text: 'Poor appetite or overeating' }),
    item('6', FREQUENCY, { loinc: '44258-2', text: 'Feeling bad about yourself — or that you are a failure or have let yourself or your family down' }),
    item('7', FREQUENCY, { loinc: '44252-5', text: 'Trouble concentrating on things, such as reading the newspaper or watching television' }),
    item('8', FREQUENCY, { loinc: '44253-3', text: 'Moving or speaking so slowly that other people could have noticed? Or the opposite — being so fidgety or restless that you have been moving around a lot more than usual' }),
    item('9', FREQUENCY, { loinc: '44260-8', text: 'Thoughts that you would be better off dead or of hurting yourself in some way', suicideFrom: 1 }),
    item('difficulty', DIFFICULTY, { loinc: '69722-7', scored: false, text: 'If you checked off any problems, how difficult have these problems made it for you to do your work, take care of things at home, or get along with other people?' }),
  ],
  formula: { kind: 'sum' },
  range: { min: 0, max: 27 }, better: 'lower',
  bands: { scheme: 'kroenke-2001', of: [{ min: 0, max: 4, label: 'none-minimal' }, { min: 5, max: 9, label: 'mild' }, { min: 10, max: 14, label: 'moderate' }, { min: 15, max: 19, label: 'moderately severe' }, { min: 20, max: 27, label: 'severe' }] },
  change: { meaningful: 5, reliable: 6, source: 'Lowe 2004 / Kroenke (>=5 quoted as clinically meaningful in opened citing text); NHS Talking Therapies manual' },
  certainty: { scoring: 'read', bands: 'read', change: 'read' },
  licence: { status: 'free', holder: 'Pfizer Inc. (Spitzer, Williams, Kroenke)', notice: 'Developed by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and colleagues, with an educational grant from Pfizer Inc. No permission required to reproduce, translate, display or distribute.' },
  citation: 'Kroenke K, Spitzer RL, Williams JBW. J Gen Intern Med 2001;16:606-13',
}

export const PHQ_2: Instrument = {
  id: 'phq-2', title: 'PHQ-2', by: 'patient', domain: 'depression screen',
  stem: 'Over the last 2 weeks, how often have you been bothered by any of the following problems?',
  recall: 'last 2 weeks', recall_d: 14,
  loinc: { panel: '55757-9', total: '55758-7', tolerated: [] },
  items: PHQ_9.items.slice(0, 2),
  formula: { kind: 'sum' },
  range: { min: 0, max: 6 }, better: 'lower',
  bands: { scheme: 'phq-2-catalogue', of: [{ min: 0, max: 2, label: 'negative' }, { min: 3, max: 6, label: 'positive: administer PHQ-9' }] },
  change: null,
  certainty: { scoring: 'recalled', bands: 'recalled', change: 'none' },
  licence: { status: 'free', holder: 'Pfizer Inc. (Spitzer, Williams, Kroenke)', notice: 'Developed by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and colleagues, with an educational grant from Pfizer Inc. No permission required to reproduce, translate, display or distribute.' },
  citation: 'Kroenke K et al. Med Care 2003;41:1284-92',
}

export const PHQ_4: Instrument = {
  id: 'phq-4', title: 'PHQ-4 (PHQ-2 + GAD-2)', by: 'patient', domain: 'distress screen',
  stem: 'Over the last 2 weeks, how often have you been bothered by any of the following problems?',
  recall: 'last 2 weeks', recall_d: 14,
  loinc: { panel: '69724-3', total: '70272-0', tolerated: [] },
  items: [...GAD_2.items, ...PHQ_2.items.map((one, i) => ({ ...one, linkId: String(i + 3) }))],
  formula: { kind: 'sum' },
  range: { min: 0, max: 12 }, better: 'lower',
  bands: { scheme: 'phq-4-catalogue', of: [{ min: 0, max: 2, label: 'normal' }, { min: 3, max: 5, label: 'mild' }, { min: 6, max: 8, label: 'moderate' }, { min: 9, max: 12, label: 'severe' }] },
  change: null,
  certainty: { scoring: 'read', bands: 'recalled', change: 'none' },
  licence: { status: 'free', holder: 'Pfizer Inc. (Spitzer, Williams, Kroenke)', notice: 'Developed by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and colleagues, with an educational grant from Pfizer Inc. No permission required to reproduce, translate, display or distribute.' },
  citation: 'Kroenke K et al. Psychosomatics 2009;50:613-21',
}

export const QIDS_SR16: Instrument = {
  id: 'qids-sr16', title: 'Quick Inventory of Depressive Symptomatology - Self Report (QIDS-SR16)', by: 'patient', domain: 'depression',
  stem: null,
  recall: 'past 7 days', recall_d: 7,
  loinc: { panel: null, total: null, tolerated: [] },
  items: [
    item('1', points(0, 3), { label: 'sleep onset insomnia', domain: 1 }),
    item('2', points(0, 3), { label: 'mid-nocturnal insomnia', domain: 1 }),
    item('3', points(0, 3), { label: 'early morning insomnia', domain: 1 }),
    item('4', points(0, 3), { label: 'hypersomnia', domain: 1 }),
    item('5', points(0, 3), { label: 'sad mood', domain: 2 }),
    item('6', points(0, 3), { label: 'decreased appetite', domain: 3 }),
    item('7', points(0, 3), { label: 'increased appetite', domain: 3 }),
    item('8', points(0, 3), { label: 'weight loss', domain: 3 }),
    item('9', points(0, 3), { label: 'weight gain', domain: 3 }),
    item('10', points(0, 3), { label: 'concentration/decision making', domain: 4 }),
    item('11', points(0, 3), { label: 'view of self', domain: 5 }),
    item('12', points(0, 3), { label: 'suicidal ideation', domain: 6, suicideFrom: 2 }),
    item('13', points(0, 3), { label: 'general interest', domain: 7 }),
    item('14', points(0, 3), { label: 'energy level', domain: 8 }),
    item('15', points(0, 3), { label: 'psychomotor slowing', domain: 9 }),
    item('16', points(0, 3), { label: 'psychomotor agitation', domain: 9 }),
  ],
  formula: { kind: 'highest-of-domains' },
  range: { min: 0, max: 27 }, better: 'lower',
  bands: { scheme: 'qids-sr16-catalogue', of: [{ min: 0, max: 5, label: 'none' }, { min: 6, max: 10, label: 'mild' }, { min: 11, max: 15, label: 'moderate' }, { min: 16, max: 20, label: 'severe' }, { min: 21, max: 27, label: 'very severe' }] },
  change: null,
  certainty: { scoring: 'read', bands: 'read', change: 'recalled' },
  licence: { status: 'permission for software; free for clinicians', holder: 'UT Southwestern / A. John Rush', notice: null },
  citation: 'Rush AJ et al. Biol Psychiatry 2003;54:573-83',
}

export const MADRS: Instrument = {
  id: 'madrs', title: 'Montgomery-Asberg Depression Rating Scale (MADRS)', by: 'clinician', domain: 'depression',
  stem: null,
  recall: 'past 7 days (24 h version MADRS-24hr validated for rapid-acting drugs; sleep and appetite items weaker)', recall_d: 7,
  loinc: { panel: null, total: null, tolerated: [] },
  items: [
    item('1', points(0, 6), { label: 'apparent sadness' }),
    item('2', points(0, 6), { label: 'reported sadness' }),
    item('3', points(0, 6), { label: 'inner tension' }),
    item('4', points(0, 6), { label: 'reduced sleep' }),
    item('5', points(0, 6), { label: 'reduced appetite' }),
    item('6', points(0, 6), { label: 'concentration difficulties' }),
    item('7', points(0, 6), { label: 'lassitude' }),
    item('8', points(0, 6), { label: 'inability to feel' }),
    item('9', points(0, 6), { label: 'pessimistic thoughts' }),
    item('10', points(0, 6), { label: 'suicidal thoughts', suicideFrom: 3 }),
  ],
  formula: { kind: 'sum' },
  range: { min: 0, max: 60 }, better: 'lower',
  bands: { scheme: 'madrs-catalogue', of: [{ min: 0, max: 6, label: 'symptom absent' }, { min: 7, max: 19, label: 'mild' }, { min: 20, max: 34, label: 'moderate' }, { min: 35, max: 60, label: 'severe' }] },
  change: { meaningful: 10, reliable: null, source: 'individual meaningful-change threshold in TRD, TRANSFORM-1/2, PMID 33261932 (opened)' },
  certainty: { scoring: 'read', bands: 'recalled', change: 'read' },
  licence: { status: 'permission', holder: 'S.A. Montgomery / RCPsych', notice: null },
  citation: 'Montgomery SA, Asberg M. Br J Psychiatry 1979;134:382-9',
}

export const WHO_5: Instrument = {
  id: 'who-5', title: 'WHO-5 Well-Being Index', by: 'patient', domain: 'well-being',
  stem: 'Please indicate for each of the five statements which is closest to how you have been feeling over the last two weeks.',
  recall: 'last 2 weeks', recall_d: 14,
  loinc: { panel: null, total: null, tolerated: [] },
  items: [
    item('1', WHO_5_ANSWERS, { text: 'I have felt cheerful and in good spirits' }),
    item('2', WHO_5_ANSWERS, { text: 'I have felt calm and relaxed' }),
    item('3', WHO_5_ANSWERS, { text: 'I have felt active and vigorous' }),
    item('4', WHO_5_ANSWERS, { text: 'I woke up feeling fresh and rested' }),
    item('5', WHO_5_ANSWERS, { text: 'My daily life has been filled with things that interest me' }),
  ],
  formula: { kind: 'sum', times: 4 },
  range: { min: 0, max: 100 }, better: 'higher',
  bands: { scheme: 'who-5-catalogue', of: [{ min: 0, max: 28, label: 'likely depression (<=28; knowledge)' }, { min: 29, max: 50, label: 'low well-being: screen for depression (<=50)' }, { min: 51, max: 100, label: 'adequate' }] },
  change: { meaningful: 10, reliable: null, source: '10 % change rule (help.valant.com; psykiatri-regionh convention)' },
  certainty: { scoring: 'read', bands: 'read', change: 'read' },
  licence: { status: 'free with attribution; check non-commercial clause', holder: 'WHO / Psychiatric Centre North Zealand', notice: 'Source: WHO-5 Well-Being Index (1998), Psychiatric Research Unit, Mental Health Centre North Zealand.' },
  citation: 'Topp CW et al. Psychother Psychosom 2015;84:167-76',
}
