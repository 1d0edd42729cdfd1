// The Cabinet of the site that is chosen, read once and read again after every act.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Cabinet } from '@chairside/core/pharmacy'
import { read } from '../api.ts'

const LOOK_AGAIN_MS = 30_000

export const useCabinet = (site: string | undefined) => useQuery({ queryKey: ['cabinet', site], enabled: site !== undefined, refetchInterval: LOOK_AGAIN_MS, queryFn: ({ signal }) => read<Cabinet>(`/api/sites/${site}/cabinet`, { signal }) })

/** Reads again what an act may have changed: the stock, the book, the day, the drug of visits. */
export function useStockChanged(): () => Promise<unknown> {
  const queries = useQueryClient()
  return () => Promise.all(['cabinet', 'book', 'stock-day', 'drug'].map((key) => queries.invalidateQueries({ queryKey: [key] })))
}
