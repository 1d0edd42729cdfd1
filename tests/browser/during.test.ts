// The acts of an infusion on a tablet in a dim room: how many taps each takes, what is recorded, and that nothing of it hides Stop.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible, startProduct, type Product } from './product.ts'
import { addFacts, call, clinicWithVisit, START, type Visit } from './visit.ts'

type Fact = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string; readonly at: string }
const factsOf = async (base: string, visit: Visit): Promise<readonly Fact[]> => ((await call(base, visit.nurse, 'GET', `/api/sessions/${visit.session}`)) as { events: Fact[] }).events
const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()

/** A visit whose infusion has run for 18 minutes, and the Chair on a tablet held upright in low light. Counts the taps. */
async function running(product: Product, visit: Visit): Promise<{ page: Page; tap: (name: RegExp | string, role?: 'button' | 'radio') => Promise<void>; taps: () => number; last: (type: string) => Promise<Fact> }> {
  await addFacts(product.url, visit.nurse, visit.session, [
    { type: 'arrived', at: minutesAgo(40) }, { type: 'checklist-confirmed', item: 'identity', at: minutesAgo(38) }, { ...START, at: minutesAgo(18) },
    { type: 'iv-checked', side: 'left', site: 'forearm', gauge: 20, finding: 'patent', at: minutesAgo(17) },
  ])
  const page = await product.page('tablet', { locale: 'en-GB', colorScheme: 'dark' })
  await page.context().addCookies([{ name: 'chairside', value: visit.nurse.token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  await page.goto(`${product.url}/chair/${visit.session}`)
  await page.getByRole('heading', { level: 2, name: 'Rowan Testwell' }).waitFor()
  let count = 0
  const before = new Set((await factsOf(product.url, visit)).map((fact) => fact.id))
  return {
    page,
    tap: async (name, role = 'button') => { count += 1; await page.getByRole(role, { name, exact: typeof name === 'string' }).last().click() },
    taps: () => { const made = count; count = 0; return made },
    last: async (type) => {
      for (let tries = 0; tries < 300; tries += 1) {
        const found = (await factsOf(product.url, visit)).filter((fact) => fact.type === type && !before.has(fact.id)).at(-1)
        if (found) { before.add(found.id); return found }
        await page.waitForTimeout(50)
      }
      throw new Error(`no ${type} came`)
    },
  }
}

test('[SES184] each act of an infusion takes at most its taps, and no form hides Stop or what has gone in', { timeout: 240_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  const { page, tap, taps, last } = await running(product, visit)
  const act = async (type: string, most: number, ...names: readonly (RegExp | string)[]): Promise<Fact> => {
    for (const name of names) await tap(name)
    const fact = await last(type)
    assert.ok(taps() <= most, `${type} within ${most} taps`)
    return fact
  }
  const clear = async (): Promise<void> => {
    // Whatever is open, Stop can be tapped: nothing lies over it.
    await page.getByRole('toolbar', { name: 'Acts' }).getByRole('button', { name: 'Stop' }).click({ trial: true })
    assert.match(await page.locator('.act-line').innerText(), /\d+ min\s+\d+\.\d mg\s+\d\.\d+ mg\/kg\s+(?:calculated by rate and time|pump, then by rate|read from the pump)/)
    await page.keyboard.press('Escape')
    await page.locator('.panel').waitFor({ state: 'hidden' })
  }
  assert.equal((await act('sedation-scored', 2, /^Sedation/, /^4 Lethargic/))['score'], 4)
  assert.equal((await act('dissociation-scored', 2, /^Dissociation/, 'Dissociation 6'))['score'], 6)
  const nausea = await act('symptom-rated', 2, /^Symptoms/, 'Nausea 2 moderate')
  assert.deepEqual([nausea['symptom'], nausea['score']], ['nausea', 2])
  assert.deepEqual([(await act('symptom-rated', 1, 'Pain 0'))['symptom'], (await act('symptom-rated', 1, 'Distress 3'))['symptom']], ['pain', 'distress'])
  assert.deepEqual([(await act('symptom-rated', 1, 'Vomited'))['vomited']], [true])
  await assertAccessible(page, 'the scales, in low light')
  await clear()
  assert.deepEqual((({ site, side, gauge, finding }) => ({ site, side, gauge, finding }))(await act('iv-checked', 2, /^IV line/, /^Patent/)), { site: 'forearm', side: 'left', gauge: 20, finding: 'patent' })
  assert.equal((await act('volume-added', 2, /^Bag, flush/, '10 mL'))['volume_mL'], 10)
  assert.equal((await act('infusion-paused', 1, 'Pause'))['type'], 'infusion-paused')
  await clear()
  await tap('Resume')
  assert.equal((await act('infusion-resumed', 2, /^Resume 150/))['rate_mL_per_h'], 150)
  assert.equal((await act('infusion-rate-changed', 3, 'Rate', /^50 %/, /^Record 75/))['rate_mL_per_h'], 75)
  // The digits are no taps of the promise: one opens, one keeps.
  await tap(/^Pump/)
  await page.getByRole('button', { name: '4', exact: true }).click()
  await page.getByRole('button', { name: '4', exact: true }).click()
  assert.equal((await act('pump-read', 2, 'Save 44 mL'))['volume_infused_mL'], 44)
  assert.equal((await act('comfort-changed', 2, /^Comfort/, 'Eye mask'))['eyeMask'], true)
  await clear()
  const drug = await act('medication-given', 3, /^Medication/, /^Ondansetron/, /^Record Ondansetron 4 mg IV/)
  assert.deepEqual([drug['dose'], drug['unit'], drug['standingOrder'], drug['override']], [4, 'mg', 'RX-01', undefined])
  const event = await act('adverse-event-noted', 2, /^Adverse event/, 'Nausea')
  assert.deepEqual([event['what'], event['severity'], event['action'], event['emergency']], ['Nausea', 'mild', 'drug', undefined], 'a drug was given just before, and the log knows it')
  await clear()
})

test('[SES170] [SES180] a dose beyond its standing order warns and is recorded with why; an emergency is recorded in any state, and what was done is written after it', { timeout: 180_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  const { page, tap, last } = await running(product, visit)
  await tap(/^Medication/)
  await tap(/^Midazolam/)
  await page.getByLabel('Dose given (mg)').fill('6')
  await page.getByText('6 mg is outside the order\'s 0.5 to 2.5 mg').waitFor()
  await page.getByRole('button', { name: 'Ordered by the prescriber' }).click()
  await tap('Record it all the same')
  const drug = await last('medication-given')
  assert.deepEqual([drug['dose'], drug['override']], [6, { role: 'nurse', reason: 'Ordered by the prescriber' }])

  await tap(/^Adverse event/)
  await page.getByRole('button', { name: '5 min ago' }).click()
  await tap('Chest pain')
  const event = await last('adverse-event-noted')
  assert.deepEqual([event['severity'], event['emergency']], ['severe', true])
  assert.ok(Math.abs(Date.parse(event['at']) - Date.parse(String(event['onset'])) - 300_000) < 10_000, 'it began five minutes before')
  await page.getByText(/minute 1[23], [\d.]+ mg had been given/).waitFor()
  await page.getByRole('radio', { name: 'Emergency services' }).click()
  await page.getByRole('radio', { name: 'Transferred' }).click()
  await tap('Save')
  const completed = await last('corrected')
  assert.deepEqual([completed['corrects'], (completed['replacement'] as Record<string, unknown>)['action'], (completed['replacement'] as Record<string, unknown>)['what']], [event.id, 'emergency-services', 'Chest pain'])

  // After the stop, the discharge and the signature: an emergency can still be written down.
  const noteText = 'A note.'
  const noteHash = Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(noteText))).toString('hex')
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'infusion-stopped', why: 'early' }, { type: 'discharge-approved' }, { type: 'signed', meaning: 'author', noteText, noteHash }])
  await page.getByRole('button', { name: 'Amend' }).waitFor()
  await tap(/^Adverse event/)
  await tap('Seizure')
  assert.equal((await last('adverse-event-noted'))['what'], 'Seizure')
})

test('[SES185] [SES186] a value, a time and a reason: what was recorded is changed in sight of what it was, and an act is set back without typing', { timeout: 180_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const visit = await clinicWithVisit(product.url)
  const { page, tap, last } = await running(product, visit)
  await addFacts(product.url, visit.nurse, visit.session, [{ type: 'vitals-recorded', origin: 'person', values: { sbp_mmHg: 218, dbp_mmHg: 78 }, at: minutesAgo(3) }])
  await page.getByText('218/78').first().waitFor()
  await page.getByRole('button', { name: /^Correct: Vital signs/ }).first().click()
  await page.getByRole('textbox', { name: 'Systolic (mmHg)' }).fill('118')
  await page.getByRole('button', { name: '2 min earlier' }).click()
  await page.getByRole('button', { name: 'Typed wrong' }).click()
  await tap('Change')
  const changed = await last('corrected')
  assert.deepEqual((changed['replacement'] as { values: unknown }).values, { sbp_mmHg: 118, dbp_mmHg: 78 })
  assert.equal(changed['reason'], 'Typed wrong')
  const list = page.getByRole('list', { name: 'What happened, newest first' })
  await list.getByText(/was: \d\d:\d\d 218\/78 mmHg, by hand \(Typed wrong\)/).waitFor()
  await list.getByText(/^118\/78 mmHg/).waitFor()

  await tap(/^Words/)
  await page.getByRole('textbox', { name: 'Words, as they were said' }).fill('The lake again.')
  await page.getByRole('button', { name: '5 min ago' }).click()
  await tap('Keep these words')
  const words = await last('words-captured')
  assert.equal(words['how'], 'typed')
  assert.ok(Math.abs(Date.parse(String(words['enteredAt'])) - Date.parse(words['at']) - 300_000) < 10_000)
  assert.equal(words['enteredFrom'], 'memory')

  // A pause that was tapped late: its time is set back from where it can be undone.
  await tap('Pause')
  const paused = await last('infusion-paused')
  await tap('Earlier')
  await page.getByRole('button', { name: '1 min earlier' }).click()
  await page.getByRole('button', { name: 'Wrong time' }).click()
  await tap('Change')
  const earlier = (await last('corrected'))['replacement'] as { at: string }
  assert.equal(Date.parse(paused.at) - Date.parse(earlier.at), 60_000)
})
