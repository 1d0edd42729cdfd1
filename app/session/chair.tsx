// The Chair: one visit, on a tablet, with one hand, in a dim room. Records first, asks after; nothing here drives a pump.
import './chair.css'
import { createContext, lazy, memo, Suspense, useCallback, useContext, useDeferredValue, useEffect, useState } from 'react'
import { useParams } from 'wouter'
import { Loading, PartGuard, Refusal, Screen } from '../ui/index.ts'
import { ActBar, Tiles } from './act-bar.tsx'
import { ChairHead } from './chair-head.tsx'
import type { Open, PanelName } from './panel.tsx'
import { useChair, type Chair, type Outcome } from './use-chair.ts'
import { useStaysOpen } from '../touch.ts'

const loadForms = () => import('./forms.tsx')
const loadWatching = () => import('./watching.tsx')
const Form = lazy(loadForms)
const FactsCard = lazy(() => import('./facts.tsx'))
const Clashes = lazy(() => import('./clashes.tsx'))
const Watching = lazy(loadWatching)
const DueLine = lazy(() => loadWatching().then(({ DueLine: line }) => ({ default: line })))
const DeliveredCard = lazy(() => import('./delivered.tsx'))
const Signs = lazy(() => import('./signs.tsx'))
const RecordCard = lazy(() => import('./record-card.tsx'))
const RecoveryCard = lazy(() => import('./recovery.tsx'))
const Keyboard = lazy(() => import('./keyboard.tsx'))
const Checklist = lazy(() => import('./checklist.tsx'))
const DrugCard = lazy(() => import('../pharmacy/drug-card.tsx'))
const SoundBar = lazy(() => import('../sound/sound-bar.tsx').then(({ SoundBar: bar }) => ({ default: bar })))
const WatchedBy = lazy(() => import('./watched-by.tsx'))

const OutcomeOf = createContext<Outcome>({ lastAct: null, said: '', failure: null })

function Failure() {
  const { failure } = useContext(OutcomeOf)
  return failure !== null && <div className="refusal" role="alert"><p><b>Not recorded</b> {failure}</p></div>
}

function Undo({ chair, open }: { readonly chair: Chair; readonly open: Open }) {
  const { lastAct } = useContext(OutcomeOf)
  return lastAct && <div className="undo"><span>{lastAct.words} <small>saved</small></span><button type="button" onClick={() => open('edit', lastAct.id)}>Earlier</button><button type="button" onClick={chair.undo}>Undo</button></div>
}

const Voice = () => <p className="sr-only" aria-live="polite">{useContext(OutcomeOf).said}</p>

const Work = memo(function Work({ chair }: { readonly chair: Chair }) {
  const [panel, setPanel] = useState<{ readonly name: PanelName; readonly target: string | null } | null>(null)
  const open = useCallback<Open>((name, target) => setPanel({ name, target: target ?? null }), [])
  const close = useCallback(() => setPanel(null), [])
  const { state, infusion } = chair.view
  useStaysOpen(infusion !== null && state !== 'discharged' && state !== 'signed')
  // The forms come right after the first picture, before anybody can ask for one; without a network they are on the device already.
  useEffect(() => void loadForms().catch(() => {}), [])
  // A tap is answered first where the thumb is; what an hour of facts makes heavy follows at once, and lets the next tap through.
  const later = useDeferredValue(chair)
  // A stop made on the keyboard goes through the same two taps: the button holds the focus.
  const undo = <Undo chair={chair} open={open} />
  const form = panel === null ? null : <div className="sheet">{undo}<Suspense fallback={null}><Form key={`${panel.name}${panel.target ?? ''}`} chair={chair} panel={panel.name} target={panel.target} open={open} onDone={close} /></Suspense></div>
  return (
    <div className="chair" data-open={panel === null ? undefined : ''}>
      <Failure />
      <ChairHead chair={chair} />
      <div className="watch-row">
        <Suspense fallback={null}><WatchedBy chair={later} /></Suspense>
        <PartGuard instead={<p className="refusal" role="alert"><b>No alarms on this tablet.</b> They could not be loaded: watch the patient and the monitor, and open this visit on another tablet.</p>}>
          <Suspense fallback={null}><Watching chair={later} open={open} /></Suspense>
        </PartGuard>
      </div>
      {later.view.contradictions.length > 0 && <Suspense><Clashes chair={later} /></Suspense>}
      <div className="chair-grid">
        <div className="stack" style={{ gap: 14 }}>
          {(state === 'expected' || state === 'arrived' || state === 'preparing') && <Suspense fallback={<Loading what="Opening the checklist" lines={6} />}><Checklist chair={chair} /></Suspense>}
          {state !== 'signed' && <PartGuard instead={null}><Suspense fallback={null}><DrugCard session={chair.session} /></Suspense></PartGuard>}
          {chair.view.infusion && <PartGuard instead={null}><Suspense fallback={null}><DeliveredCard chair={chair} /></Suspense></PartGuard>}
          {later.view.infusion?.stoppedAt != null && <PartGuard instead={null}><Suspense fallback={null}><RecoveryCard chair={later} open={open} /></Suspense></PartGuard>}
          <PartGuard instead={null}><Suspense fallback={null}><DueLine chair={chair} open={open} /></Suspense></PartGuard>
          <PartGuard instead={null}><Suspense fallback={null}><Signs chair={later} /></Suspense></PartGuard>
        </div>
        <div className="chair-side stack" style={{ gap: 14 }}>{form}<Suspense fallback={<Loading what="Opening what happened" lines={4} />}><FactsCard chair={later} open={open} /></Suspense></div>
      </div>
      {later.view.infusion && <PartGuard instead={null}><Suspense fallback={null}><RecordCard chair={later} /></Suspense></PartGuard>}
      <div className="dock">
        {panel === null && undo}
        <PartGuard instead={null}><Suspense fallback={null}><SoundBar chair={later} /></Suspense></PartGuard>
        <Tiles chair={chair} panel={panel?.name ?? null} open={open} />
        <ActBar chair={chair} open={open} />
      </div>
      <Suspense fallback={null}><Keyboard chair={chair} open={open} /></Suspense>
      <Voice />
    </div>
  )
})

export default function ChairScreen() {
  const { session } = useParams<{ session: string }>()
  const { chair, outcome, error, retry } = useChair(session)
  return (
    <Screen quietTitle title={chair ? `${chair.bundle.visit.chair_name}: ${chair.bundle.patient.name}` : 'Chair'} tab="Chair">
      {chair ? <OutcomeOf value={outcome}><Work chair={chair} /></OutcomeOf> : error ? <Refusal error={error} retry={retry} /> : <Loading what="Opening the visit" />}
    </Screen>
  )
}
