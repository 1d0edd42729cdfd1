// One question about the day of the visit: a choice, a few words, or a time.
import { useState, type RefObject } from 'react'
import { Button, Textarea, TextInput } from '@mantine/core'
import { localDate, localTime, parseInstant } from '@chairside/core/shared'
import { READINESS_CHOICES, READINESS_WORDS, type Readiness, type ReadinessField } from '@chairside/core/intake'
import { useNow } from '../ui/index.ts'
import { timeSaid, type Day } from './asking.ts'
import { Choices } from './pages.tsx'
import { usePhoneWords } from './words.ts'

type Props = { readonly field: ReadinessField; readonly said: Readiness; readonly zone: string; readonly heading: RefObject<HTMLHeadingElement | null>; readonly answer: (value: string) => void }

function Head({ field, heading }: Pick<Props, 'field' | 'heading'>) {
  const { text, hint } = usePhoneWords().asking[field]
  return <><h1 ref={heading} tabIndex={-1} id="asked">{text}</h1>{hint !== undefined && <p className="form-lead" id="hint">{hint}</p>}</>
}

function Said({ field, said, heading, answer }: Props) {
  const [text, setText] = useState(said[field] ?? '')
  const w = usePhoneWords()
  const { input, hint } = w.asking[field]
  const props = { 'aria-labelledby': 'asked', ...(hint === undefined ? {} : { 'aria-describedby': 'hint' }), value: text, size: 'lg', maxLength: READINESS_WORDS[field as keyof typeof READINESS_WORDS] } as const
  return (
    <form className="form-step" onSubmit={(event) => { event.preventDefault(); answer(text.trim()) }}>
      <Head field={field} heading={heading} />
      {input === 'words' ? <Textarea {...props} minRows={4} autosize maxRows={10} onChange={(event) => setText(event.currentTarget.value)} />
        : <TextInput {...props} type={input === 'tel' ? 'tel' : 'text'} autoComplete="off" onChange={(event) => setText(event.currentTarget.value)} />}
      <Button type="submit" variant="filled" size="lg" fullWidth className="form-next">{text.trim() === '' ? w.goOnEmpty : w.goOn}</Button>
    </form>
  )
}

function At({ field, said, zone, heading, answer }: Props) {
  const now = useNow(15)
  const w = usePhoneWords()
  const before = parseInstant(said[field])
  const [day, setDay] = useState<Day>(before !== null && localDate(before, zone) !== localDate(now, zone) ? 'yesterday' : 'today')
  const [time, setTime] = useState(before === null ? '' : localTime(before, zone))
  const at = timeSaid(day, time, now, zone)
  return (
    <form className="form-step" onSubmit={(event) => { event.preventDefault(); if (at !== null) answer(new Date(at).toISOString()) }}>
      <Head field={field} heading={heading} />
      <div className="form-days" role="group" aria-label={w.day}>
        {(['today', 'yesterday'] as const).map((one) => <button key={one} type="button" aria-pressed={day === one} onClick={() => setDay(one)}>{one === 'today' ? w.today : w.yesterday}</button>)}
      </div>
      <TextInput aria-labelledby="asked" type="time" size="lg" value={time} onChange={(event) => setTime(event.currentTarget.value)} error={time !== '' && at === null ? w.toCome : null} description={w.about} />
      <Button type="submit" variant="filled" size="lg" fullWidth className="form-next" disabled={at === null}>{w.goOn}</Button>
      <Button type="button" variant="subtle" size="lg" fullWidth onClick={() => answer('')}>{w.dontKnow}</Button>
    </form>
  )
}

export function AboutDay(props: Props) {
  const { field, said, heading, answer } = props
  const { text, hint, choices, input } = usePhoneWords().asking[field]
  if (input === 'time') return <At {...props} />
  if (input !== undefined) return <Said {...props} />
  const values: readonly string[] = READINESS_CHOICES[field as keyof typeof READINESS_CHOICES]
  const options = values.map((value, i) => ({ value: i, label: choices![value]! }))
  const chosen = values.indexOf(said[field] ?? '')
  return <Choices question={{ text, hint: hint ?? '', lead: '', choices: options }} value={chosen === -1 ? undefined : chosen} heading={heading} answer={(i) => answer(values[i]!)} />
}
