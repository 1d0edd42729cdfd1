// An instrument made of Web Audio alone: a chord that breathes, a noise like the sea, and soft strikes far apart. It needs no file and no network.
import { FADE_S, LOUDEST, type Soundscape } from '@chairside/core/session'

/** A pentatonic row on D (146.8 Hz): no two of its notes clash, whichever come together. */
const ROW = [1, 9 / 8, 5 / 4, 3 / 2, 5 / 3, 2, 9 / 4, 5 / 2]
const BASE_HZ = 146.83
const CHORD = [0.5, 0.75, 1, 1.25]
/** The strikes are planned so far ahead that a busy tablet leaves no hole. */
const AHEAD_S = 1.2

export type Instrument = { readonly out: GainNode; shape(sound: Soundscape): void; stop(): void }

function noiseOf(context: AudioContext): AudioBufferSourceNode {
  const buffer = context.createBuffer(1, context.sampleRate * 6, context.sampleRate)
  const data = buffer.getChannelData(0)
  // Brown noise: each sample leans on the one before, so that nothing hisses.
  for (let i = 0, last = 0; i < data.length; i += 1) { last = (last + 0.02 * (Math.random() * 2 - 1)) / 1.02; data[i] = last * 3.5 }
  const source = new AudioBufferSourceNode(context, { buffer, loop: true })
  source.start()
  return source
}

export function makeInstrument(context: AudioContext): Instrument {
  const out = new GainNode(context, { gain: 0 })
  const filter = new BiquadFilterNode(context, { type: 'lowpass', frequency: 700, Q: 0.4 })
  const chord = new GainNode(context, { gain: 0.5 })
  const sea = new GainNode(context, { gain: 0.3 })
  const echo = new DelayNode(context, { delayTime: 0.62, maxDelayTime: 1 })
  const again = new GainNode(context, { gain: 0.38 })
  const started: AudioScheduledSourceNode[] = []
  chord.connect(filter)
  filter.connect(out)
  CHORD.forEach((ratio, i) => {
    for (const cents of [-4, 4]) {
      const voice = new OscillatorNode(context, { type: i === 0 ? 'sine' : 'triangle', frequency: BASE_HZ * ratio, detune: cents })
      const level = new GainNode(context, { gain: 0.11 })
      // Each voice swells by itself, slower than a breath, so that the chord is never the same.
      const swell = new OscillatorNode(context, { frequency: 0.03 + i * 0.011 + (cents > 0 ? 0.007 : 0) })
      const depth = new GainNode(context, { gain: 0.07 })
      swell.connect(depth).connect(level.gain)
      voice.connect(level).connect(chord)
      voice.start()
      swell.start()
      started.push(voice, swell)
    }
  })
  const waves = new OscillatorNode(context, { frequency: 0.09 })
  const surge = new GainNode(context, { gain: 0.16 })
  waves.connect(surge).connect(sea.gain)
  waves.start()
  const noise = noiseOf(context)
  noise.connect(new BiquadFilterNode(context, { type: 'lowpass', frequency: 520 })).connect(sea).connect(out)
  started.push(waves, noise)
  echo.connect(again).connect(echo)
  echo.connect(out)

  let sound: Soundscape = { phase: 'settle', brightness: 0.5, strikes_per_min: 5, breath: 0.3 }
  let nextStrike = context.currentTime + 3
  const strike = (at: number): void => {
    const pitch = BASE_HZ * 2 * ROW[Math.floor(Math.random() * ROW.length)]!
    const bell = new OscillatorNode(context, { type: 'sine', frequency: pitch })
    const level = new GainNode(context, { gain: 0 })
    level.gain.setValueAtTime(0, at)
    level.gain.linearRampToValueAtTime(0.16 * (0.5 + sound.brightness / 2), at + 0.08)
    level.gain.exponentialRampToValueAtTime(0.0005, at + 5.5)
    bell.connect(level)
    level.connect(echo)
    level.connect(out)
    bell.start(at)
    bell.stop(at + 6)
  }
  const timer = setInterval(() => {
    while (nextStrike < context.currentTime + AHEAD_S) {
      if (nextStrike > context.currentTime) strike(nextStrike)
      nextStrike = Math.max(nextStrike, context.currentTime) + (60 / sound.strikes_per_min) * (0.6 + Math.random() * 0.8)
    }
  }, 400)
  return {
    out,
    shape(next) {
      sound = next
      const now = context.currentTime
      filter.frequency.setTargetAtTime(300 + next.brightness * 1400, now, FADE_S)
      sea.gain.setTargetAtTime(next.breath * 0.55, now, FADE_S)
    },
    stop() {
      clearInterval(timer)
      for (const source of started) source.stop()
      out.disconnect()
    },
  }
}

/** The last stage for everything that sounds: bounded, and limited so that no file is louder. */
export function safeOutput(context: AudioContext): GainNode {
  const master = new GainNode(context, { gain: 0 })
  const limit = new DynamicsCompressorNode(context, { threshold: -18, knee: 6, ratio: 12, attack: 0.005, release: 0.3 })
  const ceiling = new GainNode(context, { gain: LOUDEST * 2 })
  master.connect(limit).connect(ceiling).connect(context.destination)
  return master
}
