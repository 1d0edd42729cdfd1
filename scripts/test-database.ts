// One PostgreSQL for a test run, with a migrated template: each test clones its own database from it.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import postgres from 'postgres'
import { startEmbedded, type Embedded } from '../server/db/embedded.ts'
import { migrate } from '../server/db/migrate.ts'

let server: Embedded | undefined
let folder = ''

export async function globalSetup(): Promise<void> {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'chairside-test-'))
  fs.chmodSync(folder, 0o755)
  // Not durable on purpose: these data live for minutes. The tests of durability start servers of their own.
  server = await startEmbedded(folder, { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' })
  const admin = postgres(server.url, { max: 1, onnotice: () => {} })
  await admin`create database template_chairside`
  const template = new URL(server.url)
  template.pathname = '/template_chairside'
  await migrate(template.href)
  await admin`alter database template_chairside is_template true`
  await admin.end()
  process.env['TEST_DATABASE_URL'] = server.url
}

export async function globalTeardown(): Promise<void> {
  await server?.stop()
  fs.rmSync(folder, { recursive: true, force: true })
}
