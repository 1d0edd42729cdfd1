// The Floor of the site, live: told by the server when something changed, and asking by itself in case nobody tells.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { SessionState } from '@chairside/core/session'
import { useMe } from '../api.ts'
import { readFloor } from '../sync/device.ts'
import { useLive } from '../live.ts'
import { useStaysOpen } from '../touch.ts'
import { useReachable } from '../ui/index.ts'

/** Nobody tells of a monitor that fell silent: with the proposed 10 s of silence it is on the screen within 15 s. Counted from the last answer, so a Floor that is told of its chairs never asks by itself. Not a clinical limit. */
const ASK_ANYWAY_MS = 4000
/** Twenty monitors tell of themselves twenty times a second; the wall reads once. */
const READ_EVERY_MS = 1000

/** With an infusion, or in recovery from one. */
const isWatched = ({ state, infusion }: { readonly state: SessionState; readonly infusion: unknown }): boolean => infusion !== null && state !== 'discharged' && state !== 'signed'

export function useFloor(site: string | null) {
  const queries = useQueryClient()
  const reachable = useReachable()
  const { data: me } = useMe()
  const organization = me?.organization.organization ?? ''
  const query = useQuery({ queryKey: ['floor', site], queryFn: ({ signal }) => readFloor(organization, site!, signal), enabled: site !== null, refetchInterval: ASK_ANYWAY_MS, refetchIntervalInBackground: true })
  // A monitor of another site wakes nobody here; a fact may bring somebody to a chair of this one.
  useLive(() => void queries.invalidateQueries({ queryKey: ['floor', site] }), ({ sessions, chairs }) => sessions !== undefined || (query.data?.chairs.some(({ chair }) => chairs?.includes(chair)) ?? true), READ_EVERY_MS)
  useStaysOpen(query.data?.chairs.some(({ visit }) => visit !== null && isWatched(visit)) ?? false)
  return { ...query, reachable }
}
