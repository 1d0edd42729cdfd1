// The demonstration's end: removed whole, or opened beside the clinic. A real clinic is never touched.
import { useState } from 'react'
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Me, Welcome } from '@chairside/core/people'
import { read, useMay, write } from '../api.ts'
import { Card, ConfirmDialog, Loading, Refusal } from '../ui/index.ts'

export default function Demonstration({ me }: { readonly me: Me }) {
  const queries = useQueryClient()
  const mayWrite = useMay('clinic.write')
  const [asking, setAsking] = useState(false)
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['welcome'], queryFn: ({ signal }) => read<Welcome>('/api/welcome', { signal }) })
  const load = useMutation({ mutationFn: () => write('POST', '/api/demonstration/load'), onSuccess: () => refetch() })
  const remove = useMutation({
    mutationFn: () => write('POST', '/api/demonstration/remove'),
    onSuccess: () => { setAsking(false); if (me.organization.is_demonstration) { queries.clear(); location.assign('/') } else void refetch() },
  })
  if (isPending) return <Loading what="Looking for the demonstration" lines={2} />
  if (!data) return <Refusal error={error} retry={() => void refetch()} />
  const loaded = data.demonstration !== null
  const mayRemove = mayWrite && me.organization.is_demonstration
  return (
    <Card title="Demonstration clinic">
      <div className="stack">
        <p>{loaded ? 'It is loaded, as an organization of its own: its people and patients are fictional, and its vital signs come from a simulation.' : 'It is not loaded. It can be opened at any time, beside your own clinic and apart from it.'}</p>
        <Refusal error={load.error ?? remove.error} />
        <div>{loaded ? mayRemove ? <Button variant="default" onClick={() => setAsking(true)}>Remove the demonstration</Button> : <p className="soft">Its own administrator removes it: go to the demonstration, be its administrator, and come back to this page there.</p> : <Button loading={load.isPending} onClick={() => load.mutate()}>Open the demonstration</Button>}</div>
      </div>
      <ConfirmDialog open={asking} title="Remove the demonstration clinic?" yes="Remove" danger busy={remove.isPending} onNo={() => setAsking(false)} onYes={() => remove.mutate()}>
        <p>All its fictional people, visits and logs go. {me.organization.is_demonstration ? 'You leave it now.' : 'Your own clinic stays as it is.'}</p>
      </ConfirmDialog>
    </Card>
  )
}
