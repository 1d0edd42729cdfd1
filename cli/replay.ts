// chairside replay RECORDING --to HOST:PORT --chair NAME [--speed N] [--json]: sends a recorded series as HL7 v2 (IHE PCD-01) over MLLP, as a monitor would.
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { composeObservations, type SentRow } from '@chairside/server/hl7'
import { openSender, type Sender } from '@chairside/server/mllp'
import type { VitalName } from '@chairside/core/session'
import type { Io } from './chairside.ts'
import { BadCommand, JSON_FLAG, parseOptions } from './options.ts'
import { readRecording, type Recording, type Row } from './recording.ts'

const OPTIONS = {
  to: { kind: 'text', allowed: 'HOST:PORT of the clinic\'s HL7 listener, such as localhost:2575' }, chair: { kind: 'text', allowed: 'the name of a chair' },
  speed: { kind: 'text', allowed: 'a number: 1 as recorded, 10 ten times as fast, 0 or max as fast as it is acknowledged' }, json: JSON_FLAG,
} as const

/** A cut line is opened again this often, a second apart, before we give up; the message that hung is sent again under its own control id. */
const TRIES = 5
const CUFF: readonly VitalName[] = ['sbp_mmHg', 'dbp_mmHg', 'map_mmHg']

type Summary = { rows: number; sent: number; AA: number; AE: number; AR: number; unanswered: number; values: number; gaps: number; complete: boolean; lastReason: string | null }

async function readText(file: string): Promise<string> {
  let bytes: Buffer
  try {
    bytes = file === '-' ? await buffer(process.stdin) : await fs.promises.readFile(file)
  } catch (error) {
    throw new BadCommand(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as NodeJS.ErrnoException).code}); allowed: a CSV file, also compressed with gzip`)
  }
  try {
    return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8')
  } catch {
    throw new BadCommand(`${file}: is not a whole gzip file; allowed: a CSV file, also compressed with gzip`)
  }
}

function addressIn(text: string): { host: string; port: number } {
  const cut = text.lastIndexOf(':')
  const port = Number(text.slice(cut + 1))
  const host = text.slice(0, cut).replace(/^\[(.*)\]$/, '$1')
  if (cut < 1 || host === '' || !Number.isInteger(port) || port < 1 || port > 65_535) throw new BadCommand(`--to: ${JSON.stringify(text)} is not allowed; allowed: ${OPTIONS.to.allowed}`)
  return { host, port }
}

function speedIn(text: string | undefined): number {
  if (text === undefined) return 1
  if (text === 'max') return 0
  const speed = Number(text)
  if (!/^\d+(\.\d+)?$/.test(text) || speed > 100_000) throw new BadCommand(`--speed: ${JSON.stringify(text)} is not allowed; allowed: ${OPTIONS.speed.allowed}`)
  return speed
}

/** The rows of a message: a cuff reading keeps the time at which it was first seen, and all else is of now. */
function rowsOf(row: Row, at: Date, cuff: { key: string; at: Date }): SentRow[] {
  const key = CUFF.map((name) => row.values[name] ?? '').join('/')
  if (key !== cuff.key) Object.assign(cuff, { key, at })
  return Object.entries(row.values).map(([vital, value]) => ({ vital: vital as VitalName, value, ...(CUFF.includes(vital as VitalName) ? { at: cuff.at } : {}) }))
}

/** In short waits, so that Ctrl-C is heard. */
async function waitUntil(due: number, stopped: () => boolean): Promise<void> {
  for (let left = due - Date.now(); left > 0 && !stopped(); left = due - Date.now()) await wait(Math.min(left, 200))
}

async function send(recording: Recording, name: string, to: { host: string; port: number }, chair: string, speed: number, io: Io, stopped: () => boolean): Promise<Summary> {
  const sum: Summary = { rows: recording.rows.length, sent: 0, AA: 0, AE: 0, AR: 0, unanswered: 0, values: 0, gaps: 0, complete: false, lastReason: null }
  let line: Sender
  try {
    line = await openSender(to.host, to.port)
  } catch (error) {
    throw new BadCommand(`--to: ${(error as Error).message}; allowed: a listener that is running`)
  }
  // A control id of its own for each run: two replays of one recording are two recordings to the clinic.
  const run = randomBytes(6).toString('hex')
  const cuff = { key: '', at: new Date() }
  let due = Date.now()
  let said = Date.now()
  for (const [i, row] of recording.rows.entries()) {
    const step = i === 0 ? 0 : row.offset_ms - recording.rows[i - 1]!.offset_ms
    if (step > recording.gapFrom_ms) sum.gaps += 1
    // A clock that stepped back in the recording makes no wait and no journey into the past: the message says now.
    if (speed > 0) due += Math.max(0, step) / speed
    await waitUntil(speed > 0 ? due : 0, stopped)
    if (stopped()) break
    const at = new Date()
    const rows = rowsOf(row, at, cuff)
    const message = composeObservations({ application: 'CHAIRSIDE-REPLAY', facility: name, bed: chair, controlId: `${run}-${i + 1}`, at, rows })
    sum.sent += 1
    sum.values += rows.filter((r) => r.value !== null).length
    let ack = await line.send(message)
    for (let tries = 0; ack === null && tries < TRIES && !stopped(); tries++) {
      if (tries > 0) await wait(1000)
      line.close()
      try {
        line = await openSender(to.host, to.port)
        ack = await line.send(message)
      } catch (error) {
        io.say((error as Error).message)
      }
    }
    if (ack === null) {
      sum.unanswered += 1
      sum.lastReason = 'no acknowledgement'
      break
    }
    const code = ack.code === 'AA' ? 'AA' : ack.code === 'AR' ? 'AR' : 'AE'
    sum[code] += 1
    if (code !== 'AA' && sum.lastReason !== ack.reason) io.say(`row ${i + 1}: ${ack.code} ${ack.reason}`)
    if (code !== 'AA') sum.lastReason = ack.reason
    if (Date.now() - said > 2000) {
      io.say(`${i + 1} of ${recording.rows.length} rows sent, ${sum.AA} acknowledged`)
      said = Date.now()
    }
  }
  line.close()
  sum.complete = sum.sent === sum.rows
  return sum
}

export async function run(args: readonly string[], io: Io): Promise<number> {
  const { options, words } = parseOptions(args, OPTIONS, [1, 1, 'one recording (a CSV file, also .gz)'])
  const file = words[0]!
  if (options.to === undefined) throw new BadCommand(`--to: nothing is not allowed; allowed: ${OPTIONS.to.allowed}`)
  if (options.chair === undefined) throw new BadCommand(`--chair: nothing is not allowed; allowed: ${OPTIONS.chair.allowed}`)
  const to = addressIn(options.to)
  const speed = speedIn(options.speed)
  const recording = readRecording(await readText(file))
  if ('place' in recording) throw new BadCommand(`${file}: ${recording.place}: ${JSON.stringify(recording.value)} is not allowed; allowed: ${recording.allowed}`)

  let interrupted = false
  const stop = (): void => { interrupted = true; io.say('Stopping after the message under way.') }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  io.say(`${recording.rows.length} rows with ${recording.columns.map(({ column, vital }) => `${column} as ${vital}`).join(', ')}${recording.ignored.length > 0 ? `; not sent: ${recording.ignored.join(', ')}` : ''}`)
  try {
    const name = file === '-' ? 'standard-input' : path.basename(file).replace(/\.gz$/i, '').replace(/\.[a-z]+$/i, '')
    const sum = await send(recording, name, to, options.chair, speed, io, () => interrupted)
    io.out(options.json ? JSON.stringify(sum)
      : `${sum.rows} rows, ${sum.sent} sent, ${sum.AA} AA, ${sum.AE} AE, ${sum.AR} AR, ${sum.values} values, ${sum.gaps} gaps${sum.complete ? '' : `; stopped after row ${sum.sent}`}${sum.lastReason === null ? '' : `; last reason: ${sum.lastReason}`}`)
    return sum.AA === sum.rows ? 0 : 1
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
}
