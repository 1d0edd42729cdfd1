/*
What a cuff, an oximeter, a pulse sensor or a thermometer says over Bluetooth, by the Bluetooth SIG's standard services: bytes in, numbers or "no reading" out.

Blood Pressure Measurement 2A35, PLX Spot-Check 2A5E, PLX Continuous 2A5F, Heart Rate Measurement 2A37, Temperature Measurement 2A1C, Battery Level 2A19.
Numbers are SFLOAT (4 bits of exponent, 12 of mantissa) and FLOAT (8 and 24) of IEEE 11073-20601, both two's complement, exponent without a bias, least significant byte first.
Five values of each are no numbers (NaN, NRes, both infinities, one reserved): no reading, never 2047. Sources: docs/sources.md#bluetooth.
*/
import { ok, refuse, type Result } from '../shared/index.ts'

/** Why bytes are no reading. */
export type BadBytes = { readonly kind: 'bad-bytes'; readonly why: string }
/** The device's own wall clock. Year, month and day are null where the device does not know them. */
export type BluetoothTime = { readonly year: number | null; readonly month: number | null; readonly day: number | null; readonly hour: number; readonly minute: number; readonly second: number }

export const BLUETOOTH = {
  services: { bloodPressure: 0x1810, pulseOximeter: 0x1822, heartRate: 0x180d, thermometer: 0x1809, battery: 0x180f },
  characteristics: { bloodPressure: 0x2a35, spotCheck: 0x2a5e, continuous: 0x2a5f, heartRate: 0x2a37, temperature: 0x2a1c, battery: 0x2a19 },
} as const

/** Mantissas that are no numbers, with exponent 0. */
const SFLOAT_SPECIAL: ReadonlySet<number> = new Set([0x07fe, 0x07ff, 0x0800, 0x0801, 0x0802])
const FLOAT_SPECIAL: ReadonlySet<number> = new Set([0x007ffffe, 0x007fffff, 0x00800000, 0x00800001, 0x00800002])

/** The decimal number that was meant: divided, not multiplied by a fraction that binary cannot hold. */
const scaled = (mantissa: number, exponent: number): number => (exponent < 0 ? mantissa / 10 ** -exponent : mantissa * 10 ** exponent)

/** The number in 16 bits; null for what is none. */
export function sfloat(bits: number): number | null {
  const raw = bits & 0xffff
  if (SFLOAT_SPECIAL.has(raw)) return null
  const mantissa = (raw & 0x0fff) << 20 >> 20
  return scaled(mantissa, (raw << 16) >> 28)
}

/** The number in 32 bits; null for what is none. */
export function float(bits: number): number | null {
  const raw = bits >>> 0
  if (FLOAT_SPECIAL.has(raw)) return null
  const value = scaled((raw << 8) >> 8, raw >> 24)
  return Number.isFinite(value) ? value : null
}

/** Reads on from byte to byte; what is not there is noticed once, at the end. */
function reader(bytes: Uint8Array) {
  let at = 0
  let short = false
  const u8 = (): number => {
    const byte = bytes[at++]
    if (byte === undefined) short = true
    return byte ?? 0
  }
  const u16 = (): number => u8() | (u8() << 8)
  const u24 = (): number => u16() | (u8() << 16)
  return {
    u8, u16, u24, short: () => short, left: () => bytes.length - at,
    sfloat: () => sfloat(u16()), float: () => float(u24() | (u8() << 24)),
    time: (): BluetoothTime => {
      const [year, month, day] = [u16(), u8(), u8()]
      return { year: year === 0 ? null : year, month: month === 0 ? null : month, day: day === 0 ? null : day, hour: u8(), minute: u8(), second: u8() }
    },
  }
}
const isTime = ({ year, month, day, hour, minute, second }: BluetoothTime): boolean =>
  (year === null || (year >= 1582 && year <= 9999)) && (month ?? 1) <= 12 && (day ?? 1) <= 31 && hour <= 23 && minute <= 59 && second <= 59
const tooShort = (what: string): Result<never, BadBytes> => refuse({ kind: 'bad-bytes', why: `${what}: shorter than its first byte says` })
/** A time that cannot be is none; the reading beside it still counts. */
const timeOrNull = (time: BluetoothTime | null): BluetoothTime | null => (time !== null && isTime(time) ? time : null)
const bit = (flags: number, n: number): boolean => ((flags >> n) & 1) === 1
const named = (flags: number, names: Readonly<Record<number, string>>): string[] => Object.entries(names).flatMap(([n, name]) => (bit(flags, Number(n)) ? [name] : []))

export type CuffBytes = {
  readonly sys: number | null; readonly dia: number | null; readonly map: number | null; readonly unit: 'mm[Hg]' | 'kPa'
  readonly pulse: number | null; readonly user: number | null; readonly time: BluetoothTime | null; readonly status: readonly string[]
}
const CUFF_STATUS = { 0: 'body-movement', 1: 'cuff-too-loose', 2: 'irregular-pulse', 5: 'improper-position' } as const
const PULSE_RANGE: Readonly<Record<number, string>> = { 1: 'pulse-above-upper-limit', 2: 'pulse-below-lower-limit' }

/** 2A35. Pressures in the unit of the device. User 255 is nobody in particular. */
export function parseBloodPressure(bytes: Uint8Array): Result<CuffBytes, BadBytes> {
  const r = reader(bytes)
  const flags = r.u8()
  const [sys, dia, map] = [r.sfloat(), r.sfloat(), r.sfloat()]
  const time = bit(flags, 1) ? r.time() : null
  const pulse = bit(flags, 2) ? r.sfloat() : null
  const user = bit(flags, 3) ? r.u8() : null
  const status = bit(flags, 4) ? r.u16() : 0
  if (r.short()) return tooShort('blood pressure')
  const range = PULSE_RANGE[(status >> 3) & 3]
  return ok({ sys, dia, map, unit: bit(flags, 0) ? 'kPa' : 'mm[Hg]', pulse, user: user === 255 ? null : user, time: timeOrNull(time), status: [...named(status, CUFF_STATUS), ...(range === undefined ? [] : [range])] })
}

export type OximeterBytes = {
  readonly spo2: number | null; readonly pulse: number | null; readonly time: BluetoothTime | null
  /** What the oximeter says about the measurement and its sensor. */
  readonly status: readonly string[]
  /** From the memory of the device, not of now. */
  readonly stored: boolean
}
const MEASUREMENT = { 5: 'measurement-ongoing', 6: 'early-estimate', 9: 'from-memory', 10: 'demonstration', 11: 'test', 12: 'calibration', 13: 'unavailable', 14: 'questionable', 15: 'invalid' } as const
const SENSOR = {
  1: 'equipment-malfunction', 2: 'signal-irregular', 3: 'signal-inadequate', 4: 'signal-poor', 5: 'low-perfusion', 6: 'signal-erratic', 7: 'no-pulse-in-signal', 8: 'pulse-questionable', 10: 'sensor-interference',
  11: 'sensor-not-on-patient', 12: 'sensor-unknown', 13: 'sensor-displaced', 14: 'sensor-malfunction', 15: 'sensor-disconnected',
} as const

function oximeter(r: ReturnType<typeof reader>, what: string, spo2: number | null, pulse: number | null, time: BluetoothTime | null, hasMeasurement: boolean, hasSensor: boolean): Result<OximeterBytes, BadBytes> {
  const measurement = hasMeasurement ? r.u16() : 0
  const sensor = hasSensor ? r.u24() : 0
  if (r.short()) return tooShort(what)
  return ok({ spo2, pulse, time: timeOrNull(time), status: [...named(measurement, MEASUREMENT), ...named(sensor, SENSOR)], stored: bit(measurement, 9) })
}

/** 2A5E: one finished measurement. */
export function parseSpotCheck(bytes: Uint8Array): Result<OximeterBytes, BadBytes> {
  const r = reader(bytes)
  const flags = r.u8()
  const [spo2, pulse] = [r.sfloat(), r.sfloat()]
  return oximeter(r, 'oximeter', spo2, pulse, bit(flags, 0) ? r.time() : null, bit(flags, 1), bit(flags, 2))
}

/** 2A5F: what the oximeter shows now. The normal averaging counts; fast and slow are read over. */
export function parseContinuous(bytes: Uint8Array): Result<OximeterBytes, BadBytes> {
  const r = reader(bytes)
  const flags = r.u8()
  const [spo2, pulse] = [r.sfloat(), r.sfloat()]
  for (const n of [0, 1]) if (bit(flags, n)) { r.u16(); r.u16() }
  return oximeter(r, 'oximeter', spo2, pulse, null, bit(flags, 2), bit(flags, 3))
}

/** 2A37. `contact`: null where the sensor cannot say; without contact the number is no reading. */
export function parseHeartRate(bytes: Uint8Array): Result<{ readonly hr: number; readonly contact: boolean | null }, BadBytes> {
  const r = reader(bytes)
  const flags = r.u8()
  const hr = bit(flags, 0) ? r.u16() : r.u8()
  return r.short() ? tooShort('heart rate') : ok({ hr, contact: bit(flags, 2) ? bit(flags, 1) : null })
}

const BODY_SITES: Readonly<Record<number, string>> = { 1: 'armpit', 2: 'body', 3: 'ear', 4: 'finger', 5: 'gastro-intestinal', 6: 'mouth', 7: 'rectum', 8: 'toe', 9: 'tympanum' }

/** 2A1C. */
export function parseTemperature(bytes: Uint8Array): Result<{ readonly temp: number | null; readonly unit: 'Cel' | '[degF]'; readonly time: BluetoothTime | null; readonly site: string | null }, BadBytes> {
  const r = reader(bytes)
  const flags = r.u8()
  const temp = r.float()
  const time = bit(flags, 1) ? r.time() : null
  const site = bit(flags, 2) ? r.u8() : 0
  return r.short() ? tooShort('temperature') : ok({ temp, unit: bit(flags, 0) ? '[degF]' : 'Cel', time: timeOrNull(time), site: BODY_SITES[site] ?? null })
}

/** 2A19: percent of the battery that is left; null for what is no percentage. */
export const parseBattery = (bytes: Uint8Array): number | null => (bytes.length === 1 && bytes[0]! <= 100 ? bytes[0]! : null)
