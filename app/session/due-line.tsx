// When the next vital signs are due, and plainly when they are late: silence is an alarm too.
import { dueVitals } from '@chairside/core/session'
import { Button } from '@mantine/core'
import { clockText, TierMark, timeText, useNow } from '../ui/index.ts'
import type { PanelName } from './panel.tsx'
import type { Chair } from './use-chair.ts'

export function DueLine({ chair, open }: { readonly chair: Chair; readonly open: (panel: PanelName) => void }) {
  const now = useNow()
  const due = dueVitals(chair.view, chair.bundle.protocol.settings, now)
  if (due.dueAt === null) return null
  const late = due.status === 'late' || due.status === 'escalate'
  return (
    <section className="card due" aria-label="Next vital signs">
      {due.status === 'escalate' ? <TierMark tier="medium" word="Overdue" /> : late ? <TierMark tier="low" word="Late" /> : null}
      <span className="soft">{now < due.dueAt ? 'Next vital signs in' : 'Vital signs due for'}</span>
      <span className="due-clock">{clockText(Math.abs(due.dueAt - now))}</span>
      <span className="soft small">{timeText(due.dueAt)}, every {due.every_min} min</span>
      {now >= due.dueAt && <Button ml="auto" variant="filled" onClick={() => open('vitals')}>Take them</Button>}
    </section>
  )
}
