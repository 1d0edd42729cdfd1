// The vital signs as they stand: newest of each with age and origin, the live line of the monitor, and plainly when nobody is speaking.
import { lazy, memo, Suspense, useMemo } from 'react'
import { VITAL_NAMES, type Reading, type VitalName } from '@chairside/core/session'
import { agoText, Card, clockText, Figure, PartGuard, useNow } from '../ui/index.ts'
import type { Chair } from './use-chair.ts'
import { useFeed, type TraceReading } from './readings.ts'
import { useIsWatched, useWatchState, type SignAge } from './watch-state.ts'
import { number, ORIGIN_WORDS, VITAL_WORDS } from './words.ts'

const LiveTrace = lazy(() => import('./live-trace.tsx'))
const SHOWN: readonly VitalName[] = ['spo2_pct', 'pulse_per_min', 'rr_per_min', 'etco2_mmHg', 'temp_Cel']
const WINDOW_MS = 30 * 60_000
const LEGEND: readonly { readonly name: string; readonly colour: string }[] = [
  { name: 'SpO₂ %', colour: 'var(--trace-1)' }, { name: 'Pulse /min', colour: 'var(--trace-2)' }, { name: 'RR /min', colour: 'var(--trace-3)' }, { name: 'EtCO₂ mmHg', colour: 'var(--trace-4)' },
]

type Now = { readonly value: number; readonly at: number; readonly origin: Reading['origin'] }

function newest(chair: Chair, readings: readonly TraceReading[]): Partial<Record<VitalName, Now>> {
  const all: Partial<Record<VitalName, Now>> = {}
  for (const name of VITAL_NAMES) {
    const known = chair.view.latest[name]
    if (known) all[name] = known
  }
  for (const r of readings) {
    if (r.value !== null && r.at >= (all[r.vital]?.at ?? 0)) all[r.vital] = { value: r.value, at: r.at, origin: r.simulated ? 'simulated' : 'device' }
  }
  return all
}

/** What stands below a value: how old it is and where it is from; that it is too old to count, in words too. */
const note = (reading: Now | undefined, age: SignAge | undefined, now: number): string =>
  !reading ? 'not yet taken' : age === 'old' ? `${agoText(now - reading.at)}: too old, ${ORIGIN_WORDS[reading.origin]}` : age === 'silent' ? `no reading since ${clockText(now - reading.at)}` : `${agoText(now - reading.at)}, ${ORIGIN_WORDS[reading.origin]}`

function Values({ latest }: { readonly latest: Partial<Record<VitalName, Now>> }) {
  const now = useNow()
  const ages = useWatchState()?.ages ?? {}
  const { sbp_mmHg: sbp, dbp_mmHg: dbp } = latest
  return (
    <div className="numbers signs">
      <div data-age={ages.sbp_mmHg}><Figure label="Blood pressure" value={sbp && dbp ? `${number(sbp.value, 0)}/${number(dbp.value, 0)}` : '--'} unit="mmHg" note={note(sbp, ages.sbp_mmHg, now)} size="1.8rem" /></div>
      {SHOWN.map((name) => {
        const reading = latest[name]
        const { short, unit, decimals } = VITAL_WORDS[name]
        if (!reading && (name === 'temp_Cel' || name === 'etco2_mmHg')) return null
        return <div key={name} data-age={ages[name]}><Figure label={short} value={reading ? number(reading.value, decimals) : '--'} unit={unit} note={note(reading, ages[name], now)} size="1.8rem" /></div>
      })}
    </div>
  )
}

function Trace({ chair, readings }: { readonly chair: Chair; readonly readings: readonly TraceReading[] }) {
  const now = useNow(2)
  const { no_signal_s } = chair.bundle.protocol.settings.monitor
  const silentSince = useWatchState()?.blindSince ?? null
  const from = now - WINDOW_MS
  if (readings.length === 0) return <p className="soft">No monitor is speaking at this chair. Vital signs are taken by hand.</p>
  return (
    <>
      <div className="trace">
        <PartGuard instead={<p className="soft">The line cannot be drawn on this device. The numbers above are not affected.</p>}><Suspense fallback={<div className="skeleton" style={{ height: 220 }} />}><LiveTrace readings={readings} pressures={chair.view.vitals} from={from} to={now} gap_s={no_signal_s} /></Suspense></PartGuard>
        {silentSince !== null && <div className="no-signal"><span>No signal for {clockText(now - silentSince)}</span></div>}
      </div>
      <div className="legend soft">{LEGEND.map((l) => <span key={l.name}><i style={{ borderColor: l.colour }} />{l.name}</span>)}<span><svg width="12" height="16" viewBox="0 0 12 16" aria-hidden="true" style={{ verticalAlign: 'middle', marginRight: 6 }}><path d="M2 4l4-3 4 3M6 1v14M2 12l4 3 4-3" fill="none" stroke="currentColor" strokeWidth="1.800" /></svg>Blood pressure mmHg</span>{readings.at(-1)!.simulated && <b>Simulated signal</b>}</div>
    </>
  )
}

export default memo(function Signs({ chair }: { readonly chair: Chair }) {
  const { readings } = useFeed(chair.bundle.visit.chair)
  // While somebody is watched, the label stands beside the alarms, where it is always in sight.
  const isWatched = useIsWatched()
  const latest = useMemo(() => newest(chair, readings), [chair, readings])
  return (
    <Card title="Vital signs" actions={isWatched ? null : <span className="not-primary">Not the primary monitor</span>}>
      <div className="stack"><Values latest={latest} /><Trace chair={chair} readings={readings} /></div>
    </Card>
  )
})
