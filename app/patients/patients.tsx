// Find a patient, register one, or bring one from another system.
import { useDeferredValue, useEffect, useRef, useState } from 'react'
import { Button, CloseButton, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { PatientCard } from '@chairside/core/people'
import { send, useMay } from '../api.ts'
import { plainDay } from '../ui/day.ts'
import { EmptyState, Loading, Refusal, Screen } from '../ui/index.ts'
import { Import } from './import.tsx'
import { Register } from './register.tsx'
import './patients.css'

/** What is searched goes in the body: a name stands in no address. */
export const findPatients = (query: string, signal: AbortSignal): Promise<{ patients: PatientCard[] }> => send('POST', '/api/patients/search', { query }, { signal })

function Row({ card }: { readonly card: PatientCard }) {
  return (
    <li>
      <Link href={`/patients/${card.patient}`} className="patient-row">
        <strong>{card.name}</strong>
        <span>{card.age} years, {card.sex}</span>
        <span>born {plainDay(card.birth_date)}</span>
        <span>record {card.record_number}</span>
      </Link>
    </li>
  )
}

export default function Patients() {
  const [typed, setTyped] = useState('')
  const [query] = useDebouncedValue(typed.trim(), 120)
  const [open, setOpen] = useState<'register' | 'import' | null>(null)
  const mayWrite = useMay('patient.write')
  const box = useRef<HTMLInputElement>(null)
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({ queryKey: ['patients', query], queryFn: ({ signal }) => findPatients(query, signal), placeholderData: keepPreviousData })
  const patients = useDeferredValue(data?.patients)
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return
      event.preventDefault()
      box.current?.focus()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  return (
    <Screen title="Patients" tab="Patients" actions={mayWrite && <><Button variant="default" onClick={() => setOpen('import')}>Import</Button><Button variant="filled" onClick={() => setOpen('register')}>Register a patient</Button></>}>
      <div className="patients">
        <TextInput ref={box} type="search" size="lg" aria-label="Find a patient by name, record number or date of birth" placeholder="Name, record number, or 1990-04-23" autoComplete="off" spellCheck={false}
          leftSection={<IconSearch size={20} aria-hidden />} value={typed} onChange={(event) => setTyped(event.currentTarget.value)}
          rightSection={typed === '' ? null : <CloseButton size="lg" aria-label="Clear the search" onClick={() => { setTyped(''); box.current?.focus() }} />} />
        <p className="soft small" role="status">{patients === undefined ? '' : query === '' ? 'Registered last' : `${patients.length} found${patients.length === 50 ? ', the first 50 shown' : ''}`}</p>
        {error && <Refusal error={error} retry={() => void refetch()} />}
        {isPending && !error && <Loading what="Looking for patients" />}
        {patients?.length === 0 && !isPlaceholderData && (
          query === ''
            ? <EmptyState title="Nobody is registered yet">{mayWrite ? 'Register the first patient, or import one from another system.' : 'Nothing to show.'}</EmptyState>
            : <EmptyState title="Nobody found" action={mayWrite && <Button onClick={() => setOpen('register')}>Register a patient</Button>}>Names are found by their beginnings; a date as 1990-04-23.</EmptyState>
        )}
        {patients !== undefined && patients.length > 0 && <ul className="patient-list" data-stale={isPlaceholderData}>{patients.map((card) => <Row key={card.patient} card={card} />)}</ul>}
      </div>
      <Register open={open === 'register'} close={() => setOpen(null)} />
      <Import open={open === 'import'} close={() => setOpen(null)} />
    </Screen>
  )
}
