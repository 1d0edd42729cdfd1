// Makes a call out of a route's own schemas: plausible values, and the ids of the clinic that is asked about.
import { randomUUID } from 'node:crypto'
import { Value } from 'typebox/value'
import type { TSchema } from 'typebox'
import { PROPOSED_CONSENT } from '@chairside/core/intake'
import { PROPOSED_PROTOCOL } from '@chairside/core/plan'
import type { DeclaredRoute } from '../../server/http/route.ts'

type Ids = Readonly<Record<string, string>>
type Shape = { readonly type?: string; readonly const?: unknown; readonly enum?: readonly unknown[]; readonly anyOf?: readonly TSchema[]; readonly properties?: Record<string, TSchema>; readonly required?: readonly string[]; readonly items?: TSchema; readonly minItems?: number; readonly minimum?: number }

// One word of each kind that a route asks for; a schema takes the first that fits.
const TEXTS = ['2026-11-23', '2026-11-23T18:00:00Z', '123456', '08:00', 'UTC', 'words of the test', '-', 'ok',
  'female', 'induction', 'baseline', 'gad-7', 'measured', 'actual', 'twice-weekly', 'en', 'driver-link', 'on-the-way', 'movement', 'wasted', 'assigned', 'close', 'ketamine', 'bladder', 'CX-25', 'absent', 'declined', 'moment', 'mail', 'follow-up', 'cost', '']

const BY_NAME: Readonly<Record<string, readonly string[]>> = { ndc: ['42023-114-10'], time_zone: ['UTC'], email: ['somebody.new@clinic.example'], pin: ['9753'], record_number: ['20001'], birth_date: ['1980-01-02'], end: ['2026-11-23T20:00:00Z'], to: ['2026-11-24', 'somebody@mail.example'] }
const NUMBERS: Readonly<Record<string, number>> = { bag_ml: 100, vial_mg_per_ml: 50, dose_mg_per_kg: 0.5, duration_min: 40, weight_kg: 70, height_cm: 170 }

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
  if (shape.type === 'integer' || shape.type === 'number') return [NUMBERS[name] ?? shape.minimum ?? 1, 1, 7, 70, 170].find((n) => Value.Check(schema, n))
  if (shape.type === 'string') return [ids[name], ...(BY_NAME[name] ?? []), ...TEXTS, randomUUID()].find((text) => text !== undefined && Value.Check(schema, text))
  return {}
}

// Bodies whose content is read by core, not by a schema.
const answers = (items: number, value: number): Record<string, number> => Object.fromEntries(Array.from({ length: items }, (_, i) => [String(i + 1), value]))
const BODIES: Readonly<Record<string, (ids: Ids) => unknown>> = {
  'POST /api/sessions/:session/events': (ids) => ({ events: [{ id: randomUUID(), session: ids['session'], at: '2026-11-23T17:00:00.000Z', actor: ids['actor'], device: 'Tablet of the matrix', type: 'arrived' }] }),
  'PUT /api/patients/:patient/history': () => ({ answers: { heart: 'no' } }),
  'POST /api/feedback/:feedback/settle': () => ({ step: 'take' }),
  'PUT /api/my/history': () => ({ answers: { heart: 'no' } }),
  'POST /api/patients/:patient/consents': () => signature('2026-11-23 2026-11-23'),
  'POST /api/my/consent': () => signature('2026-11-23 2026-11-23'),
  'POST /api/consent-texts': () => ({ based_on: 1, content: PROPOSED_CONSENT }),
  'POST /api/sign-in': () => ({ email: 'nobody@clinic.example', password: 'of nobody at all', device_name: 'Elsewhere', shared_device: false }),
  'POST /api/discrepancies/:discrepancy/steps': (ids) => ({ entry: randomUUID(), step: 'assigned', owner: ids['staff'], note: 'words of the test' }),
  'POST /api/protocol': () => ({ based_on: 1, settings: PROPOSED_PROTOCOL }),
  'POST /api/patients/import': () => ({ resourceType: 'Bundle', type: 'collection', entry: [{ resource: { resourceType: 'Patient', id: 'imported', name: [{ family: 'Imported', given: ['Ida'] }], birthDate: '1970-01-02', gender: 'female' } }] }),
  'POST /api/patients/:patient/scores': (ids) => ({ score: randomUUID(), instrument: 'gad-7', answers: answers(7, 1), answered_at: '2026-11-23T17:00:00Z', session: ids['session'] }),
}

// The name that the call before, which changes the patient, has made of it.
const signature = (name: string) => ({
  consent: randomUUID(), version: 1, language: 'en', problem: 'anxiety', name, initials: Object.fromEntries(PROPOSED_CONSENT.sections.filter((one) => one.initials).map((one) => [one.id, 'AB'])), teach_back: Object.fromEntries(PROPOSED_CONSENT.teach_back.map((one) => [one.id, [one.right]])),
})

export type Asked = { readonly url: string; readonly body: unknown }

export function askedOf(route: DeclaredRoute, ids: Ids): Asked {
  const path = route.url.replaceAll(/:([a-z_]+)/g, (_whole, name: string) => {
    if (!(name in ids)) throw new Error(`${route.url}: the two clinics have no ${name}; give them one in two-clinics.ts`)
    return encodeURIComponent(ids[name]!)
  })
  const query = route.query ? valueFor(route.query, 'query', ids) as Record<string, unknown> : {}
  const text = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)])).toString()
  const made = BODIES[`${route.method} ${route.url}`]?.(ids)
  return { url: text === '' ? path : `${path}?${text}`, body: made !== undefined ? made : route.method === 'GET' ? undefined : route.body ? valueFor(route.body, 'body', ids) : undefined }
}
