// The sound of this chair in one line: what plays, how loud, and one tap to fade it. It follows the visit and makes way for alarms.
import { useEffect } from 'react'
import IconVolume from '@tabler/icons-react/dist/esm/icons/IconVolume.mjs'
import IconVolumeOff from '@tabler/icons-react/dist/esm/icons/IconVolumeOff.mjs'
import { instant } from '@chairside/core/shared'
import { LOUDEST, soundscapeAt } from '@chairside/core/session'
import type { Chair } from '../session/use-chair.ts'
import { useWatchState } from '../session/watch-state.ts'
import { useNow } from '../ui/index.ts'
import { fade, makeWay, playFiles, playSoundscape, setLoudness, shapeSound, stopSound, usePlaying } from './player.ts'
import './sound.css'

const PHASES = { settle: 'settling', deepen: 'deepening', return: 'returning' } as const

export function SoundBar({ chair }: { readonly chair: Chair }) {
  const playing = usePlaying()
  const now = useNow(10)
  const alarm = useWatchState()?.sounding != null
  const { order, protocol } = chair.bundle
  const sound = soundscapeAt(chair.view, order?.duration_min ?? protocol.settings.dose.duration_min.default, instant(now))
  useEffect(() => { shapeSound(sound) })
  useEffect(() => { makeWay(alarm) }, [alarm])
  if (!playing) return null
  return (
    <section className="sound-bar" aria-label="Sound">
      <span className="sound-what"><b>{playing.what}</b>{playing.kind === 'soundscape' && <small>{PHASES[sound.phase]}</small>}{playing.problem !== null && <small role="alert">{playing.problem}</small>}</span>
      <label><span className="sr-only">Loudness</span><input type="range" min={0} max={100} value={Math.round((playing.loudness / LOUDEST) * 100)} onChange={(event) => setLoudness((Number(event.currentTarget.value) / 100) * LOUDEST)} /></label>
      <button type="button" className="mini" aria-pressed={playing.faded} onClick={() => fade(!playing.faded)}>{playing.faded ? <><IconVolume size={20} aria-hidden />Bring back</> : <><IconVolumeOff size={20} aria-hidden />Fade</>}</button>
      <button type="button" className="mini" onClick={stopSound}>End</button>
    </section>
  )
}

/** In the Comfort panel: what can sound. `chosen` writes it into the log, so that it is offered next time. */
export function SoundChoice({ chosen }: { readonly chosen: (music: string) => void }) {
  const playing = usePlaying()
  return (
    <div className="sound-choice">
      <button type="button" className="choice" aria-pressed={playing?.kind === 'soundscape'} onClick={() => { playSoundscape(); chosen('Soundscape') }}>Soundscape<small>made on this tablet, follows the visit, works without a network</small></button>
      <label className="choice">Files from this tablet<small>the patient's own or the clinic's licensed ones; they stay here</small><input type="file" accept="audio/*" multiple className="sr-only" onChange={(event) => { const files = [...(event.currentTarget.files ?? [])]; playFiles(files); if (files.length > 0) chosen('Own files') }} /></label>
    </div>
  )
}
