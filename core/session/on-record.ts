// What the record says of a patient that moves a limit or asks for more watching: chronic lung disease (PR-15), and what wants carbon dioxide watched (MN-04).
// It reads words, as avoid.ts does: a record that says the same in other words slips by, so nothing here says that a patient has no such risk.
import { roundTo } from '../shared/index.ts'
import type { ProtocolSettings } from '../plan/index.ts'
import { speaksOf } from './avoid.ts'
import { VITAL_FIELDS } from './plausible.ts'

/** `bmi` in kg/m2; null where height or weight is not known. */
export type OnRecord = { readonly conditions: readonly string[]; readonly medications: readonly string[]; readonly bmi: number | null }

const CHRONIC_LUNG = /\bCOPD\b|emphysema|bronchiectasis|cystic fibrosis|(pulmonary|lung) fibrosis|(obstructive|interstitial|chronic) (pulmonary|lung|respiratory)|chronic( obstructive)? bronchitis/i
const SLEEP_APNOEA = /sleep apn(o|oe)?ea|\bOSA\b/i

/** The first entry of the record that names a chronic lung disease (PR-15); null when none does. Asthma is none: saturation is normal between attacks. */
export const lungDisease = ({ conditions }: Pick<OnRecord, 'conditions'>): string | null => conditions.find((entry) => CHRONIC_LUNG.test(entry)) ?? null

/** Why EtCO2 is wanted of this patient from the start on (MN-04): sleep apnoea, a body mass index from the protocol's, an opioid or benzodiazepine among the medicines. Empty: nothing on the record asks for it. */
export function co2Reasons({ conditions, medications, bmi }: OnRecord, { monitor }: Pick<ProtocolSettings, 'monitor'>): readonly string[] {
  const apnoea = conditions.find((entry) => SLEEP_APNOEA.test(entry))
  const sedative = medications.find((entry) => speaksOf('opioid', entry) || speaksOf('benzodiazepine', entry))
  return [
    ...(apnoea === undefined ? [] : [apnoea]),
    ...(bmi !== null && bmi >= monitor.etco2_from_bmi_kg_m2 ? [`body mass index ${roundTo(bmi, 1)} kg/m²`] : []),
    ...(sedative === undefined ? [] : [`takes ${sedative}`]),
  ]
}

/** The usual saturation in % as it was typed into the checklist; null when it is not a whole number that can be a saturation. */
export function usualSpo2(answer: string | undefined): number | null {
  const value = answer === undefined || answer.trim() === '' ? Number.NaN : Number(answer)
  const { min, max } = VITAL_FIELDS.spo2_pct
  return Number.isInteger(value) && value >= min && value <= max ? value : null
}
