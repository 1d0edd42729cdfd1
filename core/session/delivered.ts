// How much has gone in. From the pump's volume where it is known, from rate and time where not; the answer says which.
import { drugIn, mgPerMl, ml, mlPerHour, volumeAt, type Instant } from '../shared/index.ts'
import type { Bag, Infusion } from './fold.ts'

/** `pump`: the pump's own volume at that moment. `pump-and-rate`: its last volume, and rate multiplied by time since. `elapsed-rate`: rate multiplied by time alone, so only as right as the recorded rates. */
export type DeliveredOrigin = 'pump' | 'pump-and-rate' | 'elapsed-rate'
export type Delivered = {
  readonly volume_mL: number
  readonly dose_mg: number
  readonly dose_mg_per_kg: number
  readonly origin: DeliveredOrigin
}

/** Millilitres by rate and time between two moments. */
const elapsed = ({ segments }: Infusion, from: number, to: number): number => segments.reduce((sum, s) => {
  const [begin, end] = [Math.max(s.from, from), Math.min(s.to ?? to, to)]
  return end > begin ? sum + volumeAt(mlPerHour(s.rate_mL_per_h), end - begin) : sum
}, 0)

/** The pump's last reading of a bag up to `at`, and the next after it, which no earlier moment exceeds. A reading below one before it is a counter that was reset, or a slip: it is passed over. */
function readingsOf(infusion: Infusion, bag: Bag, until: Instant | null, at: Instant, before_mL: number): { readonly read: { readonly at: Instant; readonly mL: number } | null; readonly next_mL: number } {
  let read: { at: Instant; mL: number } | null = null
  for (const r of infusion.pumpReadings) {
    const mL = r.of === 'bag' ? r.volume_mL : r.volume_mL - before_mL
    if (r.at < bag.from || (until !== null && r.at > until) || mL < (read?.mL ?? 0)) continue
    if (r.at > at) return { read, next_mL: mL }
    read = { at: r.at, mL }
  }
  return { read, next_mL: Infinity }
}

type OfBag = { readonly volume_mL: number; readonly origin: DeliveredOrigin }

/** What one bag has given up to `at`: never more than it holds, and never less than at an earlier moment. */
function fromBag(infusion: Infusion, bag: Bag, index: number, at: Instant, before_mL: number): OfBag {
  const next = infusion.bags[index + 1]
  const end = next && next.from <= at ? next.from : at
  const isLast = index === infusion.bags.length - 1
  const atStop = isLast && infusion.stoppedAt !== null && infusion.pumpVolume_mL !== null ? Math.max(0, infusion.pumpVolume_mL - before_mL) : null
  const final = bag.read_mL ?? atStop
  const finalAt = bag.read_mL !== null ? next?.from ?? null : atStop === null ? null : infusion.stoppedAt
  if (final !== null && finalAt !== null && at >= finalAt) return { volume_mL: Math.min(final, bag.volume_mL), origin: 'pump' }
  const { read, next_mL } = readingsOf(infusion, bag, next?.from ?? null, end, before_mL)
  const since = read?.at ?? bag.from
  const more = elapsed(infusion, since, end)
  const volume = Math.min((read?.mL ?? 0) + more, bag.volume_mL, next_mL, final ?? Infinity)
  return { volume_mL: volume, origin: read === null ? 'elapsed-rate' : more === 0 ? 'pump' : 'pump-and-rate' }
}

/** What each bag held and has given up to `at`, in mg, in the order in which they hung. */
export function deliveredByBag(infusion: Infusion, at: Instant): { readonly charted_mg: number; readonly delivered_mg: number }[] {
  let before_mL = 0
  return infusion.bags.map((bag, i) => {
    const given_mL = i > 0 && bag.from > at ? 0 : fromBag(infusion, bag, i, at, before_mL).volume_mL
    before_mL += given_mL
    const concentration = mgPerMl(bag.concentration_mg_per_mL)
    return { charted_mg: drugIn(ml(bag.volume_mL), concentration), delivered_mg: drugIn(ml(given_mL), concentration) }
  })
}

/**
 * What has been given up to `at`. Never more than the bags hold: a pump cannot give what is not there. Where the pump's reading at the end of a bag is below
 * what rate and time make, it bounds the moments before it too. `pumpVolume_mL` (read at the stop) counts since the start of the infusion.
 */
export function deliveredAt(infusion: Infusion, at: Instant): Delivered {
  let volume_mL = 0
  let dose_mg = 0
  const origins = new Set<DeliveredOrigin>()
  infusion.bags.forEach((bag, i) => {
    if (i > 0 && bag.from > at) return
    const given = fromBag(infusion, bag, i, at, volume_mL)
    volume_mL += given.volume_mL
    dose_mg += drugIn(ml(given.volume_mL), mgPerMl(bag.concentration_mg_per_mL))
    origins.add(given.origin)
  })
  const origin = origins.size === 1 ? [...origins][0]! : 'pump-and-rate'
  return { volume_mL, dose_mg, dose_mg_per_kg: dose_mg / infusion.weight_kg, origin }
}

/** Milliseconds during which the pump ran up to `at`: pauses do not count. */
export function runningTime(infusion: Infusion, at: Instant): number {
  return infusion.segments.reduce((sum, s) => sum + Math.max(0, Math.min(s.to ?? at, at) - s.from), 0)
}

/** What all bags held, in mL. */
export const preparedVolume = (infusion: Infusion): number => infusion.bags.reduce((sum, bag) => sum + bag.volume_mL, 0)

/** When the bag that hangs will be empty if nothing changes; null while paused, stopped or already empty. */
export function expectedEnd(infusion: Infusion, at: Instant): Instant | null {
  const last = infusion.segments.at(-1)
  const bag = infusion.bags.at(-1)
  if (!last || last.to !== null || !bag) return null
  const before = infusion.bags.length === 1 ? 0 : deliveredAt({ ...infusion, bags: infusion.bags.slice(0, -1) }, bag.from).volume_mL
  const left = bag.volume_mL - (deliveredAt(infusion, at).volume_mL - before)
  return left <= 0 ? null : (Math.round(at + (left / last.rate_mL_per_h) * 3_600_000) as Instant)
}

/** Where the pump's last reading and rate with time differ by more than the given limits (in percent of the larger, in mg); null where they agree or nothing was read. */
export function pumpDisagreement(infusion: Infusion, limit: { readonly pct: number; readonly mg: number }): { readonly at: Instant; readonly pump_mL: number; readonly reckoned_mL: number; readonly difference_mg: number } | null {
  const stop = infusion.stoppedAt !== null && infusion.pumpVolume_mL !== null ? { at: infusion.stoppedAt, volume_mL: infusion.pumpVolume_mL } : null
  const last = stop ?? infusion.pumpReadings.findLast((r) => r.of === 'infusion') ?? null
  if (!last) return null
  const reckoned_mL = Math.min(elapsed(infusion, infusion.startedAt, last.at), preparedVolume(infusion))
  const difference_mL = last.volume_mL - reckoned_mL
  const difference_mg = difference_mL * infusion.bags.at(-1)!.concentration_mg_per_mL
  const isFar = Math.abs(difference_mg) > limit.mg || 100 * Math.abs(difference_mL) > limit.pct * Math.max(last.volume_mL, reckoned_mL)
  return isFar ? { at: last.at, pump_mL: last.volume_mL, reckoned_mL, difference_mg } : null
}
