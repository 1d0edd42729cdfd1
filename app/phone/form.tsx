// The patient's form on a phone: no account, one question a screen, nothing lost, and help always one touch away.
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { Button } from '@mantine/core'
import IconPhone from '@tabler/icons-react/dist/esm/icons/IconPhone.mjs'
import { useQuery } from '@tanstack/react-query'
import { isInstrumentId, readinessAsked, readinessKept, type FormDone, type FormView, type Readiness, type ReadinessField } from '@chairside/core/intake'
import { instant } from '@chairside/core/shared'
import { ApiError, newId } from '../api.ts'
import { AboutDay } from './about-day.tsx'
import { EmptyState, Loading, Refusal } from '../ui/index.ts'
import { readForm, saveDraft, sendForm } from './calls.ts'
import { forget, keep, readKept } from './kept.ts'
import { questionsOf, saysDanger, stillAsked } from './questions.ts'
import { Choices, Finish, Start, Ten, Words } from './pages.tsx'
import { answerOf, isAsked, mergeDrafts, mergeSaid, openQuestions, progressOf, resumeAt, stepsOf, withAnswer, type Answers, type Question, type Scale } from './steps.ts'
import { PHONE, SpokenIn, useLanguage, usePhoneWords } from './words.ts'
import './form.css'

function Help() {
  const w = usePhoneWords()
  return (
    <footer className="form-help">
      <p>{w.danger}</p>
      <div>
        <a href="tel:988"><IconPhone size={18} aria-hidden />{w.callText}</a>
        <a href="tel:911"><IconPhone size={18} aria-hidden />{w.call911}</a>
      </div>
      <p className="form-help-elsewhere">{w.elsewhere}</p>
    </footer>
  )
}

function Page({ clinic, demonstration, children }: { readonly clinic?: string | undefined; readonly demonstration?: boolean | undefined; readonly children: ReactNode }) {
  const w = usePhoneWords()
  const language = useLanguage()
  useEffect(() => { document.title = `${w.tab} - Chairside`; document.documentElement.lang = language }, [w, language])
  return (
    <div className="form-page">
      {demonstration === true && <p className="strip" data-kind="demonstration">{w.demonstration}</p>}
      <header className="form-head"><img src="/icon.svg" alt="" width="28" height="28" /><span>{clinic ?? 'Chairside'}</span></header>
      <main id="main">{children}</main>
      <Help />
    </div>
  )
}

type Draft = Parameters<typeof saveDraft>[1]
/** Draft to the server, one at a time, the newest last. What could not be sent stays on the phone and goes with the next answer. */
function useDraft(token: string): { readonly state: 'saved' | 'saving' | 'on-phone'; readonly save: (draft: Draft) => void } {
  const [state, setState] = useState<'saved' | 'saving' | 'on-phone'>('saved')
  const waiting = useRef<Draft | null>(null)
  const busy = useRef(false)
  const push = async (): Promise<void> => {
    if (busy.current) return
    busy.current = true
    while (waiting.current) {
      const next = waiting.current
      waiting.current = null
      try {
        await saveDraft(token, next)
        setState('saved')
      } catch {
        setState('on-phone')
      }
    }
    busy.current = false
  }
  return { state, save: (next) => { waiting.current = next; setState('saving'); void push() } }
}

function Filling({ view, token, done }: { readonly view: FormView; readonly token: string; readonly done: (answer: FormDone) => void }) {
  const { readiness } = view
  const w = usePhoneWords()
  const [questions] = useState(() => questionsOf(view.instruments, view.language))
  const [kept] = useState(() => readKept(localStorage, token))
  const [said, setSaid] = useState<Readiness>(() => (readiness ? mergeSaid(readiness.draft, kept.said, instant(Date.now()), readiness.time_zone) : {}))
  const [answers, setAnswers] = useState<Answers>(() => mergeDrafts(view.draft, kept.answers, stepsOf(questions, false)))
  const steps = useMemo(() => stepsOf(stillAsked(questions, answers), view.purpose === 'next-day', readiness ? readinessAsked(said, readiness.asks) : []), [questions, answers, view.purpose, readiness, said])
  const [words, setWords] = useState(kept.words)
  const [at, setAt] = useState(() => resumeAt(steps, answers, said))
  const [error, setError] = useState<unknown>(null)
  const [sending, setSending] = useState(false)
  const [key] = useState(newId)
  const draft = useDraft(token)
  const heading = useRef<HTMLHeadingElement>(null)
  const first = useRef(true)
  useEffect(() => {
    if (first.current) { first.current = false; return }
    heading.current?.focus()
    scrollTo(0, 0)
  }, [at])

  const step = steps[at]!
  const progress = progressOf(steps, answers, said)
  const store = (next: Answers, about: Readiness): void => {
    keep(localStorage, token, { answers: next, words, said: about })
    draft.save({ answers: next, ...(readiness ? { readiness: readinessKept(about, readiness.asks) } : {}) })
  }
  const answered = (question: Question | Scale, value: number): void => {
    const next = withAnswer(answers, question, value)
    setAnswers(next)
    store(next, said)
    setAt(at + 1)
  }
  const sayAbout = (field: ReadinessField, value: string): void => {
    const { [field]: _before, ...others } = said
    const next: Readiness = value === '' ? others : { ...others, [field]: value }
    setSaid(next)
    store(answers, next)
    setAt(at + 1)
  }
  const send = async (): Promise<void> => {
    setSending(true)
    setError(null)
    try {
      const answer = await sendForm(token, { answers, ...(words.trim() === '' ? {} : { words: words.trim() }), ...(readiness ? { readiness: readinessKept(said, readiness.asks) } : {}) }, key)
      forget(localStorage, token)
      done(answer)
    } catch (problem) {
      setError(problem)
    } finally {
      setSending(false)
    }
  }

  const number = steps.slice(0, at + 1).filter(isAsked).length
  return (
    <>
      {step.kind !== 'start' && (
        <div className="form-progress">
          <Button variant="subtle" onClick={() => setAt(at - 1)}>{w.back}</Button>
          <div role="progressbar" aria-label={w.answered} aria-valuemin={0} aria-valuemax={progress.of} aria-valuenow={progress.done}><span style={{ width: `${(progress.done / Math.max(1, progress.of)) * 100}%` }} /></div>
          <span className="soft small">{isAsked(step) ? `${number} ${w.of} ${progress.of}` : `${progress.done} ${w.of} ${progress.of}`}</span>
        </div>
      )}
      {step.kind === 'start' && <Start view={view} count={progress.of} heading={heading} next={() => setAt(1)} />}
      {step.kind === 'choice' && <Choices key={`${step.instrument}${step.linkId}`} question={step} value={answerOf(answers, step)} heading={heading} answer={(value) => answered(step, value)} />}
      {step.kind === 'scale' && <Ten key={step.linkId} question={step} value={answerOf(answers, step)} heading={heading} answer={(value) => answered(step, value)} />}
      {step.kind === 'about' && <AboutDay key={step.field} field={step.field} said={said} zone={readiness!.time_zone} heading={heading} answer={(value) => sayAbout(step.field, value)} />}
      {step.kind === 'words' && <Words words={words} heading={heading} change={(text) => { setWords(text); keep(localStorage, token, { answers, words: text, said }) }} next={() => setAt(at + 1)} />}
      {step.kind === 'send' && <Finish hard={saysDanger(answers)} open={openQuestions(steps, answers, said)} go={setAt} sending={sending} heading={heading} send={() => void send()}><Refusal error={error} /></Finish>}
      {step.kind !== 'start' && <p className="form-saved" role="status">{draft.state === 'on-phone' ? w.onPhone : w.saved}</p>}
    </>
  )
}

function Done({ done, clinic, instruments }: { readonly done: FormDone; readonly clinic: string; readonly instruments: readonly string[] }) {
  const w = usePhoneWords()
  const language = useLanguage()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => { heading.current?.focus() }, [])
  const { staffed } = done
  const next = staffed.next === null ? null : new Intl.DateTimeFormat(language === 'es' ? 'es-US' : 'en-US', { timeZone: staffed.time_zone, weekday: 'long', hour: 'numeric', minute: '2-digit' }).format(Date.parse(staffed.next))
  return (
    <section className="form-step">
      {done.safety ? (
        <>
          <h1 ref={heading} tabIndex={-1}>{w.thanksDanger}</h1>
          <p className="form-text">{w.saidDanger}</p>
          <div className="form-now">
            <a className="form-call" href="tel:988"><IconPhone size={22} aria-hidden />{w.call988}</a>
            <a className="form-call" href="sms:988"><IconPhone size={22} aria-hidden />{w.text988}</a>
            <a className="form-call" href="tel:911"><IconPhone size={22} aria-hidden />{w.now911}</a>
          </div>
          <p className="form-text">{w.line988}</p>
          <p className="form-text"><strong>{staffed.now ? w.staffed(clinic) : w.closed(clinic, next)}</strong> {w.dontWait}</p>
        </>
      ) : (
        <>
          <h1 ref={heading} tabIndex={-1}>{w.thanks}</h1>
          <p className="form-text">{w.thanksMore(clinic)}</p>
        </>
      )}
      <p className="soft small">{instruments.some(isInstrumentId) ? w.onePart : ''}</p>
    </section>
  )
}

export default function Form() {
  const [token] = useState(() => location.hash.slice(1))
  const [done, setDone] = useState<FormDone | null>(null)
  const { data: view, error, isPending, refetch } = useQuery({ queryKey: ['form', token], queryFn: ({ signal }) => readForm(token, signal), enabled: token !== '', staleTime: Infinity, refetchOnWindowFocus: false })
  const language = view?.language ?? (navigator.language.startsWith('es') ? 'es' : 'en')
  const w = PHONE[language]
  const spoken = (content: ReactNode, known = view): ReactNode => <SpokenIn value={language}><Page clinic={known?.clinic} demonstration={known?.is_demonstration}>{content}</Page></SpokenIn>
  if (token === '') return spoken(<EmptyState title={w.needsLink}>{w.needsLinkMore}</EmptyState>)
  if (error instanceof ApiError && error.status === 401) return spoken(<EmptyState title={w.ended}>{w.endedMore}</EmptyState>)
  if (error) return spoken(<Refusal error={error} retry={() => void refetch()} />)
  if (isPending) return spoken(<Loading what={w.opening} />)
  if (done) return spoken(<Done done={done} clinic={view.clinic} instruments={view.instruments} />)
  if (view.completed_at !== null) return spoken(<EmptyState title={w.already}>{w.alreadyMore(view.greeting)}</EmptyState>)
  return spoken(<Filling view={view} token={token} done={setDone} />)
}
