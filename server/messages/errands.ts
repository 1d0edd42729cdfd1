// What the server does by itself while it runs: the ladder of alerts every half minute, reminders and check-ins every two.
import type { Services } from '../http/context.ts'
import { takeSteps } from './alert-steps.ts'
import { writeReminders } from './reminders.ts'

const ERRANDS: readonly { readonly every_ms: number; readonly run: (services: Services) => Promise<number> }[] = [{ every_ms: 30_000, run: takeSteps }, { every_ms: 120_000, run: writeReminders }]

/** Runs them for as long as the process runs; one that fails is tried again at its next time. `close` waits for the one under way. */
export function startErrands(services: Services): { close(): Promise<void> } {
  let closed = false
  const runs = ERRANDS.map(({ every_ms, run }) => {
    const state: { timer: ReturnType<typeof setTimeout> | null; running: Promise<void> } = { timer: null, running: Promise.resolve() }
    const go = (): void => {
      state.running = run(services).then(() => {}, (error: unknown) => console.error(`An errand failed and is tried again: ${(error as Error).message.split('\n')[0]}`)).then(() => { if (!closed) state.timer = setTimeout(go, every_ms) })
    }
    go()
    return state
  })
  return {
    async close() {
      closed = true
      for (const { timer } of runs) if (timer) clearTimeout(timer)
      await Promise.all(runs.map(({ running }) => running))
    },
  }
}
