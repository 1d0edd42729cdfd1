// Whether a new weight can be the same person's: a slip here becomes a dose.
import { ok, refuse, type Result } from '../shared/index.ts'
import { looksLikePounds } from './weights.ts'

export type WeightDoubt =
  /** The numbers stand to each other as pounds to kilograms (1 kg = 2.2046 lb). */
  | { readonly kind: 'unit-mix-up'; readonly rule: 'WT-07'; readonly message: string }
  /** More than a tenth away from the last: read the scale again. */
  | { readonly kind: 'large-change'; readonly rule: 'WT-06'; readonly message: string }

/** A change from the last weight that needs a second look. Proposed (D): docs/sources.md, clinical reference WT-06. */
const LARGE_CHANGE = 0.1

/** Compares a weight with the last known one, both in kg; null when there is none. A unit mix-up is never accepted; a large change only when a person has confirmed it. */
export function checkWeight(weight_kg: number, last_kg: number | null, confirmed: boolean): Result<number, WeightDoubt> {
  if (last_kg === null) return ok(weight_kg)
  if (looksLikePounds(weight_kg, last_kg))
    return refuse({ kind: 'unit-mix-up', rule: 'WT-07', message: `${weight_kg} kg against ${last_kg} kg before looks like pounds taken for kilograms. Please check the unit and enter kilograms.` })
  const change = Math.abs(weight_kg - last_kg) / last_kg
  if (change > LARGE_CHANGE && !confirmed)
    return refuse({ kind: 'large-change', rule: 'WT-06', message: `${weight_kg} kg is ${Math.round(change * 100)} % away from ${last_kg} kg before. Please weigh again, or confirm that it is right.` })
  return ok(weight_kg)
}
