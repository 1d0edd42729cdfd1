// Time that passes only when told to, in order; between two moments everything that can run without time runs.

export type SimTime = {
  /** Milliseconds since the day began. */
  now(): number
  /** Runs `run` after `delay_ms`; the answer cancels it. */
  schedule(delay_ms: number, run: () => void): () => void
  wait(delay_ms: number): Promise<void>
  pass(ms: number): Promise<void>
}

type Planned = { readonly at: number; readonly turn: number; run: (() => void) | null }

/** All microtasks run before the next turn of the event loop: nothing here waits for anything else. */
const settled = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

export function createSimTime(): SimTime {
  let now = 0
  let turn = 0
  const planned: Planned[] = []
  const before = (a: Planned, b: Planned): boolean => a.at < b.at || (a.at === b.at && a.turn < b.turn)
  const schedule = (delay_ms: number, run: () => void): (() => void) => {
    const entry: Planned = { at: now + Math.max(0, Math.round(delay_ms)), turn: turn++, run }
    let i = planned.length
    while (i > 0 && !before(planned[i - 1]!, entry)) i -= 1
    planned.splice(i, 0, entry)
    return () => { entry.run = null }
  }
  return {
    now: () => now,
    schedule,
    wait: (delay_ms) => new Promise((resolve) => { schedule(delay_ms, resolve) }),
    async pass(ms) {
      const end = now + ms
      await settled()
      while (planned.length > 0 && planned[0]!.at <= end) {
        const next = planned.shift()!
        if (!next.run) continue
        now = next.at
        next.run()
        await settled()
      }
      now = end
    },
  }
}
