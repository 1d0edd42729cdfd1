// One form for a person: to register, and to mend what has changed. Nothing typed is lost on a "no"; a likely duplicate is shown with its card before a second record is made.
import { useRef, useState, type FormEvent } from 'react'
import { Button, Group, Modal, NativeSelect, SegmentedControl, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import type { NewPatient, PatientCard, PatientDetails, Sex } from '@chairside/core/people'
import { ApiError, newId, useMe, write } from '../api.ts'
import { useSite } from '../site.ts'
import { fieldErrors, focusFirstError } from '../ui/field-errors.ts'
import { plainDay } from '../ui/day.ts'
import { Refusal } from '../ui/index.ts'
import './patients.css'
import { birthDate, heightCm, weightKg, type HeightUnit, type WeightUnit } from './measures.ts'

const EMPTY = { given_name: '', family_name: '', preferred_name: '', birth_date: '', sex: '', site: '', phone: '', email: '', escort_name: '', escort_phone: '', address: '', height_cm: '', weight_kg: '' }
type Typed = typeof EMPTY
const FIELDS = Object.keys(EMPTY) as (keyof Typed)[]
const MISSING: Partial<Record<keyof Typed, string>> = { given_name: 'Please give the first name.', family_name: 'Please give the family name.', sex: 'Please choose.' }

type Units = { readonly weight: WeightUnit; readonly height: HeightUnit }

/** The patient as the server takes it, or what is wrong at which field. */
function readTyped(typed: Typed, units: Units, patient: string): { readonly asked: NewPatient | null; readonly wrong: Partial<Record<keyof Typed, string>> } {
  const wrong: Partial<Record<keyof Typed, string>> = {}
  for (const field of ['given_name', 'family_name', 'sex'] as const) if (typed[field].trim() === '') wrong[field] = MISSING[field]!
  const born = birthDate(typed.birth_date)
  if (born === null) wrong.birth_date = 'Please give a date, such as 1990-04-23 or 04/23/1990.'
  const height_cm = typed.height_cm.trim() === '' ? undefined : heightCm(typed.height_cm, units.height)
  if (height_cm === null) wrong.height_cm = units.height === 'cm' ? 'Please give a number in cm.' : 'Please give feet and inches, such as 5 10.'
  const weight_kg = typed.weight_kg.trim() === '' ? undefined : weightKg(typed.weight_kg, units.weight)
  if (weight_kg === null) wrong.weight_kg = `Please give a number in ${units.weight}.`
  if (Object.keys(wrong).length > 0 || born === null) return { asked: null, wrong }
  const texts = Object.fromEntries((['preferred_name', 'site', 'phone', 'email', 'escort_name', 'escort_phone', 'address'] as const).flatMap((f) => (typed[f].trim() === '' ? [] : [[f, typed[f].trim()]])))
  return { wrong, asked: {
    patient, given_name: typed.given_name.trim(), family_name: typed.family_name.trim(), birth_date: born, sex: typed.sex as Sex, ...texts,
    ...(typeof height_cm === 'number' ? { height_cm } : {}), ...(typeof weight_kg === 'number' ? { weight_kg } : {}),
  } }
}

function Duplicate({ card, other, busy, open }: { readonly card: PatientCard; readonly other: () => void; readonly busy: boolean; readonly open: () => void }) {
  return (
    <div className="duplicate" role="alert">
      <p><b>Is this the same person?</b> Somebody with this family name and date of birth is registered already.</p>
      <p className="duplicate-card"><strong>{card.name}</strong><span>born {plainDay(card.birth_date)}, {card.age} years · record {card.record_number}</span></p>
      <Group gap="sm">
        <Button variant="filled" onClick={open}>Open this record</Button>
        <Button variant="default" loading={busy} onClick={other}>Another person: register</Button>
      </Group>
    </div>
  )
}

const typedOf = (person: PatientDetails): Typed => ({
  ...EMPTY, ...Object.fromEntries(FIELDS.flatMap((field) => (field === 'weight_kg' || person[field] === null ? [] : [[field, String(person[field])]]))),
})

/** `person` null: a new patient. The weight of a known one is recorded for itself, with its time. */
function PersonForm({ person, close }: { readonly person: PatientDetails | null; readonly close: () => void }) {
  const { data: me } = useMe()
  const here = useSite()
  const [typed, setTyped] = useState<Typed>(() => (person ? typedOf(person) : { ...EMPTY, site: here?.site ?? '' }))
  const [units, setUnits] = useState<Units>({ weight: 'kg', height: 'cm' })
  const [patient] = useState(() => person?.patient ?? newId())
  const [wrong, setWrong] = useState<Partial<Record<keyof Typed, string>>>({})
  const form = useRef<HTMLFormElement>(null)
  const queries = useQueryClient()
  const [, go] = useLocation()
  const register = useMutation({
    mutationFn: (asked: NewPatient & { even_if_similar?: boolean }) => (person ? write<PatientDetails>('PUT', `/api/patients/${patient}`, asked) : write<PatientDetails>('POST', '/api/patients', asked)),
    onSuccess: (made) => {
      void queries.invalidateQueries({ queryKey: ['patients'] })
      void queries.invalidateQueries({ queryKey: ['patient', made.patient] })
      close()
      if (!person) go(`/patients/${made.patient}`)
    },
    onError: (error) => { setWrong(fieldErrors(error, FIELDS)); focusFirstError(form.current) },
  })
  const submit = (evenIfSimilar: boolean): void => {
    const { asked, wrong } = readTyped(typed, units, patient)
    setWrong(wrong)
    if (asked) register.mutate({ ...asked, ...(evenIfSimilar ? { even_if_similar: true } : {}) })
    else focusFirstError(form.current)
  }
  const field = (name: keyof Typed) => ({ value: typed[name], error: wrong[name], onChange: (event: { currentTarget: { value: string } }) => { const { value } = event.currentTarget; setTyped((t) => ({ ...t, [name]: value })) } })
  const similar = register.error instanceof ApiError && register.error.rule === 'CARE3' ? (register.error.details as { patient: PatientCard } | null)?.patient : undefined
  return (
    <form ref={form} noValidate onSubmit={(event: FormEvent) => { event.preventDefault(); submit(false) }} className="stack">
      <div className="form-grid">
        <TextInput label="First name" withAsterisk autoComplete="off" data-autofocus {...field('given_name')} />
        <TextInput label="Family name" withAsterisk autoComplete="off" {...field('family_name')} />
        <TextInput label="Likes to be called" autoComplete="off" {...field('preferred_name')} />
        <TextInput label="Date of birth" withAsterisk placeholder="1990-04-23" autoComplete="off" {...field('birth_date')} />
        <NativeSelect label="Sex" withAsterisk description="Used in weight formulas" {...field('sex')} data={[{ value: '', label: 'Choose' }, { value: 'female', label: 'Female' }, { value: 'male', label: 'Male' }, { value: 'other', label: 'Other' }, { value: 'unknown', label: 'Unknown' }]} />
        <NativeSelect label="Site" description="Where visits usually are" {...field('site')} data={[{ value: '', label: 'No site yet' }, ...(me?.sites ?? []).map((s) => ({ value: s.site, label: s.name }))]} />
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput style={{ flex: 1 }} label={`Height, ${units.height === 'cm' ? 'cm' : 'feet and inches'}`} inputMode={units.height === 'cm' ? 'decimal' : 'text'} placeholder={units.height === 'cm' ? '178' : '5 10'} autoComplete="off" {...field('height_cm')} />
          <SegmentedControl size="md" aria-label="Unit of height" value={units.height} onChange={(value) => setUnits((u) => ({ ...u, height: value }))} data={['cm', 'ft']} />
        </Group>
        {!person && (
          <Group gap="xs" align="flex-end" wrap="nowrap">
            <TextInput style={{ flex: 1 }} label={`Weight, ${units.weight}`} inputMode="decimal" placeholder={units.weight === 'kg' ? '80' : '176'} autoComplete="off" {...field('weight_kg')} />
            <SegmentedControl size="md" aria-label="Unit of weight" value={units.weight} onChange={(value) => setUnits((u) => ({ ...u, weight: value }))} data={['kg', 'lb']} />
          </Group>
        )}
        <TextInput label="Phone" type="tel" autoComplete="off" {...field('phone')} />
        <TextInput label="Email" type="email" autoComplete="off" {...field('email')} />
        <TextInput label="Escort home" description="Who takes them home after a session" autoComplete="off" {...field('escort_name')} />
        <TextInput label="Address" description="Named in the record of every infusion" autoComplete="off" {...field('address')} />
        <TextInput label="Escort's phone" description="To call when recovery ends" type="tel" autoComplete="off" {...field('escort_phone')} />
      </div>
      {similar && <Duplicate card={similar} busy={register.isPending} other={() => submit(true)} open={() => { close(); go(`/patients/${similar.patient}`) }} />}
      {register.error && !similar && Object.keys(wrong).length === 0 && <Refusal error={register.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>Close</Button>
        <Button type="submit" variant="filled" loading={register.isPending && !similar}>{person ? 'Save' : 'Register'}</Button>
      </Group>
    </form>
  )
}

export function Register({ open, close }: { readonly open: boolean; readonly close: () => void }) {
  return <Modal opened={open} onClose={close} title="Register a patient" size="44rem" closeOnClickOutside={false} closeButtonProps={{ 'aria-label': 'Close' }}>{open && <PersonForm person={null} close={close} />}</Modal>
}

export function EditDetails({ person, open, close }: { readonly person: PatientDetails; readonly open: boolean; readonly close: () => void }) {
  return <Modal opened={open} onClose={close} title="Change the details" size="44rem" closeOnClickOutside={false} closeButtonProps={{ 'aria-label': 'Close' }}>{open && <PersonForm person={person} close={close} />}</Modal>
}
