// A treatment over months, read out of what is there: the next step of the dose, how much was given here and elsewhere, what is due and whose it is.
import { exposureFlags, exposureWindows, proposeTitration, reviewAdvice, safetyDue, SAFETY_WORDS, type DueTask, type Improvement, type OutsideExposure, type ProtocolSettings, type SafetyDone, type SafetyFacts, type SafetyTask, type SafetyTaskRow, type Treatment } from '@chairside/core/plan'
import { deliveredAt, lastInfusionOf } from '@chairside/core/session'
import { atLocal, instant, localDate, parseLocalDate, type LocalDate } from '@chairside/core/shared'
import type { Tx } from '../db/connect.ts'
import { dayOf } from '../session/bundle.ts'
import { foldedSessions } from '../session/folded.ts'
import { refreshStale } from '../session/summary.ts'

/** Scales by which a change is judged, the first of which a course has two values. All are better when lower. */
const INDEX_SCALES = ['madrs', 'phq-9', 'gad-7', 'qids-sr16', 'pswq'] as const

type Visit = { session: string; ordinal: number; course: string | null; course_status: string | null; kind: 'induction' | 'booster' | null; time_zone: string }
type Score = { instrument: string; total: number; answered_at: Date }

/** The change since the last value before the first infusion of the course, or its first value. */
function improvementOf(scores: readonly Score[], began: number | null): Improvement | null {
  for (const instrument of INDEX_SCALES) {
    const own = scores.filter((s) => s.instrument === instrument).toSorted((a, b) => a.answered_at.getTime() - b.answered_at.getTime())
    const base = (began === null ? undefined : own.findLast((s) => s.answered_at.getTime() <= began)) ?? own[0]
    const last = own.at(-1)
    if (base && last && base !== last && base.total > 0) return { instrument: instrument.toUpperCase(), from: base.total, to: last.total, pct: (100 * (base.total - last.total)) / base.total }
  }
  return null
}

export async function readElsewhere(tx: Tx, patient: string): Promise<(OutsideExposure & { readonly date: LocalDate })[]> {
  const rows = await tx<{ exposure: string; happened_on: Date; drug: 'ketamine' | 'esketamine'; dose_mg: number | null; times: number; place: string; by: string }[]>`
    select o.outside_exposure_id as exposure, o.happened_on, o.drug, o.dose_mg::float8, o.times, o.place, s.name as by from outside_exposure o join staff s on s.organization_id = o.organization_id and s.staff_id = o.recorded_by
    where o.patient_id = ${patient} and o.withdrawn_at is null order by o.happened_on desc`
  return rows.map(({ happened_on, ...row }) => ({ ...row, on: dayOf(happened_on), date: dayOf(happened_on) }))
}

type Entry = { patient_id: string; task: SafetyTask; kind: 'done' | 'assigned'; done_on: Date | null; owner_id: string | null; owner_name: string | null; note: string | null; by: string }
const readEntries = (tx: Tx, patient: string | null): Promise<Entry[]> => tx<Entry[]>`
  select e.patient_id, e.task, e.kind, e.done_on, e.owner_id, o.name as owner_name, e.note, s.name as by from safety_task_entry e join staff s on s.organization_id = e.organization_id and s.staff_id = e.recorded_by
  left join staff o on o.organization_id = e.organization_id and o.staff_id = e.owner_id where ${patient}::uuid is null or e.patient_id = ${patient}::uuid order by e.recorded_at`

type Owner = { readonly id: string | null; readonly name: string | null }
/** The tasks of one patient with their owners: who was named last, otherwise the prescriber of the latest signed order. */
function tasksOf(facts: SafetyFacts, entries: readonly Entry[], prescriber: Owner, today: LocalDate, settings: ProtocolSettings, ahead_d: number): SafetyTaskRow[] {
  return safetyDue(facts, today, settings, ahead_d).map((due) => {
    const named = entries.findLast((e) => e.task === due.task && e.kind === 'assigned')
    return { ...due, rule: SAFETY_WORDS[due.task].rule, words: SAFETY_WORDS[due.task].words, owner: named?.owner_id ?? prescriber.id, owner_name: named?.owner_name ?? prescriber.name }
  })
}
const doneOf = (entries: readonly Entry[]): Partial<Record<SafetyTask, LocalDate>> => Object.fromEntries(entries.flatMap((e) => (e.done_on === null ? [] : [[e.task, dayOf(e.done_on)] as const])).toSorted(([, a], [, b]) => a.localeCompare(b)))

const AHEAD_D = 14

export async function readTreatment(tx: Tx, patient: string, settings: ProtocolSettings, now: Date): Promise<Treatment> {
  const [visits, scores, elsewhere, entries, [order]] = await Promise.all([
    tx<Visit[]>`select s.session_id as session, s.ordinal, s.course_id as course, c.status as course_status, c.kind, t.time_zone from session s join site t on t.organization_id = s.organization_id and t.site_id = s.site_id
      left join course c on c.organization_id = s.organization_id and c.course_id = s.course_id where s.patient_id = ${patient} and s.cancelled_at is null and s.head_seq > 0 order by s.starts_at`,
    tx<Score[]>`select instrument, total::float8, answered_at from score where patient_id = ${patient} and complete and total is not null`,
    readElsewhere(tx, patient), readEntries(tx, patient),
    tx<{ id: string; name: string }[]>`select o.signed_by as id, s.name from dose_order o join staff s on s.organization_id = o.organization_id and s.staff_id = o.signed_by where o.patient_id = ${patient} and o.signed_at is not null order by o.signed_at desc limit 1`,
  ])
  const views = await foldedSessions(tx, visits.map((v) => v.session))
  const given = visits.flatMap((visit) => {
    const view = views.get(visit.session)!
    const { infusion } = view
    return infusion === null ? [] : [{ visit, view, at: infusion.startedAt, ...deliveredAt(infusion, infusion.stoppedAt ?? instant(now.getTime())) }]
  })
  const zone = visits.at(-1)?.time_zone ?? 'UTC'
  const at = instant(now.getTime())
  const here = given.map((g) => ({ at: g.at, dose_mg: g.dose_mg, dose_mg_per_kg: g.dose_mg_per_kg }))
  const outside = elsewhere.map((e) => ({ at: atLocal(e.date, '12:00', zone), drug: e.drug, dose_mg: e.dose_mg, times: e.times }))
  const course = visits.findLast((v) => v.course !== null && v.course_status === 'active')?.course ?? given.at(-1)?.visit.course ?? null
  const own = given.filter((g) => g.visit.course === course)
  const improvement = improvementOf(scores, own[0]?.at ?? null)
  const last = own.at(-1)
  const today = localDate(at, zone)
  const infusions = given.map((g) => localDate(g.at, zone))
  const facts: SafetyFacts = { infusions, done: doneOf(entries), maintenance: given.some((g) => g.visit.kind === 'booster') || infusions.length > settings.schedule.induction_count, induction_count: settings.schedule.induction_count }
  return {
    titration: proposeTitration(last ? lastInfusionOf(last.view, last.visit.ordinal) : null, improvement, settings), advice: reviewAdvice(own.length, improvement, settings),
    windows: exposureWindows(here, outside, at), flags: exposureFlags(here, outside, at, settings),
    here: given.toReversed().map((g) => ({ session: g.visit.session, ordinal: g.visit.ordinal, at: new Date(g.at).toISOString(), dose_mg: g.dose_mg, dose_mg_per_kg: g.dose_mg_per_kg })),
    elsewhere: elsewhere.map(({ date: _date, ...row }) => row),
    due: given.length === 0 && visits.length === 0 ? [] : tasksOf(facts, entries, { id: order?.id ?? null, name: order?.name ?? null }, today, settings, AHEAD_D),
    done: entries.flatMap((e): SafetyDone[] => (e.done_on === null ? [] : [{ task: e.task, on: dayOf(e.done_on), by: e.by, note: e.note }])).toReversed(),
  }
}

type Treated = { patient: string; name: string; time_zone: string; days: string[]; boosters: boolean; owner: string | null; owner_name: string | null }
/** What is due over all patients who are treated, the longest overdue first. Four statements, whatever their number. */
export async function readDueTasks(tx: Tx, settings: ProtocolSettings, now: Date): Promise<DueTask[]> {
  await refreshStale(tx)
  const [treated, entries] = await Promise.all([
    tx<Treated[]>`
      select p.patient_id as patient, p.given_name || ' ' || p.family_name as name, v.time_zone, v.days, v.boosters, o.signed_by as owner, s.name as owner_name
      from (select s.patient_id, s.organization_id, max(t.time_zone) as time_zone, bool_or(c.kind = 'booster') as boosters, array_agg(distinct ((s.summary #>> '{infusion,startedAt}')::timestamptz at time zone t.time_zone)::date::text) as days
        from session s join site t on t.organization_id = s.organization_id and t.site_id = s.site_id left join course c on c.organization_id = s.organization_id and c.course_id = s.course_id
        where s.summary #>> '{infusion,startedAt}' is not null group by s.organization_id, s.patient_id) v
      join patient p on p.organization_id = v.organization_id and p.patient_id = v.patient_id
      left join lateral (select signed_by from dose_order d where d.organization_id = p.organization_id and d.patient_id = p.patient_id and d.signed_at is not null order by d.signed_at desc limit 1) o on true
      left join staff s on s.organization_id = p.organization_id and s.staff_id = o.signed_by`,
    readEntries(tx, null),
  ])
  const byPatient = Map.groupBy(entries, (e) => e.patient_id)
  return treated.flatMap((t) => {
    const own = byPatient.get(t.patient) ?? []
    const infusions = t.days.flatMap((d) => parseLocalDate(d) ?? [])
    const facts: SafetyFacts = { infusions, done: doneOf(own), maintenance: t.boosters || infusions.length > settings.schedule.induction_count, induction_count: settings.schedule.induction_count }
    return tasksOf(facts, own, { id: t.owner, name: t.owner_name }, localDate(instant(now.getTime()), t.time_zone), settings, 0).map((task) => ({ ...task, patient: t.patient, name: t.name }))
  }).toSorted((a, b) => b.overdue_d - a.overdue_d)
}
