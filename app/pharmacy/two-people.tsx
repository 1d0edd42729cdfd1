// Two people for one record: it stands there in words, each types their own PIN under it, and the act follows at once.
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react'
import { Button, NativeSelect, PasswordInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { may, type StaffMember } from '@chairside/core/people'
import type { Proof } from '@chairside/core/pharmacy'
import { read, send, useMe } from '../api.ts'
import { Refusal } from '../ui/index.ts'

export type Proofs = { readonly by: string; readonly witness: string }
type Props = {
  readonly act: 'movement' | 'count' | 'inventory' | 'discrepancy'
  /** The record that both prove themselves for; null while it is not complete. */
  readonly record: Readonly<Record<string, unknown>> | null
  /** The record in words. */
  readonly says: ReactNode
  readonly verb: string
  readonly book: (proofs: Proofs) => Promise<unknown>
  readonly onDone: () => void
}

const SECOND = 'chairside.last-witness'

/** Nobody witnesses their own act; both PINs count for this record alone, on this device, for a minute. */
export function TwoPeople({ act, record, says, verb, book, onDone }: Props) {
  const { data: me } = useMe()
  const staff = useQuery({ queryKey: ['staff'], queryFn: ({ signal }) => read<readonly StaffMember[]>('/api/staff', { signal }) })
  const [second, setSecond] = useState(() => sessionStorage.getItem(SECOND) ?? '')
  const [pins, setPins] = useState({ mine: '', theirs: '' })
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const alive = useRef(true)
  useEffect(() => { alive.current = true; return () => { alive.current = false } }, [])
  if (!me) return null
  const others = (staff.data ?? []).filter((s) => s.active && s.staff !== me.staff && may(s.roles, 'stock.move'))
  const chosen = others.some((s) => s.staff === second && s.hasPin) ? second : ''
  const ready = record !== null && chosen !== '' && pins.mine.length >= 4 && pins.theirs.length >= 4 && !busy
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (!ready) return
    setBusy(true)
    setError(null)
    try {
      const prove = (who: string, pin: string): Promise<Proof> => send<Proof>('POST', '/api/proofs', { staff: who, pin, act, record })
      const by = await prove(me.staff, pins.mine)
      const witness = await prove(chosen, pins.theirs)
      await book({ by: by.proof, witness: witness.proof })
      sessionStorage.setItem(SECOND, chosen)
      if (alive.current) onDone()
    } catch (refused) {
      if (alive.current) setError(refused)
    } finally {
      if (alive.current) { setPins({ mine: '', theirs: '' }); setBusy(false) }
    }
  }
  const digits = (text: string): string => text.replaceAll(/\D/g, '').slice(0, 8)
  return (
    <form className="two-people" onSubmit={(event) => void submit(event)}>
      <p className="two-says" aria-live="polite">{says}</p>
      <div className="two-pins">
        <PasswordInput label={<>Your PIN <span className="soft">({me.name})</span></>} inputMode="numeric" autoComplete="off" value={pins.mine} onChange={(event) => setPins({ ...pins, mine: digits(event.currentTarget.value) })} />
        <NativeSelect label="Second person" value={chosen} data={[{ value: '', label: 'Choose' }, ...others.map((s) => ({ value: s.staff, label: s.hasPin ? s.name : `${s.name} (no PIN yet)`, disabled: !s.hasPin }))]} onChange={(event) => setSecond(event.currentTarget.value)} />
        <PasswordInput label="Their PIN" inputMode="numeric" autoComplete="off" disabled={chosen === ''} value={pins.theirs} onChange={(event) => setPins({ ...pins, theirs: digits(event.currentTarget.value) })} />
      </div>
      {!me.hasPin && <p className="look-out">You have no PIN yet: set one under your name at the top, then come back. What is written here stays.</p>}
      {staff.error && <Refusal error={staff.error} retry={() => void staff.refetch()} />}
      <Refusal error={error} />
      <Button type="submit" variant="filled" size="lg" disabled={!ready} loading={busy}>{verb}</Button>
      {!ready && !busy && <p className="small soft">{record === null ? 'First complete the record.' : 'Both PINs are asked for this record alone; they count for a minute.'}</p>}
    </form>
  )
}
