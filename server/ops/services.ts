// The parts that every route and command works with, made once for a process and ended in order.
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { connectApp } from '../db/connect.ts'
import { secretFile } from '../db/embedded.ts'
import type { Services } from '../http/context.ts'
import { createLogWriter } from '../log/writer.ts'
import { createLiveFeed } from '../session/live.ts'

/** The version in package.json. */
export const VERSION: string = (JSON.parse(fs.readFileSync(path.join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string }).version

export const APP_SECRET = 'app-secret'

/** The key that seals second factors at rest: 32 random bytes in a file of the data folder, readable by its owner alone. */
export function appSecret(dataDir: string): Buffer {
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o755 })
  return Buffer.from(secretFile(path.join(dataDir, APP_SECRET), () => randomBytes(32).toString('base64url')), 'base64url')
}

export type OpenServices = { readonly services: Services; close(): Promise<void> }

/** Opens the services on a migrated database. `close` waits for what is being written, then lets the connections go. */
export async function openServices(ownerUrl: string, secret: Buffer, origin: string): Promise<OpenServices> {
  const sql = connectApp(ownerUrl, 20)
  const clock = (): Date => new Date()
  try {
    const live = await createLiveFeed(sql)
    const log = createLogWriter(sql, clock)
    return {
      services: { sql, log, live, clock, secret, origin, version: VERSION },
      async close() {
        await log.idle()
        await live.close()
        await sql.end({ timeout: 5 })
      },
    }
  } catch (error) {
    await sql.end({ timeout: 2 })
    throw error
  }
}
