// The Floor of a site with 50 running chairs: its one query, against `select 1` on the same connection.
import { randomUUID } from 'node:crypto'
import { connectApp, connectOwner, inOrganization } from '../server/db/connect.ts'
import { createLogWriter } from '../server/log/writer.ts'
import { floorQuery, readFloor } from '../server/session/floor.ts'
import { makeClinic } from '../server/testing/clinic.ts'
import { facts } from './clinic.ts'

const CHAIRS = 50
const ROUNDS = 200

export type FloorBench = { readonly chairs: number; readonly query_ms: number; readonly read_ms: number; readonly reference_ms: number; readonly ratio: number }

const median = (numbers: number[]): number => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!

export async function benchFloor(ownerUrl: string): Promise<FloorBench> {
  const sql = connectApp(ownerUrl, 4)
  const { organization, site, nurse } = await makeClinic(sql, { demonstration: true, sessions: 0 })
  const log = createLogWriter(sql)
  const now = Date.now()
  const sessions = await inOrganization(sql, organization, async (tx) => {
    const rows = Array.from({ length: CHAIRS }, (_, i) => ({ chair: randomUUID(), patient: randomUUID(), session: randomUUID(), past: randomUUID(), i }))
    await tx`insert into chair select ${organization}, r.chair, ${site}, 'Chair ' || r.i, r.i from jsonb_to_recordset(${tx.json(rows)}) as r(chair uuid, i int)`
    await tx`insert into patient (organization_id, patient_id, record_number, given_name, family_name, birth_date, sex) select ${organization}, r.patient, 'F' || r.i, 'Person ' || r.i, 'Fictional', '1980-01-01', 'female' from jsonb_to_recordset(${tx.json(rows)}) as r(patient uuid, i int)`
    const from = new Date(now - 1_200_000), to = new Date(now + 4_800_000)
    await tx`insert into session (organization_id, session_id, patient_id, site_id, chair_id, planned) select ${organization}, r.session, r.patient, ${site}, r.chair, tstzrange(${from}, ${to}) from jsonb_to_recordset(${tx.json(rows)}) as r(session uuid, patient uuid, chair uuid)`
    // Two years of earlier visits in the same chairs, so that the query has something to leave alone.
    await tx`insert into session (organization_id, session_id, patient_id, site_id, chair_id, planned, state, last_event_at, head_seq, summary_seq, summary)
      select ${organization}, gen_random_uuid(), r.patient, ${site}, r.chair, tstzrange(${from}::timestamptz - d * interval '1 day', ${to}::timestamptz - d * interval '1 day'), 'signed', ${to}::timestamptz - d * interval '1 day', 60, 60, '{}'
      from jsonb_to_recordset(${tx.json(rows)}) as r(patient uuid, chair uuid), generate_series(1, 500) d`
    return rows.map((r) => r.session)
  })
  // What autovacuum does within a minute: the planner knows the table's size.
  const owner = connectOwner(ownerUrl)
  await owner`analyze`
  await owner.end()
  for (const session of sessions) await log.append(organization, facts(session, nurse, now), () => [])
  await inOrganization(sql, organization, (tx) => readFloor(tx, site, new Date(now)))
  const query: number[] = [], read: number[] = [], reference: number[] = []
  await inOrganization(sql, organization, async (tx) => {
    await tx`select 1`
    for (let i = 0; i < ROUNDS; i++) {
      const t0 = performance.now()
      await tx`select 1`
      const t1 = performance.now()
      const rows = await floorQuery(tx, site, new Date(now))
      const t2 = performance.now()
      const floor = await readFloor(tx, site, new Date(now))
      const t3 = performance.now()
      if (rows.length < CHAIRS || floor.chairs.filter((c) => c.visit?.state === 'infusing').length !== CHAIRS) throw new Error('the Floor does not show 50 running chairs')
      reference.push(t1 - t0)
      query.push(t2 - t1)
      read.push(t3 - t2)
    }
  })
  await sql.end()
  return { chairs: CHAIRS, query_ms: median(query), read_ms: median(read), reference_ms: median(reference), ratio: median(query) / median(reference) }
}
