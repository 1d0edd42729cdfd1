// Everything that was recorded, newest first: who, when, what was corrected and why, and whether the server has it. And what does not agree, for a person to settle.
import { useState, type ReactNode } from 'react'
import { Button } from '@mantine/core'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import { eventToJson, type Contradiction, type Fact } from '@chairside/core/session'
import type { Kept } from '@chairside/core/sync'
import { Card, EmptyState, TextField, timeText, Timeline, type TimelineItem } from '../ui/index.ts'
import type { Chair } from './use-chair.ts'
import { eventWord, factText, STATE_WORDS } from './words.ts'

const MARKS: Readonly<Record<Kept['state'], string>> = { waiting: 'on this tablet', acknowledged: 'kept', refused: 'not taken' }

/** Withdrawing asks for a reason; the fact stays in sight. */
export function Withdraw({ chair, id, onDone }: { readonly chair: Chair; readonly id: string; readonly onDone: () => void }) {
  const [reason, setReason] = useState('')
  const save = async (): Promise<void> => {
    if (await chair.record('corrected', { corrects: id, reason: reason.trim(), withdrawn: true }, 'Withdrawn')) onDone()
  }
  return (
    <form className="row" style={{ marginTop: 8 }} onSubmit={(event) => { event.preventDefault(); if (reason.trim() !== '') void save() }}>
      <TextField quiet grow label="Why is this withdrawn?" placeholder="Why?" value={reason} onChange={setReason} maxLength={500} />
      <Button type="submit" disabled={reason.trim() === ''}>Withdraw</Button>
      <Button variant="subtle" onClick={onDone}>Keep</Button>
    </form>
  )
}

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
  const [before, after] = [factText(fact.original), factText(fact.event)]
  return fact.withdrawn || JSON.stringify(eventToJson(fact.original)) === JSON.stringify(eventToJson(fact.event)) ? null : before === after ? null : before
}

export function FactsCard({ chair }: { readonly chair: Chair }) {
  const [asked, setAsked] = useState<string | null>(null)
  const kept = new Map(chair.facts.map((k) => [k.event.id, k]))
  const closed = chair.view.state === 'signed'
  const items = grouped(chair.view.facts.filter((fact) => fact.event.type !== 'corrected').toReversed()).map(([fact, ...earlier]): TimelineItem => {
    const { event } = fact
    const state = kept.get(event.id)
    const before = changedFrom(fact)
    const detail: ReactNode = (
      <>
        {factText(event)}
        {before !== null && <div>was: {before} ({why(fact)})</div>}
        {fact.withdrawn && <div>withdrawn: {why(fact)}</div>}
        {earlier.length > 0 && <details><summary>and {earlier.length} more from the monitor since {timeText(earlier.at(-1)!.event.at)}</summary>{earlier.map((one) => <div key={one.event.id}>{timeText(one.event.at)} {factText(one.event)}</div>)}</details>}
        <div className="small">{chair.name(event.actor)}{state?.state === 'refused' ? `: ${state.message}` : ''}</div>
        {asked === event.id && <Withdraw chair={chair} id={event.id} onDone={() => setAsked(null)} />}
      </>
    )
    return {
      id: event.id, at: event.at, title: eventWord(event.type), detail, withdrawn: fact.withdrawn,
      end: (
        <div className="row" style={{ gap: 0 }}>
          {state && <span className="sent-mark" data-state={state.state}>{MARKS[state.state]}</span>}
          {!fact.withdrawn && !closed && event.type !== 'signed' && asked !== event.id && <button type="button" className="mini" aria-label={`Correct: ${eventWord(event.type)} at ${timeText(event.at)}`} onClick={() => setAsked(event.id)}><IconDots size={20} aria-hidden="true" /></button>}
        </div>
      ),
    }
  })
  return <Card title="What happened" actions={<span className="small soft">{chair.facts.length} facts</span>}>{items.length === 0 ? <EmptyState title="Nothing yet">The first tap begins the record.</EmptyState> : <Timeline label="What happened, newest first" items={items} />}</Card>
}

const CLASH: Readonly<Record<Contradiction['kind'], string>> = {
  'two-starts': 'Two starts of the infusion were recorded. The first one counts.',
  'two-rates': 'Two devices set different rates within a minute. The later one counts.',
  'two-answers': 'Two devices gave different answers to one item within a minute. The later one counts.',
  'two-corrections': 'One fact was corrected on two devices, neither of which knew of the other. The first of these counts.',
  'out-of-state': 'This does not fit what was going on.',
  'correction-of-nothing': 'A correction names a fact that is not here.',
  'correction-unreadable': 'A correction cannot be read, so the fact stands as it was.',
}

/** What contradicts is kept and shown; withdrawing one, with a reason, settles it. */
export function Clashes({ chair }: { readonly chair: Chair }) {
  const [asked, setAsked] = useState<string | null>(null)
  const facts = new Map(chair.view.facts.map((fact) => [fact.event.id, fact.event]))
  if (chair.view.contradictions.length === 0) return null
  return (
    <section className="clash" aria-label="Facts that do not agree">
      <h2>For a person to settle</h2>
      {chair.view.contradictions.map((clash) => (
        <div key={`${clash.kind}${clash.events.join()}`} style={{ marginTop: 10 }}>
          <p>{CLASH[clash.kind]}{clash.kind === 'out-of-state' ? ` (${STATE_WORDS[clash.state].toLowerCase()})` : ''}</p>
          <ul className="stack" style={{ gap: 4 }}>
            {clash.events.map((id) => {
              const event = facts.get(id)
              if (!event) return null
              return (
                <li key={id}>
                  <div className="spread"><span><b>{timeText(event.at)}</b> {eventWord(event.type)} {factText(event)} <span className="soft small">{chair.name(event.actor)}, {event.device}</span></span>{asked !== id && <button type="button" className="mini" onClick={() => setAsked(id)}>Withdraw this one</button>}</div>
                  {asked === id && <Withdraw chair={chair} id={id} onDone={() => setAsked(null)} />}
                </li>
              )
            })}
          </ul>
        </div>
      ))}
    </section>
  )
}
