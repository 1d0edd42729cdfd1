// What a nurse does to the pump, recorded: rate, pause, and what is asked after a stop that has already been written down.
import { useState } from 'react'
import { Button, TextInput } from '@mantine/core'
import { deliveredAt, preparedVolume, rateCheck, type EventOf } from '@chairside/core/session'
import { NumberField, useNow } from '../ui/index.ts'
import { replacementOf } from './edit-fields.ts'
import { Findings } from './gate.tsx'
import { zoneOf } from './note-text.ts'
import { Choice, Panel } from './panel.tsx'
import type { Chair } from './use-chair.ts'
import { momentOf, type When } from './when.ts'
import { WhenField } from './when-field.tsx'
import { number } from './words.ts'

type FormProps = { readonly chair: Chair; readonly onDone: () => void }
const REASONS = ['Anxiety', 'Nausea', 'Blood pressure', 'Dissociation too strong', 'Line or pump', 'Toilet', 'At the patient\'s wish']

export function ReasonField({ label, value, onChange, reasons = REASONS }: { readonly label: string; readonly value: string; readonly onChange: (value: string) => void; readonly reasons?: readonly string[] }) {
  return (
    <div className="field">
      <span className="label-text">{label}</span>
      <div className="choice-row">{reasons.map((reason) => <button key={reason} type="button" className="choice" aria-pressed={value === reason} onClick={() => onChange(value === reason ? '' : reason)}>{reason}</button>)}</div>
      <TextInput aria-label={`${label}, in words`} placeholder="or in words" value={reasons.includes(value) ? '' : value} onChange={(event) => onChange(event.currentTarget.value)} maxLength={500} />
    </div>
  )
}

/** Also for going on after a pause at another rate. */
export function RateForm({ chair, onDone }: FormProps) {
  const [when, setWhen] = useState<When>(0)
  const clock = useNow(5)
  const { infusion, state } = chair.view
  const now = infusion?.segments.at(-1)?.rate_mL_per_h ?? 0
  const [rate, setRate] = useState(String(now))
  const [reason, setReason] = useState('')
  if (!infusion) return null
  const resuming = state === 'paused'
  const value = Number(rate)
  const possible = Number.isFinite(value) && value >= 0.1 && value <= 2000
  const mgPerHour = value * infusion.bags.at(-1)!.concentration_mg_per_mL
  const findings = possible ? rateCheck(value, infusion, chair.bundle.protocol.settings) : []
  const at = momentOf(when, clock, zoneOf(chair))
  const save = async (): Promise<void> => {
    const why = reason.trim() === '' ? {} : { reason: reason.trim() }
    const done = resuming
      ? await chair.record('infusion-resumed', { rate_mL_per_h: value, ...why }, `Resumed at ${number(value, 1)} mL/h`, false, at)
      : await chair.record('infusion-rate-changed', { rate_mL_per_h: value, ...why }, `Rate ${number(value, 1)} mL/h`, true, at)
    if (done) onDone()
  }
  return (
    <Panel title={resuming ? 'Resume the infusion' : 'Change the rate'} onClose={onDone}>
      <form className="form" onSubmit={(event) => { event.preventDefault(); if (possible) void save() }}>
        <p className="soft">Now {number(now, 1)} mL/h. Set the pump first; this records what it does.</p>
        <div className="choice-row">{[1, 0.75, 0.5, 0.25].map((part) => <button key={part} type="button" className="choice" data-first={part === 1 ? '' : undefined} aria-pressed={value === Number((now * part).toFixed(1))} onClick={() => setRate(String(Number((now * part).toFixed(1))))}>{part === 1 ? 'Same' : `${part * 100} %`}<br /><b>{number(now * part, 1)} mL/h</b></button>)}</div>
        <NumberField label="New rate (mL/h)" value={rate} onChange={setRate} />
        <p className="soft">{possible ? `${number(mgPerHour, 1)} mg/h, ${number(mgPerHour / infusion.weight_kg, 2)} mg/kg/h` : 'A rate from 0.1 to 2000 mL/h.'}</p>
        {findings.length > 0 && <Findings findings={findings} empty="" />}
        <WhenField value={when} onChange={setWhen} />
        <ReasonField label="Why (may be left out)" value={reason} onChange={setReason} />
        <Button type="submit" size="lg" variant="filled" disabled={!possible || (!resuming && value === now)}>{resuming ? 'Resume' : 'Record'} {possible ? `${number(value, 1)} mL/h` : ''}</Button>
      </form>
    </Panel>
  )
}

/** After the stop: the stop stands already, at its own time; this completes it. */
export function StopDetails({ chair, onDone }: FormProps) {
  const now = useNow()
  const stop = chair.view.facts.findLast((fact) => fact.event.type === 'infusion-stopped' && !fact.withdrawn)
  const [volume, setVolume] = useState('')
  const [reason, setReason] = useState('')
  const { infusion } = chair.view
  const fact = stop?.event as EventOf<'infusion-stopped'> | undefined
  const [why, setWhy] = useState<'complete' | 'early'>(fact?.why ?? 'early')
  if (!fact || !infusion) return null
  const impossible = Number(volume) > preparedVolume(infusion)
  const reckoned = deliveredAt({ ...infusion, pumpVolume_mL: null, pumpReadings: [] }, now)
  const save = async (): Promise<void> => {
    const replacement = replacementOf(fact, { why, reason: reason.trim() === '' ? fact.reason : reason.trim(), ...(volume === '' ? {} : { volume_infused_mL: Number(volume) }) }, fact.at, stop!.original)
    const done = await chair.record('corrected', { corrects: fact.id, reason: 'Completed after the stop', replacement }, `Stop completed: ${why}${volume === '' ? '' : `, pump read ${volume} mL`}`)
    if (done) onDone()
  }
  return (
    <Panel title="The stop is recorded" onClose={onDone}>
      <form className="form" onSubmit={(event) => { event.preventDefault(); void save() }}>
        <p className="soft">It counts from the moment of your tap. When there is time:</p>
        <NumberField first label="Volume infused, as the pump shows it (mL)" description={`Reckoned from rate and time: ${number(reckoned.volume_mL, 1)} mL`} value={volume} onChange={setVolume} error={impossible ? `0 to ${number(preparedVolume(infusion), 1)} mL: there was no more` : null} />
        <Choice label="The infusion was" value={why} onChange={setWhy} options={[{ value: 'complete', text: 'Complete' }, { value: 'early', text: 'Stopped early' }]} />
        {why === 'early' && <ReasonField label="Why" value={reason} onChange={setReason} />}
        <Button type="submit" size="lg" variant="filled" disabled={impossible}>Save</Button>
      </form>
    </Panel>
  )
}

export function PauseForm({ chair, onDone }: FormProps) {
  const paused = chair.view.facts.findLast((fact) => fact.event.type === 'infusion-paused' && !fact.withdrawn)
  const [reason, setReason] = useState('')
  const save = async (): Promise<void> => {
    if (!paused) return
    const done = await chair.record('corrected', { corrects: paused.event.id, reason: 'Completed after the pause', replacement: replacementOf(paused.event, { reason: reason.trim() }, paused.event.at, paused.original) }, `Paused: ${reason.trim()}`)
    if (done) onDone()
  }
  return (
    <Panel title="Paused. Why?" onClose={onDone}>
      <form className="form" onSubmit={(event) => { event.preventDefault(); void save() }}>
        <ReasonField label="Reason" value={reason} onChange={setReason} />
        <Button type="submit" size="lg" variant="filled" disabled={reason.trim() === '' || !paused}>Save the reason</Button>
      </form>
    </Panel>
  )
}
