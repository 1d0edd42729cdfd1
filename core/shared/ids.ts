// Identifiers. Made on the device that records the fact, so that sending twice is harmless.
import type { Instant } from './instant.ts'

declare const idBrand: unique symbol
export type Id<K extends string> = string & { readonly [idBrand]: K }
export type OrganizationId = Id<'organization'>
export type SiteId = Id<'site'>
export type ChairId = Id<'chair'>
export type StaffId = Id<'staff'>
export type PatientId = Id<'patient'>
export type CourseId = Id<'course'>
export type SessionId = Id<'session'>
export type OrderId = Id<'order'>
export type EventId = Id<'event'>

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
export const isUuid = (text: unknown): text is string => typeof text === 'string' && UUID.test(text)

/** UUID version 7 (RFC 9562): 48 bits of `at` in milliseconds, then random bits. `random` is at least 10 bytes from a secure source. */
export function uuidv7(at: Instant, random: Uint8Array): string {
  if (random.length < 10) throw new RangeError('uuidv7 needs 10 random bytes')
  const hex = at.toString(16).padStart(12, '0')
  const r = [...random.subarray(0, 10)]
  r[0] = (r[0]! & 0x0f) | 0x70
  r[2] = (r[2]! & 0x3f) | 0x80
  const tail = r.map((b) => b.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-${tail.slice(0, 4)}-${tail.slice(4, 8)}-${tail.slice(8)}`
}
