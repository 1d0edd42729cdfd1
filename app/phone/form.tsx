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
import './form.css'

function Help() {
  return (
    <footer className="form-help">
      <p>In danger, or thinking of ending your life?</p>
      <div>
        <a href="tel:988"><IconPhone size={18} aria-hidden />Call or text 988</a>
        <a href="tel:911"><IconPhone size={18} aria-hidden />Call 911</a>
      </div>
      <p className="form-help-elsewhere">Outside the United States: your local emergency number.</p>
    </footer>
  )
}

function Page({ clinic, demonstration, children }: { readonly clinic?: string | undefined; readonly demonstration?: boolean | undefined; readonly children: ReactNode }) {
  useEffect(() => { document.title = 'Your form - Chairside' }, [])
  return (
    <div className="form-page">
      {demonstration === true && <p className="strip" data-kind="demonstration">Demonstration: a fictional clinic. Nobody reads these answers.</p>}
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
  const [questions] = useState(() => questionsOf(view.instruments))
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
          <Button variant="subtle" onClick={() => setAt(at - 1)}>Back</Button>
          <div role="progressbar" aria-label="Questions answered" aria-valuemin={0} aria-valuemax={progress.of} aria-valuenow={progress.done}><span style={{ width: `${(progress.done / Math.max(1, progress.of)) * 100}%` }} /></div>
          <span className="soft small">{isAsked(step) ? `${number} of ${progress.of}` : `${progress.done} of ${progress.of}`}</span>
        </div>
      )}
      {step.kind === 'start' && <Start view={view} count={progress.of} heading={heading} next={() => setAt(1)} />}
      {step.kind === 'choice' && <Choices key={`${step.instrument}${step.linkId}`} question={step} value={answerOf(answers, step)} heading={heading} answer={(value) => answered(step, value)} />}
      {step.kind === 'scale' && <Ten key={step.linkId} question={step} value={answerOf(answers, step)} heading={heading} answer={(value) => answered(step, value)} />}
      {step.kind === 'about' && <AboutDay key={step.field} field={step.field} said={said} zone={readiness!.time_zone} heading={heading} answer={(value) => sayAbout(step.field, value)} />}
      {step.kind === 'words' && <Words words={words} heading={heading} change={(text) => { setWords(text); keep(localStorage, token, { answers, words: text, said }) }} next={() => setAt(at + 1)} />}
      {step.kind === 'send' && <Finish hard={saysDanger(answers)} open={openQuestions(steps, answers, said)} go={setAt} sending={sending} heading={heading} send={() => void send()}><Refusal error={error} /></Finish>}
      {step.kind !== 'start' && <p className="form-saved" role="status">{draft.state === 'on-phone' ? 'Kept on this phone; it will be sent when there is a connection.' : 'Your answers are saved as you go.'}</p>}
    </>
  )
}

function Done({ done, clinic, instruments }: { readonly done: FormDone; readonly clinic: string; readonly instruments: readonly string[] }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => { heading.current?.focus() }, [])
  return (
    <section className="form-step">
      {done.safety ? (
        <>
          <h1 ref={heading} tabIndex={-1}>Thank you for telling us.</h1>
          <p className="form-text">You said that you have had thoughts of being better off dead or of hurting yourself. You do not have to carry that alone.</p>
          <div className="form-now">
            <a className="form-call" href="tel:988"><IconPhone size={22} aria-hidden />Call 988 now</a>
            <a className="form-call" href="sms:988"><IconPhone size={22} aria-hidden />Text 988</a>
            <a className="form-call" href="tel:911"><IconPhone size={22} aria-hidden />In danger now: call 911</a>
          </div>
          <p className="form-text">988 is the suicide and crisis line in the United States, day and night. Elsewhere, call your local emergency number.</p>
          <p className="form-text">{done.staffed.now ? <strong>Somebody is at {clinic} now and is told at once.</strong> : <strong>{clinic} is closed now. Who is on call is told at once{done.staffed.next === null ? '' : `; somebody is there again ${new Intl.DateTimeFormat('en-US', { timeZone: done.staffed.time_zone, weekday: 'long', hour: 'numeric', minute: '2-digit' }).format(Date.parse(done.staffed.next))}`}.</strong>} If you are not safe, please do not wait for a call.</p>
        </>
      ) : (
        <>
          <h1 ref={heading} tabIndex={-1}>Thank you. Your answers have arrived.</h1>
          <p className="form-text">Your care team at {clinic} reads them before your next visit. You can close this page.</p>
        </>
      )}
      <p className="soft small">{instruments.some(isInstrumentId) ? 'Answers are one part of the picture. What they mean for you is for you and your care team to talk about.' : ''}</p>
    </section>
  )
}

export default function Form() {
  const [token] = useState(() => location.hash.slice(1))
  const [done, setDone] = useState<FormDone | null>(null)
  const { data: view, error, isPending, refetch } = useQuery({ queryKey: ['form', token], queryFn: ({ signal }) => readForm(token, signal), enabled: token !== '', staleTime: Infinity, refetchOnWindowFocus: false })
  if (token === '') return <Page><EmptyState title="This page needs its link">Open the link that your clinic gave you, or ask them for a new one.</EmptyState></Page>
  if (error instanceof ApiError && error.status === 401) return <Page><EmptyState title="This link has ended">It was used already or its time is over. Ask your clinic for a new one.</EmptyState></Page>
  if (error) return <Page><Refusal error={error} retry={() => void refetch()} /></Page>
  if (isPending) return <Page><Loading what="Opening your form" /></Page>
  const ready = (content: ReactNode): ReactNode => <Page clinic={view.clinic} demonstration={view.is_demonstration}>{content}</Page>
  if (done) return ready(<Done done={done} clinic={view.clinic} instruments={view.instruments} />)
  if (view.completed_at !== null) return ready(<EmptyState title="Already answered">Thank you, {view.greeting}. Your clinic has these answers. If something has changed, please call them.</EmptyState>)
  return ready(<Filling view={view} token={token} done={setDone} />)
}
