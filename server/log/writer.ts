/*
The one way into the session logs and, for reads, into the audit chain.

Callers that come at the same time share one transaction (group commit): one lock of the chain's head, one write to disk, one notification,
and nobody is answered before the commit. Invariants (rules LOG1..LOG9 in docs/rules/log.md):
 1. An answer means committed. After a failed transaction everybody in it is told "not confirmed"; sending again with the same id is safe.
 2. An event id is written once; the same event again gives the first answer; the same id with other content is refused.
 3. Locks are taken in one order, sessions by id and then the audit head, so that two processes never wait for each other.
*/
import type { SessionEvent } from '@chairside/core/session'
import type { Query, Sql } from '../db/connect.ts'
import { lockAuditHead, writeAudit, type AuditEntry } from './audit.ts'
import { linkEvents, type Appended, type EventRow, type Head, type Stored } from './link.ts'

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
  /** Takes nothing more, and resolves when what was taken is committed. Call it before the pool ends: a reserved connection would be opened on an ended pool, and stay. */
  close(): Promise<void>
}

/** At most this many events in one transaction: more gains nothing, and keeps others waiting. */
const MOST_EVENTS = 500

export const CHANNEL = 'chairside'

/** The statement that writes the rows, moves the heads on, makes check-ins due and tells everybody. Null when there is nothing to write. */
function writeEvents(tx: Query, organization: string, rows: readonly EventRow[], heads: ReadonlyMap<string, Head>) {
  if (rows.length === 0) return null
  const moved = [...new Set(rows.map((row) => row.session_id))]
  const ends = moved.map((session) => ({ session_id: session, seq: heads.get(session)!.head_seq, hash: heads.get(session)!.head_hash }))
  const checkIns = rows.filter((row) => row.type === 'discharge-approved')
    .map((row) => ({ id: row.event_id, patient_id: heads.get(row.session_id)!.patient_id, session_id: row.session_id, at: row.at }))
  const notices = Array.from({ length: Math.ceil(moved.length / SESSIONS_A_NOTICE) }, (_, i) => JSON.stringify({ organization, sessions: moved.slice(i * SESSIONS_A_NOTICE, (i + 1) * SESSIONS_A_NOTICE) }))
  const due = checkIns.length === 0 ? tx`` : tx`,
    due as (insert into follow_up (organization_id, follow_up_id, patient_id, session_id, kind, due_at)
      select ${organization}::uuid, r.id, r.patient_id, r.session_id, 'next-day-check-in', r.at + p.after
      from jsonb_to_recordset(${tx.json(checkIns)}) as r(id uuid, patient_id uuid, session_id uuid, at timestamptz),
        (select (settings -> 'recovery' ->> 'next_day_contact_h')::float8 * interval '1 hour' as after from current_protocol()) p
      where p.after is not null on conflict do nothing)`
  return tx`
    with written as (insert into session_event select * from jsonb_to_recordset(${tx.json(rows as never)})
      as r(organization_id uuid, session_id uuid, seq integer, event_id uuid, type text, at timestamptz, recorded_at timestamptz, actor text, device text, body jsonb, previous_hash text, hash text)),
    moved as (update session s set head_seq = r.seq, head_hash = r.hash, last_event_at = ${rows[0]!.recorded_at}
      from jsonb_to_recordset(${tx.json(ends)}) as r(session_id uuid, seq integer, hash text) where s.organization_id = ${organization} and s.session_id = r.session_id)${due}
    select pg_notify(${CHANNEL}, notice) from unnest(${notices}::text[]) notice`
}

/** A notification carries at most 8,000 bytes; a session's id takes 39. */
const SESSIONS_A_NOTICE = 100

/**
 * One transaction for all jobs of an organization, in two round trips: what can be asked together is sent together. The commit is sent behind the last write
 * without waiting; after a failed statement PostgreSQL answers it with a rollback, and the failure is what the callers get.
 */
async function appendBatch(sql: Sql, organization: string, jobs: readonly Job[], now: Date): Promise<Appended[]> {
  const events = jobs.flatMap((job) => job.events)
  const sessions = [...new Set(events.map((e) => e.session))]
  const tx = await sql.reserve()
  try {
    // On one connection, in this order: the organization, the locks, and what is there under them.
    const [, , locked, stored, [auditHead]] = await Promise.all([
      tx`begin`,
      tx`select set_config('chairside.organization_id', ${organization}, true)`,
      sessions.length === 0 ? [] : tx<Head[]>`select session_id, patient_id, head_seq, head_hash from session where organization_id = ${organization} and session_id = any(${sessions}::uuid[]) order by session_id for update`,
      sessions.length === 0 ? [] : tx<Stored[]>`select event_id, body, seq, recorded_at, previous_hash, hash from session_event where organization_id = ${organization} and event_id = any(${events.map((e) => e.id)}::uuid[])`,
      lockAuditHead(tx, organization),
    ])
    const heads = new Map(locked.map((head) => [head.session_id, head]))
    const { rows, results } = linkEvents(organization, jobs, heads, stored, now.toISOString())
    const entries = jobs.flatMap((job, i) => job.audit(results[i]!, (session) => heads.get(session)?.patient_id ?? null))
    await Promise.all([writeEvents(tx, organization, rows, heads), entries.length === 0 ? null : writeAudit(tx, organization, auditHead, entries, now), tx`commit`])
    return results
  } catch (error) {
    await tx`rollback`.catch(() => {})
    throw error
  } finally {
    tx.release()
  }
}

/** One writer for a process. `clock` gives the server's time. */
export function createLogWriter(sql: Sql, clock: () => Date = () => new Date()): LogWriter {
  const waiting = new Map<string, Job[]>()
  const running = new Set<string>()
  let idlers: (() => void)[] = []
  let closed = false

  function take(queue: Job[]): Job[] {
    let events = 0
    let count = 0
    while (count < queue.length && (count === 0 || events + queue[count]!.events.length <= MOST_EVENTS)) events += queue[count++]!.events.length
    return queue.splice(0, count)
  }

  async function commit(organization: string, batch: readonly Job[]): Promise<void> {
    const results = await appendBatch(sql, organization, batch, clock())
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

  const idle = (): Promise<void> => (running.size === 0 && waiting.size === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve)))
  const enqueue = (organization: string, events: readonly SessionEvent[], audit: Job['audit']): Promise<Appended> =>
    new Promise((resolve, reject) => {
      if (closed) return reject(new Error('the log is closed: nothing was written'))
      const queue = waiting.get(organization) ?? []
      waiting.set(organization, queue)
      queue.push({ events, audit, resolve, reject })
      // Everything that arrives in this turn of the event loop joins the first transaction.
      setImmediate(() => void drain(organization))
    })

  return {
    append: enqueue,
    audit: async (organization, entries) => void (await enqueue(organization, [], () => entries)),
    idle,
    close: () => {
      closed = true
      return idle()
    },
  }
}
