// Global impressions. Wording only where its licence lets it be shown; the others are entered by number. Sources and licences: docs/sources.md#instruments.
import { item, points, type AnswerOption, type Instrument } from '../instrument.ts'

const CGI_S_ANSWERS: readonly AnswerOption[] = [
  { value: 1, label: 'Normal, not at all ill' },
  { value: 2, label: 'Borderline mentally ill' },
  { value: 3, label: 'Mildly ill' },
  { value: 4, label: 'Moderately ill' },
  { value: 5, label: 'Markedly ill' },
  { value: 6, label: 'Severely ill' },
  { value: 7, label: 'Among the most extremely ill patients' },
]
const CGI_I_ANSWERS: readonly AnswerOption[] = [
  { value: 1, label: 'Very much improved' },
  { value: 2, label: 'Much improved' },
  { value: 3, label: 'Minimally improved' },
  { value: 4, label: 'No change' },
  { value: 5, label: 'Minimally worse' },
  { value: 6, label: 'Much worse' },
  { value: 7, label: 'Very much worse' },
]

export const CGI_S: Instrument = {
  id: 'cgi-s', title: 'Clinical Global Impressions - Severity (CGI-S)', by: 'clinician', domain: 'global',
  stem: null,
  recall: 'now (past 7 days)', recall_d: 7,
  loinc: { panel: null, total: null, tolerated: [] },
  items: [
    item('cgi-s', CGI_S_ANSWERS, { text: 'Considering your total clinical experience with this particular population, how mentally ill is the patient at this time?' }),
  ],
  formula: { kind: 'sum', notAssessed: 0 },
  range: { min: 1, max: 7 }, better: 'lower',
  bands: { scheme: 'cgi-s-catalogue', of: [{ min: 1, max: 2, label: 'remission range' }, { min: 3, max: 3, label: 'mild' }, { min: 4, max: 4, label: 'moderate' }, { min: 5, max: 7, label: 'marked-extreme' }] },
  change: { meaningful: 1, reliable: null, source: 'one category (convention)' },
  certainty: { scoring: 'read', bands: 'recalled', change: 'recalled' },
  licence: { status: 'free (US federal government work)', holder: 'public domain (Guy 1976 ECDEU)', notice: 'Guy W (1976) ECDEU Assessment Manual for Psychopharmacology, revised.' },
  citation: 'Guy W. ECDEU Manual 1976',
}

export const CGI_I: Instrument = {
  id: 'cgi-i', title: 'Clinical Global Impressions - Improvement (CGI-I)', by: 'clinician', domain: 'global',
  stem: null,
  recall: 'versus baseline (store baseline reference)', recall_d: null,
  loinc: { panel: null, total: null, tolerated: [] },
  items: [
    item('cgi-i', CGI_I_ANSWERS, { text: 'Compared to the patient’s condition at the start of assessment, his/her condition is:' }),
  ],
  formula: { kind: 'sum', notAssessed: 0 },
  range: { min: 1, max: 7 }, better: 'lower',
  bands: { scheme: 'cgi-i-catalogue', of: [{ min: 1, max: 2, label: 'responder' }, { min: 3, max: 3, label: 'minimal' }, { min: 4, max: 4, label: 'no change' }, { min: 5, max: 7, label: 'worse' }] },
  change: null,
  certainty: { scoring: 'read', bands: 'recalled', change: 'none' },
  licence: { status: 'free (US federal government work)', holder: 'public domain (Guy 1976 ECDEU)', notice: 'Guy W (1976) ECDEU Assessment Manual for Psychopharmacology, revised.' },
  citation: 'Guy W. 1976',
}

export const PGI_C: Instrument = {
  id: 'pgi-c', title: 'Patient Global Impression of Change (PGI-C)', by: 'patient', domain: 'global',
  stem: null,
  recall: 'since start of treatment', recall_d: null,
  loinc: { panel: null, total: null, tolerated: [] },
  items: [
    item('pgi-c', CGI_I_ANSWERS, { text: 'Since the start of treatment, my overall condition is:' }),
  ],
  formula: { kind: 'sum' },
  range: { min: 1, max: 7 }, better: 'lower',
  bands: { scheme: 'pgi-c-catalogue', of: [{ min: 1, max: 2, label: 'improved' }, { min: 3, max: 5, label: 'little/no change' }, { min: 6, max: 7, label: 'worse' }] },
  change: null,
  certainty: { scoring: 'recalled', bands: 'recalled', change: 'none' },
  licence: { status: 'free (patient wording of the public-domain CGI; clinic-authored stem)', holder: 'none', notice: 'after Guy 1976' },
  citation: 'Guy W. 1976',
}

const TEN = points(0, 10)
/** The clinic's own, not a published scale: what anxiety takes from work, days and nights, and how a person looks ahead. Each answer is read for itself. */
export const IMPACT: Instrument = {
  id: 'impact', title: 'What anxiety takes from your days', by: 'patient', domain: 'impact of anxiety',
  stem: 'Thinking of the last 7 days:',
  recall: 'past 7 days', recall_d: 7,
  loinc: { panel: null, total: null, tolerated: [] },
  items: [
    item('work', TEN, { text: 'How much did anxiety get in the way of your work or studies?', ends: ['Not at all', 'Completely'], scored: false }),
    item('daily-life', TEN, { text: 'How much did it get in the way of your home, errands and people?', ends: ['Not at all', 'Completely'], scored: false }),
    item('sleep', TEN, { text: 'How did you sleep?', ends: ['Very badly', 'Very well'], scored: false }),
    item('confidence', TEN, { text: 'How sure are you that you can deal with what comes?', ends: ['Not at all sure', 'Completely sure'], scored: false }),
    item('optimism', TEN, { text: 'How hopeful are you about the months ahead?', ends: ['Not at all', 'Very much'], scored: false }),
  ],
  formula: { kind: 'no-total' },
  range: null, better: 'neither', bands: null, change: null,
  certainty: { scoring: 'none', bands: 'none', change: 'none' },
  licence: { status: 'own wording', holder: '', notice: null },
  citation: '',
}
