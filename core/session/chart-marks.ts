// The numbered marks below the curves: drugs, adverse events, other events and the patient's words, with the list that says what each number is.
import { localTime, type Instant } from '../shared/index.ts'
import { pathOf } from './chart-infusion.ts'
import type { EventType, SessionEvent } from './events.ts'
import type { SessionView } from './fold.ts'
import { factWords } from './note-facts.ts'
import { provenance, writerOf, type NoteContext } from './note-sections.ts'
import type { Frame, Role, Shape } from './record-chart.ts'

export type MarkKind = 'drug' | 'adverse' | 'event' | 'words'
export type KeyEntry = { readonly n: number; readonly at: Instant; readonly time: string; readonly kind: MarkKind; readonly text: string }

const KINDS: Readonly<Partial<Record<EventType, MarkKind>>> = {
  'medication-given': 'drug', 'adverse-event-noted': 'adverse', 'words-captured': 'words', 'infusion-paused': 'event', 'infusion-rate-changed': 'event', 'infusion-resumed': 'event', 'bag-changed': 'event', 'volume-added': 'event', 'iv-checked': 'event',
  'symptom-rated': 'event', 'alarm-answered': 'event', 'quiet-cuff-set': 'event', 'comfort-changed': 'event', 'prescriber-assessed': 'event', 'instructions-given': 'event', 'aborted': 'event', 'time-out-checked': 'event',
}
const ROLES: Readonly<Record<MarkKind, Role>> = { drug: 'mark-drug', adverse: 'mark-adverse', event: 'mark-event', words: 'mark-words' }

/** Second person of the time-out and their like are named in the note; the key of a drawing has no room for names. */
const CONTEXT: Omit<NoteContext, 'timeZone'> = { ordinal: 0, planned_sessions: null, chair_name: '', order: null, nameOf: () => 'second person' }

const kindOf = (event: SessionEvent): MarkKind | null => KINDS[event.type] ?? (event.type === 'pump-read' && event.alarm !== undefined ? 'event' : null)

export function keyOf(view: SessionView, timeZone: string): readonly KeyEntry[] {
  const writer = writerOf(view, { ...CONTEXT, timeZone })
  return view.facts.flatMap(({ event, withdrawn, corrections }) => {
    const kind = withdrawn ? null : kindOf(event)
    return kind === null ? [] : [{ at: event.at, time: localTime(event.at, timeZone), kind, text: `${factWords(event, writer).replace(', second person second person', '')}${provenance(event, writer.time)}${corrections.length > 0 ? ' (corrected)' : ''}` }]
  }).map((entry, i) => ({ n: i + 1, ...entry }))
}

const SIZE = 14
function markShape(kind: MarkKind, x: number, y: number): Shape {
  const role = ROLES[kind]
  const half = SIZE / 2
  if (kind === 'adverse') return { kind: 'path', role, d: `${pathOf([[x, y - half - 2], [x + half + 2, y + half], [x - half - 2, y + half]])}Z` }
  if (kind === 'words') return { kind: 'path', role, d: `${pathOf([[x - half - 1, y - half], [x + half + 1, y - half], [x + half + 1, y + half - 2], [x - 1, y + half - 2], [x - 4, y + half + 2], [x - 4, y + half - 2], [x - half - 1, y + half - 2]])}Z` }
  return kind === 'drug' ? { kind: 'rect', role, x: x - half, y: y - half, width: SIZE, height: SIZE } : { kind: 'dot', role, x, y, r: half, open: true }
}

/** Each mark at its time, in the first row where it has room. */
export function marksLane(view: SessionView, frame: Frame, top: number, timeZone: string): { readonly shapes: readonly Shape[]; readonly bottom: number; readonly key: readonly KeyEntry[] } {
  const key = keyOf(view, timeZone)
  const rows: number[] = []
  const shapes: Shape[] = [{ kind: 'text', role: 'lane', x: frame.left - 6, y: top + 12, text: 'drugs, events', anchor: 'end' }]
  for (const entry of key) {
    if (entry.at < frame.from || entry.at > frame.to) continue
    const x = frame.x(entry.at)
    const found = rows.findIndex((last) => x - last >= SIZE + 6)
    const row = found < 0 ? rows.length : found
    rows[row] = x
    const y = top + 9 + row * (SIZE + 5)
    shapes.push(markShape(entry.kind, x, y), { kind: 'text', role: 'mark-text', x, y: y + (entry.kind === 'adverse' ? 5 : entry.kind === 'words' ? 3 : 4), text: String(entry.n), anchor: 'middle' })
  }
  return { shapes, bottom: top + Math.max(1, rows.length) * (SIZE + 5), key }
}
