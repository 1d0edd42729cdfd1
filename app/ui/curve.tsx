// A small curve with its band and, behind it, its numbers as a table: people look first, and everyone can read.
import { useId, type ReactNode } from 'react'

export type Point = { readonly at: number; readonly value: number }
export type CurveLine = { readonly name: string; readonly points: readonly Point[]; readonly colour?: string; readonly dots?: boolean }
type Props = {
  /** What a reader who cannot see it is told: one sentence. */
  readonly title: string
  readonly unit: string
  readonly lines: readonly CurveLine[]
  readonly min: number
  readonly max: number
  readonly from?: number
  readonly to?: number
  readonly height?: number
  /** Shaded stretch of values, such as a target. */
  readonly band?: { readonly from: number; readonly to: number; readonly name: string }
  /** Upright marks, such as infusions. */
  readonly marks?: readonly { readonly at: number; readonly name: string }[]
  readonly xText?: (at: number) => string
  readonly table?: boolean
  readonly children?: ReactNode
}

const colour = (line: CurveLine, i: number): string => line.colour ?? `var(--trace-${(i % 4) + 1})`

const WIDTH = 640
const LEFT = 34
const BOTTOM = 20

export function Curve({ title, unit, lines, min, max, from, to, height = 180, band, marks = [], xText = (at) => new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' }), table = true }: Props) {
  const id = useId()
  const all = lines.flatMap((line) => line.points)
  const x0 = from ?? Math.min(...all.map((p) => p.at), ...marks.map((m) => m.at))
  const x1 = to ?? Math.max(...all.map((p) => p.at), ...marks.map((m) => m.at))
  const x = (at: number): number => LEFT + ((at - x0) / Math.max(1, x1 - x0)) * (WIDTH - LEFT - 10)
  const y = (value: number): number => 8 + (1 - (value - min) / (max - min || 1)) * (height - BOTTOM - 14)
  const ticks = [min, min + (max - min) / 2, max]
  return (
    <figure style={{ margin: 0 }}>
      <svg className="curve" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-labelledby={id}>
        <title id={id}>{title}</title>
        {band && <rect x={LEFT} width={WIDTH - LEFT - 10} y={y(band.to)} height={Math.max(0, y(band.from) - y(band.to))} fill="var(--act-soft)"><title>{band.name}</title></rect>}
        {ticks.map((value) => <g key={value}><line x1={LEFT} x2={WIDTH - 10} y1={y(value)} y2={y(value)} stroke="var(--line)" /><text x={LEFT - 6} y={y(value) + 4} textAnchor="end">{Math.round(value)}</text></g>)}
        {marks.map((mark) => <line key={`${mark.at}${mark.name}`} x1={x(mark.at)} x2={x(mark.at)} y1={6} y2={height - BOTTOM} stroke="var(--line-strong)" strokeDasharray="2 3"><title>{mark.name}</title></line>)}
        {lines.map((line, i) => (
          <g key={line.name} stroke={colour(line, i)} fill={colour(line, i)}>
            <polyline points={line.points.map((p) => `${x(p.at).toFixed(1)},${y(p.value).toFixed(1)}`).join(' ')} fill="none" strokeWidth="2.200" strokeLinejoin="round" strokeLinecap="round" />
            {line.dots !== false && line.points.map((p) => <circle key={p.at} cx={x(p.at)} cy={y(p.value)} r="3.400" stroke="none"><title>{`${line.name} ${p.value} ${unit}, ${xText(p.at)}`}</title></circle>)}
          </g>
        ))}
        {all.length > 0 && <><text x={LEFT} y={height - 4}>{xText(x0)}</text><text x={WIDTH - 10} y={height - 4} textAnchor="end">{xText(x1)}</text></>}
      </svg>
      <figcaption className="row small soft" style={{ justifyContent: 'space-between' }}>
        <span className="row">{lines.map((line, i) => <span key={line.name} className="row" style={{ gap: 6 }}><svg width="18" height="8" aria-hidden="true"><path d="M1 4h16" stroke={colour(line, i)} strokeWidth="3" /></svg>{line.name} ({unit})</span>)}</span>
        {table && all.length > 0 && (
          <details>
            <summary style={{ minHeight: 32, cursor: 'pointer' }}>Numbers</summary>
            <table className="plain"><thead><tr><th>When</th><th>What</th><th>Value ({unit})</th></tr></thead>
              <tbody>{lines.flatMap((line) => line.points.map((p) => <tr key={`${line.name}${p.at}`}><td>{xText(p.at)}</td><td>{line.name}</td><td>{p.value}</td></tr>))}</tbody>
            </table>
          </details>
        )}
      </figcaption>
    </figure>
  )
}
