// The last stretch of the monitor's signal as lines, with the pressures taken as marks. What is a line and what a gap: trace-columns.ts.
import { useEffect, useMemo, useRef } from 'react'
import { useComputedColorScheme } from '@mantine/core'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { timeText } from '../ui/index.ts'
import type { EventOf, VitalName } from '@chairside/core/session'
import type { TraceReading } from './readings.ts'
import { alone, columns, type Columns } from './trace-columns.ts'

const LINES: readonly { readonly vital: VitalName; readonly colour: string }[] = [
  { vital: 'spo2_pct', colour: '--trace-1' }, { vital: 'pulse_per_min', colour: '--trace-2' }, { vital: 'rr_per_min', colour: '--trace-3' }, { vital: 'etco2_mmHg', colour: '--trace-4' },
]
const VITALS = LINES.map(({ vital }) => vital)

type Props = { readonly readings: readonly TraceReading[]; readonly pressures: readonly EventOf<'vitals-recorded'>[]; readonly from: number; readonly to: number; readonly gap_s: number }

export default function LiveTrace({ readings, pressures, from, to, gap_s }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const scheme = useComputedColorScheme('light')
  const data = useMemo(() => columns(readings, VITALS, from, gap_s) as unknown as uPlot.AlignedData, [readings, from, gap_s])
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
      width: Math.max(260, node.clientWidth), height: 220, legend: { show: false }, cursor: { show: false }, padding: [8, 18, 0, 0],
      scales: { x: { time: true, range: () => [shown.current.from / 1000, shown.current.to / 1000] }, y: { range: (_u, min, max) => [Math.min(0, min ?? 0), Math.max(180, (max ?? 0) + 10)] } },
      axes: [{ ...axis, size: 28, values: (_u, moments) => moments.map((s) => timeText(s * 1000)) }, { ...axis, size: 36 }],
      series: [{}, ...LINES.map(({ colour: name }): uPlot.Series => ({ stroke: colour(name), width: 2, points: { show: false, size: 4, filter: (u, line) => alone(u.data[line] as Columns[1]) } }))],
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
