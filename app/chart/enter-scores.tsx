// A paper form typed in by the clinic: every item, so that the score is made of answers and never of a number somebody added up.
import { useState } from 'react'
import { Button, Group, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { atLocal, instant, localDate, localTime, parseLocalDate, toIso } from '@chairside/core/shared'
import { INSTRUMENTS, mayBeEntered, NOT_APPLICABLE, scoreAnswers, type Answer, type Instrument, type InstrumentId, type InstrumentItem } from '@chairside/core/intake'
import { newId, write } from '../api.ts'
import { NumberField, Refusal } from '../ui/index.ts'

/** `YYYY-MM-DDTHH:MM` on the clinic's wall clock: what the field shows, whatever zone the tablet is set to. */
const wallClock = (zone: string): string => { const now = instant(Date.now()); return `${localDate(now, zone)}T${localTime(now, zone)}` }
function momentOf(typed: string, zone: string): string | null {
  const date = parseLocalDate(typed.slice(0, 10))
  return date === null || !/T\d{2}:\d{2}/.test(typed) ? null : toIso(atLocal(date, typed.slice(11, 16), zone))
}

/** The scales that can be entered, the two of every visit first, then by name. */
const SCALES = Object.values(INSTRUMENTS).filter(mayBeEntered).toSorted((a, b) => Number(b.id === 'phq-9' || b.id === 'gad-7') - Number(a.id === 'phq-9' || a.id === 'gad-7') || a.title.localeCompare(b.title)).map(({ id, title, domain }) => ({ value: id, label: `${title}, ${domain}` }))

function OneAnswer({ instrument, item, value, change }: { readonly instrument: Instrument; readonly item: InstrumentItem; readonly value: Answer | undefined; readonly change: (value: Answer | undefined) => void }) {
  const name = item.text ?? item.label ?? `Item ${item.linkId}`
  const { open } = item
  if (open !== null && 'words' in open) return <TextInput aria-label={name} maxLength={4000} value={String(value ?? '')} onChange={(event) => change(event.currentTarget.value || undefined)} />
  if (open !== null && 'time' in open) return <TextInput type="time" aria-label={name} value={String(value ?? '')} onChange={(event) => change(event.currentTarget.value || undefined)} />
  if (open !== null) return <NumberField label={`${open.min} to ${open.max}`} value={String(value ?? '')} onChange={(text) => change(text === '' ? undefined : Number.isFinite(Number(text)) ? Number(text) : text)} />
  const mayNotApply = instrument.formula.kind === 'one-may-not-apply' && instrument.formula.linkId === item.linkId
  const choices: readonly { readonly value: Answer; readonly label: string }[] = mayNotApply ? [...item.options, { value: NOT_APPLICABLE, label: '' }] : item.options
  return (
    <div className="choice-row" role="radiogroup" aria-labelledby={`item-${item.linkId}`}>
      {choices.map((option) => <button key={option.value} type="button" role="radio" aria-checked={value === option.value} className="choice" onClick={() => change(option.value)}><b>{option.value}</b> {option.label === String(option.value) ? '' : option.label}</button>)}
    </div>
  )
}

function Sheet({ patient, zone, close }: { readonly patient: string; readonly zone: string; readonly close: () => void }) {
  const [id, setId] = useState<InstrumentId>('phq-9')
  const [score, setScore] = useState(newId)
  const [answers, setAnswers] = useState<Readonly<Record<string, Answer>>>({})
  const [when, setWhen] = useState(() => wallClock(zone))
  const instrument = INSTRUMENTS[id]
  const scored = scoreAnswers(instrument, answers)
  const save = useMutation({
    mutationFn: () => write('POST', `/api/patients/${patient}/scores`, { score, instrument: id, answers, answered_at: momentOf(when, zone) }),
    onSuccess: close,
  })
  const result = scored.ok ? scored.value : null
  const alarm = result?.flags.find((flag) => flag.kind === 'suicide-item')
  const licensed = instrument.items.some((item) => item.text === null)
  const change = (linkId: string, value: Answer | undefined): void => setAnswers(({ [linkId]: _before, ...others }) => (value === undefined ? others : { ...others, [linkId]: value }))
  return (
    <div className="stack">
      <NativeSelect label="Scale" value={id} onChange={(event) => { setId(event.currentTarget.value as InstrumentId); setAnswers({}); setScore(newId()) }} data={SCALES} />
      {licensed && <p className="look-out">The words of this scale stand on the licensed form ({instrument.licence.holder}: {instrument.licence.status}). Enter the numbers from it.</p>}
      <TextInput type="datetime-local" label="Answered" value={when} onChange={(event) => setWhen(event.currentTarget.value)} />
      {instrument.stem !== null && <p className="soft">{instrument.stem}</p>}
      <ol className="items">
        {instrument.items.map((item) => (
          <li key={item.linkId}>
            <p id={`item-${item.linkId}`}>{item.text ?? item.label ?? `Item ${item.linkId}`}{item.ends !== null && <span className="soft"> {item.options[0]?.value ?? 0}: {item.ends[0]}, {item.options.at(-1)?.value ?? 100}: {item.ends[1]}</span>}</p>
            <OneAnswer instrument={instrument} item={item} value={answers[item.linkId]} change={(value) => change(item.linkId, value)} />
          </li>
        ))}
      </ol>
      <p role="status" className="total">{result === null ? '' : result.missing.length > 0 && result.total === null ? `${result.missing.length} not answered: no total yet` : [result.total === null ? 'No total' : `Total ${Number(result.total.toFixed(1))}`, result.band].filter(Boolean).join(', ')}</p>
      {result !== null && result.band !== null && instrument.certainty.bands !== 'read' && <p className="soft small">The bands of this scale are {instrument.certainty.bands}, not compared with their source yet.</p>}
      {alarm && <p className="refusal">Item {alarm.linkId} is answered {alarm.value}. Saving opens a safety alert; somebody must speak with the patient today.</p>}
      <Refusal error={save.error} />
      <Group justify="flex-end"><Button variant="default" onClick={close}>Back</Button><Button variant="filled" disabled={result === null || Object.keys(answers).length === 0 || momentOf(when, zone) === null} loading={save.isPending} onClick={() => save.mutate()}>Save{result !== null && result.total === null ? ' as incomplete' : ''}</Button></Group>
    </div>
  )
}

export function EnterScores({ patient, zone, open, close }: { readonly patient: string; readonly zone: string; readonly open: boolean; readonly close: () => void }) {
  return <Modal opened={open} onClose={close} size="46rem" title="Enter scores in clinic" closeButtonProps={{ 'aria-label': 'Close' }}>{open && <Sheet patient={patient} zone={zone} close={close} />}</Modal>
}
