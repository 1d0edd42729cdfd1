// Passkeys (WebAuthn level 3) through @simplewebauthn/server. The challenge is a sealed token, so that no process has to remember it.
import {
  generateAuthenticationOptions, generateRegistrationOptions, verifyAuthenticationResponse, verifyRegistrationResponse,
  type AuthenticationResponseJSON, type AuthenticatorTransport, type RegistrationResponseJSON,
} from '@simplewebauthn/server'
import { Type as T } from 'typebox'
import type { Tx } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { openToken, PENDING_MS, tokenBytes, type Stages } from './sealed.ts'

/** What a browser hands over is checked by the library, field by field; here only that it is a credential at all. */
export const Credential = T.Object({ id: T.String({ minLength: 1, maxLength: 1500 }), rawId: T.String({ maxLength: 1500 }), type: T.Literal('public-key'), response: T.Object({}) })

type StoredPasskey = { passkey_id: string; public_key: Buffer; counter: string; transports: AuthenticatorTransport[] }

const rpID = (services: Services): string => new URL(services.origin).hostname

export async function registrationOptions(services: Services, tx: Tx, person: { staff: string; name: string; email: string; signIn: string }, now: Date) {
  const have = await tx<{ passkey_id: string; transports: AuthenticatorTransport[] }[]>`select passkey_id, transports from passkey where staff_id = ${person.staff}`
  return generateRegistrationOptions({
    rpName: 'Chairside', rpID: rpID(services), userName: person.email, userDisplayName: person.name, userID: new TextEncoder().encode(person.staff),
    challenge: Uint8Array.from(tokenBytes(services.secret, 'passkey-new', { staff: person.staff, signIn: person.signIn }, now)), timeout: PENDING_MS, attestationType: 'none',
    excludeCredentials: have.map((p) => ({ id: p.passkey_id, transports: p.transports })), authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

/** The new passkey, or null when the answer is not one to this person's own question on this sign-in. */
export async function verifyRegistration(services: Services, response: unknown, person: { staff: string; signIn: string }, now: Date) {
  let challengeId: string | null = null
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: response as RegistrationResponseJSON, expectedOrigin: services.origin, expectedRPID: rpID(services), requireUserVerification: true,
      expectedChallenge: (challenge) => {
        const asked = openToken(services.secret, 'passkey-new', challenge, now)
        challengeId = asked?.id ?? null
        return asked !== null && asked.staff === person.staff && asked.signIn === person.signIn
      },
    })
    return verified && registrationInfo && challengeId !== null ? { credential: registrationInfo.credential, challengeId: challengeId as string } : null
  } catch {
    // The library throws for each way in which an answer can be wrong; for us they are one.
    return null
  }
}

export const signInOptions = async (services: Services, known: readonly { passkey_id: string; transports: AuthenticatorTransport[] }[] | null, staff: string | null, now: Date) =>
  generateAuthenticationOptions({
    rpID: rpID(services), challenge: Uint8Array.from(tokenBytes(services.secret, 'passkey-sign-in', { staff }, now)), timeout: PENDING_MS, userVerification: 'required',
    ...(known ? { allowCredentials: known.map((p) => ({ id: p.passkey_id, transports: p.transports })) } : {}),
  })

/** Checks an assertion against a stored passkey. Gives the new counter and the challenge's id, which the caller must spend. `staff` is null when the passkey itself says who it is. */
export async function verifySignIn(services: Services, response: unknown, stored: StoredPasskey, staff: string | null, now: Date): Promise<{ counter: number; challengeId: string } | null> {
  let asked: (Stages['passkey-sign-in'] & { id: string }) | null = null
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as AuthenticationResponseJSON, expectedOrigin: services.origin, expectedRPID: rpID(services), requireUserVerification: true,
      credential: { id: stored.passkey_id, publicKey: Uint8Array.from(stored.public_key), counter: Number(stored.counter), transports: stored.transports },
      expectedChallenge: (challenge) => {
        asked = openToken(services.secret, 'passkey-sign-in', challenge, now)
        return asked !== null && asked.staff === staff
      },
    })
    const id = (asked as { id: string } | null)?.id
    return verified && id !== undefined ? { counter: authenticationInfo.newCounter, challengeId: id } : null
  } catch {
    return null
  }
}

export async function storedPasskey(tx: Tx, id: string): Promise<StoredPasskey | null> {
  const [row] = await tx<StoredPasskey[]>`select passkey_id, public_key, counter, transports from passkey where passkey_id = ${id}`
  return row ?? null
}
