import assert from 'node:assert/strict'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import postgres from 'postgres'
import { readInstance } from '../../server/db/instance.ts'
import { databasePid, healthz, ownerUrlOf, run, startClinic, temporaryFolder, untilWell, type Process } from './instance.ts'

const WELL = { status: 200, body: { status: 'ok' } }

async function holdPort(): Promise<{ port: number; close(): void }> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as net.AddressInfo).port, close: () => server.close() }
}

/** One line, no trace. */
function assertSentence(process: Process, pattern: RegExp): void {
  assert.match(process.said(), pattern)
  assert.doesNotMatch(process.said(), /^\s+at |node:internal/m)
}

/** A fact that was acknowledged, to be found again after a crash. */
async function remember(folder: string, id: string): Promise<void> {
  const sql = postgres(ownerUrlOf(folder), { max: 1 })
  await sql`insert into chairside.organization (organization_id, name, time_zone) values (${id}, ${`Lakeside ${id.slice(-2)}`}, 'UTC')`
  await sql.end()
}
async function remembered(folder: string): Promise<string[]> {
  const sql = postgres(ownerUrlOf(folder), { max: 1 })
  const rows = await sql<{ id: string }[]>`select organization_id as id from chairside.organization order by 1`
  await sql.end()
  return rows.map((row) => row.id)
}
const ID = (n: number): string => `0193a000-0000-7000-8000-00000000000${n}`

describe('one data folder through its life', { timeout: 120_000 }, () => {
  const folder = temporaryFolder()
  let clinic: Process & { address: string }
  before(async () => { clinic = await startClinic(folder) })
  after(async () => {
    clinic.child.kill('SIGTERM')
    await clinic.ended
    fs.rmSync(folder, { recursive: true, force: true })
  })

  test('[OPS1] the first start says what it does, answers, and keeps its secrets in files that only its user reads', async () => {
    assert.match(clinic.said(), /Starting the database\.\n/)
    assert.match(clinic.said(), /Creating the database in .*postgres\.\n/)
    assert.deepEqual(await healthz(clinic.address), WELL)
    for (const name of ['database-secret', 'app-secret']) assert.equal(fs.statSync(path.join(folder, name)).mode & 0o777, 0o600, name)
    const instance = fs.readFileSync(path.join(folder, 'instance.json'), 'utf8')
    assert.equal(readInstance(folder)!.pid, clinic.child.pid)
    for (const name of ['database-secret', 'app-secret']) assert.ok(!instance.includes(fs.readFileSync(path.join(folder, name), 'utf8').trim()))
  })

  test('[OPS2] a second start on the same folder says who has it, and leaves the first alone', async () => {
    const second = run('scripts/start.ts', ['--port', '0', '--hl7-port', '0', '--data', folder])
    assert.equal(await second.ended, 1)
    assertSentence(second, new RegExp(`in use by another instance \\(process ${clinic.child.pid} at http`))
    assert.deepEqual(await healthz(clinic.address), WELL)
  })

  test('[OPS3] SIGTERM stops everything with exit code 0, and the next start finds the data', async () => {
    await remember(folder, ID(1))
    const database = databasePid(folder)
    clinic.child.kill('SIGTERM')
    assert.equal(await clinic.ended, 0)
    assert.throws(() => process.kill(database, 0), { code: 'ESRCH' })
    assert.equal(readInstance(folder), null)
    clinic = await startClinic(folder)
    assert.doesNotMatch(clinic.said(), /Creating|did not end cleanly/)
    assert.deepEqual(await remembered(folder), [ID(1)])
  })

  test('[OPS4] after kill -9 of the server the next start closes the database that was left over and finds the data', async () => {
    await remember(folder, ID(2))
    clinic.child.kill('SIGKILL')
    await clinic.ended
    clinic = await startClinic(folder)
    assert.match(clinic.said(), /did not end cleanly/)
    assert.deepEqual(await remembered(folder), [ID(1), ID(2)])
  })

  test('[OPS5] after kill -9 of the database the server starts it again in place', async () => {
    await remember(folder, ID(3))
    const before = databasePid(folder)
    process.kill(before, 'SIGKILL')
    await clinic.until(/The database is back/)
    await untilWell(clinic.address)
    assert.notEqual(databasePid(folder), before)
    assert.deepEqual(await remembered(folder), [ID(1), ID(2), ID(3)])
  })

  test('[OPS4] after kill -9 of both the next start finds the data', async () => {
    await remember(folder, ID(4))
    const database = databasePid(folder)
    clinic.child.kill('SIGKILL')
    process.kill(database, 'SIGKILL')
    await clinic.ended
    clinic = await startClinic(folder)
    assert.deepEqual(await remembered(folder), [ID(1), ID(2), ID(3), ID(4)])
  })

  test('[OPS6] a database that keeps dying ends the server with a sentence', async () => {
    const doomed = temporaryFolder()
    const short = await startClinic(doomed)
    for (let i = 1; i <= 4; i++) {
      process.kill(databasePid(doomed), 'SIGKILL')
      if (i < 4) await short.until(new RegExp(`(The database is back[^]*){${i}}`))
    }
    assert.equal(await short.ended, 1)
    assertSentence(short, /stopped 4 times within a minute/)
    fs.rmSync(doomed, { recursive: true, force: true })
  })

  test('[OPS7] data of a newer version are refused and left as they are', async () => {
    const sql = postgres(ownerUrlOf(folder), { max: 1 })
    await sql`insert into chairside.schema_migration (name) values ('9999_of_tomorrow')`
    await sql.end()
    clinic.child.kill('SIGTERM')
    await clinic.ended
    const old = run('scripts/start.ts', ['--port', '0', '--hl7-port', '0', '--data', folder])
    assert.equal(await old.ended, 1)
    assertSentence(old, /written by a newer version of Chairside \(they have 9999_of_tomorrow/)
  })
})

describe('what cannot start says why', { timeout: 60_000 }, () => {
  const folder = temporaryFolder()
  after(() => fs.rmSync(folder, { recursive: true, force: true }))

  test('[OPS8] a port that is taken is named with the option that chooses another', async () => {
    const taken = await holdPort()
    for (const option of ['port', 'hl7-port']) {
      const other = option === 'port' ? 'hl7-port' : 'port'
      const start = run('scripts/start.ts', [`--${option}`, String(taken.port), `--${other}`, '0', '--data', folder])
      assert.equal(await start.ended, 1)
      assertSentence(start, new RegExp(`Port ${taken.port}.* is taken by another program: .*npm start -- --${option} N`))
    }
    taken.close()
    assert.deepEqual(fs.readdirSync(folder), [], 'nothing was made before the ports were known to be free')
  })

  test('[OPS9] a wrong option ends with 2 and one line', async () => {
    for (const [args, line] of [[['--port', 'eighty'], /^--port: "eighty" is not allowed; allowed: a whole number from 0 to 65535\n$/], [['--prot', '1'], /^option: "--prot" is not allowed; allowed: --port, /], [['here'], /^argument: "here" is not allowed/]] as const) {
      const start = run('scripts/start.ts', args)
      assert.equal(await start.ended, 2)
      assert.match(start.said(), line)
    }
  })

  test('[OPS10] DATABASE_URL that does not answer, or is no address, is one sentence without its password', async () => {
    const free = await holdPort()
    free.close()
    for (const [url, line] of [[`postgres://clinic:hush-hush@127.0.0.1:${free.port}/clinic`, new RegExp(`127\\.0\\.0\\.1:${free.port} \\(DATABASE_URL\\) cannot be reached`)], ['clinic.example.org', /DATABASE_URL is not an address/]] as const) {
      const start = run('scripts/start.ts', ['--port', '0', '--hl7-port', '0', '--data', folder], { DATABASE_URL: url })
      assert.equal(await start.ended, 1)
      assertSentence(start, line)
      assert.doesNotMatch(start.said(), /hush-hush/)
    }
  })

  test('[OPS11] a data folder that is a file, or has lost its secret, is one sentence', async () => {
    const file = path.join(folder, 'file')
    fs.writeFileSync(file, '')
    const start = run('scripts/start.ts', ['--port', '0', '--hl7-port', '0', '--data', file])
    assert.equal(await start.ended, 1)
    assertSentence(start, /is a file, not a folder/)

    const data = path.join(folder, 'data')
    const clinic = await startClinic(data)
    clinic.child.kill('SIGINT')
    assert.equal(await clinic.ended, 0)
    fs.rmSync(path.join(data, 'database-secret'))
    const lost = run('scripts/start.ts', ['--port', '0', '--hl7-port', '0', '--data', data])
    assert.equal(await lost.ended, 1)
    assertSentence(lost, /database-secret is missing/)
  })
})

describe('a PostgreSQL of the clinic\'s own', { timeout: 60_000 }, () => {
  test('[OPS12] two processes on one DATABASE_URL both serve, and one goes on when the other is killed', async () => {
    const base = process.env['TEST_DATABASE_URL']!
    const admin = postgres(base, { max: 1 })
    const name = `own_${process.pid}`
    await admin.unsafe(`create database ${name}`)
    const url = new URL(base)
    url.pathname = `/${name}`
    const folders = [temporaryFolder(), temporaryFolder()]
    const clinics = await Promise.all(folders.map((folder) => startClinic(folder, [], { DATABASE_URL: url.href })))
    for (const clinic of clinics) assert.deepEqual(await healthz(clinic.address), WELL)
    assert.ok(folders.every((folder) => !fs.existsSync(path.join(folder, 'postgres'))))
    clinics[0]!.child.kill('SIGKILL')
    await clinics[0]!.ended
    assert.deepEqual(await healthz(clinics[1]!.address), WELL)
    clinics[1]!.child.kill('SIGTERM')
    assert.equal(await clinics[1]!.ended, 0)
    await admin.unsafe(`drop database ${name} with (force)`)
    await admin.end()
    for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true })
  })
})
