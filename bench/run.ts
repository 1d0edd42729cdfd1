// `npm run bench`: the promised figures, each beside its aim and against a reference in the same run. Words choose parts: `npm run bench -- floor live`. What is promised and how it is measured: docs/decisions/0016.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Sql } from '../server/db/connect.ts'
import { startEmbedded, type Embedded } from '../server/db/embedded.ts'
import { migrate } from '../server/db/migrate.ts'
import { builtScreens } from '../scripts/screens.ts'
import { benchAlarm, type AlarmBench, type Signal } from './alarm.ts'
import { benchAppend } from './append.ts'
import { analyzed, appPool, clinicOf, startServer, type BenchClinic, type BenchServer } from './clinic.ts'
import { benchFloor } from './floor.ts'
import { benchFold } from './fold.ts'
import { benchLive, type LiveBench } from './live.ts'
import { benchPk } from './pk.ts'
import { chairScreenBytes } from './screen-size.ts'
import { benchTap } from './tap.ts'

const APPEND_AIM = 0.7
const FLOOR_AIM_MS = 10
const SCREEN_AIM_BYTES = 150_000
const LIVE_AIM_MS = 2000
const LIVE_AIM_CORES = 0.5
const TAP_AIM_MS = 100
/** A long visit may cost a fact twice what a short one does. */
const FOLD_AIM = 2
const ALARM_AIM_MS = 2000
/** Dips at each of four chairs, and the seconds between two words of a monitor. */
const ALARM_RUNS = [[6, 1], [2, 3]] as const
const CURVE_AIM = 2
const PEOPLE_AIM = 1.5
const REFOLD_AIM_MS = 50
const SIZES = [10, 100, 1000]

const wanted = process.argv.slice(2)
const isWanted = (part: string): boolean => wanted.length === 0 || wanted.includes(part)
const verdict = (met: boolean): string => (met ? 'met' : 'MISSED')
const row = (what: string, measured: string, rest = ''): void => console.log(`  ${what.padEnd(34)} ${measured.padStart(12)}   ${rest}`)
const cores = os.cpus().length
/** How busy the machine is with other things is part of every figure here. */
const load = (): string => `load ${os.loadavg()[0]!.toFixed(1)} on ${cores} cores`

function liveRows(live: LiveBench): void {
  row('monitor to screen, p50 / p99', `${live.screen_ms.p50.toFixed(0)} / ${live.screen_ms.p99.toFixed(0)} ms`, `aim p99 under ${LIVE_AIM_MS} ms: ${verdict(live.screen_ms.p99 < LIVE_AIM_MS)}`)
  row('monitor to acknowledgement, p50 / p99', `${live.ack_ms.p50.toFixed(0)} / ${live.ack_ms.p99.toFixed(0)} ms`, 'after the commit')
  row('a Floor read, p50 / p99', `${live.floor_ms.p50.toFixed(0)} / ${live.floor_ms.p99.toFixed(0)} ms`, `${live.floor_ms.reads} reads`)
  row('processor: server, PostgreSQL', `${live.server_cores.toFixed(2)}, ${live.database_cores.toFixed(2)} cores`)
  row('per chair and minute', `${live.per_chair_minute_ms.toFixed(0)} ms`, `${live.sent} messages, ${live.unacknowledged} not acknowledged, ${live.missing} that no screen saw: ${verdict(live.unacknowledged + live.missing === 0)}`)
}

/** What the monitor's own interval adds is not ours: where it is longer than a second, the aim holds from the word that makes the stay long enough. */
function alarmRows(alarm: AlarmBench): void {
  const { lamp, tone, floor } = alarm.every_s > 1 ? alarm.from_word : alarm
  const rowOf = (what: string, { p50_ms, p99_ms, missing }: Signal): void => row(`${what}, p50 / p99`, `${p50_ms.toFixed(0)} / ${p99_ms.toFixed(0)} ms`, `aim p99 under ${ALARM_AIM_MS} ms, none missing: ${verdict(missing === 0 && p99_ms < ALARM_AIM_MS)}${missing > 0 ? `, ${missing} missing` : ''}`)
  console.log(`From ${alarm.every_s > 1 ? 'the word that makes a low saturation last' : 'a low saturation that has lasted'} ${alarm.stay_s} s, monitors speaking each ${alarm.every_s} s, ${alarm.dips} dips at 4 chairs (${load()})`)
  rowOf('lamp at the chair', lamp)
  rowOf('tone at the chair', tone)
  rowOf('lamp on the Floor', floor)
  if (alarm.every_s > 1) row('lamp from the end of the stay', `${alarm.lamp.p50_ms.toFixed(0)} / ${alarm.lamp.p99_ms.toFixed(0)} ms`, `of it up to ${alarm.every_s} s until the monitor speaks again`)
}

/** What needs the database, or nothing. */
async function parts(database: Embedded): Promise<void> {
  await migrate(database.url)
  if (isWanted('append')) {
    const append = await benchAppend(database.url)
    console.log(`Durable appends of session events, ${append.connections} callers, ${append.connections} connections (${load()})`)
    row('bare INSERT loop', `${append.bare_per_s.toFixed(0)} /s`, 'reference: one row, one index, no chain, no audit, no row-level security')
    row('session events', `${append.append_per_s.toFixed(0)} /s`, 'with hash chain, audit row, row-level security and notification')
    row('ratio', append.ratio.toFixed(2), `aim ${APPEND_AIM}: ${verdict(append.ratio >= APPEND_AIM)}`)
  }
  if (isWanted('fold')) {
    const fold = benchFold()
    console.log(`Folding a session (${load()})`)
    row(`a fact of ${fold.short}`, `${fold.short_us.toFixed(2)} us`, 'reference')
    row(`a fact of ${fold.long}`, `${fold.long_us.toFixed(2)} us`)
    row('ratio', fold.ratio.toFixed(2), `aim under ${FOLD_AIM}: ${verdict(fold.ratio < FOLD_AIM)}`)
  }
  if (isWanted('floor')) {
    const floor = await benchFloor(database.url)
    console.log(`The Floor of ${floor.chairs} running chairs, 25,000 earlier visits (${load()})`)
    row('its one query', `${floor.query_ms.toFixed(2)} ms`, `aim under ${FLOOR_AIM_MS} ms: ${verdict(floor.query_ms < FLOOR_AIM_MS)}`)
    row('ratio', floor.ratio.toFixed(0), `times \`select 1\` on the same connection (${floor.reference_ms.toFixed(2)} ms)`)
  }
  if (isWanted('pk')) {
    const pk = benchPk()
    console.log(`Pharmacokinetics: 7,200 steps of a second, four states (${load()})`)
    row('bare propagator loop', `${pk.bare_ms.toFixed(3)} ms`, 'reference')
    row('one curve, with pause and resume', pk.curve_ratio.toFixed(2), `times the reference, aim under ${CURVE_AIM}: ${verdict(pk.curve_ratio < CURVE_AIM)}; furthest from exact ${pk.exact_error.toExponential(0)}`)
    row('ode-rk4 on the same', pk.rk4_ratio.toFixed(0), `times our curve, off by ${pk.rk4_error.toExponential(0)}`)
    row('odex at 1e-9 on the same', pk.odex_ratio.toFixed(0), `times our curve, off by ${pk.odex_error.toExponential(0)}`)
    row('1,000 people, bare loop', `${pk.people_bare_ms.toFixed(0)} ms`, 'reference')
    row('1,000 people', pk.people_ratio.toFixed(2), `times the reference, aim under ${PEOPLE_AIM}: ${verdict(pk.people_ratio < PEOPLE_AIM)}`)
    row('all bands again after an edit', `${pk.refold_ms.toFixed(0)} ms`, `1,000 people, 241 points, aim under ${REFOLD_AIM_MS} ms: ${verdict(pk.refold_ms < REFOLD_AIM_MS)}`)
    row('the next second of 1,000 people', `${pk.tick_ms.toFixed(2)} ms`)
  }
  if (isWanted('screen')) {
    const bytes = chairScreenBytes()
    console.log('JavaScript of the first Chair screen, compressed')
    row('brotli', `${(bytes / 1000).toFixed(1)} kB`, `aim under ${SCREEN_AIM_BYTES / 1000} kB: ${verdict(bytes < SCREEN_AIM_BYTES)}`)
  }
}

/** A clinic of `count` chairs on a database and a server of its own: a server holds one real clinic. */
async function withClinic<T>(folder: string, count: number, work: (database: Embedded, server: BenchServer, clinic: BenchClinic, sql: Sql) => Promise<T>): Promise<T> {
  const database = await startEmbedded(path.join(folder, `database-${count}`))
  try {
    await migrate(database.url)
    const sql = appPool(database)
    const clinic = await clinicOf(sql, count)
    await analyzed(database)
    const server = await startServer(database, path.join(folder, `server-${count}`))
    const answer = await work(database, server, clinic, sql)
    await server.stop()
    await sql.end()
    return answer
  } finally {
    await database.stop()
  }
}

async function whole(folder: string): Promise<void> {
  if (isWanted('live') || isWanted('tap') || isWanted('alarm')) await withClinic(folder, 20, async (database, server, clinic, sql) => {
    if (isWanted('live')) {
      const live = await benchLive(database, server, clinic, { every_ms: 1000, seconds: 30, watched: 20, floors: 1 })
      console.log(`20 chairs, one message of 6 values a second each, 20 Chairs and a Floor open (${load()})`)
      liveRows(live)
      const used = live.server_cores + live.database_cores
      row('idle of one core', `${((1 - used) * 100).toFixed(0)} %`, `aim half: ${verdict(used < LIVE_AIM_CORES)}`)
    }
    if (isWanted('alarm')) for (const [dips, every_s] of ALARM_RUNS) alarmRows(await benchAlarm(server, clinic, dips, every_s))
    if (isWanted('tap')) {
      const tap = await benchTap(sql, server, clinic)
      console.log(`From a tap to "saved on this tablet", Chromium slowed 4 times, ${tap.facts} lines of an hour on the screen, monitor running (${load()})`)
      row('p50 / p95', `${tap.p50_ms.toFixed(0)} / ${tap.p95_ms.toFixed(0)} ms`, `aim p95 under ${TAP_AIM_MS} ms: ${verdict(tap.p95_ms < TAP_AIM_MS)}`)
      row('without slowing, p50', `${tap.unslowed_p50_ms.toFixed(0)} ms`)
      row('one bare durable write, slowed', `${tap.write_p50_ms.toFixed(0)} ms`, `reference, IndexedDB, same page: ratio ${(tap.p50_ms / tap.write_p50_ms).toFixed(1)}`)
      row('processor of the page for a tap', `${tap.cpu_ms.toFixed(0)} ms`, 'with all that follows, unslowed')
    }
  })
  if (!isWanted('chairs')) return
  console.log(`Many chairs, one message of 6 values each 5 s, every site's Floor open, up to 20 Chairs open, ${cores} cores (${load()})`)
  const costs: number[] = []
  for (const count of SIZES) {
    const live = await withClinic(folder, count, (database, server, clinic) => benchLive(database, server, clinic, { every_ms: 5000, seconds: 30, watched: Math.min(20, count), floors: clinic.sites.length }))
    console.log(` ${count} chairs (${load()})`)
    liveRows(live)
    costs.push(live.per_chair_minute_ms)
  }
  row('cost of a chair, 1,000 against 10', (costs.at(-1)! / costs[0]!).toFixed(2))
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'chairside-bench-'))
fs.chmodSync(folder, 0o755)
await builtScreens(console.error)
try {
  const database = await startEmbedded(path.join(folder, 'database'))
  await parts(database).finally(() => database.stop())
  await whole(folder)
} finally {
  fs.rmSync(folder, { recursive: true, force: true })
}
