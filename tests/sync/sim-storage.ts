// The storage of a simulated tablet: takes time, one write after the other, and fails as real storage does. Before the write, after it, or for want of room.
import { createMemoryStore, type EventStore } from '@chairside/core/sync'
import type { Chance } from './chance.ts'
import type { SimTime } from './sim-time.ts'

export type Disk = {
  /** What is really kept, whatever a failed call said. Survives every crash. */
  readonly kept: EventStore
  /** Ids in the order in which they were really saved. */
  readonly order: readonly string[]
  /** The disk as one run of the program sees it. `alive` ends with the crash: what was asked for before may still happen, and nobody hears of it. */
  open(alive: () => boolean): EventStore
  /** How likely a call fails, in [0, 1]. */
  badness: number
  full: boolean
}

export class DiskFailed extends Error {}

export function createDisk(time: SimTime, chance: Chance): Disk {
  const kept = createMemoryStore()
  const order: string[] = []
  let last: Promise<unknown> = Promise.resolve()
  const disk: Disk & { badness: number; full: boolean } = { kept, order, badness: 0, full: false, open }

  async function one<T>(write: boolean, work: () => Promise<T>): Promise<T> {
    if (chance.yes(0.3)) await time.wait(chance.upTo(25))
    if (write && disk.full) throw new DiskFailed('QuotaExceededError')
    if (chance.yes(disk.badness / 2)) throw new DiskFailed('before the write')
    const value = await work()
    if (chance.yes(disk.badness / 2)) throw new DiskFailed('after the write')
    return value
  }
  function open(alive: () => boolean): EventStore {
    const never = new Promise<never>(() => {})
    const queued = <T>(write: boolean, work: () => Promise<T>): Promise<T> => {
      if (!alive()) return never
      const mine = last.then(() => one(write, work))
      last = mine.catch(() => {})
      return mine.then((value) => (alive() ? value : never), (error: unknown) => { if (alive()) throw error; return never })
    }
    return {
      save: (event) => queued(true, async () => {
        const isNew = !(await kept.all(event.session)).some((k) => k.event.id === event.id)
        await kept.save(event)
        if (isNew) order.push(event.id)
      }),
      all: (session) => queued(false, () => kept.all(session)),
      unsent: () => queued(false, () => kept.unsent()),
      acknowledge: (all) => queued(true, () => kept.acknowledge(all)),
      refuse: (all) => queued(true, () => kept.refuse(all)),
      refused: () => queued(false, () => kept.refused()),
      again: (ids) => queued(true, () => kept.again(ids)),
      merge: (events) => queued(true, () => kept.merge(events)),
    }
  }
  return disk
}
