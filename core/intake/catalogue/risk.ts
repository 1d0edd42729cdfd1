// Suicide risk, mania, alcohol and drugs. Wording only where its licence lets it be shown; the others are entered by number. Sources and licences: docs/sources.md#instruments.
import { item, points, YES_NO, type AnswerOption, type Instrument } from '../instrument.ts'

const AUDIT_C_1: readonly AnswerOption[] = [
  { value: 0, label: 'Never', code: 'LA6270-8' },
  { value: 1, label: 'Monthly or less', code: 'LA18926-8' },
  { value: 2, label: '2-4 times a month', code: 'LA18927-6' },
  { value: 3, label: '2-3 times a week', code: 'LA18928-4' },
  { value: 4, label: '4 or more times a week', code: 'LA18929-2' },
]
const AUDIT_C_2: readonly AnswerOption[] = [
  { value: 0, label: '1 or 2', code: 'LA15694-5' },
  { value: 1, label: '3 or 4', code: 'LA15695-2' },
  { value: 2, label: '5 or 6', code: 'LA18930-0' },
  { value: 3, label: '7 to 9', code: 'LA18931-8' },
  { value: 4, label: '10 or more', code: 'LA18932-6' },
]
const AUDIT_C_3: readonly AnswerOption[] = [
  { value: 0, label: 'Never', code: 'LA6270-8' },
  { value: 1, label: 'Less than monthly', code: 'LA18933-4' },
  { value: 2, label: 'Monthly', code: 'LA18876-5' },
  { value: 3, label: 'Weekly', code: 'LA18891-4' },
  { value: 4, label: 'Daily or almost daily', code: 'LA18934-2' },
]
const DAST_10_ANSWERS: readonly AnswerOption[] = [{ value: 0, label: 'Yes', code: 'LA33-6' }, { value: 1, label: 'No', code: 'LA32-8' }]

export const C_SSRS_SCREENER: Instrument = {
  id: 'c-ssrs-screener', title: 'Columbia-Suicide Severity Rating Scale, Screener (Recent)', by: 'clinician', domain: 'suicide risk',
  stem: null,
  recall: 'items 1-5 past month; item 6 lifetime then past 3 months. Use "Since Last Contact" at infusion visits (no LOINC for that window: use local codes, do not reuse 1-month codes)', recall_d: 30,
  loinc: { panel: '93373-9', total: '93374-7', tolerated: [] },
  items: [
    item('93246-7', YES_NO, { loinc: '93246-7', label: 'Wish to be dead 1 month', suicideFrom: 1 }),
    item('93247-5', YES_NO, { loinc: '93247-5', label: 'Non-specific active suicidal thoughts 1 month', suicideFrom: 1 }),
    item('93248-3', YES_NO, { loinc: '93248-3', label: 'Active suicidal ideation with any methods (not plan) without intent to act 1 month', suicideFrom: 1 }),
    item('93249-1', YES_NO, { loinc: '93249-1', label: 'Active suicidal ideation with some intent to act, without specific plan 1 month', suicideFrom: 1 }),
    item('93250-9', YES_NO, { loinc: '93250-9', label: 'Active suicidal ideation with specific plan and intent 1 month', suicideFrom: 1 }),
    item('93267-3', YES_NO, { loinc: '93267-3', label: 'Preparatory acts or suicidal behavior Lifetime', suicideFrom: 1 }),
    item('93269-9', YES_NO, { loinc: '93269-9', label: 'Preparatory acts or suicidal behavior 3 months', suicideFrom: 1 }),
  ],
  formula: { kind: 'suicide-risk' },
  range: null, better: 'neither',
  bands: null,
  change: null,
  certainty: { scoring: 'read', bands: 'read', change: 'none' },
  licence: { status: 'permission (free with registration; commercial software embedding may need a paid licence)', holder: 'Research Foundation for Mental Hygiene, Inc.', notice: null },
  citation: 'Posner K et al. Am J Psychiatry 2011;168:1266-77',
}

export const ASRM: Instrument = {
  id: 'asrm', title: 'Altman Self-Rating Mania Scale (ASRM)', by: 'patient', domain: 'mania',
  stem: null,
  recall: 'past week', recall_d: 7,
  loinc: { panel: null, total: null, tolerated: [] },
  items: [
    item('1', points(0, 4), { label: 'positive mood' }),
    item('2', points(0, 4), { label: 'self-confidence' }),
    item('3', points(0, 4), { label: 'sleep need' }),
    item('4', points(0, 4), { label: 'speech' }),
    item('5', points(0, 4), { label: 'activity' }),
  ],
  formula: { kind: 'one-may-be-missing' },
  range: { min: 0, max: 20 }, better: 'lower',
  bands: { scheme: 'altman-1997-0-4', of: [{ min: 0, max: 5, label: 'no significant manic symptoms' }, { min: 6, max: 20, label: 'probable (hypo)mania: clinician review before infusion' }] },
  change: null,
  certainty: { scoring: 'read', bands: 'read', change: 'none' },
  licence: { status: 'free for clinicians; redistribution permission', holder: 'E. Altman', notice: null },
  citation: 'Altman EG, Hedeker D, Peterson JL, Davis JM. Biol Psychiatry 1997;42:948-55',
}

export const MDQ: Instrument = {
  id: 'mdq', title: 'Mood Disorder Questionnaire (MDQ)', by: 'patient', domain: 'bipolar screen',
  stem: null,
  recall: 'lifetime', recall_d: null,
  loinc: { panel: '85102-2', total: '84773-1', tolerated: [] },
  items: [
    item('1', YES_NO),
    item('2', YES_NO),
    item('3', YES_NO),
    item('4', YES_NO),
    item('5', YES_NO),
    item('6', YES_NO),
    item('7', YES_NO),
    item('8', YES_NO),
    item('9', YES_NO),
    item('10', YES_NO),
    item('11', YES_NO),
    item('12', YES_NO),
    item('13', YES_NO),
    item('14', YES_NO),
    item('15', points(0, 3)),
  ],
  formula: { kind: 'mood-disorder-screen' },
  range: null, better: 'neither',
  bands: null,
  change: null,
  certainty: { scoring: 'read', bands: 'read', change: 'none' },
  licence: { status: 'permission', holder: 'R.M.A. Hirschfeld', notice: null },
  citation: 'Hirschfeld RMA et al. Am J Psychiatry 2000;157:1873-5',
}

export const AUDIT_C: Instrument = {
  id: 'audit-c', title: 'AUDIT-C', by: 'patient', domain: 'alcohol',
  stem: null,
  recall: 'past year / typical', recall_d: null,
  loinc: { panel: '72109-2', total: '75626-2', tolerated: [] },
  items: [
    item('1', AUDIT_C_1, { loinc: '68518-0', text: 'How often do you have a drink containing alcohol?' }),
    item('2', AUDIT_C_2, { loinc: '68519-8', text: 'How many drinks containing alcohol do you have on a typical day when you are drinking?' }),
    item('3', AUDIT_C_3, { loinc: '68520-6', text: 'How often do you have six or more drinks on one occasion?' }),
  ],
  formula: { kind: 'gate', gate: '1', gateCounts: true },
  range: { min: 0, max: 12 }, better: 'lower',
  bands: { scheme: 'audit-c-catalogue', of: [{ min: 0, max: 2, label: 'low' }, { min: 3, max: 12, label: 'positive: women >=3, men >=4' }] },
  change: null,
  certainty: { scoring: 'read', bands: 'read', change: 'none' },
  licence: { status: 'free', holder: 'WHO', notice: 'AUDIT-C is available for use in the public domain (SAMHSA); AUDIT (c) WHO 2001, free non-commercial reproduction.' },
  citation: 'Bush K et al. Arch Intern Med 1998;158:1789-95',
}

export const DAST_10: Instrument = {
  id: 'dast-10', title: 'Drug Abuse Screening Test, 10-item (DAST-10)', by: 'patient', domain: 'drug use',
  stem: null,
  recall: 'past 12 months (excludes alcohol, tobacco)', recall_d: null,
  loinc: { panel: '82666-9', total: '82667-7', tolerated: [] },
  items: [
    item('1', YES_NO, { loinc: '68525-5', label: 'non-medical drug use' }),
    item('2', YES_NO, { loinc: '68526-3', label: 'poly-drug use' }),
    item('3', DAST_10_ANSWERS, { loinc: '68527-1', label: 'able to stop' }),
    item('4', YES_NO, { loinc: '68528-9', label: 'blackouts/flashbacks' }),
    item('5', YES_NO, { loinc: '68529-7', label: 'guilt' }),
    item('6', YES_NO, { loinc: '68530-5', label: 'spouse/parents complain' }),
    item('7', YES_NO, { loinc: '68531-3', label: 'neglected family' }),
    item('8', YES_NO, { loinc: '68532-1', label: 'illegal activities' }),
    item('9', YES_NO, { loinc: '68533-9', label: 'withdrawal' }),
    item('10', YES_NO, { loinc: '68534-7', label: 'medical problems' }),
  ],
  formula: { kind: 'sum' },
  range: { min: 0, max: 10 }, better: 'lower',
  bands: { scheme: 'dast-10-catalogue', of: [{ min: 0, max: 0, label: 'no problems reported' }, { min: 1, max: 2, label: 'low level' }, { min: 3, max: 5, label: 'moderate level' }, { min: 6, max: 8, label: 'substantial level' }, { min: 9, max: 10, label: 'severe level' }] },
  change: null,
  certainty: { scoring: 'read', bands: 'read', change: 'none' },
  licence: { status: 'free non-commercial with attribution; else permission', holder: 'Harvey A. Skinner / CAMH', notice: null },
  citation: 'Skinner HA. Addict Behav 1982;7:363-71',
}
