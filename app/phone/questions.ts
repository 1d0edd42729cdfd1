// What a form asks, from the instruments in it: their published words, in their order, and the clinic's own check-in.
import { CHECK_IN, INSTRUMENTS, isInstrumentId } from '@chairside/core/intake'
import type { Question, Scale } from './steps.ts'

/** The questions of the form's instruments, in order. An instrument that this program does not know is an error: a question must never be dropped silently. */
export function questionsOf(instruments: readonly string[]): readonly (Question | Scale)[] {
  return instruments.flatMap((id): readonly (Question | Scale)[] => {
    if (id === CHECK_IN.id)
      return CHECK_IN.items.map((item) => ({ kind: 'scale', instrument: id, linkId: item.linkId, lead: CHECK_IN.stem, text: item.text, low: item.low, high: item.high }))
    if (!isInstrumentId(id)) throw new Error(`There is no questionnaire ${id} in this version.`)
    const instrument = INSTRUMENTS[id]
    return instrument.items.map((item) => ({
      kind: 'choice', instrument: id, linkId: item.linkId, lead: item.scored ? instrument.stem : '', text: item.text, choices: item.options.map(({ value, label }) => ({ value, label })),
    }))
  })
}
