// chairside import fhir FILE... [--site ID] [--data DIR] [--json]: people and their records from FHIR R4. Twice is once.
import fs from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { importResources, inOrganization, readResources, type FhirFile, type ImportAnswer, type Sql } from '@chairside/server'
import type { Io } from './chairside.ts'
import { openClinic } from './open-database.ts'
import { BadCommand, badFile, DATA, JSON_FLAG, No, parseOptions } from './options.ts'

const OPTIONS = { site: { kind: 'text', allowed: 'the id or the name of a site' }, data: DATA, json: JSON_FLAG } as const

async function readFile(name: string): Promise<FhirFile> {
  let bytes: Buffer
  try {
    bytes = name === '-' ? await buffer(process.stdin) : await fs.promises.readFile(name)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new BadCommand(`${name}: cannot be read (${code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : code}); allowed: FHIR JSON, a Bundle or NDJSON, also compressed with gzip`)
  }
  try {
    return { name: name === '-' ? 'standard input' : name, text: (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8') }
  } catch {
    throw new BadCommand(`${name}: is not a whole gzip file; allowed: FHIR JSON, a Bundle or NDJSON, also compressed with gzip`)
  }
}

/** The clinic of this installation, else its demonstration; with `--site`, the one that has the site. */
async function target(sql: Sql, site: string | undefined): Promise<{ organization: string; site: string | null }> {
  const organizations = await sql<{ organization_id: string }[]>`select organization_id from door_organizations()`
  if (organizations.length === 0) throw new No('There is no clinic here yet: start it once with npm start and set it up.')
  if (site === undefined) return { organization: organizations[0]!.organization_id, site: null }
  const names: string[] = []
  for (const { organization_id } of organizations) {
    const sites = await inOrganization(sql, organization_id, (tx) => tx<{ site_id: string; name: string }[]>`select site_id, name from site order by name`)
    const found = sites.find((s) => s.site_id === site.toLowerCase()) ?? sites.find((s) => s.name.toLowerCase() === site.toLowerCase())
    if (found) return { organization: organization_id, site: found.site_id }
    names.push(...sites.map((s) => s.name))
  }
  throw new BadCommand(`--site: ${JSON.stringify(site)} is not allowed; allowed: the id or the name of a site (${names.join(', ')})`)
}

const list = (counts: Readonly<Record<string, number>>): string => Object.entries(counts).map(([kind, n]) => `${n} ${kind}`).join(', ') || 'nothing'

function words(answer: ImportAnswer): string {
  return [
    ...answer.patients.map((p) => `${p.outcome === 'taken' ? 'new' : p.outcome === 'updated' ? 'updated' : 'already there'}: ${p.name}, born ${p.birth_date}, record number ${p.record_number}`),
    `taken: ${list(answer.taken)}`, `already there: ${list(answer.already)}`, `updated: ${list(answer.updated)}`,
    ...(answer.left_out.length === 0 ? ['left out: nothing'] : ['left out:', ...answer.left_out.map(({ kind, count, why }) => `  ${count} ${kind}: ${why}`)]),
  ].join('\n')
}

export async function run(args: readonly string[], io: Io): Promise<number> {
  const { options, words: given } = parseOptions(args, OPTIONS, [1, 10_000, 'fhir, then files'])
  const [format, ...files] = given
  if (format !== 'fhir') throw new BadCommand(`format: ${JSON.stringify(format)} is not allowed; allowed: fhir`)
  if (files.length === 0) throw new BadCommand('file: nothing is not allowed; allowed: one or more files of FHIR JSON, Bundle or NDJSON, or - for standard input')
  // All of them are read first: with one bad file nothing is taken from any.
  const read = readResources(await Promise.all(files.map(readFile)))
  if (!read.ok) {
    const [file = '', ...path] = read.refusal.path.split(': ')
    throw badFile(file, { ...read.refusal, path: path.join(': ') })
  }
  const { services, close } = await openClinic(options.data, io.say)
  try {
    const { organization, site } = await target(services.sql, options.site)
    const answer = await importResources((work) => inOrganization(services.sql, organization, work), read.value, {
      organization, site, actor: 'command line', roles: ['operator'], device: null, what: 'chairside import fhir', now: services.clock(),
    })
    io.out(options.json ? JSON.stringify(answer) : words(answer))
    return 0
  } finally {
    await close()
  }
}
