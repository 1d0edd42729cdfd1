// Who is called when nobody at the clinic takes an alert about suicide, in which order, on which number.
import { useState } from 'react'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { may, type StaffMember } from '@chairside/core/people'
import { read, send } from '../api.ts'
import { Card, EmptyState, Loading, Refusal } from '../ui/index.ts'

type OnCall = { readonly people: readonly { readonly staff: string; readonly name: string; readonly mobile: string | null }[]; readonly texts: boolean }
export default function OnCallPart() {
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery({ queryKey: ['on-call'], queryFn: ({ signal }) => read<OnCall>('/api/on-call', { signal }) })
  const { data: staff } = useQuery({ queryKey: ['staff'], queryFn: ({ signal }) => read<readonly StaffMember[]>('/api/staff', { signal }) })
  const [changed, setChanged] = useState<OnCall['people'] | null>(null)
  const save = useMutation({ mutationFn: () => send<OnCall>('PUT', '/api/on-call', { people: changed!.map(({ staff: id, mobile }) => ({ staff: id, ...(mobile === null || mobile.trim() === '' ? {} : { mobile: mobile.trim() }) })) }), onSuccess: (fresh) => { queries.setQueryData(['on-call'], fresh); setChanged(null) } })
  if (!data || !staff) return error ? <Refusal error={error} retry={() => void refetch()} /> : <Loading lines={3} />
  const people = changed ?? data.people
  const free = staff.filter((one) => one.active && may(one.roles, 'session.record') && !people.some((other) => other.staff === one.staff))
  const move = (i: number, by: number): void => { const next = [...people]; const [one] = next.splice(i, 1); next.splice(i + by, 0, one!); setChanged(next) }
  return (
    <Card title="On call">
      <p>An answer about suicide opens an alert. In the clinic's hours everybody who is there sees it. When nobody takes it in time, and outside of the hours at once, these people are told, one after the other. The hours and the minutes are settings of the protocol.</p>
      {!data.texts && <p className="look-out">No text service is set up here (see the runbook): they are told by mail.</p>}
      {people.length === 0 && <EmptyState title="Nobody is on call">Outside of the clinic's hours an alert then waits until somebody opens the Desk.</EmptyState>}
      <ol className="on-call">
        {people.map((one, i) => (
          <li key={one.staff}>
            <b>{i + 1}. {one.name}</b>
            <TextInput label="Mobile number" type="tel" value={one.mobile ?? ''} onChange={(event) => setChanged(people.map((other) => (other.staff === one.staff ? { ...other, mobile: event.currentTarget.value } : other)))} />
            <span className="row"><Button variant="default" disabled={i === 0} aria-label={`${one.name} earlier`} onClick={() => move(i, -1)}>Earlier</Button><Button variant="subtle" onClick={() => setChanged(people.filter((other) => other.staff !== one.staff))}>Take off</Button></span>
          </li>
        ))}
      </ol>
      {free.length > 0 && <NativeSelect label="Add" value="" data={[{ value: '', label: 'Choose somebody who treats patients' }, ...free.map((one) => ({ value: one.staff, label: one.name }))]} onChange={(event) => { const one = free.find((f) => f.staff === event.currentTarget.value); if (one) setChanged([...people, { staff: one.staff, name: one.name, mobile: null }]) }} />}
      <Refusal error={save.error} />
      {changed !== null && <div className="row"><Button variant="subtle" onClick={() => setChanged(null)}>Drop the changes</Button><Button variant="filled" loading={save.isPending} onClick={() => save.mutate()}>Save who is on call</Button></div>}
    </Card>
  )
}
