// A recorded series of vital signs from CSV: whose columns have any of the usual names. What was not measured stays not measured.
import { isPlausible, type VitalName } from '@chairside/core/session'

export type Row = { /** Milliseconds since the first row; may step back, as device clocks do. */ readonly offset_ms: number; /** Null: the sensor was there and gave no reading. */ readonly values: Readonly<Partial<Record<VitalName, number | null>>> }
export type Recording = { readonly columns: readonly { readonly column: string; readonly vital: VitalName }[]; readonly ignored: readonly string[]; readonly rows: readonly Row[]; /** Longer than this between two rows is a gap. */ readonly gapFrom_ms: number }

const NAMES: readonly (readonly [VitalName, RegExp])[] = [
  ['spo2_pct', /^(?:spo2|sao2|sat|o2sat|spo2pct|oxygensaturation)$/], ['etco2_mmHg', /^(?:etco2|co2et|endtidalco2|etco2mmhg)$/],
  ['rr_per_min', /^(?:rr|resprate|respirationrate|respiratoryrate|awrr|breathrate|rrpermin)$/], ['pulse_per_min', /^(?:pulse|pulserate|pr|hr|heartrate|fc|bpm|pulsepermin)$/],
  ['sbp_mmHg', /^(?:sys|sbp|pas|systolic|nibpsys|nibps|nibpsystolic|nisys|sbpmmhg|systolicbp)$/], ['dbp_mmHg', /^(?:dia|dbp|pad|diastolic|nibpdia|nibpd|nibpdiastolic|nidia|dbpmmhg|diastolicbp)$/],
  ['map_mmHg', /^(?:map|pam|mbp|nibpmean|nibpm|nibpmap|mean|mapmmhg)$/], ['temp_Cel', /^(?:temp|temperature|tempc|bodytemp|tempcel)$/],
]
const TIMES = [/^(?:devicetime|time|timestamp|datetime|t|ts|seconds|secs|elapsed|elapseds|elapsedmin|elapsedminutes|minutes|min|times|ms)$/, /time/]
const NO_VALUE = /^(?:|na|nan|null|none|-+|\?+|\.)$/i

const simple = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

/** Splits one line of CSV (RFC 4180 quotes, separator as in the header). */
function cellsOf(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator).map((cell) => cell.trim())
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!
    if (c === '"') {
      if (quoted && line[i + 1] === '"') { cell += '"'; i++ } else quoted = !quoted
    } else if (c === separator && !quoted) {
      cells.push(cell.trim())
      cell = ''
    } else cell += c
  }
  return [...cells, cell.trim()]
}

/** Milliseconds of a time cell: ISO 8601 (with or without offset), `HH:MM:SS`, or a number of seconds (minutes when the column says so). Null when it is none. */
function timeIn(cell: string, column: string): number | null {
  if (/^-?\d+(?:\.\d+)?$/.test(cell)) {
    const n = Number(cell)
    return /min/i.test(column) ? n * 60_000 : /ms|milli/i.test(column) || Math.abs(n) > 1e11 ? n : n * 1000
  }
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?$/.exec(cell)
  if (clock) return Number(clock[1]) * 3_600_000 + Number(clock[2]) * 60_000 + Number(clock[3] ?? 0) * 1000
  const iso = cell.replace(' ', 'T')
  const ms = Date.parse(/^\d{4}-\d{2}-\d{2}T[\d:.]+$/.test(iso) ? `${iso}Z` : iso)
  return Number.isNaN(ms) ? null : ms
}

export type BadRecording = { readonly place: string; readonly value: string; readonly allowed: string }

/** Reads a recording. Impossible numbers (a pulse of 0, a saturation of 1) are what the recorder wrote for "no reading", and become that. */
export function readRecording(text: string): Recording | BadRecording {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/).filter((line) => line.trim() !== '')
  const header = lines[0] ?? ''
  const separator = [',', ';', '\t'].toSorted((a, b) => header.split(b).length - header.split(a).length)[0]!
  const names = cellsOf(header, separator)
  const timeColumn = TIMES.map((pattern) => names.findIndex((name) => pattern.test(simple(name)))).find((i) => i >= 0) ?? -1
  if (timeColumn < 0) return { place: 'line 1', value: header.slice(0, 60), allowed: 'a CSV header with a time column (time, device_time, timestamp, seconds)' }
  const columns: { index: number; column: string; vital: VitalName }[] = []
  names.forEach((column, index) => {
    const vital = index === timeColumn ? undefined : NAMES.find(([, pattern]) => pattern.test(simple(column)))?.[0]
    if (vital !== undefined && !columns.some((c) => c.vital === vital)) columns.push({ index, column, vital })
  })
  if (columns.length === 0) return { place: 'line 1', value: header.slice(0, 60), allowed: 'at least one column of vital signs (spo2, pulse, rr, etco2, sys, dia, map, temp)' }
  const rows: Row[] = []
  let first: number | null = null
  for (let i = 1; i < lines.length; i++) {
    const cells = cellsOf(lines[i]!, separator)
    const at = timeIn(cells[timeColumn] ?? '', names[timeColumn]!)
    if (at === null) return { place: `line ${i + 1}, ${names[timeColumn]}`, value: cells[timeColumn] ?? '', allowed: 'a time (2026-03-10T08:55:22Z, 08:55:22 or seconds)' }
    first ??= at
    const values: Partial<Record<VitalName, number | null>> = {}
    for (const { index, column, vital } of columns) {
      const cell = cells[index] ?? ''
      const number = Number(cell)
      if (!NO_VALUE.test(cell) && !Number.isFinite(number)) return { place: `line ${i + 1}, ${column}`, value: cell, allowed: 'a number, or nothing' }
      values[vital] = NO_VALUE.test(cell) || !isPlausible(vital, number) ? null : number
    }
    rows.push({ offset_ms: at - first, values })
  }
  if (rows.length === 0) return { place: 'line 2', value: '', allowed: 'at least one row' }
  const steps = rows.slice(1).map((row, i) => row.offset_ms - rows[i]!.offset_ms).filter((step) => step > 0).toSorted((a, b) => a - b)
  return {
    columns: columns.map(({ column, vital }) => ({ column, vital })), ignored: names.filter((_, i) => i !== timeColumn && !columns.some((c) => c.index === i)), rows,
    gapFrom_ms: (steps[Math.floor(steps.length / 2)] ?? 1000) * 1.5,
  }
}
