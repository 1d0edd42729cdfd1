// Sites and their chairs: see them, add one, rename a chair.
import { useState, type FormEvent } from 'react'
import { Button, Group, Modal, Select, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Clinic, Me, Site } from '@chairside/core/people'
import { newId, read, useMay, write } from '../api.ts'
import { fieldErrors } from '../ui/field-errors.ts'
import { Card, Loading, Refusal } from '../ui/index.ts'
import { zonesWith } from '../welcome/zones.ts'

type Naming = { readonly what: 'site' } | { readonly what: 'chair'; readonly site: Site } | { readonly what: 'rename'; readonly chair: string; readonly name: string }

function Name({ naming, me, close }: { readonly naming: Naming; readonly me: Me; readonly close: () => void }) {
  const queries = useQueryClient()
  const [name, setName] = useState(naming.what === 'rename' ? naming.name : '')
  const [zone, setZone] = useState(me.organization.time_zone)
  const [id] = useState(newId)
  const save = useMutation({
    mutationFn: () => naming.what === 'site' ? write('POST', '/api/sites', { site: id, name: name.trim(), time_zone: zone })
      : naming.what === 'chair' ? write('POST', `/api/sites/${naming.site.site}/chairs`, { chair: id, name: name.trim() })
      : write('PUT', `/api/chairs/${naming.chair}`, { name: name.trim() }),
    onSuccess: () => { void queries.invalidateQueries({ queryKey: ['clinic'] }); void queries.invalidateQueries({ queryKey: ['me'] }); close() },
  })
  const wrong = fieldErrors(save.error, ['name', 'time_zone'])
  return (
    <form className="stack" noValidate onSubmit={(event: FormEvent) => { event.preventDefault(); if (name.trim() !== '') save.mutate() }}>
      <TextInput label={naming.what === 'site' ? 'Name of the site' : 'Name of the chair'} data-autofocus autoComplete="off" value={name} error={wrong['name']} onChange={(event) => setName(event.currentTarget.value)} />
      {naming.what === 'site' && <Select label="Time zone" searchable limit={60} allowDeselect={false} data={[...zonesWith(zone)]} value={zone} error={wrong['time_zone']} onChange={(value) => value !== null && setZone(value)} />}
      {Object.keys(wrong).length === 0 && <Refusal error={save.error} />}
      <Group justify="flex-end"><Button variant="default" onClick={close}>Back</Button><Button type="submit" variant="filled" disabled={name.trim() === ''} loading={save.isPending}>Save</Button></Group>
    </form>
  )
}

export default function Places({ me }: { readonly me: Me }) {
  const mayWrite = useMay('clinic.write')
  const [naming, setNaming] = useState<Naming | null>(null)
  const { data: clinic, error, isPending, refetch } = useQuery({ queryKey: ['clinic'], queryFn: ({ signal }) => read<Clinic>('/api/clinic', { signal }) })
  if (isPending) return <Loading what="Looking at the sites" />
  if (!clinic) return <Refusal error={error} retry={() => void refetch()} />
  return (
    <div className="stack">
      {clinic.sites.map((site) => (
        <Card key={site.site} title={site.name} actions={<span className="soft small">{site.time_zone}</span>}>
          <ul className="chair-chips">{site.chairs.map((chair) => <li key={chair.chair}>{mayWrite ? <button type="button" className="choice" aria-label={`Rename ${chair.name}`} onClick={() => setNaming({ what: 'rename', chair: chair.chair, name: chair.name })}>{chair.name}</button> : <span className="chip">{chair.name}</span>}</li>)}</ul>
          {mayWrite && <Button variant="subtle" mt="sm" onClick={() => setNaming({ what: 'chair', site })}>Add a chair</Button>}
        </Card>
      ))}
      {mayWrite && <div><Button onClick={() => setNaming({ what: 'site' })}>Add a site</Button></div>}
      <Modal opened={naming !== null} onClose={() => setNaming(null)} title={naming?.what === 'site' ? 'Add a site' : naming?.what === 'chair' ? `Add a chair at ${naming.site.name}` : 'Rename a chair'} closeButtonProps={{ 'aria-label': 'Close' }}>
        {naming && <Name naming={naming} me={me} close={() => setNaming(null)} />}
      </Modal>
    </div>
  )
}
