// FHIR R4 files into resources: a Bundle of any type, one resource, a list, or NDJSON. Numbers keep the digits with which they came.
import { badInput, ok, refuse, type BadInput, type Result } from '@chairside/core/shared'

export type Json = Readonly<Record<string, unknown>>
export type Resource = {
  /** File and path for messages: `bundle.json: entry[3].resource`. */
  readonly place: string
  readonly kind: string
  readonly json: Json
  /** The resource as it came, as JSON text. */
  readonly source: string
  readonly fullUrl: string | null
  /** Files of one call are one world: this is the number of the file. */
  readonly file: number
}
export type FhirFile = { readonly name: string; readonly text: string }

export const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
export const textIn = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null)
export const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])

/** Bundles inside bundles, deeper than anybody makes them. */
const DEEPEST = 8

const RAW = JSON as unknown as { rawJSON(text: string): unknown }
/** Numbers whose digits JavaScript would change (`1.50`, 20 digits) stay as they were written: FHIR says that precision is meaning. */
const keepDigits = (_key: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' && context?.source !== undefined && String(value) !== context.source ? RAW.rawJSON(context.source) : value

type Parsed = { readonly plain: unknown; readonly exact: unknown }
function parseBoth(text: string): Parsed {
  const plain: unknown = JSON.parse(text)
  return { plain, exact: /\d[.eE]|\d{16}/.test(text) ? (JSON.parse(text, keepDigits) as unknown) : plain }
}

const inFile = (file: string, problem: BadInput): BadInput => ({ ...problem, path: `${file}: ${problem.path}` })

function collect(found: Resource[], value: Parsed, place: string, fullUrl: string | null, file: { name: string; number: number }, depth: number): Result<null, BadInput> {
  const { plain, exact } = value
  const at = place === '' ? 'resourceType' : `${place}.resourceType`
  if (!isRecord(plain)) return refuse(inFile(file.name, badInput(place || 'document', plain, 'a FHIR resource')))
  const kind = plain['resourceType']
  if (typeof kind !== 'string' || !/^[A-Z][A-Za-z]{2,60}$/.test(kind)) return refuse(inFile(file.name, badInput(at, kind, 'the name of a FHIR resource')))
  if (kind !== 'Bundle') {
    found.push({ place: `${file.name}: ${place || kind}`, kind, json: plain, source: JSON.stringify(exact), fullUrl, file: file.number })
    return ok(null)
  }
  const entries = plain['entry']
  if (entries !== undefined && !Array.isArray(entries)) return refuse(inFile(file.name, badInput(place === '' ? 'entry' : `${place}.entry`, entries, 'a list of entries')))
  if (depth >= DEEPEST) return refuse(inFile(file.name, badInput(place, 'Bundle', `bundles nested at most ${DEEPEST} deep`)))
  for (const [i, entry] of (entries ?? []).entries()) {
    const entryPlace = `${place === '' ? '' : `${place}.`}entry[${i}]`
    if (!isRecord(entry)) return refuse(inFile(file.name, badInput(entryPlace, entry, 'an entry')))
    // An entry without a resource is a deletion or the answer to one: there is nothing to take.
    if (entry['resource'] === undefined) {
      found.push({ place: `${file.name}: ${entryPlace}`, kind: 'entry without resource', json: {}, source: '{}', fullUrl: null, file: file.number })
      continue
    }
    const exactEntry = (exact as { entry: { resource: unknown }[] }).entry[i]!
    const done = collect(found, { plain: entry['resource'], exact: exactEntry.resource }, `${entryPlace}.resource`, textIn(entry['fullUrl']), file, depth + 1)
    if (!done.ok) return done
  }
  return ok(null)
}

/** All resources of the files, in order. Refuses, with file and path, what is not JSON and what is not a FHIR resource: nothing of any file is taken then. */
export function readResources(files: readonly FhirFile[]): Result<Resource[], BadInput> {
  const found: Resource[] = []
  for (const [number, { name, text: raw }] of files.entries()) {
    const text = raw.replace(/^\uFEFF/, '')
    const file = { name, number }
    if (text.includes('\\u0000') || text.includes('\u0000')) return refuse(inFile(name, badInput('document', 'a NUL character', 'text without NUL characters')))
    if (text.trim() === '') return refuse(inFile(name, badInput('document', '', 'a FHIR resource, a Bundle or NDJSON')))
    let documents: { place: string; value: Parsed }[]
    try {
      const whole = parseBoth(text)
      documents = Array.isArray(whole.plain) ? whole.plain.map((plain: unknown, i) => ({ place: `[${i}]`, value: { plain, exact: (whole.exact as unknown[])[i] } })) : [{ place: '', value: whole }]
    } catch (error) {
      const lines = text.split(/\r?\n/)
      const first = lines.findIndex((line) => line.trim() !== '')
      // NDJSON when the first line is a document of its own; otherwise one document with a mistake in it.
      if (!isLine(lines[first]!)) return refuse(inFile(name, badInput('document', (error as Error).message.slice(0, 120), 'JSON')))
      documents = []
      for (const [i, line] of lines.entries()) {
        if (line.trim() === '') continue
        try {
          documents.push({ place: `line ${i + 1}`, value: parseBoth(line) })
        } catch (problem) {
          return refuse(inFile(name, badInput(`line ${i + 1}`, (problem as Error).message.slice(0, 120), 'JSON, one resource a line')))
        }
      }
    }
    for (const { place, value } of documents) {
      const done = collect(found, value, place, null, file, 0)
      if (!done.ok) return done
    }
  }
  return ok(found)
}

function isLine(line: string): boolean {
  try {
    return isRecord(JSON.parse(line))
  } catch {
    return false
  }
}
