// Staff in the database: the list, one-time enrolment codes, and everything that lets somebody in.
import { randomInt } from 'node:crypto'
import { isRole, type StaffMember } from '@chairside/core/people'
import type { Tx } from '../db/connect.ts'
import { enrolmentHash } from '../auth/sign-in-routes.ts'

/** An invitation that nobody took up stops working after 72 hours. */
const ENROLMENT_MS = 72 * 3_600_000
// Without the letters and digits that are read for one another: O 0, I 1 L, S 5.
const LETTERS = 'ABCDEFGHJKMNPQRTUVWXYZ2346789'

type Row = { staff: string; name: string; roles: string[]; email: string; active: boolean; enrolled: boolean; hasPin: boolean; passkeys: number }

/** All staff, those who left at the end; or one of them. */
export async function readStaff(tx: Tx, staff: string | null = null): Promise<StaffMember[]> {
  const rows = await tx<Row[]>`
    select s.staff_id as staff, s.name, s.roles, s.email, s.active, e.totp_confirmed_at is not null as enrolled, e.pin_hash is not null as "hasPin",
      (select count(*)::integer from passkey p where p.organization_id = s.organization_id and p.staff_id = s.staff_id) as passkeys
    from staff s left join staff_secret e using (organization_id, staff_id) where ${staff}::uuid is null or s.staff_id = ${staff} order by s.active desc, s.name`
  return rows.map((r) => ({ ...r, roles: r.roles.filter(isRole) }))
}

/** A code of 21 letters (102 bits) in groups of seven, given once; only its hash is kept. Whatever let this person in before works no more. */
export async function inviteAgain(tx: Tx, organization: string, staff: string, now: Date): Promise<{ readonly enrolment_code: string; readonly expires_at: string }> {
  const code = Array.from({ length: 3 }, () => Array.from({ length: 7 }, () => LETTERS[randomInt(LETTERS.length)]).join('')).join('-')
  const until = new Date(now.getTime() + ENROLMENT_MS)
  await tx`delete from passkey where staff_id = ${staff}`
  await tx`insert into staff_secret (organization_id, staff_id, enrolment_hash, enrolment_expires_at) values (${organization}, ${staff}, ${enrolmentHash(code)}, ${until})
    on conflict (organization_id, staff_id) do update set enrolment_hash = excluded.enrolment_hash, enrolment_expires_at = excluded.enrolment_expires_at, password_hash = null,
      totp_secret_sealed = null, totp_confirmed_at = null, totp_last_step = null, pin_hash = null, failed_attempts = 0, locked_until = null, pin_failed_attempts = 0, pin_locked_until = null`
  return { enrolment_code: code, expires_at: until.toISOString() }
}
