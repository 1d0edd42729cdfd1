// A new weight. A large change is asked about once; what looks like pounds is refused, because it becomes a dose.
import { useState, type FormEvent } from 'react'
import { Button, Checkbox, Group, Modal, SegmentedControl, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { PatientDetails } from '@chairside/core/people'
import { ApiError, newId, write } from '../api.ts'
import { weightKg, type WeightUnit } from '../patients/measures.ts'
import { Refusal, useNow } from '../ui/index.ts'
import { weightNote } from './side.tsx'

function WeighForm({ person, close }: { readonly person: PatientDetails; readonly close: () => void }) {
  const now = useNow(60)
  const [typed, setTyped] = useState('')
  const [unit, setUnit] = useState<WeightUnit>('kg')
  const [told, setTold] = useState(false)
  const [wrong, setWrong] = useState<string | null>(null)
  const [weight] = useState(newId)
  const save = useMutation({
    mutationFn: (asked: { weight_kg: number; confirmed: boolean }) => write('POST', `/api/patients/${person.patient}/weights`, { weight, weight_kg: asked.weight_kg, measured_at: new Date().toISOString(), source: told ? 'reported' : 'measured', ...(asked.confirmed ? { confirmed: true } : {}) }),
    onSuccess: close,
  })
  const canConfirm = save.error instanceof ApiError && (save.error.details as { can_confirm?: boolean } | null)?.can_confirm === true
  const submit = (confirmed: boolean): void => {
    const weight_kg = weightKg(typed, unit)
    setWrong(weight_kg === null ? `Please give a number in ${unit}.` : null)
    if (weight_kg !== null) save.mutate({ weight_kg, confirmed })
  }
  return (
    <form className="stack" noValidate onSubmit={(event: FormEvent) => { event.preventDefault(); submit(false) }}>
      {person.weight && <p className="soft">Until now: {person.weight.weight_kg} kg, {weightNote(person.weight, now)}.</p>}
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput style={{ flex: 1 }} label={`Weight, ${unit}`} inputMode="decimal" data-autofocus autoComplete="off" value={typed} error={wrong} onChange={(event) => setTyped(event.currentTarget.value)} />
        <SegmentedControl size="md" aria-label="Unit of weight" value={unit} onChange={(value) => setUnit(value)} data={['kg', 'lb']} />
      </Group>
      {unit === 'lb' && weightKg(typed, 'lb') !== null && <p className="soft">= {weightKg(typed, 'lb')} kg</p>}
      <Checkbox size="md" label="As told by the patient, not measured" description="Such a weight cannot carry a dose." checked={told} onChange={(event) => setTold(event.currentTarget.checked)} />
      <Refusal error={save.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>Back</Button>
        {canConfirm ? <Button variant="filled" loading={save.isPending} onClick={() => submit(true)}>Yes, it is right</Button> : <Button type="submit" variant="filled" loading={save.isPending}>Record</Button>}
      </Group>
    </form>
  )
}

export function Weigh({ person, open, close }: { readonly person: PatientDetails; readonly open: boolean; readonly close: () => void }) {
  return <Modal opened={open} onClose={close} title="Record a weight" closeButtonProps={{ 'aria-label': 'Close' }}>{open && <WeighForm person={person} close={close} />}</Modal>
}
