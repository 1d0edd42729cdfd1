/*
FHIR R4 into the clinic: people and their records (rules IMP1..IMP12).

 1. Nothing of a supported kind is lost: the resource as it came is kept, or it is listed with the reason why it was not taken.
 2. The same again changes nothing; the same with other content replaces what stood there.
 3. A person is the same person by an identifier with its system, or by the id of the resource it came from. Never by name.
 4. All files are read before anything is written; then each file is one transaction.
*/
import { randomUUID } from 'node:crypto'
import { INSTRUMENTS, readResponse } from '@chairside/core/intake'
import type { Tx } from '../db/connect.ts'
import { appendAudit } from '../log/audit.ts'
import { insertScore } from '../intake/scores.ts'
import { uuidOf } from '../devices/charting.ts'
import { identifiersOf, measureIn, momentIn, patientFacts, RECORD_KINDS, recordFacts, type Identifier, type PatientFacts } from './clinical.ts'
import { textIn, type Resource } from './read.ts'
import { indexReferences, sourceId } from './references.ts'
import * as store from './store.ts'

export type ImportedPatient = { readonly patient: string; readonly record_number: string; readonly name: string; readonly birth_date: string; readonly outcome: 'taken' | 'updated' | 'already' }
export type LeftOut = { readonly kind: string; readonly count: number; readonly why: string }
export type ImportAnswer = {
  readonly patients: readonly ImportedPatient[]
  readonly taken: Readonly<Record<string, number>>
  readonly already: Readonly<Record<string, number>>
  readonly updated: Readonly<Record<string, number>>
  readonly left_out: readonly LeftOut[]
}
export type ImportAsk = {
  readonly organization: string
  readonly site: string | null
  /** A staff id, or the command. */
  readonly actor: string
  readonly roles: readonly string[]
  readonly device: string | null
  readonly what: string
  readonly now: Date
}
/** Runs one file's work in a transaction of the organization. */
export type Run = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>

const NOT_TAKEN = 'a kind that is not taken (taken are Patient, Condition, AllergyIntolerance, MedicationStatement, MedicationRequest, Observation, QuestionnaireResponse)'
const isSupported = (kind: string): boolean => kind === 'Patient' || Object.hasOwn(RECORD_KINDS, kind)

type Person = { readonly ok: true; readonly patient: string } | { readonly ok: false; readonly why: string }

/** Imports what `readResources` found. */
export async function importResources(run: Run, resources: readonly Resource[], ask: ImportAsk): Promise<ImportAnswer> {
  const references = indexReferences(resources)
  const people = new Map<Resource, Person>()
  const patients = new Map<string, ImportedPatient>()
  const counts = { taken: {} as Record<string, number>, already: {} as Record<string, number>, updated: {} as Record<string, number> }
  const left = new Map<string, LeftOut>()
  /** The patients of the file under way, for the audit. */
  const touched = new Set<string>()
  const count = (what: keyof typeof counts, kind: string): void => { counts[what][kind] = (counts[what][kind] ?? 0) + 1 }
  const leave = (kind: string, why: string): void => {
    const before = left.get(`${kind} ${why}`)
    left.set(`${kind} ${why}`, { kind, why, count: (before?.count ?? 0) + 1 })
  }

  async function knownPerson(tx: Tx, identifiers: readonly Identifier[], id: string | null, same: (known: store.Known) => boolean): Promise<store.Known | null | 'two'> {
    const found = await store.byIdentifiers(tx, identifiers)
    if (found.length > 1) return 'two'
    if (found[0]) return found[0]
    const bySource = id === null ? [] : (await store.bySourceId(tx, id)).filter(same)
    return bySource.length > 1 ? 'two' : (bySource[0] ?? null)
  }

  /** The patient of a Patient resource, written when it is new or changed. Once for each resource of the call. */
  async function person(tx: Tx, resource: Resource): Promise<Person> {
    const before = people.get(resource)
    if (before) return before
    const done = await takePerson(tx, resource)
    people.set(resource, done)
    if (!done.ok) leave('Patient', done.why)
    return done
  }
  async function takePerson(tx: Tx, resource: Resource): Promise<Person> {
    const facts = patientFacts(resource.json)
    if ('why' in facts) return { ok: false, why: facts.why }
    const id = sourceId(resource) ?? store.hashOf(resource.json)
    const own = identifiersOf(resource.json)
    // An id such as `1` or `example` is every server's: it counts only together with the name and the birth date. A UUID is one person's.
    const known = await knownPerson(tx, own, id, (k) => /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(id) || (k.birth_date === facts.birth_date && k.family_name === facts.family_name))
    if (known === 'two') return { ok: false, why: 'its identifiers belong to two different patients here' }
    if (known && known.birth_date !== facts.birth_date && known.family_name.toLowerCase() !== facts.family_name.toLowerCase())
      return { ok: false, why: 'one of its identifiers belongs to a patient here with another name and another birth date' }
    const name = `${facts.given_name} ${facts.family_name}`.trim()
    const identifiers = [...(known?.fhir_identifiers ?? []), ...own, { system: store.SOURCE_ID, value: id }].filter((a, i, all) => all.findIndex((b) => a.system === b.system && a.value === b.value) === i)
    if (!known) {
      const patient = randomUUID()
      const record_number = await store.insertPatient(tx, ask.organization, patient, facts, identifiers, resource.source, ask.site)
      patients.set(patient, { patient, record_number, name, birth_date: facts.birth_date, outcome: 'taken' })
      count('taken', 'Patient')
      return { ok: true, patient }
    }
    const same = known.source !== null && store.hashOf(known.source) === store.hashOf(resource.json)
    if (!same) {
      const old = known.source === null ? null : patientFacts(known.source)
      const changed = Object.fromEntries(Object.entries(facts).filter(([field, value]) => old !== null && !('why' in old) && old[field as keyof PatientFacts] !== value)) as Partial<PatientFacts>
      await store.updatePatient(tx, known.patient_id, changed, identifiers, resource.source, ask.now)
    }
    count(same ? 'already' : 'updated', 'Patient')
    patients.set(known.patient_id, { patient: known.patient_id, record_number: known.record_number, name, birth_date: facts.birth_date, outcome: patients.get(known.patient_id)?.outcome ?? (same ? 'already' : 'updated') })
    return { ok: true, patient: known.patient_id }
  }

  async function subject(tx: Tx, resource: Resource): Promise<Person> {
    const about = references.subjectOf(resource)
    if (about.kind === 'none') return { ok: false, why: about.why }
    if (about.kind === 'resource') {
      const found = await person(tx, about.resource)
      return found.ok ? found : { ok: false, why: `its patient was left out: ${found.why}` }
    }
    const known = await knownPerson(tx, about.identifier === null ? [] : [about.identifier], about.id, () => true)
    return known === 'two' ? { ok: false, why: 'two patients here could be the one it is about' }
      : known === null ? { ok: false, why: 'its patient is neither in these files nor known here' } : { ok: true, patient: known.patient_id }
  }

  async function importFile(tx: Tx, own: readonly Resource[]): Promise<void> {
    const rows = new Map<string, store.NewRecord>()
    const placed: { resource: Resource; patient: string }[] = []
    for (const resource of own) {
      if (!isSupported(resource.kind)) { leave(resource.kind, NOT_TAKEN); continue }
      if (resource.kind === 'Patient') {
        const done = await person(tx, resource)
        if (done.ok) touched.add(done.patient)
        continue
      }
      const about = await subject(tx, resource)
      if (about.ok) {
        placed.push({ resource, patient: about.patient })
        touched.add(about.patient)
      } else leave(resource.kind, about.why)
    }
    const standing = new Map((placed.length === 0 ? [] : await store.standingRecords(tx, [...new Set(placed.map((p) => p.patient))])).map((r) => [`${r.patient_id} ${r.source_key}`, r.source_hash]))
    const weights: store.ImportedWeight[] = []
    const tall = new Set<string>()
    const responses: { resource: Resource; patient: string; key: string; hash: string }[] = []
    for (const { resource, patient } of placed) {
      const source_hash = store.hashOf(resource.json)
      const source_key = `${resource.kind}/${sourceId(resource) ?? source_hash}`
      const key = `${patient} ${source_key}`
      const before = standing.get(key)
      if (before === source_hash) { count('already', resource.kind); continue }
      count(before === undefined ? 'taken' : 'updated', resource.kind)
      standing.set(key, source_hash)
      const lookup = (reference: string): Resource['json'] | null => references.find(reference, resource.file, 'Medication')?.json ?? null
      rows.set(key, { ...recordFacts(resource.kind, resource.json, lookup), health_record_id: randomUUID(), patient_id: patient, source_key, source_hash, sourceText: resource.source })
      const measure = resource.kind === 'Observation' ? measureIn(resource.json) : null
      if (measure?.what === 'weight_kg') weights.push({ ...measure, patient_id: patient, weight_id: uuidOf('imported weight', ask.organization, key, source_hash) })
      if (measure?.what === 'height_cm') tall.add(patient)
      if (resource.kind === 'QuestionnaireResponse') responses.push({ resource, patient, key, hash: source_hash })
    }
    await store.writeRecords(tx, ask.organization, [...rows.values()])
    if (weights.length > 0) await store.writeWeights(tx, ask.organization, weights)
    for (const patient of tall) await takeHeight(tx, patient)
    for (const response of responses) await takeScore(tx, response)
  }

  async function takeHeight(tx: Tx, patient: string): Promise<void> {
    const measures = (await store.heightRecords(tx, patient)).flatMap(({ source }) => measureIn(source) ?? []).toSorted((a, b) => (a.at < b.at ? -1 : 1))
    const last = measures.at(-1)
    if (last) await store.setHeight(tx, patient, last.value, measures.map((m) => m.value))
  }

  /** A response that is whole and right becomes a score too; any other stays a record, as it came. */
  async function takeScore(tx: Tx, { resource, patient, key, hash }: { resource: Resource; patient: string; key: string; hash: string }): Promise<void> {
    const read = readResponse(resource.json)
    const answeredAt = momentIn(resource.json['authored'])
    if (!read.ok || answeredAt === null || textIn(resource.json['status']) === 'in-progress') return
    const { instrument, complete, total, band, flags } = read.value.score
    const score = uuidOf('imported score', ask.organization, key, hash)
    if ((await tx`select from score where score_id = ${score}`).length > 0) return
    await insertScore(tx, ask.organization, { score, patient, session: null, formLink: null, instrument, answers: read.value.answers, answeredAt: new Date(answeredAt), source: 'imported', recordedBy: null },
      { complete, total, band, flags, bandScheme: band === null ? null : INSTRUMENTS[instrument].bands?.scheme ?? null }, ask.now)
  }

  const files = [...new Set(resources.map((r) => r.file))].toSorted((a, b) => a - b)
  for (const file of files) {
    const own = resources.filter((r) => r.file === file)
    touched.clear()
    await run(async (tx) => {
      await importFile(tx, own)
      await appendAudit(tx, ask.organization, [...touched].map((patient) => ({ actor: ask.actor, roles: ask.roles, action: 'write', what: ask.what, act: 'patient.write', patient, record: null, outcome: 'ok', device: ask.device })), ask.now)
    })
  }
  return { patients: [...patients.values()], ...counts, left_out: [...left.values()].toSorted((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0)) }
}
