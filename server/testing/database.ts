// A database of its own for a test, cloned from the migrated template of the run.
import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { connectApp, connectOwner, type Sql } from '../db/connect.ts'

export type TestDatabase = { readonly ownerUrl: string; readonly sql: Sql; readonly owner: Sql; close(): Promise<void> }

/** Clones the template. `sql` has the application's rights, `owner` the owner's. Close it at the end of the test. */
export async function freshDatabase(): Promise<TestDatabase> {
  const base = process.env['TEST_DATABASE_URL']
  if (!base) throw new Error('run with --test-global-setup=scripts/test-database.ts')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const admin = postgres(base, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${name} template template_chairside strategy file_copy`)
  await admin.end()
  const url = new URL(base)
  url.pathname = `/${name}`
  const sql = connectApp(url.href, 8)
  const owner = connectOwner(url.href)
  return { ownerUrl: url.href, sql, owner, close: async () => { await Promise.all([sql.end({ timeout: 2 }), owner.end({ timeout: 2 })]) } }
}
