// The record of this visit below the work of the moment: open once the infusion has stopped, one tap away while it runs.
import { memo, useState } from 'react'
import { Button } from '@mantine/core'
import { Card, useNow } from '../ui/index.ts'
import { zoneOf } from './note-text.ts'
import { RecordChart } from './record-chart.tsx'
import { RecordFile } from './record-file.tsx'
import type { Chair } from './use-chair.ts'

/** A picture of hours need not be drawn each second. */
const REDRAW_S = 60

export default memo(function RecordCard({ chair }: { readonly chair: Chair }) {
  const { view, bundle } = chair
  const runs = view.infusion !== null && view.infusion.stoppedAt === null
  const [open, setOpen] = useState<boolean | null>(null)
  const now = useNow(REDRAW_S)
  const shown = open ?? !runs
  return (
    <Card title="Record of the visit" actions={<Button variant="subtle" aria-expanded={shown} onClick={() => setOpen(!shown)}>{shown ? 'Hide the chart' : 'Show the chart'}</Button>}>
      {shown && <RecordChart view={view} timeZone={zoneOf(chair)} monitor={bundle.protocol.settings.monitor} until={view.dischargedAt === null && view.infusion !== null && view.signatures.length === 0 ? now : null} />}
      {shown && <RecordFile session={chair.session} signed={view.signatures.length > 0} />}
    </Card>
  )
})
