// What came with the patients: conditions, allergies and medications in the form in which another record system would have sent them.
import { sha256 } from '../log/chain.ts'
import { canonicalJson, type Instant } from '@chairside/core/shared'
import type { Random } from './random.ts'

type Coded = readonly [display: string, code: string]
const SNOMED = 'http://snomed.info/sct'
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm'

export const INDICATIONS: readonly { readonly indication: string; readonly condition: Coded; readonly share: number }[] = [
  { indication: 'Major depressive disorder', condition: ['Major depressive disorder', '370143000'], share: 9 },
  { indication: 'Generalized anxiety disorder', condition: ['Generalized anxiety disorder', '21897009'], share: 5 },
  { indication: 'Post-traumatic stress disorder', condition: ['Posttraumatic stress disorder', '47505003'], share: 2 },
  { indication: 'Social anxiety disorder', condition: ['Social phobia', '25501002'], share: 2 },
  { indication: 'Bipolar depression', condition: ['Bipolar disorder', '13746004'], share: 1 },
  { indication: 'Obsessive-compulsive disorder', condition: ['Obsessive-compulsive disorder', '191736004'], share: 1 },
]
const ALSO: readonly Coded[] = [['Essential hypertension', '59621000'], ['Asthma', '195967001'], ['Hypothyroidism', '40930008'], ['Migraine', '37796009'], ['Obstructive sleep apnea syndrome', '78275009'], ['Insomnia', '193462001']]
const ALLERGIES: readonly Coded[] = [['Allergy to penicillin', '91936005'], ['Allergy to latex', '300916003'], ['Allergy to sulfonamide', '91939003']]
const MEDICATIONS: readonly Coded[] = [['Sertraline', '36437'], ['Escitalopram', '321988'], ['Bupropion', '42347'], ['Venlafaxine', '39786'], ['Fluoxetine', '4493'], ['Lamotrigine', '28439'], ['Trazodone', '10737'], ['Lisinopril', '29046'], ['Levothyroxine', '10582'], ['Lorazepam', '6470'], ['Propranolol', '8787']]

export const indicationFor = (index: number): (typeof INDICATIONS)[number] => {
  const all = INDICATIONS.flatMap((i) => Array.from({ length: i.share }, () => i))
  return all[(index * 7) % all.length]!
}

/** The health records of one patient, rows without the organization. */
export function healthRecords(random: Random, patient: string, main: Coded, since: Instant): Record<string, unknown>[] {
  const rows: Record<string, unknown>[] = []
  const add = (kind: 'condition' | 'allergy' | 'medication', system: string, [display, code]: Coded): void => {
    const resourceType = kind === 'condition' ? 'Condition' : kind === 'allergy' ? 'AllergyIntolerance' : 'MedicationStatement'
    const id = `demonstration-${kind}-${rows.length + 1}`
    const coding = { coding: [{ system, code, display }], text: display }
    const source = { resourceType, id, ...(kind === 'medication' ? { status: 'active', medicationCodeableConcept: coding } : { clinicalStatus: { coding: [{ code: 'active' }] }, code: coding }), subject: { display: 'Fictional person of the demonstration' } }
    rows.push({
      health_record_id: random.id(since), patient_id: patient, kind, source_key: `${resourceType}/${id}`, source_hash: sha256(canonicalJson(source)), code_system: system, code, display, status: 'active',
      effective_at: new Date(since).toISOString(), value_text: null, value_number: null, unit: null, source, imported_at: new Date(since).toISOString(),
    })
  }
  add('condition', SNOMED, main)
  for (const condition of random.shuffled(ALSO).slice(0, random.pick([0, 0, 1, 1, 2]))) add('condition', SNOMED, condition)
  if (random.chance(0.3)) add('allergy', SNOMED, random.pick(ALLERGIES))
  for (const medication of random.shuffled(MEDICATIONS).slice(0, random.pick([1, 1, 2, 2, 3]))) add('medication', RXNORM, medication)
  return rows
}
