// `npm run pictures`: every screen of the demonstration clinic, in both themes and the sizes it is used in, into docs/images. They are there to be looked at.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { Me, Welcome } from '@chairside/core/people'
import type { ChartView, FloorView } from '@chairside/core/session'
import { launchBrowser } from './launch.ts'
import { startServer } from '../../server/main.ts'
import { builtScreens } from '../../scripts/screens.ts'

const FOLDER = path.resolve(import.meta.dirname, '../../docs/images')
const SIZES = { tablet: { width: 1180, height: 820 }, phone: { width: 390, height: 844 }, desk: { width: 1280, height: 800 }, upright: { width: 820, height: 1180 }, wall: { width: 1920, height: 1080 } } as const

/** A page of somebody of the demonstration, signed in by one tap. */
async function open(browser: Browser, base: string, staff: string | null, size: keyof typeof SIZES, scheme: 'light' | 'dark'): Promise<Page> {
  const context = await browser.newContext({ viewport: SIZES[size], colorScheme: scheme, locale: 'en-US', timezoneId: 'America/Los_Angeles', reducedMotion: 'reduce', baseURL: base })
  if (staff !== null) await context.request.post('/api/sign-in/demonstration', { data: { staff, device_name: 'Tablet 1', shared_device: false } })
  return context.newPage()
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'chairside-pictures-'))
fs.chmodSync(folder, 0o755)
const clinic = await startServer({ port: 0, hl7Port: 0, dataDir: folder, demonstration: true, screens: () => builtScreens(console.log), say: console.log, lost: (error) => { throw error } })
const browser = await launchBrowser()
try {
  const base = clinic.url
  const { demonstration } = (await (await fetch(`${base}/api/welcome`)).json()) as Welcome
  const person = (role: string): string => demonstration!.staff.find((s) => s.roles.some((r) => r === role))!.staff
  const keep = async (page: Page, name: string, address: string, wait: string): Promise<void> => {
    await page.goto(address)
    await page.getByText(wait).first().waitFor()
    // Live values and traces arrive after the page.
    await page.waitForTimeout(2500)
    await page.screenshot({ path: path.join(FOLDER, `${name}.png`) })
    console.log(`docs/images/${name}.png`)
  }
  fs.mkdirSync(FOLDER, { recursive: true })
  await keep(await open(browser, base, null, 'desk', 'light'), 'welcome', '/', 'Chairside')

  const nurse = await open(browser, base, person('nurse'), 'tablet', 'dark')
  const me = (await (await nurse.request.get('/api/me')).json()) as Me
  // The monitors of the demonstration need a moment to have spoken.
  await nurse.waitForTimeout(20_000)
  const floors = await Promise.all(me.sites.map(async ({ site }) => (await (await nurse.request.get(`/api/floor?site=${site}`)).json()) as FloorView))
  const sessionIn = (state: string): string => floors.flatMap((f) => f.chairs).find((c) => c.visit?.state === state)!.visit!.session
  // The site with the most chairs in use, chosen as a person does.
  const [busiest] = floors.toSorted((a, b) => b.chairs.length - a.chairs.length)
  await nurse.goto('/floor')
  await nurse.getByRole('combobox').first().selectOption(busiest!.site)
  await keep(nurse, 'floor-low-light', '/floor', 'Floor')
  await keep(nurse, 'chair-low-light', `/chair/${sessionIn('infusing')}`, 'mg delivered')
  await keep(nurse, 'chair-recovery-low-light', `/chair/${sessionIn('recovering')}`, 'Recovery')
  /** The Chair with one of its forms open, as the tiles or the acts open it. */
  const keepForm = async (name: string, session: string, opener: RegExp, region: RegExp): Promise<void> => {
    await nurse.goto(`/chair/${session}`)
    await nurse.getByRole('button', { name: opener }).first().click()
    await nurse.getByRole('region', { name: region }).first().waitFor()
    await nurse.waitForTimeout(1500)
    await nurse.screenshot({ path: path.join(FOLDER, `${name}.png`) })
    console.log(`docs/images/${name}.png`)
  }
  await nurse.setViewportSize(SIZES.upright)
  await keepForm('chair-sedation-low-light', sessionIn('infusing'), /^Sedation/, /^Sedation/)
  await keepForm('chair-medication-low-light', sessionIn('infusing'), /^Medication/, /[Mm]edication/)
  await keepForm('chair-discharge-low-light', sessionIn('recovering'), /^Discharge/, /^Discharge/)
  await keep(nurse, 'downtime-low-light', '/downtime', 'Today')
  await keep(nurse, 'equipment-low-light', '/floor/equipment', 'Equipment')
  await nurse.setViewportSize(SIZES.phone)
  await keep(nurse, 'chair-phone-low-light', `/chair/${sessionIn('infusing')}`, 'mg delivered')
  await nurse.setViewportSize(SIZES.wall)
  await keep(nurse, 'floor-wall', '/floor/wall', 'mmHg')
  await keep(await open(browser, base, person('nurse'), 'tablet', 'light'), 'chair-light', `/chair/${sessionIn('infusing')}`, 'mg delivered')

  const cabinet = await open(browser, base, person('nurse'), 'desk', 'light')
  await cabinet.goto('/floor')
  await cabinet.getByRole('combobox').first().selectOption(busiest!.site)
  await keep(cabinet, 'cabinet', '/cabinet#vials', 'mg/mL')

  const desk = await open(browser, base, person('front-desk'), 'desk', 'light')
  await keep(desk, 'desk', '/desk', 'Check-ins')
  await desk.setViewportSize(SIZES.phone)
  await keep(desk, 'desk-phone', '/desk', 'Check-ins')

  const prescriber = await open(browser, base, person('prescriber'), 'desk', 'light')
  await keep(prescriber, 'patients', '/patients', 'Patients')
  const { patients } = (await (await prescriber.request.get('/api/patients')).json()) as { patients: { patient: string }[] }
  const charts = await Promise.all(patients.map(async ({ patient }) => (await (await prescriber.request.get(`/api/patients/${patient}/chart`)).json()) as ChartView))
  const told = (chart: ChartView): number => chart.sessions.filter((s) => s.delivered_mg !== null).length * 10 + chart.scores.length
  const [fullest] = charts.toSorted((a, b) => told(b) - told(a))
  await prescriber.goto(`/patients/${fullest!.patient.patient}`)
  await prescriber.getByText('All', { exact: true }).click()
  await prescriber.waitForTimeout(1000)
  await prescriber.screenshot({ path: path.join(FOLDER, 'chart.png') })
  await prescriber.setViewportSize(SIZES.phone)
  await keep(prescriber, 'chart-phone', `/patients/${fullest!.patient.patient}`, 'Course of treatment')
  await keep(await open(browser, base, person('prescriber'), 'desk', 'dark'), 'chart-low-light', `/patients/${fullest!.patient.patient}`, 'Course of treatment')
  await keep(await open(browser, base, person('medical-director'), 'desk', 'light'), 'office', '/office', 'Office')
  await keep(await open(browser, base, person('administrator'), 'desk', 'light'), 'monitors', '/office#monitors', 'Monitors')

  const link = (await (await desk.request.post(`/api/patients/${fullest!.patient.patient}/form-links`, { data: { formLink: crypto.randomUUID(), purpose: 'follow-up', instruments: ['gad-7', 'phq-9'] } })).json()) as { url: string }
  const phone = await open(browser, base, null, 'phone', 'light')
  await keep(phone, 'phone-start', link.url, 'Begin')
  await phone.getByRole('button', { name: 'Begin' }).click()
  await phone.getByRole('radio').first().waitFor()
  await phone.screenshot({ path: path.join(FOLDER, 'phone-question.png') })
} finally {
  await browser.close()
  await clinic.close()
  fs.rmSync(folder, { recursive: true, force: true })
}
process.exit(0)
