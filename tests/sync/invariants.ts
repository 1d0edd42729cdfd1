// What must hold at every moment of a bad day, and what must hold in the end. Judged against what really happened, never against what the product says of itself.
import assert from 'node:assert/strict'
import { canonicalJson } from '@chairside/core/shared'
import { fold, type EventOf, type RecordedEvent, type SessionView } from '@chairside/core/session'
import { sha256 } from '../../server/log/chain.ts'
import type { Tablet, World } from './sim-tablet.ts'

/** One text for the state of a session: equal hash, equal state. */
export const stateHash = (view: SessionView): string => sha256(canonicalJson(view))

/** At any moment: what a tablet says of its facts is true. */
export async function assertHonest(world: World, tablet: Tablet): Promise<void> {
  const { server } = world
  const lanes = new Set(tablet.sync.state().lanes.flatMap((lane) => lane.waiting))
  const refused = new Set(tablet.sync.state().refused.map((r) => r.id))
  const kept = new Map<string, string>()
  for (const session of world.sessions) {
    const shown = tablet.sync.facts(session)
    assert.equal(new Set(shown.map((k) => k.event.id)).size, shown.length, `${tablet.name} shows a fact twice`)
    const states = new Map(shown.map((k) => [k.event.id, k.state]))
    const isOpen = tablet.opened.has(session)
    for (const k of await tablet.disk.kept.all(session)) {
      const { id } = k.event
      kept.set(id, k.state)
      assert.ok(!tablet.shownTaken.has(id) || k.state === 'acknowledged', `${tablet.name}: ${id} was taken by the server, and is ${k.state} again`)
      if (k.state === 'acknowledged') assertSame(server.holds(id), k.event, `${tablet.name} keeps ${id} as taken`)
      if (isOpen && tablet.promised.has(id)) assert.ok(states.has(id), `${tablet.name} promised ${id}, and does not show it`)
    }
    for (const [id, state] of states) {
      assert.ok(kept.has(id), `${tablet.name} shows ${id}, and does not keep it`)
      if (state === 'acknowledged') tablet.shownTaken.add(id)
    }
  }
  for (const id of tablet.promised) {
    assert.ok(kept.has(id), `${tablet.name} said that ${id} is saved, and does not keep it`)
    if (kept.get(id) === 'waiting' && tablet.opened.size > 0) assert.ok(lanes.has(id) || refused.has(id) || server.holds(id), `${tablet.name} keeps ${id} back and counts it neither as waiting nor as refused`)
  }
}
/** A kept fact is an object that nothing changes: what was compared once needs no second look. */
const compared = new WeakSet<RecordedEvent>()
function assertSame(server: RecordedEvent | undefined, here: RecordedEvent, what: string): void {
  if (compared.has(here)) return
  compared.add(here)
  assert.ok(server, `${what}, and the server has no such fact`)
  assert.equal(canonicalJson(here), canonicalJson(server), `${what}, and the server has another one`)
}

/** In the end, when the line is good again: one story everywhere, and nothing promised is missing. Returns each session as it is, with its hash, and how many edits did not know each other. */
export function assertOneStory(world: World, tablets: readonly Tablet[]): { readonly views: readonly SessionView[]; readonly hashes: readonly string[]; readonly concurrentEdits: number; readonly refusedForGood: number } {
  const { server } = world
  assert.equal(server.broken(), null, 'the chain of the log')
  const views: SessionView[] = []
  const hashes: string[] = []
  let concurrentEdits = 0
  let refusedForGood = 0
  for (const session of world.sessions) {
    const log = server.stored(session)
    const truth = fold(log)
    const hash = stateHash(truth)
    views.push(truth)
    hashes.push(hash)
    assert.equal(new Set(log.map((e) => e.id)).size, log.length, 'the server has a fact twice')
    assert.deepEqual(truth.facts.map((f) => f.original.id).toSorted(), log.map((e) => e.id).toSorted(), 'a fact of the log is not in its session')
    for (const tablet of tablets) {
      // What this author may not say at all stays here, refused and in sight, and is nowhere else.
      const mine = tablet.sync.facts(session).filter((k) => k.state !== 'refused')
      assert.deepEqual(mine.map((k) => k.event.id).toSorted(), log.map((e) => e.id).toSorted(), `${tablet.name}: a fact is missing, or one too many`)
      assert.equal(stateHash(fold(mine.map((k) => k.event))), hash, `${tablet.name}: its session differs from the server's`)
      const own = tablet.disk.order.filter((id) => tablet.promised.has(id) && !tablet.everRefused.has(id) && server.holds(id)?.session === session)
      const place = new Map(log.map((e) => [e.id, e.seq]))
      assert.deepEqual(own.toSorted((a, b) => place.get(a)! - place.get(b)!), own, `${tablet.name}: the order of its own facts`)
    }
    concurrentEdits += assertNothingOverwritten(truth, tablets)
  }
  for (const tablet of tablets) {
    assert.deepEqual(tablet.sync.state().lanes, [], `${tablet.name} still holds facts back`)
    const refused = new Set(tablet.sync.state().refused.map((r) => r.id))
    for (const id of refused) assert.ok(!server.holds(id) && tablet.everRefused.has(id) && world.sessions.some((s) => tablet.sync.facts(s).some((k) => k.event.id === id && k.state === 'refused')), `${tablet.name} says that ${id} was refused, and it was not, or does not show it`)
    for (const id of tablet.promised) assert.ok(server.holds(id) || refused.has(id), `${tablet.name} said ${id} was saved, and it is lost`)
    refusedForGood += refused.size
  }
  return { views, hashes, concurrentEdits, refusedForGood }
}

/** Every edit is in sight, and two edits of one thing that did not know each other are shown as what they are. Returns how many such pairs there were. */
export function assertNothingOverwritten(view: SessionView, tablets: readonly Tablet[]): number {
  const sight = new Map(tablets.flatMap((t) => [...t.sight]))
  const knew = (a: string, b: string): boolean => sight.get(a)?.has(b) === true
  const named = new Set(view.contradictions.flatMap((c) => c.events))
  const byId = new Map(view.facts.map((f) => [f.original.id, f]))
  const standing = new Set(view.facts.flatMap((f) => f.corrections.map((c) => c.id)))
  // Whether or not the correction of a correction still stands.
  const corrected = new Set(view.facts.flatMap(({ original }) => (original.type === 'corrected' ? [original.corrects] : [])))
  let pairs = 0
  for (const { original, withdrawn } of view.facts)
    if (original.type === 'corrected') assert.ok(standing.has(original.id) || withdrawn || named.has(original.id), `the correction ${original.id} is nowhere to be seen`)
  for (const fact of view.facts) {
    const edits = fact.corrections.map((c) => ({ effect: canonicalJson(c.withdrawn === true ? 'withdrawn' : (c.replacement ?? 'as recorded')), ...(byId.get(c.id)!.original as EventOf<'corrected'>), effectId: c.id }))
    const open = edits.filter((e) => !edits.some((other) => other.id !== e.id && (knew(other.id, e.id) || (other.device === e.device && sight.get(other.id)?.has(e.id) === true))))
    const counts = edits.at(-1)
    // One that was withdrawn and brought back since was seen, and did not stand: bringing it back is the later word.
    if (counts && edits.every((e) => !corrected.has(e.effectId))) assert.ok(open.some((e) => e.id === counts.id), `${counts.id} counts for ${fact.original.id}, and somebody who saw it has corrected it since`)
    for (const a of open) for (const b of open) {
      if (a.id >= b.id || a.device === b.device || knew(a.id, b.id) || knew(b.id, a.id) || a.effect === b.effect) continue
      pairs += 1
      const shown = view.contradictions.some((c) => c.kind === 'two-corrections' && c.events.includes(a.id) && c.events.includes(b.id))
      assert.ok(shown, `${a.id} and ${b.id} correct ${fact.original.id} differently, did not know each other, and nobody is told`)
    }
  }
  const starts = view.facts.filter((f) => f.event.type === 'infusion-started' && !f.withdrawn)
  assert.equal(view.contradictions.filter((c) => c.kind === 'two-starts').length, Math.max(0, starts.length - 1), 'two starts are not shown as two')
  return pairs
}
