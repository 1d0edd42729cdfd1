import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as OTPAuth from 'otpauth'
import type { Locator, Page } from 'playwright-core'
import { enrol } from './enrol.ts'
import { assertAccessible, startProduct, type Product } from './product.ts'

let clinic: Product
before(async () => { clinic = await startProduct() })
after(() => clinic.close())

const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name, exact: typeof name === 'string' })
const heading = (page: Page, name: string | RegExp): Locator => page.getByRole('heading', { name })

async function virtualAuthenticator(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } })
}

/** Into the demonstration as one of its people: loads it when it is not there yet; beside a real clinic its door is one step further. */
async function enterDemonstration(page: Page, who: RegExp): Promise<void> {
  await page.goto(clinic.url)
  const door = button(page, /demonstration clinic/).or(button(page, who))
  await door.first().waitFor()
  if (await button(page, who).count() === 0) await door.first().click()
  await button(page, who).waitFor({ timeout: 60_000 })
}

/** Types the six digits of this moment into the boxes. */
async function typeCode(page: Page, secret: string): Promise<void> {
  const code = new OTPAuth.TOTP({ secret: OTPAuth.Secret.fromBase32(secret) }).generate()
  await page.getByRole('textbox', { name: /digit/ }).first().click()
  await page.keyboard.type(code)
}

test('[SCR12] the first run: a clinic, a second factor, a passkey, and back in with it alone', async () => {
  const page = await clinic.page('desk')
  await virtualAuthenticator(page)
  await page.goto(clinic.url)
  await heading(page, /calm place/).waitFor()
  await assertAccessible(page, 'first run')
  await button(page, /Set up your clinic/).click()
  await button(page, 'Continue').click()
  await page.getByText('Please name your clinic.').waitFor()
  await page.getByLabel('Name of the clinic').fill('Quiet Harbor')
  await assertAccessible(page, 'set-up, step 1')
  await button(page, 'Continue').click()
  await page.getByLabel('Name of the first site').fill('Elm Street')
  await page.getByLabel('Name of chair 2').fill('Chair 1')
  await button(page, 'Continue').click()
  await page.getByText('Two chairs have the same name.').waitFor()
  await page.getByLabel('Name of chair 2').fill('Window')
  await button(page, 'Continue').click()
  await page.getByLabel('Your name').fill('Ada Example')
  await page.getByLabel('Email').fill('ada@quiet.example')
  await page.getByLabel('Password', { exact: true }).fill('password')
  await button(page, 'Open the clinic').click()
  await page.getByText(/Please choose a password that is not among the first/).waitFor()
  await page.getByLabel('Password', { exact: true }).fill('four unrelated harbor words')
  await assertAccessible(page, 'set-up, step 3')
  await button(page, 'Open the clinic').click()
  const secret = (await page.getByTestId('totp-secret').textContent())!.replaceAll(' ', '')
  await assertAccessible(page, 'second factor')
  await typeCode(page, secret)
  await heading(page, /Welcome, Ada/).waitFor()
  await button(page, 'Add a passkey').click()
  await page.waitForURL('**/office')
  await page.getByText('Proposed, not approved.').waitFor()
  await assertAccessible(page, 'office: protocol')
  for (const part of ['Sites and chairs', 'Staff', 'Monitors and pumps', 'Audit', 'Demonstration']) {
    await button(page, part).click()
    await heading(page, part === 'Sites and chairs' ? 'Elm Street' : part === 'Demonstration' ? 'Demonstration clinic' : part).waitFor()
    await assertAccessible(page, `office: ${part}`)
  }
  await button(page, /Ada Example/).click()
  await page.getByText(/added/).waitFor()
  await assertAccessible(page, 'account')
  await button(page, 'Sign out').click()
  await heading(page, 'Sign in').waitFor()
  await assertAccessible(page, 'sign-in')
  await button(page, 'Sign in with a passkey').click()
  await page.waitForURL('**/office')
  await page.context().close()
})

/** Walks a form on a phone from its link to its last page. Answers each question with its `choose`-th option. */
async function answerForm(page: Page, link: string, choose: (question: number) => number): Promise<void> {
  await page.goto(link)
  await button(page, 'Begin').waitFor()
  await assertAccessible(page, 'form: start')
  await button(page, 'Begin').click()
  for (let question = 0; await page.getByRole('radiogroup').count() > 0; question++) {
    if (question === 0) await assertAccessible(page, 'form: question')
    if (question === 3) {
      await page.getByText('Your answers are saved as you go.').waitFor()
      const here = await page.getByRole('heading', { level: 1 }).textContent()
      await page.reload()
      await heading(page, here!).waitFor()
    }
    const before = await page.getByRole('progressbar').getAttribute('aria-valuenow')
    await page.getByRole('radio').nth(choose(question)).click()
    await page.waitForFunction((was) => document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow') !== was, before)
  }
}

test('[SCR13] registered, asked on a phone, heard, planned and ordered: one patient in real screens', async () => {
  const page = await clinic.page('desk')
  await enterDemonstration(page, /Linnea Fairweather/)
  await assertAccessible(page, 'demonstration: who')
  await button(page, /Linnea Fairweather/).click()
  await page.waitForURL('**/patients')
  await page.locator('.patient-row').first().waitFor()
  await assertAccessible(page, 'patients')

  await button(page, 'Register a patient').click()
  await button(page, 'Register').click()
  await page.getByText('Please give the first name.').waitFor()
  await page.getByLabel('First name').fill('Juniper')
  await page.getByLabel('Family name').fill('Testwater')
  await page.getByRole('textbox', { name: 'Date of birth' }).fill('04/23/1990')
  await page.getByRole('combobox', { name: 'Sex' }).selectOption('female')
  await page.getByLabel('Height, cm').fill('163')
  await page.getByLabel('Weight, kg').fill('110')
  await page.getByLabel('Escort home').fill('Sam')
  await assertAccessible(page, 'register')
  await button(page, 'Register').click()
  await heading(page, 'Juniper Testwater').waitFor()
  assert.doesNotMatch(`${page.url()} ${await page.title()}`, /Juniper|Testwater/)

  await button(page, 'Send a form').click()
  await page.getByRole('radio', { name: 'Before treatment begins' }).click()
  await button(page, 'Make the link').click()
  const link = (await page.getByRole('link', { name: 'Open it here' }).getAttribute('href'))!
  await page.getByRole('img', { name: /QR code/ }).waitFor()
  await assertAccessible(page, 'form link')
  const phone = await clinic.page('phone', { hasTouch: true, isMobile: true })
  // GAD-7 is questions 0 to 6; the ninth item of the PHQ-9 is question 15.
  await answerForm(phone, link, (question) => (question === 15 ? 1 : 2))
  await button(phone, 'Send to my care team').click()
  await heading(phone, 'Thank you for telling us.').waitFor()
  assert.equal(await phone.getByRole('link', { name: /Call 988 now/ }).getAttribute('href'), 'tel:988')
  await phone.getByText(/told at once/).waitFor()
  assert.doesNotMatch((await phone.locator('main').textContent())!, /moderate|severe|\b(total|score)\b/i)
  await assertAccessible(phone, 'form: done')
  await phone.reload()
  await heading(phone, 'Already answered').waitFor()
  await phone.context().close()

  await page.keyboard.press('Escape')
  await button(page, /Take the safety answer/).click()
  await button(page, 'I call now').click()
  await assertAccessible(page, 'take an alert')
  await button(page, 'I take it').click()
  await button(page, /Close the safety answer/).click()
  await button(page, 'Called: safe at home').click()
  await button(page, 'Record and close').click()
  await page.getByText(/settled/).waitFor()

  const [cookie] = (await page.context().cookies()).filter((one) => one.name === 'chairside')
  await enrol(clinic.url, { token: cookie!.value }, new URL(page.url()).pathname.split('/').at(-1)!, 'Juniper Testwater')
  await button(page, 'Plan a course').first().click()
  await page.getByLabel('Indication').fill('Treatment-resistant depression')
  await button(page, 'Propose dates').click()
  await button(page, 'Book all 6 visits').waitFor()
  await assertAccessible(page, 'plan a course')
  await button(page, 'Book all 6 visits').click()
  await heading(page, /Series of 6/).waitFor()

  await page.locator('.screen-head').getByRole('button', { name: 'Write an order' }).click()
  await page.getByText('Which weight carries the dose?').waitFor()
  const weights = page.getByRole('radiogroup', { name: /Which weight/ })
  assert.equal(await weights.getByRole('radio').count(), 4, 'the four weights stand side by side')
  assert.equal(await weights.getByRole('radio', { checked: true }).count(), 0, 'and none is chosen for the prescriber')
  await page.getByRole('radio', { name: /Adjusted weight/ }).click()
  await page.getByText('38.5').first().waitFor()
  await assertAccessible(page, 'write an order')
  await button(page, 'Write, then sign').click()
  await page.getByText('The order is written.').waitFor()
  assert.equal(await button(page, 'Sign').isDisabled(), true, 'signing is a deliberate second step')
  await page.getByRole('checkbox', { name: /I order 38.5 mg/ }).check()
  await button(page, 'Sign').click()
  await page.getByText('Signed by Dr. Linnea Fairweather').waitFor()

  await page.locator('.axis-focus').focus()
  await page.keyboard.press('Home')
  await page.locator('.axis-said', { hasText: /(GAD-7 14|PHQ-9 17)/ }).waitFor()
  await assertAccessible(page, 'chart')
  await page.emulateMedia({ colorScheme: 'dark' })
  await assertAccessible(page, 'chart, low light')
  await page.context().close()
})

test('[SCR14] the desk marks an arrival in one tap, and sees whom to call without the answer', async () => {
  const page = await clinic.page('tablet', { colorScheme: 'dark' })
  await enterDemonstration(page, /Noor Halcyon/)
  await button(page, /Noor Halcyon/).click()
  await page.waitForURL('**/desk')
  await heading(page, 'Call first').waitFor()
  assert.doesNotMatch((await page.locator('.alerts').textContent())!, /item 9|answer \d/)
  await assertAccessible(page, 'desk, low light')
  const first = button(page, /^Arrived: /).first()
  const who = (await first.getAttribute('aria-label'))!.slice('Arrived: '.length)
  await first.click()
  const line = page.locator('.visit', { hasText: who })
  await line.getByText('Arrived', { exact: true }).waitFor()
  await page.waitForTimeout(1500)
  await page.reload()
  await line.getByText('Arrived', { exact: true }).waitFor()
  await button(page, `More for ${who}`).click()
  await page.getByRole('menuitem', { name: 'Move the visit' }).click()
  await assertAccessible(page, 'move a visit')
  await page.context().close()
})

test('[SCR16] on a phone every people screen fits its width, and nothing to touch is below 44 px', async () => {
  const page = await clinic.page('phone', { hasTouch: true, isMobile: true })
  const tooSmall = (): Promise<string[]> => page.evaluate(() => [
    ...(document.documentElement.scrollWidth > innerWidth ? [`the page is ${document.documentElement.scrollWidth} px wide`] : []),
    ...[...document.querySelectorAll('button, a[href]:not(.skip), input, select, summary, textarea')].flatMap((element) => {
      const { width, height } = element.getBoundingClientRect()
      return width > 1 && height > 1 && height < 43.5 ? [`${element.tagName} ${element.textContent ?? ''} is ${Math.round(height)} px high`] : []
    }),
  ])
  await enterDemonstration(page, /Odessa Northstar/)
  assert.deepEqual(await tooSmall(), [], 'welcome')
  await button(page, /Odessa Northstar/).click()
  await page.getByText(/^Approved by/).waitFor()
  assert.deepEqual(await tooSmall(), [], 'office')
  await page.goto(`${clinic.url}/desk`)
  await page.locator('.visit').first().waitFor()
  assert.deepEqual(await tooSmall(), [], 'desk')
  await page.locator('.visit-who a').first().click()
  await page.locator('.axis-focus').waitFor()
  assert.deepEqual(await tooSmall(), [], 'chart')
  await page.goto(`${clinic.url}/patients`)
  await page.locator('.patient-row').first().waitFor()
  assert.deepEqual(await tooSmall(), [], 'patients')
  await page.context().close()
})

test('[SCR17] a locked tablet shows only who may unlock it; a PIN typed on the keyboard opens it where it was', async () => {
  const page = await clinic.page('tablet')
  await page.addInitScript(() => localStorage.setItem('chairside-device', JSON.stringify({ device_name: 'Tablet by the window', shared_device: true })))
  await enterDemonstration(page, /Ines Brightwater/)
  await button(page, /Ines Brightwater/).click()
  await page.waitForURL('**/floor')
  await page.goto(`${clinic.url}/patients`)
  await page.locator('.patient-row').first().waitFor()
  await button(page, 'Lock or switch person').click()
  await heading(page, 'Who is here?').waitFor()
  await page.reload()
  await heading(page, 'Who is here?').waitFor()
  assert.equal(await page.locator('.patient-row, nav').count(), 0)
  await assertAccessible(page, 'locked')
  await button(page, /Ines Brightwater/).press('Enter')
  await page.keyboard.type('1357')
  await page.keyboard.press('Enter')
  await page.getByText(/That PIN is not right/).waitFor()
  await page.keyboard.type('2468')
  await page.keyboard.press('Enter')
  await page.locator('.patient-row').first().waitFor()
  assert.match(page.url(), /\/patients$/)
  await page.context().close()
})
