// Keeps a device and the server telling the same story: record first, show, send when possible. Clock, storage, network, chance and timers are handed in, so that a test can own them all.
import { inOrder, type AppendAnswer, type RecordedEvent, type SessionEvent } from '../session/index.ts'
import type { Instant } from '../shared/index.ts'
import type { EventStore, Kept } from './store.ts'
import type { Failure } from './reasons.ts'
import { answered, EMPTY_SYNC, failed, measuredSkew, nextRequest, rested, restAfter, saved, sending, settled, woken, type SyncState } from './state.ts'

export type Sent = { readonly kind: 'answered'; readonly answer: AppendAnswer } | { readonly kind: 'failed'; readonly failure: Failure; /** Nothing left this device: no network was there to take it. */ readonly unsent?: true }
/** The way to the server. Never rejects: what goes wrong has a name. */
export type Transport = (session: string, events: readonly SessionEvent[]) => Promise<Sent>

export type SyncParts = {
  readonly store: EventStore
  readonly transport: Transport
  readonly clock: () => Instant
  /** A number in [0, 1). */
  readonly random: () => number
  /** Calls `run` after `delay_ms`; the answer cancels it. */
  readonly schedule: (delay_ms: number, run: () => void) => () => void
}

export type Sync = {
  /** Resolves when the fact is safe on this device; only then may a screen say so. Rejects when the device could not keep it: then it is not recorded. */
  record(event: SessionEvent): Promise<void>
  /** Adds what the server has. */
  receive(events: readonly RecordedEvent[]): Promise<void>
  /** What is kept of a session, waiting and refused facts included, in the order of what happened; empty until `open` has read it. The same array until something changes. */
  facts(session: string): readonly Kept[]
  open(session: string): Promise<void>
  state(): SyncState
  subscribe(listener: () => void): () => void
  /** The network is back, or somebody signed in: send now. */
  wake(): void
  /** A person asked to send again what the server refused. */
  again(): Promise<void>
  /** Told of the server's time by any other answer. */
  measure(sentAt: Instant, receivedAt: Instant, server_time: string): void
  close(): void
}

const byWhen = (kept: readonly Kept[]): Kept[] => {
  const of = new Map(kept.map((k) => [k.event.id, k]))
  return inOrder(kept.map((k) => k.event)).map((event) => of.get(event.id)!)
}

/** Starts by reading what an earlier run left unsent, and goes on from there. */
export function createSync({ store, transport, clock, random, schedule }: SyncParts): Sync {
  let state: SyncState = EMPTY_SYNC
  let closed = false
  let cancelRest: (() => void) | null = null
  const waiting = new Map<string, SessionEvent>()
  const opened = new Map<string, readonly Kept[]>()
  const listeners = new Set<() => void>()
  const tell = (): void => { for (const listener of listeners) listener() }
  let reads = 0
  const newest = new Map<string, number>()
  /** Reads a session again; of two readings under way the one that began later stays. */
  const reread = async (session: string): Promise<readonly Kept[]> => {
    const turn = ++reads
    const kept = await store.all(session)
    if (turn > (newest.get(session) ?? 0)) { newest.set(session, turn); opened.set(session, byWhen(kept)) }
    return kept
  }

  function restThenGo(): void {
    cancelRest?.()
    const failures = Math.max(1, ...state.lanes.filter((lane) => lane.resting).map((lane) => lane.failures))
    cancelRest = schedule(restAfter(failures, state.failure, random()), () => { cancelRest = null; state = rested(state); void pump() })
  }

  async function pump(): Promise<void> {
    const request = closed ? null : nextRequest(state)
    if (!request) return
    state = sending(state, request)
    tell()
    const sentAt = clock()
    const sent = await transport(request.session, request.ids.map((id) => waiting.get(id)!)).catch((): Sent => ({ kind: 'failed', failure: 'busy' }))
    if (closed) return
    if (sent.kind === 'failed') state = failed(state, sent.failure, sent.unsent !== true)
    else {
      const after = answered(state, sent.answer, measuredSkew(sentAt, clock(), sent.answer.server_time))
      try {
        await store.acknowledge(after.acknowledged)
        await store.refuse(after.refused)
        const now = answered(state, sent.answer, after.state.skew_ms)
        state = now.state
        for (const { id } of [...now.acknowledged, ...now.refused]) waiting.delete(id)
        await reread(request.session)
      } catch {
        // The device could not write down the answer. The facts still wait: sending them again is harmless.
        state = failed(state, 'busy')
      }
    }
    tell()
    if (state.lanes.some((lane) => lane.resting)) restThenGo()
    void pump()
  }

  const wait = (event: SessionEvent): void => {
    waiting.set(event.id, event)
    state = saved(state, event.session, event.id)
  }
  const ready = (async () => {
    for (const event of await store.unsent()) wait(event)
    state = { ...state, refused: (await store.refused()).map(({ event, reason, message }) => ({ id: event.id, reason, message })) }
    if (!closed) { tell(); void pump() }
  })()
  // A device that cannot read its own storage says so at the first fact; nobody waits here.
  ready.catch(() => {})

  return {
    async record(event) {
      await ready
      await store.save(event)
      if (closed) return
      const kept = await reread(event.session)
      if (kept.some((k) => k.event.id === event.id && k.state === 'waiting')) wait(event)
      tell()
      void pump()
    },
    async receive(events) {
      await ready
      await store.merge(events)
      if (closed) return
      state = settled(state, new Set(events.map((e) => e.id)))
      for (const event of events) waiting.delete(event.id)
      for (const session of new Set(events.map((e) => e.session))) await reread(session)
      tell()
    },
    facts: (session) => opened.get(session) ?? NOTHING,
    async open(session) {
      await ready
      await reread(session)
      tell()
    },
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async again() {
      const ids = state.refused.map((r) => r.id)
      await store.again(ids)
      if (closed) return
      const back = new Set(ids)
      state = { ...state, refused: state.refused.filter((r) => !back.has(r.id)) }
      for (const event of await store.unsent()) wait(event)
      for (const session of opened.keys()) await reread(session)
      this.wake()
      tell()
    },
    wake() {
      cancelRest?.()
      cancelRest = null
      state = woken(state)
      void pump()
    },
    measure(sentAt, receivedAt, server_time) {
      const skew_ms = measuredSkew(sentAt, receivedAt, server_time)
      if (skew_ms === null) return
      state = { ...state, skew_ms }
      tell()
    },
    close() {
      closed = true
      cancelRest?.()
      listeners.clear()
    },
  }
}
const NOTHING: readonly Kept[] = []
