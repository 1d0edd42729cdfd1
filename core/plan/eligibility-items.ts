// The entries of the checklist of eligibility, in the order of the clinical reference (3.1), each as data with its own rule. Sources: docs/sources.md#eligibility.
import { DAY_MS } from '../shared/index.ts'
import type { EligibilityFacts, EligibilitySettings, Judged } from './eligibility.ts'
import { interactionsOf } from './interactions.ts'

export type EligibilityItem = {
  readonly id: string
  readonly what: string
  readonly class: 'ABS' | 'REL'
  readonly action: string
  readonly changes: string
  readonly source: string
  readonly judge: (facts: EligibilityFacts, settings: EligibilitySettings) => Judged
}

const clear: Judged = { state: 'clear', why: [] }
const unknown = (why: string): Judged => ({ state: 'unknown', why: [why] })
const plain = (text: string): string => ` ${text.toLowerCase().normalize('NFKD').replaceAll(/[\u0300-\u036f]/g, '').replaceAll(/[^a-z0-9]+/g, ' ').trim()} `
/** The entries of the record that speak of one of these; beginnings of words count, so that "cirrhosis" finds "cirrhotic" by "cirrho". */
const inRecord = (entries: readonly string[], names: readonly string[]): readonly string[] => entries.filter((entry) => names.some((name) => plain(entry).includes(` ${name}`)))

/** By the patient's answer to one question and the conditions of the record: yes or a record is `hit`; "not sure" is looked at; no answer is unknown. */
function said(question: string, names: readonly string[], hit: 'block' | 'review', isAsked: (facts: EligibilityFacts) => boolean = () => true) {
  return (facts: EligibilityFacts): Judged => {
    const records = inRecord(facts.conditions, names)
    const answer = facts.history[question]
    const why = [...records.map((entry) => `the record says: ${entry}`), ...(answer === 'yes' ? ['the patient said yes'] : answer === 'unsure' ? ['the patient is not sure'] : [])]
    if (records.length > 0 || answer === 'yes') return { state: hit, why }
    if (answer === 'unsure') return { state: 'review', why }
    return answer === 'no' || !isAsked(facts) ? clear : unknown('the patient has not been asked')
  }
}
const mayBear = ({ sex }: EligibilityFacts): boolean => sex !== 'male'
/** Only a clinician can find it. */
const byClinician = (): Judged => unknown('no clinician has looked yet')
const recent = (at: number, facts: EligibilityFacts, days: number): boolean => facts.now - at <= days * DAY_MS
const ASK = 'The patient\'s answer in the intake, or a clinician\'s finding.'
const FIND = 'A clinician\'s finding.'

export const ELIGIBILITY_ITEMS: readonly EligibilityItem[] = [
  {
    id: 'CX-01', what: 'hypersensitivity to ketamine, esketamine or an excipient', class: 'ABS', action: 'do not treat', changes: ASK, source: 'US labels of ketamine and esketamine',
    judge: (facts) => {
      const allergic = inRecord(facts.allergies ?? [], ['ketamin', 'esketamin', 'ketalar', 'spravato', 'benzethonium'])
      if (allergic.length > 0) return { state: 'block', why: allergic.map((entry) => `allergy on record: ${entry}`) }
      if (facts.allergies === null) return unknown('no list of allergies yet')
      return said('ketamine-reaction', [], 'block')(facts)
    },
  },
  { id: 'CX-02', what: 'a rise of blood pressure would be dangerous: aneurysm, malformation, dissection, earlier brain bleed', class: 'ABS', action: 'do not treat', changes: ASK, source: 'US label of esketamine, contraindications', judge: said('blood-vessels', ['aneurysm', 'arteriovenous', 'dissection', 'intracerebral h', 'intracranial h', 'subarachnoid', 'brain hemorrh', 'cerebral hemorrh', 'haemorrhagic stroke', 'hemorrhagic stroke'], 'block') },
  {
    id: 'CX-03', what: 'stroke or TIA', class: 'ABS', action: 'not within 6 months; later with a reason', changes: 'The time since the event, from the patient or the record.', source: 'UK label of ketamine; the interval is proposed',
    judge: (facts) => {
      const any = said('stroke', ['stroke', 'transient ischem', 'transient ischaem', 'cerebrovascular accident', 'cerebral infarct'], 'review')(facts)
      if (any.state !== 'review') return any
      const when = facts.history['stroke-recent']
      return when === 'yes' ? { state: 'block', why: [...any.why, 'within 6 months'] } : { state: 'review', why: [...any.why, when === 'no' ? 'longer ago than 6 months' : 'when is not known'] }
    },
  },
  {
    id: 'CX-04', what: 'high blood pressure that is not controlled', class: 'ABS', action: 'do not treat; refer', changes: 'A resting blood pressure below the limit.', source: 'Swiss label of ketamine, 180/100',
    judge: ({ pressure, now }, { sbp_mmHg, dbp_mmHg, pressure_counts_d }) => {
      if (!pressure || now - pressure.at > pressure_counts_d * DAY_MS) return unknown('no resting blood pressure yet')
      return pressure.sbp_mmHg > sbp_mmHg.block || pressure.dbp_mmHg > dbp_mmHg.block ? { state: 'block', why: [`${pressure.sbp_mmHg}/${pressure.dbp_mmHg} mmHg, limit ${sbp_mmHg.block}/${dbp_mmHg.block}`] } : clear
    },
  },
  {
    id: 'CX-05', what: 'raised resting blood pressure', class: 'REL', action: 'treat the pressure first', changes: 'A resting blood pressure below the limit.', source: 'US label of esketamine, 140/90',
    judge: ({ pressure, now }, { sbp_mmHg, dbp_mmHg, pressure_counts_d }) => {
      if (!pressure || now - pressure.at > pressure_counts_d * DAY_MS) return unknown('no resting blood pressure yet')
      return pressure.sbp_mmHg >= sbp_mmHg.review || pressure.dbp_mmHg >= dbp_mmHg.review ? { state: 'review', why: [`${pressure.sbp_mmHg}/${pressure.dbp_mmHg} mmHg, limit ${sbp_mmHg.review}/${dbp_mmHg.review}`] } : clear
    },
  },
  { id: 'CX-06', what: 'heart disease that is not under control', class: 'ABS', action: 'do not treat; cardiology', changes: ASK, source: 'ASRA/AAPM/ASA 2018; the interval is proposed', judge: said('heart', ['unstable angina', 'myocardial infarct', 'acute coronary', 'heart failure', 'aortic stenosis', 'ventricular tachy', 'cardiomyopathy', 'atrial fibrill'], 'block') },
  { id: 'CX-07', what: 'raised pressure in the head, a mass, untreated hydrocephalus', class: 'ABS', action: 'do not treat', changes: ASK, source: 'ASRA/AAPM/ASA 2018; US label of ketamine', judge: said('head-pressure', ['intracranial hypert', 'hydrocephal', 'brain tumo', 'intracranial mass', 'pseudotumor cerebri', 'glioma', 'meningioma'], 'block') },
  { id: 'CX-08', what: 'psychosis, schizophrenia, schizoaffective disorder, psychotic depression', class: 'ABS', action: 'do not treat', changes: ASK, source: 'ASRA/AAPM/ASA 2018', judge: said('psychosis', ['schizo', 'psychosis', 'psychotic', 'delusional'], 'block') },
  {
    id: 'CX-09', what: 'mania, hypomania or a mixed state now', class: 'ABS', action: 'treat it first', changes: 'A clinician\'s finding, or the Altman scale below its limit.', source: 'APA 2017; trial criteria',
    judge: (facts, { asrm_from }) => {
      const scale = facts.scores.get('asrm')
      if (scale?.total !== null && scale !== undefined && recent(scale.at, facts, 14) && scale.total >= asrm_from) return { state: 'block', why: [`Altman scale ${scale.total}, limit ${asrm_from}`] }
      if (facts.history['mania-now'] === 'yes') return { state: 'block', why: ['the patient said yes'] }
      if (facts.history['mania'] === 'no' || facts.history['mania-now'] === 'no') return clear
      return facts.history['mania'] === undefined ? unknown('the patient has not been asked') : { state: 'review', why: ['the patient is not sure'] }
    },
  },
  { id: 'CX-10', what: 'delirium, major neurocognitive disorder, unable to consent', class: 'ABS', action: 'do not treat', changes: FIND, source: 'proposed', judge: (facts) => { const records = inRecord(facts.conditions, ['dementia', 'alzheimer', 'delirium', 'major neurocognitive']); return records.length > 0 ? { state: 'block', why: records.map((entry) => `the record says: ${entry}`) } : byClinician() } },
  { id: 'CX-11', what: 'pregnancy', class: 'ABS', action: 'do not treat', changes: 'A negative test, and the patient\'s answer.', source: 'US label of ketamine', judge: said('pregnant', ['pregnan', 'gestation'], 'block', mayBear) },
  { id: 'CX-12', what: 'breastfeeding', class: 'REL', action: 'discuss; expressing milk for a time is the clinic\'s policy', changes: ASK, source: 'US label of esketamine; interval proposed', judge: said('breastfeeding', ['lactati', 'breastfe'], 'review', mayBear) },
  { id: 'CX-13', what: 'severe liver disease', class: 'ABS', action: 'do not treat when severe (Child-Pugh C; ALT or AST above 5 times, bilirubin above 2 times the upper limit); a reason when moderate', changes: 'Liver tests, and a clinician\'s finding.', source: 'ASRA/AAPM/ASA 2018; cut-offs proposed', judge: said('liver', ['cirrho', 'hepatic failure', 'liver failure', 'hepatitis', 'child pugh'], 'review') },
  {
    id: 'CX-14', what: 'substance use disorder; misuse of ketamine or PCP', class: 'ABS', action: 'do not treat while active; with a reason when over for less than 12 months', changes: 'A clinician\'s finding, and AUDIT-C and DAST-10.', source: 'ASRA/AAPM/ASA 2018; interval proposed',
    judge: (facts, { audit_c_from, dast_10_from }) => {
      const why = [
        ...(facts.history['alcohol-problem'] === 'yes' ? ['alcohol is a problem now or was within 12 months'] : []), ...(facts.history['drug-problem'] === 'yes' ? ['drugs are a problem now or were within 12 months'] : []),
        ...(facts.history['ketamine-use'] === 'yes' ? ['has used ketamine or PCP outside of treatment'] : []), ...inRecord(facts.conditions, ['alcohol use dis', 'alcohol depend', 'opioid use dis', 'opioid depend', 'substance use', 'drug depend', 'cocaine', 'stimulant use']).map((entry) => `the record says: ${entry}`),
        ...([['audit-c', 'AUDIT-C', audit_c_from], ['dast-10', 'DAST-10', dast_10_from]] as const).flatMap(([id, name, from]) => { const total = facts.scores.get(id)?.total ?? null; return total !== null && total >= from ? [`${name} ${total}, limit ${from}`] : [] }),
      ]
      if (why.length > 0) return { state: 'block', why }
      const answers = ['alcohol-problem', 'drug-problem', 'ketamine-use'].map((id) => facts.history[id])
      return answers.includes('unsure') ? { state: 'review', why: ['the patient is not sure'] } : answers.every((answer) => answer === 'no') ? clear : unknown('the patient has not been asked')
    },
  },
  { id: 'CX-16', what: 'bladder inflammation by ketamine, or blood in the urine that is not explained', class: 'ABS', action: 'not before urology', changes: 'A clinician\'s finding after urine tests.', source: 'US label of ketamine', judge: said('bladder', ['cystitis', 'hematuria', 'haematuria'], 'block') },
  { id: 'CX-17', what: 'overactive thyroid that is not treated', class: 'ABS', action: 'treat it first', changes: 'A normal TSH, and a clinician\'s finding.', source: 'Swiss label of ketamine', judge: said('thyroid', ['hyperthyroid', 'thyrotoxicosis', 'graves'], 'block') },
  { id: 'CX-18', what: 'pheochromocytoma or paraganglioma', class: 'ABS', action: 'do not treat', changes: ASK, source: 'recalled', judge: said('pheochromocytoma', ['pheochromocytoma', 'phaeochromocytoma', 'paraganglioma'], 'block') },
  { id: 'CX-19', what: 'pre-eclampsia or eclampsia', class: 'ABS', action: 'do not treat', changes: 'The answer about pregnancy.', source: 'Swiss and UK labels of ketamine', judge: said('pregnant', ['eclampsia', 'preeclampsia'], 'block', mayBear) },
  { id: 'CX-20', what: 'raised pressure in the eye, angle closure, open eye injury', class: 'REL', action: 'ophthalmology; do not treat when acute', changes: ASK, source: 'ASRA/AAPM/ASA 2018', judge: said('eyes', ['glaucoma', 'ocular hypert', 'angle closure', 'open globe'], 'review') },
  { id: 'CX-21', what: 'acute porphyria', class: 'ABS', action: 'do not treat unless the clinic\'s policy says otherwise', changes: ASK, source: 'recalled; databases differ', judge: said('porphyria', ['porphyria'], 'block') },
  {
    id: 'CX-22', what: 'airway or breathing at risk: sleep apnea, BMI, difficult airway, oxygen at home, COPD', class: 'REL', action: 'EtCO2, one to one, bring CPAP, or refer', changes: 'Height and weight, STOP-BANG, and a clinician\'s finding.', source: 'CPSBC 2021 (draft); proposed',
    judge: (facts, { bmi_from }) => {
      const answer = said('breathing', ['sleep apn', 'copd', 'chronic obstructive', 'oxygen depend', 'difficult airway', 'difficult intub'], 'review')(facts)
      const heavy = facts.bmi_kg_m2 !== null && facts.bmi_kg_m2 >= bmi_from ? [`BMI ${facts.bmi_kg_m2.toFixed(1)} kg/m2, limit ${bmi_from}`] : []
      if (heavy.length > 0) return { state: 'review', why: [...heavy, ...answer.why] }
      return answer.state === 'clear' && facts.bmi_kg_m2 === null ? unknown('height and weight are not measured yet') : answer
    },
  },
  { id: 'CX-24', what: 'seizure within 6 months', class: 'REL', action: 'neurology', changes: ASK, source: 'proposed', judge: said('seizures', ['epilep', 'seizure'], 'review') },
  { id: 'CX-25', what: 'ASA physical status', class: 'ABS', action: 'IV and above: do not treat; III: a reason', changes: 'The class, found by a clinician.', source: 'proposed', judge: byClinician },
  { id: 'CX-26', what: 'dissociative disorder, severe personality disorder, PTSD with dissociation', class: 'REL', action: 'a plan with psychiatry', changes: ASK, source: 'proposed', judge: said('dissociation', ['dissociative', 'borderline personality', 'depersonali'], 'review') },
  {
    id: 'CX-27', what: 'suicide risk that needs a hospital', class: 'REL', action: 'psychiatric evaluation on the same day; ketamine does not replace a hospital', changes: 'C-SSRS, and a clinician\'s finding.', source: 'US label of esketamine',
    judge: (facts) => {
      const columbia = facts.scores.get('c-ssrs-screener')
      const asked = facts.scores.get('phq-9')
      if (columbia?.band === 'high' || columbia?.band === 'moderate') return { state: 'review', why: [`C-SSRS ${columbia.band}`] }
      if (columbia && columbia.band !== null && recent(columbia.at, facts, 30)) return asked?.flagged === true && asked.at > columbia.at ? { state: 'review', why: ['PHQ-9 item 9 is above 0 since'] } : clear
      if (asked?.flagged === true) return { state: 'review', why: ['PHQ-9 item 9 is above 0 and there is no C-SSRS after it'] }
      return unknown('no C-SSRS within a month')
    },
  },
  { id: 'CX-28', what: 'age below the limit', class: 'ABS', action: 'do not treat', changes: 'The date of birth.', source: 'US label of ketamine', judge: ({ age }, { age_y }) => (age === null ? unknown('the age is not known') : age < age_y.least ? { state: 'block', why: [`${age} years, limit ${age_y.least}`] } : clear) },
  { id: 'CX-29', what: 'older age', class: 'REL', action: 'lower dose; ECG', changes: 'A prescriber\'s reason.', source: 'proposed', judge: ({ age }, { age_y }) => (age === null ? unknown('the age is not known') : age >= age_y.review ? { state: 'review', why: [`${age} years, limit ${age_y.review}`] } : clear) },
  {
    id: 'CX-31', what: 'a stomach that empties slowly: GLP-1 agonist or gastroparesis', class: 'REL', action: 'clear liquids for 24 h before, or decide for this patient', changes: ASK, source: 'multi-society guidance, recalled',
    judge: (facts) => {
      const taken = (facts.medicines ?? []).filter((entry) => interactionsOf(entry).some(({ rule }) => rule === 'CX-31'))
      if (taken.length > 0) return { state: 'review', why: taken.map((entry) => `takes ${entry}`) }
      return facts.medicines === null ? unknown('no list of medicines yet') : said('stomach', ['gastropares'], 'review')(facts)
    },
  },
  {
    id: 'CX-32', what: 'bipolar depression without a mood stabilizer', class: 'REL', action: 'begin a stabilizer; a mania scale at each visit', changes: 'A stabilizer on the list of medicines.', source: 'APA 2017',
    judge: (facts) => {
      const bipolar = said('mania', ['bipolar', 'manic'], 'review')(facts)
      if (bipolar.state !== 'review') return bipolar
      if (facts.medicines === null) return { state: 'review', why: [...bipolar.why, 'no list of medicines yet'] }
      const stabilizer = inRecord(facts.medicines, ['lithium', 'lithobid', 'valpro', 'divalproex', 'depakote', 'lamotrigine', 'lamictal', 'carbamazepine', 'quetiapine', 'seroquel', 'olanzapine', 'lurasidone', 'latuda', 'aripiprazole', 'cariprazine'])
      return stabilizer.length > 0 ? { state: 'clear', why: stabilizer.map((entry) => `takes ${entry}`) } : bipolar
    },
  },
]
/** Entries of the reference that are judged on the day, by the gate before the start (docs/rules/session.md): intoxication, a cold, the way home. */
export const ON_THE_DAY: readonly string[] = ['CX-15', 'CX-23', 'CX-30']
