// Signing in to the clinic: a passkey in one touch, or email and password and then a second proof; and the first time with an enrolment code.
import { useRef, useState, type FormEvent } from 'react'
import { Button, PasswordInput, TextInput } from '@mantine/core'
import IconFingerprint from '@tabler/icons-react/dist/esm/icons/IconFingerprint.mjs'
import { useMutation } from '@tanstack/react-query'
import type { SignInStep } from '@chairside/core/people'
import { fieldErrors } from '../ui/field-errors.ts'
import { Refusal } from '../ui/index.ts'
import { enrol, signIn, signInWithPasskey } from './calls.ts'
import { DeviceFields, named, useDevice } from './device.tsx'

type Props = { readonly clinic: string; readonly next: (step: SignInStep) => void }

export function SignIn({ clinic, next, useCode }: Props & { readonly useCode: () => void }) {
  const [device, setDevice] = useDevice()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [missing, setMissing] = useState<{ email?: string; password?: string }>({})
  const passkey = useMutation({ mutationFn: () => signInWithPasskey(named(device)), onSuccess: next })
  const byPassword = useMutation({ mutationFn: () => signIn({ ...named(device), email: email.trim(), password }), onSuccess: next })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const wrong = { ...(email.trim() === '' ? { email: 'Please give your email address.' } : {}), ...(password === '' ? { password: 'Please give your password.' } : {}) }
    setMissing(wrong)
    if (Object.keys(wrong).length === 0) byPassword.mutate()
  }
  return (
    <section className="way-in">
      <div><p className="soft">{clinic}</p><h1>Sign in</h1></div>
      <Button variant="filled" size="lg" leftSection={<IconFingerprint size={22} aria-hidden />} loading={passkey.isPending} onClick={() => passkey.mutate()}>Sign in with a passkey</Button>
      <Refusal error={passkey.error} />
      <p className="or"><span>or</span></p>
      <form className="stack" noValidate onSubmit={submit}>
        <TextInput label="Email" type="email" autoComplete="username" value={email} error={missing.email} onChange={(event) => setEmail(event.currentTarget.value)} />
        <PasswordInput label="Password" autoComplete="current-password" value={password} error={missing.password} onChange={(event) => setPassword(event.currentTarget.value)} />
        <Refusal error={byPassword.error} />
        <Button type="submit" loading={byPassword.isPending}>Continue with a password</Button>
      </form>
      <DeviceFields device={device} change={setDevice} />
      <Button variant="subtle" onClick={useCode}>I have an enrolment code</Button>
    </section>
  )
}

/** A new colleague: the code from an administrator, and a password of one's own. */
export function EnrolWithCode({ clinic, next, back }: Props & { readonly back: () => void }) {
  const [device] = useDevice()
  const [code, setCode] = useState('')
  const [password, setPassword] = useState('')
  const form = useRef<HTMLFormElement>(null)
  const begin = useMutation({ mutationFn: () => enrol({ ...named(device), code: code.trim(), password }), onSuccess: next })
  const wrong = fieldErrors(begin.error, ['code', 'password'])
  return (
    <section className="way-in">
      <div><p className="soft">{clinic}</p><h1>Your first sign-in</h1></div>
      <form ref={form} className="stack" noValidate onSubmit={(event: FormEvent) => { event.preventDefault(); begin.mutate() }}>
        <TextInput label="Enrolment code" description="From your administrator; it works once" autoComplete="off" autoCapitalize="characters" spellCheck={false} value={code} error={wrong['code']} onChange={(event) => setCode(event.currentTarget.value)} />
        <PasswordInput label="Choose a password" description="15 characters or more are best; several words are fine" autoComplete="new-password" value={password} error={wrong['password']} onChange={(event) => setPassword(event.currentTarget.value)} />
        {Object.keys(wrong).length === 0 && <Refusal error={begin.error} />}
        <div className="row"><Button type="submit" variant="filled" loading={begin.isPending} disabled={code.trim() === '' || password === ''}>Continue</Button><Button variant="subtle" onClick={back}>Back</Button></div>
      </form>
    </section>
  )
}
