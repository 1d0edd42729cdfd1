// What the Floor needs of a session, kept beside it. A cache with a number: when the log has moved on, it is folded again before it is shown.
import { toIso, type Instant } from '@chairside/core/shared'
import { lastSetAt, type FloorChair, type SessionView } from '@chairside/core/session'
import type { Tx } from '../db/connect.ts'
import { foldedSessions } from './folded.ts'

type FloorVisit = NonNullable<FloorChair['visit']>
export type Summary = Pick<FloorVisit, 'state' | 'since' | 'infusion' | 'recoveryStartedAt' | 'lastVitalsAt' | 'latest' | 'contradictions'> & { readonly arrivedAt: string | null; readonly sedation: number | null; readonly baseline: Summary['latest'] }

const iso = (at: Instant | null | undefined): string | null => (at === null || at === undefined ? null : toIso(at))

export function summarize(view: SessionView): Summary {
  const { infusion } = view
  const live = Object.entries(view.latest).map(([name, r]) => [name, { value: r.value, at: toIso(r.at), origin: r.origin }])
  const baseline = infusion ? view.vitals.filter((v) => v.at <= infusion.startedAt).at(-1) : undefined
  return {
    state: view.state, since: iso(view.since), arrivedAt: iso(view.arrivedAt), recoveryStartedAt: iso(view.recoveryStartedAt), lastVitalsAt: iso(lastSetAt(view)),
    latest: Object.fromEntries(live) as Summary['latest'], contradictions: view.contradictions.length, sedation: view.sedation?.scale === 'MOAA/S' ? view.sedation.score : null,
    baseline: Object.fromEntries(Object.entries(baseline?.values ?? {}).map(([name, value]) => [name, { value, at: toIso(baseline!.at), origin: baseline!.origin }])),
    infusion: infusion && {
      startedAt: toIso(infusion.startedAt), stoppedAt: iso(infusion.stoppedAt), dose_mg: infusion.dose_mg, volume_mL: infusion.volume_mL, concentration_mg_per_mL: infusion.concentration_mg_per_mL,
      segments: infusion.segments.map((s) => ({ from: toIso(s.from), to: iso(s.to), rate_mL_per_h: s.rate_mL_per_h })),
    },
  }
}

/** Folds the sessions whose log moved since their summary, all of them in one read and one write. Returns the fresh summaries. */
export async function refreshSummaries(tx: Tx, stale: readonly { session_id: string; head_seq: number }[]): Promise<Map<string, Summary>> {
  if (stale.length === 0) return new Map()
  const views = await foldedSessions(tx, stale.map((s) => s.session_id))
  const fresh = new Map([...views].map(([session, view]) => [session, summarize(view)]))
  const rows = stale.map(({ session_id, head_seq }) => ({ session_id, head_seq, state: fresh.get(session_id)!.state, summary: fresh.get(session_id)! }))
  await tx`update session s set summary = r.summary, summary_seq = r.head_seq, state = r.state
    from jsonb_to_recordset(${tx.json(rows)}) as r(session_id uuid, head_seq integer, state text, summary jsonb)
    where s.session_id = r.session_id and s.summary_seq < r.head_seq`
  return fresh
}
