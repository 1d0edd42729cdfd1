// The lanes of what was measured: pressure as carets on a bar as on an anaesthesia record, pulse, breathing, EtCO2; saturation; sedation and dissociation as figures.
import { MINUTE_MS } from '../shared/index.ts'
import type { ProtocolSettings } from '../plan/index.ts'
import { pathOf } from './chart-infusion.ts'
import type { EventOf } from './events.ts'
import type { Fact, SessionView } from './fold.ts'
import { unwatched } from './note-departures.ts'
import type { VitalName } from './plausible.ts'
import type { Frame, Role, Shape } from './record-chart.ts'

type Lane = { readonly shapes: readonly Shape[]; readonly bottom: number }
type Monitor = ProtocolSettings['monitor']
type Set = { readonly event: EventOf<'vitals-recorded'>; readonly corrected: boolean }
type Series = { readonly name: VitalName; readonly role: Role; readonly y: (value: number) => number; readonly r: number }

const setsIn = (view: SessionView, frame: Frame): Set[] => view.facts.flatMap((fact: Fact) => (!fact.withdrawn && fact.event.type === 'vitals-recorded' && fact.event.at >= frame.from && fact.event.at <= frame.to ? [{ event: fact.event, corrected: fact.corrections.length > 0 }] : []))

/** How long two readings may be apart and still be joined: the protocol's interval of the phase and its lateness. */
function joined(view: SessionView, from: number, monitor: Monitor): number {
  const stopped = view.infusion?.stoppedAt ?? null
  const every = stopped !== null && from >= stopped ? monitor.vitals_every_min.recovery : Math.max(monitor.vitals_every_min.default, monitor.vitals_every_min.recovery)
  return (every + monitor.late_min.escalate) * MINUTE_MS
}

/** A line through the readings of one sign, broken at each silence; readings as dots where they have room, open when simulated. */
function seriesShapes(sets: readonly Set[], view: SessionView, frame: Frame, monitor: Monitor, { name, role, y, r }: Series): Shape[] {
  const readings = sets.flatMap(({ event }) => (event.values[name] === undefined ? [] : [{ at: event.at, x: frame.x(event.at), y: y(event.values[name]), open: event.origin === 'simulated' }]))
  const runs: (readonly [number, number])[][] = []
  readings.forEach((reading, i) => {
    const before = readings[i - 1]
    if (before && reading.at - before.at <= joined(view, before.at, monitor)) runs.at(-1)!.push([reading.x, reading.y])
    else runs.push([[reading.x, reading.y]])
  })
  // With a monitor's reading each minute, dots would be a thick line: then only those at the ends of a run are drawn.
  const crowded = readings.length > (frame.right - frame.left) / 9
  const ends = new Set(runs.flatMap((run) => [run[0]![0], run.at(-1)![0]]))
  return [
    ...runs.filter((run) => run.length > 1).map((run): Shape => ({ kind: 'path', role, d: pathOf(run) })),
    ...readings.filter((reading) => !crowded || ends.has(reading.x)).map((reading): Shape => ({ kind: 'dot', role, x: reading.x, y: reading.y, r, open: reading.open })),
  ]
}

/** `L` entered later, `C` corrected: beside the reading. */
const originOf = ({ event, corrected }: Set): string => `${corrected ? 'C' : ''}${event.enteredAt === undefined ? '' : 'L'}`

function pressureShapes(set: Set, frame: Frame, y: (value: number) => number): Shape[] {
  const { event } = set
  const { sbp_mmHg: sbp, dbp_mmHg: dbp } = event.values
  const role: Role = event.origin === 'simulated' ? 'pressure-simulated' : 'pressure'
  const x = frame.x(event.at)
  const w = 4
  return [
    ...(sbp === undefined ? [] : [{ kind: 'path', role, d: pathOf([[x - w, y(sbp) - w * 1.4], [x, y(sbp)], [x + w, y(sbp) - w * 1.4]]) } as const]),
    ...(dbp === undefined ? [] : [{ kind: 'path', role, d: pathOf([[x - w, y(dbp) + w * 1.4], [x, y(dbp)], [x + w, y(dbp) + w * 1.4]]) } as const]),
    ...(sbp === undefined || dbp === undefined ? [] : [{ kind: 'line', role, x1: x, x2: x, y1: y(sbp), y2: y(dbp) } as const]),
  ]
}

const SPREAD = 196
export function pressureLane(view: SessionView, frame: Frame, top: number, monitor: Monitor): Lane {
  const sets = setsIn(view, frame)
  const highest = Math.max(200, ...sets.flatMap(({ event }) => [event.values.sbp_mmHg ?? 0, event.values.pulse_per_min ?? 0]))
  const ceiling = Math.ceil(highest / 20) * 20
  const bottom = top + SPREAD
  const y = (value: number): number => bottom - (value / ceiling) * SPREAD
  const shapes: Shape[] = []
  for (let value = 0; value <= ceiling; value += 20) {
    shapes.push({ kind: 'line', role: value % 100 === 0 ? 'grid-strong' : 'grid', x1: frame.left, x2: frame.right, y1: y(value), y2: y(value) })
    if (value % 40 === 0) shapes.push({ kind: 'text', role: 'number', x: frame.right + 5, y: y(value) + 4, text: String(value), anchor: 'start' })
  }
  const names: readonly (readonly [string, Role, VitalName])[] = [['BP mmHg', 'lane', 'sbp_mmHg'], ['pulse /min', 'pulse', 'pulse_per_min'], ['RR /min', 'breathing', 'rr_per_min'], ['EtCO2 mmHg', 'etco2', 'etco2_mmHg']]
  names.filter(([, , name]) => name === 'sbp_mmHg' || sets.some(({ event }) => event.values[name] !== undefined)).forEach(([text, role], i) => {
    const line = top + 12 + i * 18
    const x = frame.left - 83
    if (role === 'lane') shapes.push({ kind: 'path', role: 'pressure', d: pathOf([[x - 3, line - 11], [x, line - 7], [x + 3, line - 11]]) }, { kind: 'path', role: 'pressure', d: pathOf([[x - 3, line + 2], [x, line - 2], [x + 3, line + 2]]) }, { kind: 'line', role: 'pressure', x1: x, x2: x, y1: line - 7, y2: line - 2 })
    else shapes.push({ kind: 'dot', role, x, y: line - 4, r: role === 'pulse' ? 3 : 2.5, open: false })
    shapes.push({ kind: 'text', role: 'lane', x: frame.left - 6, y: line, text, anchor: 'end' })
  })
  for (const { from, to } of unwatched(view, monitor)) {
    const [x1, x2] = [Math.max(frame.left, frame.x(from)), Math.min(frame.right, frame.x(to))]
    if (x2 <= x1) continue
    shapes.push({ kind: 'rect', role: 'gap', x: x1, y: top, width: x2 - x1, height: SPREAD })
    const words = `no BP ${Math.round((to - from) / MINUTE_MS)} min`
    if (x2 - x1 > words.length * 5.5) shapes.push({ kind: 'text', role: 'gap-text', x: (x1 + x2) / 2, y: top + 10, text: words, anchor: 'middle' })
  }
  for (const series of [{ name: 'rr_per_min', role: 'breathing', y, r: 2 }, { name: 'etco2_mmHg', role: 'etco2', y, r: 2 }, { name: 'pulse_per_min', role: 'pulse', y, r: 2.6 }] as const) shapes.push(...seriesShapes(sets, view, frame, monitor, series))
  for (const set of sets) {
    shapes.push(...pressureShapes(set, frame, y))
    const origin = originOf(set)
    if (origin !== '') shapes.push({ kind: 'text', role: 'origin', x: frame.x(set.event.at), y: y(set.event.values.sbp_mmHg ?? set.event.values.pulse_per_min ?? set.event.values.spo2_pct ?? 0) - 9, text: origin, anchor: 'middle' })
  }
  return { shapes, bottom }
}

const LOW_PCT = 85
export function saturationLane(view: SessionView, frame: Frame, top: number, monitor: Monitor): Lane {
  const sets = setsIn(view, frame)
  const least = Math.min(LOW_PCT, ...sets.flatMap(({ event }) => (event.values.spo2_pct === undefined ? [] : [event.values.spo2_pct])))
  const floor = Math.floor(least / 5) * 5
  const height = 44
  const bottom = top + height
  const y = (value: number): number => bottom - ((value - floor) / (100 - floor)) * height
  const shapes: Shape[] = [{ kind: 'text', role: 'lane', x: frame.left - 6, y: top + 10, text: 'SpO2 %', anchor: 'end' }, { kind: 'dot', role: 'saturation', x: frame.left - 83, y: top + 6, r: 2.5, open: false }]
  for (const value of [floor, 90, 95, 100].filter((one, i, all) => all.indexOf(one) === i)) shapes.push({ kind: 'line', role: value === floor || value === 100 ? 'grid-strong' : 'grid', x1: frame.left, x2: frame.right, y1: y(value), y2: y(value) }, { kind: 'text', role: 'number', x: frame.right + 5, y: y(value) + 4, text: String(value), anchor: 'start' })
  return { shapes: [...shapes, ...seriesShapes(sets, view, frame, monitor, { name: 'spo2_pct', role: 'saturation', y, r: 2.2 })], bottom }
}

type Figure = { readonly at: number; readonly text: string; readonly weight: number }
/** Figures at their times; where two have no room the heavier one stands: nothing grave is hidden by something that is not. */
function figures(list: readonly Figure[], frame: Frame, y: number, role: Role): Shape[] {
  const kept: (Figure & { x: number; half: number })[] = []
  for (const one of [...list].filter(({ at }) => at >= frame.from && at <= frame.to).sort((a, b) => b.weight - a.weight || a.at - b.at)) {
    const [x, half] = [frame.x(one.at), one.text.length * 3.4 + 2]
    if (kept.every((other) => Math.abs(other.x - x) > other.half + half)) kept.push({ ...one, x, half })
  }
  return kept.sort((a, b) => a.at - b.at).map(({ x, text }): Shape => ({ kind: 'text', role, x, y, text, anchor: 'middle' }))
}

export function scoreLane(view: SessionView, frame: Frame, top: number): Lane {
  const sedation: Figure[] = []
  const dissociation: Figure[] = []
  for (const { event, withdrawn } of view.facts) {
    if (withdrawn) continue
    const mark = event.enteredAt === undefined ? '' : 'L'
    if (event.type === 'sedation-scored') sedation.push({ at: event.at, text: `${event.scale === 'RASS' ? `R${event.score > 0 ? '+' : ''}` : ''}${event.score}${mark}`, weight: event.scale === 'RASS' ? Math.abs(event.score) : 5 - event.score })
    if (event.type === 'dissociation-scored') dissociation.push({ at: event.at, text: `${event.scale === 'CADSS-6' ? 'C' : ''}${event.score}${event.distressing === true ? '!' : ''}${mark}`, weight: event.scale === 'CADSS-6' ? event.score / 2.4 : event.score })
  }
  return {
    shapes: [
      { kind: 'text', role: 'lane', x: frame.left - 6, y: top + 12, text: 'MOAA/S', anchor: 'end' }, { kind: 'text', role: 'lane', x: frame.left - 6, y: top + 30, text: 'dissoc. 0-10', anchor: 'end' },
      ...figures(sedation, frame, top + 12, 'sedation'), ...figures(dissociation, frame, top + 30, 'dissociation'), { kind: 'line', role: 'grid', x1: frame.left, x2: frame.right, y1: top + 17, y2: top + 17 },
    ],
    bottom: top + 36,
  }
}
