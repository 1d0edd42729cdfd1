import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import test from 'node:test'
import postgres from 'postgres'
import type { FloorView, LiveChange } from '@chairside/core/session'
import { enrol } from '../browser/enrol.ts'
import { hireStaff, setUpClinic } from '../browser/staffed-clinic.ts'
import { run, startClinic, temporaryFolder } from './instance.ts'

async function ownDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const admin = postgres(process.env['TEST_DATABASE_URL']!, { max: 1 })
  const name = `two_${randomUUID().replaceAll('-', '')}`
  await admin.unsafe(`create database ${name}`)
  const url = new URL(process.env['TEST_DATABASE_URL']!)
  url.pathname = `/${name}`
  return { url: url.href, drop: async () => { await admin.unsafe(`drop database ${name} with (force)`); await admin.end() } }
}

/** The next change that a process tells its screens; ends the stream. */
async function nextChange(base: string, cookie: string): Promise<{ heard: Promise<LiveChange>; }> {
  const stream = await fetch(`${base}/api/live`, { headers: { cookie } })
  assert.equal(stream.status, 200)
  const heard = (async (): Promise<LiveChange> => {
    const decoder = new TextDecoder()
    let text = ''
    for await (const chunk of stream.body!) {
      text += decoder.decode(chunk, { stream: true })
      const data = /^data: (.*)$/m.exec(text)?.[1]
      if (data) return JSON.parse(data) as LiveChange
    }
    throw new Error('the stream ended')
  })()
  return { heard }
}

test('[STO2] two processes on one database: a fact taken by one is on the Floor of the other at once', { timeout: 120_000 }, async () => {
  const database = await ownDatabase()
  const folder = temporaryFolder()
  const first = await startClinic(folder, [], { DATABASE_URL: database.url })
  const other = await startClinic(folder, [], { DATABASE_URL: database.url })
  const admin = await setUpClinic(first.address)
  const [desk, prescriber, nurse] = [await hireStaff(first.address, admin, 'Fay Frontdesk', ['front-desk']), await hireStaff(first.address, admin, 'Pavel Prescriber', ['prescriber']), await hireStaff(other.address, admin, 'Nora Nurse', ['nurse'])]
  const director = await hireStaff(first.address, admin, 'Odette Director', ['medical-director'])
  const [site] = nurse.sites
  const ask = async (base: string, token: string, method: string, route: string, body?: unknown): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${base}${route}`, { method, headers: { cookie: `chairside=${token}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    const text = await answer.text()
    assert.ok(answer.ok, `${method} ${route}: ${answer.status} ${text}`)
    return JSON.parse(text) as Record<string, unknown>
  }
  const [patient, session] = [randomUUID(), randomUUID()]
  await ask(first.address, desk.token, 'POST', '/api/patients', { patient, given_name: 'Rowan', family_name: 'Testwell', birth_date: '1984-05-06', sex: 'male' })
  await enrol(first.address, director, patient, 'Rowan Testwell')
  await ask(first.address, prescriber.token, 'POST', `/api/patients/${patient}/courses`, {
    course: randomUUID(), kind: 'booster', indication: 'Test', visits: [{ session, ordinal: 1, site: site!.site, chair: site!.chairs[0]!.chair, start: new Date(Date.now() + 60_000).toISOString() }],
  })
  const { heard } = await nextChange(other.address, `chairside=${nurse.token}`)
  const event = { id: randomUUID(), session, type: 'arrived', at: new Date().toISOString(), actor: desk.staff, device: 'desk' }
  await ask(first.address, desk.token, 'POST', `/api/sessions/${session}/events`, { events: [event] })
  assert.deepEqual((await heard).sessions, [session])
  const floors = await Promise.all([first, other].map(async ({ address }) => (await ask(address, nurse.token, 'GET', `/api/floor?site=${site!.site}`)) as unknown as FloorView))
  assert.deepEqual(floors[0]!.chairs, floors[1]!.chairs)
  assert.equal(floors[1]!.chairs[0]!.visit?.state, 'arrived')
  for (const process of [first, other]) {
    process.child.kill('SIGTERM')
    assert.equal(await process.ended, 0)
  }
  // A process with a key of its own would accept nobody's one-time code: it says so instead of starting.
  const stranger = temporaryFolder()
  const refused = run('scripts/start.ts', ['--port', '0', '--hl7-port', '0', '--data', stranger], { DATABASE_URL: database.url })
  assert.equal(await refused.ended, 1)
  assert.match(refused.said(), /app-secret is not the one that this clinic's second factors were sealed with: copy app-secret/)
  await database.drop()
  for (const place of [folder, stranger]) fs.rmSync(place, { recursive: true, force: true })
})
