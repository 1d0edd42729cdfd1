// The protocol that counts now: the latest approved version, otherwise the latest, unapproved one (which blocks every start).
import type { Protocol, ProtocolSettings } from '@chairside/core/plan'
import type { Tx } from '../db/connect.ts'

type Row = { version: number; settings: ProtocolSettings; approved_at: Date | null; approved_by: string | null }

export async function currentProtocol(tx: Tx): Promise<Protocol> {
  const [row] = await tx<Row[]>`
    select v.version, v.settings, v.approved_at, s.name as approved_by
    from current_protocol() v left join staff s on s.organization_id = v.organization_id and s.staff_id = v.approved_by
    where v.version is not null`
  if (!row) throw new Error('the organization has no protocol')
  return { version: row.version, settings: row.settings, approved_at: row.approved_at?.toISOString() ?? null, approved_by: row.approved_by }
}
