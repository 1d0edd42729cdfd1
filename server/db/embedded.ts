// Starts, watches and stops a real PostgreSQL from the binaries that npm brought: durable settings, loopback only, SCRAM passwords.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Sentence } from '../ops/sentence.ts'
import { holdFolder } from './instance.ts'
import { placeOf, type Place } from './place.ts'

export type Embedded = {
  /** The owner's address, with its secret: for this process only. */
  readonly url: string
  readonly port: number
  /** The process now; another one after PostgreSQL was started again. */
  readonly pid: number
  stop(): Promise<void>
}

export type Watch = {
  /** Says what happens, a line at a time. */
  say(line: string): void
  /** The database stopped and could not be started again. */
  lost(error: Error): void
}

const ENVIRONMENT = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC' }

// The log could carry what patients said: statements and the values in details stay out of it.
const SETTINGS = {
  listen_addresses: '127.0.0.1', unix_socket_directories: '', timezone: 'UTC', log_timezone: 'UTC', max_connections: '100',
  fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', log_min_error_statement: 'panic', log_error_verbosity: 'terse',
}

/** A file with a secret, readable by its owner alone; made once, whole, with the fresh value. */
export function secretFile(file: string, fresh: () => string): string {
  if (!fs.existsSync(file)) {
    const partial = `${file}-${process.pid}`
    fs.writeFileSync(partial, fresh(), { mode: 0o600, flush: true })
    try {
      fs.linkSync(partial, file)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    } finally {
      fs.rmSync(partial, { force: true })
    }
  }
  return fs.readFileSync(file, 'utf8').trim()
}

/** Makes the cluster beside its place and renames it there: one that was cut short is never taken for data. */
function createCluster({ programs, cluster, ids }: Place, secret: string): void {
  const fresh = `${cluster}-new`
  const given = `${cluster}-initdb`
  fs.rmSync(fresh, { recursive: true, force: true })
  fs.mkdirSync(fresh, { mode: 0o700 })
  fs.writeFileSync(given, secret, { mode: 0o600 })
  if (ids.uid !== undefined) for (const place of [fresh, given]) fs.chownSync(place, ids.uid, ids.gid!)
  const made = spawnSync(path.join(programs, 'bin', 'initdb'), ['-D', fresh, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', given, '-E', 'UTF8',
    '--locale-provider=builtin', '--locale=C.UTF-8', '--data-checksums', '--no-instructions'], { ...ids, cwd: '/', env: ENVIRONMENT, encoding: 'utf8' })
  fs.rmSync(given, { force: true })
  if (made.status !== 0) {
    fs.rmSync(fresh, { recursive: true, force: true })
    throw made.error ?? new Error(`the database could not be created: ${reasonIn(made.stderr)}`)
  }
  fs.renameSync(fresh, cluster)
}

/** The line of PostgreSQL's log that says why. */
function reasonIn(log: string): string {
  const lines = log.trim().split('\n')
  return (lines.findLast((line) => /No space left|PANIC|FATAL|error:|ERROR/.test(line)) ?? lines.at(-1) ?? 'no reason given').replace(/^.*?(PANIC|FATAL|ERROR|error): +/, '')
}

/** What a process id is now: a PostgreSQL on this cluster, one that has ended and is not buried yet, or nothing of ours. */
function lifeOf(pid: number, cluster: string): 'ours' | 'ending' | 'gone' {
  if (process.platform === 'linux') {
    try {
      if (fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.startsWith('Z')) return 'ending'
      return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(cluster) ? 'ours' : 'gone'
    } catch {
      return 'gone'
    }
  }
  const said = spawnSync('ps', ['-o', 'state=,command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()
  return said.startsWith('Z') ? 'ending' : said.includes(cluster) ? 'ours' : 'gone'
}

/**
 * A PostgreSQL that outlived its Chairside (kill -9) is asked to stop, and waited for. We hold the folder, so whatever still runs on it is left over.
 * A lock file whose process is another program by now is removed.
 */
async function clearLeftOver(cluster: string, say: (line: string) => void): Promise<void> {
  const lock = path.join(cluster, 'postmaster.pid')
  const until = performance.now() + 30_000
  let asked = false
  while (fs.existsSync(lock)) {
    const pid = Number(fs.readFileSync(lock, 'utf8').split('\n')[0])
    const life = pid > 1 ? lifeOf(pid, cluster) : 'gone'
    if (life === 'gone' || (life === 'ending' && performance.now() > until)) return fs.rmSync(lock, { force: true })
    if (performance.now() > until) throw new Sentence(`An earlier database (process ${pid}) still runs on ${cluster} and does not stop: end that process, then start again.`)
    if (life === 'ours' && !asked) {
      asked = true
      say('The last run did not end cleanly; its database is being closed first.')
      process.kill(pid, 'SIGINT')
    }
    await wait(50)
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo
      probe.close(() => resolve(port))
    })
  })

/** Starts the process; resolves when it accepts connections, rejects with PostgreSQL's own reason. */
function launch({ programs, cluster, ids }: Place, port: number, settings: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const args = ['-D', cluster, '-p', String(port), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  // A group of its own: Ctrl+C in a terminal reaches us, and we stop it in order.
  const child = spawn(path.join(programs, 'bin', 'postgres'), args, { ...ids, cwd: '/', env: ENVIRONMENT, stdio: ['ignore', 'ignore', 'pipe'], detached: true })
  // However this process ends, short of kill -9, the database gets the word.
  const interrupt = (): void => void child.kill('SIGINT')
  process.once('exit', interrupt)
  child.once('exit', () => process.removeListener('exit', interrupt))
  let log = ''
  return new Promise((resolve, reject) => {
    child.stderr.on('data', (data: Buffer) => {
      log = (log + String(data)).slice(-8000)
      if (log.includes('ready to accept connections')) resolve(child)
    })
    child.once('close', (code, signal) => reject(new Error(`the database stopped (${signal ?? code}) while starting: ${reasonIn(log)}`)))
    child.once('error', reject)
  })
}

/** Tries again while an ended server's memory is still being freed, or when somebody took the port in between. */
async function launchInTime(place: Place, port: () => Promise<number>, settings: Readonly<Record<string, string>>): Promise<[ChildProcess, number]> {
  const until = performance.now() + 20_000
  for (;;) {
    const at = await port()
    try {
      return [await launch(place, at, settings), at]
    } catch (error) {
      const passing = /pre-existing shared memory|lock file "postmaster\.pid" already exists|could not (bind|create any)|Address already in use/.test((error as Error).message)
      if (!passing || performance.now() > until) throw error
      await wait(100)
    }
  }
}

/** More ends than this within a minute are not bad luck. */
const MOST_RESTARTS = 3

/**
 * Starts the server on `dataDir`, creating the data first when they are new; resolves when it accepts connections. Holds the folder until `stop`.
 * When PostgreSQL dies meanwhile it is started again on the same port; `watch` hears of it. `settings` override the durable defaults (tests only).
 * Throws DataInUse when another instance holds the folder.
 */
export async function startEmbedded(dataDir: string, settings: Readonly<Record<string, string>> = {}, watch: Watch = { say: () => {}, lost: () => {} }): Promise<Embedded> {
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o755 })
  const folder = fs.realpathSync(dataDir)
  const hold = holdFolder(folder)
  try {
    const place = placeOf(folder, watch.say)
    const file = path.join(folder, 'database-secret')
    const exists = fs.existsSync(path.join(place.cluster, 'PG_VERSION'))
    if (exists && !fs.existsSync(file)) throw new Sentence(`${file} is missing, and without it the data in ${place.cluster} cannot be opened: put it back from a copy of the folder, or restore a backup into a new folder.`)
    const secret = secretFile(file, () => randomBytes(24).toString('base64url'))
    if (!exists) {
      watch.say(`Creating the database in ${place.cluster}.`)
      createCluster(place, secret)
    }
    await clearLeftOver(place.cluster, watch.say)
    const all = { ...SETTINGS, ...settings }
    let [current, port] = await launchInTime(place, freePort, all)
    let stopping = false
    const restarts: number[] = []
    const keepAlive = (running: ChildProcess): void => {
      running.once('exit', (code, signal) => {
        if (stopping) return
        restarts.push(performance.now())
        const recent = restarts.filter((at) => performance.now() - at < 60_000).length
        if (recent > MOST_RESTARTS) return watch.lost(new Sentence(`The database stopped ${recent} times within a minute (last: ${signal ?? code}); Chairside stops with it. Start it again, and see docs/runbook.md if it stays so.`))
        watch.say(`The database stopped unexpectedly (${signal ?? code}); starting it again.`)
        launchInTime(place, async () => port, all).then(([next]) => {
          current = next
          keepAlive(next)
          watch.say('The database is back; whatever was acknowledged is there.')
          if (stopping) next.kill('SIGINT')
        }, watch.lost)
      })
    }
    keepAlive(current)
    const url = new URL(`postgres://postgres@127.0.0.1:${port}/postgres`)
    url.password = secret
    return {
      url: url.href, port,
      get pid() { return current.pid! },
      stop: () => new Promise((resolve) => {
        const ended = (): void => {
          hold.release()
          resolve()
        }
        if (stopping) return resolve()
        stopping = true
        if (current.exitCode !== null || current.signalCode !== null) return ended()
        current.once('exit', ended)
        current.kill('SIGINT')
      }),
    }
  } catch (error) {
    hold.release()
    throw error
  }
}
