// Today without the server: find a patient within seconds, read what keeps them safe, open the visit, or print a sheet and go on by hand.
import './downtime.css'
import { useState } from 'react'
import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { parseInstant } from '@chairside/core/shared'
import type { SessionBundle, VitalName } from '@chairside/core/session'
import { agoText, dateText, dayText, EmptyState, Loading, Screen, timeText, useNow, useReachable } from '../ui/index.ts'
import { BASIS_WORDS, number, STATE_WORDS, VITAL_WORDS } from '../session/words.ts'
import { lastDose, useToday, type KeptVisit } from './use-today.ts'

/** Promised: OFF2. Older than this, the age is marked. */
const FRESH_MS = 5 * 60_000
const SHOWN: readonly VitalName[] = ['pulse_per_min', 'spo2_pct', 'rr_per_min']

/** The order in one line, units included. */
export function orderText({ order }: SessionBundle): string {
  if (!order) return 'No signed order: nothing starts.'
  return `${number(order.dose_mg)} mg (${number(order.dose_mg_per_kg)} mg/kg, ${number(order.dosing_weight_kg, 1)} kg ${BASIS_WORDS[order.weight_basis]}) in ${number(order.final_ml, 1)} mL, ${number(order.concentration_mg_per_ml, 3)} mg/mL, ${number(order.rate_ml_per_h, 1)} mL/h for ${order.duration_min} min`
}
const weightText = ({ patient }: SessionBundle): string => {
  const at = parseInstant(patient.weight_measured_at)
  return patient.weight_kg === null ? 'not measured' : `${number(patient.weight_kg, 1)} kg${at === null ? '' : `, ${dateText(at)}`}`
}

function Vitals({ visit: { view } }: { readonly visit: KeptVisit }) {
  const { sbp_mmHg: sbp, dbp_mmHg: dbp } = view.latest
  const rest = SHOWN.flatMap((name) => { const reading = view.latest[name]; return reading ? [{ name, reading }] : [] })
  if (!sbp && rest.length === 0) return <>none yet</>
  const at = Math.max(sbp?.at ?? 0, ...rest.map((r) => r.reading.at))
  return <>{[...(sbp && dbp ? [`${sbp.value}/${dbp.value} mmHg`] : []), ...rest.map(({ name, reading }) => `${VITAL_WORDS[name].short} ${number(reading.value, 1)} ${VITAL_WORDS[name].unit}`)].join(', ')} <span className="soft small">at {timeText(at)}</span></>
}

const Phone = ({ number: text }: { readonly number: string }) => <a className="tel" href={`tel:${text.replaceAll(/[^\d+]/g, '')}`}>{text}</a>

function Visit({ visit }: { readonly visit: KeptVisit }) {
  const { bundle, view, phone } = visit
  const { patient } = bundle
  const dose = lastDose(bundle)
  return (
    <li className="card kept-visit">
      <div className="spread">
        <h2>{patient.name}</h2>
        <span className="tier" data-tier="none">{STATE_WORDS[view.state]}{view.since === null ? '' : ` ${timeText(view.since)}`}</span>
      </div>
      <p className="soft">{bundle.visit.chair_name}, {timeText(Date.parse(bundle.visit.start))} · born {dayText(patient.birth_date)}, {patient.age} years · record {patient.record_number}</p>
      <p className="allergies" data-some={bundle.allergies.length > 0 ? '' : undefined}><b>Allergies</b> {bundle.allergies.length > 0 ? bundle.allergies.join(', ') : 'none recorded'}</p>
      <dl>
        <dt>Order today</dt><dd><b>{orderText(bundle)}</b></dd>
        <dt>Weight</dt><dd>{weightText(bundle)}</dd>
        <dt>Last dose</dt><dd>{dose ? `${number(dose.dose_mg!)} mg on ${dayText(dose.date)} (visit ${dose.ordinal})` : 'none before'}</dd>
        <dt>Last values</dt><dd><Vitals visit={visit} /></dd>
        <dt>Escort</dt><dd>{patient.escort_name ?? 'not named'}{patient.escort_phone ? <>, <Phone number={patient.escort_phone} /></> : null}</dd>
        <dt>Phone</dt><dd>{phone ? <Phone number={phone} /> : 'not known'}</dd>
      </dl>
      <div className="row acts">
        <Button component={Link} to={`/chair/${bundle.session}`}>Open the visit</Button>
        <Button variant="default" component={Link} to={`/downtime/sheet/${bundle.session}`}>Paper sheet</Button>
        <Button variant="subtle" component={Link} to={`/downtime/type/${bundle.session}`}>Type paper back</Button>
      </div>
    </li>
  )
}

const matches = ({ bundle: { patient, visit } }: KeptVisit, words: string): boolean => {
  const text = `${patient.name} ${patient.preferred_name ?? ''} ${patient.record_number} ${visit.chair_name}`.toLowerCase()
  return words.toLowerCase().split(/\s+/).every((word) => text.includes(word))
}

export default function DowntimeScreen() {
  const today = useToday()
  const reachable = useReachable()
  const now = useNow(5)
  const [words, setWords] = useState('')
  const actions = <><Button variant="default" component={Link} to="/downtime/sheet/blank">Blank sheets</Button>{today.state === 'here' && today.visits.length > 0 && <Button variant="default" component={Link} to="/downtime/sheet/all">Print all sheets</Button>}</>
  return (
    <Screen title="Today without the server" tab="Downtime" wide subtitle={reachable ? 'The server answers: this copy is for when it does not.' : 'The server does not answer. Go on with this copy, the Chair, or paper.'} actions={actions}>
      {today.state === 'looking' && <Loading what="Opening today's copy" lines={5} />}
      {today.state === 'none' && <EmptyState title="No copy of today here">{today.why} Blank sheets can be printed.</EmptyState>}
      {today.state === 'here' && (
        <>
          <p className="copy-age" data-old={now - today.list.kept_at > FRESH_MS ? '' : undefined}>
            <b>As it was at {timeText(today.list.kept_at)}, {agoText(Math.max(0, now - today.list.kept_at))}</b>
            <span>{today.list.site_name}, {dayText(today.list.date)}: {today.visits.length} {today.visits.length === 1 ? 'visit' : 'visits'}. What was recorded on this tablet since is in it.</span>
          </p>
          <div className="find"><label htmlFor="find">Name, record number or chair</label><input id="find" type="search" autoComplete="off" value={words} onChange={(event) => setWords(event.currentTarget.value)} /></div>
          <ul className="kept-visits">{today.visits.filter((visit) => matches(visit, words.trim())).map((visit) => <Visit key={visit.bundle.session} visit={visit} />)}</ul>
          {today.visits.length === 0 ? <EmptyState title="No visits today" /> : today.visits.every((visit) => !matches(visit, words.trim())) && <EmptyState title="Nobody of today matches">Only visits of today at this site are kept.</EmptyState>}
        </>
      )}
    </Screen>
  )
}
