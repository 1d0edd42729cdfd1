// The time-out before the start: a second person has read dose, concentration, rate and volume for themselves (PR-24). What they read must still be the order.
import type { Order } from '../plan/index.ts'
import type { EventOf } from './events.ts'
import type { SessionView } from './fold.ts'

export type TimeOutValues = Pick<EventOf<'time-out-checked'>, 'dose_mg' | 'concentration_mg_per_mL' | 'rate_mL_per_h' | 'volume_mL'>
export type TimeOut =
  | { readonly state: 'none' }
  | { readonly state: 'stands'; readonly check: EventOf<'time-out-checked'> }
  /** Checked, and void: the order is another one, or says something else now. */
  | { readonly state: 'void'; readonly check: EventOf<'time-out-checked'>; readonly why: string }

/** What the order says, under the names of the facts. */
export const orderValues = (order: Order): TimeOutValues => ({ dose_mg: order.dose_mg, concentration_mg_per_mL: order.concentration_mg_per_ml, rate_mL_per_h: order.rate_ml_per_h, volume_mL: order.final_ml })

/** Names, units and half the last digit of each value as screens show it: what two readings may differ by and still be one. Not a clinical limit. */
const VALUES = [
  { of: 'dose_mg', name: 'dose', unit: 'mg', within: 0.05 }, { of: 'concentration_mg_per_mL', name: 'concentration', unit: 'mg/mL', within: 0.0005 },
  { of: 'rate_mL_per_h', name: 'rate', unit: 'mL/h', within: 0.05 }, { of: 'volume_mL', name: 'volume', unit: 'mL', within: 0.05 },
] as const

/** Compared with a grain of room: 0.1 + 0.2 must not be another dose than 0.3. */
const GRAIN = 1e-9
export const agrees = (of: keyof TimeOutValues, a: number, b: number): boolean => Math.abs(a - b) <= VALUES.find((v) => v.of === of)!.within + GRAIN

/** The last time-out of the visit against the order that applies now. A check of another order is void even with the same numbers: nobody has read that one. */
export function timeOutOf(view: Pick<SessionView, 'timeOut'>, order: Order | null): TimeOut {
  const check = view.timeOut
  if (!check) return { state: 'none' }
  if (!order) return { state: 'void', check, why: 'no signed order applies any more' }
  if (check.order !== undefined && check.order !== order.order) return { state: 'void', check, why: 'another order applies now' }
  const now = orderValues(order)
  const changed = VALUES.filter(({ of }) => !agrees(of, check[of], now[of])).map(({ of, name, unit }) => `${name} ${check[of]} ${unit} was checked, the order says ${now[of]} ${unit}`)
  return changed.length > 0 ? { state: 'void', check, why: changed.join('; ') } : { state: 'stands', check }
}
