// From a backup to a data folder that `npm start` opens: checked before anything is made, loaded in one transaction, verified after.
import fs from 'node:fs'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import postgres from 'postgres'
import { connectOwner, SCHEMA } from '../db/connect.ts'
import { secretFile, startEmbedded } from '../db/embedded.ts'
import { migrate, MIGRATIONS, NewerData } from '../db/migrate.ts'
import { checkedManifest, digest, MANIFEST, readArchive, type Manifest } from './archive.ts'
import { Sentence } from './sentence.ts'
import { APP_SECRET } from './services.ts'
import { verify, type Verdict } from './verify.ts'

/** A folder with this file in it holds a restore that did not end: nobody may take it for a clinic. */
export const RESTORING = 'restore-not-finished'

async function load(ownerUrl: string, file: string, manifest: Manifest): Promise<void> {
  // Without the owner's role, which row-level security binds: COPY into a table is for the superuser here.
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {}, connection: { search_path: SCHEMA } })
  try {
    await sql.begin(async (tx) => {
      // Triggers and foreign keys were kept when these rows were written; the order of the tables does not matter now.
      await tx`set local session_replication_role = replica`
      const byMember = new Map(manifest.members.map((member) => [member.name, member]))
      await readArchive(file, async (name, data) => {
        if (name === MANIFEST) return
        const member = byMember.get(name)
        if (!member || member.sha256 !== digest(data)) throw new Sentence(`${file} changed while it was read.`)
        const table = manifest.tables.find((each) => each.name === member.table)!
        const into = await tx`copy ${tx(table.name)} (${tx([...table.columns])}) from stdin`.writable()
        into.end(data)
        await finished(into)
      })
      for (const table of manifest.tables) {
        const [row] = await tx<{ n: string }[]>`select count(*) as n from ${tx(table.name)}`
        if (Number(row!.n) !== table.rows) throw new Sentence(`${table.name} has ${row!.n} rows after loading, and the backup says ${table.rows}.`)
      }
      for (const { table, column } of await tx<{ table: string; column: string }[]>`
        select c.relname as table, a.attname as column from pg_attribute a join pg_class c on c.oid = a.attrelid where c.relnamespace = ${SCHEMA}::regnamespace and a.attidentity <> ''`)
        await tx`select setval(pg_get_serial_sequence(${table}, ${column}), coalesce((select max(${tx(column)}) from ${tx(table)}), 0) + 1, false)`
    })
  } finally {
    await sql.end({ timeout: 2 })
  }
}

/**
 * Makes `dataDir` from the backup `file`; the folder must be empty or absent, and is removed again when something fails.
 * Throws a Sentence for a damaged backup, one of a newer version, or a folder with something in it. The verdict is of the restored data.
 */
export async function restore(file: string, dataDir: string, say: (line: string) => void): Promise<Verdict> {
  const existed = fs.existsSync(dataDir)
  if (existed && fs.readdirSync(dataDir).length > 0) throw new Sentence(`${dataDir} is not empty: restore into a new folder, so that no data are overwritten.`)
  say('Checking the backup.')
  const manifest = await checkedManifest(file)
  const unknown = manifest.migrations.filter((name) => !MIGRATIONS.some((known) => known.name === name))
  if (unknown.length > 0) throw new NewerData(`The backup was written by a newer version of Chairside (${manifest.version}; it has ${unknown.join(', ')}): restore it with that version or a later one.`)

  fs.mkdirSync(dataDir, { recursive: true, mode: 0o755 })
  fs.writeFileSync(path.join(dataDir, RESTORING), `${file}\n`)
  const stop: { now?: () => Promise<void> } = {}
  try {
    const embedded = await startEmbedded(dataDir, {}, { say, lost: (error) => say(error.message) })
    stop.now = embedded.stop
    await migrate(embedded.url, MIGRATIONS.filter((known) => manifest.migrations.includes(known.name)))
    say(`Loading ${manifest.tables.reduce((sum, table) => sum + table.rows, 0)} rows of ${manifest.takenAt}.`)
    await load(embedded.url, file, manifest)
    await migrate(embedded.url)
    secretFile(path.join(dataDir, APP_SECRET), () => manifest.appSecret)
    say('Verifying what was restored.')
    const owner = connectOwner(embedded.url)
    const verdict = await verify(owner).finally(() => owner.end({ timeout: 2 }))
    await embedded.stop()
    fs.rmSync(path.join(dataDir, RESTORING))
    return verdict
  } catch (error) {
    await stop.now?.()
    const note = path.join(dataDir, 'database-folder')
    if (fs.existsSync(note)) fs.rmSync(fs.readFileSync(note, 'utf8').trim(), { recursive: true, force: true })
    for (const name of fs.readdirSync(dataDir)) fs.rmSync(path.join(dataDir, name), { recursive: true, force: true })
    if (!existed) fs.rmdirSync(dataDir)
    throw error
  }
}
