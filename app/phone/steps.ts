// The phone form, one question a screen: which questions, where to go on, and how far along.

export type Choice = { readonly value: number; readonly label: string }
export type Question = { readonly kind: 'choice'; readonly instrument: string; readonly linkId: string; readonly lead: string; readonly text: string; readonly choices: readonly Choice[] }
export type Scale = { readonly kind: 'scale'; readonly instrument: string; readonly linkId: string; readonly lead: string; readonly text: string; readonly low: string; readonly high: string }
export type Step = { readonly kind: 'start' } | Question | Scale | { readonly kind: 'words' } | { readonly kind: 'send' }
export type Answers = Readonly<Record<string, Readonly<Record<string, number>>>>

export const isQuestion = (step: Step): step is Question | Scale => step.kind === 'choice' || step.kind === 'scale'

/** The whole way through the form: the start page, each question, own words for a check-in, the last look before sending. */
export const stepsOf = (questions: readonly (Question | Scale)[], withWords: boolean): readonly Step[] =>
  [{ kind: 'start' }, ...questions, ...(withWords ? [{ kind: 'words' } as const] : []), { kind: 'send' }]

export const answerOf = (answers: Answers, question: Question | Scale): number | undefined => answers[question.instrument]?.[question.linkId]

export const withAnswer = (answers: Answers, question: Question | Scale, value: number): Answers =>
  ({ ...answers, [question.instrument]: { ...answers[question.instrument], [question.linkId]: value } })

/** Where a person who comes back goes on: the start page when nothing was answered, else the first open question, else the page after the questions. */
export function resumeAt(steps: readonly Step[], answers: Answers): number {
  const questions = steps.filter(isQuestion)
  if (!questions.some((q) => answerOf(answers, q) !== undefined)) return 0
  const open = steps.findIndex((s) => isQuestion(s) && answerOf(answers, s) === undefined)
  if (open !== -1) return open
  return steps.findIndex((s, i) => i > 0 && !isQuestion(s))
}

/** Answers of both, the phone's winning: it is never behind what it has sent. Questions that the form does not ask are dropped. */
export function mergeDrafts(server: Answers, phone: Answers, steps: readonly Step[]): Answers {
  let merged: Answers = {}
  for (const step of steps.filter(isQuestion)) {
    const value = answerOf(phone, step) ?? answerOf(server, step)
    if (value !== undefined) merged = withAnswer(merged, step, value)
  }
  return merged
}

/** How many questions are answered, and of how many. */
export const progressOf = (steps: readonly Step[], answers: Answers): { readonly done: number; readonly of: number } => {
  const questions = steps.filter(isQuestion)
  return { done: questions.filter((q) => answerOf(answers, q) !== undefined).length, of: questions.length }
}

/** Indexes of the questions that have no answer yet. */
export const openQuestions = (steps: readonly Step[], answers: Answers): readonly number[] =>
  steps.flatMap((s, i) => (isQuestion(s) && answerOf(answers, s) === undefined ? [i] : []))
