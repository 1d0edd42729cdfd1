// The last stretch of the monitor's signal as lines, with the pressures taken as marks. A gap is drawn as a gap: no line is ever made up between two readings.
import { useEffect, useMemo, useRef } from 'react'
import { useComputedColorScheme } from '@mantine/core'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { timeText } from '../ui/index.ts'
import type { EventOf, VitalName } from '@chairside/core/session'
import type { TraceReading } from './readings.ts'

const LINES: readonly { readonly vital: VitalName; readonly colour: string }[] = [
  { vital: 'spo2_pct', colour: '--trace-1' }, { vital: 'pulse_per_min', colour: '--trace-2' }, { vital: 'rr_per_min', colour: '--trace-3' }, { vital: 'etco2_mmHg', colour: '--trace-4' },
]
export const TRACE_LINES = LINES

type Props = { readonly readings: readonly TraceReading[]; readonly pressures: readonly EventOf<'vitals-recorded'>[]; readonly from: number; readonly to: number; readonly gap_s: number }

/** Columns for the plot: one row a moment, null where nothing was measured, and a null row wherever a line was silent for longer than `gap_s`. */
function columns(readings: readonly TraceReading[], from: number, gap_s: number): uPlot.AlignedData {
  const rows = new Map<number, (number | null)[]>()
  const row = (s: number): (number | null)[] => {
    const known = rows.get(s) ?? LINES.map(() => null)
    rows.set(s, known)
    return known
  }
  const broken: (number | undefined)[][] = []
  LINES.forEach(({ vital }, i) => {
    let before: number | null = null
    for (const reading of readings) {
      if (reading.vital !== vital) continue
      const s = Math.round(reading.at / 1000)
      if (s * 1000 < from) continue
      // "No reading" ends the line there, however short it is.
      if (reading.value === null) { if (before !== null) broken.push([s, i]); before = null; continue }
      if (before !== null && s - before > gap_s) broken.push([before + 1, i])
      row(s)[i] = reading.value
      before = s
    }
  })
  const breaks = new Set(broken.map(([s, i]) => `${s} ${i}`))
  for (const [s] of broken) row(s!)
  const times = [...rows.keys()].sort((a, b) => a - b)
  // Between two readings of one line, moments of other lines are holes to be bridged (undefined); a silence is a hole to be seen (null).
  return [times, ...LINES.map((_, i) => times.map((s) => rows.get(s)![i] ?? (breaks.has(`${s} ${i}`) ? null : undefined)))] as uPlot.AlignedData
}

export default function LiveTrace({ readings, pressures, from, to, gap_s }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const scheme = useComputedColorScheme('light')
  const data = useMemo(() => columns(readings, from, gap_s), [readings, from, gap_s])
  const shown = useRef({ data, pressures, from, to })

  useEffect(() => {
    const node = box.current
    if (!node) return
    const style = getComputedStyle(document.documentElement)
    const colour = (name: string): string => style.getPropertyValue(name).trim()
    const axis: uPlot.Axis = { stroke: colour('--soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '12px system-ui' }
    const drawPressures = (u: uPlot): void => {
      const { ctx } = u
      const { pressures: marks, from: since } = shown.current
      ctx.save()
      ctx.strokeStyle = colour('--ink')
      ctx.lineWidth = 2 * devicePixelRatio
      for (const { at, values } of marks) {
        if (values.sbp_mmHg === undefined || values.dbp_mmHg === undefined || at < since) continue
        const x = u.valToPos(at / 1000, 'x', true)
        const [top, bottom] = [u.valToPos(values.sbp_mmHg, 'y', true), u.valToPos(values.dbp_mmHg, 'y', true)]
        const w = 5 * devicePixelRatio
        ctx.beginPath()
        ctx.moveTo(x - w, top - w); ctx.lineTo(x, top); ctx.lineTo(x + w, top - w)
        ctx.moveTo(x, top); ctx.lineTo(x, bottom)
        ctx.moveTo(x - w, bottom + w); ctx.lineTo(x, bottom); ctx.lineTo(x + w, bottom + w)
        ctx.stroke()
      }
      ctx.restore()
    }
    const made = new uPlot({
      width: Math.max(260, node.clientWidth), height: 220, legend: { show: false }, cursor: { show: false }, padding: [8, 6, 0, 0],
      scales: { x: { time: true, range: () => [shown.current.from / 1000, shown.current.to / 1000] }, y: { range: (_u, min, max) => [Math.min(0, min ?? 0), Math.max(180, (max ?? 0) + 10)] } },
      axes: [{ ...axis, size: 28, values: (_u, moments) => moments.map((s) => timeText(s * 1000)) }, { ...axis, size: 36 }],
      series: [{}, ...LINES.map(({ colour: name }): uPlot.Series => ({ stroke: colour(name), width: 2, points: { show: false } }))],
      hooks: { draw: [drawPressures] },
    }, shown.current.data, node)
    made.root.dataset['scheme'] = scheme
    plot.current = made
    const resize = new ResizeObserver(() => made.setSize({ width: Math.max(260, node.clientWidth), height: 220 }))
    resize.observe(node)
    return () => { resize.disconnect(); made.destroy(); plot.current = null }
  }, [scheme])
  useEffect(() => {
    shown.current = { data, pressures, from, to }
    plot.current?.setData(data)
  }, [data, pressures, from, to])
  return <div ref={box} />
}
