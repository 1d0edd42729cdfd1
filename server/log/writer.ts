/*
The one way into the session logs and, for reads, into the audit chain.

Callers that come at the same time share one transaction (group commit): one lock of the chain's head, one write to disk, one notification,
and nobody is answered before the commit. Invariants (rules LOG1..LOG6 in docs/rules/session.md):
 1. An answer means committed. After a failed transaction everybody in it is told "not confirmed"; sending again with the same id is safe.
 2. An event id is written once; the same event again gives the first answer; the same id with other content is refused.
 3. Locks are taken in one order, sessions by id and then the audit head, so that two processes never wait for each other.
*/
import { canonicalJson, toIso, type Instant } from '@chairside/core/shared'
import { eventToJson, type SessionEvent } from '@chairside/core/session'
import { inOrganization, type Sql, type Tx } from '../db/connect.ts'
import { appendAudit, type AuditEntry } from './audit.ts'
import { eventLink, linkHash } from './chain.ts'

export type Acknowledged = { readonly id: string; readonly seq: number; readonly recordedAt: string; readonly previousHash: string; readonly hash: string }
export type NotTaken = { readonly id: string; readonly reason: 'unknown-session' | 'id-reused' }
export type Appended = { readonly acknowledged: Acknowledged[]; readonly refused: NotTaken[] }

type Job = {
  readonly events: readonly SessionEvent[]
  readonly audit: (result: Appended, patientOf: (session: string) => string | null) => readonly AuditEntry[]
  resolve(result: Appended): void
  reject(error: unknown): void
}

export type LogWriter = {
  /** Appends events and the audit entries that `audit` makes of the outcome; resolves after the commit. */
  append(organization: string, events: readonly SessionEvent[], audit: Job['audit']): Promise<Appended>
  /** Appends audit entries alone; resolves after the commit. */
  audit(organization: string, entries: readonly AuditEntry[]): Promise<void>
  /** Resolves when nothing is waiting. */
  idle(): Promise<void>
}

/** At most this many events in one transaction: more gains nothing, and keeps others waiting. */
const MOST_EVENTS = 500

export const CHANNEL = 'chairside'

type Head = { session_id: string; patient_id: string; head_seq: number; head_hash: string }
type Existing = { event_id: string; body: unknown; seq: number; recorded_at: Date; previous_hash: string; hash: string }

async function appendBatch(tx: Tx, organization: string, jobs: readonly Job[], now: Date): Promise<Appended[]> {
  const all = jobs.flatMap((job) => job.events)
  const results = jobs.map((): Appended => ({ acknowledged: [], refused: [] }))
  const heads = new Map<string, Head>()
  if (all.length > 0) {
    const sessions = [...new Set(all.map((e) => e.session))]
    const [locked, existing] = await Promise.all([
      tx<Head[]>`select session_id, patient_id, head_seq, head_hash from session where organization_id = ${organization} and session_id = any(${sessions}::uuid[]) order by session_id for update`,
      tx<Existing[]>`select event_id, body, seq, recorded_at, previous_hash, hash from session_event where organization_id = ${organization} and event_id = any(${all.map((e) => e.id)}::uuid[])`,
    ])
    for (const head of locked) heads.set(head.session_id, head)
    const known = new Map(existing.map((e) => [e.event_id, { json: canonicalJson(e.body), ack: { id: e.event_id, seq: e.seq, recordedAt: e.recorded_at.toISOString(), previousHash: e.previous_hash, hash: e.hash } }]))
    const recordedAt = now.toISOString()
    const rows: Record<string, unknown>[] = []
    const followUps: Record<string, unknown>[] = []
    const moved = new Set<string>()
    jobs.forEach((job, i) => {
      for (const event of job.events) {
        const body = eventToJson(event)
        const json = canonicalJson(body)
        const before = known.get(event.id)
        if (before) {
          if (before.json === json) results[i]!.acknowledged.push(before.ack)
          else results[i]!.refused.push({ id: event.id, reason: 'id-reused' })
          continue
        }
        const head = heads.get(event.session)
        if (!head) {
          results[i]!.refused.push({ id: event.id, reason: 'unknown-session' })
          continue
        }
        const seq = head.head_seq + 1
        const previousHash = head.head_hash
        const hash = linkHash(previousHash, eventLink(organization, event.session, seq, recordedAt, body))
        head.head_seq = seq
        head.head_hash = hash
        moved.add(event.session)
        const ack: Acknowledged = { id: event.id, seq, recordedAt, previousHash, hash }
        known.set(event.id, { json, ack })
        results[i]!.acknowledged.push(ack)
        rows.push({ organization_id: organization, session_id: event.session, seq, event_id: event.id, type: event.type, at: toIso(event.at), recorded_at: recordedAt, actor: event.actor, device: event.device, body, previous_hash: previousHash, hash })
        if (event.type === 'discharge-approved')
          followUps.push({ follow_up_id: event.id, patient_id: head.patient_id, session_id: event.session, due_at: toIso((event.at + NEXT_DAY_MS) as Instant) })
      }
    })
    if (rows.length > 0) {
      await tx`insert into session_event select * from jsonb_to_recordset(${tx.json(rows as never)})
        as r(organization_id uuid, session_id uuid, seq integer, event_id uuid, type text, at timestamptz, recorded_at timestamptz, actor text, device text, body jsonb, previous_hash text, hash text)`
      const ends = [...moved].map((session) => ({ session_id: session, seq: heads.get(session)!.head_seq, hash: heads.get(session)!.head_hash }))
      await tx`update session s set head_seq = r.seq, head_hash = r.hash, last_event_at = ${recordedAt}
        from jsonb_to_recordset(${tx.json(ends)}) as r(session_id uuid, seq integer, hash text) where s.organization_id = ${organization} and s.session_id = r.session_id`
      if (followUps.length > 0)
        await tx`insert into follow_up (organization_id, follow_up_id, patient_id, session_id, kind, due_at)
          select ${organization}, r.follow_up_id, r.patient_id, r.session_id, 'next-day-check-in', r.due_at
          from jsonb_to_recordset(${tx.json(followUps as never)}) as r(follow_up_id uuid, patient_id uuid, session_id uuid, due_at timestamptz) on conflict do nothing`
      const changed = [...moved]
      for (let i = 0; i < changed.length; i += 100)
        await tx`select pg_notify(${CHANNEL}, ${JSON.stringify({ organization, sessions: changed.slice(i, i + 100) })})`
    }
  }
  const patientOf = (session: string): string | null => heads.get(session)?.patient_id ?? null
  await appendAudit(tx, organization, jobs.flatMap((job, i) => job.audit(results[i]!, patientOf)), now)
  return results
}

/** The check-in is due a day after discharge: RC-07, next-day contact at 24 h (± 12 h). */
const NEXT_DAY_MS = 24 * 3_600_000

/** One writer for a process. `clock` gives the server's time. */
export function createLogWriter(sql: Sql, clock: () => Date = () => new Date()): LogWriter {
  const waiting = new Map<string, Job[]>()
  const running = new Set<string>()
  let idlers: (() => void)[] = []

  function take(queue: Job[]): Job[] {
    let events = 0
    let count = 0
    while (count < queue.length && (count === 0 || events + queue[count]!.events.length <= MOST_EVENTS)) events += queue[count++]!.events.length
    return queue.splice(0, count)
  }

  async function commit(organization: string, batch: readonly Job[]): Promise<void> {
    const results = await inOrganization(sql, organization, (tx) => appendBatch(tx, organization, batch, clock()))
    batch.forEach((job, i) => job.resolve(results[i]!))
  }

  async function drain(organization: string): Promise<void> {
    if (running.has(organization)) return
    running.add(organization)
    try {
      for (let queue = waiting.get(organization); queue && queue.length > 0; queue = waiting.get(organization)) {
        const batch = take(queue)
        await commit(organization, batch).catch(async (error: unknown) => {
          // One bad append must not fail its neighbours: alone, each gets its own answer.
          if (batch.length === 1) return batch[0]!.reject(error)
          for (const job of batch) await commit(organization, [job]).catch(job.reject)
        })
      }
    } finally {
      running.delete(organization)
      waiting.delete(organization)
      if (running.size === 0) {
        for (const wake of idlers) wake()
        idlers = []
      }
    }
  }

  const enqueue = (organization: string, events: readonly SessionEvent[], audit: Job['audit']): Promise<Appended> =>
    new Promise((resolve, reject) => {
      const queue = waiting.get(organization) ?? []
      waiting.set(organization, queue)
      queue.push({ events, audit, resolve, reject })
      // Everything that arrives in this turn of the event loop joins the first transaction.
      setImmediate(() => void drain(organization))
    })

  return {
    append: enqueue,
    audit: async (organization, entries) => void (await enqueue(organization, [], () => entries)),
    idle: () => (running.size === 0 && waiting.size === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve))),
  }
}
