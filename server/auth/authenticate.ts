// From a cookie or a form's header to a caller; null when it proves nothing.
import type { FastifyRequest } from 'fastify'
import { IDLE_LOCK_MS, isRole } from '@chairside/core/people'
import { inOrganization } from '../db/connect.ts'
import { sha256 } from '../log/chain.ts'
import { BACKGROUND_HEADER, FORM_HEADER, KEY_HEADER, SIGN_IN_COOKIE, type Caller } from '../http/caller.ts'
import type { Services } from '../http/context.ts'

type SignInRow = {
  sign_in_id: string; staff_id: string; name: string; roles: string[]; device_name: string; shared_device: boolean; is_demonstration: boolean
  locked_at: Date | null; last_seen_at: Date; authenticated_at: Date; created_at: Date; opened_by: string
}

const SEEN_EVERY_MS = 30_000

async function staffCaller(services: Services, token: string, background: boolean, now: Date): Promise<Caller | null> {
  const [door] = await services.sql<{ organization_id: string; sign_in_id: string }[]>`select organization_id, sign_in_id from door_sign_in(${sha256(token)})`
  if (!door) return null
  return inOrganization(services.sql, door.organization_id, async (tx) => {
    const [row] = await tx<SignInRow[]>`
      select i.sign_in_id, i.staff_id, s.name, s.roles, i.device_name, i.shared_device, o.is_demonstration, i.locked_at, i.last_seen_at, i.authenticated_at, i.created_at, i.opened_by
      from sign_in i join staff s using (organization_id, staff_id) join organization o using (organization_id)
      where i.sign_in_id = ${door.sign_in_id} and i.ended_at is null and i.expires_at > ${now} and s.active`
    if (!row) return null
    const idle = row.shared_device && now.getTime() - row.last_seen_at.getTime() > IDLE_LOCK_MS
    if (idle && row.locked_at === null) await tx`update sign_in set locked_at = ${now} where sign_in_id = ${row.sign_in_id}`
    const locked = idle || row.locked_at !== null
    if (!locked && !background && now.getTime() - row.last_seen_at.getTime() > SEEN_EVERY_MS) await tx`update sign_in set last_seen_at = ${now} where sign_in_id = ${row.sign_in_id}`
    return {
      kind: 'staff', organization: door.organization_id, signIn: row.sign_in_id, staff: row.staff_id, name: row.name, roles: row.roles.filter(isRole), device: row.device_name,
      sharedDevice: row.shared_device, demonstration: row.is_demonstration, locked, authenticatedAt: row.authenticated_at,
      fullyProven: row.opened_by === row.staff_id && row.authenticated_at.getTime() === row.created_at.getTime(),
    }
  })
}

async function patientCaller(services: Services, token: string, now: Date): Promise<Caller | null> {
  const [door] = await services.sql<{ organization_id: string; form_link_id: string }[]>`select organization_id, form_link_id from door_form_link(${sha256(token)})`
  if (!door) return null
  return inOrganization(services.sql, door.organization_id, async (tx) => {
    const [link] = await tx<{ patient_id: string }[]>`select patient_id from form_link where form_link_id = ${door.form_link_id} and expires_at > ${now}`
    return link ? { kind: 'patient', organization: door.organization_id, formLink: door.form_link_id, patient: link.patient_id } : null
  })
}

async function keyCaller(services: Services, token: string, now: Date): Promise<Caller | null> {
  const [door] = await services.sql<{ organization_id: string; treatment_key_id: string }[]>`select organization_id, treatment_key_id from door_treatment_key(${sha256(token)})`
  if (!door) return null
  return inOrganization(services.sql, door.organization_id, async (tx) => {
    const [key] = await tx<{ patient_id: string; last_used_at: Date | null }[]>`select patient_id, last_used_at from treatment_key where treatment_key_id = ${door.treatment_key_id} and expires_at > ${now} and revoked_at is null`
    if (!key) return null
    if (key.last_used_at === null || now.getTime() - key.last_used_at.getTime() > SEEN_EVERY_MS) await tx`update treatment_key set last_used_at = ${now} where treatment_key_id = ${door.treatment_key_id}`
    return { kind: 'key', organization: door.organization_id, key: door.treatment_key_id, patient: key.patient_id }
  })
}

/** Who is asking, or null. Staff by cookie, a patient by the header of a form or of their key; a request with both is staff. */
export async function authenticate(services: Services, request: FastifyRequest, now: Date): Promise<Caller | null> {
  const token = request.cookies[SIGN_IN_COOKIE]
  // A stream is opened by a screen, again and again: no hand has touched anything, and a browser sends no header of ours with it.
  const isBackground = BACKGROUND_HEADER in request.headers || request.headers.accept === 'text/event-stream'
  if (token) return staffCaller(services, token, isBackground, now)
  const form = request.headers[FORM_HEADER]
  if (typeof form === 'string') return patientCaller(services, form, now)
  const key = request.headers[KEY_HEADER]
  return typeof key === 'string' ? keyCaller(services, key, now) : null
}

/** Whether a stream that was opened on this sign-in may stay open: it lives, nobody has left, and its device has not been idle for too long. */
export async function mayStream(services: Services, organization: string, signIn: string, staff: string, now: Date): Promise<boolean> {
  return inOrganization(services.sql, organization, async (tx) => {
    const living = await tx`
      select 1 from sign_in i join staff s using (organization_id, staff_id)
      where i.sign_in_id = ${signIn} and i.staff_id = ${staff} and i.ended_at is null and i.expires_at > ${now} and i.locked_at is null and s.active
        and (not i.shared_device or i.last_seen_at > ${new Date(now.getTime() - IDLE_LOCK_MS)})`
    return living.length === 1
  })
}
