// A small real clinic for a test: one site, one chair, one nurse, one patient, and as many sessions as asked.
import { randomUUID } from 'node:crypto'
import { PROPOSED_PROTOCOL } from '@chairside/core/plan'
import { inOrganization, type Sql } from '../db/connect.ts'

export type TestClinic = { readonly organization: string; readonly site: string; readonly chair: string; readonly nurse: string; readonly patient: string; readonly sessions: readonly string[] }

/** Creates an organization (a real one unless `demonstration`) with `sessions` visits, two hours apart, the first one `startsAt`. */
export async function makeClinic(sql: Sql, options: { sessions?: number; demonstration?: boolean; startsAt?: Date; name?: string } = {}): Promise<TestClinic> {
  const [organization, site, chair, nurse, patient] = Array.from({ length: 5 }, () => randomUUID()) as [string, string, string, string, string]
  const start = (options.startsAt ?? new Date('2026-11-23T15:00:00Z')).getTime()
  const sessions = Array.from({ length: options.sessions ?? 1 }, () => randomUUID())
  const name = options.name ?? 'Clinic of the test'
  await sql`select door_create_organization(${organization}, ${name}, 'America/Los_Angeles', ${options.demonstration ?? false})`
  await inOrganization(sql, organization, async (tx) => {
    await tx`insert into site values (${organization}, ${site}, 'Main', 'America/Los_Angeles')`
    await tx`insert into chair values (${organization}, ${chair}, ${site}, ${`${name} chair`}, 1)`
    await tx`insert into staff values (${organization}, ${nurse}, 'Nora Test', ${`nora-${nurse}@test.example`}, '{nurse}')`
    await tx`insert into protocol_version (organization_id, version, settings) values (${organization}, 1, ${tx.json(PROPOSED_PROTOCOL)})`
    await tx`insert into patient (organization_id, patient_id, site_id, record_number, given_name, family_name, birth_date, sex) values (${organization}, ${patient}, ${site}, '10001', 'Ada', 'Fictional', '1980-02-29', 'female')`
    const rows = sessions.map((session_id, i) => ({ session_id, ordinal: i + 1, from: new Date(start + i * 7_200_000).toISOString(), to: new Date(start + i * 7_200_000 + 6_000_000).toISOString() }))
    await tx`insert into session (organization_id, session_id, patient_id, site_id, chair_id, ordinal, planned)
      select ${organization}, r.session_id, ${patient}, ${site}, ${chair}, r.ordinal, tstzrange(r."from", r."to")
      from jsonb_to_recordset(${tx.json(rows)}) as r(session_id uuid, ordinal integer, "from" timestamptz, "to" timestamptz)`
  })
  return { organization, site, chair, nurse, patient, sessions }
}
