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

const DONE = ['Called: safe at home', 'Seen today by the prescriber', 'Crisis team involved', 'Could not be reached, trying again'] as const

function Acknowledge({ alert, close }: { readonly alert: SafetyAlert; readonly close: (done: boolean) => void }) {
  const [words, setWords] = useState('')
  const settle = useMutation({ mutationFn: () => write('POST', `/api/alerts/${alert.alert}/acknowledge`, { action_taken: words.trim() }), onSuccess: () => close(true) })
  return (
    <div className="stack">
      <p>Say what was done. It is kept with your name and the time, and closes this alert.</p>
      <div className="choice-row">{DONE.map((text) => <button key={text} type="button" className="choice" onClick={() => setWords((w) => (w.trim() === '' ? `${text}. ` : `${w.trimEnd()} ${text}. `))}>{text}</button>)}</div>
      <Textarea label="What was done" data-autofocus minRows={3} maxLength={2000} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
      <Refusal error={settle.error} />
      <Group justify="flex-end"><Button variant="default" onClick={() => close(false)}>Back</Button><Button variant="filled" disabled={words.trim() === ''} loading={settle.isPending} onClick={() => settle.mutate()}>Record and close</Button></Group>
    </div>
  )
}

export function Alerts({ alerts, zone, withNames = false, changed }: Props) {
  const now = useNow(30)
  const maySettle = useMay('session.record')
  const [settling, setSettling] = useState<SafetyAlert | null>(null)
  const open = alerts.filter((a) => a.acknowledged_at === null)
  const settled = alerts.filter((a) => a.acknowledged_at !== null)
  return (
    <>
      <ul className="lines alerts">
        {open.map((alert) => {
          const at = parseInstant(alert.opened_at)
          return (
            <li key={alert.alert}>
              <span>
                <TierMark tier="high" word="Safety answer" />
                {withNames && <Link href={`/patients/${alert.patient}`} className="alert-name">{alert.name}</Link>}
                <small>{instrumentName(alert.instrument)}{alert.item === null ? '' : ` item ${alert.item}`}{alert.answer === null ? '' : `, answer ${alert.answer} of 3`}{at === null ? '' : ` · ${timeText(at, zone)}, ${agoText(now - at)}`}</small>
                {!maySettle && <small>Tell a nurse or the prescriber now; they record what was done.</small>}
              </span>
              {maySettle && <Button onClick={() => setSettling(alert)} aria-label={`Acknowledge the safety answer of ${alert.name}`}>Acknowledge</Button>}
            </li>
          )
        })}
      </ul>
      {settled.length > 0 && (
        <details className="settled">
          <summary>{settled.length} settled</summary>
          <ul className="lines">{settled.map((a) => <li key={a.alert}><span><small>{instrumentName(a.instrument)}, {dateText(Date.parse(a.opened_at), zone)}: acknowledged by {a.acknowledged_by} on {dateText(Date.parse(a.acknowledged_at!), zone)}</small></span></li>)}</ul>
        </details>
      )}
      <Modal opened={settling !== null} onClose={() => setSettling(null)} size="36rem" title={settling ? `Safety answer of ${settling.name}` : 'Safety answer'} closeButtonProps={{ 'aria-label': 'Close' }}>
        {settling && <Acknowledge alert={settling} close={(done) => { setSettling(null); if (done) changed() }} />}
      </Modal>
    </>
  )
}
