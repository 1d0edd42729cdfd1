// When it happened: now, or a few minutes ago, without typing. A time is asked for only when it lies further back.
import { useState } from 'react'
import type { When } from './when.ts'

const STEPS: readonly number[] = [0, 1, 2, 5, 10]

export function WhenField({ label = 'When', value, onChange }: { readonly label?: string; readonly value: When; readonly onChange: (value: When) => void }) {
  const [asked, setAsked] = useState(false)
  return (
    <div className="field" role="group" aria-label={label}>
      <span className="label-text">{label}</span>
      <div className="when">
        {STEPS.map((minutes) => <button key={minutes} type="button" className="choice" aria-pressed={value === minutes} onClick={() => onChange(minutes)}>{minutes === 0 ? 'Now' : `${minutes} min ago`}</button>)}
        {asked || typeof value === 'string' ? <input type="time" autoFocus aria-label={`${label}, as a time`} value={typeof value === 'string' ? value : ''} onChange={(event) => onChange(event.currentTarget.value === '' ? 0 : event.currentTarget.value)} />
          : <button type="button" className="choice" onClick={() => setAsked(true)}>At a time</button>}
      </div>
    </div>
  )
}
