// An adverse event: recorded with the tap on its name, whatever state the visit is in; how severe, what was done and how it went on come after.
import { useState } from 'react'
import { Button, Checkbox, TextInput } from '@mantine/core'
import { ADVERSE_EVENTS, SEVERITIES, actionSince, atOnset, kindOf, type EventAction, type EventOf, type PayloadOf, type SessionEvent } from '@chairside/core/session'
import { instant, MINUTE_MS, toIso } from '@chairside/core/shared'
import { deviceNow } from '../sync/device.ts'
import { timeText, useNow } from '../ui/index.ts'
import { replacementOf } from './edit-fields.ts'
import { zoneOf } from './note-text.ts'
import { Choice, Panel, type Open } from './panel.tsx'
import type { Chair } from './use-chair.ts'
import { momentOf, type When } from './when.ts'
import { WhenField } from './when-field.tsx'
import { Withdraw } from './withdraw.tsx'
import { number } from './words.ts'

type Payload = PayloadOf<'adverse-event-noted'>
const ACTIONS: readonly { readonly value: EventAction; readonly text: string }[] = [
  { value: 'none', text: 'None' }, { value: 'slowed', text: 'Slowed' }, { value: 'paused', text: 'Paused' }, { value: 'stopped', text: 'Stopped' }, { value: 'drug', text: 'Drug' }, { value: 'emergency-services', text: 'Emergency services' },
]
const OUTCOMES: readonly { readonly value: NonNullable<Payload['outcome']>; readonly text: string }[] = [
  { value: 'resolved', text: 'Resolved' }, { value: 'resolving', text: 'Getting better' }, { value: 'ongoing', text: 'Goes on' }, { value: 'transferred', text: 'Transferred' },
]
/** People act first and write afterwards: what was done in these minutes before the tap belongs to it. Not a clinical limit. */
const JUST_BEFORE_MS = 2 * MINUTE_MS

function Names({ chair, onNoted }: { readonly chair: Chair; readonly onNoted: (id: string) => void }) {
  const [when, setWhen] = useState<When>(0)
  const [free, setFree] = useState('')
  const note = async (what: string): Promise<void> => {
    const now = deviceNow()
    const onset = momentOf(when, now, zoneOf(chair))
    const kind = kindOf(what)
    const id = await chair.record('adverse-event-noted', {
      what, severity: kind?.severity ?? 'mild', action: actionSince(chair.view, instant((onset ?? now) - JUST_BEFORE_MS)), ...(kind?.emergency ? { emergency: true } : {}), ...(onset === undefined ? {} : { onset }),
    }, `Adverse event: ${what}`, true)
    if (id) onNoted(id)
  }
  return (
    <div className="form">
      <WhenField label="It began" value={when} onChange={setWhen} />
      {[true, false].map((emergency) => (
        <div key={String(emergency)} role="group" aria-label={emergency ? 'Emergency' : 'Other'}>
          <h3 style={{ marginBottom: 8 }}>{emergency ? 'Emergency' : 'Other'}</h3>
          <div className="offers">{ADVERSE_EVENTS.filter((e) => e.emergency === emergency).map((e, i) => <button key={e.what} type="button" className="offer" data-kind={emergency ? 'emergency' : undefined} data-first={!emergency && i === 0 ? '' : undefined} onClick={() => void note(e.what)}>{e.what}</button>)}</div>
        </div>
      ))}
      <form className="row" onSubmit={(event) => { event.preventDefault(); if (free.trim() !== '') void note(free.trim()) }}>
        <TextInput style={{ flex: '1 1 200px' }} aria-label="Something else, in words" placeholder="Something else, in words" value={free} onChange={(event) => setFree(event.currentTarget.value)} maxLength={200} />
        <Button type="submit" disabled={free.trim() === ''}>Record</Button>
      </form>
    </div>
  )
}

/** The rest of an event that stands already. Saved as one correction, so that the first words stay in sight. */
function Details({ chair, event, original, open, onDone }: { readonly chair: Chair; readonly event: EventOf<'adverse-event-noted'>; readonly original: SessionEvent; readonly open: Open; readonly onDone: () => void }) {
  const now = useNow(5)
  const [severity, setSeverity] = useState(event.severity)
  const [action, setAction] = useState<EventAction>(event.action)
  const [outcome, setOutcome] = useState<NonNullable<Payload['outcome']> | null>(event.outcome ?? null)
  const [emergency, setEmergency] = useState(event.emergency === true)
  const [medwatch, setMedwatch] = useState(event.medwatch === true)
  const [when, setWhen] = useState<When | null>(null)
  const [withdrawing, setWithdrawing] = useState(false)
  const onset = when === null ? event.onset ?? event.at : momentOf(when, now, zoneOf(chair)) ?? event.at
  const kind = kindOf(event.what)
  const given = atOnset(chair.view, onset)
  const orders = chair.bundle.protocol.settings.standing_orders.filter((o) => kind?.orders.includes(o.id))
  const runs = chair.view.infusion !== null && chair.view.infusion.stoppedAt === null
  const changed = severity !== event.severity || action !== event.action || outcome !== (event.outcome ?? null) || emergency !== (event.emergency === true) || medwatch !== (event.medwatch === true) || (when !== null && onset !== (event.onset ?? event.at))
  const save = async (): Promise<boolean> => {
    if (!changed) return true
    const replacement = replacementOf(event, { severity, action, ...(outcome ? { outcome } : {}), emergency, medwatch, onset: toIso(onset) }, event.at, original)
    return (await chair.record('corrected', { corrects: event.id, reason: 'Completed after the first tap', replacement }, `${event.what}: ${severity}`)) !== null
  }
  if (withdrawing) return <Withdraw chair={chair} id={event.id} onDone={onDone} />
  const give = async (order: string): Promise<void> => { if (await save()) open('medication', order) }
  return (
    <form className="form" onSubmit={(e) => { e.preventDefault(); void save().then((ok) => { if (ok) onDone() }) }}>
      <p><b>Recorded at {timeText(event.at)}.</b> {kind && <>First: {kind.first}.</>} {kind?.emergency === true && runs && <b>The infusion is still running: Stop is below.</b>}</p>
      {orders.length > 0 && <div className="choice-row" role="group" aria-label="Standing orders">{orders.map((o) => <button key={o.id} type="button" className="choice" onClick={() => void give(o.id)}><b>{o.drug}</b> {o.dose.usual} {o.unit === 'ug' ? 'µg' : o.unit}</button>)}</div>}
      <Choice label="How severe (CTCAE grade)" value={severity} first onChange={setSeverity} options={SEVERITIES.map((s) => ({ value: s.severity, text: `${s.grade} ${s.words}` }))} />
      <Choice label={`What was done${kind && kind.usual !== 'none' ? ` (usually: ${kind.usual})` : ''}`} value={action} onChange={setAction} options={ACTIONS} />
      <Choice label="How it went on" value={outcome} onChange={setOutcome} options={OUTCOMES} />
      <WhenField label={`It began: ${timeText(onset)}${given && given.minute >= 0 ? `, minute ${given.minute}, ${number(given.delivered.dose_mg, 1)} mg had been given` : ''}`} value={when ?? -1} onChange={setWhen} />
      <div className="row">
        <Checkbox size="md" label="An emergency" checked={emergency} onChange={(e) => setEmergency(e.currentTarget.checked)} />
        <Checkbox size="md" label="To be reported to MedWatch" checked={medwatch} onChange={(e) => setMedwatch(e.currentTarget.checked)} />
      </div>
      <div className="row">
        <Button type="submit" size="lg" variant="filled" style={{ flex: 1 }}>{changed ? 'Save' : 'Done'}</Button>
        <Button size="lg" variant="default" onClick={() => setWithdrawing(true)}>Withdraw</Button>
      </div>
    </form>
  )
}

export function EventForm({ chair, target, open, onDone }: { readonly chair: Chair; readonly target: string | null; readonly open: Open; readonly onDone: () => void }) {
  const [noted, setNoted] = useState(target)
  const event = noted === null ? undefined : chair.view.adverseEvents.find((e) => e.id === noted)
  const original = chair.view.facts.find((fact) => fact.event.id === noted)?.original
  return (
    <Panel title={event ? event.what : 'Adverse event'} onClose={onDone}>
      {event && original ? <Details key={event.id} chair={chair} event={event} original={original} open={open} onDone={onDone} /> : <Names chair={chair} onNoted={setNoted} />}
    </Panel>
  )
}
