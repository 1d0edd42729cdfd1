// A passkey in software (ES256, attestation "none"), answering as a browser does: for tests that sign in for real.
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

type Flags = { readonly verified?: boolean; readonly origin?: string; readonly rpID?: string; readonly counter?: number }

const PRESENT = 0x01
const VERIFIED = 0x04
const WITH_KEY = 0x40

/** Makes a key pair; `create` and `get` answer the options that the server gave. */
export function softwarePasskey(home: { readonly origin: string }) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = publicKey.export({ format: 'jwk' })
  const id = randomBytes(32)
  const cose = new Map<number, number | Uint8Array<ArrayBuffer>>([[1, 2], [3, -7], [-1, 1], [-2, Uint8Array.from(Buffer.from(jwk.x!, 'base64url'))], [-3, Uint8Array.from(Buffer.from(jwk.y!, 'base64url'))]])
  let counter = 0

  const clientData = (type: string, challenge: string, origin: string): Buffer => Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const authData = (flags: number, { rpID, verified = true, counter: given }: Flags): Buffer => {
    const head = Buffer.alloc(5)
    head[0] = flags | PRESENT | (verified ? VERIFIED : 0)
    head.writeUInt32BE(given ?? (counter += 1), 1)
    return Buffer.concat([createHash('sha256').update(rpID ?? new URL(home.origin).hostname).digest(), head])
  }
  const answer = (response: Record<string, unknown>) => ({ id: id.toString('base64url'), rawId: id.toString('base64url'), type: 'public-key', clientExtensionResults: {}, response })

  return {
    id: id.toString('base64url'),
    create(options: { challenge: string }, flags: Flags = {}) {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const data = Buffer.concat([authData(WITH_KEY, flags), Buffer.alloc(16), length, id, isoCBOR.encode(cose)])
      const attestation = isoCBOR.encode(new Map<string, unknown>([['fmt', 'none'], ['attStmt', new Map()], ['authData', Uint8Array.from(data)]]) as never)
      return answer({ clientDataJSON: clientData('webauthn.create', options.challenge, flags.origin ?? home.origin).toString('base64url'), attestationObject: Buffer.from(attestation).toString('base64url'), transports: ['internal'] })
    },
    get(options: { challenge: string }, flags: Flags = {}) {
      const client = clientData('webauthn.get', options.challenge, flags.origin ?? home.origin)
      const data = authData(0, flags)
      const signature = sign('sha256', Buffer.concat([data, createHash('sha256').update(client).digest()]), privateKey)
      return answer({ clientDataJSON: client.toString('base64url'), authenticatorData: data.toString('base64url'), signature: signature.toString('base64url') })
    },
  }
}
