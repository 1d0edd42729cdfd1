// A set of vital signs by hand: the number pad types into the field that has the focus; what was measured before stays in sight.
import { useRef, useState } from 'react'
import { Button } from '@mantine/core'
import { isPlausible, VITAL_FIELDS, type VitalName } from '@chairside/core/session'
import { agoText, NumberPad, useNow } from '../ui/index.ts'
import { zoneOf } from './note-text.ts'
import { Panel } from './panel.tsx'
import type { Chair } from './use-chair.ts'
import { momentOf, type When } from './when.ts'
import { WhenField } from './when-field.tsx'
import { vitalsText } from './fact-words.ts'
import { number, VITAL_WORDS } from './words.ts'

const FIELDS: readonly VitalName[] = ['sbp_mmHg', 'dbp_mmHg', 'pulse_per_min', 'spo2_pct', 'rr_per_min', 'temp_Cel']
const LABELS: Readonly<Partial<Record<VitalName, string>>> = { sbp_mmHg: 'Systolic', dbp_mmHg: 'Diastolic', pulse_per_min: 'Pulse', spo2_pct: 'SpO₂', rr_per_min: 'Breathing', temp_Cel: 'Temperature' }
/** Digits after which a number of this kind is surely whole, so that the next field gets the focus by itself. */
const surelyWhole = (name: VitalName, text: string): boolean => name !== 'temp_Cel' && name !== 'rr_per_min' && (text.length === 3 || (text.length === 2 && Number(text) > 30 && Number(text) * 10 > VITAL_FIELDS[name].max))

export function VitalsForm({ chair, onDone }: { readonly chair: Chair; readonly onDone: () => void }) {
  const now = useNow(10)
  const [texts, setTexts] = useState<Partial<Record<VitalName, string>>>({})
  const [active, setActive] = useState<VitalName>('sbp_mmHg')
  const [busy, setBusy] = useState(false)
  const [when, setWhen] = useState<When>(0)
  const inputs = useRef<Partial<Record<VitalName, HTMLInputElement | null>>>({})
  const bad = (name: VitalName): boolean => {
    const text = texts[name]
    return text !== undefined && text !== '' && !isPlausible(name, Number(text))
  }
  const filled = FIELDS.filter((name) => texts[name])
  const next = (): void => {
    const following = FIELDS[FIELDS.indexOf(active) + 1] ?? FIELDS[0]!
    inputs.current[following]?.focus()
  }
  const type = (name: VitalName, value: string): void => {
    const clean = value.replace(',', '.').replace(/[^0-9.]/g, '').slice(0, 5)
    setTexts((before) => ({ ...before, [name]: clean }))
    if (clean.length > (texts[name]?.length ?? 0) && surelyWhole(name, clean) && isPlausible(name, Number(clean))) {
      const following = FIELDS[FIELDS.indexOf(name) + 1]
      if (following) inputs.current[following]?.focus()
    }
  }
  const pressureHalf = Boolean(texts.sbp_mmHg) !== Boolean(texts.dbp_mmHg)
  const upside = Boolean(texts.sbp_mmHg && texts.dbp_mmHg) && Number(texts.sbp_mmHg) <= Number(texts.dbp_mmHg)
  const problem = filled.some(bad) ? 'A number is outside what can be measured.' : pressureHalf ? 'Blood pressure needs both numbers.' : upside ? 'Systolic must be above diastolic.' : null
  const save = async (): Promise<void> => {
    if (filled.length === 0 || problem) return
    setBusy(true)
    const values = Object.fromEntries(filled.map((name) => [name, Number(texts[name])]))
    const done = await chair.record('vitals-recorded', { values, origin: 'person' }, `Vital signs ${vitalsText(values)}`, true, momentOf(when, now, zoneOf(chair)))
    setBusy(false)
    if (done) onDone()
  }
  return (
    <Panel title="Vital signs by hand" onClose={onDone}>
      <form className="form" onSubmit={(event) => { event.preventDefault(); void save() }}>
        <div className="vital-entry">
        <div className="vital-fields">
          {FIELDS.map((name) => {
            const { unit } = VITAL_WORDS[name]
            const before = chair.view.latest[name]
            return (
              <div className="vital-field" key={name} data-bad={bad(name) ? '' : undefined}>
                <label htmlFor={`vital-${name}`}>{LABELS[name]}</label>
                <input
                  id={`vital-${name}`} inputMode="none" autoComplete="off" data-first={name === 'sbp_mmHg' ? '' : undefined} value={texts[name] ?? ''} aria-invalid={bad(name)} aria-describedby={`before-${name}`}
                  ref={(node) => { inputs.current[name] = node }} onFocus={() => setActive(name)} onChange={(event) => type(name, event.currentTarget.value)}
                />
                <span className="soft">{unit}</span>
                <span className="before" id={`before-${name}`}>{bad(name) ? `${VITAL_FIELDS[name].min} to ${VITAL_FIELDS[name].max} ${unit}` : before ? `was ${number(before.value, 1)}, ${agoText(now - before.at)}` : 'no value yet'}</span>
              </div>
            )
          })}
        </div>
        <NumberPad label={`Number pad for ${VITAL_WORDS[active].name}`} value={texts[active] ?? ''} decimals={active === 'temp_Cel'} onChange={(value) => type(active, value)} onNext={next} />
        </div>
        <WhenField value={when} onChange={setWhen} />
        {problem && <p className="refusal" role="alert">{problem}</p>}
        <Button type="submit" size="lg" variant="filled" loading={busy} disabled={filled.length === 0 || problem !== null}>Save{filled.length > 0 ? ` ${vitalsText(Object.fromEntries(filled.map((name) => [name, Number(texts[name])])))}` : ''}</Button>
      </form>
    </Panel>
  )
}
