// Trauma and obsession. Wording only where its licence lets it be shown; the others are entered by number. Sources and licences: docs/sources.md#instruments.
import { item, numbered, points, YES_NO, type AnswerOption, type Instrument } from '../instrument.ts'

const PCL_5_ANSWERS: readonly AnswerOption[] = [{ value: 0, label: 'Not at all' }, { value: 1, label: 'A little bit' }, { value: 2, label: 'Moderately' }, { value: 3, label: 'Quite a bit' }, { value: 4, label: 'Extremely' }]
const OCI_R_ANSWERS: readonly AnswerOption[] = [{ value: 0, label: 'Not at all' }, { value: 1, label: 'A little' }, { value: 2, label: 'Moderately' }, { value: 3, label: 'A lot' }, { value: 4, label: 'Extremely' }]

export const PCL_5: Instrument = {
  id: 'pcl-5', title: 'PTSD Checklist for DSM-5 (PCL-5, past month)', by: 'patient', domain: 'PTSD',
  stem: 'In the past month, how much were you bothered by:',
  recall: 'past month (past-week variant = different id)', recall_d: 30,
  loinc: { panel: '101697-1', total: '101698-9', tolerated: [] },
  items: [
    item('1', PCL_5_ANSWERS, { text: 'Repeated, disturbing, and unwanted memories of the stressful experience?' }),
    item('2', PCL_5_ANSWERS, { text: 'Repeated, disturbing dreams of the stressful experience?' }),
    item('3', PCL_5_ANSWERS, { text: 'Suddenly feeling or acting as if the stressful experience were actually happening again (as if you were actually back there reliving it)?' }),
    item('4', PCL_5_ANSWERS, { text: 'Feeling very upset when something reminded you of the stressful experience?' }),
    item('5', PCL_5_ANSWERS, { text: 'Having strong physical reactions when something reminded you of the stressful experience (for example, heart pounding, trouble breathing, sweating)?' }),
    item('6', PCL_5_ANSWERS, { text: 'Avoiding memories, thoughts, or feelings related to the stressful experience?' }),
    item('7', PCL_5_ANSWERS, { text: 'Avoiding external reminders of the stressful experience (for example, people, places, conversations, activities, objects, or situations)?' }),
    item('8', PCL_5_ANSWERS, { text: 'Trouble remembering important parts of the stressful experience?' }),
    item('9', PCL_5_ANSWERS, { text: 'Having strong negative beliefs about yourself, other people, or the world (for example, having thoughts such as: I am bad, there is something seriously wrong with me, no one can be trusted, the world is completely dangerous)?' }),
    item('10', PCL_5_ANSWERS, { text: 'Blaming yourself or someone else for the stressful experience or what happened after it' }),
    item('11', PCL_5_ANSWERS, { text: 'Having strong negative feelings such as fear, horror, anger, guilt, or shame?' }),
    item('12', PCL_5_ANSWERS, { text: 'Loss of interest in activities that you used to enjoy?' }),
    item('13', PCL_5_ANSWERS, { text: 'Feeling distant or cut off from other people?' }),
    item('14', PCL_5_ANSWERS, { text: 'Trouble experiencing positive feelings (for example, being unable to feel happiness or have loving feelings for people close to you)?' }),
    item('15', PCL_5_ANSWERS, { text: 'Irritable behavior, angry outbursts, or acting aggressively?' }),
    item('16', PCL_5_ANSWERS, { text: 'Taking too many risks or doing things that could cause you harm?' }),
    item('17', PCL_5_ANSWERS, { text: 'Being “superalert” or watchful or on guard?' }),
    item('18', PCL_5_ANSWERS, { text: 'Feeling jumpy or easily startled?' }),
    item('19', PCL_5_ANSWERS, { text: 'Having difficulty concentrating?' }),
    item('20', PCL_5_ANSWERS, { text: 'Trouble falling or staying asleep?' }),
  ],
  formula: { kind: 'sum' },
  range: { min: 0, max: 80 }, better: 'lower',
  bands: { scheme: 'pcl-5-catalogue', of: [{ min: 0, max: 30, label: 'below provisional cutoff' }, { min: 31, max: 80, label: 'provisional PTSD (cutoff 31-33)' }] },
  change: null,
  certainty: { scoring: 'read', bands: 'read', change: 'read' },
  licence: { status: 'free (US Government work, public domain)', holder: 'US Department of Veterans Affairs, National Center for PTSD', notice: 'Weathers FW, Litz BT, Keane TM, Palmieri PA, Marx BP, Schnurr PP (2013). The PTSD Checklist for DSM-5 (PCL-5). Scale available from the National Center for PTSD at www.ptsd.va.gov.' },
  citation: 'Blevins CA et al. J Trauma Stress 2015;28:489-98; Bovin MJ et al. Psychol Assess 2016;28:1379-91',
}

export const PC_PTSD_5: Instrument = {
  id: 'pc-ptsd-5', title: 'Primary Care PTSD Screen for DSM-5 (PC-PTSD-5)', by: 'patient', domain: 'PTSD screen',
  stem: null,
  recall: 'past month', recall_d: 30,
  loinc: { panel: '102010-6', total: '102017-1', tolerated: [] },
  items: [
    item('102011-4', YES_NO, { loinc: '102011-4', label: 'trauma exposure gate' }),
    item('102012-2', YES_NO, { loinc: '102012-2', label: 're-experiencing' }),
    item('102013-0', YES_NO, { loinc: '102013-0', label: 'avoidance' }),
    item('102014-8', YES_NO, { loinc: '102014-8', label: 'hypervigilance/startle' }),
    item('102015-5', YES_NO, { loinc: '102015-5', label: 'numbing/detachment' }),
    item('102016-3', YES_NO, { loinc: '102016-3', label: 'guilt/blame' }),
  ],
  formula: { kind: 'gate', gate: '102011-4', gateCounts: false },
  range: { min: 0, max: 5 }, better: 'lower',
  bands: { scheme: 'pc-ptsd-5-catalogue', of: [{ min: 0, max: 2, label: 'negative' }, { min: 3, max: 5, label: 'positive (>=4 balances sens/spec)' }] },
  change: null,
  certainty: { scoring: 'recalled', bands: 'recalled', change: 'none' },
  licence: { status: 'free (US Government work)', holder: 'VA NCPTSD', notice: null },
  citation: 'Prins A et al. J Gen Intern Med 2016;31:1206-11',
}

export const OCI_R: Instrument = {
  id: 'oci-r', title: 'Obsessive-Compulsive Inventory - Revised (OCI-R)', by: 'patient', domain: 'OCD',
  stem: null,
  recall: 'past month', recall_d: 30,
  loinc: { panel: null, total: null, tolerated: [] },
  items: numbered(18, OCI_R_ANSWERS),
  formula: { kind: 'sum' },
  range: { min: 0, max: 72 }, better: 'lower',
  bands: { scheme: 'oci-r-catalogue', of: [{ min: 0, max: 15, label: 'mild' }, { min: 16, max: 27, label: 'moderate' }, { min: 28, max: 72, label: 'severe' }] },
  change: null,
  certainty: { scoring: 'read', bands: 'read', change: 'none' },
  licence: { status: 'permission-unclear', holder: 'APA / Foa', notice: null },
  citation: 'Foa EB et al. Psychol Assess 2002;14:485-96; Abramovitch A et al. J Obsessive Compuls Relat Disord 2020;27:100557',
}

export const Y_BOCS: Instrument = {
  id: 'y-bocs', title: 'Yale-Brown Obsessive Compulsive Scale (Y-BOCS), 10-item severity', by: 'clinician', domain: 'OCD',
  stem: null,
  recall: 'past week (average)', recall_d: 7,
  loinc: { panel: null, total: null, tolerated: [] },
  items: [
    item('1', points(0, 4), { label: 'time on obsessions' }),
    item('2', points(0, 4), { label: 'interference from obsessions' }),
    item('3', points(0, 4), { label: 'distress from obsessions' }),
    item('4', points(0, 4), { label: 'resistance to obsessions' }),
    item('5', points(0, 4), { label: 'control over obsessions' }),
    item('6', points(0, 4), { label: 'time on compulsions' }),
    item('7', points(0, 4), { label: 'interference from compulsions' }),
    item('8', points(0, 4), { label: 'distress from compulsions' }),
    item('9', points(0, 4), { label: 'resistance to compulsions' }),
    item('10', points(0, 4), { label: 'control over compulsions' }),
  ],
  formula: { kind: 'sum' },
  range: { min: 0, max: 40 }, better: 'lower',
  bands: { scheme: 'y-bocs-catalogue', of: [{ min: 0, max: 7, label: 'subclinical' }, { min: 8, max: 15, label: 'mild' }, { min: 16, max: 23, label: 'moderate' }, { min: 24, max: 31, label: 'severe' }, { min: 32, max: 40, label: 'extreme' }] },
  change: null,
  certainty: { scoring: 'recalled', bands: 'recalled', change: 'read' },
  licence: { status: 'permission (proprietary distribution)', holder: 'W.K. Goodman', notice: null },
  citation: 'Goodman WK et al. Arch Gen Psychiatry 1989;46:1006-11',
}
