// What is asked before every infusion. What is known stands there already; the rest takes one tap each.
import './gate.css'
import { memo, useState } from 'react'
import { Button } from '@mantine/core'
import { clockOf, gateFacts, knownOf, mayStart, startRows, usualSpo2, type ChecklistRow, type ChecklistAnswer } from '@chairside/core/session'
import { deviceNow } from '../sync/device.ts'
import { Card, dateText, dayText, Figure, NumberField, TextField, useNow } from '../ui/index.ts'
import { FastingEntry, IvEntry, PaperEquipment } from './checklist-entries.tsx'
import { nurseOfStart, startAsked, useBeside, zoneOf } from './gate-asked.ts'
import { Findings } from './gate.tsx'
import { TimeOutCard } from './time-out.tsx'
import type { Chair } from './use-chair.ts'
import { number } from './words.ts'

/** The second tap of a double tap must not take back what the first confirmed. */
const SETTLE_MS = 1000

/** What stands beside a question and is not its answer. */
function hintOf(chair: Chair, { item, words, state }: ChecklistRow): string | null {
  const { patient, allergies, protocol } = chair.bundle
  if (words !== null) return words
  if (state !== 'open') return null
  if (item.id === 'identity') return `Born ${dayText(patient.birth_date)}, record ${patient.record_number}`
  if (item.id === 'medicines') {
    const said = knownOf(chair.bundle, deviceNow()).said
    const news = said?.changes ?? (said?.changed === 'no' ? 'nothing new' : said?.changed === 'yes' ? 'something is new, not what' : null)
    return `${allergies.length > 0 ? `Allergies: ${allergies.join(', ')}` : 'No allergies recorded'}${said && news !== null ? `; said by the patient at ${clockOf(said.at, { timeZone: zoneOf(chair), now: deviceNow() })}: ${news}` : ''}`
  }
  return item.detail ? item.detail(protocol.settings) : null
}

function Answering({ chair, row, confirm }: { readonly chair: Chair; readonly row: ChecklistRow; readonly confirm: (given: Omit<ChecklistAnswer, 'item'>) => void }) {
  const [text, setText] = useState('')
  const [byHand, setByHand] = useState(false)
  const { item, suggested, state } = row
  const wide = { gridColumn: '2 / -1' } as const
  switch (item.id) {
    case 'fasting': return suggested && !byHand
      ? <div className="row" style={wide}><Button onClick={() => confirm(suggested)}>Confirm as said</Button><button type="button" className="mini" onClick={() => setByHand(true)}>Other times</button></div>
      : <div style={wide}><FastingEntry zone={zoneOf(chair)} confirm={confirm} /></div>
    case 'iv': return <div style={wide}><IvEntry chair={chair} /></div>
    case 'equipment': return <div style={wide}><PaperEquipment chair={chair} confirm={(answer) => confirm({ answer })} /></div>
    case 'escort': return suggested && !byHand ? null
      : <div className="row" style={wide}><TextField quiet grow label="Escort: name and phone" placeholder="Name and phone" value={text} onChange={setText} maxLength={500} /><Button disabled={text.trim() === ''} onClick={() => confirm({ answer: text.trim() })}>Confirm this escort</Button></div>
    case 'usual-spo2': return suggested && !byHand ? <div className="row" style={wide}><button type="button" className="mini" onClick={() => setByHand(true)}>Another value</button></div>
      : <div className="row" style={wide}><NumberField label="Usual SpO₂ (%)" value={text} onChange={setText} error={text !== '' && usualSpo2(text) === null ? `${text} is not a saturation: a whole number up to 100 %` : undefined} /><Button disabled={usualSpo2(text) === null} onClick={() => confirm({ answer: text.trim() })}>Confirm</Button></div>
    default: return item.question === 'choice' && !(state === 'known' && !byHand)
      ? <div className="choice-row" style={wide} role="group" aria-label={item.label}>{item.answers!.map((a) => <button key={a} type="button" className="choice" onClick={() => confirm({ answer: a, ...(item.id === 'pregnancy' && a.startsWith('test') ? { testedAt: deviceNow() } : {}) })}>{a}</button>)}</div> : null
  }
}

function Mark({ state }: { readonly state: ChecklistRow['state'] }) {
  return <span className="check-mark" aria-hidden="true">{state === 'stopped' ? '!' : state === 'done' ? <svg viewBox="0 0 16 16" width="14"><path d="M2.500 8.500l3.500 3.500 7.500-8" fill="none" stroke="currentColor" strokeWidth="2.600" strokeLinecap="round" strokeLinejoin="round" /></svg> : null}</span>
}

function Item({ chair, row }: { readonly chair: Chair; readonly row: ChecklistRow }) {
  const [overriding, setOverriding] = useState(false)
  const [reason, setReason] = useState('')
  const { item, state, suggested } = row
  const given = Object.hasOwn(chair.view.checklist, item.id) ? chair.view.checklist[item.id] : undefined
  const role = chair.me.roles.find((r) => item.overridableBy.includes(r))
  const confirm = (payload: Omit<ChecklistAnswer, 'item'>): void => void chair.record('checklist-confirmed', { ...payload, item: item.id }, item.label, true)
  const takeBack = (): void => { if (given && deviceNow() - given.at > SETTLE_MS) void chair.record('corrected', { corrects: given.id, reason: 'Taken back', withdrawn: true }, `Taken back: ${item.label}`) }
  const override = (): void => {
    if (!role || reason.trim().length < 3) return
    void chair.record('checklist-confirmed', { item: item.id, override: { role, reason: reason.trim() } }, `Overridden: ${item.label}`).then((ok) => { if (ok) setOverriding(false) })
  }
  const hint = hintOf(chair, row)
  const stops = row.findings.find((f) => f.level === 'block')
  const oneTap = !given && state !== 'done' && item.id !== 'fasting' && (item.question === 'confirm' ? item.id !== 'equipment' && !(item.id === 'escort' && !suggested) : state === 'known')
  return (
    <li className="check" data-done={state === 'done' ? '' : undefined} data-state={state}>
      <Mark state={state} />
      <div>
        <div>{item.label}</div>
        {hint !== null && <div className="small soft">{hint}{given ? `, ${chair.name(given.actor)}` : ''}</div>}
        {hint === null && given && <div className="small soft">{chair.name(given.actor)}</div>}
        {state === 'stopped' && stops && stops.message !== `${item.label}: ${hint}` && <div className="small"><b>{stops.message.slice(item.label.length + 2)}</b></div>}
        {state === 'done' && row.findings.map((f) => f.level === 'warn' && <div key={f.message} className="small"><b>{f.message}</b></div>)}
      </div>
      <div className="row" style={{ gap: 4, justifyContent: 'flex-end' }}>
        {given ? <button type="button" className="mini" onClick={takeBack} aria-label={`Change: ${item.label}`}>Change</button> : oneTap ? <Button onClick={() => confirm(suggested ?? {})} aria-label={`Confirm: ${item.label}`}>Confirm</Button> : null}
        {(state === 'stopped' || state === 'open' || state === 'known') && role !== undefined && !overriding && <button type="button" className="mini" onClick={() => setOverriding(true)} aria-label={`Override: ${item.label}`}>Override</button>}
      </div>
      {!given && (state !== 'done' || item.id === 'iv') && !(item.id === 'iv' && state === 'done') && <Answering chair={chair} row={row} confirm={confirm} />}
      {overriding && <div className="row" style={{ gridColumn: '2 / -1' }}><TextField quiet grow label={`Override as ${role}: why?`} placeholder={`Override as ${role}: why?`} value={reason} onChange={setReason} maxLength={500} /><Button disabled={reason.trim().length < 3} onClick={override}>Override</Button><Button variant="subtle" onClick={() => setOverriding(false)}>Back</Button></div>}
    </li>
  )
}

export default memo(function Checklist({ chair }: { readonly chair: Chair }) {
  const now = useNow(15)
  const { patient, scores, previous } = chair.bundle
  const { others } = useBeside(chair)
  const asked = startAsked(chair, nurseOfStart(chair), others, now)
  const rows = startRows(asked)
  // What the rows say themselves is not said twice; the time-out has its own panel.
  const ofRows = new Set(rows.flatMap((row) => row.findings.map((f) => f.message)))
  const rest = mayStart(asked).filter((f) => !ofRows.has(f.message) && f.rule !== 'PR-24')
  const done = rows.filter((row) => row.state === 'done').length
  const { infusions, adverse_events } = gateFacts(chair.bundle)
  const last = previous.find((p) => p.dose_mg !== null)
  const newest = [...new Map(scores.toReversed().filter((s) => s.total !== null).map((s) => [s.instrument, s])).values()]
  const lastAt = last?.started_at == null ? null : Math.floor((now - Date.parse(last.started_at)) / 86_400_000)
  return (
    <Card title="Before the infusion" actions={<span className="soft">{done} of {rows.length}</span>}>
      <div className="numbers" style={{ marginBottom: 14 }}>
        <Figure label="Weight" value={patient.weight_kg === null ? '--' : number(patient.weight_kg, 1)} unit="kg" note={patient.weight_measured_at ? `measured ${dateText(Date.parse(patient.weight_measured_at))}` : 'not measured'} size="1.25rem" />
        {newest.map((s) => <Figure key={s.instrument} label={s.instrument.toUpperCase()} value={s.total ?? '--'} unit="points" note={dateText(Date.parse(s.answered_at))} size="1.25rem" />)}
        {last && <Figure label={`Last dose, visit ${last.ordinal}`} value={number(last.dose_mg!)} unit="mg" note={lastAt === null ? dayText(last.date) : `${dayText(last.date)}, ${lastAt} d ago`} size="1.25rem" />}
        <Figure label="Infusions before" value={infusions} unit="in all" size="1.25rem" />
      </div>
      {adverse_events.length > 0 && <p className="small" style={{ marginBottom: 12 }}><b>Before:</b> {adverse_events.slice(0, 6).map((e) => `${e.what}, ${e.severity} (${dayText(e.date)})`).join('; ')}</p>}
      <ul className="check-list">{rows.map((row) => <Item key={row.item.id} chair={chair} row={row} />)}</ul>
      {chair.bundle.order && <div style={{ marginTop: 14 }}><h3 style={{ marginBottom: 8 }}>Time-out</h3><TimeOutCard chair={chair} /></div>}
      {rest.length > 0 && <section style={{ marginTop: 14 }} aria-label="Also before the start"><h3>Also before the start</h3><Findings findings={rest} empty="" /></section>}
    </Card>
  )
})

