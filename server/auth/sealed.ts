/*
What the server hands out and wants back unread and unchanged: AES-256-GCM with a key of its own for each purpose.

A token of one stage opens at no other: the stage is part of the key. What opens proves only that this server made it and that it has not
expired; that it is used once is kept in the database (`spend`).
*/
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, randomUUID } from 'node:crypto'
import type { Tx } from '../db/connect.ts'
import { sha256 } from '../log/chain.ts'

const IV_BYTES = 12
const TAG_BYTES = 16

const keyFor = (secret: Buffer, purpose: string): Buffer => Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `chairside ${purpose}`, 32))

/** Encrypts and authenticates `text`; only `unsealBytes` with the same secret and purpose gives it back. */
export function sealBytes(secret: Buffer, purpose: string, text: string): Buffer {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyFor(secret, purpose), iv)
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), body])
}

/** The sealed text, or null for anything that was changed, made elsewhere or made for another purpose. */
export function unsealBytes(secret: Buffer, purpose: string, sealed: Buffer): string | null {
  if (sealed.length < IV_BYTES + TAG_BYTES) return null
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyFor(secret, purpose), sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

export const seal = (secret: Buffer, purpose: string, text: string): string => sealBytes(secret, purpose, text).toString('base64url')
export const unseal = (secret: Buffer, purpose: string, sealed: string): string | null => unsealBytes(secret, purpose, Buffer.from(sealed, 'base64url'))

/** Where a sign-in stands between two steps. `device_name` and `shared_device` were said at the first one. */
type Somebody = { readonly organization: string; readonly staff: string; readonly device_name: string; readonly shared_device: boolean }
export type Stages = {
  'second-factor': Somebody
  /** `passwordHash` and `enrolment` come with a one-time code: both are written when the second factor is confirmed, not before. */
  'enrol': Somebody & { readonly totpSecret: string; readonly passwordHash: string | null; readonly enrolment: string | null }
  'passkey-sign-in': { readonly staff: string | null }
  'passkey-new': { readonly staff: string; readonly signIn: string }
}

/** How long a step of signing in may take. */
export const PENDING_MS = 5 * 60_000

type Carried<S extends keyof Stages> = Stages[S] & { readonly id: string; readonly until: number }

export const tokenBytes = <S extends keyof Stages>(secret: Buffer, stage: S, what: Stages[S], now: Date): Buffer =>
  sealBytes(secret, stage, JSON.stringify({ ...what, id: randomUUID(), until: now.getTime() + PENDING_MS }))
export const token = <S extends keyof Stages>(secret: Buffer, stage: S, what: Stages[S], now: Date): string => tokenBytes(secret, stage, what, now).toString('base64url')

/** What the token of this stage carries, or null when it is not one or has expired. */
export function openToken<S extends keyof Stages>(secret: Buffer, stage: S, given: string, now: Date): Carried<S> | null {
  const text = unseal(secret, stage, given)
  if (text === null) return null
  const carried = JSON.parse(text) as Carried<S>
  return carried.until > now.getTime() ? carried : null
}

/** True the first time only. Runs in the transaction that the token pays for, so that a failed step costs nothing. */
export async function spend(tx: Tx, organization: string, id: string, now: Date): Promise<boolean> {
  await tx`delete from idempotency_key where at < ${new Date(now.getTime() - 7 * 86_400_000)}`
  const fresh = await tx`insert into idempotency_key (organization_id, key, asked_hash, at) values (${organization}, ${`spent:${sha256(id)}`}, 'spent', ${now}) on conflict do nothing returning key`
  return fresh.length === 1
}
