// What a form asks, from the instruments in it: their published words, in their order, and the clinic's own check-in.
import { CHECK_IN, INSTRUMENTS, isInstrumentId, SPANISH, type InstrumentId } from '@chairside/core/intake'
import type { Language } from '@chairside/core/shared'
import type { Answers, Question, Scale } from './steps.ts'

/** The questions of the form's instruments, in order. An instrument that this program does not know, or whose words it may not show, is an error: a question must never be dropped silently. */
export function questionsOf(instruments: readonly string[], language: Language = 'en'): readonly (Question | Scale)[] {
  return instruments.flatMap((id): readonly (Question | Scale)[] => {
    const spoken = language === 'es' ? SPANISH[id as InstrumentId] : undefined
    if (id === CHECK_IN.id)
      return CHECK_IN.items.map((item) => ({ kind: 'scale', instrument: id, linkId: item.linkId, lead: spoken?.stem ?? CHECK_IN.stem, text: spoken?.items[item.linkId] ?? item.text, low: spoken?.ends?.[item.linkId]?.[0] ?? item.low, high: spoken?.ends?.[item.linkId]?.[1] ?? item.high }))
    if (!isInstrumentId(id)) throw new Error(`There is no questionnaire ${id} in this version.`)
    const { items, stem, formula } = INSTRUMENTS[id]
    return items.map((item): Question | Scale => {
      if (item.text === null || item.open !== null) throw new Error(`The words of ${id} may not be shown.`)
      const asked = { instrument: id, linkId: item.linkId, lead: (item.scored || item.ends !== null) && stem !== null ? spoken?.stem ?? stem : '', text: spoken?.items[item.linkId] ?? item.text, ...(formula.kind === 'gate' && formula.gate !== item.linkId ? { gate: formula.gate } : {}) }
      return item.ends === null ? { ...asked, kind: 'choice', choices: item.options.map(({ value, label }) => ({ value, label: (spoken?.own?.[item.linkId] ?? spoken?.answers)?.[value] ?? label })) } : { ...asked, kind: 'scale', low: spoken?.ends?.[item.linkId]?.[0] ?? item.ends[0], high: spoken?.ends?.[item.linkId]?.[1] ?? item.ends[1] }
    })
  })
}

/** Without the questions that an earlier answer makes pointless: who never drinks is not asked how much. */
export const stillAsked = (questions: readonly (Question | Scale)[], answers: Answers): readonly (Question | Scale)[] =>
  questions.filter(({ gate, instrument }) => gate === undefined || answers[instrument]?.[gate] !== 0)

/** Whether an answer about suicide calls for the crisis line at once. */
export const saysDanger = (answers: Answers): boolean => Object.entries(answers).some(([id, values]) => isInstrumentId(id)
  && INSTRUMENTS[id].items.some((item) => item.suicideFrom !== null && (values[item.linkId] ?? 0) >= item.suicideFrom))

/** What licences ask to be shown with their questions, once each. */
export const noticesOf = (instruments: readonly string[]): readonly string[] =>
  [...new Set(instruments.filter((id): id is InstrumentId => isInstrumentId(id)).flatMap((id) => INSTRUMENTS[id].licence.notice ?? []))]
