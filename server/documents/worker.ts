// Sets documents in a thread of its own: the first one loads a compiler of 50 MB and the letters, and no request waits for that.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { parentPort } from 'node:worker_threads'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'

/** The documents there are; each is a template beside this file. */
export type Template = 'record' | 'binder' | 'consent'
export type Job = { readonly id: number; readonly template: Template; readonly data: string }
export type Done = { readonly id: number; readonly pdf: Uint8Array; readonly plain: boolean } | { readonly id: number; readonly problem: string }

const FONTS = ['400Regular/SourceSans3_400Regular.ttf', '600SemiBold/SourceSans3_600SemiBold.ttf', '700Bold/SourceSans3_700Bold.ttf']
const fontFolder = path.dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/source-sans-3/package.json'))
const compiler = NodeCompiler.create({ workspace: import.meta.dirname, fontArgs: [{ fontBlobs: FONTS.map((name) => readFileSync(path.join(fontFolder, name))) }] })
const templateOf = (name: Template): string => readFileSync(path.join(import.meta.dirname, `${name}.typ`), 'utf8')
const TEMPLATES: Readonly<Record<Template, string>> = { record: templateOf('record'), binder: templateOf('binder'), consent: templateOf('consent') }
/** PDF/UA-1 refuses a document with a letter that no font has; such a document is made tagged, without the claim. */
const STRICT = { pdfStandard: 'ua-1' }
/** How many earlier documents stay in the compiler's memory. */
const KEPT = 1

function set(template: Template, data: string): { pdf: Uint8Array; plain: boolean } {
  const compiled = compiler.compile({ mainFileContent: TEMPLATES[template], inputs: { data } })
  const document = compiled.result
  if (document === null) throw new Error(compiler.fetchDiagnostics(compiled.takeDiagnostics()!).map((one: { message?: string }) => one.message ?? JSON.stringify(one)).join('; '))
  try {
    return { pdf: compiler.pdf(document, STRICT), plain: false }
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('could not be displayed')) throw error
    return { pdf: compiler.pdf(document), plain: true }
  } finally {
    compiler.evictCache(KEPT)
  }
}

parentPort!.on('message', ({ id, template, data }: Job) => {
  try {
    parentPort!.postMessage({ id, ...set(template, data) } satisfies Done)
  } catch (error) {
    parentPort!.postMessage({ id, problem: error instanceof Error ? error.message : String(error) } satisfies Done)
  }
})
