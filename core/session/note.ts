// The note of a visit, written from its facts in plain sentences and one table. The same facts always give the same text: a signature binds to the hash of that text,
// so a fact that arrives late, or a correction, shows as a text that is no longer the signed one. A later version may word a sentence differently: whoever
// stores a signature stores the signed text with it.
import { localDate, MINUTE_MS, type Instant } from '../shared/index.ts'
import type { SessionEvent } from './events.ts'
import type { Fact, SessionView } from './fold.ts'
import { departures } from './note-departures.ts'
import { factWords } from './note-facts.ts'
import { delivered, groupedReadings, ordered, routineWords } from './note-infusion.ts'
import { figure, oneLine, provenance, SECTION_OF, SECTIONS, sentence, SIGN_WORDS, signUnit, writerOf, type NoteContext, type SectionTitle, type Writer } from './note-sections.ts'
import { VITAL_NAMES } from './plausible.ts'
import { recordTable, tableLines, type TableRow } from './record-table.ts'

export type NoteSection = { readonly title: string; readonly lines: readonly string[] }
export type Note = {
  readonly sections: readonly NoteSection[]
  /** The table, whose lines stand at the end of the section on vital signs. */
  readonly table: readonly TableRow[]
  /** What is signed: every section, without signatures and amendments. */
  readonly text: string
  /** Signatures and amendments, which come after the text and are not part of it. */
  readonly after: readonly string[]
}

const TABLE_HEAD = 'Values over time (by: P person, M monitor, S simulated, C corrected, L entered later)'

function heading({ view, context }: Writer): string[] {
  const anchor = view.infusion?.startedAt ?? view.arrivedAt ?? view.facts.find((fact) => !fact.withdrawn)?.event.at ?? null
  const visit = `Visit ${context.ordinal}${context.planned_sessions === null ? '' : ` of ${context.planned_sessions}`}, chair ${context.chair_name}${anchor === null ? '' : `, ${localDate(anchor, context.timeZone)}`}`
  return [visit, ...(view.arrivedAt === null ? ['arrival was not recorded'] : [])]
}

type Series = { readonly words: string; readonly unit: string; readonly readings: readonly { readonly value: number; readonly at: Instant }[] }
/** First, lowest, highest and last of a row of readings. */
function range({ words, unit, readings }: Series, time: (at: Instant) => string): string[] {
  if (readings.length === 0) return []
  const least = readings.reduce((a, b) => (b.value < a.value ? b : a))
  const most = readings.reduce((a, b) => (b.value > a.value ? b : a))
  return [`${words}: ${readings.length} reading${readings.length === 1 ? '' : 's'}, ${figure(readings[0]!.value)} at first, lowest ${figure(least.value)} (${time(least.at)}), highest ${figure(most.value)} (${time(most.at)}), ${figure(readings.at(-1)!.value)}${unit === '' ? '' : ` ${unit}`} at last`]
}

function signRanges({ view, time }: Writer): string[] {
  return VITAL_NAMES.flatMap((name) => range({ words: SIGN_WORDS[name], unit: signUnit(name), readings: view.vitals.flatMap((v) => (v.values[name] === undefined ? [] : [{ value: v.values[name], at: v.at }])) }, time))
}

function sedationRange({ view, time }: Writer): string[] {
  return range({ words: 'MOAA/S', unit: '', readings: view.facts.flatMap(({ event, withdrawn }) => (!withdrawn && event.type === 'sedation-scored' && event.scale === 'MOAA/S' ? [{ value: event.score, at: event.at }] : [])) }, time)
}

/** Whether the fact has a sentence of its own: plain readings and MOAA/S stand in the table. */
const hasSentence = (event: SessionEvent): boolean => (event.type === 'vitals-recorded' ? event.remark !== undefined || event.enteredAt !== undefined : event.type !== 'sedation-scored' || event.scale !== 'MOAA/S' || event.enteredAt !== undefined)
/** What a patient said is not signed by who wrote it down. */
const isNamed = (event: SessionEvent): boolean => event.type !== 'words-captured'

/** Names end in titles (RN, MD), and what was typed may end in a full stop: a dash parts them from the sentence. */
const by = (name: string): string => ` – ${name}`

function factLine({ event, corrections }: Fact, writer: Writer): string {
  const { view, context, time } = writer
  const stoppedAt = view.infusion?.stoppedAt ?? null
  const leaving = event.type === 'discharge-approved' && stoppedAt !== null ? `, ${Math.round((event.at - stoppedAt) / MINUTE_MS)} min after the stop` : ''
  return `${time(event.at)} ${factWords(event, writer)}${leaving}${isNamed(event) ? by(context.nameOf(event.actor)) : ''}${provenance(event, time)}${corrections.length > 0 ? ' [corrected]' : ''}`
}

function factLines(section: SectionTitle, writer: Writer): string[] {
  const facts = writer.view.facts.filter((fact) => !fact.withdrawn && SECTION_OF[fact.event.type] === section && hasSentence(fact.event))
  return groupedReadings(facts).map((told) => ('fact' in told ? factLine(told.fact, writer) : routineWords(told.routine, writer)))
}

/** Every correction, with what stood before and what stands now. */
function corrections(writer: Writer): string[] {
  const { view, context, time } = writer
  const applied = new Set(view.facts.flatMap((fact) => fact.corrections.map((c) => c.id)))
  const what = (event: SessionEvent): string => `${event.type.replaceAll('-', ' ')} of ${time(event.at)} (${factWords(event, writer)})`
  const lines = view.facts.flatMap((fact) => fact.corrections.map((c, i) => ({
    at: c.at, text: `${time(c.at)} ${what(fact.original)} ${c.withdrawn === true ? 'withdrawn' : i < fact.corrections.length - 1 || fact.withdrawn ? 'corrected' : `corrected to ${fact.event.at === fact.original.at ? '' : `${time(fact.event.at)}, `}${factWords(fact.event, writer)}`}: ${oneLine(c.reason)}${by(context.nameOf(c.actor))}${provenance(c, time)}`,
  })))
  const lost = view.facts.flatMap(({ event, withdrawn }) => (event.type === 'corrected' && !withdrawn && !applied.has(event.id) ? [{ at: event.at, text: `${time(event.at)} a correction of a fact that is not here: ${event.reason}${by(context.nameOf(event.actor))}` }] : []))
  return [...lines, ...lost].sort((a, b) => a.at - b.at).map(({ text }) => text)
}

function linesOf(section: SectionTitle, writer: Writer): string[] {
  switch (section) {
    case 'Arrival': return [...heading(writer), ...factLines(section, writer)]
    case 'Infusion': return [...ordered(writer), ...factLines(section, writer), ...delivered(writer)]
    case 'Vital signs': return [...signRanges(writer), ...factLines(section, writer)]
    case 'Scores': return [...sedationRange(writer), ...factLines(section, writer)]
    case 'Departures from order and protocol': return departures(writer)
    case 'Corrections': return corrections(writer)
    default: return factLines(section, writer)
  }
}

/** Minutes from discharge to the author's signature; null while either is missing. Never below 0: a signature by another clock can stand before the discharge. */
export function minutesToSignature(view: SessionView): number | null {
  const first = view.signatures.find((signature) => signature.meaning === 'author')
  return first === undefined || view.dischargedAt === null ? null : Math.max(0, Math.round((first.at - view.dischargedAt) / MINUTE_MS))
}

function afterwards({ view, context, time }: Writer): string[] {
  const minutes = minutesToSignature(view)
  const author = view.signatures.find((signature) => signature.meaning === 'author')
  const day = (at: Instant): string => (time(at).includes(' ') ? time(at) : `${localDate(at, context.timeZone)} ${time(at)}`)
  return view.facts.flatMap(({ event, withdrawn }) => {
    if (withdrawn) return []
    if (event.type === 'signed') return [sentence(`${day(event.at)} signed as ${event.meaning} by ${context.nameOf(event.actor)}${event.id === author?.id && minutes !== null ? `, ${minutes} min after discharge` : ''}`)]
    return event.type === 'amended' ? [sentence(`${day(event.at)} amended by ${context.nameOf(event.actor)} (${event.reason}): ${event.text}`)] : []
  })
}

/** Writes the note. Times are the site's clock; empty sections are left out. */
export function writeNote(view: SessionView, context: NoteContext): Note {
  const writer = writerOf(view, context)
  const table = recordTable(view, context.timeZone)
  const sections = SECTIONS.flatMap((title) => {
    const lines = linesOf(title, writer)
    return lines.length === 0 ? [] : [{ title, lines: lines.map(sentence) }]
  })
  const written = sections.map(({ title, lines }) => [title, ...lines, ...(title === 'Vital signs' && table.length > 0 ? [TABLE_HEAD, ...tableLines(table)] : [])].join('\n'))
  // Scores without any vital sign still have their table.
  const loose = table.length > 0 && !sections.some(({ title }) => title === 'Vital signs') ? [[TABLE_HEAD, ...tableLines(table)].join('\n')] : []
  return { sections, table, text: [...written, ...loose].join('\n\n'), after: afterwards(writer) }
}
