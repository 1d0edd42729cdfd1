// What is confirmed before an infusion of the demonstration: the product's own checklist, in its order, with what people answered.
import { CHECKLIST } from '@chairside/core/session'
import type { Sex } from '@chairside/core/people'

type Asked = { readonly escort: string | null; readonly sex: Sex }
const ANSWERS: Readonly<Record<string, (asked: Asked) => string | undefined>> = {
  escort: ({ escort }) => escort ?? undefined,
  pregnancy: ({ sex }) => (sex === 'female' ? 'test negative' : 'not applicable'),
  suicide: () => 'no current risk',
}

/** One confirmation for each item; an item that is only confirmed has no answer. */
export const checklistAnswers = (asked: Asked): { readonly item: string; readonly answer?: string }[] =>
  CHECKLIST.map(({ id }) => {
    const answer = ANSWERS[id]?.(asked)
    return { item: id, ...(answer === undefined ? {} : { answer }) }
  })
