// A treatment over months beside the chart: the next step of the dose with its reasons, how much ketamine in all, and what is due.
import './treatment.css'
import { useState, type FormEvent } from 'react'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { roundTo } from '@chairside/core/shared'
import type { StaffCard } from '@chairside/core/people'
import { SAFETY_WORDS, type SafetyTaskRow, type TitrationProposal, type Treatment } from '@chairside/core/plan'
import { newId, read, useMay, write } from '../api.ts'
import { fieldErrors } from '../ui/field-errors.ts'
import { Card, dateText, dayText, Dialog, Loading, NumberField, Refusal } from '../ui/index.ts'

export const useTreatment = (patient: string, enabled = true) => useQuery({ queryKey: ['treatment', patient], enabled, queryFn: ({ signal }) => read<Treatment>(`/api/patients/${patient}/treatment`, { signal }) })

const PROPOSED: Readonly<Record<TitrationProposal['propose'], string>> = { 'increase': 'A step up would be within the protocol', 'same': 'The same dose', 'decrease': 'Less, or slower', 'not-enough-known': 'Not enough is known for a step', 'first': 'The starting dose' }

/** Beside the form of an order. `take` fills the form; nothing is filled in by itself (DS-08 to DS-10). */
export function NextStep({ patient, take }: { readonly patient: string; readonly take: (dose_mg_per_kg: number, duration_min: number | null) => void }) {
  const { data: treatment } = useTreatment(patient)
  if (!treatment) return null
  const { titration: t, advice } = treatment
  const range = t.dose_mg_per_kg
  const doses = range === null || t.propose === 'first' ? [] : [...new Set([range.min, range.max])]
  const said = t.reasons.toSorted((a, b) => Number(a.for !== t.propose) - Number(b.for !== t.propose))
  return (
    <section className="next-step" aria-label="What the last infusion says">
      <p><b>{PROPOSED[t.propose]}</b>{range && t.propose !== 'same' ? `: ${range.min === range.max ? range.min : `${range.min} to ${range.max}`} mg/kg${t.or_longer ? `, or ${t.or_longer.dose_mg_per_kg} mg/kg over ${t.or_longer.duration_min} min` : ''}` : ''}. <span className="soft">A proposal out of the record; the decision is yours.</span></p>
      <ul>{[...said, ...advice].map((r) => <li key={`${r.rule}${r.message}`} data-for={r.for}>{r.message} <small>{r.rule}</small></li>)}</ul>
      {doses.length > 0 && <div className="row">{doses.map((dose) => <Button key={dose} onClick={() => take(dose, null)}>Use {dose} mg/kg</Button>)}{t.or_longer && <Button onClick={() => take(t.or_longer!.dose_mg_per_kg, t.or_longer!.duration_min)}>Use {t.or_longer.dose_mg_per_kg} mg/kg over {t.or_longer.duration_min} min</Button>}</div>}
    </section>
  )
}

const NAMES: readonly string[] = ['7 days', '30 days', '90 days', 'a year', 'over life']

function csvOf(treatment: Treatment): string {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
  const rows = [...treatment.here.map((g) => [g.at, 'here', 'ketamine', String(roundTo(g.dose_mg, 3)), String(roundTo(g.dose_mg_per_kg, 4)), '1', '']), ...treatment.elsewhere.map((e) => [e.on, 'elsewhere', e.drug, e.dose_mg === null ? '' : String(e.dose_mg), '', String(e.times), quoted(e.place)])]
  return `${['when,where,drug,dose_mg,dose_mg_per_kg,times,place', ...rows.toSorted((a, b) => a[0]!.localeCompare(b[0]!)).map((r) => r.join(','))].join('\r\n')}\r\n`
}

function AddElsewhere({ patient, onDone }: { readonly patient: string; readonly onDone: () => void }) {
  const queries = useQueryClient()
  const [exposure] = useState(newId)
  const [form, setForm] = useState({ on: '', drug: 'esketamine', dose: '', times: '1', place: '' })
  const [error, setError] = useState<unknown>(null)
  const wrong = fieldErrors(error, ['on', 'dose_mg', 'times', 'place'])
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setError(null)
    try {
      const treatment = await write<Treatment>('POST', `/api/patients/${patient}/outside-exposures`, { exposure, on: form.on, drug: form.drug, times: Number(form.times), place: form.place, ...(form.dose === '' ? {} : { dose_mg: Number(form.dose) }) })
      queries.setQueryData(['treatment', patient], treatment)
      onDone()
    } catch (refused) { setError(refused) }
  }
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <TextInput label="On, or the first of them" type="date" value={form.on} error={wrong['on']} onChange={(event) => setForm({ ...form, on: event.currentTarget.value })} />
      <NativeSelect label="Drug" value={form.drug} data={['esketamine', 'ketamine']} onChange={(event) => setForm({ ...form, drug: event.currentTarget.value })} />
      <NumberField label="Each time, mg (may be left out)" value={form.dose} error={wrong['dose_mg']} onChange={(dose) => setForm({ ...form, dose })} />
      <NumberField label="How many times" value={form.times} error={wrong['times']} onChange={(times) => setForm({ ...form, times })} />
      <TextInput label="Where, as the patient says" value={form.place} error={wrong['place']} maxLength={200} onChange={(event) => setForm({ ...form, place: event.currentTarget.value })} />
      <Refusal error={Object.keys(wrong).length > 0 ? null : error} />
      <Button type="submit" variant="filled" disabled={form.on === '' || form.place.trim() === '' || !(Number(form.times) >= 1)}>Add it</Button>
    </form>
  )
}

/** How much in all, here and elsewhere (LT-07): bars for the eye, numbers beside them. */
export function Exposure({ patient, zone }: { readonly patient: string; readonly zone: string }) {
  const { data: treatment, error, refetch } = useTreatment(patient)
  const mayAdd = useMay('session.record')
  const [open, setOpen] = useState<'add' | 'all' | null>(null)
  if (!treatment) return error ? <Card title="Exposure"><Refusal error={error} retry={() => void refetch()} /></Card> : <Card title="Exposure"><Loading lines={2} /></Card>
  const { windows, flags, here, elsewhere } = treatment
  const most = Math.max(1, ...windows.map((w) => w.here + w.elsewhere))
  const keep = (): void => {
    const url = URL.createObjectURL(new Blob([csvOf(treatment)], { type: 'text/csv;charset=utf-8' }))
    Object.assign(document.createElement('a'), { href: url, download: 'exposure.csv' }).click()
    setTimeout(() => URL.revokeObjectURL(url), 10_000)
  }
  return (
    <Card title="Ketamine in all">
      {flags.map((f) => <p key={f.message} className="exposure-flag"><b>Look</b> {f.message}</p>)}
      <table className="plain exposure">
        <caption className="sr-only">Infusions and milligrams in rolling windows</caption>
        <thead><tr><th scope="col">in</th><th scope="col">times</th><th scope="col">mg</th><th scope="col">mg/kg</th></tr></thead>
        <tbody>{windows.map((w, i) => <tr key={w.days ?? 'life'}><th scope="row">{NAMES[i]}</th><td><span className="exposure-bar" aria-hidden><i style={{ width: `${(100 * w.here) / most}%` }} /><i data-elsewhere="" style={{ width: `${(100 * w.elsewhere) / most}%` }} /></span>{w.here + w.elsewhere}</td><td>{roundTo(w.ketamine_mg, 1)}{w.without_amount > 0 && '+'}</td><td>{roundTo(w.ketamine_mg_per_kg, 2)}</td></tr>)}</tbody>
      </table>
      {windows.at(-1)!.esketamine_mg > 0 && <p className="small soft">Besides, {roundTo(windows.at(-1)!.esketamine_mg, 1)} mg of esketamine over life.</p>}
      {windows.at(-1)!.without_amount > 0 && <p className="small soft">{windows.at(-1)!.without_amount} elsewhere without a known amount.</p>}
      <div className="row">{here.length + elsewhere.length > 0 && <Button variant="subtle" onClick={() => setOpen('all')}>Each of them</Button>}{mayAdd && <Button variant="subtle" onClick={() => setOpen('add')}>Add from elsewhere</Button>}</div>
      <Dialog open={open !== null} title={open === 'add' ? 'Ketamine or esketamine from elsewhere' : 'Ketamine in all'} onClose={() => setOpen(null)}>
        {open === 'add' && <AddElsewhere patient={patient} onDone={() => setOpen(null)} />}
        {open === 'all' && <div className="stack"><ul className="lines">{here.map((g) => <li key={g.session}><span><strong>{roundTo(g.dose_mg, 1)} mg, {roundTo(g.dose_mg_per_kg, 2)} mg/kg</strong><small>{dateText(Date.parse(g.at), zone)}, visit {g.ordinal}</small></span></li>)}{elsewhere.map((e) => <li key={e.exposure}><span><strong>{e.times > 1 ? `${e.times} × ` : ''}{e.dose_mg === null ? 'unknown amount' : `${e.dose_mg} mg`} {e.drug}</strong><small>{dayText(e.on)}, {e.place}; written down by {e.by}</small></span></li>)}</ul><Button onClick={keep}>Take the CSV</Button></div>}
      </Dialog>
    </Card>
  )
}

function Task({ patient, row, staff }: { readonly patient: string; readonly row: SafetyTaskRow; readonly staff: readonly (StaffCard & { active: boolean })[] }) {
  const queries = useQueryClient()
  const mayDo = useMay('session.record')
  const [open, setOpen] = useState(false)
  const [note, setNote] = useState('')
  const [error, setError] = useState<unknown>(null)
  const [entry, setEntry] = useState(newId)
  const send = async (body: object): Promise<void> => {
    setError(null)
    try {
      queries.setQueryData(['treatment', patient], await write<Treatment>('POST', `/api/patients/${patient}/safety-tasks`, { entry, task: row.task, ...(note.trim() === '' ? {} : { note: note.trim() }), ...body }))
      setEntry(newId())
      setOpen(false)
      setNote('')
      await queries.invalidateQueries({ queryKey: ['safety-tasks'] })
    } catch (refused) { setError(refused) }
  }
  const late = row.overdue_d > 0
  return (
    <li>
      <div className="spread"><span><strong>{SAFETY_WORDS[row.task].words.split(/[:,]/)[0]}</strong><small>{late ? `${row.overdue_d} days overdue` : row.overdue_d === 0 ? 'due today' : `due ${dayText(row.due_on)}`}, {row.why}. Owner: {row.owner_name ?? 'nobody'}</small></span>{mayDo && <Button variant={late ? 'light' : 'subtle'} aria-expanded={open} onClick={() => setOpen(!open)}>{open ? 'Not now' : 'Done, or whose?'}</Button>}</div>
      {open && (
        <div className="stack">
          <p className="small soft">{row.words} ({row.rule}).</p>
          <TextInput label="Result or remark" value={note} maxLength={1000} onChange={(event) => setNote(event.currentTarget.value)} />
          <Refusal error={error} />
          <div className="row"><Button variant="filled" onClick={() => void send({ done_on: new Date().toISOString().slice(0, 10) })}>Done today</Button>
            <NativeSelect aria-label="Owner" value={row.owner ?? ''} data={[{ value: '', label: 'Give it to' }, ...staff.filter((s) => s.active).map((s) => ({ value: s.staff, label: s.name }))]} onChange={(event) => { const { value } = event.currentTarget; if (value !== '') void send({ owner: value }) }} /></div>
        </div>
      )}
    </li>
  )
}

/** What long treatment asks for (LT-01 to LT-09), each with its owner. Nothing is shown while nothing is due. */
export function SafetyDue({ patient }: { readonly patient: string }) {
  const { data: treatment } = useTreatment(patient)
  const staff = useQuery({ queryKey: ['staff'], queryFn: ({ signal }) => read<readonly (StaffCard & { active: boolean })[]>('/api/staff', { signal }) })
  if (!treatment || treatment.due.length === 0) return null
  return <Card title="Due"><ul className="safety-due">{treatment.due.map((row) => <Task key={row.task} patient={patient} row={row} staff={staff.data ?? []} />)}</ul></Card>
}
