// How much JavaScript a tablet downloads until the first Chair stands, compressed as the server sends it.
import fs from 'node:fs'
import path from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'

type Chunk = { readonly file: string; readonly src?: string; readonly imports?: readonly string[]; readonly dynamicImports?: readonly string[] }
type Manifest = Readonly<Record<string, Chunk>>

const ENTRY = 'index.html'
const CHAIR = 'session/chair.tsx'
const TRACE = 'session/live-trace.tsx'
const BROTLI_QUALITY = 9

function withImports(manifest: Manifest, names: readonly string[]): Set<string> {
  const found = new Set<string>()
  const visit = (name: string): void => {
    const chunk = manifest[name]
    if (!chunk) throw new Error(`the build has no ${name}: run \`npm run build\` first`)
    if (found.has(name)) return
    found.add(name)
    for (const next of chunk.imports ?? []) visit(next)
  }
  for (const name of names) visit(name)
  return found
}

/** Compressed bytes of the scripts in `dist` (app/dist) that the first Chair needs: the page's, the Chair's, the live trace's, and what they import. */
export function chairScreenBytes(dist: string = path.resolve(import.meta.dirname, '../app/dist')): number {
  const manifest = JSON.parse(fs.readFileSync(path.join(dist, '.vite/manifest.json'), 'utf8')) as Manifest
  const files = new Set([...withImports(manifest, [ENTRY, CHAIR, TRACE])].map((name) => manifest[name]!.file).filter((file) => file.endsWith('.js')))
  return [...files].reduce((sum, file) => sum + brotliCompressSync(fs.readFileSync(path.join(dist, file)), { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }).length, 0)
}
