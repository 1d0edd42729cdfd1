// From monitors to screens: real MLLP in, server-sent events and reads out as the app does them. Latency from the sending of a message to the reading being in the hands of a screen.
import http from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { DeviceReading, LiveChange } from '@chairside/core/session'
import type { Embedded } from '../server/db/embedded.ts'
import { openSender } from '../server/devices/sender.ts'
import { composeObservations } from '../server/hl7/index.ts'
import { cpuOf, cpuOfPostgres, percentile, type BenchChair, type BenchClinic, type BenchServer } from './clinic.ts'

/** As app/live.ts and app/session/use-floor.ts: many notices at once are one read. */
const CHAIR_READS_AFTER_MS = 120
const FLOOR_READS_EVERY_MS = 1000
const CHAIR_ASKS_EVERY_MS = 3000

export type LiveOptions = { readonly every_ms: number; readonly seconds: number; /** Chairs that have a Chair open; every site has its Floor open. */ readonly watched: number; readonly floors: number }
export type LiveBench = {
  readonly sent: number; readonly unacknowledged: number; readonly missing: number
  readonly ack_ms: { readonly p50: number; readonly p99: number }; readonly screen_ms: { readonly p50: number; readonly p99: number }; readonly floor_ms: { readonly p50: number; readonly p99: number; readonly reads: number }
  /** Processor time of the server and of PostgreSQL, in cores, and of both per chair and minute in ms. */
  readonly server_cores: number; readonly database_cores: number; readonly per_chair_minute_ms: number
}

function screens(server: BenchServer, cookie: string) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 2000 })
  const headers = { cookie, 'x-chairside-background': '1' }
  let open = true
  const lines = new Set<http.ClientRequest>()
  return {
    get: <T>(route: string): Promise<T> => new Promise((resolve, reject) => {
      http.get(`${server.url}${route}`, { agent, headers }, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.once('end', () => {
          const text = Buffer.concat(parts).toString()
          if (answer.statusCode === 200) resolve(JSON.parse(text) as T)
          else reject(new Error(`${route}: ${answer.statusCode} ${text.slice(0, 200)}`))
        })
      }).once('error', reject)
    }),
    listen(hear: (change: LiveChange) => void): Promise<void> {
      return new Promise((resolve, reject) => {
        const line = http.get(`${server.url}/api/live`, { headers, agent: false }, (answer) => {
          if (answer.statusCode !== 200) reject(new Error(`/api/live: ${answer.statusCode}`))
          resolve()
          let rest = ''
          answer.on('data', (part: Buffer) => {
            const texts = (rest + String(part)).split('\n\n')
            rest = texts.pop()!
            for (const text of texts) if (text.startsWith('data: ')) hear(JSON.parse(text.slice(6)) as LiveChange)
          })
        })
        line.once('error', (error) => { if (open) reject(error) })
        lines.add(line)
      })
    },
    close() {
      open = false
      for (const line of lines) line.destroy()
      agent.destroy()
    },
  }
}

/** Runs monitors at every chair of the clinic, and screens, for a while. Numbers are of the last `seconds`; the first quarter before them warms up. */
export async function benchLive(database: Embedded, server: BenchServer, clinic: BenchClinic, { every_ms, seconds, watched, floors }: LiveOptions): Promise<LiveBench> {
  const ends = performance.now() + (seconds * 1.25 + 0.5) * 1000
  let counting = false
  const ackMs: number[] = [], screenMs: number[] = [], floorMs: number[] = []
  const expected = new Map<string, Set<number>>()
  let sent = 0
  let unacknowledged = 0
  const screen = screens(server, clinic.cookie)

  async function watchChair({ chair }: BenchChair): Promise<void> {
    let last: string = new Date().toISOString()
    let busy = false
    let planned = false
    const due = new Set<number>()
    expected.set(chair, due)
    const read = async (): Promise<void> => {
      planned = false
      if (busy) return
      busy = true
      const readings = await screen.get<DeviceReading[]>(`/api/chairs/${chair}/readings?after=${encodeURIComponent(last)}`).catch(() => [])
      busy = false
      const here = Date.now()
      for (const reading of readings) {
        if (reading.received_at > last) last = reading.received_at
        const at = Date.parse(reading.at)
        if (due.delete(at) && counting) screenMs.push(here - at)
      }
    }
    const soon = (): void => { if (!planned) { planned = true; setTimeout(() => void read(), CHAIR_READS_AFTER_MS) } }
    await screen.listen((change) => { if (change.chairs === undefined && change.sessions === undefined || change.chairs?.includes(chair)) soon() })
    const timer = setInterval(soon, CHAIR_ASKS_EVERY_MS)
    setTimeout(() => clearInterval(timer), ends - performance.now() + 4000)
  }
  async function watchFloor(site: string): Promise<void> {
    let planned = false
    let lastRead = 0
    const read = async (): Promise<void> => {
      planned = false
      lastRead = performance.now()
      await screen.get(`/api/floor?site=${site}`).catch(() => {})
      if (counting) floorMs.push(performance.now() - lastRead)
    }
    const here = new Set(clinic.chairs.filter((c) => c.site === site).map((c) => c.chair))
    await screen.listen(({ chairs, sessions }) => {
      if (planned || performance.now() > ends || (sessions === undefined && chairs?.some((chair) => here.has(chair)) === false)) return
      planned = true
      setTimeout(() => void read(), Math.max(CHAIR_READS_AFTER_MS, lastRead + FLOOR_READS_EVERY_MS - performance.now()))
    })
  }

  /** One line for 20 chairs, as a gateway: messages one after the other, each acknowledged before the next. */
  async function gateway(chairs: readonly BenchChair[], offset_ms: number): Promise<void> {
    const sender = await openSender('127.0.0.1', server.hl7Port)
    await wait(offset_ms)
    for (let turn = performance.now(); turn < ends; turn += every_ms) {
      for (const [i, { chair, name }] of chairs.entries()) {
        const when = turn + (i * every_ms) / chairs.length
        if (when > performance.now()) await wait(when - performance.now())
        const at = new Date()
        const began = performance.now()
        if (counting) sent += 1
        if (counting) expected.get(chair)?.add(at.getTime())
        const ack = await sender.send(composeObservations({ application: 'BENCH', facility: name, bed: name, controlId: `${name}-${at.getTime()}`, at, rows: [
          { vital: 'spo2_pct', value: 95 + (sent % 5) }, { vital: 'pulse_per_min', value: 60 + (sent % 30) }, { vital: 'rr_per_min', value: 14 }, { vital: 'etco2_mmHg', value: 38 }, { vital: 'temp_Cel', value: 36.6 }, { vital: 'map_mmHg', value: 88 },
        ] }))
        if (ack?.code !== 'AA') unacknowledged += 1
        else if (counting) ackMs.push(performance.now() - began)
      }
    }
    sender.close()
  }

  await Promise.all([...clinic.chairs.slice(0, watched).map(watchChair), ...clinic.sites.slice(0, floors).map(watchFloor)])
  const perLine = 20
  const lines = Array.from({ length: Math.ceil(clinic.chairs.length / perLine) }, (_, i) => clinic.chairs.slice(i * perLine, (i + 1) * perLine))
  const running = Promise.all(lines.map((chairs, i) => gateway(chairs, (i * every_ms) / perLine / lines.length)))
  await wait(seconds * 250)
  counting = true
  const before = { at: performance.now(), server: cpuOf(server.pid), database: cpuOfPostgres(database.pid) }
  await wait(seconds * 1000)
  const elapsed = performance.now() - before.at
  const server_cores = (cpuOf(server.pid) - before.server) / elapsed
  const database_cores = (cpuOfPostgres(database.pid) - before.database) / elapsed
  await running
  await wait(3500)
  screen.close()
  const missing = [...expected.values()].reduce((sum, due) => sum + due.size, 0)
  const of = (numbers: readonly number[]) => ({ p50: percentile(numbers, 0.5), p99: percentile(numbers, 0.99) })
  return {
    sent, unacknowledged, missing, ack_ms: of(ackMs), screen_ms: of(screenMs), floor_ms: { ...of(floorMs), reads: floorMs.length },
    server_cores, database_cores, per_chair_minute_ms: ((server_cores + database_cores) * 60_000) / clinic.chairs.length,
  }
}
