// What did not agree: who looks for it, until when it is to be reported, and how it ended.
import { useState, type FormEvent } from 'react'
import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { StaffCard } from '@chairside/core/people'
import type { DiscrepancyRow } from '@chairside/core/pharmacy'
import { newId, read, useMay, write } from '../api.ts'
import { Card, dateText, dayText, EmptyState, Refusal, timeText } from '../ui/index.ts'
import type { PartProps } from './cabinet.tsx'
import { TwoPeople, type Proofs } from './two-people.tsx'
import { useStockChanged } from './use-cabinet.ts'
import { KIND_WORDS, mgText } from './words.ts'

type Step = 'assigned' | 'explained' | 'decided' | 'decided-not' | 'notified' | 'filed'
const WORDS: Readonly<Record<Step, string>> = { 'assigned': 'Give it to somebody', 'explained': 'Explain it, by two', 'decided': 'It is a theft or a significant loss', 'decided-not': 'It is a loss, and not significant', 'notified': 'The field office was told', 'filed': 'Form 106 was filed' }

function Acts({ row, today }: { readonly row: DiscrepancyRow; readonly today: string }) {
  const mayManage = useMay('stock.manage')
  const staff = useQuery({ queryKey: ['staff'], queryFn: ({ signal }) => read<readonly (StaffCard & { active: boolean })[]>('/api/staff', { signal }) })
  const [step, setStep] = useState<Step | null>(null)
  const [entry, setEntry] = useState(newId)
  const [form, setForm] = useState({ note: '', owner: '', on: today, number: '' })
  const [error, setError] = useState<unknown>(null)
  const changed = useStockChanged()
  const steps: readonly Step[] = row.significant === true ? ['notified', 'filed'] : mayManage ? ['explained', 'assigned', 'decided-not', 'decided'] : ['explained', 'assigned']
  const shown = row.significant === true && !mayManage ? [] : steps.filter((s) => (s === 'notified' ? row.notified_on === null : s === 'filed' ? row.filed_on === null : true))
  const record = { discrepancy: row.discrepancy, entry, step: step === 'decided-not' ? 'decided' : step, note: form.note.trim(), ...(step === 'assigned' ? { owner: form.owner } : {}), ...(step === 'decided' || step === 'decided-not' ? { significant: step === 'decided' } : {}), ...(step === 'notified' || step === 'filed' ? { on: form.on } : {}), ...(step === 'filed' ? { number: form.number } : {}) }
  const save = async (proofs?: Proofs): Promise<void> => {
    const { discrepancy: _discrepancy, ...body } = record
    await write('POST', `/api/discrepancies/${row.discrepancy}/steps`, { ...body, ...(proofs === undefined ? {} : { proofs }) })
    setEntry(newId())
    setStep(null)
    setForm({ ...form, note: '', number: '' })
    await changed()
  }
  const submit = async (event: FormEvent): Promise<void> => { event.preventDefault(); setError(null); try { await save() } catch (refused) { setError(refused) } }
  const ready = form.note.trim().length >= 3 && (step !== 'assigned' || form.owner !== '') && (step !== 'filed' || form.number.trim() !== '')
  return (
    <div className="stock-form">
      <div className="choice-row">{shown.map((s) => <button key={s} type="button" className="choice" aria-pressed={step === s} onClick={() => setStep(step === s ? null : s)}>{WORDS[s]}</button>)}</div>
      {step !== null && (
        <form className="stock-form" onSubmit={(event) => void submit(event)}>
          {step === 'assigned' && <NativeSelect label="Owner" value={form.owner} data={[{ value: '', label: 'Choose' }, ...(staff.data ?? []).filter((s) => s.active).map((s) => ({ value: s.staff, label: s.name }))]} onChange={(event) => setForm({ ...form, owner: event.currentTarget.value })} />}
          {(step === 'notified' || step === 'filed') && <TextInput label="On" type="date" value={form.on} onChange={(event) => setForm({ ...form, on: event.currentTarget.value })} />}
          {step === 'filed' && <TextInput label="Number of the form" value={form.number} onChange={(event) => setForm({ ...form, number: event.currentTarget.value })} />}
          <Textarea label={step === 'decided' || step === 'decided-not' ? 'Why' : 'In words'} autosize minRows={2} maxLength={2000} value={form.note} onChange={(event) => setForm({ ...form, note: event.currentTarget.value })} />
          <Refusal error={error} />
          {step !== 'explained' && <Button type="submit" variant="filled" disabled={!ready}>Write it down</Button>}
        </form>
      )}
      {step === 'explained' && <TwoPeople act="discrepancy" record={ready ? record : null} verb="Close it as explained" says={form.note.trim() === '' ? 'What explains it?' : `Explained: ${form.note.trim()}`} book={save} onDone={() => {}} />}
    </div>
  )
}

export default function Discrepancies({ cabinet }: PartProps) {
  const { discrepancies, address, today } = cabinet
  const mayMove = useMay('stock.move')
  if (discrepancies.length === 0) return <EmptyState title="No discrepancy">Everything that was ever counted and closed here agreed with the book.</EmptyState>
  return discrepancies.map((d) => (
    <Card key={d.discrepancy} title={d.difference.mass_ug === 0 ? 'Discrepancy' : mgText(Math.abs(d.difference.mass_ug))} actions={<span className="state-tag" data-tone={d.state === 'closed' ? 'good' : 'medium'}>{d.state === 'decided' ? 'to be reported' : d.state}</span>}>
      <p><b>{d.difference.message}</b></p>
      <p className="soft">Day {dayText(d.day)}, found {dayText(d.discovered_on)}. Owner: {d.owner_name}.</p>
      {d.state !== 'closed' && <p className={d.notified_on === null && d.notify_by < today ? 'look-out' : 'soft'}>{d.significant === true ? 'Theft or significant loss.' : 'If it is a theft or a significant loss:'} the field office in writing by <b>{dayText(d.notify_by)}</b>{d.notified_on !== null && ` (told ${dayText(d.notified_on)})`}, Form 106 by <b>{dayText(d.file_by)}</b>{d.filed_on !== null && ` (filed ${dayText(d.filed_on)})`}.</p>}
      <ul className="lines">{d.steps.slice(1).map((s) => <li key={`${s.kind}${s.at}`}><span><strong>{KIND_WORDS[s.kind]}</strong><small>{dateText(Date.parse(s.at), address.time_zone)} {timeText(Date.parse(s.at), address.time_zone)}, {s.by}{s.witness === null ? '' : ` and ${s.witness}`}: {s.note}</small></span></li>)}</ul>
      {d.state !== 'closed' && mayMove && <Acts row={d} today={today} />}
    </Card>
  ))
}
