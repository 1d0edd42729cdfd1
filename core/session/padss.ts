// The modified PADSS (post-anesthetic discharge scoring system, 0-10), without drinking and passing urine; bleeding is read at the IV site. docs/sources.md#padss.
import type { PayloadOf } from './events.ts'

export type Padss = NonNullable<PayloadOf<'discharge-scored'>['padss']>
export type PadssItem = { readonly id: keyof Padss; readonly label: string; /** What 0, 1 and 2 mean. */ readonly of: readonly [zero: string, one: string, two: string] }

export const PADSS: readonly PadssItem[] = [
  { id: 'vitals', label: 'Pressure and pulse, against before the infusion', of: ['more than 40 % away', 'more than 20 % and up to 40 % away', 'within 20 %'] },
  { id: 'ambulation', label: 'Walking', of: ['none, or dizziness', 'with assistance', 'steady gait, no dizziness'] },
  { id: 'nausea', label: 'Nausea and vomiting', of: ['severe', 'moderate', 'minimal'] },
  { id: 'pain', label: 'Pain', of: ['severe', 'moderate', 'minimal'] },
  { id: 'bleeding', label: 'Bleeding at the IV site', of: ['severe', 'moderate', 'minimal'] },
]

export const padssTotal = (score: Padss): number => PADSS.reduce((sum, { id }) => sum + score[id], 0)

type Pair = { readonly before: number; readonly now: number }
/** How far a value is from its baseline, as points: up to and with 20 % is 2, up to and with 40 % is 1, more is 0. Whole numbers, so that the edges are exact. */
const pointsOf = ({ before, now }: Pair): 0 | 1 | 2 => {
  const away = 100 * Math.abs(now - before)
  return away <= 20 * before ? 2 : away <= 40 * before ? 1 : 0
}

/** The item of vital signs: the worst of systolic and diastolic pressure (mmHg) and pulse (/min), each against its value before the infusion. */
export function vitalsScore(pairs: readonly Pair[]): 0 | 1 | 2 {
  return pairs.reduce<0 | 1 | 2>((worst, pair) => Math.min(worst, pointsOf(pair)) as 0 | 1 | 2, 2)
}
