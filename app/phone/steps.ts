// The phone form, one question a screen: which questions, where to go on, and how far along.
import { addDays, localDate, parseInstant, type Instant } from '@chairside/core/shared'
import type { Readiness, ReadinessField } from '@chairside/core/intake'

export type Choice = { readonly value: number; readonly label: string }
export type Question = { readonly kind: 'choice'; readonly instrument: string; readonly linkId: string; readonly lead: string; readonly text: string; readonly choices: readonly Choice[]; /** The question whose answer 0 makes this one pointless. */ readonly gate?: string }
export type Scale = { readonly kind: 'scale'; readonly instrument: string; readonly linkId: string; readonly lead: string; readonly text: string; readonly low: string; readonly high: string; readonly gate?: string }
/** A question about the day of the visit. */
export type AboutDay = { readonly kind: 'about'; readonly field: ReadinessField }
export type Step = { readonly kind: 'start' } | Question | Scale | AboutDay | { readonly kind: 'words' } | { readonly kind: 'send' }
export type Answers = Readonly<Record<string, Readonly<Record<string, number>>>>

export const isQuestion = (step: Step): step is Question | Scale => step.kind === 'choice' || step.kind === 'scale'

/** Whether a step is one of those that are counted. */
export const isAsked = (step: Step): step is Question | Scale | AboutDay => isQuestion(step) || step.kind === 'about'

/** The whole way through the form: the start page, each question, those about the day, own words for a check-in, the last look before sending. */
export const stepsOf = (questions: readonly (Question | Scale)[], withWords: boolean, about: readonly ReadinessField[] = []): readonly Step[] =>
  [{ kind: 'start' }, ...questions, ...about.map((field) => ({ kind: 'about', field }) as const), ...(withWords ? [{ kind: 'words' } as const] : []), { kind: 'send' }]

export const answerOf = (answers: Answers, question: Question | Scale): number | undefined => answers[question.instrument]?.[question.linkId]

export const withAnswer = (answers: Answers, question: Question | Scale, value: number): Answers =>
  ({ ...answers, [question.instrument]: { ...answers[question.instrument], [question.linkId]: value } })

const isOpen = (step: Step, answers: Answers, said: Readiness): boolean => (isQuestion(step) ? answerOf(answers, step) === undefined : step.kind === 'about' && said[step.field] === undefined)

/** Where a person who comes back goes on: the start page when nothing was answered, else the first open question, else the page after the questions. */
export function resumeAt(steps: readonly Step[], answers: Answers, said: Readiness = {}): number {
  if (!steps.some((s) => isAsked(s) && !isOpen(s, answers, said))) return 0
  const open = steps.findIndex((s) => isOpen(s, answers, said))
  if (open !== -1) return open
  return steps.findIndex((s, i) => i > 0 && !isAsked(s))
}

/** The answers about the day of both, the phone's winning. What was last eaten or drunk before yesterday is asked again. */
export function mergeSaid(server: Readiness, phone: Readiness, now: Instant, zone: string): Readiness {
  const said: Record<string, string | undefined> = { ...server, ...phone }
  const yesterday = addDays(localDate(now, zone), -1)
  for (const [kind, field] of [['ate', 'ate_at'], ['drank', 'drank_at']] as const) {
    const at = parseInstant(said[field])
    if (said[field] !== undefined && (at === null || localDate(at, zone) < yesterday)) { said[kind] = undefined; said[field] = undefined }
  }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
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
export const progressOf = (steps: readonly Step[], answers: Answers, said: Readiness = {}): { readonly done: number; readonly of: number } => {
  const asked = steps.filter(isAsked)
  return { done: asked.filter((s) => !isOpen(s, answers, said)).length, of: asked.length }
}

/** Indexes of the questions that have no answer yet. */
export const openQuestions = (steps: readonly Step[], answers: Answers, said: Readiness = {}): readonly number[] => steps.flatMap((s, i) => (isOpen(s, answers, said) ? [i] : []))
