// A patient's whole way on a phone: front door, self-screen, a request, the history, the decision at the clinic, the consent, a booking that is held until then, the day's form, a check-in, and words offered back.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Enrolment } from '@chairside/core/plan'
import { assertAccessible, startProduct, type Product } from './product.ts'
import { pictured } from './pictured.ts'
import { hireStaff, setUpClinic, type Person } from './staffed-clinic.ts'
import { addFacts, call, START } from './visit.ts'

const signedIn = async (product: Product, person: Person, path: string): Promise<Page> => {
  const page = await product.page('desk', { locale: 'en-US' })
  await page.context().addCookies([{ name: 'chairside', value: person.token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  await page.goto(`${product.url}${path}`)
  return page
}

/** Answers the history as somebody who is well, by whatever kind of question comes. */
async function answerHistory(page: Page, no: string, nothing: string, words: readonly string[]): Promise<number> {
  let asked = 0
  for (; asked < 70; asked += 1) {
    const heading = page.locator('#asked')
    const done = page.getByRole('heading', { level: 1, name: words[0]! })
    await heading.or(done).waitFor()
    if (await done.isVisible()) break
    const question = await heading.textContent()
    const skip = page.getByRole('button', { name: words[1]!, exact: true })
    const none = page.getByRole('button', { name: nothing, exact: true })
    const name = page.getByLabel(words[2]!, { exact: true })
    if (await skip.isVisible()) await skip.click()
    else if (await none.isVisible()) await none.click()
    else if (await name.isVisible()) { await name.fill('Sam Driver'); await page.getByLabel(words[3]!, { exact: true }).fill('310 555 0188'); await page.getByRole('button', { name: words[4]!, exact: true }).click() }
    else if (await page.getByRole('radio', { name: 'Español' }).isVisible()) await page.getByRole('radio', { name: no === 'No' && nothing === 'Nada' ? 'Español' : 'English' }).click()
    else if (!(await page.getByRole('radio').first().isVisible())) throw new Error(`no answer is known for: ${question}`)
    else await (await page.getByRole('radio', { name: no, exact: true }).isVisible() ? page.getByRole('radio', { name: no, exact: true }) : page.getByRole('radio').first()).click()
    await page.waitForFunction((before) => document.querySelector('#asked')?.textContent !== before, question)
  }
  return asked
}

test('[FRO1] [FRO2] [HIS2] [ELI6] [CON2] [ELI7] [CHE3] [WOR1] from the front door to words offered back, on a phone', { timeout: 300_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const admin = await setUpClinic(product.url)
  const [director, desk, nurse] = [await hireStaff(product.url, admin, 'Odette Director', ['medical-director']), await hireStaff(product.url, admin, 'Fay Frontdesk', ['front-desk']), await hireStaff(product.url, admin, 'Nora Nurse', ['nurse'])]
  await call(product.url, admin, 'PUT', '/api/public-page', { page: 'harbor' })
  await call(product.url, admin, 'PUT', `/api/sites/${nurse.sites[0]!.site}/outside`, { public_name: 'Harbor', address: '1 Pier Road', phone: '310 555 0100' })

  // The front door and the self-screen, without an account.
  const phone = await product.page('phone', { locale: 'en-US' })
  await phone.goto(`${product.url}/clinic/harbor`)
  await phone.getByRole('heading', { name: 'When worry does not stop' }).waitFor()
  await assertAccessible(phone, 'front door')
  await pictured(phone, 'front-door')
  await phone.getByText('How sure? Little is known').first().click()
  await phone.getByText('Glue 2017, 2018, 2020; Taylor 2018').waitFor()
  await phone.getByRole('link', { name: 'Could this help me?' }).click()
  await phone.getByRole('button', { name: 'Worry or anxiety' }).click()
  for (let i = 1; i <= 7; i += 1) await phone.locator(`input[name=q${i}][value="2"]`).check()
  for (const name of ['danger', 'psychosis', 'heart', 'pregnant']) await phone.locator(`input[name=${name}][value=no]`).check()
  await phone.getByRole('button', { name: 'See the answer' }).click()
  await phone.getByText('Please answer each question').waitFor()
  await phone.locator('input[name=age][value=yes]').check()
  await assertAccessible(phone, 'self-screen')
  await phone.getByRole('button', { name: 'See the answer' }).click()
  await phone.getByRole('heading', { name: 'It may fit. A clinician has to look' }).waitFor()
  await phone.getByText('add up to 14 of 21: moderate').waitFor()
  await pictured(phone, 'self-screen-answer')
  await phone.getByRole('link', { name: 'Ask for a talk' }).click()
  await phone.getByLabel('Your name').fill('Rowan Testwell')
  await phone.getByLabel('Telephone or mail').fill('310 555 0144')
  await phone.getByRole('button', { name: 'Send', exact: true }).click()
  await phone.getByRole('heading', { name: 'Thank you. We have it.' }).waitFor()
  const atDesk = await signedIn(product, desk, '/desk')
  await atDesk.getByText('Rowan Testwell').waitFor()
  await assertAccessible(atDesk, 'the Desk with a request')
  await atDesk.getByLabel('What came of the talk with Rowan Testwell').fill('Called; wants to begin')
  await atDesk.getByRole('button', { name: 'Close', exact: true }).click()
  await atDesk.getByText('Asked for a talk').waitFor({ state: 'hidden' })

  // Registered, with a link: nothing can be booked yet.
  const patient = randomUUID()
  await call(product.url, desk, 'POST', '/api/patients', { patient, given_name: 'Rowan', family_name: 'Testwell', birth_date: '1984-05-06', sex: 'male', site: nurse.sites[0]!.site, height_cm: 178, weight_kg: 80 })
  const { url } = (await call(product.url, desk, 'POST', `/api/patients/${patient}/treatment-keys`, { treatment_key: randomUUID() })) as { url: string }
  const site = nurse.sites[0]!
  const hour = 3_600_000
  const visits = [-20 * hour, 21 * hour].map((after, i) => ({ session: randomUUID(), ordinal: i + 1, site: site.site, chair: site.chairs[0]!.chair, start: new Date(Date.now() + after).toISOString() }))
  const course = { course: randomUUID(), kind: 'induction', indication: 'Generalised anxiety', visits }
  await assert.rejects(call(product.url, desk, 'POST', `/api/patients/${patient}/courses`, course), /No chair can be booked yet/)

  // The history, the first answers by keyboard alone; a reload goes on where it was.
  await phone.goto(url)
  await phone.getByRole('heading', { name: 'Hello Rowan' }).waitFor()
  assert.equal(new URL(phone.url()).hash, '', 'the key does not stay in the address')
  await assertAccessible(phone, 'My treatment: today')
  await pictured(phone, 'my-today-new')
  await phone.getByRole('button', { name: 'Begin' }).click()
  for (let n = 0; n < 2; n += 1) {
    const before = await phone.locator('#asked').textContent()
    await phone.waitForFunction(() => document.activeElement?.id === 'asked')
    await phone.keyboard.press('Tab')
    if (n === 0) await phone.keyboard.press('Enter')
    else { await phone.keyboard.type('Every night for years.'); await phone.keyboard.press('Tab'); await phone.keyboard.press('Enter') }
    await phone.waitForFunction((was) => document.querySelector('#asked')?.textContent !== was, before)
  }
  await assertAccessible(phone, 'My treatment: history')
  await pictured(phone, 'my-history')
  await phone.reload()
  await phone.getByRole('button', { name: 'Go on' }).click()
  const asked = await answerHistory(phone, 'No', 'Nothing', ['Thank you. That is all.', 'Skip', 'Name', 'Telephone', 'Next'])
  assert.ok(asked > 25, `${asked} questions`)
  await assertAccessible(phone, 'My treatment: history done')
  await phone.getByRole('button', { name: 'Today' }).click()
  await phone.getByText('A clinician looks at your answers').waitFor()

  // The clinician: what only the clinic can know, then the decision.
  const chart = await signedIn(product, director, `/patients/${patient}`)
  await chart.getByRole('button', { name: 'History and checklist' }).click()
  const sheet = chart.getByRole('dialog')
  await sheet.getByText('Every night for years.').waitFor()
  await sheet.getByLabel('Systolic at rest, mmHg').fill('124')
  await sheet.getByLabel('Diastolic, mmHg').fill('78')
  await sheet.getByRole('button', { name: 'Record', exact: true }).click()
  await sheet.getByRole('button', { name: 'Your finding on high blood pressure that is not controlled' }).waitFor({ state: 'hidden' })
  await call(product.url, nurse, 'POST', `/api/patients/${patient}/scores`, { score: randomUUID(), instrument: 'c-ssrs-screener', answers: { '93246-7': 0, '93247-5': 0, '93267-3': 0 }, answered_at: new Date().toISOString() })
  await assertAccessible(chart, 'the checklist')
  await pictured(chart, 'checklist')
  for (const what of ['delirium, major neurocognitive disorder, unable to consent', 'ASA physical status']) {
    await sheet.getByRole('button', { name: `Your finding on ${what}` }).click()
    await sheet.getByLabel('What you saw or asked').fill('Seen today: clear, ASA II')
    await sheet.getByRole('button', { name: 'Record the finding' }).click()
    await sheet.getByLabel('What you saw or asked').waitFor({ state: 'hidden' })
  }
  await sheet.getByLabel('Indication, what was tried, and why').fill('GAD for nine years; four medicines and CBT without enough help.')
  await sheet.getByRole('button', { name: 'May be treated' }).click()
  await sheet.getByText('GAD for nine years').first().waitFor()
  await chart.keyboard.press('Escape')
  await chart.getByText('No consent is signed.').waitFor()

  // The clinic's consent: read, saved, approved.
  await chart.goto(`${product.url}/office#consent`)
  await chart.getByRole('button', { name: 'Begin with this text' }).click()
  await chart.getByRole('button', { name: 'Save as version 1' }).click()
  await chart.getByRole('button', { name: 'Approve version 1' }).click()
  await chart.getByText(/Approved by Odette Director/).waitFor()
  await assertAccessible(chart, 'Office: consent')

  // The consent on the phone: initials, a wrong answer that is mended, the name.
  await phone.reload()
  await phone.getByText('Read and sign your consent').waitFor()
  await phone.getByRole('button', { name: 'Begin' }).click()
  for (let n = 0; n < 17; n += 1) {
    await phone.getByText(`${n + 1} of 19`).waitFor()
    const initials = phone.getByLabel('Your initials')
    if (await initials.isVisible()) { assert.equal(await phone.getByRole('button', { name: 'Next', exact: true }).isDisabled(), true); await initials.fill('RT') }
    if (n === 2) { await phone.getByText('Nobody has tested a series of infusions for generalized anxiety').waitFor(); await assertAccessible(phone, 'consent: what is known'); await pictured(phone, 'my-consent') }
    await phone.getByRole('button', { name: 'Next', exact: true }).click()
  }
  await phone.getByRole('radio', { name: 'In the evening' }).click()
  await phone.getByText('Not quite.').waitFor()
  for (const name of ['No, this is off-label', 'The next day, after sleep, at least 24 hours later', 'No. It may help, or not, and the effect may fade', 'Yes, at any moment', 'Call or text 988, or 911 when I am in danger now']) await phone.getByRole('radio', { name }).click()
  await assertAccessible(phone, 'consent: questions')
  await phone.getByRole('button', { name: 'Next', exact: true }).click()
  await phone.getByLabel('Type your full name to sign').fill('rowan testwell')
  await phone.getByRole('button', { name: 'Sign', exact: true }).click()
  await phone.getByText('Your consent is signed').waitFor()
  const { consents } = (await call(product.url, director, 'GET', `/api/patients/${patient}/enrolment`)) as Enrolment
  const pdf = await chart.request.get(`${product.url}/api/consents/${consents[0]!.consent}/consent.pdf`)
  assert.deepEqual([pdf.status(), (await pdf.body()).subarray(0, 5).toString()], [200, '%PDF-'])

  // Now the chairs can be booked: the first visit was yesterday, the next is tomorrow.
  await call(product.url, desk, 'POST', `/api/patients/${patient}/courses`, course)
  const at = (minute: number): string => new Date(Date.parse(visits[0]!.start) + minute * 60_000).toISOString()
  await addFacts(product.url, nurse, visits[0]!.session, [{ type: 'arrived', at: at(0) }, { ...START, at: at(20) }, { type: 'words-captured', text: 'I saw my mother laugh.', at: at(40) }, { type: 'infusion-stopped', why: 'complete', at: at(60) }])
  await phone.reload()
  await phone.getByText('Visit 2 of 2').waitFor()
  await phone.getByText('No drinks, not even water, after').waitFor()
  await phone.getByText('Questions for your visit').waitFor()
  await phone.getByText('How are you, the day after?').waitFor()
  await pictured(phone, 'my-today')
  await phone.getByRole('listitem').filter({ hasText: 'Questions for your visit' }).getByRole('button', { name: 'Answer' }).click()
  await phone.waitForURL(/\/form#/)
  await phone.getByRole('heading', { name: 'Hello Rowan' }).waitFor()
  await phone.goto(`${product.url}/my`)
  await phone.getByRole('listitem').filter({ hasText: 'the day after' }).getByRole('button', { name: 'Answer' }).click()
  await phone.getByRole('button', { name: 'Begin' }).click()
  for (let n = 0; n < 4; n += 1) { const was = await phone.locator('h1').textContent(); await phone.getByRole('radio', { name: n === 0 ? /^3/ : /^7/ }).first().click(); await phone.waitForFunction((before) => document.querySelector('h1')?.textContent !== before, was) }
  await phone.getByRole('button', { name: /go on/i }).click()
  await phone.getByRole('button', { name: 'Send to my care team' }).click()
  await phone.getByRole('heading', { name: /Thank you/ }).waitFor()

  // Own words, private; the chair's words among them; offered back another day.
  await phone.goto(`${product.url}/my`)
  await phone.getByRole('button', { name: 'My words' }).click()
  await phone.getByText('I saw my mother laugh.').waitFor()
  await phone.getByRole('button', { name: 'Write something down' }).click()
  await phone.getByRole('radio', { name: 'What I want to do' }).click()
  await phone.getByLabel('In your own words').fill('Walk to the sea on Sundays.')
  await phone.reload()
  await phone.getByRole('button', { name: 'My words' }).click()
  assert.equal(await phone.getByLabel('In your own words').inputValue(), 'Walk to the sea on Sundays.', 'a reload loses nothing typed')
  await phone.getByRole('button', { name: 'Keep it' }).click()
  await phone.getByText('Only for me').first().waitFor()
  await assertAccessible(phone, 'My words')
  await pictured(phone, 'my-words')
  await phone.getByRole('button', { name: 'My path' }).click()
  await phone.getByText('done', { exact: true }).waitFor()
  await assertAccessible(phone, 'My path')
  await pictured(phone, 'my-path')
  await phone.getByRole('button', { name: 'More' }).click()
  await assertAccessible(phone, 'More')
  await pictured(phone, 'my-more')
  await phone.clock.setFixedTime(Date.now() + 50 * hour)
  await phone.goto(`${product.url}/my`)
  await phone.getByRole('heading', { name: /What you wrote/ }).waitFor()
  await phone.getByText(/Walk to the sea|mother laugh/).waitFor()
})

test('[FRO1] [HIS1] [CON1] the same way in Spanish', { timeout: 180_000 }, async (t) => {
  const product = await startProduct()
  t.after(() => product.close())
  const admin = await setUpClinic(product.url)
  const desk = await hireStaff(product.url, admin, 'Fay Frontdesk', ['front-desk'])
  await call(product.url, admin, 'PUT', '/api/public-page', { page: 'harbor' })
  const phone = await product.page('phone', { locale: 'es-MX' })
  await phone.goto(`${product.url}/clinic/harbor`)
  await phone.getByRole('heading', { name: 'Cuando la preocupación no para' }).waitFor()
  assert.equal(await phone.locator('html').getAttribute('lang'), 'es')
  await phone.getByRole('link', { name: '¿Podría ayudarme?' }).click()
  await phone.getByRole('button', { name: 'Ánimo bajo' }).click()
  await phone.locator('input[name=q9][value="2"]').check()
  await phone.getByRole('button', { name: 'Ver la respuesta' }).click()
  await phone.getByRole('heading', { name: 'Por favor, hable con alguien ahora' }).waitFor()
  assert.equal(await phone.getByRole('link', { name: 'Llame al 988' }).first().getAttribute('href'), 'tel:988')
  await assertAccessible(phone, 'self-screen in Spanish')
  const patient = randomUUID()
  await call(product.url, desk, 'POST', '/api/patients', { patient, given_name: 'Luz', family_name: 'Testwell', birth_date: '1984-05-06', sex: 'female' })
  const { url } = (await call(product.url, desk, 'POST', `/api/patients/${patient}/treatment-keys`, { treatment_key: randomUUID() })) as { url: string }
  await phone.goto(url)
  await phone.getByRole('button', { name: 'More' }).click()
  await phone.getByLabel('Language').selectOption('es')
  await phone.getByRole('heading', { name: 'Más' }).waitFor()
  await phone.getByRole('button', { name: 'Hoy' }).click()
  await phone.getByRole('heading', { name: 'Hola Luz' }).waitFor()
  await phone.getByRole('button', { name: 'Empezar' }).click()
  await phone.getByRole('heading', { name: '¿Con qué le gustaría más recibir ayuda?' }).waitFor()
  await assertAccessible(phone, 'history in Spanish')
  await answerHistory(phone, 'No', 'Nada', ['Gracias. Eso es todo.', 'Saltar', 'Nombre', 'Teléfono', 'Siguiente'])
})
