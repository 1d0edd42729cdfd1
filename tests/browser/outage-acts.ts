// Parts of the outage tests that run short in `npm test` and long in `npm run test:faults`.
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import type { Product } from './product.ts'
import { makeTablet, programKept, todayKept } from './tablet.ts'
import { addFacts, call, START, type Visit } from './visit.ts'

type Stored = { readonly id: string; readonly type: string; readonly at: string; readonly values?: Readonly<Record<string, number>>; readonly text?: string }
export const storedOf = async (product: Product, { nurse, session }: Visit): Promise<readonly Stored[]> => ((await call(product.url, nurse, 'GET', `/api/sessions/${session}`)) as { events: Stored[] }).events

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

/** Taps Pause and *Keep these words* twice within half a second, `tries` times; each is one fact. Stop takes its two taps, and two more change nothing. */
export async function doubleTaps(product: Product, visit: Visit, page: Page, tries: number): Promise<void> {
  const twice = async (at: { x: number; y: number }, wait: number): Promise<void> => {
    await page.mouse.click(at.x, at.y)
    await page.waitForTimeout(wait)
    await page.mouse.click(at.x, at.y)
  }
  const middle = async (locator: ReturnType<Page['locator']>): Promise<{ x: number; y: number }> => { const box = (await locator.boundingBox())!; return { x: box.x + box.width / 2, y: box.y + box.height / 2 } }
  for (let n = 0; n < tries; n += 1) {
    if (n % 2 === 0) {
      const pause = acts(page).getByRole('button', { name: 'Pause' })
      await pause.waitFor()
      await twice(await middle(pause), (n * 37) % 400)
      await page.getByText('Paused', { exact: true }).first().waitFor()
      await page.keyboard.press('Escape')
      await page.waitForTimeout(550)
      await addFacts(product.url, visit.nurse, visit.session, [{ type: 'infusion-resumed', at: new Date().toISOString() }])
    } else {
      await page.keyboard.press('w')
      await page.getByRole('textbox', { name: /Words, as they were said/ }).fill(`words ${n}`)
      const keep = page.getByRole('button', { name: 'Keep these words' })
      await keep.scrollIntoViewIfNeeded()
      await twice(await middle(keep), (n * 37) % 200)
      await page.getByText(`“words ${n}”`).first().waitFor()
      await page.keyboard.press('Escape')
    }
  }
  await acts(page).getByRole('button', { name: 'Pause' }).waitFor()
  const stop = await middle(acts(page).getByRole('button', { name: 'Stop' }))
  await twice(stop, 60)
  await twice(stop, 60)
  await page.getByText('Online', { exact: true }).waitFor()
  const stored = await storedOf(product, visit)
  const count = (type: string): number => stored.filter((e) => e.type === type).length
  const pauses = Math.ceil(tries / 2)
  assert.deepEqual([count('infusion-paused'), count('infusion-resumed'), count('words-captured'), count('infusion-stopped')], [pauses, pauses, tries - pauses, 1])
}
