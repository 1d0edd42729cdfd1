// Vials as they stand in the cabinet: which may be used, which goes first, and which is to be set apart.
import { addDays, daysBetween, type LocalDate } from '../shared/index.ts'

export type VialFacts = {
  readonly volume_ul: number
  readonly fill_ul: number
  readonly expires_on: LocalDate
  /** The day of the first draw; null while it is sealed. */
  readonly opened_on: LocalDate | null
  readonly recalled: boolean
}
export type VialState = 'sealed' | 'open' | 'empty' | 'expired' | 'past-use' | 'recalled'
/** A date of expiry that a label gives as a month lasts to the end of it: enter its last day. */
export type InUse = { readonly in_use_vial_d: number }

/** The last day on which an opened vial may be used (PX-09): so many days after the first draw, and never past its expiry. */
export function useBy({ expires_on, opened_on }: Pick<VialFacts, 'expires_on' | 'opened_on'>, { in_use_vial_d }: InUse): LocalDate {
  if (opened_on === null) return expires_on
  const inUse = addDays(opened_on, in_use_vial_d)
  return inUse < expires_on ? inUse : expires_on
}

/** What a vial is on a day. Recalled and expired ones stay on the books, and are counted, until they are returned or wasted. */
export function vialState(vial: VialFacts, on: LocalDate, inUse: InUse): VialState {
  if (vial.volume_ul === 0) return 'empty'
  if (vial.recalled) return 'recalled'
  if (on > vial.expires_on) return 'expired'
  if (on > useBy(vial, inUse)) return 'past-use'
  return vial.opened_on === null ? 'sealed' : 'open'
}
export const mayDraw = (state: VialState): boolean => state === 'sealed' || state === 'open'

/** Open ones before sealed ones, then what must be used first, then what holds least. */
export const byUse = (inUse: InUse) => (a: VialFacts, b: VialFacts): number =>
  Number(a.opened_on === null) - Number(b.opened_on === null) || daysBetween(useBy(b, inUse), useBy(a, inUse)) || a.volume_ul - b.volume_ul
