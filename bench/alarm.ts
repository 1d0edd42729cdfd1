// From the end of a stay beyond a limit to the lamp and the tone: real MLLP in, a real Chromium at each of four chairs and one on the Floor. The Floor has lamps and no tone.
import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { PROPOSED_PROTOCOL } from '@chairside/core/plan'
import { openSender } from '../server/devices/sender.ts'
import { composeObservations } from '../server/hl7/index.ts'
import { launchBrowser } from '../tests/browser/launch.ts'
import { percentile, type BenchChair, type BenchClinic, type BenchServer } from './clinic.ts'

const CHAIRS = 4
const TABLET = { width: 820, height: 1180 }
/** Calm before a dip, and time after the end of its stay for the signals to come. */
const CALM_MS = 4000
const LATE_MS = 4000

export type Signal = { readonly p50_ms: number; readonly p99_ms: number; /** Dips without it. */ readonly missing: number }
export type AlarmBench = {
  readonly dips: number; readonly stay_s: number; readonly every_s: number
  /** From the end of the stay: 0 is the earliest that is right. */
  readonly lamp: Signal; readonly tone: Signal; readonly floor: Signal
  /** From the monitor's word that made the stay long enough: without what the monitor's own interval adds. */
  readonly from_word: { readonly lamp: Signal; readonly tone: Signal; readonly floor: Signal }
}

type Seen = { readonly lamps: Record<string, number[]>; readonly tones: number[] }

/** In the page: when a lamp of a stop was first drawn, by the address of its chair, and when a tone began while a stop sounded; by the machine's clock. */
function keepSignals(): void {
  const seen: Seen = { lamps: {}, tones: [] }
  let before = new Set<string>()
  new MutationObserver(() => {
    const lit = new Set([...document.querySelectorAll('.lamp[data-priority="high"]')].map((lamp) => lamp.closest('.floor-card')?.getAttribute('href') ?? location.pathname))
    for (const place of lit) if (!before.has(place)) requestAnimationFrame(() => (seen.lamps[place] ??= []).push(Date.now()))
    before = lit
  }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-priority', 'href'] })
  const { start } = OscillatorNode.prototype
  OscillatorNode.prototype.start = function kept(this: OscillatorNode, when = 0) {
    if (document.querySelector('.watching[data-sounding="high"]')) seen.tones.push(Date.now() + Math.max(0, when - this.context.currentTime) * 1000)
    return start.call(this, when)
  }
  Object.assign(window, { signals: seen })
}
const signalsOf = (page: Page): Promise<Seen> => page.evaluate(() => (window as unknown as { signals: Seen }).signals)

type Dip = { readonly session: string; readonly low: number; readonly word: number; readonly over: number }

/** A monitor that speaks each `every_ms` and whose saturation falls below every limit `dips` times. Answers when each fall began, which word made it long enough, and when it was over. */
async function dipsAt({ chair, session, name }: BenchChair, port: number, dips: number, every_ms: number, stay_ms: number): Promise<Dip[]> {
  const sender = await openSender('127.0.0.1', port)
  const found: Dip[] = []
  let next = Date.now() + Math.random() * every_ms
  let n = 0
  const say = async (spo2_pct: number): Promise<number> => {
    await wait(Math.max(0, next - Date.now()))
    next += every_ms
    const at = new Date()
    await sender.send(composeObservations({ application: 'BENCH', facility: name, bed: name, controlId: `alarm-${chair}-${every_ms}-${n++}`, at, rows: [{ vital: 'spo2_pct', value: spo2_pct }, { vital: 'pulse_per_min', value: 70 }] }))
    return at.getTime()
  }
  for (let dip = 0; dip < dips; dip += 1) {
    for (const from = Date.now(); Date.now() < from + CALM_MS;) await say(97)
    const low = await say(86)
    let word = 0
    for (let at = low; at < low + stay_ms + LATE_MS;) {
      at = await say(86)
      if (word === 0 && at >= low + stay_ms) word = at
    }
    found.push({ session, low, word, over: Date.now() })
  }
  await say(97)
  sender.close()
  return found
}

function signal(times: readonly (readonly [from: number, at: number | undefined])[]): Signal {
  const came = times.flatMap(([from, at]) => (at === undefined ? [] : [at - from]))
  return { p50_ms: percentile(came, 0.5), p99_ms: percentile(came, 0.99), missing: times.length - came.length }
}

/** `dips` at each of four chairs at once, their monitors speaking each `every_s`. */
export async function benchAlarm(server: BenchServer, clinic: BenchClinic, dips: number, every_s: number): Promise<AlarmBench> {
  const stay_s = PROPOSED_PROTOCOL.monitor.alarm_delay_s
  const chairs = clinic.chairs.slice(0, CHAIRS)
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext({ viewport: TABLET, reducedMotion: 'reduce' })
    const [cookie, value] = clinic.cookie.split('=') as [string, string]
    await context.addCookies([{ name: cookie, value, url: server.url, httpOnly: true, sameSite: 'Strict' }])
    await context.addInitScript(keepSignals)
    const onFloor = await context.newPage()
    await onFloor.addInitScript((here) => localStorage.setItem('chairside-site', here), chairs[0]!.site)
    await onFloor.goto(`${server.url}/floor`)
    const pages = new Map<string, Page>()
    for (const { session } of chairs) {
      await onFloor.locator(`.floor-card[href="/chair/${session}"]`).waitFor()
      const page = await context.newPage()
      await page.goto(`${server.url}/chair/${session}`)
      await page.locator('.watching[data-tone="ready"]').waitFor()
      pages.set(session, page)
    }
    const found = (await Promise.all(chairs.map((chair) => dipsAt(chair, server.hl7Port, dips, every_s * 1000, stay_s * 1000)))).flat()
    const floor = await signalsOf(onFloor)
    const seen = new Map(await Promise.all([...pages].map(async ([session, page]) => [session, await signalsOf(page)] as const)))
    const within = (times: readonly number[] | undefined, { low, over }: Dip): number | undefined => times?.find((at) => at > low && at < over)
    const all = (from: (dip: Dip) => number) => ({
      lamp: signal(found.map((dip) => [from(dip), within(seen.get(dip.session)!.lamps[`/chair/${dip.session}`], dip)])),
      tone: signal(found.map((dip) => [from(dip), within(seen.get(dip.session)!.tones, dip)])),
      floor: signal(found.map((dip) => [from(dip), within(floor.lamps[`/chair/${dip.session}`], dip)])),
    })
    return { dips: found.length, stay_s, every_s, ...all(({ low }) => low + stay_s * 1000), from_word: all(({ word }) => word) }
  } finally { await browser.close() }
}
