// Height and weight as people say them, kept in the clinic's units. The crossings are exact by definition (international yard and pound, 1959).
import { roundTo } from '@chairside/core/shared'

const KG_PER_LB = 0.45359237
const CM_PER_IN = 2.54

export type WeightUnit = 'kg' | 'lb'
export type HeightUnit = 'cm' | 'ft'

/** A weight in kg, to 100 g, from what was typed; null when it is not a number. A comma counts as a point. */
export function weightKg(typed: string, unit: WeightUnit): number | null {
  const value = numberIn(typed)
  return value === null ? null : roundTo(unit === 'kg' ? value : value * KG_PER_LB, 1)
}

/** A height in cm, to a millimetre, from `178`, or from feet and inches as `5 10`, `5'10"` or `5 ft 10.5`; null when it is neither. */
export function heightCm(typed: string, unit: HeightUnit): number | null {
  if (unit === 'cm') {
    const value = numberIn(typed)
    return value === null ? null : roundTo(value, 1)
  }
  const match = /^\s*(\d+)\s*(?:ft|'|′)?\s*(?:(\d+(?:[.,]\d+)?)\s*(?:in|"|″|'')?)?\s*$/.exec(typed)
  if (!match) return null
  const inches = Number((match[2] ?? '0').replace(',', '.'))
  return inches >= 12 ? null : roundTo((Number(match[1]) * 12 + inches) * CM_PER_IN, 1)
}

function numberIn(typed: string): number | null {
  const text = typed.trim().replace(',', '.')
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : null
}

/** A date of birth as typed, `1990-04-23`, `23.04.1990`, `23 Apr 1990` or `04/23/1990`; null when it is no calendar day. A slash means month first, as on US forms. */
export function birthDate(typed: string): string | null {
  const text = typed.trim()
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text)
  const dots = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text)
  const slashes = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text)
  const named = /^(\d{1,2}) ([A-Za-z]{3})[a-z]* (\d{4})$/.exec(text)
  const month = named ? ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'].indexOf(named[2]!.toLowerCase()) + 1 : 0
  const [y, m, d] = iso ? [iso[1], iso[2], iso[3]] : dots ? [dots[3], dots[2], dots[1]] : slashes ? [slashes[3], slashes[1], slashes[2]] : named ? [named[3], String(month), named[1]] : []
  if (y === undefined || m === undefined || d === undefined) return null
  const date = `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`
  const ms = Date.parse(`${date}T00:00:00Z`)
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date ? null : date
}
