// Who must not have a drug, as a standing order words it, against what the record knows. The wording is a clinic's own, so this reads words: it may warn once too often,
// and a record that says the same in other words can slip by. It never refuses, and it never says that a drug is safe.
import { VITAL_FIELDS, type VitalName } from './plausible.ts'

/** Words that say nothing about which illness it is, and units in a drug's name. */
const EMPTY_WORDS = new Set(['and', 'or', 'of', 'the', 'with', 'in', 'to', 'at', 'on', 'by', 'for', 'from', 'due', 'may', 'not', 'other', 'known', 'earlier', 'history', 'past', 'risk', 'disease', 'disorder', 'syndrome', 'finding', 'situation', 'condition', 'unspecified',
  'type', 'mild', 'moderate', 'severe', 'acute', 'chronic', 'congenital', 'decompensated', 'congestive', 'long-term', 'allergy', 'allergic', 'intolerance', 'hypersensitivity', 'blunt', 'benefit', 'above', 'below', 'mg', 'ml', 'ug', 'mcg', 'ms', 'tablet', 'oral', 'injection', 'solution', 'iv'])

/** The words of a text that carry meaning: lower case, without plurals, numbers and fillers. */
export function keyWords(text: string): Set<string> {
  const words = text.toLowerCase().normalize('NFKD').replaceAll(/[\u0300-\u036f]/g, '').replaceAll(/['’]s\b/g, '').split(/[^a-z0-9-]+/)
  return new Set(words.filter((w) => w.length > 1 && !/^\d/.test(w) && !EMPTY_WORDS.has(w)).map((w) => (w.length > 4 && w.endsWith('s') && !/(ss|is|us)$/.test(w) ? w.slice(0, -1) : w)))
}

const contains = (all: ReadonlySet<string>, some: ReadonlySet<string>): boolean => some.size > 0 && [...some].every((word) => all.has(word))

/** Names for one thing: an order may use one and the record another. Kinds of drug name their members. docs/sources.md#standing-orders. */
const SAME: readonly (readonly string[])[] = [
  ['COPD', 'chronic obstructive pulmonary', 'chronic obstructive lung', 'emphysema'],
  ['asthma', 'asthmatic'],
  ['coronary', 'angina', 'myocardial infarction', 'ischaemic heart', 'ischemic heart', 'acute coronary'],
  ['heart failure', 'cardiac failure', 'ventricular failure'],
  ['heart block', 'atrioventricular block', 'AV block'],
  ['long QT', 'QTc', 'prolonged QT', 'QT prolonged', 'QT prolongation'],
  ['seizure', 'epilepsy', 'epileptic', 'convulsion'],
  ['parkinson', 'parkinsonism', 'parkinsonian'],
  ['liver', 'hepatic', 'hepatitis', 'cirrhosis'],
  ['kidney', 'renal', 'nephropathy'],
  ['glaucoma', 'angle closure'],
  ['tachycardia', 'atrial fibrillation', 'atrial flutter'],
  ['cocaine', 'crack cocaine'],
  ['opioid', 'opiate', 'morphine', 'oxycodone', 'hydrocodone', 'hydromorphone', 'codeine', 'tramadol', 'tapentadol', 'fentanyl', 'methadone', 'buprenorphine'],
  ['benzodiazepine', 'alprazolam', 'lorazepam', 'diazepam', 'clonazepam', 'temazepam', 'oxazepam', 'chlordiazepoxide', 'triazolam', 'estazolam', 'flurazepam', 'clobazam', 'midazolam'],
]
/** What makes sleepy, for "other sedatives": benzodiazepines, opioids and these. */
const SEDATIVES: readonly string[] = [...SAME.at(-1)!, ...SAME.at(-2)!, 'zolpidem', 'zopiclone', 'eszopiclone', 'zaleplon', 'phenobarbital', 'barbiturate', 'gabapentin', 'pregabalin', 'hydroxyzine', 'diphenhydramine', 'promethazine', 'quetiapine', 'sedative']

/** Whether a phrase and an entry of the record speak of the same thing. */
export function speaksOf(phrase: string, entry: string): boolean {
  const [asked, known] = [keyWords(phrase), keyWords(entry)]
  if (contains(known, asked) || contains(asked, known)) return true
  if (asked.has('sedative') && SEDATIVES.some((name) => contains(known, keyWords(name)))) return true
  return SAME.some((names) => names.some((name) => contains(asked, keyWords(name))) && names.some((name) => contains(known, keyWords(name))))
}

const SIGNS: readonly (readonly [RegExp, VitalName])[] = [
  [/\b(pulse|heart rate|HR)\b/i, 'pulse_per_min'], [/\b(systolic|SBP)\b/i, 'sbp_mmHg'], [/\b(diastolic|DBP)\b/i, 'dbp_mmHg'], [/\b(SpO2|SpO₂|saturation)\b/i, 'spo2_pct'], [/\b(breathing|respiratory) rate\b/i, 'rr_per_min'],
]

/** A phrase such as "pulse below 60 /min" as a limit on a sign; null when it is not one. */
export function limitIn(phrase: string): { readonly sign: VitalName; readonly side: 'below' | 'above'; readonly limit: number } | null {
  const found = /(below|under|<|above|over|>)\s*(\d+(?:\.\d+)?)/.exec(phrase)
  const sign = SIGNS.find(([pattern]) => pattern.test(phrase))?.[1]
  if (!found || !sign) return null
  const limit = Number(found[2])
  const { min, max } = VITAL_FIELDS[sign]
  return limit < min || limit > max ? null : { sign, side: ['below', 'under', '<'].includes(found[1]!) ? 'below' : 'above', limit }
}

/** The phrases of an avoid list: "asthma, COPD; cocaine" is three. */
export const phrasesOf = (avoid: string): readonly string[] => avoid.split(/[,;]/).map((phrase) => phrase.trim()).filter((phrase) => phrase !== '')
