// Patients and their weights in SQL. Row-level security keeps every statement inside the organization of the transaction.
import type { NewPatient, PatientCard, PatientDetails, Sex } from '@chairside/core/people'
import type { Tx } from '../db/connect.ts'
import { cardColumns, cardOf, type CardRow } from './card.ts'

type DetailsRow = CardRow & {
  preferred_name: string | null; site: string | null; phone: string | null; email: string | null; escort_name: string | null; escort_phone: string | null; address: string | null; height_cm: number | null
  weight_kg: number | null; weight_measured_at: Date | null; weight_source: 'measured' | 'imported' | 'reported' | null
}
export type Weight = { readonly weight: string; readonly weight_kg: number; readonly measured_at: string; readonly source: 'measured' | 'imported' | 'reported' }

const MOST_FOUND = 50
/** The first record number of a clinic. */
const FIRST_RECORD_NUMBER = 10_001

/** The end of a range of texts that begin with `prefix`, in the order of bytes ("C"). */
const afterPrefix = (tx: Tx, prefix: string) => tx`name_key(${prefix}) || chr(1114111)`

const byRecent = (tx: Tx) => tx`select p.patient_id from patient p order by p.created_at desc limit ${MOST_FOUND}`
const byBirthDate = (tx: Tx, date: string) => tx`select p.patient_id from patient p where p.birth_date = ${date}::date order by p.family_key, p.given_key limit ${MOST_FOUND}`
const byRecordNumber = (tx: Tx, prefix: string) => tx`
  select p.patient_id from patient p where p.record_number collate "C" >= ${prefix} and p.record_number collate "C" < ${prefix} || chr(1114111) order by p.record_number collate "C" limit ${MOST_FOUND}`

/** Each column is a range on its own index. The first word, or all words, begin a family, given or preferred name; the other words begin any word of the whole name. */
function byName(tx: Tx, query: string) {
  const [first = '', ...others] = query.trim().split(/\s+/)
  const column = (name: 'family_key' | 'given_key' | 'preferred_key') => tx`
    (select p.patient_id, p.family_key, p.given_key from patient p
     where p.${tx(name)} >= name_key(${first}) and p.${tx(name)} < ${afterPrefix(tx, first)}
       and (select coalesce(bool_and(strpos(' ' || p.given_key || ' ' || coalesce(p.preferred_key, '') || ' ' || p.family_key, ' ' || name_key(w)) > 0), true) from unnest(${others}::text[]) w)
     order by p.${tx(name)} limit ${MOST_FOUND * 4})`
  return tx`select patient_id from (${column('family_key')} union ${column('given_key')} union ${column('preferred_key')}) found order by family_key, given_key limit ${MOST_FOUND}`
}

/** Which patients a search finds: a birth date, the beginning of a record number, or the beginnings of names; the latest registered when it is empty. */
export function searchQuery(tx: Tx, query: string) {
  const asked = query.trim()
  if (asked === '') return byRecent(tx)
  if (/^\d{4}-\d{2}-\d{2}$/.test(asked) && !Number.isNaN(Date.parse(asked))) return byBirthDate(tx, asked)
  return /\d/.test(asked) ? byRecordNumber(tx, asked) : byName(tx, asked)
}

/** At most 50 cards. */
export async function findPatients(tx: Tx, query: string, now: Date): Promise<PatientCard[]> {
  const rows = await tx<CardRow[]>`
    with found as (select patient_id, row_number() over () as place from (${searchQuery(tx, query)}) f)
    select ${cardColumns(tx)} from found join patient p using (patient_id) join organization o using (organization_id) order by found.place`
  return rows.map((row) => cardOf(row, now))
}

export async function readCard(tx: Tx, patient: string, now: Date): Promise<PatientCard | null> {
  const [row] = await tx<CardRow[]>`select ${cardColumns(tx)} from patient p join organization o using (organization_id) where p.patient_id = ${patient}`
  return row ? cardOf(row, now) : null
}

export async function readPatient(tx: Tx, patient: string, now: Date): Promise<PatientDetails | null> {
  const [row] = await tx<DetailsRow[]>`
    select ${cardColumns(tx)}, p.preferred_name, p.site_id as site, p.phone, p.email, p.escort_name, p.escort_phone, p.address, p.height_cm::float8,
      w.weight_kg::float8, w.measured_at as weight_measured_at, w.source as weight_source
    from patient p join organization o using (organization_id)
    left join lateral (select * from weight w where w.organization_id = p.organization_id and w.patient_id = p.patient_id order by w.measured_at desc, w.weight_id desc limit 1) w on true
    where p.patient_id = ${patient}`
  if (!row) return null
  const { given_name, family_name, preferred_name, site, phone, email, escort_name, escort_phone, address, height_cm } = row
  return {
    ...cardOf(row, now), given_name, family_name, preferred_name, site, phone, email, escort_name, escort_phone, address, height_cm,
    weight: row.weight_kg === null ? null : { weight_kg: row.weight_kg, measured_at: row.weight_measured_at!.toISOString(), source: row.weight_source! },
  }
}

/** A patient with the same family name, in any spelling of case and accents, and the same birth date. */
export async function similarPatient(tx: Tx, asked: { family_name: string; birth_date: string; patient: string }, now: Date): Promise<PatientCard | null> {
  const [row] = await tx<CardRow[]>`
    select ${cardColumns(tx)} from patient p join organization o using (organization_id)
    where p.birth_date = ${asked.birth_date}::date and p.family_key = name_key(${asked.family_name}) and p.patient_id <> ${asked.patient} limit 1`
  return row ? cardOf(row, now) : null
}

/** The next free record number. Holds the counter until the transaction ends; numbers that came with an import are passed over. */
export async function nextRecordNumber(tx: Tx, organization: string): Promise<string> {
  for (;;) {
    const [row] = await tx<{ last: string }[]>`
      insert into record_number_counter as c (organization_id, last) values (${organization}, ${FIRST_RECORD_NUMBER}) on conflict (organization_id) do update set last = c.last + 1 returning last`
    if ((await tx`select from patient where record_number = ${row!.last}`).length === 0) return row!.last
  }
}

/** Inserts the patient; false when the id exists already. */
export async function insertPatient(tx: Tx, organization: string, asked: NewPatient, recordNumber: string): Promise<boolean> {
  const rows = await tx`
    insert into patient (organization_id, patient_id, site_id, record_number, given_name, family_name, preferred_name, birth_date, sex, phone, email, escort_name, escort_phone, address, height_cm)
    values (${organization}, ${asked.patient}, ${asked.site ?? null}, ${recordNumber}, ${asked.given_name}, ${asked.family_name}, ${asked.preferred_name ?? null}, ${asked.birth_date}::date, ${asked.sex}, ${asked.phone ?? null},
      ${asked.email ?? null}, ${asked.escort_name ?? null}, ${asked.escort_phone ?? null}, ${asked.address ?? null}, ${asked.height_cm ?? null}) on conflict (organization_id, patient_id) do nothing returning patient_id`
  return rows.length === 1
}

export type PatientChange = { readonly given_name: string; readonly family_name: string; readonly birth_date: string; readonly sex: Sex }
  & { readonly [K in 'preferred_name' | 'site' | 'phone' | 'email' | 'escort_name' | 'escort_phone' | 'address']?: string | null } & { readonly height_cm?: number | null }

/** Replaces what is known about the person; false when there is no such patient. */
export async function updatePatient(tx: Tx, patient: string, asked: PatientChange, now: Date): Promise<boolean> {
  const rows = await tx`
    update patient set site_id = ${asked.site ?? null}, given_name = ${asked.given_name}, family_name = ${asked.family_name}, preferred_name = ${asked.preferred_name ?? null}, birth_date = ${asked.birth_date}::date, sex = ${asked.sex},
      phone = ${asked.phone ?? null}, email = ${asked.email ?? null}, escort_name = ${asked.escort_name ?? null}, escort_phone = ${asked.escort_phone ?? null}, address = ${asked.address ?? null}, height_cm = ${asked.height_cm ?? null}, updated_at = ${now}
    where patient_id = ${patient} returning patient_id`
  return rows.length === 1
}

/** The weights of a patient, latest first, at most `limit`. */
export async function readWeights(tx: Tx, patient: string, limit: number): Promise<Weight[]> {
  const rows = await tx<(Omit<Weight, 'measured_at'> & { measured_at: Date })[]>`
    select weight_id as weight, weight_kg::float8, measured_at, source from weight where patient_id = ${patient} order by measured_at desc, weight_id desc limit ${limit}`
  return rows.map((row) => ({ ...row, measured_at: row.measured_at.toISOString() }))
}

export async function readWeight(tx: Tx, weight: string): Promise<(Weight & { patient: string }) | null> {
  const [row] = await tx<(Omit<Weight, 'measured_at'> & { measured_at: Date; patient: string })[]>`
    select weight_id as weight, patient_id as patient, weight_kg::float8, measured_at, source from weight where weight_id = ${weight}`
  return row ? { ...row, measured_at: row.measured_at.toISOString() } : null
}

export async function insertWeight(tx: Tx, organization: string, patient: string, asked: Weight, by: string): Promise<void> {
  await tx`insert into weight (organization_id, weight_id, patient_id, weight_kg, measured_at, measured_by, source)
    values (${organization}, ${asked.weight}, ${patient}, ${asked.weight_kg}, ${asked.measured_at}, ${by}, ${asked.source})`
}

/** Locks the patient's row, so that two writers about one patient take turns. Null when there is none. */
export async function lockPatient(tx: Tx, patient: string): Promise<{ patient: string; site: string | null } | null> {
  const [row] = await tx<{ patient: string; site: string | null }[]>`select patient_id as patient, site_id as site from patient where patient_id = ${patient} for no key update`
  return row ?? null
}

export const siteExists = async (tx: Tx, site: string): Promise<boolean> => (await tx`select from site where site_id = ${site}`).length === 1
