// How the people of the demonstration came to be treated: the clinic's consent, a decision and a signature before each course, some words of their own, and what waits at the Desk.
import { canonicalJson, DAY_MS, HOUR_MS, instant, toIso, type Instant } from '@chairside/core/shared'
import { HISTORY, PROPOSED_CONSENT } from '@chairside/core/intake'
import { sha256 } from '../log/chain.ts'
import type { Person, Stage } from './patient.ts'
import { createRandom, type Random } from './random.ts'

const TEXT_HASH = sha256(canonicalJson(PROPOSED_CONSENT))
const problemOf = (indication: string): string => (/depress/i.test(indication) ? 'depression' : /ptsd|trauma/i.test(indication) ? 'ptsd' : /obsess/i.test(indication) ? 'ocd' : /social/i.test(indication) ? 'social-anxiety' : 'anxiety')

/** The proposed text, approved by the medical director when the clinic opened. */
export function addConsentText(stage: Stage, opened: Instant): void {
  const director = stage.staff['northstar']
  stage.rows.add('consent_text', { version: 1, content: PROPOSED_CONSENT, content_hash: TEXT_HASH, written_by: director, written_at: toIso(opened), approved_by: director, approved_at: toIso(instant(opened + 4 * HOUR_MS)) })
  stage.rows.add('on_call', { position: 1, staff_id: stage.staff['fairweather'] })
  stage.rows.add('on_call', { position: 2, staff_id: director })
}

/** Chance of its own, so that what is told of a person elsewhere stays as it is. */
const randomOf = (person: Person): Random => createRandom(Number.parseInt(person.patient.slice(-8), 16))

/** The history, once: most answers are "no", as in life. */
export function addHistory(stage: Stage, person: Person, at: Instant): void {
  const random = randomOf(person)
  const answer = (question: string, value: unknown): void => stage.rows.add('history_answer', { history_answer_id: random.id(at), patient_id: person.patient, question, answer: value, answered_at: toIso(at), source: 'patient', recorded_by: null })
  answer('main-problem', problemOf(person.indication))
  for (const question of HISTORY) if (question.kind === 'yes-no' && !question.when && question.byClinic !== true) answer(question.id, 'no')
  answer('music', random.pick(['soundscape', 'own', 'silence', 'decide-there']))
  answer('comforts', random.shuffled(['dim', 'eye-mask', 'blanket', 'quiet']).slice(0, 2))
  answer('touch', random.pick(['yes', 'ask', 'no']))
}

/** Decided and signed before a course was booked. */
export function addEnrolment(stage: Stage, person: Person, course: string, bookedAt: Instant): void {
  const random = randomOf({ ...person, patient: course })
  const row = stage.rows.of('patient').find((one) => one['patient_id'] === person.patient)!
  const name = `${String(row['given_name'])} ${String(row['family_name'])}`
  const at = instant(bookedAt - random.int(1, 5) * DAY_MS)
  stage.rows.add('eligibility_decision', { eligibility_decision_id: random.id(at), patient_id: person.patient, decision: 'eligible', reason: `${person.indication}; earlier treatments without enough help.`, overrides: [], checklist: {}, decided_by: stage.staff['fairweather'], decided_at: toIso(at) })
  const initials = name.split(' ').map((part) => part.slice(0, 1)).join('')
  stage.rows.add('consent', {
    consent_id: random.id(at), patient_id: person.patient, course_id: course, version: 1, content_hash: TEXT_HASH, language: 'en', problem: problemOf(person.indication), initials: Object.fromEntries(PROPOSED_CONSENT.sections.filter((one) => one.initials).map((one) => [one.id, initials])),
    teach_back: Object.fromEntries(PROPOSED_CONSENT.teach_back.map((one) => [one.id, [one.right]])), signed_name: name, signed_at: toIso(instant(at + 2 * HOUR_MS)), source: 'phone',
  })
}

/** One request from the front door that nobody has answered yet. */
export function addInquiry(stage: Stage, random: Random): void {
  const at = instant(stage.now - 3 * HOUR_MS)
  stage.rows.add('inquiry', { inquiry_id: random.id(at), name: 'Iris Fictional', contact: '+1 310 555 0161', language: 'en', words: 'Evenings are best. I have been anxious since the spring.', screen: { scale: 'gad-7', result: 'fit' }, asked_at: toIso(at) })
}
