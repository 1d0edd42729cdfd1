// Packs the store contract and the IndexedDB store into one script that a page can run, as the variable `contract`.
import path from 'node:path'
import { build } from 'vite'

const ROOT = path.resolve(import.meta.dirname, '../..')
const ENTRY = 'virtual:store-contract'
const SOURCE = `
import { STORE_CONTRACT } from ${JSON.stringify(path.join(ROOT, 'core/sync/store.contract.ts'))}
import { createIdbStore, openDevice } from ${JSON.stringify(path.join(ROOT, 'app/sync/idb-store.ts'))}
import { deviceSealer } from ${JSON.stringify(path.join(ROOT, 'app/sync/seal.ts'))}
export async function run() {
  const results = []
  for (const sealer of [await deviceSealer(), null]) for (const { name, check } of STORE_CONTRACT) {
    const db = await openDevice('contract-' + results.length)
    try { await check(createIdbStore(db, sealer)); results.push({ name: (sealer ? 'sealed: ' : 'in the open: ') + name, error: null }) }
    catch (error) { results.push({ name, error: String(error) }) }
    db.close()
  }
  return results
}`

/** The script's text; `contract.run()` gives one result for each promise of the contract. */
export async function bundleContract(): Promise<string> {
  const built = await build({
    root: path.join(ROOT, 'app'), configFile: false, logLevel: 'silent',
    plugins: [{ name: 'contract', resolveId: (id) => (id === ENTRY ? `\0${ENTRY}` : null), load: (id) => (id === `\0${ENTRY}` ? SOURCE : null) }],
    build: { write: false, minify: false, target: 'es2023', rollupOptions: { input: ENTRY, preserveEntrySignatures: 'strict', output: { format: 'iife', name: 'contract' } } },
  })
  const [first] = Array.isArray(built) ? built : [built]
  if (!first || !('output' in first)) throw new Error('nothing was built')
  return first.output.flatMap((chunk) => (chunk.type === 'chunk' && chunk.isEntry ? [chunk.code] : []))[0]!
}
