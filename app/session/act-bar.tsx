// The acts of the moment, under the thumb, and above them what has gone in. Stop is always there, never disabled, and takes two taps; no form covers it.
import { memo, useEffect, useState } from 'react'
import { deliveredAt, mayRecord, preparedVolume, type DeliveredOrigin, type EventType } from '@chairside/core/session'
import { agoText, useNow } from '../ui/index.ts'
import { deviceNow } from '../sync/device.ts'
import type { Open, PanelName } from './panel.tsx'
import type { Chair } from './use-chair.ts'
import { number } from './words.ts'

const ARMED_MS = 5000

/** Records the stop at the second tap; what the pump read and why is asked afterwards. */
export async function recordStop(chair: Chair): Promise<boolean> {
  const { infusion } = chair.view
  const given = infusion ? deliveredAt(infusion, deviceNow()) : null
  const complete = infusion !== null && given !== null && preparedVolume(infusion) - given.volume_mL < 0.05
  return (await chair.record('infusion-stopped', { why: complete ? 'complete' : 'early' }, `Stopped at ${given ? number(given.dose_mg, 1) : '?'} mg`)) !== null
}

function StopButton({ chair, open }: { readonly chair: Chair; readonly open: Open }) {
  const [armed, setArmed] = useState(false)
  useEffect(() => {
    if (!armed) return undefined
    const timer = setTimeout(() => setArmed(false), ARMED_MS)
    return () => clearTimeout(timer)
  }, [armed])
  const tap = async (): Promise<void> => {
    if (!armed) { setArmed(true); return }
    setArmed(false)
    if (await recordStop(chair)) open('stop-details')
  }
  return <button type="button" className="act" data-kind="stop" data-armed={armed ? '' : undefined} data-act="stop" aria-describedby="stop-hint" onClick={() => void tap()}>{armed ? 'Tap again: stop' : 'Stop'}<span id="stop-hint" className="sr-only">Two taps stop the infusion</span></button>
}

const FROM: Readonly<Record<DeliveredOrigin, string>> = { 'pump': 'read from the pump', 'pump-and-rate': 'pump, then by rate', 'elapsed-rate': 'calculated by rate and time' }

/** What has gone in, and how that is known: in sight whatever is open. */
function GivenLine({ chair }: { readonly chair: Chair }) {
  const now = useNow()
  const { infusion } = chair.view
  if (!infusion) return null
  const given = deliveredAt(infusion, now)
  return <p className="act-line"><b>{Math.max(0, Math.floor(((infusion.stoppedAt ?? now) - infusion.startedAt) / 60_000))} min</b> <b>{given.dose_mg.toFixed(1)} mg</b> <b>{given.dose_mg_per_kg.toFixed(3)} mg/kg</b> <span className="soft">{FROM[given.origin]}</span></p>
}

export const ActBar = memo(function ActBar({ chair, open }: { readonly chair: Chair; readonly open: Open }) {
  const { state } = chair.view
  const fits = (type: EventType): boolean => mayRecord(chair.view, type).ok
  const pause = async (): Promise<void> => { if (await chair.record('infusion-paused', {}, 'Paused', true)) open('pause') }
  const vitals = <button type="button" className="act" data-kind={state === 'infusing' ? 'main' : undefined} onClick={() => open('vitals')}>Vital signs</button>
  return (
    <div className="act-bar">
      <GivenLine chair={chair} />
      <div className="acts" role="toolbar" aria-label="Acts">
        {state === 'expected' && <button type="button" className="act" data-kind="main" onClick={() => void chair.record('arrived', {}, 'Arrived', true)}>Arrived</button>}
        {(state === 'arrived' || state === 'preparing') && <>{vitals}<button type="button" className="act" data-kind="main" onClick={() => open('start')}>Start the infusion</button></>}
        {state === 'infusing' && <>{vitals}<button type="button" className="act" onClick={() => open('rate')}>Rate</button><button type="button" className="act" onClick={() => void pause()}>Pause</button></>}
        {state === 'paused' && <>{vitals}<button type="button" className="act" data-kind="main" onClick={() => open('rate')}>Resume</button></>}
        {fits('discharge-approved') && <>{vitals}<button type="button" className="act" data-kind="main" onClick={() => open('discharge')}>Discharge</button></>}
        {(state === 'discharged' || state === 'aborted') && <button type="button" className="act" data-kind={fits('discharge-approved') ? undefined : 'main'} onClick={() => open('note')}>Note and sign</button>}
        {state === 'signed' && <button type="button" className="act" onClick={() => open('amend')}>Amend</button>}
        {chair.view.infusion !== null && chair.view.infusion.stoppedAt === null && state !== 'signed' && <StopButton chair={chair} open={open} />}
      </div>
    </div>
  )
})

type Tile = { readonly panel: PanelName; readonly type: EventType; readonly name: string; readonly hint: string; readonly key: string }
const TILES: readonly Tile[] = [
  { panel: 'sedation', type: 'sedation-scored', name: 'Sedation', hint: 'how awake', key: 'S' },
  { panel: 'dissociation', type: 'dissociation-scored', name: 'Dissociation', hint: '0 to 10', key: 'D' },
  { panel: 'symptoms', type: 'symptom-rated', name: 'Symptoms', hint: 'how it feels', key: 'Y' },
  { panel: 'words', type: 'words-captured', name: 'Words', hint: 'as they are said', key: 'W' },
  { panel: 'comfort', type: 'comfort-changed', name: 'Comfort', hint: 'as last time', key: 'C' },
  { panel: 'medication', type: 'medication-given', name: 'Medication', hint: 'standing orders', key: 'M' },
  { panel: 'event', type: 'adverse-event-noted', name: 'Adverse event', hint: 'one tap each', key: 'E' },
  { panel: 'iv', type: 'iv-checked', name: 'IV line', hint: 'site', key: 'L' },
  { panel: 'pump', type: 'pump-read', name: 'Pump', hint: 'read the volume', key: 'O' },
  { panel: 'bag', type: 'volume-added', name: 'Bag, flush', hint: 'extra volume', key: 'B' },
]

export const Tiles = memo(function Tiles({ chair, panel, open }: { readonly chair: Chair; readonly panel: PanelName | null; readonly open: Open }) {
  const now = useNow(15)
  const { view } = chair
  const iv = view.ivChecks.at(-1)
  const said = (at: number, words: string): string => `${words}, ${agoText(now - at)}`
  const last: Partial<Record<PanelName, string>> = {
    ...(view.sedation ? { sedation: said(view.sedation.at, `${view.sedation.score}`) } : {}),
    ...(view.dissociation ? { dissociation: said(view.dissociation.at, `${view.dissociation.score}`) } : {}),
    ...(iv ? { iv: said(iv.at, iv.finding) } : {}),
  }
  const early = ['expected', 'arrived', 'preparing'].includes(view.state)
  return (
    <section className="tiles" aria-label="Record">
      {TILES.filter((tile) => mayRecord(view, tile.type).ok).map((tile) => <button key={tile.panel} type="button" className="tile" aria-expanded={panel === tile.panel} aria-keyshortcuts={tile.key} onClick={() => open(tile.panel)}>{tile.name}<small>{last[tile.panel] ?? tile.hint}</small></button>)}
      {mayRecord(view, 'vitals-recorded').ok && <button type="button" className="tile" aria-expanded={panel === 'connect'} onClick={() => open('connect')}>Connect a device<small>cuff, oximeter</small></button>}
      {early && <button type="button" className="tile" aria-expanded={panel === 'abort'} onClick={() => open('abort')}>Not today<small>end, with why</small></button>}
    </section>
  )
})
