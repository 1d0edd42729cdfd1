// A new patient on the Chart: what stands in the way of a first chair, and one screen to look at the history, judge the checklist, decide, and see the consent.
import { lazy, Suspense, useState } from 'react'
import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Enrolment } from '@chairside/core/plan'
import { read } from '../api.ts'
import { Card, dateText, Loading, Refusal } from '../ui/index.ts'
import { MyLinkDialog } from '../patients/my-link.tsx'
import './enrolment.css'

const EnrolmentSheet = lazy(() => import('./enrolment-sheet.tsx'))

export const useEnrolment = (patient: string) => useQuery({ queryKey: ['enrolment', patient], queryFn: ({ signal }) => read<Enrolment>(`/api/patients/${patient}/enrolment`, { signal }) })
/** Puts what the server answered in place, and has the rest of the Chart read again. */
export function useEnrolled(patient: string): (enrolment: Enrolment) => void {
  const queries = useQueryClient()
  return (enrolment) => { queries.setQueryData(['enrolment', patient], enrolment); void queries.invalidateQueries({ queryKey: ['chart', patient] }) }
}
const STATES = [['block', 'excluded', 'high'], ['review', 'need a reason', 'medium'], ['unknown', 'not known', 'low'], ['clear', 'clear', null]] as const

export function EnrolmentCard({ patient, name, email, zone }: { readonly patient: string; readonly name: string; readonly email: string | null; readonly zone: string }) {
  const { data: enrolment, error, refetch } = useEnrolment(patient)
  const [open, setOpen] = useState(false)
  const [link, setLink] = useState(false)
  if (!enrolment) return <Card title="Before the first visit">{error ? <Refusal error={error} retry={() => void refetch()} /> : <Loading lines={2} />}</Card>
  const { rows } = enrolment.eligibility
  const last = enrolment.decisions[0]
  return (
    <Card title="Before the first visit">
      {enrolment.stands_in_the_way.length === 0 ? <p><b>A course can be booked.</b> <span className="soft">Decided by {last!.by} on {dateText(Date.parse(last!.at), zone)}; the consent is signed.</span></p>
        : <ul className="enrolment-way">{enrolment.stands_in_the_way.map((reason) => <li key={reason}>{reason}</li>)}</ul>}
      <div className="enrolment-bar" role="img" aria-label={STATES.map(([state, words]) => `${rows.filter((row) => row.state === state).length} ${words}`).join(', ')}>
        {STATES.map(([state]) => { const n = rows.filter((row) => row.state === state).length; return n === 0 ? null : <span key={state} data-state={state} style={{ flex: n }}>{n}</span> })}
      </div>
      <p className="soft small">{STATES.map(([state, words]) => `${rows.filter((row) => row.state === state).length} ${words}`).join(', ')}. {enrolment.open.length === 0 ? 'The history is complete.' : `${enrolment.open.length} questions of the history are open.`}</p>
      <div className="row">
        <Button variant={enrolment.stands_in_the_way.length > 0 ? 'filled' : 'light'} onClick={() => setOpen(true)}>History and checklist</Button>
        <Button variant="default" onClick={() => setLink(true)}>Link to My treatment</Button>
      </div>
      {enrolment.key && <p className="soft small">{enrolment.key.last_used_at === null ? `A link was made on ${dateText(Date.parse(enrolment.key.created_at), zone)}; not opened yet.` : `Last opened ${dateText(Date.parse(enrolment.key.last_used_at), zone)}.`}</p>}
      {open && <Suspense fallback={null}><EnrolmentSheet patient={patient} name={name} zone={zone} enrolment={enrolment} close={() => setOpen(false)} /></Suspense>}
      <MyLinkDialog asked={link ? { patient, name, email } : null} close={() => { setLink(false); void refetch() }} />
    </Card>
  )
}
