// The consent, a section a screen: plain words, what is known with how sure it is, initials where they are asked, questions to be understood, and the name at the end.
import { useEffect, useRef, useState } from 'react'
import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { STRENGTH_WORDS } from '@chairside/core/intake'
import type { ConsentView } from '@chairside/core/plan'
import { newId } from '../api.ts'
import { Loading, Refusal } from '../ui/index.ts'
import { post, readConsent, useMine } from './calls.ts'
import type { Place } from './my.tsx'

type Section = ConsentView['sections'][number]
export function Claims({ section, language, howSure, source }: { readonly section: Section; readonly language: 'en' | 'es'; readonly howSure: string; readonly source: string }) {
  return <ul className="claims">{section.claims.map((claim) => <li key={claim.says.en}><p>{claim.says[language]}</p><details><summary data-strength={claim.strength}>{howSure} {STRENGTH_WORDS[claim.strength][language]}</summary><p className="small soft">{source}: {claim.source}</p></details></li>)}</ul>
}

function Questions({ view, given, give }: { readonly view: ConsentView; readonly given: Readonly<Record<string, readonly string[]>>; readonly give: (id: string, value: string) => void }) {
  const { mine, w } = useMine()
  return (
    <ol className="my-questions">
      {view.teach_back.map((question) => {
        const last = given[question.id]?.at(-1)
        return (
          <li key={question.id}>
            <p id={`q-${question.id}`}><b>{question.asks[mine.language]}</b></p>
            <div className="form-choices" role="radiogroup" aria-labelledby={`q-${question.id}`}>{question.choices.map((choice) => <button key={choice.value} type="button" role="radio" aria-checked={last === choice.value} onClick={() => give(question.id, choice.value)}>{choice.says[mine.language]}</button>)}</div>
            <p role="status" className="small">{last === undefined ? '' : last === question.right ? w.right : `${w.notRight} ${question.because[mine.language]}`}</p>
          </li>
        )
      })}
    </ol>
  )
}

export default function Consent({ go }: { readonly go: (place: Place) => void }) {
  const { key, mine, w, changed } = useMine()
  const { data: view, error, refetch } = useQuery({ queryKey: ['my-consent', key], queryFn: ({ signal }) => readConsent(key, signal), staleTime: Infinity })
  const [consent] = useState(newId)
  const [at, setAt] = useState(0)
  const [initials, setInitials] = useState<Readonly<Record<string, string>>>({})
  const [given, setGiven] = useState<Readonly<Record<string, readonly string[]>>>({})
  const [name, setName] = useState('')
  const [interpreter, setInterpreter] = useState('')
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => { heading.current?.focus(); scrollTo(0, 0) }, [at])
  const signing = mine.consent.may_sign
  const sign = useMutation({
    mutationFn: () => post(key, 'consent', { consent, version: view!.version, language: mine.language, problem: view!.problem, name: name.trim(), initials, teach_back: given, ...(interpreter.trim() === '' ? {} : { interpreter: interpreter.trim() }) }, consent),
    onSuccess: () => { changed(); go('today') },
  })
  if (!view) return error ? <Refusal error={error} retry={() => void refetch()} /> : <Loading lines={4} />
  const steps = view.sections.length + (signing ? 2 : 0)
  const section = view.sections[at]
  const right = view.teach_back.every((question) => given[question.id]?.at(-1) === question.right)
  const mayGo = !signing || (section ? !section.initials || (initials[section.id]?.trim() ?? '') !== '' : right)
  return (
    <>
      <div className="form-progress">
        <Button variant="subtle" onClick={() => (at > 0 ? setAt(at - 1) : go('today'))}>{w.back}</Button>
        <div role="progressbar" aria-label={w.consentOpen} aria-valuemin={0} aria-valuemax={steps} aria-valuenow={at}><span style={{ width: `${(at / steps) * 100}%` }} /></div>
        <span className="soft small">{at + 1} {w.of} {steps}</span>
      </div>
      <section className="form-step">
        {section ? (
          <>
            <h1 ref={heading} tabIndex={-1}>{section.title[mine.language]}</h1>
            <p className="form-text">{section.body[mine.language]}</p>
            <Claims section={section} language={mine.language} howSure={w.howSure} source={w.source} />
            {signing && section.initials && <TextInput label={w.initials} className="my-initials" value={initials[section.id] ?? ''} maxLength={8} autoCapitalize="characters" autoComplete="off" onChange={(event) => setInitials({ ...initials, [section.id]: event.currentTarget.value })} />}
          </>
        ) : at === view.sections.length ? (
          <>
            <h1 ref={heading} tabIndex={-1}>{w.teach}</h1>
            <Questions view={view} given={given} give={(id, value) => setGiven({ ...given, [id]: [...(given[id] ?? []), value].slice(-20) })} />
          </>
        ) : (
          <>
            <h1 ref={heading} tabIndex={-1}>{w.sign}</h1>
            <TextInput label={w.signName} description={view.name} value={name} maxLength={200} autoComplete="off" onChange={(event) => setName(event.currentTarget.value)} />
            <TextInput label={w.interpreter} value={interpreter} maxLength={200} onChange={(event) => setInterpreter(event.currentTarget.value)} />
            <Refusal error={sign.error} />
            <Button variant="filled" size="lg" fullWidth disabled={name.trim() === ''} loading={sign.isPending} onClick={() => sign.mutate()}>{w.sign}</Button>
          </>
        )}
        {at < steps - 1 && <Button variant="filled" size="lg" fullWidth disabled={!mayGo} onClick={() => setAt(at + 1)}>{w.next}</Button>}
        {at === steps - 1 && !signing && <Button variant="filled" size="lg" fullWidth onClick={() => go('today')}>{w.today}</Button>}
      </section>
    </>
  )
}
