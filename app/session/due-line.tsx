// When the next vital signs are due, and plainly when they are late: silence is an alarm too. For a quiet patient the cuff may be left off with one tap.
import { memo } from 'react'
import { Button } from '@mantine/core'
import { clockText, TierMark, timeText, useNow } from '../ui/index.ts'
import type { Open } from './panel.tsx'
import type { Chair } from './use-chair.ts'
import { useWatchState } from './watch-state.ts'

function Quiet({ chair, now }: { readonly chair: Chair; readonly now: number }) {
  const quiet = useWatchState()?.quiet
  if (!quiet) return null
  if (quiet.until !== null && now < quiet.until) return <span className="quiet-cuff"><b>Quiet cuff</b> until {timeText(quiet.until)}; any flag ends it <Button variant="subtle" onClick={() => void chair.record('quiet-cuff-set', { until: chair.events.at(-1)!.at }, 'Quiet cuff ended', true)}>End</Button></span>
  const { offer } = quiet
  return offer === null ? null : <Button variant="light" onClick={() => void chair.record('quiet-cuff-set', { until: offer }, `Quiet cuff until ${timeText(offer)}`, true)}>Quiet cuff until {timeText(offer)}</Button>
}

export const DueLine = memo(function DueLine({ chair, open }: { readonly chair: Chair; readonly open: Open }) {
  const now = useNow()
  const due = useWatchState()?.due
  if (due?.dueAt == null) return null
  const late = due.status === 'late' || due.status === 'escalate'
  return (
    <section className="card due" aria-label="Next vital signs">
      {due.status === 'escalate' ? <TierMark tier="medium" word="Overdue" /> : late ? <TierMark tier="low" word="Late" /> : null}
      <span className="soft">{now < due.dueAt ? 'Next vital signs in' : 'Vital signs due for'}</span>
      <span className="due-clock">{clockText(Math.abs(due.dueAt - now))}</span>
      <span className="soft small">{timeText(due.dueAt)}, every {due.every_min} min</span>
      <Quiet chair={chair} now={now} />
      {now >= due.dueAt && <Button ml="auto" variant="filled" onClick={() => open('vitals')}>Take them</Button>}
    </section>
  )
})
