// From the stop to the door, as the nurse, the driver, the front desk and the patient see it.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import type { Page } from 'playwright-core'
import { createMailer } from '../../server/messages/mailer.ts'
import { startMailServer } from '../../server/testing/mail-server.ts'
import { assertAccessible, startProduct, type Product } from './product.ts'
import { addFacts, call, clinicWithVisit, START, type Visit } from './visit.ts'
import type { Person } from './staffed-clinic.ts'

/** With `CHAIRSIDE_PICTURES` set, every screen of the way is kept there to be looked at. */
const PICTURES = process.env['CHAIRSIDE_PICTURES']
async function keep(page: Page, name: string): Promise<void> {
  if (!PICTURES) return
  fs.mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage: false })
}

async function open(product: Product, person: Person, address: string, size: 'tablet' | 'desk', dark = false): Promise<Page> {
  const page = await product.page(size, { colorScheme: dark ? 'dark' : 'light' })
  await page.context().addCookies([{ name: 'chairside', value: person.token, url: product.url }])
  await page.goto(`${product.url}${address}`)
  return page
}

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()
const signs = (minutes: number, sbp_mmHg = 121) => ({ type: 'vitals-recorded', at: ago(minutes), origin: 'person', values: { sbp_mmHg, dbp_mmHg: 77, pulse_per_min: 70, spo2_pct: 98, rr_per_min: 14 } })

/** Rowan Testwell so many minutes after the stop of a first infusion, awake, with one pressure taken. */
async function recovering(product: Product, since_min = 70): Promise<Visit> {
  const visit = await clinicWithVisit(product.url)
  const site = visit.admin.sites[0]!.site
  await call(product.url, visit.admin, 'PUT', `/api/sites/${site}/outside`, { public_name: 'Harbor', address: '1 Pier Road, Long Beach', phone: '+1 310 555 0100' })
  await addFacts(product.url, visit.nurse, visit.session, [
    { type: 'arrived', at: ago(since_min + 60) }, signs(since_min + 45), { ...START, at: ago(since_min + 40) }, { type: 'infusion-stopped', at: ago(since_min), why: 'complete', volume_infused_mL: 100 },
    { type: 'sedation-scored', at: ago(20), scale: 'MOAA/S', score: 5 }, { type: 'dissociation-scored', at: ago(19), scale: '0-10', score: 3 }, signs(18),
  ])
  return visit
}

test('[SES202][GOH4][GOH6][GOH7] recovery to the door: what is missing in words, the driver’s page follows, the Desk sees both', { timeout: 240_000 }, async (t) => {
  const mail = await startMailServer()
  const product = await startProduct({ mail: createMailer(mail.url, 'Harbor <desk@harbor.example>') })
  t.after(async () => { await product.close(); await mail.close() })
  const visit = await recovering(product)
  const chair = await open(product, visit.nurse, `/chair/${visit.session}`, 'tablet', true)
  const desk = await open(product, visit.admin, '/desk', 'desk')

  await chair.getByRole('heading', { name: 'Recovery' }).waitFor()
  await keep(chair, 'recovery-dark')
  await desk.getByText(/ready about \d\d:\d\d/).waitFor()

  await chair.getByRole('button', { name: 'Driver’s link' }).click()
  const giving = chair.getByRole('region', { name: 'Driver’s link' })
  await giving.getByRole('button', { name: 'Make the link' }).click()
  await giving.getByRole('img', { name: /QR code/ }).waitFor()
  await keep(chair, 'driver-link-dark')
  await assertAccessible(chair, 'giving the driver’s link, low light')
  const address = await giving.getByRole('link', { name: 'Open it here' }).getAttribute('href')
  await giving.getByLabel('By mail to').fill('sam@mail.example')
  await giving.getByRole('button', { name: 'Send' }).click()
  await giving.getByText(/Driver’s link to s…@mail\.example/).waitFor()
  await giving.getByText(/sent \d\d:\d\d/).waitFor()
  assert.equal(mail.received.at(-1)!.headers['subject'], 'Pick-up at Harbor')
  await giving.getByRole('button', { name: 'Close' }).click()

  const driver = await product.page('phone')
  await driver.goto(address!)
  await driver.getByText('Your passenger will probably be ready between').waitFor()
  await driver.getByText('1 Pier Road, Long Beach').waitFor()
  const first = await driver.getByRole('heading', { level: 1 }).innerText()
  await keep(driver, 'driver-waiting')
  await assertAccessible(driver, 'the driver’s page')
  const words = `${await driver.title()} ${await driver.locator('body').innerText()}`
  assert.doesNotMatch(words, /Rowan|Testwell|ketamin|infusi|recover|clinic|patient|nurse|chair|Quiet/i)

  await chair.getByRole('button', { name: 'Ready time' }).click()
  const estimate = chair.getByRole('region', { name: 'Ready to go home' })
  await estimate.getByText('still missing', { exact: false }).waitFor()
  await keep(chair, 'ready-time-dark')
  await estimate.getByRole('button', { name: /in 9\d min|in 8\d min/ }).click()
  await estimate.getByRole('button', { name: 'Still sleepy' }).click()
  await estimate.getByRole('button', { name: /^Say about/ }).click()
  await driver.getByRole('heading', { level: 1 }).filter({ hasNotText: first }).waitFor({ timeout: 40_000 })
  await driver.getByRole('button', { name: 'I am on my way' }).click()
  await driver.getByText('They know that you are on the way.').waitFor()
  await desk.getByText(/driver on the way/).waitFor()
  await keep(desk, 'desk-ready')
  await assertAccessible(desk, 'the Desk with a ready time')
  await driver.getByRole('button', { name: 'Español' }).click()
  await driver.getByRole('button', { name: 'Ya llegué' }).click()
  await desk.getByText(/driver here/).waitFor()
  await keep(driver, 'driver-here-es')

  await chair.getByRole('toolbar', { name: 'Acts' }).getByRole('button', { name: 'Discharge' }).click()
  const discharge = chair.getByRole('region', { name: 'Discharge' })
  const missing = discharge.getByRole('list', { name: 'What is still missing' })
  await missing.getByText('Dissociation 3 of 10 is above 1').waitFor()
  await missing.getByText('1 of 2 blood pressures in recovery').waitFor()
  await missing.getByText('To clear: take the pressure', { exact: true }).waitFor()
  await discharge.getByText(/The driver says: here/).waitFor()
  await keep(chair, 'discharge-dark')
  await assertAccessible(chair, 'discharge, low light')
  await addFacts(product.url, visit.nurse, visit.session, [signs(0), { type: 'dissociation-scored', scale: '0-10', score: 0 }, { type: 'iv-checked', site: 'forearm', side: 'left', finding: 'removed' }])
  await missing.getByText('Dissociation 3 of 10 is above 1').waitFor({ state: 'hidden' })
  await discharge.getByRole('list', { name: 'What is met' }).getByText('removed (IV check)').waitFor()
  assert.equal(await discharge.getByRole('checkbox', { name: 'IV line is out' }).count(), 0, 'what the log knows is not asked')
  await discharge.getByRole('button', { name: 'Well: 2 for every open item' }).click()
  for (const box of await discharge.getByRole('checkbox').all()) await box.check()
  await discharge.getByRole('button', { name: 'Record the score' }).click()
  await missing.getByText('The modified PADSS is not taken').waitFor({ state: 'hidden' })
  assert.equal(await missing.getByRole('listitem').count(), 1)
  await missing.getByRole('button', { name: 'Instructions' }).click()
  const sheet = chair.getByRole('region', { name: 'Instructions' })
  await sheet.getByLabel('By mail to').fill('rowan@mail.example')
  await sheet.getByRole('button', { name: 'Send' }).click()
  await sheet.getByText(/Instructions to r…@mail\.example/).waitFor()
  await sheet.getByText(/Given \d\d:\d\d: sent\./).waitFor()
  await keep(chair, 'instructions-dark')
  await assertAccessible(chair, 'instructions, low light')
  await sheet.getByRole('button', { name: 'Close' }).click()
  await chair.getByRole('toolbar', { name: 'Acts' }).getByRole('button', { name: 'Discharge' }).click()
  await discharge.getByText('All conditions are met').waitFor()
  await discharge.getByRole('button', { name: 'Approve discharge' }).click()
  await discharge.getByRole('group', { name: 'Goes home' }).getByText(/Sam Testwell/).waitFor()
  await discharge.getByText(/We ask how it was/).waitFor()
  await keep(chair, 'leaving-dark')
  await discharge.getByRole('button', { name: 'Goes home now' }).click()
  await chair.getByRole('button', { name: 'Note and sign' }).waitFor()
  await desk.getByText('Gone home').waitFor()
  const letter = mail.received.find((one) => one.to[0] === 'rowan@mail.example')!
  assert.match(letter.text, /988/)
  assert.doesNotMatch(letter.text, /Rowan|ketamin/i)
})

test('[GOH13] the printed sheet is one page with what must be on it, in both languages', { timeout: 120_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await recovering(product)
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'medication-given', at: ago(60), drug: 'Ondansetron', dose: 4, unit: 'mg', route: 'IV' }])
  const chair = await open(product, visit.nurse, `/chair/${visit.session}`, 'tablet')
  await chair.getByRole('button', { name: 'Instructions' }).click()
  const sheet = chair.getByRole('region', { name: 'Instructions' })
  await sheet.getByText('No mail server is set up here', { exact: false }).waitFor()
  await chair.evaluate(() => { window.print = () => {} })
  for (const [language, must] of [['English', [/988/, /911/, /Rowan/, /Sam Testwell/, /\+1 310 555 0100/, /We will ask how you are on/, /Your next visit/, /Do not drive/, /ketamine/]], ['Español', [/988/, /911/, /Sam Testwell/, /Le preguntaremos cómo está/, /No maneje/]]] as const) {
    await sheet.getByRole('radio', { name: language }).click()
    const text = await chair.locator('.print-sheet').textContent()
    for (const one of must) assert.match(text!, one)
    const pdf = await chair.pdf({ preferCSSPageSize: true })
    if (PICTURES) { fs.mkdirSync(PICTURES, { recursive: true }); fs.writeFileSync(path.join(PICTURES, `sheet-${language}.pdf`), pdf) }
    assert.equal((pdf.toString('latin1').match(/\/Type\s*\/Page(?!s)/g) ?? []).length, 1, `${language}: one page`)
    await chair.emulateMedia({ media: 'print' })
    assert.ok(await chair.locator('.print-sheet').isVisible() && !(await chair.getByRole('heading', { name: 'Recovery' }).isVisible()))
    assert.ok(await chair.locator('.print-sheet li').first().evaluate((line) => Number.parseFloat(getComputedStyle(line).fontSize)) >= 18, 'at least 13.5 pt')
    await keep(chair, `sheet-${language}`)
    await chair.emulateMedia({ media: null })
  }
  await sheet.getByRole('button', { name: 'Print the sheet' }).click()
  await sheet.getByText(/Given \d\d:\d\d: printed\./).waitFor()
})

test('[SES206][SES209] a recovery that goes on asks for a prescriber, who records the word under their own name', { timeout: 120_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await recovering(product, 125)
  const chair = await open(product, visit.nurse, `/chair/${visit.session}`, 'tablet', true)
  await chair.getByText('Prescriber wanted').waitFor()
  await keep(chair, 'prolonged-dark')
  assert.equal(await chair.getByRole('button', { name: 'Record what I decided' }).count(), 0, 'not for a nurse')
  const other = await open(product, visit.prescriber, `/chair/${visit.session}`, 'tablet')
  await other.getByRole('button', { name: 'Record what I decided' }).click()
  const form = other.getByRole('region', { name: 'Prescriber’s assessment' })
  await form.getByRole('radio', { name: 'Keep watching here' }).click()
  await form.getByLabel('What you found').fill('Sleepy, easily woken, breathes well.')
  await form.getByRole('button', { name: 'Record as Pavel Prescriber' }).click()
  await chair.getByText('Prescriber wanted').waitFor({ state: 'hidden' })
  await chair.getByRole('list', { name: 'What happened, newest first' }).getByText('easily woken', { exact: false }).waitFor()
})
