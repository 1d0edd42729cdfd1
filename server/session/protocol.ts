// The protocol that counts now: the latest approved version, otherwise the latest, unapproved one (which blocks every start).
import { completeSettings, type Protocol } from '@chairside/core/plan'
import type { Tx } from '../db/connect.ts'

type Row = { version: number; latest: number; settings: unknown; approved_at: Date | null; approved_by: string | null }

/** A version from before a setting existed is shown completed by the proposal, as the next version, and counts as not approved: nobody has signed for the new setting. */
export async function currentProtocol(tx: Tx): Promise<Protocol> {
  const [row] = await tx<Row[]>`
    select v.version, v.settings, v.approved_at, s.name as approved_by, (select max(version) from protocol_version) as latest
    from current_protocol() v left join staff s on s.organization_id = v.organization_id and s.staff_id = v.approved_by
    where v.version is not null`
  if (!row) throw new Error('the organization has no protocol')
  const { settings, missing } = completeSettings(row.settings)
  return missing.length > 0 ? { version: row.latest + 1, settings, approved_at: null, approved_by: null } : { version: row.version, settings, approved_at: row.approved_at?.toISOString() ?? null, approved_by: row.approved_by }
}
