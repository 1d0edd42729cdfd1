// The clinic's words and units for what the log holds. The only place where a field's name becomes something that people read.
import type { SessionState, VitalName } from '@chairside/core/session'

export const VITAL_WORDS: Readonly<Record<VitalName, { readonly name: string; readonly short: string; readonly unit: string; readonly decimals: number }>> = {
  sbp_mmHg: { name: 'Systolic pressure', short: 'Sys', unit: 'mmHg', decimals: 0 },
  dbp_mmHg: { name: 'Diastolic pressure', short: 'Dia', unit: 'mmHg', decimals: 0 },
  map_mmHg: { name: 'Mean pressure', short: 'MAP', unit: 'mmHg', decimals: 0 },
  pulse_per_min: { name: 'Pulse', short: 'Pulse', unit: '/min', decimals: 0 },
  spo2_pct: { name: 'Oxygen saturation', short: 'SpO₂', unit: '%', decimals: 0 },
  rr_per_min: { name: 'Breathing rate', short: 'RR', unit: '/min', decimals: 0 },
  etco2_mmHg: { name: 'End-tidal CO₂', short: 'EtCO₂', unit: 'mmHg', decimals: 0 },
  temp_Cel: { name: 'Temperature', short: 'Temp', unit: '°C', decimals: 1 },
}

export const STATE_WORDS: Readonly<Record<SessionState, string>> = {
  expected: 'Expected', arrived: 'Arrived', preparing: 'Preparing', infusing: 'Infusing', paused: 'Paused', recovering: 'Recovering', discharged: 'Discharged', signed: 'Signed', aborted: 'Ended early',
}
export const ORIGIN_WORDS = { person: 'by hand', device: 'monitor', simulated: 'simulated' } as const
export const BASIS_WORDS = { actual: 'actual weight', ideal: 'ideal weight', adjusted: 'adjusted weight', lean: 'lean weight' } as const

export const number = (value: number, decimals = 2): string => String(Number(value.toFixed(decimals)))
