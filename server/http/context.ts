// What every route needs of the running server, wired once in main.ts.
import type { Sql } from '../db/connect.ts'
import type { Mailer } from '../messages/mailer.ts'
import type { Texter } from '../messages/texter.ts'
import type { LogWriter } from '../log/writer.ts'
import type { LiveFeed } from '../session/live.ts'

export type Services = {
  readonly sql: Sql
  readonly log: LogWriter
  readonly live: LiveFeed
  readonly clock: () => Date
  /** Seals small secrets (TOTP seeds) at rest. */
  readonly secret: Buffer
  /** The address people use, for passkeys and links: `http://localhost:8080`. */
  readonly origin: string
  readonly version: string
  /** How mail leaves; null when no mail server is set up. */
  readonly mail: Mailer | null
  /** How text messages leave; null when no service is set up. */
  readonly text: Texter | null
}
