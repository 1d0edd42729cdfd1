// `npm start`: from the sources to a clinic that answers. Every step says what it does; every failure is one sentence.
import fs from 'node:fs'
import path from 'node:path'
import { BadCommand, DATA, parseOptions } from '../cli/options.ts'
import { startServer, type Running, type StartOptions } from '../server/main.ts'
import { sentenceOf } from '../server/ops/sentence.ts'
import { builtScreens } from './screens.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
const say = (line: string): void => console.log(line)

const SPEC = {
  'port': { kind: 'number', min: 0, max: 65_535, whole: true },
  'hl7-port': { kind: 'number', min: 0, max: 65_535, whole: true },
  'data': DATA,
  'demo': { kind: 'flag' },
} as const

function optionsOf(args: readonly string[]): Omit<StartOptions, 'screens' | 'say' | 'lost'> {
  const { options } = parseOptions(args, SPEC, [0, 0, 'options only: npm start -- --port N --hl7-port N --data DIR --demo'])
  return { port: options.port ?? 8080, hl7Port: options['hl7-port'] ?? 2575, dataDir: path.resolve(options.data ?? path.join(ROOT, '.chairside')), demonstration: options.demo }
}

let running: Running | null = null
let starting: Promise<void> | null = null
let leaving = false

function fail(error: unknown, folder?: string): never {
  console.error(sentenceOf(error, folder))
  process.exit(1)
}

/** The trace of what nobody expected goes to a file for whoever mends it; people get the sentence. */
function failUnexpectedly(error: unknown, folder: string): never {
  const file = path.join(folder, 'last-error.log')
  try {
    fs.writeFileSync(file, `${new Date().toISOString()}\n${error instanceof Error ? error.stack : String(error)}\n`, { mode: 0o600 })
  } catch {
    // The sentence below is what matters.
  }
  console.error(`${sentenceOf(error, folder)} Details: ${file}`)
  process.exit(1)
}

/** Stops in order: no new calls, what is being written is finished, connections closed, the database last. */
async function stop(signal: string): Promise<void> {
  if (leaving) return
  leaving = true
  say(`Stopping (${signal}).`)
  const patience = setTimeout(() => fail(new Error('it did not stop within 20 seconds and was ended')), 20_000)
  await starting?.catch(() => {})
  await running?.close()
  clearTimeout(patience)
  say('Stopped.')
  process.exit(0)
}

async function start(): Promise<void> {
  let options: ReturnType<typeof optionsOf>
  try {
    options = optionsOf(process.argv.slice(2))
  } catch (error) {
    console.error(error instanceof BadCommand ? error.message : sentenceOf(error))
    process.exit(2)
  }
  const folder = options.dataDir
  const lost = (error: unknown): void => {
    if (!leaving) failUnexpectedly(error, folder)
  }
  process.on('uncaughtException', lost)
  process.on('unhandledRejection', lost)
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop(signal))
  try {
    running = await startServer({ ...options, screens: () => builtScreens(say), say, lost })
  } catch (error) {
    if (leaving) return
    fail(error, folder)
  }
  if (!leaving) say(`Chairside is ready at ${running.url} (monitors: HL7 on port ${running.hl7Port}; data: ${folder}). Stop it with Ctrl+C.`)
}

starting = start()
await starting
