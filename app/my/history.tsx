// The history, one question a screen: saved at each answer, on any device; what was answered is not asked again unless the patient goes back.
import { useEffect, useMemo, useRef, useState } from 'react'
import { Autocomplete, Button, TextInput, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { INTERACTIONS } from '@chairside/core/plan'
import { askedOf, choicesOf, historyWords, openOf, SECTIONS, type History, type HistoryAnswer, type HistoryQuestion, type Person } from '@chairside/core/intake'
import { Refusal } from '../ui/index.ts'
import { saveHistory, useMine } from './calls.ts'
import type { Place } from './my.tsx'

type Answering = { readonly question: HistoryQuestion; readonly value: HistoryAnswer | undefined; readonly answer: (value: HistoryAnswer) => void }
const MEDICINES = [...new Set(INTERACTIONS.flatMap(({ names }) => names))].toSorted((a, b) => a.localeCompare(b)).map((name) => `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`)

function Choose({ question, value, answer }: Answering) {
  const { mine } = useMine()
  return <div className="form-choices" role="radiogroup" aria-labelledby="asked">{choicesOf(question).map((choice) => <button key={choice.value} type="button" role="radio" aria-checked={choice.value === value} onClick={() => answer(choice.value)}>{choice.says[mine.language]}</button>)}</div>
}

function Several({ question, value, answer }: Answering) {
  const { mine, w } = useMine()
  const [chosen, setChosen] = useState<readonly string[]>(Array.isArray(value) ? (value as readonly string[]) : [])
  return (
    <>
      <div className="form-choices" role="group" aria-labelledby="asked">
        {choicesOf(question).map((choice) => <button key={choice.value} type="button" role="checkbox" aria-checked={chosen.includes(choice.value)} onClick={() => setChosen((now) => (now.includes(choice.value) ? now.filter((one) => one !== choice.value) : [...now, choice.value]))}>{choice.says[mine.language]}</button>)}
      </div>
      <Button variant="filled" size="lg" fullWidth onClick={() => answer(chosen)}>{chosen.length === 0 ? w.nothingAtAll : w.next}</Button>
    </>
  )
}

function List({ question, value, answer }: Answering) {
  const { mine, w } = useMine()
  const [entries, setEntries] = useState<readonly string[]>(Array.isArray(value) ? (value as readonly string[]) : mine.known[question.id] ?? [])
  const [typed, setTyped] = useState('')
  const all = typed.trim() === '' ? entries : [...entries, typed.trim()]
  const add = (): void => { if (typed.trim() !== '') { setEntries(all); setTyped('') } }
  const field = { 'aria-labelledby': 'asked', value: typed, maxLength: 200, onKeyDown: (event: React.KeyboardEvent) => { if (event.key === 'Enter') { event.preventDefault(); add() } } }
  return (
    <>
      <ul className="my-entries">{entries.map((entry, i) => <li key={`${entry}${i}`}><span>{entry}</span><button type="button" className="my-link" aria-label={`${w.remove}: ${entry}`} onClick={() => setEntries(entries.filter((_, at) => at !== i))}>{w.remove}</button></li>)}</ul>
      <div className="my-add">
        {question.suggests === 'medicines' ? <Autocomplete {...field} data={MEDICINES} limit={6} onChange={setTyped} /> : <TextInput {...field} onChange={(event) => setTyped(event.currentTarget.value)} />}
        <Button onClick={add} disabled={typed.trim() === ''}>{w.addLine}</Button>
      </div>
      <Button variant="filled" size="lg" fullWidth onClick={() => answer(all)}>{all.length === 0 ? w.nothingAtAll : w.next}</Button>
    </>
  )
}

function Write({ value, answer }: Answering) {
  const { w } = useMine()
  const [words, setWords] = useState(typeof value === 'string' ? value : '')
  return (
    <>
      <Textarea aria-labelledby="asked" autosize minRows={4} maxRows={14} maxLength={2000} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
      <Button variant="filled" size="lg" fullWidth disabled={words.trim() === ''} onClick={() => answer(words.trim())}>{w.next}</Button>
    </>
  )
}

function Somebody({ value, answer }: Answering) {
  const { w } = useMine()
  const before = typeof value === 'object' && !Array.isArray(value) ? (value as Person) : { name: '', phone: '' }
  const [name, setName] = useState(before.name)
  const [phone, setPhone] = useState(before.phone)
  return (
    <>
      <TextInput label={w.name} value={name} maxLength={120} autoComplete="off" onChange={(event) => setName(event.currentTarget.value)} />
      <TextInput label={w.phone} type="tel" value={phone} maxLength={40} autoComplete="off" onChange={(event) => setPhone(event.currentTarget.value)} />
      <Button variant="filled" size="lg" fullWidth disabled={name.trim() === '' || phone.trim() === ''} onClick={() => answer({ name: name.trim(), phone: phone.trim() })}>{w.next}</Button>
    </>
  )
}

const KINDS = { 'yes-no': Choose, 'choice': Choose, 'choices': Several, 'list': List, 'words': Write, 'person': Somebody, 'pressure': () => null } as const

export default function HistorySteps({ go }: { readonly go: (place: Place) => void }) {
  const { key, mine, w, changed } = useMine()
  const [history, setHistory] = useState<History>(mine.history)
  const [passed, setPassed] = useState<ReadonlySet<string>>(new Set())
  const asked = useMemo(() => askedOf(history, mine.sex), [history, mine.sex])
  // Begins at the first open question: what stands already is looked at by going back.
  const [at, setAt] = useState<string | null>(() => openOf(mine.history, mine.sex)[0]?.id ?? null)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => { heading.current?.focus(); scrollTo(0, 0) }, [at])
  const save = useMutation({ mutationFn: ({ id, value }: { id: string; value: HistoryAnswer }) => saveHistory(key, id, value), onSuccess: changed })
  const index = asked.findIndex((question) => question.id === at)
  const question = asked[index]
  const after = (next: History, skipped: ReadonlySet<string>): void => {
    const list = askedOf(next, mine.sex)
    const from = list.findIndex((one) => one.id === at)
    setAt([...list.slice(from + 1), ...list.slice(0, from + 1)].find((one) => next[one.id] === undefined && !skipped.has(one.id))?.id ?? null)
  }
  const answer = (value: HistoryAnswer): void => {
    const next = { ...history, [question!.id]: value }
    setHistory(next)
    save.mutate({ id: question!.id, value })
    after(next, passed)
  }
  if (!question) {
    return (
      <section className="form-step">
        <h1 ref={heading} tabIndex={-1}>{w.thanks}</h1>
        <p className="form-text">{w.thanksMore}</p>
        <Refusal error={save.error} />
        <Button variant="filled" size="lg" fullWidth disabled={save.isPending} onClick={() => go('today')}>{w.today}</Button>
        <ul className="my-review">{asked.filter((one) => history[one.id] !== undefined).map((one) => <li key={one.id}><div><small>{one.says[mine.language]}</small><p>{historyWords(one, history[one.id]!, mine.language)}</p></div><button type="button" className="my-link" aria-label={`${w.change1}: ${one.says[mine.language]}`} onClick={() => setAt(one.id)}>{w.change1}</button></li>)}</ul>
      </section>
    )
  }
  const Answer = KINDS[question.kind]
  const done = asked.filter((one) => history[one.id] !== undefined || passed.has(one.id)).length
  return (
    <>
      <div className="form-progress">
        <Button variant="subtle" onClick={() => (index > 0 ? setAt(asked[index - 1]!.id) : go('today'))}>{w.back}</Button>
        <div role="progressbar" aria-label={w.historyOpen(asked.length)} aria-valuemin={0} aria-valuemax={asked.length} aria-valuenow={done}><span style={{ width: `${(done / asked.length) * 100}%` }} /></div>
        <span className="soft small">{index + 1} {w.of} {asked.length}</span>
      </div>
      <section className="form-step" key={question.id}>
        <p className="form-lead">{SECTIONS.find((section) => section.id === question.section)?.says[mine.language]}</p>
        <h1 ref={heading} tabIndex={-1} id="asked">{question.says[mine.language]}</h1>
        {question.help && <p className="soft">{question.help[mine.language]}</p>}
        <Answer question={question} value={history[question.id]} answer={answer} />
        {question.optional === true && <Button variant="subtle" onClick={() => { const next = new Set([...passed, question.id]); setPassed(next); after(history, next) }}>{w.skip}</Button>}
        <Refusal error={save.error} />
      </section>
    </>
  )
}
