// Moving or cancelling a visit: a deliberate step with a reason, and the way back where there is one.
import { useState } from 'react'
import { Button, Group, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { atLocal, localDate, localTime, parseInstant, parseLocalDate, toIso } from '@chairside/core/shared'
import type { Site } from '@chairside/core/people'
import type { OrderFlag } from '@chairside/core/plan'
import type { DeskVisit, VisitRow } from '@chairside/core/session'
import { write } from '../api.ts'
import { Flags } from '../chart/flags.tsx'
import { shortDay } from '../ui/day.ts'
import { Refusal } from '../ui/index.ts'

export type Changing = { readonly act: 'move' | 'cancel'; readonly visit: DeskVisit }
type Moved = VisitRow & { readonly flags: readonly OrderFlag[] }

const REASONS = ['Patient is ill', 'Did not fast', 'No escort', 'Patient asked', 'Clinic had to'] as const

function Move({ visit, site, close }: { readonly visit: DeskVisit; readonly site: Site; readonly close: () => void }) {
  const start = parseInstant(visit.start)!
  const [day, setDay] = useState<string>(localDate(start, site.time_zone))
  const [time, setTime] = useState(localTime(start, site.time_zone))
  const [chair, setChair] = useState(visit.chair)
  const move = useMutation({ mutationFn: (to: { chair: string; start: string }) => write<Moved>('PUT', `/api/sessions/${visit.session}/booking`, to) })
  const back = useMutation({ mutationFn: () => write<Moved>('PUT', `/api/sessions/${visit.session}/booking`, { chair: visit.chair, start: visit.start }), onSuccess: close })
  const date = parseLocalDate(day)
  if (move.data) {
    const at = parseInstant(move.data.start)!
    return (
      <div className="stack">
        <p role="status">Moved to {shortDay(localDate(at, site.time_zone))}, {localTime(at, site.time_zone)}, {move.data.chair_name}.</p>
        <Flags flags={move.data.flags} />
        <Refusal error={back.error} />
        <Group justify="flex-end"><Button variant="subtle" loading={back.isPending} onClick={() => back.mutate()}>Undo</Button><Button variant="filled" onClick={close} data-autofocus>Done</Button></Group>
      </div>
    )
  }
  return (
    <div className="stack">
      <div className="move-grid">
        <TextInput type="date" label="Day" value={day} onChange={(event) => setDay(event.currentTarget.value)} data-autofocus />
        <TextInput type="time" label="Time" value={time} onChange={(event) => setTime(event.currentTarget.value)} />
        <NativeSelect label="Chair" value={chair} data={site.chairs.map((c) => ({ value: c.chair, label: c.name }))} onChange={(event) => setChair(event.currentTarget.value)} />
      </div>
      <Refusal error={move.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>Back</Button>
        <Button variant="filled" disabled={date === null || time === ''} loading={move.isPending} onClick={() => date && move.mutate({ chair, start: toIso(atLocal(date, time, site.time_zone)) })}>Move</Button>
      </Group>
    </div>
  )
}

function Cancel({ visit, close }: { readonly visit: DeskVisit; readonly close: () => void }) {
  const [reason, setReason] = useState('')
  const cancel = useMutation({ mutationFn: () => write<VisitRow>('POST', `/api/sessions/${visit.session}/cancel`, { reason: reason.trim() }), onSuccess: close })
  return (
    <div className="stack">
      <p>The chair becomes free at once. To come another day, move the visit instead: a cancelled one cannot be brought back.</p>
      <div className="choice-row">{REASONS.map((text) => <button key={text} type="button" className="choice" aria-pressed={reason === text} onClick={() => setReason(text)}>{text}</button>)}</div>
      <Textarea label="Reason" value={reason} maxLength={500} onChange={(event) => setReason(event.currentTarget.value)} />
      <Refusal error={cancel.error} />
      <Group justify="flex-end"><Button variant="default" onClick={close}>Keep the visit</Button><Button variant="filled" disabled={reason.trim() === ''} loading={cancel.isPending} onClick={() => cancel.mutate()}>Cancel the visit</Button></Group>
    </div>
  )
}

export function ChangeVisit({ changing, site, close }: { readonly changing: Changing | null; readonly site: Site; readonly close: () => void }) {
  const start = changing ? parseInstant(changing.visit.start) : null
  return (
    <Modal opened={changing !== null} onClose={close} size="36rem" title={changing ? `${changing.act === 'move' ? 'Move' : 'Cancel'}: ${changing.visit.patient.name}, ${start === null ? '' : localTime(start, site.time_zone)}` : ''} closeButtonProps={{ 'aria-label': 'Close' }}>
      {changing?.act === 'move' && <Move visit={changing.visit} site={site} close={close} />}
      {changing?.act === 'cancel' && <Cancel visit={changing.visit} close={close} />}
    </Modal>
  )
}
