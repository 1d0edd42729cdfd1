// From the tap to "saved on this tablet", in a real Chromium whose processor is slowed four times, on a Chair with an hour of facts and a monitor that goes on sending.
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { instant } from '@chairside/core/shared'
import type { SessionEvent } from '@chairside/core/session'
import { createLogWriter } from '../server/log/writer.ts'
import type { Sql } from '../server/db/connect.ts'
import { openSender } from '../server/devices/sender.ts'
import { composeObservations } from '../server/hl7/index.ts'
import { launchBrowser } from '../tests/browser/launch.ts'
import { percentile, type BenchClinic, type BenchServer } from './clinic.ts'

const SLOWER = 4
const TAPS = 60
const TABLET = { width: 820, height: 1180 }

export type TapBench = { readonly taps: number; readonly facts: number; readonly p50_ms: number; readonly p95_ms: number; readonly unslowed_p50_ms: number; /** One row written with strict durability into an IndexedDB of its own, slowed: what no program can do without. */ readonly write_p50_ms: number; /** Processor time of the page's main thread for one tap and all that follows from it, unslowed: it does not depend on what else the machine does. */ readonly cpu_ms: number }

/** An hour as a busy nurse leaves it: a monitor's set each minute, a cuff each five, and something said or seen each minute. */
function anHour(session: string, nurse: string, now: number): SessionEvent[] {
  const by = { session, actor: nurse, device: 'bench tablet' }
  return Array.from({ length: 60 }, (_, i): SessionEvent[] => {
    const at = instant(now - (61 - i) * 60_000)
    return [
      { ...by, id: randomUUID(), type: 'vitals-recorded', at, origin: 'device', values: { spo2_pct: 97, pulse_per_min: 70 + (i % 9), rr_per_min: 14 } },
      ...(i % 5 === 0 ? [{ ...by, id: randomUUID(), type: 'vitals-recorded', at, origin: 'person', values: { sbp_mmHg: 128, dbp_mmHg: 79 } } satisfies SessionEvent] : []),
      { ...by, id: randomUUID(), type: 'words-captured', at, text: `Minute ${i}: a wide field, and the light moves` },
    ]
  }).flat()
}

export async function benchTap(sql: Sql, server: BenchServer, clinic: BenchClinic): Promise<TapBench> {
  const { session, name } = clinic.chairs[0]!
  const log = createLogWriter(sql)
  await log.append(clinic.organization, anHour(session, clinic.nurse, Date.now()), () => [])
  await log.close()
  const browser = await launchBrowser()
  const sender = await openSender('127.0.0.1', server.hl7Port)
  let over = false
  const monitor = (async () => {
    for (let n = 0; !over; n += 1) {
      const at = new Date()
      await sender.send(composeObservations({ application: 'BENCH', facility: name, bed: name, controlId: `tap-${n}-${at.getTime()}`, at, rows: [{ vital: 'spo2_pct', value: 97 }, { vital: 'pulse_per_min', value: 70 + (n % 5) }, { vital: 'rr_per_min', value: 14 }] }))
      await wait(1000)
    }
  })()
  try {
    const context = await browser.newContext({ viewport: TABLET, reducedMotion: 'reduce' })
    const [cookie, value] = clinic.cookie.split('=') as [string, string]
    await context.addCookies([{ name: cookie, value, url: server.url, httpOnly: true, sameSite: 'Strict' }])
    const page = await context.newPage()
    await page.goto(`${server.url}/chair/${session}`)
    await page.getByRole('toolbar', { name: 'Acts' }).getByRole('button', { name: 'Pause' }).waitFor()
    await page.waitForTimeout(3000)
    const facts = await page.locator('.sent-mark').count()
    /** Taps Pause, then takes it back, again and again; each time until the polite voice says that it is saved. In the page itself: the way to the browser is not the nurse's. */
    const taps = (count: number): Promise<number[]> => page.evaluate(async (many: number) => {
      const took: number[] = []
      const button = async (find: () => HTMLButtonElement | undefined): Promise<HTMLButtonElement> => {
        for (;;) {
          const found = find()
          if (found) return found
          await new Promise((resolve) => { setTimeout(resolve, 20) })
        }
      }
      const voice = document.querySelector('p.sr-only[aria-live="polite"]')!
      for (let i = 0; i < many; i += 1) {
        const pause = i % 2 === 0
        const target = await button(() => [...document.querySelectorAll<HTMLButtonElement>(pause ? '.act' : '.undo button')].find((b) => b.textContent === (pause ? 'Pause' : 'Undo')))
        await new Promise((resolve) => { setTimeout(resolve, 300) })
        const before = voice.textContent
        const saved = new Promise<number>((resolve) => {
          const seen = new MutationObserver(() => { if (voice.textContent !== before && voice.textContent?.includes('Saved on this tablet')) { seen.disconnect(); resolve(performance.now()) } })
          seen.observe(voice, { childList: true, characterData: true, subtree: true })
        })
        const began = performance.now()
        target.click()
        took.push((await saved) - began)
      }
      return took
    }, count)
    const devtools = await context.newCDPSession(page)
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
    const busy_ms = async (): Promise<number> => (await devtools.send('Performance.getMetrics')).metrics.find((m) => m.name === 'TaskDuration')!.value * 1000
    const idle = { from: await busy_ms(), at: performance.now() }
    await page.waitForTimeout(6000)
    const idle_ms_per_ms = ((await busy_ms()) - idle.from) / (performance.now() - idle.at)
    const loaded = { from: await busy_ms(), at: performance.now() }
    const unslowed = await taps(20)
    const cpu_ms = Math.max(0, (await busy_ms()) - loaded.from - idle_ms_per_ms * (performance.now() - loaded.at)) / unslowed.length
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
    const writes = await page.evaluate(async (many: number) => {
      const asked = indexedDB.open('bench-reference', 1)
      asked.addEventListener('upgradeneeded', () => { asked.result.createObjectStore('rows', { autoIncrement: true }) })
      const db = await new Promise<IDBDatabase>((resolve) => { asked.addEventListener('success', () => resolve(asked.result)) })
      const took: number[] = []
      for (let i = 0; i < many; i += 1) {
        await new Promise((resolve) => { setTimeout(resolve, 100) })
        const began = performance.now()
        const tx = db.transaction('rows', 'readwrite', { durability: 'strict' })
        tx.objectStore('rows').add({ words: 'a wide field' })
        await new Promise((resolve) => { tx.addEventListener('complete', resolve) })
        took.push(performance.now() - began)
      }
      db.close()
      return took
    }, 30)
    const took = await taps(TAPS)
    return { taps: took.length, facts, p50_ms: percentile(took, 0.5), p95_ms: percentile(took, 0.95), unslowed_p50_ms: percentile(unslowed, 0.5), write_p50_ms: percentile(writes, 0.5), cpu_ms }
  } finally {
    over = true
    await monitor
    sender.close()
    await browser.close()
  }
}
