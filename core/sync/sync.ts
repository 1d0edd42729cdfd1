// Keeps a device and the server telling the same story: record first, show, send when possible. Clock, storage, network, chance and timers are handed in, so that a test can own them all.
import { inOrder, type AppendAnswer, type RecordedEvent, type SessionEvent } from '../session/index.ts'
import type { Instant } from '../shared/index.ts'
import type { Acknowledgement, EventStore, Kept, RefusedFact } from './store.ts'
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
  /**
   * Resolves when the fact is safe on this device; only then may a screen say so. Rejects when the device could not keep it: then it is not recorded. After a failed write the storage
   * is read, and what is there counts; only where that fails too is nothing certain, and the same fact may be recorded again under its id.
   */
  record(event: SessionEvent): Promise<void>
  /** Adds what the server has; what this device has already is not written again. */
  receive(events: readonly RecordedEvent[]): Promise<void>
  /** What is kept of a session, waiting and refused facts included, in the order of what happened; empty until `open` has read it. The same array until something changes. */
  facts(session: string): readonly Kept[]
  open(session: string): Promise<void>
  /** The storage may have been cleared of what the server has: every session is read again when it is next asked for. */
  forget(): void
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

/** The number of the server up to which a device has every fact of a session, without a gap: from there on it needs the rest. */
export function unbrokenTo(kept: readonly Kept[]): number {
  const have = new Set(kept.flatMap((k) => (k.state === 'acknowledged' ? [k.event.seq] : [])))
  let count = 0
  while (have.has(count + 1)) count += 1
  return count
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
  /** When a session last changed without a reading. */
  const moved = new Map<string, number>()
  /** Reads a session again; of two readings under way the one that began later stays, and one that the session has moved on from is made again. */
  const reread = async (session: string): Promise<readonly Kept[]> => {
    const turn = ++reads
    const kept = await store.all(session)
    if (turn < (moved.get(session) ?? 0)) return reread(session)
    if (turn > (newest.get(session) ?? 0)) { newest.set(session, turn); opened.set(session, byWhen(kept)) }
    return kept
  }
  const move = (session: string, kept: readonly Kept[]): void => { moved.set(session, ++reads); opened.set(session, byWhen(kept)) }

  /** Shows what the storage has just written down of an answer: reading an hour of facts again for one would keep the next tap waiting. */
  const settle = (session: string, acknowledged: readonly Acknowledgement[], refused: readonly RefusedFact[]): void => {
    const shown = opened.get(session)
    if (shown === undefined) return
    const taken = new Map(acknowledged.map(({ id, ...record }) => [id, record]))
    const not = new Map(refused.map(({ id, ...why }) => [id, why]))
    move(session, shown.map((kept): Kept => {
      const [record, why] = [taken.get(kept.event.id), not.get(kept.event.id)]
      if (kept.state === 'acknowledged' || (!record && !why)) return kept
      return record ? { state: 'acknowledged', event: { ...kept.event, ...record } } : { state: 'refused', event: kept.event, ...why! }
    }))
  }
  /** What this device does not show as acknowledged yet. The rest is in its storage: the screen never shows what is not. */
  const news = (events: readonly RecordedEvent[]): readonly RecordedEvent[] => {
    const have = new Set([...new Set(events.map((e) => e.session))].flatMap((session) => (opened.get(session) ?? NOTHING).flatMap((k) => (k.state === 'acknowledged' ? [k.event.id] : []))))
    return events.filter((e) => !have.has(e.id))
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
        settle(request.session, now.acknowledged, now.refused)
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
  /** Takes the storage's word for what waits and what was refused: left by an earlier run, recorded in another window, or changed by a write that failed and had happened. */
  const takeUp = async (): Promise<void> => {
    const unsent = await store.unsent()
    const refused = (await store.refused()).map(({ event, reason, message }) => ({ id: event.id, reason, message }))
    state = { ...state, refused }
    for (const event of unsent) if (!waiting.has(event.id) && !refused.some((r) => r.id === event.id)) wait(event)
  }
  const begin = async (): Promise<void> => {
    await takeUp()
    if (!closed) { tell(); void pump() }
  }
  let begun: Promise<void> | null = null
  /** A storage that could not be read is read again by whoever needs it next: one bad moment must not end the recording. */
  const ready = (): Promise<void> => (begun ??= begin().catch((error: unknown) => { begun = null; throw error }))
  ready().catch(() => {})

  const isKept = async (event: SessionEvent): Promise<boolean> => (await store.all(event.session)).some((k) => k.event.id === event.id)
  /** Shows a saved fact that no reading of the storage brought: none was needed, or it failed. */
  const show = (event: SessionEvent): void => {
    const shown = opened.get(event.session) ?? NOTHING
    if (shown.some((k) => k.event.id === event.id)) return
    move(event.session, [...shown, { state: 'waiting', event }])
  }

  let lastRecord: Promise<void> = Promise.resolve()
  async function recordOne(event: SessionEvent): Promise<void> {
    await ready()
    // A write that failed may have happened all the same: what is there counts.
    await store.save(event).catch(async (error: unknown) => { if (!(await isKept(event).catch(() => false))) throw error })
    if (closed) return
    // An open session is known already: reading an hour of facts again for one more would keep the nurse waiting.
    const known = opened.get(event.session) ?? await reread(event.session).catch(() => NOTHING)
    show(event)
    if ((known.find((k) => k.event.id === event.id)?.state ?? 'waiting') === 'waiting') wait(event)
    tell()
    void pump()
  }

  return {
    record(event) {
      // One after the other: the order of the taps is the order of the sending, also where one write fails and has to be looked up.
      const mine = lastRecord.then(() => recordOne(event))
      lastRecord = mine.catch(() => {})
      return mine
    },
    async receive(events) {
      await ready()
      const fresh = news(events)
      await store.merge(fresh)
      if (closed) return
      state = settled(state, new Set(events.map((e) => e.id)))
      for (const event of events) waiting.delete(event.id)
      for (const session of new Set(fresh.map((e) => e.session))) await reread(session)
      tell()
    },
    forget() { opened.clear() },
    facts: (session) => opened.get(session) ?? NOTHING,
    async open(session) {
      await ready()
      await takeUp()
      if (closed) return
      await reread(session)
      tell()
      void pump()
    },
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async again() {
      // Whether or not the write failed: what the storage says now is what waits and what was refused.
      const asked = await store.again(state.refused.map((r) => r.id)).then(() => null, (error: unknown) => ({ error }))
      await takeUp()
      if (asked) throw asked.error
      if (closed) return
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
