// A message as a person reads it, segment by segment. What is about the patient is left out: whoever looks for a wrong unit need not read a name.
import { parseMessage } from './message.ts'

export type ShownSegment = { readonly name: string; readonly text: string; /** The row's number among the OBX segments, as problems name it. */ readonly row: number | null; /** Left out: it is about the patient. */ readonly hidden: boolean }

/** Segments about the device and its numbers. Every other one, an unknown one too, may be about the patient. */
const OPEN: ReadonlySet<string> = new Set(['MSH', 'OBX', 'OBR', 'FHS', 'BHS', 'BTS', 'FTS', 'DSC', 'MSA', 'ERR'])
/** PV1-3 is where the device stands. */
const PLACE = 3
/** Value types of OBX-2 that hold numbers, codes and times; others may hold anything that somebody typed. */
const PLAIN_TYPES: ReadonlySet<string> = new Set(['', 'NM', 'SN', 'CE', 'CWE', 'CNE', 'CF', 'ID', 'IS', 'DT', 'TM', 'TS', 'DTM', 'NA'])
/** Fields of OBR that name people: orderer, collector, interpreter and their kind. */
const PEOPLE_OF_OBR: ReadonlySet<number> = new Set([10, 16, 17, 28, 32, 33, 34, 35])
const LEFT_OUT = '•••'

function openFields(name: string, fields: readonly string[]): { readonly fields: readonly string[]; readonly hidden: boolean } {
  const leaveOut = (is: (number: number) => boolean): { readonly fields: readonly string[]; readonly hidden: boolean } => {
    const shown = fields.map((field, i) => (i > 0 && field !== '' && is(i) ? LEFT_OUT : field))
    return { fields: shown, hidden: shown.some((field) => field === LEFT_OUT) }
  }
  if (name === 'OBX') return leaveOut((i) => (i === 5 && !PLAIN_TYPES.has((fields[2] ?? '').trim().toUpperCase())) || i === 16)
  if (name === 'OBR') return leaveOut((i) => PEOPLE_OF_OBR.has(i))
  if (name === 'PV1') return leaveOut((i) => i > 1 && i !== PLACE)
  return leaveOut(() => !OPEN.has(name))
}

/** The message by its segments, without what is about the patient. Bytes that are no message are one hidden segment. */
export function shownSegments(raw: string): ShownSegment[] {
  const message = parseMessage(raw)
  if (!message) return [{ name: '', text: `${raw.length} characters that are no HL7 v2 message`, row: null, hidden: true }]
  let row = 0
  return message.segments.map(({ name, fields }) => {
    const { fields: open, hidden } = openFields(name, name === 'MSH' ? [fields[0]!, ...fields.slice(2)] : fields)
    // A name that is none may be text that lost its line.
    const known = /^[A-Z][A-Z0-9]{2}$/.test(name)
    return { name: known ? name : '', text: known ? open.join(message.delimiters.field) : LEFT_OUT, row: name === 'OBX' ? (row += 1) : null, hidden: hidden || !known }
  })
}
