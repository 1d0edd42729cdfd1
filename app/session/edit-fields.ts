// A fact with some of its fields changed, as a correction carries it; and which fields of a fact people change.
import { eventToJson, PAYLOADS, payloadOf, type EventType, type SessionEvent } from '@chairside/core/session'
import { toIso, type Instant } from '@chairside/core/shared'

/**
 * The whole payload with `changes` in place, in the JSON form that a correction's `replacement` has. A time that an earlier correction set is kept: a replacement that is silent
 * about it would bring the first one back.
 */
export function replacementOf(event: SessionEvent, changes: Readonly<Record<string, unknown>>, at: Instant = event.at, original: SessionEvent = event): Record<string, unknown> {
  const json = eventToJson(event)
  const payload = Object.fromEntries(Object.keys(payloadOf(event)).map((name) => [name, json[name]]))
  const all = Object.entries({ ...payload, ...changes }).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(all), ...(at === original.at && event.at === original.at ? {} : { at: toIso(at) }) }
}

/** What the program keeps for itself, or what has a form of its own. */
const NOT_EDITED = new Set(['order', 'second', 'checkedBy', 'override', 'standingOrder', 'source', 'origin', 'noteText', 'noteHash', 'facts', 'measuredAt', 'how', 'item', 'alarm', 'corrects', 'after', 'replacement', 'withdrawn', 'enteredAt'])

export type EditField = { readonly path: readonly string[]; readonly label: string; readonly unit: string; readonly kind: 'number' | 'text' | 'choice' | 'flag'; readonly of: readonly (string | number)[]; readonly long: boolean }

const LABELS: Readonly<Record<string, string>> = {
  dose_mg: 'Dose', dose_mg_per_kg: 'Dose per weight', weight_kg: 'Weight', volume_mL: 'Volume', concentration_mg_per_mL: 'Concentration', rate_mL_per_h: 'Rate', volume_infused_mL: 'Volume infused', previous_volume_infused_mL: 'The bag before had given',
  sbp_mmHg: 'Systolic', dbp_mmHg: 'Diastolic', map_mmHg: 'Mean pressure', pulse_per_min: 'Pulse', spo2_pct: 'SpO₂', rr_per_min: 'Breathing', etco2_mmHg: 'EtCO₂', temp_Cel: 'Temperature', of: 'Counted since the start of', eyeMask: 'Eye mask', touchConsent: 'A hand is welcome', what: 'What', why: 'The infusion was',
}
const spaced = (name: string): string => { const text = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ').toLowerCase(); return text.charAt(0).toUpperCase() + text.slice(1) }
const unitOf = (unit: string): string => unit.replace('mm[Hg]', 'mmHg').replace('Cel', '°C').replace('{score}', '')

type Spec = { readonly kind: string; readonly unit?: string; readonly of?: readonly (string | number)[]; readonly max?: number; readonly fields?: Readonly<Record<string, Spec>> }

/** The fields of a kind of fact that a person may change, in the order of the table of facts. */
export function editableFields(type: EventType, spec: Readonly<Record<string, Spec>> = PAYLOADS[type], above: readonly string[] = []): EditField[] {
  return Object.entries(spec).flatMap(([name, field]): EditField[] => {
    if (NOT_EDITED.has(name)) return []
    const path = [...above, name]
    if (field.kind === 'group') return editableFields(type, field.fields, path)
    if (!['number', 'text', 'choice', 'flag'].includes(field.kind)) return []
    return [{ path, label: LABELS[name] ?? spaced(name), unit: unitOf(field.unit ?? ''), kind: field.kind as EditField['kind'], of: field.of ?? [], long: (field.max ?? 0) > 500 }]
  })
}

export const valueAt = (payload: Readonly<Record<string, unknown>>, path: readonly string[]): unknown => path.reduce<unknown>((value, name) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined), payload)

/** The payload with one field set, or taken out when the value is undefined. */
export function withValue(payload: Readonly<Record<string, unknown>>, [name, ...rest]: readonly string[], value: unknown): Record<string, unknown> {
  if (name === undefined) return { ...payload }
  const inner = rest.length === 0 ? value : withValue((payload[name] ?? {}) as Record<string, unknown>, rest, value)
  return { ...payload, [name]: inner }
}
