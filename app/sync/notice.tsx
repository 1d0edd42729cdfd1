// The state of the line to the server and of this tablet's facts, in words and in one place. What stands behind it is loaded when it is opened.
import { lazy, Suspense, useEffect, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { isSkewShown, waitingCount } from '@chairside/core/sync'
import { useMe } from '../api.ts'
import { useSite } from '../site.ts'
import { timeText } from '../ui/clock.ts'
import { lastAnswer, useReachable } from '../ui/online.ts'
import type { Whose } from './background.ts'
import { deviceOf, useSyncState, useThisDevice } from './device.ts'
import { isNearlyFull, useRoom } from './room.ts'

const Sheet = lazy(() => import('./notice-sheet.tsx'))
export const factsWord = (n: number): string => `${n} ${n === 1 ? 'fact' : 'facts'}`

export function SyncNotice() {
  const { data: me } = useMe()
  const site = useSite()?.site ?? null
  const queries = useQueryClient()
  const reachable = useReachable()
  const state = useSyncState()
  const room = useRoom()
  const [open, setOpen] = useState(false)
  const organization = me?.organization.organization
  const device = useThisDevice()
  const [broken, setBroken] = useState(false)
  useEffect(() => { if (organization) deviceOf(organization).then(() => setBroken(false), () => setBroken(true)) }, [organization])
  // Whose hands, which site: another answer of the server that says the same starts nothing again.
  const whose = me ? JSON.stringify({ roles: me.roles, organization: me.organization.organization, shared: me.device.shared } satisfies Whose) : null
  useEffect(() => {
    if (whose === null) return
    let stop = (): void => {}
    let gone = false
    void import('./background.ts').then(({ startBackground }) => { if (!gone) stop = startBackground(JSON.parse(whose) as Whose, site, queries) }).catch(() => {})
    return () => { gone = true; stop() }
  }, [whose, site, queries])
  const waiting = waitingCount(state)
  const since = lastAnswer()
  const off = since === null ? 'Offline' : `Offline since ${timeText(since)}`
  const word = !reachable ? (waiting > 0 ? `${off}: ${factsWord(waiting)} waiting on this tablet` : off)
    : waiting > 0 ? `${factsWord(waiting)} waiting on this tablet` : device !== null || broken ? 'Online' : 'Looking at this tablet'
  const more = [broken && 'this browser cannot keep facts', state.refused.length > 0 && `${factsWord(state.refused.length)} not taken`, isSkewShown(state) && 'clock differs', isNearlyFull(room) && 'storage nearly full'].filter(Boolean)
  return (
    <>
      <button type="button" className="link" data-trouble={!reachable || more.length > 0 ? '' : undefined} onClick={() => setOpen(true)}>
        <span className="link-dot" data-state={!reachable ? 'off' : waiting > 0 ? 'busy' : 'on'} aria-hidden="true" />
        <span role="status">{[word, ...more].join(', ')}</span>
      </button>
      {open && <Suspense><Sheet close={() => setOpen(false)} /></Suspense>}
    </>
  )
}
