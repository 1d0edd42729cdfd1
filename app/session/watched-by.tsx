// Who watches this patient, and the one tap with which a colleague takes over. Never refused: somebody must watch; what is more than the protocol lets one nurse watch is said.
import { memo } from 'react'
import { Button } from '@mantine/core'
import { mayRecord, takeOverWarnings } from '@chairside/core/session'
import { useBeside, watchingNurse } from './gate-asked.ts'
import type { Chair } from './use-chair.ts'

export default memo(function WatchedBy({ chair }: { readonly chair: Chair }) {
  const { view, me, session } = chair
  const nurse = watchingNurse(chair)
  const { others } = useBeside(chair)
  if (!mayRecord(view, 'watch-taken-over').ok || view.dischargedAt !== null) return null
  const mine = nurse === me.staff
  const warnings = mine ? [] : takeOverWarnings({ nurse: me.staff, session, state: view.state, others }, chair.bundle.protocol.settings)
  return (
    <section className="watched-by" aria-label="Who watches">
      <span>{nurse === null ? 'Nobody is named to watch' : <>Watched by <b>{mine ? 'you' : chair.name(nurse)}</b></>}</span>
      {!mine && <Button variant={nurse === null ? 'filled' : 'subtle'} onClick={() => void chair.record('watch-taken-over', nurse === null ? {} : { from: nurse }, 'You watch from here on', true)}>Take over</Button>}
      {warnings.map((words) => <span key={words} className="small">{words}</span>)}
    </section>
  )
})
