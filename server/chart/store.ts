// One patient on one time axis: the sessions as their logs tell them, and what came with the patient.
import { instant, isUuid, MINUTE_MS } from '@chairside/core/shared'
import { deliveredAt, type ChartView, type SessionView } from '@chairside/core/session'
import type { Tx } from '../db/connect.ts'
import { visitColumns, visitOf, visitTables } from '../plan/store.ts'
import { foldedSessions } from '../session/folded.ts'

type ChartSession = ChartView['sessions'][number]
type VisitRow = Parameters<typeof visitOf>[0] & { readonly course: string | null }

export const visitsQuery = (tx: Tx, patient: string) => tx<VisitRow[]>`
  select ${visitColumns(tx)}, s.course_id as course from ${visitTables(tx)} where s.patient_id = ${patient} order by s.starts_at`

const highest = (values: readonly number[]): number | null => (values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b)))
const oneDecimal = (x: number): number => Math.round(x * 10) / 10

/** What the Chart shows of a visit. Withdrawn facts do not count; corrected ones count as corrected. The dose is what went in up to the stop, or up to now while it runs. */
function sessionOf(row: VisitRow, view: SessionView, words: readonly string[], names: ReadonlyMap<string, string>, now: Date): ChartSession {
  const { infusion } = view
  const given = infusion && deliveredAt(infusion, infusion.stoppedAt ?? instant(Math.max(now.getTime(), infusion.startedAt)))
  const dissociation = view.facts.flatMap(({ event, withdrawn }) => (!withdrawn && event.type === 'dissociation-scored' ? [event.score] : []))
  const author = view.signatures.findLast((signature) => signature.meaning === 'author') ?? view.signatures.at(-1)
  return {
    ...visitOf(row, view.state), course: row.course,
    infusion_started_at: infusion ? new Date(infusion.startedAt).toISOString() : null, dose_mg: infusion?.dose_mg ?? null, dose_mg_per_kg: infusion?.dose_mg_per_kg ?? null,
    delivered_mg: given ? oneDecimal(given.dose_mg) : null,
    peak_sbp_mmHg: highest(view.vitals.flatMap((v) => (v.values.sbp_mmHg === undefined ? [] : [v.values.sbp_mmHg]))), peak_dissociation: highest(dissociation), adverse_events: view.adverseEvents.length,
    words: [...view.words.map((w) => w.text), ...words],
    recovery_min: view.recoveryStartedAt === null || view.dischargedAt === null ? null : Math.round((view.dischargedAt - view.recoveryStartedAt) / MINUTE_MS),
    signed_by: author ? (names.get(author.actor) ?? author.actor) : null,
  }
}

/** Every visit of a patient, earliest first: one query for the visits, one for all their events, one for the names of who signed. */
export async function sessionsOfPatient(tx: Tx, patient: string, words: ReadonlyMap<string, readonly string[]>, now: Date): Promise<ChartSession[]> {
  const rows = await visitsQuery(tx, patient)
  const views = await foldedSessions(tx, rows.map((row) => row.session))
  const signers = [...new Set([...views.values()].flatMap((view) => view.signatures.map((signature) => signature.actor)))].filter(isUuid)
  const names = signers.length === 0 ? [] : await tx<{ staff_id: string; name: string }[]>`select staff_id, name from staff where staff_id = any(${signers}::uuid[])`
  const nameOf = new Map(names.map((row) => [row.staff_id, row.name]))
  return rows.map((row) => sessionOf(row, views.get(row.session)!, words.get(row.session) ?? [], nameOf, now))
}

/** Allergies, medications and conditions as they came, current ones first; entered in error is left out. */
export async function recordsOfPatient(tx: Tx, patient: string): Promise<ChartView['records']> {
  const rows = await tx<{ kind: 'allergy' | 'medication' | 'condition'; display: string }[]>`
    select kind, display from health_record where patient_id = ${patient} and kind in ('allergy', 'medication', 'condition') and status is distinct from 'entered-in-error'
    order by status is not distinct from 'active' desc, effective_at desc nulls last, display`
  const of = (kind: string): string[] => [...new Set(rows.filter((row) => row.kind === kind).map((row) => row.display))]
  return { allergies: of('allergy'), medications: of('medication'), conditions: of('condition') }
}
