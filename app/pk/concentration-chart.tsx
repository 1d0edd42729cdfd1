// The picture of an estimate: two curves with their people, on the time axis of the visit. No target, no window, no color that means good.
import { useId, useMemo, useState, type KeyboardEvent, type PointerEvent } from 'react'
import type { Axis } from '@chairside/core/session'
import { localTime, type Instant } from '@chairside/core/shared'
import type { Curves, Line } from './curves.ts'
import type { PkHistory } from './history.ts'

const HEIGHT = 300
const TOP = 16
const BOTTOM = HEIGHT - 26
/** Room beside the axis for the names of the lines on a wide screen. */
const STEPS = [10, 20, 25, 50, 100, 200, 250, 500, 1000]
const WALK_S = 300

export type Shown = { readonly norketamine: boolean; readonly site: boolean }
/** The lines in the order in which they are drawn: the widest first. */
export const linesOf = (curves: Curves, shown: Shown): readonly Line[] => [curves.venous, curves.arterial, ...(shown.norketamine ? [curves.norketamine] : []), ...(shown.site ? [curves.site] : [])]

const round = (value: number): number => Math.round(value * 10) / 10
function pathOf(x: (i: number) => number, y: (value: number) => number, values: Float64Array, back: Float64Array | null, every: number): string {
  const at = (of: Float64Array, i: number): string => `${round(x(i))} ${round(y(of[i]!))}`
  const indexes = Array.from({ length: Math.ceil((values.length - 1) / every) + 1 }, (_, k) => Math.min(values.length - 1, k * every))
  const there = indexes.map((i) => at(values, i)).join('L')
  return back === null ? `M${there}` : `M${there}L${indexes.toReversed().map((i) => at(back, i)).join('L')}Z`
}

/** A number of ng/mL to two figures: an estimate has no more. */
export const ngText = (value: number): string => (value < 1 ? '<1' : value < 100 ? String(Math.round(value)) : String(Math.round(value / 10) * 10))

export function ConcentrationChart({ axis, curves, history, shown, timeZone, words, isNow }: { readonly axis: Axis; readonly curves: Curves; readonly history: PkHistory; readonly shown: Shown; readonly timeZone: string; readonly words: string; /** The curve ends now, because the visit goes on. */ readonly isNow: boolean }) {
  const [chosen, setChosen] = useState<number | null>(null)
  const hint = useId()
  const lines = linesOf(curves, shown)
  const { step_s, points } = curves
  const x = useMemo(() => (i: number): number => axis.x(history.startedAt + i * step_s * 1000), [axis, history.startedAt, step_s])
  const most = Math.max(1, ...lines.flatMap((line) => [...(line.p95 ?? line.typical)]))
  const step = STEPS.find((s) => most / s <= 5) ?? 2000
  const top = Math.ceil(most / step) * step
  const y = (value: number): number => BOTTOM - (value / top) * (BOTTOM - TOP)
  const every = Math.max(1, Math.floor(points / 600))
  // Names stand at the peak of their line, moved apart where they would touch.
  const names = lines.map((line) => {
    let peak = 0
    line.typical.forEach((value, i) => { if (value > line.typical[peak]!) peak = i })
    return { line, x: x(peak) + 8, y: y(line.typical[peak]!) - 7 }
  }).toSorted((a, b) => a.y - b.y)
  names.forEach((name, i) => { const above = names[i - 1]; if (above && name.y - above.y < 15) name.y = above.y + 15 })
  const here = chosen === null ? null : Math.min(points - 1, Math.max(0, chosen))
  const walk = (event: KeyboardEvent): void => {
    const by = Math.round(WALK_S / step_s)
    const next = event.key === 'Home' ? 0 : event.key === 'End' ? points - 1 : event.key === 'ArrowRight' ? (chosen ?? -by) + by : event.key === 'ArrowLeft' ? (chosen ?? points - 1 + by) - by : null
    if (next === null) return
    event.preventDefault()
    setChosen(Math.min(points - 1, Math.max(0, next)))
  }
  const point = (event: PointerEvent<SVGSVGElement>): void => {
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left
    setChosen(Math.min(points - 1, Math.max(0, Math.round((points - 1) * ((at - x(0)) / Math.max(1, x(points - 1) - x(0)))))))
  }
  // What happened is named where there is room for its word.
  const marks = history.moments.reduce<{ readonly at: number; readonly what: string; readonly left: number }[]>((all, m) => {
    const left = axis.x(m.at) + 4
    const last = all.at(-1)
    return left > axis.right - 20 || (last && left < last.left + 6.4 * last.what.length + 10) ? all : [...all, { ...m, left }]
  }, [])
  const runs = history.segments.flatMap((s, i) => (s.rate_mg_per_min > 0 ? [{ from: s.t_s, to: history.segments[i + 1]?.t_s ?? s.t_s }] : [])).reduce<{ from: number; to: number }[]>((all, s) => { const last = all.at(-1); if (last?.to === s.from) last.to = s.to; else all.push({ ...s }); return all }, [])
  return (
    <>
      <div role="application" aria-roledescription="time chart" aria-label={words} aria-describedby={hint} tabIndex={0} className="pk-focus" onKeyDown={walk}>
        <svg width={axis.width} height={HEIGHT} viewBox={`0 0 ${axis.width} ${HEIGHT}`} aria-hidden onPointerMove={point} onPointerDown={point} onPointerLeave={() => setChosen(null)}>
          {runs.map((r) => <rect key={r.from} className="pk-run" x={axis.x(history.startedAt + r.from * 1000)} y={TOP} width={Math.max(1, axis.x(history.startedAt + r.to * 1000) - axis.x(history.startedAt + r.from * 1000))} height={BOTTOM - TOP} />)}
          {Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step).map((value) => <g key={value}><line className="pk-grid" x1={axis.left} x2={axis.right} y1={y(value)} y2={y(value)} /><text x={axis.left - 8} y={y(value) + 4} textAnchor="end">{value}</text></g>)}
          <text x={axis.left - 8} y={TOP - 5} textAnchor="end">ng/mL</text>
          {axis.ticks.map(({ at, label }) => <g key={at}><line className="pk-grid" x1={axis.x(at)} x2={axis.x(at)} y1={TOP} y2={BOTTOM} /><text x={axis.x(at)} y={BOTTOM + 15} textAnchor="middle">{label}</text></g>)}
          {lines.map((line) => (
            <g key={line.id} data-line={line.id}>
              {line.p95 && line.p5 && <path className="pk-outer" d={pathOf(x, y, line.p95, line.p5, every)} />}
              {line.p75 && line.p25 && <path className="pk-inner" d={pathOf(x, y, line.p75, line.p25, every)} />}
            </g>
          ))}
          {history.moments.map((m, i) => <line key={`${m.at}${i}`} className="pk-run-edge" x1={axis.x(m.at)} x2={axis.x(m.at)} y1={TOP} y2={BOTTOM} />)}
          {marks.map((m) => <text key={`${m.at}${m.what}`} className="pk-mark" x={m.left} y={BOTTOM - 6}>{m.what}</text>)}
          {isNow && <><line className="pk-now" x1={x(points - 1)} x2={x(points - 1)} y1={TOP} y2={BOTTOM} /><text className="pk-mark" x={x(points - 1) + 4} y={TOP + 10}>now</text></>}
          {lines.map((line) => <g key={line.id} data-line={line.id}><path className="pk-typical" d={pathOf(x, y, line.typical, null, every)} /></g>)}
          {names.map(({ line, x: at, y: high }) => <g key={line.id} data-line={line.id}><text className="pk-name" x={Math.min(at, axis.right - 120)} y={high}>{line.name}</text></g>)}
          <line className="pk-axis" x1={axis.left} x2={axis.right} y1={BOTTOM} y2={BOTTOM} />
          {here !== null && <line className="pk-cursor" x1={x(here)} x2={x(here)} y1={TOP} y2={BOTTOM} />}
        </svg>
      </div>
      <p className="pk-said" aria-live="polite">{here === null ? <span className="soft">Point at a moment, or use the arrow keys, to read it here.</span> : <><b>{localTime((history.startedAt + here * step_s * 1000) as Instant, timeZone)}</b> {[curves.arterial, ...lines.filter((line) => line !== curves.arterial)].map((line) => `${line.name} ${ngText(line.typical[here]!)} ng/mL${line.p5 && line.p95 ? ` (9 of 10 people ${ngText(line.p5[here]!)} to ${ngText(line.p95[here]!)})` : ''}`).join('; ')}</>}</p>
      <p id={hint} className="sr-only">Arrow keys go five minutes on or back. The table has the values.</p>
    </>
  )
}
