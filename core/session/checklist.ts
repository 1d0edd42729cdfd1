// What is asked before every infusion, and who may lift a question that is not met. Clinical reference section 4, rules PR-01 to PR-26.
import type { Role, Sex } from '../people/index.ts'
import type { ProtocolSettings } from '../plan/index.ts'

export type ChecklistItem = {
  readonly id: string
  readonly rule: string
  readonly label: string
  /** `confirm`: yes, with words if wanted. `choice`: one of `answers`. `fasting`: the last food and drink by the clock. `iv`: the fact of the line. `number`: a whole number. `none`: known or not; nobody confirms it. */
  readonly question: 'confirm' | 'choice' | 'fasting' | 'iv' | 'number' | 'none'
  readonly answers?: readonly string[]
  /** Answers that stop the start as if nothing had been confirmed. */
  readonly stops?: readonly string[]
  readonly overridableBy: readonly Role[]
  /** The protocol's numbers for this question, in words. */
  readonly detail?: (settings: ProtocolSettings) => string
}

export const PRESCRIBER: readonly Role[] = ['prescriber', 'medical-director']
export const DIRECTOR: readonly Role[] = ['medical-director']

/** The answer that says the screener was not needed; with PHQ-9 item 9 above 0 it does not do (PR-18). */
export const NO_RISK = 'no current risk'
/** A pregnancy test that lets the infusion start, while it is fresh (LB-01). */
export const TEST_NEGATIVE = 'test negative'

/** Every question, in the order in which it is asked. */
export const CHECKLIST: readonly ChecklistItem[] = [
  { id: 'identity', rule: 'PR-02', label: 'Two identifiers checked', question: 'confirm', overridableBy: [] },
  { id: 'medicines', rule: 'PR-02', label: 'Allergies and medicines reviewed today', question: 'confirm', overridableBy: PRESCRIBER },
  { id: 'consent', rule: 'PR-01', label: 'Consent for this series is signed and current', question: 'confirm', overridableBy: [] },
  {
    id: 'fasting', rule: 'PR-03', label: 'Fasting kept', question: 'fasting', overridableBy: PRESCRIBER,
    detail: ({ start_gate: { fasting_h } }) => `clear liquids until ${fasting_h.clear} h, a light meal until ${fasting_h.light} h, a fatty or fried meal until ${fasting_h.fatty} h before`,
  },
  { id: 'escort', rule: 'PR-05', label: 'An adult escort is named, phone checked, and comes before discharge', question: 'confirm', overridableBy: DIRECTOR },
  { id: 'no-driving', rule: 'PR-06', label: 'Will not drive, use machines or sign legal papers until tomorrow', question: 'confirm', overridableBy: DIRECTOR },
  { id: 'pregnancy', rule: 'PR-07', label: 'Pregnancy', question: 'choice', answers: [TEST_NEGATIVE, 'not applicable', 'test positive', 'not tested'], stops: ['test positive', 'not tested'], overridableBy: DIRECTOR },
  {
    id: 'suicide', rule: 'PR-18', label: 'Suicide risk asked since last contact', question: 'choice', answers: [NO_RISK, 'C-SSRS 0 to 3', 'clinician has seen the patient', 'C-SSRS 4, 5 or behavior', 'clinician needed'],
    stops: ['C-SSRS 4, 5 or behavior', 'clinician needed'], overridableBy: PRESCRIBER,
  },
  { id: 'scales', rule: 'PR-19', label: 'Scales answered', question: 'none', overridableBy: PRESCRIBER, detail: ({ start_gate }) => `within ${start_gate.scales_age_h} h before` },
  { id: 'substances', rule: 'PR-20', label: 'No alcohol, sedative or illicit drug in the last 24 h', question: 'confirm', overridableBy: PRESCRIBER },
  { id: 'awake', rule: 'PR-17', label: 'Awake (MOAA/S 5), oriented to person, place and time', question: 'confirm', overridableBy: PRESCRIBER },
  { id: 'rest', rule: 'PR-09', label: 'Seated and at rest before the baseline vital signs', question: 'confirm', overridableBy: PRESCRIBER, detail: ({ start_gate }) => `${start_gate.rest_min} min` },
  { id: 'usual-spo2', rule: 'PR-15', label: 'Usual SpO2 (%) in chronic lung disease', question: 'number', overridableBy: [] },
  { id: 'capnography', rule: 'MN-04', label: 'EtCO2 is watched', question: 'none', overridableBy: [] },
  { id: 'iv', rule: 'PR-21', label: 'IV line placed, flushed, not on the arm of the cuff', question: 'iv', overridableBy: [], detail: ({ start_gate: { iv_gauge } }) => `${iv_gauge.min} to ${iv_gauge.max} G` },
  { id: 'equipment', rule: 'PR-22', label: 'Equipment checked today, ACLS clinician on the premises and named', question: 'confirm', overridableBy: PRESCRIBER },
  { id: 'pdmp', rule: 'PR-26', label: 'Prescription monitoring programme consulted', question: 'confirm', overridableBy: PRESCRIBER, detail: ({ start_gate }) => `counts for ${start_gate.pdmp_months} months` },
]

/** Whom the pregnancy rule is asked of: everybody but men, within the protocol's ages. */
export const mayBePregnant = (who: { readonly sex: Sex; readonly age: number }, { start_gate: { pregnancy_age_y: { min, max } } }: ProtocolSettings): boolean => who.sex !== 'male' && who.age >= min && who.age <= max

/** Questions that only a person can answer, for everybody: what the Floor counts while somebody prepares. */
export const ASKED_OF_EVERYBODY: readonly string[] = CHECKLIST.filter((item) => item.question !== 'none' && !['pregnancy', 'equipment', 'pdmp', 'usual-spo2'].includes(item.id)).map((item) => item.id)
