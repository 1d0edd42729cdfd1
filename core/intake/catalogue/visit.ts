// What is rated during and right after a visit. Wording only where its licence lets it be shown; the others are entered by number. Sources and licences: docs/sources.md#instruments.
import { item, numbered, points, type AnswerOption, type Instrument } from '../instrument.ts'

const CADSS_23_ANSWERS: readonly AnswerOption[] = [{ value: 0, label: 'Not at all' }, { value: 1, label: 'Slightly / mild' }, { value: 2, label: 'Moderate' }, { value: 3, label: 'Considerable / severe' }, { value: 4, label: 'Extreme' }]
const MOAA_S_ANSWERS: readonly AnswerOption[] = [
  { value: 5, label: 'Responds readily to name spoken in normal tone (alert)' },
  { value: 4, label: 'Lethargic response to name spoken in normal tone' },
  { value: 3, label: 'Responds only after name is called loudly and/or repeatedly' },
  { value: 2, label: 'Responds only after mild prodding or shaking' },
  { value: 1, label: 'Responds only after painful trapezius squeeze' },
  { value: 0, label: 'Does not respond to painful trapezius squeeze' },
]
const RASS_ANSWERS: readonly AnswerOption[] = [
  { value: 4, label: 'Combative' },
  { value: 3, label: 'Very agitated' },
  { value: 2, label: 'Agitated' },
  { value: 1, label: 'Restless' },
  { value: 0, label: 'Alert and calm' },
  { value: -1, label: 'Drowsy: awakens >10 s to voice' },
  { value: -2, label: 'Light sedation: awakens <10 s to voice' },
  { value: -3, label: 'Moderate sedation: movement, no eye contact, to voice' },
  { value: -4, label: 'Deep sedation: movement to physical stimulation only' },
  { value: -5, label: 'Unarousable' },
]
const ALDRETE_MODIFIED_ACTIVITY: readonly AnswerOption[] = [{ value: 2, label: 'Moves 4 extremities voluntarily or on command' }, { value: 1, label: 'Moves 2 extremities' }, { value: 0, label: 'Moves 0 extremities' }]
const ALDRETE_MODIFIED_RESPIRATION: readonly AnswerOption[] = [{ value: 2, label: 'Breathes deeply and coughs freely' }, { value: 1, label: 'Dyspnoea, shallow or limited breathing' }, { value: 0, label: 'Apnoeic' }]
const ALDRETE_MODIFIED_CIRCULATION: readonly AnswerOption[] = [{ value: 2, label: 'BP within 20 % of pre-sedation level' }, { value: 1, label: 'BP 20-49 % from pre-sedation level' }, { value: 0, label: 'BP >=50 % from pre-sedation level' }]
const ALDRETE_MODIFIED_CONSCIOUSNESS: readonly AnswerOption[] = [{ value: 2, label: 'Fully awake' }, { value: 1, label: 'Arousable on calling' }, { value: 0, label: 'Not responding' }]
const ALDRETE_MODIFIED_OXYGEN_SATURATION: readonly AnswerOption[] = [{ value: 2, label: 'SpO2 >92 % on room air' }, { value: 1, label: 'Needs O2 to keep SpO2 >90 %' }, { value: 0, label: 'SpO2 <90 % even with O2' }]
const PADSS_VITAL_SIGNS: readonly AnswerOption[] = [{ value: 2, label: 'BP and pulse within 20 % of baseline' }, { value: 1, label: 'within 20-40 %' }, { value: 0, label: 'more than 40 %' }]
const PADSS_ACTIVITY: readonly AnswerOption[] = [{ value: 2, label: 'Steady gait, no dizziness, or as before' }, { value: 1, label: 'Needs assistance' }, { value: 0, label: 'Unable to walk' }]
const PADSS_NAUSEA_AND_VOMITING: readonly AnswerOption[] = [{ value: 2, label: 'Minimal / treated with oral drug' }, { value: 1, label: 'Moderate / treated with parenteral drug' }, { value: 0, label: 'Severe / continues' }]
const PADSS_PAIN: readonly AnswerOption[] = [{ value: 2, label: 'Acceptable' }, { value: 1, label: 'Moderate' }, { value: 0, label: 'Not acceptable' }]
const PADSS_SURGICAL_BLEEDING: readonly AnswerOption[] = [{ value: 2, label: 'Minimal - fixed value for infusion patients' }, { value: 1, label: 'Moderate' }, { value: 0, label: 'Severe' }]

export const CADSS_23: Instrument = {
  id: 'cadss-23', title: 'Clinician-Administered Dissociative States Scale, 23 subjective items (CADSS)', by: 'clinician', domain: 'acute dissociation',
  stem: null,
  recall: 'right now / during infusion', recall_d: 0,
  loinc: { panel: null, total: null, tolerated: [] },
  items: numbered(23, CADSS_23_ANSWERS),
  formula: { kind: 'sum' },
  range: { min: 0, max: 92 }, better: 'neither',
  bands: { scheme: 'cadss-23-catalogue', of: [{ min: 0, max: 4, label: 'normal' }, { min: 5, max: 92, label: 'dissociation present (>4; esketamine trials, memory)' }] },
  change: null,
  certainty: { scoring: 'partly read', bands: 'recalled', change: 'none' },
  licence: { status: 'permission', holder: 'J. Douglas Bremner', notice: null },
  citation: 'Bremner JD et al. J Trauma Stress 1998;11:125-36; psychometrics with ketamine: J Psychopharmacol 2017 doi:10.1177/0269881117725685 (alpha .937)',
}

export const CADSS_6: Instrument = {
  id: 'cadss-6', title: 'CADSS-6', by: 'clinician', domain: 'acute dissociation',
  stem: null,
  recall: 'right now', recall_d: 0,
  loinc: { panel: null, total: null, tolerated: [] },
  items: [
    item('1', CADSS_23_ANSWERS, { label: 'CADSS item 1' }),
    item('2', CADSS_23_ANSWERS, { label: 'CADSS item 2' }),
    item('3', CADSS_23_ANSWERS, { label: 'CADSS item 6' }),
    item('4', CADSS_23_ANSWERS, { label: 'CADSS item 7' }),
    item('5', CADSS_23_ANSWERS, { label: 'CADSS item 15' }),
    item('6', CADSS_23_ANSWERS, { label: 'CADSS item 22' }),
  ],
  formula: { kind: 'sum' },
  range: { min: 0, max: 24 }, better: 'neither',
  bands: null,
  change: null,
  certainty: { scoring: 'read', bands: 'none', change: 'none' },
  licence: { status: 'permission', holder: 'Rodrigues/McIntyre; Bremner', notice: null },
  citation: 'Rodrigues NB et al. J Affect Disord 2021;282:160-4',
}

export const MEQ_30: Instrument = {
  id: 'meq-30', title: 'Revised Mystical Experience Questionnaire (MEQ30)', by: 'patient', domain: 'acute subjective effects',
  stem: null,
  recall: 'the session just finished', recall_d: null,
  loinc: { panel: null, total: null, tolerated: [] },
  items: numbered(30, points(0, 5)),
  formula: { kind: 'sum' },
  range: { min: 0, max: 150 }, better: 'neither',
  bands: null,
  change: null,
  certainty: { scoring: 'partly read', bands: 'recalled', change: 'none' },
  licence: { status: 'permission-unclear', holder: 'Johns Hopkins authors / SAGE', notice: null },
  citation: 'Barrett FS, Johnson MW, Griffiths RR. J Psychopharmacol 2015;29:1182-90',
}

export const EBI: Instrument = {
  id: 'ebi', title: 'Emotional Breakthrough Inventory (EBI)', by: 'patient', domain: 'acute subjective effects',
  stem: null,
  recall: 'the session (rated next day)', recall_d: null,
  loinc: { panel: null, total: null, tolerated: [] },
  items: [
    item('1', { min: 0, max: 100 }, { ends: ['No, not more than usually', 'Yes, much more than usually'] }),
    item('2', { min: 0, max: 100 }, { ends: ['No, not more than usually', 'Yes, much more than usually'] }),
    item('3', { min: 0, max: 100 }, { ends: ['No, not more than usually', 'Yes, much more than usually'] }),
    item('4', { min: 0, max: 100 }, { ends: ['No, not more than usually', 'Yes, much more than usually'] }),
    item('5', { min: 0, max: 100 }, { ends: ['No, not more than usually', 'Yes, much more than usually'] }),
    item('6', { min: 0, max: 100 }, { ends: ['No, not more than usually', 'Yes, much more than usually'] }),
  ],
  formula: { kind: 'mean' },
  range: { min: 0, max: 100 }, better: 'neither',
  bands: null,
  change: null,
  certainty: { scoring: 'partly read', bands: 'none', change: 'none' },
  licence: { status: 'open-access article, licence not verified', holder: 'Roseman et al.', notice: null },
  citation: 'Roseman L et al. J Psychopharmacol 2019;33:1076-87',
}

export const KSET: Instrument = {
  id: 'kset', title: 'Ketamine Side Effect Tool (KSET; revised KSET-R 2024)', by: 'clinician', domain: 'tolerability',
  stem: null,
  recall: 'four forms: screening, baseline, post-treatment (immediate), follow-up', recall_d: null,
  loinc: { panel: null, total: null, tolerated: [] },
  items: [],
  formula: { kind: 'licensed' },
  range: null, better: 'neither',
  bands: null,
  change: null,
  certainty: { scoring: 'partly read', bands: 'none', change: 'none' },
  licence: { status: 'permission', holder: 'Short, Loo et al.', notice: null },
  citation: 'Short B et al. J Affect Disord 2020;266:615-20; Bayes A et al. J Affect Disord 2022;308:44-6; KSET-R pubmed 39721099',
}

export const MOAA_S: Instrument = {
  id: 'moaa-s', title: 'Modified Observer\'s Assessment of Alertness/Sedation (MOAA/S)', by: 'clinician', domain: 'sedation',
  stem: null,
  recall: 'now', recall_d: 0,
  loinc: { panel: null, total: null, tolerated: [] },
  items: [
    item('moaas', MOAA_S_ANSWERS, { text: 'Responsiveness' }),
  ],
  formula: { kind: 'sum' },
  range: { min: 0, max: 5 }, better: 'higher',
  bands: { scheme: 'moaa-s-0-5', of: [{ min: 0, max: 0, label: 'general anaesthesia level' }, { min: 1, max: 1, label: 'deep' }, { min: 2, max: 3, label: 'moderate' }, { min: 4, max: 4, label: 'light' }, { min: 5, max: 5, label: 'alert' }] },
  change: null,
  certainty: { scoring: 'read', bands: 'partly read', change: 'none' },
  licence: { status: 'free (published scale; wording reproduced in CC BY article)', holder: 'Chernik 1990', notice: 'Chernik DA et al. J Clin Psychopharmacol 1990;10:244-51' },
  citation: 'Chernik DA et al. J Clin Psychopharmacol 1990;10:244-51',
}

export const RASS: Instrument = {
  id: 'rass', title: 'Richmond Agitation-Sedation Scale (RASS)', by: 'clinician', domain: 'agitation/sedation',
  stem: null,
  recall: 'now', recall_d: 0,
  loinc: { panel: null, total: null, tolerated: [] },
  items: [
    item('rass', RASS_ANSWERS, { text: 'Agitation-sedation level' }),
  ],
  formula: { kind: 'sum' },
  range: { min: -5, max: 4 }, better: 'neither',
  bands: { scheme: 'rass-catalogue', of: [{ min: -5, max: -3, label: 'moderate-deep' }, { min: -2, max: -1, label: 'drowsy-light' }, { min: 0, max: 0, label: 'calm' }, { min: 1, max: 4, label: 'agitated' }] },
  change: null,
  certainty: { scoring: 'read', bands: 'read', change: 'none' },
  licence: { status: 'free to use with citation (terms not opened); labels are short forms', holder: 'Sessler et al. / VCU', notice: null },
  citation: 'Sessler CN et al. Am J Respir Crit Care Med 2002;166:1338-44',
}

export const ALDRETE_MODIFIED: Instrument = {
  id: 'aldrete-modified', title: 'Modified Aldrete score (1995)', by: 'clinician', domain: 'recovery phase 1',
  stem: null,
  recall: 'now', recall_d: 0,
  loinc: { panel: null, total: null, tolerated: [] },
  items: [
    item('activity', ALDRETE_MODIFIED_ACTIVITY, { text: 'Activity', label: 'activity' }),
    item('respiration', ALDRETE_MODIFIED_RESPIRATION, { text: 'Respiration', label: 'respiration' }),
    item('circulation', ALDRETE_MODIFIED_CIRCULATION, { text: 'Circulation', label: 'circulation' }),
    item('consciousness', ALDRETE_MODIFIED_CONSCIOUSNESS, { text: 'Consciousness', label: 'consciousness' }),
    item('oxygen-saturation', ALDRETE_MODIFIED_OXYGEN_SATURATION, { text: 'Oxygen saturation', label: 'oxygen saturation' }),
  ],
  formula: { kind: 'sum' },
  range: { min: 0, max: 10 }, better: 'higher',
  bands: { scheme: 'aldrete-modified-catalogue', of: [{ min: 0, max: 8, label: 'continue phase 1' }, { min: 9, max: 10, label: 'may leave phase 1' }] },
  change: null,
  certainty: { scoring: 'partly read', bands: 'partly read', change: 'none' },
  licence: { status: 'free (published scale; openEHR model CC BY-SA 4.0)', holder: 'J.A. Aldrete', notice: 'Aldrete JA. J Clin Anesth 1995;7:89-91' },
  citation: 'Aldrete JA. J Clin Anesth 1995;7:89-91',
}

export const PADSS: Instrument = {
  id: 'padss', title: 'Post-Anesthetic Discharge Scoring System (PADSS)', by: 'clinician', domain: 'recovery phase 2',
  stem: null,
  recall: 'now', recall_d: 0,
  loinc: { panel: null, total: null, tolerated: [] },
  items: [
    item('vital-signs', PADSS_VITAL_SIGNS, { label: 'vital signs' }),
    item('activity', PADSS_ACTIVITY, { label: 'activity' }),
    item('nausea-and-vomiting', PADSS_NAUSEA_AND_VOMITING, { label: 'nausea and vomiting' }),
    item('pain', PADSS_PAIN, { label: 'pain' }),
    item('surgical-bleeding', PADSS_SURGICAL_BLEEDING, { label: 'surgical bleeding' }),
  ],
  formula: { kind: 'sum' },
  range: { min: 0, max: 10 }, better: 'higher',
  bands: { scheme: 'padss-catalogue', of: [{ min: 0, max: 8, label: 'not ready' }, { min: 9, max: 10, label: 'fit for discharge with escort' }] },
  change: null,
  certainty: { scoring: 'recalled', bands: 'partly read', change: 'none' },
  licence: { status: 'published scale; permission not opened', holder: 'F. Chung', notice: null },
  citation: 'Chung F, Chan VW, Ong D. J Clin Anesth 1995;7:500-6',
}

export const NRS_MOOD: Instrument = {
  id: 'nrs-mood', title: 'Numeric rating 0-10: low mood', by: 'patient', domain: 'momentary',
  stem: null,
  recall: 'right now', recall_d: 0,
  loinc: { panel: null, total: null, tolerated: [] },
  items: [
    item('nrs-mood', points(0, 10), { text: 'How low is your mood right now?', ends: ['not low at all', 'as low as it could be'] }),
  ],
  formula: { kind: 'sum' },
  range: { min: 0, max: 10 }, better: 'lower',
  bands: { scheme: 'nrs-mood-catalogue', of: [{ min: 0, max: 0, label: 'none' }, { min: 1, max: 3, label: 'mild' }, { min: 4, max: 6, label: 'moderate' }, { min: 7, max: 10, label: 'severe' }] },
  change: { meaningful: 2, reliable: null, source: '2 points or 30% (pain NRS convention, Farrar 2001; memory)' },
  certainty: { scoring: 'none', bands: 'recalled', change: 'recalled' },
  licence: { status: 'free (clinic-authored wording)', holder: 'none', notice: null },
  citation: '-',
}

export const NRS_ANXIETY: Instrument = {
  id: 'nrs-anxiety', title: 'Numeric rating 0-10: anxiety', by: 'patient', domain: 'momentary',
  stem: null,
  recall: 'right now', recall_d: 0,
  loinc: { panel: null, total: null, tolerated: [] },
  items: [
    item('nrs-anxiety', points(0, 10), { text: 'How anxious do you feel right now?', ends: ['not anxious', 'worst possible anxiety'] }),
  ],
  formula: { kind: 'sum' },
  range: { min: 0, max: 10 }, better: 'lower',
  bands: { scheme: 'nrs-anxiety-catalogue', of: [{ min: 0, max: 0, label: 'none' }, { min: 1, max: 3, label: 'mild' }, { min: 4, max: 6, label: 'moderate' }, { min: 7, max: 10, label: 'severe' }] },
  change: { meaningful: 2, reliable: null, source: '2 points or 30% (pain NRS convention, Farrar 2001; memory)' },
  certainty: { scoring: 'none', bands: 'recalled', change: 'recalled' },
  licence: { status: 'free (clinic-authored wording)', holder: 'none', notice: null },
  citation: '-',
}

export const NRS_PAIN: Instrument = {
  id: 'nrs-pain', title: 'Numeric rating 0-10: pain', by: 'patient', domain: 'momentary',
  stem: null,
  recall: 'right now', recall_d: 0,
  loinc: { panel: null, total: null, tolerated: [] },
  items: [
    item('nrs-pain', points(0, 10), { loinc: '72514-3', text: 'How bad is your pain right now?', ends: ['no pain', 'worst pain imaginable'] }),
  ],
  formula: { kind: 'sum' },
  range: { min: 0, max: 10 }, better: 'lower',
  bands: { scheme: 'nrs-pain-catalogue', of: [{ min: 0, max: 0, label: 'none' }, { min: 1, max: 3, label: 'mild' }, { min: 4, max: 6, label: 'moderate' }, { min: 7, max: 10, label: 'severe' }] },
  change: { meaningful: 2, reliable: null, source: '2 points or 30% (pain NRS convention, Farrar 2001; memory)' },
  certainty: { scoring: 'none', bands: 'recalled', change: 'recalled' },
  licence: { status: 'free (clinic-authored wording)', holder: 'none', notice: null },
  citation: '-',
}
