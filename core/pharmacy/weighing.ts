// Whether a new weight can be the same person's: a slip here becomes a dose.
import { ok, refuse, type Result } from '../shared/index.ts'
import { looksLikePounds } from './weights.ts'

export type WeightDoubt =
  /** The numbers stand to each other as pounds to kilograms (1 kg = 2.2046 lb). */
  | { readonly kind: 'unit-mix-up'; readonly rule: 'WT-07'; readonly message: string }
  /** Further away from the last than the protocol takes unasked: read the scale again. */
  | { readonly kind: 'large-change'; readonly rule: 'WT-06'; readonly message: string }

/** Compares a weight with the last known one, both in kg; null when there is none. `most_pct` is the protocol's limit of change (WT-06). A unit mix-up is never accepted; a large change only when a person has confirmed it. */
export function checkWeight(weight_kg: number, last_kg: number | null, confirmed: boolean, most_pct: number): Result<number, WeightDoubt> {
  if (last_kg === null) return ok(weight_kg)
  if (looksLikePounds(weight_kg, last_kg))
    return refuse({ kind: 'unit-mix-up', rule: 'WT-07', message: `${weight_kg} kg against ${last_kg} kg before looks like pounds taken for kilograms. Please check the unit and enter kilograms.` })
  const change_pct = (100 * Math.abs(weight_kg - last_kg)) / last_kg
  if (change_pct > most_pct && !confirmed)
    return refuse({ kind: 'large-change', rule: 'WT-06', message: `${weight_kg} kg is ${Math.round(change_pct)} % away from ${last_kg} kg before. Please weigh again, or confirm that it is right.` })
  return ok(weight_kg)
}
