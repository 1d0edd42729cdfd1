// The prescriber's screen: one patient on one time axis, and what to do next beside it. Who may not read the chart sees the person and the visits.
import { useState } from 'react'
import { Button, Menu } from '@mantine/core'
import IconChevronDown from '@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from 'wouter'
import type { PatientDetails } from '@chairside/core/people'
import type { ChartView } from '@chairside/core/session'
import { read, useMay, useMe } from '../api.ts'
import { useLive } from '../live.ts'
import { FormLinkDialog } from '../patients/form-link.tsx'
import { EditDetails } from '../patients/register.tsx'
import { plainDay } from '../ui/day.ts'
import { Card, EmptyState, Loading, Refusal, Screen } from '../ui/index.ts'
import { Alerts } from './alerts.tsx'
import { AxisCard } from './axis-card.tsx'
import { Courses } from './courses.tsx'
import { EnrolmentCard } from './enrolment.tsx'
import { EnterScores } from './enter-scores.tsx'
import { PlanCourse } from './plan-course.tsx'
import { CheckIns, Person, Records } from './side.tsx'
import { Exposure, SafetyDue } from './treatment.tsx'
import { Weigh } from './weigh.tsx'
import { WriteOrder } from './write-order.tsx'
import './chart.css'

type Sheet = 'form' | 'scores' | 'course' | 'order' | 'weigh' | 'details' | null

/** The visit that a next-day check-in would be about: the last one that was given. */
const lastGiven = (chart: ChartView | undefined): string | null => chart?.sessions.filter((s) => s.infusion_started_at !== null).toSorted((a, b) => a.start.localeCompare(b.start)).at(-1)?.session ?? null

function Actions({ open, hasCourse, ordered }: { readonly open: (sheet: Sheet) => void; readonly hasCourse: boolean; /** A signed order stands: writing another is not what is expected next. */ readonly ordered: boolean }) {
  const maySend = useMay('form.send')
  const mayScore = useMay('score.write')
  const mayPlan = useMay('course.write')
  const mayOrder = useMay('order.write')
  const mayWeigh = useMay('patient.write')
  return (
    <>
      {maySend && <Button variant="default" onClick={() => open('form')}>Send a form</Button>}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target><Button variant="default" rightSection={<IconChevronDown size={18} aria-hidden />}>More</Button></Menu.Target>
        <Menu.Dropdown>
          {mayScore && <Menu.Item onClick={() => open('scores')}>Enter scores in clinic</Menu.Item>}
          {mayWeigh && <Menu.Item onClick={() => open('weigh')}>Record a weight</Menu.Item>}
          {mayWeigh && <Menu.Item onClick={() => open('details')}>Change the details</Menu.Item>}
          {mayPlan && hasCourse && <Menu.Item onClick={() => open('course')}>Plan another course</Menu.Item>}
          <Menu.Item onClick={() => print()}>Print the chart</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {mayPlan && !hasCourse && <Button variant="filled" onClick={() => open('course')}>Plan a course</Button>}
      {mayOrder && hasCourse && <Button variant={ordered ? 'default' : 'filled'}onClick={() => open('order')}>Write an order</Button>}
    </>
  )
}

export default function Chart() {
  const { patient } = useParams<{ patient: string }>()
  const { data: me } = useMe()
  const mayRead = useMay('chart.read')
  const queries = useQueryClient()
  const [sheet, setSheet] = useState<Sheet>(null)
  const details = useQuery({ queryKey: ['patient', patient], queryFn: ({ signal }) => read<PatientDetails>(`/api/patients/${patient}`, { signal }) })
  const view = useQuery({ queryKey: ['chart', patient], queryFn: ({ signal }) => read<ChartView>(`/api/patients/${patient}/chart`, { signal }), enabled: mayRead })
  const changed = (): void => { void queries.invalidateQueries({ queryKey: ['chart', patient] }); void queries.invalidateQueries({ queryKey: ['patient', patient] }) }
  useLive(changed, (change) => change.sessions === undefined || (view.data?.sessions.some((s) => change.sessions?.includes(s.session)) ?? false))

  const person = details.data
  const chart = view.data
  if (!person) {
    const wrong = details.error
    return <Screen title="Chart" tab="Chart" quietTitle={wrong === null}>{wrong ? <Refusal error={wrong} retry={() => void details.refetch()} /> : <Loading what="Opening the chart" lines={5} />}</Screen>
  }
  const site = me?.sites.find((s) => s.site === person.site) ?? me?.sites[0] ?? null
  const zone = site?.time_zone ?? me?.organization.time_zone ?? 'UTC'
  const active = chart?.courses.find((c) => c.status === 'active') ?? null
  const close = (): void => { setSheet(null); changed() }
  const openAlerts = chart?.alerts.some((a) => a.closed_at === null) === true
  return (
    <Screen title={person.name} tab="Chart" subtitle={`${person.age} years · ${person.sex} · born ${plainDay(person.birth_date)} · record ${person.record_number}`} actions={<Actions open={setSheet} hasCourse={active !== null} ordered={chart?.orders.some((o) => o.course === active?.course && o.signed_at !== null) === true} />}>
      {view.error && <Refusal error={view.error} retry={() => void view.refetch()} />}
      {mayRead && view.isPending && !view.error && <Loading what="Opening the chart" lines={3} />}
      <div className="chart-columns">
        <div className="chart-main">
          {!mayRead && <Card><EmptyState title="Scores, doses and sessions are for the clinical staff">You can send a form, plan a course, and book and move visits at the Desk.</EmptyState></Card>}
          {chart && openAlerts && <Card title="Safety"><Alerts alerts={chart.alerts} zone={zone} changed={changed} /></Card>}
          {chart && active === null && <EnrolmentCard patient={patient} name={person.name} email={person.email} zone={zone} />}
          {chart && <AxisCard chart={chart} zone={zone} />}
          {chart && <Courses chart={chart} zone={zone} changed={changed} order={() => setSheet('order')} plan={() => setSheet('course')} />}
        </div>
        <aside className="chart-side" aria-label="About the patient">
          <Person person={person} sites={me?.sites ?? []} weigh={() => setSheet('weigh')} />
          {chart && active !== null && <EnrolmentCard patient={patient} name={person.name} email={person.email} zone={zone} />}
          {chart && <SafetyDue patient={patient} />}
          {chart && <Exposure patient={patient} zone={zone} />}
          {chart && <CheckIns scores={chart.scores} zone={zone} />}
          {chart && <Records records={chart.records} />}
          {chart && !openAlerts && chart.alerts.length > 0 && <Card title="Safety answers"><Alerts alerts={chart.alerts} zone={zone} changed={changed} /></Card>}
        </aside>
      </div>
      <FormLinkDialog asked={sheet === 'form' ? { patient, name: person.name, lastSession: lastGiven(chart) } : null} close={close} />
      <EnterScores patient={patient} zone={zone} open={sheet === 'scores'} close={close} />
      <EditDetails person={person} open={sheet === 'details'} close={close} />
      <Weigh person={person} open={sheet === 'weigh'} close={close} />
      {site && me && <PlanCourse patient={patient} sites={me.sites} site={site} open={sheet === 'course'} close={close} />}
      {chart && active && <WriteOrder person={person} course={active} chart={chart} zone={zone} open={sheet === 'order'} close={close} weigh={() => setSheet('weigh')} />}
    </Screen>
  )
}
