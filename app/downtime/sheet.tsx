// The downtime sheet: one page of paper for one patient, from the copy on this tablet, or blank. What is written on it is typed back later with its true times.
import './sheet.css'
import type { ReactNode } from 'react'
import { Button } from '@mantine/core'
import { Link, useParams } from 'wouter'
import { ALDRETE, CHECKLIST } from '@chairside/core/session'
import { dayText, EmptyState, Loading, Screen, timeText, useNow } from '../ui/index.ts'
import { number } from '../session/words.ts'
import { orderText } from './downtime.tsx'
import { lastDose, useToday, type KeptVisit, type Today } from './use-today.ts'

const BLANKS = 2
/** More than fit: what the page has room for after allergies, order and checklist is rows, and nothing else is ever cut off. */
const ROWS = 24
const COLUMNS: readonly (readonly [name: string, unit: string, width: string])[] = [
  ['Time', 'hh:mm', '12mm'], ['BP', 'mmHg', '18mm'], ['Pulse', '/min', '11mm'], ['SpO₂', '%', '11mm'], ['RR', '/min', '10mm'], ['MOAA/S', '5 to 0', '15mm'], ['Dissoc.', '0 to 10', '13mm'], ['Rate', 'mL/h', '14mm'], ['Given', 'mL', '12mm'],
  ['Drug and dose, event, words', '', 'auto'], ['By', '', '11mm'],
]
/** A place to write, with its word before and its unit behind, never torn apart by the end of a line. */
const Field = ({ word, unit = '', long = false }: { readonly word: ReactNode; readonly unit?: string; readonly long?: boolean }) => <span className="field-line">{word} <Blank long={long} /> {unit}</span>
const Box = ({ word }: { readonly word: string }) => <span className="field-line"><span className="tick-box" /> {word}</span>
const Blank = ({ long = false }: { readonly long?: boolean }) => <span className={long ? 'line long' : 'line'} />

function Head({ visit, list, now }: { readonly visit: KeptVisit | null; readonly list: Extract<Today, { state: 'here' }>['list'] | null; readonly now: number }) {
  const patient = visit?.bundle.patient
  return (
    <>
      <div className="top">
        <div>
          <h2>{patient ? patient.name : <>Name <Blank long /></>}</h2>
          <p>{patient ? <>born <b>{dayText(patient.birth_date)}</b>, {patient.age} years, {patient.sex} · record <b>{patient.record_number}</b></> : <>born <Blank /> record <Blank /></>}</p>
        </div>
        <div style={{ textAlign: 'right' }}>
          <b>DOWNTIME SHEET</b>
          <p>{list ? `${list.organization_name}, ${list.site_name}` : <>site <Blank /></>}</p>
          <p>{visit && list ? <>{dayText(list.date)}, {visit.bundle.visit.chair_name}, {timeText(Date.parse(visit.bundle.visit.start))}</> : <>date <Blank /> chair <Blank /></>}</p>
          <p className="fine">{list && visit ? `printed ${timeText(now)} from the copy of ${timeText(list.kept_at)}` : `printed ${timeText(now)}, blank`}</p>
        </div>
      </div>
      <div className="box"><b>ALLERGIES</b> {visit ? (visit.bundle.allergies.length > 0 ? visit.bundle.allergies.join(', ') : 'none recorded; ask') : ''}</div>
      <div className="box">
        {visit ? (
          <>
            <p><b>ORDER</b> {orderText(visit.bundle)}{visit.bundle.order?.signed_by ? `; signed by ${visit.bundle.order.signed_by}` : ''}</p>
            <p>weight {visit.bundle.patient.weight_kg === null ? 'not measured' : `${number(visit.bundle.patient.weight_kg, 1)} kg`} · visit {visit.bundle.visit.ordinal}{visit.bundle.course ? ` of ${visit.bundle.course.planned_sessions}` : ''} · last dose {lastDoseText(visit)} · escort {visit.bundle.patient.escort_name ?? 'not named'} {visit.bundle.patient.escort_phone ?? ''}</p>
          </>
        ) : <p className="lines"><b>ORDER</b> <Field word="dose" unit="mg" /> <Field word="weight" unit="kg" /> <Field word="volume" unit="mL" /> <Field word="concentration" unit="mg/mL" /> <Field word="rate" unit="mL/h" /> <Field word="signed by" long /> <Field word="escort, phone" long /></p>}
      </div>
    </>
  )
}
function lastDoseText({ bundle }: KeptVisit): string {
  const dose = lastDose(bundle)
  return dose ? `${number(dose.dose_mg!)} mg on ${dayText(dose.date)}` : 'none before'
}

function Sheet({ visit, list, now }: { readonly visit: KeptVisit | null; readonly list: Extract<Today, { state: 'here' }>['list'] | null; readonly now: number }) {
  return (
    <section className="sheet" aria-label={visit ? `Sheet of ${visit.bundle.patient.name}` : 'Blank sheet'}>
      <Head visit={visit} list={list} now={now} />
      <div>
        <h3>Before the infusion (tick; write what is not so beside it)</h3>
        <div className="two">{CHECKLIST.map((item) => <div key={item.id} className="tick"><span>{item.label}{item.answers ? `: ${item.answers.join(' / ')}` : ''}</span></div>)}</div>
        <p className="lines" style={{ marginTop: '1mm' }}><b>Time-out by two people:</b> <Field word="dose" unit="mg" /> <Field word="concentration" unit="mg/mL" /> <Field word="rate" unit="mL/h" /> <Field word="volume" unit="mL" /> <Field word="1." /> <Field word="2." /></p>
      </div>
      <p className="lines">{['Arrived', 'Started', 'Paused', 'Resumed', 'Stopped'].map((word) => <Field key={word} word={<b>{word}</b>} />)} <Field word="complete / early; pump showed" unit="mL" /></p>
      <div className="sheet-rows"><table>
        <colgroup>{COLUMNS.map(([name, , width]) => <col key={name} style={{ width }} />)}</colgroup>
        <thead><tr>{COLUMNS.map(([name, unit]) => <th key={name}>{name}{unit !== '' && <small>{unit}</small>}</th>)}</tr></thead>
        <tbody>{Array.from({ length: ROWS }, (_, row) => <tr key={row}>{COLUMNS.map(([name]) => <td key={name}>{' '}</td>)}</tr>)}</tbody>
      </table></div>
      <div className="last">
        <h3>Going home: modified Aldrete, 0 to 2 each</h3>
        <p className="lines">{ALDRETE.map((item) => <Field key={item.id} word={item.label} />)} <Field word={<b>Total</b>} unit="of 10" /></p>
        <p className="lines" style={{ marginTop: '1mm' }}>{['oriented', 'walks steadily', 'dissociation gone', 'mood asked', 'IV out', 'instructions given', 'escort here'].map((word) => <Box key={word} word={word} />)} <Field word={<b>Left at</b>} /> <Field word="with" long /> <Field word={<b>Signed</b>} long /></p>
        <p className="fine" style={{ marginTop: '1mm' }}>Stop, rescue drugs and help come before paper. Type this sheet back today: Chairside, Today without the server, Type paper back. Keep the sheet.</p>
      </div>
    </section>
  )
}

export default function SheetScreen() {
  const { which } = useParams<{ which: string }>()
  const today = useToday()
  const now = useNow(60)
  const list = today.state === 'here' ? today.list : null
  const visits: readonly (KeptVisit | null)[] = which === 'blank' ? Array.from({ length: BLANKS }, () => null)
    : today.state === 'here' ? today.visits.filter((visit) => which === 'all' || visit.bundle.session === which) : []
  const looking = which !== 'blank' && today.state === 'looking'
  return (
    <Screen quietTitle title="Downtime sheets" tab="Downtime sheet" wide>
      <div className="sheet-bar">
        <Button variant="filled" disabled={visits.length === 0} onClick={() => print()}>Print {visits.length} {visits.length === 1 ? 'sheet' : 'sheets'}</Button>
        <Button variant="default" component={Link} to="/downtime">Back</Button>
        <span className="soft">One page each. Printing needs no server.</span>
      </div>
      {looking && <Loading what="Opening today's copy" />}
      {!looking && visits.length === 0 && <EmptyState title="No such visit in today's copy">Print blank sheets instead.</EmptyState>}
      <div className="sheets">{visits.map((visit, i) => <Sheet key={visit?.bundle.session ?? i} visit={visit} list={list} now={now} />)}</div>
    </Screen>
  )
}
