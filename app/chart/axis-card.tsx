// The time axis with its stretch of time, the change so far in words, and the numbers behind it as tables.
import { useMemo, useState } from 'react'
import { SegmentedControl } from '@mantine/core'
import IconArrowRight from '@tabler/icons-react/dist/esm/icons/IconArrowRight.mjs'
import { roundTo } from '@chairside/core/shared'
import { CHECK_IN } from '@chairside/core/intake'
import type { ChartView } from '@chairside/core/session'
import { Card, dateText, EmptyState, useNow } from '../ui/index.ts'
import { spanOf, type Reach } from './axis.ts'
import { changeOf, instrumentName, pointsOf, sentenceOf, type Point } from './points.ts'
import { Legend, TimeAxis } from './time-axis.tsx'

const REACHES: readonly { readonly value: Reach; readonly label: string }[] = [{ value: 'course', label: 'This course' }, { value: 'three-months', label: '3 months' }, { value: 'all', label: 'All' }]

function Change({ points, zone }: { readonly points: readonly Point[]; readonly zone: string }) {
  const parts = ['phq-9', 'gad-7'].flatMap((instrument) => {
    const change = changeOf(points, instrument)
    return change ? [{ instrument, ...change }] : []
  })
  if (parts.length === 0) return null
  return (
    <ul className="changes">
      {parts.map((p) => (
        <li key={p.instrument}><span className="soft">{instrumentName(p.instrument)}</span><strong>{p.first}<IconArrowRight size={18} aria-label="to" />{p.last}</strong><span className="soft small">from the first to {dateText(p.lastAt, zone)}</span></li>
      ))}
    </ul>
  )
}

/** "anxiety 3, mood 6": each slider of 0 to 10 for itself. */
export const checkInText = (sliders: Readonly<Record<string, number>>): string => CHECK_IN.items.flatMap((item) => (sliders[item.linkId] === undefined ? [] : [`${item.linkId.replace('-', ' ')} ${sliders[item.linkId]}`])).join(', ')

function Tables({ chart, zone }: { readonly chart: ChartView; readonly zone: string }) {
  const day = (iso: string): string => dateText(Date.parse(iso), zone)
  const number = (value: number | null, unit: string): string => (value === null ? '–' : `${roundTo(value, 2)} ${unit}`.trim())
  return (
    <details className="behind">
      <summary>All numbers as tables</summary>
      <div className="behind-tables">
        <table className="plain">
          <caption>Scores</caption>
          <thead><tr><th scope="col">Day</th><th scope="col">Scale</th><th scope="col">Total</th><th scope="col">Band</th><th scope="col">From</th></tr></thead>
          <tbody>{chart.scores.toReversed().map((s) => <tr key={s.score}><td>{day(s.answered_at)}</td><td>{instrumentName(s.instrument)}</td><td>{s.total ?? (s.check_in ? checkInText(s.check_in) : 'incomplete')}</td><td>{s.band ?? '–'}{s.flags.length > 0 ? ', safety answer' : ''}</td><td>{s.source}</td></tr>)}</tbody>
        </table>
        <table className="plain">
          <caption>Sessions</caption>
          <thead><tr><th scope="col">Day</th><th scope="col">No.</th><th scope="col">Ordered</th><th scope="col">Given</th><th scope="col">Highest systolic</th><th scope="col">Dissociation</th><th scope="col">Recovery</th><th scope="col">Events</th></tr></thead>
          <tbody>{chart.sessions.toReversed().map((s) => (
            <tr key={s.session}>
              <td>{day(s.infusion_started_at ?? s.start)}</td><td>{s.ordinal}</td>
              {s.infusion_started_at === null ? <td colSpan={6}>{s.cancelled_at !== null ? 'cancelled' : s.state === 'aborted' ? 'not given' : 'planned'}</td> : <>
                <td>{number(s.dose_mg, 'mg')}{s.dose_mg_per_kg === null ? '' : ` (${roundTo(s.dose_mg_per_kg, 2)} mg/kg)`}</td><td>{s.delivered_mg === null ? '–' : `${roundTo(s.delivered_mg, 1)} mg`}</td>
                <td>{number(s.peak_sbp_mmHg, 'mmHg')}</td><td>{s.peak_dissociation === null ? '–' : `${s.peak_dissociation} of 10`}</td><td>{number(s.recovery_min, 'min')}</td><td>{s.adverse_events}</td>
              </>}
            </tr>
          ))}</tbody>
        </table>
      </div>
    </details>
  )
}

export function AxisCard({ chart, zone }: { readonly chart: ChartView; readonly zone: string }) {
  const now = useNow(60)
  const [asked, setReach] = useState<Reach | null>(null)
  const reach = asked ?? (chart.courses.length > 0 ? 'course' : 'all')
  const [chosen, setChosen] = useState<string | null>(null)
  const points = useMemo(() => pointsOf(chart), [chart])
  const span = useMemo(() => spanOf(chart, reach, now), [chart, reach, now])
  return (
    <Card title="Course of treatment" className="axis-card" actions={<SegmentedControl size="md" aria-label="Stretch of time" value={reach} onChange={(value) => setReach(value)} data={REACHES.filter((r) => r.value !== 'course' || chart.courses.length > 0).map((r) => ({ ...r }))} />}>
      {points.length === 0 ? <EmptyState title="Nothing on the axis yet">Send a form or enter scores: the first curve begins with the first answer.</EmptyState> : (
        <>
          <Change points={points} zone={zone} />
          <TimeAxis points={points} span={span} timeZone={zone} now={now} chosen={chosen} choose={setChosen} sentence={(p) => sentenceOf(p, dateText(p.at, zone))} />
          <Legend />
          <Tables chart={chart} zone={zone} />
        </>
      )}
    </Card>
  )
}
