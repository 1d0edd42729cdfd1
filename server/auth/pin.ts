// Proving a PIN on a shared device. The try is paid for, by the device and by the account, before the PIN is looked at: a hundred tries at once are still five.
import type { FastifyReply } from 'fastify'
import { PIN_TRIES } from '@chairside/core/people'
import type { Tx } from '../db/connect.ts'
import type { StaffCaller } from '../http/caller.ts'
import type { Services } from '../http/context.ts'
import { Refused } from '../http/refusal.ts'
import { attempt, clear } from './attempts.ts'
import { verifySecret } from './hashing.ts'
import { inside, personOf, type Person } from './sign-in-steps.ts'
import { endSignIn, takeCookie } from './sign-ins.ts'

type Proof<R> = { readonly services: Services; readonly caller: StaffCaller; readonly reply: FastifyReply; readonly staff: string; readonly pin: string; readonly now: Date; /** Left out: the person becomes one of those who have unlocked the device. False: they have said yes to one record, and nothing of theirs can be recorded from here. */ readonly joins?: false; /** Runs in the transaction of the proof; null: the sign-in has ended meanwhile. */ readonly proved: (tx: Tx, person: Person) => Promise<R | null> }

/**
 * Proves that `staff` stands at this device, makes them one of those who have unlocked it unless `joins` is false, and answers what `proved` gives. Refuses a wrong PIN and a waiting account with one answer (PEO8); the fifth wrong one
 * in a row ends the device's sign-in.
 */
export async function provePin<R>({ services, caller, reply, staff, pin, now, joins, proved }: Proof<R>): Promise<R> {
  const { organization, signIn } = caller
  const taken = await inside(services, organization, async (tx) => {
    const device = await tx<{ pin_failures: number }[]>`update sign_in set pin_failures = pin_failures + 1 where sign_in_id = ${signIn} and ended_at is null and pin_failures < ${PIN_TRIES} returning pin_failures`
    const person = await personOf(tx, staff)
    return { tries: device[0]?.pin_failures ?? null, person, guess: device.length === 1 && person ? await attempt(tx, staff, 'pin', now) : null }
  })
  const right = await verifySecret(taken.guess?.secrets.pin_hash ?? null, pin)
  const { person, tries } = taken
  const answer = !right || !person || tries === null ? null : await inside(services, organization, async (tx) => {
    const living = await tx`update sign_in set pin_failures = 0 where sign_in_id = ${signIn} and ended_at is null returning sign_in_id`
    if (living.length === 0) return null
    if (joins !== false) await tx`insert into sign_in_actor (organization_id, sign_in_id, staff_id, since) values (${organization}, ${signIn}, ${person.staff}, ${now}) on conflict do nothing`
    await clear(tx, person.staff, 'pin')
    return proved(tx, person)
  })
  if (answer !== null) return answer
  if (tries === null || tries >= PIN_TRIES) {
    await inside(services, organization, (tx) => endSignIn(tx, organization, signIn, now))
    takeCookie(services, reply)
    throw new Refused({ kind: 'not-signed-in' })
  }
  throw new Refused({ kind: 'refused', rule: 'PEO8', message: `That PIN is not right. After ${PIN_TRIES} wrong ones this device is signed out.` })
}
