// The Floor in a second browser: it moves by itself when a tablet records, it says when it is blind, and the wall shows no full names.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible, startProduct, type Product } from './product.ts'
import type { Person } from './staffed-clinic.ts'
import { addFacts, clinicWithVisit, START } from './visit.ts'

async function floorOf(product: Product, person: Person, size: 'desk' | 'phone', place: string, dark = false): Promise<Page> {
  const page = await product.page(size, { locale: 'en-GB', colorScheme: dark ? 'dark' : 'light' })
  await page.context().addCookies([{ name: 'chairside', value: person.token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  await page.goto(`${product.url}${place}`)
  await page.locator('.floor-card').first().waitFor()
  return page
}
const card = (page: Page, chair: string) => page.locator('.floor-card').filter({ hasText: chair })

test('[FLO10] [SYN9] the Floor in another browser follows a tablet, ranks by need and says when the line is gone', { timeout: 180_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  const floor = await floorOf(product, visit.second, 'desk', '/floor')
  assert.match(await card(floor, 'Chair 2').innerText(), /Free/)
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'arrived' }, { type: 'checklist-confirmed', item: 'identity' }])
  await card(floor, 'Chair 1').getByText('Preparing', { exact: true }).waitFor()

  await addFacts(product.url, visit.nurse, visit.session, [START, { type: 'vitals-recorded', origin: 'person', values: { sbp_mmHg: 128, dbp_mmHg: 80, pulse_per_min: 70, spo2_pct: 98 } }])
  await card(floor, 'Chair 1').getByText('Infusing', { exact: true }).waitFor()
  await card(floor, 'Chair 1').getByText(/128\/80/).waitFor()
  assert.equal(await card(floor, 'Chair 1').getAttribute('data-tier'), 'none')

  const wall = await floorOf(product, visit.admin, 'desk', '/floor/wall', true)
  await card(wall, 'Chair 1').getByText('Rowan T.').waitFor()
  assert.doesNotMatch(await wall.innerText('body'), /Testwell/, 'visitors can see the wall')
  assert.doesNotMatch(await wall.title(), /Rowan/)

  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'vitals-recorded', origin: 'person', values: { sbp_mmHg: 204, dbp_mmHg: 118 } }])
  for (const page of [floor, wall]) {
    await card(page, 'Chair 1').getByText('Stop', { exact: true }).waitFor()
    assert.equal(await card(page, 'Chair 1').getAttribute('data-tier'), 'high', 'colour, shape and word go together')
    assert.match(await page.locator('.floor-card').first().innerText(), /Chair 1/, 'the chair in need stands first')
  }
  // The browser asks for less movement, and the lamp flashes all the same: twice a second for a stop.
  for (const page of [floor, wall]) {
    const lamps = await page.locator('.lamp').evaluateAll((all) => all.map((lamp) => { const { animationName, animationDuration, animationIterationCount } = getComputedStyle(lamp); return [(lamp as HTMLElement).dataset['priority'], animationName, animationDuration, animationIterationCount] }))
    assert.deepEqual(lamps, [['high', 'lamp', '0.5s', 'infinite']], 'one lamp, of the one chair in need')
  }
  await assertAccessible(floor, 'the Floor')
  await assertAccessible(wall, 'the wall display')
  const phone = await floorOf(product, visit.nurse, 'phone', '/floor', true)
  await assertAccessible(phone, 'the Floor on a phone, in low light')

  await floor.context().setOffline(true)
  await floor.getByText(/No line to the server: this Floor is as it was at/).waitFor()
  await floor.context().setOffline(false)
  await floor.getByText(/No line to the server/).waitFor({ state: 'hidden' })
})

test('[FLO12] a Floor that nobody tells anything asks again within five seconds', { timeout: 120_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  const page = await product.page('desk', { locale: 'en-GB' })
  await page.context().addCookies([{ name: 'chairside', value: visit.nurse.token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  await page.clock.install({ time: Date.now() })
  await page.goto(`${product.url}/floor`)
  await page.locator('.floor-card').first().waitFor()
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 10_000)
  await page.waitForLoadState('networkidle').catch(() => {})
  for (let n = 0; n < 3; n++) {
    const asked = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/api/floor')
    await page.clock.runFor(5000)
    await (await asked).finished()
  }
})
