// The gate answered on the screen, step by step, as a nurse does it: for tests that start an infusion.
import type { Page } from 'playwright-core'

/** Every question with a plain yes, one tap after the other. */
export async function confirmAll(page: Page): Promise<void> {
  const confirms = page.getByRole('button', { name: /^Confirm: / })
  await confirms.first().waitFor()
  for (let left = await confirms.count(); left > 0; left = await confirms.count()) {
    await confirms.first().click()
    await page.waitForFunction((n) => document.querySelectorAll('button[aria-label^="Confirm: "]').length < n, left)
  }
}

/** The last food and the last clear liquid, on the site's clock. */
export async function sayFasting(page: Page, ate: string, drank: string): Promise<void> {
  await page.getByLabel('Last food').fill(ate)
  await page.getByLabel('Last clear liquid').fill(drank)
  await page.getByRole('button', { name: 'Confirm the times' }).click()
}

/** The daily check on its own screen, everything in order; ends where it began. */
export async function checkEquipment(page: Page, acls: string): Promise<void> {
  const back = page.url()
  await page.getByRole('link', { name: 'Check the equipment' }).click()
  await page.getByRole('heading', { name: 'Equipment' }).waitFor()
  await page.getByRole('radio', { name: 'In order', exact: true }).first().waitFor()
  for (const button of await page.getByRole('radio', { name: 'In order', exact: true }).all()) await button.click()
  await page.getByLabel('Lock number of the crash cart').fill('4711')
  await page.getByLabel(/ACLS clinician/).selectOption({ label: acls })
  await page.getByRole('button', { name: 'Record: everything in order' }).click()
  await page.getByRole('button', { name: 'Check again' }).waitFor()
  await page.goto(back)
}

/** The second person at this tablet, by name or, with a PIN, by themselves: three ticks, and the rate as the pump shows it. */
export async function secondPerson(page: Page, name: string, rate: string, pin?: string): Promise<void> {
  const panel = page.getByRole('region', { name: 'Second person' }).last()
  await panel.getByRole('button', { name: pin === undefined ? 'Name the second person' : 'Second person, with PIN' }).click()
  await panel.getByLabel('Second person', { exact: true }).selectOption({ label: name })
  for (const what of ['Dose', 'Concentration', 'Volume']) await panel.getByRole('button', { name: new RegExp(`^${what}`) }).click()
  await panel.getByLabel(/Rate that the pump shows/).fill(rate)
  for (const digit of pin ?? '') await panel.getByRole('group', { name: 'PIN', exact: true }).getByRole('button', { name: digit, exact: true }).click()
  await panel.getByRole('button', { name: pin === undefined ? 'Record the second person' : 'I have checked these four' }).click()
}
