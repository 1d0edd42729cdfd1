// The real app over a test's database, answered in process: no port, every route, the real log writer.
import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { createLogWriter } from '../log/writer.ts'
import { buildApp } from '../http/app.ts'
import type { Services } from '../http/context.ts'
import type { Mailer } from '../messages/mailer.ts'
import type { Texter } from '../messages/texter.ts'
import { createLiveFeed } from '../session/live.ts'
import type { TestDatabase } from './database.ts'

export type TestApp = { readonly app: FastifyInstance; readonly services: Services; close(): Promise<void> }

/** `clock` is the server's clock. `close` closes the database too. */
export async function testApp(db: TestDatabase, clock: () => Date = () => new Date(), mail: Mailer | null = null, text: Texter | null = null): Promise<TestApp> {
  const services: Services = {
    sql: db.sql, log: createLogWriter(db.sql, clock), live: await createLiveFeed(db.sql),
    clock, secret: randomBytes(32), origin: 'http://localhost:8080', version: 'test', mail, text,
  }
  const app = await buildApp(services)
  return { app, services, close: async () => { await app.close(); await services.log.close(); await services.live.close(); await db.close() } }
}
