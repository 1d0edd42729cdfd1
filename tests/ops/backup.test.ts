import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import postgres from 'postgres'
import { pack } from 'tar-stream'
import { instant } from '@chairside/core/shared'
import { connectApp } from '../../server/db/connect.ts'
import { createLogWriter, type LogWriter } from '../../server/log/writer.ts'
import { checkedManifest, readArchive } from '../../server/ops/archive.ts'
import { makeClinic, type TestClinic } from '../../server/testing/clinic.ts'
import { healthz, ownerUrlOf, run, startClinic, temporaryFolder, type Process } from './instance.ts'

const cli = (...args: string[]): Process => run('cli/chairside.ts', args)

/** Everything in the database, as text. */
async function contents(url: string): Promise<Record<string, string[]>> {
  const sql = postgres(url, { max: 1, connection: { search_path: 'chairside' } })
  const all: Record<string, string[]> = {}
  for (const { name } of await sql<{ name: string }[]>`select relname as name from pg_class where relnamespace = 'chairside'::regnamespace and relkind = 'r' and relname <> 'schema_migration' order by 1`)
    all[name] = (await sql.unsafe(`select t::text as row from ${name} t order by 1`)).map((row) => String(row['row']))
  await sql.end()
  return all
}

/** The same archive with members changed, or left out where `change` gives null. */
async function rewritten(file: string, change: (name: string, content: Buffer) => Buffer | null): Promise<Buffer> {
  const out = pack()
  const whole = buffer(out)
  await readArchive(file, async (name, content) => {
    const changed = change(name, content)
    if (changed) out.entry({ name }, changed)
  })
  out.finalize()
  return whole
}

describe('backup and restore of a running clinic', { timeout: 300_000 }, () => {
  const folder = temporaryFolder()
  const data = path.join(folder, 'data')
  const file = path.join(folder, 'clinic.backup')
  let running: Process & { address: string }
  let clinic: TestClinic
  let sql: postgres.Sql
  let log: LogWriter
  const words = (text: string, i: number): Promise<unknown> => log.append(clinic.organization,
    [{ type: 'words-captured', id: randomUUID(), session: clinic.sessions[i % 2]!, at: instant(Date.parse('2026-11-23T15:00:00Z') + i), actor: clinic.nurse, device: 'tablet', text }],
    () => [{ actor: clinic.nurse, roles: ['nurse'], action: 'write', what: 'test', act: null, patient: clinic.patient, record: null, outcome: 'ok', device: 'tablet' }])

  before(async () => {
    running = await startClinic(data)
    sql = connectApp(ownerUrlOf(data))
    clinic = await makeClinic(sql, { sessions: 2 })
    log = createLogWriter(sql)
    // What COPY must carry through: line breaks, tabs, backslashes, the empty marker itself, letters of all kinds.
    const root = postgres(ownerUrlOf(data), { max: 1, connection: { search_path: 'chairside' } })
    await root`insert into history_answer (organization_id, history_answer_id, patient_id, question, answer, answered_at, source)
      select ${clinic.organization}, gen_random_uuid(), ${clinic.patient}, 'music', '"silence"', now(), 'patient' from generate_series(1, 3)`
    await root.end()
    for (const [i, text] of ['plain', 'two\nlines\r\n', 'a\ttab and a \\ and \\N and \\.', '"quotes" \'both\'', 'Ünï ✓ 雪 👩🏽‍⚕️', ' spaces '].entries()) await words(text, i)
  })
  after(async () => {
    await sql.end()
    running.child.kill('SIGTERM')
    await running.ended
    fs.rmSync(folder, { recursive: true, force: true })
  })

  test('[OPS27] a backup taken while facts are written holds one moment: restored, it verifies and every chain is whole', async () => {
    const done = new AbortController()
    const writer = (async () => {
      for (let i = 0; !done.signal.aborted; i++) await words(`while it runs ${i}`, i)
    })()
    try {
      const taken = cli('backup', file, '--data', data)
      assert.equal(await taken.ended, 0, taken.said())
    } finally {
      done.abort()
      await writer
    }
    assert.equal(fs.statSync(file).mode & 0o777, 0o600)
    assert.deepEqual(await healthz(running.address), { status: 200, body: { status: 'ok' } })
    assert.deepEqual(fs.readdirSync(folder).sort(), ['clinic.backup', 'data'], 'nothing is left beside it')

    const target = path.join(folder, 'moment')
    const restored = cli('restore', file, '--data', target, '--json')
    assert.equal(await restored.ended, 0, restored.said())
    assert.match(restored.said(), /"ok":true,"counts":\{"sessions":2,"events":\d+,"auditEntries":\d+,"drugLines":\d+\}/)
  })

  test('[OPS28] what is restored is what was there, row for row, with its secrets, and starts', async () => {
    const whole = path.join(folder, 'whole.backup')
    assert.equal(await cli('backup', whole, '--data', data).ended, 0)
    const target = path.join(folder, 'restored')
    const restored = cli('restore', whole, '--data', target)
    assert.equal(await restored.ended, 0, restored.said())
    const again = await startClinic(target)
    assert.deepEqual(await contents(ownerUrlOf(target)), await contents(ownerUrlOf(data)))
    assert.equal(fs.readFileSync(path.join(target, 'app-secret'), 'utf8'), fs.readFileSync(path.join(data, 'app-secret'), 'utf8'))
    const root = postgres(ownerUrlOf(target), { max: 1, connection: { search_path: 'chairside' } })
    await assert.rejects(root`delete from session_event`, { code: '42501' }, 'append-only again')
    const [next] = await root<{ next: string; highest: string }[]>`
      select nextval(pg_get_serial_sequence('history_answer', 'ordinal')) as next, max(ordinal) as highest from history_answer`
    assert.equal(next!.next, String(Number(next!.highest) + 1), 'counters go on after the last row')
    await root.end()
    again.child.kill('SIGTERM')
    assert.equal(await again.ended, 0)
    const verified = cli('verify', '--data', target, '--json')
    assert.equal(await verified.ended, 0, verified.said())
  })

  test('[OPS29] a backup never overwrites a file, and a restore never goes into a folder with something in it', async () => {
    const before = fs.readFileSync(file)
    const twice = cli('backup', file, '--data', data)
    assert.equal(await twice.ended, 1)
    assert.match(twice.said(), /exists already/)
    assert.deepEqual(fs.readFileSync(file), before)
    const full = cli('restore', file, '--data', data)
    assert.equal(await full.ended, 1)
    assert.match(full.said(), /is not empty/)
  })

  test('[OPS30] a damaged, cut or foreign backup is refused in one line before anything is made', async () => {
    const good = fs.readFileSync(file)
    const tar = gunzipSync(good)
    const flipped = Buffer.from(tar)
    flipped[flipped.indexOf('while it runs 1') + 3]! ^= 1
    const later = JSON.stringify({ ...(await checkedManifest(file)), migrations: ['0001_clinic', '9999_of_tomorrow'] })
    let n = 0
    const dropped = await rewritten(file, (_name, content) => (n++ === 2 ? null : content))
    const tomorrow = await rewritten(file, (name, content) => (name === 'manifest.json' ? Buffer.from(later) : content))
    const bad: readonly (readonly [what: string, content: Buffer, line: RegExp])[] = [
      ['cut', good.subarray(0, good.length - 500), /not a whole backup/],
      ['flipped', gzipSync(flipped), /damaged: .*\.copy is not what was written/],
      ['flipped-outside', Buffer.concat([good.subarray(0, 3000), Buffer.from([good[3000]! ^ 255]), good.subarray(3001)]), /not a whole backup|damaged/],
      ['dropped', gzipSync(dropped), /damaged: it has \d+ pieces/],
      ['tomorrow', gzipSync(tomorrow), /written by a newer version of Chairside/],
      ['text', Buffer.from('this is no backup'), /not a whole backup/],
      ['empty', Buffer.alloc(0), /not a whole backup/],
    ]
    for (const [what, content, line] of bad) {
      const damaged = path.join(folder, `${what}.bad`)
      const target = path.join(folder, `from-${what}`)
      fs.writeFileSync(damaged, content)
      const refused = cli('restore', damaged, '--data', target)
      assert.equal(await refused.ended, 1, `${what}: ${refused.said()}`)
      assert.match(refused.said(), line, what)
      assert.doesNotMatch(refused.said(), /^\s+at /m)
      assert.equal(fs.existsSync(target), false, what)
    }
  })

  test('[OPS31] a restore that was killed leaves a folder that no start takes for a clinic', async () => {
    const target = path.join(folder, 'killed')
    const killed = cli('restore', file, '--data', target)
    await killed.until(/Loading/)
    killed.child.kill('SIGKILL')
    await killed.ended
    const start = run('scripts/start.ts', ['--port', '0', '--hl7-port', '0', '--data', target])
    assert.equal(await start.ended, 1)
    assert.match(start.said(), /was not finished: delete that folder and restore again/)
    const orphan = Number(fs.readFileSync(path.join(target, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
    process.kill(orphan, 'SIGINT')
  })

  test('[OPS13] verify works beside the running clinic and on a stopped one, and says where it broke with exit 1', async () => {
    assert.equal(await cli('verify', '--data', data).ended, 0)
    const root = postgres(ownerUrlOf(data), { max: 1, connection: { search_path: 'chairside', session_replication_role: 'replica' } })
    await root`update session_event set body = jsonb_set(body, '{text}', '"other words"') where session_id = ${clinic.sessions[0]!} and seq = 1`
    await root.end()
    const beside = cli('verify', '--data', data)
    assert.equal(await beside.ended, 1)
    assert.match(beside.said(), new RegExp(`NOT what was written: organization ${clinic.organization}, session ${clinic.sessions[0]}, event 1: its content does not give its hash`))
    await sql.end()
    running.child.kill('SIGTERM')
    await running.ended
    const stopped = cli('verify', '--data', data, '--json')
    assert.equal(await stopped.ended, 1)
    assert.match(stopped.said(), /"ok":false/)
  })

  test('[OPS32] a command without a clinic, or with wrong words, says so: 1 for no, 2 for bad input', async () => {
    const nowhere = cli('verify', '--data', path.join(folder, 'nowhere'))
    assert.equal(await nowhere.ended, 1)
    assert.match(nowhere.said(), /There is no clinic in .*nowhere/)
    assert.equal(fs.existsSync(path.join(folder, 'nowhere')), false)
    for (const args of [['backup'], ['restore', file], ['verify', '--loud'], ['no-such-command']]) {
      const wrong = cli(...args)
      assert.equal(await wrong.ended, 2, wrong.said())
      assert.equal(wrong.said().trim().split('\n').length, 1)
    }
  })
})
