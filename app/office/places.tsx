// Sites and their chairs: see them, add one, rename a chair.
import { useState, type FormEvent } from 'react'
import { Button, Group, Modal, Select, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Clinic, Me, Site } from '@chairside/core/people'
import { newId, read, useMay, write } from '../api.ts'
import { fieldErrors } from '../ui/field-errors.ts'
import { Card, Loading, Refusal } from '../ui/index.ts'
import { zonesWith } from '../welcome/zones.ts'

/** What patients and drivers are told of a site. */
function Outside({ site, close }: { readonly site: Site; readonly close: () => void }) {
  const queries = useQueryClient()
  const [name, setName] = useState(site.public_name ?? '')
  const [address, setAddress] = useState(site.address ?? '')
  const [phone, setPhone] = useState(site.phone ?? '')
  const save = useMutation({
    mutationFn: () => write('PUT', `/api/sites/${site.site}/outside`, { public_name: name.trim(), address: address.trim(), phone: phone.trim() }),
    onSuccess: () => { void queries.invalidateQueries({ queryKey: ['clinic'] }); close() },
  })
  return (
    <form className="stack" noValidate onSubmit={(event: FormEvent) => { event.preventDefault(); save.mutate() }}>
      <p className="soft">This stands on the driver’s page, in mail and on the instructions. Choose a name that says nothing of what is done here.</p>
      <TextInput label="Name for people outside" placeholder={site.name} data-autofocus autoComplete="off" maxLength={120} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <TextInput label="Address" autoComplete="off" maxLength={300} value={address} onChange={(event) => setAddress(event.currentTarget.value)} />
      <TextInput label="Telephone" type="tel" autoComplete="off" maxLength={40} value={phone} onChange={(event) => setPhone(event.currentTarget.value)} />
      <Refusal error={save.error} />
      <Group justify="flex-end"><Button variant="default" onClick={close}>Back</Button><Button type="submit" variant="filled" loading={save.isPending}>Save</Button></Group>
    </form>
  )
}

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
  const [outside, setOutside] = useState<Site | null>(null)
  const { data: clinic, error, isPending, refetch } = useQuery({ queryKey: ['clinic'], queryFn: ({ signal }) => read<Clinic>('/api/clinic', { signal }) })
  if (isPending) return <Loading what="Looking at the sites" />
  if (!clinic) return <Refusal error={error} retry={() => void refetch()} />
  return (
    <div className="stack">
      {clinic.sites.map((site) => (
        <Card key={site.site} title={site.name} actions={<span className="soft small">{site.time_zone}</span>}>
          <ul className="chair-chips">{site.chairs.map((chair) => <li key={chair.chair}>{mayWrite ? <button type="button" className="choice" aria-label={`Rename ${chair.name}`} onClick={() => setNaming({ what: 'rename', chair: chair.chair, name: chair.name })}>{chair.name}</button> : <span className="chip">{chair.name}</span>}</li>)}</ul>
          <p className="soft" style={{ marginTop: 10 }}>{site.phone === null && site.address === null ? 'Drivers and patients are told no address and no telephone yet.' : [site.public_name ?? site.name, site.address, site.phone].filter((part) => part !== null).join(' · ')}</p>
          {mayWrite && <Button variant="subtle" mt="sm" onClick={() => setOutside(site)}>Address and telephone</Button>}
          {mayWrite && <Button variant="subtle" mt="sm" onClick={() => setNaming({ what: 'chair', site })}>Add a chair</Button>}
        </Card>
      ))}
      {mayWrite && <div><Button onClick={() => setNaming({ what: 'site' })}>Add a site</Button></div>}
      <Modal opened={outside !== null} onClose={() => setOutside(null)} title={outside ? `${outside.name}, for people outside` : ''} closeButtonProps={{ 'aria-label': 'Close' }}>{outside && <Outside site={outside} close={() => setOutside(null)} />}</Modal>
      <Modal opened={naming !== null} onClose={() => setNaming(null)} title={naming?.what === 'site' ? 'Add a site' : naming?.what === 'chair' ? `Add a chair at ${naming.site.name}` : 'Rename a chair'} closeButtonProps={{ 'aria-label': 'Close' }}>
        {naming && <Name naming={naming} me={me} close={() => setNaming(null)} />}
      </Modal>
    </div>
  )
}
