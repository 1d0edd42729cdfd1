// Everything of one moment into one file, while the clinic goes on: one snapshot of the database, every table copied out of it.
import fs from 'node:fs'
import path from 'node:path'
import { finished, pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { pack, type Pack } from 'tar-stream'
import { SCHEMA, type Sql, type Tx } from '../db/connect.ts'
import { digest, FORMAT, MANIFEST, type Manifest, type Member, type Table } from './archive.ts'
import { Sentence } from './sentence.ts'
import { VERSION } from './services.ts'

/** Tables are cut into pieces of about this size, so that memory stays small however large they are. */
const PIECE_BYTES = 8_000_000
const NEWLINE = 10

export type BackupResult = { readonly bytes: number; readonly tables: number; readonly rows: number }

/** The tables and their columns, in one order. `schema_migration` is not one: the manifest carries it. */
async function tablesOf(tx: Tx): Promise<{ name: string; columns: string[] }[]> {
  // The counter of an identity column follows from its table, and restore sets it again; any other would be lost.
  const sequences = await tx`
    select from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${SCHEMA} and c.relkind = 'S' and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'i')`
  if (sequences.length > 0) throw new Error('the schema has a sequence that no identity column owns, and backups carry tables only')
  return tx<{ name: string; columns: string[] }[]>`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where n.nspname = ${SCHEMA} and c.relkind = 'r' and c.relname <> 'schema_migration' group by c.relname order by c.relname`
}

const add = (tar: Pack, name: string, data: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    tar.entry({ name, mode: 0o600 }, data, (error) => (error ? reject(error) : resolve()))
  })

async function copyTable(tx: Tx, tar: Pack, { name, columns }: { name: string; columns: string[] }): Promise<{ table: Table; members: Member[] }> {
  const members: Member[] = []
  let rows = 0
  let held: Buffer[] = []
  let size = 0
  const flush = async (): Promise<void> => {
    if (size === 0) return
    const data = Buffer.concat(held)
    held = []
    size = 0
    const member = { name: `${name}/${String(members.length).padStart(6, '0')}.copy`, table: name, bytes: data.length, sha256: digest(data) }
    members.push(member)
    await add(tar, member.name, data)
  }
  const stream = await tx`copy ${tx(name)} (${tx(columns)}) to stdout`.readable()
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    // COPY's text form writes a line break inside a value as \n: each byte 10 ends a row.
    for (const byte of chunk) if (byte === NEWLINE) rows += 1
    held.push(chunk)
    size += chunk.length
    // A piece ends where a row ends, so that each can be loaded by itself.
    if (size >= PIECE_BYTES && chunk.at(-1) === NEWLINE) await flush()
  }
  await flush()
  return { table: { name, columns, rows }, members }
}

/**
 * Writes a backup of the database at `owner` to `file`, which must not exist; readable by its owner alone, and whole or not there at all.
 * `appSecret` is the key of the data folder. Throws a Sentence when the file exists.
 */
export async function backup(owner: Sql, appSecret: Buffer, file: string, say: (line: string) => void, now: Date): Promise<BackupResult> {
  if (fs.existsSync(file)) throw new Sentence(`${file} exists already: choose another name, so that no backup is overwritten.`)
  const partial = `${file}.partial-${process.pid}`
  const tar = pack()
  const out = fs.createWriteStream(partial, { mode: 0o600, flags: 'wx', flush: true })
  const writing = pipeline(tar, createGzip({ level: 6 }), out)
  // Its failure is met below, at the end or by the entry that cannot be written.
  writing.catch((error: unknown) => tar.destroy(error as Error))
  try {
    const tables: Table[] = []
    const members: Member[] = []
    await owner.begin('isolation level repeatable read read only', async (tx) => {
      const migrations = (await tx<{ name: string }[]>`select name from schema_migration order by name`).map((row) => row.name)
      for (const each of await tablesOf(tx)) {
        const copied = await copyTable(tx, tar, each)
        tables.push(copied.table)
        members.push(...copied.members)
        say(`${each.name}: ${copied.table.rows} rows`)
      }
      const manifest: Manifest = { format: FORMAT, version: VERSION, takenAt: now.toISOString(), migrations, tables, members, appSecret: appSecret.toString('base64url') }
      await add(tar, MANIFEST, Buffer.from(JSON.stringify(manifest)))
    })
    tar.finalize()
    await writing
    await finished(out).catch(() => {})
    // A link fails where a rename would overwrite a file that appeared meanwhile.
    fs.linkSync(partial, file)
    syncFolder(path.dirname(file))
    return { bytes: fs.statSync(file).size, tables: tables.length, rows: tables.reduce((sum, table) => sum + table.rows, 0) }
  } catch (error) {
    tar.destroy()
    await writing.catch((cause: unknown) => {
      if ((cause as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw cause
    })
    throw error
  } finally {
    fs.rmSync(partial, { force: true })
  }
}

/** The file's name must survive a power cut too. */
function syncFolder(folder: string): void {
  const descriptor = fs.openSync(folder, 'r')
  fs.fsyncSync(descriptor)
  fs.closeSync(descriptor)
}
