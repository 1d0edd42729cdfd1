// Packs the alarm tones into one script that a page can run, as the variable `tones`: each burst is rendered without a loudspeaker and measured.
import path from 'node:path'
import { build } from 'vite'

const ROOT = path.resolve(import.meta.dirname, '../..')
const ENTRY = 'virtual:tones'
const SOURCE = `
import { BURSTS, FUNDAMENTAL_HZ, playBurst } from ${JSON.stringify(path.join(ROOT, 'app/session/tones.ts'))}
const RATE = 16000
const LOUD = 0.02
/** Strength of one frequency in a stretch of samples (Goertzel). */
function strength(samples, from, to, hz) {
  const k = 2 * Math.cos((2 * Math.PI * hz) / RATE)
  let [a, b] = [0, 0]
  for (let i = from; i < to; i++) [a, b] = [samples[i] + k * a - b, a]
  return Math.sqrt(Math.max(0, a * a + b * b - k * a * b))
}
export async function measure() {
  const result = {}
  for (const [priority, burst] of Object.entries(BURSTS)) {
    const context = new OfflineAudioContext(1, Math.ceil((burst.length_s + 0.5) * RATE), RATE)
    playBurst(context, priority, 0.1, 0.5)
    const samples = (await context.startRendering()).getChannelData(0)
    const pulses = []
    let last = -1
    for (let i = 0; i < samples.length; i++) {
      if (Math.abs(samples[i]) < LOUD) continue
      // A silence of 30 ms parts two pulses.
      if (last < 0 || i - last > 0.03 * RATE) pulses.push({ from: i, to: i })
      last = i
      pulses.at(-1).to = i
    }
    const { from, to } = pulses[0]
    const middle = [from + Math.round((to - from) * 0.25), from + Math.round((to - from) * 0.75)]
    const of = (n) => strength(samples, middle[0], middle[1], FUNDAMENTAL_HZ * n)
    result[priority] = {
      pulses: pulses.map((p) => ({ from_s: p.from / RATE, to_s: p.to / RATE })), pause_s: burst.pause_s, fundamental_Hz: FUNDAMENTAL_HZ,
      harmonics_dB: [2, 3, 4, 5, 6, 7].map((n) => 20 * Math.log10(of(n) / of(1))),
    }
  }
  return result
}`

/** The script's text; `tones.measure()` gives pulses, pause and harmonics of each priority. */
export async function bundleTones(): Promise<string> {
  const built = await build({
    root: path.join(ROOT, 'app'), configFile: false, logLevel: 'silent',
    plugins: [{ name: 'tones', resolveId: (id) => (id === ENTRY ? `\0${ENTRY}` : null), load: (id) => (id === `\0${ENTRY}` ? SOURCE : null) }],
    build: { write: false, minify: false, target: 'es2023', rollupOptions: { input: ENTRY, preserveEntrySignatures: 'strict', output: { format: 'iife', name: 'tones' } } },
  })
  const [first] = Array.isArray(built) ? built : [built]
  if (!first || !('output' in first)) throw new Error('nothing was built')
  return first.output.flatMap((chunk) => (chunk.type === 'chunk' && chunk.isEntry ? [chunk.code] : []))[0]!
}
