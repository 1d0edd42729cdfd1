// What a reading may be at all. Outside these bounds a number is an artefact, a unit mix-up or a device's way of saying
// "no reading" (SpO2 -100, pulse 0), and is never stored as a measurement. Wide on purpose: alarms have their own limits.
// UNSOURCED bounds (proposed, clinical review pending): docs/sources.md#plausibility.
import { number, optional } from './fields.ts'

export const VITAL_FIELDS = {
  sbp_mmHg: optional(number('mm[Hg]', 30, 300)),
  dbp_mmHg: optional(number('mm[Hg]', 10, 200)),
  map_mmHg: optional(number('mm[Hg]', 15, 250)),
  pulse_per_min: optional(number('/min', 15, 300)),
  spo2_pct: optional(number('%', 30, 100)),
  rr_per_min: optional(number('/min', 0, 80)),
  etco2_mmHg: optional(number('mm[Hg]', 0, 150)),
  temp_Cel: optional(number('Cel', 25, 45)),
} as const

export type VitalName = keyof typeof VITAL_FIELDS
export const VITAL_NAMES = Object.keys(VITAL_FIELDS) as readonly VitalName[]

/** Whether `value`, in the unit of the field's name, can be a measurement of a living adult. */
export function isPlausible(name: VitalName, value: number): boolean {
  const { min, max } = VITAL_FIELDS[name]
  return Number.isFinite(value) && value >= min && value <= max
}
