// The parts that every route and command works with, made once for a process and ended in order.
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { unsealTotp } from '../auth/totp.ts'
import { connectApp, connectOwner } from '../db/connect.ts'
import { secretFile } from '../db/embedded.ts'
import type { Services } from '../http/context.ts'
import type { Mailer } from '../messages/mailer.ts'
import type { Texter } from '../messages/texter.ts'
import { createLogWriter } from '../log/writer.ts'
import { createLiveFeed } from '../session/live.ts'
import { Sentence } from './sentence.ts'

/** The version in package.json. */
export const VERSION: string = (JSON.parse(fs.readFileSync(path.join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string }).version

export const APP_SECRET = 'app-secret'

/** The key that seals second factors at rest: 32 random bytes in a file of the data folder, readable by its owner alone. */
export function appSecret(dataDir: string): Buffer {
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o755 })
  return Buffer.from(secretFile(path.join(dataDir, APP_SECRET), () => randomBytes(32).toString('base64url')), 'base64url')
}

/** Every process of one database must hold the same key: with another one nobody's one-time code would be right, and nobody would see why. */
export async function checkSecret(ownerUrl: string, secret: Buffer, dataDir: string): Promise<void> {
  const sql = connectOwner(ownerUrl, 1)
  try {
    const [kept] = await sql<{ sealed: string }[]>`select totp_secret_sealed as sealed from staff_secret where totp_secret_sealed is not null limit 1`
    if (kept && unsealTotp(secret, kept.sealed) === null)
      throw new Sentence(`The file ${path.join(dataDir, APP_SECRET)} is not the one that this clinic's second factors were sealed with: copy ${APP_SECRET} from the data folder of the process that ran before, or runs beside this one.`)
  } finally {
    await sql.end({ timeout: 2 })
  }
}

export type OpenServices = { readonly services: Services; close(): Promise<void> }

/** Opens the services on a migrated database. `close` waits for what is being written, then lets the connections go. */
export async function openServices(ownerUrl: string, secret: Buffer, origin: string, mail: Mailer | null = null, text: Texter | null = null): Promise<OpenServices> {
  const sql = connectApp(ownerUrl, 20)
  const clock = (): Date => new Date()
  try {
    const live = await createLiveFeed(sql)
    const log = createLogWriter(sql, clock)
    return {
      services: { sql, log, live, clock, secret, origin, version: VERSION, mail, text },
      async close() {
        await log.close()
        await live.close()
        mail?.close()
        await sql.end({ timeout: 5 })
      },
    }
  } catch (error) {
    await sql.end({ timeout: 2 })
    throw error
  }
}
