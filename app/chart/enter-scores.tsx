// A paper form typed in by the clinic: every item, so that the score is made of answers and never of a number somebody added up.
import { useState } from 'react'
import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { INSTRUMENTS, scoreAnswers, type InstrumentId } from '@chairside/core/intake'
import { newId, write } from '../api.ts'
import { Refusal } from '../ui/index.ts'

const localNow = (): string => { const now = new Date(); return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16) }

function Sheet({ patient, close }: { readonly patient: string; readonly close: () => void }) {
  const [id, setId] = useState<InstrumentId>('phq-9')
  const [score, setScore] = useState(newId)
  const [answers, setAnswers] = useState<Readonly<Record<string, number>>>({})
  const [when, setWhen] = useState(localNow)
  const instrument = INSTRUMENTS[id]
  const scored = scoreAnswers(instrument, answers)
  const save = useMutation({
    mutationFn: () => write('POST', `/api/patients/${patient}/scores`, { score, instrument: id, answers, answered_at: new Date(when).toISOString() }),
    onSuccess: close,
  })
  const result = scored.ok ? scored.value : null
  return (
    <div className="stack">
      <div className="choice-row" role="radiogroup" aria-label="Scale">
        {(['phq-9', 'gad-7'] as const).map((one) => <button key={one} type="button" role="radio" aria-checked={one === id} className="choice" onClick={() => { setId(one); setAnswers({}); setScore(newId()) }}>{one.toUpperCase()}</button>)}
      </div>
      <TextInput type="datetime-local" label="Answered" value={when} onChange={(event) => setWhen(event.currentTarget.value)} />
      <p className="soft">{instrument.stem}</p>
      <ol className="items">
        {instrument.items.map((item) => (
          <li key={item.linkId}>
            <p id={`item-${item.linkId}`}>{item.text}</p>
            <div className="choice-row" role="radiogroup" aria-labelledby={`item-${item.linkId}`}>
              {item.options.map((option) => <button key={option.value} type="button" role="radio" aria-checked={answers[item.linkId] === option.value} className="choice" onClick={() => setAnswers((a) => ({ ...a, [item.linkId]: option.value }))}><b>{option.value}</b> {option.label}</button>)}
            </div>
          </li>
        ))}
      </ol>
      <p role="status" className="total">{result === null ? '' : result.total === null ? `${result.missing.length} not answered: no total yet` : `Total ${result.total}, ${result.band ?? ''}`}</p>
      {result !== null && result.flags.length > 0 && <p className="refusal">Item 9 is above 0. Saving opens a safety alert; somebody must speak with the patient today.</p>}
      <Refusal error={save.error} />
      <Group justify="flex-end"><Button variant="default" onClick={close}>Back</Button><Button variant="filled" disabled={Object.keys(answers).length === 0 || when === ''} loading={save.isPending} onClick={() => save.mutate()}>Save{result !== null && result.total === null ? ' as incomplete' : ''}</Button></Group>
    </div>
  )
}

export function EnterScores({ patient, open, close }: { readonly patient: string; readonly open: boolean; readonly close: () => void }) {
  return <Modal opened={open} onClose={close} size="46rem" title="Enter scores in clinic" closeButtonProps={{ 'aria-label': 'Close' }}>{open && <Sheet patient={patient} close={close} />}</Modal>
}
