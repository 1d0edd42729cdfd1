// What does not agree, for a person to settle: both facts stand with who and where, and one tap says which one counts. Nothing is ever dropped by the program.
import { useState } from 'react'
import type { Contradiction, SessionEvent } from '@chairside/core/session'
import { TextField, timeText } from '../ui/index.ts'
import { Withdraw } from './withdraw.tsx'
import type { Chair } from './use-chair.ts'
import { eventWord, factText } from './fact-words.ts'
import { STATE_WORDS } from './words.ts'

const CLASH: Readonly<Record<Contradiction['kind'], string>> = {
  'two-starts': 'Two starts of the infusion were recorded. The first one counts until somebody says otherwise.',
  'two-rates': 'Two devices set different rates within a minute. The later one counts until somebody says otherwise: look at the pump.',
  'two-answers': 'Two devices gave different answers to one item within a minute. The later one counts until somebody says otherwise.',
  'two-corrections': 'One fact was corrected on two devices, neither of which knew of the other. The first of these counts until somebody says otherwise.',
  'out-of-state': 'This does not fit what was going on.',
  'correction-of-nothing': 'A correction names a fact that is not here.',
  'correction-unreadable': 'A correction cannot be read, so the fact stands as it was.',
}

function One({ chair, clash, events }: { readonly chair: Chair; readonly clash: Contradiction; readonly events: readonly SessionEvent[] }) {
  const [asked, setAsked] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const isChoice = events.length > 1 && clash.kind.startsWith('two-')
  /** The others are withdrawn, with why: they stay in sight, and so does who decided. */
  const choose = async (chosen: SessionEvent): Promise<void> => {
    const why = reason.trim() || `The one of ${timeText(chosen.at)} by ${chair.name(chosen.actor)} counts: ${factText(chosen)}`.slice(0, 500)
    for (const other of events) if (other.id !== chosen.id && !await chair.record('corrected', { corrects: other.id, reason: why, withdrawn: true }, 'Settled')) return
  }
  return (
    <div style={{ marginTop: 10 }}>
      <p>{CLASH[clash.kind]}{clash.kind === 'out-of-state' ? ` (${STATE_WORDS[clash.state].toLowerCase()})` : ''}</p>
      <ul className="stack" style={{ gap: 4 }}>
        {events.map((event) => (
          <li key={event.id}>
            <div className="spread">
              <span><b>{timeText(event.at)}</b> {eventWord(event.type)} {factText(event)} <span className="soft small">{chair.name(event.actor)}, {event.device}</span></span>
              {isChoice ? <button type="button" className="choice" onClick={() => void choose(event)}>This one counts</button>
                : asked !== event.id && <button type="button" className="mini" onClick={() => setAsked(event.id)}>Withdraw this one</button>}
            </div>
            {asked === event.id && <Withdraw chair={chair} id={event.id} onDone={() => setAsked(null)} />}
          </li>
        ))}
      </ul>
      {isChoice && <div style={{ marginTop: 8 }}><TextField label="Why, in your words (otherwise: who chose which)" value={reason} onChange={setReason} maxLength={500} /></div>}
    </div>
  )
}

/** Nothing when everything agrees. */
export default function Clashes({ chair }: { readonly chair: Chair }) {
  const facts = new Map(chair.view.facts.map((fact) => [fact.event.id, fact.event]))
  return (
    <section className="clash" aria-label="Facts that do not agree">
      <h2>For a person to settle</h2>
      {chair.view.contradictions.map((clash) => <One key={`${clash.kind}${clash.events.join()}`} chair={chair} clash={clash} events={clash.events.flatMap((id) => facts.get(id) ?? [])} />)}
    </section>
  )
}
