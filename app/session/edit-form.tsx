// Changing what was recorded: any field of any fact, or when it was, with a reason. What stood there before stays in sight; withdrawing is at the end.
import { useState } from 'react'
import { Button, Checkbox, Textarea, TextInput } from '@mantine/core'
import { parsePayload, payloadOf, type SessionEvent } from '@chairside/core/session'
import { instant, localDate, atLocal, MINUTE_MS } from '@chairside/core/shared'
import { NumberField, timeText } from '../ui/index.ts'
import { editableFields, replacementOf, valueAt, withValue, type EditField } from './edit-fields.ts'
import { zoneOf } from './note-text.ts'
import { Choice, Panel } from './panel.tsx'
import { ReasonField } from './pump-forms.tsx'
import type { Chair } from './use-chair.ts'
import { Withdraw } from './withdraw.tsx'
import { deviceNow } from '../sync/device.ts'
import { eventWord, factText } from './fact-words.ts'

const REASONS: readonly string[] = ['Typed wrong', 'Wrong time', 'Read again', 'Later information']
type Values = Readonly<Record<string, unknown>>

function Field({ field, values, onChange }: { readonly field: EditField; readonly values: Values; readonly onChange: (value: unknown) => void }) {
  const value = valueAt(values, field.path)
  const label = field.unit === '' ? field.label : `${field.label} (${field.unit})`
  if (field.kind === 'number') return <NumberField label={label} value={typeof value === 'number' || typeof value === 'string' ? String(value) : ''} onChange={(text) => onChange(text === '' ? undefined : text)} />
  if (field.kind === 'choice') return <Choice label={label} value={(value as string | number | undefined) ?? null} onChange={onChange} options={field.of.map((one) => ({ value: one, text: String(one).replaceAll('-', ' ') }))} />
  if (field.kind === 'flag') return <Checkbox size="md" label={label} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
  const text = typeof value === 'string' ? value : ''
  return field.long ? <Textarea label={label} minRows={3} value={text} onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)} />
    : <TextInput label={label} value={text} onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)} />
}

/** Typed numbers become numbers; what cannot be read stays a text, which the parser then names. */
const typed = (values: Values, fields: readonly EditField[]): Values => fields.reduce<Values>((all, { path, kind }) => {
  const value = valueAt(all, path)
  return kind === 'number' && typeof value === 'string' ? withValue(all, path, value.trim() === '' || Number.isNaN(Number(value)) ? value : Number(value)) : all
}, values)
/** Without the fields that were emptied. */
const clean = (values: Values): Record<string, unknown> => JSON.parse(JSON.stringify(values)) as Record<string, unknown>

function Edit({ chair, event, original, onDone }: { readonly chair: Chair; readonly event: SessionEvent; readonly original: SessionEvent; readonly onDone: () => void }) {
  const fields = editableFields(event.type).filter((field) => event.type !== 'vitals-recorded' || field.path[0] === 'remark' || field.path[0] === 'values')
  const before = replacementOf(event, {}, event.at, event)
  const [values, setValues] = useState<Values>(before)
  const [at, setAt] = useState<number>(event.at)
  const [reason, setReason] = useState('')
  const [withdrawing, setWithdrawing] = useState(false)
  const zone = zoneOf(chair)
  const payload = clean(typed(values, fields))
  const parsed = parsePayload(event.type, payload, '')
  const changed = at !== event.at || JSON.stringify(payload) !== JSON.stringify(clean(before))
  const problem = !parsed.ok ? `${parsed.refusal.path}: ${parsed.refusal.allowed}` : at > deviceNow() ? 'This time has not come yet.' : null
  const save = async (): Promise<void> => {
    if (problem !== null || !changed || reason.trim() === '') return
    const removed = Object.fromEntries(Object.keys(payloadOf(event)).filter((name) => !(name in payload)).map((name) => [name, undefined]))
    const replacement = replacementOf(event, { ...payload, ...removed }, instant(at), original)
    if (await chair.record('corrected', { corrects: event.id, reason: reason.trim(), replacement }, `${eventWord(event.type)} changed`)) onDone()
  }
  if (withdrawing) return <Withdraw chair={chair} id={event.id} onDone={onDone} />
  const clock = (text: string): void => { if (text !== '') setAt(atLocal(localDate(event.at, zone), text, zone)) }
  return (
    <form className="form" onSubmit={(e) => { e.preventDefault(); void save() }}>
      <p className="soft">{timeText(event.at)} {factText(event)}, {chair.name(event.actor)}</p>
      <div className="field" role="group" aria-label="When">
        <span className="label-text">When: {timeText(at)}</span>
        <div className="when">
          {[1, 2, 5, 10].map((minutes, i) => <button key={minutes} type="button" className="choice" data-first={i === 0 ? '' : undefined} aria-pressed={at === event.at - minutes * MINUTE_MS} onClick={() => setAt(event.at - minutes * MINUTE_MS)}>{minutes} min earlier</button>)}
          <input type="time" aria-label="Time" value={timeText(at, zone)} onChange={(e) => clock(e.currentTarget.value)} />
        </div>
      </div>
      {fields.map((field) => <Field key={field.path.join('.')} field={field} values={values} onChange={(value) => setValues(withValue(values, field.path, value))} />)}
      {changed && problem !== null && <p className="refusal" role="alert">{problem}</p>}
      {changed && <ReasonField label="Why is it changed?" value={reason} onChange={setReason} reasons={REASONS} />}
      <div className="row">
        <Button type="submit" size="lg" variant="filled" style={{ flex: 1 }} disabled={!changed || problem !== null || reason.trim() === ''}>Change</Button>
        <Button size="lg" variant="default" onClick={() => setWithdrawing(true)}>Withdraw</Button>
      </div>
    </form>
  )
}

export function EditForm({ chair, target, onDone }: { readonly chair: Chair; readonly target: string | null; readonly onDone: () => void }) {
  const fact = chair.view.facts.find((f) => f.event.id === target)
  if (!fact) return null
  return <Panel title={`Change: ${eventWord(fact.event.type).toLowerCase()}`} onClose={onDone}><Edit key={fact.event.id} chair={chair} event={fact.event} original={fact.original} onDone={onDone} /></Panel>
}
