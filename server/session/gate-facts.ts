// What the gate of a start fills itself from: earlier visits, the phone, the site's equipment check, and who watches whom meanwhile.
import { instant, localDate, toIso } from '@chairside/core/shared'
import { consentState, type Readiness } from '@chairside/core/intake'
import type { GateFacts, SessionState } from '@chairside/core/session'
import type { Tx } from '../db/connect.ts'
import { readConsents, signedOf } from '../enrolment/store.ts'
import { lastEquipmentCheck } from './equipment.ts'
import { currentProtocol } from './protocol.ts'
import { refreshSummaries, type Summary } from './summary.ts'

export type EarlierVisit = { readonly session_id: string; readonly course_id: string | null; readonly ordinal: number; readonly start: Date; readonly summary: Partial<Pick<Summary, 'answers' | 'adverseEvents'>> | null }
type Head = { readonly session_id: string; readonly patient_id: string; readonly course_id: string | null; readonly site_id: string; readonly start: Date; readonly nurse_id: string | null; readonly time_zone: string }
type Present = { session_id: string; nurse_id: string | null; head_seq: number; summary_seq: number; summary: Summary | null }

/** A visit whose log was quiet for this long holds nobody's attention any more, whatever its state says. */
const QUIET_MS = 12 * 3_600_000
const DAY_MS = 24 * 3_600_000

const isWatched = ({ state, infusion }: Summary): boolean => ['infusing', 'paused', 'recovering'].includes(state) || (state === 'aborted' && infusion !== null)

async function besideFacts(tx: Tx, head: Head, now: Date): Promise<GateFacts['beside']> {
  const rows = await tx<Present[]>`
    select session_id, nurse_id, head_seq, summary_seq, summary from session
    where site_id = ${head.site_id} and session_id <> ${head.session_id} and starts_at > ${new Date(now.getTime() - DAY_MS)} and starts_at < ${new Date(now.getTime() + DAY_MS)}
      and head_seq > 0 and last_event_at > ${new Date(now.getTime() - QUIET_MS)} and cancelled_at is null and (summary_seq < head_seq or state in ('infusing', 'paused', 'recovering', 'aborted'))`
  const fresh = await refreshSummaries(tx, rows.filter((r) => r.summary_seq < r.head_seq))
  return rows.flatMap((row) => {
    const summary = fresh.get(row.session_id) ?? row.summary
    if (!summary || !isWatched(summary)) return []
    const state: SessionState = summary.state === 'aborted' ? 'recovering' : summary.state
    return [{ session: row.session_id, nurse: summary.nurse ?? row.nurse_id, state, started_at: summary.infusion?.startedAt ?? null }]
  })
}

/** What the patient said for this visit. A form that names no visit and was answered longer ago than the protocol says is about another one. */
async function readinessOf(tx: Tx, head: Head, now: Date): Promise<GateFacts['readiness']> {
  const { settings: { start_gate: { said_count_d } } } = await currentProtocol(tx)
  const [row] = await tx<{ answered_at: Date; answers: Readiness }[]>`
    select answered_at, answers from readiness where patient_id = ${head.patient_id} and (session_id = ${head.session_id} or (session_id is null and answered_at > ${new Date(now.getTime() - said_count_d * DAY_MS)}))
    order by answered_at desc limit 1`
  return row ? { answered_at: row.answered_at.toISOString(), answers: row.answers } : null
}

/** The consent as it stands for this visit: its series, and the dose of its order (PR-01, CON3). */
async function consentFor(tx: Tx, head: Head, dose_mg_per_kg: number | null, now: Date): Promise<NonNullable<GateFacts['consent']> | null> {
  const { settings: { start_gate } } = await currentProtocol(tx)
  const { state, why, signed } = consentState((await readConsents(tx, head.patient_id, start_gate.consent_months)).map(signedOf), {
    // The text may have a newer version since: for the visits of this series the one that was signed counts.
    now: instant(now.getTime()), version: null, problem: null, course: head.course_id, months: start_gate.consent_months, dose_mg_per_kg, covers_mg_per_kg: start_gate.consent_covers_mg_per_kg,
  })
  return signed === null || state === 'none' ? null : { state, why, signed_at: toIso(signed.signedAt), version: signed.version }
}

/** Reads the gate's part of a visit's bundle. `earlier`: this patient's visits before this one, latest first; `fresh`: the summaries that were made again. */
export async function gateFactsOf(tx: Tx, head: Head, earlier: readonly EarlierVisit[], fresh: ReadonlyMap<string, Summary>, staff: readonly { readonly staff_id: string; readonly name: string }[], dose_mg_per_kg: number | null, now: Date): Promise<GateFacts> {
  const names = new Map(staff.map((s) => [s.staff_id, s.name]))
  const visits = earlier.flatMap((visit) => { const summary: EarlierVisit['summary'] = fresh.get(visit.session_id) ?? visit.summary; return summary ? [{ visit, summary }] : [] })
  const [consent, equipment, readiness, beside, [count]] = await Promise.all([
    consentFor(tx, head, dose_mg_per_kg, now),
    lastEquipmentCheck(tx, head.site_id), readinessOf(tx, head, now), besideFacts(tx, head, now),
    tx<{ infusions: number }[]>`select count(*)::integer as infusions from session where patient_id = ${head.patient_id} and session_id <> ${head.session_id} and starts_at < ${head.start} and summary -> 'infusion' ->> 'startedAt' is not null`,
  ])
  return {
    nurse: head.nurse_id, consent, equipment, readiness, beside, infusions: count!.infusions,
    carried: visits.flatMap(({ visit, summary }) => Object.entries(summary.answers ?? {}).map(([item, { by, ...given }]) =>
      ({ item, ...given, by: names.get(by) ?? 'a colleague', ordinal: visit.ordinal, same_course: visit.course_id !== null && visit.course_id === head.course_id }))),
    adverse_events: visits.flatMap(({ visit, summary }) => (summary.adverseEvents ?? []).map((event) => ({ ...event, date: localDate(instant(visit.start.getTime()), head.time_zone) }))),
  }
}
