import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import postgres from 'postgres'
import { instant } from '@chairside/core/shared'
import { inOrganization } from '../../server/db/connect.ts'
import { createLogWriter } from '../../server/log/writer.ts'
import { verify } from '../../server/ops/verify.ts'
import { makeClinic, type TestClinic } from '../../server/testing/clinic.ts'
import { freshDatabase, type TestDatabase } from '../../server/testing/database.ts'

type Superuser = postgres.Sql

/** A connection that nothing stops: no row-level security, no trigger, no foreign key. Whoever has the disk has this. */
function superuser(url: string): Superuser {
  return postgres(url, { max: 1, connection: { search_path: 'chairside', session_replication_role: 'replica' } })
}

const EVENTS = 30

async function written(): Promise<{ db: TestDatabase; clinic: TestClinic }> {
  const db = await freshDatabase()
  const clinic = await makeClinic(db.sql, { sessions: 3 })
  const log = createLogWriter(db.sql)
  for (let i = 0; i < EVENTS; i++) {
    await log.append(clinic.organization, [{ type: 'words-captured', id: randomUUID(), session: clinic.sessions[i % 3]!, at: instant(Date.parse('2026-11-23T15:00:00Z') + i * 1000), actor: clinic.nurse, device: 'tablet', text: `words ${i}` }],
      () => [{ actor: clinic.nurse, roles: ['nurse'], action: 'write', what: 'test', act: null, patient: clinic.patient, record: null, outcome: 'ok', device: 'tablet' }])
  }
  return { db, clinic }
}

describe('verify', { timeout: 60_000 }, () => {
  let db: TestDatabase
  let clinic: TestClinic
  let root: Superuser
  before(async () => {
    ({ db, clinic } = await written())
    root = superuser(db.ownerUrl)
  })
  after(async () => {
    await root.end()
    await db.close()
  })

  test('[OPS13] finds nothing in what was only written, and counts all of it', async () => {
    assert.deepEqual(await verify(db.owner), { counts: { sessions: 3, events: EVENTS, auditEntries: EVENTS, drugLines: 0 }, broken: null })
  })

  /** Tampers, verifies, and puts everything back as it was. */
  async function tamper(change: (sql: Superuser) => Promise<unknown>): Promise<string> {
    const tables = ['session_event', 'audit_entry', 'session', 'audit_head']
    for (const table of tables) await root.unsafe(`create temporary table kept_${table} as table ${table}`)
    await change(root)
    const { broken } = await verify(db.owner)
    for (const table of tables) {
      const [row] = await root<{ columns: string }[]>`select string_agg(quote_ident(attname), ', ') as columns from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = ''`
      await root.unsafe(`delete from ${table}`)
      await root.unsafe(`insert into ${table} (${row!.columns}) select ${row!.columns} from kept_${table}`)
      await root.unsafe(`drop table kept_${table}`)
    }
    return broken ? `${broken.place}: ${broken.problem}` : 'nothing found'
  }

  const session = (): string => clinic.sessions[1]!
  const cases: readonly (readonly [what: string, change: (sql: Superuser) => Promise<unknown>, found: RegExp])[] = [
    ['a changed letter', (sql) => sql`update session_event set body = jsonb_set(body, '{text}', '"wordz"') where session_id = ${session()} and seq = 4`, /event 4: its content does not give its hash/],
    ['a changed time of recording', (sql) => sql`update session_event set recorded_at = recorded_at + interval '1 ms' where session_id = ${session()} and seq = 4`, /event 4: its content/],
    ['a changed letter with a hash that fits', async (sql) => {
      const { eventLink, linkHash } = await import('../../server/log/chain.ts')
      const [row] = await sql`select * from session_event where session_id = ${session()} and seq = 4`
      const body = { ...row!['body'], text: 'wordz' }
      const hash = linkHash(row!['previous_hash'], eventLink(clinic.organization, session(), 4, row!['recorded_at'].toISOString(), body))
      await sql`update session_event set body = ${sql.json(body)}, hash = ${hash} where session_id = ${session()} and seq = 4`
    }, /event 5: it does not follow/],
    ['a row taken out', (sql) => sql`delete from session_event where session_id = ${session()} and seq = 4`, /event 5: number 4 is missing/],
    ['a row taken out and the rest moved up', async (sql) => {
      await sql`delete from session_event where session_id = ${session()} and seq = 4`
      for (let seq = 5; seq <= 10; seq++) await sql`update session_event set seq = ${seq - 1} where session_id = ${session()} and seq = ${seq}`
    }, /event 4: it does not follow/],
    ['two rows swapped', async (sql) => {
      for (const [from, to] of [[4, 99], [5, 4], [99, 5]]) await sql`update session_event set seq = ${to!} where session_id = ${session()} and seq = ${from!}`
    }, /event 4: it does not follow/],
    ['the tail cut', (sql) => sql`delete from session_event where session_id = ${session()} and seq > 7`, /it ends at number 7, and 10 were written/],
    ['a whole log removed', (sql) => sql`delete from session_event where session_id = ${session()}`, /it ends at number 0, and 10 were written/],
    ['a row added at the end', (sql) => sql`insert into session_event select organization_id, session_id, 11, ${randomUUID()}, type, at, recorded_at, actor, device, body, hash, hash from session_event where session_id = ${session()} and seq = 10`, /event 11: its content/],
    ['a column that queries read', (sql) => sql`update session_event set at = at - interval '10 minutes' where session_id = ${session()} and seq = 4`, /event 4: column at differs/],
    ['a fact given to another person', (sql) => sql`update session_event set actor = 'someone-else' where session_id = ${session()} and seq = 4`, /event 4: column actor differs/],
    ['a head moved back with its tail cut, which the next link cannot hide', async (sql) => {
      await sql`delete from session_event where session_id = ${session()} and seq = 10`
      await sql`update session set head_seq = 9 where session_id = ${session()}`
    }, /its last hash is not the one that was kept/],
    ['an audit entry changed', (sql) => sql`update audit_entry set body = jsonb_set(body, '{actor}', '"nobody"') where seq = 12`, /audit entry 12: its content/],
    ['an audit entry taken out', (sql) => sql`delete from audit_entry where seq = 12`, /audit entry 13: number 12 is missing/],
    ['the end of the audit cut', (sql) => sql`delete from audit_entry where seq > 20`, /audit: it ends at number 20, and 30 were written/],
    ['the audit given to another patient', (sql) => sql`update audit_entry set patient_id = ${randomUUID()} where seq = 12`, /audit entry 12: column patient_id differs/],
    ['the audit removed whole, its head too', async (sql) => {
      await sql`delete from audit_entry`
      await sql`delete from audit_head`
    }, /audit: the row that keeps its end is missing/],
  ]
  for (const [what, change, found] of cases)
    test(`[OPS14] names the first broken place: ${what}`, async () => {
      assert.match(await tamper(change), found)
      assert.equal((await verify(db.owner)).broken, null, 'put back as it was')
    })

  test('[NOT11] names a signature whose hash is not that of the signed text, also when every hash of the chain fits', async () => {
    const { eventLink, linkHash, sha256 } = await import('../../server/log/chain.ts')
    const sign = async (sql: Superuser, noteText: string, noteHash: string): Promise<void> => {
      const [row] = await sql`select * from session_event where session_id = ${session()} and seq = 10`
      const { text: _text, ...rest } = row!['body'] as Record<string, unknown>
      const body = { ...rest, type: 'signed', meaning: 'author', noteText, noteHash }
      const hash = linkHash(row!['previous_hash'], eventLink(clinic.organization, session(), 10, row!['recorded_at'].toISOString(), body))
      await sql`update session_event set type = 'signed', body = ${sql.json(body)}, hash = ${hash} where session_id = ${session()} and seq = 10`
      await sql`update session set head_hash = ${hash} where session_id = ${session()}`
    }
    assert.equal(await tamper((sql) => sign(sql, '40 mg given.', sha256('40 mg given.'))), 'nothing found')
    assert.match(await tamper((sql) => sign(sql, '44 mg given.', sha256('40 mg given.'))), /event 10: the hash of the signature is not that of the note that was signed/)
  })

  test('[OPS14] finds one flipped byte anywhere in any event or audit entry', async () => {
    for (const table of ['session_event', 'audit_entry'])
      for (const column of ['body', 'previous_hash', 'hash'])
        for (const seq of [2, 5, 9]) {
          const where = `where seq = ${seq} ${table === 'session_event' ? `and session_id = '${session()}'` : ''}`
          const [row] = await root.unsafe(`select ${column}::text as text from ${table} ${where}`)
          const text = String(row!['text'])
          const letters = [...text.matchAll(/[a-z0-9]/g)].map((match) => match.index)
          const at = letters[Math.floor(letters.length * (seq / 10))]!
          const flipped = text.slice(0, at) + (text[at] === 'e' ? 'f' : 'e') + text.slice(at + 1)
          const change = (sql: Superuser): Promise<unknown> => sql.unsafe(`update ${table} set ${column} = $1::text::${column === 'body' ? 'jsonb' : 'text'} ${where}`, [flipped])
          assert.notEqual(await tamper(change), 'nothing found', `${table}.${column}: ${text} -> ${flipped}`)
        }
  })

  test('[OPS13] runs while the clinic writes, and takes no half-written state for tampering', async () => {
    const log = createLogWriter(db.sql)
    const done = new AbortController()
    const writer = (async () => {
      for (let i = 0; !done.signal.aborted; i++)
        await log.append(clinic.organization, [{ type: 'words-captured', id: randomUUID(), session: clinic.sessions[i % 3]!, at: instant(Date.parse('2026-11-23T16:00:00Z') + i), actor: clinic.nurse, device: 'tablet', text: 'more' }], () => [])
    })()
    for (let i = 0; i < 10; i++) assert.equal((await verify(db.owner)).broken, null)
    done.abort()
    await writer
    const [row] = await inOrganization(db.sql, clinic.organization, (tx) => tx`select count(*)::int as n from session_event`)
    assert.equal((await verify(db.owner)).counts.events, row!['n'])
  })
})
