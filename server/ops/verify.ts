// Is every session log, the audit and every drug book still what was written? Recomputes each hash from the stored content, in batches, and names the first broken place.
import type { Sql, Tx } from '../db/connect.ts'
import { auditLink, bookLink, eventLink, linkHash, sha256 } from '../log/chain.ts'

export type Verified = { readonly sessions: number; readonly events: number; readonly auditEntries: number; readonly drugLines: number }
/** `place` is what broke, `problem` says how. */
export type Broken = { readonly place: string; readonly problem: string }
export type Verdict = { readonly counts: Verified; readonly broken: Broken | null }

const BATCH = 2000

type Event = {
  organization_id: string; session_id: string; seq: number; event_id: string; type: string; at: Date; recorded_at: Date; actor: string; device: string
  body: Record<string, unknown>; previous_hash: string; hash: string
}
type Entry = { organization_id: string; seq: string; at: Date; body: Record<string, unknown>; patient_id: string | null; previous_hash: string; hash: string }

type Link = { readonly seq: number; readonly previousHash: string; readonly hash: string; readonly computed: string }
type End = { readonly seq: number; readonly hash: string }
const START: End = { seq: 0, hash: '' }

/** What is wrong with a link after `before`, or null. */
function problemOf(link: Link, before: End): string | null {
  if (link.seq !== before.seq + 1) return `number ${before.seq + 1} is missing; the next one there is ${link.seq}`
  if (link.previousHash !== before.hash) return 'it does not follow from the one before it'
  return link.hash === link.computed ? null : 'its content does not give its hash'
}

/** What is wrong with the end of a chain, when the row that keeps its head says otherwise. */
function problemAtEnd(end: End, head: End | undefined): string | null {
  if (!head) return 'the row that keeps its end is missing'
  if (end.seq < head.seq) return `it ends at number ${end.seq}, and ${head.seq} were written`
  if (end.seq > head.seq) return `it has ${end.seq} links, and ${head.seq} were counted`
  return end.hash === head.hash ? null : 'its last hash is not the one that was kept'
}

/** Columns repeat parts of the body for queries; the hash covers the body alone, so they must agree. */
function columnThatDiffers(event: Event): string | null {
  const { body } = event
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['event_id', event.event_id, body['id']], ['session_id', event.session_id, body['session']], ['type', event.type, body['type']], ['actor', event.actor, body['actor']],
    ['device', event.device, body['device']], ['at', event.at.getTime(), Date.parse(String(body['at']))],
  ]
  return pairs.find(([, column, inBody]) => column !== inBody)?.[0] ?? null
}

/** A signature binds to the text that was signed: the hash beside it must be that text's. Older signatures carry neither. */
function signatureThatDiffers({ type, body }: Event): boolean {
  const { noteText, noteHash } = body
  return type === 'signed' && (noteText !== undefined || noteHash !== undefined) && (typeof noteText !== 'string' || sha256(noteText) !== noteHash)
}

async function verifyLogs(tx: Tx, counts: { sessions: number; events: number }, say: (line: string) => void): Promise<Broken | null> {
  const heads = new Map<string, End>()
  for await (const rows of tx<{ organization_id: string; session_id: string; head_seq: number; head_hash: string }[]>`
    select organization_id, session_id, head_seq, head_hash from session where head_seq > 0 or head_hash <> ''`.cursor(BATCH))
    for (const row of rows) heads.set(`${row.organization_id} ${row.session_id}`, { seq: row.head_seq, hash: row.head_hash })

  let current: string | null = null
  let end = START
  const finish = (): Broken | null => {
    if (current === null) return null
    const problem = problemAtEnd(end, heads.get(current))
    heads.delete(current)
    counts.sessions += 1
    return problem === null ? null : { place: placeOf(current), problem }
  }
  for await (const rows of tx<Event[]>`select * from session_event order by organization_id, session_id, seq`.cursor(BATCH)) {
    for (const row of rows) {
      const key = `${row.organization_id} ${row.session_id}`
      if (key !== current) {
        const broken = finish()
        if (broken) return broken
        current = key
        end = START
      }
      const computed = linkHash(row.previous_hash, eventLink(row.organization_id, row.session_id, row.seq, row.recorded_at.toISOString(), row.body))
      const column = columnThatDiffers(row)
      const problem = problemOf({ seq: row.seq, previousHash: row.previous_hash, hash: row.hash, computed }, end) ?? (column === null ? null : `column ${column} differs from the event itself`)
        ?? (signatureThatDiffers(row) ? 'the hash of the signature is not that of the note that was signed' : null)
      if (problem !== null) return { place: `${placeOf(key)}, event ${row.seq}`, problem }
      end = { seq: row.seq, hash: row.hash }
      counts.events += 1
    }
    say(`${counts.events} events of ${counts.sessions} visits`)
  }
  const broken = finish()
  if (broken) return broken
  const [lost] = heads
  return lost ? { place: placeOf(lost[0]), problem: problemAtEnd(START, lost[1])! } : null
}

const placeOf = (key: string): string => {
  const [organization, session] = key.split(' ')
  return `organization ${organization}, session ${session}`
}

async function verifyAudit(tx: Tx, counts: { auditEntries: number }, say: (line: string) => void): Promise<Broken | null> {
  const rows = await tx<{ organization_id: string; seq: string; hash: string }[]>`select organization_id, seq, hash from audit_head`
  const heads = new Map(rows.map((row) => [row.organization_id, { seq: Number(row.seq), hash: row.hash }]))
  const headless = await tx<{ organization_id: string }[]>`select organization_id from organization where organization_id not in (select organization_id from audit_head) limit 1`
  if (headless[0]) return { place: `organization ${headless[0].organization_id}, audit`, problem: 'the row that keeps its end is missing' }
  const ends = new Map<string, End>()
  for await (const batch of tx<Entry[]>`select * from audit_entry order by organization_id, seq`.cursor(BATCH)) {
    for (const row of batch) {
      const seq = Number(row.seq)
      const computed = linkHash(row.previous_hash, auditLink(row.organization_id, seq, row.at.toISOString(), row.body))
      const problem = problemOf({ seq, previousHash: row.previous_hash, hash: row.hash, computed }, ends.get(row.organization_id) ?? START)
        ?? (row.patient_id === (row.body['patient'] ?? null) ? null : 'column patient_id differs from the entry itself')
      if (problem !== null) return { place: `organization ${row.organization_id}, audit entry ${seq}`, problem }
      ends.set(row.organization_id, { seq, hash: row.hash })
      counts.auditEntries += 1
    }
    say(`${counts.auditEntries} audit entries`)
  }
  for (const [organization, head] of heads) {
    const problem = problemAtEnd(ends.get(organization) ?? START, head)
    if (problem !== null) return { place: `organization ${organization}, audit`, problem }
  }
  return null
}

type Line = { organization_id: string; address_id: string; seq: string; entry_id: string; recorded_at: Date; body: Record<string, unknown>; previous_hash: string; hash: string }

/** The books of the controlled drug: every line behind the one before, and every balance the sum of its lines. */
async function verifyBooks(tx: Tx, counts: { drugLines: number }, say: (line: string) => void): Promise<Broken | null> {
  const heads = await tx<{ organization_id: string; address_id: string; seq: string; hash: string }[]>`select organization_id, address_id, seq, hash from drug_head`
  const ends = new Map<string, End>()
  const nameOf = (row: { organization_id: string; address_id: string }): string => `organization ${row.organization_id}, drug book ${row.address_id}`
  for await (const batch of tx<Line[]>`select organization_id, address_id, seq, entry_id, recorded_at, body, previous_hash, hash from drug_entry order by organization_id, address_id, seq`.cursor(BATCH)) {
    for (const row of batch) {
      const seq = Number(row.seq)
      const computed = linkHash(row.previous_hash, bookLink(row.organization_id, row.address_id, seq, row.recorded_at.toISOString(), row.body))
      const problem = problemOf({ seq, previousHash: row.previous_hash, hash: row.hash, computed }, ends.get(nameOf(row)) ?? START) ?? (row.entry_id === row.body['id'] ? null : 'column entry_id differs from the line itself')
      if (problem !== null) return { place: `${nameOf(row)}, line ${seq}`, problem }
      ends.set(nameOf(row), { seq, hash: row.hash })
      counts.drugLines += 1
    }
    say(`${counts.drugLines} lines of drug books`)
  }
  for (const head of heads) {
    const problem = problemAtEnd(ends.get(nameOf(head)) ?? START, { seq: Number(head.seq), hash: head.hash })
    ends.delete(nameOf(head))
    if (problem !== null) return { place: nameOf(head), problem }
  }
  const [lost] = ends
  if (lost) return { place: lost[0], problem: problemAtEnd(lost[1], undefined)! }
  const [apart] = await tx<{ organization_id: string; address_id: string; kind: string; holder_id: string; mass_ug: string; volume_ul: string; book_ug: string; book_ul: string }[]>`
    with ends as (
      select organization_id, to_address_id as address_id, to_kind as kind, coalesce(to_id, '00000000-0000-0000-0000-000000000000') as holder_id, mass_ug, volume_ul from drug_entry where mass_ug is not null
      union all select organization_id, from_address_id, from_kind, coalesce(from_id, '00000000-0000-0000-0000-000000000000'), -mass_ug, -volume_ul from drug_entry where mass_ug is not null),
    book as (select organization_id, address_id, kind, holder_id, sum(mass_ug) as mass_ug, sum(volume_ul) as volume_ul from ends group by 1, 2, 3, 4)
    select coalesce(k.organization_id, b.organization_id) as organization_id, coalesce(k.address_id, b.address_id) as address_id, coalesce(k.kind, b.kind) as kind, coalesce(k.holder_id, b.holder_id) as holder_id,
      coalesce(b.mass_ug, 0) as mass_ug, coalesce(b.volume_ul, 0) as volume_ul, coalesce(k.mass_ug, 0) as book_ug, coalesce(k.volume_ul, 0) as book_ul
    from book k full join drug_balance b using (organization_id, address_id, kind, holder_id) where coalesce(k.mass_ug, 0) <> coalesce(b.mass_ug, 0) or coalesce(k.volume_ul, 0) <> coalesce(b.volume_ul, 0) order by 1, 2, 3, 4 limit 1`
  return apart ? { place: `${nameOf(apart)}, balance of ${apart.kind} ${apart.holder_id}`, problem: `it says ${apart.mass_ug} ug and ${apart.volume_ul} uL; its lines make ${apart.book_ug} ug and ${apart.book_ul} uL` } : null
}

/** Verifies what the owner's connection sees, as of one moment, while the clinic goes on. `say` hears of progress. */
export async function verify(owner: Sql, say: (line: string) => void = () => {}): Promise<Verdict> {
  const counts = { sessions: 0, events: 0, auditEntries: 0, drugLines: 0 }
  const broken = await owner.begin('isolation level repeatable read read only', async (tx) => (await verifyLogs(tx, counts, say)) ?? (await verifyAudit(tx, counts, say)) ?? verifyBooks(tx, counts, say))
  return { counts, broken }
}
