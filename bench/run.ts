// `npm run bench`: the promised figures, each as a ratio against its reference in the same run.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { startEmbedded } from '../server/db/embedded.ts'
import { migrate } from '../server/db/migrate.ts'
import { builtScreens } from '../scripts/screens.ts'
import { benchAppend } from './append.ts'
import { benchFloor } from './floor.ts'
import { chairScreenBytes } from './screen-size.ts'

const APPEND_AIM = 0.7
const FLOOR_AIM_MS = 10
const SCREEN_AIM_BYTES = 150_000

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'chairside-bench-'))
fs.chmodSync(folder, 0o755)
const verdict = (met: boolean): string => (met ? 'met' : 'MISSED')

await builtScreens(console.error)
const database = await startEmbedded(folder)
try {
  await migrate(database.url)
  const append = await benchAppend(database.url)
  console.log(`Durable appends of session events, ${append.connections} callers, ${append.connections} connections`)
  console.log(`  bare INSERT loop   ${append.bare_per_s.toFixed(0)} /s   (reference: one row, one index, no chain, no audit, no row-level security)`)
  console.log(`  session events     ${append.append_per_s.toFixed(0)} /s   with hash chain, audit row, row-level security and notification`)
  console.log(`  ratio              ${append.ratio.toFixed(2)}      aim ${APPEND_AIM}: ${verdict(append.ratio >= APPEND_AIM)}`)
  const floor = await benchFloor(database.url)
  console.log(`The Floor of ${floor.chairs} running chairs, 25,000 earlier visits`)
  console.log(`  its one query      ${floor.query_ms.toFixed(2)} ms   aim under ${FLOOR_AIM_MS} ms: ${verdict(floor.query_ms < FLOOR_AIM_MS)}`)
  console.log(`  ratio              ${floor.ratio.toFixed(0)}      times \`select 1\` on the same connection (${floor.reference_ms.toFixed(2)} ms)`)
  const bytes = chairScreenBytes()
  console.log('JavaScript of the first Chair screen, compressed')
  console.log(`  brotli             ${(bytes / 1000).toFixed(1)} kB   aim under ${SCREEN_AIM_BYTES / 1000} kB: ${verdict(bytes < SCREEN_AIM_BYTES)}`)
} finally {
  await database.stop()
  fs.rmSync(folder, { recursive: true, force: true })
}
