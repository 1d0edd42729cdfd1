// The modified Aldrete score (0-10): published wording; circulation is counted against the pressure before the infusion. docs/sources.md#aldrete.
import type { PayloadOf } from './events.ts'

export type Aldrete = PayloadOf<'discharge-scored'>['aldrete']
export type AldreteItem = { readonly id: keyof Aldrete; readonly label: string; /** What 0, 1 and 2 mean. */ readonly of: readonly [zero: string, one: string, two: string] }

/** Some published tables print the points reversed, or mmHg in place of percent: these are the percent version, 2 the best. */
export const ALDRETE: readonly AldreteItem[] = [
  { id: 'activity', label: 'Activity, on command', of: ['moves no extremity', 'moves two extremities', 'moves four extremities'] },
  { id: 'respiration', label: 'Respiration', of: ['apnoeic', 'dyspnoea, shallow or limited breathing', 'breathes deeply and coughs freely'] },
  { id: 'circulation', label: 'Circulation, against before the infusion', of: ['more than 50 % away', 'more than 20 % and up to 50 % away', 'within 20 %'] },
  { id: 'consciousness', label: 'Consciousness', of: ['does not respond', 'wakes when called', 'fully awake'] },
  { id: 'spo2', label: 'Oxygen saturation', of: ['below 90 % with oxygen', 'needs oxygen to keep above 90 %', 'above 92 % on room air'] },
]

export const aldreteTotal = (score: Aldrete): number => ALDRETE.reduce((sum, { id }) => sum + score[id], 0)

/** Circulation from two systolic pressures in mmHg, in whole numbers: up to and with 20 % away is 2, up to and with 50 % is 1, more is 0. */
export function circulationScore(baseline_mmHg: number, now_mmHg: number): 0 | 1 | 2 {
  const away = 100 * Math.abs(now_mmHg - baseline_mmHg)
  return away <= 20 * baseline_mmHg ? 2 : away <= 50 * baseline_mmHg ? 1 : 0
}
