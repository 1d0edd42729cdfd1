// A tablet with a disk of its own: it can be switched off, killed in the middle of anything, and started again with what it had kept.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { launchOnProfile } from './launch.ts'
import type { Product } from './product.ts'
import type { Person } from './staffed-clinic.ts'

export type Tablet = {
  readonly folder: string
  /** Starts the browser and signs `person` in, as a kept cookie does. */
  on(): Promise<Page>
  off(): Promise<void>
  /** SIGKILL to every process of this browser, at once. */
  kill(): Promise<void>
  discard(): Promise<void>
}

/** Processes whose command line names this profile: this browser's own and nobody else's. */
function processesOf(folder: string): number[] {
  return fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try { return pid !== process.pid && fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').some((arg) => arg === `--user-data-dir=${folder}`) } catch { return false }
  })
}

export function makeTablet(product: Product, person: Person, size = { width: 820, height: 1180 }): Tablet {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'chairside-tablet-'))
  let context: BrowserContext | null = null
  return {
    folder,
    async on() {
      context = await launchOnProfile(folder, { viewport: size, locale: 'en-GB', reducedMotion: 'reduce' })
      context.setDefaultTimeout(20_000)
      await context.addCookies([{ name: 'chairside', value: person.token, url: product.url, httpOnly: true, sameSite: 'Strict', expires: Math.floor(Date.now() / 1000) + 40_000 }])
      return context.pages()[0] ?? context.newPage()
    },
    async off() { await context?.close(); context = null },
    async kill() {
      const closed = context?.waitForEvent('close', { timeout: 20_000 })
      for (const pid of processesOf(folder)) { try { process.kill(pid, 'SIGKILL') } catch { /* gone already */ } }
      await closed
      context = null
    },
    async discard() { await context?.close().catch(() => {}); fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) },
  }
}

/** The program is kept on the device once its service worker has taken over. */
export const programKept = (page: Page): Promise<unknown> => page.evaluate(() => navigator.serviceWorker.ready.then(() => new Promise<void>((resolve) => {
  if (navigator.serviceWorker.controller) resolve()
  else navigator.serviceWorker.addEventListener('controllerchange', () => resolve())
})))

/** How many rows each store of this origin holds. */
export const storedRows = (page: Page): Promise<Record<string, number>> => page.evaluate(async () => {
  const counts: Record<string, number> = {}
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise<IDBDatabase>((resolve) => { const asked = indexedDB.open(name!); asked.addEventListener('success', () => resolve(asked.result)) })
    for (const store of db.objectStoreNames) {
      const asked = db.transaction(store).objectStore(store).count()
      counts[store] = (counts[store] ?? 0) + await new Promise<number>((resolve) => asked.addEventListener('success', () => resolve(asked.result)))
    }
    db.close()
  }
  return counts
})

/** Waits until today's visits are kept on the tablet. */
export async function todayKept(page: Page, visits: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const rows = await storedRows(page)
    if ((rows['bundles'] ?? 0) >= visits && (rows['copies'] ?? 0) >= 1) return
    await page.waitForTimeout(100)
  }
  throw new Error(`today's visits were not kept: ${JSON.stringify(await storedRows(page))}`)
}

/** Files of the profile that hold one of the words, in one-byte or two-byte letters. */
export function filesWith(folder: string, words: readonly string[]): string[] {
  const needles = words.flatMap((word) => [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le')])
  return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const file = path.join(folder, name)
    if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) return false
    const content = fs.readFileSync(file)
    return needles.some((needle) => content.includes(needle))
  })
}
