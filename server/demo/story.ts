// One patient's way through the clinic, from first contact to now and the visits that are booked: the rows that it would have left.
import { DAY_MS, daysBetween, HOUR_MS, instant, MINUTE_MS, toIso, addDays, type Instant } from '@chairside/core/shared'
import { SIMULATION } from '../devices/place.ts'
import { addForm, addFollowUp, addScales } from './answers.ts'
import { dayAt, type Calendar, type Slot } from './calendar.ts'
import { type Case } from './cases.ts'
import { chained } from './chained.ts'
import { SITES, STAFF } from './names.ts'
import { givenBy, orderFor, orderRow, STARTING_DOSE, type Dose } from './orders.ts'
import { addEnrolment, addHistory } from './enrolled.ts'
import { addPatient, before, onDay, weigh, type Person, type Stage } from './patient.ts'
import type { Random } from './random.ts'
import { trajectory, type Trajectory } from './scores.ts'
import { todaysLog } from './today.ts'
import { signNotes } from './signed-notes.ts'
import { checkEvents, visitLog } from './visit-log.ts'
import { planVisit, type Given } from './visit-plan.ts'
import { NEXT_DAY } from './words.ts'

type Visit = { readonly ordinal: number; readonly slot: Slot; readonly kind: 'past' | 'today' | 'future' | 'cancelled'; readonly booster: boolean }
type Teller = { readonly stage: Stage; readonly random: Random; readonly calendar: Calendar; readonly which: Case; readonly person: Person; readonly totals: Trajectory }

const GAPS = [2, 3, 3, 4]

/** The visits of this patient, in order of time. Times held in the calendar. */
function bookVisits(stage: Stage, random: Random, calendar: Calendar, which: Case, todaySlot: Slot | null): Visit[] {
  const today = dayAt(stage.now)
  const forward = (from: Slot | null, first: number, ordinal: number, upTo: number, kind: 'past' | 'future'): Visit[] => {
    const visits: Visit[] = []
    for (let day = from === null ? addDays(today, first) : addDays(dayAt(from.from), random.pick(GAPS)), n = ordinal; n <= upTo; n += 1) {
      const slot = calendar.find(which.site, day)
      visits.push({ ordinal: n, slot, kind, booster: false })
      day = addDays(dayAt(slot.from), random.pick(GAPS))
    }
    return visits
  }
  const backward = (from: Slot, count: number): Visit[] => {
    const visits: Visit[] = []
    for (let day = addDays(dayAt(from.from), -random.pick(GAPS)), n = count; n >= 1; n -= 1) {
      const slot = calendar.find(which.site, day, -1)
      visits.unshift({ ordinal: n, slot, kind: 'past', booster: false })
      day = addDays(dayAt(slot.from), -random.pick(GAPS))
    }
    return visits
  }
  if (which.stage === 'inquiry' || which.stage === 'baseline') return []
  if (which.stage === 'stopped' || which.stage === 'completed') {
    const visits = forward(null, -which.startedDaysAgo!, 1, which.done, 'past')
    const last = visits.at(-1)!.slot
    if (which.stage === 'stopped') {
      if (random.chance(0.6)) visits.push({ ordinal: which.done + 1, slot: calendar.find(which.site, addDays(dayAt(last.from), 3)), kind: 'cancelled', booster: false })
      return visits
    }
    if (which.boosters !== undefined) {
      const next = todaySlot === null ? 9 : 0
      const gap = Math.floor((daysBetween(dayAt(last.from), today) + next) / (which.boosters + 1))
      for (let n = 1; n <= which.boosters; n += 1) visits.push({ ordinal: n, slot: calendar.find(which.site, addDays(dayAt(last.from), gap * n)), kind: 'past', booster: true })
      visits.push({ ordinal: which.boosters + 1, slot: todaySlot ?? calendar.find(which.site, addDays(today, next)), kind: todaySlot === null ? 'future' : 'today', booster: true })
    }
    return visits
  }
  if (todaySlot !== null) {
    const kind = which.yesterday === true ? 'past' : 'today'
    const done = which.yesterday === true ? which.done - 1 : which.done
    return [...backward(todaySlot, done), { ordinal: done + 1, slot: todaySlot, kind, booster: false }, ...forward(which.yesterday === true ? { ...todaySlot, from: instant(stage.now + 6 * HOUR_MS) } : todaySlot, 0, done + 2, 6, 'future')]
  }
  return forward(null, random.int(3, 8), 1, 6, 'future')
}

function addCourse(teller: Teller, kind: 'induction' | 'booster', createdAt: Instant, basis: string | null): string {
  const { stage, random, which, person } = teller
  const course = random.id(createdAt)
  const ended = kind === 'induction' && which.stage === 'stopped'
  stage.rows.add('course', {
    course_id: course, patient_id: person.patient, kind, indication: person.indication, planned_sessions: 6, weight_basis: basis, status: ended ? 'ended' : kind === 'induction' && which.stage === 'completed' ? 'completed' : 'active',
    ended_reason: ended ? random.pick(['Patient decided to stop', 'No improvement: decided together to stop', 'Moved away', 'Cost']) : null, created_at: toIso(createdAt), created_by: stage.staff['fairweather'],
  })
  addEnrolment(stage, person, course, createdAt)
  return course
}

/** One visit: its row, its log, its scores before and after, its check-in. */
function tellVisit(teller: Teller, visit: Visit, course: string, given: Given | null): void {
  const { stage, random, calendar, which, person, totals } = teller
  const { slot, ordinal } = visit
  const session = random.id(instant(Math.min(slot.from, stage.now) - 6 * DAY_MS))
  const nurse = calendar.nurse(which.site, slot)
  const site = SITES.find((s) => s.key === which.site)!
  const chairName = site.chairs.find((c) => c.key === slot.chair)!.name
  const colleagues = STAFF.filter((s) => s.site === which.site)
  const people = {
    nurse: stage.staff[nurse]!, second: stage.staff[colleagues.find((s) => s.roles.includes('nurse') && s.key !== nurse)!.key]!, desk: stage.staff[colleagues.find((s) => s.roles.includes('front-desk'))!.key]!,
    prescriber: stage.staff['fairweather']!,
  }
  const place = { session, chairName, siteName: site.name, monitor: `${SIMULATION} ${chairName}` }
  const facts = { escort: person.escort, sex: person.sex }
  const isLast = which.stage === 'stopped' && ordinal === which.done
  let events = visit.kind === 'today' && given !== null ? todaysLog(random, which, ordinal, given, person.body, stage.now, people, place, facts) : []
  if (visit.kind === 'past') {
    const arriveAt = instant(slot.from - random.int(-4, 9) * MINUTE_MS)
    const plan = planVisit(random, { case: which, ordinal: visit.booster ? ordinal + 6 : ordinal, given: given!, body: person.body, arriveAt, startAt: instant(slot.from + random.int(17, 25) * MINUTE_MS), lastOfStopped: isLast })
    events = visitLog(random, { ...plan, ordinal }, given!, person.body, people, place, facts)
  }
  if (given !== null) events = signNotes(events, { ordinal, chairName, given, nameOf: (actor) => STAFF.find((s) => stage.staff[s.key] === actor)?.name ?? actor.replace(/^device:/, '') })
  const { rows, head } = chained(random, stage.organization, session, checkEvents(events), stage.now)
  stage.rows.add('session', {
    session_id: session, patient_id: person.patient, course_id: course, ordinal, site_id: stage.sites[which.site], chair_id: stage.chairs[slot.chair], nurse_id: people.nurse, planned: `[${toIso(slot.from)},${toIso(slot.to)})`,
    cancelled_at: visit.kind === 'cancelled' ? toIso(instant(slot.from - 30 * HOUR_MS)) : null, cancelled_reason: visit.kind === 'cancelled' ? 'The series was stopped' : null,
    created_at: toIso(instant(Math.min(slot.from, stage.now) - 6 * DAY_MS)), ...head,
  })
  for (const row of rows) stage.rows.add('session_event', row)
  tellAnswers(teller, visit, session, events.find((e) => e.type === 'discharge-approved') ?? null, totals)
}

function tellAnswers(teller: Teller, visit: Visit, session: string, discharge: { id: string; at: Instant } | null, totals: Trajectory): void {
  const { stage, random, which, person } = teller
  const { slot, ordinal } = visit
  const { now } = stage
  if (visit.kind === 'cancelled') return
  const k = visit.booster ? 7 : ordinal
  const form = { patient: person.patient, session }
  // Thoughts that life is not worth it fade as the rest does, or stay with what stays.
  const suicide = (phq9: number): number => (which.item9 !== undefined && phq9 >= (which.outcome === 'worse' ? 20 : 15) && ordinal <= 3 && !visit.booster ? 1 : 0)
  if (slot.from < now + 26 * HOUR_MS) {
    const open = visit.kind === 'today' && which.item9 === 'open'
    const answeredAt = open ? instant(now - 52 * MINUTE_MS) : instant(Math.min(slot.from - random.int(40, 20 * 60) * MINUTE_MS, now - 31 * MINUTE_MS))
    const part = which.today?.part.kind
    const missing = visit.kind === 'future' || (visit.kind === 'today' && (part === 'late' || part === 'no-show' || (part === 'expected' && !open && random.chance(0.4)))) || (visit.kind === 'past' && random.chance(0.06))
    const before = visit.booster ? totals.later(60, 'sustained') : totals.before(k)
    if (missing) addForm(stage, random, { ...form, purpose: 'before-session', answeredAt: null, sentAt: instant(Math.min(slot.from - 24 * HOUR_MS, now - HOUR_MS)) })
    else addScales(stage, random, { ...form, purpose: 'before-session', answeredAt }, before, open ? 1 : suicide(before.phq9), open ? 'open' : 'acknowledged')
  }
  if (discharge === null) return
  const answeredAt = instant(discharge.at + random.int(21 * 60, 27 * 60) * MINUTE_MS)
  const waiting = visit.kind === 'today' || which.yesterday === true && discharge.at > now - 30 * HOUR_MS
  if (waiting || answeredAt > now - 30 * MINUTE_MS || random.chance(0.14)) {
    if (!waiting || which.yesterday === true) addForm(stage, random, { ...form, purpose: 'next-day', answeredAt: null, sentAt: instant(Math.min(now - 10 * MINUTE_MS, discharge.at + 20 * HOUR_MS)) })
    return addFollowUp(stage, discharge.id, person.patient, session, discharge.at, null)
  }
  const after = totals.after(Math.min(k, 7))
  const improvement = Math.max(0, Math.min(1, 1 - after.phq9 / totals.base.phq9))
  const link = addScales(stage, random, { ...form, purpose: 'next-day', answeredAt }, after, suicide(after.phq9), 'acknowledged', { improvement, words: random.chance(0.45) ? random.pick(NEXT_DAY[which.outcome]) : null })
  addFollowUp(stage, discharge.id, person.patient, session, discharge.at, { at: answeredAt, link })
}

/** A gentler or a stronger second half, as prescribers do after the review of the third or fourth infusion (DS-08, DS-12, DS-19). */
const laterDose = (which: Case): { readonly from: number; readonly dose: Dose; readonly reason: string } | null =>
  which.done < 4 || which.outcome === 'remission' || which.outcome === 'worse' ? null
    : which.outcome === 'response' ? { from: 5, dose: { dose_mg_per_kg: 0.6, duration_min: 40 }, reason: 'Good response that fades within two days; small step after review' }
    : { from: 4, dose: { dose_mg_per_kg: 0.7, duration_min: 45 }, reason: 'Less than half way after three infusions, well tolerated; step after review' }

/** Tells the story of the case at `index`. `todaySlot` is held already, because the day of the demonstration comes first. */
export function tellStory(stage: Stage, random: Random, calendar: Calendar, which: Case, index: number, todaySlot: Slot | null): void {
  const { now } = stage
  const visits = bookVisits(stage, random, calendar, which, todaySlot)
  const first = visits[0]?.slot.from ?? null
  const since = first === null ? onDay(now, -random.int(3, 12), '11:20') : before(now, onDay(first, first > now ? -random.int(15, 20) : -random.int(18, 30), '10:05'))
  const person = addPatient(stage, random, index, which, since)
  if (which.stage !== 'inquiry') addHistory(stage, person, instant(since + 2 * HOUR_MS))
  if (which.stage === 'inquiry') return
  const totals = trajectory(random, which.outcome)
  const teller: Teller = { stage, random, calendar, which, person, totals }
  const baselineAt = which.item9 === 'open' && first === null ? instant(now - 95 * MINUTE_MS) : first === null ? onDay(now, -2, '19:40') : before(now, onDay(first, -random.int(8, 12), '18:30'))
  const atBaseline = which.item9 === undefined ? 0 : which.stage === 'baseline' ? 2 : totals.base.phq9 >= 18 ? 2 : 1
  addScales(stage, random, { patient: person.patient, session: null, purpose: 'baseline', answeredAt: baselineAt }, totals.base, atBaseline, which.item9 === 'open' && first === null ? 'open' : 'acknowledged')
  if (first === null) return

  const consultAt = before(now, instant(onDay(first, -6, '14:15')))
  weigh(stage, random, person, consultAt, stage.staff['fairweather']!)
  const order = (course: string, appliesFrom: number, dose: Dose, previous: number | null, phase: 'induction' | 'maintenance', writtenAt: Instant, signed: boolean, reason: string | null): Given => {
    const id = random.id(writtenAt)
    const proposal = orderFor(person, dose, previous, phase, writtenAt)
    stage.rows.add('dose_order', orderRow({ order: id, patient: person.patient, course, prescriber: stage.staff['fairweather']! }, proposal, appliesFrom, writtenAt, signed ? instant(writtenAt + 9 * MINUTE_MS) : null, reason))
    return givenBy(id, proposal)
  }
  const basis = person.weight_kg / (person.height_cm / 100) ** 2 >= 30 ? 'adjusted' : 'actual'
  let course = addCourse(teller, 'induction', instant(consultAt + 20 * MINUTE_MS), which.stage === 'planned' ? null : basis)
  let given: Given | null = which.stage === 'planned' ? null : order(course, 1, STARTING_DOSE, null, 'induction', instant(consultAt + 40 * MINUTE_MS), which.stage !== 'order-unsigned', null)
  const later = laterDose(which)
  let booster = false
  for (const visit of visits) {
    if (visit.booster && !booster) {
      booster = true
      const at = instant(visit.slot.from - 5 * DAY_MS)
      weigh(stage, random, person, at, stage.staff['fairweather']!)
      course = addCourse(teller, 'booster', at, basis)
      given = order(course, 1, STARTING_DOSE, null, 'maintenance', instant(at + 30 * MINUTE_MS), true, 'Relief is fading; single infusions at growing intervals')
    } else if (!visit.booster && later !== null && visit.ordinal === later.from && visit.slot.from < now + 3 * DAY_MS) {
      given = order(course, later.from, later.dose, STARTING_DOSE.dose_mg_per_kg, 'induction', before(now, instant(visit.slot.from - 20 * HOUR_MS)), true, later.reason)
    }
    const arrives = visit.kind === 'past' || (visit.kind === 'today' && !['expected', 'late', 'no-show'].includes(which.today!.part.kind))
    if (arrives) weigh(stage, random, person, instant(Math.min(now - MINUTE_MS, visit.slot.from + 6 * MINUTE_MS)), stage.staff[which.site === 'harbor' ? 'vale' : 'lantern']!)
    tellVisit(teller, visit, course, given)
  }
  tellAfterwards(teller, visits)
}

/** Scores after the series: at three weeks, then about every four, fewer as time goes on. */
function tellAfterwards({ stage, random, which, person, totals }: Teller, visits: readonly Visit[]): void {
  if (which.stage !== 'completed' && which.stage !== 'stopped') return
  const lastAt = visits.filter((v) => !v.booster && v.kind === 'past').at(-1)!.slot.from
  const form = { patient: person.patient, session: null, purpose: 'follow-up' as const }
  if (which.stage === 'stopped' && !random.chance(0.45)) return
  const firstAt = onDay(lastAt, random.int(17, 25), '19:10')
  if (firstAt < stage.now) addScales(stage, random, { ...form, answeredAt: firstAt }, totals.followUp(), 0)
  if (which.stage === 'stopped') return
  for (let days = 50; lastAt + days * DAY_MS < stage.now - DAY_MS; days += random.int(24, 33)) {
    if (random.chance(0.2)) continue
    const at = onDay(lastAt, days, '20:05')
    const later = totals.later(days, which.afterwards ?? 'sustained')
    addScales(stage, random, { ...form, answeredAt: at }, later, which.afterwards === 'relapse' && which.item9 !== undefined && later.phq9 >= 14 ? 1 : 0)
  }
}
