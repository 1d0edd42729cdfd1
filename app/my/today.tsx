// Today: what is next, the next visit with its clock of food and drink, and, gently, what the patient once wrote.
import { useState, type ReactNode } from 'react'
import { Button } from '@mantine/core'
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import { useMutation } from '@tanstack/react-query'
import { openOf, type CheckInDue } from '@chairside/core/intake'
import type { MyVisit, MyWord } from '@chairside/core/plan'
import { Refusal, useNow } from '../ui/index.ts'
import { openForm, useMine } from './calls.ts'
import { offered } from './offered.ts'
import type { Place } from './my.tsx'
import { localeOf } from './words.ts'

type Todo = { readonly id: string; readonly title: string; readonly more: string; readonly act: ReactNode }
const ITEMS: Readonly<Record<string, number>> = { 'gad-7': 7, 'phq-9': 10, 'phq-4': 4, 'impact': 5, 'check-in': 5 }

function Visit({ visit }: { readonly visit: MyVisit }) {
  const { mine, w } = useMine()
  const now = useNow(30)
  const at = (iso: string, withDay = true): string => new Intl.DateTimeFormat(localeOf(mine.language), { timeZone: visit.time_zone, ...(withDay ? { weekday: 'long' } : {}), hour: 'numeric', minute: '2-digit' }).format(Date.parse(iso))
  const start = Date.parse(visit.start)
  const lines = visit.stop === null ? [] : [[w.fatty, visit.stop.fatty_food], [w.light, visit.stop.light_food], [w.clear, visit.stop.clear_drinks]] as const
  return (
    <section className="my-card" aria-labelledby="next-visit">
      <h2 id="next-visit">{w.nextVisit}</h2>
      <p className="my-when">{new Intl.DateTimeFormat(localeOf(mine.language), { timeZone: visit.time_zone, weekday: 'long', month: 'long', day: 'numeric' }).format(start)}<b>{at(visit.start, false)}</b></p>
      <p className="soft">{w.visitOf(visit.ordinal, visit.of)} · {visit.place}{visit.address === null ? '' : `, ${visit.address}`}</p>
      <h3>{w.prepare}</h3>
      <ul className="my-stops">{lines.map(([words, iso]) => <li key={words} data-past={now >= Date.parse(iso) ? '' : undefined}><span>{words}</span><b>{at(iso)}</b></li>)}</ul>
      <ul className="my-lines"><li>{w.driverLine}</li><li>{w.alcoholLine}</li><li>{w.medsLine}</li></ul>
      {visit.phone !== null && <p>{w.cannot} <a href={`tel:${visit.phone.replaceAll(/[^\d+]/g, '')}`}>{visit.phone}</a></p>}
    </section>
  )
}

function Offered({ word }: { readonly word: MyWord }) {
  const { mine, w } = useMine()
  const [hidden, setHidden] = useState(false)
  if (hidden) return null
  return (
    <section className="my-card my-offered" aria-labelledby="offered">
      <h2 id="offered">{w.offered}{word.after === null ? '' : `, ${w.after(word.after)}`}</h2>
      <blockquote>{word.words}</blockquote>
      <p className="soft small">{new Intl.DateTimeFormat(localeOf(mine.language), { dateStyle: 'long' }).format(Date.parse(word.said_at))}. {w.offeredMore}</p>
      <div><Button variant="subtle" onClick={() => setHidden(true)}>{w.hide}</Button></div>
    </section>
  )
}

export default function Today({ go }: { readonly go: (place: Place) => void }) {
  const { key, mine, w } = useMine()
  const form = useMutation({ mutationFn: (purpose: CheckInDue['purpose']) => openForm(key, purpose), onSuccess: ({ url }) => location.assign(url) })
  const open = openOf(mine.history, mine.sex).length
  const next = mine.visits.find((visit) => visit.state === 'to-come')
  const [word] = useState(() => offered(mine, Date.now()))
  const todos: Todo[] = []
  for (const { purpose, instruments } of mine.forms) {
    const minutes = Math.max(1, Math.round(instruments.reduce((n, id) => n + (ITEMS[id] ?? 5), 0) / 5))
    todos.push({ id: purpose, title: purpose === 'before-session' ? w.formBefore : purpose === 'next-day' ? w.formNext : w.formFollow, more: `${w.about} ${minutes} ${w.minutes}`, act: <Button variant={todos.length === 0 ? 'filled' : 'light'} loading={form.isPending && form.variables === purpose} onClick={() => form.mutate(purpose)}>{w.answer}</Button> })
  }
  if (open > 0) todos.push({ id: 'history', title: w.historyOpen(open), more: w.historyMore, act: <Button variant={todos.length === 0 ? 'filled' : 'light'} onClick={() => go('history')}>{Object.keys(mine.history).length === 0 ? w.begin : w.goOn}</Button> })
  else if (mine.consent.may_sign) todos.push({ id: 'consent', title: w.consentOpen, more: w.consentMore, act: <Button variant={todos.length === 0 ? 'filled' : 'light'} onClick={() => go('consent')}>{w.begin}</Button> })
  if (mine.feedback_for !== null) todos.push({ id: 'feedback', title: w.feedback, more: w.feedbackMore, act: <Button onClick={() => go('feedback')}>{w.answer}</Button> })
  const isNew = mine.visits.length === 0 && open === 0
  return (
    <>
      <h1>{w.hello} {mine.greeting}</h1>
      <section className="my-card" aria-labelledby="todo">
        <h2 id="todo">{w.todo}</h2>
        {todos.length === 0 && !isNew && <p><b>{w.nothing}</b> <span className="soft">{w.nothingMore}</span></p>}
        <ul className="my-todos">
          {todos.map((todo) => <li key={todo.id}><div><b>{todo.title}</b><p className="soft">{todo.more}</p></div>{todo.act}</li>)}
          {isNew && mine.decision === null && <li><div><b>{w.waiting}</b><p className="soft">{w.waitingMore}</p></div></li>}
          {isNew && mine.decision?.decision === 'eligible' && <li><div><b><IconCheck size={18} aria-hidden /> {w.decided}</b><p className="soft">{w.decidedMore}</p></div></li>}
          {isNew && mine.decision?.decision === 'declined' && <li><div><b>{w.declined}</b><p className="soft">{w.declinedMore}</p></div></li>}
          {isNew && mine.consent.state === 'current' && <li><div><b><IconCheck size={18} aria-hidden /> {w.consentDone}</b></div><Button variant="subtle" onClick={() => go('consent')}>{w.read}</Button></li>}
        </ul>
        <Refusal error={form.error} />
      </section>
      {next ? <Visit visit={next} /> : !isNew && open === 0 && <p className="soft">{w.noVisit}</p>}
      {word && <Offered word={word} />}
    </>
  )
}
