// The end of a visit in a real browser: read, judge, sign within a minute of discharge, amend, see what changed since, and take the record as a file.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { test } from 'node:test'
import { sha256 } from '../../server/log/chain.ts'
import { readPdf } from '../../server/testing/pdf-text.ts'
import { assertAccessible, startProduct } from './product.ts'
import { addFacts, call, clinicWithVisit, START } from './visit.ts'

type Signed = { readonly type: string; readonly id: string; readonly actor: string; readonly meaning?: string; readonly noteText?: string; readonly noteHash?: string; readonly facts?: number }
const FIT = { aldrete: { activity: 2, respiration: 2, circulation: 2, consciousness: 2, spo2: 2 } }

test('[NOT19] the note is read, judged and signed within a minute of discharge, on plain http too; amendments and later facts stand beside it, and the file is the right record', { timeout: 240_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  const signs = { type: 'vitals-recorded', origin: 'person', values: { sbp_mmHg: 121, dbp_mmHg: 78, pulse_per_min: 70, spo2_pct: 98 } }
  await addFacts(product.url, visit.nurse, visit.session, [
    { type: 'arrived' }, { type: 'checklist-confirmed', item: 'identity' }, signs, START, { type: 'adverse-event-noted', what: 'Nausea', severity: 'mild', action: 'none' }, { type: 'infusion-stopped', why: 'complete', volume_infused_mL: 100 }, { type: 'discharge-scored', ...FIT }, { type: 'discharge-approved' },
  ])
  const events = async (): Promise<Signed[]> => ((await call(product.url, visit.nurse, 'GET', `/api/sessions/${visit.session}`)) as { events: Signed[] }).events
  const page = await product.page('tablet', { locale: 'en-GB' })
  // A clinic's own network without https: the browser gives no cryptography there.
  await page.addInitScript(() => Object.defineProperty(Object.getPrototypeOf(globalThis.crypto) as object, 'subtle', { get: () => undefined }))
  await page.context().addCookies([{ name: 'chairside', value: visit.nurse.token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  await page.goto(`${product.url}/chair/${visit.session}`)
  const acts = page.getByRole('toolbar', { name: 'Acts' })

  await acts.getByRole('button', { name: 'Note and sign' }).click()
  const panel = page.getByRole('region', { name: 'Note', exact: true })
  await panel.getByText('adverse event without an outcome: Nausea').waitFor()
  await panel.getByRole('textbox', { name: /Your judgement/ }).fill('Calm throughout; the same dose next time.')
  await panel.getByRole('button', { name: 'Add to the note' }).click()
  await panel.getByText('Calm throughout; the same dose next time. – Nora Nurse').waitFor()
  await panel.getByLabel('I have read the note').check()
  const sign = panel.getByRole('button', { name: 'Sign as Nora Nurse' })
  assert.equal(await sign.isDisabled(), true, 'what is open is acknowledged first')
  await assertAccessible(page, 'the note before it is signed')
  await panel.getByLabel(/I know what is listed above/).check()
  await sign.click()
  await acts.getByRole('button', { name: 'Amend' }).waitFor()
  await page.waitForFunction(() => [...document.querySelectorAll('.sent-mark')].every((mark) => mark.getAttribute('data-state') === 'acknowledged'))
  const stored = await events()
  const signature = stored.find((event) => event.type === 'signed')!
  assert.match(signature.noteText!, /Delivered 40 mg \(0\.5 mg\/kg\) in 100 mL, read from the pump[\s\S]*Calm throughout; the same dose next time\./)
  assert.equal(signature.noteHash, sha256(signature.noteText!))
  assert.equal(signature.facts, stored.length - 1)

  await acts.getByRole('button', { name: 'Amend' }).click()
  const signedPanel = page.getByRole('region', { name: 'Signed note' })
  await signedPanel.getByText(/Nora Nurse, author, .*, \d min after discharge/).waitFor()
  assert.equal(await signedPanel.getByText('The record changed after the signature').count(), 0)
  await signedPanel.getByRole('textbox', { name: 'Amend: what is added' }).fill('Lunch was eaten before leaving.')
  await signedPanel.getByRole('button', { name: 'Left out' }).click()
  await signedPanel.getByRole('button', { name: 'Amend', exact: true }).click()
  await signedPanel.getByRole('listitem').filter({ hasText: 'Lunch was eaten before leaving.' }).waitFor()
  assert.equal(await signedPanel.getByText('The record changed after the signature').count(), 0, 'an amendment changes nothing that was signed')

  await addFacts(product.url, visit.second, visit.session, [{ type: 'words-captured', text: 'As if the room had no walls.' }])
  await signedPanel.getByText('The record changed after the signature').waitFor()
  await signedPanel.locator('ins', { hasText: 'As if the room had no walls.' }).waitFor()
  assert.ok(!(await signedPanel.getByRole('region', { name: 'The note as it was signed' }).innerText()).includes('no walls'))
  await assertAccessible(page, 'the signed note with what changed since')

  const [download] = await Promise.all([page.waitForEvent('download'), signedPanel.getByRole('link', { name: 'Download' }).click()])
  assert.equal(download.suggestedFilename(), 'record.pdf')
  const said = readPdf(fs.readFileSync(await download.path()))
  for (const words of ['Rowan Testwell', '40 mg (0.5 mg/kg)', 'Calm throughout; the same dose next time.', signature.noteHash, 'Lunch was eaten before leaving.', 'The record changed after the signature', 'Nausea, mild; action: none']) assert.ok(said.text.includes(words), `${words}\n--- not in ---\n${said.text}`)
  assert.ok(said.tagged && said.pdfUa && !said.text.includes('NOT SIGNED'))

  // A second person reviews, and signs what is true now; who has signed once is not asked again.
  assert.equal(await signedPanel.getByRole('button', { name: /Sign as reviewer/ }).count(), 0)
  const other = await product.page('tablet', { locale: 'en-GB' })
  await other.context().addCookies([{ name: 'chairside', value: visit.second.token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  await other.goto(`${product.url}/chair/${visit.session}`)
  await other.getByRole('toolbar', { name: 'Acts' }).getByRole('button', { name: 'Amend' }).click()
  await other.getByLabel('I have read the note').check()
  await other.getByRole('button', { name: 'Sign as reviewer, Milo Nurse' }).click()
  await other.getByText(/Milo Nurse, reviewer, /).waitFor()
  await other.waitForFunction(() => [...document.querySelectorAll('.sent-mark')].every((mark) => mark.getAttribute('data-state') === 'acknowledged'))
  const review = (await events()).find((event) => event.meaning === 'reviewer')!
  assert.ok(review.actor === visit.second.staff && review.noteText!.includes('no walls') && review.noteHash === sha256(review.noteText!))
})

test('[NOT20] the chart on the Chair is read with the arrow keys and has its values in a table', { timeout: 180_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  const minutesAgo = (minutes: number): { at: string } => ({ at: new Date(Date.now() - minutes * 60_000).toISOString() })
  const signs = (minutes: number, sbp_mmHg: number): Record<string, unknown> => ({ type: 'vitals-recorded', origin: 'person', values: { sbp_mmHg, dbp_mmHg: 78, pulse_per_min: 70, spo2_pct: 98 }, ...minutesAgo(minutes) })
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'arrived', ...minutesAgo(100) }, { type: 'checklist-confirmed', item: 'identity', ...minutesAgo(99) }, signs(95, 118), { ...START, ...minutesAgo(90) }, signs(80, 131), { type: 'dissociation-scored', scale: '0-10', score: 6, ...minutesAgo(60) }, { type: 'infusion-stopped', why: 'complete', volume_infused_mL: 100, ...minutesAgo(50) }])
  for (const [size, dark] of [['tablet', true], ['phone', false]] as const) {
    const page = await product.page(size, { locale: 'en-GB', colorScheme: dark ? 'dark' : 'light' })
    await page.context().addCookies([{ name: 'chairside', value: visit.nurse.token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
    await page.goto(`${product.url}/chair/${visit.session}`)
    const chart = page.getByRole('application', { name: /Record of the visit from/ })
    await chart.focus()
    await page.keyboard.press('Home')
    await page.getByText(/^\d\d:\d\d BP 118\/78 mmHg, Pulse 70 \/min, SpO2 98 %$/).waitFor()
    for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowRight')
    await page.getByText(/^\d\d:\d\d BP 131\/78 mmHg, Pulse 70 \/min, SpO2 98 %, Rate 150 mL\/h, Given 10 rate mg$/).waitFor()
    await page.getByText('All values as a table').click()
    await page.getByRole('cell', { name: '131/78', exact: true }).waitFor()
    await assertAccessible(page, `the chart of the record, ${size}`)
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is cut off at the side')
  }
})
