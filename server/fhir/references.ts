// Whom a resource is about: a reference by urn:uuid, relative or absolute, or by an identifier, to a Patient of these files.
import { identifiersOf } from './clinical.ts'
import { isRecord, textIn, type Json, type Resource } from './read.ts'

/** `https://ehr.example/fhir/Patient/7/_history/2` and `Patient/7` -> `Patient/7`; null when it is neither. */
const tailOf = (reference: string): string | null => /(?:^|\/)([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]+)?$/.exec(reference)?.[1] ?? null
const uuidIn = (reference: string): string | null => /^urn:(?:uuid|oid):(.+)$/.exec(reference)?.[1]?.toLowerCase() ?? null

/** A name of the resource that stays the same when it comes again: its id, or the UUID it goes by in its bundle. Null when it has none. */
export const sourceId = (resource: Resource): string | null => textIn(resource.json['id']) ?? (resource.fullUrl === null ? null : (uuidIn(resource.fullUrl) ?? tailOf(resource.fullUrl)?.split('/')[1] ?? null))

export type Subject =
  | { readonly kind: 'resource'; readonly resource: Resource }
  /** Not in these files: perhaps taken in before. */
  | { readonly kind: 'elsewhere'; readonly id: string | null; readonly identifier: { readonly system: string | null; readonly value: string } | null }
  | { readonly kind: 'none'; readonly why: string }

export type References = { find(reference: string, file: number, kind: string): Resource | null; subjectOf(resource: Resource): Subject }

/** Indexes the resources of one call. The same name in two files means each file's own; a reference looks in its own file first. */
export function indexReferences(resources: readonly Resource[]): References {
  const byKey = new Map<string, Resource[]>()
  const put = (key: string, resource: Resource): void => { byKey.set(key, [...(byKey.get(key) ?? []), resource]) }
  for (const resource of resources) {
    const keys = new Set<string>()
    const id = textIn(resource.json['id'])
    if (resource.fullUrl !== null) keys.add(resource.fullUrl.toLowerCase())
    if (id !== null) { keys.add(`${resource.kind}/${id}`); keys.add(`urn:uuid:${id.toLowerCase()}`) }
    const tail = resource.fullUrl === null ? null : tailOf(resource.fullUrl)
    if (tail !== null) keys.add(tail)
    for (const key of keys) put(key, resource)
    if (resource.kind === 'Patient') for (const { system, value } of identifiersOf(resource.json)) put(`identifier ${system ?? ''}|${value}`, resource)
  }
  const pick = (key: string, file: number, kind: string): Resource | null => {
    const all = (byKey.get(key) ?? []).filter((r) => r.kind === kind)
    return all.find((r) => r.file === file) ?? all[0] ?? null
  }
  const find = (reference: string, file: number, kind: string): Resource | null => {
    const exact = pick(reference.toLowerCase(), file, kind)
    if (exact) return exact
    const tail = tailOf(reference)
    return tail !== null && tail.startsWith(`${kind}/`) ? pick(tail, file, kind) : null
  }
  return {
    find,
    subjectOf(resource) {
      const subject: unknown = resource.json['subject'] ?? resource.json['patient']
      const given: Json = isRecord(subject) ? subject : {}
      const reference = textIn(given['reference'])
      const identifier = isRecord(given['identifier']) && textIn(given['identifier']['value']) !== null ? { system: textIn(given['identifier']['system']), value: textIn(given['identifier']['value'])! } : null
      if (reference === null && identifier === null) return { kind: 'none', why: 'it does not say which patient it is about' }
      const type = textIn(given['type']) ?? (reference === null ? null : (tailOf(reference)?.split('/')[0] ?? null))
      if (type !== null && type !== 'Patient') return { kind: 'none', why: `it is about a ${type}, not about a patient` }
      if (reference?.startsWith('#')) return { kind: 'none', why: 'its patient is only described inside it' }
      const found = (reference === null ? null : find(reference, resource.file, 'Patient')) ?? (identifier === null ? null : pick(`identifier ${identifier.system ?? ''}|${identifier.value}`, resource.file, 'Patient'))
      if (found) return { kind: 'resource', resource: found }
      return { kind: 'elsewhere', id: reference === null ? null : (uuidIn(reference) ?? tailOf(reference)?.split('/')[1] ?? null), identifier }
    },
  }
}
