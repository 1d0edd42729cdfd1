// The Floor: who needs me now? Every chair of the site, the one that needs somebody first.
import './chair.css'
import './floor.css'
import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { EmptyState, Loading, Refusal, Screen } from '../ui/index.ts'
import { useSite } from '../site.ts'
import { EquipmentLink } from './equipment-link.tsx'
import { FloorCard } from './floor-card.tsx'
import { FloorNurses, useFloorNurse } from './floor-nurses.tsx'
import { isDanger } from './rank.ts'
import { useFloor } from './use-floor.ts'
import { useRanked } from './use-ranked.ts'

export default function FloorScreen() {
  const site = useSite()
  const { data, error, isPending, refetch, reachable } = useFloor(site?.site ?? null)
  const cards = useRanked(data, site?.time_zone)
  const nurse = useFloorNurse()
  // A filter never hides danger: whoever stands in front of this screen is the nearest.
  const shown = cards.filter((card) => nurse === null || card.chair.visit?.nurse === nurse || isDanger(card))
  const busy = cards.filter((c) => c.chair.visit && ['infusing', 'paused', 'recovering'].includes(c.chair.visit.state)).length
  const high = cards.filter((c) => c.rank.tier === 'high').map((c) => c.chair.chair_name)
  return (
    <Screen title="Floor" tab="Floor" wide subtitle={data ? `${site?.name ?? ''}: ${busy} of ${data.chairs.length} chairs with an infusion or in recovery` : site?.name}
      actions={<div className="row">{site && <EquipmentLink site={site} />}<Button component={Link} to="/floor/wall">Wall display</Button></div>}>
      <p className="sr-only" aria-live="assertive">{high.length > 0 ? `Stop alarm: ${high.join(', ')}` : ''}</p>
      {!reachable && data && <p className="strip" data-kind="offline" style={{ marginBottom: 12, borderRadius: 12 }}>No line to the server: this Floor is as it was at {new Date(data.server_time).toLocaleTimeString('en-GB')}. Look at the patients.</p>}
      {data && data.chairs.length > 0 && <FloorNurses floor={data} />}
      {data ? (data.chairs.length === 0 ? <EmptyState title="This site has no chairs yet">An administrator adds them in the Office.</EmptyState> : <div className="floor">{shown.map(({ chair, rank, next }) => <FloorCard key={chair.chair} chair={chair} rank={rank} next={next} />)}</div>)
        : error ? <Refusal error={error} retry={() => void refetch()} /> : isPending && site === null ? <EmptyState title="No site yet">An administrator adds sites and chairs in the Office.</EmptyState> : <Loading what="Looking at the chairs" />}
      {data && shown.length === 0 && data.chairs.length > 0 && <EmptyState title="No chair of theirs now">Choose all chairs to see the others.</EmptyState>}
    </Screen>
  )
}
