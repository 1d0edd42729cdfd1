// Sending a form: choose what it asks, then a square for the patient's phone to scan, or the link to copy. The link is shown here once and stored nowhere.
import { useState } from 'react'
import { Button, Checkbox, CopyButton, Group, Modal } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { INSTRUMENTS, mayBeAsked, type FormLink, type Purpose } from '@chairside/core/intake'
import { newId, write } from '../api.ts'
import { dateText, Refusal } from '../ui/index.ts'
import { QrCode } from '../ui/qr.tsx'
import './form-link.css'

const PURPOSES: readonly { readonly value: Purpose; readonly label: string; readonly instruments: readonly string[] }[] = [
  { value: 'baseline', label: 'Before treatment begins', instruments: ['gad-7', 'phq-9'] },
  { value: 'before-session', label: 'Before the next visit', instruments: ['gad-7', 'phq-9'] },
  { value: 'next-day', label: 'The day after', instruments: ['check-in'] },
  { value: 'follow-up', label: 'Follow-up', instruments: ['gad-7', 'phq-9'] },
]
/** Everything that a phone may ask, the usual ones first. */
const NAMES: Readonly<Record<string, string>> = {
  'gad-7': 'GAD-7, anxiety, 7 questions', 'phq-9': 'PHQ-9, depression, 10 questions', 'check-in': 'Check-in, 4 sliders and own words',
  ...Object.fromEntries(Object.values(INSTRUMENTS).filter((one) => mayBeAsked(one) && !['gad-7', 'phq-9'].includes(one.id)).map((one) => [one.id, `${one.title}, ${one.items.length} ${one.items.length === 1 ? 'question' : 'questions'}`])),
}

export type Asked = { readonly patient: string; readonly name: string; readonly purpose?: Purpose; readonly session?: string | null; /** The visit that a next-day check-in would be about. */ readonly lastSession?: string | null }

function Ready({ link, name }: { readonly link: FormLink; readonly name: string }) {
  return (
    <div className="link-ready">
      <QrCode text={link.url} label={`QR code of the form for ${name}`} size={232} />
      <div className="stack">
        <p>Let {name} scan this with a phone's camera, or send the link in a way you both trust.</p>
        <p className="soft small">Whoever has the link can answer this one form, and read nothing else. It ends on {dateText(Date.parse(link.expires_at))}.</p>
        <Group gap="sm">
          <CopyButton value={link.url}>{({ copied, copy }) => <Button variant="filled" onClick={copy}>{copied ? 'Copied' : 'Copy the link'}</Button>}</CopyButton>
          <Button component="a" href={link.url} target="_blank" rel="noreferrer" variant="default">Open it here</Button>
        </Group>
      </div>
    </div>
  )
}

function Making({ asked }: { readonly asked: Asked }) {
  const offered = PURPOSES.filter((p) => p.value !== 'next-day' || asked.session != null || asked.lastSession != null)
  const [purpose, setPurpose] = useState<Purpose>(asked.purpose ?? 'before-session')
  const [instruments, setInstruments] = useState<readonly string[]>(PURPOSES.find((p) => p.value === (asked.purpose ?? 'before-session'))!.instruments)
  const [id] = useState(newId)
  const session = purpose === 'next-day' ? asked.session ?? asked.lastSession : asked.session
  const make = useMutation({ mutationFn: () => write<FormLink>('POST', `/api/patients/${asked.patient}/form-links`, { formLink: id, purpose, instruments, ...(session == null ? {} : { session }) }) })
  if (make.data) return <Ready link={make.data} name={asked.name} />
  return (
    <div className="stack">
      <div className="choice-row" role="radiogroup" aria-label="What for">
        {offered.map((p) => <button key={p.value} type="button" role="radio" aria-checked={p.value === purpose} className="choice" onClick={() => { setPurpose(p.value); setInstruments(p.instruments) }}>{p.label}</button>)}
      </div>
      <Checkbox.Group label="What it asks" value={[...instruments]} onChange={setInstruments}>
        <div className="instruments">{Object.entries(NAMES).map(([value, label]) => <Checkbox key={value} size="md" value={value} label={label} />)}</div>
      </Checkbox.Group>
      <Refusal error={make.error} />
      <Group justify="flex-end"><Button variant="filled" disabled={instruments.length === 0} loading={make.isPending} onClick={() => make.mutate()}>Make the link</Button></Group>
    </div>
  )
}

/** `asked` null: closed. */
export function FormLinkDialog({ asked, close }: { readonly asked: Asked | null; readonly close: () => void }) {
  return <Modal opened={asked !== null} onClose={close} size="40rem" title={asked ? `Form for ${asked.name}` : 'Form'} closeButtonProps={{ 'aria-label': 'Close' }}>{asked && <Making key={`${asked.patient}${asked.session ?? ''}`} asked={asked} />}</Modal>
}
