// An EventStore in memory: what the simulations of many tablets run on, and the plainest reading of the contract.
import type { SessionEvent } from '../session/index.ts'
import type { EventStore, Kept, RefusedKept } from './store.ts'

export function createMemoryStore(): EventStore {
  const kept = new Map<string, Kept>()
  const change = (id: string, to: (before: Kept) => Kept): void => {
    const before = kept.get(id)
    if (before && before.state !== 'acknowledged') kept.set(id, to(before))
  }
  return {
    async save(event) { if (!kept.has(event.id)) kept.set(event.id, { state: 'waiting', event }) },
    async all(session) { return [...kept.values()].filter((k) => k.event.session === session) },
    async unsent() { return [...kept.values()].filter((k) => k.state === 'waiting').map((k): SessionEvent => k.event) },
    async acknowledge(acknowledgements) {
      for (const { id, ...record } of acknowledgements) change(id, ({ event }) => ({ state: 'acknowledged', event: { ...event, ...record } }))
    },
    async refuse(refusals) {
      for (const { id, reason, message } of refusals) change(id, ({ event }) => ({ state: 'refused', event, reason, message }))
    },
    async refused() { return [...kept.values()].filter((k): k is RefusedKept => k.state === 'refused') },
    async again(ids) {
      for (const id of ids) change(id, (before) => (before.state === 'refused' ? { state: 'waiting', event: before.event } : before))
    },
    async merge(events) {
      for (const event of events) if (kept.get(event.id)?.state !== 'acknowledged') kept.set(event.id, { state: 'acknowledged', event })
    },
  }
}
