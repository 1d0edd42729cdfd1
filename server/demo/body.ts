// A body on a low-dose infusion, as a stated simulation: every number that comes from here is labelled as simulated.
// Size of the rises: published peak rises of about 20/13 mmHg around the end of 40 min (docs/sources.md#simulation). Not a model of anybody.
import type { PayloadOf } from '@chairside/core/session'
import { sha256 } from '../log/chain.ts'
import { createRandom, type Random } from './random.ts'

export type Body = {
  readonly sbp_mmHg: number
  readonly dbp_mmHg: number
  readonly pulse_per_min: number
  readonly spo2_pct: number
  readonly rr_per_min: number
  /** Peak systolic rise of a usual session. */
  readonly rise_mmHg: number
  /** Peak dissociation of a first session, 0 to 10. */
  readonly far: number
  readonly queasy: number
}
export type Vitals = PayloadOf<'vitals-recorded'>['values']

export function makeBody(random: Random, age: number, bmi_kg_m2: number): Body {
  const sbp_mmHg = random.normal(110 + age * 0.2 + Math.max(0, bmi_kg_m2 - 25) * 0.5, 7, 98, 134)
  return {
    sbp_mmHg, dbp_mmHg: random.normal(56 + sbp_mmHg * 0.15, 5, 58, 86), pulse_per_min: random.normal(72, 8, 54, 92), spo2_pct: random.normal(98, 0.7, 96, 99.4), rr_per_min: random.normal(14, 1.2, 12, 17),
    rise_mmHg: random.normal(19, 9, 4, 46), far: random.normal(5, 1.8, 1, 9), queasy: random.pick([0.03, 0.08, 0.15, 0.35]),
  }
}

/** The body of a patient: the one that the live simulation goes on with, so that its first reading follows the last one in the log. */
export function bodyOf(patient: string): Body {
  const seed = Number.parseInt(sha256(patient).slice(0, 8), 16)
  return makeBody(createRandom(seed), 25 + (seed % 40), 26)
}

/** How far from the start of the infusion the body is: rises until the end, and settles with a half-time of some 12 minutes. */
export function effectAt(minute: number | null, stopMinute: number): number {
  if (minute === null || minute <= 0) return 0
  const top = Math.min(1, Math.min(minute, stopMinute) / 36)
  return minute <= stopMinute ? top : top * 0.5 ** ((minute - stopMinute) / 12)
}

/** One set of readings at a given effect, 0 to 1. */
export function readings(random: Random, body: Body, effect: number, withTemperature = false): Vitals {
  const rise = body.rise_mmHg * effect
  const sbp = Math.round(body.sbp_mmHg + rise + random.normal(0, 3, -7, 7))
  const dbp = Math.round(body.dbp_mmHg + rise * 0.66 + random.normal(0, 2.5, -6, 6))
  return {
    sbp_mmHg: sbp, dbp_mmHg: dbp, map_mmHg: Math.round(dbp + (sbp - dbp) / 3), pulse_per_min: Math.round(body.pulse_per_min + effect * 9 + random.normal(0, 3, -7, 7)),
    spo2_pct: Math.min(100, Math.round(body.spo2_pct - effect * 1.2 + random.normal(0, 0.5, -1, 1))), rr_per_min: Math.round(body.rr_per_min + random.normal(0, 1, -2, 2)),
    ...(withTemperature ? { temp_Cel: Math.round(random.normal(36.7, 0.2, 36.2, 37.3) * 10) / 10 } : {}),
  }
}
