import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { instant } from '@chairside/core/shared'
import type { AppendAnswer, RecordedEvent, SessionEvent } from '@chairside/core/session'
import {
  answered, createMemoryStore, createSync, EMPTY_SYNC, failed, FAILURES, isSkewShown, measuredSkew, MOST_IN_ONE_REQUEST, nextRequest, refusalReason, restAfter, saved, sending, settled,
  unbrokenTo, waitingCount, woken, type EventStore, type Kept, type Sent, type SyncState,
} from './index.ts'
import { STORE_CONTRACT } from './store.contract.ts'

const A = '01900000-0000-7000-8000-0000000000aa'
const B = '01900000-0000-7000-8000-0000000000bb'
const T = '2027-01-15T08:00:00.000Z'
const ack = (id: string) => ({ id, seq: 1, recordedAt: T, previousHash: '', hash: '' })
const answer = (acknowledged: string[], refused: string[] = []): AppendAnswer =>
  ({ acknowledged: acknowledged.map(ack), refused: refused.map((id) => ({ id, reason: 'bad-input', message: 'no' })), server_time: T })
const send = (state: SyncState): SyncState => sending(state, nextRequest(state)!)

for (const { name, check } of STORE_CONTRACT) test(`[SYN15] memory store: ${name}`, () => check(createMemoryStore()))

test('[SYN5] sends the first facts of a session in order, one request at a time', () => {
  const ids = Array.from({ length: MOST_IN_ONE_REQUEST + 5 }, (_, i) => `id-${i}`)
  const state = ids.reduce((s, id) => saved(s, A, id), EMPTY_SYNC)
  assert.deepEqual(nextRequest(state), { session: A, ids: ids.slice(0, MOST_IN_ONE_REQUEST) })
  assert.equal(nextRequest(send(state)), null)
})

test('[SYN3] a fact saved twice waits once', () => {
  assert.equal(waitingCount(saved(saved(EMPTY_SYNC, A, 'x'), A, 'x')), 1)
})

test('[SYN4] only the ids that the answer names stop waiting', () => {
  const state = send(saved(saved(saved(EMPTY_SYNC, A, '1'), A, '2'), A, '3'))
  const after = answered(state, answer(['1'], ['3']), null)
  assert.deepEqual(after.state.lanes, [{ session: A, waiting: ['2'], failures: 0, resting: false }])
  assert.deepEqual(after.state.refused.map((r) => r.id), ['3'])
})

test('[SYN6] a session that fails rests alone', () => {
  const after = failed(send(saved(saved(EMPTY_SYNC, A, '1'), B, '2')), 'not-allowed')
  assert.deepEqual(nextRequest(after), { session: B, ids: ['2'] })
})

test('[SYN7] without the line everything rests until it is back', () => {
  const after = failed(send(saved(saved(EMPTY_SYNC, A, '1'), B, '2')), 'offline')
  assert.equal(nextRequest(after), null)
  assert.deepEqual(nextRequest(woken(after)), { session: A, ids: ['1'] })
})

test('[OFF3] what was sent without an answer is not confirmed until the server names it; what never left, or was turned away, is not called sent', () => {
  const sent = send(saved(saved(EMPTY_SYNC, A, '1'), A, '2'))
  for (const failure of FAILURES) assert.deepEqual(failed(sent, failure).unconfirmed, failure === 'offline' || failure === 'busy' ? ['1', '2'] : [], failure)
  assert.deepEqual(failed(sent, 'offline', false).unconfirmed, [])
  const twice = failed(sending(woken(failed(sent, 'busy')), { session: A, ids: ['1', '2'] }), 'offline')
  assert.deepEqual(twice.unconfirmed, ['1', '2'])
  assert.deepEqual(settled(twice, new Set(['1'])).unconfirmed, ['2'], 'read again: the clinic has the first')
  assert.deepEqual(answered(sending(woken(twice), { session: A, ids: ['1', '2'] }), answer(['1'], ['2']), null).state.unconfirmed, [])
})

test('[SYN8] rests grow from 1 s to 30 s and never leave those bounds', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 20].map((n) => restAfter(n, 'offline', 1)), [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  fc.assert(fc.property(fc.nat(60), fc.double({ min: 0, max: 0.999, noNaN: true }), fc.constantFrom(...FAILURES), (n, chance, failure) => {
    const rest = restAfter(n, failure, chance)
    assert.ok(rest >= 500 && rest <= 30_000)
  }))
})

test('[SYN11] a reason that is not in the list becomes `other`', () => {
  assert.deepEqual(['bad-input', 'id-reused', 'unknown-session', 'moon-phase'].map(refusalReason), ['bad-input', 'id-reused', 'unknown-session', 'other'])
})

test('[SYN12] a clock more than 60 s away is shown, and a slow or backward round trip measures nothing', () => {
  const server = Date.parse(T)
  assert.equal(measuredSkew(instant(server + 61_000), instant(server + 63_000), T), 62_000)
  assert.equal(isSkewShown({ ...EMPTY_SYNC, skew_ms: 62_000 }), true)
  assert.equal(isSkewShown({ ...EMPTY_SYNC, skew_ms: -60_000 }), false)
  assert.equal(measuredSkew(instant(server), instant(server + 11_000), T), null)
  assert.equal(measuredSkew(instant(server), instant(server - 5), T), null)
})

test('[SYN14] an answer that settles nothing makes the session rest', () => {
  const after = answered(send(saved(EMPTY_SYNC, A, '1')), answer([]), null)
  assert.equal(nextRequest(after.state), null)
  assert.equal(waitingCount(after.state), 1)
})

test('[SYN4] what another way delivered stops waiting while a request is under way', () => {
  const state = settled(send(saved(EMPTY_SYNC, A, '1')), new Set(['1']))
  assert.equal(waitingCount(answered(state, answer(['1']), null).state), 0)
})

const event = (n: number): SessionEvent => ({ id: `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`, session: A, at: instant(1_800_000_000_000 + n), actor: 's', device: 'd', type: 'words-captured', text: `${n}` })
const settle = async (): Promise<void> => { for (let i = 0; i < 50; i += 1) await Promise.resolve() }
const never = (): (() => void) => () => {}

test('[SYN1] a fact that the device could not keep is not sent and not shown', async () => {
  const store = { ...createMemoryStore(), save: async () => { throw new Error('disk full') } }
  let sent = 0
  const sync = createSync({ store, transport: async () => { sent += 1; return { kind: 'failed', failure: 'offline' } }, clock: () => instant(0), random: () => 0, schedule: never })
  await sync.open(A)
  await assert.rejects(sync.record(event(1)), /disk full/)
  await settle()
  assert.deepEqual([sent, sync.facts(A)], [0, []])
})

test('[SYN2] the next start sends what an earlier one left', async () => {
  const store = createMemoryStore()
  await store.save(event(2))
  await store.save(event(1))
  const sent: string[][] = []
  const transport = async (_: string, events: readonly SessionEvent[]): Promise<Sent> => { sent.push(events.map((e) => e.id)); return { kind: 'answered', answer: answer(events.map((e) => e.id)) } }
  const sync = createSync({ store, transport, clock: () => instant(0), random: () => 0, schedule: never })
  await settle()
  assert.deepEqual(sent, [[event(2).id, event(1).id]])
  assert.equal(waitingCount(sync.state()), 0)
})

test('[SYN10] a refused fact is kept with its reason and goes again only when asked', async () => {
  let willing = false
  let asked = 0
  const transport = async (_: string, events: readonly SessionEvent[]): Promise<Sent> => {
    asked += 1
    const ids = events.map((e) => e.id)
    return { kind: 'answered', answer: willing ? answer(ids) : answer([], ids) }
  }
  const sync = createSync({ store: createMemoryStore(), transport, clock: () => instant(0), random: () => 0, schedule: never })
  await sync.open(A)
  await sync.record(event(1))
  await settle()
  assert.deepEqual(sync.facts(A).map((k) => [k.state, k.state === 'refused' ? k.message : '']), [['refused', 'no']])
  sync.wake()
  await settle()
  assert.equal(asked, 1)
  willing = true
  await sync.again()
  await settle()
  assert.deepEqual(sync.facts(A).map((k) => k.state), ['acknowledged'])
  assert.deepEqual(sync.state().refused, [])
})

const parts = (store: EventStore, sent: string[][] = []): Parameters<typeof createSync>[0] => ({
  store, clock: () => instant(0), random: () => 0, schedule: never,
  transport: async (_: string, events: readonly SessionEvent[]): Promise<Sent> => { sent.push(events.map((e) => e.id)); return { kind: 'answered', answer: answer(events.map((e) => e.id)) } },
})
/** The first call of `name` fails; where `done` it does its work all the same. */
function failingOnce(store: EventStore, name: 'save' | 'unsent' | 'all', done: boolean): EventStore {
  let failed = false
  return { ...store, [name]: async (given: never) => {
    if (failed) return store[name](given)
    failed = true
    if (done) await store[name](given)
    throw new Error('the storage failed')
  } }
}

test('[SYN26] a write that failed and had happened counts as recorded, is shown and is sent; one that had not is refused', async () => {
  const sent: string[][] = []
  const sync = createSync(parts(failingOnce(createMemoryStore(), 'save', true), sent))
  await sync.open(A)
  await sync.record(event(1))
  await settle()
  assert.deepEqual([sent, sync.facts(A).map((k) => k.state)], [[[event(1).id]], ['acknowledged']])
  const other = createSync(parts(failingOnce(createMemoryStore(), 'save', false)))
  await other.open(A)
  await assert.rejects(other.record(event(1)), /the storage failed/)
  assert.deepEqual(other.facts(A), [])
})

test('[SYN26] a fact that is saved is recorded and shown, also when the storage cannot be read after it', async () => {
  const store = createMemoryStore()
  let broken = false
  const sync = createSync({ ...parts({ ...store, all: (session) => (broken ? Promise.reject(new Error('unreadable')) : store.all(session)) }), transport: () => new Promise(() => {}) })
  await sync.open(A)
  await sync.record(event(1))
  broken = true
  await sync.record(event(2))
  assert.deepEqual(sync.facts(A).map((k) => [k.event.id, k.state]), [[event(1).id, 'waiting'], [event(2).id, 'waiting']])
  assert.equal(waitingCount(sync.state()), 2)
})

test('[SYN27] a storage that could not be read at the start is read by the next call', async () => {
  const store = createMemoryStore()
  await store.save(event(1))
  const sent: string[][] = []
  const sync = createSync(parts(failingOnce(store, 'unsent', false), sent))
  await settle()
  assert.deepEqual(sent, [])
  await sync.record(event(2))
  await settle()
  assert.deepEqual(sent.flat(), [event(1).id, event(2).id])
})

test('[SYN28] two taps at once are sent in their order, also when the first write fails and has to be looked up', async () => {
  const sent: string[][] = []
  const sync = createSync(parts(failingOnce(createMemoryStore(), 'save', true), sent))
  await sync.open(A)
  await Promise.all([sync.record(event(2)), sync.record(event(1))])
  await settle()
  assert.deepEqual(sent.flat(), [event(2).id, event(1).id])
})

test('[SYN29] what another window of this browser saved is taken up and sent', async () => {
  const store = createMemoryStore()
  const sent: string[][] = []
  const sync = createSync(parts(store, sent))
  await sync.open(A)
  await store.save(event(1))
  await sync.open(A)
  await settle()
  assert.deepEqual([sent.flat(), sync.facts(A).map((k) => k.state)], [[event(1).id], ['acknowledged']])
})

/** As the server has them: with their numbers. */
const recorded = (...numbers: number[]): RecordedEvent[] => numbers.map((seq) => ({ ...event(seq), seq, recordedAt: instant(0), previousHash: '', hash: `${seq}` }))

test('[SYN32] a device has every fact up to the last number before a gap, whatever waits here and in whatever order it came', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 40 }), (numbers) => {
    const here = unbrokenTo([...recorded(...numbers).map((e): Kept => ({ state: 'acknowledged', event: e })), { state: 'waiting', event: event(99) }])
    assert.ok(Array.from({ length: here }, (_, i) => i + 1).every((n) => numbers.includes(n)) && !numbers.includes(here + 1))
  }))
})

test('[SYN32] a gap is filled by the facts after the last one before it', async () => {
  const sync = createSync(parts(createMemoryStore()))
  await sync.open(A)
  await sync.receive(recorded(1, 2, 4))
  assert.equal(unbrokenTo(sync.facts(A)), 2)
  await sync.receive(recorded(3, 4, 5))
  assert.deepEqual([unbrokenTo(sync.facts(A)), sync.facts(A).length], [5, 5])
})

test('[SYN33] what is here already is neither written nor read again and changes nothing on the screen; a fact that waited becomes the clinic\'s', async () => {
  const kept = createMemoryStore()
  const calls: string[] = []
  const store: EventStore = { ...kept, merge: (events) => { calls.push(`merge ${events.length}`); return kept.merge(events) }, all: (session) => { calls.push('all'); return kept.all(session) } }
  const sync = createSync({ ...parts(store), transport: () => new Promise(() => {}) })
  await sync.open(A)
  await sync.receive(recorded(1, 2))
  await sync.record(event(3))
  const [shown, before] = [sync.facts(A), calls.length]
  await sync.receive(recorded(1, 2))
  assert.equal(sync.facts(A), shown)
  assert.deepEqual(calls.slice(before).filter((call) => call !== 'merge 0'), [])
  await sync.receive(recorded(1, 2, 3))
  assert.deepEqual([sync.facts(A).map((k) => k.state), waitingCount(sync.state())], [['acknowledged', 'acknowledged', 'acknowledged'], 0])
})

test('[SYN33] a reading that was under way while something was recorded neither hides it nor loses what it brought', async () => {
  const kept = createMemoryStore()
  let hold: Promise<void> | null = null
  const store: EventStore = { ...kept, all: async (session) => { const rows = await kept.all(session); const waiting = hold; hold = null; await waiting; return rows } }
  const sync = createSync({ ...parts(store), transport: () => new Promise(() => {}) })
  await sync.open(A)
  let release = (): void => {}
  hold = new Promise((resolve) => { release = resolve })
  const reading = sync.receive(recorded(1))
  await settle()
  await sync.record(event(2))
  release()
  await reading
  assert.deepEqual(sync.facts(A).map((k) => k.event.id).toSorted(), [event(1).id, event(2).id])
})

test('[SYN16] after the storage was cleared nothing is taken for known: the server\'s facts are written again', async () => {
  const [first, second] = [createMemoryStore(), createMemoryStore()]
  let store: EventStore = first
  const moving = Object.fromEntries(Object.keys(first).map((name) => [name, (given: never) => store[name as keyof EventStore](given)])) as unknown as EventStore
  const sync = createSync(parts(moving))
  await sync.open(A)
  await sync.receive(recorded(1))
  store = second
  sync.forget()
  await sync.open(A)
  await sync.receive(recorded(1))
  assert.equal((await second.all(A)).length, 1)
})
