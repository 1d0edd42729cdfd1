/*
What a tablet keeps of a patient is encrypted on its disk: AES-GCM with a key of this browser that no script can read out. A copied disk image, a backup of the profile or a
support bundle then holds no name and no word of a patient. It is no defence against somebody who owns the whole profile and the program that can use it: browsers keep even such a key in their own files.
The tablet's own disk encryption and its lock are that defence (docs/decisions/0015). Without a secure connection a browser has no encryption: then only facts that wait are kept, and the notice says so.
*/
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'

export type Sealed = { readonly iv: Uint8Array<ArrayBuffer>; readonly data: ArrayBuffer }
export type Sealer = {
  seal(value: unknown): Promise<Sealed>
  /** Rejects when it was not sealed on this device, or was changed. */
  open<T>(sealed: Sealed): Promise<T>
}

interface Schema extends DBSchema {
  keys: { key: string; value: CryptoKey }
  kept: { key: string; value: Sealed }
}

/** What belongs to the device and not to one clinic's visits: the key, who is signed in, whose PIN opened it. */
const openHere = (): Promise<IDBPDatabase<Schema>> => openDB<Schema>('chairside-here', 1, { upgrade: (db) => { db.createObjectStore('keys'); db.createObjectStore('kept') } })
const STRICT = { durability: 'strict' } as const

let here: Promise<IDBPDatabase<Schema>> | null = null
const database = (): Promise<IDBPDatabase<Schema>> => {
  here ??= openHere()
  here.catch(() => { here = null })
  return here
}

async function deviceKey(): Promise<CryptoKey> {
  const db = await database()
  const kept = await db.get('keys', 'device')
  if (kept) return kept
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  // Two windows may come here at once: the first key that stands is everybody's.
  const tx = db.transaction('keys', 'readwrite', STRICT)
  const first = await tx.store.get('device')
  if (!first) await tx.store.put(made, 'device')
  await tx.done
  return first ?? made
}

export const canSeal = (): boolean => globalThis.crypto?.subtle !== undefined

let sealer: Promise<Sealer | null> | null = null
async function makeSealer(): Promise<Sealer | null> {
  if (!canSeal()) return null
  const key = await deviceKey()
  return {
    async seal(value) {
      const iv = crypto.getRandomValues(new Uint8Array(12))
      return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(JSON.stringify(value))) }
    },
    open: async <T>({ iv, data }: Sealed) => JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, data))) as T,
  }
}
/** This browser's sealer; null where it has no encryption. */
export function deviceSealer(): Promise<Sealer | null> {
  sealer ??= makeSealer()
  sealer.catch(() => { sealer = null })
  return sealer
}

/** Keeps a small value of the device, sealed. Quietly nothing where there is no encryption or no room: whoever reads it must do without. */
export async function keepHere(name: string, value: unknown): Promise<void> {
  const seal = await deviceSealer()
  if (!seal) return
  const sealed = await seal.seal(value)
  const tx = (await database()).transaction('kept', 'readwrite', STRICT)
  await tx.store.put(sealed, name)
  await tx.done
}
export async function keptHere<T>(name: string): Promise<T | null> {
  const seal = await deviceSealer()
  const sealed = seal ? await (await database()).get('kept', name) : undefined
  return sealed ? seal!.open<T>(sealed).catch(() => null) : null
}
export const forgetHere = async (name: string): Promise<void> => (await database()).delete('kept', name)
