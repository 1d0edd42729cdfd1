// Drivers' links in SQL, and what the page behind one shows. Only the hash of a token is stored.
import type { Language } from '@chairside/core/shared'
import type { DriverAnswer, DriverView, GoingHomeView, Place, ReadyOnWire } from '@chairside/core/session'
import type { Tx } from '../db/connect.ts'
import { sha256 } from '../log/chain.ts'
import { placeColumns, placeOf } from '../session/bundle.ts'
import { currentProtocol } from '../session/protocol.ts'
import { historiesOf, readyOnWire } from '../session/recoveries.ts'
import { refreshSummaries, type Summary } from '../session/summary.ts'
import { LEFT_MS, roundedBand } from './words.ts'

type VisitRow = { session_id: string; patient_id: string; end: Date; head_seq: number; summary_seq: number; summary: Summary | null; cancelled_at: Date | null; place_name: string; address: string | null; phone: string | null; time_zone: string; is_demonstration: boolean }
export type Visit = { readonly session: string; readonly patient: string; readonly place: Place; readonly summary: Summary | null; readonly cancelled: boolean; readonly end: Date; readonly isDemonstration: boolean }

/** A visit with its place and a fresh summary; null when there is none. */
export async function readVisit(tx: Tx, session: string): Promise<Visit | null> {
  const [row] = await tx<VisitRow[]>`
    select s.session_id, s.patient_id, upper(s.planned) as "end", s.head_seq, s.summary_seq, s.summary, s.cancelled_at, ${placeColumns(tx)}, o.is_demonstration
    from session s join site t on t.organization_id = s.organization_id and t.site_id = s.site_id join organization o on o.organization_id = s.organization_id where s.session_id = ${session}`
  if (!row) return null
  const fresh = row.summary_seq < row.head_seq ? await refreshSummaries(tx, [row]) : new Map<string, Summary>()
  return { session, patient: row.patient_id, place: placeOf(row), summary: row.head_seq === 0 ? null : fresh.get(session) ?? row.summary, cancelled: row.cancelled_at !== null, end: row.end, isDemonstration: row.is_demonstration }
}

/** When the patient of the visit will probably be ready. */
export async function readyOf(tx: Tx, visit: Visit, now: Date): Promise<ReadyOnWire | null> {
  if (!visit.summary?.ready) return null
  const [histories, { settings }] = await Promise.all([historiesOf(tx, [visit.patient], now), currentProtocol(tx)])
  return readyOnWire(visit.summary, histories.get(visit.patient), settings, visit.end, now)
}

export type StoredLink = { readonly driver_link: string; readonly session: string; readonly language: Language; readonly expires_at: Date; readonly revoked_at: Date | null; readonly opened_at: Date | null; readonly answer: DriverAnswer | null }
const linkColumns = (tx: Tx) => tx`driver_link_id as driver_link, session_id as session, language, expires_at, revoked_at, opened_at, answer`

export async function lockLink(tx: Tx, link: string): Promise<StoredLink | null> {
  const [row] = await tx<StoredLink[]>`select ${linkColumns(tx)} from driver_link where driver_link_id = ${link} for update`
  return row ?? null
}
export const insertLink = (tx: Tx, organization: string, link: { readonly driver_link: string; readonly session: string; readonly language: Language }, token: string, by: string, now: Date, expires: Date) => tx`
  insert into driver_link (organization_id, driver_link_id, session_id, language, token_hash, created_at, created_by, expires_at)
  values (${organization}, ${link.driver_link}, ${link.session}, ${link.language}, ${sha256(token)}, ${now}, ${by}, ${expires})`
/** A new token for a link whose answer was lost; the one before opens nothing any more. */
export const renewToken = (tx: Tx, link: string, token: string) => tx`update driver_link set token_hash = ${sha256(token)} where driver_link_id = ${link}`
export const revokeLinks = (tx: Tx, session: string, now: Date) => tx`update driver_link set revoked_at = ${now} where session_id = ${session} and revoked_at is null returning driver_link_id`

/** The link while it opens the page; null when it has ended, was taken back, or never was: nobody outside can tell which. */
export async function openLink(tx: Tx, link: string, now: Date): Promise<StoredLink | null> {
  const found = await lockLink(tx, link)
  return found && found.revoked_at === null && found.expires_at > now ? found : null
}
export const markOpened = (tx: Tx, link: string, now: Date) => tx`update driver_link set opened_at = ${now} where driver_link_id = ${link} and opened_at is null`
export const answerLink = (tx: Tx, link: string, answer: DriverAnswer, now: Date) => tx`update driver_link set answer = ${answer}, answered_at = ${now} where driver_link_id = ${link} and answer is distinct from ${answer}`

type LinkRow = { driver_link: string; created_at: Date; expires_at: Date; opened_at: Date | null; answer: DriverAnswer | null; answered_at: Date | null }
/** The links of a visit that still open, newest first. */
export const linksOf = async (tx: Tx, session: string, now: Date): Promise<GoingHomeView['links']> => (await tx<LinkRow[]>`
  select driver_link_id as driver_link, created_at, expires_at, opened_at, answer, answered_at from driver_link where session_id = ${session} and revoked_at is null and expires_at > ${now} order by created_at desc, driver_link_id`)
  .map((row) => ({ ...row, created_at: row.created_at.toISOString(), expires_at: row.expires_at.toISOString(), opened_at: row.opened_at?.toISOString() ?? null, answered_at: row.answered_at?.toISOString() ?? null }))

/** What the driver sees: when, where, and nothing about whom or why. */
export async function driverView(tx: Tx, visit: Visit, { language, answer }: StoredLink, now: Date): Promise<DriverView> {
  const dischargedAt = visit.summary?.dischargedAt ?? null
  const left = dischargedAt !== null && now.getTime() - Date.parse(dischargedAt) > LEFT_MS
  const ready = await readyOf(tx, visit, now)
  const state = visit.cancelled || left ? 'ended' : dischargedAt !== null || ready?.kind === 'ready' ? 'ready' : ready ? 'waiting' : 'unknown'
  return { state, ...(state === 'waiting' ? roundedBand(ready!.from, ready!.to) : { from: null, to: null }), place: visit.place, language, answer, is_demonstration: visit.isDemonstration, server_time: now.toISOString() }
}

/** The patient's next booked visit after this one. */
export async function nextVisitOf(tx: Tx, session: string, now: Date): Promise<{ readonly start: string; readonly place: string } | null> {
  const [row] = await tx<{ start: Date; place: string }[]>`
    select n.starts_at as start, coalesce(t.public_name, t.name) as place from session s join session n on n.organization_id = s.organization_id and n.patient_id = s.patient_id and n.starts_at > s.starts_at
    join site t on t.organization_id = n.organization_id and t.site_id = n.site_id where s.session_id = ${session} and n.cancelled_at is null and n.starts_at > ${now} order by n.starts_at limit 1`
  return row ? { start: row.start.toISOString(), place: row.place } : null
}
