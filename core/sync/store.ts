// What a device keeps of its sessions. The tablet's own memory: a fact is safe once `save` has resolved, with or without a network.
import type { RecordedEvent, SessionEvent } from '../session/index.ts'
import type { RefusalReason } from './reasons.ts'

/**
 * - `waiting`: on this device, not yet acknowledged. Still a fact: it is shown and counted.
 * - `acknowledged`: the server has it, with its number and hash.
 * - `refused`: the server will not take it as it is. Kept and shown for a person; never dropped, never sent again by itself.
 */
export type Kept =
  | { readonly state: 'waiting'; readonly event: SessionEvent }
  | { readonly state: 'acknowledged'; readonly event: RecordedEvent }
  | RefusedKept
export type RefusedKept = { readonly state: 'refused'; readonly event: SessionEvent; readonly reason: RefusalReason; readonly message: string }

export type Acknowledgement = { readonly id: string; readonly seq: number; readonly recordedAt: RecordedEvent['recordedAt']; readonly previousHash: string; readonly hash: string }
export type RefusedFact = { readonly id: string; readonly reason: RefusalReason; readonly message: string }

/**
 * The storage of a device. Every implementation passes `runEventStoreContract` (store.contract.ts). Invariants:
 *  1. When `save` has resolved, the event survives a crash of the program and of the device.
 *  2. An id is kept once: saving it again changes nothing, whatever became of it since.
 *  3. `unsent` gives what waits in the order of saving: the order in which this device recorded.
 *  4. An acknowledged fact never goes back to waiting or refused.
 */
export type EventStore = {
  save(event: SessionEvent): Promise<void>
  /** Everything kept of one session, in no particular order. */
  all(session: string): Promise<readonly Kept[]>
  unsent(): Promise<readonly SessionEvent[]>
  /** Marks what the server took. Ids that are not kept here are ignored. */
  acknowledge(acknowledgements: readonly Acknowledgement[]): Promise<void>
  refuse(refusals: readonly RefusedFact[]): Promise<void>
  /** Everything refused, of all sessions: somebody has to look at it. */
  refused(): Promise<readonly RefusedKept[]>
  /** A person asked to send refused facts again: they wait once more. Ids that are not refused are ignored. */
  again(ids: readonly string[]): Promise<void>
  /** Adds what the server has of a session: the union, never an overwrite. A fact that waited here counts as acknowledged from then on. */
  merge(events: readonly RecordedEvent[]): Promise<void>
}
