// The drug of a day in a real browser: the address and a delivery, a bag for an order, an infusion that is stopped early, waste with a witness, a count, the close; and a milligram that keeps the day open.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import type { SessionDrug } from '@chairside/core/pharmacy'
import { secondPerson } from './gate-steps.ts'
import { assertAccessible, startProduct, type Product } from './product.ts'
import { pictured } from './pictured.ts'
import { equipmentChecked, PIN, PREPARED, readyClinic } from './ready-visit.ts'
import type { Person } from './staffed-clinic.ts'
import { addFacts, call, newId, START } from './visit.ts'

async function at(product: Product, person: Person, place: string, size: 'tablet' | 'phone' | 'desk' = 'tablet', dark = false): Promise<Page> {
  const page = await product.page(size, { locale: 'en-GB', colorScheme: dark ? 'dark' : 'light' })
  await page.context().addCookies([{ name: 'chairside', value: person.token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  await page.goto(`${product.url}${place}`)
  return page
}
async function byTwo(page: Page, second: string, verb: RegExp): Promise<void> {
  const form = page.locator('.two-people')
  await form.getByLabel(/^Your PIN/).fill(PIN)
  await form.getByLabel('Second person').selectOption({ label: second })
  await form.getByLabel('Their PIN').fill(PIN)
  await form.getByRole('button', { name: verb }).click()
}
const part = (page: Page, name: string) => page.getByRole('navigation', { name: 'Parts of the Cabinet' }).getByRole('button', { name }).click()

test('[BAL8] [BAL9] order, prepare, give, stop early, waste with a witness, close the day; one milligram in one draw keeps it open and names the visit', { timeout: 240_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const clinic = await readyClinic(product.url)
  await equipmentChecked(product.url, clinic)

  const director = await at(product, clinic.odette, '/cabinet', 'desk')
  await director.getByLabel('Name', { exact: true }).fill('Harbor cabinet')
  await director.getByLabel('Address', { exact: true }).fill('12 Quay Street, Harbor')
  await director.getByLabel('Registration number').fill('FQ1234563')
  await director.getByRole('button', { name: 'Keep it' }).click()
  await part(director, 'Address, products, lots')
  for (const [label, value] of [['NDC', '0409-2053-10'], ['Labeler', 'Hospira'], ['Strength, mg/mL of ketamine base', '50'], ['Vial, mL', '10']] as const) await director.getByLabel(label).fill(value)
  await director.getByLabel('I have compared this with the label of a vial').check()
  await director.getByRole('button', { name: 'Add the product' }).click()
  await director.getByText('Ketamine 50 mg/mL, 10 mL vial').waitFor()
  await assertAccessible(director, 'address and products')

  const page = await at(product, clinic.nora, '/cabinet#receive')
  for (const [label, value] of [['Lot', 'AX-204'], ['Expires on', '2030-06-30'], ['Supplier', 'Harbor Medical Supply'], ['Address of the supplier', '9 Depot Road'], ['Registration of the supplier', 'RH0000007'], ['Invoice', '88112']] as const) await page.getByLabel(label, { exact: true }).fill(value)
  for (const code of ['K50-0001', 'K50-0002']) { await page.getByLabel('Barcode of a vial').fill(code); await page.keyboard.press('Enter') }
  await page.getByRole('button', { name: 'Book 2 vials' }).click()
  await page.getByText('2 vials are on the book.').waitFor()
  await part(page, 'Vials')
  await page.getByText('K50-0001').waitFor()
  await assertAccessible(page, 'the vials')
  await pictured(page, 'cabinet-vials')

  // The bag for the order, on the Chair.
  await addFacts(product.url, clinic.nora, clinic.first, PREPARED)
  await page.goto(`${product.url}/chair/${clinic.first}`)
  await page.getByRole('button', { name: 'Prepare 40 mg' }).click()
  await page.getByText('How this is worked out').waitFor()
  await page.getByLabel('Draw, mL').fill('0.82')
  await page.getByText(/41 mg is drawn, 40 mg is ordered: 1 mg too much/).waitFor()
  assert.ok(await page.getByRole('button', { name: 'Book the draw' }).isDisabled())
  await page.getByLabel('Draw, mL').fill('0.8')
  await page.getByLabel('Flush at the end, mL').fill('0')
  await page.getByText(/20 mL stay in the line without a flush: 20 % of the dose, 8 mg, would not be given/).waitFor()
  await page.getByLabel('Flush at the end, mL').fill('25')
  await assertAccessible(page, 'the preparation')
  await pictured(page, 'prepare-bag')
  await page.getByRole('button', { name: 'Book the draw' }).click()
  await page.getByRole('button', { name: 'Label', exact: true }).click()
  await page.getByRole('heading', { name: 'Ketamine 40 mg in 100 mL' }).waitFor()
  await page.getByText('Rowan Testwell, born').first().waitFor()
  await pictured(page, 'bag-label')

  // Two people, the start, and a stop before half has gone in.
  const acts = page.getByRole('toolbar', { name: 'Acts' })
  await acts.getByRole('button', { name: 'Start the infusion' }).click()
  const panel = page.getByRole('region', { name: 'Time-out', exact: true })
  await panel.getByText('a second person has not checked').waitFor()
  await secondPerson(page, 'Milo Nurse', '150', PIN)
  await panel.getByRole('button', { name: 'Everything agrees' }).click()
  await panel.getByRole('button', { name: /^Start now/ }).click()
  await acts.getByRole('button', { name: 'Pause' }).waitFor()
  await acts.getByRole('button', { name: 'Stop' }).click()
  await acts.getByRole('button', { name: /Tap again/ }).click()
  const details = page.getByRole('region', { name: 'The stop is recorded' })
  await details.getByLabel(/^Volume infused/).fill('50')
  await details.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Waste 20 mg with a witness' }).click()
  await byTwo(page, 'Milo Nurse', /^Waste 20 mg/)
  await page.getByText('everything has its place').waitFor()
  await pictured(page, 'drug-settled')

  // The count and the close.
  await page.goto(`${product.url}/cabinet`)
  await page.getByText('Vial K50-0001 is not counted since it last moved.').waitFor()
  await pictured(page, 'cabinet-day')
  await part(page, 'Count')
  await page.getByLabel('sealed and full, 10 mL').check()
  await page.getByLabel('Volume of K50-0001 in mL').fill('9.2')
  await assertAccessible(page, 'the count')
  await pictured(page, 'cabinet-count')
  await byTwo(page, 'Milo Nurse', /^Book 2 counts/)
  await page.getByText('2 counted, and all agree with the book.').waitFor()
  await part(page, 'Close the day')
  await page.getByText('Nothing is open').waitFor()
  await page.getByRole('button', { name: /^Close .*20/ }).click()
  await page.getByText('Every milligram has its place.').waitFor()

  // The second visit: everything as it should be, but one draw is a milligram more.
  const drug = (await call(product.url, clinic.nora, 'GET', `/api/sessions/${clinic.second}/drug`)) as SessionDrug
  const preparation = newId()
  await call(product.url, clinic.nora, 'POST', `/api/sessions/${clinic.second}/preparations`, { preparation, draws: [{ entry: newId(), vial: drug.vials[0]!.vial, volume_ul: 800 }], bag_ml: 100, withdraw_equal_volume: true, overfill_ml: 0, line_ml: 20, flush_ml: 25 })
  await addFacts(product.url, clinic.nora, clinic.second, [{ type: 'arrived' }, START, { type: 'infusion-stopped', why: 'complete', volume_infused_mL: 100 }])
  await page.reload()
  await part(page, 'Book')
  await page.getByRole('button', { name: /^More was drawn than line/ }).first().click()
  const more = page.getByRole('dialog')
  await more.getByText('follow from this line').waitFor()
  await more.getByLabel('Volume more, mL').fill('0.02')
  await more.getByLabel('Why').fill('One milligram more')
  await assertAccessible(page, 'more was drawn')
  await pictured(page, 'cabinet-more')
  await more.getByRole('button', { name: 'Book 1 mg (0.02 mL) as drawn' }).click()
  await more.waitFor({ state: 'hidden' })
  await part(page, 'Count')
  await page.getByLabel('Volume of K50-0001 in mL').fill('8.38')
  await byTwo(page, 'Milo Nurse', /^Book 1 count/)
  await page.getByText('1 counted, and all agree with the book.').waitFor()
  await part(page, 'Close the day')
  await page.getByText(/Kim Othertest, visit 1, Chair 2: the chart says 40 mg in the bag, 41 mg was drawn/).waitFor()
  await page.getByRole('button', { name: /^Close .*20/ }).click()
  const refusal = page.getByRole('alert')
  await refusal.getByText('The day stays open.').waitFor()
  await refusal.getByText(/owned by Nora Nurse/).waitFor()
  await assertAccessible(page, 'a close that is refused')
  await pictured(page, 'cabinet-refused')
  await part(page, 'Discrepancies')
  await page.getByText('Owner: Nora Nurse').waitFor()
  await pictured(page, 'cabinet-discrepancy')

  // It was mistyped: two people take the milligram back in the book, and the day closes.
  await part(page, 'Book')
  await page.getByRole('row').filter({ hasText: 'One milligram more' }).getByRole('button', { name: /Take back/ }).click()
  await page.getByRole('dialog').getByLabel('Why').fill('Mistyped')
  await byTwo(page, 'Milo Nurse', /^Take it back/)
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await pictured(page, 'cabinet-book')
  await assertAccessible(page, 'the book')
  await part(page, 'Count')
  await page.getByLabel('Volume of K50-0001 in mL').fill('8.4')
  await byTwo(page, 'Milo Nurse', /^Book 1 count/)
  await page.getByText('1 counted, and all agree with the book.').waitFor()
  await part(page, 'Close the day')
  await page.getByText('Nothing is open').waitFor()
  await page.getByRole('button', { name: /^Close .*20/ }).click()
  await page.getByText('Every milligram has its place.').waitFor()
})
