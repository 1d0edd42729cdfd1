// The chain of one session, link by link as the log writer makes it, for facts that were recorded while they happened.
import { instant, toIso, type Instant } from '@chairside/core/shared'
import { eventToJson, fold, type SessionEvent } from '@chairside/core/session'
import { PROPOSED_PROTOCOL } from '@chairside/core/plan'
import { eventLink, linkHash } from '../log/chain.ts'
import { summarize } from '../session/summary.ts'
import type { Random } from './random.ts'

export type Chained = { readonly rows: readonly Record<string, unknown>[]; readonly head: Record<string, unknown> }

/** Rows of `session_event`, and the columns of `session` that follow from them: its head, its state and its summary. */
export function chained(random: Random, organization: string, session: string, events: readonly SessionEvent[], now: Instant): Chained {
  let previousHash = ''
  let recordedAt: Instant | null = null
  const rows = events.map((event, i) => {
    const body = eventToJson(event)
    // The network takes a moment; nothing is recorded before it happened, or after now.
    recordedAt = instant(Math.max(recordedAt ?? 0, Math.min(now, event.at + random.int(60, 900))))
    const at = toIso(recordedAt)
    const hash = linkHash(previousHash, eventLink(organization, session, i + 1, at, body))
    const row = { session_id: session, seq: i + 1, event_id: event.id, type: event.type, at: toIso(event.at), recorded_at: at, actor: event.actor, device: event.device, body, previous_hash: previousHash, hash }
    previousHash = hash
    return row
  })
  const summary = summarize(fold(events), PROPOSED_PROTOCOL)
  return {
    rows,
    head: { state: summary.state, head_seq: rows.length, head_hash: previousHash, summary: rows.length === 0 ? null : summary, summary_seq: rows.length, last_event_at: recordedAt === null ? null : toIso(recordedAt) },
  }
}
