// The one place that reads the environment and wires the parts: database, log, live screens, HTTP, monitors.
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { startEmbedded, type Embedded } from './db/embedded.ts'
import { writeInstance } from './db/instance.ts'
import { migrate } from './db/migrate.ts'
import { checkOwnServer } from './db/own-server.ts'
import { loadDemonstration } from './demo/load.ts'
import { startSimulation } from './demo/simulation.ts'
import { startHl7Listener } from './devices/listener.ts'
import { buildApp } from './http/app.ts'
import { mailerOf } from './messages/mailer.ts'
import { texterOf } from './messages/texter.ts'
import { startErrands } from './messages/errands.ts'
import { startOutbox } from './messages/outbox.ts'
import { RESTORING } from './ops/restore.ts'
import { Sentence } from './ops/sentence.ts'
import { appSecret, checkSecret, openServices, VERSION } from './ops/services.ts'

export type StartOptions = {
  /** 0 picks a free port; so does `hl7Port`. */
  readonly port: number
  readonly hl7Port: number
  readonly dataDir: string
  /** Gives the folder of the built browser app; without it only the API answers. */
  readonly screens?: () => Promise<string>
  /** Loads the demonstration clinic unless it is there. */
  readonly demonstration: boolean
  /** Says each step, a line at a time. */
  say(line: string): void
  /** Something that cannot be mended while running: the caller ends the process. */
  lost(error: Error): void
}

export type Running = { readonly url: string; readonly hl7Port: number; close(): Promise<void> }

/** `hl7Host` apart from `host`: MLLP has no sign-in, so monitors are let in from other machines only where the clinic says so. */
type Environment = { readonly databaseUrl: string | null; readonly host: string; readonly hl7Host: string; readonly origin: string | null }

function environment(): Environment {
  const { DATABASE_URL, CHAIRSIDE_HOST, CHAIRSIDE_HL7_HOST, CHAIRSIDE_ORIGIN } = process.env
  let origin: string | null = null
  if (CHAIRSIDE_ORIGIN) {
    try {
      origin = new URL(CHAIRSIDE_ORIGIN).origin
    } catch {
      origin = 'null'
    }
    if (origin === 'null' || (!origin.startsWith('https:') && !/^http:\/\/(localhost|127\.0\.0\.1)(:|$)/.test(origin)))
      throw new Sentence(`CHAIRSIDE_ORIGIN is ${JSON.stringify(CHAIRSIDE_ORIGIN)}, and must be the https address that people use, such as https://clinic.example.org.`)
  }
  return { databaseUrl: DATABASE_URL || null, host: CHAIRSIDE_HOST || '127.0.0.1', hl7Host: CHAIRSIDE_HL7_HOST || '127.0.0.1', origin }
}

/** The port if it is free (a free one for 0). Asked before anything slow is done; `option` is how to choose another. */
function freePort(port: number, host: string, what: string, option: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is taken by another program' : error.code === 'EACCES' ? 'is reserved for the system' : `cannot be opened on ${host} (${error.code})`
      reject(new Sentence(`Port ${port}${what} ${why}: stop that program, or choose another port with npm start -- ${option} N.`))
    })
    probe.listen({ port, host, exclusive: true }, () => {
      const { port: found } = probe.address() as net.AddressInfo
      probe.close(() => resolve(found))
    })
  })
}

/** Ends the parts in the order opposite to their start; one that fails does not keep the others. */
async function closeAll(closers: (() => Promise<void> | void)[], say: (line: string) => void): Promise<void> {
  for (const close of closers.splice(0).toReversed()) {
    try {
      await close()
    } catch (error) {
      say(`While stopping: ${(error as Error).message}`)
    }
  }
}

/** Starts everything; resolves when the address answers. What was started is stopped again when a later step fails. */
export async function startServer(options: StartOptions): Promise<Running> {
  const { say, dataDir } = options
  const { databaseUrl, host, hl7Host, origin } = environment()
  if (fs.existsSync(path.join(dataDir, RESTORING))) throw new Sentence(`The restore into ${dataDir} was not finished: delete that folder and restore again.`)
  const port = await freePort(options.port, host, '', '--port')
  const hl7Port = await freePort(options.hl7Port, host, ' for monitors (HL7)', '--hl7-port')
  const closers: (() => Promise<void> | void)[] = []
  try {
    let embedded: Embedded | null = null
    if (databaseUrl === null) {
      say('Starting the database.')
      embedded = await startEmbedded(dataDir, {}, { say, lost: options.lost })
      closers.push(() => embedded!.stop())
    } else {
      say('Using the database in DATABASE_URL.')
      await checkOwnServer(databaseUrl)
    }
    const ownerUrl = embedded?.url ?? databaseUrl!
    const applied = await migrate(ownerUrl)
    if (applied.length > 0) say(`The data are now at ${applied.at(-1)}.`)
    const screens = await options.screens?.()

    const url = origin ?? `http://localhost:${port}`
    const secret = appSecret(dataDir)
    await checkSecret(ownerUrl, secret, dataDir)
    const { services, close } = await openServices(ownerUrl, secret, url, mailerOf(process.env), texterOf(process.env))
    closers.push(close)
    if (options.demonstration && (await services.sql`select from door_organizations() where is_demonstration`).length === 0) {
      say('Loading the demonstration clinic.')
      await loadDemonstration(services)
    }
    const app = await buildApp(services, screens)
    closers.push(() => app.close())
    await app.listen({ port, host })
    const monitors = await startHl7Listener(services, { host: hl7Host, port: hl7Port })
    closers.push(() => monitors.close())
    const outbox = startOutbox(services)
    closers.push(() => outbox.close())
    const errands = startErrands(services)
    closers.push(() => errands.close())
    const simulation = startSimulation(services, { hl7Port: monitors.port })
    closers.push(() => simulation.close())
    if (embedded) writeInstance(dataDir, { pid: process.pid, databasePort: embedded.port, address: `http://${host}:${port}`, hl7Port, version: VERSION })
    return { url, hl7Port, close: () => closeAll(closers, say) }
  } catch (error) {
    await closeAll(closers, say)
    throw error
  }
}
