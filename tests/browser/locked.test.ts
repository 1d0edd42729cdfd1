// A shared tablet while the server is away: it locks, opens for who proved themselves on it, and tells the server first when it is back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible, startProduct } from './product.ts'
import { hireStaff } from './staffed-clinic.ts'
import { makeTablet, programKept, storedRows, todayKept } from './tablet.ts'
import { storedOf, takeSigns } from './outage-acts.ts'
import { addFacts, call, clinicWithVisit, START } from './visit.ts'

async function unlock(page: Page, name: string, pin: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(name) }).click()
  await page.getByRole('group', { name: `PIN of ${name}` }).waitFor()
  await page.keyboard.type(pin)
  await page.keyboard.press('Enter')
}
const lock = (page: Page): Promise<void> => page.getByRole('button', { name: 'Lock or switch person' }).click()

test('[OFF18] [OFF19] [OFF20] a shared tablet locks and opens by PIN without the server, waits after wrong ones, and is locked for the server too when it is back', { timeout: 240_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  const [nurse, colleague, absent] = [await hireStaff(product.url, visit.admin, 'Sena Shared', ['nurse'], true), await hireStaff(product.url, visit.admin, 'Corin Colleague', ['nurse'], true), await hireStaff(product.url, visit.admin, 'Abe Absent', ['nurse'], true)]
  for (const [person, pin] of [[nurse, '9753'], [colleague, '8641'], [absent, '7529']] as const) await call(product.url, person, 'POST', '/api/pin', { pin })
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'arrived' }])
  const tablet = makeTablet(product, nurse)
  t.after(() => tablet.discard())

  const first = await tablet.on()
  await first.goto(`${product.url}/chair/${visit.session}`)
  await first.getByRole('heading', { level: 2, name: 'Rowan Testwell' }).waitFor()
  for (const [name, pin] of [['Corin Colleague', '8641'], ['Sena Shared', '9753']] as const) {
    await lock(first)
    await unlock(first, name, pin)
    await first.getByRole('button', { name: new RegExp(`${name}.*sign out`, 's') }).waitFor()
  }
  await first.goto(`${product.url}/chair/${visit.session}`)
  await programKept(first)
  await todayKept(first, 1)
  await tablet.off()
  await product.stop()

  const page = await tablet.on()
  await page.goto(`${product.url}/chair/${visit.session}`)
  await page.getByRole('heading', { level: 2, name: 'Rowan Testwell' }).waitFor()
  await lock(page)
  await page.getByRole('heading', { name: 'Who is here?' }).waitFor()
  assert.doesNotMatch(await page.innerText('body'), /Rowan|Testwell/, 'a locked tablet shows nobody')
  await page.reload()
  await page.getByRole('heading', { name: 'Who is here?' }).waitFor()
  assert.equal(await page.getByRole('button', { name: /Abe Absent/ }).count(), 0, 'who never opened this tablet cannot now')
  await assertAccessible(page, 'locked without a server')
  await unlock(page, 'Corin Colleague', '9753')
  await page.getByText('That PIN is not right.').waitFor()
  await page.keyboard.type('8641')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /Corin Colleague.*sign out/s }).waitFor()
  await page.goto(`${product.url}/chair/${visit.session}`)
  await takeSigns(page, { sbp_mmHg: '124', dbp_mmHg: '78' })
  await page.getByText(/: 1 fact waiting on this tablet/).waitFor()

  await product.start()
  await page.reload()
  await page.getByRole('heading', { name: 'Who is here?' }).waitFor()
  assert.equal((await storedOf(product, visit)).length, 1, 'another hand than the server knows: it asks for the PIN before it takes anything')
  await unlock(page, 'Corin Colleague', '8641')
  await page.getByRole('button', { name: /Corin Colleague.*sign out/s }).waitFor()
  await page.getByText('Online', { exact: true }).waitFor()
  await page.waitForFunction(async () => ((await (await fetch('/api/me')).json()) as { name: string }).name === 'Corin Colleague')
  for (let tries = 0; (await storedOf(product, visit)).length < 2 && tries < 100; tries += 1) await page.waitForTimeout(100)
  assert.deepEqual((await storedOf(product, visit)).map((e) => [e.type, (e as unknown as { actor: string }).actor]).at(-1), ['vitals-recorded', colleague.staff], 'the fact is by who took it')

  await product.stop()
  await lock(page)
  await page.getByRole('heading', { name: 'Who is here?' }).waitFor()
  await page.getByRole('button', { name: /Sena Shared/ }).click()
  for (let wrong = 0; wrong < 5; wrong += 1) {
    await page.keyboard.type('1379')
    // What was said of the try before has gone with the first digit: what stands there next is said of this one.
    await page.getByText('That PIN is not right.').waitFor({ state: 'hidden' })
    await page.keyboard.press('Enter')
    await page.getByText('That PIN is not right.').waitFor()
  }
  await page.keyboard.type('9753')
  await page.keyboard.press('Enter')
  await page.getByText('Too many wrong PINs. Please wait 1 min, or use paper.').waitFor()
  await page.getByRole('button', { name: 'Somebody else' }).click()
  await page.getByRole('button', { name: 'Sign out of this device' }).click()
  await page.waitForURL(`${product.url}/`)
  const rows = await storedRows(page)
  assert.deepEqual([rows['bundles'], rows['copies'], rows['facts']], [0, 0, 0], 'a sign-out without the server empties the tablet at once')
  await product.start()
  await page.goto(`${product.url}/`)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  assert.equal((await page.request.get(`${product.url}/api/me`)).status(), 401, 'and ends the sign-in as soon as the server is back')
})

test('[OFF22] reading again is no touch, but for a screen on which a patient is watched; a tablet that the server locked shows the lock', { timeout: 180_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  const nurse = await hireStaff(product.url, visit.admin, 'Sena Shared', ['nurse'], true)
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'arrived' }])
  const page = await product.page('tablet', { locale: 'en-GB' })
  await page.context().addCookies([{ name: 'chairside', value: nurse.token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  await page.goto(`${product.url}/floor`)
  await page.getByText('Rowan Testwell').waitFor()
  /** Whether the next reading of the Floor says that nobody touched the screen. */
  const nextIsBackground = async (): Promise<boolean> => 'x-chairside-background' in (await page.waitForRequest((r) => r.url().includes('/api/floor'))).headers()
  const isBackgroundWithin = async (wanted: boolean): Promise<boolean> => {
    for (let tries = 0; tries < 4; tries += 1) if (await nextIsBackground() === wanted) return true
    return false
  }
  assert.ok(await isBackgroundWithin(true), 'nobody touches')
  // The next call tells of a touch, whichever it is; the stream carries no header of ours.
  const told = page.waitForRequest((r) => r.url().includes('/api/') && !r.url().endsWith('/api/live') && !('x-chairside-background' in r.headers()), { timeout: 45_000 })
  await page.mouse.click(5, 5)
  await told
  assert.ok(await isBackgroundWithin(true))
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'checklist-confirmed', item: 'identity' }, START])
  await isBackgroundWithin(false)
  assert.deepEqual([await nextIsBackground(), await nextIsBackground()], [false, false], 'a patient is watched here')
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'infusion-stopped', why: 'early' }, { type: 'discharge-approved' }])
  assert.ok(await isBackgroundWithin(true), 'nobody is any more')

  await call(product.url, nurse, 'POST', '/api/lock')
  await page.getByRole('heading', { name: 'Who is here?' }).waitFor()
  assert.doesNotMatch(await page.innerText('body'), /Rowan|Testwell/)
})
