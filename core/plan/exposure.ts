// How much ketamine a person has had, here and elsewhere, in rolling windows and over life (LT-07), and what calls for a second look (LT-08): flags, never limits.
import { DAY_MS, roundTo, type Instant } from '../shared/index.ts'
import type { ProtocolSettings } from './protocol.ts'

/** One infusion given here, as its log says; mg of ketamine base. */
export type GivenHere = { readonly at: Instant; readonly dose_mg: number; readonly dose_mg_per_kg: number | null }
/** One exposure elsewhere, as the patient tells it; `dose_mg` null where it is not known. Esketamine is another substance: counted beside, never added to the mg of ketamine. */
export type GivenElsewhere = { readonly at: Instant; readonly drug: 'ketamine' | 'esketamine'; readonly dose_mg: number | null; readonly times: number }
export type ExposureWindow = {
  /** Days back from the moment; null: over life. */
  readonly days: number | null
  readonly here: number
  readonly elsewhere: number
  readonly ketamine_mg: number
  readonly ketamine_mg_per_kg: number
  readonly esketamine_mg: number
  /** How many exposures have no amount: the sums are at least what they say. */
  readonly without_amount: number
}
export type ExposureFlag = { readonly rule: 'LT-08'; readonly message: string }
export const WINDOWS_D = [7, 30, 90, 365, null] as const

const within = (at: Instant, now: Instant, days: number | null): boolean => at <= now && (days === null || at > now - days * DAY_MS)

/** The windows that end at `now`; an exposure exactly as many days ago as the window is long is outside of it. */
export function exposureWindows(here: readonly GivenHere[], elsewhere: readonly GivenElsewhere[], now: Instant): readonly ExposureWindow[] {
  return WINDOWS_D.map((days) => {
    const [ours, theirs] = [here.filter((g) => within(g.at, now, days)), elsewhere.filter((g) => within(g.at, now, days))]
    const mgOf = (drug: GivenElsewhere['drug']): number => theirs.reduce((sum, g) => sum + (g.drug === drug ? (g.dose_mg ?? 0) * g.times : 0), 0)
    return {
      days, here: ours.length, elsewhere: theirs.reduce((n, g) => n + g.times, 0), ketamine_mg: roundTo(ours.reduce((sum, g) => sum + g.dose_mg, 0) + mgOf('ketamine'), 3),
      ketamine_mg_per_kg: roundTo(ours.reduce((sum, g) => sum + (g.dose_mg_per_kg ?? 0), 0), 4), esketamine_mg: roundTo(mgOf('esketamine'), 3), without_amount: theirs.reduce((n, g) => n + (g.dose_mg === null ? g.times : 0), 0),
    }
  })
}

/** What the numbers call for at `now`: a case review, never a refusal. Infusions elsewhere count as one each. */
export function exposureFlags(here: readonly GivenHere[], elsewhere: readonly GivenElsewhere[], now: Instant, { exposure }: ProtocolSettings): readonly ExposureFlag[] {
  const all = [...here.map((g) => ({ at: g.at, times: 1 })), ...elsewhere.map((g) => ({ at: g.at, times: g.times }))].filter((g) => g.at <= now)
  const count = (days: number | null): number => all.reduce((n, g) => n + (within(g.at, now, days) ? g.times : 0), 0)
  const flags: ExposureFlag[] = []
  const flag = (n: number, most: number, over: string): void => { if (n > most) flags.push({ rule: 'LT-08', message: `${n} infusions ${over}, more than ${most}: case review` }) }
  flag(count(7), exposure.most_7d, 'in 7 days')
  flag(count(60), exposure.most_60d, 'in 60 days')
  flag(count(365), exposure.most_365d, 'in 365 days')
  flag(count(null), exposure.most_lifetime, 'over life')
  // DS-26: after the first sixty days, more than one a week is more than the consensus statement expects.
  const first = all.reduce<Instant | null>((least, g) => (least === null || g.at < least ? g.at : least), null)
  if (first !== null && now - first > exposure.weekly_after_d * DAY_MS) {
    const late = all.filter((g) => g.at - first > exposure.weekly_after_d * DAY_MS).reduce((n, g) => n + (within(g.at, now, 7) ? g.times : 0), 0)
    if (late > 1) flags.push({ rule: 'LT-08', message: `${late} infusions in 7 days, later than day ${exposure.weekly_after_d} from the first: more than one a week` })
  }
  return flags
}
