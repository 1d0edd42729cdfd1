// The record of this visit below the work of the moment: open once the infusion has stopped, one tap away while it runs.
import { lazy, memo, Suspense, useMemo, useState } from 'react'
import { Button } from '@mantine/core'
import { pkPatientOf } from '../pk/patient.ts'
import { Card, Loading, PartGuard, useNow } from '../ui/index.ts'
import type { Instant } from '@chairside/core/shared'
import { zoneOf } from './note-text.ts'
import { RecordChart } from './record-chart.tsx'
import { RecordFile } from './record-file.tsx'
import type { Chair } from './use-chair.ts'

const Concentration = lazy(() => import('../pk/concentration.tsx'))

/** A picture of hours need not be drawn each second. */
const REDRAW_S = 60

/** Only where the approved protocol shows it on the Chair, and then one tap away: nothing here is done because of it. */
function Estimate({ chair, until }: { readonly chair: Chair; readonly until: Instant | null }) {
  const [open, setOpen] = useState(false)
  const now = useNow(REDRAW_S)
  const { view, bundle } = chair
  const patient = useMemo(() => pkPatientOf(bundle, view), [bundle, view])
  const { pharmacokinetics } = bundle.protocol.settings
  if (!pharmacokinetics.show_on_chair || bundle.protocol.approved_at === null) return null
  return (
    <>
      <Button variant="subtle" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? 'Hide the estimated concentration' : 'Estimated concentration'}</Button>
      {open && <PartGuard instead={<p className="soft">The estimate could not be shown. The record is not touched by that.</p>}><Suspense fallback={<Loading what="Opening the estimate" lines={2} />}><Concentration view={view} patient={patient} timeZone={zoneOf(chair)} longestGap_min={pharmacokinetics.longest_gap_min} now={now} until={until} /></Suspense></PartGuard>}
    </>
  )
}

export default memo(function RecordCard({ chair }: { readonly chair: Chair }) {
  const { view, bundle } = chair
  const runs = view.infusion !== null && view.infusion.stoppedAt === null
  const [open, setOpen] = useState<boolean | null>(null)
  const now = useNow(REDRAW_S)
  const shown = open ?? !runs
  const until = view.dischargedAt === null && view.infusion !== null && view.signatures.length === 0 ? now : null
  return (
    <Card title="Record of the visit" actions={<Button variant="subtle" aria-expanded={shown} onClick={() => setOpen(!shown)}>{shown ? 'Hide the chart' : 'Show the chart'}</Button>}>
      {shown && <RecordChart view={view} timeZone={zoneOf(chair)} monitor={bundle.protocol.settings.monitor} until={until} />}
      {shown && view.infusion && <Estimate chair={chair} until={until} />}
      {shown && <RecordFile session={chair.session} signed={view.signatures.length > 0} />}
    </Card>
  )
})
