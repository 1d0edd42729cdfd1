// A series in one go: say when it may begin, look at the dates that the clinic can keep, adjust what does not suit, book all of it in one tap.
import { useState } from 'react'
import { ActionIcon, Button, Group, Modal, NativeSelect, TextInput } from '@mantine/core'
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs'
import { useMutation, useQuery } from '@tanstack/react-query'
import { addDays, atLocal, localDate, localTime, parseInstant, parseLocalDate, toIso, type LocalDate } from '@chairside/core/shared'
import type { Site } from '@chairside/core/people'
import type { NewVisit, OrderFlag, Protocol, VisitProposal } from '@chairside/core/plan'
import { newId, read, useMay, write } from '../api.ts'
import { shortDay } from '../ui/day.ts'
import { Refusal, useNow } from '../ui/index.ts'
import { Flags } from './flags.tsx'

type Pattern = 'twice-weekly' | 'three-weekly'
type Kind = 'induction' | 'booster'
type Props = { readonly patient: string; readonly sites: readonly Site[]; readonly site: Site; readonly close: () => void }
type Proposal = { readonly visits: readonly VisitProposal[]; readonly flags: readonly OrderFlag[] }

/** Weeks as rows, Monday first, with the visits' days marked: the rhythm is seen, not read. */
function Weeks({ days }: { readonly days: readonly LocalDate[] }) {
  const first = days[0]
  if (first === undefined) return null
  const monday = addDays(first, -((new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7))
  const weeks = Math.ceil((Date.parse(`${days.at(-1)!}T00:00:00Z`) - Date.parse(`${monday}T00:00:00Z`) + 86_400_000) / (7 * 86_400_000))
  return (
    <div className="weeks" aria-hidden>
      {['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'].map((d) => <span key={d} className="weeks-head">{d}</span>)}
      {Array.from({ length: weeks * 7 }, (_, i) => {
        const day = addDays(monday, i)
        const ordinal = days.indexOf(day)
        return <span key={day} data-visit={ordinal !== -1}>{Number(day.slice(8))}{ordinal !== -1 && <b>{ordinal + 1}</b>}</span>
      })}
    </div>
  )
}

function VisitRow({ visit, zone, sites, change }: { readonly visit: VisitProposal; readonly zone: string; readonly sites: readonly Site[]; readonly change: (part: { start?: string; chair?: string }) => void }) {
  const [editing, setEditing] = useState(false)
  const start = parseInstant(visit.start)!
  const day = localDate(start, zone)
  const time = localTime(start, zone)
  const chairs = sites.find((s) => s.site === visit.site)?.chairs ?? []
  const move = (date: LocalDate, clock: string): void => change({ start: toIso(atLocal(date, clock, zone)) })
  return (
    <li>
      <b>{visit.ordinal}</b>
      {editing ? (
        <div className="visit-edit">
          <TextInput type="date" aria-label={`Day of visit ${visit.ordinal}`} value={day} onChange={(event) => { const date = parseLocalDate(event.currentTarget.value); if (date) move(date, time) }} />
          <TextInput type="time" aria-label={`Time of visit ${visit.ordinal}`} value={time} onChange={(event) => { if (event.currentTarget.value !== '') move(day, event.currentTarget.value) }} />
          <NativeSelect aria-label={`Chair of visit ${visit.ordinal}`} value={visit.chair} data={chairs.map((c) => ({ value: c.chair, label: c.name }))} onChange={(event) => change({ chair: event.currentTarget.value })} />
        </div>
      ) : <span>{shortDay(day)}, {time} <span className="soft">{chairs.find((c) => c.chair === visit.chair)?.name}</span></span>}
      <ActionIcon color="gray" aria-label={`${editing ? 'Done with' : 'Change'} visit ${visit.ordinal}`} aria-pressed={editing} onClick={() => setEditing(!editing)}><IconPencil size={18} /></ActionIcon>
    </li>
  )
}

function Planning({ patient, sites, site: first, close }: Props) {
  const now = useNow(3600)
  const { data: protocol } = useQuery({ queryKey: ['protocol'], queryFn: ({ signal }) => read<Protocol>('/api/protocol', { signal }) })
  const mayOrder = useMay('order.write')
  const [kind, setKind] = useState<Kind>('induction')
  const [site, setSite] = useState(first.site)
  const zone = sites.find((s) => s.site === site)?.time_zone ?? first.time_zone
  const [from, setFrom] = useState<string>(() => addDays(localDate(now, first.time_zone), 1))
  const [time, setTime] = useState('09:00')
  const [pattern, setPattern] = useState<Pattern>('twice-weekly')
  const [count, setCount] = useState<string | null>(null)
  const [indication, setIndication] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [visits, setVisits] = useState<readonly VisitProposal[] | null>(null)
  const [ids] = useState(() => ({ course: newId(), sessions: Array.from({ length: 20 }, newId) }))
  const planned = protocol?.settings.schedule.induction_count
  const many = Number(count ?? (kind === 'induction' ? planned ?? 6 : 1))
  const propose = useMutation({
    mutationFn: () => write<Proposal>('POST', `/api/patients/${patient}/courses/proposal`, { site, kind, from, time, pattern, count: many }),
    onSuccess: (proposal) => setVisits(proposal.visits),
  })
  const book = useMutation({
    mutationFn: (dates: readonly VisitProposal[]) => {
      const ordered = dates.toSorted((a, b) => Date.parse(a.start) - Date.parse(b.start))
      const asked: readonly NewVisit[] = ordered.map((v, i) => ({ session: ids.sessions[i]!, ordinal: i + 1, site: v.site, chair: v.chair, start: v.start }))
      return write('POST', `/api/patients/${patient}/courses`, { course: ids.course, kind, indication: indication.trim(), visits: asked })
    },
    onSuccess: close,
  })
  const submit = (): void => {
    setWrong(indication.trim() === '' ? 'Please say what is treated.' : null)
    if (indication.trim() !== '' && visits) book.mutate(visits)
  }
  const again = (set: () => void): void => { set(); setVisits(null); propose.reset(); book.reset() }
  const days = visits?.map((v) => localDate(parseInstant(v.start)!, zone)) ?? []
  return (
    <div className="stack">
      <div className="choice-row" role="radiogroup" aria-label="Kind of course">
        <button type="button" role="radio" aria-checked={kind === 'induction'} className="choice" onClick={() => again(() => setKind('induction'))}>Series of {planned ?? 6}</button>
        <button type="button" role="radio" aria-checked={kind === 'booster'} className="choice" onClick={() => again(() => setKind('booster'))}>Booster</button>
      </div>
      <TextInput label="Indication" placeholder="Treatment-resistant depression" data-autofocus maxLength={500} value={indication} error={wrong} onChange={(event) => setIndication(event.currentTarget.value)} />
      <div className="plan-grid">
        {sites.length > 1 && <NativeSelect label="Site" value={site} data={sites.map((s) => ({ value: s.site, label: s.name }))} onChange={(event) => { const { value } = event.currentTarget; again(() => setSite(value)) }} />}
        <TextInput type="date" label="From" value={from} onChange={(event) => { const { value } = event.currentTarget; again(() => setFrom(value)) }} />
        <TextInput type="time" label="Time" value={time} onChange={(event) => { const { value } = event.currentTarget; again(() => setTime(value)) }} />
        <NativeSelect label="Rhythm" value={pattern} data={[{ value: 'twice-weekly', label: 'Twice a week' }, { value: 'three-weekly', label: 'Three times a week' }]} onChange={(event) => { const { value } = event.currentTarget; again(() => setPattern(value as Pattern)) }} />
        <TextInput type="number" label="Visits" min={1} max={20} value={String(many)} onChange={(event) => { const { value } = event.currentTarget; again(() => setCount(value)) }} />
      </div>
      {!visits && <Button variant="filled" loading={propose.isPending} onClick={() => propose.mutate()}>Propose dates</Button>}
      <Refusal error={propose.error} />
      {visits && (
        <div className="proposal" role="group" aria-label="Proposed visits">
          <Weeks days={days} />
          <ol>{visits.map((visit) => <VisitRow key={visit.ordinal} visit={visit} zone={zone} sites={sites} change={(part) => setVisits(visits.map((v) => (v.ordinal === visit.ordinal ? { ...v, ...part } : v)))} />)}</ol>
        </div>
      )}
      <Flags flags={propose.data && visits ? propose.data.flags : []} />
      <Refusal error={book.error} />
      {visits && <Group justify="flex-end"><Button variant="default" onClick={() => again(() => {})}>Other dates</Button><Button variant="filled" loading={book.isPending} onClick={submit}>Book {visits.length === 1 ? 'this visit' : `all ${visits.length} visits`}</Button></Group>}
      {visits && mayOrder && <p className="soft small">Next: write the order. A visit cannot start without a signed one.</p>}
    </div>
  )
}

export function PlanCourse({ open, ...props }: Props & { readonly open: boolean }) {
  return <Modal opened={open} onClose={props.close} size="46rem" title="Plan a course" closeOnClickOutside={false} closeButtonProps={{ 'aria-label': 'Close' }}>{open && <Planning {...props} />}</Modal>
}
