// With `CHAIRSIDE_PICTURES` set to a folder, every screen that a test passes is kept there to be looked at.
import type { Page } from 'playwright-core'

const FOLDER = process.env['CHAIRSIDE_PICTURES']
export const pictured = async (page: Page, name: string): Promise<void> => { if (FOLDER) await page.screenshot({ path: `${FOLDER}/${name}.png`, fullPage: true }) }
