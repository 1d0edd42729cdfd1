// Who has the tablet now? Colleagues as big cards, then a PIN. A locked device shows nothing else; switching is locking, so that no chart stays open in between.
import { useEffect, useRef, useState } from 'react'
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { DEMONSTRATION_PIN, type Me, type StaffCard } from '@chairside/core/people'
import { Loading, NumberPad, Refusal } from '../ui/index.ts'
import { readColleagues, signOut, unlock } from './calls.ts'
import { Initials } from './demonstration.tsx'
import { homeOf, roleNames } from './home.ts'
import './welcome.css'

const PIN_FROM = 4
const PIN_TO = 8

function PinPad({ person, done, back }: { readonly person: StaffCard; readonly done: (me: Me) => void; readonly back: () => void }) {
  const [pin, setPin] = useState('')
  const box = useRef<HTMLDivElement>(null)
  const enter = useMutation({ mutationFn: (entered: string) => unlock(person.staff, entered), onSuccess: done })
  useEffect(() => { box.current?.focus() }, [])
  const ready = pin.length >= PIN_FROM && !enter.isPending
  const change = (value: string): void => {
    setPin(value.replaceAll(/\D/g, '').slice(0, PIN_TO))
    if (enter.isError) enter.reset()
  }
  // The pad is empty as soon as a PIN is on its way: what is typed while it is checked begins the next one, and an answer takes none of it away.
  const submit = (): void => {
    enter.mutate(pin)
    setPin('')
  }
  return (
    <div ref={box} className="pin" tabIndex={-1} role="group" aria-label={`PIN of ${person.name}`}
      onKeyDown={(event) => {
        if (event.defaultPrevented) return
        if (/^\d$/.test(event.key)) change(pin + event.key)
        else if (event.key === 'Backspace') change(pin.slice(0, -1))
        else if (event.key === 'Enter' && ready && !(event.target instanceof HTMLButtonElement)) submit()
      }}>
      <div className="pin-who"><Initials name={person.name} /><div><strong>{person.name}</strong><p className="soft small">{roleNames(person.roles)}</p></div></div>
      <div className="pin-dots" aria-hidden>{Array.from({ length: Math.max(PIN_FROM, pin.length) }, (_, i) => <span key={i} data-set={i < pin.length} />)}</div>
      <p className="sr-only" role="status">{pin.length} digits entered</p>
      <NumberPad label="PIN" value={pin} onChange={change} />
      <Refusal error={enter.error} />
      <div className="row pin-acts">
        <Button variant="subtle" onClick={back}>Somebody else</Button>
        <Button variant="filled" disabled={!ready} loading={enter.isPending} onClick={submit}>Unlock</Button>
      </div>
    </div>
  )
}

/** The cards, then the PIN. `me` is who has the device now. */
function Colleagues({ me, done }: { readonly me: Me; readonly done: (me: Me) => void }) {
  const [chosen, setChosen] = useState<StaffCard | null>(null)
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['colleagues', me.organization.organization], queryFn: ({ signal }) => readColleagues(signal), staleTime: 60_000 })
  if (chosen) return <PinPad person={chosen} done={done} back={() => setChosen(null)} />
  if (isPending) return <Loading what="Looking for colleagues" lines={3} />
  const staff = data ?? (me.hasPin ? [me] : [])
  const first = staff.filter((s) => s.staff === me.staff)
  return (
    <>
      {error && <Refusal error={error} retry={() => void refetch()} />}
      {staff.length === 0 && !error && <p>Nobody has set a PIN yet. Sign out, sign in, and set one under your name.</p>}
      <ul className="colleagues">
        {[...first, ...staff.filter((s) => s.staff !== me.staff)].map((card) => (
          <li key={card.staff}><button type="button" className="person-card" onClick={() => setChosen(card)}><Initials name={card.name} /><span>{card.name}<small>{roleNames(card.roles)}</small></span></button></li>
        ))}
      </ul>
    </>
  )
}

function useEnter(): (me: Me) => void {
  const queries = useQueryClient()
  const [, go] = useLocation()
  return (me) => {
    const before = queries.getQueryData<Me | null>(['me'])
    if (before && before.staff !== me.staff) queries.removeQueries({ predicate: (query) => query.queryKey[0] !== 'me' && query.queryKey[0] !== 'colleagues' })
    queries.setQueryData(['me'], me)
    void queries.invalidateQueries()
    // The same person goes on where they were; a colleague begins on their own first screen.
    if (before && before.staff !== me.staff) go(homeOf(me.roles))
  }
}

/** The whole screen of a locked device. */
export function Locked({ me }: { readonly me: Me }) {
  const enter = useEnter()
  const queries = useQueryClient()
  const leave = useMutation({ mutationFn: signOut, onSettled: () => { queries.clear(); location.assign('/') } })
  return (
    <section className="way-in way-in-wide">
      <div><p className="soft">{me.organization.name} · {me.device.name}</p><h1>Who is here?</h1>{me.organization.is_demonstration && <p className="demo-badge">Demonstration: everybody's PIN is {DEMONSTRATION_PIN}</p>}</div>
      <Colleagues me={me} done={enter} />
      <div className="row"><Button variant="subtle" loading={leave.isPending} onClick={() => leave.mutate()}>Sign out of this device</Button></div>
    </section>
  )
}
