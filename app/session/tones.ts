/*
Alarm tones after IEC 60601-1-8 (recalled; docs/sources.md#alarm-signals): bursts of pulses with a fundamental between 150 and 1000 Hz and at least four harmonics up to 4000 Hz.

  high    5 pulses and 5 more, 0.15 s each, again after 2.5 to 15 s
  medium  3 pulses of 0.2 s, again after 2.5 to 30 s
  low     2 pulses of 0.2 s, again after more than 15 s

The browser plays nothing before somebody has touched the screen: `blocked` says so.
*/
import type { Priority } from '@chairside/core/session'

export type Burst = { /** Starts of the pulses, seconds from the start of the burst. */ readonly starts_s: readonly number[]; readonly pulse_s: number; readonly length_s: number; /** From the end of a burst to the start of the next. */ readonly pause_s: number }

const RISE_S = 0.025
/** C5: the middle of what the standard allows. */
export const FUNDAMENTAL_HZ = 523.25
/** Strength of the fundamental and its harmonics up to 3663 Hz: each within 15 dB of the fundamental. */
const HARMONICS = [1, 0.7, 0.55, 0.45, 0.35, 0.3, 0.25]

function burst(pulse_s: number, gaps_s: readonly number[], pause_s: number): Burst {
  const starts_s = [0]
  for (const gap of gaps_s) starts_s.push(starts_s.at(-1)! + pulse_s + gap)
  return { starts_s, pulse_s, length_s: starts_s.at(-1)! + pulse_s, pause_s }
}
/** Within each five of the high priority the fourth pulse stands apart; the second five begin after a longer gap. */
const FIVE = [0.1, 0.1, 0.35, 0.1]
export const BURSTS: Readonly<Record<Priority, Burst>> = { high: burst(0.15, [...FIVE, 0.7, ...FIVE], 5), medium: burst(0.2, [0.2, 0.2], 12), low: burst(0.2, [0.2], 25) }

/** Plans one burst on the clock of `context` from `at_s` on; `volume` 0 to 1. Returns the way to end it at once. Works the same in a context that renders without a loudspeaker. */
export function playBurst(context: BaseAudioContext, priority: Priority, at_s: number, volume: number): () => void {
  const { starts_s, pulse_s, length_s } = BURSTS[priority]
  const gain = context.createGain()
  gain.gain.setValueAtTime(0, at_s)
  for (const start of starts_s) {
    const from = at_s + start
    gain.gain.setValueAtTime(0, from)
    gain.gain.linearRampToValueAtTime(volume, from + RISE_S)
    gain.gain.setValueAtTime(volume, from + pulse_s - RISE_S)
    gain.gain.linearRampToValueAtTime(0, from + pulse_s)
  }
  const tone = context.createOscillator()
  tone.setPeriodicWave(context.createPeriodicWave(new Float32Array([0, ...HARMONICS.map(() => 0)]), new Float32Array([0, ...HARMONICS])))
  tone.frequency.setValueAtTime(FUNDAMENTAL_HZ, at_s)
  tone.connect(gain).connect(context.destination)
  tone.start(at_s)
  tone.stop(at_s + length_s)
  return () => { gain.disconnect(); tone.disconnect() }
}

export type ToneState = 'ready' | 'blocked' | 'off'
const KEY = 'chairside-tones'
export type ToneSetting = { readonly on: boolean; readonly volume: number }
export const VOLUMES = [0.15, 0.4, 1] as const
const FIRST: ToneSetting = { on: true, volume: 0.4 }

/** What this tablet was set to; on, at a middle volume, where nobody has set anything. */
export function toneSetting(): ToneSetting {
  try {
    const { on, volume } = { ...FIRST, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<ToneSetting>) }
    return { on, volume: (VOLUMES as readonly number[]).includes(volume) ? volume : FIRST.volume }
  } catch { return FIRST }
}

/** Sounds the worst alarm of a visit until told otherwise. */
export type Sounder = {
  /** From now on this priority sounds, at once; null: silence. */
  sound(priority: Priority | null): void
  set(setting: ToneSetting): void
  state(): ToneState
  /** Calls `changed` when the state may have changed; returns the way to stop. */
  subscribe(changed: () => void): () => void
}

function createSounder(): Sounder {
  const context = new AudioContext()
  const listeners = new Set<() => void>()
  let setting = toneSetting()
  let current: Priority | null = null
  let end: () => void = () => {}
  let timer: ReturnType<typeof setTimeout> | null = null
  const tell = (): void => { for (const changed of listeners) changed() }
  const stop = (): void => { end(); end = () => {}; if (timer) clearTimeout(timer); timer = null }
  const repeat = (): void => {
    if (current === null || !setting.on) return
    const { length_s, pause_s } = BURSTS[current]
    if (context.state === 'running') end = playBurst(context, current, context.currentTime + 0.02, setting.volume)
    timer = setTimeout(repeat, (length_s + pause_s) * 1000)
  }
  const begin = (): void => { stop(); repeat() }
  // A gesture anywhere lets the browser sound; until then the screen says that it cannot.
  const unblock = (): void => { if (context.state !== 'running') void context.resume().then(() => { begin(); tell() }, () => {}) }
  const gestures = ['pointerdown', 'keydown'] as const
  for (const gesture of gestures) addEventListener(gesture, unblock, true)
  context.addEventListener('statechange', tell)
  return {
    sound(priority) { if (priority === current) return; current = priority; begin() },
    set(next) { setting = next; localStorage.setItem(KEY, JSON.stringify(next)); begin(); tell() },
    state: () => (!setting.on ? 'off' : context.state === 'running' ? 'ready' : 'blocked'),
    subscribe(changed) { listeners.add(changed); return () => listeners.delete(changed) },
  }
}

const NO_SOUND: Sounder = { sound: () => {}, set: () => {}, state: () => 'off', subscribe: () => () => {} }
let made: Sounder | null = null
/** The one loudspeaker of this page; a browser without audio is a tablet whose tones are off. */
export const theSounder = (): Sounder => (made ??= typeof AudioContext === 'undefined' ? NO_SOUND : createSounder())
