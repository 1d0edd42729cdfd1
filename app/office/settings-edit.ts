// The protocol as fields to type into, and back: each number of a setting is a field of its own. Standing orders have a form of their own and pass through.
import { PROPOSED_PROTOCOL, type ProtocolSettings } from '@chairside/core/plan'
import { inOrder, spaced, TIERS, unitOf, wordsOf } from './settings.ts'

export type Field = {
  /** As a refusal names it: `alerts.sbp_from_mmHg.1`. */
  readonly path: string
  /** What it is beside others of its setting: `warn`, `min`; empty where it is alone. */
  readonly part: string
  readonly kind: 'number' | 'flag' | 'list' | 'level'
}
export type Setting = { readonly path: string; readonly words: string; readonly unit: string; readonly fields: readonly Field[] }
export type Typed = Readonly<Record<string, string>>

type Group = Readonly<Record<string, unknown>>
const isGroup = (value: unknown): value is Group => typeof value === 'object' && value !== null && !Array.isArray(value)

function fieldsOf(path: string, model: unknown): readonly Field[] {
  if (path.startsWith('alerts.')) return TIERS.map((part, i) => ({ path: `${path}.${i}`, part, kind: 'number' }))
  if (Array.isArray(model)) return [{ path, part: '', kind: 'list' }]
  if (typeof model === 'boolean') return [{ path, part: '', kind: 'flag' }]
  return isGroup(model) ? Object.entries(model).map(([name, value]) => ({ path: `${path}.${name}`, part: typeof value === 'string' ? name : spaced(name), kind: typeof value === 'string' ? 'level' : 'number' })) : [{ path, part: '', kind: 'number' }]
}

/** The settings of each section in the protocol's order, without the standing orders. */
export const EDITED: readonly { readonly section: string; readonly settings: readonly Setting[] }[] = Object.entries(PROPOSED_PROTOCOL).filter(([section]) => section !== 'standing_orders')
  .map(([section, values]) => ({ section, settings: inOrder(values, values).map(([name, model]) => ({ path: `${section}.${name}`, words: wordsOf(`${section}.${name}`), unit: unitOf(name), fields: fieldsOf(`${section}.${name}`, model) })) }))

const at = (settings: unknown, path: string): unknown => path.split('.').reduce<unknown>((value, name) => (typeof value === 'object' && value !== null ? (value as Group)[name] : undefined), settings)

/** What stands in each field; an unused tier is an empty one. */
export const typedOf = (settings: ProtocolSettings): Typed => Object.fromEntries(EDITED.flatMap(({ settings: lines }) => lines.flatMap(({ fields }) => fields.map(({ path }) => {
  const value = at(settings, path)
  return [path, Array.isArray(value) ? value.join(', ') : value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)]
}))))

/** A field's value as the protocol keeps it. What is no number stays the text it is: the check then names it. */
function valueOf({ path, kind }: Field, text: string): unknown {
  if (kind === 'flag') return text === 'true'
  if (kind === 'level') return text
  if (kind === 'list') return text.split(/[\s,]+/).filter((one) => one !== '').map(Number)
  if (text.trim() === '') return path.startsWith('alerts.') ? null : text
  return Number.isFinite(Number(text)) ? Number(text) : text
}

/** The settings that the fields make, not yet checked. */
export function settingsFrom(typed: Typed, standing_orders: ProtocolSettings['standing_orders']): unknown {
  const made: Record<string, Record<string, unknown>> = {}
  for (const { section, settings } of EDITED) {
    made[section] = Object.fromEntries(settings.map(({ path, fields }) => {
      const name = path.slice(section.length + 1)
      const values = fields.map((field) => valueOf(field, typed[field.path] ?? ''))
      if (path.startsWith('alerts.')) return [name, values]
      return [name, fields.length === 1 && fields[0]!.path === path ? values[0] : Object.fromEntries(fields.map((field, i) => [field.path.slice(path.length + 1), values[i]]))]
    }))
  }
  return { ...Object.fromEntries(Object.keys(PROPOSED_PROTOCOL).map((section) => [section, made[section]])), standing_orders }
}
