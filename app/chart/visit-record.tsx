// One visit on the Chart: its record on one time axis, the note as it was signed, and the file.
import '../session/note.css'
import { lazy, Suspense, useMemo } from 'react'
import { useQuery } from '@tanstack/react-query'
import { fold, parseEvent, standingOf, type SessionBundle } from '@chairside/core/session'
import { read, useMe } from '../api.ts'
import { noteOf, zoneOf } from '../session/note-text.ts'
import { Signatures } from '../session/signatures.tsx'
import { ChangedSince, NoteView } from '../session/note-view.tsx'
import { RecordChart } from '../session/record-chart.tsx'
import { RecordFile } from '../session/record-file.tsx'
import { Card, Loading, PartGuard, Refusal, useNow } from '../ui/index.ts'
import { pkPatientOf } from '../pk/patient.ts'

const Concentration = lazy(() => import('../pk/concentration.tsx'))
/** An estimate of hours need not be drawn each second. */
const REDRAW_S = 60

export default function VisitRecord({ session }: { readonly session: string }) {
  const { data: me } = useMe()
  const query = useQuery({ queryKey: ['session', session], queryFn: ({ signal }) => read<SessionBundle>(`/api/sessions/${session}`, { signal }) })
  const bundle = query.data
  const known = useMemo(() => {
    if (!bundle || !me) return null
    const view = fold(bundle.events.flatMap((body) => { const parsed = parseEvent(body); return parsed.ok ? [parsed.value] : [] }))
    const name = (actor: string): string => (actor.startsWith('device:') ? actor.slice(7) : bundle.staff.find((s) => s.staff === actor)?.name ?? 'A colleague')
    return { bundle, me, view, name }
  }, [bundle, me])
  const now = useNow(REDRAW_S)
  const patient = useMemo(() => (known ? pkPatientOf(known.bundle, known.view) : null), [known])
  const note = useMemo(() => (known ? noteOf(known) : null), [known])
  if (!known || !note || !patient) return query.error ? <Refusal error={query.error} retry={() => void query.refetch()} /> : <Loading what="Opening the record" lines={8} />
  // One axis for both pictures: to now while the visit goes on.
  const until = known.view.infusion !== null && known.view.dischargedAt === null && known.view.signatures.length === 0 ? now : null
  const author = known.view.signatures.find((signature) => signature.meaning === 'author') ?? known.view.signatures[0]
  return (
    <div className="stack">
      <RecordChart view={known.view} timeZone={zoneOf(known)} monitor={known.bundle.protocol.settings.monitor} until={until} />
      {known.view.infusion && (
        <Card title="Estimated concentration" flat>
          <PartGuard instead={<p className="soft">The estimate could not be shown. The record is not touched by that.</p>}>
            <Suspense fallback={<Loading what="Opening the estimate" lines={3} />}><Concentration view={known.view} patient={patient} timeZone={zoneOf(known)} longestGap_min={known.bundle.protocol.settings.pharmacokinetics.longest_gap_min} now={now} until={until} /></Suspense>
          </PartGuard>
        </Card>
      )}
      <RecordFile session={session} signed={author !== undefined} />
      {author && <Signatures known={known} />}
      {author && <ChangedSince standing={standingOf(author, known.view, note)} />}
      <NoteView text={author?.noteText ?? note.text} label={author ? 'The note as it was signed' : 'The note, not signed'} />
    </div>
  )
}
