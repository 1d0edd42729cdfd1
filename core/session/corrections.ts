// From facts as recorded to facts as they now count: each once, in the order of what happened, with its last correction in place.
import { canonicalJson, parseInstant } from '../shared/index.ts'
import { parsePayload, type EventOf, type SessionEvent } from './events.ts'
import type { SessionState } from './fold.ts'

export type Fact = {
  /** The fact as it now counts: with the last correction's payload in place. */
  readonly event: SessionEvent
  /** The fact as it was recorded. */
  readonly original: SessionEvent
  /** Those that stand; the last one counts. */
  readonly corrections: readonly EventOf<'corrected'>[]
  readonly withdrawn: boolean
}

export type Contradiction = {
  readonly kind: 'two-starts' | 'two-rates' | 'two-answers' | 'two-corrections' | 'out-of-state' | 'correction-of-nothing' | 'correction-unreadable'
  /** The facts that do not agree, the one that counts first. */
  readonly events: readonly string[]
  readonly state: SessionState
}

const byTime = (a: SessionEvent, b: SessionEvent): number => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** Distinct events by id, in the order of what happened. The first copy of an id wins: ids are made once, copies are equal. */
export function inOrder<E extends SessionEvent>(events: readonly E[]): E[] {
  const distinct = new Map<string, E>()
  for (const event of events) if (!distinct.has(event.id)) distinct.set(event.id, event)
  return [...distinct.values()].sort(byTime)
}

type Correction = EventOf<'corrected'>

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

/** How many corrections lie between each correction and the fact at its end; without those that end at nothing or run in a circle. */
function correctionDepths(corrections: ReadonlyMap<string, Correction>, known: ReadonlySet<string>): Map<string, number> {
  const depths = new Map<string, number>()
  const lost = new Set<string>()
  for (const start of corrections.values()) {
    const path: Correction[] = []
    const onPath = new Set<string>()
    let next: Correction | undefined = start
    let base: number | null = null
    while (next) {
      const depth = depths.get(next.id)
      if (depth !== undefined) { base = depth; break }
      if (lost.has(next.id) || onPath.has(next.id)) break
      path.push(next)
      onPath.add(next.id)
      const target = corrections.get(next.corrects)
      if (!target && known.has(next.corrects)) base = 0
      next = target
    }
    path.toReversed().forEach((correction, i) => { if (base === null) lost.add(correction.id); else depths.set(correction.id, base + i + 1) })
  }
  return depths
}

/** The event with a correction's replacement in place, or null when the replacement cannot be read. A replacement of `at` alone corrects the time and keeps the rest. */
function replaced(original: SessionEvent, replacement: Readonly<Record<string, unknown>>): SessionEvent | null {
  const { at: time, ...rest } = replacement
  const at = time === undefined ? original.at : parseInstant(time)
  if (at === null) return null
  if (Object.keys(rest).length === 0 && time !== undefined) return { ...original, at }
  const payload = parsePayload(original.type, rest, 'replacement')
  if (!payload.ok) return null
  const { id, session, actor, device, enteredAt, enteredFrom, type } = original
  const event = { ...payload.value, id, session, at, actor, device, ...(enteredAt === undefined ? {} : { enteredAt }), ...(enteredFrom === undefined ? {} : { enteredFrom }), type } as SessionEvent
  return event.type === 'corrected' && event.corrects !== (original as Correction).corrects ? null : event
}

/** What a correction makes of its fact. */
const effectOf = ({ withdrawn, replacement }: Correction): string => (withdrawn === true ? 'withdrawn' : replacement === undefined ? 'as recorded' : canonicalJson(replacement))

/** Standing corrections of one fact with those last that no other was made in sight of, the heads, and among them the latest by time: the last one counts. */
function byCounting(standing: readonly Correction[]): { readonly ordered: readonly Correction[]; readonly heads: readonly Correction[] } {
  const seen = new Set(standing.flatMap((c) => (c.after ?? []).filter((id) => id !== c.id)))
  const inTime = standing.toSorted(byTime)
  const heads = inTime.filter((c) => !seen.has(c.id))
  // Sight in a circle never was: then time alone decides.
  return heads.length === 0 ? { ordered: inTime, heads: inTime } : { ordered: [...inTime.filter((c) => seen.has(c.id)), ...heads], heads }
}

/** Each fact as it counts, in order. What is wrong with corrections is added to `contradictions`. */
export function applyCorrections(ordered: readonly SessionEvent[], contradictions: Contradiction[]): Fact[] {
  const all = new Map(ordered.flatMap((event) => (event.type === 'corrected' ? [[event.id, event] as const] : [])))
  const depths = correctionDepths(all, new Set(ordered.map((event) => event.id)))
  const effective = new Map<string, Fact>()
  const correctionsOf = new Map<string, Correction[]>()
  const settle = (original: SessionEvent): Fact => {
    const own = correctionsOf.get(original.id)
    if (!own) return { event: original, original, corrections: [], withdrawn: false }
    const valid = own.flatMap((correction) => {
      const { event, withdrawn } = effective.get(correction.id)!
      return withdrawn ? [] : [event as Correction]
    })
    const { ordered: standing, heads } = byCounting(valid)
    const last = standing.at(-1)
    if (!last) return { event: original, original, corrections: [], withdrawn: false }
    if (new Set(heads.map((c) => c.device)).size > 1 && new Set(heads.map(effectOf)).size > 1) contradictions.push({ kind: 'two-corrections', events: heads.map((c) => c.id).toReversed(), state: 'expected' })
    if (last.withdrawn === true || last.replacement === undefined) return { event: original, original, corrections: standing, withdrawn: last.withdrawn === true }
    const event = replaced(original, last.replacement)
    if (event) return { event, original, corrections: standing, withdrawn: false }
    contradictions.push({ kind: 'correction-unreadable', events: [last.id, original.id], state: 'expected' })
    return { event: original, original, corrections: standing, withdrawn: false }
  }
  for (const correction of all.values()) {
    if (depths.has(correction.id)) append(correctionsOf, correction.corrects, correction)
    else contradictions.push({ kind: 'correction-of-nothing', events: [correction.id], state: 'expected' })
  }
  // The outermost corrections first: what corrects a correction must be settled before the correction counts.
  const outermost = [...depths].sort(([, a], [, b]) => b - a)
  for (const [id] of outermost) effective.set(id, settle(all.get(id)!))
  return ordered.map((event) => effective.get(event.id) ?? (event.type === 'corrected' ? { event, original: event, corrections: [], withdrawn: false } : settle(event)))
    .sort((a, b) => byTime(a.event, b.event))
}
