// A whole visit on the Chair's own screens while server and network are gone: from the arrival to the signature, and then both sides are the same.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { confirmAll, sayFasting, secondPerson } from './gate-steps.ts'
import { acts, storedOf, takeSigns } from './outage-acts.ts'
import { assertAccessible, startProduct } from './product.ts'
import { equipmentChecked, readyClinic } from './ready-visit.ts'
import { programKept, todayKept } from './tablet.ts'

/** With `CHAIRSIDE_PICTURES` set, every screen of the way is kept there to be looked at. */
const PICTURES = process.env['CHAIRSIDE_PICTURES']
let taken = 0
async function keep(page: Page, name: string): Promise<void> {
  if (!PICTURES) return
  fs.mkdirSync(PICTURES, { recursive: true })
  taken += 1
  await page.screenshot({ path: path.join(PICTURES, `${String(taken).padStart(2, '0')}-${name}.png`), fullPage: false })
}
const SIGNS = { sbp_mmHg: '124', dbp_mmHg: '78', pulse_per_min: '72', spo2_pct: '98', rr_per_min: '14' }
/** What happened, as each tablet tells it; also what lies under a form. */
const timeline = (page: Page): Promise<string[]> => page.locator('.timeline li .detail').allTextContents()

test('[OFF23] arrival, checklist, time-out, infusion, recovery, discharge and signature by the Chair alone, without server and network; afterwards both hold the same', { timeout: 400_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const clinic = await readyClinic(product.url)
  await equipmentChecked(product.url, clinic)
  const page = await product.page('tablet', { locale: 'en-GB', colorScheme: 'dark' })
  await page.context().addCookies([{ name: 'chairside', value: clinic.nora.token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  await page.goto(`${product.url}/floor`)
  await programKept(page)
  await todayKept(page, 2)
  await page.context().setOffline(true)
  await product.stop()
  await page.clock.install({ time: Date.now() })

  await page.goto(`${product.url}/chair/${clinic.first}`)
  await acts(page).getByRole('button', { name: 'Arrived' }).click()
  await keep(page, 'arrived')
  await confirmAll(page)
  await sayFasting(page, '01:00', '08:00')
  await page.getByRole('button', { name: 'Line is in, flushed and patent' }).click()
  await page.getByRole('group', { name: /Suicide risk/ }).getByRole('button', { name: 'no current risk' }).click()
  await takeSigns(page, SIGNS)
  await keep(page, 'checklist')
  await assertAccessible(page, 'the checklist without a line, in low light')
  await acts(page).getByRole('button', { name: 'Start the infusion' }).click()
  const start = page.getByRole('region', { name: 'Time-out', exact: true })
  await start.getByText('a second person has not checked').waitFor()
  await keep(page, 'time-out')
  await secondPerson(page, 'Milo Nurse', '150')
  await start.getByText('named and has not confirmed it themselves').waitFor()
  await start.getByRole('button', { name: 'Everything agrees' }).click()
  await keep(page, 'start')
  await start.getByRole('button', { name: /^Start now/ }).click()
  await acts(page).getByRole('button', { name: 'Pause' }).waitFor()
  await keep(page, 'infusing')

  await page.clock.fastForward(10 * 60_000)
  await takeSigns(page, { ...SIGNS, sbp_mmHg: '138' })
  await acts(page).getByRole('button', { name: 'Rate' }).click()
  await keep(page, 'rate')
  await page.getByRole('button', { name: /^75 %/ }).click()
  await page.getByRole('button', { name: /^Record .* mL\/h/ }).click()
  await page.getByRole('region', { name: 'Change the rate' }).waitFor({ state: 'hidden' })
  await page.clock.fastForward(5 * 60_000)
  await acts(page).getByRole('button', { name: 'Pause' }).click()
  await acts(page).getByRole('button', { name: 'Resume' }).waitFor()
  await keep(page, 'paused')
  await page.clock.fastForward(2 * 60_000)
  await acts(page).getByRole('button', { name: 'Resume' }).click()
  await page.getByRole('button', { name: /^Resume \d/ }).click()
  await acts(page).getByRole('button', { name: 'Pause' }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('w')
  await page.getByRole('textbox', { name: /Words, as they were said/ }).fill('a field of light')
  await keep(page, 'words')
  await page.getByRole('button', { name: 'Keep these words' }).click()
  await page.getByText('“a field of light”').first().waitFor()
  await page.keyboard.press('m')
  await page.getByRole('button', { name: /^Ondansetron/ }).click()
  await keep(page, 'medication')
  await page.getByRole('button', { name: /^Record (?:Ondansetron|it all the same)/ }).click()
  await page.locator('.timeline .detail').filter({ hasText: 'Ondansetron' }).first().waitFor()
  await page.keyboard.press('Escape')
  for (const score of ['3', '0']) {
    await page.clock.fastForward(10 * 60_000)
    await page.keyboard.press('d')
    const form = page.getByRole('region', { name: /^Dissociation/ })
    await form.getByRole('button', { name: new RegExp(`\\b${score}\\b`) }).first().click()
    await form.waitFor({ state: 'hidden' })
    await takeSigns(page, { ...SIGNS, sbp_mmHg: score === '3' ? '136' : '126' })
  }
  await acts(page).getByRole('button', { name: 'Stop' }).click()
  await acts(page).getByRole('button', { name: 'Tap again: stop' }).click()
  await page.getByRole('region', { name: 'The stop is recorded' }).waitFor()
  await keep(page, 'stop')
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { name: 'Recovery' }).first().waitFor()
  for (let quarter = 0; quarter < 4; quarter += 1) { await page.clock.fastForward(15 * 60_000); await takeSigns(page, SIGNS) }
  await keep(page, 'recovery')
  await page.keyboard.press('s')
  const sedation = page.getByRole('region', { name: /^Sedation/ })
  await sedation.getByRole('button', { name: /^5\b/ }).first().click()
  await sedation.waitFor({ state: 'hidden' })
  await page.keyboard.press('d')
  await page.getByRole('region', { name: /^Dissociation/ }).getByRole('button', { name: /\b0\b/ }).first().click()
  await acts(page).getByRole('button', { name: 'Discharge' }).click()
  const discharge = page.getByRole('region', { name: 'Discharge' })
  await keep(page, 'discharge')
  await discharge.getByRole('button', { name: 'Well: 2 for every open item' }).click()
  for (const box of await discharge.getByRole('checkbox').all()) await box.check()
  await discharge.getByRole('button', { name: 'Record the score' }).click()
  await discharge.getByText('The modified PADSS is not taken').waitFor({ state: 'hidden' })
  const missing = discharge.getByRole('list', { name: 'What is still missing' })
  await missing.getByRole('button', { name: 'Instructions' }).click()
  const sheet = page.getByRole('region', { name: 'Instructions' })
  await keep(page, 'instructions')
  await sheet.getByRole('button', { name: 'Read out and understood' }).click()
  await page.keyboard.press('Escape')
  await acts(page).getByRole('button', { name: 'Discharge' }).click()
  await discharge.getByText('All conditions are met').waitFor()
  await discharge.getByRole('button', { name: 'Approve discharge' }).click()
  await discharge.getByRole('button', { name: 'Goes home now' }).click()
  await acts(page).getByRole('button', { name: 'Note and sign' }).click()
  await keep(page, 'note')
  const asked = page.getByRole('checkbox', { name: /^I know what is listed above/ })
  if (await asked.count() > 0) await asked.check()
  await page.getByRole('checkbox', { name: 'I have read the note' }).check()
  await page.getByRole('button', { name: 'Sign as Nora Nurse' }).click()
  await page.getByText('Signed', { exact: true }).first().waitFor()
  await page.getByText(/^Offline since \d\d:\d\d: \d+ facts waiting on this tablet$/).waitFor()
  assert.equal(await page.locator('.sent-mark[data-state="acknowledged"]').count(), 0, 'nothing is called at the clinic that is not')

  await product.start()
  await page.context().setOffline(false)
  await page.waitForFunction(() => { const marks = [...document.querySelectorAll('.sent-mark')]; return marks.length > 0 && marks.every((mark) => mark.getAttribute('data-state') === 'acknowledged') }, undefined, { timeout: 60_000 })
  const stored = await storedOf(product, { nurse: clinic.nora, session: clinic.first })
  assert.equal(new Set(stored.map((e) => e.id)).size, stored.length)
  const count = (type: string): number => stored.filter((e) => e.type === type).length
  for (const type of ['arrived', 'time-out-checked', 'infusion-started', 'infusion-rate-changed', 'infusion-paused', 'infusion-resumed', 'infusion-stopped', 'medication-given', 'words-captured', 'instructions-given', 'discharge-approved', 'signed']) assert.equal(count(type), 1, type)
  const other = await product.page('tablet', { locale: 'en-GB' })
  await other.context().addCookies([{ name: 'chairside', value: clinic.milo.token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  await other.goto(`${product.url}/chair/${clinic.first}`)
  await other.getByText('Signed', { exact: true }).first().waitFor()
  await other.locator('.timeline .detail').first().waitFor()
  const here = await timeline(page)
  await other.waitForFunction((lines) => document.querySelectorAll('.timeline li .detail').length >= lines, here.length)
  assert.deepEqual(await timeline(other), here, 'another tablet reads the very same visit')
})
