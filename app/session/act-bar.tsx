// The acts of the moment, under the thumb. Stop is always there, never disabled, and takes two taps.
import { useEffect, useState } from 'react'
import { deliveredAt, mayRecord, preparedVolume, type EventType } from '@chairside/core/session'
import { deviceNow } from '../sync/device.ts'
import type { PanelName } from './panel.tsx'
import type { Chair } from './use-chair.ts'
import { number } from './words.ts'

const ARMED_MS = 5000
type Open = (panel: PanelName) => void

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

export function ActBar({ chair, open }: { readonly chair: Chair; readonly open: Open }) {
  const { state } = chair.view
  const fits = (type: EventType): boolean => mayRecord(chair.view, type).ok
  const pause = async (): Promise<void> => { if (await chair.record('infusion-paused', {}, 'Paused', true)) open('pause') }
  const vitals = <button type="button" className="act" data-kind={state === 'infusing' ? 'main' : undefined} onClick={() => open('vitals')}>Vital signs</button>
  return (
    <div className="act-bar" role="toolbar" aria-label="Acts">
      {state === 'expected' && <button type="button" className="act" data-kind="main" onClick={() => void chair.record('arrived', {}, 'Arrived', true)}>Arrived</button>}
      {(state === 'arrived' || state === 'preparing') && <>{vitals}<button type="button" className="act" data-kind="main" onClick={() => open('start')}>Start the infusion</button></>}
      {state === 'infusing' && <>{vitals}<button type="button" className="act" onClick={() => open('rate')}>Rate</button><button type="button" className="act" onClick={() => void pause()}>Pause</button></>}
      {state === 'paused' && <>{vitals}<button type="button" className="act" data-kind="main" onClick={() => open('rate')}>Resume</button></>}
      {fits('discharge-approved') && <>{vitals}<button type="button" className="act" data-kind="main" onClick={() => open('discharge')}>Discharge</button></>}
      {(state === 'discharged' || state === 'aborted') && <button type="button" className="act" data-kind={fits('discharge-approved') ? undefined : 'main'} onClick={() => open('note')}>Note and sign</button>}
      {state === 'signed' && <button type="button" className="act" onClick={() => open('amend')}>Amend</button>}
      {chair.view.infusion !== null && chair.view.infusion.stoppedAt === null && state !== 'signed' && <StopButton chair={chair} open={open} />}
    </div>
  )
}

const TILES: readonly { readonly panel: PanelName; readonly type: EventType; readonly name: string; readonly hint: string; readonly key: string }[] = [
  { panel: 'sedation', type: 'sedation-scored', name: 'Sedation', hint: 'MOAA/S 0 to 5', key: 'S' },
  { panel: 'dissociation', type: 'dissociation-scored', name: 'Dissociation', hint: '0 to 10', key: 'D' },
  { panel: 'words', type: 'words-captured', name: 'Words', hint: 'as the patient says them', key: 'W' },
  { panel: 'comfort', type: 'comfort-changed', name: 'Comfort', hint: 'music, light, blanket', key: 'C' },
  { panel: 'medication', type: 'medication-given', name: 'Medication', hint: 'what was given', key: 'M' },
  { panel: 'event', type: 'adverse-event-noted', name: 'Adverse event', hint: 'what, how severe', key: 'E' },
]

export function Tiles({ chair, panel, open }: { readonly chair: Chair; readonly panel: PanelName | null; readonly open: Open }) {
  const last: Partial<Record<PanelName, string>> = {
    ...(chair.view.sedation ? { sedation: `last: MOAA/S ${chair.view.sedation.score}` } : {}),
    ...(chair.view.dissociation ? { dissociation: `last: ${chair.view.dissociation.score} of 10` } : {}),
  }
  const early = ['expected', 'arrived', 'preparing'].includes(chair.view.state)
  return (
    <section aria-label="Record">
      <div className="tiles">
        {TILES.filter((tile) => mayRecord(chair.view, tile.type).ok).map((tile) => <button key={tile.panel} type="button" className="tile" aria-expanded={panel === tile.panel} aria-keyshortcuts={tile.key} onClick={() => open(tile.panel)}>{tile.name}<small>{last[tile.panel] ?? tile.hint}</small></button>)}
        {early && <button type="button" className="tile" aria-expanded={panel === 'abort'} onClick={() => open('abort')}>Not today<small>end this visit, with why</small></button>}
      </div>
    </section>
  )
}
