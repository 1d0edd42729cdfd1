// How much has gone in. From the pump's volume where somebody read it, from rate and time where not; the answer says which.
import { drugIn, mgPerMl, ml, mlPerHour, volumeAt, type Instant } from '../shared/index.ts'
import type { Infusion } from './fold.ts'

export type Delivered = {
  readonly volume_mL: number
  readonly dose_mg: number
  readonly dose_mg_per_kg: number
  /** `pump`: read from the pump at the stop. `elapsed-rate`: rate multiplied by time, so only as right as the recorded rates. */
  readonly origin: 'pump' | 'elapsed-rate'
}

/**
 * What has been given up to `at`. Never more than the bag holds: a pump cannot give what is not there. Never less than at an earlier moment: where the pump's
 * reading at the stop is below what rate and time make, it bounds the moments before it too.
 */
export function deliveredAt(infusion: Infusion, at: Instant): Delivered {
  const elapsed = infusion.segments.reduce((sum, s) => {
    const until = Math.min(s.to ?? at, at)
    return until > s.from ? sum + volumeAt(mlPerHour(s.rate_mL_per_h), until - s.from) : sum
  }, 0)
  const pump = infusion.pumpVolume_mL
  const isRead = pump !== null && infusion.stoppedAt !== null && at >= infusion.stoppedAt
  const volume_mL = Math.min(isRead ? pump : Math.min(elapsed, pump ?? elapsed), infusion.volume_mL)
  const dose_mg = drugIn(ml(volume_mL), mgPerMl(infusion.concentration_mg_per_mL))
  return { volume_mL, dose_mg, dose_mg_per_kg: dose_mg / infusion.weight_kg, origin: isRead ? 'pump' : 'elapsed-rate' }
}

/** Milliseconds during which the pump ran up to `at`: pauses do not count. */
export function runningTime(infusion: Infusion, at: Instant): number {
  return infusion.segments.reduce((sum, s) => sum + Math.max(0, Math.min(s.to ?? at, at) - s.from), 0)
}

/** When the bag will be empty if nothing changes; null while paused, stopped or already empty. */
export function expectedEnd(infusion: Infusion, at: Instant): Instant | null {
  const last = infusion.segments.at(-1)
  if (!last || last.to !== null) return null
  const left = infusion.volume_mL - deliveredAt(infusion, at).volume_mL
  return left <= 0 ? null : (Math.round(at + (left / last.rate_mL_per_h) * 3_600_000) as Instant)
}
