// Parts of the outage tests that run short in `npm test` and long in `npm run test:faults`.
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import type { Product } from './product.ts'
import { equipmentChecked, PREPARED, readyClinic } from './ready-visit.ts'
import { makeTablet, programKept, todayKept } from './tablet.ts'
import { addFacts, call, START, type Visit } from './visit.ts'

type Stored = { readonly id: string; readonly type: string; readonly at: string; readonly values?: Readonly<Record<string, number>>; readonly text?: string }
export const storedOf = async (product: Product, { nurse, session }: Pick<Visit, 'nurse' | 'session'>): Promise<readonly Stored[]> => ((await call(product.url, nurse, 'GET', `/api/sessions/${session}`)) as { events: Stored[] }).events

export const acts = (page: Page) => page.getByRole('toolbar', { name: 'Acts' })
/** A set of vital signs through the form, as a thumb and a pad make it. */
export async function takeSigns(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  await acts(page).getByRole('button', { name: 'Vital signs' }).click()
  const panel = page.getByRole('region', { name: 'Vital signs by hand' })
  for (const [name, value] of Object.entries(values)) await panel.locator(`#vital-${name}`).fill(value)
  await panel.getByRole('button', { name: /^Save/ }).click()
  await panel.waitFor({ state: 'hidden' })
}
export const infusing = (product: Product, visit: Visit): Promise<void> => addFacts(product.url, visit.nurse, visit.session, [{ type: 'arrived' }, { type: 'checklist-confirmed', item: 'identity' }, START])

/** Told what the screen calls saved, as soon as it does: a kill must not take the witness along. */
const WATCH = `
  const seen = new Set()
  const look = () => { for (const li of document.querySelectorAll('.timeline li')) { const mark = li.querySelector('.sent-mark'); const text = li.querySelector('.detail')?.textContent ?? ''; const found = /(\\d+)\\/(\\d+) mmHg/.exec(text); if (mark && found && !seen.has(found[0])) { seen.add(found[0]); window.shownAsSaved(found[0]) } } }
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true })
  look()`

/**
 * Charts on a tablet that is cut off and kills its browser in the middle of it, `rounds` times; then gives it the line back. Every set that the screen showed as saved is
 * there after each kill, and on the server at the end, once. Says how many were shown.
 */
export async function killTabletLoop(product: Product, visit: Visit, rounds: number, say: (line: string) => void): Promise<void> {
  const tablet = makeTablet(product, visit.nurse)
  try {
    const first = await tablet.on()
    await first.goto(`${product.url}/chair/${visit.session}`)
    await first.getByRole('heading', { level: 2, name: 'Rowan Testwell' }).waitFor()
    await programKept(first)
    await todayKept(first, 1)
    await tablet.off()
    const shown = new Set<string>()
    let made = 0
    let interrupted = 0
    for (let round = 0; round < rounds; round += 1) {
      const page = await tablet.on()
      await page.context().setOffline(true)
      await page.exposeFunction('shownAsSaved', (text: string) => { shown.add(text) })
      await page.goto(`${product.url}/chair/${visit.session}`)
      await acts(page).getByRole('button', { name: 'Vital signs' }).waitFor()
      for (const text of shown) await page.locator('.timeline .detail').filter({ hasText: text }).first().waitFor()
      await page.evaluate(WATCH)
      let on = true
      const charting = (async () => {
        // 100 to 219 over 40 to 99: each set is told from every other.
        for (; on; made += 1) await takeSigns(page, { sbp_mmHg: String(100 + Math.floor(made / 60) % 120), dbp_mmHg: String(40 + (made % 60)) })
      })().catch(() => { interrupted += 1; made += 1 })
      const before = shown.size
      const patience = Date.now() + 20_000
      while (shown.size < before + 1 && Date.now() < patience) await new Promise((resolve) => setTimeout(resolve, 20))
      await new Promise((resolve) => setTimeout(resolve, (round * 67) % 400))
      await tablet.kill()
      on = false
      await charting
    }
    const last = await tablet.on()
    await last.goto(`${product.url}/chair/${visit.session}`)
    await last.getByText('Online', { exact: true }).waitFor({ timeout: 60_000 })
    await last.waitForFunction(() => [...document.querySelectorAll('.sent-mark')].every((mark) => mark.getAttribute('data-state') === 'acknowledged'))
    const sets = (await storedOf(product, visit)).flatMap((e) => (e.type === 'vitals-recorded' ? [`${e.values!['sbp_mmHg']}/${e.values!['dbp_mmHg']} mmHg`] : []))
    assert.deepEqual([...shown].filter((text) => !sets.includes(text)), [], 'every set that was shown as saved arrived')
    assert.equal(new Set(sets).size, sets.length, 'none arrived twice')
    assert.ok(shown.size >= rounds, `${shown.size} sets were shown as saved in ${rounds} rounds`)
    assert.equal(interrupted, rounds, 'each kill came in the middle of an entry')
    say(`${rounds} kills, ${shown.size} sets shown as saved, ${sets.length} arrived`)
  } finally { await tablet.discard() }
}

/** Of each round one: a start, a pause, words, a drug. */
const ACTS = ['start', 'pause', 'words', 'drug'] as const

/**
 * Taps the last button of a start, Pause, *Keep these words* and a drug twice within half a second, `tries` times in turn; each is one fact. Between two rounds the start is withdrawn, as one made at the
 * wrong chair is. Stop takes its two taps, and two more change nothing. `page` shows the visit, which is ready to start with a time-out that stands.
 */
export async function doubleTaps(product: Product, visit: Pick<Visit, 'nurse' | 'session'>, page: Page, tries: number): Promise<void> {
  const twiceAt = async ({ x, y }: { readonly x: number; readonly y: number }, wait: number): Promise<void> => {
    await page.mouse.click(x, y)
    await page.waitForTimeout(wait)
    await page.mouse.click(x, y)
  }
  const middle = async (button: ReturnType<Page['locator']>): Promise<{ x: number; y: number }> => {
    await button.waitFor()
    await button.scrollIntoViewIfNeeded()
    const box = (await button.boundingBox())!
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  }
  const twice = async (button: ReturnType<Page['locator']>, wait: number): Promise<void> => twiceAt(await middle(button), wait)
  const act = (name: string | RegExp) => acts(page).getByRole('button', { name })
  const newest = async (type: string): Promise<Stored> => {
    for (let asked = 0; asked < 200; asked += 1) {
      const found = (await storedOf(product, visit)).findLast((e) => e.type === type)
      if (found) return found
      await page.waitForTimeout(50)
    }
    throw new Error(`no ${type} came`)
  }
  const made = { start: 0, pause: 0, words: 0, drug: 0 }
  const add = (fact: Readonly<Record<string, unknown>>): Promise<void> => addFacts(product.url, visit.nurse, visit.session, [{ at: new Date().toISOString(), ...fact }])
  for (let n = 0; n < tries; n += 1) {
    const kind = ACTS[n % ACTS.length]!
    const wait = (n * 37) % 400
    made[kind] += 1
    if (kind === 'start') {
      if (n > 0) await add({ type: 'corrected', corrects: (await newest('infusion-started')).id, reason: 'At the wrong chair', withdrawn: true })
      await act('Start the infusion').click()
      await page.getByRole('button', { name: 'Everything agrees' }).click()
      await twice(page.getByRole('button', { name: /^Start now/ }), wait)
      await act('Pause').waitFor()
    } else if (kind === 'pause') {
      await twice(act('Pause'), wait)
      await act('Resume').waitFor()
      await newest('infusion-paused')
      await page.waitForFunction(() => [...document.querySelectorAll('.sent-mark')].every((mark) => mark.getAttribute('data-state') === 'acknowledged'))
      await add({ type: 'infusion-resumed' })
      await act('Pause').waitFor()
    } else if (kind === 'words') {
      await page.keyboard.press('w')
      await page.getByRole('textbox', { name: /Words, as they were said/ }).fill(`words ${n}`)
      await twice(page.getByRole('button', { name: 'Keep these words' }), wait)
      await page.getByText(`“words ${n}”`).first().waitFor()
    } else {
      await page.keyboard.press('m')
      await page.getByRole('button', { name: /^Ondansetron/ }).click()
      await twice(page.getByRole('button', { name: /^Record (?:Ondansetron|it all the same)/ }), wait)
      await page.waitForFunction((drugs) => [...document.querySelectorAll('.timeline .detail')].filter((e) => e.textContent.startsWith('Ondansetron')).length === drugs, made.drug)
    }
    // Whatever the second tap opened or touched beneath is closed; the next act is a new one.
    await page.waitForTimeout(550)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
  }
  const stop = await middle(act('Stop'))
  await twiceAt(stop, 60)
  await twiceAt(stop, 60)
  await page.getByText('Online', { exact: true }).waitFor()
  await newest('infusion-stopped')
  const stored = await storedOf(product, visit)
  const count = (type: string): number => stored.filter((e) => e.type === type).length
  assert.deepEqual({ start: count('infusion-started'), pause: count('infusion-paused'), words: count('words-captured'), drug: count('medication-given') }, made)
  assert.deepEqual([count('infusion-stopped'), count('infusion-resumed'), count('corrected')], [1, made.pause, made.start - 1], 'and nothing else came of a second tap')
}

/** The Chair of a visit that is ready to start on a tablet, with the time-out of two people made. */
export async function readyChair(product: Product): Promise<{ readonly visit: Pick<Visit, 'nurse' | 'session'>; readonly page: Page }> {
  const clinic = await readyClinic(product.url)
  await equipmentChecked(product.url, clinic)
  const timeOut = { type: 'time-out-checked', dose_mg: START.dose_mg, volume_mL: START.volume_mL, concentration_mg_per_mL: START.concentration_mg_per_mL, rate_mL_per_h: START.rate_mL_per_h, second: clinic.milo.staff, how: 'named' }
  await addFacts(product.url, clinic.nora, clinic.first, [...PREPARED, timeOut])
  const page = await product.page('tablet', { locale: 'en-GB' })
  await page.context().addCookies([{ name: 'chairside', value: clinic.nora.token, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  await page.goto(`${product.url}/chair/${clinic.first}`)
  await acts(page).getByRole('button', { name: 'Start the infusion' }).waitFor()
  return { visit: { nurse: clinic.nora, session: clinic.first }, page }
}
