// One-time codes (RFC 6238) as authenticator apps make them: SHA-1, six digits, 30 seconds.
import { Secret, TOTP } from 'otpauth'
import { seal, unseal } from './sealed.ts'

const PERIOD_S = 30
const PURPOSE = 'totp'

const generator = (secret: string, label: string): TOTP => new TOTP({ issuer: 'Chairside', label, algorithm: 'SHA1', digits: 6, period: PERIOD_S, secret: Secret.fromBase32(secret) })

/** 160 random bits in base32: the length of the hash (RFC 4226, requirement R6). */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32
export const totpUri = (secret: string, label: string): string => generator(secret, label).toString()
export const sealTotp = (key: Buffer, secret: string): string => seal(key, PURPOSE, secret)
export const unsealTotp = (key: Buffer, sealed: string): string | null => unseal(key, PURPOSE, sealed)

/** The time step of a right code, one step early or late included; null for a wrong one. The caller refuses a step that was used before. */
export function totpStep(secret: string, code: string, now: Date): number | null {
  const delta = generator(secret, 'check').validate({ token: code, timestamp: now.getTime(), window: 1 })
  return delta === null ? null : Math.floor(now.getTime() / 1000 / PERIOD_S) + delta
}
