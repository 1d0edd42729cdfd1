/*
From OBX segments to values, or to the reason why there is none. Absent is absent: what is not a measurement never becomes a number.

OBX-11 (result status). A value counts when the row is final, preliminary, corrected or entered (F, P, C, R, S, U, V, A, B, or empty). D, N, O, I, W and X are statements
that there is no value. X is "results cannot be obtained" (HL7 table 0085), and IHE PCD-01 uses it on the rows that only describe the device. One maker's information centre
writes X on every row, values included (117/82 with its mean of 90, inside the limits that the same row gives): there X says nothing, so it is passed over, and only there:
when every OBX of the message has it and the sender names that maker. From anybody else a number beside an X is kept out and shown to a person.
*/
import { isPlausible, type VitalName } from '@chairside/core/session'
import { ETCO2_FRACTION_LOINC, identify, UNIT_OF } from './codes.ts'
import { deviceIso, parseDeviceTime, type DeviceTime } from './device-time.ts'
import type { PumpPart } from './pump-codes.ts'
import { components, fieldOf, type Message, type Segment } from './message.ts'
import { convert, ucumOf } from './units.ts'

export type Observation = {
  /** Place among the OBX segments of the message, from 1: what makes a resend the same row. */
  readonly ordinal: number
  /** OBX-3's identifier as sent. */
  readonly id: string
  readonly label: string
  /** OBX-4: where in the device it belongs, as `1.1.2.3`. */
  readonly place: string
  /** OBX-5 as text, and OBX-8: what a status, a name or a flag says. */
  readonly text: string
  readonly flags: readonly string[]
  readonly mdc: string | null
  readonly loinc: string | null
  readonly vital: VitalName | null
  /** What it says of a pump. */
  readonly pump: PumpPart | null
  readonly value: number | null
  readonly unit: string | null
  readonly at: DeviceTime | null
  /** When OBX-14 said it: a measurement with a time of its own, not that of the message. */
  readonly ownTime: boolean
  /** Why there is no value, or what is wrong with the row; null when nothing is. */
  readonly problem: string | null
  /** The row contradicts itself: a person must look. An absent value is no such thing. */
  readonly suspect: boolean
}

const COUNTS = new Set(['', 'F', 'P', 'C', 'R', 'S', 'U', 'V', 'A', 'B'])
/** OBX-8 states of a measurement that is none (IHE PCD-01, measurement validity). Alarm flags such as H or L do not matter here. */
const INVALID_STATES = new Set(['INV', 'NAV', 'QUES', 'CALIB', 'TEST', 'DEMO', 'BUSY', 'INVALID', 'UNKNOWN', 'NAN', 'OFF', 'DISC'])
/** What devices send instead of "no value": SFLOAT and FLOAT special values, patterns of unwritten memory, and round impossible numbers. */
const NO_READING = new Set([-100, -200, -999, -9999, 2046, 2047, 2048, 2049, 2050, -21846, 21845, 32767, -32768, 65535, 8388606, 8388607, 8388608, 8388609, 8388610, -8388608, 16777215, 2147483647, -2147483648, 4294967295, 99999, 999999])
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)$/
const NUMERIC_TYPES = new Set(['NM', 'SN', 'ST', 'TX', 'FT', 'CF', ''])

type Context = { readonly message: Message; readonly defaultTime: DeviceTime | null; readonly zone: string | null; readonly xMeansNothing: boolean }

/** The number in OBX-5; null for text, nothing, and a structured number that is only a bound (`>97`). */
function numberIn(message: Message, type: string, field: string): number | null {
  const parts = components(message, field)
  const text = type === 'SN' ? (parts[0] === '' || parts[0] === '=' ? (parts.slice(2).some((p) => p !== '') ? '' : parts[1] ?? '') : '') : parts.length === 1 ? parts[0]! : ''
  if (field.includes(message.delimiters.repetition) || !NUMBER.test(text)) return null
  const value = Number(text)
  return Number.isFinite(value) && Math.abs(value) < 1e9 ? value : null
}

function observe(obx: Segment, ordinal: number, context: Context): Observation {
  const { message } = context
  const type = fieldOf(obx, 2).trim().toUpperCase()
  const [id = '', label = '', ...rest] = components(message, fieldOf(obx, 3))
  const raw = fieldOf(obx, 5)
  const status = fieldOf(obx, 11).trim().toUpperCase()
  const states = fieldOf(obx, 8).toUpperCase().split(/[^A-Z]+/)
  const own = parseDeviceTime(components(message, fieldOf(obx, 14))[0]!)
  const at = own ? { local: own.local, offset: own.offset ?? context.zone } : context.defaultTime
  const name = label || id || `row ${ordinal}`
  const unitParts = components(message, fieldOf(obx, 6))
  const hasUnit = unitParts.some((p) => p !== '')
  const unit = ucumOf(unitParts)
  const identified = identify([id, label, ...rest])
  const text = components(message, raw).join('^').replace(/^\^+|\^+$/g, '')
  const base = { ordinal, id, label, place: fieldOf(obx, 4).trim(), text, flags: states.filter((s) => s !== ''), pump: identified.kind === 'other' ? identified.pump ?? null : null, at, ownTime: own !== null }
  const known = identified.kind === 'vital' ? { mdc: identified.meaning.mdc, loinc: identified.meaning.loinc, vital: identified.meaning.vital }
    : identified.kind === 'other' ? { mdc: identified.mdc, loinc: identified.loinc, vital: null } : { mdc: null, loinc: null, vital: null }
  const none = (field: number, problem: string | null, suspect = false): Observation => ({ ...base, ...known, value: null, unit, problem: problem === null ? null : `OBX ${ordinal}, OBX-${field}: ${problem}`, suspect })

  const value = NUMERIC_TYPES.has(type) ? numberIn(message, type, raw) : null
  if (identified.kind === 'disagree') return none(3, `${identified.why}; not taken`, true)
  if (text === '') return none(5, null)
  if (value === null) return none(5, known.vital !== null ? `${name} "${text.slice(0, 40)}" is not ${raw.includes(message.delimiters.repetition) ? 'one number' : 'a number'}` : null)
  if (NO_READING.has(value)) return none(5, `${name} ${value} means no reading`)
  if (!COUNTS.has(status) && !(status === 'X' && context.xMeansNothing)) return none(11, `${name} has result status ${status}: no value`, status === 'X')
  const state = states.find((s) => INVALID_STATES.has(s))
  if (state !== undefined) return none(8, `${name} is marked ${state}: no value`)
  if (unit === null) return none(6, hasUnit ? `${name} has a unit that is not known or contradicts itself (${unitParts.filter((p) => p !== '').join(' ').slice(0, 60)}): not numeric` : `${name} has no unit: not numeric`, known.vital !== null || base.pump !== null)
  if (known.vital === null) return { ...base, ...known, value, unit, problem: null, suspect: false }
  if (known.vital === 'etco2_mmHg' && (unit === '%' || unit === '%{vol}')) return { ...base, mdc: known.mdc, loinc: ETCO2_FRACTION_LOINC, vital: null, value, unit, problem: null, suspect: false }
  const wanted = UNIT_OF[known.vital]
  const converted = convert(value, unit, wanted)
  if (converted === null) return none(6, `${name} in ${unit} is not what its code means (${wanted}); not taken`, true)
  if (!isPlausible(known.vital, converted)) return { ...none(5, `${name} ${converted} ${wanted} cannot be a measurement`), unit: wanted }
  return { ...base, ...known, value: converted, unit: wanted, problem: null, suspect: false }
}

/** Where a pressure was measured: the terms without a place, the cuff's older terms, or without an instrument in the vein. Other places are no sign of ours. */
const FAMILY: Readonly<Record<string, string>> = { 150017: 'any', 150018: 'any', 150019: 'any', 150301: 'cuff', 150302: 'cuff', 150303: 'cuff' }

/** The three numbers of one reading belong together: when they contradict each other, nobody can know which one is wrong, and none is taken. */
function checkPressures(rows: readonly Observation[]): Observation[] {
  const groups = new Map<string, Observation[]>()
  for (const row of rows) {
    if (row.value === null || (row.vital !== 'sbp_mmHg' && row.vital !== 'dbp_mmHg' && row.vital !== 'map_mmHg')) continue
    const key = `${FAMILY[row.mdc ?? ''] ?? 'non-invasive'}|${row.at ? deviceIso(row.at) : ''}`
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  const wrong = new Set<number>()
  for (const group of groups.values()) {
    const of = (vital: VitalName): number[] => group.flatMap((row) => (row.vital === vital && row.value !== null ? [row.value] : []))
    const [sys, dia, mean] = [of('sbp_mmHg'), of('dbp_mmHg'), of('map_mmHg')]
    if (Math.min(...sys) <= Math.max(...dia) || (sys.length > 0 && Math.max(...mean) > Math.max(...sys)) || (dia.length > 0 && Math.min(...mean) < Math.min(...dia))) for (const row of group) wrong.add(row.ordinal)
  }
  return rows.map((row) => (wrong.has(row.ordinal) ? { ...row, value: null, problem: `OBX ${row.ordinal}, OBX-5: ${row.label || row.id} ${row.value} does not fit the other pressures of this reading; none is taken`, suspect: true } : row))
}

/** All OBX rows of a message, in order. `zone` is the offset of MSH-7, which holds for every time of the message that has none; `sender` is MSH-3 and MSH-4. */
export function observationsOf(message: Message, messageTime: DeviceTime | null, zone: string | null, sender: string): Observation[] {
  const all = message.segments.filter((s) => s.name === 'OBX')
  const xMeansNothing = all.length > 1 && /philips/i.test(sender) && all.every((s) => fieldOf(s, 11).trim() === 'X')
  let defaultTime = messageTime
  let ordinal = 0
  const rows: Observation[] = []
  for (const segment of message.segments) {
    if (segment.name === 'OBR') {
      const observed = parseDeviceTime(components(message, fieldOf(segment, 7))[0]!)
      defaultTime = observed ? { local: observed.local, offset: observed.offset ?? zone } : messageTime
    }
    if (segment.name === 'OBX') rows.push(observe(segment, (ordinal += 1), { message, defaultTime, zone, xMeansNothing }))
  }
  return checkPressures(rows)
}
