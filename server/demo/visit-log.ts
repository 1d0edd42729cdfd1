// The log of one visit as the tablets and the monitor of the demonstration would have written it: facts in order, nothing else.
import { instant, MINUTE_MS, SECOND_MS, type Instant } from '@chairside/core/shared'
import { parseEvent, eventToJson, type EventType, type PayloadOf, type SessionEvent } from '@chairside/core/session'
import { effectAt, readings, type Body, type Vitals } from './body.ts'
import type { Sex } from '@chairside/core/people'
import type { Random } from './random.ts'
import type { Given, VisitPlan } from './visit-plan.ts'
import { IN_THE_CHAIR, MUSIC, NOTES } from './words.ts'
import { checklistAnswers } from './checklist.ts'

export type VisitPeople = { readonly nurse: string; readonly second: string; readonly desk: string; readonly prescriber: string }
export type VisitPlace = { readonly session: string; readonly chairName: string; readonly siteName: string; readonly monitor: string }

/** What a visit's record says about the person. */
export type About = { readonly escort: string | null; readonly sex: Sex }

type Write = <T extends EventType>(type: T, at: number, actor: string, device: string, payload: PayloadOf<T>) => SessionEvent

/** Everything of a visit that goes to its end. In order of time, no two at one moment. */
export function visitLog(random: Random, plan: VisitPlan, given: Given, body: Body, people: VisitPeople, place: VisitPlace, person: About): SessionEvent[] {
  const events: SessionEvent[] = []
  const write: Write = (type, at, actor, device, payload) => {
    const moment = instant(Math.round(at))
    const event = { ...payload, id: random.id(moment), session: place.session, at: moment, actor, device, type } as unknown as SessionEvent
    events.push(event)
    return event
  }
  const tablet = `Tablet ${place.chairName}`
  const min = (from: number, minutes: number): number => from + minutes * MINUTE_MS + random.int(-12, 12) * SECOND_MS
  const byNurse = <T extends EventType>(type: T, at: number, payload: PayloadOf<T>): SessionEvent => write(type, at, people.nurse, tablet, payload)
  const byMonitor = (at: number, values: Vitals): SessionEvent =>
    write('vitals-recorded', at, `device:${place.monitor}`, place.monitor, { values, origin: 'simulated', source: place.monitor, measuredAt: instant(Math.round(at)) })

  const { arriveAt, startAt, stopAt } = plan
  const stopMinute = (stopAt - startAt) / MINUTE_MS
  const far = Math.max(0, Math.round(body.far * (1 - 0.06 * (plan.ordinal - 1)) + random.normal(0, 1, -2, 2)))
  const peakDissociation = Math.min(10, far)

  write('arrived', arriveAt, people.desk, `Desk ${place.siteName}`, {})
  const room = startAt - arriveAt
  checklistAnswers(person, startAt).forEach((confirmed, i, all) => byNurse('checklist-confirmed', arriveAt + room * (0.12 + (0.72 * i) / all.length) + random.int(0, 9) * SECOND_MS, confirmed))
  const side = random.pick(['left', 'right'] as const)
  byNurse('iv-checked', arriveAt + room * 0.85, { site: random.pick(['forearm', 'forearm', 'hand']), side, gauge: random.chance(0.7) ? 22 : 20, cuff: side === 'left' ? 'right' : 'left', finding: 'patent' })
  byNurse('comfort-changed', arriveAt + room * 0.86, { music: random.pick(MUSIC), light: random.pick(['none', 'some', 'some']), blanket: random.chance(0.7), eyeMask: random.chance(0.6), talk: random.pick(['none', 'some']), touchConsent: random.chance(0.5) })
  const line: Pick<PayloadOf<'iv-checked'>, 'site' | 'side' | 'gauge'> = { site: random.pick(['forearm', 'hand', 'elbow crease']), side: random.pick(['left', 'right']), gauge: random.pick([20, 22]) }
  byNurse('iv-checked', arriveAt + room * 0.84, { ...line, finding: 'patent' })
  byNurse('volume-added', arriveAt + room * 0.845, { what: 'flush', volume_mL: 5 })
  byNurse('vitals-recorded', arriveAt + room * 0.9, { values: readings(random, body, 0, true), origin: 'person', remark: 'Seated, rested five minutes' })
  byNurse('sedation-scored', arriveAt + room * 0.93, { scale: 'MOAA/S', score: 5 })
  const { dose_mg, volume_mL, concentration_mg_per_mL, rate_mL_per_h, order } = given
  byNurse('time-out-checked', arriveAt + room * 0.96, { dose_mg, volume_mL, concentration_mg_per_mL, rate_mL_per_h, ...(order === undefined ? {} : { order }), second: people.second, how: 'pin' })
  byNurse('infusion-started', startAt, { ...given, checkedBy: people.second })

  for (let minute = 5; minute < stopMinute + 0.5; minute += minute === 5 ? 5 : 10) {
    const effect = effectAt(minute, stopMinute)
    byMonitor(startAt + minute * MINUTE_MS + random.int(0, 4) * SECOND_MS, readings(random, body, effect))
    if (minute === 20) {
      byNurse('iv-checked', min(startAt, minute + 1.4), { ...line, finding: 'patent' })
      byNurse('symptom-rated', min(startAt, minute + 2.2), { symptom: 'distress', score: Math.max(0, Math.round(peakDissociation / 3) + random.int(-1, 1)) })
    }
    if (minute >= 10) byNurse('sedation-scored', min(startAt, minute + 0.6), { scale: 'MOAA/S', score: effect > 0.7 ? (random.chance(0.06) ? 3 : 4) : effect > 0.4 && random.chance(0.5) ? 4 : 5 })
  }
  if (plan.changes.length === 0 && stopMinute > 30 && random.chance(0.4)) byNurse('pump-read', startAt + 26 * MINUTE_MS, { volume_infused_mL: Math.round(given.rate_mL_per_h * 26 / 6) / 10, of: 'infusion', origin: 'person' })
  for (const change of plan.changes) {
    if (change.rate_mL_per_h === 0) byNurse('infusion-paused', change.at, { reason: change.reason })
    else if (change.reason === '') byNurse('infusion-resumed', change.at, { rate_mL_per_h: change.rate_mL_per_h })
    else byNurse('infusion-rate-changed', change.at, { rate_mL_per_h: change.rate_mL_per_h, reason: change.reason })
  }
  if (plan.twoTablets) {
    const counted = plan.changes[0]!
    const other = write('infusion-rate-changed', counted.at - 21 * SECOND_MS, people.second, `Second tablet ${place.siteName}`, { rate_mL_per_h: Math.round(given.rate_mL_per_h * 0.6), reason: counted.reason })
    byNurse('corrected', min(counted.at, 3), { corrects: other.id, withdrawn: true, reason: 'Two of us set the rate within half a minute. The pump was set once, to the rate on the chair’s own tablet.' })
  }
  if (plan.nausea) {
    const at = startAt + Math.min(stopMinute * 0.7, 29) * MINUTE_MS
    byNurse('symptom-rated', min(at, -1), { symptom: 'nausea', score: 2 })
    byNurse('adverse-event-noted', at, { what: 'Nausea', severity: random.chance(0.8) ? 'mild' : 'moderate', action: 'drug', outcome: 'resolved', onset: instant(Math.round(at - 2 * MINUTE_MS)) })
    byNurse('medication-given', min(at, 2), { drug: 'Ondansetron', dose: 4, unit: 'mg', route: 'IV', reason: 'Nausea or vomiting', standingOrder: 'RX-01' })
    byNurse('symptom-rated', min(at, 14), { symptom: 'nausea', score: 0 })
  }
  if (peakDissociation >= 7 || random.chance(0.5)) byNurse('dissociation-scored', min(startAt, stopMinute * 0.5), { scale: '0-10', score: Math.max(0, peakDissociation - 2) })
  byNurse('dissociation-scored', min(startAt, stopMinute * 0.93), { scale: '0-10', score: peakDissociation, distressing: plan.early !== null && plan.early.startsWith('Distressing') })
  if (plan.other !== null) byNurse('adverse-event-noted', min(stopAt, plan.other.includes('after') ? 9 : -8), { what: plan.other, severity: 'mild', action: 'none', outcome: 'resolved' })
  byNurse('infusion-stopped', stopAt, plan.early === null ? { why: 'complete', volume_infused_mL: plan.infused_mL } : { why: 'early', reason: plan.early, volume_infused_mL: plan.infused_mL })
  byNurse('recovery-started', stopAt + 25 * SECOND_MS, {})
  byNurse('volume-added', stopAt + 50 * SECOND_MS, { what: 'flush', volume_mL: 10 })
  if (random.chance(0.5)) byNurse('symptom-rated', min(stopAt, 9), { symptom: 'pain', score: random.pick([0, 0, 0, 1, 2]) })
  byNurse('sedation-scored', min(stopAt, 8), { scale: 'MOAA/S', score: random.chance(0.25) ? 4 : 5 })
  for (let minute = 10; minute < plan.recovery_min - 4; minute += 15) byMonitor(stopAt + minute * MINUTE_MS + random.int(0, 4) * SECOND_MS, readings(random, body, effectAt(stopMinute + minute, stopMinute)))
  if (plan.recovery_min > 40 && random.chance(0.3)) byNurse('comfort-changed', min(stopAt, 20), { light: 'some', music: 'Quiet, no music' })
  if (random.chance(0.72)) byNurse('words-captured', min(stopAt, plan.recovery_min * 0.55), { text: random.pick(IN_THE_CHAIR) })

  const leaveAt = stopAt + plan.recovery_min * MINUTE_MS
  const atRest = readings(random, body, 0.04)
  const last = byNurse('vitals-recorded', leaveAt - 4.2 * MINUTE_MS, { values: plan.slip ? { ...atRest, sbp_mmHg: atRest.sbp_mmHg! + 100 } : atRest, origin: 'person' })
  if (plan.slip) byNurse('corrected', leaveAt - 3.7 * MINUTE_MS, { corrects: last.id, reason: 'Typed one digit too many in the systolic pressure', replacement: { values: atRest, origin: 'person' } })
  byNurse('iv-checked', leaveAt - 3.6 * MINUTE_MS, { ...line, finding: 'removed', action: 'Dressed' })
  byNurse('sedation-scored', leaveAt - 3.2 * MINUTE_MS, { scale: 'MOAA/S', score: 5 })
  byNurse('dissociation-scored', leaveAt - 2.6 * MINUTE_MS, { scale: '0-10', score: 0 })
  const within20 = Math.abs(atRest.sbp_mmHg! - body.sbp_mmHg) <= 0.2 * body.sbp_mmHg
  byNurse('discharge-scored', leaveAt - 1.6 * MINUTE_MS, {
    aldrete: { activity: 2, respiration: 2, circulation: within20 ? 2 : 1, consciousness: 2, spo2: 2 },
    padss: { vitals: within20 ? 2 : 1, ambulation: 2, nausea: 2, pain: 2, bleeding: 2 },
    criteria: { oriented: true, steadyGait: true, dissociationAtBaseline: true, ivRemoved: true, moodChecked: true, escortPresent: true, instructionsGiven: true },
  })
  byNurse('discharge-approved', leaveAt, {})
  if (random.chance(0.6)) byNurse('note-added', leaveAt + Math.max(1.2, plan.sign_min * 0.6) * MINUTE_MS, { text: random.pick(NOTES) })
  byNurse('signed', leaveAt + plan.sign_min * MINUTE_MS, { meaning: 'author' })
  if (plan.reviewed) write('signed', leaveAt + (plan.sign_min + 180) * MINUTE_MS, people.prescriber, 'Prescriber’s desk', { meaning: 'reviewer' })
  if (plan.amended) byNurse('amended', leaveAt + (plan.sign_min + 25) * MINUTE_MS, { text: 'Lunch offered and eaten before leaving; not in the note.', reason: 'Left out of the note' })
  return oneAtATime(events)
}

/** In order of time; facts at one moment are moved a second apart, so that their order is the order they were told in. */
function oneAtATime(events: readonly SessionEvent[]): SessionEvent[] {
  const ordered = [...events].sort((a, b) => a.at - b.at)
  let last = -Infinity
  return ordered.map((event) => {
    const at = instant(Math.max(event.at, last + SECOND_MS))
    last = at
    return at === event.at ? event : { ...event, at }
  })
}

/** What has happened by `now`, of a log that goes on. */
export const until = (events: readonly SessionEvent[], now: Instant): SessionEvent[] => events.filter((event) => event.at <= now)

/** Each fact through the parser that real facts go through; throws on the first that would be refused. */
export function checkEvents(events: readonly SessionEvent[]): readonly SessionEvent[] {
  for (const event of events) {
    const parsed = parseEvent(JSON.parse(JSON.stringify(eventToJson(event))))
    if (!parsed.ok) throw new Error(`the demonstration made a fact that is refused: ${event.type} ${parsed.refusal.path}`)
  }
  return events
}
