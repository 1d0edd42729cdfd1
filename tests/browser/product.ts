// The real product for a browser test: real server, real PostgreSQL, the built screens, and pages of every size.
import { randomBytes } from 'node:crypto'
import net, { type AddressInfo } from 'node:net'
import path from 'node:path'
import assert from 'node:assert/strict'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { builtScreens } from '../../scripts/screens.ts'
import { buildApp } from '../../server/http/app.ts'
import { startHl7Listener } from '../../server/devices/listener.ts'
import type { Mailer } from '../../server/messages/mailer.ts'
import { startOutbox } from '../../server/messages/outbox.ts'
import { openServices } from '../../server/ops/services.ts'
import { freshDatabase } from '../../server/testing/database.ts'
import { launchBrowser } from './launch.ts'

export const SIZES = { desk: { width: 1280, height: 800 }, tablet: { width: 820, height: 1180 }, phone: { width: 390, height: 844 } } as const

export type Product = {
  readonly url: string
  readonly browser: Browser
  /** Where monitors send (MLLP). */
  readonly hl7Port: number
  /** A page in a browser profile of its own: nobody is signed in there. Errors of its scripts fail the test at `close`. */
  page(size: keyof typeof SIZES, options?: BrowserContextOptions): Promise<Page>
  /** Stops the server, as a power cut in the back office does; data and address stay. */
  stop(): Promise<void>
  /** Starts it again, on the same address and data. */
  start(): Promise<void>
  close(): Promise<void>
}

const freePort = (): Promise<number> => new Promise((resolve) => {
  const probe = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address() as AddressInfo
    probe.close(() => resolve(port))
  })
})

/** Starts the product without a clinic; `mail` is where its outbox sends, nowhere by itself. The address is on `localhost`, where passkeys work without https. */
export async function startProduct({ mail = null }: { readonly mail?: Mailer | null } = {}): Promise<Product> {
  const screens = await builtScreens(() => {})
  const db = await freshDatabase()
  const port = await freePort()
  const hl7Port = await freePort()
  const url = `http://localhost:${port}`
  const secret = randomBytes(32)
  const serve = async (): Promise<() => Promise<void>> => {
    const { services, close } = await openServices(db.ownerUrl, secret, url, mail)
    const app = await buildApp(services, path.resolve(screens))
    await app.listen({ port, host: '127.0.0.1' })
    const listener = await startHl7Listener(services, { port: hl7Port })
    const outbox = startOutbox(services, 200)
    return async () => { await outbox.close(); await listener.close(); await app.close(); await close() }
  }
  let stop: (() => Promise<void>) | null = await serve()
  const browser = await launchBrowser()
  const broken: string[] = []
  return {
    url, browser, hl7Port,
    async page(size, options = {}) {
      const context = await browser.newContext({ viewport: SIZES[size], reducedMotion: 'reduce', ...options })
      context.setDefaultTimeout(15_000)
      const page = await context.newPage()
      page.on('pageerror', (error) => broken.push(error.message))
      return page
    },
    async stop() { await stop?.(); stop = null },
    async start() { stop ??= await serve() },
    async close() {
      await browser.close()
      await stop?.()
      await db.close()
      assert.deepEqual(broken, [], 'no script of a screen failed')
    },
  }
}

/** Refuses what axe finds serious or critical, with the place; `where` names the screen. */
export async function assertAccessible(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const serious = violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} ${n.failureSummary?.split('\n')[1]?.trim() ?? ''}`).join(' | ')}`)
  assert.deepEqual(serious, [], where)
}
