// The first run: a clinic in three short steps. What was typed stays when one goes back, and when the server says no.
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { ActionIcon, Button, PasswordInput, Select, TextInput } from '@mantine/core'
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs'
import { useMutation } from '@tanstack/react-query'
import { PASSWORD_ADVISED, PASSWORD_MIN, passwordProblem, type NewClinic, type SignInStep } from '@chairside/core/people'
import { fieldErrors, focusFirstError, type FieldErrors } from '../ui/field-errors.ts'
import { Refusal, useNow } from '../ui/index.ts'
import { setUp } from './calls.ts'
import { named, useDevice } from './device.tsx'
import { clockIn, guessedZone, zonesWith } from './zones.ts'

type Typed = { readonly organization: string; readonly time_zone: string; readonly site: string; readonly chairs: readonly { readonly id: number; readonly name: string }[]; readonly name: string; readonly email: string; readonly password: string }
const STEPS = ['Your clinic', 'First site and chairs', 'You, the administrator'] as const
const FIELDS = ['organization.name', 'organization.time_zone', 'organization', 'site', 'chairs', 'administrator.name', 'administrator.email', 'administrator.password']
const stepOfField = (field: string): number => (field.startsWith('organization') ? 0 : field.startsWith('administrator') ? 2 : 1)

function problemsOf(step: number, typed: Typed): FieldErrors {
  const empty = (value: string, field: string, ask: string): FieldErrors => (value.trim() === '' ? { [field]: ask } : {})
  if (step === 0) return { ...empty(typed.organization, 'organization.name', 'Please name your clinic.'), ...empty(typed.time_zone, 'organization.time_zone', 'Please choose a time zone.') }
  if (step === 1) {
    const names = typed.chairs.map((c) => c.name.trim().toLowerCase())
    const twice = new Set(names).size < names.length
    return { ...empty(typed.site, 'site', 'Please name the site.'), ...(names.some((n) => n === '') ? { chairs: 'Every chair needs a name.' } : twice ? { chairs: 'Two chairs have the same name.' } : {}) }
  }
  const weak = passwordProblem(typed.password, [typed.name, typed.email, typed.organization])
  return {
    ...empty(typed.name, 'administrator.name', 'Please give your name.'),
    ...(/^\S+@\S+$/.test(typed.email.trim()) ? {} : { 'administrator.email': 'Please give an email address; it is your name at sign-in.' }),
    ...(weak ? { 'administrator.password': `Please choose ${weak.allowed}.` } : {}),
  }
}

function PasswordAdvice({ password }: { readonly password: string }) {
  const length = Array.from(password).length
  const words = length === 0 ? `At least ${PASSWORD_MIN} characters. ${PASSWORD_ADVISED} or more are better: four unrelated words, for instance.`
    : length < PASSWORD_MIN ? `${PASSWORD_MIN - length} more to go.` : length < PASSWORD_ADVISED ? `Long enough. ${PASSWORD_ADVISED - length} more make it strong.` : 'Strong.'
  return (
    <div className="advice">
      <div className="advice-bar" aria-hidden><span style={{ width: `${Math.min(100, (length / PASSWORD_ADVISED) * 100)}%` }} /></div>
      <p className="small soft" role="status">{words}</p>
    </div>
  )
}

export function SetUp({ next, back }: { readonly next: (step: SignInStep) => void; readonly back: () => void }) {
  const [zones] = useState(() => [...zonesWith(guessedZone())])
  const [typed, setTyped] = useState<Typed>(() => ({ organization: '', time_zone: guessedZone(), site: '', chairs: [{ id: 1, name: 'Chair 1' }, { id: 2, name: 'Chair 2' }], name: '', email: '', password: '' }))
  const [step, setStep] = useState(0)
  const [wrong, setWrong] = useState<FieldErrors>({})
  const [device] = useDevice()
  const now = useNow(60)
  const form = useRef<HTMLFormElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const arrived = useRef(false)
  useEffect(() => { if (arrived.current) heading.current?.focus(); arrived.current = true }, [step])
  const make = useMutation({
    mutationFn: (clinic: NewClinic) => setUp(clinic),
    onSuccess: next,
    onError: (error) => {
      const errors = fieldErrors(error, FIELDS)
      const field = Object.keys(errors)[0]
      setWrong(errors)
      if (field !== undefined) { setStep(stepOfField(field)); focusFirstError(form.current) }
    },
  })
  const change = (part: Partial<Typed>): void => setTyped((t) => ({ ...t, ...part }))
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const problems = problemsOf(step, typed)
    setWrong(problems)
    if (Object.keys(problems).length > 0) { focusFirstError(form.current); return }
    if (step < STEPS.length - 1) { setStep(step + 1); return }
    make.mutate({
      organization: { name: typed.organization.trim(), time_zone: typed.time_zone }, site: { name: typed.site.trim(), time_zone: typed.time_zone }, chairs: typed.chairs.map((c) => c.name.trim()),
      administrator: { name: typed.name.trim(), email: typed.email.trim(), password: typed.password }, device_name: named(device).device_name,
    })
  }
  const there = clockIn(typed.time_zone, new Date(now))
  return (
    <section className="way-in">
      <div>
        <p className="soft" id="step">Step {step + 1} of {STEPS.length}</p>
        <h1 ref={heading} tabIndex={-1} aria-describedby="step">{STEPS[step]}</h1>
      </div>
      <form ref={form} className="stack" noValidate onSubmit={submit}>
        {step === 0 && (
          <>
            <TextInput label="Name of the clinic" autoComplete="organization" data-autofocus value={typed.organization} error={wrong['organization.name'] ?? wrong['organization']} onChange={(event) => change({ organization: event.currentTarget.value })} />
            <Select label="Time zone" description={there === null ? undefined : `It is ${there} there now.`} searchable limit={60} nothingFoundMessage="No such zone" data={zones} value={typed.time_zone} allowDeselect={false}
              error={wrong['organization.time_zone']} onChange={(zone) => zone !== null && change({ time_zone: zone })} />
          </>
        )}
        {step === 1 && (
          <>
            <TextInput label="Name of the first site" placeholder="Main street" autoComplete="off" value={typed.site} error={wrong['site']} onChange={(event) => change({ site: event.currentTarget.value })} />
            <fieldset className="chairs">
              <legend>Chairs</legend>
              {typed.chairs.map((chair, i) => (
                <div className="chair-line" key={chair.id}>
                  <TextInput aria-label={`Name of chair ${i + 1}`} autoComplete="off" value={chair.name} error={wrong['chairs'] !== undefined && chair.name.trim() === ''} onChange={(event) => { const { value } = event.currentTarget; change({ chairs: typed.chairs.map((c) => (c.id === chair.id ? { ...c, name: value } : c)) }) }} />
                  {typed.chairs.length > 1 && <ActionIcon color="gray" aria-label={`Remove ${chair.name || `chair ${i + 1}`}`} onClick={() => change({ chairs: typed.chairs.filter((c) => c.id !== chair.id) })}><IconX size={18} /></ActionIcon>}
                </div>
              ))}
              {wrong['chairs'] !== undefined && <p className="wrong" role="alert">{wrong['chairs']}</p>}
              <Button variant="subtle" onClick={() => { const id = Math.max(...typed.chairs.map((c) => c.id)) + 1; change({ chairs: [...typed.chairs, { id, name: `Chair ${typed.chairs.length + 1}` }] }) }}>Add a chair</Button>
            </fieldset>
            <p className="soft small">More sites and chairs can be added later in the Office.</p>
          </>
        )}
        {step === 2 && (
          <>
            <TextInput label="Your name" autoComplete="name" value={typed.name} error={wrong['administrator.name']} onChange={(event) => change({ name: event.currentTarget.value })} />
            <TextInput label="Email" type="email" autoComplete="username" value={typed.email} error={wrong['administrator.email']} onChange={(event) => change({ email: event.currentTarget.value })} />
            <PasswordInput label="Password" autoComplete="new-password" value={typed.password} error={wrong['administrator.password']} onChange={(event) => change({ password: event.currentTarget.value })} />
            <PasswordAdvice password={typed.password} />
          </>
        )}
        {Object.keys(wrong).length === 0 && <Refusal error={make.error} />}
        <div className="row">
          <Button type="submit" variant="filled" loading={make.isPending}>{step < STEPS.length - 1 ? 'Continue' : 'Open the clinic'}</Button>
          <Button variant="subtle" onClick={() => { setWrong({}); if (step === 0) back(); else setStep(step - 1) }}>Back</Button>
        </div>
      </form>
    </section>
  )
}
