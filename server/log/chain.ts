// The chains of hashes that make a later change visible: one per session log, one per organization's audit.
import { createHash } from 'node:crypto'
import { canonicalJson } from '@chairside/core/shared'

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Hash of one link: SHA-256 over the previous hash and the canonical JSON of everything that must not change. */
export const linkHash = (previousHash: string, content: unknown): string => sha256(`${previousHash}\n${canonicalJson(content)}`)

/** What a session event's hash covers. `event` is its JSON form. */
export const eventLink = (organization: string, session: string, seq: number, recordedAt: string, event: unknown): unknown => ({ organization, session, seq, recordedAt, event })
/** What an audit entry's hash covers. */
export const auditLink = (organization: string, seq: number, at: string, body: unknown): unknown => ({ organization, seq, at, body })
/** What the hash of a line of a drug book covers. */
export const bookLink = (organization: string, address: string, seq: number, recordedAt: string, body: unknown): unknown => ({ organization, address, seq, recordedAt, body })
