// One patient's way, from the first score to the curve, in the real product: a real server with its own PostgreSQL, a real monitor's
// messages over a real socket, and a real browser for everybody. Pictures of each screen are kept when CHAIRSIDE_IMAGES names a folder.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { AxeBuilder } from '@axe-core/playwright'
import { ROOT, startClinic, temporaryFolder } from '../ops/instance.ts'
import { enrol } from './enrol.ts'
import { CLINIC_ZONE, hireStaff, setUpClinic, type Person } from './staffed-clinic.ts'
import { checkEquipment, confirmAll, sayFasting, secondPerson } from './gate-steps.ts'
import { launchBrowser } from './launch.ts'

const IMAGES = process.env['CHAIRSIDE_IMAGES']
const TABLET = { width: 1180, height: 820 }
const PHONE = { width: 390, height: 844 }
const DESK = { width: 1280, height: 800 }
const MINUTE = 60_000

/** The page that was opened last: what a failure is explained with. */
let current: Page | null = null

async function open(browser: Browser, base: string, person: Person | null, viewport: { width: number; height: number }, scheme: 'light' | 'dark' = 'light'): Promise<{ context: BrowserContext; page: Page; errors: string[] }> {
  const context = await browser.newContext({ viewport, colorScheme: scheme, locale: 'en-US', reducedMotion: 'reduce' })
  if (person) await context.addCookies([{ name: 'chairside', value: person.token, url: base, httpOnly: true, sameSite: 'Strict' }])
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  current = page
  return { context, page, errors }
}

async function keep(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  assert.deepEqual(violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${name}: ${v.id} ${v.nodes[0]?.html}`), [])
  if (!IMAGES) return
  fs.mkdirSync(IMAGES, { recursive: true })
  await page.screenshot({ path: path.join(IMAGES, `${name}.png`) })
}

/** Answers a form on a phone, one question a screen: `answer` for the scales, then sends it. */
async function answerForm(browser: Browser, base: string, url: string, answers: (asked: string) => number, words: string | null, picture: string | null): Promise<void> {
  const { context, page, errors } = await open(browser, base, null, PHONE)
  await page.goto(url)
  await page.getByRole('button', { name: 'Begin' }).click()
  let kept = false
  for (let n = 0; n < 40; n++) {
    const send = page.getByRole('button', { name: 'Send to my care team' })
    const ownWords = page.getByRole('textbox')
    const choices = page.getByRole('radio')
    await send.or(ownWords).or(choices.first()).first().waitFor()
    if (await send.isVisible()) {
      await send.click()
      break
    }
    if (await ownWords.isVisible()) {
      if (words) await ownWords.fill(words)
      await page.getByRole('button', { name: /go on/i }).click()
      continue
    }
    const asked = (await page.getByRole('heading', { level: 1 }).textContent()) ?? ''
    if (picture && !kept) {
      await keep(page, picture)
      kept = true
    }
    await choices.nth(answers(asked)).click()
    await page.waitForFunction((before) => document.querySelector('h1')?.textContent !== before, asked)
  }
  await page.getByRole('heading', { name: /Thank you/ }).waitFor()
  assert.deepEqual(errors, [])
  await context.close()
}

/** Makes a form link on the open dialog and gives its address, as somebody would copy it. */
async function copiedLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Make the link' }).last().click()
  const link = page.getByRole('link', { name: 'Open it here' })
  await link.waitFor()
  return (await link.getAttribute('href'))!
}

test('[STO1] [SCR18] one patient, from the first score to the curve, on the real product', { timeout: 420_000 }, async (t) => {
  const folder = temporaryFolder()
  const clinic = await startClinic(folder)
  const browser = await launchBrowser()
  t.after(async () => {
    await browser.close()
    clinic.child.kill('SIGTERM')
    await clinic.ended
    fs.rmSync(folder, { recursive: true, force: true })
  })
  // One story: what fails ends it, and its name says where.
  const step = async (name: string, work: () => Promise<void>): Promise<void> => {
    t.diagnostic(name)
    await work().catch(async (error: unknown) => {
      t.diagnostic((await current?.locator('body').innerText().catch(() => '')) ?? '')
      throw error
    })
  }
  const base = clinic.address.replace('127.0.0.1', 'localhost')
  const admin = await setUpClinic(base)
  const [director, prescriber, nurse, second, desk] = [
    await hireStaff(base, admin, 'Odette Director', ['medical-director']), await hireStaff(base, admin, 'Pavel Prescriber', ['prescriber']), await hireStaff(base, admin, 'Nora Nurse', ['nurse']),
    await hireStaff(base, admin, 'Milo Nurse', ['nurse']), await hireStaff(base, admin, 'Fay Frontdesk', ['front-desk']),
  ]

  await step('the medical director reads and approves the protocol', async () => {
    const { context, page, errors } = await open(browser, base, director, DESK)
    await page.goto(`${base}/office`)
    await page.getByRole('button', { name: 'Protocol' }).click()
    await page.getByRole('button', { name: 'Approve', exact: true }).click()
    await page.getByLabel(/I have read every setting/).check()
    await page.getByRole('button', { name: /^Approve version 1/ }).click()
    await page.getByText(/Approved by/).first().waitFor()
    await keep(page, 'office')
    assert.deepEqual(errors, [])
    await context.close()
  })

  let patientAddress = ''
  let formAddress = ''
  await step('the front desk registers a patient and sends a form', async () => {
    const { context, page, errors } = await open(browser, base, desk, DESK)
    await page.goto(`${base}/patients`)
    await page.getByRole('button', { name: 'Register a patient' }).first().click()
    await page.getByRole('dialog').getByLabel(/^First name/).fill('Rowan')
    await page.getByRole('dialog').getByLabel(/^Family name/).fill('Testwell')
    await page.getByRole('textbox', { name: 'Date of birth' }).fill('1984-05-06')
    await page.getByRole('dialog').getByLabel(/^Sex/).selectOption('male')
    await page.getByLabel(/^Height, cm/).fill('178')
    await page.getByLabel(/^Weight, kg/).fill('80')
    await page.getByLabel('Escort home').fill('Sam Testwell')
    await page.getByLabel('Escort\'s phone').fill('+1 310 555 0100')
    await page.getByRole('button', { name: 'Register', exact: true }).click()
    await page.waitForURL(/\/patients\/[0-9a-f-]{36}$/)
    patientAddress = page.url()
    await page.getByRole('button', { name: 'Send a form' }).click()
    // Nobody is booked yet: the questions about the day of a visit belong to the form before one.
    await page.getByRole('radio', { name: 'Before treatment begins' }).click()
    formAddress = await copiedLink(page)
    assert.match(formAddress, /\/form#[\w-]{40,}$/, 'the token stands behind the #, where no server and no log sees it')
    assert.deepEqual(errors, [])
    await context.close()
  })

  await step('GAD-7 and PHQ-9 are answered on a phone, without an account', async () => {
    await answerForm(browser, base, formAddress, (asked) => (/better off dead/.test(asked) ? 0 : 2), null, 'phone-form')
  })

  await enrol(base, director, patientAddress.slice(patientAddress.lastIndexOf('/') + 1), 'Rowan Testwell')
  await step('the prescriber plans a course of six and signs the order', async () => {
    const { context, page, errors } = await open(browser, base, prescriber, DESK)
    await page.goto(patientAddress)
    await page.getByText('PHQ-9').first().waitFor()
    // What the front desk wrote down was told, not measured: it cannot carry a dose.
    await page.getByRole('button', { name: 'Record a weight' }).first().click()
    await page.getByRole('dialog').getByLabel(/^Weight, kg/).fill('80')
    await page.getByRole('dialog').getByRole('button', { name: 'Record', exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Change the details' }).click()
    await page.getByRole('dialog').getByLabel('Escort\'s phone').fill('+1 310 555 0199')
    await keep(page, 'change-details')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.getByText('Sam Testwell, +1 310 555 0199').waitFor()
    await page.getByRole('button', { name: 'Plan a course' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Indication').fill('Treatment-resistant depression with anxiety')
    // The first visit is today, in a few minutes: the patient is expected now.
    const [day, time] = await page.evaluate((zone) => {
      const parts = Object.fromEntries(new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' }).formatToParts(Date.now() + 240_000).map((p) => [p.type, p.value]))
      return [`${parts['year']}-${parts['month']}-${parts['day']}`, `${parts['hour']}:${parts['minute']}`]
    }, CLINIC_ZONE)
    await dialog.getByLabel('From', { exact: true }).fill(day)
    await dialog.getByLabel('Time', { exact: true }).fill(time)
    await dialog.getByRole('button', { name: 'Propose dates' }).click()
    await dialog.getByRole('button', { name: 'Book all 6 visits' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Write an order' }).first().click()
    await dialog.getByText('mg/kg/h').first().waitFor()
    assert.match(await dialog.innerText(), /40\s*mg/)
    await dialog.getByRole('button', { name: 'Write, then sign' }).click()
    await dialog.getByLabel(/I order 40 mg of ketamine over 40 min/).check()
    await keep(page, 'sign-order')
    await dialog.getByRole('button', { name: 'Sign', exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByText(/signed by Pavel Prescriber/i).first().waitFor()
    assert.deepEqual(errors, [])
    await context.close()
  })

  await step('the front desk sees who is ready, and who has arrived', async () => {
    const { context, page, errors } = await open(browser, base, desk, DESK)
    await page.goto(`${base}/desk`)
    await page.getByRole('button', { name: 'Arrived: Rowan Testwell' }).click()
    await page.getByText(/here since/).waitFor()
    await page.getByRole('button', { name: 'Undo: Rowan Testwell arrived' }).click()
    await page.getByRole('button', { name: 'Arrived: Rowan Testwell' }).click()
    await page.getByText(/here since/).waitFor()
    await keep(page, 'desk')
    assert.deepEqual(errors, [])
    await context.close()
  })

  await step('the nurse gives the infusion, watches, and sees the patient home', async () => {
    const { context, page, errors } = await open(browser, base, nurse, TABLET, 'dark')
    await page.clock.install()
    await page.goto(`${base}/floor`)
    await page.getByText('Rowan Testwell').first().click()
    await page.waitForURL(/\/chair\//)

    await confirmAll(page)
    await sayFasting(page, '01:00', '08:00')
    await page.getByRole('button', { name: 'Line is in, flushed and patent' }).click()
    await page.getByRole('group', { name: /Suicide risk/ }).getByRole('button', { name: 'C-SSRS 0 to 3' }).click()
    await checkEquipment(page, 'Nora Nurse')
    const setOfSigns = async (values: Record<string, string>): Promise<void> => {
      await page.getByRole('toolbar', { name: 'Acts' }).getByRole('button', { name: 'Vital signs' }).click()
      const panel = page.getByRole('region', { name: 'Vital signs by hand' })
      for (const [id, value] of Object.entries(values)) await panel.locator(`#vital-${id}`).fill(value)
      await panel.getByRole('button', { name: /^Save/ }).click()
      await panel.waitFor({ state: 'hidden' })
    }
    await setOfSigns({ sbp_mmHg: '122', dbp_mmHg: '78', pulse_per_min: '72', spo2_pct: '98', rr_per_min: '14', temp_Cel: '36.6' })
    // Facts and marks of the chart are buttons with the same words: the tiles are those of the dock.
    const tile = (name: string) => page.getByRole('region', { name: 'Record', exact: true }).getByRole('button', { name: new RegExp(`^${name}`) })
    await tile('Sedation').click()
    await page.getByRole('region', { name: /^Sedation/ }).getByRole('button', { name: /^5/ }).click()
    await keep(page, 'chair-before')

    await page.getByRole('button', { name: 'Start the infusion' }).click()
    await secondPerson(page, 'Milo Nurse', '150')
    await page.getByRole('button', { name: 'Everything agrees' }).click()
    await page.getByRole('button', { name: /^Start now: 40 mg at 150 mL\/h/ }).click()
    await page.getByRole('toolbar', { name: 'Acts' }).getByRole('button', { name: 'Pause' }).waitFor()

    await sendFromMonitor(clinic.said(), 'Chair 1', folder)
    await page.getByText(/97/).first().waitFor()
    await keep(page, 'chair-infusing')

    await page.clock.fastForward(12 * MINUTE)
    await page.getByRole('button', { name: 'Rate', exact: true }).click()
    await page.getByRole('button', { name: /^75 %/ }).click()
    await page.getByRole('button', { name: /^Record 112\.5 mL\/h/ }).click()
    await page.clock.fastForward(2 * MINUTE)
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByRole('button', { name: 'Nausea' }).click()
    await page.getByRole('button', { name: 'Save the reason' }).click()
    await page.clock.fastForward(5 * MINUTE)
    await page.getByRole('button', { name: 'Resume', exact: true }).click()
    await page.getByRole('button', { name: /^Resume / }).last().click()
    await tile('Words').click()
    await page.getByRole('textbox', { name: 'Words, as they were said' }).fill('Like lying on warm water.')
    await page.getByRole('button', { name: 'Keep these words' }).click()
    await page.clock.fastForward(20 * MINUTE)
    await setOfSigns({ sbp_mmHg: '131', dbp_mmHg: '82', pulse_per_min: '80', spo2_pct: '97', rr_per_min: '13' })
    await page.getByRole('button', { name: 'Stop', exact: false }).first().click()
    await page.getByRole('button', { name: /Tap again: stop/ }).click()
    await page.getByLabel(/Volume infused/).fill('78.5')
    await page.getByRole('region', { name: 'The stop is recorded' }).getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Recovery' }).waitFor()
    await keep(page, 'chair-recovery')

    await page.clock.fastForward(55 * MINUTE)
    await setOfSigns({ sbp_mmHg: '124', dbp_mmHg: '79', pulse_per_min: '73', spo2_pct: '98', rr_per_min: '14' })
    await page.clock.fastForward(10 * MINUTE)
    await setOfSigns({ sbp_mmHg: '121', dbp_mmHg: '77', pulse_per_min: '71', spo2_pct: '98', rr_per_min: '14' })
    await tile('Sedation').click()
    await page.getByRole('region', { name: /^Sedation/ }).getByRole('button', { name: /^5/ }).click()
    await tile('Dissociation').click()
    await page.getByRole('region', { name: /^Dissociation/ }).getByRole('button', { name: 'Dissociation 0', exact: true }).click()
    await page.getByRole('region', { name: /^Dissociation/ }).waitFor({ state: 'hidden' })
    await page.getByRole('toolbar', { name: 'Acts' }).getByRole('button', { name: 'Discharge' }).click()
    const discharge = page.getByRole('region', { name: 'Discharge' })
    await discharge.getByRole('button', { name: 'Well: 2 for every open item' }).click()
    for (const box of await discharge.getByRole('checkbox').all()) await box.check()
    await discharge.getByRole('button', { name: 'Record the score' }).click()
    await keep(page, 'chair-discharge')
    await discharge.getByRole('list', { name: 'What is still missing' }).getByRole('button', { name: 'Instructions' }).click()
    const sheet = page.getByRole('region', { name: 'Instructions' })
    await sheet.getByRole('button', { name: 'Read out and understood' }).click()
    await keep(page, 'chair-instructions')
    await sheet.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('toolbar', { name: 'Acts' }).getByRole('button', { name: 'Discharge' }).click()
    await discharge.getByRole('button', { name: 'Approve discharge' }).click()
    await discharge.getByRole('button', { name: 'Goes home now' }).click()
    await page.getByRole('button', { name: 'Note and sign' }).click()
    assert.match(await page.getByRole('region', { name: 'Note', exact: true }).innerText(), /31\.4 mg/, 'what was given comes from the pump: 78.5 mL of 0.4 mg/mL')
    await page.getByLabel('I have read the note').check()
    await keep(page, 'chair-note')
    await page.getByRole('button', { name: 'Sign as Nora Nurse' }).click()
    await page.getByRole('button', { name: 'Amend' }).waitFor()
    assert.deepEqual(errors, [])
    await context.close()
  })

  await step('the next day is asked about, and the chart shows it all on one time axis', async () => {
    const { context, page, errors } = await open(browser, base, prescriber, DESK)
    await page.goto(patientAddress)
    await page.getByRole('button', { name: 'Send a form' }).click()
    await page.getByRole('radio', { name: 'The day after' }).click()
    const nextDay = await copiedLink(page)
    await answerForm(browser, base, nextDay, () => 1, 'I slept well and felt lighter.', 'phone-next-day')
    await page.goto(patientAddress)
    await page.getByText(/31\.4|31/).first().waitFor()
    await keep(page, 'chart')
    assert.deepEqual(errors, [])
    await context.close()
    assert.equal(second.roles[0], 'nurse')
  })
})

/** Sends a short recording as a monitor would: `chairside replay` in a process of its own, over MLLP. */
async function sendFromMonitor(said: string, chair: string, folder: string): Promise<void> {
  const port = /HL7 on port (\d+)/.exec(said)![1]!
  const file = path.join(folder, 'monitor.csv')
  fs.writeFileSync(file, ['time,spo2,pulseRate,respRate,etco2', ...Array.from({ length: 8 }, (_, i) => `2026-01-01T10:00:0${i}Z,97,${74 + (i % 3)},14,36`)].join('\n'))
  const sender = spawn(process.execPath, [path.join(ROOT, 'cli/chairside.ts'), 'replay', file, '--to', `127.0.0.1:${port}`, '--chair', chair, '--speed', '0'], { stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [sender.stdout, sender.stderr]) stream.on('data', (data: Buffer) => { text += String(data) })
  const code = await new Promise<number | null>((resolve) => sender.once('close', resolve))
  assert.equal(code, 0, text)
}
