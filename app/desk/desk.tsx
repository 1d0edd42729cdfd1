// Today at the front desk: who comes, who is ready, who is late, which chair.
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { ActionIcon, Button, Modal, TextInput } from '@mantine/core'
import IconChevronLeft from '@tabler/icons-react/dist/esm/icons/IconChevronLeft.mjs'
import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs'
import IconPrinter from '@tabler/icons-react/dist/esm/icons/IconPrinter.mjs'
import { useQuery } from '@tanstack/react-query'
import { addDays, localDate, parseInstant, parseLocalDate, type LocalDate } from '@chairside/core/shared'
import type { Site } from '@chairside/core/people'
import type { DeskDay, DeskVisit } from '@chairside/core/session'
import { read, useMay } from '../api.ts'
import { useLive } from '../live.ts'
import { useSite } from '../site.ts'
import { longDay } from '../ui/day.ts'
import { Card, EmptyState, Loading, Refusal, Screen, timeText, useNow, useReachable } from '../ui/index.ts'
import { FormLinkDialog, type Asked } from '../patients/form-link.tsx'
import { Alerts } from '../chart/alerts.tsx'
import { ChangeVisit, type Changing } from './change-visit.tsx'
import { InboxCard } from './inbox.tsx'
import { countOf, dueFollowUps, inOrderOfDay, isToday } from './day.ts'
import { VisitLine } from './visit-line.tsx'
import './desk.css'

const DriverLinkMaker = lazy(() => import('../driver/link.tsx').then((file) => ({ default: file.DriverLinkMaker })))

/** The Desk looks again this often on its own; a change of the day is then never older. */
const LOOK_AGAIN_MS = 15_000

function DayPicker({ date, change, today }: { readonly date: LocalDate; readonly change: (date: LocalDate) => void; readonly today: LocalDate }) {
  return (
    <div className="row day-picker">
      <ActionIcon color="gray" aria-label="The day before" onClick={() => change(addDays(date, -1))}><IconChevronLeft size={22} /></ActionIcon>
      <TextInput type="date" aria-label="Day" value={date} onChange={(event) => { const day = parseLocalDate(event.currentTarget.value); if (day) change(day) }} />
      <ActionIcon color="gray" aria-label="The day after" onClick={() => change(addDays(date, 1))}><IconChevronRight size={22} /></ActionIcon>
      {date !== today && <Button variant="subtle" onClick={() => change(today)}>Today</Button>}
      <ActionIcon color="gray" aria-label="Print the day" onClick={() => print()}><IconPrinter size={20} /></ActionIcon>
    </div>
  )
}

function Count({ visits, today }: { readonly visits: readonly DeskVisit[]; readonly today: boolean }) {
  const now = useNow(30)
  const count = countOf(visits, now)
  const part = (n: number, word: string): ReactNode => <span key={word}><b>{n}</b> {word}</span>
  return <p className="desk-count" aria-live="polite">{part(count.expected, 'to come')}{part(count.here, 'here')}{part(count.gone, 'done')}{today && count.late > 0 && <span className="is-late"><b>{count.late}</b> late</span>}</p>
}

function FollowUps({ day, zone, make }: { readonly day: DeskDay; readonly zone: string; readonly make: (asked: Asked) => void }) {
  const maySend = useMay('form.send')
  const due = dueFollowUps(day)
  if (due.length === 0) return <p className="soft">Every check-in is answered.</p>
  return (
    <ul className="lines">
      {due.map((f) => {
        const at = parseInstant(f.due_at)
        return (
          <li key={f.followUp}>
            <span><strong>{f.name}</strong><small>next-day check-in{at === null ? '' : `, due ${timeText(at, zone)}`}</small></span>
            {maySend && <Button onClick={() => make({ patient: f.patient, name: f.name, purpose: 'next-day', session: f.session })}>Make the link</Button>}
          </li>
        )
      })}
    </ul>
  )
}

function Day({ site, date }: { readonly site: Site; readonly date: LocalDate }) {
  const reachable = useReachable()
  const now = useNow(30)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [changing, setChanging] = useState<Changing | null>(null)
  const [driving, setDriving] = useState<DeskVisit | null>(null)
  const { data: day, error, isPending, refetch } = useQuery({
    queryKey: ['desk', site.site, date], queryFn: ({ signal }) => read<DeskDay>(`/api/desk?site=${site.site}&date=${date}`, { signal }), refetchInterval: LOOK_AGAIN_MS,
  })
  // Ready times and drivers change from one minute to the next: the Desk hears of them as the Floor does.
  useLive(() => void refetch(), (change) => change.sessions?.some((session) => day?.visits.some((visit) => visit.session === session)) ?? false)
  if (isPending) return <Loading what="Looking at the day" />
  if (!day) return <Refusal error={error} retry={() => void refetch()} />
  const visits = inOrderOfDay(day.visits)
  const today = isToday(date, now, site.time_zone)
  return (
    <>
      {error && <p className="stale" role="status">{reachable ? 'The server did not answer.' : 'No connection.'} This is how the day stood when it was last read.</p>}
      <Count visits={visits} today={today} />
      <div className="desk-columns">
        <section aria-label="Visits" className="desk-visits">
          {visits.length === 0
            ? <EmptyState title="No visits on this day">Visits are booked from a patient's chart.</EmptyState>
            : <ol className="visit-list">{visits.map((visit) => <VisitLine key={visit.session} visit={visit} zone={site.time_zone} today={today} send={setAsked} change={setChanging} drive={setDriving} />)}</ol>}
        </section>
        <aside className="desk-side">
          {day.alerts.length > 0 && <Card title="Call first"><Alerts alerts={day.alerts} zone={site.time_zone} withNames changed={() => void refetch()} /></Card>}
          <InboxCard />
          <Card title="Check-ins due"><FollowUps day={day} zone={site.time_zone} make={setAsked} /></Card>
        </aside>
      </div>
      <FormLinkDialog asked={asked} close={() => { setAsked(null); void refetch() }} />
      <Modal opened={driving !== null} onClose={() => { setDriving(null); void refetch() }} size="40rem" title={driving ? `Driver of ${driving.patient.name}` : 'Driver'} closeButtonProps={{ 'aria-label': 'Close' }}>{driving && <Suspense><DriverLinkMaker session={driving.session} zone={site.time_zone} /></Suspense>}</Modal>
      <ChangeVisit changing={changing} site={site} close={() => { setChanging(null); void refetch() }} />
    </>
  )
}

export default function Desk() {
  const site = useSite()
  const now = useNow(60)
  const today = localDate(now, site?.time_zone ?? 'UTC')
  const [chosen, setChosen] = useState<LocalDate | null>(null)
  const date = chosen ?? today
  if (!site) return <Screen title="Desk" tab="Desk"><EmptyState title="No site yet">Add a site and chairs in the Office first.</EmptyState></Screen>
  return (
    <Screen title={longDay(date)} tab="Desk" subtitle={site.name} actions={<DayPicker date={date} change={(d) => setChosen(d === today ? null : d)} today={today} />}>
      <Day key={`${site.site}${date}`} site={site} date={date} />
    </Screen>
  )
}
