// What was given: by the protocol's standing orders, one tile a problem, with what is done first without a drug; and any other drug. Warns, never refuses: rule SES14.
import { useState } from 'react'
import { Button, TextInput } from '@mantine/core'
import { may } from '@chairside/core/people'
import { dosesOf, flowAt, doseRange, medicationCheck, type EventOf, type KnownOfPatient, type PayloadOf } from '@chairside/core/session'
import { agoText, NumberField, timeText, useNow } from '../ui/index.ts'
import { Findings } from './gate.tsx'
import { zoneOf } from './note-text.ts'
import { Choice, Panel } from './panel.tsx'
import { ReasonField } from './pump-forms.tsx'
import type { Chair } from './use-chair.ts'
import { momentOf, type When } from './when.ts'
import { WhenField } from './when-field.tsx'
import { number } from './words.ts'

type StandingOrder = Chair['bundle']['protocol']['settings']['standing_orders'][number]
type Given = PayloadOf<'medication-given'>
const UNITS: readonly Given['unit'][] = ['mg', 'ug', 'mL', 'L/min']
const ROUTES: readonly Given['route'][] = ['IV', 'IM', 'PO', 'SL', 'SC', 'inhaled', 'other']
const WHY: readonly string[] = ['Ordered by the prescriber', 'Emergency', 'Looked at: it does not apply']
const unitText = (unit: string): string => (unit === 'ug' ? 'µg' : unit)

/** What this tablet knows of the patient. A visit kept by an older version of the program may know less. */
export const knownOf = ({ bundle }: Chair): KnownOfPatient => ({ allergies: bundle.allergies, conditions: bundle.conditions ?? [], medications: bundle.medications ?? [], age: bundle.patient.age, weight_kg: bundle.patient.weight_kg })

function Flow({ chair, flow }: { readonly chair: Chair; readonly flow: EventOf<'medication-given'> }) {
  const stop = (): void => void chair.record('medication-given', { drug: flow.drug, dose: 0, unit: 'L/min', route: flow.route, ...(flow.standingOrder ? { standingOrder: flow.standingOrder } : {}) }, `${flow.drug} stopped`, true)
  return <div className="spread"><span><b>{flow.drug} {number(flow.dose, 1)} L/min</b> <span className="soft">since {timeText(flow.at)}</span></span><Button onClick={stop}>Stop {flow.drug.toLowerCase()}</Button></div>
}

function Tiles({ chair, onOrder, onFree }: { readonly chair: Chair; readonly onOrder: (order: StandingOrder) => void; readonly onFree: () => void }) {
  const now = useNow(10)
  const { protocol } = chair.bundle
  const flow = flowAt(chair.view, now)
  return (
    <div className="form">
      {protocol.approved_at === null && <p className="soft">Proposed: no medical director has approved these orders.</p>}
      {flow && <Flow chair={chair} flow={flow} />}
      <div className="offers">
        {protocol.settings.standing_orders.map((order, i) => {
          const last = dosesOf(chair.view, order.drug).at(-1)
          return <button key={order.id} type="button" className="offer" data-first={i === 0 ? '' : undefined} onClick={() => onOrder(order)}>{order.drug}<small>{order.problem}</small>{last && <small><b>{number(last.dose, 3)} {unitText(last.unit)}, {agoText(now - last.at)}</b></small>}</button>
        })}
        <button type="button" className="offer" onClick={onFree}>Another drug<small>not under a standing order</small></button>
      </div>
    </div>
  )
}

/** One drug, its dose and when: three taps from the Chair for the usual dose. */
function Dose({ chair, order, onDone, onBack }: { readonly chair: Chair; readonly order: StandingOrder | null; readonly onDone: () => void; readonly onBack: () => void }) {
  const now = useNow(5)
  const range = order ? doseRange(order, chair.bundle.patient.weight_kg) : null
  const [drug, setDrug] = useState(order?.drug ?? '')
  const [dose, setDose] = useState(range ? String(range.usual) : '')
  const [unit, setUnit] = useState<Given['unit']>(order?.unit ?? 'mg')
  const [route, setRoute] = useState<Given['route']>(order?.route ?? 'IV')
  const [when, setWhen] = useState<When>(0)
  const [what, setWhat] = useState('')
  const [reason, setReason] = useState('')
  const at = momentOf(when, now, zoneOf(chair))
  const value = Number(dose)
  const ready = drug.trim() !== '' && dose !== '' && value <= 100_000 && (value > 0 || unit === 'L/min')
  const findings = ready ? medicationCheck({ drug, dose: value, unit, route, at: at ?? now, ...(order ? { standingOrder: order.id } : {}) }, chair.view, chair.bundle.protocol, knownOf(chair)) : []
  const warned = findings.some((f) => f.level === 'warn')
  const role = chair.me.roles.find((r) => may([r], 'session.record'))
  const text = `${drug.trim()} ${number(value, 3)} ${unitText(unit)}`
  const save = async (): Promise<void> => {
    if (!ready) return
    const forWhat = order?.problem ?? what.trim()
    const done = await chair.record('medication-given', {
      drug: drug.trim(), dose: value, unit, route, ...(forWhat === '' ? {} : { reason: forWhat }), ...(order ? { standingOrder: order.id } : {}),
      ...(warned && reason.trim() !== '' && role ? { override: { role, reason: reason.trim() } } : {}),
    }, text, true, at)
    if (done) onDone()
  }
  const amounts = range ? [...new Set([range.min, range.usual, range.max])].toSorted((a, b) => a - b) : []
  return (
    <form className="form" onSubmit={(event) => { event.preventDefault(); void save() }}>
      {order ? (
        <div>
          {order.first !== '' && <p><b>First:</b> {order.first}</p>}
          {order.per_kg === true && <p className="soft">{order.dose.min === order.dose.max ? order.dose.usual : `${order.dose.min} to ${order.dose.max}`} {unitText(order.unit)}/kg{chair.bundle.patient.weight_kg === null ? ': the weight is not known' : ` of ${chair.bundle.patient.weight_kg} kg`}</p>}
          {order.how !== '' && <p className="soft">{order.route}, {order.how}</p>}
          {order.avoid !== '' && <p className="soft">Not with: {order.avoid}</p>}
        </div>
      ) : <TextInput label="Drug" data-first="" value={drug} onChange={(event) => setDrug(event.currentTarget.value)} maxLength={120} />}
      {amounts.length > 1 && <div className="choice-row">{amounts.map((one) => <button key={one} type="button" className="choice" aria-pressed={value === one} onClick={() => setDose(String(one))}><b>{one} {unitText(unit)}</b></button>)}</div>}
      <NumberField label={`Dose given (${unitText(unit)})`} value={dose} onChange={setDose} />
      {!order && <Choice label="Unit" value={unit} onChange={setUnit} options={UNITS.map((u) => ({ value: u, text: unitText(u) }))} />}
      {!order && <Choice label="Route" value={route} onChange={setRoute} options={ROUTES.map((r) => ({ value: r, text: r }))} />}
      {!order && <TextInput label="What for, and who ordered it" value={what} onChange={(event) => setWhat(event.currentTarget.value)} maxLength={500} />}
      <WhenField value={when} onChange={setWhen} />
      {findings.length > 0 && <Findings findings={findings} empty="" />}
      {warned && <ReasonField label="Why it was given (may be left out)" value={reason} onChange={setReason} reasons={WHY} />}
      <div className="row" style={{ flexWrap: 'nowrap' }}>
        <Button size="lg" variant="default" onClick={onBack}>Back</Button>
        <Button type="submit" size="lg" variant="filled" disabled={!ready} style={{ flex: 1 }} {...(order ? { 'data-first': '' } : {})}>{warned ? 'Record it all the same' : ready ? `Record ${text} ${route}` : 'Record'}</Button>
      </div>
    </form>
  )
}

export function MedicationForm({ chair, target, onDone }: { readonly chair: Chair; readonly target: string | null; readonly onDone: () => void }) {
  const [chosen, setChosen] = useState<StandingOrder | 'free' | null>(() => chair.bundle.protocol.settings.standing_orders.find((o) => o.id === target) ?? null)
  return (
    <Panel title={chosen === null ? 'Medication' : chosen === 'free' ? 'Another drug' : `${chosen.drug}: ${chosen.problem.toLowerCase()}`} onClose={onDone}>
      {chosen === null ? <Tiles chair={chair} onOrder={setChosen} onFree={() => setChosen('free')} /> : <Dose chair={chair} order={chosen === 'free' ? null : chosen} onDone={onDone} onBack={() => setChosen(null)} />}
    </Panel>
  )
}
