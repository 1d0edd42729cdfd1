// The one-page chart of a visit on one time axis, as shapes in a frame: what an anaesthesia record shows. Pure geometry; the screen and the document each give it their colours.
// Values are drawn where they were measured, lines never cross a silence, and what a frame cannot hold is counted. Lengths are units of the drawing (points on paper, pixels on a screen).
import { instant, localTime, MINUTE_MS, type Instant } from '../shared/index.ts'
import type { ProtocolSettings } from '../plan/index.ts'
import { bedLane, doseLane, phaseLane } from './chart-infusion.ts'
import { marksLane, type KeyEntry } from './chart-marks.ts'
import { pressureLane, saturationLane, scoreLane } from './chart-signs.ts'
import type { SessionView } from './fold.ts'
import { TABLE_COLUMNS, recordTable } from './record-table.ts'

/** What a shape stands for: its colour and line are chosen by whoever draws it. */
export type Role =
  | 'grid' | 'grid-strong' | 'frame' | 'lane' | 'number' | 'phase-prepare' | 'phase-infuse' | 'phase-pause' | 'phase-recover' | 'phase-text' | 'rate' | 'rate-text' | 'dose' | 'dose-text' | 'bag'
  | 'pressure' | 'pressure-simulated' | 'pulse' | 'saturation' | 'breathing' | 'etco2' | 'sedation' | 'dissociation' | 'gap' | 'gap-text' | 'origin'
  | 'mark-drug' | 'mark-event' | 'mark-adverse' | 'mark-words' | 'mark-text'
export type Shape =
  | { readonly kind: 'line'; readonly role: Role; readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number }
  | { readonly kind: 'path'; readonly role: Role; readonly d: string }
  | { readonly kind: 'rect'; readonly role: Role; readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  | { readonly kind: 'dot'; readonly role: Role; readonly x: number; readonly y: number; readonly r: number; readonly open: boolean }
  | { readonly kind: 'text'; readonly role: Role; readonly x: number; readonly y: number; readonly text: string; readonly anchor: 'start' | 'middle' | 'end' }

/** A place on the time axis and what was known there, in words. */
export type Moment = { readonly at: Instant; readonly x: number; readonly text: string }
export type RecordChart = {
  readonly width: number
  readonly height: number
  readonly from: Instant
  readonly to: Instant
  readonly shapes: readonly Shape[]
  /** The numbered marks, in order of time. */
  readonly key: readonly KeyEntry[]
  readonly moments: readonly Moment[]
  /** Facts with a place on the axis that lie before or after it. */
  readonly outside: number
}
export type ChartAsked = {
  readonly view: SessionView
  readonly timeZone: string
  readonly monitor: ProtocolSettings['monitor']
  readonly width: number
  /** The axis goes at least to here: now, for a visit that goes on. */
  readonly until: Instant | null
}
/** What every lane is drawn with. */
export type Frame = { readonly left: number; readonly right: number; readonly from: Instant; readonly to: Instant; readonly x: (at: number) => number }

const LEFT = 94
const RIGHT = 44
/** What lies further before the start, or after the end of the visit, is not part of the picture. Sizes of the drawing, no clinical limits. */
const BEFORE_MS = 45 * MINUTE_MS
const AFTER_MS = 8 * 60 * MINUTE_MS
const LEAST_MS = 30 * MINUTE_MS
const STEPS_MIN = [5, 10, 15, 30, 60, 120, 240, 720, 1440]

const OFF_AXIS: ReadonlySet<string> = new Set(['signed', 'amended', 'note-added', 'corrected', 'arrived', 'checklist-confirmed'])

/** From shortly before the infusion to the last thing that happened, whatever a tablet with a wrong clock has added. */
function spanOf(view: SessionView, until: Instant | null): { from: Instant; to: Instant; outside: number } | null {
  const times = view.facts.flatMap(({ event, withdrawn }) => (withdrawn || OFF_AXIS.has(event.type) ? [] : [event.at]))
  const given = view.infusion
  if (times.length === 0) return null
  const start = given?.startedAt ?? view.arrivedAt ?? times[0]!
  const end = Math.max(view.dischargedAt ?? given?.stoppedAt ?? start, given?.startedAt ?? start, until ?? 0)
  const shown = times.filter((at) => at >= start - BEFORE_MS && at <= end + AFTER_MS)
  const from = Math.min(start, ...shown) - 3 * MINUTE_MS
  const to = Math.max(view.dischargedAt ?? 0, until ?? 0, start, ...shown.filter((at) => view.dischargedAt === null || at <= view.dischargedAt + BEFORE_MS)) + 3 * MINUTE_MS
  const last = Math.max(to, from + LEAST_MS)
  return { from: instant(from), to: instant(last), outside: times.filter((at) => at < from || at > last).length }
}

/** Round minutes of the wall clock, at most one each 58 units. */
function ticksOf({ from, to, left, right }: Frame, timeZone: string): { readonly at: number; readonly label: string }[] {
  const most = Math.max(2, Math.floor((right - left) / 58))
  const step = STEPS_MIN.find((minutes) => (to - from) / (minutes * MINUTE_MS) <= most) ?? STEPS_MIN.at(-1)!
  const first = Math.ceil(from / (step * MINUTE_MS)) * step * MINUTE_MS
  return Array.from({ length: Math.max(0, Math.floor((to - first) / (step * MINUTE_MS)) + 1) }, (_, i) => first + i * step * MINUTE_MS).map((at) => ({ at, label: localTime(instant(at), timeZone) }))
}

function momentsOf({ view, timeZone }: ChartAsked, frame: Frame, key: readonly KeyEntry[]): Moment[] {
  const inside = (at: number): boolean => at >= frame.from && at <= frame.to
  const rows = recordTable(view, timeZone).filter((row) => inside(row.at)).map((row) => ({
    at: row.at, x: frame.x(row.at), text: `${row.time} ${TABLE_COLUMNS.flatMap(({ id, name, unit }) => (row.cells[id] === undefined ? [] : [`${name} ${row.cells[id]} ${unit}`])).join(', ')}`,
  }))
  return [...rows, ...key.filter((entry) => inside(entry.at)).map((entry) => ({ at: entry.at, x: frame.x(entry.at), text: `${entry.time} ${entry.n}: ${entry.text}` }))].sort((a, b) => a.at - b.at)
}

export type Axis = Frame & { readonly width: number; readonly outside: number; readonly ticks: readonly { readonly at: number; readonly label: string }[] }

/** The time axis of a visit in a drawing of this width: what stands below the chart stands on the same time. Null while nothing has happened that has a place on it. */
export function recordAxis({ view, timeZone, width: asked, until }: Pick<ChartAsked, 'view' | 'timeZone' | 'width' | 'until'>): Axis | null {
  const span = spanOf(view, until)
  if (!span) return null
  const width = Math.max(300, asked)
  const frame: Frame = { left: LEFT, right: width - RIGHT, from: span.from, to: span.to, x: (at) => LEFT + ((at - span.from) / (span.to - span.from)) * (width - RIGHT - LEFT) }
  return { ...frame, width, outside: span.outside, ticks: ticksOf(frame, timeZone) }
}

/** Draws the chart; null while nothing has happened that has a place on it. */
export function recordChart(asked: ChartAsked): RecordChart | null {
  const { view, timeZone, monitor } = asked
  const axis = recordAxis(asked)
  if (!axis) return null
  const { width, ticks, outside, ...frame } = axis
  const shapes: Shape[] = []
  let y = 20
  const lane = (draw: (top: number) => { readonly shapes: readonly Shape[]; readonly bottom: number }, space: number): void => {
    const { shapes: drawn, bottom } = draw(y)
    shapes.push(...drawn)
    y = bottom + space
  }
  lane((top) => phaseLane(view, frame, top), 18)
  lane((top) => doseLane(view, frame, top), 16)
  lane((top) => pressureLane(view, frame, top, monitor), 14)
  lane((top) => saturationLane(view, frame, top, monitor), 12)
  lane((top) => scoreLane(view, frame, top), 10)
  let key: readonly KeyEntry[] = []
  lane((top) => {
    const marks = marksLane(view, frame, top, timeZone)
    key = marks.key
    return marks
  }, 4)
  const grid = ticks.flatMap(({ at, label }): Shape[] => [
    { kind: 'line', role: 'grid', x1: frame.x(at), x2: frame.x(at), y1: 20, y2: y },
    { kind: 'text', role: 'number', x: frame.x(at), y: 13, text: label, anchor: 'middle' },
    { kind: 'text', role: 'number', x: frame.x(at), y: y + 13, text: label, anchor: 'middle' },
  ])
  return { width, height: y + 20, from: frame.from, to: frame.to, shapes: [...bedLane(frame, 20, y), ...grid, ...shapes], key, moments: momentsOf(asked, frame, key), outside }
}

/** The chart in one sentence, for who cannot see it. */
export function chartInWords({ from, to, key, moments }: RecordChart, timeZone: string): string {
  return `Record of the visit from ${localTime(from, timeZone)} to ${localTime(to, timeZone)}: rate and dose, blood pressure, pulse, breathing, saturation, sedation and dissociation on one time axis, ${moments.length} moments, ${key.length} numbered marks. The table gives every value.`
}
