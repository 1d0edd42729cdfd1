import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import postgres from 'postgres'
import { connectOwner } from '../../server/db/connect.ts'
import { describeSchema } from '../../server/db/describe.ts'
import { startEmbedded, type Embedded } from '../../server/db/embedded.ts'
import { migrate, MIGRATIONS, NewerData, pendingMigrations, type Migration } from '../../server/db/migrate.ts'
import { ROOT, temporaryFolder } from './instance.ts'

const NAMES = MIGRATIONS.map((migration) => migration.name)

/** A server of its own: roles belong to a whole server, and here nobody has made them yet. */
describe('migrations', { timeout: 120_000 }, () => {
  const folder = temporaryFolder()
  const exercised = new Set<string>()
  let server: Embedded
  let count = 0
  before(async () => { server = await startEmbedded(folder, { fsync: 'off', max_connections: '200' }) })
  after(async () => {
    await server.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  })

  async function emptyDatabase(): Promise<string> {
    const admin = postgres(server.url, { max: 1 })
    const name = `empty_${++count}`
    await admin.unsafe(`create database ${name}`)
    await admin.end()
    const url = new URL(server.url)
    url.pathname = `/${name}`
    return url.href
  }

  test('[OPS16] twenty processes at once on two new databases: each migration once, and everybody goes on', async () => {
    const urls = [await emptyDatabase(), await emptyDatabase()]
    const applied = await Promise.all(Array.from({ length: 20 }, (_, i) => migrate(urls[i % 2]!)))
    for (const [half, url] of urls.entries()) {
      assert.deepEqual(applied.filter((_, i) => i % 2 === half).flat().sort(), NAMES)
      assert.deepEqual(await pendingMigrations(url), [])
    }
  })

  test('[OPS17] from empty, one migration at a time, with an organization written as soon as there is one: the same schema as all at once', async () => {
    const [stepwise, atOnce] = [await emptyDatabase(), await emptyDatabase()]
    for (let i = 1; i <= MIGRATIONS.length; i++) {
      const applied = await migrate(stepwise, MIGRATIONS.slice(0, i))
      assert.deepEqual(applied, [NAMES[i - 1]])
      applied.forEach((name) => exercised.add(name))
      if (i > 1) continue
      const owner = connectOwner(stepwise)
      await owner`insert into organization (organization_id, name, time_zone) values ('0193a000-0000-7000-8000-000000000001', 'Lakeside', 'UTC')`
      await owner.end()
    }
    await migrate(atOnce)
    const [a, b] = [connectOwner(stepwise), connectOwner(atOnce)]
    assert.equal(await describeSchema(a), await describeSchema(b))
    assert.equal((await a`select name from organization`)[0]!['name'], 'Lakeside')
    await Promise.all([a.end(), b.end()])
  })

  test('[OPS18] every migration file was exercised, and numbers neither repeat nor skip', () => {
    const files = fs.readdirSync(path.join(ROOT, 'server/db/migrations')).sort()
    assert.deepEqual(files, [...exercised].sort().map((name) => `${name}.sql`))
    assert.deepEqual(files.map((file) => Number(file.slice(0, 4))), files.map((_, i) => i + 1))
  })

  test('[OPS7] data of a newer version are refused before anything is changed', async () => {
    const url = await emptyDatabase()
    const tomorrow: Migration = { name: '9999_of_tomorrow', text: 'create table tomorrow (organization_id uuid primary key)' }
    await migrate(url, [...MIGRATIONS, tomorrow])
    const owner = connectOwner(url)
    const before = await describeSchema(owner)
    await assert.rejects(migrate(url), (error) => error instanceof NewerData && /9999_of_tomorrow/.test(error.message))
    await assert.rejects(pendingMigrations(url), NewerData)
    assert.equal(await describeSchema(owner), before)
    await owner.end()
  })

  test('[OPS16] a migration that fails leaves the database as it was', async () => {
    const url = await emptyDatabase()
    await migrate(url)
    const owner = connectOwner(url)
    const before = await describeSchema(owner)
    await assert.rejects(migrate(url, [...MIGRATIONS, { name: '9999_broken', text: 'create table half (a int); select 1/0;' }]), /division by zero/)
    assert.equal(await describeSchema(owner), before)
    assert.deepEqual(await migrate(url), [])
    await owner.end()
  })

  test('[OPS19] an owner who is no superuser can run everything, and the application gets no more than its role', async () => {
    const admin = postgres(server.url, { max: 1 })
    const name = `own_${++count}`
    await admin.unsafe(`create role clinic_owner login createrole password 'plain-owner'`)
    await admin.unsafe(`create database ${name} owner clinic_owner`)
    // The roles exist on this server already and belong to its superuser; a server of the clinic's own starts without them.
    await admin.unsafe(`grant chairside_owner to clinic_owner with admin true, inherit true, set true`)
    await admin.unsafe(`grant chairside_app to clinic_owner with admin true, inherit false, set false`)
    await admin.end()
    const url = new URL(server.url)
    url.pathname = `/${name}`
    url.username = 'clinic_owner'
    url.password = 'plain-owner'
    assert.deepEqual(await migrate(url.href), NAMES)
    assert.deepEqual(await migrate(url.href), [])
  })
})
