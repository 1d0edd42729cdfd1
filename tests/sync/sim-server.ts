// The server of the simulated day: the real parsing, the real judgement of authors and the real links of the log, over a store whose commits can be lost with everything that waits for them.
import { describeBadInput, isUuid, toIso, type Instant } from '@chairside/core/shared'
import { fold, parseEvent, parseRecorded, type AppendAnswer, type EventOf, type RecordedEvent, type SessionEvent } from '@chairside/core/session'
import type { Role } from '@chairside/core/people'
import { refuseFact } from '../../server/session/accept.ts'
import { linkEvents, type Appended, type EventRow, type Head } from '../../server/log/link.ts'
import { eventLink, linkHash } from '../../server/log/chain.ts'
import { factsOf, progressOf, type Progress } from '../../server/devices/charting.ts'
import { readMessage } from '../../server/hl7/index.ts'
import type { Chance } from './chance.ts'
import type { SimTime } from './sim-time.ts'

export const ORGANIZATION = '01900000-0000-7000-8000-00000000000f'
const TIME_ZONE = 'America/Los_Angeles'

type Job = { readonly events: readonly SessionEvent[]; readonly done: (result: Appended | null) => void }

export type SimServer = {
  /** The answer, or null when the line broke before it: then nothing is known. */
  append(session: string, json: readonly unknown[], roles: ReadonlyMap<string, readonly Role[]>): Promise<AppendAnswer | null>
  /** A monitor's message for the chair of `session`: true once committed. */
  take(session: string, message: string): Promise<boolean>
  /** What a bundle carries of a session: the facts after a number. */
  read(session: string, after: number): readonly Record<string, unknown>[]
  /** Everything that waits for a commit is lost, and so is every answer that was not given. */
  restart(): void
  /** Committed facts. */
  stored(session: string): readonly RecordedEvent[]
  holds(id: string): RecordedEvent | undefined
  /** A fact that was written twice, or the first place where a chain does not hold; null when all is whole. */
  broken(): string | null
}

export function createSimServer(sessions: readonly string[], time: SimTime, chance: Chance, clock: () => Instant, trouble: () => number): SimServer {
  const committed = new Map<string, EventRow>()
  const bySession = new Map(sessions.map((session) => [session, [] as EventRow[]]))
  let heads = new Map<string, Head>(sessions.map((session) => [session, { session_id: session, patient_id: session, head_seq: 0, head_hash: '' }]))
  const parsed = new Map<string, RecordedEvent>()
  let waiting: Job[] = []
  let taken: Job[] = []
  let running = false
  let twice: string | null = null
  /** Which life of the program this is: what belongs to an earlier one happens no more. */
  let life = 0
  const progress = new Map<string, Progress>()

  const recorded = (row: EventRow): RecordedEvent => {
    const known = parsed.get(row.event_id) ?? parseRecorded(jsonOf(row))!
    parsed.set(row.event_id, known)
    return known
  }

  async function drain(): Promise<void> {
    if (running) return
    running = true
    const own = life
    while (own === life && waiting.length > 0) {
      const jobs = waiting
      taken = jobs
      waiting = []
      await time.wait(chance.upTo(40))
      if (own !== life) return
      // The database says no to the whole transaction: everybody is told "not confirmed".
      if (chance.yes(0.03 * trouble())) { for (const job of jobs) job.done(null); continue }
      const next = new Map([...heads].map(([id, head]) => [id, { ...head }]))
      const before = jobs.flatMap((job) => job.events).flatMap(({ id }) => committed.get(id) ?? []).map((row) => ({ ...row, recorded_at: new Date(row.recorded_at) }))
      const { rows, results } = linkEvents(ORGANIZATION, jobs, next, before, toIso(clock()))
      heads = next
      for (const row of rows) {
        if (committed.has(row.event_id)) twice ??= row.event_id
        committed.set(row.event_id, row)
        bySession.get(row.session_id)!.push(row)
      }
      // Committed; and the answer may still be lost with the program.
      await time.wait(chance.upTo(10))
      if (own !== life) return
      jobs.forEach((job, i) => job.done(results[i]!))
    }
    if (own === life) running = false
  }
  const commit = (events: readonly SessionEvent[]): Promise<Appended | null> => new Promise((resolve) => {
    waiting.push({ events, done: resolve })
    void drain()
  })

  return {
    async append(session, json, roles) {
      const arrivals = new Set([...committed.values()].filter((row) => row.type === 'arrived').map((row) => row.event_id))
      const refused: AppendAnswer['refused'][number][] = []
      const events: SessionEvent[] = []
      json.forEach((one, i) => {
        const result = parseEvent(one, `events.${i}`)
        const problem = result.ok ? refuseFact(result.value, `events.${i}`, session, { roles, arrivals, clinical: new Set(result.value.type === 'time-out-checked' ? [result.value.second] : []) }) : result.refusal
        const id = (one as { id?: unknown }).id
        if (problem) refused.push({ id: isUuid(id) ? id : '', reason: 'bad-input', message: describeBadInput(problem) })
        else if (result.ok) events.push(result.value)
      })
      const own = life
      const result = await commit(events)
      return result === null || own !== life ? null : { acknowledged: result.acknowledged, refused: [...refused, ...result.refused.map((r) => ({ ...r, message: r.reason }))], server_time: toIso(clock()) }
    },
    async take(session, text) {
      const message = readMessage(text)
      const device = message.device!
      const key = `${session} ${device}`
      const so = progress.get(key) ?? progressOf(fold(bySession.get(session)!.map(recorded)), device)
      progress.set(key, so)
      const facts: EventOf<'vitals-recorded'>[] = factsOf({ message, device, simulated: false, receivedAt: new Date(clock()), timeZone: TIME_ZONE, session }, so)
      const own = life
      const result = facts.length === 0 ? { acknowledged: [], refused: [] } : await commit(facts)
      // As the intake does: what was planned is not what is in the log, so it is looked at again.
      if (result === null) progress.clear()
      return result !== null && own === life
    },
    read: (session, after) => bySession.get(session)!.filter((row) => row.seq > after).map(jsonOf),
    restart() {
      life += 1
      running = false
      progress.clear()
      const lost = [...taken, ...waiting]
      waiting = []
      taken = []
      for (const job of lost) job.done(null)
    },
    stored: (session) => bySession.get(session)!.map(recorded),
    holds: (id) => { const row = committed.get(id); return row && recorded(row) },
    broken() {
      if (twice !== null) return `${twice} was written twice`
      for (const [session, rows] of bySession) {
        let previous = ''
        for (const [i, row] of rows.entries()) {
          if (row.seq !== i + 1 || row.previous_hash !== previous) return `${session} at ${i + 1}`
          previous = linkHash(previous, eventLink(ORGANIZATION, session, row.seq, row.recorded_at, row.body))
          if (row.hash !== previous) return `${session} at ${i + 1}`
        }
      }
      return null
    },
  }
}

const jsonOf = (row: EventRow): Record<string, unknown> => ({ ...row.body, seq: row.seq, recordedAt: row.recorded_at, previousHash: row.previous_hash, hash: row.hash })
