// Makes a call out of a route's own schemas: plausible values, and the ids of the clinic that is asked about.
import { randomUUID } from 'node:crypto'
import { Value } from 'typebox/value'
import type { TSchema } from 'typebox'
import type { DeclaredRoute } from '../../server/http/route.ts'

type Ids = Readonly<Record<string, string>>
type Shape = { readonly type?: string; readonly const?: unknown; readonly enum?: readonly unknown[]; readonly anyOf?: readonly TSchema[]; readonly properties?: Record<string, TSchema>; readonly required?: readonly string[]; readonly items?: TSchema; readonly minItems?: number; readonly minimum?: number }

const TEXTS = ['2026-11-23', '2026-11-23T18:00:00Z', '123456', '08:00', 'UTC', 'words of the test', 'a@b.example', '2468', '-', '']

/** A value that the schema takes, of `name`'s clinic where it names an id; undefined when none of ours fits. */
export function valueFor(schema: TSchema, name: string, ids: Ids): unknown {
  const shape = schema as Shape
  if ('const' in shape) return shape.const
  if (shape.enum) return shape.enum[0]
  if (shape.anyOf) return valueFor(shape.anyOf[0]!, name, ids)
  if (shape.type === 'object') {
    const wanted = Object.entries(shape.properties ?? {}).filter(([key]) => shape.required?.includes(key) || key in ids)
    return Object.fromEntries(wanted.map(([key, inner]) => [key, valueFor(inner, key, ids)]))
  }
  if (shape.type === 'array') return Array.from({ length: Math.max(1, shape.minItems ?? 0) }, () => valueFor(shape.items ?? {}, name, ids))
  if (shape.type === 'boolean') return true
  if (shape.type === 'integer' || shape.type === 'number') return [shape.minimum ?? 1, 1, 7, 70, 170].find((n) => Value.Check(schema, n))
  if (shape.type === 'string') return [ids[name], ...(name === 'time_zone' ? ['UTC'] : []), ...TEXTS, randomUUID()].find((text) => text !== undefined && Value.Check(schema, text))
  return {}
}

export type Asked = { readonly url: string; readonly body: unknown }

export function askedOf(route: DeclaredRoute, ids: Ids): Asked {
  const path = route.url.replaceAll(/:([a-z_]+)/g, (_whole, name: string) => {
    if (!(name in ids)) throw new Error(`${route.url}: the two clinics have no ${name}; give them one in two-clinics.ts`)
    return encodeURIComponent(ids[name]!)
  })
  const query = route.query ? valueFor(route.query, 'query', ids) as Record<string, unknown> : {}
  const text = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)])).toString()
  return { url: text === '' ? path : `${path}?${text}`, body: route.method === 'GET' ? undefined : route.body ? valueFor(route.body, 'body', ids) : undefined }
}
