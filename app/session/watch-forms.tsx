// What a nurse sees and gives while watching: sedation, dissociation, comfort, the patient's words, a drug, an adverse event. One or two taps each.
import { useState } from 'react'
import { Button, Checkbox, Textarea, TextInput } from '@mantine/core'
import type { PayloadOf } from '@chairside/core/session'
import { NumberField } from '../ui/index.ts'
import { Choice, Panel } from './panel.tsx'
import type { Chair } from './use-chair.ts'
import { MOAAS, number } from './words.ts'

type FormProps = { readonly chair: Chair; readonly onDone: () => void }

export function SedationForm({ chair, onDone }: FormProps) {
  const save = async (score: number): Promise<void> => {
    if (await chair.record('sedation-scored', { scale: 'MOAA/S', score }, `Sedation MOAA/S ${score}`, true)) onDone()
  }
  return (
    <Panel title="Sedation (MOAA/S)" onClose={onDone}>
      <div className="stack">{MOAAS.map(({ score, text }) => <button key={score} type="button" className="choice" data-first={score === 5 ? '' : undefined} aria-pressed={chair.view.sedation?.score === score} onClick={() => void save(score)}><b>{score}</b> {text}</button>)}</div>
    </Panel>
  )
}

export function DissociationForm({ chair, onDone }: FormProps) {
  const [distressing, setDistressing] = useState(false)
  const save = async (score: number): Promise<void> => {
    if (await chair.record('dissociation-scored', { scale: '0-10', score, ...(distressing ? { distressing: true } : {}) }, `Dissociation ${score} of 10${distressing ? ', distressing' : ''}`, true)) onDone()
  }
  return (
    <Panel title="Dissociation, 0 to 10" onClose={onDone}>
      <div className="form">
        <p className="soft">0: entirely here. 10: as far away as can be.</p>
        <Checkbox size="md" label="It is distressing" checked={distressing} onChange={(event) => setDistressing(event.currentTarget.checked)} />
        <div className="choice-row">{Array.from({ length: 11 }, (_, score) => <button key={score} type="button" className="choice" style={{ minWidth: 62, textAlign: 'center', fontSize: '1.25rem' }} data-first={score === 0 ? '' : undefined} aria-pressed={chair.view.dissociation?.score === score} onClick={() => void save(score)}>{score}</button>)}</div>
      </div>
    </Panel>
  )
}

export function WordsForm({ chair, onDone }: FormProps) {
  const [text, setText] = useState('')
  const save = async (): Promise<void> => {
    if (await chair.record('words-captured', { text: text.trim() }, 'Words kept', true)) onDone()
  }
  return (
    <Panel title="In the patient's own words" onClose={onDone}>
      <form className="form" onSubmit={(event) => { event.preventDefault(); if (text.trim() !== '') void save() }}>
        <Textarea aria-label="Words, as they were said" data-first="" minRows={4} maxLength={4000} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        <Button type="submit" size="lg" variant="filled" disabled={text.trim() === ''}>Keep these words</Button>
      </form>
    </Panel>
  )
}

const MUSIC = ['Own playlist', 'Ambient', 'Classical', 'Nature', 'Silence']
export function ComfortForm({ chair, onDone }: FormProps) {
  const set = (payload: PayloadOf<'comfort-changed'>, words: string): void => void chair.record('comfort-changed', payload, words, true)
  const now = chair.events.reduce<PayloadOf<'comfort-changed'>>((all, event) => (event.type === 'comfort-changed' ? { ...all, ...event } : all), {})
  return (
    <Panel title="Comfort" onClose={onDone}>
      <div className="form">
        <Choice label="Music" value={now.music ?? null} first onChange={(music) => set({ music }, `Music: ${music}`)} options={MUSIC.map((m) => ({ value: m, text: m }))} />
        <Choice label="Light" value={now.light ?? null} onChange={(light) => set({ light }, 'Light changed')} options={[{ value: 'none', text: 'Off' }, { value: 'some', text: 'Dim' }, { value: 'full', text: 'On' }]} />
        <Choice label="Talk" value={now.talk ?? null} onChange={(talk) => set({ talk }, 'Talk changed')} options={[{ value: 'none', text: 'Quiet' }, { value: 'some', text: 'A little' }, { value: 'full', text: 'Talking' }]} />
        <div className="choice-row">
          <button type="button" className="choice" aria-pressed={now.blanket === true} onClick={() => set({ blanket: now.blanket !== true }, now.blanket === true ? 'Blanket off' : 'Blanket')}>Blanket</button>
          <button type="button" className="choice" aria-pressed={now.eyeMask === true} onClick={() => set({ eyeMask: now.eyeMask !== true }, now.eyeMask === true ? 'Eye mask off' : 'Eye mask')}>Eye mask</button>
          <button type="button" className="choice" aria-pressed={now.touchConsent === true} onClick={() => set({ touchConsent: now.touchConsent !== true }, now.touchConsent === true ? 'No touch' : 'A hand is welcome')}>A hand is welcome</button>
        </div>
        <Button size="lg" onClick={onDone}>Done</Button>
      </div>
    </Panel>
  )
}

const UNITS = ['mg', 'ug', 'mL', 'L/min'] as const
const ROUTES = ['IV', 'IM', 'PO', 'SL', 'SC', 'inhaled', 'other'] as const
const DRUGS: readonly { readonly drug: string; readonly unit: (typeof UNITS)[number]; readonly route: (typeof ROUTES)[number] }[] = [
  { drug: 'Ondansetron', unit: 'mg', route: 'IV' }, { drug: 'Midazolam', unit: 'mg', route: 'IV' }, { drug: 'Labetalol', unit: 'mg', route: 'IV' }, { drug: 'Oxygen', unit: 'L/min', route: 'inhaled' },
]
/** Records what was given. Proposes no dose: a drug and its dose are a prescriber's. */
export function MedicationForm({ chair, onDone }: FormProps) {
  const [drug, setDrug] = useState('')
  const [dose, setDose] = useState('')
  const [unit, setUnit] = useState<(typeof UNITS)[number]>('mg')
  const [route, setRoute] = useState<(typeof ROUTES)[number]>('IV')
  const [reason, setReason] = useState('')
  const ready = drug.trim() !== '' && Number(dose) > 0 && Number(dose) <= 100_000
  const allergic = chair.bundle.allergies.filter((a) => drug.trim().length > 3 && a.toLowerCase().includes(drug.trim().toLowerCase()))
  const save = async (): Promise<void> => {
    const payload = { drug: drug.trim(), dose: Number(dose), unit, route, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) }
    if (await chair.record('medication-given', payload, `${payload.drug} ${number(payload.dose, 3)} ${unit === 'ug' ? 'µg' : unit}`, true)) onDone()
  }
  return (
    <Panel title="Medication given" onClose={onDone}>
      <form className="form" onSubmit={(event) => { event.preventDefault(); if (ready) void save() }}>
        <div className="choice-row">{DRUGS.map((d, i) => <button key={d.drug} type="button" className="choice" data-first={i === 0 ? '' : undefined} aria-pressed={drug === d.drug} onClick={() => { setDrug(d.drug); setUnit(d.unit); setRoute(d.route) }}>{d.drug}</button>)}</div>
        <TextInput label="Drug" value={drug} onChange={(event) => setDrug(event.currentTarget.value)} maxLength={120} />
        {allergic.length > 0 && <p className="refusal" role="alert"><b>Allergy recorded:</b> {allergic.join(', ')}</p>}
        <NumberField label={`Dose given (${unit === 'ug' ? 'µg' : unit})`} value={dose} onChange={setDose} />
        <Choice label="Unit" value={unit} onChange={setUnit} options={UNITS.map((u) => ({ value: u, text: u === 'ug' ? 'µg' : u }))} />
        <Choice label="Route" value={route} onChange={setRoute} options={ROUTES.map((r) => ({ value: r, text: r }))} />
        <TextInput label="What for" value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={500} />
        <Button type="submit" size="lg" variant="filled" disabled={!ready}>Record{ready ? ` ${drug.trim()} ${number(Number(dose), 3)} ${unit === 'ug' ? 'µg' : unit} ${route}` : ''}</Button>
      </form>
    </Panel>
  )
}

const EVENTS = ['Nausea', 'Vomiting', 'Headache', 'Dizziness', 'Anxiety', 'Raised blood pressure', 'Low saturation', 'Agitation', 'Chest pain', 'Infiltration']
const SEVERITIES: readonly { readonly value: PayloadOf<'adverse-event-noted'>['severity']; readonly text: string }[] = [
  { value: 'mild', text: 'Mild' }, { value: 'moderate', text: 'Moderate' }, { value: 'severe', text: 'Severe' }, { value: 'life-threatening', text: 'Life-threatening' },
]
const ACTIONS: readonly { readonly value: PayloadOf<'adverse-event-noted'>['action']; readonly text: string }[] = [
  { value: 'none', text: 'None' }, { value: 'slowed', text: 'Slowed' }, { value: 'paused', text: 'Paused' }, { value: 'stopped', text: 'Stopped' }, { value: 'drug', text: 'Drug' }, { value: 'emergency-services', text: 'Emergency services' },
]
const OUTCOMES: readonly { readonly value: NonNullable<PayloadOf<'adverse-event-noted'>['outcome']>; readonly text: string }[] = [
  { value: 'resolved', text: 'Resolved' }, { value: 'resolving', text: 'Resolving' }, { value: 'ongoing', text: 'Ongoing' }, { value: 'transferred', text: 'Transferred' },
]
export function EventForm({ chair, onDone }: FormProps) {
  const [what, setWhat] = useState('')
  const [severity, setSeverity] = useState<PayloadOf<'adverse-event-noted'>['severity']>('mild')
  const [action, setAction] = useState<PayloadOf<'adverse-event-noted'>['action']>('none')
  const [outcome, setOutcome] = useState<NonNullable<PayloadOf<'adverse-event-noted'>['outcome']> | null>(null)
  const save = async (): Promise<void> => {
    if (await chair.record('adverse-event-noted', { what: what.trim(), severity, action, ...(outcome ? { outcome } : {}) }, `Adverse event: ${what.trim()}`, true)) onDone()
  }
  return (
    <Panel title="Adverse event" onClose={onDone}>
      <form className="form" onSubmit={(event) => { event.preventDefault(); if (what.trim() !== '') void save() }}>
        <div className="choice-row">{EVENTS.map((e, i) => <button key={e} type="button" className="choice" data-first={i === 0 ? '' : undefined} aria-pressed={what === e} onClick={() => setWhat(e)}>{e}</button>)}</div>
        <TextInput label="What happened" value={what} onChange={(event) => setWhat(event.currentTarget.value)} maxLength={200} />
        <Choice label="How severe" value={severity} onChange={setSeverity} options={SEVERITIES} />
        <Choice label="What was done" value={action} onChange={setAction} options={ACTIONS} />
        <Choice label="How it went on" value={outcome} onChange={setOutcome} options={OUTCOMES} />
        <Button type="submit" size="lg" variant="filled" disabled={what.trim() === ''}>Record{what.trim() === '' ? '' : `: ${what.trim()}, ${severity}`}</Button>
      </form>
    </Panel>
  )
}
