// From the moment a limit has been crossed for as long as the protocol says to the lamp and the tone: real MLLP in, a real Chromium at the chair and another on the Floor.
import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { PROPOSED_PROTOCOL } from '@chairside/core/plan'
import { openSender } from '../server/devices/sender.ts'
import { composeObservations } from '../server/hl7/index.ts'
import { launchBrowser } from '../tests/browser/launch.ts'
import { percentile, type BenchClinic, type BenchServer } from './clinic.ts'

const ROUNDS = 6
const CALM_SECONDS = 4
const TABLET = { width: 820, height: 1180 }

/** Milliseconds after the end of the stay; 0 is the earliest that is right. */
export type AlarmBench = { readonly rounds: number; readonly stay_s: number; readonly chair_p50_ms: number; readonly chair_worst_ms: number; readonly floor_p50_ms: number; readonly floor_worst_ms: number }

/** When the page first says, in one of the places that `selector` names, that the saturation alarms; by the machine's clock. */
const alarmed = (page: Page, selector: string): Promise<number> => page.evaluate((wanted) => new Promise<number>((resolve) => {
  const look = (): void => { if ([...document.querySelectorAll(wanted)].some((place) => /^SpO2 \d/.test(place.textContent ?? ''))) { seen.disconnect(); resolve(Date.now()) } }
  const seen = new MutationObserver(look)
  seen.observe(document, { childList: true, subtree: true, characterData: true })
  look()
}), selector)

export async function benchAlarm(server: BenchServer, clinic: BenchClinic): Promise<AlarmBench> {
  const stay_s = PROPOSED_PROTOCOL.monitor.alarm_delay_s
  const [chairMs, floorMs]: [number[], number[]] = [[], []]
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext({ viewport: TABLET, reducedMotion: 'reduce' })
    const [cookie, value] = clinic.cookie.split('=') as [string, string]
    await context.addCookies([{ name: cookie, value, url: server.url, httpOnly: true, sameSite: 'Strict' }])
    for (const { chair, session, name, site } of clinic.chairs.slice(0, ROUNDS)) {
      const [atChair, onFloor] = [await context.newPage(), await context.newPage()]
      await onFloor.addInitScript((here) => localStorage.setItem('chairside-site', here), site)
      await onFloor.goto(`${server.url}/floor`)
      await onFloor.locator(`.floor-card[href="/chair/${session}"]`).waitFor()
      await atChair.goto(`${server.url}/chair/${session}`)
      await atChair.getByRole('toolbar', { name: 'Acts' }).getByRole('button', { name: 'Pause' }).waitFor()
      const sender = await openSender('127.0.0.1', server.hl7Port)
      let low = Infinity
      let over = false
      const monitor = (async () => {
        for (let n = 0; !over; n += 1) {
          const at = new Date()
          const isLow = n >= CALM_SECONDS
          await sender.send(composeObservations({ application: 'BENCH', facility: name, bed: name, controlId: `alarm-${chair}-${n}`, at, rows: [{ vital: 'spo2_pct', value: isLow ? 86 : 97 }, { vital: 'pulse_per_min', value: 70 }] }))
          if (isLow) low = Math.min(low, at.getTime())
          await wait(Math.max(0, 1000 - (Date.now() - at.getTime())))
        }
      })()
      const [here, there] = await Promise.all([alarmed(atChair, '.alarms .alarm b'), alarmed(onFloor, `.floor-card[href="/chair/${session}"] .floor-why li`)])
      over = true
      await monitor
      sender.close()
      chairMs.push(here - low - stay_s * 1000)
      floorMs.push(there - low - stay_s * 1000)
      await atChair.close()
      await onFloor.close()
    }
  } finally { await browser.close() }
  return { rounds: ROUNDS, stay_s, chair_p50_ms: percentile(chairMs, 0.5), chair_worst_ms: Math.max(...chairMs), floor_p50_ms: percentile(floorMs, 0.5), floor_worst_ms: Math.max(...floorMs) }
}
