// The day of a visit as the patient tells it to the phone, then at the Desk and in the gate of the Chair, in a real browser.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { instant, localDate, localTime } from '@chairside/core/shared'
import type { FormLink } from '@chairside/core/intake'
import type { SessionBundle } from '@chairside/core/session'
import { assertAccessible, startProduct } from './product.ts'
import { enrol } from './enrol.ts'
import { readyClinic } from './ready-visit.ts'
import { addFacts, call, newId, START } from './visit.ts'

const pick = (page: Page, name: string) => page.getByRole('radio', { name }).click()
const asked = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
const goOn = (page: Page) => page.getByRole('button', { name: 'Go on' }).click()

test('[FLO26] [FLO28] one question a screen on the phone, saved at each answer; the Desk sees the doubt and the gate takes it with one tap', { timeout: 240_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const clinic = await readyClinic(product.url)
  const bundle = (await call(product.url, clinic.nora, 'GET', `/api/sessions/${clinic.first}`)) as SessionBundle
  const { url } = (await call(product.url, clinic.nora, 'POST', `/api/patients/${bundle.patient.patient}/form-links`, { formLink: newId(), purpose: 'before-session', instruments: ['gad-7'], session: clinic.first })) as FormLink
  const phone = await product.page('phone', { locale: 'en-US', colorScheme: 'light' })
  await phone.goto(url)
  await phone.getByRole('button', { name: 'Begin' }).click()
  for (let i = 0; i < 7; i++) {
    const before = await phone.getByRole('heading', { level: 1 }).innerText()
    await phone.getByRole('radio').first().click()
    await phone.waitForFunction((text) => document.querySelector('h1')?.textContent !== text, before)
  }
  await asked(phone, 'Is there an adult who will take you home?')
  await assertAccessible(phone, 'the ride')
  await pick(phone, 'Yes, an adult will take me home')
  await asked(phone, 'What is the name of the person who takes you home?')
  await phone.getByRole('textbox').fill('Robin Rider')
  await goOn(phone)
  await asked(phone, 'What is their phone number?')
  await phone.getByText('Your answers are saved as you go.').waitFor()

  // The browser is closed, its storage is gone: the server has the answers.
  await phone.evaluate(() => localStorage.clear())
  await phone.reload()
  await asked(phone, 'What is their phone number?')
  await phone.getByRole('textbox').fill('310 555 0199')
  await phone.keyboard.press('Enter')
  await asked(phone, 'Is anything new since your last visit?')
  await pick(phone, 'Yes, something is new')
  await phone.getByRole('textbox', { name: 'What is new?' }).fill('Started lithium')
  await assertAccessible(phone, 'what is new')
  await goOn(phone)
  // Not asked of a man: the next question is the one after pregnancy.
  await asked(phone, 'In the last 24 hours, have you had alcohol, a sedative, or any other drug?')
  await pick(phone, 'No')
  await asked(phone, 'What did you eat last?')
  await pick(phone, 'Something light')
  await asked(phone, 'When did you last eat?')
  const zone = bundle.place.time_zone
  const now = instant(Date.now())
  const ate = instant(now - 3 * 3_600_000)
  await phone.getByRole('button', { name: localDate(ate, zone) === localDate(now, zone) ? 'Today' : 'Yesterday' }).click()
  await phone.locator('input[type="time"]').fill(localTime(ate, zone))
  await assertAccessible(phone, 'the time of the last food')
  for (const target of await phone.locator('main button, main input').all()) assert.ok((await target.boundingBox())!.height >= 44)
  assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'fits 390 px')
  await goOn(phone)
  await asked(phone, 'Have you had something clear to drink?')
  await pick(phone, 'No, nothing today or yesterday')
  await phone.getByRole('button', { name: 'Send to my care team' }).click()
  await phone.getByRole('heading', { name: 'Thank you. Your answers have arrived.' }).waitFor()

  const signedIn = async (token: string, place: string, size: 'tablet' | 'desk') => {
    const page = await product.page(size, { locale: 'en-GB', colorScheme: 'dark' })
    await page.context().addCookies([{ name: 'chairside', value: token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
    await page.goto(`${product.url}${place}`)
    return page
  }
  const chair = await signedIn(clinic.nora.token, `/chair/${clinic.first}`, 'tablet')
  const row = (label: string) => chair.locator('.check').filter({ hasText: label })
  await row('An adult escort').getByText(/Robin Rider, 310 555 0199; said by the patient at/).waitFor()
  await row('Allergies and medicines').getByText(/said by the patient at .*: Started lithium/).waitFor()
  await row('Fasting kept').getByText(/said by the patient at .*less than 6 h; enough from/).waitFor()
  await row('No alcohol').getByText(/none; said by the patient at/).waitFor()
  await assertAccessible(chair, 'the gate with what the patient said')
  await chair.getByRole('button', { name: 'Confirm: An adult escort' }).click()
  await row('An adult escort').and(chair.locator('[data-done]')).waitFor()
  await row('Fasting kept').getByRole('button', { name: 'Confirm as said' }).click()
  await row('Fasting kept').and(chair.locator('[data-state="stopped"]')).waitFor()

  const desk = await signedIn(clinic.nora.token, '/desk', 'desk')
  await desk.getByText('Escort Robin Rider').waitFor()
  await desk.getByText(/ate at .*: too late, enough from/).waitFor()
  assert.equal(await desk.getByText(/lithium/).count(), 0)
  await assertAccessible(desk, 'the Desk with a doubt')

  // A visit whose order was never signed: asked for before the start, not while it runs.
  const patient = newId(), session = newId()
  const site = clinic.nora.sites[0]!
  await call(product.url, clinic.pavel, 'POST', '/api/patients', { patient, given_name: 'Una', family_name: 'Unsigned', birth_date: '1980-05-06', sex: 'male', site: site.site, height_cm: 178, weight_kg: 80 })
  await enrol(product.url, clinic.odette, patient, 'Una Unsigned')
  await call(product.url, clinic.pavel, 'POST', `/api/patients/${patient}/courses`, { course: newId(), kind: 'induction', indication: 'Depression', visits: [{ session, ordinal: 1, site: site.site, chair: site.chairs[0]!.chair, start: new Date(Date.now() + 5 * 3_600_000).toISOString() }] })
  const unsigned = await signedIn(clinic.nora.token, `/chair/${session}`, 'tablet')
  await unsigned.getByText('A prescriber signs the order before this infusion can start.').waitFor()
  await addFacts(product.url, clinic.nora, session, [{ type: 'arrived' }, START])
  await unsigned.reload()
  await unsigned.getByText('mg delivered').first().waitFor()
  assert.equal(await unsigned.getByText('No signed order.').count(), 0)
})
