// When will this patient be ready? What is reckoned and what it rests on, a person's own estimate, and a prescriber's word on a recovery that goes on.
import { useState } from 'react'
import { Button, Textarea } from '@mantine/core'
import { may } from '@chairside/core/people'
import { instant, MINUTE_MS } from '@chairside/core/shared'
import type { PayloadOf } from '@chairside/core/session'
import { timeText, useNow } from '../ui/index.ts'
import { Choice, Panel } from './panel.tsx'
import { ReasonField } from './pump-forms.tsx'
import { readyOf, readyWords } from './recovery.tsx'
import type { Chair } from './use-chair.ts'

type FormProps = { readonly chair: Chair; readonly onDone: () => void }
const AHEAD_MIN = [10, 20, 30, 45, 60, 90] as const
const STEP_MS = 5 * MINUTE_MS

export function ReadyForm({ chair, onDone }: FormProps) {
  const now = useNow(15)
  const zone = chair.bundle.place.time_zone
  const ready = readyOf(chair, now)
  const words = ready && readyWords(ready, zone)
  const [chosen, setChosen] = useState<number | null>(null)
  const [reason, setReason] = useState('')
  const save = async (): Promise<void> => {
    if (chosen === null) return
    if (await chair.record('ready-estimated', { readyAt: instant(chosen), ...(reason.trim() === '' ? {} : { reason: reason.trim() }) }, `Ready about ${timeText(chosen, zone)}`, true)) onDone()
  }
  return (
    <Panel title="Ready to go home" onClose={onDone}>
      <form className="form" onSubmit={(event) => { event.preventDefault(); void save() }}>
        {words && ready ? (
          <div>
            <p><b className="ready-big">{ready.kind === 'ready' ? 'Ready now' : `About ${words.value}`}</b> <span className="soft">{words.note}</span></p>
            <ul className="rests-on" aria-label="What it rests on">{ready.restsOn.map((line) => <li key={line}>{line}</li>)}</ul>
          </div>
        ) : <p>Nothing can be reckoned yet.</p>}
        <div className="field">
          <span className="label-text">Your own estimate stands before it, on the Floor, at the Desk and on the driver’s page</span>
          <div className="choice-row">
            {AHEAD_MIN.map((minutes, i) => {
              const at = Math.ceil((now + minutes * MINUTE_MS) / STEP_MS) * STEP_MS
              return <button key={minutes} type="button" className="choice" data-first={i === 0 ? '' : undefined} aria-pressed={chosen === at} onClick={() => setChosen(at)}><b>{timeText(at, zone)}</b><br /><span className="small">in {Math.round((at - now) / MINUTE_MS)} min</span></button>
            })}
          </div>
        </div>
        <ReasonField label="Why (may be left out)" value={reason} onChange={setReason} reasons={['Still sleepy', 'Nausea', 'Blood pressure', 'Wants to rest', 'Waits for the driver']} />
        <Button type="submit" size="lg" variant="filled" disabled={chosen === null}>{chosen === null ? 'Choose a time' : `Say about ${timeText(chosen, zone)}`}</Button>
      </form>
    </Panel>
  )
}

type Decision = PayloadOf<'prescriber-assessed'>['decision']
const DECISIONS: readonly { readonly value: Decision; readonly text: string }[] = [{ value: 'keep-watching', text: 'Keep watching here' }, { value: 'discharge', text: 'May go home' }, { value: 'transfer', text: 'Transfer' }]

export function AssessForm({ chair, onDone }: FormProps) {
  const [decision, setDecision] = useState<Decision | null>(null)
  const [text, setText] = useState('')
  const ready = decision !== null && text.trim() !== ''
  if (!may(chair.me.roles, 'order.sign')) return <Panel title="Prescriber’s assessment" onClose={onDone}><p>A prescriber records this with their own sign-in: take over the tablet with the lock at the top.</p></Panel>
  const save = async (): Promise<void> => { if (ready && await chair.record('prescriber-assessed', { decision, text: text.trim() }, 'Assessment recorded')) onDone() }
  return (
    <Panel title="Prescriber’s assessment" onClose={onDone}>
      <form className="form" onSubmit={(event) => { event.preventDefault(); void save() }}>
        <Choice label="Decided" first value={decision} options={DECISIONS} onChange={setDecision} />
        <Textarea label="What you found" value={text} onChange={(event) => setText(event.currentTarget.value)} maxLength={2000} minRows={3} />
        <p className="soft small">Discharge stays in the hands of who approves it; this records your word.</p>
        <Button type="submit" size="lg" variant="filled" disabled={!ready}>Record as {chair.me.name}</Button>
      </form>
    </Panel>
  )
}
