// The book of a registered address: lines are added behind its last one, in a transaction that has locked the end. Nothing else writes to it.
import type { EntryBody } from '@chairside/core/pharmacy'
import { canonicalJson } from '@chairside/core/shared'
import type { Tx } from '../db/connect.ts'
import { sqlState } from '../db/connect.ts'
import { Refused } from '../http/refusal.ts'
import { bookLink, linkHash } from '../log/chain.ts'

export type BookHead = { readonly address: string; readonly seq: number; readonly hash: string }

/** Locks the end of the book until the transaction ends: of fifty draws at once each sees what the one before left. Not found: no such address in this clinic. */
export async function lockBook(tx: Tx, address: string): Promise<BookHead> {
  const [head] = await tx<{ seq: string; hash: string }[]>`select seq, hash from drug_head where address_id = ${address} for update`
  if (!head) throw new Refused({ kind: 'not-found', what: 'registered address' })
  return { address, seq: Number(head.seq), hash: head.hash }
}

/** The line of this id; null when there is none. */
export async function lineOf(tx: Tx, entry: string): Promise<EntryBody | null> {
  const [row] = await tx<{ body: EntryBody }[]>`select body from drug_entry where entry_id = ${entry}`
  return row?.body ?? null
}

/** Whether this very act was booked before (same id, same content, its moment and device apart). Refuses another act under the id (BAL5). */
export async function isBooked(tx: Tx, body: EntryBody): Promise<boolean> {
  const before = await lineOf(tx, body.id)
  if (!before) return false
  const content = ({ at: _at, device: _device, ...rest }: EntryBody): string => canonicalJson(rest)
  if (content(before) !== content(body)) throw new Refused({ kind: 'conflict', rule: 'BAL5', message: 'Another line of the book has this id.' })
  return true
}

const WHY: Readonly<Record<string, readonly [rule: string, message: string]>> = {
  never_below_zero: ['BAL3', 'There is not so much left. Somebody may have drawn from it meanwhile: look again.'],
  strength_of_vial: ['BAL1', 'Mass and volume do not agree with the strength of the vial.'],
  two_people: ['BAL6', 'This needs two people.'],
  amount_above_zero: ['BAL1', 'An amount is above zero.'],
}

/** Adds lines behind the head and answers the new one. The database moves the balances, and refuses what would fall below zero (BAL3): the whole transaction is undone. */
export async function writeLines(tx: Tx, organization: string, head: BookHead, bodies: readonly EntryBody[], now: Date): Promise<BookHead> {
  if (bodies.length === 0) return head
  let { seq, hash } = head
  const recordedAt = now.toISOString()
  const rows = bodies.map((body) => {
    const previous = hash
    seq += 1
    hash = linkHash(previous, bookLink(organization, head.address, seq, recordedAt, body))
    return { organization_id: organization, address_id: head.address, seq, entry_id: body.id, recorded_at: recordedAt, body, previous_hash: previous, hash }
  })
  try {
    await tx`insert into drug_entry (organization_id, address_id, seq, entry_id, recorded_at, body, previous_hash, hash)
      select * from jsonb_to_recordset(${tx.json(rows as never)}) as r(organization_id uuid, address_id uuid, seq bigint, entry_id uuid, recorded_at timestamptz, body jsonb, previous_hash text, hash text) order by seq`
  } catch (error) {
    const why = sqlState(error) === '23514' ? WHY[(error as { constraint_name?: string }).constraint_name ?? ''] : undefined
    if (!why) throw error
    throw new Refused({ kind: 'refused', rule: why[0], message: why[1] })
  }
  await tx`update drug_head set seq = ${seq}, hash = ${hash} where organization_id = ${organization} and address_id = ${head.address}`
  return { address: head.address, seq, hash }
}
