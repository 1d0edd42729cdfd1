// The daily check of a site's equipment: each thing looked at, the lock of the crash cart, and who has ACLS today. Done once; every chair's gate reads it.
import './chair.css'
import './floor.css'
import { useState } from 'react'
import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import { EQUIPMENT, equipmentToday, type EquipmentCheck, type EquipmentId } from '@chairside/core/session'
import { may, type Site, type StaffMember } from '@chairside/core/people'
import { newId, read, useMay, useMe, write } from '../api.ts'
import { useSite } from '../site.ts'
import { Card, dateText, EmptyState, Loading, Refusal, Screen, TextField, TierMark, timeText, useNow } from '../ui/index.ts'
import { useEquipment } from './equipment-link.tsx'

type Items = Partial<Record<EquipmentId, 'ok' | 'fault'>>

function CheckForm({ site, onDone }: { readonly site: Site; readonly onDone: () => void }) {
  const queries = useQueryClient()
  const { data: me } = useMe()
  const { data: staff } = useQuery({ queryKey: ['staff'], queryFn: ({ signal }) => read<readonly StaffMember[]>('/api/staff', { signal }) })
  const [id] = useState(newId)
  const [items, setItems] = useState<Items>({})
  const [lock, setLock] = useState('')
  const [acls, setAcls] = useState('')
  const [remark, setRemark] = useState('')
  const people = staff?.filter((s) => s.active && may(s.roles, 'session.record')) ?? (me ? [me] : [])
  const faults = EQUIPMENT.filter(({ id: item }) => items[item] === 'fault')
  const left = EQUIPMENT.filter(({ id: item }) => items[item] === undefined).length
  const complete = left === 0 && lock.trim() !== '' && acls !== '' && (faults.length === 0 || remark.trim() !== '')
  const save = useMutation({
    mutationFn: () => write<EquipmentCheck>('POST', `/api/sites/${site.site}/equipment-checks`, { check: id, items, cart_lock: lock.trim(), acls, ...(remark.trim() === '' ? {} : { remark: remark.trim() }) }),
    onSuccess: async () => { await queries.invalidateQueries({ queryKey: ['equipment', site.site] }); onDone() },
  })
  return (
    <form className="form" onSubmit={(event) => { event.preventDefault(); if (complete) save.mutate() }}>
      <ul className="check-list">
        {EQUIPMENT.map(({ id: item, words, hint }) => (
          <li key={item} className="check equipment" data-done={items[item] === 'ok' ? '' : undefined} data-state={items[item] === 'fault' ? 'stopped' : undefined}>
            <div><div>{words}</div><div className="small soft">{hint}</div></div>
            <div className="choice-row" role="radiogroup" aria-label={words}>
              <button type="button" role="radio" aria-checked={items[item] === 'ok'} className="choice" onClick={() => setItems({ ...items, [item]: 'ok' })}>In order</button>
              <button type="button" role="radio" aria-checked={items[item] === 'fault'} className="choice" onClick={() => setItems({ ...items, [item]: 'fault' })}>Not in order</button>
            </div>
          </li>
        ))}
      </ul>
      <div className="row" style={{ alignItems: 'end' }}>
        <TextField label="Lock number of the crash cart" value={lock} onChange={setLock} maxLength={60} grow />
        <NativeSelect label="ACLS clinician on the premises until the last discharge" value={acls} data={[{ value: '', label: 'Choose' }, ...people.map((s) => ({ value: s.staff, label: s.name }))]} onChange={(event) => setAcls(event.currentTarget.value)} style={{ flex: '1 1 240px' }} />
      </div>
      <TextField label={faults.length > 0 ? 'What is wrong, and what was done' : 'Remark (may be left out)'} value={remark} onChange={setRemark} maxLength={500} />
      <Refusal error={save.error} />
      <Button type="submit" size="lg" variant="filled" disabled={!complete} loading={save.isPending}>{left > 0 ? `${left} still to look at` : faults.length > 0 ? `Record: ${faults.map((f) => f.words).join(', ')} not in order` : 'Record: everything in order'}</Button>
    </form>
  )
}

const lineOf = (check: EquipmentCheck): string => {
  const faults = EQUIPMENT.filter(({ id }) => check.items[id] !== 'ok').map(({ words }) => words)
  return `${faults.length === 0 ? 'in order' : `not in order: ${faults.join(', ')}`}; lock ${check.cart_lock}; ${check.checked_by_name}; ACLS ${check.acls_name}${check.remark === null ? '' : `; ${check.remark}`}`
}

function EquipmentOf({ site }: { readonly site: Site }) {
  const now = useNow(60)
  const mayCheck = useMay('session.record')
  const [again, setAgain] = useState(false)
  const { data, error, refetch } = useEquipment(site.site)
  if (!data) return error ? <Refusal error={error} retry={() => void refetch()} /> : <Loading what="Looking for today's check" />
  const today = equipmentToday(data.checks[0] ?? null, site.time_zone, now)
  return (
    <div className="stack" style={{ maxWidth: 860 }}>
      <Card title="Today">
        {today && <p style={{ marginBottom: 12 }}><TierMark tier={today.faults.length > 0 ? 'medium' : 'none'} word={today.faults.length > 0 ? 'Not in order' : 'In order'} /> Checked {timeText(today.at, site.time_zone)}: {lineOf(today.check)}</p>}
        {!today && <p style={{ marginBottom: 12 }}><TierMark tier="low" word="Waits" /> Not checked today. Every start at this site waits for it.</p>}
        {mayCheck ? (!today || again ? <CheckForm site={site} onDone={() => setAgain(false)} /> : <Button onClick={() => setAgain(true)}>Check again</Button>) : <p className="soft">A nurse or a prescriber checks the equipment.</p>}
      </Card>
      {data.checks.length > 0 && <Card title="Before"><ul className="checks-before">{data.checks.map((check) => <li key={check.check}><strong>{dateText(Date.parse(check.checked_at), site.time_zone)} {timeText(Date.parse(check.checked_at), site.time_zone)}</strong><span className="small soft">{lineOf(check)}</span></li>)}</ul></Card>}
    </div>
  )
}

export default function EquipmentScreen() {
  const site = useSite()
  return (
    <Screen title="Equipment" tab="Equipment" {...(site ? { subtitle: site.name } : {})} actions={<Button component={Link} to="/floor" variant="subtle">Back to the Floor</Button>}>
      {site ? <EquipmentOf key={site.site} site={site} /> : <EmptyState title="No site yet" />}
    </Screen>
  )
}
