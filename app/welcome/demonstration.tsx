// The demonstration clinic: loading it, and one touch to be anybody in it.
import { useEffect, useRef, useState } from 'react'
import { Button, Progress } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Role, SignInStep, StaffCard, Welcome } from '@chairside/core/people'
import { Refusal } from '../ui/index.ts'
import { loadDemonstration, signInDemonstration } from './calls.ts'
import { named, useDevice } from './device.tsx'
import { ROLE_NAMES } from './home.ts'

/** What loading takes at most on a small machine; the bar slows towards its end and never claims to be done before it is. */
const EXPECTED_S = 12
const STAGES = ['Opening two sites and seven chairs', 'Hiring the staff', 'Registering fictional patients', 'Writing their courses and past sessions', 'Beginning a day']

export function LoadDemonstration({ back }: { readonly back: () => void }) {
  const queries = useQueryClient()
  const [seconds, setSeconds] = useState(0)
  const load = useMutation({ mutationFn: loadDemonstration, 
    // Whoever came first loads it: a second window finds it there.
    onSettled: () => queries.invalidateQueries({ queryKey: ['welcome'] }),
  })
  const { mutate, isPending } = load
  const started = useRef(false)
  useEffect(() => { if (!started.current) { started.current = true; mutate() } }, [mutate])
  useEffect(() => {
    const timer = setInterval(() => setSeconds((s) => s + 0.5), 500)
    return () => clearInterval(timer)
  }, [])
  const share = 1 - Math.exp(-seconds / (EXPECTED_S / 2))
  return (
    <section className="way-in">
      <h1>Opening the demonstration clinic</h1>
      <p className="soft">Two sites, seven chairs and about sixty people who do not exist, in every stage of care. Vital signs come from a stated simulation.</p>
      {isPending && <><Progress value={share * 97} size="lg" aria-label="Loading the demonstration" transitionDuration={500} /><p role="status" className="soft small">{STAGES[Math.min(STAGES.length - 1, Math.floor(share * STAGES.length))]}</p></>}
      <Refusal error={load.error} retry={() => { setSeconds(0); mutate() }} />
      {load.isError && <Button variant="subtle" onClick={back}>Back</Button>}
    </section>
  )
}

const ORDER: readonly Role[] = ['nurse', 'front-desk', 'prescriber', 'medical-director', 'administrator']
const DOES: Readonly<Record<Role, string>> = {
  'nurse': 'The Floor and the Chair: give, watch, note, recover, discharge',
  'front-desk': 'The Desk: who comes, who is ready, who is late',
  'prescriber': 'The Chart: one patient on one time axis; decide and sign',
  'medical-director': 'The Office: protocol, safety, results',
  'administrator': 'The Office: sites, staff, devices, audit',
}
const groupsOf = (staff: readonly StaffCard[]): readonly { readonly role: Role; readonly people: readonly StaffCard[] }[] =>
  ORDER.map((role) => ({ role, people: staff.filter((card) => card.roles[0] === role) })).filter((group) => group.people.length > 0)

export function DemonstrationStaff({ demonstration, next, back, backWord }: { readonly demonstration: NonNullable<Welcome['demonstration']>; readonly next: (step: SignInStep) => void; readonly back: () => void; readonly backWord: string }) {
  const [device] = useDevice()
  const enter = useMutation({ mutationFn: (staff: string) => signInDemonstration({ ...named(device), staff }), onSuccess: next })
  return (
    <section className="way-in way-in-wide">
      <div><p className="demo-badge">Demonstration: fictional people, simulated vital signs</p><h1>{demonstration.name}</h1><p className="soft">Who would you like to be today?</p></div>
      <Refusal error={enter.error} />
      <div className="demo-roles">
        {groupsOf(demonstration.staff).map(({ role, people }) => (
          <section key={role} aria-labelledby={`role-${role}`}>
            <h2 id={`role-${role}`}>{ROLE_NAMES[role]}</h2>
            <p className="soft small">{DOES[role]}</p>
            <div className="stack">
              {people.map((card) => <button key={card.staff} type="button" className="person-card" disabled={enter.isPending} onClick={() => enter.mutate(card.staff)}><Initials name={card.name} /><span>{card.name}</span></button>)}
            </div>
          </section>
        ))}
      </div>
      <div className="row"><Button variant="subtle" onClick={back}>{backWord}</Button></div>
    </section>
  )
}

export const Initials = ({ name }: { readonly name: string }) => (
  <span className="initials" aria-hidden>{name.replace(/^(Dr\.?|Prof\.?) /, '').split(/\s+/).map((word) => word[0]).slice(0, 2).join('')}</span>
)
