// What the Floor needs of a session, kept beside it. A cache with a number: when the log has moved on, it is folded again before it is shown.
import { instant, toIso, type Instant } from '@chairside/core/shared'
import { ASKED_OF_EVERYBODY, lastSetAt, readyBasis, riskFacts, watchFacts, type FloorChair, type ReadyBasis, type Reading, type SessionView, type WatchFacts } from '@chairside/core/session'
import type { ProtocolSettings } from '@chairside/core/plan'
import type { Tx } from '../db/connect.ts'
import { foldedSessions } from './folded.ts'
import { currentProtocol } from './protocol.ts'

type FloorVisit = NonNullable<FloorChair['visit']>
type FloorOrigin = Reading['origin']
export type Summary = Pick<FloorVisit, 'state' | 'since' | 'infusion' | 'recoveryStartedAt' | 'lastVitalsAt' | 'latest' | 'baseline' | 'sedation' | 'medications' | 'contradictions' | 'nurse' | 'toAsk' | 'timeOut'> & {
  readonly arrivedAt: string | null
  /** What the watch needs of the log. */
  readonly watch: WatchFacts
  readonly dischargedAt: string | null
  /** What the ready time is reckoned from; the moment and the patient's history come when it is read. */
  readonly ready: ReadyBasis | null
  /** Answers that a later visit may carry over, by question; an overridden one is not an answer. */
  readonly answers: Readonly<Record<string, { readonly answer: string | null; readonly at: string; readonly tested_at: string | null; readonly by: string }>>
  readonly adverseEvents: readonly { readonly what: string; readonly severity: string }[]
}
const CARRIED = ['consent', 'pregnancy', 'pdmp']

/** A wall needs what the pump said last, not its history. */
const FLOOR_PUMP_READINGS = 2

/** While the pump runs, the end of the bag follows from rate and last reading: it is the same from any later moment. */
function basisOf(view: SessionView, settings: ProtocolSettings): ReadyBasis | null {
  const { infusion } = view
  const last = infusion?.segments.at(-1)
  if (!infusion || !last) return null
  return readyBasis(view, settings, infusion.stoppedAt ?? instant(Math.max(last.from, ...infusion.pumpReadings.map((r) => r.at))))
}

const iso = (at: Instant | null | undefined): string | null => (at === null || at === undefined ? null : toIso(at))

/** `settings` are the clinic's protocol: what is missing for going home is judged by it. */
export function summarize(view: SessionView, settings: ProtocolSettings): Summary {
  const { infusion } = view
  const live = (readings: readonly { readonly name: string; readonly value: number; readonly at: Instant; readonly origin: FloorOrigin }[]): Summary['latest'] =>
    Object.fromEntries(readings.map(({ name, value, at, origin }) => [name, { value, at: toIso(at), origin }]))
  // Sign by sign, the last value before the start: a monitor's set without a pressure must not take the baseline of the pressure away.
  const before = view.vitals.filter((v) => infusion !== null && v.at <= infusion.startedAt)
  return {
    state: view.state, since: iso(view.since), arrivedAt: iso(view.arrivedAt), dischargedAt: iso(view.dischargedAt), ready: basisOf(view, settings), recoveryStartedAt: iso(view.recoveryStartedAt), lastVitalsAt: iso(lastSetAt(view)),
    latest: live(Object.entries(view.latest).map(([name, reading]) => ({ name, ...reading }))),
    baseline: live(before.flatMap((v) => Object.entries(v.values).map(([name, value]) => ({ name, value, at: v.at, origin: v.origin })))),
    nurse: view.nurse, toAsk: ASKED_OF_EVERYBODY.filter((item) => !Object.hasOwn(view.checklist, item) && !(item === 'iv' && view.ivChecks.length > 0)).length, timeOut: view.timeOut !== null,
    answers: Object.fromEntries(CARRIED.flatMap((item) => {
      const given = Object.hasOwn(view.checklist, item) ? view.checklist[item] : undefined
      return given && !given.override ? [[item, { answer: given.answer ?? null, at: toIso(given.at), tested_at: iso(given.testedAt), by: given.actor }]] : []
    })),
    adverseEvents: view.adverseEvents.map(({ what, severity }) => ({ what, severity })),
    contradictions: view.contradictions.length, sedation: riskFacts(view).sedation, medications: view.medications.length, watch: watchFacts(view),
    infusion: infusion && {
      startedAt: toIso(infusion.startedAt), stoppedAt: iso(infusion.stoppedAt), dose_mg: infusion.dose_mg, dose_mg_per_kg: infusion.dose_mg_per_kg, weight_kg: infusion.weight_kg, volume_mL: infusion.volume_mL, concentration_mg_per_mL: infusion.concentration_mg_per_mL,
      segments: infusion.segments.map((s) => ({ from: toIso(s.from), to: iso(s.to), rate_mL_per_h: s.rate_mL_per_h })), bags: infusion.bags.map((b) => ({ ...b, from: toIso(b.from) })),
      pumpReadings: infusion.pumpReadings.slice(-FLOOR_PUMP_READINGS).map((r) => ({ ...r, at: toIso(r.at) })), pumpVolume_mL: infusion.pumpVolume_mL,
    },
  }
}

/** Makes the summaries fresh that are behind their logs: of one patient, or of the whole clinic, so many at once. What reads summaries in SQL calls it first. */
export async function refreshStale(tx: Tx, patient: string | null = null, most = 500): Promise<void> {
  await refreshSummaries(tx, await tx<{ session_id: string; head_seq: number }[]>`select session_id, head_seq from session where summary_seq < head_seq and (${patient}::uuid is null or patient_id = ${patient})
    order by organization_id, patient_id limit ${most}`)
}

/** Folds the sessions whose log moved since their summary, all of them in one read and one write. Returns the fresh summaries. */
export async function refreshSummaries(tx: Tx, stale: readonly { session_id: string; head_seq: number }[]): Promise<Map<string, Summary>> {
  if (stale.length === 0) return new Map()
  const [views, { settings }] = await Promise.all([foldedSessions(tx, stale.map((s) => s.session_id)), currentProtocol(tx)])
  const fresh = new Map([...views].map(([session, view]) => [session, summarize(view, settings)]))
  const rows = stale.map(({ session_id, head_seq }) => ({ session_id, head_seq, state: fresh.get(session_id)!.state, summary: fresh.get(session_id)! }))
  await tx`update session s set summary = r.summary, summary_seq = r.head_seq, state = r.state
    from jsonb_to_recordset(${tx.json(rows)}) as r(session_id uuid, head_seq integer, state text, summary jsonb)
    where s.session_id = r.session_id and s.summary_seq < r.head_seq`
  return fresh
}
