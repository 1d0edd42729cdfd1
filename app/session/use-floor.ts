// The Floor of the site, live: told by the server when something changed, and asking by itself in case nobody tells.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { FloorView } from '@chairside/core/session'
import { read } from '../api.ts'
import { useLive } from '../live.ts'
import { useReachable } from '../ui/index.ts'

const ASK_ANYWAY_MS = 10_000

export function useFloor(site: string | null) {
  const queries = useQueryClient()
  const reachable = useReachable()
  useLive(() => void queries.invalidateQueries({ queryKey: ['floor', site] }))
  const query = useQuery({ queryKey: ['floor', site], queryFn: ({ signal }) => read<FloorView>(`/api/floor?site=${site}`, { signal }), enabled: site !== null, refetchInterval: ASK_ANYWAY_MS, refetchIntervalInBackground: true })
  return { ...query, reachable }
}
