// Passwords and PINs at rest: argon2id from Node's own crypto, written in the PHC form so that the cost can grow later.
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { normalPassword } from '@chairside/core/people'

const argon2id = promisify(argon2)

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 }
const TAG_BYTES = 32
const SALT_BYTES = 16

const base64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')

async function hashText(text: string): Promise<string> {
  const nonce = randomBytes(SALT_BYTES)
  const tag = await argon2id('argon2id', { message: text, nonce, tagLength: TAG_BYTES, ...COST })
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${base64(nonce)}$${base64(tag)}`
}

export const hashPassword = (password: string): Promise<string> => hashText(normalPassword(password))
export const hashPin = (pin: string): Promise<string> => hashText(pin)

// Stands in for the hash of somebody who is not there: no password has an all-zero tag.
const NOBODY = `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${base64(Buffer.alloc(SALT_BYTES))}$${base64(Buffer.alloc(TAG_BYTES))}`

/** Whether the password or PIN belongs to the stored hash. Without one it is false after the same work: the time must not tell who exists. */
export async function verifySecret(stored: string | null, given: string): Promise<boolean> {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(stored ?? NOBODY)
  if (!parts) throw new Error('a stored hash is not in the PHC form of argon2id')
  const expected = Buffer.from(parts[5]!, 'base64')
  const tag = await argon2id('argon2id', { message: normalPassword(given), nonce: Buffer.from(parts[4]!, 'base64'), memory: Number(parts[1]), passes: Number(parts[2]), parallelism: Number(parts[3]), tagLength: expected.length })
  return timingSafeEqual(tag, expected) && stored !== null
}
