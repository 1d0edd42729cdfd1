// The note of a visit as core writes it, with the names and the clock that this device knows, and the hash that a signature binds to.
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { countOfFacts, writeNote, type Note, type NoteContext, type PayloadOf, type SessionView } from '@chairside/core/session'
import type { Chair } from './use-chair.ts'

type Known = Pick<Chair, 'bundle' | 'me' | 'name'>

/** The clock of the site where the visit is. */
export const zoneOf = ({ bundle, me }: Known): string => me.sites.find((s) => s.site === bundle.visit.site)?.time_zone ?? me.organization.time_zone

export const noteContext = (known: Known): NoteContext => ({
  timeZone: zoneOf(known), ordinal: known.bundle.visit.ordinal, planned_sessions: known.bundle.course?.planned_sessions ?? null, chair_name: known.bundle.visit.chair_name, order: known.bundle.order, settings: known.bundle.protocol.settings, nameOf: known.name,
})

/** The whole note, the same on every device that has the same facts. */
export const noteOf = (known: Known & Pick<Chair, 'view'>): Note => writeNote(known.view, noteContext(known))

/** SHA-256 of UTF-8 text in hexadecimal. Not by the browser's own: `crypto.subtle` is missing on plain http in a clinic's network, and a signature without a hash is none. */
export const hashOf = (text: string): string => bytesToHex(sha256(new TextEncoder().encode(text)))

/** What is recorded when somebody signs this text. */
export const signatureOf = (meaning: 'author' | 'reviewer', text: string, view: SessionView): PayloadOf<'signed'> => ({ meaning, noteText: text, noteHash: hashOf(text), facts: countOfFacts(view) })
