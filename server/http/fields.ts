// What a field of a request may hold, with the words for when it does not. PostgreSQL's text holds no NUL, and half a surrogate pair would be stored as another character.
import { Type as T, type TSchema } from 'typebox'
import { isUuid, parseInstant, parseLocalDate, roundTo } from '@chairside/core/shared'

const isStorable = (value: string): boolean => !value.includes('\u0000') && value.isWellFormed()

/** Text that a person wrote, 1 to `max` characters, not only white space. Stored as it came. */
export const words = (max: number) =>
  T.Refine(T.String(), (value) => value.trim() !== '' && value.length <= max && isStorable(value), () => `text of 1 to ${max} characters`)

/** Text that may be empty, up to `max` characters: a search. */
export const anyWords = (max: number) => T.Refine(T.String(), (value) => value.length <= max && isStorable(value), () => `text of up to ${max} characters`)

export const uuid = T.Refine(T.String(), isUuid, () => 'a UUID in lower case')

/** A time with its offset: without one it would be a guess. Not before 1900, so that the database can hold it. */
export const moment = T.Refine(T.String(), (value) => (parseInstant(value) ?? -Infinity) > Date.UTC(1900, 0, 1), () => 'a time with its offset, such as 2026-11-23T15:04:05Z')

/** A calendar day. */
export const day = T.Refine(T.String(), (value) => parseLocalDate(value) !== null && value >= '1900-01-01', () => 'a date as YYYY-MM-DD, from 1900 on')

/** A number of the given unit from `min` to `max`, both allowed, with at most `decimals` decimals where it is given: what makes a dose is refused rather than rounded. */
export const quantity = (unit: string, min: number, max: number, decimals: number | null = null) =>
  T.Refine(T.Number(), (value) => Number.isFinite(value) && value >= min && value <= max && (decimals === null || roundTo(value, decimals) === value),
    () => `a number from ${min} to ${max} ${unit}`.trimEnd() + (decimals !== null ? ` with at most ${decimals} decimals` : ''))

/** One of the given words. */
export const oneOf = <const V extends readonly string[]>(...values: V) =>
  T.Refine(T.Unsafe<V[number]>(T.String()), (value) => values.includes(value), () => `one of ${values.join(', ')}`)

/** An object with these fields and no others: a misspelt field is refused, never dropped. */
export const fieldsOf = <const P extends Record<string, TSchema>>(properties: P) => T.Object(properties, { additionalProperties: false })
