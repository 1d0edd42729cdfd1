// Closing the day: what is still open, named with its visit or vial and its amount; and the close itself.
import { useState } from 'react'
import { Button, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { mgOf, type CloseAnswer, type Difference } from '@chairside/core/pharmacy'
import { newId, read, useMay, write } from '../api.ts'
import { Card, dayText, Figure, Loading, Refusal, TierMark } from '../ui/index.ts'
import type { PartProps } from './cabinet.tsx'
import { useStockChanged } from './use-cabinet.ts'
import { mgText } from './words.ts'

/** What was refused stays readable while it is mended. */
function DifferenceLine({ difference: d }: { readonly difference: Difference }) {
  return (
    <li data-level={d.level}>
      {d.level === 'differs' ? <TierMark tier="medium" /> : <span className="state-tag">to do</span>}
      <span>{d.message}</span>
      <span className="row">{d.mass_ug !== 0 && <span className="amount">{d.mass_ug > 0 ? '+' : '−'}{mgText(Math.abs(d.mass_ug))}</span>}{d.session !== null && <Link href={`/chair/${d.session}`} className="mini">Open the visit</Link>}</span>
    </li>
  )
}

export default function Day({ cabinet }: PartProps) {
  const { address, today, open_days, last_closed, vials } = cabinet
  const days = open_days.includes(today) ? open_days : [...open_days, today]
  const [day, setDay] = useState(days[0]!)
  const mayMove = useMay('stock.move')
  const changed = useStockChanged()
  const [answer, setAnswer] = useState<CloseAnswer | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const chosen = days.includes(day) ? day : days[0]!
  const found = useQuery({ queryKey: ['stock-day', address.address, chosen], queryFn: ({ signal }) => read<{ differences: Difference[] }>(`/api/addresses/${address.address}/days/${chosen}`, { signal }) })
  const close = async (): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      setAnswer(await write<CloseAnswer>('POST', `/api/addresses/${address.address}/days/${chosen}/close`, { entry: newId() }))
      await changed()
    } catch (refused) { setError(refused) } finally { setBusy(false) }
  }
  const differences = found.data?.differences ?? []
  const differs = differences.filter((d) => d.level === 'differs').length
  const held_ug = vials.reduce((n, v) => n + v.mass_ug, 0)
  const isClosed = last_closed !== null && chosen <= last_closed && !open_days.includes(chosen)
  return (
    <>
      <Card title="The day" actions={days.length > 1 ? <NativeSelect aria-label="Day" value={chosen} data={days.map((d) => ({ value: d, label: `${dayText(d)}${d === today ? ', today' : ''}` }))} onChange={(event) => { setDay(event.currentTarget.value); setAnswer(null) }} /> : <span className="soft">{dayText(chosen)}</span>}>
        <div className="cabinet-figures">
          <Figure label="In the cabinet" value={mgOf(held_ug)} unit="mg" note={`${vials.length} ${vials.length === 1 ? 'vial' : 'vials'}`} />
          <Figure label="Still in bags" value={mgOf(cabinet.preparations.reduce((n, p) => n + p.left_ug, 0))} unit="mg" note={`${cabinet.preparations.length} open`} />
          <Figure label="Last closed" value={last_closed === null ? 'never' : dayText(last_closed)} size="1.25rem" />
          <Figure label="Next inventory" value={cabinet.inventory.due_on === null ? 'due now' : dayText(cabinet.inventory.due_on)} size="1.25rem" note={cabinet.inventory.due_on === null ? 'on the first day of activity' : `last on ${dayText(cabinet.inventory.last_on!)}`} />
        </div>
      </Card>
      {answer && !answer.closed && (
        <div className="refusal" role="alert">
          <p><b>The day stays open.</b> {answer.differences.length} {answer.differences.length === 1 ? 'thing is' : 'things are'} not settled.</p>
          {answer.discrepancies.length > 0 && <p>{answer.discrepancies.length === 1 ? 'A discrepancy is open, owned by' : 'Discrepancies are open, owned by'} {[...new Set(answer.discrepancies.map((d) => d.owner_name))].join(', ')}. If it is a theft or a significant loss, the field office is told by {dayText(answer.discrepancies[0]!.notify_by)} and Form 106 is filed by {dayText(answer.discrepancies[0]!.file_by)}.</p>}
        </div>
      )}
      {isClosed && <div className="closed-day" role="status"><p><b>{dayText(chosen)} is closed.</b> Every milligram has its place.</p></div>}
      <Card title={differences.length === 0 ? 'Nothing is open' : `${differences.length} ${differences.length === 1 ? 'thing' : 'things'} before the close`}>
        {found.isPending ? <Loading what="Looking through the book" lines={2} /> : found.error ? <Refusal error={found.error} retry={() => void found.refetch()} /> : differences.length === 0 ? <p className="soft">Every bag is given or wasted, and every vial is counted as the book says.</p>
          : <ul className="differences">{differences.map((d, i) => <DifferenceLine key={`${d.kind}${d.session ?? d.vial ?? ''}${i}`} difference={d} />)}</ul>}
        <Refusal error={error} />
        {mayMove && !isClosed && !found.isPending && <div className="row" style={{ marginTop: 16 }}><Button size="lg" variant={differences.length === 0 ? 'filled' : 'light'} loading={busy} onClick={() => void close()}>Close {dayText(chosen)}</Button>{differs > 0 && <span className="small soft">Closing now is refused, and opens a discrepancy in your name.</span>}</div>}
      </Card>
    </>
  )
}
