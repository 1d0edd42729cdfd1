// The Chair in a real browser: what a tablet keeps when the network is gone, and that nothing of it is lost or doubled.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { bundleContract } from './store-page.ts'
import { assertAccessible, startProduct, type Product } from './product.ts'
import { storedRows, todayKept } from './tablet.ts'
import { addFacts, call, clinicWithVisit, START, type Visit } from './visit.ts'
import type { Person } from './staffed-clinic.ts'

type Bundle = { readonly events: readonly { readonly id: string; readonly type: string }[] }
const typesOf = async (base: string, visit: Visit): Promise<string[]> => ((await call(base, visit.nurse, 'GET', `/api/sessions/${visit.session}`)) as Bundle).events.map((e) => e.type)

async function tablet(product: Product, person: Person, session: string, size: 'tablet' | 'phone' = 'tablet', dark = false): Promise<{ page: Page; context: BrowserContext }> {
  const page = await product.page(size, { locale: 'en-GB', colorScheme: dark ? 'dark' : 'light' })
  const context = page.context()
  await context.addCookies([{ name: 'chairside', value: person.token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  await page.goto(`${product.url}/chair/${session}`)
  await page.getByRole('heading', { level: 2, name: 'Rowan Testwell' }).waitFor()
  return { page, context }
}
/** The program is kept on the device once its service worker has taken over. */
const keptOffline = (page: Page): Promise<unknown> => page.evaluate(() => navigator.serviceWorker.ready.then(() => new Promise<void>((resolve) => {
  if (navigator.serviceWorker.controller) resolve()
  else navigator.serviceWorker.addEventListener('controllerchange', () => resolve())
})))
const acts = (page: Page) => page.getByRole('toolbar', { name: 'Acts' })

async function takeSigns(page: Page, values: Record<string, string>): Promise<void> {
  await acts(page).getByRole('button', { name: 'Vital signs' }).click()
  const panel = page.getByRole('region', { name: 'Vital signs by hand' })
  for (const [name, value] of Object.entries(values)) await panel.locator(`#vital-${name}`).fill(value)
  await panel.getByRole('button', { name: /^Save/ }).click()
  await panel.waitFor({ state: 'hidden' })
}

test('[SYN1] [SYN2] a tablet without a network keeps every fact through a reload, and delivers each of them once', { timeout: 180_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'arrived' }, { type: 'checklist-confirmed', item: 'identity' }, START])
  const { page, context } = await tablet(product, visit.nurse, visit.session)
  await keptOffline(page)
  await acts(page).getByRole('button', { name: 'Pause' }).waitFor()
  await assertAccessible(page, 'the Chair, infusing')

  await context.setOffline(true)
  await takeSigns(page, { sbp_mmHg: '131', dbp_mmHg: '82', pulse_per_min: '80', spo2_pct: '97' })
  await page.getByRole('button', { name: /^Words/ }).click()
  await page.getByRole('textbox', { name: /Words, as they were said/ }).fill('A wide and quiet field.')
  await page.getByRole('button', { name: 'Keep these words' }).click()
  await acts(page).getByRole('button', { name: 'Stop' }).click()
  await acts(page).getByRole('button', { name: 'Tap again: stop' }).click()
  await page.getByText(/^Offline since \d\d:\d\d: 3 facts waiting on this tablet$/).waitFor()
  assert.deepEqual((await typesOf(product.url, visit)).slice(3), [], 'the server has heard nothing of it')

  await page.reload()
  await page.getByRole('heading', { level: 2, name: 'Rowan Testwell' }).waitFor()
  await page.getByText(/^Offline since \d\d:\d\d: 3 facts waiting on this tablet$/).waitFor()
  await page.getByText('“A wide and quiet field.”').first().waitFor()
  await page.getByRole('heading', { name: 'Recovery' }).waitFor()
  await page.getByText('131/82').first().waitFor()
  await assertAccessible(page, 'the Chair, offline')

  await context.setOffline(false)
  await page.getByText('Online', { exact: true }).waitFor()
  assert.deepEqual((await typesOf(product.url, visit)).slice(3), ['vitals-recorded', 'words-captured', 'infusion-stopped'])
  await page.waitForFunction(() => [...document.querySelectorAll('.sent-mark')].every((mark) => mark.getAttribute('data-state') === 'acknowledged'))
})

test('[SYN16] who signs out leaves nothing of a visit on the device that the server has', { timeout: 120_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'arrived' }, { type: 'checklist-confirmed', item: 'identity' }])
  const { page } = await tablet(product, visit.nurse, visit.session)
  const kept = (): Promise<Record<string, number>> => storedRows(page)
  await page.waitForFunction(() => document.querySelectorAll('.sent-mark[data-state="acknowledged"]').length >= 2)
  await page.waitForFunction(() => navigator.onLine)
  for (let tries = 0; (await kept())['copies'] === 0 && tries < 100; tries += 1) await page.waitForTimeout(100)
  assert.deepEqual(await kept(), { bundles: 1, copies: 1, facts: 2, keys: 1, kept: 1 })
  await page.getByRole('button', { name: /Nora Nurse/ }).click()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.waitForURL(`${product.url}/`)
  assert.deepEqual(await kept(), { bundles: 0, copies: 0, facts: 0, keys: 1, kept: 0 })
})

test('[SYN16] an answer that was under way at a sign-out brings nothing back, and the tablet needs no word of the server to forget', { timeout: 120_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'arrived' }])
  const { page } = await tablet(product, visit.nurse, visit.session)
  await todayKept(page, 1)
  let [letGo, isHeld] = [(): void => {}, (): void => {}]
  const signedOut = new Promise<void>((resolve) => { letGo = resolve })
  const held = new Promise<void>((resolve) => { isHeld = resolve })
  await page.route((url) => url.pathname === `/api/sessions/${visit.session}`, async (route) => {
    const answer = await route.fetch()
    isHeld()
    await signedOut
    await route.fulfill({ response: answer }).catch(() => {})
  })
  await page.route('**/api/sign-out', async (route) => {
    const answer = await route.fetch()
    // From here on nobody hears from the server that the sign-in has ended.
    await page.route('**/api/me', (me) => me.abort())
    letGo()
    await route.fulfill({ response: answer })
  })
  await addFacts(product.url, visit.second, visit.session, [{ type: 'checklist-confirmed', item: 'identity' }])
  await held
  await page.getByRole('button', { name: /Nora Nurse/ }).click()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.waitForURL(`${product.url}/`)
  await page.getByText(/No connection to the clinic's server/).waitFor()
  assert.deepEqual(await storedRows(page), { bundles: 0, copies: 0, facts: 0, keys: 1, kept: 0 })
})

test('[SYN9] [OFF12] two tablets on one chair, one of them cut off: both facts stand, and what contradicts is shown and settled', { timeout: 180_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'arrived' }, { type: 'checklist-confirmed', item: 'identity' }, START])
  const first = await tablet(product, visit.nurse, visit.session, 'tablet', true)
  const other = await tablet(product, visit.second, visit.session, 'phone', true)
  const setRate = async (page: Page, part: string): Promise<void> => {
    await acts(page).getByRole('button', { name: 'Rate' }).click()
    await page.getByRole('button', { name: new RegExp(`^${part} %`) }).click()
    await page.getByRole('button', { name: /^Record .* mL\/h/ }).click()
    await page.getByRole('region', { name: 'Change the rate' }).waitFor({ state: 'hidden' })
  }
  await first.context.setOffline(true)
  await setRate(first.page, '75')
  await setRate(other.page, '50')
  await first.context.setOffline(false)
  for (const { page } of [first, other]) await page.getByRole('heading', { name: 'For a person to settle' }).waitFor()
  assert.equal((await typesOf(product.url, visit)).filter((type) => type === 'infusion-rate-changed').length, 2)
  await assertAccessible(other.page, 'the Chair on a phone, in low light, with a contradiction')
  await other.page.getByRole('listitem').filter({ hasText: '112.5 mL/h' }).getByRole('button', { name: 'This one counts' }).click()
  for (const { page } of [first, other]) {
    await page.getByRole('heading', { name: 'For a person to settle' }).waitFor({ state: 'hidden' })
    await page.getByText(/^withdrawn: The one of .* by Nora Nurse counts: 112.5 mL\/h/).waitFor()
  }
})

test('[SYN15] [OFF5] the browser\'s own storage keeps the contract of every store, encrypted and in the open', { timeout: 120_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const page = await product.page('tablet')
  await page.goto(`${product.url}/healthz`)
  const script = await bundleContract()
  const results = (await page.evaluate(`${script}; contract.run()`)) as { name: string; error: string | null }[]
  assert.ok(results.length >= 14)
  assert.deepEqual(results.filter((r) => r.error !== null), [])
})

test('[SES14] the keyboard alone takes signs, takes them back, and stops the infusion with two presses and no question before', { timeout: 120_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'arrived' }, { type: 'checklist-confirmed', item: 'identity' }, START])
  const { page } = await tablet(product, visit.nurse, visit.session)
  await acts(page).getByRole('button', { name: 'Pause' }).waitFor()
  // The keys come a moment after the picture: whoever finds a key dead presses it again.
  const signs = page.getByRole('region', { name: 'Vital signs by hand' })
  for (let tries = 0; tries < 40 && !(await signs.isVisible()); tries += 1) { await page.keyboard.press('v'); await page.waitForTimeout(250) }
  await signs.waitFor()
  // Each field hands the focus on by itself when its number is surely whole.
  await page.keyboard.type('14892')
  await page.keyboard.press('Enter')
  await page.getByRole('region', { name: 'Vital signs by hand' }).waitFor({ state: 'hidden' })
  await page.getByRole('list', { name: 'What happened, newest first' }).getByText('148/92').waitFor()
  await page.keyboard.press('u')
  await page.getByText('Taken back at once').waitFor()
  await page.keyboard.press('d')
  await page.getByRole('region', { name: /^Dissociation/ }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('x')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.getByRole('region', { name: 'The stop is recorded' }).waitFor()
  await page.getByText('Online', { exact: true }).waitFor()
  const types = await typesOf(product.url, visit)
  assert.deepEqual(types.slice(3), ['vitals-recorded', 'corrected', 'infusion-stopped'])
})
