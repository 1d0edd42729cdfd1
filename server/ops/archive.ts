// The form of a backup: a gzipped tar of pieces of tables as PostgreSQL's COPY text, then `manifest.json`, which lists and hashes every piece.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import { Sentence } from './sentence.ts'

export type Member = { readonly name: string; readonly table: string; readonly bytes: number; readonly sha256: string }
export type Table = { readonly name: string; readonly columns: readonly string[]; readonly rows: number }
export type Manifest = {
  readonly format: 'chairside-backup-1'
  readonly version: string
  readonly takenAt: string
  readonly migrations: readonly string[]
  readonly tables: readonly Table[]
  readonly members: readonly Member[]
  /** The key that seals second factors: without it nobody could sign in to a restored clinic. */
  readonly appSecret: string
}

export const MANIFEST = 'manifest.json'
export const FORMAT = 'chairside-backup-1'

export const digest = (data: Buffer): string => createHash('sha256').update(data).digest('hex')

/** Calls `each` for every member in the file's order, one whole member in memory at a time (8 MB at most, see backup.ts). */
export async function readArchive(file: string, each: (name: string, data: Buffer) => Promise<void>): Promise<void> {
  const tar = extract()
  const failed = (error: unknown): Sentence => {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') return new Sentence(`There is no file ${file}.`)
    if (code === 'EISDIR') return new Sentence(`${file} is a folder, not a backup.`)
    return new Sentence(`${file} is not a whole backup: it is cut short, damaged, or something else (${(error as Error).message}).`)
  }
  const feeding = pipeline(fs.createReadStream(file), createGunzip(), tar).catch((error: unknown) => {
    tar.destroy(error as Error)
  })
  let inside = false
  try {
    for await (const entry of tar) {
      const pieces: Buffer[] = []
      for await (const piece of entry) pieces.push(piece as Buffer)
      inside = true
      await each(entry.header.name, Buffer.concat(pieces))
      inside = false
      entry.resume()
    }
    await feeding
  } catch (error) {
    throw inside || error instanceof Sentence ? error : failed(error)
  }
}

/** Reads the whole file once: every piece must be there, in order, with its hash. Throws a Sentence that says what is wrong. */
export async function checkedManifest(file: string): Promise<Manifest> {
  const found: Pick<Member, 'name' | 'sha256'>[] = []
  let text: string | null = null
  await readArchive(file, async (name, data) => {
    if (name === MANIFEST) text = data.toString('utf8')
    else found.push({ name, sha256: digest(data) })
  })
  if (text === null) throw new Sentence(`${file} is not a whole backup: its list of contents is missing.`)
  const manifest = JSON.parse(text) as Manifest
  if (manifest.format !== FORMAT) throw new Sentence(`${file} is a backup of another form (${String(manifest.format)}): restore it with a later version of Chairside.`)
  if (found.length !== manifest.members.length) throw new Sentence(`${file} is damaged: it has ${found.length} pieces, and ${manifest.members.length} were written.`)
  manifest.members.forEach((member, i) => {
    if (member.name !== found[i]!.name || member.sha256 !== found[i]!.sha256) throw new Sentence(`${file} is damaged: ${member.name} is not what was written.`)
  })
  return manifest
}
