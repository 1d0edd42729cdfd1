/*
Vital signs of nobody: the model of the live simulation. Everything from here is labelled as simulated, on the wire, in the log and on every screen.

 - A body is drawn from a seed (body.ts): resting pressures, pulse, saturation and breathing of an adult, and how far its pressure rises.
 - During the infusion pressure and pulse rise towards the end of 40 min, by about 20/13 mmHg on average (published mean peak rise 19.6/13.4 mmHg, docs/sources.md#simulation), and settle with a half-time of 12 min
   after the stop. A pause counts as a stop that has just begun.
 - Saturation falls by about one point at the peak; carbon dioxide follows breathing, around 38 mm[Hg].
 - The same seed, phase and minute always give the same numbers: within one minute the signs differ by the second only through `beat`.
*/
import type { VitalName } from '@chairside/core/session'
import { effectAt, makeBody, readings } from './body.ts'
import { createRandom } from './random.ts'

export type Phase = 'preparing' | 'infusing' | 'paused' | 'recovering'

/** Half-time of the way back, as in body.ts. */
const SETTLE_HALF_MIN = 12
const MEAN_ETCO2_MMHG = 38

function effectIn(phase: Phase, minutes: number, infused_min: number): number {
  switch (phase) {
    case 'preparing': return 0
    case 'infusing': return effectAt(minutes, Math.max(minutes, 0))
    case 'paused': case 'recovering': return effectAt(infused_min, infused_min) * 0.5 ** (Math.max(0, minutes) / SETTLE_HALF_MIN)
  }
}

/**
 * The signs of the body `seed` after `minutes` in `phase`. `infused_min` is how long the infusion ran before a pause or the recovery (default 40 min); `beat` varies the readings within a minute.
 * Units as in the names; every value is a possible one.
 */
export function simulatedVitals(seed: number, phase: Phase, minutes: number, infused_min = 40, beat = 0): Readonly<Record<Exclude<VitalName, 'temp_Cel'>, number>> {
  const person = createRandom(seed)
  const body = makeBody(person, 25 + (seed % 40), 26)
  const noise = createRandom((seed ^ Math.imul(Math.floor(minutes * 60) + beat + 1, 0x9e3779b1)) >>> 0)
  const now = readings(noise, body, effectIn(phase, minutes, infused_min))
  const rr_per_min = now.rr_per_min!
  return {
    sbp_mmHg: now.sbp_mmHg!, dbp_mmHg: now.dbp_mmHg!, map_mmHg: now.map_mmHg!, pulse_per_min: now.pulse_per_min!, spo2_pct: now.spo2_pct!, rr_per_min,
    etco2_mmHg: Math.round(MEAN_ETCO2_MMHG + (14 - rr_per_min) * 0.8 + noise.normal(0, 0.8, -2, 2)),
  }
}
