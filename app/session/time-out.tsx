// The time-out: a second person reads the four values for themselves. Three they tick against the label; the rate they type from the pump, because what is only read is easily agreed with.
import './gate.css'
import { useEffect, useRef, useState } from 'react'
import { Button, NativeSelect } from '@mantine/core'
import type { StaffCard } from '@chairside/core/people'
import { agrees, orderValues, timeOutOf, type PayloadOf } from '@chairside/core/session'
import { send } from '../api.ts'
import { NumberField, NumberPad, Refusal, TierMark, timeText, useReachable } from '../ui/index.ts'
import { colleaguesOf } from './gate-asked.ts'
import type { Chair } from './use-chair.ts'
import { number } from './words.ts'

type How = PayloadOf<'time-out-checked'>['how']
const TICKS = [{ of: 'dose_mg', name: 'Dose', unit: 'mg', decimals: 2 }, { of: 'concentration_mg_per_mL', name: 'Concentration', unit: 'mg/mL', decimals: 3 }, { of: 'volume_mL', name: 'Volume', unit: 'mL', decimals: 1 }] as const

function Pin({ value, onChange }: { readonly value: string; readonly onChange: (pin: string) => void }) {
  const change = (pin: string): void => onChange(pin.replaceAll(/\D/g, '').slice(0, 8))
  return (
    <div className="pin" tabIndex={-1} role="group" aria-label="PIN of the second person"
      onKeyDown={(event) => { if (/^\d$/.test(event.key)) { event.preventDefault(); change(value + event.key) } else if (event.key === 'Backspace') change(value.slice(0, -1)) }}>
      <div className="pin-dots" aria-hidden>{Array.from({ length: Math.max(4, value.length) }, (_, i) => <span key={i} data-set={i < value.length} />)}</div>
      <p className="sr-only" role="status">{value.length} digits entered</p>
      <NumberPad label="PIN" value={value} onChange={change} />
    </div>
  )
}

/** The four values, one by one, and who it is that confirms them. `how` own-device: this person themselves. */
export function SecondPerson({ chair, how, onDone, onBack }: { readonly chair: Chair; readonly how: How; readonly onDone: () => void; readonly onBack?: () => void }) {
  const [second, setSecond] = useState(how === 'own-device' ? chair.me.staff : '')
  const [ticked, setTicked] = useState<readonly string[]>([])
  const [rate, setRate] = useState('')
  const [pin, setPin] = useState('')
  const [error, setError] = useState<unknown>(null)
  const busy = useRef(false)
  // The rate is read from the pump, so it stands nowhere on the screen meanwhile.
  useEffect(() => {
    document.documentElement.dataset['secondCheck'] = ''
    return () => { delete document.documentElement.dataset['secondCheck'] }
  }, [])
  const { order } = chair.bundle
  if (!order) return null
  const values = orderValues(order)
  const rateAgrees = rate !== '' && agrees('rate_mL_per_h', Number(rate), values.rate_mL_per_h)
  const ready = second !== '' && ticked.length === TICKS.length && rateAgrees && (how !== 'pin' || pin.length >= 4)
  const confirm = async (): Promise<void> => {
    if (!ready || busy.current) return
    busy.current = true
    try {
      if (how === 'pin') await send<StaffCard>('POST', '/api/second-person', { staff: second, pin })
      if (await chair.record('time-out-checked', { ...values, order: order.order, second, how }, 'Time-out checked')) onDone()
    } catch (refused) {
      setError(refused)
      setPin('')
    } finally { busy.current = false }
  }
  return (
    <div className="form second">
      {how !== 'own-device' && <NativeSelect label="Second person" data-first="" value={second} data={[{ value: '', label: 'Choose' }, ...colleaguesOf(chair).map((s) => ({ value: s.staff, label: s.name }))]} onChange={(event) => setSecond(event.currentTarget.value)} />}
      <p className="soft">{how === 'own-device' ? 'You are the second person.' : 'Hand the tablet to the second person.'} Read the label of the bag and the display of the pump, not this screen first.</p>
      <div className="ticks" role="group" aria-label="What the label says">
        {TICKS.map(({ of, name, unit, decimals }) => {
          const isTicked = ticked.includes(of)
          return <button key={of} type="button" className="tick" aria-pressed={isTicked} onClick={() => setTicked(isTicked ? ticked.filter((t) => t !== of) : [...ticked, of])}><span className="tick-name">{name}</span><span className="tick-value">{number(values[of], decimals)} <small>{unit}</small></span><span className="tick-says">{isTicked ? 'Agrees' : 'Tap when the label agrees'}</span></button>
        })}
      </div>
      <NumberField label="Rate that the pump shows (mL/h)" value={rate} onChange={setRate} error={rate !== '' && !rateAgrees ? 'This is not the rate of the order. Look at the pump again.' : undefined} />
      {how === 'pin' && <Pin value={pin} onChange={setPin} />}
      <Refusal error={error} />
      <Button size="lg" variant="filled" disabled={!ready} onClick={() => void confirm()}>{how === 'named' ? 'Record the second person' : 'I have checked these four'}</Button>
      {onBack && <Button variant="subtle" onClick={onBack}>Back</Button>}
    </div>
  )
}

/** Where the time-out stands, and the ways to make it: a PIN on this tablet, the second person's own tablet, or, without a network, a name. */
export function TimeOutCard({ chair, onChecking }: { readonly chair: Chair; readonly onChecking?: (checking: boolean) => void }) {
  const [how, begin] = useState<How | null>(null)
  const setHow = (to: How | null): void => { begin(to); onChecking?.(to !== null) }
  const reachable = useReachable()
  const timeOut = timeOutOf(chair.view, chair.bundle.order)
  const mayPin = chair.me.device.shared && reachable
  const close = (): void => setHow(null)
  if (how !== null) return <section className="time-out" aria-label="Second person"><SecondPerson chair={chair} how={how} onDone={close} onBack={close} /></section>
  const own = timeOut.state === 'stands' && timeOut.check.second === chair.me.staff
  return (
    <section className="time-out" aria-label="Second person">
      {timeOut.state === 'stands' ? <p><TierMark tier={timeOut.check.how === 'named' ? 'low' : 'none'} word={timeOut.check.how === 'named' ? 'Named' : 'Checked'} /> <b>{chair.name(timeOut.check.second)}</b> at {timeText(timeOut.check.at)}, {{ 'pin': 'by PIN', 'own-device': 'on their own tablet', 'named': 'named, not confirmed' }[timeOut.check.how]}</p>
        : timeOut.state === 'void' ? <p><TierMark tier="medium" word="Void" /> The check of {chair.name(timeOut.check.second)} at {timeText(timeOut.check.at)} does not count: {timeOut.why}.</p>
        : <p><TierMark tier="low" word="Waits" /> A second person checks dose, concentration, rate and volume.</p>}
      {own && <p className="soft">You are the second person: somebody else starts.</p>}
      <div className="row">
        {mayPin && <Button variant={timeOut.state === 'stands' ? 'light' : 'filled'} onClick={() => setHow('pin')}>{timeOut.state === 'stands' ? 'Check again, by PIN' : 'Second person, with PIN'}</Button>}
        <Button onClick={() => setHow('own-device')}>I am the second person</Button>
        {!mayPin && timeOut.state !== 'stands' && <Button onClick={() => setHow('named')}>Name the second person</Button>}
      </div>
      {timeOut.state !== 'stands' && <p className="small soft">{mayPin ? 'Or they open this visit on their own tablet and confirm there.' : reachable ? 'They can open this visit on their own tablet and confirm there. A PIN works on shared tablets.' : 'Without the server a PIN cannot be checked: the second person is named, and the note says so.'}</p>}
    </section>
  )
}
