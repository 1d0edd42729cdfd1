// Writing the next order in a real browser: the four weights of a heavy person, other medicines, the proposal after an infusion, how much in all, and what is due.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import type { SessionBundle } from '@chairside/core/session'
import { assertAccessible, startProduct, type Product } from './product.ts'
import { pictured } from './pictured.ts'
import { enrol } from './enrol.ts'
import { readyClinic } from './ready-visit.ts'
import type { Person } from './staffed-clinic.ts'
import { addFacts, call, newId, START } from './visit.ts'

async function at(product: Product, person: Person, place: string, size: 'tablet' | 'phone' | 'desk', dark = false): Promise<Page> {
  const page = await product.page(size, { locale: 'en-GB', colorScheme: dark ? 'dark' : 'light' })
  await page.context().addCookies([{ name: 'chairside', value: person.token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  await page.goto(`${product.url}${place}`)
  return page
}

test('[PLN3] [PLN40] [PLN44] [EXP1] [EXP4] a heavy person: four doses and no silent choice; medicines with what to do; the step that is only proposed; exposure and what is due', { timeout: 240_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const clinic = await readyClinic(product.url)
  const site = clinic.nora.sites[0]!
  const course = newId()
  const imported = (await call(product.url, clinic.pavel, 'POST', '/api/patients/import', { resourceType: 'Bundle', type: 'collection', entry: [
    { resource: { resourceType: 'Patient', id: 'p1', name: [{ family: 'Testheavy', given: ['Marlow'] }], birthDate: '1979-03-04', gender: 'female' } },
    { resource: { resourceType: 'Observation', id: 'h1', status: 'final', code: { coding: [{ system: 'http://loinc.org', code: '8302-2' }] }, subject: { reference: 'Patient/p1' }, effectiveDateTime: new Date().toISOString(), valueQuantity: { value: 163, unit: 'cm', system: 'http://unitsofmeasure.org', code: 'cm' } } },
    ...['Lorazepam 1 mg', 'Oxycodone 5 mg', 'Kavalactone drops'].map((text, i) => ({ resource: { resourceType: 'MedicationRequest', id: `m${i}`, status: 'active', intent: 'order', subject: { reference: 'Patient/p1' }, medicationCodeableConcept: { text } } })),
  ] })) as { patients: readonly { patient: string }[] }
  const { patient } = imported.patients[0]!
  await call(product.url, clinic.nora, 'POST', `/api/patients/${patient}/weights`, { weight: newId(), weight_kg: 110, measured_at: new Date().toISOString(), source: 'measured' })
  await enrol(product.url, clinic.odette, patient, 'Marlow Testheavy')
  await call(product.url, clinic.pavel, 'POST', `/api/patients/${patient}/courses`, { course, kind: 'induction', indication: 'Generalised anxiety', visits: [{ session: newId(), ordinal: 1, site: site.site, chair: site.chairs[0]!.chair, start: new Date(Date.now() + 86_400_000).toISOString() }] })

  const page = await at(product, clinic.pavel, `/patients/${patient}`, 'desk')
  await page.getByRole('button', { name: 'Write an order' }).first().click()
  const sheet = page.getByRole('dialog', { name: 'Write an order' })
  await sheet.getByText('Which weight carries the dose?').waitFor()
  await sheet.getByText('The starting dose', { exact: true }).waitFor()
  const choices = sheet.getByRole('radio')
  assert.deepEqual(await choices.evaluateAll((all) => all.map((c) => c.getAttribute('aria-checked'))), ['false', 'false', 'false', 'false'], 'nothing is chosen for anybody')
  for (const dose of ['55 mg', '38.5 mg', '27.5 mg', '27 mg']) await sheet.getByText(dose, { exact: true }).waitFor()
  assert.ok(await sheet.getByRole('button', { name: 'Write, then sign' }).isDisabled())
  await assertAccessible(page, 'four weights')
  await pictured(page, 'order-four-weights')
  await sheet.getByRole('radio', { name: /Ideal weight/ }).click()
  await sheet.getByText(/body mass index 41.4 kg\/m2 is 30 or more/).waitFor()
  assert.ok(!(await sheet.getByRole('button', { name: 'Write, then sign' }).isDisabled()))

  await sheet.getByText(/Lorazepam 1 mg \(benzodiazepine\): .*never stop it abruptly/).waitFor()
  await sheet.getByText(/Oxycodone 5 mg with Lorazepam 1 mg: from 50 mg of morphine a day/).waitFor()
  await sheet.getByText(/not known to the list of interactions: Kavalactone drops/).waitFor()
  await pictured(page, 'order-interactions')

  // After an infusion: the proposal with its reasons, and nothing filled in by itself.
  const second = ((await call(product.url, clinic.pavel, 'GET', `/api/sessions/${clinic.first}`)) as SessionBundle).patient.patient
  const ago = (min: number): string => new Date(Date.now() - min * 60_000).toISOString()
  await addFacts(product.url, clinic.nora, clinic.first, [
    { type: 'arrived', at: ago(90) }, { type: 'checklist-confirmed', item: 'identity', at: ago(85) }, { ...START, at: ago(72) }, { type: 'vitals-recorded', origin: 'person', values: { sbp_mmHg: 148, dbp_mmHg: 91, spo2_pct: 95 }, at: ago(45) },
    { type: 'sedation-scored', scale: 'MOAA/S', score: 4, at: ago(44) }, { type: 'dissociation-scored', scale: '0-10', score: 6, distressing: true, at: ago(43) }, { type: 'infusion-stopped', why: 'complete', volume_infused_mL: 100, at: ago(32) },
  ])
  await page.goto(`${product.url}/patients/${second}`)
  await page.getByRole('button', { name: 'Write an order' }).first().click()
  await sheet.getByText('Less, or slower').waitFor()
  await sheet.getByText('the dissociation was distressing').waitFor()
  assert.equal(await sheet.getByLabel('Dose, mg/kg').inputValue(), '0.5')
  await sheet.getByRole('button', { name: 'Use 0.375 mg/kg' }).click()
  assert.equal(await sheet.getByLabel('Dose, mg/kg').inputValue(), '0.375')
  await assertAccessible(page, 'the proposal')
  await pictured(page, 'order-proposal')
  await sheet.getByRole('button', { name: 'Close' }).first().click()

  const exposure = page.locator('.card').filter({ hasText: 'Ketamine in all' })
  await exposure.getByRole('row').filter({ hasText: 'over life' }).getByText('40').waitFor()
  await exposure.getByRole('button', { name: 'Add from elsewhere' }).click()
  const add = page.getByRole('dialog', { name: /from elsewhere/ })
  await add.getByLabel('On, or the first of them').fill(new Date(Date.now() - 40 * 86_400_000).toISOString().slice(0, 10))
  await add.getByLabel('Each time, mg (may be left out)').fill('84')
  await add.getByLabel('How many times').fill('4')
  await add.getByLabel('Where, as the patient says').fill('Hospital in Harbor')
  await assertAccessible(page, 'exposure from elsewhere')
  await add.getByRole('button', { name: 'Add it' }).click()
  await exposure.getByText('Besides, 336 mg of esketamine over life.').waitFor()
  const due = page.locator('.card').filter({ hasText: 'Bladder scale' })
  await due.getByText(/Owner: Pavel Prescriber/).first().waitFor()
  await due.locator('li').filter({ hasText: 'Bladder scale' }).getByRole('button', { name: 'Done, or whose?' }).click()
  await due.getByLabel('Result or remark').fill('BPIC-SS 3')
  await assertAccessible(page, 'the chart with what is due')
  await pictured(page, 'chart-treatment')
  await due.getByRole('button', { name: 'Done today' }).click()
  await page.locator('.safety-due li').filter({ hasText: 'Bladder scale' }).waitFor({ state: 'detached' })

  await page.goto(`${product.url}/office#long-term`)
  await page.getByRole('link', { name: 'Rowan Testwell' }).first().waitFor()
  await assertAccessible(page, 'what is due over all')
})
