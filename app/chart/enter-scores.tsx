// A paper form typed in by the clinic: every item, so that the score is made of answers and never of a number somebody added up.
import { useState } from 'react'
import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { atLocal, instant, localDate, localTime, parseLocalDate, toIso } from '@chairside/core/shared'
import { INSTRUMENTS, scoreAnswers, type InstrumentId } from '@chairside/core/intake'
import { newId, write } from '../api.ts'
import { Refusal } from '../ui/index.ts'

/** `YYYY-MM-DDTHH:MM` on the clinic's wall clock: what the field shows, whatever zone the tablet is set to. */
const wallClock = (zone: string): string => { const now = instant(Date.now()); return `${localDate(now, zone)}T${localTime(now, zone)}` }
function momentOf(typed: string, zone: string): string | null {
  const date = parseLocalDate(typed.slice(0, 10))
  return date === null || !/T\d{2}:\d{2}/.test(typed) ? null : toIso(atLocal(date, typed.slice(11, 16), zone))
}

function Sheet({ patient, zone, close }: { readonly patient: string; readonly zone: string; readonly close: () => void }) {
  const [id, setId] = useState<InstrumentId>('phq-9')
  const [score, setScore] = useState(newId)
  const [answers, setAnswers] = useState<Readonly<Record<string, number>>>({})
  const [when, setWhen] = useState(() => wallClock(zone))
  const instrument = INSTRUMENTS[id]
  const scored = scoreAnswers(instrument, answers)
  const save = useMutation({
    mutationFn: () => write('POST', `/api/patients/${patient}/scores`, { score, instrument: id, answers, answered_at: momentOf(when, zone) }),
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
      <Group justify="flex-end"><Button variant="default" onClick={close}>Back</Button><Button variant="filled" disabled={Object.keys(answers).length === 0 || momentOf(when, zone) === null} loading={save.isPending} onClick={() => save.mutate()}>Save{result !== null && result.total === null ? ' as incomplete' : ''}</Button></Group>
    </div>
  )
}

export function EnterScores({ patient, zone, open, close }: { readonly patient: string; readonly zone: string; readonly open: boolean; readonly close: () => void }) {
  return <Modal opened={open} onClose={close} size="46rem" title="Enter scores in clinic" closeButtonProps={{ 'aria-label': 'Close' }}>{open && <Sheet patient={patient} zone={zone} close={close} />}</Modal>
}
