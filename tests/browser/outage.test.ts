// Outages as they come: a line that goes at minute 12, a browser that dies in the middle of a word, a server that is away for a whole visit, a disk that is full.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible, startProduct, type Product } from './product.ts'
import { makeTablet, programKept, todayKept } from './tablet.ts'
import { acts, doubleTaps, infusing, killTabletLoop, readyChair, storedOf, takeSigns } from './outage-acts.ts'
import { addFacts, clinicWithVisit, START, type Visit } from './visit.ts'
import { CLINIC_ZONE, type Person } from './staffed-clinic.ts'

async function tabletOf(product: Product, person: Person, visit: Visit, prepare: (page: Page) => Promise<unknown> = async () => {}, timezoneId = 'UTC'): Promise<Page> {
  const page = await product.page('tablet', { locale: 'en-GB', timezoneId, colorScheme: 'dark' })
  await page.context().addCookies([{ name: 'chairside', value: person.token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  await prepare(page)
  await page.goto(`${product.url}/chair/${visit.session}`)
  await page.getByRole('heading', { level: 2, name: 'Rowan Testwell' }).waitFor()
  return page
}
async function setRate(page: Page, part: string): Promise<void> {
  await acts(page).getByRole('button', { name: 'Rate' }).click()
  await page.getByRole('button', { name: new RegExp(`^${part} %`) }).click()
  await page.getByRole('button', { name: /^Record .* mL\/h/ }).click()
  await page.getByRole('region', { name: 'Change the rate' }).waitFor({ state: 'hidden' })
}

test('[OFF8] a browser that is killed 20 times in the middle of an entry loses nothing that its screen called saved', { timeout: 400_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  await infusing(product, visit)
  await killTabletLoop(product, visit, 20, (line) => t.diagnostic(line))
})

test('[OFF11] cut off from minute 12 to minute 30 with two tablets on one chair: all facts are there, in order, and what does not agree is shown on both', { timeout: 240_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  const begun = Date.now() - 32 * 60_000
  const at = (minute: number): string => new Date(begun + minute * 60_000).toISOString()
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'arrived', at: at(-20) }, { type: 'checklist-confirmed', item: 'identity', at: at(-10) }, { ...START, at: at(0) }])
  const onClock = (page: Page): Promise<void> => page.clock.install({ time: begun + 12 * 60_000 })
  const [cut, other] = [await tabletOf(product, visit.nurse, visit, onClock), await tabletOf(product, visit.second, visit, onClock)]
  const pass = async (minutes: number): Promise<void> => { for (const page of [cut, other]) await page.clock.fastForward(minutes * 60_000) }
  await cut.context().setOffline(true)
  await takeSigns(cut, { sbp_mmHg: '131', dbp_mmHg: '81' })
  await pass(3)
  await takeSigns(other, { sbp_mmHg: '133', dbp_mmHg: '82' })
  await pass(5)
  await setRate(cut, '75')
  await setRate(other, '50')
  await pass(10)
  await takeSigns(cut, { sbp_mmHg: '125', dbp_mmHg: '78' })
  assert.equal((await storedOf(product, visit)).length, 3 + 2, 'the server has heard of the other tablet only')
  await cut.context().setOffline(false)
  for (const page of [cut, other]) {
    await page.getByRole('heading', { name: 'For a person to settle' }).waitFor()
    for (const text of ['131/81 mmHg', '133/82 mmHg', '125/78 mmHg']) await page.locator('.timeline').getByText(text).first().waitFor()
  }
  const stored = await storedOf(product, visit)
  assert.equal(stored.length, 3 + 5)
  assert.deepEqual(stored.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).flatMap((e) => (e.values ? [e.values['sbp_mmHg']] : [])), [131, 133, 125], 'the order is that of what happened')
  for (const page of [cut, other]) assert.deepEqual((await page.locator('.timeline .detail').allInnerTexts()).flatMap((text) => /(\d+)\/\d+ mmHg/.exec(text)?.[1] ?? []), ['125', '133', '131'], 'newest first, the same on both')
  await assertAccessible(cut, 'two rates to settle, in low light')
})

test('[OFF10] twenty double taps on a start, a pause, words and a drug are twenty acts', { timeout: 240000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const { visit, page } = await readyChair(product)
  await doubleTaps(product, visit, page, 20)
})

test('[OFF6] [OFF7] a full storage is said before it is full; a fact that finds no room is said, and what was typed stays', { timeout: 120_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  await infusing(product, visit)
  const page = await tabletOf(product, visit.nurse, visit, (p) => p.addInitScript(() => {
    Object.defineProperty(StorageManager.prototype, 'estimate', { value: async () => ({ usage: 850e6, quota: 1000e6 }) })
    const add = IDBObjectStore.prototype.add
    IDBObjectStore.prototype.add = function (this: IDBObjectStore, ...args: Parameters<typeof add>) {
      if (this.name === 'facts' && 'full' in globalThis) throw new DOMException('no room', 'QuotaExceededError')
      return add.apply(this, args)
    }
  }))
  await page.getByText('Online, storage nearly full').click()
  await page.getByRole('dialog').getByText('850 MB of 1.0 GB used').waitFor()
  await page.getByRole('dialog').getByText(/Facts may soon find no room/).waitFor()
  await assertAccessible(page, 'storage nearly full')
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await page.evaluate(() => { Object.assign(globalThis, { full: true }) })
  await page.keyboard.press('w')
  const words = page.getByRole('textbox', { name: /Words, as they were said/ })
  await words.fill('like rain on a roof')
  await page.getByRole('button', { name: 'Keep these words' }).click()
  await page.getByRole('alert').getByText(/this tablet could not keep/).waitFor()
  assert.equal(await words.inputValue(), 'like rain on a roof')
  assert.equal((await storedOf(product, visit)).filter((e) => e.type === 'words-captured').length, 0)
  await page.evaluate(() => { Reflect.deleteProperty(globalThis, 'full') })
  await page.getByRole('button', { name: 'Keep these words' }).click()
  await page.getByText('“like rain on a roof”').first().waitFor()
  await page.getByRole('alert').waitFor({ state: 'hidden' })
})

test('[OFF17] [OFF21] forty minutes across the night when clocks go back are forty minutes; a clock that jumps is shown, and the times stand as recorded', { timeout: 180_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  const begun = Date.parse('2026-11-01T07:50:00Z') // 01:50 in Boise, ten minutes before 02:00 becomes 01:00
  const at = (minute: number): string => new Date(begun + minute * 60_000).toISOString()
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'arrived', at: at(-30) }, { type: 'checklist-confirmed', item: 'identity', at: at(-20) }, { ...START, at: at(0) }])
  const page = await tabletOf(product, visit.nurse, visit, (p) => p.clock.install({ time: begun + 1000 }), 'America/Boise')
  const elapsed = page.locator('.chair-clock .big')
  const minutes = async (): Promise<number> => { const [m] = /\d+/.exec(await elapsed.innerText())!; return Number(m) }
  await page.clock.fastForward(39 * 60_000)
  await page.waitForFunction(() => (document.querySelector('.chair-clock .big')?.textContent ?? '').startsWith('39:'))
  await page.clock.fastForward(60_000)
  await page.waitForFunction(() => (document.querySelector('.chair-clock .big')?.textContent ?? '').startsWith('40:'))
  assert.equal(await minutes(), 40)
  await page.getByText(/clock differs/).click()
  await page.getByText(/It is \d+ min behind the server\. Times are kept as recorded, with both clocks\./).waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()

  const steady = await tabletOf(product, visit.second, visit, (p) => p.clock.install({ time: Date.now() }))
  await steady.getByText('Online', { exact: true }).waitFor()
  await steady.clock.setSystemTime(Date.now() + 3_600_000)
  await takeSigns(steady, { sbp_mmHg: '119', dbp_mmHg: '77' })
  await steady.locator('.timeline li').filter({ hasText: '119/77' }).getByText(/Clock off \d\d:\d\d by the device, \d\d:\d\d by the clinic's clock \((?:59|60) min ahead\)/).waitFor()
  assert.equal(await steady.locator('.timeline').getByText('Clock off').count(), 1, 'of the facts from before the jump nothing is said')
  await steady.getByText('Online, clock differs').click()
  await steady.getByText(/It is (59|60) min ahead of the server/).waitFor()
  const taken = (await storedOf(product, visit)).find((e) => e.values?.['sbp_mmHg'] === 119) as unknown as { at: string; recordedAt: string }
  assert.ok(Date.parse(taken.at) - Date.parse(taken.recordedAt) > 55 * 60_000, 'both clocks are kept, neither is corrected')
})

test('[OFF9] the server is away from the arrival to the signature: the whole visit is there afterwards, each fact once', { timeout: 240_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  const tablet = makeTablet(product, visit.nurse)
  t.after(() => tablet.discard())
  const first = await tablet.on()
  await first.goto(`${product.url}/floor`)
  await programKept(first)
  await todayKept(first, 1)
  await tablet.off()
  await product.stop()

  const page = await tablet.on()
  await page.goto(`${product.url}/chair/${visit.session}`)
  await acts(page).getByRole('button', { name: 'Arrived' }).waitFor()
  // The first hour was written on paper: it is typed back while the server is still away.
  await page.goto(`${product.url}/downtime/type/${visit.session}`)
  const wall = (back: number): string => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: CLINIC_ZONE }).format(Date.now() - back * 60_000)
  await page.getByLabel('Checked at, hh:mm').fill(wall(55))
  await page.getByRole('button', { name: 'Tick' }).first().click()
  for (const [name, back] of [['Arrived', 60], ['Infusion started', 50], ['Infusion stopped', 10]] as const) {
    await page.getByRole('button', { name, exact: true }).click()
    await page.getByRole('textbox', { name: `${name}, time` }).fill(wall(back))
  }
  for (const [label, value] of [['Dose, mg', '40'], ['Dosing weight, kg', '80'], ['Volume, mL', '100'], ['Concentration, mg/mL', '0.4'], ['Rate, mL/h', '150']] as const) await page.getByLabel(label, { exact: true }).fill(value)
  await page.getByRole('button', { name: 'Record 4 facts from paper' }).click()
  await page.getByRole('heading', { name: '4 facts from paper are in the visit' }).waitFor()
  await page.getByRole('link', { name: 'Open the visit' }).click()
  await page.getByRole('heading', { name: 'Recovery' }).first().waitFor()
  await takeSigns(page, { sbp_mmHg: '122', dbp_mmHg: '76', pulse_per_min: '70', spo2_pct: '98' })
  await page.goto(`${product.url}/downtime/type/${visit.session}`)
  await page.getByRole('button', { name: 'Discharged', exact: true }).click()
  await page.getByRole('textbox', { name: 'Discharged, time' }).fill(wall(1))
  for (const name of ['activity', 'respiration', 'circulation', 'consciousness', 'SpO₂']) await page.getByLabel(`Aldrete ${name}`).selectOption('2')
  await page.getByLabel('Escort here').selectOption('yes')
  await page.getByRole('button', { name: 'Record 2 facts from paper' }).click()
  await page.getByRole('heading', { name: '2 facts from paper are in the visit' }).waitFor()
  await page.getByRole('link', { name: 'Open the visit' }).click()
  await acts(page).getByRole('button', { name: 'Note and sign' }).click()
  await page.getByRole('checkbox', { name: 'I have read the note' }).check()
  await page.getByRole('button', { name: 'Sign as Nora Nurse' }).click()
  await page.getByText('Signed', { exact: true }).first().waitFor()
  await tablet.off()

  await product.start()
  const back = await tablet.on()
  await back.goto(`${product.url}/chair/${visit.session}`)
  await back.getByText('Online', { exact: true }).waitFor({ timeout: 45_000 })
  const stored = await storedOf(product, visit)
  const count = new Map<string, number>()
  for (const { type } of stored) count.set(type, (count.get(type) ?? 0) + 1)
  assert.deepEqual(Object.fromEntries(count), { 'arrived': 1, 'vitals-recorded': 1, 'checklist-confirmed': 1, 'infusion-started': 1, 'note-added': 2, 'infusion-stopped': 1, 'discharge-scored': 1, 'discharge-approved': 1, 'signed': 1 })
})
