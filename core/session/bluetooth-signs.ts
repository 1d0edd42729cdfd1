// What of a Bluetooth reading is a vital sign: in our units, possible, and not disowned by the device itself. Everything else is said, never recorded.
import type { Result } from '../shared/index.ts'
import { BLUETOOTH, parseBloodPressure, parseContinuous, parseHeartRate, parseSpotCheck, parseTemperature, type BadBytes, type BluetoothTime } from './bluetooth.ts'
import { isPlausible, VITAL_FIELDS, type VitalName } from './plausible.ts'

export type BluetoothReading = {
  /** `point`: one finished measurement, for a person to confirm. `stream`: what the device shows now. */
  readonly kind: 'point' | 'stream'
  /** In the unit of the name. Empty where nothing in it is a reading. */
  readonly values: Readonly<Partial<Record<VitalName, number>>>
  /** Why a number is not among the values. */
  readonly refused: readonly string[]
  /** What the device says about the measurement: it counts, and a person should see this. */
  readonly warnings: readonly string[]
  /** From the device's memory: nobody knows whose it is. */
  readonly stored: boolean
  readonly time: BluetoothTime | null
}

/** Kilopascals in one millimetre of mercury: 13.5951 times 9.80665 Pa, exactly. */
const KPA_PER_MMHG = 0.133322387415
/** To a tenth: a pressure turned from kPa has digits that nobody measured. Not a clinical limit; UNSOURCED (proposed): cuffs send whole mmHg, oximeters whole percent, thermometers tenths of a degree. */
const tenth = (x: number): number => Math.round(x * 10) / 10

/** With these the device itself says that the numbers are none. */
const DISOWNED: ReadonlySet<string> = new Set(['demonstration', 'test', 'calibration', 'unavailable', 'invalid', 'equipment-malfunction', 'signal-inadequate', 'no-pulse-in-signal', 'sensor-not-on-patient', 'sensor-unknown', 'sensor-displaced', 'sensor-malfunction', 'sensor-disconnected'])

const PRESSURES: readonly VitalName[] = ['sbp_mmHg', 'dbp_mmHg', 'map_mmHg']
type Asked = readonly [vital: VitalName, value: number | null]

function reading(kind: BluetoothReading['kind'], asked: readonly Asked[], status: readonly string[], stored: boolean, time: BluetoothTime | null): BluetoothReading {
  const values: Partial<Record<VitalName, number>> = {}
  const refused: string[] = []
  const disowned = status.filter((word) => DISOWNED.has(word))
  for (const [vital, value] of asked) {
    if (value === null || disowned.length > 0) continue
    if (isPlausible(vital, value)) values[vital] = value
    else refused.push(`${value} ${VITAL_FIELDS[vital].unit} cannot be ${PLAIN[vital]}`)
  }
  const isPressure = (vital: VitalName): boolean => PRESSURES.includes(vital)
  // Where one pressure of a reading cannot be, the others are of the same slip: a unit, or a cuff that lost its grip.
  if (asked.some(([vital, value]) => isPressure(vital) && value !== null && !isPlausible(vital, value))) for (const name of PRESSURES) delete values[name]
  const { sbp_mmHg: sys, dbp_mmHg: dia, map_mmHg: map } = values
  // As on the wire of a monitor: of three numbers that contradict each other nobody knows which one is wrong.
  if ((sys !== undefined && dia !== undefined && sys <= dia) || (map !== undefined && ((sys !== undefined && map > sys) || (dia !== undefined && map < dia)))) {
    refused.push('the pressures of this reading contradict each other')
    for (const name of PRESSURES) delete values[name]
  }
  if (asked.length > 0 && asked.every(([, value]) => value === null)) refused.push('no reading')
  refused.push(...disowned)
  return { kind, values: stored ? {} : values, refused: stored ? [...refused, 'from the memory of the device'] : refused, warnings: status.filter((word) => !DISOWNED.has(word) && word !== 'from-memory' && word !== 'measurement-ongoing'), stored, time }
}
const PLAIN: Readonly<Record<VitalName, string>> = {
  sbp_mmHg: 'a systolic pressure', dbp_mmHg: 'a diastolic pressure', map_mmHg: 'a mean pressure', pulse_per_min: 'a pulse', spo2_pct: 'a saturation', rr_per_min: 'a breathing rate', etco2_mmHg: 'an end-tidal CO₂', temp_Cel: 'a body temperature',
}

const mapped = <T>(parsed: Result<T, BadBytes>, made: (value: T) => BluetoothReading): Result<BluetoothReading, BadBytes> => (parsed.ok ? { ok: true, value: made(parsed.value) } : parsed)

/** What one notification of a characteristic (its 16-bit number) says; null for a characteristic that is not read here. */
export function readBluetooth(characteristic: number, bytes: Uint8Array): Result<BluetoothReading, BadBytes> | null {
  const { characteristics: c } = BLUETOOTH
  switch (characteristic) {
    case c.bloodPressure: return mapped(parseBloodPressure(bytes), ({ sys, dia, map, unit, pulse, status, time }) => {
      const mmHg = (value: number | null): number | null => (value === null || unit === 'mm[Hg]' ? value : tenth(value / KPA_PER_MMHG))
      // A mean of 0 is how cuffs without one write it.
      return reading('point', [['sbp_mmHg', mmHg(sys)], ['dbp_mmHg', mmHg(dia)], ['map_mmHg', map === 0 ? null : mmHg(map)], ['pulse_per_min', pulse]], status, false, time)
    })
    case c.spotCheck: return mapped(parseSpotCheck(bytes), ({ spo2, pulse, status, stored, time }) => reading('point', [['spo2_pct', spo2], ['pulse_per_min', pulse]], status, stored, time))
    case c.continuous: return mapped(parseContinuous(bytes), ({ spo2, pulse, status, stored, time }) => reading('stream', [['spo2_pct', spo2], ['pulse_per_min', pulse]], status, stored, time))
    case c.heartRate: return mapped(parseHeartRate(bytes), ({ hr, contact }) => reading('stream', [['pulse_per_min', contact === false ? null : hr]], contact === false ? ['sensor-not-on-patient'] : [], false, null))
    case c.temperature: return mapped(parseTemperature(bytes), ({ temp, unit, time, site }) =>
      reading('point', [['temp_Cel', temp === null ? null : unit === 'Cel' ? temp : tenth(((temp - 32) * 5) / 9)]], site === 'finger' || site === 'toe' ? [`measured-at-the-${site}`] : [], false, time))
    default: return null
  }
}
