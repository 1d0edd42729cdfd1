// The end of the record: the note that wrote itself, what is missing before the signature, the signature, and what is added afterwards.
import './note.css'
import { useMemo, useState } from 'react'
import { Button, Checkbox, Textarea } from '@mantine/core'
import { may } from '@chairside/core/people'
import { signingFindings, standingOf, type SigningFinding } from '@chairside/core/session'
import { noteOf, signatureOf } from './note-text.ts'
import { ChangedSince, NoteView } from './note-view.tsx'
import { Panel } from './panel.tsx'
import { ReasonField } from './pump-forms.tsx'
import { RecordFile } from './record-file.tsx'
import { Signatures } from './signatures.tsx'
import type { Chair } from './use-chair.ts'

type FormProps = { readonly chair: Chair; readonly onDone: () => void }

const LEVELS: Readonly<Record<SigningFinding['level'], string>> = { block: 'Missing', acknowledge: 'To know', record: 'For the note' }

function Findings({ findings }: { readonly findings: readonly SigningFinding[] }) {
  return <ul className="sign-list" aria-label="Before the signature">{findings.map(({ level, message }) => <li key={message} data-level={level}><b>{LEVELS[level]}</b><span>{message}</span></li>)}</ul>
}

export function NoteForm({ chair, onDone }: FormProps) {
  const [text, setText] = useState('')
  const [read, setRead] = useState(false)
  const [known, setKnown] = useState(false)
  const note = useMemo(() => noteOf(chair), [chair])
  const findings = signingFindings(chair.view, note, chair.facts.filter((kept) => kept.state !== 'acknowledged').length)
  const asks = findings.some(({ level }) => level === 'acknowledge')
  const blocked = findings.some(({ level }) => level === 'block')
  const add = async (): Promise<void> => { if (await chair.record('note-added', { text: text.trim() }, 'Added to the note', true)) setText('') }
  const sign = async (): Promise<void> => { if (await chair.record('signed', signatureOf('author', note.text, chair.view), 'Signed')) onDone() }
  return (
    <Panel title="Note" onClose={onDone}>
      <div className="form">
        {findings.length > 0 && <Findings findings={findings} />}
        <form className="form" onSubmit={(event) => { event.preventDefault(); if (text.trim() !== '') void add() }}>
          <Textarea label="Your judgement: what only a person can say" data-first="" value={text} onChange={(event) => setText(event.currentTarget.value)} maxLength={8000} minRows={3} />
          <Button type="submit" disabled={text.trim() === ''}>Add to the note</Button>
        </form>
        <NoteView text={note.text} label="The note as it will be signed" />
        {asks && <Checkbox size="md" label="I know what is listed above, and sign all the same" checked={known} onChange={(event) => setKnown(event.currentTarget.checked)} />}
        <Checkbox size="md" label="I have read the note" checked={read} onChange={(event) => setRead(event.currentTarget.checked)} />
        <Button size="lg" variant="filled" disabled={!read || blocked || (asks && !known) || text.trim() !== '' || !may(chair.me.roles, 'session.sign')} onClick={() => void sign()}>Sign as {chair.me.name}</Button>
        <RecordFile session={chair.session} signed={false} />
      </div>
    </Panel>
  )
}

/** The signed note: who signed what, what changed since, a second signature by somebody else, amendments. */
export function AmendForm({ chair, onDone }: FormProps) {
  const [text, setText] = useState('')
  const [reason, setReason] = useState('')
  const [read, setRead] = useState(false)
  const ready = text.trim() !== '' && reason.trim() !== ''
  const note = useMemo(() => noteOf(chair), [chair])
  const author = chair.view.signatures.find((signature) => signature.meaning === 'author') ?? chair.view.signatures[0]
  const signedText = author?.noteText ?? note.text
  const standing = author ? standingOf(author, chair.view, note) : null
  const mayReview = may(chair.me.roles, 'session.sign') && !chair.view.signatures.some((signature) => signature.actor === chair.me.staff)
  const save = async (): Promise<void> => { if (await chair.record('amended', { text: text.trim(), reason: reason.trim() }, 'Amended')) { setText(''); setReason('') } }
  // A reviewer signs what is true now: after a change that is the new text, beside the first one.
  const review = async (): Promise<void> => { if (await chair.record('signed', signatureOf('reviewer', note.text, chair.view), 'Signed as reviewer')) setRead(false) }
  return (
    <Panel title="Signed note" onClose={onDone}>
      <div className="form">
        <Signatures known={chair} />
        <RecordFile session={chair.session} signed />
        {standing && <ChangedSince standing={standing} />}
        <NoteView text={signedText} label="The note as it was signed" />
        {mayReview && (
          <>
            <Checkbox size="md" label="I have read the note" checked={read} onChange={(event) => setRead(event.currentTarget.checked)} />
            <Button size="lg" disabled={!read} onClick={() => void review()}>Sign as reviewer, {chair.me.name}</Button>
          </>
        )}
        <form className="form" onSubmit={(event) => { event.preventDefault(); if (ready) void save() }}>
          <Textarea label="Amend: what is added" data-first="" value={text} onChange={(event) => setText(event.currentTarget.value)} maxLength={8000} minRows={3} />
          <ReasonField label="Why" value={reason} onChange={setReason} reasons={['Left out', 'Wrong value', 'Later information']} />
          <Button type="submit" size="lg" variant="filled" disabled={!ready}>Amend</Button>
        </form>
      </div>
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
