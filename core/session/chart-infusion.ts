// The upper lanes of the record chart: the phases of the visit, the rate in steps, and the milligrams given so far.
import { instant } from '../shared/index.ts'
import { deliveredAt } from './delivered.ts'
import type { SessionView } from './fold.ts'
import { figure } from './note-sections.ts'
import type { Frame, Shape } from './record-chart.ts'

type Lane = { readonly shapes: readonly Shape[]; readonly bottom: number }
const place = (value: number): string => String(Math.round(value * 100) / 100)
export const pathOf = (points: readonly (readonly [number, number])[]): string => points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${place(x)} ${place(y)}`).join('')

/** The frame around all lanes. */
export const bedLane = ({ left, right }: Frame, top: number, bottom: number): Shape[] => [{ kind: 'rect', role: 'frame', x: left, y: top, width: right - left, height: bottom - top }]

export function phaseLane(view: SessionView, frame: Frame, top: number): Lane {
  const given = view.infusion
  const height = 16
  const shapes: Shape[] = []
  const phase = (role: 'phase-prepare' | 'phase-infuse' | 'phase-pause' | 'phase-recover', from: number, to: number, words: string): void => {
    const [x1, x2] = [Math.max(frame.left, frame.x(from)), Math.min(frame.right, frame.x(to))]
    if (x2 <= x1) return
    shapes.push({ kind: 'rect', role, x: x1, y: top, width: x2 - x1, height })
    if (x2 - x1 > words.length * 6.2 + 8) shapes.push({ kind: 'text', role: 'phase-text', x: (x1 + x2) / 2, y: top + 12, text: words, anchor: 'middle' })
  }
  if (!given) phase('phase-prepare', frame.from, frame.to, 'no infusion')
  else {
    phase('phase-prepare', frame.from, given.startedAt, 'before')
    const end = given.stoppedAt ?? frame.to
    given.segments.forEach((segment, i) => {
      phase('phase-infuse', segment.from, segment.to ?? frame.to, 'infusion')
      const next = given.segments[i + 1]?.from ?? end
      if (segment.to !== null && next > segment.to) phase('phase-pause', segment.to, next, 'paused')
    })
    if (given.stoppedAt !== null) phase('phase-recover', given.stoppedAt, view.dischargedAt ?? frame.to, 'recovery')
  }
  return { shapes, bottom: top + height }
}

const HEIGHT = 66
/** A step up to a round figure, so that the highest value is not at the very edge. */
const roundUp = (value: number): number => {
  const step = 10 ** Math.floor(Math.log10(value))
  return Math.ceil((value / step) * 2) * (step / 2)
}

export function doseLane(view: SessionView, frame: Frame, top: number): Lane {
  const given = view.infusion
  const bottom = top + HEIGHT
  const shapes: Shape[] = [{ kind: 'text', role: 'lane', x: frame.left - 6, y: top + 10, text: 'Rate mL/h', anchor: 'end' }, { kind: 'text', role: 'dose-text', x: frame.left - 6, y: top + 24, text: 'given mg', anchor: 'end' }, { kind: 'line', role: 'grid-strong', x1: frame.left, x2: frame.right, y1: bottom, y2: bottom }]
  if (!given) return { shapes, bottom }
  const end = Math.min(frame.to, given.stoppedAt ?? frame.to)
  const inside = (at: number): number => Math.min(frame.right, Math.max(frame.left, frame.x(at)))
  const highest = roundUp(Math.max(...given.segments.map((s) => s.rate_mL_per_h), 1))
  const y = (rate: number): number => bottom - (rate / highest) * (HEIGHT - 14)
  let labelled = -Infinity
  for (const segment of given.segments) {
    const [x1, x2] = [inside(segment.from), inside(Math.min(segment.to ?? end, end))]
    shapes.push({ kind: 'rect', role: 'rate', x: x1, y: y(segment.rate_mL_per_h), width: Math.max(0.5, x2 - x1), height: bottom - y(segment.rate_mL_per_h) })
    if (x1 - labelled < 40) continue
    labelled = x1
    shapes.push({ kind: 'text', role: 'rate-text', x: x1 + 2, y: y(segment.rate_mL_per_h) - 3, text: figure(segment.rate_mL_per_h, 1), anchor: 'start' })
  }
  // The milligrams at every moment where the slope may change, and each minute in between.
  const most = deliveredAt(given, instant(end))
  const scale = Math.max(most.dose_mg, given.dose_mg, 0.1)
  const mgY = (mg: number): number => bottom - (mg / scale) * (HEIGHT - 14)
  const stops = new Set<number>([given.startedAt, end, ...given.segments.flatMap((s) => [s.from, s.to ?? end]), ...given.pumpReadings.map((r) => r.at), ...given.bags.map((b) => b.from)])
  for (let at: number = given.startedAt; at < end; at += Math.max(60_000, (end - given.startedAt) / 240)) stops.add(Math.round(at))
  const curve = [...stops].filter((at) => at >= given.startedAt && at <= end && at >= frame.from).sort((a, b) => a - b).map((at) => [inside(at), mgY(deliveredAt(given, instant(at)).dose_mg)] as const)
  if (curve.length > 1) shapes.push({ kind: 'path', role: 'dose', d: pathOf(curve) })
  given.bags.slice(1).forEach((bag, i) => {
    if (bag.from >= frame.from && bag.from <= frame.to) shapes.push({ kind: 'line', role: 'bag', x1: frame.x(bag.from), x2: frame.x(bag.from), y1: top, y2: bottom }, { kind: 'text', role: 'dose-text', x: frame.x(bag.from) + 3, y: top + 8, text: `bag ${i + 2}`, anchor: 'start' })
  })
  const from = { 'pump': 'pump', 'pump-and-rate': 'pump, rate', 'elapsed-rate': 'by rate' }[most.origin]
  const label = `${figure(most.dose_mg, 1)} mg (${from})`
  const x = inside(end)
  const fits = frame.right - x > label.length * 6
  shapes.push({ kind: 'text', role: 'dose-text', x: fits ? x + 5 : x - 5, y: mgY(most.dose_mg) + (fits ? 4 : -5), text: label, anchor: fits ? 'start' : 'end' })
  shapes.push({ kind: 'text', role: 'number', x: frame.right + 5, y: mgY(scale) + 4, text: `${figure(scale, 0)} mg`, anchor: 'start' }, { kind: 'text', role: 'number', x: frame.right + 5, y: bottom + 2, text: '0', anchor: 'start' })
  return { shapes, bottom }
}
