// Forward-only SQL files, in order, once each, under one lock: twenty processes may start at once.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import postgres from 'postgres'
import { Sentence } from '../ops/sentence.ts'
import { appPassword, connectOwner, SCHEMA, sqlState, type Sql } from './connect.ts'

export type Migration = { readonly name: string; readonly text: string }

const FOLDER = path.join(import.meta.dirname, 'migrations')
export const MIGRATIONS: readonly Migration[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.sql'))
  .sort()
  .map((file) => ({ name: file.replace(/\.sql$/, ''), text: readFileSync(path.join(FOLDER, file), 'utf8') }))

/** The database was written by a newer version of the program: going on could damage it. */
export class NewerData extends Sentence {}

const LOCK = 4_243_178

/** Creates the two roles, the schema and the rights between them. `ownerUrl` is a login that may create roles and write to the database. */
async function prepareRoles(ownerUrl: string): Promise<void> {
  // Roles belong to the whole server, the lock below to one database: another database's start may create them in the same moment.
  const takenMeanwhile = (error: unknown): boolean => ['23505', '42710', 'XX000'].includes(sqlState(error) ?? '')
  await createRoles(ownerUrl).catch((error: unknown) => {
    if (!takenMeanwhile(error)) throw error
    return createRoles(ownerUrl)
  })
}

async function createRoles(ownerUrl: string): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} })
  try {
    await sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${LOCK})`
      const have = new Set((await tx<{ rolname: string }[]>`select rolname from pg_roles where rolname in ('chairside_owner', 'chairside_app')`).map((r) => r.rolname))
      if (!have.has('chairside_owner')) await tx`create role chairside_owner nologin nobypassrls`
      const password = appPassword(ownerUrl)
      if (!have.has('chairside_app')) await tx.unsafe(`create role chairside_app login nobypassrls password '${password}'`)
      const [me] = await tx<{ user: string; super: boolean; db: string; member: boolean }[]>`
        select current_user as user, current_database() as db, r.rolsuper as super, pg_has_role(current_user, 'chairside_owner', 'set') as member from pg_roles r where r.rolname = current_user`
      if (!me!.super && !me!.member) await tx`grant chairside_owner to current_user with inherit true, set true`
      await tx`grant create on database ${tx(me!.db)} to chairside_owner`
      await tx`grant connect on database ${tx(me!.db)} to chairside_app`
      await tx`create schema if not exists ${tx(SCHEMA)} authorization chairside_owner`
      await tx`grant usage on schema ${tx(SCHEMA)} to chairside_app`
    })
  } finally {
    await sql.end({ timeout: 2 })
  }
}

/** The password is a function of the owner's; when that was changed, the application's role follows. */
async function agreePassword(ownerUrl: string): Promise<void> {
  const url = new URL(ownerUrl)
  url.username = 'chairside_app'
  url.password = appPassword(ownerUrl)
  const probe = postgres(url.href, { max: 1, onnotice: () => {}, connect_timeout: 10 })
  try {
    await probe`select 1`
  } catch (error) {
    if (!(error instanceof postgres.PostgresError) || error.code !== '28P01') throw error
    const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} })
    await sql.unsafe(`alter role chairside_app password '${appPassword(ownerUrl)}'`).finally(() => sql.end({ timeout: 2 }))
  } finally {
    await probe.end({ timeout: 2 })
  }
}

function refuseNewer(applied: readonly string[], known: readonly Migration[]): void {
  const unknown = applied.filter((name) => !known.some((m) => m.name === name))
  if (unknown.length > 0) throw new NewerData(`The data were written by a newer version of Chairside (they have ${unknown.join(', ')}, which this one does not know): install that version or a later one. Nothing was changed.`)
}

/** Applies `migrations` to a database that `sql` reaches as its owner. Returns the names applied now. */
export async function applyMigrations(sql: Sql, migrations: readonly Migration[] = MIGRATIONS): Promise<string[]> {
  return sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${LOCK})`
    await tx`create table if not exists schema_migration (name text primary key, applied_at timestamptz not null default now())`
    const applied = (await tx<{ name: string }[]>`select name from schema_migration order by name`).map((r) => r.name)
    refuseNewer(applied, migrations)
    const now: string[] = []
    for (const { name, text } of migrations) {
      if (applied.includes(name)) continue
      await tx.unsafe(text)
      await tx`insert into schema_migration (name) values (${name})`
      now.push(name)
    }
    return now
  })
}

/** Brings the database at `ownerUrl` to this version, or with `migrations` to that of a backup: roles, schema, migrations. Returns the names of the migrations applied. */
export async function migrate(ownerUrl: string, migrations: readonly Migration[] = MIGRATIONS): Promise<string[]> {
  await prepareRoles(ownerUrl)
  await agreePassword(ownerUrl)
  const sql = connectOwner(ownerUrl, 1)
  try {
    return await applyMigrations(sql, migrations)
  } finally {
    await sql.end({ timeout: 2 })
  }
}

/** The names of the migrations that the database at `ownerUrl` lacks. Throws NewerData when it has one that this version does not know. */
export async function pendingMigrations(ownerUrl: string): Promise<string[]> {
  const sql = connectOwner(ownerUrl, 1)
  try {
    const [table] = await sql<{ there: boolean }[]>`select to_regclass(${`${SCHEMA}.schema_migration`}) is not null as there`
    const applied = table!.there ? (await sql<{ name: string }[]>`select name from schema_migration`).map((row) => row.name) : []
    refuseNewer(applied, MIGRATIONS)
    return MIGRATIONS.filter(({ name }) => !applied.includes(name)).map(({ name }) => name)
  } finally {
    await sql.end({ timeout: 2 })
  }
}
