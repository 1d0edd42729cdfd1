// The daily check of a site's equipment (clinical reference 5.6, ST-05 and ST-06): done once a day, read by every gate of that day.
import { localDate, parseInstant, type Instant } from '../shared/index.ts'

export type EquipmentId = (typeof EQUIPMENT)[number]['id']

/** What is looked at each operating day. The monthly check of contents and expiry dates is the clinic's own list. */
export const EQUIPMENT = [
  { id: 'oxygen', words: 'Oxygen', hint: 'pressure read, bag-valve mask beside it' },
  { id: 'airway', words: 'Airways', hint: 'oral and nasal airways, laryngeal mask' },
  { id: 'suction', words: 'Suction', hint: 'runs, tip attached' },
  { id: 'defibrillator', words: 'Defibrillator or AED', hint: 'self-test passed, pads in date' },
  { id: 'monitors', words: 'Monitors', hint: 'pressure, SpO2, EtCO2, ECG' },
  { id: 'pumps', words: 'Infusion pumps', hint: 'charged, alarm heard' },
  { id: 'rescue-drugs', words: 'Rescue drugs', hint: 'as in the standing orders, naloxone and flumazenil, seal whole' },
  { id: 'iv-supplies', words: 'IV supplies and glucose meter', hint: 'complete' },
] as const

/** One check of one site as it travels. `acls`: the clinician with ACLS who stays on the premises until the last discharge (ST-01). */
export type EquipmentCheck = {
  readonly check: string
  readonly site: string
  readonly checked_at: string
  readonly checked_by: string
  readonly checked_by_name: string
  readonly items: Readonly<Record<EquipmentId, 'ok' | 'fault'>>
  readonly cart_lock: string
  readonly acls: string
  readonly acls_name: string
  readonly remark: string | null
}

export type EquipmentToday = { readonly check: EquipmentCheck; readonly at: Instant; readonly faults: readonly string[] }

/** The check when it is one of the site's day of `now`; null when there is none, or only an older one. `faults`: what was not in order, in words. */
export function equipmentToday(check: EquipmentCheck | null, timeZone: string, now: Instant): EquipmentToday | null {
  const at = check === null ? null : parseInstant(check.checked_at)
  if (check === null || at === null || localDate(at, timeZone) !== localDate(now, timeZone)) return null
  return { check, at, faults: EQUIPMENT.filter(({ id }) => check.items[id] !== 'ok').map(({ words }) => words) }
}
