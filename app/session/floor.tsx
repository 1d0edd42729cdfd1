// The Floor: who needs me now? Every chair of the site, the one that needs somebody first.
import './chair.css'
import './floor.css'
import { useMemo } from 'react'
import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { EmptyState, Loading, Refusal, Screen, useNow } from '../ui/index.ts'
import { useSite } from '../site.ts'
import { FloorCard } from './floor-card.tsx'
import { rankedCards, type RankedCard } from './rank.ts'
import { useFloor } from './use-floor.ts'
import type { FloorView } from '@chairside/core/session'

/** Ranked every five seconds. A card renders again only when its chair or the words of its rank changed. */
export function useRanked(floor: FloorView | undefined): readonly RankedCard[] {
  const now = useNow(5)
  return useMemo(() => (floor ? rankedCards(floor, now) : []), [floor, now])
}

export default function FloorScreen() {
  const site = useSite()
  const { data, error, isPending, refetch, reachable } = useFloor(site?.site ?? null)
  const cards = useRanked(data)
  const busy = cards.filter((c) => c.chair.visit && ['infusing', 'paused', 'recovering'].includes(c.chair.visit.state)).length
  const high = cards.filter((c) => c.rank.tier === 'high').map((c) => c.chair.chair_name)
  return (
    <Screen title="Floor" tab="Floor" wide subtitle={data ? `${site?.name ?? ''}: ${busy} of ${data.chairs.length} chairs with an infusion or in recovery` : site?.name} actions={<Button component={Link} to="/floor/wall">Wall display</Button>}>
      <p className="sr-only" aria-live="assertive">{high.length > 0 ? `Stop alarm: ${high.join(', ')}` : ''}</p>
      {!reachable && data && <p className="strip" data-kind="offline" style={{ marginBottom: 12, borderRadius: 12 }}>No line to the server: this Floor is as it was at {new Date(data.server_time).toLocaleTimeString('en-GB')}. Look at the patients.</p>}
      {data ? (data.chairs.length === 0 ? <EmptyState title="This site has no chairs yet">An administrator adds them in the Office.</EmptyState> : <div className="floor">{cards.map(({ chair, rank }) => <FloorCard key={chair.chair} chair={chair} rank={rank} />)}</div>)
        : error ? <Refusal error={error} retry={() => void refetch()} /> : isPending && site === null ? <EmptyState title="No site yet">An administrator adds sites and chairs in the Office.</EmptyState> : <Loading what="Looking at the chairs" />}
    </Screen>
  )
}
