// One instance for a data folder. The kernel holds the lock and lets go of it however the process ends, so no lock is ever stale.
import fs from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Sentence } from '../ops/sentence.ts'

/** The folder belongs to a living instance. */
export class DataInUse extends Sentence {}

/** What a running instance says about itself, for the command line; no secret is in it. */
export type Instance = { readonly pid: number; readonly databasePort: number; readonly address: string | null; readonly hl7Port: number | null; readonly version: string }

const FILE = 'instance.json'

/** The instance that last said it runs in the folder; only true while `isHeld`. */
export function readInstance(folder: string): Instance | null {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, FILE), 'utf8')) as Instance
  } catch {
    return null
  }
}

/** Writes whole or not at all: a reader never sees half a file. */
export function writeInstance(folder: string, instance: Instance): void {
  const fresh = path.join(folder, `.${FILE}-${process.pid}`)
  fs.writeFileSync(fresh, `${JSON.stringify(instance)}\n`)
  fs.renameSync(fresh, path.join(folder, FILE))
}

export type Hold = { release(): void }

const isBusy = (error: unknown): boolean => (error as { errcode?: number }).errcode === 5

/** Takes the folder for this process. Throws DataInUse when another has it. The file is empty: SQLite is here for its lock on it alone. */
export function holdFolder(folder: string): Hold {
  const file = path.join(folder, 'instance.lock')
  if (!fs.existsSync(file)) fs.closeSync(fs.openSync(file, 'a', 0o600))
  fs.accessSync(file, fs.constants.R_OK | fs.constants.W_OK)
  const lock = new DatabaseSync(file)
  try {
    lock.exec('pragma journal_mode = memory; begin exclusive')
  } catch (error) {
    lock.close()
    if (!isBusy(error)) throw error
    const other = readInstance(folder)
    throw new DataInUse(`The data folder ${folder} is in use by another instance${other ? ` (process ${other.pid}${other.address ? ` at ${other.address}` : ''})` : ''}: stop that one first, or choose another folder with --data DIR.`)
  }
  return {
    release() {
      fs.rmSync(path.join(folder, FILE), { force: true })
      lock.close()
    },
  }
}

/** True while a living process holds the folder. */
export function isHeld(folder: string): boolean {
  if (!fs.existsSync(path.join(folder, 'instance.lock'))) return false
  try {
    holdFolder(folder).release()
    return false
  } catch (error) {
    if (error instanceof DataInUse) return true
    throw error
  }
}
