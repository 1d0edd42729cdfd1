// What patients answered on their phones, and what the clinic did about it.
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, toIso, type Instant } from '@chairside/core/shared'
import type { Purpose } from '@chairside/core/intake'
import { randomBytes } from 'node:crypto'
import { sha256 } from '../log/chain.ts'
import type { Stage } from './patient.ts'
import type { Random } from './random.ts'
import { sheetOf, type Sheet, type Totals } from './scores.ts'
import { ALERT_ACTIONS } from './words.ts'

/** What each form asks. */
const ASKED: Readonly<Record<Purpose, readonly string[]>> = { 'baseline': ['gad-7', 'phq-9'], 'before-session': ['gad-7', 'phq-9'], 'next-day': ['check-in', 'gad-7', 'phq-9'], 'follow-up': ['gad-7', 'phq-9'] }
const VALID_MS = 7 * DAY_MS

export type Form = { readonly patient: string; readonly session: string | null; readonly purpose: Purpose; readonly answeredAt: Instant | null; readonly sentAt: Instant }

/** A link that was sent. Its token is real chance and nobody has it: a form of the demonstration is opened by sending a new one. */
export function addForm(stage: Stage, random: Random, form: Form): string {
  const id = random.id(form.sentAt)
  stage.rows.add('form_link', {
    form_link_id: id, patient_id: form.patient, session_id: form.session, purpose: form.purpose, instruments: ASKED[form.purpose], token_hash: sha256(randomBytes(32).toString('base64url')), created_at: toIso(form.sentAt),
    created_by: stage.staff['merriweather'], expires_at: toIso(instant(form.sentAt + VALID_MS)), completed_at: form.answeredAt === null ? null : toIso(form.answeredAt), draft: {},
  })
  return id
}

function addScore(stage: Stage, random: Random, form: Form & { link: string; answeredAt: Instant }, sheet: Omit<Sheet, 'answers'> & { answers: Readonly<Record<string, number | string>> }, alert: 'acknowledged' | 'open'): void {
  const score = random.id(form.answeredAt)
  stage.rows.add('score', {
    score_id: score, patient_id: form.patient, session_id: form.session, form_link_id: form.link, instrument: sheet.instrument, band_scheme: sheet.band_scheme, answers: sheet.answers, complete: sheet.complete,
    total: sheet.total, band: sheet.band, flags: sheet.flags, answered_at: toIso(form.answeredAt), source: 'phone', recorded_by: null,
  })
  for (const flag of sheet.flags) {
    const seen = alert === 'open' ? null : instant(Math.min(stage.now - 4 * MINUTE_MS, form.answeredAt + random.int(6, 55) * MINUTE_MS))
    stage.rows.add('safety_alert', {
      safety_alert_id: random.id(form.answeredAt), patient_id: form.patient, score_id: score, item: flag.linkId, answer: flag.value, opened_at: toIso(form.answeredAt), acknowledged_at: seen === null ? null : toIso(seen),
      acknowledged_by: seen === null ? null : stage.staff[random.pick(['fairweather', 'northstar'])], action_taken: seen === null ? null : random.pick(ALERT_ACTIONS),
      owner_id: null, closed_at: seen === null ? null : toIso(instant(seen + 30 * MINUTE_MS)), closed_by: seen === null ? null : stage.staff['fairweather'], outcome: seen === null ? null : 'Closed with the patient seen or spoken to.',
    })
  }
}

/** Both scales, answered on the phone. `suicide` is the answer to item 9 of the PHQ-9. */
export function addScales(stage: Stage, random: Random, form: Omit<Form, 'sentAt' | 'answeredAt'> & { answeredAt: Instant; sentAt?: Instant }, totals: Totals, suicide: number, alert: 'acknowledged' | 'open' = 'acknowledged', checkIn?: { improvement: number; words: string | null }): string {
  const sent = { ...form, sentAt: form.sentAt ?? instant(form.answeredAt - random.int(20, 300) * MINUTE_MS) }
  const link = addForm(stage, random, sent)
  const filled = { ...sent, link }
  if (checkIn) {
    const towards = (low: number, high: number): number => Math.round(random.normal(low + (high - low) * checkIn.improvement, 1, 0, 10))
    addScore(stage, random, filled, {
      instrument: 'check-in', band_scheme: null, complete: true, total: null, band: null, flags: [],
      answers: { 'anxiety': towards(7, 2), 'mood': towards(3, 8), 'sleep': towards(4, 7), 'side-effects': random.pick([0, 0, 0, 1, 1, 2, 4]), ...(checkIn.words === null ? {} : { words: checkIn.words }) },
    }, alert)
  }
  addScore(stage, random, filled, sheetOf(random, 'gad-7', totals.gad7), alert)
  addScore(stage, random, filled, sheetOf(random, 'phq-9', totals.phq9, Math.min(suicide, 3)), alert)
  return link
}

/** The check-in that is due a day after a discharge: done, or still waiting. */
export function addFollowUp(stage: Stage, followUp: string, patient: string, session: string, dischargedAt: Instant, done: { at: Instant; link: string } | null): void {
  stage.rows.add('follow_up', {
    follow_up_id: followUp, patient_id: patient, session_id: session, kind: 'next-day-check-in', due_at: toIso(instant(dischargedAt + 24 * HOUR_MS)), done_at: done === null ? null : toIso(done.at), form_link_id: done?.link ?? null,
  })
}
