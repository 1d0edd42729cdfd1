// One visit of the day: when, who, what is missing, where, and the one act that comes next.
import { ActionIcon, Button, Menu } from '@mantine/core'
import IconAlertTriangle from '@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs'
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import IconCar from '@tabler/icons-react/dist/esm/icons/IconCar.mjs'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import IconHome from '@tabler/icons-react/dist/esm/icons/IconHome.mjs'
import IconMinus from '@tabler/icons-react/dist/esm/icons/IconMinus.mjs'
import { Link, useLocation } from 'wouter'
import { parseInstant, type Instant } from '@chairside/core/shared'
import type { DeskVisit, SessionState } from '@chairside/core/session'
import { useMay } from '../api.ts'
import type { Asked } from '../patients/form-link.tsx'
import { Refusal, timeText, useNow } from '../ui/index.ts'
import { useArrive } from './arrive.ts'
import type { Changing } from './change-visit.tsx'
import { doubtWords, driverWords, marksOf, readyWords, timingOf, timingWords } from './day.ts'

export const STATE_WORDS: Readonly<Record<SessionState, string>> = {
  'expected': 'Expected', 'arrived': 'Arrived', 'preparing': 'Being prepared', 'infusing': 'Infusion running', 'paused': 'Infusion paused', 'recovering': 'Recovering', 'discharged': 'Gone home', 'signed': 'Signed', 'aborted': 'Not given',
}

type Props = { readonly visit: DeskVisit; readonly zone: string; readonly today: boolean; readonly send: (asked: Asked) => void; readonly change: (changing: Changing) => void; readonly drive: (visit: DeskVisit) => void }

function More({ visit, send, change, drive }: Pick<Props, 'visit' | 'send' | 'change' | 'drive'>) {
  const mayBook = useMay('booking.write')
  const maySend = useMay('form.send')
  const [, go] = useLocation()
  const open = visit.state === 'expected' || visit.state === 'arrived'
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target><ActionIcon color="gray" aria-label={`More for ${visit.patient.name}`}><IconDots size={20} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        {maySend && <Menu.Item onClick={() => send({ patient: visit.patient.patient, name: visit.patient.name, purpose: 'before-session', session: visit.session })}>Send a form</Menu.Item>}
        {maySend && visit.cancelled_at === null && <Menu.Item onClick={() => drive(visit)}>Driver’s link</Menu.Item>}
        <Menu.Item onClick={() => go(`/patients/${visit.patient.patient}`)}>Open the chart</Menu.Item>
        {mayBook && open && <Menu.Item onClick={() => change({ act: 'move', visit })}>Move the visit</Menu.Item>}
        {mayBook && open && <Menu.Item onClick={() => change({ act: 'cancel', visit })}>Cancel the visit</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  )
}

export function VisitLine({ visit, zone, today, send, change, drive }: Props) {
  const now = useNow(30)
  const mayArrive = useMay('session.arrive')
  const mayChair = useMay('chart.read')
  const arrive = useArrive(visit)
  const state: SessionState = visit.state === 'expected' && arrive.at !== null ? 'arrived' : visit.state
  const timing = timingOf({ ...visit, state, arrived_at: arrive.at ?? visit.arrived_at }, now)
  const start = parseInstant(visit.start)
  const clock = (at: Instant): string => timeText(at, zone)
  const [ready, driver] = [readyWords(visit, clock), timing.kind === 'over' && visit.driver?.answer == null ? null : driverWords(visit, clock)]
  const expected = state === 'expected' && visit.cancelled_at === null
  return (
    <li className="visit" data-timing={timing.kind}>
      <div className="visit-when">
        <time dateTime={visit.start}>{start === null ? '' : timeText(start, zone)}</time>
        {(today || timing.kind !== 'due') && <span className={timing.kind === 'late' ? 'is-late' : undefined}>{today || timing.kind === 'cancelled' || timing.kind === 'over' ? timingWords(timing, (at) => timeText(at, zone)) : ''}</span>}
      </div>
      <div className="visit-who">
        <Link href={`/patients/${visit.patient.patient}`}>{visit.patient.name}</Link>
        <span>{visit.patient.age} years · visit {visit.ordinal}{visit.planned_sessions === null ? '' : ` of ${visit.planned_sessions}`} · {visit.chair_name}{visit.nurse === null ? '' : ` · ${visit.nurse}`}</span>
        {visit.cancelled_at === null && timing.kind !== 'over' && (
          <ul className="marks" aria-label="Ready?">
            {marksOf(visit).map((mark) => <li key={mark.what} data-ready={mark.ready}>{mark.ready ? <IconCheck size={16} aria-hidden /> : <IconMinus size={16} aria-hidden />}{mark.words}</li>)}
          </ul>
        )}
        {visit.doubts.length > 0 && visit.cancelled_at === null && timing.kind !== 'over' && (
          <ul className="doubts" aria-label="Said by the patient">
            {visit.doubts.map((doubt) => <li key={doubt.kind}><IconAlertTriangle size={16} aria-hidden />{doubtWords(doubt, clock)}</li>)}
          </ul>
        )}
        {(ready !== null || driver !== null || visit.mail.failed > 0) && visit.cancelled_at === null && (
          <p className="going-home">
            {ready !== null && <span><IconHome size={16} aria-hidden />{ready.words}{ready.late !== null && <span className="is-late">, {ready.late}</span>}</span>}
            {driver !== null && <span data-answer={visit.driver?.answer ?? ''}><IconCar size={16} aria-hidden />{driver}</span>}
            {visit.mail.failed > 0 && <span className="is-late">{visit.mail.failed === 1 ? 'a mail' : `${visit.mail.failed} mails`} could not be sent</span>}
          </p>
        )}
        <Refusal error={arrive.error} />
      </div>
      <div className="visit-state">{visit.cancelled_at === null ? STATE_WORDS[state] : 'Cancelled'}{arrive.waiting && <small> · will be sent</small>}</div>
      <div className="visit-acts">
        {expected && today && mayArrive && <Button variant="filled" aria-label={`Arrived: ${visit.patient.name}`} onClick={arrive.arrive}>Arrived</Button>}
        {arrive.at !== null && arrive.mayUndo && <Button variant="subtle" aria-label={`Undo: ${visit.patient.name} arrived`} onClick={arrive.undo}>Undo</Button>}
        {!expected && visit.cancelled_at === null && mayChair && <Button component={Link} href={`/chair/${visit.session}`} variant="default" aria-label={`Open the Chair of ${visit.patient.name}`}>Chair</Button>}
        <More visit={visit} send={send} change={change} drive={drive} />
      </div>
    </li>
  )
}
