// Estimated concentration of a visit: worked out beside the screen's own work, with everything that must stand beside it, or the reasons why there is none.
import './concentration.css'
import { useEffect, useMemo, useState } from 'react'
import { Button, Switch } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { DISSOCIATION, statements } from '@chairside/core/pk'
import { recordAxis, type SessionView } from '@chairside/core/session'
import { localTime, type Instant } from '@chairside/core/shared'
import { Loading } from '../ui/index.ts'
import { ConcentrationChart, linesOf, ngText, type Shown } from './concentration-chart.tsx'
import { curvesOf, type Curves } from './curves.ts'
import { historyOf, lastOf, type PkHistory, type PkPatient } from './history.ts'

type Props = { readonly view: SessionView; readonly patient: PkPatient; readonly timeZone: string; readonly longestGap_min: number; readonly now: Instant; /** Now, for a visit that goes on. */ readonly until: Instant | null }
/** What is read beside the picture: every five minutes, and each moment at which something changed. */
const ROW_MS = 300_000

type Row = { readonly at: Instant; readonly what: string; readonly values: readonly { readonly typical: number; readonly p5: number | null; readonly p25: number | null; readonly p75: number | null; readonly p95: number | null }[] }
function rowsOf(curves: Curves, history: PkHistory, shown: Shown): Row[] {
  const end = history.startedAt + (curves.points - 1) * curves.step_s * 1000
  const times = new Map<number, string>(history.moments.filter((m) => m.at <= end).map((m) => [m.at, m.what]))
  for (let at: number = history.startedAt; at <= end; at += ROW_MS) if (!times.has(at)) times.set(at, '')
  return [...times].toSorted(([a], [b]) => a - b).map(([at, what]) => {
    const i = Math.min(curves.points - 1, Math.max(0, Math.round((at - history.startedAt) / (curves.step_s * 1000))))
    return { at: at as Instant, what, values: linesOf(curves, shown).map((line) => ({ typical: line.typical[i]!, p5: line.p5?.[i] ?? null, p25: line.p25?.[i] ?? null, p75: line.p75?.[i] ?? null, p95: line.p95?.[i] ?? null })) }
  })
}

function Table({ rows, curves, shown, timeZone }: { readonly rows: readonly Row[]; readonly curves: Curves; readonly shown: Shown; readonly timeZone: string }) {
  return (
    <div className="pk-table" role="region" aria-label="Estimated concentrations as a table" tabIndex={0}>
      <table className="plain">
        <caption className="sr-only">ng/mL: typical person, half of people, nine of ten people</caption>
        <thead><tr><th scope="col">time</th><th scope="col">event</th>{linesOf(curves, shown).flatMap((line) => [<th key={line.id} scope="col">{line.name}, ng/mL</th>, ...(line.p5 ? [<th key={`${line.id}50`} scope="col">half of people</th>, <th key={`${line.id}90`} scope="col">9 of 10</th>] : [])])}</tr></thead>
        <tbody>{rows.map((row) => <tr key={row.at}><th scope="row">{localTime(row.at, timeZone)}</th><td>{row.what}</td>{row.values.flatMap((v, i) => [<td key={i}>{ngText(v.typical)}</td>, ...(v.p5 === null ? [] : [<td key={`${i}50`}>{ngText(v.p25!)} to {ngText(v.p75!)}</td>, <td key={`${i}90`}>{ngText(v.p5)} to {ngText(v.p95!)}</td>])])}</tr>)}</tbody>
      </table>
    </div>
  )
}

function csvOf(rows: readonly Row[], curves: Curves, shown: Shown, says: readonly string[]): string {
  const lines = linesOf(curves, shown)
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
  const head = ['time_utc', 'event', ...lines.flatMap((line) => ['typical', 'p5', 'p25', 'p75', 'p95'].map((band) => `${line.id}_${band}_ng_per_mL`))]
  const body = rows.map((row) => [new Date(row.at).toISOString(), row.what, ...row.values.flatMap((v) => [v.typical, v.p5, v.p25, v.p75, v.p95].map((n) => (n === null ? '' : n.toPrecision(4))))])
  return `${[...says.map((s) => quoted(`# ${s}`)), head.join(','), ...body.map((r) => r.join(','))].join('\r\n')}\r\n`
}
function keep(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

export default function Concentration({ view, patient, timeZone, longestGap_min, now, until }: Props) {
  const { ref, width } = useElementSize<HTMLDivElement>()
  const [shown, setShown] = useState<Shown>({ norketamine: false, site: false })
  const [asTable, setAsTable] = useState(false)
  const axis = useMemo(() => recordAxis({ view, timeZone, width: width || 720, until }), [view, timeZone, width, until])
  // Once the drug has stopped the minutes that pass change nothing: nothing is worked out again.
  const moment = view.infusion?.stoppedAt ?? now
  const asked = useMemo(() => historyOf({ view, patient, now: moment, longestGap_min }), [view, patient, moment, longestGap_min])
  const history = asked?.history ?? null
  const end = axis === null || history === null ? null : until !== null ? Math.min(until, axis.to) : axis.to
  // Worked out after the picture before it is on the screen: a thousand steps of eight hundred people are no work for a tap.
  const [curves, setCurves] = useState<{ readonly of: PkHistory; readonly to: number; readonly curves: Curves } | null>(null)
  useEffect(() => {
    if (!history || end === null) return undefined
    const timer = setTimeout(() => setCurves({ of: history, to: end, curves: curvesOf(history, (end - history.startedAt) / 1000) }), 0)
    return () => clearTimeout(timer)
  }, [history, end])
  if (!asked || !axis) return null
  if (!history) return <div className="pk"><p className="pk-warn">No estimate of the concentration for this visit.</p><ul className="pk-says">{asked.refusals.map(({ why }) => <li key={why}>{why}</li>)}</ul></div>
  if (!curves) return <div className="pk" ref={ref}><Loading what="Working out the estimate" lines={3} /></div>
  const says = statements(curves.curves.models, shown.site ? DISSOCIATION : null, history.weight_kg, lastOf(history, now, timeZone))
  const rows = rowsOf(curves.curves, curves.of, shown)
  return (
    <div className="pk" ref={ref}>
      <p className="pk-warn">{says[0]}</p>
      <div className="pk-tools">
        <Switch label="Norketamine" checked={shown.norketamine} onChange={(event) => setShown({ ...shown, norketamine: event.currentTarget.checked })} />
        <Switch label="Effect site: dissociation" checked={shown.site} onChange={(event) => setShown({ ...shown, site: event.currentTarget.checked })} />
        <Button variant="subtle" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>{asTable ? 'As a picture' : 'As a table'}</Button>
        <Button variant="subtle" onClick={() => keep('estimate.csv', csvOf(rows, curves.curves, shown, says))}>Take the CSV</Button>
      </div>
      {/* On paper both stand there, whatever the screen shows. */}
      <div className="pk-view" data-hidden={asTable ? '' : undefined}><ConcentrationChart axis={axis} curves={curves.curves} history={curves.of} shown={shown} timeZone={timeZone} isNow={until !== null} words={`Estimated concentration in plasma from ${localTime(history.startedAt, timeZone)} on, arterial and venous, with bands of people. An estimate from published models, not a measurement.`} /></div>
      <div className="pk-view" data-hidden={asTable ? undefined : ''}><Table rows={rows} curves={curves.curves} shown={shown} timeZone={timeZone} /></div>
      <ul className="pk-says" aria-label="What this estimate is">{says.slice(1).map((s) => <li key={s}>{s}</li>)}</ul>
    </div>
  )
}
