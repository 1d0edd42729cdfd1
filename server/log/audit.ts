// Who did what to which chart, from where, and whether it was allowed. One chain per organization; refusals are in it too.
import type { Tx } from '../db/connect.ts'
import { auditLink, linkHash } from './chain.ts'

export type AuditEntry = {
  readonly actor: string
  readonly roles: readonly string[]
  /** `read`, `write` or `refused`. */
  readonly action: 'read' | 'write' | 'refused'
  /** The route (`GET /api/patients/:patient`) or the command. */
  readonly what: string
  readonly act: string | null
  readonly patient: string | null
  readonly record: string | null
  readonly outcome: string
  readonly device: string | null
}

export type AuditHead = { readonly seq: string; readonly hash: string }

/** Locks the end of the chain until the transaction ends. Take it after every other lock, so that two transactions never wait for each other. */
export async function lockAuditHead(tx: Tx, organization: string): Promise<AuditHead> {
  const [head] = await tx<AuditHead[]>`select seq, hash from audit_head where organization_id = ${organization} for update`
  if (!head) throw new Error('the organization has no audit chain')
  return head
}

/** Appends to the chain inside the caller's transaction: call it last. */
export async function appendAudit(tx: Tx, organization: string, entries: readonly AuditEntry[], now: Date): Promise<void> {
  if (entries.length > 0) await writeAudit(tx, organization, await lockAuditHead(tx, organization), entries, now)
}

/** Writes the next links behind a head that `lockAuditHead` gave in this transaction. */
export async function writeAudit(tx: Tx, organization: string, head: AuditHead, entries: readonly AuditEntry[], now: Date): Promise<void> {
  let seq = Number(head.seq)
  let previousHash = head.hash
  const at = now.toISOString()
  const rows = entries.map((body) => {
    seq += 1
    const hash = linkHash(previousHash, auditLink(organization, seq, at, body))
    const row = { organization_id: organization, seq, at, body, patient_id: body.patient, previous_hash: previousHash, hash }
    previousHash = hash
    return row
  })
  await tx`
    with inserted as (insert into audit_entry select * from jsonb_to_recordset(${tx.json(rows as never)})
      as r(organization_id uuid, seq bigint, at timestamptz, body jsonb, patient_id uuid, previous_hash text, hash text))
    update audit_head set seq = ${seq}, hash = ${previousHash} where organization_id = ${organization}`
}
