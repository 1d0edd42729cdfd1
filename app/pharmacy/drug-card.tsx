// The drug of this visit on the Chair: what is drawn for it, and after the stop what went in and what is left. Given comes from the log; only the rest needs hands.
import './cabinet.css'
import { lazy, Suspense, useState } from 'react'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { mayDraw, type PreparationRow, type SessionDrug } from '@chairside/core/pharmacy'
import { read, useMay } from '../api.ts'
import { useLive } from '../live.ts'
import { Card, Loading, Refusal, timeText, useNow, useReachable } from '../ui/index.ts'
import { mgText, mlText } from './words.ts'

const PrepareForm = lazy(() => import('./prepare-form.tsx'))
const DrugLabel = lazy(() => import('./drug-label.tsx'))
const MoveForm = lazy(() => import('./move-form.tsx').then((file) => ({ default: file.MoveForm })))

/** What was drawn, as one bar: given, wasted, left. */
function Bar({ p }: { readonly p: PreparationRow }) {
  const parts = [['given', p.given_ug], ['wasted', p.wasted_ug], ['left', p.left_ug]] as const
  return (
    <>
      <div className="balance-bar" aria-hidden>{parts.filter(([, ug]) => ug > 0).map(([part, ug]) => <span key={part} data-part={part} style={{ flexGrow: ug }} />)}</div>
      <p className="balance-key"><span>drawn <b>{mgText(p.drawn_ug)}</b></span>{parts.map(([part, ug]) => <span key={part}>{part} <b>{mgText(ug)}</b></span>)}</p>
    </>
  )
}

function Preparation({ p, drug, address }: { readonly p: PreparationRow; readonly drug: SessionDrug; readonly address: string }) {
  const now = useNow(20)
  const [open, setOpen] = useState<'label' | 'waste' | null>(null)
  const late = drug.state === 'not-started' && now > Date.parse(p.start_by)
  const ends = drug.state === 'ended' || drug.state === 'not-started'
  return (
    <div className="stock-form">
      <p><b>{p.code}</b>: {p.vials.map((v) => `${mlText(v.volume_ul)} of ${v.barcode}`).join(', ')} in {p.final_ml} mL, {p.concentration_mg_per_ml} mg/mL. <span className="soft">{p.by}, {timeText(Date.parse(p.prepared_at))}</span></p>
      {drug.state === 'not-started' && <p className={late ? 'look-out' : 'soft'}>{late ? `Its time to start was ${timeText(Date.parse(p.start_by))}: prepare a new bag, or start knowing that.` : `Start by ${timeText(Date.parse(p.start_by))}.`}</p>}
      {drug.state === 'ended' && <Bar p={p} />}
      <div className="row">
        <Button variant={drug.state === 'not-started' ? 'filled' : 'subtle'} onClick={() => setOpen(open === 'label' ? null : 'label')} aria-expanded={open === 'label'}>Label</Button>
        {ends && p.left_ug > 0 && <Button variant={drug.state === 'ended' ? 'filled' : 'light'} onClick={() => setOpen(open === 'waste' ? null : 'waste')} aria-expanded={open === 'waste'}>Waste {mgText(p.left_ug)} with a witness</Button>}
        {drug.state === 'ended' && p.left_ug === 0 && <span className="state-tag" data-tone="good">everything has its place</span>}
      </div>
      <Suspense fallback={<Loading lines={1} />}>
        {open === 'label' && <DrugLabel preparation={p} session={drug.session} />}
        {open === 'waste' && <MoveForm address={address} act="wasted" held={{ kind: 'preparation', id: p.preparation, name: `bag ${p.code}`, volume_ul: p.left_ul, mass_ug: p.left_ug, strength_mg_per_ml: null }} onDone={() => setOpen(null)} />}
      </Suspense>
    </div>
  )
}

/** Read again whenever the log of the visit moves: the book follows it. */
export default function DrugCard({ session }: { readonly session: string }) {
  const mayMove = useMay('stock.move')
  const reachable = useReachable()
  const [preparing, setPreparing] = useState(false)
  const { data: drug, error, isPending, refetch } = useQuery({ queryKey: ['drug', session], enabled: mayMove, queryFn: ({ signal }) => read<SessionDrug>(`/api/sessions/${session}/drug`, { signal }) })
  useLive(() => void refetch(), (change) => change.sessions?.includes(session) ?? false)
  if (!mayMove || (drug && !drug.address)) return null
  if (!drug) {
    if (isPending) return <Card title="The drug"><Loading what="Looking into the cabinet" lines={1} /></Card>
    return reachable ? <Card title="The drug"><Refusal error={error} retry={() => void refetch()} /></Card> : <Card title="The drug"><p className="soft">Without the server nothing is drawn from the book. Write the draw on paper; it is entered later, and the day stays open until it is.</p></Card>
  }
  const none = drug.preparations.length === 0
  if (none && drug.state === 'ended') return <Card title="The drug"><p className="look-out">An infusion ran and nothing was drawn for it: the day cannot close. {drug.order ? 'Enter the draw now.' : ''}</p>{drug.order && <Button onClick={() => setPreparing(!preparing)}>Enter the draw</Button>}{preparing && <Suspense fallback={<Loading lines={2} />}><PrepareForm drug={drug} onDone={() => { setPreparing(false); void refetch() }} /></Suspense>}</Card>
  const usable = drug.vials.filter((v) => mayDraw(v.state))
  return (
    <Card title="The drug" actions={drug.order ? <span className="soft">ordered {drug.order.dose_mg} mg</span> : undefined}>
      {none && !preparing && <div className="row">
        {drug.order ? usable.length > 0 ? <Button variant="filled" size="lg" onClick={() => setPreparing(true)}>Prepare {drug.order.dose_mg} mg</Button> : <p className="look-out">No vial can be drawn from: {drug.vials.length === 0 ? 'the cabinet is empty' : 'all are set apart'}.</p> : <p className="soft">No signed order applies: nothing is drawn.</p>}
      </div>}
      {preparing && <Suspense fallback={<Loading lines={3} />}><PrepareForm drug={drug} onDone={() => { setPreparing(false); void refetch() }} /></Suspense>}
      {drug.preparations.map((p) => <Preparation key={p.preparation} p={p} drug={drug} address={drug.address!.address} />)}
      {!none && !preparing && drug.state === 'running' && drug.order && <Button variant="subtle" onClick={() => setPreparing(true)}>Prepare another bag</Button>}
    </Card>
  )
}
