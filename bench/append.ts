// Durable appends of session events against a bare INSERT loop, on the same server, with the same number of callers and connections.
import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { instant, uuidv7 } from '@chairside/core/shared'
import type { SessionEvent } from '@chairside/core/session'
import { connectApp, connectOwner, inOrganization, type Sql } from '../server/db/connect.ts'
import { createLogWriter } from '../server/log/writer.ts'
import { makeClinic, type TestClinic } from '../server/testing/clinic.ts'

const CONNECTIONS = 32
const RUN_MS = 1500
/** The two are measured in turns, so that what else the machine does meets both. */
const TURNS = 5

/** Calls `once` from 32 loops for a while; gives calls per second. */
async function rate(once: () => Promise<unknown>): Promise<number> {
  let done = 0
  const start = performance.now()
  await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
    while (performance.now() - start < RUN_MS) {
      await once()
      done += 1
    }
  }))
  return done / ((performance.now() - start) / 1000)
}

const median = (numbers: number[]): number => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!

const vitals = (clinic: TestClinic, session: string): SessionEvent => ({
  type: 'vitals-recorded', id: uuidv7(instant(Date.now()), randomBytes(10)), session, at: instant(Date.now()), actor: clinic.nurse, device: 'bench tablet', origin: 'person',
  values: { sbp_mmHg: 121, dbp_mmHg: 74, pulse_per_min: 71, spo2_pct: 98, rr_per_min: 14 },
})

export type AppendBench = { readonly bare_per_s: number; readonly append_per_s: number; readonly ratio: number; readonly connections: number }

export async function benchAppend(ownerUrl: string): Promise<AppendBench> {
  const sql: Sql = connectApp(ownerUrl, CONNECTIONS)
  const clinic = await makeClinic(sql, { sessions: 320 })
  // What autovacuum does within a minute: without it the planner takes the table for empty, and every reference is checked by reading all sessions.
  const owner = connectOwner(ownerUrl, 1)
  await owner`analyze`
  await owner.end()
  const bare = postgres(ownerUrl, { max: CONNECTIONS, onnotice: () => {} })
  await bare.unsafe('create table bare (id uuid primary key, session uuid not null, at timestamptz not null, body jsonb not null)')
  const log = createLogWriter(sql)
  // Sessions of a real length: a visit has some dozens of facts, not thousands.
  let next = 0
  const append = (): Promise<unknown> => {
    const session = clinic.sessions[Math.floor(next++ / 100) % clinic.sessions.length]!
    return log.append(clinic.organization, [vitals(clinic, session)], ({ acknowledged }) => [{
      actor: clinic.nurse, roles: ['nurse'], action: 'write', what: 'bench', act: 'session.record', patient: clinic.patient, record: session, outcome: `${acknowledged.length} acknowledged`, device: 'bench tablet',
    }])
  }
  const insert = (): Promise<unknown> => {
    const event = vitals(clinic, clinic.sessions[0]!)
    return bare`insert into bare values (${event.id}, ${event.session}, ${new Date(event.at)}, ${bare.json(event as never)})`
  }
  await rate(insert)
  await rate(append)
  const turns: { bare: number; append: number }[] = []
  for (let turn = 0; turn < TURNS; turn++) turns.push({ bare: await rate(insert), append: await rate(append) })
  const bare_per_s = median(turns.map((t) => t.bare))
  const append_per_s = median(turns.map((t) => t.append))
  const [{ count }] = await inOrganization(sql, clinic.organization, (tx) => tx<{ count: number }[]>`select count(*)::int as count from session_event`) as unknown as [{ count: number }]
  if (count < append_per_s) throw new Error('appends were acknowledged and are not there')
  await Promise.all([bare.end(), sql.end()])
  return { bare_per_s, append_per_s, ratio: median(turns.map((t) => t.append / t.bare)), connections: CONNECTIONS }
}
