// A tablet with the server and the network gone: what opens, what it says about itself, and what its disk gives away.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertAccessible, startProduct } from './product.ts'
import { filesWith, makeTablet, programKept, todayKept } from './tablet.ts'
import { addFacts, call, clinicWithVisit, newId } from './visit.ts'
import type { Person } from './staffed-clinic.ts'

/** A second visit of today, in the other chair: nobody opens it while there is a server. */
async function anotherVisit(base: string, nurse: Person): Promise<string> {
  const [patient, session] = [newId(), newId()]
  const site = nurse.sites[0]!
  await call(base, nurse, 'POST', '/api/patients', { patient, given_name: 'Zephyrine', family_name: 'Quillfeather', birth_date: '1990-01-02', sex: 'female', site: site.site, height_cm: 165, weight_kg: 61, phone: '+1 310 555 0177', escort_name: 'Odo Quillfeather', escort_phone: '+1 310 555 0188' })
  return session + ' ' + patient
}

test('[OFF1] [OFF2] [OFF4] [OFF5] a tablet that is switched on without a server opens the Floor and any visit of today, goes on charting, and its disk holds no name', { timeout: 240_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  const [other, patient] = (await anotherVisit(product.url, visit.nurse)).split(' ') as [string, string]
  const site = visit.nurse.sites[0]!
  await call(product.url, visit.prescriber, 'POST', `/api/patients/${patient}/courses`, {
    course: newId(), kind: 'induction', indication: 'Treatment-resistant depression', visits: [{ session: other, ordinal: 1, site: site.site, chair: site.chairs[1]!.chair, start: new Date(Date.now() + 3_600_000).toISOString() }],
  })
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'arrived' }])
  const tablet = makeTablet(product, visit.nurse)
  t.after(() => tablet.discard())

  const first = await tablet.on()
  await first.goto(`${product.url}/floor`)
  await first.getByText('Rowan').first().waitFor()
  await programKept(first)
  await todayKept(first, 2)
  await first.evaluate(() => localStorage.setItem('control', 'control-canary'))
  await tablet.off()
  await product.stop()

  const page = await tablet.on()
  await page.goto(`${product.url}/floor`)
  await page.getByText(/No line to the server: this Floor is as it was at/).waitFor()
  await page.getByText('Rowan').first().waitFor()
  await page.goto(`${product.url}/chair/${other}`)
  await page.getByRole('heading', { level: 2, name: 'Zephyrine Quillfeather' }).waitFor()
  await page.goto(`${product.url}/chair/${visit.session}`)
  await page.getByRole('heading', { level: 2, name: 'Rowan Testwell' }).waitFor()
  await page.getByRole('toolbar', { name: 'Acts' }).getByRole('button', { name: 'Vital signs' }).click()
  const panel = page.getByRole('region', { name: 'Vital signs by hand' })
  await panel.locator('#vital-sbp_mmHg').fill('127')
  await panel.locator('#vital-dbp_mmHg').fill('79')
  await panel.getByRole('button', { name: /^Save/ }).click()
  await page.getByText(/^saved on this tablet/).waitFor()
  const notice = page.getByText(/^Offline since \d\d:\d\d: 1 fact waiting on this tablet$/)
  await notice.click()
  const sheet = page.getByRole('dialog')
  await sheet.getByText(/1 fact saved on this tablet, not yet at the clinic; the oldest/).waitFor()
  await sheet.getByText(/^2 visits of .*, encrypted\.$/).waitFor()
  await sheet.getByText('On this tablet: it opens without the server.').waitFor()
  await assertAccessible(page, 'what the tablet says about itself')
  await sheet.getByRole('button', { name: 'Close' }).click()
  await tablet.off()

  assert.notDeepEqual(filesWith(tablet.folder, ['control-canary']), [], 'the search finds what lies in the open')
  assert.deepEqual(filesWith(tablet.folder, ['Testwell', 'Zephyrine', 'Quillfeather', '555 0188', 'Rowan']), [])

  await product.start()
  const back = await tablet.on()
  await back.goto(`${product.url}/chair/${visit.session}`)
  await back.getByText('Online', { exact: true }).waitFor()
  await back.waitForFunction(() => [...document.querySelectorAll('.sent-mark')].every((mark) => mark.textContent === 'at the clinic'))
})
