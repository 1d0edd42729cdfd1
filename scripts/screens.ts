// Builds the browser app when its sources have changed since the last build, and compresses it once instead of at every request.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { promisify, stripVTControlCharacters } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { Sentence } from '../server/ops/sentence.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
const DIST = path.join(ROOT, 'app', 'dist')
const STAMP = path.join(DIST, '.built-from')

/** What the build is made of: the contents of app/ and core/, tests left out, and the packages. */
function fingerprint(): string {
  const hash = createHash('sha256')
  const files = ['app', 'core'].flatMap((top) => fs.readdirSync(path.join(ROOT, top), { recursive: true, encoding: 'utf8' }).map((name) => path.join(top, name)))
    .filter((name) => !name.startsWith(path.join('app', 'dist')) && !name.includes('node_modules') && !/\.test\.tsx?$/.test(name))
  for (const name of [...files.sort(), 'package-lock.json']) {
    const file = path.join(ROOT, name)
    if (fs.statSync(file).isFile()) hash.update(name).update('\0').update(fs.readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

const builtFrom = (): string | null => (fs.existsSync(STAMP) ? fs.readFileSync(STAMP, 'utf8') : null)

async function compress(folder: string): Promise<void> {
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(js|css|html|svg|webmanifest)$/.test(name))
  await Promise.all(files.map(async (name) => {
    const content = await fs.promises.readFile(path.join(folder, name))
    const brotli = await promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
    await Promise.all([fs.promises.writeFile(path.join(folder, `${name}.br`), brotli), fs.promises.writeFile(path.join(folder, `${name}.gz`), await promisify(gzip)(content))])
  }))
}

/** Gives the folder of the built screens, building them first when needed. Built beside and moved into place: a build that was cut short is never served. */
export async function builtScreens(say: (line: string) => void): Promise<string> {
  const wanted = fingerprint()
  if (builtFrom() === wanted) return DIST
  say('Building the screens.')
  const fresh = path.join(ROOT, 'node_modules', `.screens-${process.pid}`)
  try {
    const { build } = await import('vite')
    await build({ root: path.join(ROOT, 'app'), logLevel: 'silent', build: { outDir: fresh, emptyOutDir: true } })
    await compress(fresh)
    fs.writeFileSync(path.join(fresh, '.built-from'), wanted)
    fs.rmSync(DIST, { recursive: true, force: true })
    fs.renameSync(fresh, DIST)
  } catch (error) {
    fs.rmSync(fresh, { recursive: true, force: true })
    // Another process that built the same at the same time may have been first.
    if (builtFrom() === wanted) return DIST
    if (['ENOSPC', 'EACCES', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    throw new Sentence(`The screens could not be built: ${stripVTControlCharacters((error as Error).message).trim().split('\n').slice(0, 3).join(' ')}`)
  }
  return DIST
}
