// A clinic of any size with an infusion running in every chair, a real server on it, and what the two of them cost.
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { instant } from '@chairside/core/shared'
import type { SessionEvent } from '@chairside/core/session'
import { connectApp, connectOwner, inOrganization, type Sql } from '../server/db/connect.ts'
import type { Embedded } from '../server/db/embedded.ts'
import { SIGN_IN_COOKIE } from '../server/http/caller.ts'
import { sha256 } from '../server/log/chain.ts'
import { createLogWriter } from '../server/log/writer.ts'
import { makeClinic } from '../server/testing/clinic.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
const CHAIRS_A_SITE = 20

export type BenchChair = { readonly chair: string; readonly name: string; readonly site: string; readonly session: string }
export type BenchClinic = { readonly organization: string; readonly nurse: string; readonly cookie: string; readonly chairs: readonly BenchChair[]; readonly sites: readonly string[] }

/** `count` chairs, 20 to a site, each with an infusion that started 20 minutes ago. */
export async function clinicOf(sql: Sql, count: number): Promise<BenchClinic> {
  const { organization, nurse } = await makeClinic(sql, { sessions: 0, name: `Clinic of ${count}` })
  const sites = Array.from({ length: Math.ceil(count / CHAIRS_A_SITE) }, () => randomUUID())
  const chairs = Array.from({ length: count }, (_, i) => ({ chair: randomUUID(), name: `B${count}-${i}`, site: sites[Math.floor(i / CHAIRS_A_SITE)]!, session: randomUUID(), patient: randomUUID() }))
  const now = Date.now()
  const token = randomBytes(32).toString('base64url')
  await inOrganization(sql, organization, async (tx) => {
    await tx`insert into site select ${organization}, r.site, 'Site ' || r.site, 'America/Los_Angeles' from jsonb_to_recordset(${tx.json(sites.map((site) => ({ site })))}) as r(site uuid)`
    await tx`insert into chair select ${organization}, r.chair, r.site, r.name, 1 from jsonb_to_recordset(${tx.json(chairs)}) as r(chair uuid, site uuid, name text)`
    await tx`insert into patient (organization_id, patient_id, site_id, record_number, given_name, family_name, birth_date, sex) select ${organization}, r.patient, r.site, r.name, 'Person', 'Fictional', '1980-01-01', 'female' from jsonb_to_recordset(${tx.json(chairs)}) as r(patient uuid, site uuid, name text)`
    await tx`insert into session (organization_id, session_id, patient_id, site_id, chair_id, planned) select ${organization}, r.session, r.patient, r.site, r.chair, tstzrange(${new Date(now - 1_500_000)}, ${new Date(now + 4_800_000)}) from jsonb_to_recordset(${tx.json(chairs)}) as r(session uuid, patient uuid, site uuid, chair uuid)`
    const signIn = randomUUID()
    await tx`insert into sign_in (organization_id, sign_in_id, token_hash, staff_id, opened_by, device_name, expires_at) values (${organization}, ${signIn}, ${sha256(token)}, ${nurse}, ${nurse}, 'bench screen', '2100-01-01')`
    await tx`insert into sign_in_actor (organization_id, sign_in_id, staff_id) values (${organization}, ${signIn}, ${nurse})`
  })
  const log = createLogWriter(sql)
  await Promise.all(chairs.map(({ session }) => log.append(organization, facts(session, nurse, now), () => [])))
  await log.close()
  return { organization, nurse, cookie: `${SIGN_IN_COOKIE}=${token}`, chairs, sites }
}

/** The facts of a visit 20 minutes into its infusion, `minutesAgo` counted back from `now` (ms). */
export function facts(session: string, nurse: string, now: number): SessionEvent[] {
  const by = { session, actor: nurse, device: 'bench tablet' }
  const at = (minutesAgo: number) => instant(now - minutesAgo * 60_000)
  return [
    { ...by, id: randomUUID(), type: 'arrived', at: at(45) },
    { ...by, id: randomUUID(), type: 'checklist-confirmed', at: at(40), item: 'identity' },
    { ...by, id: randomUUID(), type: 'infusion-started', at: at(20), dose_mg: 40, dose_mg_per_kg: 0.5, weight_kg: 80, weight_basis: 'actual', volume_mL: 100, concentration_mg_per_mL: 0.4, rate_mL_per_h: 150 },
    ...Array.from({ length: 40 }, (_, i): SessionEvent => ({ ...by, id: randomUUID(), type: 'vitals-recorded', at: at(40 - i), origin: 'device', values: { spo2_pct: 97, pulse_per_min: 70 + (i % 9) } })),
  ]
}

export type BenchServer = { readonly url: string; readonly hl7Port: number; readonly pid: number; stop(): Promise<void> }

/** `npm start` on the database, in a process of its own. */
export async function startServer(database: Embedded, folder: string): Promise<BenchServer> {
  fs.mkdirSync(folder, { recursive: true })
  const child: ChildProcess = spawn(process.execPath, ['scripts/start.ts', '--port', '0', '--hl7-port', '0', '--data', folder], { cwd: ROOT, env: { ...process.env, DATABASE_URL: database.url }, stdio: ['ignore', 'pipe', 'pipe'] })
  const leave = (): void => void child.kill('SIGTERM')
  process.once('exit', leave)
  let said = ''
  const [, address, port] = await new Promise<RegExpMatchArray>((resolve, reject) => {
    const hear = (data: Buffer): void => {
      said += String(data)
      const ready = /ready at (\S+) \(monitors: HL7 on port (\d+)/.exec(said)
      if (ready) resolve(ready)
    }
    child.stdout!.on('data', hear)
    child.stderr!.on('data', hear)
    child.once('close', () => reject(new Error(`the server ended: ${said}`)))
  })
  return {
    url: address!.replace('localhost', '127.0.0.1'), hl7Port: Number(port), pid: child.pid!,
    stop: () => new Promise((resolve) => {
      process.removeListener('exit', leave)
      child.once('close', () => resolve())
      child.kill('SIGTERM')
    }),
  }
}

/** What autovacuum does within a minute: the planner knows the tables' sizes. */
export async function analyzed(database: Embedded): Promise<void> {
  const owner = connectOwner(database.url, 1)
  await owner`analyze`
  await owner.end()
}

export const appPool = (database: Embedded): Sql => connectApp(database.url, 8)

const TICKS_A_SECOND = 100
type Times = { readonly parent: number; readonly own: number; readonly ended: number }
function timesOf(pid: number): Times | null {
  try {
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
    const ticks = (i: number): number => (Number(fields[i]) / TICKS_A_SECOND) * 1000
    return { parent: Number(fields[1]), own: ticks(11) + ticks(12), ended: ticks(13) + ticks(14) }
  } catch {
    return null
  }
}

/** Processor time in ms that a process has used so far. Linux only. */
export const cpuOf = (pid: number): number => timesOf(pid)?.own ?? 0
/** The same for PostgreSQL: the postmaster, its living children, and those that ended. */
export function cpuOfPostgres(postmaster: number): number {
  const mine = timesOf(postmaster)
  const children = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => { const t = timesOf(Number(name)); return t?.parent === postmaster ? [t.own] : [] })
  return (mine?.own ?? 0) + (mine?.ended ?? 0) + children.reduce((a, b) => a + b, 0)
}

/** The value below which `share` of the numbers lie. */
export const percentile = (numbers: readonly number[], share: number): number => numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))] ?? NaN
