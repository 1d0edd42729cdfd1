// What our columns hold of a FHIR resource. The resource itself is kept beside them, so that nothing is lost by what is not read here.
import type { RecordKind, Sex } from '@chairside/core/people'
import { parseLocalDate } from '@chairside/core/shared'
import { isRecord, listIn, textIn, type Json } from './read.ts'

export const RECORD_KINDS: Readonly<Record<string, RecordKind>> = {
  Condition: 'condition', AllergyIntolerance: 'allergy', MedicationStatement: 'medication', MedicationRequest: 'medication', Observation: 'observation', QuestionnaireResponse: 'questionnaire-response',
}

export type Identifier = { readonly system: string | null; readonly value: string }
export type PatientFacts = {
  readonly given_name: string; readonly family_name: string; readonly preferred_name: string | null; readonly birth_date: string; readonly sex: Sex; readonly phone: string | null; readonly email: string | null
  /** On one line; null where none is usable. */
  readonly address: string | null
}

const SEXES: readonly Sex[] = ['female', 'male', 'other', 'unknown']
/** Usual official names first, nicknames and old names last. */
const NAME_ORDER = ['usual', 'official', undefined, 'temp', 'anonymous', 'nickname', 'maiden', 'old']
const PHONE_ORDER = ['mobile', 'home', undefined, 'work', 'temp']

const byUse = (order: readonly unknown[]) => (a: Json, b: Json): number => {
  const place = (x: Json): number => (order.includes(x['use']) ? order.indexOf(x['use']) : order.length)
  return place(a) - place(b)
}
const records = (value: unknown): Json[] => listIn(value).filter(isRecord)

export const identifiersOf = (json: Json): Identifier[] =>
  records(json['identifier']).flatMap((id) => (textIn(id['value']) === null || id['use'] === 'old' ? [] : [{ system: textIn(id['system']), value: textIn(id['value'])! }]))

/** The person of a Patient resource, or why it cannot be one of our patients. */
export function patientFacts(json: Json): PatientFacts | { readonly why: string } {
  const names = records(json['name']).toSorted(byUse(NAME_ORDER))
  const name = names.find((n) => textIn(n['family']) !== null || textIn(n['text']) !== null || listIn(n['given']).length > 0)
  if (!name) return { why: 'it has no name' }
  const words = (textIn(name['text']) ?? '').split(/\s+/).filter((w) => w !== '')
  const given = listIn(name['given']).flatMap((g) => textIn(g) ?? []).join(' ') || (textIn(name['family']) === null ? words.slice(0, -1).join(' ') : '')
  const family = textIn(name['family']) ?? words.at(-1) ?? ''
  const birth = textIn(json['birthDate'])
  if (birth === null) return { why: 'it has no birth date' }
  const birth_date = parseLocalDate(birth)
  if (birth_date === null || birth_date < '1850-01-01') return { why: 'its birth date is not a whole date' }
  const nickname = names.find((n) => n['use'] === 'nickname' && n !== name)
  const telecom = records(json['telecom']).filter((t) => t['use'] !== 'old' && textIn(t['value']) !== null)
  const gender = json['gender'] as Sex
  return {
    given_name: given, family_name: family, preferred_name: nickname ? (listIn(nickname['given']).flatMap((g) => textIn(g) ?? [])[0] ?? textIn(nickname['text'])) : null, birth_date,
    sex: SEXES.includes(gender) ? gender : 'unknown', phone: textIn(telecom.filter((t) => t['system'] === 'phone').toSorted(byUse(PHONE_ORDER))[0]?.['value']), email: textIn(telecom.find((t) => t['system'] === 'email')?.['value']),
    address: addressOf(json['address']),
  }
}

const MOST_OF_ADDRESS = 300
/** The first address that is neither old nor for bills, as text or put together out of its parts. */
function addressOf(json: unknown): string | null {
  const address = records(json).find((a) => a['use'] !== 'old' && a['use'] !== 'billing')
  if (!address) return null
  const parts = [...listIn(address['line']), address['city'], address['state'], address['postalCode'], address['country']].flatMap((part) => textIn(part) ?? [])
  const text = textIn(address['text']) ?? (parts.length === 0 ? null : parts.join(', '))
  return text === null || text.length > MOST_OF_ADDRESS ? null : text
}

export type RecordFacts = {
  readonly kind: RecordKind; readonly code_system: string | null; readonly code: string | null; readonly display: string; readonly status: string | null
  readonly effective_at: string | null; readonly value_text: string | null; readonly value_number: number | null; readonly unit: string | null
}

/** A FHIR dateTime as a moment: a day, month or year stands for its beginning in UTC. Null when it is none. */
export function momentIn(value: unknown): string | null {
  const text = textIn(value)
  if (text === null || !/^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/.test(text)) return null
  const ms = Date.parse(text.includes('T') && !/(Z|[+-]\d{2}:\d{2})$/.test(text) ? `${text}Z` : text)
  return Number.isNaN(ms) ? null : new Date(ms).toISOString()
}

const codings = (concept: unknown): Json[] => (isRecord(concept) ? records(concept['coding']) : [])
const wordsOf = (concept: unknown): string | null =>
  isRecord(concept) ? (textIn(concept['text']) ?? codings(concept).flatMap((c) => textIn(c['display']) ?? [])[0] ?? textIn(codings(concept)[0]?.['code'])) : null
const quantityWords = (q: Json): string => [textIn(q['comparator']), q['value'], textIn(q['unit']) ?? textIn(q['code'])].filter((part) => part !== null && part !== undefined).map(String).join(' ')

/** The value of an Observation or of one of its components, in words; null when it has none. */
function valueWords(node: Json): string | null {
  const key = Object.keys(node).find((name) => /^value[A-Z]/.test(name))
  const value = key === undefined ? undefined : node[key]
  switch (key) {
    case undefined: return null
    case 'valueQuantity': return isRecord(value) ? quantityWords(value) : null
    case 'valueCodeableConcept': return wordsOf(value)
    case 'valueRange': case 'valueRatio': return isRecord(value) ? Object.values(value).filter(isRecord).map(quantityWords).join(key === 'valueRange' ? ' to ' : ' : ') : null
    case 'valuePeriod': return isRecord(value) ? [textIn(value['start']), textIn(value['end'])].filter((t) => t !== null).join(' to ') : null
    case 'valueSampledData': return 'recorded samples'
    default: return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
  }
}

function medicationOf(json: Json, lookup: (reference: string) => Json | null): unknown {
  if (json['medicationCodeableConcept'] !== undefined) return json['medicationCodeableConcept']
  const reference = isRecord(json['medicationReference']) ? json['medicationReference'] : {}
  const target = textIn(reference['reference'])
  const medication = target === null ? null : target.startsWith('#') ? (records(json['contained']).find((c) => c['id'] === target.slice(1)) ?? null) : lookup(target)
  return medication?.['code'] ?? (textIn(reference['display']) === null ? undefined : { text: reference['display'] })
}

const whenOf = (json: Json): string | null => {
  const period = (name: string): unknown => (isRecord(json[name]) ? json[name]['start'] : undefined)
  const candidates = [json['effectiveDateTime'], json['effectiveInstant'], period('effectivePeriod'), json['onsetDateTime'], period('onsetPeriod'), json['authored'], json['authoredOn'], json['recordedDate'], json['dateAsserted'], json['issued']]
  for (const candidate of candidates) {
    const at = momentIn(candidate)
    if (at !== null) return at
  }
  return null
}

/** What the chart shows of a record. `lookup` finds a Medication of the same files. */
export function recordFacts(resourceKind: string, json: Json, lookup: (reference: string) => Json | null): RecordFacts {
  const kind = RECORD_KINDS[resourceKind]!
  const concept = kind === 'medication' ? medicationOf(json, lookup) : kind === 'questionnaire-response' ? undefined : json['code']
  const coding = codings(concept).find((c) => textIn(c['code']) !== null)
  const status = textIn(codings(json['clinicalStatus'])[0]?.['code']) ?? textIn(json['status'])
  const wrong = codings(json['verificationStatus']).some((c) => c['code'] === 'entered-in-error')
  const components = records(json['component']).flatMap((c) => (valueWords(c) === null ? [] : [`${wordsOf(c['code']) ?? 'part'} ${valueWords(c)}`]))
  const quantity = isRecord(json['valueQuantity']) ? json['valueQuantity'] : {}
  // `<= 0.5` is not the number 0.5.
  const number = typeof quantity['value'] === 'number' && quantity['comparator'] === undefined ? quantity['value'] : typeof json['valueInteger'] === 'number' ? json['valueInteger'] : null
  const value = kind === 'observation' ? [valueWords(json), ...components].filter((part) => part !== null).join('; ') || null : null
  return {
    kind, code_system: coding ? textIn(coding['system']) : null, code: coding ? textIn(coding['code']) : null,
    display: wordsOf(concept) ?? textIn(json['questionnaire']) ?? wordsOf(listIn(json['category'])[0]) ?? resourceKind,
    status: wrong ? 'entered-in-error' : status, effective_at: whenOf(json), value_text: value, value_number: kind === 'observation' ? number : null,
    unit: kind === 'observation' ? ((quantity['system'] === 'http://unitsofmeasure.org' ? textIn(quantity['code']) : null) ?? textIn(quantity['unit']) ?? textIn(quantity['code'])) : null,
  }
}

const WEIGHT_CODES = ['29463-7', '3141-9']
const HEIGHT_CODES = ['8302-2', '3137-7']
const FACTORS: Readonly<Record<string, readonly [quantity: 'kg' | 'cm', factor: number]>> = {
  'kg': ['kg', 1], 'g': ['kg', 0.001], '[lb_av]': ['kg', 0.45359237], 'lb': ['kg', 0.45359237], 'lbs': ['kg', 0.45359237], 'cm': ['cm', 1], 'm': ['cm', 100], '[in_i]': ['cm', 2.54], 'in': ['cm', 2.54],
}
export type Measure = { readonly what: 'weight_kg' | 'height_cm'; readonly value: number; readonly at: string }

/** A body weight (20 to 400 kg, the bounds of the table) or height (50 to 250 cm) that the patient's page can show; null for anything else. */
export function measureIn(json: Json): Measure | null {
  const loinc = codings(json['code']).filter((c) => c['system'] === 'http://loinc.org').map((c) => c['code'])
  const what = loinc.some((c) => WEIGHT_CODES.includes(c as string)) ? 'weight_kg' : loinc.some((c) => HEIGHT_CODES.includes(c as string)) ? 'height_cm' : null
  const quantity = json['valueQuantity']
  const at = whenOf(json)
  if (what === null || at === null || !isRecord(quantity) || typeof quantity['value'] !== 'number' || quantity['comparator'] !== undefined || !['final', 'amended', 'corrected'].includes(json['status'] as string)) return null
  const [unit, factor] = FACTORS[textIn(quantity['code']) ?? textIn(quantity['unit']) ?? ''] ?? []
  if (factor === undefined || unit !== what.slice(-2)) return null
  const value = Math.round(quantity['value'] * factor * 10) / 10
  return (what === 'weight_kg' ? value >= 20 && value <= 400 : value >= 50 && value <= 250) ? { what, value, at } : null
}
