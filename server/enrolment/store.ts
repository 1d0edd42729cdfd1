// A new patient in SQL: history, findings, decisions, consents, and the facts that the checklist reads. Rows are added; of a consent only its series and its withdrawal are written later.
import { ageOn, DAY_MS, instant, localDate, parseLocalDate, type Instant } from '@chairside/core/shared'
import { askedOf, consentEnds, consentState, openOf, type History, type HistoryAnswer, type Pressure, type ScoreFlag, type Signed } from '@chairside/core/intake'
import { decisionCounts, eligibilityOf, type ConsentRow, type ConsentTextRow, type DecisionRow, type Eligibility, type EligibilityFacts, type Enrolment, type FindingRow, type HistoryRow, type ProtocolSettings } from '@chairside/core/plan'
import type { Tx } from '../db/connect.ts'
import { NOT_TAKEN } from '../plan/orders.ts'
import { currentProtocol } from '../session/protocol.ts'

type StoredAnswer = Omit<HistoryRow, 'answered_at'> & { readonly answered_at: Date }
/** The latest answer to each question, in one query. */
export const historyQuery = (tx: Tx, patient: string) => tx<StoredAnswer[]>`
  select distinct on (h.question) h.question, h.answer, h.answered_at, h.source, s.name as by from history_answer h left join staff s on s.organization_id = h.organization_id and s.staff_id = h.recorded_by
  where h.patient_id = ${patient} order by h.question, h.answered_at desc, h.ordinal desc`
export const readHistory = async (tx: Tx, patient: string): Promise<HistoryRow[]> => (await historyQuery(tx, patient)).map((row) => ({ ...row, answered_at: row.answered_at.toISOString() }))
export const historyOf = (rows: readonly HistoryRow[]): History => Object.fromEntries(rows.map((row) => [row.question, row.answer]))

export async function insertAnswers(tx: Tx, organization: string, patient: string, answers: readonly { readonly question: string; readonly answer: HistoryAnswer }[], by: string | null, now: Date): Promise<void> {
  const rows = answers.map(({ question, answer }) => ({ organization_id: organization, history_answer_id: crypto.randomUUID(), patient_id: patient, question, answer: tx.json(answer as never), answered_at: now, source: by === null ? 'patient' : 'clinic', recorded_by: by }))
  if (rows.length > 0) await tx`insert into history_answer ${tx(rows as never)}`
  for (const { question, answer } of answers) if (question in LISTS && Array.isArray(answer)) await keepList(tx, organization, patient, LISTS[question]!, answer as readonly string[], now)
}

/** Lists that a patient types stand in the record too, so that orders, the Chair and the checklist read one list. */
const LISTS: Readonly<Record<string, 'medication' | 'allergy' | 'condition'>> = { 'medicines': 'medication', 'allergies': 'allergy', 'other-conditions': 'condition' }
/** Entries that are gone from the list are kept as no longer taken or present; what came from elsewhere and is left out is the clinician's to settle. */
async function keepList(tx: Tx, organization: string, patient: string, kind: 'medication' | 'allergy' | 'condition', entries: readonly string[], now: Date): Promise<void> {
  const keyOf = (entry: string): string => `history:${kind}:${entry.toLowerCase()}`
  await tx`update health_record set status = 'inactive' where patient_id = ${patient} and kind = ${kind} and source_key like 'history:%' and source_key <> all(${entries.map(keyOf)}::text[])`
  // What the record holds already in the same words is not written twice.
  const there = new Set((await tx<{ display: string }[]>`select lower(display) as display from health_record where patient_id = ${patient} and kind = ${kind} and source_key not like 'history:%'`).map((row) => row.display))
  for (const entry of entries.filter((one) => !there.has(one.toLowerCase())))
    await tx`insert into health_record (organization_id, health_record_id, patient_id, kind, source_key, source_hash, display, status, effective_at, source) values (${organization}, ${crypto.randomUUID()}, ${patient}, ${kind}, ${keyOf(entry)}, ${keyOf(entry)}, ${entry}, 'active', ${now}, ${tx.json({ from: 'history' })})
      on conflict (organization_id, patient_id, source_key) do update set status = 'active'`
}

export const readFindings = async (tx: Tx, patient: string): Promise<FindingRow[]> => (await tx<(Omit<FindingRow, 'at'> & { at: Date })[]>`
  select f.item, f.finding, f.note, s.name as by, f.found_at as at from eligibility_finding f join staff s on s.organization_id = f.organization_id and s.staff_id = f.found_by where f.patient_id = ${patient} order by f.found_at, f.ordinal`)
  .map((row) => ({ ...row, at: row.at.toISOString() }))

export const readDecisions = async (tx: Tx, patient: string): Promise<DecisionRow[]> => (await tx<(Omit<DecisionRow, 'at'> & { at: Date })[]>`
  select d.decision, d.reason, d.overrides, s.name as by, d.decided_at as at from eligibility_decision d join staff s on s.organization_id = d.organization_id and s.staff_id = d.decided_by where d.patient_id = ${patient} order by d.decided_at desc, d.ordinal desc`)
  .map((row) => ({ ...row, at: row.at.toISOString() }))

type StoredConsent = Omit<ConsentRow, 'signed_at' | 'withdrawn_at' | 'ends_at'> & { readonly signed_at: Date; readonly withdrawn_at: Date | null }
export async function readConsents(tx: Tx, patient: string, months: number): Promise<ConsentRow[]> {
  const rows = await tx<StoredConsent[]>`
    select c.consent_id as consent, c.version, c.problem, c.language, c.signed_name, c.signed_at, c.source, s.name as recorded_by, c.interpreter, c.course_id as course, c.withdrawn_at, c.withdrawn_reason
    from consent c left join staff s on s.organization_id = c.organization_id and s.staff_id = c.recorded_by where c.patient_id = ${patient} order by c.signed_at desc`
  return rows.map((row) => ({ ...row, signed_at: row.signed_at.toISOString(), ends_at: new Date(consentEnds(instant(row.signed_at.getTime()), months)).toISOString(), withdrawn_at: row.withdrawn_at?.toISOString() ?? null }))
}
export const signedOf = (row: ConsentRow): Signed => ({ consent: row.consent, version: row.version, problem: row.problem, signedAt: instant(Date.parse(row.signed_at)), withdrawnAt: row.withdrawn_at === null ? null : instant(Date.parse(row.withdrawn_at)), course: row.course })

type StoredText = Omit<ConsentTextRow, 'written_at' | 'approved_at'> & { readonly written_at: Date; readonly approved_at: Date | null }
export const readConsentTexts = async (tx: Tx): Promise<ConsentTextRow[]> => (await tx<StoredText[]>`
  select t.version, t.content, w.name as written_by, t.written_at, a.name as approved_by, t.approved_at from consent_text t join staff w on w.organization_id = t.organization_id and w.staff_id = t.written_by
  left join staff a on a.organization_id = t.organization_id and a.staff_id = t.approved_by order by t.version desc`).map((row) => ({ ...row, written_at: row.written_at.toISOString(), approved_at: row.approved_at?.toISOString() ?? null }))
export const approvedText = async (tx: Tx): Promise<{ readonly version: number; readonly content: ConsentTextRow['content']; readonly content_hash: string } | null> =>
  (await tx<{ version: number; content: ConsentTextRow['content']; content_hash: string }[]>`select version, content, content_hash from consent_text where approved_at is not null order by version desc limit 1`)[0] ?? null

export type PatientFacts = { readonly name: string; readonly sex: string; readonly birth_date: string; readonly time_zone: string; readonly language: string | null; readonly email: string | null; readonly phone: string | null; readonly conditions: readonly string[]; readonly allergies: readonly string[]; readonly medicines: readonly string[]; readonly bmi: number | null; readonly pressure: { readonly sbp_mmHg: number; readonly dbp_mmHg: number; readonly at: string } | null }
/** What the record says: one query. A resting pressure is the latest of the record (LOINC 8480-6, 8462-4 of one moment) or the baseline of a visit. */
export const factsQuery = (tx: Tx, patient: string) => tx<PatientFacts[]>`
  select p.given_name || ' ' || p.family_name as name, p.sex, p.birth_date::text, coalesce(p.time_zone, t.time_zone, o.time_zone) as time_zone, p.language, p.email, p.phone,
    array(select distinct display from health_record h where h.organization_id = p.organization_id and h.patient_id = p.patient_id and h.kind = 'condition' and coalesce(h.status, 'active') not in ('entered-in-error', 'refuted', 'resolved', 'inactive', 'remission') order by display) as conditions,
    array(select distinct display from health_record h where h.organization_id = p.organization_id and h.patient_id = p.patient_id and h.kind = 'allergy' and h.status is distinct from 'entered-in-error' and h.status is distinct from 'refuted' order by display) as allergies,
    array(select distinct display from health_record h where h.organization_id = p.organization_id and h.patient_id = p.patient_id and h.kind = 'medication' and (h.status is null or h.status <> all(${NOT_TAKEN})) order by display) as medicines,
    (select (w.weight_kg / ((p.height_cm / 100) * (p.height_cm / 100)))::float8 from weight w where w.organization_id = p.organization_id and w.patient_id = p.patient_id order by w.source = 'reported', w.measured_at desc limit 1) as bmi,
    (select jsonb_build_object('sbp_mmHg', s.value_number, 'dbp_mmHg', d.value_number, 'at', s.effective_at) from health_record s join health_record d on d.organization_id = s.organization_id and d.patient_id = s.patient_id and d.effective_at = s.effective_at and d.code = '8462-4'
      where s.organization_id = p.organization_id and s.patient_id = p.patient_id and s.kind = 'observation' and s.code = '8480-6' and s.value_number is not null and d.value_number is not null order by s.effective_at desc limit 1) as pressure
  from patient p join organization o using (organization_id) left join site t on t.organization_id = p.organization_id and t.site_id = p.site_id where p.patient_id = ${patient}`

type LatestScore = { readonly instrument: string; readonly total: number | null; readonly band: string | null; readonly flags: readonly ScoreFlag[]; readonly answered_at: Date; readonly answers: Readonly<Record<string, unknown>> }
const latestScores = (tx: Tx, patient: string) => tx<LatestScore[]>`select distinct on (instrument) instrument, total::float8, band, flags, answered_at, answers from score where patient_id = ${patient} order by instrument, answered_at desc`

/** A typed list that says "none at all" is an answer; no list is not. */
const listed = (history: History, question: string): readonly string[] | null => { const answer = history[question]; return Array.isArray(answer) ? (answer as readonly string[]) : null }
function together(typed: readonly string[] | null, record: readonly string[]): readonly string[] | null {
  return typed === null && record.length === 0 ? null : [...new Set([...record, ...(typed ?? [])])]
}

/** The later of what the clinic measured at rest and what the record holds. */
function pressureOf(history: readonly HistoryRow[], { pressure }: PatientFacts): EligibilityFacts['pressure'] {
  const measured = history.find((row) => row.question === 'resting-pressure')
  const own = measured ? { ...(measured.answer as Pressure), at: instant(Date.parse(measured.answered_at)) } : null
  const record = pressure === null ? null : { sbp_mmHg: pressure.sbp_mmHg, dbp_mmHg: pressure.dbp_mmHg, at: instant(Date.parse(pressure.at)) }
  return own === null || (record !== null && record.at > own.at) ? record : own
}

export type Situation = { readonly facts: PatientFacts; readonly history: readonly HistoryRow[]; readonly findings: readonly FindingRow[]; readonly eligibility: Eligibility; readonly settings: ProtocolSettings; readonly problem: string | null }
/** Everything about a patient that the checklist reads, and what it says; null when there is no such patient. */
export async function readSituation(tx: Tx, patient: string, now: Date): Promise<Situation | null> {
  const [[facts], history, findings, scores, { settings }] = await Promise.all([factsQuery(tx, patient), readHistory(tx, patient), readFindings(tx, patient), latestScores(tx, patient), currentProtocol(tx)])
  if (!facts) return null
  const answers = historyOf(history)
  const at = instant(now.getTime())
  const birth = parseLocalDate(facts.birth_date)
  const typed = listed(answers, 'other-conditions') ?? []
  const all: EligibilityFacts = {
    now: at, age: birth === null ? null : ageOn(birth, localDate(at, facts.time_zone)), sex: facts.sex, history: answers, conditions: [...new Set([...facts.conditions, ...typed])],
    allergies: together(listed(answers, 'allergies'), facts.allergies), medicines: together(listed(answers, 'medicines'), facts.medicines),
    pressure: pressureOf(history, facts), bmi_kg_m2: facts.bmi,
    scores: new Map(scores.map((row) => [row.instrument, { total: row.total, band: row.band, flagged: row.flags.some((flag) => flag.kind === 'suicide-item'), at: instant(row.answered_at.getTime()), answers: row.answers }])),
    findings: findings.map((row) => ({ ...row, at: instant(Date.parse(row.at)) })),
  }
  const problem = answers['main-problem']
  return { facts, history, findings, eligibility: eligibilityOf(all, settings.eligibility), settings, problem: typeof problem === 'string' ? problem : null }
}

/** What keeps a chair from being booked: no decision that counts, or no consent that counts. */
export function inTheWay(situation: Situation, decisions: readonly DecisionRow[], consents: readonly ConsentRow[], version: number | null, now: Date): { readonly consent: ReturnType<typeof consentState>; readonly reasons: readonly string[] } {
  const { settings, eligibility, problem } = situation
  const at: Instant = instant(now.getTime())
  const last = decisions[0]
  const consent = consentState(consents.map(signedOf), { now: at, version, problem, course: null, months: settings.start_gate.consent_months, dose_mg_per_kg: null, covers_mg_per_kg: settings.start_gate.consent_covers_mg_per_kg })
  const overridden = new Set(last?.overrides.map((one) => one.item))
  const news = last ? eligibility.rows.filter((row) => row.state === 'block' && !overridden.has(row.item)) : []
  return {
    consent,
    reasons: [
      ...(!last ? ['No clinician has decided yet whether this treatment is right.'] : last.decision === 'declined' ? [`Declined on ${last.at.slice(0, 10)}: ${last.reason}`] : !decisionCounts(instant(Date.parse(last.at)), at, settings.eligibility) ? [`The decision is older than ${settings.eligibility.decision_counts_d} days.`] : news.map((row) => `Since the decision: ${row.what} (${row.item}).`)),
      ...(consent.state === 'current' ? [] : [consent.state === 'none' ? 'No consent is signed.' : `Consent is needed again: ${consent.why}.`]),
    ],
  }
}

export async function readEnrolment(tx: Tx, patient: string, now: Date): Promise<Enrolment | null> {
  const situation = await readSituation(tx, patient, now)
  if (!situation) return null
  const [decisions, consents, text, [key]] = await Promise.all([
    readDecisions(tx, patient), readConsents(tx, patient, situation.settings.start_gate.consent_months), approvedText(tx),
    tx<{ created_at: Date; last_used_at: Date | null }[]>`select created_at, last_used_at from treatment_key where patient_id = ${patient} and revoked_at is null and expires_at > ${now} order by created_at desc limit 1`,
  ])
  const { reasons, consent } = inTheWay(situation, decisions, consents, text?.version ?? null, now)
  const answers = historyOf(situation.history)
  return {
    history: situation.history, open: openOf(answers, situation.facts.sex).map((q) => q.id), sex: situation.facts.sex, eligibility: situation.eligibility, findings: situation.findings, decisions, consents, consent: { state: consent.state, why: consent.why },
    consent_version: text?.version ?? null, stands_in_the_way: reasons, key: key ? { created_at: key.created_at.toISOString(), last_used_at: key.last_used_at?.toISOString() ?? null } : null,
  }
}

/** The questions of the history that this patient is asked. */
export const asked = (situation: Situation): number => askedOf(historyOf(situation.history), situation.facts.sex).filter((q) => q.optional !== true).length
/** How long a key opens "My treatment" when nobody takes it back: longer than a course with its year of check-ins. */
export const KEY_LIFE_MS = 400 * DAY_MS
