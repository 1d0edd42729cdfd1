// The protocol that counts now: the latest approved version, otherwise the latest, unapproved one (which blocks every start).
import { completeSettings, type Protocol, type ProtocolSettings } from '@chairside/core/plan'
import type { Tx } from '../db/connect.ts'

type Row = { version: number; settings: unknown; approved_at: Date | null; approved_by: string | null }

/** The newest version there is, of any kind; 0 when there is none. */
export async function latestVersion(tx: Tx): Promise<number> {
  const [row] = await tx<{ version: number }[]>`select coalesce(max(version), 0)::int as version from protocol_version`
  return row!.version
}

/** A version from before a setting existed is shown completed by the proposal, as the next version, and counts as not approved: nobody has signed for the new setting. */
async function completed(tx: Tx, row: Row): Promise<Protocol> {
  const { settings, missing } = completeSettings(row.settings)
  return missing.length > 0 ? { version: (await latestVersion(tx)) + 1, settings, approved_at: null, approved_by: null } : { version: row.version, settings, approved_at: row.approved_at?.toISOString() ?? null, approved_by: row.approved_by }
}

export async function currentProtocol(tx: Tx): Promise<Protocol> {
  const [row] = await tx<Row[]>`
    select v.version, v.settings, v.approved_at, s.name as approved_by
    from current_protocol() v left join staff s on s.organization_id = v.organization_id and s.staff_id = v.approved_by
    where v.version is not null`
  if (!row) throw new Error('the organization has no protocol')
  return completed(tx, row)
}

/** The newest version, where it is not the one that counts: changed, and not yet approved. Null otherwise. */
export async function draftProtocol(tx: Tx): Promise<Protocol | null> {
  const [row] = await tx<Row[]>`
    select version, settings, approved_at, null as approved_by from protocol_version
    where version = (select max(version) from protocol_version) and approved_at is null and version <> (select version from current_protocol())`
  return row ? completed(tx, row) : null
}

/** Writes a version down; one that is there already stays as it is. */
export async function writeVersion(tx: Tx, organization: string, version: number, settings: ProtocolSettings, now: Date, staff: string): Promise<void> {
  await tx`insert into protocol_version (organization_id, version, settings, created_at, created_by) values (${organization}, ${version}, ${tx.json(settings)}, ${now}, ${staff}) on conflict do nothing`
}
