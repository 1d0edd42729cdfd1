// What is due of long treatment over all patients, the longest overdue first, with its owner.
import { useState } from 'react'
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { SAFETY_WORDS, type DueTask } from '@chairside/core/plan'
import { read } from '../api.ts'
import { Card, dayText, EmptyState, Loading, Refusal } from '../ui/index.ts'

export default function LongTerm() {
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['safety-tasks'], queryFn: ({ signal }) => read<{ tasks: readonly DueTask[] }>('/api/safety-tasks', { signal }) })
  const [owner, setOwner] = useState('')
  if (isPending) return <Loading what="Looking what is due" />
  if (!data) return <Refusal error={error} retry={() => void refetch()} />
  if (data.tasks.length === 0) return <EmptyState title="Nothing is due">Bladder, liver, cognition, the monitoring programme, benefit and taper are looked at in time.</EmptyState>
  const owners = [...new Set(data.tasks.map((t) => t.owner_name ?? 'nobody'))].toSorted((a, b) => a.localeCompare(b))
  const shown = data.tasks.filter((t) => owner === '' || (t.owner_name ?? 'nobody') === owner)
  return (
    <Card title={`${shown.length} due`} actions={<NativeSelect aria-label="Owner" value={owner} data={[{ value: '', label: 'All owners' }, ...owners]} onChange={(event) => setOwner(event.currentTarget.value)} />}>
      <div className="audit-table" role="region" aria-label="Due tasks" tabIndex={0}>
        <table className="plain">
          <thead><tr><th scope="col">Patient</th><th scope="col">What</th><th scope="col">Due</th><th scope="col">Owner</th></tr></thead>
          <tbody>{shown.map((t) => <tr key={`${t.patient}${t.task}`}><td><Link href={`/patients/${t.patient}`}>{t.name}</Link></td><td>{SAFETY_WORDS[t.task].words.split(/[:,]/)[0]}<small>{t.rule}</small></td><td>{dayText(t.due_on)}<small>{t.overdue_d > 0 ? `${t.overdue_d} days overdue` : 'today'}</small></td><td>{t.owner_name ?? 'nobody'}</td></tr>)}</tbody>
        </table>
      </div>
    </Card>
  )
}
