// The way in: the first run's two choices, the demonstration's people, signing in, and the PIN of a locked device.
import { useEffect, useState, type ReactNode } from 'react'
import { Button } from '@mantine/core'
import IconBuildingHospital from '@tabler/icons-react/dist/esm/icons/IconBuildingHospital.mjs'
import IconDoorEnter from '@tabler/icons-react/dist/esm/icons/IconDoorEnter.mjs'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import type { Me, SignInStep, Welcome as WelcomeView } from '@chairside/core/people'
import { useMe } from '../api.ts'
import { Loading, Refusal } from '../ui/index.ts'
import { readWelcome } from './calls.ts'
import { DemonstrationStaff, LoadDemonstration } from './demonstration.tsx'
import { homeOf } from './home.ts'
import { Enrol, OfferPasskey, SecondFactor } from './second-factor.tsx'
import { SetUp } from './setup.tsx'
import { EnrolWithCode, SignIn } from './sign-in.tsx'
import { Locked } from './switch.tsx'
import './welcome.css'

type Place =
  | { readonly at: 'front' | 'set-up' | 'demonstration' | 'code' }
  | { readonly at: 'second-factor'; readonly step: Extract<SignInStep, { step: 'second-factor' }> }
  | { readonly at: 'enrol'; readonly step: Extract<SignInStep, { step: 'enrol' }> }
  | { readonly at: 'passkey'; readonly me: Me }

function Frame({ children, version }: { readonly children: ReactNode; readonly version?: string | undefined }) {
  useEffect(() => { document.title = 'Welcome - Chairside' }, [])
  return (
    <div className="welcome">
      <header className="welcome-head"><img src="/icon.svg" alt="" width="34" height="34" /><span>Chairside</span></header>
      <main id="main" className="welcome-main">{children}</main>
      <footer className="welcome-foot soft small">{version === undefined ? '' : `Version ${version}`}</footer>
    </div>
  )
}

function FirstRun({ go, loaded }: { readonly go: (at: 'set-up' | 'demonstration') => void; readonly loaded: boolean }) {
  return (
    <section className="first-run">
      <h1>A calm place to run your infusion clinic</h1>
      <div className="two-choices">
        <button type="button" className="big-choice" onClick={() => go('set-up')}>
          <IconBuildingHospital size={34} stroke={1.4} aria-hidden />
          <strong>Set up your clinic</strong>
          <span>Name it, add chairs, and sign in. About two minutes.</span>
        </button>
        <button type="button" className="big-choice" onClick={() => go('demonstration')}>
          <IconDoorEnter size={34} stroke={1.4} aria-hidden />
          <strong>Open the demonstration clinic</strong>
          <span>{loaded ? 'It is loaded. Walk in as anybody who works there.' : 'Sixty fictional patients and a day in progress. Remove it at any time.'}</span>
        </button>
      </div>
    </section>
  )
}

function WayIn({ view }: { readonly view: WelcomeView }) {
  const [place, setPlace] = useState<Place>({ at: view.clinic === null && view.demonstration !== null ? 'demonstration' : 'front' })
  const [firstTime, setFirstTime] = useState(false)
  const queries = useQueryClient()
  const [, go] = useLocation()
  const enter = (me: Me): void => { queries.setQueryData(['me'], me); go(homeOf(me.roles), { replace: true }) }
  const next = (step: SignInStep): void => {
    if (step.step === 'second-factor') setPlace({ at: 'second-factor', step })
    else if (step.step === 'enrol') { setFirstTime(true); setPlace({ at: 'enrol', step }) }
    else if (firstTime && 'credentials' in navigator && isSecureContext) setPlace({ at: 'passkey', me: step.me })
    else enter(step.me)
  }
  const front = (): void => setPlace({ at: 'front' })
  switch (place.at) {
    case 'set-up': return <SetUp next={next} back={front} />
    case 'code': return <EnrolWithCode clinic={view.clinic?.name ?? ''} next={next} back={front} />
    case 'second-factor': return <SecondFactor step={place.step} next={next} back={front} />
    case 'enrol': return <Enrol step={place.step} next={next} />
    case 'passkey': return <OfferPasskey me={place.me} finish={() => enter(place.me)} />
    case 'demonstration': return view.demonstration
      ? <DemonstrationStaff demonstration={view.demonstration} next={next} back={front} backWord={view.clinic ? 'Sign in to your own clinic' : 'Set up your own clinic'} />
      : <LoadDemonstration back={front} />
    case 'front': return view.clinic === null
      ? <FirstRun go={(at) => setPlace({ at })} loaded={view.demonstration !== null} />
      : (
        <>
          <SignIn clinic={view.clinic.name} next={next} useCode={() => setPlace({ at: 'code' })} />
          <div className="beside"><Button variant="subtle" onClick={() => setPlace({ at: 'demonstration' })}>{view.demonstration ? 'Go to the demonstration clinic' : 'Open the demonstration clinic'}</Button></div>
        </>
      )
  }
}

export default function Welcome() {
  const { data: me } = useMe()
  const { data: view, error, refetch } = useQuery({ queryKey: ['welcome'], queryFn: ({ signal }) => readWelcome(signal), enabled: !me })
  if (me?.locked) return <Frame><Locked me={me} /></Frame>
  if (error && !view) return <Frame><section className="way-in"><h1>Chairside</h1><Refusal error={error} retry={() => void refetch()} /></section></Frame>
  if (!view) return <Frame><section className="way-in"><Loading what="Looking for your clinic" lines={3} /></section></Frame>
  return <Frame version={view.version}><WayIn view={view} /></Frame>
}
