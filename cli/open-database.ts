// Finds the clinic that a command is about: the one that runs on the data folder, the folder itself, or the server in DATABASE_URL.
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { appSecret, checkOwnServer, connectOwner, isHeld, migrate, openServices, pendingMigrations, readInstance, sentenceOf, startEmbedded, VERSION, type Instance, type OpenServices, type Sql } from '@chairside/server'
import { No } from './options.ts'

export type OpenDatabase = {
  readonly ownerUrl: string
  /** With the owner's rights, for what concerns all organizations: backup, verify. */
  readonly owner: Sql
  readonly dataDir: string
  /** The running instance, when there is one on the folder. */
  readonly instance: Instance | null
  close(): Promise<void>
}

const PROJECT = path.resolve(import.meta.dirname, '..')

/** The folder of `--data`, from where the command was typed; without it the one that `npm start` uses. */
export const dataFolder = (data: string | undefined): string => path.resolve(data ?? path.join(PROJECT, '.chairside'))

/** The instance that holds the folder; one that is just starting is waited for. */
async function runningOn(folder: string): Promise<Instance | null> {
  for (let tries = 0; isHeld(folder); tries++) {
    const instance = readInstance(folder)
    if (instance) return instance
    if (tries > 150) throw new No(`The data folder ${folder} is in use by another command, which takes long: try again when it is done.`)
    await wait(100)
  }
  return null
}

/**
 * Opens the database for one command; close it at the end. With `create` a folder without data becomes a new, empty clinic; otherwise that is refused.
 * Data of another version are opened as they are: `openClinic` is for commands that need this version's.
 */
export async function openDatabase(data: string | undefined, say: (line: string) => void, create = false): Promise<OpenDatabase> {
  const dataDir = dataFolder(data)
  const own = process.env['DATABASE_URL']
  if (own) {
    await checkOwnServer(own)
    const owner = connectOwner(own)
    return { ownerUrl: own, owner, dataDir, instance: null, close: () => owner.end({ timeout: 2 }) }
  }
  const exists = ['postgres', 'database-folder'].some((name) => fs.existsSync(path.join(dataDir, name)))
  const instance = exists ? await runningOn(dataDir) : null
  if (instance) {
    const secret = fs.readFileSync(path.join(dataDir, 'database-secret'), 'utf8').trim()
    const ownerUrl = `postgres://postgres:${secret}@127.0.0.1:${instance.databasePort}/postgres`
    const owner = connectOwner(ownerUrl)
    return { ownerUrl, owner, dataDir, instance, close: () => owner.end({ timeout: 2 }) }
  }
  if (!exists && !create) throw new No(`There is no clinic in ${dataDir}: start it once with npm start, or name its folder with --data DIR.`)
  const embedded = await startEmbedded(dataDir, {}, { say, lost: (error) => say(sentenceOf(error)) })
  if (create) await migrate(embedded.url)
  const owner = connectOwner(embedded.url)
  return {
    ownerUrl: embedded.url, owner, dataDir, instance: null,
    async close() {
      await owner.end({ timeout: 2 })
      await embedded.stop()
    },
  }
}

export type OpenClinic = OpenServices & { readonly database: OpenDatabase }

/** Opens the services on data of this version. Data that no running program uses are brought to it; a running older one must be replaced first. */
export async function openClinic(data: string | undefined, say: (line: string) => void): Promise<OpenClinic> {
  const database = await openDatabase(data, say, true)
  try {
    const running = database.instance !== null || process.env['DATABASE_URL'] !== undefined
    const pending = await pendingMigrations(database.ownerUrl)
    if (pending.length > 0 && running) throw new No(`The data are of an older version than this program (${VERSION}): start the clinic with this version first.`)
    if (pending.length > 0) await migrate(database.ownerUrl)
    const opened = await openServices(database.ownerUrl, appSecret(database.dataDir), database.instance?.address ?? 'http://localhost:8080')
    return {
      database, services: opened.services,
      async close() {
        await opened.close()
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}
