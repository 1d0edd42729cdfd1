// Courses with their visits, and the orders that they are given under.
import { lazy, Suspense, useState } from 'react'
import { Button, Modal } from '@mantine/core'
import { Link } from 'wouter'
import { roundTo, parseInstant } from '@chairside/core/shared'
import type { CourseRow, Order } from '@chairside/core/plan'
import type { ChartView } from '@chairside/core/session'
import { useMay } from '../api.ts'
import { STATE_WORDS } from '../desk/visit-line.tsx'
import { Card, dateText, EmptyState, Loading, timeText } from '../ui/index.ts'
import { SignOrder } from './sign-order.tsx'

const VisitRecord = lazy(() => import('./visit-record.tsx'))

type Props = { readonly chart: ChartView; readonly zone: string; readonly changed: () => void; readonly order: () => void; readonly plan: () => void }
type Visit = ChartView['sessions'][number]

const KINDS: Readonly<Record<CourseRow['kind'], string>> = { induction: 'Series', booster: 'Booster' }

function VisitItem({ visit, zone, open }: { readonly visit: Visit; readonly zone: string; readonly open: () => void }) {
  const start = parseInstant(visit.start)
  const given = visit.infusion_started_at !== null
  return (
    <li data-cancelled={visit.cancelled_at !== null}>
      <b>{visit.ordinal}</b>
      <span>{start === null ? '' : `${dateText(start, zone)}, ${timeText(start, zone)}`}<small>{visit.chair_name}</small></span>
      <span>{visit.cancelled_at !== null ? 'Cancelled' : STATE_WORDS[visit.state]}{given && visit.delivered_mg !== null && <small>{roundTo(visit.delivered_mg, 1)} mg given{visit.peak_dissociation === null ? '' : `, dissociation ${visit.peak_dissociation} of 10`}</small>}</span>
      <div className="course-doors">
        {given && <Button variant="subtle" aria-label={`Open the record of visit ${visit.ordinal}`} onClick={open}>Record</Button>}
        {visit.cancelled_at === null && <Button component={Link} href={`/chair/${visit.session}`} variant="subtle" aria-label={`Open the Chair of visit ${visit.ordinal}`}>Chair</Button>}
      </div>
    </li>
  )
}

function OrderItem({ order, zone, open }: { readonly order: Order; readonly zone: string; readonly open: () => void }) {
  const maySign = useMay('order.sign')
  return (
    <li>
      <span><strong>{roundTo(order.dose_mg, 1)} mg over {order.duration_min} min</strong><small>{roundTo(order.dose_mg_per_kg, 3)} mg/kg of {roundTo(order.dosing_weight_kg, 1)} kg ({order.weight_basis}), from visit {order.applies_from} on</small></span>
      <span>{order.signed_at === null ? 'Not signed' : `Signed by ${order.signed_by}`}<small>{order.signed_at === null ? `written by ${order.written_by}` : dateText(Date.parse(order.signed_at), zone)}</small></span>
      <Button variant={order.signed_at === null && maySign ? 'filled' : 'subtle'} onClick={open}>{order.signed_at === null && maySign ? 'Sign' : 'Look'}</Button>
    </li>
  )
}

export function Courses({ chart, zone, changed, order, plan }: Props) {
  const [signing, setSigning] = useState<Order | null>(null)
  const [record, setRecord] = useState<Visit | null>(null)
  const mayPlan = useMay('course.write')
  const mayOrder = useMay('order.write')
  const loose = chart.sessions.filter((s) => !chart.courses.some((c) => c.course === s.course))
  if (chart.courses.length === 0 && loose.length === 0)
    return <Card title="Courses"><EmptyState title="No course yet" action={mayPlan && <Button variant="filled" onClick={plan}>Plan a course</Button>}>A series of six infusions, usually twice a week.</EmptyState></Card>
  return (
    <>
      {chart.courses.map((course) => {
        const visits = chart.sessions.filter((s) => s.course === course.course)
        const orders = chart.orders.filter((o) => o.course === course.course)
        return (
          <Card key={course.course} title={`${KINDS[course.kind]} of ${course.planned_sessions}: ${course.indication}`} actions={<span className="soft">{course.status}{course.weight_basis === null ? '' : `, dosed on ${course.weight_basis} weight`}</span>}>
            <ol className="course-visits">{visits.map((visit) => <VisitItem key={visit.session} visit={visit} zone={zone} open={() => setRecord(visit)} />)}</ol>
            <div className="course-orders">
              <div className="spread"><h3>Orders</h3>{mayOrder && course.status === 'active' && <Button variant="subtle" onClick={order}>Write an order</Button>}</div>
              {orders.length === 0 ? <p className="soft">None yet. A visit cannot start without a signed order.</p> : <ul>{orders.map((one) => <OrderItem key={one.order} order={one} zone={zone} open={() => setSigning(one)} />)}</ul>}
            </div>
          </Card>
        )
      })}
      {loose.length > 0 && <Card title="Other visits"><ol className="course-visits">{loose.map((visit) => <VisitItem key={visit.session} visit={visit} zone={zone} open={() => setRecord(visit)} />)}</ol></Card>}
      <Modal opened={record !== null} onClose={() => setRecord(null)} size="72rem" title={record ? `Record of visit ${record.ordinal}` : ''} closeButtonProps={{ 'aria-label': 'Close' }}>{record && <Suspense fallback={<Loading what="Opening the record" lines={8} />}><VisitRecord session={record.session} /></Suspense>}</Modal>
      <Modal opened={signing !== null} onClose={() => setSigning(null)} size="44rem" title="Order" closeButtonProps={{ 'aria-label': 'Close' }}>{signing && <SignOrder order={signing} zone={zone} close={() => { setSigning(null); changed() }} />}</Modal>
    </>
  )
}
