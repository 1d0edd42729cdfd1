// Who did what to whose chart, newest first; for one patient or all, for a period.
import { useState } from 'react'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { addDays, atLocal, parseLocalDate } from '@chairside/core/shared'
import type { AuditPage, AuditRow, Me, PatientCard } from '@chairside/core/people'
import { read, send } from '../api.ts'
import { Card, dateText, Loading, Refusal, timeText } from '../ui/index.ts'

const ACTIONS: Readonly<Record<AuditRow['action'], string>> = { read: 'read', write: 'wrote', refused: 'was refused' }

export default function Audit({ me }: { readonly me: Me }) {
  const zone = me.organization.time_zone
  const [search, setSearch] = useState('')
  const [query] = useDebouncedValue(search.trim(), 200)
  const [patient, setPatient] = useState<PatientCard | null>(null)
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [action, setAction] = useState('')
  const found = useQuery({ queryKey: ['patients', query], queryFn: ({ signal }) => send<{ patients: PatientCard[] }>('POST', '/api/patients/search', { query }, { signal }), enabled: query !== '' && patient === null })
  const pages = useInfiniteQuery({
    queryKey: ['audit', patient?.patient ?? null], initialPageParam: null as number | null, getNextPageParam: (last: AuditPage) => last.before,
    queryFn: ({ pageParam, signal }) => read<AuditPage>(`/api/audit?limit=200${patient ? `&patient=${patient.patient}` : ''}${pageParam === null ? '' : `&before=${pageParam}`}`, { signal }),
  })
  const first = parseLocalDate(from)
  const last = parseLocalDate(to)
  const since = first ? atLocal(first, '00:00', zone) : -Infinity
  const until = last ? atLocal(addDays(last, 1), '00:00', zone) : Infinity
  const all = pages.data?.pages.flatMap((p) => p.entries) ?? []
  const shown = all.filter((e) => { const at = Date.parse(e.at); return at >= since && at < until && (action === '' || e.action === action) })
  const oldest = all.at(-1)
  const reached = oldest === undefined || Date.parse(oldest.at) < since
  return (
    <Card title="Audit">
      <div className="audit-asked">
        {patient
          ? <div><p className="small">Patient</p><div className="row"><strong>{patient.name}</strong><Button variant="subtle" onClick={() => setPatient(null)}>All patients</Button></div></div>
          : <TextInput label="Patient" placeholder="Name or record number" autoComplete="off" value={search} onChange={(event) => setSearch(event.currentTarget.value)} />}
        <TextInput type="date" label="From" value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
        <TextInput type="date" label="To" value={to} onChange={(event) => setTo(event.currentTarget.value)} />
        <NativeSelect label="What" value={action} data={[{ value: '', label: 'Everything' }, { value: 'read', label: 'Reads' }, { value: 'write', label: 'Writes' }, { value: 'refused', label: 'Refusals' }]} onChange={(event) => setAction(event.currentTarget.value)} />
      </div>
      {patient === null && query !== '' && <div className="choice-row">{found.data?.patients.slice(0, 8).map((card) => <button key={card.patient} type="button" className="choice" onClick={() => { setPatient(card); setSearch('') }}>{card.name}, record {card.record_number}</button>)}</div>}
      {pages.isPending && <Loading what="Reading the audit" />}
      {pages.error && <Refusal error={pages.error} retry={() => void pages.refetch()} />}
      <div className="audit-table" role="region" aria-label="Audit entries" tabIndex={0}>
        <table className="plain">
          <thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">Did</th><th scope="col">Whose chart</th><th scope="col">Outcome</th><th scope="col">Where</th></tr></thead>
          <tbody>
            {shown.map((e) => (
              <tr key={e.seq} data-action={e.action}>
                <td>{dateText(Date.parse(e.at), zone)}, {timeText(Date.parse(e.at), zone)}</td><td>{e.name ?? e.actor}<small>{e.roles.join(', ')}</small></td><td>{ACTIONS[e.action]}<small>{e.what}</small></td>
                <td>{e.patient === null ? '–' : patient ? patient.name : <Link href={`/patients/${e.patient}`}>chart</Link>}</td><td>{e.outcome}</td><td>{e.device ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!pages.isPending && shown.length === 0 && <p className="soft">Nothing in what was read so far.</p>}
      {pages.hasNextPage && !reached && <Button mt="sm" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>Older entries</Button>}
    </Card>
  )
}
