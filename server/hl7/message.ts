// HL7 v2 text into segments and fields, as the sender's own delimiters say. Forgives what is seen in the wild, and says so.

export type Delimiters = { readonly field: string; readonly component: string; readonly repetition: string; readonly escape: string; readonly subcomponent: string }
export type Segment = { readonly name: string; /** Fields by their HL7 number: `fields[3]` is OBX-3. Still escaped. */ readonly fields: readonly string[] }
export type Message = { readonly delimiters: Delimiters; readonly segments: readonly Segment[]; /** What had to be forgiven. */ readonly repaired: readonly string[] }

const ENCODINGS: readonly [RegExp, string][] = [
  [/8859\/?-?\s*(1?\d)\b/i, 'iso-8859-'], [/GB\s*18030|GBK|GB\s*2312/i, 'gb18030'], [/BIG-?\s*5/i, 'big5'], [/KS\s*X\s*1001/i, 'euc-kr'], [/UTF-?8/i, 'utf-8'],
]
/** UTF-16, by its mark or by the zeros in its first letters. */
const sixteen = (bytes: Buffer): 'utf-16le' | 'utf-16be' | null =>
  bytes.length < 4 ? null : (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] !== 0 && bytes[1] === 0 && bytes[3] === 0) ? 'utf-16le' : (bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0 && bytes[1] !== 0 && bytes[2] === 0) ? 'utf-16be' : null

/** The text of a message: UTF-8 when the bytes are that, else what MSH-18 names, else ISO 8859-1, in which every byte is a character. */
export function decodeText(bytes: Buffer): string {
  const wide = sixteen(bytes)
  if (wide !== null) return new TextDecoder(wide).decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const header = bytes.subarray(0, 1000).toString('latin1').split(/[\r\n]/)[0] ?? ''
    const named = ENCODINGS.find(([pattern]) => pattern.test(header))
    if (named) {
      const number = named[0].exec(header)?.[1]
      try {
        return new TextDecoder(named[1] === 'iso-8859-' ? `iso-8859-${number}` : named[1]).decode(bytes)
      } catch { /* not one of this platform's encodings */ }
    }
    return bytes.toString('latin1')
  }
}

/** Cuts a text into messages at each MSH segment; batch headers and trailers are left out. What stands before the first MSH is not a message. */
export function splitMessages(text: string): string[] {
  const starts = [...text.matchAll(/(?:^|[\r\n])[ \t]*(MSH[^A-Za-z0-9\s])|(MSH\|\^~\\&)/g)].map((m) => m.index + m[0].length - (m[1] ?? m[2]!).length)
  return starts.map((start, i) => text.slice(start, starts[i + 1]).replace(/[\r\n](?:FTS|BTS)[^\r\n]*/g, '').trimEnd()).filter((message) => message !== '')
}

const escaped = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** MSH-12 comes before anything that can follow MSH, so a sending application called `RAPID` does not look like a PID segment. */
const FIELDS_BEFORE_PID = 11

/** Puts back the separators that a sender left out before PID, PV1, OBR and OBX. Each pattern needs the shape of that segment's first fields, which free text does not have. */
function separateRunTogether(line: string, field: string): string[] {
  const f = escaped(field)
  const places = new Set<number>()
  const isHeader = line.startsWith('MSH')
  let headerEnd = -1
  for (let i = 0; isHeader && i < FIELDS_BEFORE_PID; i++) {
    headerEnd = line.indexOf(field, headerEnd + 1)
    if (headerEnd < 0) break
  }
  for (const match of line.matchAll(new RegExp(`OBX${f}\\d{0,6}${f}(?:[A-Z]{2,3})?${f}|OBR${f}\\d{0,4}${f}|PV1${f}\\d{0,4}${f}[A-Z]?${f}|PID${f}`, 'g'))) {
    if (match.index === 0) continue
    if (match[0].startsWith('PID') && (!isHeader || headerEnd < 0 || match.index <= headerEnd)) continue
    places.add(match.index)
  }
  const cuts = [0, ...places, line.length]
  return cuts.slice(1).map((to, i) => line.slice(cuts[i], to).trimEnd())
}

/** An ADD segment is the rest of the segment before it, cut where a message was too long for its sender (HL7 v2, chapter 2.10.2). */
function joinContinued(lines: readonly string[], field: string): string[] {
  const whole: string[] = []
  for (const line of lines) {
    if (line.startsWith(`ADD${field}`) && whole.length > 0) whole[whole.length - 1] += line.slice(4)
    else whole.push(line)
  }
  return whole
}

/** Parses one message. Null when it does not begin with an MSH segment whose delimiters can be read. */
export function parseMessage(text: string): Message | null {
  const head = /^MSH([^A-Za-z0-9\s])([^A-Za-z0-9\s])([^A-Za-z0-9\s])?([^A-Za-z0-9\s])?([^A-Za-z0-9\s])?/.exec(text)
  if (!head) return null
  const field = head[1]!
  const given = [head[2], head[3], head[4], head[5]].map((d) => (d === field ? undefined : d))
  const delimiters: Delimiters = { field, component: given[0] ?? '^', repetition: given[1] ?? '~', escape: given[2] ?? '\\', subcomponent: given[3] ?? '&' }
  const repaired: string[] = []
  const lines = joinContinued(text.split(/\r\n|\r|\n/).map((line) => line.replace(/^[ \t]+/, '')).filter((line) => line !== ''), field)
  const segments = lines.flatMap((line) => {
    const parts = separateRunTogether(line, field)
    if (parts.length > 1 && repaired.length === 0) repaired.push('segments ran together without a separator; separated before PID, PV1, OBR and OBX')
    return parts
  }).map((line): Segment => {
    const cells = line.split(field)
    // MSH-1 is the delimiter itself, so that everything after it is one place further.
    return line.startsWith('MSH') ? { name: 'MSH', fields: ['MSH', field, ...cells.slice(1)] } : { name: cells[0]!, fields: cells }
  })
  return { delimiters, segments, repaired }
}

/** Field `number`'s text, escaped as it came; empty when absent. */
export const fieldOf = (segment: Segment | undefined, number: number): string => segment?.fields[number] ?? ''

/** The first repetition's components, unescaped. `""` (delete) is nothing, as an absent component is. */
export function components(message: Message, value: string): string[] {
  const first = value.split(message.delimiters.repetition)[0]!
  return first.split(message.delimiters.component).map((text) => (text === '""' ? '' : unescape(message.delimiters, text).trim()))
}

/** Replaces escape sequences (HL7 v2 chapter 2.7). Formatting commands become a space or a line break; what is not a sequence stays as it is. */
export function unescape(delimiters: Delimiters, text: string): string {
  if (!text.includes(delimiters.escape)) return text
  const e = escaped(delimiters.escape)
  return text.replace(new RegExp(`${e}([^${e}]{1,200})${e}`, 'g'), (whole: string, code: string) => {
    switch (code) {
      case 'F': return delimiters.field
      case 'S': return delimiters.component
      case 'T': return delimiters.subcomponent
      case 'R': return delimiters.repetition
      case 'E': return delimiters.escape
      case 'P': return '#'
      case 'H': case 'N': return ''
    }
    if (/^X(?:[0-9A-Fa-f]{2})+$/.test(code)) return Buffer.from(code.slice(1), 'hex').toString('latin1')
    if (/^\.br|^\.sp/.test(code)) return '\n'
    if (/^\.(?:in|ti|sk|fi|nf|ce)/.test(code) || /^[CMZ]/.test(code)) return ' '
    return whole
  })
}

/** Escapes text for a field, with the usual delimiters. Line ends cannot stand in a field, and become spaces. */
export const escapeText = (text: string): string =>
  text.replace(/[\\|^&~]/g, (c) => ({ '\\': '\\E\\', '|': '\\F\\', '^': '\\S\\', '&': '\\T\\', '~': '\\R\\' })[c]!).replace(/\p{Cc}+/gu, ' ')
