// The end of the record: the note that wrote itself, the signature, and what is added afterwards.
import { useMemo, useState } from 'react'
import { Button, Checkbox, Textarea } from '@mantine/core'
import { may } from '@chairside/core/people'
import { noteOf } from './note-text.ts'
import { Panel } from './panel.tsx'
import { ReasonField } from './pump-forms.tsx'
import type { Chair } from './use-chair.ts'

type FormProps = { readonly chair: Chair; readonly onDone: () => void }

const hex = (bytes: ArrayBuffer): string => [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, '0')).join('')
/** SHA-256 of the note as it was signed; null where the browser gives no such tool (plain http on a clinic's own network). */
const hashOf = async (text: string): Promise<string | null> => (globalThis.crypto.subtle ? hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))) : null)

export function NoteForm({ chair, onDone }: FormProps) {
  const [text, setText] = useState('')
  const [read, setRead] = useState(false)
  const note = useMemo(() => noteOf(chair), [chair])
  const waiting = chair.facts.filter((k) => k.state !== 'acknowledged').length
  const add = async (): Promise<void> => { if (await chair.record('note-added', { text: text.trim() }, 'Added to the note', true)) setText('') }
  const sign = async (): Promise<void> => {
    const noteHash = await hashOf(note)
    if (await chair.record('signed', { meaning: 'author', noteText: note, ...(noteHash ? { noteHash } : {}) }, 'Signed')) onDone()
  }
  return (
    <Panel title="Note" onClose={onDone}>
      <div className="form">
        <pre className="note-text" data-first="" tabIndex={-1}>{note}</pre>
        <form className="form" onSubmit={(event) => { event.preventDefault(); if (text.trim() !== '') void add() }}>
          <Textarea label="Add what only a person can say" value={text} onChange={(event) => setText(event.currentTarget.value)} maxLength={8000} minRows={3} />
          <Button type="submit" disabled={text.trim() === ''}>Add to the note</Button>
        </form>
        {waiting > 0 && <p className="soft">{waiting} {waiting === 1 ? 'fact is' : 'facts are'} still on this tablet only. Signing is kept with them and sent after them.</p>}
        <Checkbox size="md" label="I have read the note" checked={read} onChange={(event) => setRead(event.currentTarget.checked)} />
        <Button size="lg" variant="filled" disabled={!read || text.trim() !== '' || !may(chair.me.roles, 'session.sign')} onClick={() => void sign()}>Sign as {chair.me.name}</Button>
      </div>
    </Panel>
  )
}

export function AmendForm({ chair, onDone }: FormProps) {
  const [text, setText] = useState('')
  const [reason, setReason] = useState('')
  const ready = text.trim() !== '' && reason.trim() !== ''
  const save = async (): Promise<void> => { if (await chair.record('amended', { text: text.trim(), reason: reason.trim() }, 'Amended')) onDone() }
  return (
    <Panel title="Amend the signed note" onClose={onDone}>
      <form className="form" onSubmit={(event) => { event.preventDefault(); if (ready) void save() }}>
        <pre className="note-text">{chair.view.signatures.at(-1)?.noteText ?? noteOf(chair)}</pre>
        <Textarea label="What is added" data-first="" value={text} onChange={(event) => setText(event.currentTarget.value)} maxLength={8000} minRows={3} />
        <ReasonField label="Why" value={reason} onChange={setReason} reasons={['Left out', 'Wrong value', 'Later information']} />
        <Button type="submit" size="lg" variant="filled" disabled={!ready}>Amend</Button>
      </form>
    </Panel>
  )
}

export function AbortForm({ chair, onDone }: FormProps) {
  const [reason, setReason] = useState('')
  const save = async (): Promise<void> => { if (await chair.record('aborted', { reason: reason.trim() }, `Visit ended: ${reason.trim()}`)) onDone() }
  return (
    <Panel title="No infusion today" onClose={onDone}>
      <form className="form" onSubmit={(event) => { event.preventDefault(); if (reason.trim() !== '') void save() }}>
        <p className="soft">Ends this visit. It stays in the record with its reason.</p>
        <ReasonField label="Why" value={reason} onChange={setReason} reasons={['Did not come', 'Ate or drank', 'No escort', 'Blood pressure', 'Unwell today', 'At the patient\'s wish']} />
        <Button type="submit" size="lg" variant="filled" disabled={reason.trim() === ''}>End the visit</Button>
      </form>
    </Panel>
  )
}
