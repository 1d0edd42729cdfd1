// The record as a table: times down, values across. Note, PDF and the reading of the chart at a moment all take it from here.
import { localTime, MINUTE_MS, type Instant } from '../shared/index.ts'
import { deliveredAt } from './delivered.ts'
import type { Fact, Infusion, SessionView } from './fold.ts'
import { figure } from './note-sections.ts'

/** Units stand in the head of the column, as `unit`. */
export const TABLE_COLUMNS = [
  { id: 'bp', name: 'BP', unit: 'mmHg' }, { id: 'map', name: 'MAP', unit: 'mmHg' }, { id: 'pulse', name: 'Pulse', unit: '/min' }, { id: 'spo2', name: 'SpO2', unit: '%' }, { id: 'rr', name: 'RR', unit: '/min' }, { id: 'etco2', name: 'EtCO2', unit: 'mmHg' },
  { id: 'temp', name: 'Temp', unit: '°C' }, { id: 'sedation', name: 'Sedation', unit: 'MOAA/S' }, { id: 'dissociation', name: 'Dissociation', unit: '0-10' }, { id: 'rate', name: 'Rate', unit: 'mL/h' }, { id: 'dose', name: 'Given', unit: 'mg' },
] as const
export type ColumnId = (typeof TABLE_COLUMNS)[number]['id']
export type TableRow = {
  readonly at: Instant
  readonly time: string
  readonly cells: Readonly<Partial<Record<ColumnId, string>>>
  /** `P` a person, `M` a monitor, `S` simulated, `C` corrected, `L` entered later; in this order. */
  readonly marks: string
}

const ORIGIN_MARKS = { person: 'P', device: 'M', simulated: 'S' } as const
const MARK_ORDER = ['P', 'M', 'S', 'C', 'L'] as const
const DELIVERED_MARKS = { 'pump': 'pump', 'pump-and-rate': 'pump+rate', 'elapsed-rate': 'rate' } as const

function cellsOf(event: Fact['event']): Partial<Record<ColumnId, string>> | null {
  if (event.type === 'sedation-scored') return { sedation: event.scale === 'MOAA/S' ? String(event.score) : `RASS ${event.score > 0 ? '+' : ''}${event.score}` }
  if (event.type === 'dissociation-scored') return { dissociation: `${event.scale === '0-10' ? '' : 'CADSS-6 '}${event.score}${event.distressing === true ? '!' : ''}` }
  if (event.type !== 'vitals-recorded') return null
  const { sbp_mmHg: sbp, dbp_mmHg: dbp, map_mmHg: map, pulse_per_min: pulse, spo2_pct: spo2, rr_per_min: rr, etco2_mmHg: etco2, temp_Cel: temp } = event.values
  const one = (name: ColumnId, value: number | undefined): Partial<Record<ColumnId, string>> => (value === undefined ? {} : { [name]: figure(value, 1) })
  return { ...(sbp === undefined && dbp === undefined ? {} : { bp: `${sbp === undefined ? '?' : figure(sbp, 0)}/${dbp === undefined ? '?' : figure(dbp, 0)}` }), ...one('map', map), ...one('pulse', pulse), ...one('spo2', spo2), ...one('rr', rr), ...one('etco2', etco2), ...one('temp', temp) }
}

const marksOf = ({ event, corrections }: Fact): string =>
  `${event.type === 'vitals-recorded' ? ORIGIN_MARKS[event.origin] : ''}${corrections.length > 0 ? 'C' : ''}${event.enteredAt === undefined ? '' : 'L'}`
const joinMarks = (a: string, b: string): string => MARK_ORDER.filter((mark) => a.includes(mark) || b.includes(mark)).join('')

/** The rate at a moment in mL/h; 0 while paused, null before the start and after the stop. */
export function rateAt(infusion: Infusion, at: Instant): number | null {
  if (at < infusion.startedAt || (infusion.stoppedAt !== null && at > infusion.stoppedAt)) return null
  return infusion.segments.findLast((s) => s.from <= at && (s.to === null || at < s.to))?.rate_mL_per_h ?? 0
}

function doseCells(infusion: Infusion | null, at: Instant): Partial<Record<ColumnId, string>> {
  if (infusion === null || at < infusion.startedAt) return {}
  const rate = rateAt(infusion, at)
  const { dose_mg, origin } = deliveredAt(infusion, infusion.stoppedAt !== null && at > infusion.stoppedAt ? infusion.stoppedAt : at)
  return { ...(rate === null ? {} : { rate: figure(rate, 1) }), dose: `${figure(dose_mg, 1)} ${DELIVERED_MARKS[origin]}` }
}

/** One row a minute: what was taken in the same minute and does not contradict stands together. Moments of the pump (start, rate, pause, stop) have rows too. */
export function recordTable(view: SessionView, timeZone: string): readonly TableRow[] {
  type Draft = { at: Instant; minute: number; cells: Partial<Record<ColumnId, string>>; marks: string }
  const rows: Draft[] = []
  for (const fact of view.facts) {
    if (fact.withdrawn) continue
    const { at, type } = fact.event
    const cells = cellsOf(fact.event) ?? (type.startsWith('infusion-') || type === 'bag-changed' ? {} : null)
    if (cells === null) continue
    const minute = Math.floor(at / MINUTE_MS)
    const last = rows.at(-1)
    const fits = last?.minute === minute && Object.entries(cells).every(([name, value]) => (last.cells[name as ColumnId] ?? value) === value)
    if (fits) { Object.assign(last, { at, cells: { ...last.cells, ...cells }, marks: joinMarks(last.marks, marksOf(fact)) }) } else rows.push({ at, minute, cells, marks: joinMarks(marksOf(fact), '') })
  }
  return rows.map(({ at, cells, marks }) => ({ at, time: localTime(at, timeZone), cells: { ...cells, ...doseCells(view.infusion, at) }, marks }))
}

/** The columns that any row has something in. */
export const usedColumns = (rows: readonly TableRow[]): readonly (typeof TABLE_COLUMNS)[number][] => TABLE_COLUMNS.filter(({ id }) => rows.some((row) => row.cells[id] !== undefined))

/** The table as lines of text, values in the order of the columns and separated by ` | `. */
export function tableLines(rows: readonly TableRow[]): readonly string[] {
  const columns = usedColumns(rows)
  if (rows.length === 0) return []
  const head = ['time', ...columns.map(({ name, unit }) => `${name} ${unit}`), 'by'].join(' | ')
  return [head, ...rows.map((row) => [row.time, ...columns.map(({ id }) => row.cells[id] ?? ''), row.marks].join(' | '))]
}

