// The questions about the day of a visit in plain words, and a time as a person says it.
import { addDays, atLocal, localDate, type Instant } from '@chairside/core/shared'
import type { ReadinessField } from '@chairside/core/intake'

type Asking = { readonly text: string; readonly hint?: string; readonly choices?: Readonly<Record<string, string>>; readonly input?: 'name' | 'tel' | 'words' | 'time' }

/** What counts as food and as a clear drink is as the fasting rule counts it (PR-03); the last 24 h are PR-20's. */
export const ASKING: Readonly<Record<ReadinessField, Asking>> = {
  ride: {
    text: 'Is there an adult who will take you home?', hint: 'You cannot drive after the visit, not until the next day. The person must be 18 or older.',
    choices: { 'adult': 'Yes, an adult will take me home', 'under-18': 'Somebody will, but they are under 18', 'nobody': 'Nobody yet' },
  },
  driver_name: { text: 'What is the name of the person who takes you home?', input: 'name' },
  driver_phone: { text: 'What is their phone number?', hint: 'We call it only about taking you home.', input: 'tel' },
  changed: { text: 'Is anything new since your last visit?', hint: 'A new medicine, another dose, or an illness. A cold or a fever counts too.', choices: { no: 'No, nothing is new', yes: 'Yes, something is new' } },
  changes: { text: 'What is new?', hint: 'The medicine and how much you take, or what kind of illness. A few words are enough.', input: 'words' },
  pregnant: { text: 'Could you be pregnant?', choices: { 'no': 'No', 'possible': 'Yes, or it is possible', 'not-applicable': 'This does not apply to me' } },
  substances: { text: 'In the last 24 hours, have you had alcohol, a sedative, or any other drug?', hint: 'A sedative is a medicine that calms you or helps you sleep. We ask to keep you safe.', choices: { no: 'No', yes: 'Yes' } },
  substances_words: { text: 'What was it, and about when?', input: 'words' },
  ate: { text: 'What did you eat last?', hint: 'Milk counts as food, also in coffee or tea.', choices: { light: 'Something light, such as toast, cereal or fruit', fatty: 'A full meal, or something fatty or fried', none: 'Nothing today or yesterday' } },
  ate_at: { text: 'When did you last eat?', input: 'time' },
  drank: { text: 'Have you had something clear to drink?', hint: 'Water, black coffee, tea without milk, or clear juice.', choices: { clear: 'Yes, today or yesterday', none: 'No, nothing today or yesterday' } },
  drank_at: { text: 'When did you last have a clear drink?', input: 'time' },
}

export type Day = 'today' | 'yesterday'
/** The moment that is meant by a day and a clock time at the clinic. Null for no time, and for one that is still to come. */
export function timeSaid(day: Day, time: string, now: Instant, zone: string): Instant | null {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return null
  const at = atLocal(day === 'today' ? localDate(now, zone) : addDays(localDate(now, zone), -1), time, zone)
  return at <= now ? at : null
}
