// The messages of monitors and pumps that were not taken: why, where in the message, and who has looked at it. What is about the patient is left out until somebody who may read charts asks for it.
import './quarantine.css'
import { useState } from 'react'
import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { read, useMay, write } from '../api.ts'
import { Card, dateText, Loading, Refusal, timeText } from '../ui/index.ts'

type Segment = { readonly name: string; readonly text: string; readonly row: number | null; readonly hidden: boolean }
type Quarantined = {
  readonly quarantine: string; readonly received_at: string; readonly device: string | null; readonly kind: 'monitor' | 'pump' | null; readonly control_id: string | null; readonly problems: readonly string[]; readonly acknowledgement: string
  readonly segments: readonly Segment[]; readonly reviewed_at: string | null; readonly reviewed_by: string | null
}
const LOOK_AGAIN_MS = 10_000

const ANSWERED: Readonly<Record<string, string>> = { AA: 'Taken in part', AE: 'Not taken', AR: 'Not a message for here' }
const SEGMENTS: Readonly<Record<string, string>> = { MSH: 'Header', PID: 'Patient', PV1: 'Place', OBR: 'Group', OBX: 'Row', NTE: 'Note', NK1: 'Relatives', ORC: 'Order', SFT: 'Software' }

/** `OBX 3, OBX-6: …`: row 3, field 6; `MSH-9: …`: field 9 of the header. */
const rowOf = (problem: string): number | null => { const found = /^OBX (\d+)/.exec(problem); return found ? Number(found[1]) : null }

function Message({ message }: { readonly message: Quarantined }) {
  const mayRead = useMay('chart.read')
  const whole = useMutation({ mutationFn: () => read<{ raw: string }>(`/api/quarantine/${message.quarantine}`) })
  const wrong = new Set(message.problems.flatMap((problem) => rowOf(problem) ?? []))
  const hidden = message.segments.some((segment) => segment.hidden)
  return (
    <details className="message">
      <summary>The message, {message.segments.length} {message.segments.length === 1 ? 'segment' : 'segments'}</summary>
      {whole.data ? <pre className="raw">{whole.data.raw.replaceAll('\r', '\n')}</pre> : (
        <ol className="segments">
          {message.segments.map((segment, i) => (
            <li key={i} data-wrong={segment.row !== null && wrong.has(segment.row) ? '' : undefined}>
              <span>{SEGMENTS[segment.name] ?? segment.name}{segment.row === null ? '' : ` ${segment.row}`}{segment.row !== null && wrong.has(segment.row) ? <b> is wrong</b> : null}</span>
              <code>{segment.text}</code>
            </li>
          ))}
        </ol>
      )}
      {hidden && !whole.data && <p className="small soft">••• is left out: it may be about the patient.</p>}
      <Refusal error={whole.error} />
      {hidden && mayRead && !whole.data && <Button variant="subtle" loading={whole.isPending} onClick={() => whole.mutate()}>Show the whole message: this is written to the audit</Button>}
    </details>
  )
}

export function Quarantine({ zone }: { readonly zone: string }) {
  const queries = useQueryClient()
  const [state, setState] = useState<'open' | 'looked-at'>('open')
  const [device, setDevice] = useState('')
  const [answer, setAnswer] = useState('')
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['quarantine', state], queryFn: ({ signal }) => read<Quarantined[]>(`/api/quarantine?state=${state}`, { signal }), refetchInterval: LOOK_AGAIN_MS })
  const reviewed = useMutation({ mutationFn: (id: string) => write('POST', `/api/quarantine/${id}/reviewed`), onSettled: () => queries.invalidateQueries({ queryKey: ['quarantine'] }) })
  const devices = [...new Set(data?.map((message) => message.device ?? '') ?? [])].filter((name) => name !== '').toSorted((a, b) => a.localeCompare(b))
  const shown = data?.filter((message) => (device === '' || message.device === device) && (answer === '' || message.acknowledgement === answer))
  return (
    <Card title="Messages not taken">
      <div className="quarantine-asked">
        <NativeSelect label="Show" value={state} data={[{ value: 'open', label: 'not looked at yet' }, { value: 'looked-at', label: 'looked at' }]} onChange={(event) => setState(event.currentTarget.value as 'open' | 'looked-at')} />
        <NativeSelect label="Device" value={device} data={[{ value: '', label: 'every device' }, ...devices]} onChange={(event) => setDevice(event.currentTarget.value)} />
        <NativeSelect label="Answer" value={answer} data={[{ value: '', label: 'every answer' }, ...Object.entries(ANSWERED).map(([value, label]) => ({ value, label: `${label} (${value})` }))]} onChange={(event) => setAnswer(event.currentTarget.value)} />
      </div>
      {isPending && <Loading what="Looking at the messages" lines={2} />}
      <Refusal error={error ?? reviewed.error} {...(error ? { retry: () => void refetch() } : {})} />
      {shown?.length === 0 && <p className="soft">{data?.length === 0 ? (state === 'open' ? 'Every message was taken, or somebody has looked at it.' : 'Nobody has looked at a message yet.') : 'None like that.'}</p>}
      <ul className="quarantine-list">
        {shown?.map((message) => {
          const at = Date.parse(message.received_at)
          return (
            <li key={message.quarantine}>
              <div className="spread">
                <p><strong>{message.device ?? 'Unknown device'}</strong> <span className="soft small">{message.kind === 'pump' ? 'pump · ' : ''}{dateText(at, zone)}, {timeText(at, zone)} · {ANSWERED[message.acknowledgement] ?? ''} ({message.acknowledgement})</span></p>
                {message.reviewed_at === null
                  ? <Button variant="light" aria-label={`Looked at: ${message.device ?? 'unknown device'}, ${timeText(at, zone)}`} loading={reviewed.isPending && reviewed.variables === message.quarantine} onClick={() => reviewed.mutate(message.quarantine)}>Looked at</Button>
                  : <span className="soft small">{message.reviewed_by ?? 'Somebody'} looked at it, {dateText(Date.parse(message.reviewed_at), zone)}, {timeText(Date.parse(message.reviewed_at), zone)}</span>}
              </div>
              <ul className="reasons">{message.problems.map((problem, i) => <li key={i}>{problem}</li>)}</ul>
              <Message message={message} />
            </li>
          )
        })}
      </ul>
    </Card>
  )
}

/** How many messages nobody has looked at; null where one may not ask. */
export function useOpenMessages(): number | null {
  const maySee = useMay('quarantine.read')
  const { data } = useQuery({ queryKey: ['quarantine', 'count'], queryFn: ({ signal }) => read<{ open: number }>('/api/quarantine/count', { signal }), enabled: maySee, refetchInterval: LOOK_AGAIN_MS })
  return data?.open ?? null
}
