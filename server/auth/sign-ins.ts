// An unlocked device: opened with both factors, carried by a cookie, ended by its owner, by time or by leaving the clinic.
import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { instant, uuidv7 } from '@chairside/core/shared'
import { isRole, SIGN_IN_MS, type Me, type Site } from '@chairside/core/people'
import type { Tx } from '../db/connect.ts'
import { sha256 } from '../log/chain.ts'
import { CHANNEL } from '../log/writer.ts'
import { SIGN_IN_COOKIE } from '../http/caller.ts'
import type { Services } from '../http/context.ts'

export const newId = (now: Date): string => uuidv7(instant(now.getTime()), randomBytes(10))

type Opening = { readonly organization: string; readonly staff: string; readonly device_name: string; readonly shared_device: boolean; readonly factor: 'totp' | 'passkey' | 'demonstration' }

/**
 * Opens a sign-in and returns its token, of which only the hash is kept. A sign-in that this browser still carries (`previous`, in the same organization) ends,
 * and hands on who has unlocked the device: facts that a colleague recorded offline are still theirs after somebody else has signed in.
 */
export async function openSignIn(tx: Tx, opening: Opening, previous: string | undefined, now: Date): Promise<{ readonly token: string; readonly signIn: string }> {
  const token = randomBytes(32).toString('base64url')
  const signIn = newId(now)
  await tx`insert into sign_in (organization_id, sign_in_id, token_hash, staff_id, opened_by, shared_device, device_name, second_factor, created_at, last_seen_at, authenticated_at, expires_at)
    values (${opening.organization}, ${signIn}, ${sha256(token)}, ${opening.staff}, ${opening.staff}, ${opening.shared_device}, ${opening.device_name}, ${opening.factor}, ${now}, ${now}, ${now}, ${new Date(now.getTime() + SIGN_IN_MS)})`
  await tx`insert into sign_in_actor (organization_id, sign_in_id, staff_id, since) values (${opening.organization}, ${signIn}, ${opening.staff}, ${now})`
  if (previous) {
    await tx`insert into sign_in_actor (organization_id, sign_in_id, staff_id, since)
      select a.organization_id, ${signIn}, a.staff_id, a.since from sign_in_actor a join sign_in i using (organization_id, sign_in_id) where i.token_hash = ${sha256(previous)} on conflict do nothing`
    await endWhere(tx, opening.organization, tx`token_hash = ${sha256(previous)}`, now)
  }
  return { token, signIn }
}

/** Ends the living sign-ins that match, and tells every process at once, so that their open streams close. */
async function endWhere(tx: Tx, organization: string, matches: ReturnType<Tx>, now: Date): Promise<string[]> {
  const ended = (await tx<{ sign_in_id: string }[]>`update sign_in set ended_at = ${now} where organization_id = ${organization} and ended_at is null and ${matches} returning sign_in_id`).map((r) => r.sign_in_id)
  await sayClosed(tx, organization, ended)
  return ended
}

/** Closes the streams of these sign-ins in every process, when the transaction commits. */
export async function sayClosed(tx: Tx, organization: string, signIns: readonly string[]): Promise<void> {
  for (let i = 0; i < signIns.length; i += 100) await tx`select pg_notify(${CHANNEL}, ${JSON.stringify({ organization, closed: signIns.slice(i, i + 100) })})`
}

export const endSignIn = (tx: Tx, organization: string, signIn: string, now: Date): Promise<string[]> => endWhere(tx, organization, tx`sign_in_id = ${signIn}`, now)
/** Ends everything this person has opened or acts on now. */
export const endAllOf = (tx: Tx, organization: string, staff: string, now: Date): Promise<string[]> => endWhere(tx, organization, tx`(opened_by = ${staff} or staff_id = ${staff})`, now)

export const carriedToken = (request: FastifyRequest): string | undefined => request.cookies[SIGN_IN_COOKIE]

const cookieOptions = (services: Services) => ({ path: '/', httpOnly: true, sameSite: 'strict', secure: services.origin.startsWith('https:') }) as const
export const giveCookie = (services: Services, reply: FastifyReply, token: string): void => void reply.setCookie(SIGN_IN_COOKIE, token, { ...cookieOptions(services), maxAge: SIGN_IN_MS / 1000 })
export const takeCookie = (services: Services, reply: FastifyReply): void => void reply.clearCookie(SIGN_IN_COOKIE, cookieOptions(services))

export async function sitesOf(tx: Tx): Promise<Site[]> {
  return tx<Site[]>`
    select s.site_id as site, s.name, s.time_zone, s.public_name, s.address, s.phone, coalesce(jsonb_agg(jsonb_build_object('chair', c.chair_id, 'name', c.name) order by c.position, c.name) filter (where c.chair_id is not null), '[]') as chairs
    from site s left join chair c using (organization_id, site_id) group by s.organization_id, s.site_id order by s.name`
}

export async function organizationOf(tx: Tx): Promise<Me['organization']> {
  const [row] = await tx<Me['organization'][]>`select organization_id as organization, name, time_zone, is_demonstration from organization`
  return row!
}

type MeRow = { staff: string; name: string; roles: string[]; email: string; device_name: string; shared_device: boolean; locked_at: Date | null; has_pin: boolean; passkeys: number }

/** Everything a screen needs to know about who is signed in. `locked` comes from the caller, who also knows about idleness. */
export async function meOf(tx: Tx, signIn: string, locked: boolean): Promise<Me> {
  const [[row], organization, sites] = await Promise.all([
    tx<MeRow[]>`
      select s.staff_id as staff, s.name, s.roles, s.email, i.device_name, i.shared_device, i.locked_at, coalesce(e.pin_hash is not null, false) as has_pin,
        (select count(*)::integer from passkey p where p.staff_id = s.staff_id) as passkeys
      from sign_in i join staff s using (organization_id, staff_id) left join staff_secret e using (organization_id, staff_id) where i.sign_in_id = ${signIn}`,
    organizationOf(tx), sitesOf(tx),
  ])
  const { staff, name, roles, email, device_name, shared_device, has_pin, passkeys } = row!
  return { staff, name, roles: roles.filter(isRole), email, organization, sites, device: { name: device_name, shared: shared_device }, locked, hasPin: has_pin, passkeys }
}
