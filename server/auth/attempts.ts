// Counting guesses in the database, so that neither a second process nor a thousand calls at once get more of them.
import { lockoutAfter } from '@chairside/core/people'
import type { Tx } from '../db/connect.ts'

export type Door = 'sign-in' | 'pin'
export type Secrets = { readonly password_hash: string | null; readonly totp_secret_sealed: string | null; readonly totp_confirmed_at: Date | null; readonly totp_last_step: string | null; readonly pin_hash: string | null }

type Row = Secrets & { failed_attempts: number; locked_until: Date | null; pin_failed_attempts: number; pin_locked_until: Date | null }

/** One guess, paid for before it is looked at. */
export type Attempt = { readonly secrets: Secrets; readonly before: Date | null; readonly count: number }

/**
 * Takes one guess from the account. Null while the account waits: then nothing is counted, so that a stranger cannot make the wait longer by knocking.
 * A right guess gives it back with `forgive` (one factor of two) or `clear` (all of them).
 */
export async function attempt(tx: Tx, staff: string, door: Door, now: Date): Promise<Attempt | null> {
  const [row] = await tx<Row[]>`
    select password_hash, totp_secret_sealed, totp_confirmed_at, totp_last_step, pin_hash, failed_attempts, locked_until, pin_failed_attempts, pin_locked_until
    from staff_secret where staff_id = ${staff} for update`
  if (!row) return null
  const [failures, before] = door === 'pin' ? [row.pin_failed_attempts, row.pin_locked_until] : [row.failed_attempts, row.locked_until]
  if (before !== null && before > now) return null
  const count = failures + 1
  const wait = lockoutAfter(count)
  const until = wait > 0 ? new Date(now.getTime() + wait) : null
  if (door === 'pin') await tx`update staff_secret set pin_failed_attempts = ${count}, pin_locked_until = ${until} where staff_id = ${staff}`
  else await tx`update staff_secret set failed_attempts = ${count}, locked_until = ${until} where staff_id = ${staff}`
  return { secrets: row, before, count }
}

/** The password was right and the second factor is still to come: the guess does not count, the earlier wrong ones still do. */
export async function forgive(tx: Tx, staff: string, { before, count }: Attempt): Promise<void> {
  await tx`update staff_secret set failed_attempts = failed_attempts - 1, locked_until = case when failed_attempts = ${count} then ${before}::timestamptz else locked_until end where staff_id = ${staff} and failed_attempts > 0`
}

/** Everything was right: counting begins again. */
export async function clear(tx: Tx, staff: string, door: Door): Promise<void> {
  if (door === 'pin') await tx`update staff_secret set pin_failed_attempts = 0, pin_locked_until = null where staff_id = ${staff}`
  else await tx`update staff_secret set failed_attempts = 0, locked_until = null where staff_id = ${staff}`
}
