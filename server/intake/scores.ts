// Scores and the alerts they open. An answer about suicide is a score and, in the same transaction, an open alert: one is never stored without the other.
import { randomUUID } from 'node:crypto'
import { instant, ok, toIso, type BadInput, type Result } from '@chairside/core/shared'
import { CHECK_IN, closeBy, INSTRUMENTS, isInstrumentId, mayBeAsked, mayBeEntered, readCheckIn, scoreAnswers } from '@chairside/core/intake'
import type { AlertSettings, SafetyAlert, ScoreFlag, ScoreRow } from '@chairside/core/intake'
import type { Tx } from '../db/connect.ts'
import { CHANNEL } from '../log/writer.ts'
import { currentProtocol } from '../session/protocol.ts'

export type Sheet = { readonly complete: boolean; readonly total: number | null; readonly band: string | null; readonly bandScheme: string | null; readonly flags: readonly ScoreFlag[] }

export const isAnswerable = (instrument: string): boolean => instrument === CHECK_IN.id || (isInstrumentId(instrument) && mayBeEntered(INSTRUMENTS[instrument]))
/** What a form can ask a patient in its own words. */
export const isAskable = (instrument: string): boolean => instrument === CHECK_IN.id || (isInstrumentId(instrument) && mayBeAsked(INSTRUMENTS[instrument]))
export const ASKABLE = [...Object.keys(INSTRUMENTS).filter(isAskable), CHECK_IN.id]
export const ANSWERABLE = [...Object.keys(INSTRUMENTS).filter(isAnswerable), CHECK_IN.id]

/** Scores answers to an instrument that `isAnswerable`. The check-in has no total: it is complete as it is. */
export function readSheet(instrument: string, answers: unknown): Result<Sheet, BadInput> {
  if (!isInstrumentId(instrument)) {
    const read = readCheckIn(answers)
    return read.ok ? ok({ complete: true, total: null, band: null, bandScheme: null, flags: [] }) : read
  }
  const scored = scoreAnswers(INSTRUMENTS[instrument], answers)
  if (!scored.ok) return scored
  const { complete, total, band, flags } = scored.value
  return ok({ complete, total, band, flags, bandScheme: band === null ? null : INSTRUMENTS[instrument].bands?.scheme ?? null })
}

export type NewScore = {
  readonly score: string
  readonly patient: string
  readonly session: string | null
  readonly formLink: string | null
  readonly instrument: string
  readonly answers: Readonly<Record<string, number | string>>
  readonly answeredAt: Date
  readonly source: 'phone' | 'clinic' | 'imported'
  readonly recordedBy: string | null
}

export async function insertScore(tx: Tx, organization: string, asked: NewScore, sheet: Sheet, now: Date): Promise<void> {
  await tx`
    insert into score (organization_id, score_id, patient_id, session_id, form_link_id, instrument, band_scheme, answers, complete, total, band, flags, answered_at, source, recorded_by)
    values (${organization}, ${asked.score}, ${asked.patient}, ${asked.session}, ${asked.formLink}, ${asked.instrument}, ${sheet.bandScheme}, ${tx.json(asked.answers)}, ${sheet.complete}, ${sheet.total}, ${sheet.band},
      ${tx.json(sheet.flags)}, ${asked.answeredAt}, ${asked.source}, ${asked.recordedBy})`
  for (const flag of sheet.flags.filter(({ kind }) => kind === 'suicide-item'))
    await tx`insert into safety_alert (organization_id, safety_alert_id, patient_id, score_id, item, answer, opened_at)
      values (${organization}, ${randomUUID()}, ${asked.patient}, ${asked.score}, ${flag.linkId}, ${flag.value}, ${now})`
  // Every open screen reads again: an alert must not wait for somebody to reload.
  if (sheet.flags.some(({ kind }) => kind === 'suicide-item')) await tx`select pg_notify(${CHANNEL}, ${JSON.stringify({ organization })})`
}

type StoredScore = Omit<ScoreRow, 'answered_at'> & { readonly answered_at: Date }
export type ScoreContent = ScoreRow & { readonly patient: string; readonly session: string | null; readonly answers: Readonly<Record<string, number | string>> }

const scoreColumns = (tx: Tx) => tx`score_id as score, instrument, total, band, complete, flags, answered_at, source, case when instrument = ${CHECK_IN.id} then answers - 'words' end as check_in`

/** All scores of a patient, earliest first: the axis of the Chart. */
export async function readScores(tx: Tx, patient: string): Promise<ScoreRow[]> {
  const rows = await tx<StoredScore[]>`select ${scoreColumns(tx)} from score where patient_id = ${patient} order by answered_at, instrument`
  return rows.map((row) => ({ ...row, answered_at: row.answered_at.toISOString() }))
}

export async function readScore(tx: Tx, score: string): Promise<ScoreContent | null> {
  const [row] = await tx<(StoredScore & { patient: string; session: string | null; answers: ScoreContent['answers'] })[]>`
    select ${scoreColumns(tx)}, patient_id as patient, session_id as session, answers from score where score_id = ${score}`
  return row ? { ...row, answered_at: row.answered_at.toISOString() } : null
}

/** What a form link has brought so far: instrument -> answers. */
export async function answersOf(tx: Tx, patient: string, formLink: string): Promise<Map<string, ScoreContent['answers']>> {
  const rows = await tx<{ instrument: string; answers: ScoreContent['answers'] }[]>`select instrument, answers from score where patient_id = ${patient} and form_link_id = ${formLink}`
  return new Map(rows.map((row) => [row.instrument, row.answers]))
}

/** What patients wrote in their own words on a phone, by the visit it was about. */
export async function wordsBySession(tx: Tx, patient: string): Promise<Map<string, string[]>> {
  const rows = await tx<{ session: string; words: string }[]>`
    select session_id as session, answers ->> 'words' as words from score
    where patient_id = ${patient} and instrument = ${CHECK_IN.id} and session_id is not null and answers ->> 'words' is not null order by answered_at`
  const words = new Map<string, string[]>()
  for (const row of rows) words.set(row.session, [...(words.get(row.session) ?? []), row.words])
  return words
}

type AlertRow = { alert: string; patient: string; name: string; instrument: string; item: string; answer: number; opened_at: Date; acknowledged_at: Date | null; acknowledged_by: string | null; action_taken: string | null; closed_at: Date | null; closed_by: string | null; outcome: string | null; told: { name: string | null; at: string }[] }

const alertColumns = (tx: Tx) => tx`
  a.safety_alert_id as alert, a.patient_id as patient, p.given_name || ' ' || p.family_name as name, s.instrument, a.item, a.answer, a.opened_at, a.acknowledged_at, k.name as acknowledged_by, a.action_taken, a.closed_at, c.name as closed_by, a.outcome,
  coalesce((select jsonb_agg(jsonb_build_object('name', t.name, 'at', l.taken_at) order by l.step) from safety_alert_step l left join staff t on t.organization_id = l.organization_id and t.staff_id = l.staff_id where l.organization_id = a.organization_id and l.safety_alert_id = a.safety_alert_id), '[]') as told`
const alertTables = (tx: Tx) => tx`
  safety_alert a join patient p on p.organization_id = a.organization_id and p.patient_id = a.patient_id join score s on s.organization_id = a.organization_id and s.score_id = a.score_id
  left join staff k on k.organization_id = a.organization_id and k.staff_id = a.acknowledged_by left join staff c on c.organization_id = a.organization_id and c.staff_id = a.closed_by`

const alertOf = (row: AlertRow, readsChart: boolean, settings: AlertSettings): SafetyAlert => ({
  ...row, ...(readsChart ? {} : { item: null, answer: null, action_taken: null, outcome: null }), opened_at: row.opened_at.toISOString(), acknowledged_at: row.acknowledged_at?.toISOString() ?? null, closed_at: row.closed_at?.toISOString() ?? null,
  close_by: toIso(closeBy(instant(row.opened_at.getTime()), settings)), told: row.told.map((step) => ({ ...step, at: new Date(step.at).toISOString() })),
})

/** Open alerts of the whole clinic, oldest first: whoever is there calls, whatever the site. The answer itself only for who may read the chart. */
export const openAlertsQuery = (tx: Tx) => tx<AlertRow[]>`select ${alertColumns(tx)} from ${alertTables(tx)} where a.closed_at is null order by a.opened_at`
export async function openAlerts(tx: Tx, readsChart: boolean): Promise<SafetyAlert[]> {
  const [rows, { settings }] = await Promise.all([openAlertsQuery(tx), currentProtocol(tx)])
  return rows.map((row) => alertOf(row, readsChart, settings.safety_alerts))
}

/** All alerts of a patient, latest first. */
export async function alertsOfPatient(tx: Tx, patient: string): Promise<SafetyAlert[]> {
  const [rows, { settings }] = await Promise.all([tx<AlertRow[]>`select ${alertColumns(tx)} from ${alertTables(tx)} where a.patient_id = ${patient} order by a.opened_at desc`, currentProtocol(tx)])
  return rows.map((row) => alertOf(row, true, settings.safety_alerts))
}

/** The alert, locked until the transaction ends; null when there is none. */
export async function lockAlert(tx: Tx, alert: string): Promise<(SafetyAlert & { acknowledged_by_id: string | null }) | null> {
  const [row] = await tx<(AlertRow & { acknowledged_by_id: string | null })[]>`
    select ${alertColumns(tx)}, a.acknowledged_by as acknowledged_by_id from ${alertTables(tx)} where a.safety_alert_id = ${alert} for no key update of a`
  return row ? { ...row, ...alertOf(row, true, (await currentProtocol(tx)).settings.safety_alerts) } : null
}

export const acknowledgeAlert = (tx: Tx, alert: string, by: string, action: string, now: Date) =>
  tx`update safety_alert set acknowledged_at = ${now}, acknowledged_by = ${by}, owner_id = ${by}, action_taken = ${action} where safety_alert_id = ${alert}`
export const closeAlert = (tx: Tx, alert: string, by: string, outcome: string, now: Date) => tx`update safety_alert set closed_at = ${now}, closed_by = ${by}, outcome = ${outcome} where safety_alert_id = ${alert}`
