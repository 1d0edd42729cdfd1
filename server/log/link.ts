// Which place each fact gets in its session's chain, and what each sender is told. The pure half of the log writer: the database's half only locks, reads and writes what this says.
import { canonicalJson, toIso } from '@chairside/core/shared'
import { eventToJson, type SessionEvent } from '@chairside/core/session'
import { eventLink, linkHash } from './chain.ts'

export type Acknowledged = { readonly id: string; readonly seq: number; readonly recordedAt: string; readonly previousHash: string; readonly hash: string }
export type NotTaken = { readonly id: string; readonly reason: 'unknown-session' | 'id-reused' }
export type Appended = { readonly acknowledged: Acknowledged[]; readonly refused: NotTaken[] }

export type Head = { session_id: string; patient_id: string; head_seq: number; head_hash: string }
type Json = Record<string, unknown>
export type Stored = { event_id: string; body: Json; seq: number; recorded_at: Date; previous_hash: string; hash: string }
export type EventRow = { organization_id: string; session_id: string; seq: number; event_id: string; type: string; at: string; recorded_at: string; actor: string; device: string; body: Json; previous_hash: string; hash: string }

const acknowledge = (row: EventRow): Acknowledged => ({ id: row.event_id, seq: row.seq, recordedAt: row.recorded_at, previousHash: row.previous_hash, hash: row.hash })

/** Links the new events behind the heads, which it moves on; known ids get their first answer. Pure but for the heads. */
export function linkEvents(organization: string, jobs: readonly { readonly events: readonly SessionEvent[] }[], heads: ReadonlyMap<string, Head>, stored: readonly Stored[], recordedAt: string): { rows: EventRow[]; results: Appended[] } {
  const known = new Map(stored.map((s) => [s.event_id, { body: s.body, answer: { id: s.event_id, seq: s.seq, recordedAt: s.recorded_at.toISOString(), previousHash: s.previous_hash, hash: s.hash } }]))
  const rows: EventRow[] = []
  const results = jobs.map((job) => {
    const result: Appended = { acknowledged: [], refused: [] }
    for (const event of job.events) {
      const body = eventToJson(event)
      const before = known.get(event.id)
      const head = heads.get(event.session)
      if (before) {
        if (canonicalJson(before.body) === canonicalJson(body)) result.acknowledged.push(before.answer)
        else result.refused.push({ id: event.id, reason: 'id-reused' })
      } else if (!head) result.refused.push({ id: event.id, reason: 'unknown-session' })
      else {
        const seq = head.head_seq + 1
        const hash = linkHash(head.head_hash, eventLink(organization, event.session, seq, recordedAt, body))
        const row: EventRow = {
          organization_id: organization, session_id: event.session, seq, event_id: event.id, type: event.type, at: toIso(event.at), recorded_at: recordedAt, actor: event.actor, device: event.device, body, previous_hash: head.head_hash, hash,
        }
        head.head_seq = seq
        head.head_hash = hash
        rows.push(row)
        known.set(event.id, { body, answer: acknowledge(row) })
        result.acknowledged.push(acknowledge(row))
      }
    }
    return result
  })
  return { rows, results }
}
