// Cuffs, oximeters and pumps on the Chair, and the messages that were not taken in the Office, in a real browser.
import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { PROPOSED_PROTOCOL } from '@chairside/core/plan'
import { openSender } from '../../server/devices/sender.ts'
import { composeObservations, composePump } from '../../server/hl7/index.ts'
import { withBluetooth } from './gatt.ts'
import { assertAccessible, startProduct, type Product } from './product.ts'
import type { Person } from './staffed-clinic.ts'
import { programKept } from './tablet.ts'
import { addFacts, call, clinicWithVisit, START, type Visit } from './visit.ts'

const CUFF = { 0x1810: [0x2a35] } as const
const OXIMETER = { 0x1822: [0x2a5f, 0x2a5e] } as const

async function pageOf(product: Product, person: Person, size: 'tablet' | 'desk' | 'phone', dark = false): Promise<Page> {
  const page = await product.page(size, { locale: 'en-GB', colorScheme: dark ? 'dark' : 'light' })
  await page.context().addCookies([{ name: 'chairside', value: person.token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  return page
}
async function open(page: Page, product: Product, visit: Visit): Promise<void> {
  await page.goto(`${product.url}/chair/${visit.session}`)
  await page.getByRole('heading', { level: 2, name: 'Rowan Testwell' }).waitFor()
}
/** With CHAIRSIDE_LOOK a picture of the page is kept there, to be looked at. */
async function look(page: Page, name: string): Promise<void> {
  const folder = process.env['CHAIRSIDE_LOOK']
  if (folder) { await page.waitForTimeout(600); await page.screenshot({ path: path.join(folder, `${name}.png`) }) }
}
type Vitals = { type: string; values?: Record<string, number>; origin?: string; source?: string; remark?: string; actor: string }
const vitalsOf = async (product: Product, visit: Visit): Promise<Vitals[]> => ((await call(product.url, visit.nurse, 'GET', `/api/sessions/${visit.session}`)) as { events: Vitals[] }).events.filter((e) => e.type === 'vitals-recorded')
async function until(what: () => Promise<boolean>): Promise<void> { for (let i = 0; i < 200 && !(await what()); i++) await new Promise((done) => setTimeout(done, 100)) }

test('[DEV49] a cuff and an oximeter are connected at the Chair: nothing is recorded before a person says so, with and without the network', { timeout: 240_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'arrived' }, { type: 'checklist-confirmed', item: 'identity' }, START])
  const page = await pageOf(product, visit.nurse, 'tablet', true)
  const air = await withBluetooth(page)
  await open(page, product, visit)
  await page.getByRole('button', { name: /^Connect a device/ }).click()
  const panel = page.getByRole('region', { name: 'Connect a device' })
  await panel.getByRole('button', { name: 'Choose a device' }).click()
  await panel.getByText('Choosing').waitFor({ state: 'detached' })
  assert.equal(await panel.getByRole('alert').count(), 0, 'who chooses nothing has made no mistake')

  await air.put({ name: 'Cuff 7', battery: 87, services: CUFF })
  await panel.getByRole('button', { name: 'Choose a device' }).click()
  await panel.getByText('Battery 87 %').waitFor()
  await panel.getByText('Waiting for a measurement.').waitFor()
  await air.say(0x2a35, '14 7900 4f00 5d00 4000 0400')
  await panel.getByText('121/79 mmHg, MAP 93 mmHg, Pulse 64 /min').first().waitFor()
  await panel.getByText('The device says: irregular pulse.').waitFor()
  await look(page, 'connect-cuff-dark')
  await assertAccessible(page, 'a cuff that has measured')
  assert.deepEqual(await vitalsOf(product, visit), [])
  await panel.getByRole('button', { name: /^Record it: 121\/79/ }).click()
  await until(async () => (await vitalsOf(product, visit)).length === 1)
  assert.deepEqual((await vitalsOf(product, visit)).map(({ values, origin, source, remark, actor }) => [values, origin, source, remark, actor]), [[{ sbp_mmHg: 121, dbp_mmHg: 79, map_mmHg: 93, pulse_per_min: 64 }, 'device', 'Cuff 7', 'irregular pulse', visit.nurse.staff]])

  await air.say(0x2a35, '00 ff07 ff07 ff07')
  await panel.getByText('The device says: no reading.').waitFor()
  await air.say(0x2a35, '00 bdf0 0b00 9ff0')
  await panel.getByText(/18.9 mm\[Hg\] cannot be a systolic pressure/).waitFor()
  assert.equal(await panel.getByRole('button', { name: /^Record / }).count(), 0)
  // The device's own clock says yesterday: marked, and a person decides.
  const yesterday = new Date(Date.now() - 26 * 3_600_000)
  const le = (n: number): string => n.toString(16).padStart(4, '0').replace(/(..)(..)/, '$2$1')
  const hex = (n: number): string => n.toString(16).padStart(2, '0')
  const clock = await page.evaluate((ms) => { const d = new Date(ms); return [d.getFullYear(), d.getMonth() + 1, d.getDate(), d.getHours(), d.getMinutes(), d.getSeconds()] }, yesterday.getTime())
  await air.say(0x2a35, `02 8c00 5800 6900 ${le(clock[0]!)} ${clock.slice(1).map((n) => hex(n)).join(' ')}`)
  await panel.getByText('Its clock is 26 h behind, or this is an old measurement.').waitFor()
  await panel.getByRole('button', { name: /wrong: 140\/88/ }).click()
  await panel.getByText('140/88').waitFor({ state: 'detached' })

  await page.context().setOffline(true)
  await air.put({ name: 'Oximeter 2', services: OXIMETER })
  await panel.getByRole('button', { name: 'Choose another device' }).click()
  await panel.getByRole('heading', { name: 'Oximeter 2' }).waitFor()
  await air.say(0x2a5f, '00 6100 4700')
  await panel.getByRole('button', { name: 'Record Pulse 71 /min, SpO₂ 97 %' }).waitFor()
  await look(page, 'connect-both-dark')
  await panel.getByRole('button', { name: 'Record Pulse 71 /min, SpO₂ 97 %' }).click()
  await page.getByText(/1 fact waiting on this tablet/).waitFor()
  await air.away()
  await panel.getByText('Connection lost: trying again').waitFor()
  assert.equal(await panel.getByText('97', { exact: true }).count(), 0, 'what was shown is not shown on')
  await look(page, 'connect-lost-dark')
  await air.back()
  await panel.getByText('Connection lost: trying again').waitFor({ state: 'detached' })
  await page.context().setOffline(false)
  await until(async () => (await vitalsOf(product, visit)).length === 2)
  assert.deepEqual((await vitalsOf(product, visit)).map((v) => [v.source, v.values]).at(-1), ['Oximeter 2', { spo2_pct: 97, pulse_per_min: 71 }])
})

/** Keeps when each tone of this page began, by the page's clock. */
function keepTones(): void {
  const tones: number[] = []
  const { start } = OscillatorNode.prototype
  OscillatorNode.prototype.start = function kept(this: OscillatorNode, when?: number) { tones.push(Date.now()); return start.call(this, when) }
  Object.assign(window, { tones })
}
const tonesOf = (page: Page): Promise<number> => page.evaluate(() => (window as unknown as { tones: number[] }).tones.length)

/** For every column of pixels of the live line whether the colour of the saturation is in it, as runs from left to right: [there, columns]. Sheets and notices lie over the canvas and do not count. */
const runsOfLine = (page: Page): Promise<[there: boolean, columns: number][]> => page.evaluate(() => {
  const canvas = document.querySelector<HTMLCanvasElement>('.trace canvas')!
  const brush = document.createElement('canvas').getContext('2d')!
  brush.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--trace-1')
  brush.fillRect(0, 0, 1, 1)
  const wanted = brush.getImageData(0, 0, 1, 1).data
  const { width, height } = canvas
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height)
  const runs: [boolean, number][] = []
  for (let x = 0; x < width; x++) {
    let there = false
    for (let y = 0; y < height && !there; y++) {
      const i = (y * width + x) * 4
      there = data[i + 3]! > 128 && [0, 1, 2].every((c) => Math.abs(data[i + c]! - wanted[c]!) < 24)
    }
    if (runs.at(-1)?.[0] === there) runs.at(-1)![1] += 1
    else runs.push([there, 1])
  }
  return runs
})

test('[SES128] [SES130] an oximeter at the tablet alarms with server and network gone, what is charted waits here, its silence is said in time, and a gap stays a gap', { timeout: 240_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'arrived' }, { type: 'checklist-confirmed', item: 'identity' }, START])
  const page = await pageOf(product, visit.nurse, 'tablet', true)
  await page.addInitScript(keepTones)
  const air = await withBluetooth(page)
  await page.clock.install({ time: Date.now() })
  await open(page, product, visit)
  await page.getByRole('toolbar', { name: 'Acts' }).getByRole('button', { name: 'Pause' }).waitFor()
  // The forms come a moment after the picture.
  await page.getByRole('button', { name: /^Connect a device/ }).click()
  const panel = page.getByRole('region', { name: 'Connect a device' })
  await panel.getByRole('button', { name: 'Choose a device' }).waitFor()
  await programKept(page)
  await page.context().setOffline(true)
  await product.stop()
  await air.put({ name: 'Oximeter 2', services: OXIMETER })
  await panel.getByRole('button', { name: 'Choose a device' }).click()
  await panel.getByRole('heading', { name: 'Oximeter 2' }).waitFor()
  // From here on the page's time passes only as this test lets it: seconds are exact, however busy the machine is.
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1000)
  const say = async (spo2_pct: number, seconds: number): Promise<void> => {
    for (let s = 0; s < seconds; s++) {
      await air.say(0x2a5f, `00 ${spo2_pct.toString(16)}00 4700`)
      await page.clock.runFor(1000)
    }
  }
  const alarms = page.locator('.alarms .alarm')
  const low = alarms.filter({ hasText: /SpO2 84 %/ })
  const silent = alarms.filter({ hasText: /no signal/i })
  await say(97, 30)
  await panel.getByRole('button', { name: 'Record Pulse 71 /min, SpO₂ 97 %' }).click()
  await page.getByText(/1 fact waiting on this tablet/).waitFor()
  await page.locator('.timeline').getByText('saved on this tablet').first().waitFor()
  const before = await tonesOf(page)
  await say(84, PROPOSED_PROTOCOL.monitor.alarm_delay_s)
  assert.equal(await low.count(), 0, 'not before the stay is over')
  // The word that ends the stay raises: two seconds later at the latest lamp, words and tone are there.
  await air.say(0x2a5f, '00 5400 4700')
  await page.clock.runFor(2000)
  await low.locator('.lamp[data-priority="high"]').waitFor()
  await page.locator('.watching[data-sounding="high"][data-tone="ready"]').waitFor()
  assert.ok(await tonesOf(page) > before, 'a tone began')
  await look(page, 'bluetooth-alarm-offline')

  await page.clock.runFor((PROPOSED_PROTOCOL.monitor.no_signal_s - 3) * 1000)
  assert.equal(await silent.count(), 0, 'silent for less than the protocol says')
  await page.clock.runFor(6000)
  await silent.waitFor()
  await page.locator('.signs [data-age="silent"]').first().waitFor()
  await alarms.filter({ hasText: /SpO2 84 % \(last reading\), below 90 %/ }).waitFor()
  await page.clock.runFor(75_000)
  await say(97, 90)
  await silent.waitFor({ state: 'detached' })
  await low.waitFor({ state: 'detached' })
  await panel.getByRole('button', { name: 'Close' }).click()
  await page.locator('.trace canvas').waitFor()
  await page.clock.runFor(3000)
  const runs = (await runsOfLine(page)).slice(1, -1)
  assert.deepEqual(runs.map(([there]) => there), [true, false, true], `one gap: ${JSON.stringify(runs)}`)
  const [gap, after] = [runs[1]![1], runs[2]![1]]
  assert.ok(gap > after * 0.7 && gap < after * 1.3, `about as wide as the line after it: ${JSON.stringify(runs)}`)
  await page.locator('.trace').evaluate((trace) => trace.scrollIntoView({ block: 'center' }))
  await look(page, 'bluetooth-gap-offline')
  await page.clock.resume()
  await assertAccessible(page, 'after a silence of a device at the tablet, without a line')
})

test('[DEV50] where Bluetooth cannot be used the sheet says why and what to do instead; a device of another visit is not offered here', { timeout: 180_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'arrived' }])
  const without = await pageOf(product, visit.nurse, 'phone')
  await without.addInitScript(() => { Object.defineProperty(navigator, 'bluetooth', { configurable: true, value: undefined }) })
  await open(without, product, visit)
  await without.getByRole('button', { name: /^Connect a device/ }).click()
  await without.getByText(/This browser cannot speak to Bluetooth devices.*Type the readings in under Vital signs/).waitFor()
  assert.equal(await without.getByRole('button', { name: 'Choose a device' }).count(), 0)
  await look(without, 'connect-unsupported-phone')
  await assertAccessible(without, 'the sheet without Bluetooth')

  const page = await pageOf(product, visit.nurse, 'tablet')
  const air = await withBluetooth(page)
  await open(page, product, visit)
  await page.getByRole('button', { name: /^Connect a device/ }).click()
  const panel = page.getByRole('region', { name: 'Connect a device' })
  await air.put({ name: 'Wrong thing', services: { 0x1800: [0x2a00] } })
  await panel.getByRole('button', { name: 'Choose a device' }).click()
  await panel.getByText('Wrong thing has none of the standard services for pressure, oxygen, pulse or temperature.').waitFor()
  await air.put({ name: 'Oximeter 2', services: OXIMETER })
  await panel.getByRole('button', { name: 'Choose a device' }).click()
  await panel.getByText('Waiting for a measurement.').waitFor()
  await air.say(0x2a5f, '08 6100 4700 000800')
  await panel.getByText('The device says: sensor not on patient.').waitFor()
  assert.equal(await panel.getByRole('button', { name: /^Record/ }).count(), 0)
})

test('[DEV51] what the pump says stands beside what was charted: its alarm, another rate, and a volume that differs by more than the protocol allows', { timeout: 180_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  const site = visit.nurse.sites[0]!
  const chair = site.chairs[0]!
  const started = Date.now() - 10 * 60_000
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'arrived', at: new Date(started - 60_000).toISOString() }, { type: 'checklist-confirmed', item: 'identity', at: new Date(started - 50_000).toISOString() }, { ...START, at: new Date(started).toISOString() }])
  await call(product.url, visit.nurse, 'PUT', `/api/chairs/${chair.chair}/device`, { device: 'PUMP P7' })
  const line = await openSender('127.0.0.1', product.hl7Port)
  t.after(() => line.close())
  let n = 0
  const say = async (volume_mL: number, rate_mL_per_h: number, status: string): Promise<void> => {
    const ack = await line.send(composePump({ application: 'PUMP', facility: 'P7', bed: '', controlId: `B${++n}`, at: new Date(), pump: { drug: 'Ketamine', volume_mL, rate_mL_per_h, status } }))
    assert.equal(ack?.code, 'AA')
  }
  await say(25, 150, 'pump-status-infusing')
  const page = await pageOf(product, visit.nurse, 'tablet', true)
  await open(page, product, visit)
  const pump = page.getByRole('group', { name: 'The pump' })
  await pump.getByText(/The pump at \d\d:\d\d: 25 mL, 150 mL\/h, running/).waitFor()
  assert.equal(await pump.getByRole('status').count(), 0, 'they agree')
  await page.getByText('The pump\'s last volume, and the recorded rate since.').waitFor()
  await say(31, 200, 'pump-status-infusing')
  await pump.getByText('The pump runs at 200 mL/h, the chart says 150 mL/h.').waitFor()
  await page.getByText(/At \d\d:\d\d the pump showed 31 mL, rate and time make 25(?:\.\d)? mL: 2\.\d mg apart\./).waitFor()
  await say(31.2, 0, 'downstream-occlusion')
  await pump.getByText('The pump says: occlusion').waitFor()
  await look(page, 'pump-alarm-dark')
  await assertAccessible(page, 'the pump\'s alarm')
})

test('[DEV42] [DEV43] the Office shows why a message was not taken, row by row and without the patient, until somebody has looked at it by name', { timeout: 180_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  const line = await openSender('127.0.0.1', product.hl7Port)
  t.after(() => line.close())
  const wrong = composeObservations({ application: 'MONITOR', facility: 'SN1', bed: 'Chair 1', controlId: 'W1', at: new Date(Date.now() - 95_000), rows: [{ vital: 'spo2_pct', value: 97 }, { vital: 'etco2_mmHg', value: 36 }] })
    .replace('151708^', '150456^').replace('PID|||', 'PID|||4711||Testwell^Rowan')
  assert.equal((await line.send(wrong))?.code, 'AA')
  assert.equal((await line.send(composePump({ application: 'PUMP', facility: 'P7', bed: 'Nowhere', controlId: 'W2', at: new Date(), pump: { drug: 'Ketamine', volume_mL: 1, rate_mL_per_h: 150, status: 'pump-status-infusing' } })))?.code, 'AE')
  const page = await pageOf(product, visit.nurse, 'desk')
  await page.goto(`${product.url}/office#monitors`)
  await page.getByRole('button', { name: 'Monitors and pumps 2 messages not looked at' }).waitFor()
  await page.getByText(/its clock is 9\d s behind: set it/).waitFor()
  await page.getByText(/OBX 3, OBX-3: code 150456 is SpO2, label "MDC_CONC_AWAY_CO2_ET" is end-tidal CO2; not taken/).waitFor()
  await page.getByText(/The message, \d+ segments/).nth(1).click()
  await page.getByText('Row 3 is wrong').waitFor()
  await look(page, 'office-quarantine')
  assert.equal(await page.getByText('Testwell').count(), 0, 'the patient is left out')
  await page.getByRole('button', { name: /Show the whole message/ }).first().click()
  await page.getByText(/Testwell\^Rowan/).waitFor()
  await assertAccessible(page, 'the messages that were not taken')
  await page.getByRole('combobox', { name: 'Device' }).selectOption('PUMP P7')
  await page.getByText(/no chair has this device and its bed is "Nowhere"/).first().waitFor()
  assert.equal(await page.getByText(/MDC_CONC_AWAY_CO2_ET/).count(), 0)
  await page.getByRole('button', { name: /^Looked at: PUMP P7/ }).click()
  await page.getByRole('button', { name: 'Monitors and pumps 1 message not looked at' }).waitFor()
  await page.getByRole('combobox', { name: 'Device' }).selectOption('')
  await page.getByRole('combobox', { name: 'Show' }).selectOption('looked-at')
  await page.getByText(/Nora Nurse looked at it/).waitFor()
  // The pump that stands at no chair is offered to be placed, as what it is.
  await page.getByRole('button', { name: 'Place PUMP P7' }).click()
  await page.getByText(/charted as the dose delivered while an infusion runs there/).waitFor()
  await look(page, 'office-place-pump')
  await page.getByRole('combobox', { name: 'Chair' }).selectOption({ label: 'Chair 1' })
  await page.getByRole('button', { name: 'It stands here' }).click()
  await page.getByText('placed by Nora Nurse').waitFor()

  const administrator = await pageOf(product, visit.admin, 'phone', true)
  await administrator.goto(`${product.url}/office#monitors`)
  await administrator.getByText(/The message, \d+ segments/).first().click()
  assert.equal(await administrator.getByRole('button', { name: /Show the whole message/ }).count(), 0, 'who may not read charts may not read it whole')
  await look(administrator, 'office-quarantine-phone-dark')
})
