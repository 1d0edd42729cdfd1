// Imported people and records in the database.
import { canonicalJson } from '@chairside/core/shared'
import type { Tx } from '../db/connect.ts'
import { sha256 } from '../log/chain.ts'
import { nextRecordNumber } from '../people/store.ts'
import type { Identifier, Measure, PatientFacts, RecordFacts } from './clinical.ts'
import type { Json } from './read.ts'

export type Known = { readonly patient_id: string; readonly record_number: string; readonly given_name: string; readonly family_name: string; readonly birth_date: string; readonly source: Json | null; readonly site_id: string | null; readonly fhir_identifiers: readonly Identifier[] }

const columns = (tx: Tx) => tx`patient_id, record_number, given_name, family_name, birth_date::text, source, site_id, fhir_identifiers`

/** Everybody who holds one of the identifiers. An identifier without a system is somebody's private numbering, and proves nothing. */
export async function byIdentifiers(tx: Tx, identifiers: readonly Identifier[]): Promise<Known[]> {
  const found = new Map<string, Known>()
  for (const id of identifiers)
    if (id.system !== null) for (const row of await tx<Known[]>`select ${columns(tx)} from patient where fhir_identifiers @> ${tx.json([{ system: id.system, value: id.value }])}`) found.set(row.patient_id, row)
  return [...found.values()]
}

/** Everybody who was taken in from a Patient resource with this id. */
export const bySourceId = (tx: Tx, id: string) => tx<Known[]>`select ${columns(tx)} from patient where fhir_identifiers @> ${tx.json([{ system: SOURCE_ID, value: id }])}`

/** Under this system we keep the id that a Patient resource came with. */
export const SOURCE_ID = 'urn:chairside:source-id'

export async function insertPatient(tx: Tx, organization: string, patient: string, facts: PatientFacts, identifiers: readonly Identifier[], source: string, site: string | null): Promise<string> {
  const recordNumber = await nextRecordNumber(tx, organization)
  await tx`
    insert into patient (organization_id, patient_id, site_id, record_number, given_name, family_name, preferred_name, birth_date, sex, phone, email, address, fhir_identifiers, source)
    values (${organization}, ${patient}, ${site}, ${recordNumber}, ${facts.given_name}, ${facts.family_name}, ${facts.preferred_name}, ${facts.birth_date}::date, ${facts.sex}, ${facts.phone}, ${facts.email}, ${facts.address}, ${tx.json(identifiers)}, ${source}::text::jsonb)`
  return recordNumber
}

/** Writes what the source now says differently from before; what was corrected here and did not change there stays as it is here. */
export async function updatePatient(tx: Tx, patient: string, changed: Partial<PatientFacts>, identifiers: readonly Identifier[], source: string, now: Date): Promise<void> {
  await tx`update patient set ${tx({ ...changed, updated_at: now })} where patient_id = ${patient}`
  await tx`update patient set fhir_identifiers = ${tx.json(identifiers)}, source = ${source}::text::jsonb where patient_id = ${patient}`
}

export type NewRecord = RecordFacts & { readonly health_record_id: string; readonly patient_id: string; readonly source_key: string; readonly source_hash: string; readonly sourceText: string }
export type Standing = { readonly patient_id: string; readonly source_key: string; readonly source_hash: string }

export const hashOf = (json: Json): string => sha256(canonicalJson(json))

export const standingRecords = (tx: Tx, patients: readonly string[]) => tx<Standing[]>`select patient_id, source_key, source_hash from health_record where patient_id = any(${patients as string[]}::uuid[])`

/** Inserts records, or replaces those that came again with other content. At most 500 in one statement. */
export async function writeRecords(tx: Tx, organization: string, rows: readonly NewRecord[]): Promise<void> {
  for (let i = 0; i < rows.length; i += 500) {
    const part = rows.slice(i, i + 500).map(({ sourceText, ...row }) => `${JSON.stringify(row).slice(0, -1)},"source":${sourceText}}`)
    await tx`
      insert into health_record (organization_id, health_record_id, patient_id, kind, source_key, source_hash, code_system, code, display, status, effective_at, value_text, value_number, unit, source)
      select ${organization}, r.* from jsonb_to_recordset(${`[${part.join(',')}]`}::text::jsonb) as r(health_record_id uuid, patient_id uuid, kind text, source_key text, source_hash text, code_system text, code text, display text,
        status text, effective_at timestamptz, value_text text, value_number numeric, unit text, source jsonb)
      on conflict (organization_id, patient_id, source_key) do update set kind = excluded.kind, source_hash = excluded.source_hash, code_system = excluded.code_system, code = excluded.code, display = excluded.display, status = excluded.status,
        effective_at = excluded.effective_at, value_text = excluded.value_text, value_number = excluded.value_number, unit = excluded.unit, source = excluded.source, imported_at = now()`
  }
}

export type ImportedWeight = Measure & { readonly weight_id: string; readonly patient_id: string }
export const writeWeights = (tx: Tx, organization: string, rows: readonly ImportedWeight[]) => tx`
  insert into weight (organization_id, weight_id, patient_id, weight_kg, measured_at, source)
  select ${organization}, r.weight_id, r.patient_id, r.value, r.at, 'imported' from jsonb_to_recordset(${tx.json(rows)}) as r(weight_id uuid, patient_id uuid, value numeric, at timestamptz)
  on conflict do nothing`

/** Sets the height where nobody has entered one, or where the one that stands there was itself imported. */
export const setHeight = (tx: Tx, patient: string, height: number, imported: readonly number[]) =>
  tx`update patient set height_cm = ${height} where patient_id = ${patient} and (height_cm is null or height_cm = any(${[...imported]}::numeric[]))`

export const heightRecords = (tx: Tx, patient: string) => tx<{ source: Json }[]>`select source from health_record where patient_id = ${patient} and kind = 'observation' and code in ('8302-2', '3137-7')`
