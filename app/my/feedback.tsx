// Half a minute after a visit: five questions and what to change. Each may be left out; a person at the clinic owns it.
import { useState } from 'react'
import { Button, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { newId } from '../api.ts'
import { Refusal } from '../ui/index.ts'
import { post, useMine } from './calls.ts'
import type { Place } from './my.tsx'

const ASKED = ['comfort', 'pain', 'safe', 'heard', 'recommend'] as const
export default function Feedback({ go }: { readonly go: (place: Place) => void }) {
  const { key, mine, w, changed } = useMine()
  const [feedback] = useState(newId)
  const [answers, setAnswers] = useState<Readonly<Record<string, number>>>({})
  const [words, setWords] = useState('')
  const send = useMutation({ mutationFn: () => post(key, 'feedback', { feedback, session: mine.feedback_for, answers, words }, feedback), onSuccess: changed })
  if (send.isSuccess || mine.feedback_for === null) return <section className="form-step"><h1>{w.fbThanks}</h1><Button variant="filled" size="lg" onClick={() => go('today')}>{w.today}</Button></section>
  return (
    <section className="form-step">
      <h1>{w.feedback}</h1>
      {ASKED.map((id) => (
        <div key={id}>
          <p id={`fb-${id}`}>{w.fb[id]}</p>
          <div role="radiogroup" aria-labelledby={`fb-${id}`} className="form-ten my-ten">{Array.from({ length: 11 }, (_, n) => <button key={n} type="button" role="radio" aria-checked={answers[id] === n} onClick={() => setAnswers({ ...answers, [id]: n })}>{n}</button>)}</div>
          <div className="form-ends"><span>0: {w.low}</span><span>10: {w.high}</span></div>
        </div>
      ))}
      <Textarea label={w.fbWords} autosize minRows={2} maxRows={8} maxLength={2000} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
      <Refusal error={send.error} />
      <div className="row"><Button variant="subtle" onClick={() => go('today')}>{w.back}</Button><Button variant="filled" size="lg" disabled={Object.keys(answers).length === 0 && words.trim() === ''} loading={send.isPending} onClick={() => send.mutate()}>{w.fbSend}</Button></div>
    </section>
  )
}
