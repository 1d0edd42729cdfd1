// What a PDF of ours says, for tests: its pages' text by the fonts' own tables back to letters, and what it claims about itself. Reads what our typesetter writes, not every PDF.
import { inflateSync } from 'node:zlib'

export type PdfSaid = { readonly pages: readonly string[]; readonly text: string; readonly title: string | null; readonly language: string | null; readonly tagged: boolean; readonly pdfUa: boolean; readonly tables: number; readonly figuresWithWords: number }
type Part = { readonly head: string; readonly stream: string }

function objectsOf(file: string): Map<number, Part> {
  const objects = new Map<number, Part>()
  for (const match of file.matchAll(/(\d+) 0 obj\s/g)) {
    const begin = match.index + match[0].length
    const end = file.indexOf('endobj', begin)
    const at = file.indexOf('stream\n', begin)
    if (at < 0 || at > end) { objects.set(Number(match[1]), { head: file.slice(begin, end), stream: '' }); continue }
    const head = file.slice(begin, at)
    const raw = Buffer.from(file.slice(at + 7, at + 7 + Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0)), 'latin1')
    objects.set(Number(match[1]), { head, stream: head.includes('/FlateDecode') ? inflateSync(raw).toString('latin1') : raw.toString('latin1') })
  }
  return objects
}

const utf16 = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le')

/** Glyph number to letters, from a font's ToUnicode table. */
function lettersOf(table: string): Map<number, string> {
  const letters = new Map<number, string>()
  for (const [, from, to] of table.matchAll(/^<([0-9a-f]+)> <([0-9a-f]+)>$/gim)) letters.set(Number.parseInt(from!, 16), utf16(to!))
  for (const [, from, to, first] of table.matchAll(/^<([0-9a-f]+)> <([0-9a-f]+)> <([0-9a-f]+)>$/gim))
    for (let glyph = Number.parseInt(from!, 16); glyph <= Number.parseInt(to!, 16); glyph++) letters.set(glyph, String.fromCodePoint(utf16(first!).codePointAt(0)! + glyph - Number.parseInt(from!, 16)))
  return letters
}

/** The bytes of a literal string, its escapes resolved. */
const bytesOf = (literal: string): number[] => [...Buffer.from(literal.replaceAll(/\\(\d{1,3}|[\s\S])/g, (_whole, escape: string) => (/^\d/.test(escape) ? String.fromCharCode(Number.parseInt(escape, 8)) : { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }[escape] ?? escape)), 'latin1')]

/** A literal string may hold balanced parentheses unescaped (they are bytes of glyph numbers here), nested as deep as they come; three levels are more than were ever seen. */
const nested = (inner: string): string => String.raw`\((?:\\[\s\S]|[^\\()]${inner === '' ? '' : `|${inner}`})*\)`
const TOKENS = new RegExp(String.raw`/(\w+) [\d.]+ Tf|<([0-9a-fA-F]*)>(?!>)|\(((?:\\[\s\S]|[^\\()]|${nested(nested(nested('')))})*)\)|\bET\b`, 'g')

function shown(content: string, fonts: ReadonlyMap<string, ReadonlyMap<number, string>>): string {
  let font: ReadonlyMap<number, string> = new Map()
  let text = ''
  for (const [token, name, hex, literal] of content.matchAll(TOKENS)) {
    if (name !== undefined) { font = fonts.get(name) ?? new Map(); continue }
    if (token === 'ET') { text += ' '; continue }
    const bytes = hex === undefined ? bytesOf(literal!) : [...Buffer.from(hex, 'hex')]
    for (let i = 0; i + 1 < bytes.length; i += 2) text += font.get(bytes[i]! * 256 + bytes[i + 1]!) ?? ''
  }
  return text
}

export function readPdf(pdf: Uint8Array): PdfSaid {
  const file = Buffer.from(pdf).toString('latin1')
  const objects = objectsOf(file)
  const of = (ref: string | undefined): Part | undefined => (ref === undefined ? undefined : objects.get(Number(ref)))
  const textOf = (part: Part, content: string): string => {
    const fontList = /\/Font <<([\s\S]*?)>>/.exec(part.head)?.[1] ?? ''
    const fonts = new Map([...fontList.matchAll(/\/(\w+) (\d+) 0 R/g)].map(([, name, ref]) => [name!, lettersOf(of(/\/ToUnicode (\d+)/.exec(of(ref)?.head ?? '')?.[1])?.stream ?? '')] as const))
    const forms = [...(/\/XObject <<([\s\S]*?)>>/.exec(part.head)?.[1] ?? '').matchAll(/\/\w+ (\d+) 0 R/g)].flatMap(([, ref]) => of(ref) ?? [])
    return [shown(content, fonts), ...forms.map((form) => textOf(form, form.stream))].join(' ').replaceAll(/ {2,}/g, ' ')
  }
  const pages = [...objects.values()].filter(({ head }) => /\/Type \/Page\b(?!s)/.test(head)).map((page) => textOf(page, of(/\/Contents (\d+)/.exec(page.head)?.[1])?.stream ?? ''))
  const heads = [...objects.values()].map(({ head }) => head)
  return {
    pages, text: pages.join('\n'), title: /<dc:title>.*?<rdf:li[^>]*>([^<]*)/.exec(file)?.[1] ?? null, language: /\/Lang \((\w+)/.exec(file)?.[1] ?? null,
    tagged: /\/MarkInfo <<\s*\/Marked true/.test(file) && file.includes('/StructTreeRoot'), pdfUa: file.includes('<pdfuaid:part>1</pdfuaid:part>'),
    tables: heads.filter((head) => /\/S \/Table\b/.test(head)).length, figuresWithWords: heads.filter((head) => /\/S \/Figure\b/.test(head) && /\/Alt /.test(head)).length,
  }
}
