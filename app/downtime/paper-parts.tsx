// The parts of the screen on which paper is typed back: the grid, the acts, the checklist.
import { Button } from '@mantine/core'
import { CHECKLIST } from '@chairside/core/session'
import type { Order } from '@chairside/core/plan'
import { ACTS, EMPTY_ROW, GRID, startFields, type ActField, type ActKind, type ActRow, type GridRow, type PaperDraft, type Typed } from './paper-draft.ts'

type Props = { readonly draft: PaperDraft; readonly typed: Typed; readonly change: (draft: PaperDraft) => void }
const problemOf = (typed: Typed, key: string): string | null => typed.problems.filter((p) => p.key === key).map((p) => p.message).join('; ') || null

/** On the night when clocks go back an hour has its name twice. */
function Which({ later, change }: { readonly later: boolean; readonly change: (later: boolean) => void }) {
  return <button type="button" className="mini" onClick={() => change(!later)}>{later ? 'second time that night' : 'first time that night'}</button>
}

export function Grid({ draft, typed, change }: Props) {
  const set = (i: number, row: GridRow): void => {
    const rows = draft.rows.map((r, n) => (n === i ? row : r))
    // There is always an empty row below the one that is typed in.
    change({ ...draft, rows: i === rows.length - 1 ? [...rows, EMPTY_ROW] : rows })
  }
  return (
    <div className="paper-grid-wrap" tabIndex={0} role="region" aria-label="Values by time">
      <table className="paper-grid">
        <thead><tr><th>Time<small>hh:mm</small></th>{GRID.map((c) => <th key={c.name}>{c.label}<small>{c.unit}</small></th>)}</tr></thead>
        <tbody>
          {draft.rows.map((row, i) => {
            const problem = problemOf(typed, `row-${i}`)
            return [
              <tr key={i}>
                <td><input aria-label={`Row ${i + 1}, time`} aria-invalid={problem !== null} inputMode="numeric" autoComplete="off" maxLength={5} value={row.time} onChange={(event) => set(i, { ...row, time: event.currentTarget.value })} /></td>
                {GRID.map((c) => (
                  <td key={c.name} className={c.name === 'words' ? 'wide' : undefined}>
                    <input aria-label={`Row ${i + 1}, ${c.label}${c.unit === '' ? '' : `, ${c.unit}`}`} inputMode={c.name === 'words' ? 'text' : 'decimal'} autoComplete="off" maxLength={c.name === 'words' ? 4000 : 6} value={row[c.name] ?? ''}
                      onChange={(event) => set(i, { ...row, [c.name]: c.name === 'words' ? event.currentTarget.value : event.currentTarget.value.replace(',', '.') })} />
                  </td>
                ))}
              </tr>,
              (problem !== null || typed.twice.has(`row-${i}`)) && <tr key={`${i} problem`}><td colSpan={GRID.length + 1} className="problem">{problem}{typed.twice.has(`row-${i}`) && <Which later={row.later} change={(later) => set(i, { ...row, later })} />}</td></tr>,
            ]
          })}
        </tbody>
      </table>
    </div>
  )
}

function ActLine({ act, i, typed, set, remove }: { readonly act: ActRow; readonly i: number; readonly typed: Typed; readonly set: (act: ActRow) => void; readonly remove: () => void }) {
  const problem = problemOf(typed, `act-${i}`)
  const field = (f: ActField) => {
    const id = `act-${i}-${f.name}`
    const value = act.fields[f.name] ?? ''
    const put = (text: string): void => set({ ...act, fields: { ...act.fields, [f.name]: text } })
    return (
      <div key={f.name} className="paper-field" data-grow={['reason', 'drug', 'what', 'text'].includes(f.name) ? '' : undefined}>
        <label htmlFor={id}>{f.label}{f.unit ? `, ${f.unit}` : ''}{f.may ? ' (if written)' : ''}</label>
        {f.of ? <select id={id} value={value} onChange={(event) => put(event.currentTarget.value)}><option value="">-</option>{f.of.map((o) => <option key={o} value={o}>{o === 'ug' ? 'µg' : o}</option>)}</select>
          : <input id={id} value={value} autoComplete="off" inputMode={f.unit || f.name === 'dose' ? 'decimal' : 'text'} maxLength={f.name === 'text' ? 8000 : 500} onChange={(event) => put(event.currentTarget.value)} />}
      </div>
    )
  }
  return (
    <li className="paper-act">
      <div className="paper-field"><span className="word">{ACTS[act.kind].word}</span><input aria-label={`${ACTS[act.kind].word}, time`} aria-invalid={problem !== null} placeholder="hh:mm" inputMode="numeric" autoComplete="off" maxLength={5} value={act.time} onChange={(event) => set({ ...act, time: event.currentTarget.value })} /></div>
      {(ACTS[act.kind].fields as readonly ActField[]).map(field)}
      {typed.twice.has(`act-${i}`) && <Which later={act.later} change={(later) => set({ ...act, later })} />}
      <Button variant="subtle" onClick={remove} aria-label={`Remove: ${ACTS[act.kind].word}`}>Remove</Button>
      {problem !== null && <p style={{ flexBasis: '100%', color: 'var(--high-text)' }} className="small">{problem}</p>}
    </li>
  )
}

export function Acts({ draft, typed, change, order }: Props & { readonly order: Order | null }) {
  return (
    <>
      <div className="choice-row" role="group" aria-label="Add what stands on the sheet">
        {(Object.keys(ACTS) as ActKind[]).map((kind) => <button key={kind} type="button" className="choice" onClick={() => change({ ...draft, acts: [...draft.acts, { kind, time: '', later: false, fields: startFields(kind, order) }] })}>{ACTS[kind].word}</button>)}
      </div>
      <ul>{draft.acts.map((act, i) => <ActLine key={i} act={act} i={i} typed={typed} set={(next) => change({ ...draft, acts: draft.acts.map((a, n) => (n === i ? next : a)) })} remove={() => change({ ...draft, acts: draft.acts.filter((_, n) => n !== i) })} />)}</ul>
    </>
  )
}

export function Ticks({ draft, typed, change }: Props) {
  const problem = typed.problems.find((p) => p.key.startsWith('tick-'))?.message ?? null
  const set = (item: string, answer: string): void => change({ ...draft, ticks: { ...draft.ticks, [item]: answer } })
  return (
    <>
      <div className="paper-field" style={{ marginBottom: 8, maxWidth: 200 }}><label htmlFor="ticks-at">Checked at, hh:mm</label><input id="ticks-at" value={draft.ticksAt} inputMode="numeric" autoComplete="off" maxLength={5} aria-invalid={problem !== null} onChange={(event) => change({ ...draft, ticksAt: event.currentTarget.value })} /></div>
      {problem !== null && <p className="small" style={{ color: 'var(--high-text)' }}>{problem}</p>}
      <div className="paper-ticks">
        {CHECKLIST.map((item) => (
          <div key={item.id} className="tick-line">
            <span>{item.label}</span>
            {item.answers ? <select className="select" aria-label={item.label} value={draft.ticks[item.id] ?? ''} onChange={(event) => set(item.id, event.currentTarget.value)}><option value="">not written</option>{item.answers.map((a) => <option key={a} value={a}>{a}</option>)}</select>
              : <button type="button" className="choice" aria-pressed={draft.ticks[item.id] === 'yes'} onClick={() => set(item.id, draft.ticks[item.id] === 'yes' ? '' : 'yes')}>{draft.ticks[item.id] === 'yes' ? 'Ticked' : 'Tick'}</button>}
          </div>
        ))}
      </div>
    </>
  )
}
