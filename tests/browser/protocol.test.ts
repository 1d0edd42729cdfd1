// The medical director changes the protocol, approves it, and the clinic works by it from then on.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Protocol } from '@chairside/core/plan'
import type { Welcome } from '@chairside/core/people'
import { assertAccessible, startProduct, type Product } from './product.ts'

let product: Product
let page: Page
before(async () => {
  product = await startProduct()
  page = await product.page('desk')
  await page.request.post(`${product.url}/api/demonstration/load`, { data: {} })
  const { demonstration } = (await (await page.request.get(`${product.url}/api/welcome`)).json()) as Welcome
  const director = demonstration!.staff.find((s) => s.roles.includes('medical-director'))!
  await page.request.post(`${product.url}/api/sign-in/demonstration`, { data: { staff: director.staff, device_name: 'Office computer', shared_device: false } })
})
after(() => product.close())

const inForce = async (): Promise<Protocol> => (await (await page.request.get(`${product.url}/api/protocol`)).json()) as Protocol

test('[SCR19] [PLN35] a setting is changed, a wrong one is named and keeps what was typed, and the new version counts from its approval on', async () => {
  const before = await inForce()
  await page.goto(`${product.url}/office#protocol`)
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  const pause = page.getByLabel('SpO₂ below, pause (%)')
  await pause.fill('95')
  await page.getByText('alerts.spo2_below_pct.1').first().waitFor()
  assert.equal(await page.getByRole('button', { name: /Nothing is changed|Save as/ }).isDisabled(), true)
  assert.equal(await pause.inputValue(), '95')
  await pause.fill('91')
  await page.getByLabel('CADSS-6 by permission of its owner (permission)').check()
  await page.getByText('2 changes').waitFor()
  await assertAccessible(page, 'changing the protocol')
  if (process.env['CHAIRSIDE_PICTURES']) await page.screenshot({ path: `${process.env['CHAIRSIDE_PICTURES']}/protocol-edit.png`, fullPage: true })
  await page.getByRole('button', { name: 'Save as a new version' }).click()
  await page.getByText('Written, not approved.').waitFor()
  assert.equal((await inForce()).version, before.version)
  await page.getByRole('button', { name: 'Approve', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('SpO₂ below').waitFor()
  await dialog.getByRole('checkbox').check()
  if (process.env['CHAIRSIDE_PICTURES']) await page.screenshot({ path: `${process.env['CHAIRSIDE_PICTURES']}/protocol-approve.png` })
  await dialog.getByRole('button', { name: /^Approve version/ }).click()
  await page.getByText(`Protocol, version ${before.version + 1}`).waitFor()
  const after = await inForce()
  assert.deepEqual([after.version, after.settings.alerts.spo2_below_pct, after.settings.licences.cadss6, after.approved_at !== null], [before.version + 1, [94, 91, 90], true, true])
})
