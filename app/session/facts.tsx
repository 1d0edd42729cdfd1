// Everything that was recorded, newest first: who, when, what was corrected and why, and whether the server has it.
import { memo, useMemo, type ReactNode } from 'react'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import { eventToJson, type Fact, type SessionEvent } from '@chairside/core/session'
import { clocksOf, type Kept } from '@chairside/core/sync'
import { Card, EmptyState, Timeline, TimelineRow, timeText } from '../ui/index.ts'
import type { Chair } from './use-chair.ts'
import { useSyncState } from '../sync/device.ts'
import type { Open } from './panel.tsx'
import { clockText, eventWord, factText } from './fact-words.ts'

const MARKS: Readonly<Record<Kept['state'], string>> = { waiting: 'saved on this tablet', acknowledged: 'at the clinic', refused: 'not taken' }

type Group = readonly [Fact, ...Fact[]]
const isMonitor = ({ event, corrections }: Fact): boolean => event.type === 'vitals-recorded' && event.origin !== 'person' && event.values.sbp_mmHg === undefined && corrections.length === 0
/** A monitor's sets that follow each other are one line, the newest in sight; one with a blood pressure always has its own. */
function grouped(facts: readonly Fact[]): Group[] {
  const groups: [Fact, ...Fact[]][] = []
  for (const fact of facts) {
    const last = groups.at(-1)
    if (last && isMonitor(fact) && isMonitor(last[0])) last.push(fact)
    else groups.push([fact])
  }
  return groups
}

const why = (fact: Fact): string => fact.corrections.at(-1)?.reason ?? ''
const changedFrom = (fact: Fact): string | null => {
  if (fact.corrections.length === 0) return null
  const moved = fact.original.at === fact.event.at ? '' : `${timeText(fact.original.at)} `
  const [before, after] = [`${moved}${factText(fact.original)}`, factText(fact.event)]
  return fact.withdrawn || JSON.stringify(eventToJson(fact.original)) === JSON.stringify(eventToJson(fact.event)) ? null : before === after ? null : before
}

/** What was written down elsewhere first says so, and when it was typed in. */
const enteredText = ({ enteredAt, enteredFrom }: SessionEvent): string => (enteredAt === undefined ? '' : `, from ${enteredFrom ?? 'elsewhere'}, typed in ${timeText(enteredAt)}`)

type Row = {
  readonly group: Group
  readonly state: Kept['state'] | null
  readonly mark: string
  /** Why the server did not take it. */
  readonly refusal: string
  /** By two clocks, where the device's was off; else empty. */
  readonly clock: string
  readonly author: string
  readonly closed: boolean
  readonly open: Open
}

/** A fact is never edited: what a row shows follows from which facts and corrections it holds, and where they are. */
function isSameRow(a: Row, b: Row): boolean {
  if (a.open !== b.open || a.state !== b.state || a.mark !== b.mark || a.refusal !== b.refusal || a.clock !== b.clock || a.author !== b.author || a.closed !== b.closed || a.group.length !== b.group.length) return false
  return a.group.every((fact, i) => {
    const other = b.group[i]!
    return fact.original.id === other.original.id && fact.withdrawn === other.withdrawn && fact.corrections.length === other.corrections.length && fact.corrections.every((c, n) => c.id === other.corrections[n]!.id)
  })
}

/** One tap changes one row: the others are not made again, however long the visit. */
const FactRow = memo(function FactRow({ group: [fact, ...earlier], state, mark, refusal, clock, author, closed, open }: Row) {
  const { event } = fact
  const before = changedFrom(fact)
  const detail: ReactNode = (
    <>
      {factText(event)}
      {before !== null && <div>was: {before} ({why(fact)})</div>}
      {fact.withdrawn && <div>withdrawn: {why(fact)}</div>}
      {earlier.length > 0 && <details><summary>and {earlier.length} more from the monitor since {timeText(earlier.at(-1)!.event.at)}</summary>{earlier.map((one) => <div key={one.event.id}>{timeText(one.event.at)} {factText(one.event)}</div>)}</details>}
      <div className="small">{author}{refusal}{enteredText(event)}</div>
      {clock !== '' && <div className="small"><b>Clock off</b> {clock}</div>}
    </>
  )
  const end = (
    <div className="row" style={{ gap: 0 }}>
      {state && <span className="sent-mark" data-state={state}>{mark}</span>}
      {!fact.withdrawn && !closed && event.type !== 'signed' && <button type="button" className="mini" aria-label={`Correct: ${eventWord(event.type)} at ${timeText(event.at)}`} onClick={() => open('edit', event.id)}><IconDots size={20} aria-hidden="true" /></button>}
    </div>
  )
  return <TimelineRow item={{ at: event.at, title: eventWord(event.type), detail, end, withdrawn: fact.withdrawn }} />
}, isSameRow)

export default memo(function FactsCard({ chair, open }: { readonly chair: Chair; readonly open: Open }) {
  const { unconfirmed } = useSyncState()
  const kept = new Map(chair.facts.map((k) => [k.event.id, k]))
  const closed = chair.view.state === 'signed'
  const clocks = useMemo(() => clocksOf(chair.facts.flatMap((k) => (k.state === 'acknowledged' ? [k.event] : []))), [chair.facts])
  const rows = grouped(chair.view.facts.filter((fact) => fact.event.type !== 'corrected').toReversed()).map((group) => {
    const { event } = group[0]
    const state = kept.get(event.id)
    const mark = !state ? '' : state.state === 'waiting' && unconfirmed.includes(event.id) ? 'saved on this tablet, not confirmed' : MARKS[state.state]
    // A change stands on the clock of its first recording.
    const clock = clocks.get(group[0].original.id)
    return <FactRow key={event.id} group={group} clock={clock?.isShown === true ? clockText(clock) : ''} state={state?.state ?? null} mark={mark} refusal={state?.state === 'refused' ? `: ${state.message}` : ''} author={chair.name(event.actor)} closed={closed} open={open} />
  })
  return <Card title="What happened" actions={<span className="small soft">{chair.facts.length} facts</span>}>{rows.length === 0 ? <EmptyState title="Nothing yet">The first tap begins the record.</EmptyState> : <Timeline label="What happened, newest first">{rows}</Timeline>}</Card>
})
