// The record of the visit on one time axis: the same picture as on paper, in the colours of the room. Arrow keys, finger or mouse read the values of a moment; the table behind it has every value.
import './record.css'
import { useId, useMemo, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useElementSize } from '@mantine/hooks'
import type { Instant } from '@chairside/core/shared'
import type { ProtocolSettings } from '@chairside/core/plan'
import { chartInWords, recordChart, recordTable, usedColumns, type RecordChart as Drawing, type SessionView, type Shape } from '@chairside/core/session'

type Props = { readonly view: SessionView; readonly timeZone: string; readonly monitor: ProtocolSettings['monitor']; /** Now, for a visit that goes on. */ readonly until: Instant | null }

function Drawn({ shape }: { readonly shape: Shape }) {
  const className = `rc rc-${shape.role}`
  switch (shape.kind) {
    case 'line': return <line className={className} x1={shape.x1} x2={shape.x2} y1={shape.y1} y2={shape.y2} />
    case 'path': return <path className={className} d={shape.d} data-closed={shape.d.endsWith('Z')} />
    case 'rect': return <rect className={className} x={shape.x} y={shape.y} width={shape.width} height={shape.height} />
    case 'dot': return <circle className={className} cx={shape.x} cy={shape.y} r={shape.r} data-open={shape.open} />
    case 'text': return <text className={className} x={shape.x} y={shape.y} textAnchor={shape.anchor}>{shape.text}</text>
  }
}

/** The index of the moment that a key asks for; null when the key is none of ours. */
export function stepped(key: string, chosen: number | null, count: number): number | null {
  if (count === 0) return null
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  if (key === 'ArrowRight') return chosen === null ? 0 : Math.min(count - 1, chosen + 1)
  return key === 'ArrowLeft' ? (chosen === null ? count - 1 : Math.max(0, chosen - 1)) : null
}

function Picture({ drawing, timeZone }: { readonly drawing: Drawing; readonly timeZone: string }) {
  const [chosen, setChosen] = useState<number | null>(null)
  const hint = useId()
  const { moments } = drawing
  const here = chosen === null ? undefined : moments[Math.min(chosen, moments.length - 1)]
  const walk = (event: KeyboardEvent): void => {
    const next = stepped(event.key, chosen, moments.length)
    if (next === null) return
    event.preventDefault()
    setChosen(next)
  }
  const point = (event: PointerEvent<SVGSVGElement>): void => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left
    let nearest: number | null = null
    moments.forEach((moment, i) => { if (nearest === null || Math.abs(moment.x - x) < Math.abs(moments[nearest]!.x - x)) nearest = i })
    setChosen(nearest)
  }
  return (
    <>
      <div role="application" aria-roledescription="time chart" aria-label={chartInWords(drawing, timeZone)} aria-describedby={hint} tabIndex={0} className="record-focus" onKeyDown={walk}>
        <svg width={drawing.width} height={drawing.height} viewBox={`0 0 ${drawing.width} ${drawing.height}`} aria-hidden onPointerMove={point} onPointerDown={point}>
          {drawing.shapes.map((shape, i) => <Drawn key={i} shape={shape} />)}
          {here && <line className="rc-cursor" x1={here.x} x2={here.x} y1={18} y2={drawing.height - 18} />}
        </svg>
      </div>
      <p className="record-said" aria-live="polite">{here ? here.text : 'Point at a moment, or use the arrow keys, to read it here.'}</p>
      <p id={hint} className="sr-only">Arrow keys go from moment to moment. The table below has every value.</p>
    </>
  )
}

function Table({ view, timeZone }: Pick<Props, 'view' | 'timeZone'>) {
  const rows = useMemo(() => recordTable(view, timeZone), [view, timeZone])
  const columns = usedColumns(rows)
  return (
    <details className="record-table">
      <summary>All values as a table</summary>
      {/* A wide table scrolls in its own frame, also with the keyboard. */}
      <div className="note-table" tabIndex={0} role="region" aria-label="All values">
        <table>
          <thead><tr><th scope="col">time</th>{columns.map(({ id, name, unit }) => <th key={id} scope="col">{name} {unit}</th>)}<th scope="col">by</th></tr></thead>
          <tbody>{rows.map((row, i) => <tr key={`${i}${row.time}`}><th scope="row">{row.time}</th>{columns.map(({ id }) => <td key={id}>{row.cells[id] ?? ''}</td>)}<td>{row.marks}</td></tr>)}</tbody>
        </table>
      </div>
    </details>
  )
}

/** The chart, what its numbers are, and the table. */
export function RecordChart({ view, timeZone, monitor, until }: Props) {
  const { ref, width } = useElementSize<HTMLDivElement>()
  const drawing = useMemo(() => recordChart({ view, timeZone, monitor, width: width || 720, until }), [view, timeZone, monitor, width, until])
  return (
    <div className="record" ref={ref}>
      {drawing ? <Picture drawing={drawing} timeZone={timeZone} /> : <p className="soft">Nothing has happened yet that has a place on a time axis.</p>}
      {drawing && drawing.outside > 0 && <p className="soft small">{drawing.outside} {drawing.outside === 1 ? 'fact lies' : 'facts lie'} outside of this axis; the note has them.</p>}
      {drawing && drawing.key.length > 0 && <ol className="record-key" aria-label="Drugs, events, words">{drawing.key.map((entry) => <li key={entry.n} data-kind={entry.kind}><b>{entry.n}</b><time>{entry.time}</time><span>{entry.text}</span></li>)}</ol>}
      <Table view={view} timeZone={timeZone} />
    </div>
  )
}
