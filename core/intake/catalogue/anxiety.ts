// Anxiety and worry. Wording only where its licence lets it be shown; the others are entered by number. Sources and licences: docs/sources.md#instruments.
import { FREQUENCY, FREQUENCY_OF_WORRY, item, numbered, points, type AnswerOption, type Instrument } from '../instrument.ts'

const PSWQ_ANSWERS: readonly AnswerOption[] = [{ value: 1, label: 'Not at all typical of me' }, { value: 2, label: '2' }, { value: 3, label: '3' }, { value: 4, label: '4' }, { value: 5, label: 'Very typical of me' }]
const HAM_A_ANSWERS: readonly AnswerOption[] = [{ value: 0, label: 'Not present' }, { value: 1, label: 'Mild' }, { value: 2, label: 'Moderate' }, { value: 3, label: 'Severe' }, { value: 4, label: 'Very severe' }]
const LSAS_FEAR: readonly AnswerOption[] = [{ value: 0, label: 'None' }, { value: 1, label: 'Mild' }, { value: 2, label: 'Moderate' }, { value: 3, label: 'Severe' }]
const LSAS_AVOIDANCE: readonly AnswerOption[] = [{ value: 0, label: 'Never (0%)' }, { value: 1, label: 'Occasionally (1-33%)' }, { value: 2, label: 'Often (33-67%)' }, { value: 3, label: 'Usually (67-100%)' }]
const SPIN_ANSWERS: readonly AnswerOption[] = [{ value: 0, label: 'Not at all' }, { value: 1, label: 'A little bit' }, { value: 2, label: 'Somewhat' }, { value: 3, label: 'Very much' }, { value: 4, label: 'Extremely' }]

export const GAD_7: Instrument = {
  id: 'gad-7', title: 'Generalized Anxiety Disorder 7-item scale (GAD-7)', by: 'patient', domain: 'anxiety',
  stem: 'Over the last 2 weeks, how often have you been bothered by any of the following problems?',
  recall: 'last 2 weeks', recall_d: 14,
  loinc: { panel: '69737-5', total: '70274-6', tolerated: ['69722-7'] },
  items: [
    item('1', FREQUENCY, { loinc: '69725-0', text: 'Feeling nervous, anxious or on edge' }),
    item('2', FREQUENCY_OF_WORRY, { loinc: '68509-9', text: 'Not being able to stop or control worrying' }),
    item('3', FREQUENCY, { loinc: '69733-4', text: 'Worrying too much about different things' }),
    item('4', FREQUENCY, { loinc: '69734-2', text: 'Trouble relaxing' }),
    item('5', FREQUENCY, { loinc: '69735-9', text: 'Being so restless that it is hard to sit still' }),
    // LOINC names 69689-8 "in last 4 weeks"; in this panel it asks about the 2 weeks of the stem.
    item('6', FREQUENCY, { loinc: '69689-8', text: 'Becoming easily annoyed or irritable' }),
    item('7', FREQUENCY, { loinc: '69736-7', text: 'Feeling afraid as if something awful might happen' }),
  ],
  formula: { kind: 'sum' },
  range: { min: 0, max: 21 }, better: 'lower',
  bands: { scheme: 'spitzer-2006', of: [{ min: 0, max: 4, label: 'minimal' }, { min: 5, max: 9, label: 'mild' }, { min: 10, max: 14, label: 'moderate' }, { min: 15, max: 21, label: 'severe' }] },
  change: { meaningful: 4, reliable: 6, source: 'Toussaint 2020, J Affect Disord 265:395-401 (anchor: HRSD-24 improvement, n=261); Bischoff 2020, PCH 8(1):309 (clinical n=332)' },
  certainty: { scoring: 'read', bands: 'read', change: 'read' },
  licence: { status: 'free', holder: 'Pfizer Inc. (Spitzer, Williams, Kroenke)', notice: 'Developed by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and colleagues, with an educational grant from Pfizer Inc. No permission required to reproduce, translate, display or distribute.' },
  citation: 'Spitzer RL, Kroenke K, Williams JBW, Lowe B. Arch Intern Med 2006;166:1092-7. doi:10.1001/archinte.166.10.1092',
}

export const GAD_2: Instrument = {
  id: 'gad-2', title: 'GAD-2', by: 'patient', domain: 'anxiety screen',
  stem: 'Over the last 2 weeks, how often have you been bothered by any of the following problems?',
  recall: 'last 2 weeks', recall_d: 14,
  loinc: { panel: null, total: null, tolerated: [] },
  items: GAD_7.items.slice(0, 2),
  formula: { kind: 'sum' },
  range: { min: 0, max: 6 }, better: 'lower',
  bands: { scheme: 'gad-2-catalogue', of: [{ min: 0, max: 2, label: 'negative screen' }, { min: 3, max: 6, label: 'positive: administer GAD-7' }] },
  change: null,
  certainty: { scoring: 'recalled', bands: 'recalled', change: 'none' },
  licence: { status: 'free', holder: 'Pfizer Inc. (Spitzer, Williams, Kroenke)', notice: 'Developed by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and colleagues, with an educational grant from Pfizer Inc. No permission required to reproduce, translate, display or distribute.' },
  citation: 'Kroenke K et al. Ann Intern Med 2007;146:317-25',
}

export const PSWQ: Instrument = {
  id: 'pswq', title: 'Penn State Worry Questionnaire (PSWQ)', by: 'patient', domain: 'worry / GAD',
  stem: 'Instructions: Rate each of the following statements on a scale of 1 (“not at all typical of me”) to 5 (“very typical of me”). Please do not leave any items blank.',
  recall: 'none stated (trait-like, "in general"); a past-week variant PSWQ-PW exists and must be a different instrument id', recall_d: 7,
  loinc: { panel: null, total: null, tolerated: [] },
  items: [
    item('1', PSWQ_ANSWERS, { text: 'If I do not have enough time to do everything, I do not worry about it.', reversed: true }),
    item('2', PSWQ_ANSWERS, { text: 'My worries overwhelm me.' }),
    item('3', PSWQ_ANSWERS, { text: 'I do not tend to worry about things.', reversed: true }),
    item('4', PSWQ_ANSWERS, { text: 'Many situations make me worry.' }),
    item('5', PSWQ_ANSWERS, { text: 'I know I should not worry about things, but I just cannot help it.' }),
    item('6', PSWQ_ANSWERS, { text: 'When I am under pressure I worry a lot.' }),
    item('7', PSWQ_ANSWERS, { text: 'I am always worrying about something.' }),
    item('8', PSWQ_ANSWERS, { text: 'I find it easy to dismiss worrisome thoughts.', reversed: true }),
    item('9', PSWQ_ANSWERS, { text: 'As soon as I finish one task, I start to worry about everything else I have to do.' }),
    item('10', PSWQ_ANSWERS, { text: 'I never worry about anything.', reversed: true }),
    item('11', PSWQ_ANSWERS, { text: 'When there is nothing more I can do about a concern, I do not worry about it any more.', reversed: true }),
    item('12', PSWQ_ANSWERS, { text: 'I have been a worrier all my life.' }),
    item('13', PSWQ_ANSWERS, { text: 'I notice that I have been worrying about things.' }),
    item('14', PSWQ_ANSWERS, { text: 'Once I start worrying, I cannot stop.' }),
    item('15', PSWQ_ANSWERS, { text: 'I worry all the time.' }),
    item('16', PSWQ_ANSWERS, { text: 'I worry about projects until they are all done.' }),
  ],
  formula: { kind: 'sum' },
  range: { min: 16, max: 80 }, better: 'lower',
  bands: { scheme: 'pswq-catalogue', of: [{ min: 16, max: 39, label: 'low worry' }, { min: 40, max: 59, label: 'moderate worry' }, { min: 60, max: 80, label: 'high worry' }] },
  change: { meaningful: null, reliable: 9, source: 'NHS TT manual value from memory, NOT opened' },
  certainty: { scoring: 'read', bands: 'recalled', change: 'recalled' },
  licence: { status: 'free (public domain)', holder: 'public domain', notice: 'Public domain; T.D. Borkovec confirmed in writing to R. Cardinal 2015-07-23.' },
  citation: 'Meyer TJ, Miller ML, Metzger RL, Borkovec TD. Behav Res Ther 1990;28:487-95',
}

export const BAI: Instrument = {
  id: 'bai', title: 'Beck Anxiety Inventory (BAI)', by: 'patient', domain: 'anxiety (somatic)',
  stem: null,
  recall: 'past week including today', recall_d: 7,
  loinc: { panel: null, total: null, tolerated: [] },
  items: numbered(21, points(0, 3)),
  formula: { kind: 'sum' },
  range: { min: 0, max: 63 }, better: 'lower',
  bands: { scheme: 'bai-catalogue', of: [{ min: 0, max: 7, label: 'minimal' }, { min: 8, max: 15, label: 'mild' }, { min: 16, max: 25, label: 'moderate' }, { min: 26, max: 63, label: 'severe' }] },
  change: { meaningful: 8.8, reliable: 15.8, source: 'Muntingh 2011 primary care (memory, not opened); derived: r=.75 (opened) with SD 11.4 (Beck 1988, memory)' },
  certainty: { scoring: 'read', bands: 'read', change: 'recalled' },
  licence: { status: 'proprietary', holder: 'NCS Pearson', notice: null },
  citation: 'Beck AT, Epstein N, Brown G, Steer RA. J Consult Clin Psychol 1988;56:893-7',
}

export const HAM_A: Instrument = {
  id: 'ham-a', title: 'Hamilton Anxiety Rating Scale (HAM-A)', by: 'clinician', domain: 'anxiety',
  stem: 'Clinician rates each item 0-4',
  recall: 'past week (item 4 in the anchored version: preceding 3 nights)', recall_d: 7,
  loinc: { panel: null, total: null, tolerated: [] },
  items: [
    item('1', HAM_A_ANSWERS, { text: 'This item covers the emotional condition of uncertainty about the future, ranging from worry, insecurity, irritability and apprehension to overpowering dread.', label: 'Anxious mood' }),
    item('2', HAM_A_ANSWERS, { text: 'This item includes inability to relax, nervousness, bodily tensions, trembling and restless fatigue.', label: 'Tension' }),
    item('3', HAM_A_ANSWERS, { text: 'This item includes fear of being in a crowd, of animals, of being in public places, of being alone, of traffic, of strangers, of dark etc. It is important to note whether there has been more phobic anxiety during the present episode than usual.', label: 'Fears' }),
    item('4', HAM_A_ANSWERS, { text: 'This item covers the patient’s subjective experience of sleep duration and sleep depth during the three preceding nights. Note: Administration of hypnotics or sedatives is disregarded.', label: 'Insomnia' }),
    item('5', HAM_A_ANSWERS, { text: 'This item covers difficulties in concentration, making decision about everyday matters, and memory.', label: 'Difficulties in concentration and memory' }),
    item('6', HAM_A_ANSWERS, { text: 'This item covers both the verbal and the non-verbal communication of sadness, depression, despondency, helplessness and hopelessness.', label: 'Depressed mood' }),
    item('7', HAM_A_ANSWERS, { text: 'Weakness, stiffness, soreness or real pain, more or less diffusely localized in the muscles, such as jaw ache or neck ache.', label: 'General somatic symptoms: Muscular' }),
    item('8', HAM_A_ANSWERS, { text: 'This item includes increased fatigability and weakness or real functional disturbances of the senses, including tinnitus, blurring of vision, hot and cold flashes and prickling sensations.', label: 'General somatic symptoms: Sensory' }),
    item('9', HAM_A_ANSWERS, { text: 'This item includes tachycardia, palpitations, oppression, chest pain, throbbing in the blood vessels, and feelings of faintness.', label: 'Cardiovascular symptoms' }),
    item('10', HAM_A_ANSWERS, { text: 'Feelings of constriction or contraction in throat or chest, dyspnoea or choking sensations and sighing respiration.', label: 'Respiratory symptoms' }),
    item('11', HAM_A_ANSWERS, { text: 'This item covers difficulties in swallowing, “sinking” sensation in stomach, dyspepsia (heartburn or burning sensation in the stomach, abdominal pains related to meals, fullness, nausea and vomiting), abdominal rumbling and diarrhoea.', label: 'Gastro-intestinal symptoms' }),
    item('12', HAM_A_ANSWERS, { text: 'This item includes non-organic or psychic symptoms such as frequent or more pressing passing of urine, menstrual irregularities, anorgasmia, dyspareunia, premature ejaculation, loss of erection.', label: 'Genito-urinary symptoms' }),
    item('13', HAM_A_ANSWERS, { text: 'This item includes dryness of the mouth, blushing or pallor, sweating and dizziness.', label: 'Other autonomic symptoms' }),
    item('14', HAM_A_ANSWERS, { text: 'The patient may appear tense, nervous, agitated, restless, tremulous, pale, hyperventilating or sweating during the interview. Based on such observations a global estimate is made.', label: 'Behaviour during interview' }),
  ],
  formula: { kind: 'sum' },
  range: { min: 0, max: 56 }, better: 'lower',
  bands: { scheme: 'matza-2010', of: [{ min: 0, max: 7, label: 'none/minimal' }, { min: 8, max: 14, label: 'mild' }, { min: 15, max: 23, label: 'moderate' }, { min: 24, max: 56, label: 'severe' }] },
  change: null,
  certainty: { scoring: 'read', bands: 'read', change: 'none' },
  licence: { status: 'free (public domain)', holder: 'public domain', notice: 'HAM-A is in the public domain (NINDS CDE).' },
  citation: 'Hamilton M. Br J Med Psychol 1959;32:50-5; Matza LS et al. Int J Methods Psychiatr Res 2010;19:223-32',
}

export const LSAS: Instrument = {
  id: 'lsas', title: 'Liebowitz Social Anxiety Scale (LSAS-CA clinician / LSAS-SR self-report)', by: 'clinician', domain: 'social anxiety',
  stem: null,
  recall: 'past week', recall_d: 7,
  loinc: { panel: null, total: null, tolerated: [] },
  items: Array.from({ length: 24 }, (_, i) => [item(`${i + 1}-fear`, LSAS_FEAR, { label: `situation ${i + 1}: fear` }), item(`${i + 1}-avoidance`, LSAS_AVOIDANCE, { label: `situation ${i + 1}: avoidance` })]).flat(),
  formula: { kind: 'sum' },
  range: { min: 0, max: 144 }, better: 'lower',
  bands: { scheme: 'mennin-2002', of: [{ min: 0, max: 29, label: 'below SAD cutoff' }, { min: 30, max: 59, label: 'probable SAD (non-generalised)' }, { min: 60, max: 89, label: 'generalised / marked' }, { min: 90, max: 144, label: 'severe-very severe' }] },
  change: null,
  certainty: { scoring: 'recalled', bands: 'partly read', change: 'read' },
  licence: { status: 'permission', holder: 'M.R. Liebowitz', notice: null },
  citation: 'Liebowitz MR. Mod Probl Pharmacopsychiatry 1987;22:141-73',
}

export const SPIN: Instrument = {
  id: 'spin', title: 'Social Phobia Inventory (SPIN)', by: 'patient', domain: 'social anxiety',
  stem: null,
  recall: 'past week', recall_d: 7,
  loinc: { panel: null, total: null, tolerated: [] },
  items: numbered(17, SPIN_ANSWERS),
  formula: { kind: 'sum' },
  range: { min: 0, max: 68 }, better: 'lower',
  bands: { scheme: 'spin-catalogue', of: [{ min: 0, max: 20, label: 'none' }, { min: 21, max: 30, label: 'mild' }, { min: 31, max: 40, label: 'moderate' }, { min: 41, max: 50, label: 'severe' }, { min: 51, max: 68, label: 'very severe' }] },
  change: { meaningful: null, reliable: 10, source: 'NHS TT manual, from memory, NOT opened' },
  certainty: { scoring: 'partly read', bands: 'recalled', change: 'recalled' },
  licence: { status: 'permission', holder: 'Jonathan R.T. Davidson', notice: null },
  citation: 'Connor KM et al. Br J Psychiatry 2000;176:379-86',
}
