// One's own way in: PIN for shared tablets, passkeys, signing out here or everywhere.
import { useState, type FormEvent } from 'react'
import { ActionIcon, Button, Modal, PasswordInput } from '@mantine/core'
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { pinProblem, type Me } from '@chairside/core/people'
import { dateText, Loading, Refusal } from '../ui/index.ts'
import { addPasskey, readPasskeys, removePasskey, setPin, signOut, signOutEverywhere } from './calls.ts'
import { roleNames } from './home.ts'
import './welcome.css'

function Pin({ me }: { readonly me: Me }) {
  const queries = useQueryClient()
  const [pin, setTyped] = useState('')
  const [again, setAgain] = useState('')
  const [wrong, setWrong] = useState<{ pin?: string; again?: string }>({})
  const save = useMutation({ mutationFn: () => setPin(pin), onSuccess: () => { setTyped(''); setAgain(''); void queries.invalidateQueries({ queryKey: ['me'] }) } })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const problem = pinProblem(pin)
    const next = { ...(problem ? { pin: `Please choose ${problem.allowed}.` } : {}), ...(pin === again ? {} : { again: 'The two are not the same.' }) }
    setWrong(next)
    if (Object.keys(next).length === 0) save.mutate()
  }
  return (
    <section className="account-part">
      <h3>PIN for shared tablets</h3>
      <p className="soft small">{me.hasPin ? 'You have a PIN. A new one replaces it.' : 'With a PIN you take over a shared tablet in two seconds.'}</p>
      <form className="pin-form" noValidate onSubmit={submit}>
        <PasswordInput label="New PIN, 4 to 8 digits" inputMode="numeric" autoComplete="off" value={pin} error={wrong.pin} onChange={(event) => setTyped(event.currentTarget.value)} />
        <PasswordInput label="Once more" inputMode="numeric" autoComplete="off" value={again} error={wrong.again} onChange={(event) => setAgain(event.currentTarget.value)} />
        <Button type="submit" loading={save.isPending}>Save the PIN</Button>
      </form>
      {save.isSuccess && <p role="status">Your PIN is set.</p>}
      <Refusal error={save.error} />
    </section>
  )
}

function Passkeys({ me }: { readonly me: Me }) {
  const queries = useQueryClient()
  const { data, error, isPending } = useQuery({ queryKey: ['passkeys', me.staff], queryFn: ({ signal }) => readPasskeys(signal) })
  const refresh = { onSuccess: () => { void queries.invalidateQueries({ queryKey: ['passkeys'] }); void queries.invalidateQueries({ queryKey: ['me'] }) } }
  const add = useMutation({ mutationFn: () => addPasskey(me.device.name), ...refresh })
  const remove = useMutation({ mutationFn: removePasskey, ...refresh })
  return (
    <section className="account-part">
      <h3>Passkeys</h3>
      {isPending && <Loading what="Looking for passkeys" lines={1} />}
      {data?.length === 0 && <p className="soft small">None yet. A passkey signs you in with a fingerprint, a face or this device's own PIN.</p>}
      <ul>
        {data?.map((key) => (
          <li key={key.passkey} className="passkey-line">
            <span><strong>{key.name}</strong><small className="soft">added {dateText(Date.parse(key.created_at))}{key.last_used_at === null ? ', not used yet' : `, last used ${dateText(Date.parse(key.last_used_at))}`}</small></span>
            <ActionIcon color="gray" aria-label={`Remove the passkey ${key.name}`} loading={remove.isPending && remove.variables === key.passkey} onClick={() => remove.mutate(key.passkey)}><IconTrash size={18} /></ActionIcon>
          </li>
        ))}
      </ul>
      <Refusal error={error ?? add.error ?? remove.error} />
      <Button loading={add.isPending} onClick={() => add.mutate()}>Add a passkey on this device</Button>
    </section>
  )
}

function Out() {
  const queries = useQueryClient()
  const gone = { onSuccess: () => { queries.clear(); location.assign('/') } }
  const here = useMutation({ mutationFn: signOut, ...gone })
  const everywhere = useMutation({ mutationFn: signOutEverywhere, ...gone })
  return (
    <section className="account-part">
      <Refusal error={here.error ?? everywhere.error} />
      <div className="row">
        <Button variant="default" loading={here.isPending} onClick={() => here.mutate()}>Sign out</Button>
        <Button variant="subtle" loading={everywhere.isPending} onClick={() => everywhere.mutate()}>Sign out on every device</Button>
      </div>
    </section>
  )
}

/** Opened from the name in the shell. */
export function AccountSheet({ me, open, close }: { readonly me: Me; readonly open: boolean; readonly close: () => void }) {
  return (
    <Modal opened={open} onClose={close} size="34rem" title={me.name} closeButtonProps={{ 'aria-label': 'Close' }}>
      {open && (
        <div className="stack">
          <p className="soft">{roleNames(me.roles)} · {me.email} · {me.device.shared ? 'shared device' : 'own device'} {me.device.name}</p>
          <Pin me={me} />
          <Passkeys me={me} />
          <Out />
        </div>
      )}
    </Modal>
  )
}
