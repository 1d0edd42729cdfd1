// One question about the day of the visit: a choice, a few words, or a time.
import { useState, type RefObject } from 'react'
import { Button, Textarea, TextInput } from '@mantine/core'
import { localDate, localTime, parseInstant } from '@chairside/core/shared'
import { READINESS_CHOICES, READINESS_WORDS, type Readiness, type ReadinessField } from '@chairside/core/intake'
import { useNow } from '../ui/index.ts'
import { ASKING, timeSaid, type Day } from './asking.ts'
import { Choices } from './pages.tsx'

type Props = { readonly field: ReadinessField; readonly said: Readiness; readonly zone: string; readonly heading: RefObject<HTMLHeadingElement | null>; readonly answer: (value: string) => void }

function Head({ field, heading }: Pick<Props, 'field' | 'heading'>) {
  const { text, hint } = ASKING[field]
  return <><h1 ref={heading} tabIndex={-1} id="asked">{text}</h1>{hint !== undefined && <p className="form-lead" id="hint">{hint}</p>}</>
}

function Said({ field, said, heading, answer }: Props) {
  const [text, setText] = useState(said[field] ?? '')
  const { input, hint } = ASKING[field]
  const props = { 'aria-labelledby': 'asked', ...(hint === undefined ? {} : { 'aria-describedby': 'hint' }), value: text, size: 'lg', maxLength: READINESS_WORDS[field as keyof typeof READINESS_WORDS] } as const
  return (
    <form className="form-step" onSubmit={(event) => { event.preventDefault(); answer(text.trim()) }}>
      <Head field={field} heading={heading} />
      {input === 'words' ? <Textarea {...props} minRows={4} autosize maxRows={10} onChange={(event) => setText(event.currentTarget.value)} />
        : <TextInput {...props} type={input === 'tel' ? 'tel' : 'text'} autoComplete="off" onChange={(event) => setText(event.currentTarget.value)} />}
      <Button type="submit" variant="filled" size="lg" fullWidth className="form-next">{text.trim() === '' ? 'Leave empty and go on' : 'Go on'}</Button>
    </form>
  )
}

function At({ field, said, zone, heading, answer }: Props) {
  const now = useNow(15)
  const before = parseInstant(said[field])
  const [day, setDay] = useState<Day>(before !== null && localDate(before, zone) !== localDate(now, zone) ? 'yesterday' : 'today')
  const [time, setTime] = useState(before === null ? '' : localTime(before, zone))
  const at = timeSaid(day, time, now, zone)
  return (
    <form className="form-step" onSubmit={(event) => { event.preventDefault(); if (at !== null) answer(new Date(at).toISOString()) }}>
      <Head field={field} heading={heading} />
      <div className="form-days" role="group" aria-label="Day">
        {(['today', 'yesterday'] as const).map((one) => <button key={one} type="button" aria-pressed={day === one} onClick={() => setDay(one)}>{one === 'today' ? 'Today' : 'Yesterday'}</button>)}
      </div>
      <TextInput aria-labelledby="asked" type="time" size="lg" value={time} onChange={(event) => setTime(event.currentTarget.value)} error={time !== '' && at === null ? 'This time is still to come. Did you mean yesterday?' : null} description="About is good enough. The clinic’s local time." />
      <Button type="submit" variant="filled" size="lg" fullWidth className="form-next" disabled={at === null}>Go on</Button>
      <Button type="button" variant="subtle" size="lg" fullWidth onClick={() => answer('')}>I do not know</Button>
    </form>
  )
}

export function AboutDay(props: Props) {
  const { field, said, heading, answer } = props
  const { text, hint, choices, input } = ASKING[field]
  if (input === 'time') return <At {...props} />
  if (input !== undefined) return <Said {...props} />
  const values: readonly string[] = READINESS_CHOICES[field as keyof typeof READINESS_CHOICES]
  const options = values.map((value, i) => ({ value: i, label: choices![value]! }))
  const chosen = values.indexOf(said[field] ?? '')
  return <Choices question={{ text, hint: hint ?? '', lead: '', choices: options }} value={chosen === -1 ? undefined : chosen} heading={heading} answer={(i) => answer(values[i]!)} />
}
