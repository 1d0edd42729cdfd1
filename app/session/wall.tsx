// The Floor on a wall: read only, legible at two metres, first names and an initial only, because visitors can see it.
import './chair.css'
import './floor.css'
import { Link } from 'wouter'
import { EmptyState, Loading, Refusal, Screen, timeText, useNow } from '../ui/index.ts'
import { useSite } from '../site.ts'
import { FloorCard, wallName } from './floor-card.tsx'
import { loadText } from './floor-nurses.tsx'
import { nurseLoads, useRanked } from './use-ranked.ts'
import { useFloor } from './use-floor.ts'

function WallClock({ zone }: { readonly zone: string | undefined }) {
  const now = useNow(15)
  return <div className="big">{timeText(now, zone)}</div>
}

export default function WallScreen() {
  const site = useSite()
  const { data, error, refetch, reachable } = useFloor(site?.site ?? null)
  const cards = useRanked(data, site?.time_zone)
  return (
    <Screen quietTitle title={`Floor of ${site?.name ?? 'the site'}`} tab="Wall" wide>
      <div className="wall" style={{ margin: '-20px -16px -48px' }}>
        <div className="wall-head"><div className="big">{site?.name}</div><Link to="/floor" className="soft" style={{ marginRight: 'auto', minHeight: 44, display: 'inline-flex', alignItems: 'center' }}>Leave the wall display</Link><WallClock zone={site?.time_zone} /></div>
        {data && nurseLoads(data).length > 0 && <ul className="wall-nurses" aria-label="Who watches how many">{nurseLoads(data).map((n) => <li key={n.nurse} data-beyond={n.beyond === null ? undefined : ''}><b>{wallName(n.name.replace(/,.*$/, ''))}</b> {loadText(n)}</li>)}</ul>}
        {!reachable && data && <p className="strip" data-kind="offline" style={{ fontSize: '1.75rem', borderRadius: 16 }}>No line to the server since {timeText(Date.parse(data.server_time), site?.time_zone)}. Look at the patients.</p>}
        {data ? (data.chairs.length === 0 ? <EmptyState title="This site has no chairs yet" /> : <div className="floor">{cards.map(({ chair, rank, next }) => <FloorCard key={chair.chair} chair={chair} rank={rank} next={next} wall />)}</div>)
          : error ? <Refusal error={error} retry={() => void refetch()} /> : <Loading what="Looking at the chairs" />}
      </div>
    </Screen>
  )
}
