// The second proof: an authenticator app's six digits, or a passkey; and setting the app up the first time.
import { useState, type FormEvent, type ReactNode } from 'react'
import { Button, CopyButton, PinInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { Me, SignInStep } from '@chairside/core/people'
import { QrCode } from '../ui/qr.tsx'
import { Refusal } from '../ui/index.ts'
import { addPasskey, confirmCode, confirmEnrolment, signInWithPasskey } from './calls.ts'
import { named, useDevice } from './device.tsx'

type Next = (step: SignInStep) => void

function CodeForm({ label, confirm, next, children }: { readonly label: string; readonly confirm: (code: string) => Promise<SignInStep>; readonly next: Next; readonly children?: ReactNode }) {
  const [code, setCode] = useState('')
  const check = useMutation({ mutationFn: confirm, onSuccess: next, onError: () => setCode('') })
  return (
    <form className="stack" onSubmit={(event: FormEvent) => { event.preventDefault(); if (code.length === 6) check.mutate(code) }}>
      <div>
        <p className="code-label" id="code-label">{label}</p>
        <PinInput length={6} type="number" size="lg" oneTimeCode autoFocus aria-labelledby="code-label" ariaLabel={`${label}, digit`} value={code} onChange={setCode} onComplete={(full) => check.mutate(full)} error={check.isError} disabled={check.isPending} />
      </div>
      <Refusal error={check.error} />
      <div className="row">
        <Button type="submit" variant="filled" loading={check.isPending} disabled={code.length !== 6}>Confirm</Button>
        {children}
      </div>
    </form>
  )
}

export function SecondFactor({ step, next, back }: { readonly step: Extract<SignInStep, { step: 'second-factor' }>; readonly next: Next; readonly back: () => void }) {
  const [device] = useDevice()
  const passkey = useMutation({ mutationFn: () => signInWithPasskey(named(device), step.pending), onSuccess: next })
  return (
    <section className="way-in">
      <h1>One more proof</h1>
      <p className="soft">A password alone is not enough where people's health is written down.</p>
      {step.methods.includes('passkey') && <Button variant="filled" loading={passkey.isPending} onClick={() => passkey.mutate()}>Use my passkey</Button>}
      <Refusal error={passkey.error} />
      <CodeForm label="Six digits from your authenticator app" confirm={(code) => confirmCode(step.pending, code)} next={next}><Button variant="subtle" onClick={back}>Begin again</Button></CodeForm>
    </section>
  )
}

/** The secret in groups of four, for typing it by hand. */
const spaced = (secret: string): string => secret.replaceAll(/(.{4})(?=.)/g, '$1 ')

export function Enrol({ step, next, back }: { readonly step: Extract<SignInStep, { step: 'enrol' }>; readonly next: Next; readonly back?: () => void }) {
  return (
    <section className="way-in way-in-wide">
      <h1>Set up your second proof</h1>
      <p className="soft">Open any authenticator app on your phone, scan this square, then type the six digits that it shows.</p>
      <div className="enrol">
        <QrCode text={step.totp.uri} label="QR code for your authenticator app; the same secret stands beside it as text" size={224} />
        <div className="stack">
          <div>
            <p className="small soft">No camera? Type this secret into the app:</p>
            <p className="secret" data-testid="totp-secret">{spaced(step.totp.secret)}</p>
            <CopyButton value={step.totp.secret}>{({ copied, copy }) => <Button variant="subtle" onClick={copy}>{copied ? 'Copied' : 'Copy the secret'}</Button>}</CopyButton>
          </div>
          <CodeForm label="Six digits from the app" confirm={(code) => confirmEnrolment(step.pending, code)} next={next}>{back && <Button variant="subtle" onClick={back}>Begin again</Button>}</CodeForm>
        </div>
      </div>
    </section>
  )
}

/** After the app: a passkey makes every later sign-in one touch. Never pressed on anybody. */
export function OfferPasskey({ me, finish }: { readonly me: Me; readonly finish: () => void }) {
  const [device] = useDevice()
  const add = useMutation({ mutationFn: () => addPasskey(named(device).device_name), onSuccess: finish })
  return (
    <section className="way-in">
      <h1>Welcome, {me.name}</h1>
      <p>You are signed in. Next time a passkey (your fingerprint, face or device PIN) can replace password and digits in one touch.</p>
      <Refusal error={add.error} />
      <div className="row">
        <Button variant="filled" loading={add.isPending} onClick={() => add.mutate()}>Add a passkey</Button>
        <Button variant="default" onClick={finish}>Not now</Button>
      </div>
      <p className="soft small">You can add or remove passkeys later under your name.</p>
    </section>
  )
}
