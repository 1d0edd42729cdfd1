// What a field of an event may hold, as data: one table parses the JSON, types the code and words the error.
import { badInput, isUuid, ok, parseInstant, refuse, type BadInput, type Instant, type Result } from '../shared/index.ts'

type Optional = { readonly optional?: boolean }
export type NumberField = { readonly kind: 'number'; readonly unit: string; readonly min: number; readonly max: number } & Optional
export type TextField = { readonly kind: 'text'; readonly max: number } & Optional
export type ChoiceField = { readonly kind: 'choice'; readonly of: readonly (string | number)[] } & Optional
export type FlagField = { readonly kind: 'flag' } & Optional
export type IdField = { readonly kind: 'id' } & Optional
export type IdsField = { readonly kind: 'ids'; readonly most: number } & Optional
export type InstantField = { readonly kind: 'instant' } & Optional
export type GroupField = { readonly kind: 'group'; readonly fields: Fields; readonly atLeastOne?: boolean } & Optional
export type AnyField = { readonly kind: 'payload' } & Optional
export type Field = NumberField | TextField | ChoiceField | FlagField | IdField | IdsField | InstantField | GroupField | AnyField
export type Fields = { readonly [name: string]: Field }

type ValueOf<F extends Field> =
  F extends NumberField ? number
  : F extends TextField ? string
  : F extends ChoiceField ? F['of'][number]
  : F extends FlagField ? boolean
  : F extends IdField ? string
  : F extends IdsField ? readonly string[]
  : F extends InstantField ? Instant
  : F extends GroupField ? ValuesOf<F['fields']>
  : Readonly<Record<string, unknown>>
type RequiredKeys<S extends Fields> = { [K in keyof S]: S[K] extends { optional: true } ? never : K }[keyof S]
/** The TypeScript type of a table of fields. */
export type ValuesOf<S extends Fields> =
  { readonly [K in RequiredKeys<S>]: ValueOf<S[K]> } & { readonly [K in Exclude<keyof S, RequiredKeys<S>>]?: ValueOf<S[K]> }

export const number = <U extends string>(unit: U, min: number, max: number) => ({ kind: 'number', unit, min, max }) as const
export const text = (max: number) => ({ kind: 'text', max }) as const
export const choice = <const T extends readonly (string | number)[]>(...of: T) => ({ kind: 'choice', of }) as const
export const flag = { kind: 'flag' } as const
export const id = { kind: 'id' } as const
export const ids = (most: number) => ({ kind: 'ids', most }) as const
export const moment = { kind: 'instant' } as const
export const group = <const S extends Fields>(fields: S, atLeastOne = false) => ({ kind: 'group', fields, atLeastOne }) as const
export const optional = <const F extends Field>(field: F) => ({ ...field, optional: true }) as const

/** PostgreSQL's jsonb holds neither NUL nor half a surrogate pair. */
const isStorable = (value: string): boolean => !value.includes('\u0000') && value.isWellFormed()

/** Before and after this no clinic has recorded anything; a clock that is merely wrong stays inside. */
const EARLIEST_MS = Date.parse('1970-01-01T00:00:00Z')
const LATEST_MS = Date.parse('2200-01-01T00:00:00Z')

/** A replacement is a payload of ours: three levels and a few thousand characters are more than any of them needs. */
const DEEPEST = 6
const LONGEST = 20_000
function isStorablePayload(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return isStorable(value)
  if (typeof value === 'number') return Number.isFinite(value)
  if (value === null || typeof value === 'boolean') return true
  if (typeof value !== 'object' || depth > DEEPEST) return false
  return Object.entries(value).every(([name, one]) => name !== '__proto__' && isStorable(name) && isStorablePayload(one, depth + 1))
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function parseField(field: Field, value: unknown, path: string): Result<unknown, BadInput> {
  switch (field.kind) {
    case 'number':
      return typeof value === 'number' && value >= field.min && value <= field.max ? ok(value)
        : refuse(badInput(path, value, `a number from ${field.min} to ${field.max} ${field.unit}`.trimEnd()))
    case 'text':
      return typeof value === 'string' && value.trim() !== '' && value.length <= field.max && isStorable(value) ? ok(value)
        : refuse(badInput(path, value, `text of 1 to ${field.max} characters`))
    case 'choice':
      return field.of.includes(value as string | number) ? ok(value) : refuse(badInput(path, value, `one of ${field.of.join(', ')}`))
    case 'flag':
      return typeof value === 'boolean' ? ok(value) : refuse(badInput(path, value, 'true or false'))
    case 'id':
      return isUuid(value) ? ok(value) : refuse(badInput(path, value, 'a UUID in lower case'))
    case 'ids':
      return Array.isArray(value) && value.length <= field.most && value.every(isUuid) ? ok(value) : refuse(badInput(path, value, `up to ${field.most} UUIDs in lower case`))
    case 'instant': {
      const at = parseInstant(value)
      return at === null || at < EARLIEST_MS || at >= LATEST_MS ? refuse(badInput(path, value, 'a time with its offset, such as 2026-11-23T15:04:05Z')) : ok(at)
    }
    case 'group': {
      const parsed = parseFields(field.fields, value, path)
      if (parsed.ok && field.atLeastOne === true && Object.keys(parsed.value).length === 0)
        return refuse(badInput(path, value, `at least one of ${Object.keys(field.fields).join(', ')}`))
      return parsed
    }
    case 'payload':
      return isRecord(value) && isStorablePayload(value) && JSON.stringify(value).length <= LONGEST ? ok(value) : refuse(badInput(path, value, 'an object with the fields of what is corrected'))
  }
}

/** Parses an object by its table: unknown fields, missing fields and values out of range are refused with their path. Instants become milliseconds. */
export function parseFields<S extends Fields>(fields: S, value: unknown, path: string): Result<ValuesOf<S>, BadInput> {
  if (!isRecord(value)) return refuse(badInput(path || 'body', value, 'an object'))
  const at = (name: string): string => (path ? `${path}.${name}` : name)
  for (const name of Object.keys(value))
    if (!Object.hasOwn(fields, name)) return refuse(badInput(at(name), value[name], `only ${Object.keys(fields).join(', ') || 'nothing'}`))
  const parsed: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(fields)) {
    const given = value[name]
    if (given === undefined && field.optional === true) continue
    const one = parseField(field, given, at(name))
    if (!one.ok) return one
    parsed[name] = one.value
  }
  return ok(parsed as ValuesOf<S>)
}
