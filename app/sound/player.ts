// What plays at this chair: the soundscape, files of the patient or of the clinic. One player for the page; it goes on while screens change, fades and never jolts, and makes way for alarms.
import { useSyncExternalStore } from 'react'
import { FADE_S, LOUDEST, USUAL_LOUDNESS, type Soundscape } from '@chairside/core/session'
import { makeInstrument, safeOutput, type Instrument } from './instrument.ts'

export type Playing = { readonly what: string; readonly kind: 'soundscape' | 'file'; readonly faded: boolean; readonly loudness: number; readonly problem: string | null }
/** While an alarm tone sounds the music is a fifth as loud: the tone must be heard. */
const BEHIND_ALARM = 0.2

let context: AudioContext | null = null
let master: GainNode | null = null
let instrument: Instrument | null = null
let element: HTMLAudioElement | null = null
let files: readonly File[] = []
let at = 0
let behind = false
let playing: Playing | null = null
const hearers = new Set<() => void>()
const tell = (next: Playing | null): void => { playing = next; for (const hear of hearers) hear() }

/** Full loudness of the safe output is 1; what people set runs from 0 to LOUDEST. */
function aim(seconds = FADE_S): void {
  if (!context || !master || !playing) return
  const target = playing.faded ? 0 : (playing.loudness / LOUDEST) * (behind ? BEHIND_ALARM : 1)
  master.gain.cancelScheduledValues(context.currentTime)
  master.gain.setTargetAtTime(target, context.currentTime, seconds / 3)
}
function stage(): { context: AudioContext; master: GainNode } {
  context ??= new AudioContext({ latencyHint: 'playback' })
  master ??= safeOutput(context)
  void context.resume()
  return { context, master }
}
function silence(): void {
  instrument?.stop()
  instrument = null
  if (element) { element.pause(); URL.revokeObjectURL(element.src); element = null }
}

export function playSoundscape(): void {
  const on = stage()
  silence()
  instrument = makeInstrument(on.context)
  instrument.out.gain.setTargetAtTime(0.9, on.context.currentTime, 1)
  instrument.out.connect(on.master)
  tell({ what: 'Soundscape', kind: 'soundscape', faded: false, loudness: playing?.loudness ?? USUAL_LOUDNESS, problem: null })
  aim()
}
export const shapeSound = (sound: Soundscape): void => instrument?.shape(sound)

/** Plays files one after the other and from the beginning again; they stay on this tablet and are gone with the page. */
export function playFiles(chosen: readonly File[]): void {
  if (chosen.length === 0) return
  files = chosen
  at = 0
  playFile()
}
function playFile(): void {
  const on = stage()
  silence()
  const file = files[at % files.length]!
  element = new Audio(URL.createObjectURL(file))
  on.context.createMediaElementSource(element).connect(on.master)
  element.addEventListener('ended', () => { at += 1; playFile() })
  element.addEventListener('error', () => { if (playing) tell({ ...playing, problem: `${file.name} cannot be played on this tablet.` }) })
  tell({ what: file.name, kind: 'file', faded: false, loudness: playing?.loudness ?? USUAL_LOUDNESS, problem: null })
  void element.play().catch(() => { if (playing) tell({ ...playing, problem: 'The tablet does not let sound begin: tap once more.' }) })
  aim()
}

/** One tap: away within seconds, and back the same way. */
export function fade(away: boolean): void { if (playing) { tell({ ...playing, faded: away }); aim() } }
export function setLoudness(loudness: number): void { if (playing) { tell({ ...playing, loudness: Math.min(LOUDEST, Math.max(0, loudness)) }); aim(1) } }
export function makeWay(forAlarm: boolean): void { if (forAlarm !== behind) { behind = forAlarm; aim(0.4) } }
export function stopSound(): void {
  if (!playing) return
  tell({ ...playing, faded: true })
  aim()
  setTimeout(() => { if (playing?.faded === true) { silence(); tell(null) } }, FADE_S * 1000)
}
export const usePlaying = (): Playing | null => useSyncExternalStore((hear) => { hearers.add(hear); return () => hearers.delete(hear) }, () => playing)
