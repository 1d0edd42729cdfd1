// How long a patient's earlier recoveries took: from the kept summaries of earlier visits, folded again where they are behind their log.
import { instant, MINUTE_MS, toIso } from '@chairside/core/shared'
import { readyTime, type ReadyHistory, type ReadyOnWire } from '@chairside/core/session'
import type { ProtocolSettings } from '@chairside/core/plan'
import type { Tx } from '../db/connect.ts'
import { refreshSummaries, type Summary } from './summary.ts'

/** So many earlier visits are looked at: what was a year ago says little. */
const EARLIER = 12
type Row = { session_id: string; patient_id: string; head_seq: number; summary_seq: number; summary: Summary | null }

/** Minutes from the stop to discharge; null where there was no infusion or no discharge. */
export function recoveryOf(summary: Pick<Summary, 'infusion' | 'dischargedAt'> | null): number | null {
  const stoppedAt = summary?.infusion?.stoppedAt
  if (!summary || stoppedAt == null || summary.dischargedAt == null) return null
  return Math.max(0, Math.round((Date.parse(summary.dischargedAt) - Date.parse(stoppedAt)) / MINUTE_MS))
}

/** The history of each patient before `before`, latest first. */
export async function historiesOf(tx: Tx, patients: readonly string[], before: Date): Promise<Map<string, ReadyHistory>> {
  if (patients.length === 0) return new Map()
  const rows = await tx<Row[]>`
    select e.* from unnest(${[...new Set(patients)]}::uuid[]) asked(patient_id) cross join lateral (
      select s.session_id, s.patient_id, s.head_seq, s.summary_seq, s.summary from session s
      where s.patient_id = asked.patient_id and s.cancelled_at is null and s.head_seq > 0 and s.starts_at < ${before} order by s.starts_at desc limit ${EARLIER}) e`
  const fresh = await refreshSummaries(tx, rows.filter((row) => row.summary_seq < row.head_seq))
  const histories = new Map<string, ReadyHistory>(patients.map((patient) => [patient, { isFirst: true, recoveries_min: [] }]))
  for (const row of rows) {
    const summary = fresh.get(row.session_id) ?? row.summary
    // The visit that is under way is no earlier one.
    if (!summary?.infusion || summary.dischargedAt == null) continue
    const { recoveries_min } = histories.get(row.patient_id)!
    histories.set(row.patient_id, { isFirst: false, recoveries_min: [...recoveries_min, recoveryOf(summary)!] })
  }
  return histories
}

/** The ready time as it travels. `plannedEnd`: what the visit was booked until. */
export function readyOnWire(summary: Pick<Summary, 'ready'> | null, history: ReadyHistory | undefined, settings: ProtocolSettings, plannedEnd: Date, now: Date): ReadyOnWire | null {
  if (!summary?.ready) return null
  const { kind, at, from, to, overdue, restsOn } = readyTime(summary.ready, history ?? { isFirst: false, recoveries_min: [] }, settings, instant(now.getTime()))
  return { kind, at: toIso(at), from: toIso(from), to: toIso(to), overdue, late_min: Math.max(0, Math.ceil((at - plannedEnd.getTime()) / MINUTE_MS)), rests_on: restsOn }
}
