// What is asked before every infusion. What is known stands there already; the rest takes one tap each.
import { useState } from 'react'
import { Button } from '@mantine/core'
import { CHECKLIST, type ChecklistItem } from '@chairside/core/session'
import { Card, dateText, dayText, Figure, TextField } from '../ui/index.ts'
import type { Chair } from './use-chair.ts'
import { number } from './words.ts'

/** What the clinic knows already about a question: shown beside it, and kept with the answer where it is the answer. */
function known(chair: Chair, item: ChecklistItem): { readonly hint: string | null; readonly answer: string | null } {
  const { patient, scores, allergies, protocol } = chair.bundle
  if (item.id === 'escort') {
    const escort = [patient.escort_name, patient.escort_phone].filter(Boolean).join(', ')
    return escort ? { hint: escort, answer: escort } : { hint: 'Nobody is named yet', answer: null }
  }
  if (item.id === 'identity') return { hint: `Born ${dayText(patient.birth_date)}, record ${patient.record_number}; ${allergies.length > 0 ? `allergies: ${allergies.join(', ')}` : 'no allergies recorded'}`, answer: null }
  if (item.id === 'suicide') {
    const flagged = scores.find((s) => s.flags.length > 0)
    return { hint: flagged ? `Item on suicide answered ${flagged.flags[0]!.value} in the form of ${dateText(Date.parse(flagged.answered_at))}` : null, answer: null }
  }
  return { hint: item.detail ? item.detail(protocol.settings) : null, answer: null }
}

function Item({ chair, item }: { readonly chair: Chair; readonly item: ChecklistItem }) {
  const [overriding, setOverriding] = useState(false)
  const [reason, setReason] = useState('')
  const done = Object.hasOwn(chair.view.checklist, item.id) ? chair.view.checklist[item.id] : undefined
  const { hint, answer } = known(chair, item)
  const stopped = done?.answer !== undefined && item.stops?.includes(done.answer) === true
  const role = chair.me.roles.find((r) => item.overridableBy.includes(r))
  const confirm = (given: string | null): void => void chair.record('checklist-confirmed', { item: item.id, ...(given === null ? {} : { answer: given }) }, item.label, true)
  const takeBack = (): void => { if (done) void chair.record('corrected', { corrects: done.id, reason: 'Taken back', withdrawn: true }, `Taken back: ${item.label}`) }
  const override = (): void => {
    if (!role || reason.trim().length < 3) return
    void chair.record('checklist-confirmed', { item: item.id, override: { role, reason: reason.trim() } }, `Overridden: ${item.label}`).then((ok) => { if (ok) setOverriding(false) })
  }
  return (
    <li className="check" data-done={done && !stopped ? '' : undefined}>
      <span className="check-mark" aria-hidden="true">{stopped ? '!' : done ? <svg viewBox="0 0 16 16" width="14"><path d="M2.500 8.500l3.500 3.500 7.500-8" fill="none" stroke="currentColor" strokeWidth="2.600" strokeLinecap="round" strokeLinejoin="round" /></svg> : null}</span>
      <div>
        <div>{item.label}</div>
        {done ? <div className="small soft">{done.override ? `Overridden as ${done.override.role}: ${done.override.reason}, ` : done.answer ? `${done.answer}, ` : ''}{chair.name(done.actor)}</div> : hint && <div className="small soft">{hint}</div>}
      </div>
      <div className="row" style={{ gap: 4, justifyContent: 'flex-end' }}>
        {done ? <button type="button" className="mini" onClick={takeBack} aria-label={`Change: ${item.label}`}>Change</button>
          : item.question === 'confirm' ? <Button onClick={() => confirm(answer)} disabled={item.id === 'escort' && answer === null && reason === ''} aria-label={`Confirm: ${item.label}`}>Confirm</Button> : null}
        {(stopped || !done) && role !== undefined && !overriding && <button type="button" className="mini" onClick={() => setOverriding(true)}>Override</button>}
      </div>
      {!done && item.question === 'choice' && <div className="choice-row" style={{ gridColumn: '2 / -1' }} role="group" aria-label={item.label}>{item.answers!.map((a) => <button key={a} type="button" className="choice" onClick={() => confirm(a)}>{a}</button>)}</div>}
      {!done && item.id === 'escort' && answer === null && <div className="row" style={{ gridColumn: '2 / -1' }}><TextField quiet grow label="Escort: name and phone" placeholder="Name and phone" value={reason} onChange={setReason} maxLength={500} /><Button disabled={reason.trim() === ''} onClick={() => confirm(reason.trim())}>Confirm this escort</Button></div>}
      {overriding && <div className="row" style={{ gridColumn: '2 / -1' }}><TextField quiet grow label={`Override as ${role}: why?`} placeholder={`Override as ${role}: why?`} value={reason} onChange={setReason} maxLength={500} /><Button disabled={reason.trim().length < 3} onClick={override}>Override</Button><Button variant="subtle" onClick={() => setOverriding(false)}>Back</Button></div>}
    </li>
  )
}

export default function Checklist({ chair }: { readonly chair: Chair }) {
  const { patient, scores, previous } = chair.bundle
  const done = CHECKLIST.filter((item) => Object.hasOwn(chair.view.checklist, item.id)).length
  const last = previous.find((p) => p.dose_mg !== null)
  const newest = [...new Map(scores.toReversed().filter((s) => s.total !== null).map((s) => [s.instrument, s])).values()]
  return (
    <Card title="Before the infusion" actions={<span className="soft">{done} of {CHECKLIST.length}</span>}>
      <div className="numbers" style={{ marginBottom: 14 }}>
        <Figure label="Weight" value={patient.weight_kg === null ? '--' : number(patient.weight_kg, 1)} unit="kg" note={patient.weight_measured_at ? `measured ${dateText(Date.parse(patient.weight_measured_at))}` : 'not measured'} size="1.25rem" />
        {newest.map((s) => <Figure key={s.instrument} label={s.instrument.toUpperCase()} value={s.total ?? '--'} unit="points" note={dateText(Date.parse(s.answered_at))} size="1.25rem" />)}
        {last && <Figure label={`Last dose, visit ${last.ordinal}`} value={number(last.dose_mg!)} unit="mg" note={dayText(last.date)} size="1.25rem" />}
      </div>
      <ul className="check-list">{CHECKLIST.map((item) => <Item key={item.id} chair={chair} item={item} />)}</ul>
    </Card>
  )
}
