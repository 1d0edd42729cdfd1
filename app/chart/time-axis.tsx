// One patient on one time axis, drawn: scores above, milligrams below them, the depth of each session under that.
import { useId, type KeyboardEvent, type PointerEvent } from 'react'
import { useElementSize } from '@mantine/hooks'
import type { Instant } from '@chairside/core/shared'
import { placeOn, ticksOf, type Span } from './axis.ts'
import { BAND_STEPS, doseTop, endLabels, frameOf, heightIn, HIGHEST_DISSOCIATION, HIGHEST_TOTAL, nearest, scoresOf, sessionsOf, type Frame } from './lanes.ts'
import { instrumentName, neighbour, type Point } from './points.ts'

type Props = {
  readonly points: readonly Point[]
  readonly span: Span
  readonly timeZone: string
  readonly now: Instant
  readonly chosen: string | null
  readonly choose: (id: string) => void
  readonly sentence: (point: Point) => string
}

const INSTRUMENTS = ['phq-9', 'gad-7'] as const

function Dot({ instrument, x, y, size, chosen }: { readonly instrument: string; readonly x: number; readonly y: number; readonly size: number; readonly chosen: boolean }) {
  const r = chosen ? size + 2 : size
  return instrument === 'gad-7'
    ? <rect className="axis-gad" x={x - r} y={y - r} width={2 * r} height={2 * r} transform={`rotate(45 ${x} ${y})`} data-chosen={chosen} />
    : <circle className="axis-phq" cx={x} cy={y} r={r} data-chosen={chosen} />
}

function ScoreLane({ frame, points, x, chosen }: { readonly frame: Frame; readonly points: readonly Point[]; readonly x: (at: number) => number; readonly chosen: string | null }) {
  const y = heightIn(frame.score, HIGHEST_TOTAL)
  const ends = endLabels(INSTRUMENTS.flatMap((instrument) => scoresOf(points, instrument).slice(-1).map((p) => ({ instrument, total: p.total, y: y(p.total) }))))
  return (
    <g>
      {BAND_STEPS.map((band, i) => {
        const top = y(BAND_STEPS[i + 1]?.from ?? HIGHEST_TOTAL)
        return (
          <g key={band.from}>
            <rect className="axis-band" data-step={i} x={frame.left} width={frame.right - frame.left} y={top} height={y(band.from) - top} />
            <text className="axis-number" x={frame.left - 8} y={y(band.from) + 4} textAnchor="end">{band.from}</text>
            {frame.width >= 520 && <text className="axis-band-name" x={frame.left + 8} y={top + 14}>{band.label}</text>}
          </g>
        )
      })}
      {INSTRUMENTS.map((instrument) => {
        const own = scoresOf(points, instrument)
        const end = ends.find((e) => e.instrument === instrument)
        return (
          <g key={instrument}>
            <polyline className={instrument === 'gad-7' ? 'axis-line axis-line-gad' : 'axis-line axis-line-phq'} points={own.map((p) => `${x(p.at)},${y(p.total)}`).join(' ')} />
            {own.map((p) => (
              <g key={p.id}>
                <Dot instrument={instrument} x={x(p.at)} y={y(p.total)} size={4.5} chosen={p.id === chosen} />
                {p.safety && <text className="axis-safety" x={x(p.at)} y={y(p.total) - 10} textAnchor="middle">!</text>}
              </g>
            ))}
            {end && <text className="axis-end" data-instrument={instrument} x={frame.right + 8} y={end.y + 4}>{instrumentName(instrument)} {end.total}</text>}
          </g>
        )
      })}
    </g>
  )
}

/** Words were said in this session: a small speech mark. */
const Speech = ({ x, y }: { readonly x: number; readonly y: number }) => <path className="axis-speech" d={`M${x - 7} ${y}h14v8h-7l-4 4v-4h-3z`} />

function DoseLane({ frame, points, x, chosen, barWidth }: { readonly frame: Frame; readonly points: readonly Point[]; readonly x: (at: number) => number; readonly chosen: string | null; readonly barWidth: number }) {
  const top = doseTop(points)
  const y = heightIn(frame.dose, top)
  return (
    <g>
      <text className="axis-lane" x={frame.left} y={frame.dose.top - 8}>Ketamine, mg given (outline: ordered)</text>
      <line className="axis-base" x1={frame.left} x2={frame.right} y1={frame.dose.bottom} y2={frame.dose.bottom} />
      <text className="axis-number" x={frame.left - 8} y={frame.dose.top + 4} textAnchor="end">{top}</text>
      <text className="axis-number" x={frame.left - 8} y={frame.dose.bottom + 4} textAnchor="end">0</text>
      {sessionsOf(points).map((p) => {
        const middle = x(p.at)
        if (!p.given) return <circle key={p.id} className="axis-planned" cx={middle} cy={frame.dose.bottom - 7} r={p.id === chosen ? 6 : 4} data-chosen={p.id === chosen} />
        const given = p.delivered_mg ?? 0
        return (
          <g key={p.id} data-chosen={p.id === chosen} className="axis-dose">
            {p.dose_mg !== null && <rect className="axis-ordered" x={middle - barWidth / 2} width={barWidth} y={y(p.dose_mg)} height={frame.dose.bottom - y(p.dose_mg)} rx={2} />}
            <rect className="axis-given" x={middle - barWidth / 2} width={barWidth} y={y(given)} height={frame.dose.bottom - y(given)} rx={2} />
            {barWidth >= 12 && <text className="axis-mg" x={middle} y={y(Math.max(given, p.dose_mg ?? 0)) - 4} textAnchor="middle">{Math.round(p.delivered_mg ?? p.dose_mg ?? 0)}</text>}
          </g>
        )
      })}
    </g>
  )
}

function PeakLane({ frame, points, x, chosen }: { readonly frame: Frame; readonly points: readonly Point[]; readonly x: (at: number) => number; readonly chosen: string | null }) {
  const y = heightIn(frame.peak, HIGHEST_DISSOCIATION)
  return (
    <g>
      <text className="axis-lane" x={frame.left} y={frame.peak.top - 8}>Highest dissociation, 0–10</text>
      <line className="axis-base" x1={frame.left} x2={frame.right} y1={frame.peak.bottom} y2={frame.peak.bottom} />
      {sessionsOf(points).map((p) => (
        <g key={p.id}>
          {p.peak_dissociation !== null && <line className="axis-stem" x1={x(p.at)} x2={x(p.at)} y1={frame.peak.bottom} y2={y(p.peak_dissociation)} />}
          {p.peak_dissociation !== null && <circle className="axis-peak" cx={x(p.at)} cy={y(p.peak_dissociation)} r={p.id === chosen ? 6 : 4} data-chosen={p.id === chosen} />}
          {p.words.length > 0 && <Speech x={x(p.at)} y={frame.peak.bottom + 4} />}
          {p.adverse_events > 0 && <text className="axis-adverse" x={x(p.at) + 8} y={frame.peak.bottom - 4}>AE</text>}
        </g>
      ))}
    </g>
  )
}

/**
 * The drawing. Arrow keys walk the points (up and down within one line, Home and End to the ends); the chosen point is announced as a sentence, and shown
 * as a line through all lanes. A mouse or finger chooses the nearest point.
 */
export function TimeAxis({ points, span, timeZone, now, chosen, choose, sentence }: Props) {
  const { ref, width } = useElementSize<HTMLDivElement>()
  const hint = useId()
  const frame = frameOf(width || 720, points.some((p) => p.kind === 'session'))
  const lowest = points.some((p) => p.kind === 'session') ? frame.peak.bottom : frame.score.bottom
  const x = placeOn(span, frame.left, frame.right)
  const shown = points.filter((p) => p.at >= span.from && p.at <= span.to)
  const here = shown.find((p) => p.id === chosen)
  const ticks = ticksOf(span, timeZone, Math.floor((frame.right - frame.left) / 56))
  const gaps = sessionsOf(shown).map((p) => x(p.at)).map((place, i, all) => (i === 0 ? Infinity : place - all[i - 1]!))
  const barWidth = Math.max(4, Math.min(16, Math.min(...gaps, Infinity) * 0.7))
  const scoreY = heightIn(frame.score, HIGHEST_TOTAL)
  const spots = (p: Point): readonly { x: number; y: number }[] =>
    p.kind === 'score' ? [{ x: x(p.at), y: scoreY(p.total) }] : [{ x: x(p.at), y: (frame.dose.top + frame.dose.bottom) / 2 }, { x: x(p.at), y: (frame.peak.top + frame.peak.bottom) / 2 }]
  const walk = (event: KeyboardEvent): void => {
    const next = neighbour(shown, here?.id ?? null, event.key)
    if (next === null) return
    event.preventDefault()
    choose(next)
  }
  const point = (event: PointerEvent<SVGSVGElement>): void => {
    const box = event.currentTarget.getBoundingClientRect()
    const found = nearest(shown, spots, event.clientX - box.left, event.clientY - box.top)
    if (found && found.id !== chosen) choose(found.id)
  }
  const today = x(now)
  return (
    <div ref={ref} className="axis">
      <div role="application" aria-roledescription="time chart" aria-label={`Scores, doses and sessions over time, ${shown.length} points`} aria-describedby={hint} tabIndex={0} className="axis-focus" onKeyDown={walk}>
        <svg width={frame.width} height={frame.height} viewBox={`0 0 ${frame.width} ${frame.height}`} aria-hidden onPointerMove={point} onPointerDown={point}>
          <ScoreLane frame={frame} points={shown} x={x} chosen={chosen} />
          {ticks.map((tick) => (
            <g key={tick.at}>
              <line className={tick.strong ? 'axis-tick axis-tick-strong' : 'axis-tick'} x1={x(tick.at)} x2={x(tick.at)} y1={frame.score.top} y2={lowest} />
              <text className="axis-number" x={x(tick.at)} y={frame.height - 8} textAnchor="middle">{tick.label}</text>
            </g>
          ))}
          {today > frame.left && today < frame.right && <><line className="axis-today" x1={today} x2={today} y1={frame.score.top - 4} y2={lowest} /><text className="axis-number" x={today} y={frame.score.top - 8} textAnchor="middle">today</text></>}
          {points.some((p) => p.kind === 'session') && <><DoseLane frame={frame} points={shown} x={x} chosen={chosen} barWidth={barWidth} /><PeakLane frame={frame} points={shown} x={x} chosen={chosen} /></>}
          {here && <line className="axis-cursor" x1={x(here.at)} x2={x(here.at)} y1={frame.score.top} y2={lowest} />}
        </svg>
      </div>
      <p id={hint} className="axis-hint">Arrow keys move from point to point; up and down stay with one line.</p>
      <p className="axis-said" aria-live="polite">{here ? sentence(here) : shown.length === 0 ? 'Nothing in this stretch of time.' : 'Choose a point to read it here.'}</p>
    </div>
  )
}

/** What the marks mean, in words beside their shapes. */
export const Legend = () => (
  <ul className="axis-legend">
    <li><svg width="22" height="12" aria-hidden><line className="axis-line axis-line-phq" x1="0" x2="22" y1="6" y2="6" /><circle className="axis-phq" cx="11" cy="6" r="4.5" /></svg>PHQ-9</li>
    <li><svg width="22" height="12" aria-hidden><line className="axis-line axis-line-gad" x1="0" x2="22" y1="6" y2="6" /><rect className="axis-gad" x="7" y="2" width="8" height="8" transform="rotate(45 11 6)" /></svg>GAD-7</li>
    <li><svg width="12" height="14" aria-hidden><rect className="axis-given" x="1" y="4" width="10" height="10" rx="2" /><rect className="axis-ordered" x="1" y="1" width="10" height="13" rx="2" /></svg>mg given, ordered</li>
    <li><svg width="12" height="12" aria-hidden><circle className="axis-planned" cx="6" cy="6" r="4" /></svg>planned</li>
    <li><svg width="16" height="14" aria-hidden><Speech x={8} y={1} /></svg>words said</li>
    <li><b aria-hidden className="axis-adverse-word">AE</b>adverse event</li>
  </ul>
)
