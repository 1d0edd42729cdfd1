/*
What a device does with the facts it has not delivered. Pure: a state, what to send next, and how each answer changes the state. Rules SYN1..SYN14 in docs/rules/sync.md.

Invariants:
 1. A fact leaves `waiting` only when the server acknowledged or refused it by its id.
 2. The facts of one session go in the order in which this device recorded them; the next request starts when the one before has been answered or has failed.
 3. A session that fails rests alone: the others go on.
 4. No absolute time is kept: a clock that jumps can neither hurry nor stop the sending.
*/
import type { AppendAnswer } from '../session/index.ts'
import { parseInstant, type Instant } from '../shared/index.ts'
import type { Acknowledgement, RefusedFact } from './store.ts'
import { isPassing, refusalReason, type Failure } from './reasons.ts'

export type Lane = {
  readonly session: string
  /** Ids in the order recorded. */
  readonly waiting: readonly string[]
  /** Attempts in a row that brought nothing. */
  readonly failures: number
  /** Not sent again until `rested` (a timer) or `woken` (the network, a sign-in, a person). */
  readonly resting: boolean
}
export type SyncState = {
  readonly lanes: readonly Lane[]
  readonly inFlight: { readonly session: string; readonly ids: readonly string[] } | null
  /** Why the last request was not answered; null after an answer. */
  readonly failure: Failure | null
  /** This device's clock minus the server's, in milliseconds; null until measured. */
  readonly skew_ms: number | null
  /** Facts that were sent and got no answer: the server may have them or not, and nobody may say either until it answers (OFF3). */
  readonly unconfirmed: readonly string[]
  /** Facts that the server will not take as they are: they wait for a person. */
  readonly refused: readonly RefusedFact[]
}

export const EMPTY_SYNC: SyncState = { lanes: [], inFlight: null, failure: null, skew_ms: null, unconfirmed: [], refused: [] }

/** Facts in one request. The server takes 500; fewer keep a slow line moving. */
export const MOST_IN_ONE_REQUEST = 100
/** A difference between the device's clock and the server's is shown from here on (design: detected and shown, never silently corrected). */
export const SHOWN_SKEW_MS = 60_000
/** An answer that took longer than this says nothing certain about the clock. */
const MEASURABLE_ROUND_TRIP_MS = 10_000
const FIRST_DELAY_MS = 1000
const LONGEST_DELAY_MS = 30_000

export const waitingCount = (state: SyncState): number => state.lanes.reduce((sum, lane) => sum + lane.waiting.length, 0)
export const isSkewShown = (state: SyncState): boolean => state.skew_ms !== null && Math.abs(state.skew_ms) > SHOWN_SKEW_MS

const withLane = (state: SyncState, session: string, change: (lane: Lane) => Lane): SyncState => {
  const known = state.lanes.some((lane) => lane.session === session)
  const lanes = known ? state.lanes : [...state.lanes, { session, waiting: [], failures: 0, resting: false }]
  return { ...state, lanes: lanes.map((lane) => (lane.session === session ? change(lane) : lane)).filter((lane) => lane.waiting.length > 0) }
}

/** A fact was saved on this device. Saved twice: once. */
export const saved = (state: SyncState, session: string, id: string): SyncState =>
  withLane(state, session, (lane) => (lane.waiting.includes(id) ? lane : { ...lane, waiting: [...lane.waiting, id] }))

/** The next request: the first facts of the first session that is not resting. Null while one is under way or nothing may go. */
export function nextRequest(state: SyncState): { readonly session: string; readonly ids: readonly string[] } | null {
  if (state.inFlight) return null
  const lane = state.lanes.find((l) => !l.resting)
  return lane ? { session: lane.session, ids: lane.waiting.slice(0, MOST_IN_ONE_REQUEST) } : null
}

export const sending = (state: SyncState, request: { readonly session: string; readonly ids: readonly string[] }): SyncState => ({ ...state, inFlight: request })

const withRefused = (before: readonly RefusedFact[], more: readonly RefusedFact[]): readonly RefusedFact[] =>
  more.length === 0 ? before : [...before.filter((r) => !more.some((m) => m.id === r.id)), ...more]

/** The server has these facts, or will not take them: they wait no longer. */
export function settled(state: SyncState, ids: ReadonlySet<string>): SyncState {
  return {
    ...state, refused: state.refused.some((r) => ids.has(r.id)) ? state.refused.filter((r) => !ids.has(r.id)) : state.refused,
    unconfirmed: state.unconfirmed.some((id) => ids.has(id)) ? state.unconfirmed.filter((id) => !ids.has(id)) : state.unconfirmed,
    lanes: state.lanes.map((lane) => ({ ...lane, waiting: lane.waiting.filter((id) => !ids.has(id)) })).filter((lane) => lane.waiting.length > 0),
  }
}

/** Device clock minus server clock, taking the answer to have been made halfway; null when the round trip was too long or the clock jumped during it. */
export function measuredSkew(sentAt: Instant, receivedAt: Instant, server_time: string): number | null {
  const server = parseInstant(server_time)
  const took = receivedAt - sentAt
  return server === null || took < 0 || took > MEASURABLE_ROUND_TRIP_MS ? null : Math.round(sentAt + took / 2 - server)
}

export type Answered = { readonly state: SyncState; readonly acknowledged: readonly Acknowledgement[]; readonly refused: readonly RefusedFact[] }

/**
 * The server answered. Facts it neither acknowledged nor refused go on waiting; an answer that settles none of them counts as a failure, so that a server that
 * says nothing is not asked without rest. The caller stores `acknowledged` and `refused` before it takes `state` for true.
 */
export function answered(state: SyncState, answer: AppendAnswer, skew_ms: number | null): Answered {
  const request = state.inFlight
  const asked = new Set(request?.ids)
  const acknowledged = answer.acknowledged.flatMap(({ recordedAt, ...a }): Acknowledgement[] => {
    const at = parseInstant(recordedAt)
    return at === null ? [] : [{ ...a, recordedAt: at }]
  })
  const refused = answer.refused.filter((r) => asked.has(r.id)).map((r): RefusedFact => ({ id: r.id, reason: refusalReason(r.reason), message: r.message }))
  const done = new Set([...acknowledged, ...refused].map((a) => a.id))
  const cleared = settled({ ...state, inFlight: null, failure: null, skew_ms: skew_ms ?? state.skew_ms }, done)
  const left = { ...cleared, refused: withRefused(cleared.refused, refused) }
  if (!request) return { state: left, acknowledged, refused }
  const moved = [...asked].some((id) => done.has(id))
  return { state: withLane(left, request.session, (lane) => ({ ...lane, failures: moved ? 0 : lane.failures + 1, resting: !moved })), acknowledged, refused }
}

/** No answer. The session of the request rests; when the reason is the line or the person rather than the session, all of them do. `left`: the request may have left this device. */
export function failed(state: SyncState, failure: Failure, left = true): SyncState {
  const session = state.inFlight?.session
  const everywhere = failure !== 'not-allowed'
  // Who was refused entry wrote nothing; a broken line or a broken server may have.
  const open = left && isPassing(failure) ? state.inFlight?.ids.filter((id) => !state.unconfirmed.includes(id)) ?? [] : []
  return {
    ...state, inFlight: null, failure, unconfirmed: open.length === 0 ? state.unconfirmed : [...state.unconfirmed, ...open],
    lanes: state.lanes.map((lane) => (lane.session === session ? { ...lane, failures: lane.failures + 1, resting: true } : everywhere ? { ...lane, resting: true } : lane)),
  }
}

/** The rest of a failed attempt is over. */
export const rested = (state: SyncState): SyncState => ({ ...state, lanes: state.lanes.map((lane) => ({ ...lane, resting: false })) })
/** Something changed for the better (network, sign-in, a person asked): try everything at once. */
export const woken = (state: SyncState): SyncState => ({ ...state, lanes: state.lanes.map((lane) => ({ ...lane, resting: false, failures: 0 })) })

/** How long to rest, in milliseconds: doubling from 1 s to 30 s, a half of it by chance so that tablets do not come back in step. `chance` is in [0, 1). */
export function restAfter(failures: number, failure: Failure | null, chance: number): number {
  const full = failure !== null && !isPassing(failure) ? LONGEST_DELAY_MS : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, failures - 1))
  return Math.round(full / 2 + (full / 2) * chance)
}
