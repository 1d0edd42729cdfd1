// The ranked Floor on a screen's own clock.
import { useMemo } from 'react'
import type { FloorView } from '@chairside/core/session'
import { useNow } from '../ui/index.ts'
import { rankedCards, type RankedCard } from './rank.ts'

export { nurseLoads } from './rank.ts'

/** Ranked every five seconds. A card renders again only when its chair or the words of its rank changed. */
export function useRanked(floor: FloorView | undefined, timeZone: string | undefined): readonly RankedCard[] {
  const now = useNow(5)
  return useMemo(() => (floor ? rankedCards(floor, now, timeZone ?? 'UTC') : []), [floor, now, timeZone])
}
