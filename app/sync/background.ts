// What goes on behind every screen of the staff: today's copy is kept fresh, the room is measured, an idle shared tablet that is cut off locks itself. Loaded after the first picture.
import type { QueryClient } from '@tanstack/react-query'
import { may, type Role } from '@chairside/core/people'
import { isTouchUntold, isWatching } from '../touch.ts'
import { isReachable } from '../ui/online.ts'
import { deviceOf, keepVisits } from './device.ts'
import { isIdle, lockHere, touch } from './kept-me.ts'
import { measureRoom } from './room.ts'
import { EVERY_MS, fetchToday } from './today.ts'

const LOOK_EVERY_MS = 20_000
const ROOM_EVERY_MS = 120_000

/** Whose tablet it is, as far as it matters here. */
export type Whose = { readonly roles: readonly Role[]; readonly organization: string; readonly shared: boolean }

/** Starts for a person at a site; returns how to stop. */
export function startBackground({ roles, organization, shared }: Whose, site: string | null, queries: QueryClient): () => void {
  let fetched = 0
  let measured = 0
  let busy = false
  async function today(): Promise<void> {
    if (busy || site === null || !may(roles, 'chart.read') || !isReachable() || Date.now() - fetched < EVERY_MS) return
    busy = true
    try {
      await fetchToday(await deviceOf(organization), site)
      fetched = Date.now()
    } catch { /* not now: the next look tries again, and the copy shows its age */ } finally { busy = false }
  }
  async function look(): Promise<void> {
    if (isWatching()) touch()
    if (shared && (isIdle() || isTouchUntold())) {
      // The server hears of a touch also from a screen that asks for nothing, and says whether it has locked.
      await queries.refetchQueries({ queryKey: ['me'] })
      if (isIdle() && !isReachable()) {
        await lockHere()
        await queries.invalidateQueries({ queryKey: ['me'] })
      }
    }
    if (Date.now() - measured > ROOM_EVERY_MS) { measured = Date.now(); await measureRoom() }
    await today()
  }
  keepVisits()
  touch()
  void look()
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  const soon = (): void => void look()
  for (const event of ['pointerdown', 'keydown'] as const) addEventListener(event, touch, { passive: true })
  addEventListener('online', soon)
  return () => {
    clearInterval(timer)
    for (const event of ['pointerdown', 'keydown'] as const) removeEventListener(event, touch)
    removeEventListener('online', soon)
  }
}
