// The pages of the phone form: the start, one question, one scale, own words, and the last look before sending.
import { useRef, type KeyboardEvent, type ReactNode, type RefObject } from 'react'
import { Button, Textarea } from '@mantine/core'
import type { FormView } from '@chairside/core/intake'
import { noticesOf } from './questions.ts'
import type { Question, Scale } from './steps.ts'
import { usePhoneWords } from './words.ts'

type Heading = { readonly heading: RefObject<HTMLHeadingElement | null> }

export function Start({ view, count, heading, next }: { readonly view: FormView; readonly count: number; readonly next: () => void } & Heading) {
  const w = usePhoneWords()
  return (
    <section className="form-step">
      <h1 ref={heading} tabIndex={-1}>{w.hello} {view.greeting}</h1>
      <p className="form-text">{w.lead[view.purpose]}</p>
      <ul className="form-facts">{w.facts(view.readiness !== null, count, Math.max(1, Math.round(count / 5)), view.clinic).map((fact) => <li key={fact}>{fact}</li>)}</ul>
      <Button variant="filled" size="lg" fullWidth className="form-next" onClick={next}>{w.begin}</Button>
      {noticesOf(view.instruments).map((notice) => <p key={notice} className="soft small" lang="en">{notice}</p>)}
    </section>
  )
}

/** Arrow keys move between the options as in any group of radio buttons; a touch, Enter or Space answers and goes on. */
function useRoving(count: number, start: number): { readonly refs: RefObject<(HTMLButtonElement | null)[]>; readonly onKeyDown: (event: KeyboardEvent) => void; readonly tabbable: number } {
  const refs = useRef<(HTMLButtonElement | null)[]>([])
  const onKeyDown = (event: KeyboardEvent): void => {
    const here = refs.current.indexOf(document.activeElement as HTMLButtonElement)
    const step = event.key === 'ArrowDown' || event.key === 'ArrowRight' ? 1 : event.key === 'ArrowUp' || event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0 || here === -1) return
    event.preventDefault()
    refs.current[(here + step + count) % count]?.focus()
  }
  return { refs, onKeyDown, tabbable: Math.max(0, start) }
}

type Choosing = Pick<Question, 'lead' | 'text' | 'choices'> & { /** Under the question. */ readonly hint?: string }

export function Choices({ question, value, heading, answer }: { readonly question: Choosing; readonly value: number | undefined; readonly answer: (value: number) => void } & Heading) {
  const roving = useRoving(question.choices.length, question.choices.findIndex((c) => c.value === value))
  return (
    <section className="form-step">
      {question.lead !== '' && <p className="form-lead" id="lead">{question.lead}</p>}
      <h1 ref={heading} tabIndex={-1} id="asked">{question.text}</h1>
      {question.hint ? <p className="form-lead" id="hint">{question.hint}</p> : null}
      <div role="radiogroup" aria-labelledby={question.lead === '' ? 'asked' : 'lead asked'} aria-describedby={question.hint ? 'hint' : undefined} className="form-choices" onKeyDown={roving.onKeyDown}>
        {question.choices.map((choice, i) => (
          <button key={choice.value} type="button" role="radio" aria-checked={choice.value === value} tabIndex={i === roving.tabbable ? 0 : -1}
            ref={(element) => { roving.refs.current[i] = element }} onClick={() => answer(choice.value)}>{choice.label}</button>
        ))}
      </div>
    </section>
  )
}

export function Ten({ question, value, heading, answer }: { readonly question: Scale; readonly value: number | undefined; readonly answer: (value: number) => void } & Heading) {
  const roving = useRoving(11, value ?? 0)
  return (
    <section className="form-step">
      {question.lead !== '' && <p className="form-lead">{question.lead}</p>}
      <h1 ref={heading} tabIndex={-1} id="asked">{question.text}</h1>
      <div role="radiogroup" aria-labelledby="asked" className="form-ten" onKeyDown={roving.onKeyDown}>
        {Array.from({ length: 11 }, (_, n) => (
          <button key={n} type="button" role="radio" aria-checked={n === value} aria-label={n === 0 ? `0, ${question.low}` : n === 10 ? `10, ${question.high}` : String(n)} tabIndex={n === roving.tabbable ? 0 : -1}
            ref={(element) => { roving.refs.current[n] = element }} onClick={() => answer(n)}>{n}</button>
        ))}
      </div>
      <div className="form-ends"><span>0: {question.low}</span><span>10: {question.high}</span></div>
    </section>
  )
}

export function Words({ words, heading, change, next }: { readonly words: string; readonly change: (text: string) => void; readonly next: () => void } & Heading) {
  const w = usePhoneWords()
  return (
    <section className="form-step">
      <h1 ref={heading} tabIndex={-1} id="asked">{w.own}</h1>
      <Textarea aria-labelledby="asked" minRows={5} maxRows={12} maxLength={4000} value={words} onChange={(event) => change(event.currentTarget.value)} description={w.ownHint} />
      <Button variant="filled" size="lg" fullWidth className="form-next" onClick={next}>{words.trim() === '' ? w.goOnEmpty : w.goOn}</Button>
    </section>
  )
}

export function Finish({ hard, open, go, sending, heading, send, children }: { readonly hard: boolean; readonly open: readonly number[]; readonly go: (step: number) => void; readonly sending: boolean; readonly send: () => void; readonly children: ReactNode } & Heading) {
  const w = usePhoneWords()
  return (
    <section className="form-step">
      {hard && <p className="form-hard">{w.hard} <a href="tel:988">988</a> {w.hardMore}</p>}
      {open.length > 0 ? (
        <>
          <h1 ref={heading} tabIndex={-1}>{w.open(open.length)}</h1>
          <p className="form-text">{w.openMore}</p>
          <Button variant="filled" size="lg" fullWidth className="form-next" onClick={() => go(open[0]!)}>{w.goOpen}</Button>
          <Button size="lg" fullWidth loading={sending} onClick={send}>{w.sendAsIs}</Button>
        </>
      ) : (
        <>
          <h1 ref={heading} tabIndex={-1}>{w.all}</h1>
          <p className="form-text">{w.allMore}</p>
          <Button variant="filled" size="lg" fullWidth className="form-next" loading={sending} onClick={send}>{w.send}</Button>
        </>
      )}
      {children}
    </section>
  )
}
