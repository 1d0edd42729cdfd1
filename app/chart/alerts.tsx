// Safety answers that a person must settle: who, since when, and what was done. Never closed by a tap alone.
import { useState } from 'react'
import { Button, Group, Modal, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from 'wouter'
import { parseInstant } from '@chairside/core/shared'
import type { SafetyAlert } from '@chairside/core/intake'
import { useMay, write } from '../api.ts'
import { agoText, dateText, Refusal, TierMark, timeText, useNow } from '../ui/index.ts'
import { instrumentName } from './points.ts'
import './alerts.css'

type Props = { readonly alerts: readonly SafetyAlert[]; readonly zone: string; readonly withNames?: boolean; readonly changed: () => void }

const DOING = ['I call now', 'I see the patient now', 'I involve the crisis team'] as const
const DONE = ['Called: safe at home', 'Seen today by the prescriber', 'Crisis team has taken over', 'Not reached; welfare check asked for'] as const

/** Taking says who does what; closing says what came of it. Two steps, because between them somebody is called. */
function Settle({ alert, close }: { readonly alert: SafetyAlert; readonly close: (done: boolean) => void }) {
  const [words, setWords] = useState('')
  const taking = alert.acknowledged_at === null
  const settle = useMutation({ mutationFn: () => (taking ? write('POST', `/api/alerts/${alert.alert}/acknowledge`, { action_taken: words.trim() }) : write('POST', `/api/alerts/${alert.alert}/close`, { outcome: words.trim() })), onSuccess: () => close(true) })
  return (
    <div className="stack">
      <p>{taking ? 'Say what you do now. You own this alert from here on, and nobody else is called.' : 'Say what came of it. It is kept with your name and the time, and closes this alert.'}</p>
      {!taking && alert.action_taken !== null && <p className="soft small">{alert.acknowledged_by}: {alert.action_taken}</p>}
      <div className="choice-row">{(taking ? DOING : DONE).map((text) => <button key={text} type="button" className="choice" onClick={() => setWords((w) => (w.trim() === '' ? `${text}. ` : `${w.trimEnd()} ${text}. `))}>{text}</button>)}</div>
      <Textarea label={taking ? 'What you do now' : 'What came of it'} data-autofocus minRows={3} maxLength={2000} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
      <Refusal error={settle.error} />
      <Group justify="flex-end"><Button variant="default" onClick={() => close(false)}>Back</Button><Button variant="filled" disabled={words.trim() === ''} loading={settle.isPending} onClick={() => settle.mutate()}>{taking ? 'I take it' : 'Record and close'}</Button></Group>
    </div>
  )
}

export function Alerts({ alerts, zone, withNames = false, changed }: Props) {
  const now = useNow(30)
  const maySettle = useMay('session.record')
  const [settling, setSettling] = useState<SafetyAlert | null>(null)
  const open = alerts.filter((a) => a.closed_at === null)
  const settled = alerts.filter((a) => a.closed_at !== null)
  return (
    <>
      <ul className="lines alerts">
        {open.map((alert) => {
          const at = parseInstant(alert.opened_at)
          return (
            <li key={alert.alert}>
              <span>
                <TierMark tier={alert.acknowledged_at === null ? 'high' : now > Date.parse(alert.close_by) ? 'high' : 'medium'} word="Safety answer" />
                {withNames && <Link href={`/patients/${alert.patient}`} className="alert-name">{alert.name}</Link>}
                <small>{instrumentName(alert.instrument)}{alert.item === null ? '' : ` item ${alert.item}`}{alert.answer === null ? '' : `, answer ${alert.answer} of 3`}{at === null ? '' : ` · ${timeText(at, zone)}, ${agoText(now - at)}`}</small>
                {alert.told.map((step) => <small key={step.at}>{step.name ?? 'On call'} was told at {timeText(Date.parse(step.at), zone)}</small>)}
                {alert.acknowledged_at !== null && <small>{alert.acknowledged_by} has it since {timeText(Date.parse(alert.acknowledged_at), zone)}{alert.action_taken === null ? '' : `: ${alert.action_taken}`}{now > Date.parse(alert.close_by) ? '. The outcome is late.' : ''}</small>}
                {!maySettle && <small>Tell a nurse or the prescriber now; they record what was done.</small>}
              </span>
              {maySettle && <Button onClick={() => setSettling(alert)} aria-label={`${alert.acknowledged_at === null ? 'Take' : 'Close'} the safety answer of ${alert.name}`}>{alert.acknowledged_at === null ? 'Take the safety answer' : 'Close the safety answer'}</Button>}
            </li>
          )
        })}
      </ul>
      {settled.length > 0 && (
        <details className="settled">
          <summary>{settled.length} settled</summary>
          <ul className="lines">{settled.map((a) => <li key={a.alert}><span><small>{instrumentName(a.instrument)}, {dateText(Date.parse(a.opened_at), zone)}: {a.acknowledged_by}, closed by {a.closed_by} on {dateText(Date.parse(a.closed_at!), zone)}: {a.outcome}</small></span></li>)}</ul>
        </details>
      )}
      <Modal opened={settling !== null} onClose={() => setSettling(null)} size="36rem" title={settling ? `Safety answer of ${settling.name}` : 'Safety answer'} closeButtonProps={{ 'aria-label': 'Close' }}>
        {settling && <Settle alert={settling} close={(done) => { setSettling(null); if (done) changed() }} />}
      </Modal>
    </>
  )
}
