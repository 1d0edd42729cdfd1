// The estimated concentration in a real browser: on the Chart with everything that must stand beside it, on the Chair only when the protocol shows it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Protocol } from '@chairside/core/plan'
import { assertAccessible, startProduct, type Product } from './product.ts'
import { readyClinic } from './ready-visit.ts'
import type { Person } from './staffed-clinic.ts'
import { addFacts, call, START } from './visit.ts'

const PICTURES = process.env['CHAIRSIDE_PICTURES']
const pictured = async (page: Page, name: string): Promise<void> => { if (PICTURES) await page.locator('.pk').screenshot({ path: `${PICTURES}/${name}.png` }) }
async function at(product: Product, person: Person, place: string, size: 'tablet' | 'phone' | 'desk', dark = false): Promise<Page> {
  const page = await product.page(size, { locale: 'en-GB', colorScheme: dark ? 'dark' : 'light' })
  await page.context().addCookies([{ name: 'chairside', value: person.token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  await page.goto(`${product.url}${place}`)
  return page
}
const SAYS = ['Estimate from published population models. Not a measurement. Research and education. Not for dosing.', 'Half of patients lie outside the inner band; models differ by up to 2.3 times at the end of the infusion.', 'First minute after a bolus: not modelled.']

test('[PK18] the picture stands on the Chart with its statements, a table and a file; on the Chair only when the protocol shows it; reasons take its place', { timeout: 240_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const clinic = await readyClinic(product.url)
  const ago = (min: number): string => new Date(Date.now() - min * 60_000).toISOString()
  const watched = [65, 56, 47, 38].map((min) => ({ type: 'sedation-scored', scale: 'MOAA/S', score: 5, at: ago(min) }))
  await addFacts(product.url, clinic.nora, clinic.first, [{ type: 'arrived', at: ago(90) }, { type: 'checklist-confirmed', item: 'identity', at: ago(85) }, { ...START, at: ago(72) }, ...watched, { type: 'infusion-stopped', why: 'complete', volume_infused_mL: 100, at: ago(32) }])
  await addFacts(product.url, clinic.nora, clinic.second, [{ type: 'arrived', at: ago(90) }, { type: 'checklist-confirmed', item: 'identity', at: ago(85) }, { ...START, at: ago(72) }, { type: 'infusion-stopped', why: 'complete', volume_infused_mL: 100, at: ago(32) }])
  const patientOf = async (session: string): Promise<string> => ((await call(product.url, clinic.pavel, 'GET', `/api/sessions/${session}`)) as { patient: { patient: string } }).patient.patient
  const openRecord = async (page: Page): Promise<void> => page.getByRole('button', { name: /^Open the record/ }).first().click()

  for (const [size, dark] of [['desk', false], ['phone', true]] as const) {
    const page = await at(product, clinic.pavel, `/patients/${await patientOf(clinic.first)}`, size, dark)
    await openRecord(page)
    await page.getByRole('heading', { name: 'Estimated concentration' }).waitFor()
    for (const words of SAYS) await page.getByText(words).waitFor()
    await page.getByText(/Kamp 2020: arterial/).waitFor()
    await page.getByText(/Otto 2021 .*: venous/).waitFor()
    await page.getByText(/For 80 kg. Last: stop at/).waitFor()
    await page.locator('.pk [data-line="arterial"] .pk-typical').waitFor()
    if (dark) await assertAccessible(page, `the estimate, ${size}`)
    await page.getByRole('switch', { name: 'Norketamine' }).click({ force: true })
    await page.getByRole('switch', { name: 'Effect site: dissociation' }).click({ force: true })
    await page.getByText('Norketamine: wider uncertainty.').waitFor()
    await page.getByText(/Effect site: external perception/).waitFor()
    await page.getByRole('application', { name: /Estimated concentration in plasma/ }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.getByText(/Arterial \d+ ng\/mL \(9 of 10 people/).waitFor()
    await pictured(page, `pk-${size}`)
    await page.getByRole('button', { name: 'As a table' }).click()
    await page.getByRole('columnheader', { name: 'Arterial, ng/mL' }).waitFor()
    assert.ok(await page.locator('.pk-table tbody tr').count() > 8)
    for (const words of SAYS) assert.ok(await page.getByText(words).isVisible(), words)
    if (!dark) await assertAccessible(page, `the table, ${size}`)
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Take the CSV' }).click()])
    assert.equal(file.suggestedFilename(), 'estimate.csv')
    await page.context().close()
  }

  const refused = await at(product, clinic.pavel, `/patients/${await patientOf(clinic.second)}`, 'desk')
  await openRecord(refused)
  await refused.getByText('No estimate of the concentration for this visit.').waitFor()
  await refused.getByText('nothing was charted for 40 min while the drug ran').waitFor()

  const chair = await at(product, clinic.nora, `/chair/${clinic.first}`, 'tablet', true)
  await chair.getByRole('heading', { name: 'Record of the visit' }).waitFor()
  assert.equal(await chair.getByText('Estimated concentration').count(), 0)
  const protocol = (await call(product.url, clinic.odette, 'GET', '/api/protocol')) as Protocol
  const written = (await call(product.url, clinic.odette, 'POST', '/api/protocol', { based_on: protocol.version, settings: { ...protocol.settings, pharmacokinetics: { ...protocol.settings.pharmacokinetics, show_on_chair: true } } })) as { version: number }
  await call(product.url, clinic.odette, 'POST', '/api/protocol/approve', { version: written.version })
  await chair.reload()
  await chair.getByRole('button', { name: 'Estimated concentration' }).click()
  for (const words of SAYS) await chair.getByText(words).waitFor()
  await pictured(chair, 'pk-chair')
})
