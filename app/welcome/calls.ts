// What the way in says to the server.
import { startAuthentication, startRegistration, WebAuthnError, type PublicKeyCredentialCreationOptionsJSON, type PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'
import type { DeviceAsked, Me, NewClinic, PasskeyCard, SignInStep, StaffCard, Welcome } from '@chairside/core/people'
import { ApiError, read, write } from '../api.ts'
import { forgetVisits } from '../sync/device.ts'
import { forgetMe, signOutHere } from '../sync/kept-me.ts'
import { keepPin, peopleHere, unlockHere } from './pin-here.ts'

export const readWelcome = (signal: AbortSignal): Promise<Welcome> => read<Welcome>('/api/welcome', { signal })
export const setUp = (clinic: NewClinic): Promise<SignInStep> => write<SignInStep>('POST', '/api/setup', clinic)
export const loadDemonstration = (): Promise<unknown> => write('POST', '/api/demonstration/load')

export const signIn = (asked: DeviceAsked & { email: string; password: string }): Promise<SignInStep> => write<SignInStep>('POST', '/api/sign-in', asked)
export const signInDemonstration = (asked: DeviceAsked & { staff: string }): Promise<SignInStep> => write<SignInStep>('POST', '/api/sign-in/demonstration', asked)
export const confirmCode = (pending: string, code: string): Promise<SignInStep> => write<SignInStep>('POST', '/api/sign-in/totp', { pending, code })
export const confirmEnrolment = (pending: string, code: string): Promise<SignInStep> => write<SignInStep>('POST', '/api/sign-in/enrol', { pending, code })
export const enrol = (asked: DeviceAsked & { code: string; password: string }): Promise<SignInStep> => write<SignInStep>('POST', '/api/enrol', asked)

/** What a browser says about passkeys, in words; a person who changed their mind is not an error to be alarmed about. */
async function withKey<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') throw new ApiError(0, { kind: 'refused', message: 'This device has a passkey of yours already.' })
    if (error instanceof Error && error.name === 'NotAllowedError') throw new ApiError(0, { kind: 'refused', message: 'The passkey was not used: it was cancelled, or this device has none for this clinic.' })
    throw error
  }
}

/** A passkey alone (no `pending`), or as the second factor after a password. */
export async function signInWithPasskey(device: DeviceAsked, pending?: string): Promise<SignInStep> {
  const asked = pending === undefined ? {} : { pending }
  const optionsJSON = await write<PublicKeyCredentialRequestOptionsJSON>('POST', '/api/sign-in/passkey/options', asked)
  const response = await withKey(() => startAuthentication({ optionsJSON }))
  return write<SignInStep>('POST', '/api/sign-in/passkey', { ...asked, response, ...device })
}

export async function addPasskey(name: string): Promise<unknown> {
  const optionsJSON = await write<PublicKeyCredentialCreationOptionsJSON>('POST', '/api/passkeys/options')
  const response = await withKey(() => startRegistration({ optionsJSON }))
  return write('POST', '/api/passkeys', { name, response })
}
export const readPasskeys = (signal: AbortSignal): Promise<PasskeyCard[]> => read('/api/passkeys', { signal })
export const removePasskey = (passkey: string): Promise<unknown> => write('DELETE', `/api/passkeys/${encodeURIComponent(passkey)}`)

const isAway = (error: unknown): boolean => error instanceof ApiError && error.kind === 'offline'
/** Colleagues who can unlock this tablet; without the server, those who have done so today. */
export const readColleagues = (signal: AbortSignal): Promise<readonly StaffCard[]> => read<readonly StaffCard[]>('/api/switch', { signal }).catch((error: unknown) => { if (isAway(error)) return peopleHere(); throw error })
export async function unlock(staff: string, pin: string): Promise<Me> {
  try {
    const me = await write<Me>('POST', '/api/switch', { staff, pin })
    await keepPin(me, pin).catch(() => {})
    return me
  } catch (error) {
    if (isAway(error)) return unlockHere(staff, pin)
    throw error
  }
}
export const setPin = (pin: string): Promise<unknown> => write('POST', '/api/pin', { pin })
const leave = async (route: string): Promise<void> => {
  // Without the server everything of the clinic's is removed here at once; the sign-in itself ends as soon as it hears of it.
  // A sign-in that has ended already leaves as little behind.
  await write('POST', route).catch(async (error: unknown) => {
    if (isAway(error)) await signOutHere()
    else if (!(error instanceof ApiError) || error.status !== 401) throw error
  })
  await forgetVisits()
  await forgetMe()
}
export const signOut = (): Promise<void> => leave('/api/sign-out')
export const signOutEverywhere = (): Promise<void> => leave('/api/sign-out/everywhere')
export const lockDevice = (): Promise<unknown> => write('POST', '/api/lock')
