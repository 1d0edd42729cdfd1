// The start of an infusion in a real browser: a checklist that fills itself, two people at the time-out, one nurse's other patients, and the Floor that shows who watches whom.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import type { SessionBundle } from '@chairside/core/session'
import { checkEquipment, confirmAll, sayFasting, secondPerson } from './gate-steps.ts'
import { assertAccessible, startProduct, type Product } from './product.ts'
import { equipmentChecked, PIN, PREPARED, readyClinic } from './ready-visit.ts'
import type { Person } from './staffed-clinic.ts'
import { addFacts, call, START } from './visit.ts'

async function at(product: Product, person: Person, place: string, size: 'tablet' | 'phone' | 'desk' = 'tablet', dark = true): Promise<Page> {
  const page = await product.page(size, { locale: 'en-GB', colorScheme: dark ? 'dark' : 'light' })
  await page.context().addCookies([{ name: 'chairside', value: person.token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  await page.goto(`${product.url}${place}`)
  return page
}
const acts = (page: Page) => page.getByRole('toolbar', { name: 'Acts' })
const openStart = async (page: Page) => { await acts(page).getByRole('button', { name: 'Start the infusion' }).click(); return page.getByRole('region', { name: 'Time-out', exact: true }) }
const bundleOf = async (base: string, person: Person, session: string): Promise<SessionBundle> => (await call(base, person, 'GET', `/api/sessions/${session}`)) as SessionBundle
const row = (page: Page, label: string) => page.locator('.check').filter({ hasText: label })

test('[SES140] [SES155] the checklist fills itself and asks for the rest; two people at one tablet; a double tap makes one start', { timeout: 240_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const clinic = await readyClinic(product.url)
  await addFacts(product.url, clinic.nora, clinic.first, [{ type: 'arrived' }])
  const page = await at(product, clinic.nora, `/chair/${clinic.first}`)
  await row(page, 'Scales answered').locator('[aria-hidden] svg').waitFor()
  await row(page, 'An adult escort').getByText('Sam, +1 310 555 0100').waitFor()
  assert.equal(await page.getByText('Pregnancy', { exact: true }).count(), 0, 'not asked of a man')
  await assertAccessible(page, 'the checklist')
  await confirmAll(page)
  await sayFasting(page, '11:30', '08:00')
  await row(page, 'Fasting kept').getByText(/food .* ago, less than 6 h; enough from/).waitFor()
  await page.waitForTimeout(1100)
  await page.getByRole('button', { name: 'Change: Fasting kept' }).click()
  await sayFasting(page, '01:00', '08:00')
  await row(page, 'Fasting kept').and(page.locator('[data-done]')).waitFor()
  await page.getByRole('button', { name: 'Line is in, flushed and patent' }).click()
  await page.getByRole('group', { name: /Suicide risk/ }).getByRole('button', { name: 'no current risk' }).click()
  await checkEquipment(page, 'Pavel Prescriber')
  await row(page, 'Equipment checked today').getByText(/Nora Nurse; ACLS: Pavel Prescriber/).waitFor()
  await acts(page).getByRole('button', { name: 'Vital signs' }).click()
  for (const [name, value] of Object.entries({ sbp_mmHg: '121', dbp_mmHg: '77', pulse_per_min: '70', spo2_pct: '98' })) await page.locator(`#vital-${name}`).fill(value)
  await page.getByRole('region', { name: 'Vital signs by hand' }).getByRole('button', { name: /^Save/ }).click()

  const panel = await openStart(page)
  await panel.getByText('a second person has not checked').waitFor()
  await secondPerson(page, 'Milo Nurse', '15', PIN).catch(() => {})
  await panel.getByText('This is not the rate of the order. Look at the pump again.').waitFor()
  assert.ok(await panel.getByRole('button', { name: 'I have checked these four' }).isDisabled(), 'a pump at a tenth of the rate is found here')
  await assertAccessible(page, 'the second person')
  await panel.getByLabel(/Rate that the pump shows/).fill('150')
  await panel.getByRole('button', { name: 'I have checked these four' }).click()
  await panel.getByText(/Milo Nurse/).first().waitFor()
  await panel.getByText('by PIN', { exact: false }).first().waitFor()
  await panel.getByText('Nothing speaks against the start.').waitFor()
  await assertAccessible(page, 'the start')
  await panel.getByRole('button', { name: 'Everything agrees' }).click()
  // A double tap within a few milliseconds, as an impatient thumb makes it.
  await panel.getByRole('button', { name: /^Start now/ }).evaluate((button: HTMLElement) => { button.click(); button.click(); setTimeout(() => button.click(), 120) })
  await acts(page).getByRole('button', { name: 'Pause' }).waitFor()
  await page.waitForFunction(() => [...document.querySelectorAll('.sent-mark')].every((mark) => mark.getAttribute('data-state') === 'acknowledged'))
  const { events } = await bundleOf(product.url, clinic.nora, clinic.first)
  const starts = events.filter((e) => e['type'] === 'infusion-started')
  assert.equal(starts.length, 1)
  assert.deepEqual([starts[0]!['checkedBy'], starts[0]!['actor'], starts[0]!['findings']], [clinic.milo.staff, clinic.nora.staff, undefined])
  assert.deepEqual(events.filter((e) => e['type'] === 'time-out-checked').map((e) => [e['second'], e['how'], e['actor']]), [[clinic.milo.staff, 'pin', clinic.nora.staff]])
})

test('[SES154] [SES156] the second person on their own tablet; a start within the stagger is refused, and a prescriber overrides it with a reason', { timeout: 240_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const clinic = await readyClinic(product.url)
  await equipmentChecked(product.url, clinic)
  await addFacts(product.url, clinic.nora, clinic.second, [{ type: 'arrived' }, START])
  await addFacts(product.url, clinic.nora, clinic.first, PREPARED)
  const page = await at(product, clinic.nora, `/chair/${clinic.first}`)
  const panel = await openStart(page)
  await panel.getByText('a second person has not checked').waitFor()

  const own = await at(product, clinic.milo, `/chair/${clinic.first}`)
  await own.getByRole('region', { name: 'Second person' }).getByRole('button', { name: 'I am the second person' }).click()
  const check = own.getByRole('region', { name: 'Second person' })
  for (const what of ['Dose', 'Concentration', 'Volume']) await check.getByRole('button', { name: new RegExp(`^${what}`) }).click()
  await check.getByLabel(/Rate that the pump shows/).fill('150')
  await check.getByRole('button', { name: 'I have checked these four' }).click()
  await panel.getByText('on their own tablet').first().waitFor()

  await panel.getByText(/another infusion of this nurse started .* min ago; 10 min between two starts/i).waitFor()
  await panel.getByText('Somebody who may override (prescriber or medical director) can take over this tablet with the lock at the top.').waitFor()
  assert.ok(await panel.getByRole('button', { name: 'Not yet' }).isDisabled())
  await panel.getByLabel('Watched by').selectOption({ label: 'Milo Nurse' })
  await panel.getByText('Nothing speaks against the start.').waitFor()

  // The prescriber at the same kind of tablet; without the server the gate goes on with what the tablet keeps.
  const other = await at(product, clinic.pavel, `/chair/${clinic.first}`)
  await other.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await acts(other).getByRole('button', { name: 'Start the infusion' }).waitFor()
  await other.waitForTimeout(500)
  await other.context().setOffline(true)
  const theirs = await openStart(other)
  await theirs.getByLabel('Watched by').selectOption({ label: 'Nora Nurse' })
  await theirs.getByText(/another infusion of this nurse started/i).waitFor()
  await theirs.getByLabel(/^Override as prescriber/).fill('Second nurse stands in for the first ten minutes')
  await theirs.getByRole('button', { name: 'Everything agrees' }).click()
  await theirs.getByRole('button', { name: /^Start now: 40 mg at 150 mL\/h/ }).click()
  await acts(other).getByRole('button', { name: 'Pause' }).waitFor()
  await other.context().setOffline(false)
  await other.getByText('Online', { exact: true }).waitFor()
  await other.waitForFunction(() => [...document.querySelectorAll('.sent-mark')].every((mark) => mark.getAttribute('data-state') === 'acknowledged'))
  const { events } = await bundleOf(product.url, clinic.nora, clinic.first)
  const start = events.find((e) => e['type'] === 'infusion-started')!
  assert.deepEqual([start['override'], start['nurse'], start['checkedBy']], [{ role: 'prescriber', reason: 'Second nurse stands in for the first ten minutes' }, clinic.nora.staff, clinic.milo.staff])
  assert.match(String(start['findings']), /ST-02 another infusion of this nurse started/)
})

test('[FLO4] [FLO5] [FLO7] [FLO9] the Floor of one nurse, what is beyond the protocol, and a wall that can be read at two metres', { timeout: 240_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const clinic = await readyClinic(product.url)
  const SIGNS = { type: 'vitals-recorded', origin: 'person', values: { sbp_mmHg: 121, dbp_mmHg: 77, pulse_per_min: 70, spo2_pct: 98 } }
  await addFacts(product.url, clinic.nora, clinic.first, [{ type: 'arrived' }, START, SIGNS])
  await addFacts(product.url, clinic.milo, clinic.second, [{ type: 'arrived' }, START, SIGNS])
  const floor = await at(product, clinic.nora, '/floor', 'desk', false)
  const cards = floor.locator('.floor-card')
  await floor.getByRole('button', { name: /^Mine/ }).getByText('1 infusing').waitFor()
  await floor.getByRole('button', { name: /^Mine/ }).click()
  await floor.waitForFunction(() => document.querySelectorAll('.floor-card').length === 1)
  assert.match(await cards.first().innerText(), /Rowan Testwell/)
  assert.match(await cards.first().innerText(), /BP in \d+ min · bag empty \d\d:\d\d/)
  await floor.reload()
  await cards.first().waitFor()
  assert.deepEqual([await cards.count(), await floor.getByRole('button', { name: /^Mine/ }).getAttribute('aria-pressed')], [1, 'true'], 'remembered')
  await assertAccessible(floor, 'the Floor of one nurse')

  await addFacts(product.url, clinic.milo, clinic.second, [{ type: 'vitals-recorded', origin: 'person', values: { sbp_mmHg: 206, dbp_mmHg: 121 } }])
  await floor.getByText('Kim Othertest').waitFor()
  assert.match(await cards.first().innerText(), /Kim Othertest/, 'danger is shown whatever the filter says, and stands first')

  const chair = await at(product, clinic.nora, `/chair/${clinic.second}`)
  await chair.getByText('Watched by Milo Nurse').waitFor()
  await chair.getByRole('button', { name: 'Take over' }).click()
  await chair.getByText('Watched by you').waitFor()
  await floor.getByRole('button', { name: /^Mine/ }).getByText('2 infusing').waitFor()

  const wall = await product.page('desk', { locale: 'en-GB', colorScheme: 'dark', viewport: { width: 1920, height: 1080 } })
  await wall.context().addCookies([{ name: 'chairside', value: clinic.milo.token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  await wall.goto(`${product.url}/floor/wall`)
  await wall.getByText('Rowan T.').waitFor()
  assert.doesNotMatch(await wall.locator('.wall').innerText(), /Testwell|Othertest|Nurse/, 'nobody is named in full, staff neither')
  assert.equal(await wall.locator('.floor-card a, .floor-card button, a.floor-card').count(), 0, 'read only')
  // At two metres a letter needs 16 minutes of arc: 9 mm, which is 28 px on a wall of 43 inches with 1920 pixels.
  for (const [what, least] of [['.floor-name', 28], ['.floor-minute', 28], ['.floor-vitals dd', 28], ['.tier', 28], ['.floor-next', 28], ['.floor-why li', 28], ['.floor-chair', 28], ['.wall-nurses', 28], ['.phase', 24]] as const) {
    const size = await wall.locator(what).first().evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize))
    assert.ok(size >= least, `${what} is ${size} px`)
  }
  await assertAccessible(wall, 'the wall')
})
