// What is confirmed before an infusion of the demonstration: the product's own checklist, in its order, with what people answered.
import { instant, localTime, MINUTE_MS, type Instant } from '@chairside/core/shared'
import { CHECKLIST, TEST_NEGATIVE, type ChecklistAnswer } from '@chairside/core/session'
import type { Sex } from '@chairside/core/people'
import { TIME_ZONE } from './names.ts'

type Asked = { readonly escort: string | null; readonly sex: Sex }

function fasting(startAt: Instant): Omit<ChecklistAnswer, 'item'> {
  const [ateAt, drankAt] = [instant(startAt - 11 * 60 * MINUTE_MS), instant(startAt - 150 * MINUTE_MS)]
  return { ateAt, ateFatty: false, drankAt, answer: `food ${localTime(ateAt, TIME_ZONE)}, clear liquid ${localTime(drankAt, TIME_ZONE)}` }
}

/** One confirmation for each question that a person answers; the line, the scales and the equipment are facts of their own. */
export const checklistAnswers = ({ escort, sex }: Asked, startAt: Instant): ChecklistAnswer[] =>
  CHECKLIST.filter(({ id, question }) => question !== 'none' && question !== 'iv' && id !== 'equipment' && !(id === 'pregnancy' && sex === 'male')).map(({ id }) => ({
    item: id,
    ...(id === 'escort' && escort !== null ? { answer: escort } : id === 'pregnancy' ? { answer: TEST_NEGATIVE } : id === 'suicide' ? { answer: 'no current risk' } : id === 'fasting' ? fasting(startAt) : {}),
  }))
