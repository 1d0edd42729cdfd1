// The clinic's own check-in: how it is now, in a few sliders. Not a published scale, so it has no total and no band; each answer is read for itself.
import { badInput, ok, refuse, type BadInput, type Result } from '../shared/index.ts'

export type CheckInItem = { readonly linkId: string; readonly text: string; /** What 0 means. */ readonly low: string; /** What 10 means. */ readonly high: string }

export const CHECK_IN = {
  id: 'check-in',
  stem: 'Where would you put yourself?',
  min: 0,
  max: 10,
  items: [
    { linkId: 'anxiety', text: 'Anxiety right now', low: 'None', high: 'The worst I can imagine' },
    { linkId: 'mood', text: 'Mood right now', low: 'Very low', high: 'Very good' },
    { linkId: 'sleep', text: 'Sleep last night', low: 'Very bad', high: 'Very good' },
    { linkId: 'side-effects', text: 'Side effects since the visit', low: 'None', high: 'Very strong' },
  ],
} as const satisfies { readonly id: string; readonly stem: string; readonly min: number; readonly max: number; readonly items: readonly CheckInItem[] }

/** Reads answers given as linkId -> whole number from 0 to 10. An unanswered item is left out. Refuses an unknown linkId and any other value, with the path `answers.<linkId>`. */
export function readCheckIn(answers: unknown): Result<Readonly<Record<string, number>>, BadInput> {
  if (typeof answers !== 'object' || answers === null || Array.isArray(answers)) return refuse(badInput('answers', answers, 'an object of linkId and value'))
  for (const [linkId, value] of Object.entries(answers)) {
    if (!CHECK_IN.items.some((item) => item.linkId === linkId)) return refuse(badInput(`answers.${linkId}`, value, `the items ${CHECK_IN.items.map((item) => item.linkId).join(', ')}`))
    if (!Number.isInteger(value) || (value as number) < CHECK_IN.min || (value as number) > CHECK_IN.max) return refuse(badInput(`answers.${linkId}`, value, `a whole number from ${CHECK_IN.min} to ${CHECK_IN.max}`))
  }
  return ok(answers as Readonly<Record<string, number>>)
}
