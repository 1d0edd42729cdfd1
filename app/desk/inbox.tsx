// Who waits for a person besides the day: people who asked for a talk at the front door, and what patients said after a visit.
import { useState } from 'react'
import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { FeedbackRow, Inbox, InquiryRow } from '@chairside/core/plan'
import { read, useMay, write } from '../api.ts'
import { useLive } from '../live.ts'
import { agoText, Card, Refusal, useNow } from '../ui/index.ts'

const RESULTS: Readonly<Record<string, string>> = { help: 'in danger: was shown 988', talk: 'something may make it unsafe', fit: 'may fit', low: 'few symptoms' }
const ASKED: Readonly<Record<string, string>> = { comfort: 'comfort', pain: 'pain', safe: 'felt safe', heard: 'felt heard', recommend: 'would recommend' }

function Settle({ label, save }: { readonly label: string; readonly save: (words: string) => Promise<unknown> }) {
  const [words, setWords] = useState('')
  const settle = useMutation({ mutationFn: () => save(words.trim()) })
  return (
    <div className="inbox-settle">
      <TextInput aria-label={label} placeholder={label} value={words} maxLength={1000} onChange={(event) => setWords(event.currentTarget.value)} />
      <Button disabled={words.trim() === ''} loading={settle.isPending} onClick={() => settle.mutate()}>Close</Button>
      <Refusal error={settle.error} />
    </div>
  )
}

function Inquiry({ row, changed, now }: { readonly row: InquiryRow; readonly changed: () => void; readonly now: number }) {
  const maySettle = useMay('patient.write')
  return (
    <li>
      <b>{row.name}</b> <small className="soft">{agoText(now - Date.parse(row.asked_at))}{row.language === 'es' ? ', in Spanish' : ''}</small>
      <p>{row.contact}</p>
      {row.words !== null && <p className="small">{row.words}</p>}
      {row.screen !== null && <p className="small soft">Self-screen with {row.screen.scale.toUpperCase()}: {RESULTS[row.screen.result] ?? row.screen.result}</p>}
      {maySettle && <Settle label={`What came of the talk with ${row.name}`} save={(outcome) => write('POST', `/api/inquiries/${row.inquiry}/settle`, { outcome }).then(changed)} />}
    </li>
  )
}

function Feedback({ row, changed, now }: { readonly row: FeedbackRow; readonly changed: () => void; readonly now: number }) {
  const take = useMutation({ mutationFn: () => write('POST', `/api/feedback/${row.feedback}/settle`, { step: 'take' }), onSuccess: changed })
  return (
    <li>
      <Link href={`/patients/${row.patient}`}><b>{row.name}</b></Link> <small className="soft">{agoText(now - Date.parse(row.given_at))}{row.owner === null ? '' : `, ${row.owner} has it`}</small>
      <p className="small">{Object.entries(row.answers).map(([id, value]) => `${ASKED[id] ?? id} ${value}`).join(', ')}</p>
      {row.words !== null && <p>“{row.words}”</p>}
      {row.owner === null ? <Button loading={take.isPending} onClick={() => take.mutate()}>I take it</Button> : <Settle label={`What was done about it for ${row.name}`} save={(action_taken) => write('POST', `/api/feedback/${row.feedback}/settle`, { step: 'close', action_taken }).then(changed)} />}
      <Refusal error={take.error} />
    </li>
  )
}

export function InboxCard() {
  const now = useNow(60)
  const { data, error, refetch } = useQuery({ queryKey: ['inbox'], queryFn: ({ signal }) => read<Inbox>('/api/inbox', { signal }), refetchInterval: 60_000 })
  const again = (): void => void refetch()
  useLive(again, (change) => change.sessions === undefined)
  if (!data) return error ? <Card title="Waiting for somebody"><Refusal error={error} retry={again} /></Card> : null
  if (data.inquiries.length + data.feedback.length === 0) return null
  return (
    <Card title="Waiting for somebody">
      {data.inquiries.length > 0 && <><h3>Asked for a talk</h3><ul className="inbox">{data.inquiries.map((row) => <Inquiry key={row.inquiry} row={row} now={now} changed={again} />)}</ul></>}
      {data.feedback.length > 0 && <><h3>Said after a visit</h3><ul className="inbox">{data.feedback.map((row) => <Feedback key={row.feedback} row={row} now={now} changed={again} />)}</ul></>}
    </Card>
  )
}
