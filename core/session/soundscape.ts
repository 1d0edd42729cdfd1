/*
The course of a soundscape beside an infusion: it settles, deepens and returns with the visit, and follows what is charted (a pause, an early stop). Numbers for an instrument,
nothing clinical; loudness is bounded here so that no setting and no file can be louder.
*/
import { MINUTE_MS, type Instant } from '../shared/index.ts'
import type { SessionView } from './fold.ts'

export type SoundPhase = 'settle' | 'deepen' | 'return'
export type Soundscape = {
  readonly phase: SoundPhase
  /** 0 dark and still to 1 bright and moving. */
  readonly brightness: number
  /** Soft strikes a minute. */
  readonly strikes_per_min: number
  /** Share of the breath-like noise. */
  readonly breath: number
}
/** The first minutes of the drug, in which the patient is still here; the last share of the infusion leads back. Proposed. */
const SETTLE_MIN = 8
const RETURN_FROM = 0.8
/** Full scale is 1. About -12 dB of what the tablet can do, and half of it at the start: a level to raise, not one to be startled by. */
export const LOUDEST = 0.25
export const USUAL_LOUDNESS = 0.12
/** A change of loudness takes at least so long: nothing begins or ends with a jolt. */
export const FADE_S = 4

const between = (from: number, to: number, share: number): number => from + (to - from) * Math.min(1, Math.max(0, share))

/** What the instrument plays now. `planned_min`: how long the infusion is meant to run. */
export function soundscapeAt({ infusion, recoveryStartedAt }: Pick<SessionView, 'infusion' | 'recoveryStartedAt'>, planned_min: number, now: Instant): Soundscape {
  if (!infusion) return { phase: 'settle', brightness: 0.55, strikes_per_min: 6, breath: 0.35 }
  const minutes = (now - infusion.startedAt) / MINUTE_MS
  if (recoveryStartedAt !== null || infusion.stoppedAt !== null) {
    const back = (now - (infusion.stoppedAt ?? recoveryStartedAt ?? now)) / MINUTE_MS
    return { phase: 'return', brightness: between(0.45, 0.75, back / 20), strikes_per_min: between(5, 9, back / 20), breath: between(0.3, 0.15, back / 20) }
  }
  if (minutes < SETTLE_MIN) return { phase: 'settle', brightness: between(0.55, 0.35, minutes / SETTLE_MIN), strikes_per_min: between(6, 4, minutes / SETTLE_MIN), breath: between(0.35, 0.5, minutes / SETTLE_MIN) }
  const share = planned_min <= 0 ? 1 : minutes / planned_min
  if (share < RETURN_FROM) return { phase: 'deepen', brightness: between(0.35, 0.2, (share - SETTLE_MIN / Math.max(planned_min, 1)) / RETURN_FROM), strikes_per_min: 3, breath: 0.5 }
  return { phase: 'return', brightness: between(0.2, 0.45, (share - RETURN_FROM) / (1 - RETURN_FROM)), strikes_per_min: between(3, 5, (share - RETURN_FROM) / (1 - RETURN_FROM)), breath: between(0.5, 0.3, (share - RETURN_FROM) / (1 - RETURN_FROM)) }
}
