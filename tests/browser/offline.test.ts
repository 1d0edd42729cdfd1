// A tablet with the server and the network gone: what opens, what it says about itself, and what its disk gives away.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertAccessible, startProduct } from './product.ts'
import { enrol } from './enrol.ts'
import { filesWith, makeTablet, programKept, storedRows, todayKept } from './tablet.ts'
import { CLINIC_ZONE } from './staffed-clinic.ts'
import { addFacts, call, clinicWithVisit, newId, START, type Visit } from './visit.ts'

/** A second visit of today, in the other chair: nobody opens it while there is a server. */
async function anotherVisit(base: string, { nurse, prescriber, director }: Visit): Promise<string> {
  const [patient, session] = [newId(), newId()]
  const site = nurse.sites[0]!
  await call(base, nurse, 'POST', '/api/patients', { patient, given_name: 'Zephyrine', family_name: 'Quillfeather', birth_date: '1990-01-02', sex: 'female', site: site.site, height_cm: 165, weight_kg: 61, phone: '+1 310 555 0177', escort_name: 'Odo Quillfeather', escort_phone: '+1 310 555 0188' })
  await enrol(base, director, patient, 'Zephyrine Quillfeather')
  await call(base, prescriber, 'POST', `/api/patients/${patient}/courses`, {
    course: newId(), kind: 'induction', indication: 'Treatment-resistant depression', visits: [{ session, ordinal: 1, site: site.site, chair: site.chairs[1]!.chair, start: new Date(Date.now() + 3_600_000).toISOString() }],
  })
  return session
}

test('[OFF1] [OFF2] [OFF4] [OFF5] a tablet that is switched on without a server opens the Floor and any visit of today, goes on charting, and its disk holds no name', { timeout: 240_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  const other = await anotherVisit(product.url, visit)
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

type Stored = { readonly type: string; readonly at: string; readonly enteredAt?: string; readonly enteredFrom?: string }

test('[OFF13] [OFF14] [OFF15] [OFF16] today is found without a server, a sheet prints on one page, and paper comes back with its own times', { timeout: 240_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  await anotherVisit(product.url, visit)
  const charted = new Date(Date.now() - 8 * 60_000)
  await addFacts(product.url, visit.nurse, visit.session, [
    { type: 'arrived', at: new Date(Date.now() - 30 * 60_000).toISOString() }, { type: 'checklist-confirmed', item: 'identity', at: new Date(Date.now() - 25 * 60_000).toISOString() }, { ...START, at: new Date(Date.now() - 20 * 60_000).toISOString() },
    { type: 'vitals-recorded', origin: 'person', values: { sbp_mmHg: 128, dbp_mmHg: 80, spo2_pct: 98 }, at: charted.toISOString() },
  ])
  const tablet = makeTablet(product, visit.nurse)
  t.after(() => tablet.discard())
  const first = await tablet.on()
  await first.goto(`${product.url}/floor`)
  await programKept(first)
  await todayKept(first, 2)
  await tablet.off()
  await product.stop()

  const page = await tablet.on()
  await page.goto(`${product.url}/downtime`)
  await page.getByText(/^As it was at \d\d:\d\d, (just now|\d+ s ago|1 min ago)$/).waitFor()
  await page.getByRole('searchbox').fill('quill')
  const card = page.getByRole('listitem').filter({ hasText: 'Zephyrine Quillfeather' })
  for (const words of ['none recorded', 'No signed order: nothing starts.', '61 kg', 'none before', 'Odo Quillfeather', '+1 310 555 0188', '+1 310 555 0177', 'Expected']) assert.ok((await card.innerText()).includes(words), words)
  assert.equal(await page.getByRole('heading', { name: 'Rowan Testwell' }).count(), 0)
  await assertAccessible(page, 'today without the server')
  await page.getByRole('searchbox').fill('chair 1')
  assert.match(await page.getByRole('listitem').filter({ hasText: 'Rowan Testwell' }).innerText(), /Infusing.*128\/80 mmHg/s)

  for (const [which, pages] of [[visit.session, 1], ['all', 2], ['blank', 2]] as const) for (const format of ['Letter', 'A4'] as const) {
    await page.goto(`${product.url}/downtime/sheet/${which}`)
    await page.locator('.sheet').first().waitFor()
    const pdf = (await page.pdf({ format, preferCSSPageSize: false })).toString('latin1')
    assert.equal([...pdf.matchAll(/\/Type \/Page\b(?!s)/g)].length, pages, `${which} on ${format}`)
    // The page as printed, at the width of its paper inside the margins.
    await page.emulateMedia({ media: 'print' })
    await page.setViewportSize({ width: format === 'A4' ? 733 : 755, height: 980 })
    assert.equal(await page.locator('.sheet').evaluateAll((sheets) => sheets.filter((s) => s.scrollHeight > s.clientHeight + 1).length), 0, `nothing of a sheet is cut off: ${which} on ${format}`)
    await page.emulateMedia({ media: null })
    await page.setViewportSize({ width: 820, height: 1180 })
  }
  await page.goto(`${product.url}/downtime/sheet/${visit.session}`)
  await page.getByText('Rowan Testwell').first().waitFor()
  await assertAccessible(page, 'the sheet')

  await page.goto(`${product.url}/downtime/type/${visit.session}`)
  const clock = (minutesAgo: number): string => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: CLINIC_ZONE }).format(Date.now() - minutesAgo * 60_000)
  const [atPause, atDrug, atSame, atSet] = [clock(12), clock(11), clock(8), clock(4)]
  await page.getByRole('button', { name: 'Paused', exact: true }).click()
  await page.getByRole('textbox', { name: 'Paused, time' }).fill(atPause.replace(':', ''))
  await page.getByRole('button', { name: 'Medication', exact: true }).click()
  await page.getByRole('textbox', { name: 'Medication, time' }).fill(atDrug)
  await page.getByLabel('Drug').fill('Ondansetron')
  await page.getByLabel('Dose', { exact: true }).fill('4')
  await page.getByRole('textbox', { name: 'Row 1, time' }).fill(atSame)
  await page.getByRole('textbox', { name: 'Row 1, Sys, mmHg' }).fill('127')
  await page.getByRole('textbox', { name: 'Row 2, time' }).fill(atSet)
  await page.getByRole('textbox', { name: 'Row 2, SpO₂, %' }).fill('960')
  await page.getByText(/960 is not allowed/).waitFor()
  await page.getByRole('textbox', { name: 'Row 2, SpO₂, %' }).fill('96')
  await page.getByRole('textbox', { name: 'Row 2, MOAA/S, 5 to 0' }).fill('4')
  await page.getByText('1 to decide above: the same, or another one?').waitFor()
  await assertAccessible(page, 'typing paper back')
  // A window that closes takes nothing along.
  await page.waitForTimeout(1000)
  await page.reload()
  await page.getByRole('radio', { name: 'The same: leave paper\'s out' }).click()
  await page.getByRole('button', { name: 'Record 4 facts from paper' }).click()
  await page.getByRole('heading', { name: '4 facts from paper are in the visit' }).waitFor()
  await page.getByRole('link', { name: 'Open the visit' }).click()
  await page.getByText(/from paper, typed in/).first().waitFor()
  await page.getByText('5 facts waiting on this tablet').waitFor()

  await product.start()
  await page.getByText('Online', { exact: true }).waitFor({ timeout: 45_000 })
  const stored = ((await call(product.url, visit.nurse, 'GET', `/api/sessions/${visit.session}`)) as { events: Stored[] }).events.filter((e) => e.enteredFrom === 'paper')
  const wall = (iso: string): string => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: CLINIC_ZONE }).format(Date.parse(iso))
  assert.deepEqual(stored.filter((e) => e.type !== 'note-added').map((e) => [e.type, wall(e.at)]).toSorted(([a], [b]) => a!.localeCompare(b!)), [['infusion-paused', atPause], ['medication-given', atDrug], ['sedation-scored', atSet], ['vitals-recorded', atSet]])
  assert.ok(stored.every((e) => e.enteredAt !== undefined && Date.parse(e.enteredAt) > Date.parse(e.at) - 1))

  await page.getByRole('button', { name: /Nora Nurse/ }).click()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.waitForURL(`${product.url}/`)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  const rows = await storedRows(page)
  assert.deepEqual([rows['copies'], rows['bundles'], rows['facts'], rows['kept']], [0, 0, 0, 0], 'nothing of the copy stays after the sign-out')
})
