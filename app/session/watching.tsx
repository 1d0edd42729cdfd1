// The watch over the visit that is open: alarms, tones, and what this tablet cannot see. Loaded right after the first picture; on the device already when there is no network.
import './watch.css'
import { memo, useEffect, useState, useSyncExternalStore } from 'react'
import { timeText } from '../ui/index.ts'
import { recordStop } from './act-bar.tsx'
import { AlarmBanner, TonePause } from './alarm-banner.tsx'
export { DueLine } from './due-line.tsx'
import type { PanelName } from './panel.tsx'
import { theSounder, toneSetting, VOLUMES, type Sounder, type ToneSetting, type ToneState } from './tones.ts'
import type { Chair } from './use-chair.ts'
import { useWatch } from './use-watch.ts'
import { useSleep, useWakeLock } from './watchdog.ts'

const VOLUME_WORDS = ['Quiet', 'Middle', 'Loud'] as const
function ToneButton({ sounder, state, staysOn }: { readonly sounder: Sounder; readonly state: ToneState; readonly staysOn: boolean }) {
  const [setting, setSetting] = useState<ToneSetting>(toneSetting)
  const change = (next: ToneSetting): void => { setSetting(next); sounder.set(next) }
  return (
    <details className="tone-setting">
      <summary>{state === 'blocked' ? 'Sound is blocked: touch the screen' : state === 'off' ? 'Tones are off on this tablet' : `Tones on, ${VOLUME_WORDS[VOLUMES.indexOf(setting.volume as 0.4)]!.toLowerCase()}`}</summary>
      <div className="choice-row" role="radiogroup" aria-label="Alarm tones on this tablet">
        <button type="button" role="radio" className="choice" aria-checked={!setting.on} onClick={() => change({ ...setting, on: false })}>Off</button>
        {VOLUMES.map((volume, i) => <button key={volume} type="button" role="radio" className="choice" aria-checked={setting.on && setting.volume === volume} onClick={() => change({ on: true, volume })}>{VOLUME_WORDS[i]}</button>)}
      </div>
      {!staysOn && <p className="soft small">This browser cannot keep the screen on: set the tablet not to sleep.</p>}
    </details>
  )
}

type Props = { readonly chair: Chair; readonly open: (panel: PanelName) => void }

export default memo(function Watching({ chair, open }: Props) {
  const { watch, now } = useWatch(chair)
  const isWatched = watch.due.status !== 'none'
  const [sounder] = useState(theSounder)
  const state = useSyncExternalStore((changed) => sounder.subscribe(changed), () => sounder.state())
  const { sleep, seen } = useSleep(isWatched)
  const staysOn = useWakeLock(isWatched)
  const sounding = sleep !== null && watch.sounding === null ? 'low' : watch.sounding
  useEffect(() => { sounder.sound(isWatched ? sounding : null) }, [sounder, sounding, isWatched])
  useEffect(() => () => sounder.sound(null), [sounder])
  if (!isWatched) return null
  return (
    <div className="watching" data-sounding={sounding ?? 'none'} data-tone={state}>
      {sleep !== null && (
        <div className="alarm" data-tier="low" role="alert">
          <p><b>This tablet was asleep</b> from {timeText(sleep.from)} to {timeText(sleep.to)}. Nothing was watched here then.</p>
          <button type="button" className="act" onClick={seen}>Seen</button>
        </div>
      )}
      <AlarmBanner chair={chair} alarms={watch.alarms} now={now} open={open} onStop={async () => { if (await recordStop(chair)) open('stop-details') }} />
      <div className="watch-line">
        <span className="not-primary">Not the primary monitor</span>
        <TonePause chair={chair} alarms={watch.alarms} now={now} />
        <ToneButton sounder={sounder} state={state} staysOn={staysOn} />
      </div>
      {watch.remarks.length > 0 && <ul className="watch-remarks">{watch.remarks.map((r) => <li key={r.rule}><span className="rule soft">{r.rule}</span> {r.text}</li>)}</ul>}
    </div>
  )
})
