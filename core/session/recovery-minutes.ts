// How long a recovery lasts at least (RC-01, RC-03), and when one that goes on is somebody else's matter too (RC-04).
import { MINUTE_MS, type Instant } from '../shared/index.ts'
import type { ProtocolSettings } from '../plan/index.ts'
import type { EventOf } from './events.ts'
import type { SessionView } from './fold.ts'

/** RC-01: after these the sedation may come back. */
const SEDATIVES = /midazolam|flumazenil/i
type Given = EventOf<'medication-given'>

/** Whether the longest recovery counts after this drug: by its name, or by the standing order that it was given under. */
const isSedative = (given: Given, settings: ProtocolSettings): boolean =>
  SEDATIVES.test(given.drug) || settings.standing_orders.some((order) => order.sedative && (order.id === given.standingOrder || order.drug.toLowerCase() === given.drug.toLowerCase()))

/** Minutes after the stop before which nobody leaves, and before which it is advised against. `isFirst`: the patient's first infusion. */
export function recoveryMinutes(view: SessionView, isFirst: boolean, settings: ProtocolSettings): { readonly floor: number; readonly advised: number; readonly why: string } {
  const { recovery, dose } = settings
  const { default: usual, firstOrHigherDoseOrRescue: longer, afterMidazolam } = recovery.min_minutes
  const sedative = view.medications.findLast((given) => isSedative(given, settings))
  if (sedative) return { floor: afterMidazolam, advised: afterMidazolam, why: `after ${sedative.drug}` }
  const reasons = [isFirst ? 'a first infusion' : '', view.infusion !== null && view.infusion.dose_mg_per_kg > dose.start_mg_per_kg ? `more than ${dose.start_mg_per_kg} mg/kg` : '', view.medications.length > 0 ? 'a drug given beside the infusion' : ''].filter((reason) => reason !== '')
  if (reasons.length > 0) return { floor: usual, advised: Math.max(usual, longer), why: reasons.join(', ') }
  // RC-03: shorter only where nothing calls for longer, and only by the medical director's setting.
  const floor = recovery.short_floor_allowed ? Math.min(usual, recovery.short_floor_min) : usual
  return { floor, advised: floor, why: '' }
}

/** The moments at which the least and the advised recovery are over. After a sedative its own minutes count from when it was given, when that is later. Null before the stop. */
export function recoveryEnds(view: SessionView, isFirst: boolean, settings: ProtocolSettings, stoppedAt: Instant): { readonly floorAt: Instant; readonly advisedAt: Instant; readonly from: Instant; readonly drug: string | null } {
  const { floor, advised } = recoveryMinutes(view, isFirst, settings)
  const sedative = view.medications.findLast((given) => isSedative(given, settings))
  const from = sedative && sedative.at > stoppedAt ? sedative.at : stoppedAt
  return { floorAt: (from + floor * MINUTE_MS) as Instant, advisedAt: (from + advised * MINUTE_MS) as Instant, from, drug: from === stoppedAt ? null : sedative!.drug }
}

export type Prolonged = { readonly stage: 'prescriber' | 'transfer'; readonly minutes: number; /** Nobody has done yet what this stage asks for. */ readonly wanted: boolean }

/**
 * RC-04: conditions that are still not met after the protocol's minutes are a prescriber's matter, and later a decision on transfer. A decision to transfer, or an
 * assessment after the second limit, settles the second stage; any assessment after the stop settles the first. Null before that, and after discharge.
 */
export function prolongedRecovery(view: SessionView, { recovery }: ProtocolSettings, now: Instant): Prolonged | null {
  const stoppedAt = view.infusion?.stoppedAt
  if (stoppedAt == null || view.dischargedAt !== null) return null
  const minutes = Math.floor((now - stoppedAt) / MINUTE_MS)
  if (now - stoppedAt < recovery.prescriber_after_min * MINUTE_MS) return null
  const since = view.assessments.filter((event) => event.at >= stoppedAt)
  if (now - stoppedAt < recovery.transfer_after_min * MINUTE_MS) return { stage: 'prescriber', minutes, wanted: since.length === 0 }
  const decided = since.some((event) => event.decision === 'transfer' || event.at >= stoppedAt + recovery.transfer_after_min * MINUTE_MS)
  return { stage: 'transfer', minutes, wanted: !decided }
}
