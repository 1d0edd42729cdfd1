// Who did what to which chart, from where, and whether it was allowed. One chain per organization; refusals are in it too.
import type { AuditRow } from '@chairside/core/people'
import type { Query, Tx } from '../db/connect.ts'
import { auditLink, linkHash } from './chain.ts'

/** What is said of one act; its number, its time and the person's name come with the reading. */
export type AuditEntry = Omit<AuditRow, 'seq' | 'at' | 'name'>

export type AuditHead = { readonly seq: string; readonly hash: string }

/** The statement that locks the end of the chain until the transaction ends. Send it after every other lock, so that two transactions never wait for each other. */
export const lockAuditHead = (tx: Query, organization: string) => tx<AuditHead[]>`select seq, hash from audit_head where organization_id = ${organization} for update`

/** Appends to the chain inside the caller's transaction: call it last. */
export async function appendAudit(tx: Tx, organization: string, entries: readonly AuditEntry[], now: Date): Promise<void> {
  if (entries.length > 0) await writeAudit(tx, organization, (await lockAuditHead(tx, organization))[0], entries, now)
}

/** The statement that writes the next links behind the head that `lockAuditHead` gave in this transaction. */
export function writeAudit(tx: Query, organization: string, head: AuditHead | undefined, entries: readonly AuditEntry[], now: Date) {
  if (!head) throw new Error('the organization has no audit chain')
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
  return tx`
    with inserted as (insert into audit_entry select * from jsonb_to_recordset(${tx.json(rows)})
      as r(organization_id uuid, seq bigint, at timestamptz, body jsonb, patient_id uuid, previous_hash text, hash text))
    update audit_head set seq = ${seq}, hash = ${previousHash} where organization_id = ${organization}`
}
