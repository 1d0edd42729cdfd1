// A real Chromium for tests, from the npm package alone: nothing of the machine's own, no download.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { inflate } from '@sparticuz/chromium'
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core'

const PACKAGE = path.join(path.dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..')
const { version } = JSON.parse(fs.readFileSync(path.join(PACKAGE, 'package.json'), 'utf8')) as { version: string }

/** One unpacked copy for a user of the machine and a version: 290 MB, so it is kept between runs. */
const HOME = path.join(os.tmpdir(), `chairside-chromium-${version}-${process.getuid?.() ?? 0}`)

// The package's own arguments switch web security and the process model off: a page could pass here and fail for people.
// Without the sandbox because tests run as root and in containers; they open pages of this project only.
const ARGS = ['--no-sandbox', '--headless=shell', '--no-zygote', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--no-first-run', '--font-render-hinting=none']

/**
 * Unpacks into a folder of its own and renames it into place whole: a run that was killed half way leaves nothing that a later one would trust,
 * and two runs at once do not write into each other's files.
 */
async function unpacked(): Promise<string> {
  if (fs.existsSync(path.join(HOME, 'chromium'))) return HOME
  const partial = fs.mkdtempSync(`${HOME}-partial-`)
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = partial
  const parts = ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'].map((name) => inflate(path.join(PACKAGE, 'bin', name)))
  if (before === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = before
  await Promise.all(parts)
  // The package's own file looks for letters in /tmp/fonts only.
  fs.writeFileSync(path.join(partial, 'fonts', 'fonts.conf'), `<?xml version="1.0"?><fontconfig><dir>${HOME}/fonts/fonts</dir><cachedir>${HOME}/fonts-cache</cachedir></fontconfig>`)
  try {
    fs.renameSync(partial, HOME)
  } catch (error) {
    fs.rmSync(partial, { recursive: true, force: true })
    if (!fs.existsSync(path.join(HOME, 'chromium'))) throw error
  }
  return HOME
}

const programOf = (home: string) => ({
  executablePath: path.join(home, 'chromium'), args: ARGS,
  env: { ...(process.env as Record<string, string>), FONTCONFIG_PATH: path.join(home, 'fonts'), LD_LIBRARY_PATH: path.join(home, 'al2023', 'lib') },
})
const launchFrom = (home: string): Promise<Browser> => chromium.launch(programOf(home))

/** Starts a Chromium on a profile folder that stays: what it kept is there at the next start, as on a tablet. */
export async function launchOnProfile(folder: string, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, { ...programOf(await unpacked()), ...options })
}

/** Starts a headless Chromium; close it at the end of the test. A copy that does not start is unpacked again, once. */
export async function launchBrowser(): Promise<Browser> {
  const home = await unpacked()
  try {
    return await launchFrom(home)
  } catch {
    fs.rmSync(home, { recursive: true, force: true })
    return launchFrom(await unpacked())
  }
}
