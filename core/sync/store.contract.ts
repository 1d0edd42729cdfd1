// What every EventStore promises. Run by the memory store in core and by IndexedDB in a real browser: `check` takes a fresh store and throws when a promise is broken.
import type { RecordedEvent, SessionEvent } from '../session/index.ts'
import { instant } from '../shared/index.ts'
import type { EventStore, Kept } from './store.ts'

const SESSION = '01900000-0000-7000-8000-0000000000aa'
const OTHER = '01900000-0000-7000-8000-0000000000bb'
const idOf = (n: number): string => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`
const fact = (n: number, session = SESSION): SessionEvent => ({ id: idOf(n), session, at: instant(1_800_000_000_000 - n), actor: 'staff', device: 'tablet', type: 'words-captured', text: `words ${n}` })
const record = (n: number) => ({ seq: n, recordedAt: instant(1_800_000_000_500), previousHash: 'a'.repeat(64), hash: 'b'.repeat(64) })
const acknowledged = (n: number, session = SESSION): RecordedEvent => ({ ...fact(n, session), ...record(n) })

function same(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (a !== b) throw new Error(`${what}: expected ${b}, got ${a}`)
}
const states = (kept: readonly Kept[]): string[] => kept.map((k) => `${k.event.id.slice(-2)} ${k.state}`).sort()

export type StoreCheck = { readonly name: string; readonly check: (store: EventStore) => Promise<void> }

export const STORE_CONTRACT: readonly StoreCheck[] = [
  { name: 'keeps a saved fact whole, and gives it back for its session only', check: async (store) => {
    await store.save(fact(1))
    await store.save(fact(2, OTHER))
    same(await store.all(SESSION), [{ state: 'waiting', event: fact(1) }], 'all')
    same(states(await store.all(OTHER)), ['02 waiting'], 'all of the other')
  } },
  { name: 'keeps an id once, as it was saved first', check: async (store) => {
    await store.save(fact(1))
    await store.save({ ...fact(1), text: 'other words' } as SessionEvent)
    same(await store.all(SESSION), [{ state: 'waiting', event: fact(1) }], 'all')
  } },
  { name: 'gives what waits in the order of saving, whatever the ids and times say', check: async (store) => {
    for (const n of [5, 3, 9, 1, 7]) await store.save(fact(n, n % 2 === 0 ? OTHER : SESSION))
    same((await store.unsent()).map((e) => e.id), [5, 3, 9, 1, 7].map(idOf), 'unsent')
    await store.acknowledge([{ id: idOf(9), ...record(1) }])
    same((await store.unsent()).map((e) => e.id), [5, 3, 1, 7].map(idOf), 'unsent after one was acknowledged')
  } },
  { name: 'an acknowledged fact carries its record and never goes back', check: async (store) => {
    await store.save(fact(1))
    await store.acknowledge([{ id: idOf(1), ...record(4) }])
    await store.refuse([{ id: idOf(1), reason: 'bad-input', message: 'late' }])
    await store.again([idOf(1)])
    await store.save(fact(1))
    const [kept] = await store.all(SESSION)
    same([kept?.state, kept?.state === 'acknowledged' ? [kept.event.seq, kept.event.hash] : null], ['acknowledged', [4, 'b'.repeat(64)]], 'kept')
    same(await store.unsent(), [], 'unsent')
  } },
  { name: 'a refused fact stays, with why, and waits again only when asked', check: async (store) => {
    await store.save(fact(1))
    await store.save(fact(2))
    await store.refuse([{ id: idOf(1), reason: 'unknown-session', message: 'no such session' }])
    same(await store.refused(), [{ state: 'refused', event: fact(1), reason: 'unknown-session', message: 'no such session' }], 'refused')
    same((await store.unsent()).map((e) => e.id), [idOf(2)], 'unsent')
    await store.again([idOf(1), idOf(2), idOf(3)])
    same([...(await store.unsent())].map((e) => e.id).sort(), [idOf(1), idOf(2)], 'unsent again')
    same(await store.refused(), [], 'refused after')
  } },
  { name: 'merging is a union: it adds, settles what waited, and removes nothing', check: async (store) => {
    await store.save(fact(1))
    await store.save(fact(2))
    await store.merge([acknowledged(1), acknowledged(3), acknowledged(4, OTHER)])
    await store.merge([acknowledged(1)])
    same(states(await store.all(SESSION)), ['01 acknowledged', '02 waiting', '03 acknowledged'], 'all')
    same((await store.unsent()).map((e) => e.id), [idOf(2)], 'unsent')
    await store.merge([])
    same(states(await store.all(OTHER)), ['04 acknowledged'], 'other')
  } },
  { name: 'ignores answers about facts that are not kept here', check: async (store) => {
    await store.acknowledge([{ id: idOf(8), ...record(1) }])
    await store.refuse([{ id: idOf(8), reason: 'other', message: '' }])
    same(await store.all(SESSION), [], 'all')
  } },
]
