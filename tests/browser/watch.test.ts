// Watching in a real browser: a monitor that speaks HL7 over MLLP, a tablet at the chair, a second tablet and the Floor.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import type { FloorView, VitalName } from '@chairside/core/session'
import { openSender } from '../../server/devices/sender.ts'
import { composeObservations } from '../../server/hl7/index.ts'
import { assertAccessible, startProduct, type Product } from './product.ts'
import type { Person } from './staffed-clinic.ts'
import { bundleTones } from './tones-page.ts'
import { addFacts, call, clinicWithVisit, START } from './visit.ts'

type Signs = Partial<Record<VitalName, number | null>>

/** A monitor at Chair 1 that sends what it was told last, once a second, until it is told nothing. */
async function monitorAt(port: number): Promise<{ show(signs: Signs | null): void; close(): void }> {
  const line = await openSender('127.0.0.1', port)
  const run = randomBytes(4).toString('hex')
  let signs: Signs | null = null
  let n = 0
  let busy = false
  const timer = setInterval(() => {
    if (signs === null || busy) return
    busy = true
    const rows = Object.entries(signs).map(([vital, value]) => ({ vital: vital as VitalName, value: value ?? null }))
    void line.send(composeObservations({ application: 'TEST-MONITOR', facility: 'SN1', bed: 'Chair 1', controlId: `${run}${n++}`, at: new Date(), rows })).then((ack) => {
      busy = false
      if (ack?.code !== 'AA') throw new Error(`not taken: ${JSON.stringify(ack)}`)
    })
  }, 1000)
  return { show(next) { signs = next }, close() { clearInterval(timer); line.close() } }
}

/** Sound as people's browsers have it: none before a gesture. The headless one knows no such rule. */
function blockSound(): void {
  const allowed = new WeakSet()
  const { resume } = AudioContext.prototype
  Object.defineProperty(AudioContext.prototype, 'state', { get(this: AudioContext) { return allowed.has(this) ? 'running' : 'suspended' } })
  AudioContext.prototype.resume = function unblocked(this: AudioContext) { if (navigator.userActivation.hasBeenActive) allowed.add(this); return resume.call(this) }
}

async function open(product: Product, person: Person, place: string, options: { dark?: boolean; size?: 'tablet' | 'phone' | 'desk'; muted?: boolean } = {}): Promise<Page> {
  const page = await product.page(options.size ?? 'tablet', { locale: 'en-GB', colorScheme: options.dark ? 'dark' : 'light' })
  await page.context().addCookies([{ name: 'chairside', value: person.token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  if (options.muted) await page.addInitScript(blockSound)
  await page.goto(`${product.url}${place}`)
  return page
}
const CALM: Signs = { spo2_pct: 97, pulse_per_min: 70, rr_per_min: 13 }
const alarm = (page: Page, text: RegExp) => page.locator('.alarms .alarm').filter({ hasText: text })
const sounding = (page: Page, priority: string) => page.locator(`.watching[data-sounding="${priority}"]`).waitFor()

/** Changes of a lamp between lit and dark in ten seconds of frames, as the browser draws them: flashes are half of it. */
const flashesIn10s = (page: Page, priority: string): Promise<{ flashes: number; texts: number }> => page.evaluate((which) => new Promise<{ flashes: number; texts: number }>((resolve) => {
  const lamp = document.querySelector(`.lamp[data-priority="${which}"]`)!
  const words = lamp.parentElement!.nextElementSibling!
  const from = performance.now()
  let [changes, before, texts] = [0, getComputedStyle(lamp).opacity, 0]
  const look = (): void => {
    const now = getComputedStyle(lamp).opacity
    if ((Number(now) > 0.5) !== (Number(before) > 0.5)) changes += 1
    if (getComputedStyle(words).opacity !== '1') texts += 1
    before = now
    if (performance.now() - from < 10_000) requestAnimationFrame(look)
    else resolve({ flashes: changes / 2, texts })
  }
  requestAnimationFrame(look)
}), priority)

test('[SES126] [SES125] [SES129] [SES121] a desaturation alarms on the Chair and on the Floor, a named pause silences it, a higher alarm breaks the pause, and a silent monitor is missed', { timeout: 300_000 }, async (t) => {
  const product = await startProduct()
  const monitor = await monitorAt(product.hl7Port)
  t.after(async () => { monitor.close(); await product.close() })
  const visit = await clinicWithVisit(product.url)
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'arrived' }, { type: 'checklist-confirmed', item: 'identity' }, START, { type: 'vitals-recorded', origin: 'person', values: { sbp_mmHg: 122, dbp_mmHg: 78 } }])
  const [chair, floor] = [await open(product, visit.nurse, `/chair/${visit.session}`, { muted: true }), await open(product, visit.second, '/floor', { size: 'desk' })]
  const card = floor.locator('.floor-card').filter({ hasText: 'Chair 1' })
  monitor.show(CALM)
  await chair.locator('.signs').getByText('97').waitFor()
  await chair.getByText('Not the primary monitor').waitFor()
  await sounding(chair, 'none')

  // No tap has been made: the browser plays nothing, and the screen says so until somebody touches it.
  await chair.getByText('Sound is blocked: touch the screen').waitFor()
  await chair.getByText('Vital signs', { exact: true }).first().click()
  await chair.getByText(/^Tones on/).waitFor()

  monitor.show({ ...CALM, spo2_pct: 93 })
  await alarm(chair, /SpO2 93 %, below 94 %/).waitFor()
  await sounding(chair, 'low')
  await chair.getByRole('button', { name: 'Pause the tone 2:00' }).click()
  await chair.getByText(/Tone paused by Nora Nurse, 1:\d\d left/).waitFor()
  await sounding(chair, 'none')

  // The other tablet and the Floor know of the pause: it is a fact.
  const other = await open(product, visit.second, `/chair/${visit.session}`, { dark: true })
  await other.getByText(/Tone paused by Nora Nurse, 1:\d\d left/).waitFor()
  const watched = async () => ((await call(product.url, visit.second, 'GET', `/api/floor?site=${visit.nurse.sites[0]!.site}`)) as FloorView).chairs[0]!.watch!
  assert.deepEqual((await watched()).alarms.map((a) => [a.key, a.priority, a.pausedUntil !== null]), [['spo2_pct.below', 'low', true]])
  await card.getByText('Recheck', { exact: true }).waitFor()

  monitor.show({ ...CALM, spo2_pct: 86 })
  for (const page of [chair, other]) {
    await alarm(page, /SpO2 86 %, below 90 %/).waitFor()
    await sounding(page, 'high')
  }
  await card.getByText('Stop', { exact: true }).waitFor()
  await card.getByText(/SpO2 86 %, below 90 %/).waitFor()
  assert.deepEqual((await watched()).alarms.map((a) => [a.key, a.priority, a.pausedUntil !== null]), [['spo2_pct.below', 'high', false]])
  await assertAccessible(chair, 'the Chair with a high alarm')
  await assertAccessible(other, 'the Chair with a high alarm, in low light')
  const high = await flashesIn10s(chair, 'high')
  assert.ok(high.flashes >= 14 && high.flashes <= 28, `high: ${high.flashes} flashes in 10 s`)
  assert.equal(high.texts, 0, 'words stand still')

  monitor.show(CALM)
  await alarm(chair, /SpO2/).waitFor({ state: 'hidden' })
  await card.getByText('Stop', { exact: true }).waitFor({ state: 'hidden' })
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'sedation-scored', scale: 'MOAA/S', score: 2 }])
  await alarm(chair, /MOAA\/S 2/).waitFor()
  const medium = await flashesIn10s(chair, 'medium')
  assert.ok(medium.flashes >= 4 && medium.flashes <= 8, `medium: ${medium.flashes} flashes in 10 s`)
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'sedation-scored', scale: 'MOAA/S', score: 5 }])

  monitor.show(null)
  await alarm(chair, /No signal from the monitor/).waitFor()
  await chair.getByText(/^No signal for/).waitFor()
  await chair.locator('.signs [data-age="silent"]').first().waitFor()
  await card.getByText('No signal', { exact: true }).waitFor()
  assert.equal((await flashesIn10s(chair, 'low')).flashes, 0, 'a low lamp is steady')
  assert.notEqual((await watched()).blindSince, null)
})

test('[SES127] a tablet that slept says so when it wakes', { timeout: 120_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'arrived' }, { type: 'checklist-confirmed', item: 'identity' }, START])
  const chair = await open(product, visit.nurse, `/chair/${visit.session}`)
  await sounding(chair, 'none')
  assert.equal(await chair.getByText('This tablet was asleep').count(), 0)
  // A sleep as a page sees it: nothing of it runs for a while.
  await chair.evaluate(() => { const until = Date.now() + 6500; while (Date.now() < until); })
  await chair.getByText('This tablet was asleep').waitFor()
  await sounding(chair, 'low')
  await chair.getByRole('alert').getByRole('button', { name: 'Seen' }).click()
  await chair.getByText('This tablet was asleep').waitFor({ state: 'hidden' })
})

test('[SES124] the tones are bursts of ten, three and two pulses with harmonics, at the pauses of the standard', { timeout: 120_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const page = await product.page('tablet')
  await page.goto(`${product.url}/healthz`)
  const measured = (await page.evaluate(`${await bundleTones()}; tones.measure()`)) as Record<'high' | 'medium' | 'low', { pulses: { from_s: number; to_s: number }[]; pause_s: number; harmonics_dB: number[]; fundamental_Hz: number }>
  for (const [priority, count, pulse, pause] of [['high', 10, [0.075, 0.2], [2.5, 15]], ['medium', 3, [0.125, 0.25], [2.5, 30]], ['low', 2, [0.125, 0.25], [15, Infinity]]] as const) {
    const { pulses, pause_s, harmonics_dB, fundamental_Hz } = measured[priority]
    assert.equal(pulses.length, count, priority)
    for (const { from_s, to_s } of pulses) assert.ok(to_s - from_s >= pulse[0] - 0.02 && to_s - from_s <= pulse[1] + 0.02, `${priority}: a pulse of ${to_s - from_s} s`)
    assert.ok(pause_s >= pause[0] && pause_s <= pause[1], `${priority}: ${pause_s} s`)
    assert.ok(fundamental_Hz >= 150 && fundamental_Hz <= 1000)
    assert.ok(harmonics_dB.filter((dB) => Math.abs(dB) <= 15).length >= 4, `${priority}: ${harmonics_dB.map((dB) => dB.toFixed(1)).join(', ')} dB`)
  }
  const gaps = measured.high.pulses.slice(1).map((p, i) => p.from_s - measured.high.pulses[i]!.to_s)
  assert.ok(gaps[4]! > gaps[2]! && gaps[2]! > gaps[0]! && gaps[4]! >= 0.35 && gaps[4]! <= 1.3, 'five and five, the fourth of each apart')
})
