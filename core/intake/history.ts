// What a new patient is asked before the first visit, once: how questions, answers and what is still open are read. The questions themselves: history-*.ts.
import { badInput, ok, refuse, type BadInput, type Language, type Result, type Said } from '../shared/index.ts'
import { ABOUT_YOU } from './history-about.ts'
import { HEALTH } from './history-health.ts'

export type HistoryChoice = { readonly value: string; readonly says: Said }
/** `yes-no` has "not sure" too: nobody is made to know. `list`: one entry a line, and "nothing" as an answer of its own. */
export type HistoryKind = 'yes-no' | 'choice' | 'choices' | 'list' | 'words' | 'person' | 'pressure'
export type HistoryQuestion = {
  readonly id: string
  readonly section: string
  readonly kind: HistoryKind
  readonly says: Said
  readonly help?: Said
  readonly choices?: readonly HistoryChoice[]
  /** Asked only after one of these answers to another question, and only of these people. */
  readonly when?: { readonly question: string; readonly is: readonly string[] }
  readonly ofSex?: readonly string[]
  /** May be passed over without being open: nothing is decided by it. */
  readonly optional?: true
  /** Measured or found by the clinic, never asked of the patient. */
  readonly byClinic?: true
  /** What is offered while typing. */
  readonly suggests?: 'medicines'
}
export type Person = { readonly name: string; readonly phone: string }
export type Pressure = { readonly sbp_mmHg: number; readonly dbp_mmHg: number }
export type HistoryAnswer = string | readonly string[] | Person | Pressure
export type History = Readonly<Record<string, HistoryAnswer>>

export const SECTIONS: readonly { readonly id: string; readonly says: Said }[] = [
  { id: 'why', says: { en: 'What brings you', es: 'Qué le trae' } },
  { id: 'health', says: { en: 'Your health', es: 'Su salud' } },
  { id: 'medicines', says: { en: 'Medicines and allergies', es: 'Medicinas y alergias' } },
  { id: 'before', says: { en: 'Treatments so far', es: 'Tratamientos hasta ahora' } },
  { id: 'substances', says: { en: 'Alcohol and other substances', es: 'Alcohol y otras sustancias' } },
  { id: 'people', says: { en: 'People and the way home', es: 'Personas y el camino a casa' } },
  { id: 'comfort', says: { en: 'What makes it easier', es: 'Lo que le ayuda' } },
]
export const YES_NO_UNSURE: readonly HistoryChoice[] = [
  { value: 'no', says: { en: 'No', es: 'No' } }, { value: 'yes', says: { en: 'Yes', es: 'Sí' } }, { value: 'unsure', says: { en: 'I am not sure', es: 'No estoy seguro/a' } },
]
const order = new Map(SECTIONS.map(({ id }, i) => [id, i]))
/** All questions in the order they are asked. */
export const HISTORY: readonly HistoryQuestion[] = [...ABOUT_YOU, ...HEALTH].toSorted((a, b) => order.get(a.section)! - order.get(b.section)!)
const byId = new Map(HISTORY.map((question) => [question.id, question]))
export const historyQuestion = (id: string): HistoryQuestion | null => byId.get(id) ?? null
export const choicesOf = ({ kind, choices = [] }: HistoryQuestion): readonly HistoryChoice[] => (kind === 'yes-no' ? YES_NO_UNSURE : choices)

/** The questions for this patient with the answers so far. */
export const askedOf = (history: History, sex: string): readonly HistoryQuestion[] => HISTORY.filter(({ when, ofSex, byClinic }) => {
  if (byClinic === true) return false
  if (ofSex && !ofSex.includes(sex)) return false
  if (!when) return true
  const answer = history[when.question]
  return typeof answer === 'string' ? when.is.includes(answer) : Array.isArray(answer) && answer.some((one) => when.is.includes(one as string))
})
/** Those without an answer; what is optional is never open. */
export const openOf = (history: History, sex: string): readonly HistoryQuestion[] => askedOf(history, sex).filter(({ id, optional }) => optional !== true && history[id] === undefined)

const MOST_ENTRIES = 60
const isText = (value: unknown, max: number): value is string => typeof value === 'string' && value.trim() !== '' && value.length <= max && !value.includes('\u0000')

/** Reads one answer. Refuses with the path `answers.<question>` an unknown question and a value that is not one of the question's. */
export function readHistoryAnswer(id: string, value: unknown): Result<HistoryAnswer, BadInput> {
  const question = byId.get(id)
  const path = `answers.${id}`
  if (!question) return refuse(badInput(path, value, 'a question of the history'))
  const values = choicesOf(question).map((choice) => choice.value)
  switch (question.kind) {
    case 'yes-no': case 'choice': return values.includes(value as string) ? ok(value as string) : refuse(badInput(path, value, `one of ${values.join(', ')}`))
    case 'choices': return Array.isArray(value) && new Set(value).size === value.length && value.every((one) => values.includes(one as string)) ? ok(value as string[]) : refuse(badInput(path, value, `some of ${values.join(', ')}`))
    case 'list': return Array.isArray(value) && value.length <= MOST_ENTRIES && value.every((one) => isText(one, 200)) ? ok(value.map((one) => one.trim())) : refuse(badInput(path, value, `up to ${MOST_ENTRIES} entries of 1 to 200 characters; none at all for nothing`))
    case 'words': return isText(value, 2000) ? ok(value) : refuse(badInput(path, value, 'text of 1 to 2000 characters'))
    case 'pressure': {
      const { sbp_mmHg, dbp_mmHg, ...more } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
      const isSign = (sign: unknown, most: number): sign is number => typeof sign === 'number' && Number.isInteger(sign) && sign >= 20 && sign <= most
      return isSign(sbp_mmHg, 300) && isSign(dbp_mmHg, 200) && dbp_mmHg < sbp_mmHg && Object.keys(more).length === 0 ? ok({ sbp_mmHg, dbp_mmHg }) : refuse(badInput(path, value, 'systolic above diastolic, whole numbers of mmHg from 20 to 300 and 200'))
    }
    case 'person': {
      const { name, phone, ...more } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
      return isText(name, 120) && isText(phone, 40) && Object.keys(more).length === 0 ? ok({ name: name.trim(), phone: phone.trim() }) : refuse(badInput(path, value, 'a name and a telephone number'))
    }
  }
}

/** An answer in words, as a clinician reads it. */
export function historyWords(question: HistoryQuestion, answer: HistoryAnswer, language: Language = 'en'): string {
  const word = (value: string): string => choicesOf(question).find((choice) => choice.value === value)?.says[language] ?? value
  if (typeof answer === 'string') return word(answer)
  if (Array.isArray(answer)) return answer.length === 0 ? (language === 'es' ? 'nada' : 'nothing') : answer.map((one) => word(one as string)).join(', ')
  if ('sbp_mmHg' in answer) return `${answer.sbp_mmHg}/${answer.dbp_mmHg} mmHg`
  const { name, phone } = answer as Person
  return `${name}, ${phone}`
}
