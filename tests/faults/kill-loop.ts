// kill -9 under load: twelve writers over HTTP against a real server process, which is killed again and again at a random moment.
// Every writer does what a tablet does: it keeps its fact and sends it again, under the same id, until it is acknowledged.
import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { startEmbedded } from '../../server/db/embedded.ts'
import { connectApp, connectOwner, inOrganization } from '../../server/db/connect.ts'
import { migrate } from '../../server/db/migrate.ts'
import { sha256 } from '../../server/log/chain.ts'
import { verify } from '../../server/ops/verify.ts'
import { makeClinic } from '../../server/testing/clinic.ts'
import { SIGN_IN_COOKIE } from '../../server/http/caller.ts'
import { startClinic, temporaryFolder } from '../ops/instance.ts'

const WRITERS = 12

export type KillReport = { readonly kills: number; readonly acknowledged: number; readonly sentAgain: number; readonly recoveryMs: readonly number[] }

/** Kills the server `kills` times under twelve writers, then proves that what was acknowledged is there once, in whole chains. */
export async function killLoop(kills: number, say: (line: string) => void): Promise<KillReport> {
  const folder = temporaryFolder()
  const database = await startEmbedded(`${folder}/database`)
  try {
    await migrate(database.url)
    const sql = connectApp(database.url, 2)
    const clinic = await makeClinic(sql, { sessions: WRITERS })
    const token = randomBytes(32).toString('base64url')
    await inOrganization(sql, clinic.organization, async (tx) => {
      const signIn = randomUUID()
      await tx`insert into sign_in (organization_id, sign_in_id, token_hash, staff_id, opened_by, device_name, expires_at) values (${clinic.organization}, ${signIn}, ${sha256(token)}, ${clinic.nurse}, ${clinic.nurse}, 'tablet', '2100-01-01')`
      await tx`insert into sign_in_actor (organization_id, sign_in_id, staff_id) values (${clinic.organization}, ${signIn}, ${clinic.nurse})`
    })
    await sql.end()

    const start = () => startClinic(`${folder}/server`, [], { DATABASE_URL: database.url })
    let server = await start()
    let running = true
    const acknowledged = new Map<string, number>()
    let sentAgain = 0
    const acksSince: (() => void)[] = []

    const write = async (session: string): Promise<void> => {
      for (let n = 0; running; n++) {
        const event = { type: 'words-captured', id: randomUUID(), session, at: new Date().toISOString(), actor: clinic.nurse, device: 'tablet', text: `words ${n}` }
        for (let tries = 0; running || tries > 0; tries++) {
          if (tries > 0) sentAgain += 1
          try {
            const answer = await fetch(`${server.address}/api/sessions/${session}/events`, {
              method: 'POST', headers: { 'content-type': 'application/json', cookie: `${SIGN_IN_COOKIE}=${token}` }, body: JSON.stringify({ events: [event] }), signal: AbortSignal.timeout(10_000),
            })
            const body = (await answer.json()) as { acknowledged: { id: string; seq: number }[] }
            assert.equal(answer.status, 200, JSON.stringify(body))
            assert.equal(body.acknowledged[0]!.id, event.id)
            acknowledged.set(event.id, body.acknowledged[0]!.seq)
            for (const told of acksSince.splice(0)) told()
            break
          } catch (error) {
            if (error instanceof assert.AssertionError) throw error
            await wait(30)
          }
        }
      }
    }
    const acks = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) await new Promise<void>((resolve) => acksSince.push(resolve))
    }
    const writers = Promise.all(clinic.sessions.map(write))
    const recoveryMs: number[] = []
    const loop = async (): Promise<void> => {
      await acks(20)
      for (let kill = 1; kill <= kills; kill++) {
        await wait(Math.random() * 250)
        server.child.kill('SIGKILL')
        await server.ended
        server = await start()
        const ready = performance.now()
        await acks(5)
        recoveryMs.push(performance.now() - ready)
        if (kill % 10 === 0) say(`${kill} of ${kills} kills, ${acknowledged.size} facts acknowledged`)
      }
      running = false
    }
    await Promise.all([writers, loop()])
    server.child.kill('SIGTERM')
    assert.equal(await server.ended, 0, 'the last server stops cleanly')

    const owner = connectOwner(database.url)
    const stored = await owner<{ event_id: string; seq: number; copies: number }[]>`select event_id, min(seq) as seq, count(*)::int as copies from session_event group by event_id`
    const byId = new Map(stored.map((row) => [row.event_id, row]))
    const lost = [...acknowledged].filter(([id, seq]) => byId.get(id)?.seq !== seq)
    const report = await verify(owner)
    await owner.end()
    assert.deepEqual(lost, [], 'every acknowledged fact is there, at the place it was acknowledged at')
    assert.deepEqual(stored.filter((row) => row.copies > 1), [], 'no fact is there twice')
    assert.equal(stored.length, acknowledged.size, 'every fact was sent until acknowledged, and nothing else is there')
    assert.equal(report.broken, null, 'every chain is whole')
    return { kills, acknowledged: acknowledged.size, sentAgain, recoveryMs }
  } finally {
    await database.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
