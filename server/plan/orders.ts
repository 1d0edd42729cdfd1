// Dose orders in SQL. An order is written, signed and perhaps withdrawn; nothing of it is ever changed.
import type { Sex } from '@chairside/core/people'
import { canonicalJson, instant } from '@chairside/core/shared'
import type { Order, OrderAsked, OrderPatient, OrderPreview, WeightBasis } from '@chairside/core/plan'
import type { Tx } from '../db/connect.ts'
import { sha256 } from '../log/chain.ts'

export type OrderRow = Order & {
  readonly patient: string
  readonly written_by_id: string
  readonly written_at: Date
  readonly signed_by_id: string | null
  readonly reason: string | null
  readonly attestation: string | null
  readonly content_hash: string | null
  readonly withdrawn_at: Date | null
  readonly withdrawn_reason: string | null
}
type Stored = Omit<OrderRow, 'signed_at'> & { readonly signed_at: Date | null }

const orderColumns = (tx: Tx) => tx`
  o.dose_order_id as "order", o.course_id as course, o.applies_from, o.dose_mg_per_kg::float8, o.dose_mg::float8, o.weight_kg::float8, o.dosing_weight_kg::float8, o.weight_basis, o.duration_min,
  o.vial_mg_per_ml::float8, o.draw_ml::float8, o.final_ml::float8, o.concentration_mg_per_ml::float8, o.rate_ml_per_h::float8, o.flags, w.name as written_by, g.name as signed_by, o.signed_at,
  o.patient_id as patient, o.written_by as written_by_id, o.written_at, o.signed_by as signed_by_id, o.reason, o.attestation, o.content_hash, o.withdrawn_at, o.withdrawn_reason`
const orderTables = (tx: Tx) => tx`
  dose_order o join staff w on w.organization_id = o.organization_id and w.staff_id = o.written_by left join staff g on g.organization_id = o.organization_id and g.staff_id = o.signed_by`

const rowOf = (row: Stored): OrderRow => ({ ...row, signed_at: row.signed_at?.toISOString() ?? null })

/** The order as a screen shows it. */
export function orderOf(row: OrderRow): Order {
  const {
    patient: _patient, written_by_id: _writer, written_at: _writtenAt, signed_by_id: _signer, reason: _reason, attestation: _attestation, content_hash: _hash, withdrawn_at: _withdrawn, withdrawn_reason: _why, ...order
  } = row
  return order
}

export async function readOrder(tx: Tx, order: string): Promise<OrderRow | null> {
  const [row] = await tx<Stored[]>`select ${orderColumns(tx)} from ${orderTables(tx)} where o.dose_order_id = ${order}`
  return row ? rowOf(row) : null
}

/** The order, locked until the transaction ends: of two signatures at once one sees the other. */
export async function lockOrder(tx: Tx, order: string): Promise<OrderRow | null> {
  await tx`select from dose_order where dose_order_id = ${order} for no key update`
  return readOrder(tx, order)
}

/** The orders of a patient that are not withdrawn, latest first. */
export async function ordersOfPatient(tx: Tx, patient: string): Promise<Order[]> {
  const rows = await tx<Stored[]>`select ${orderColumns(tx)} from ${orderTables(tx)} where o.patient_id = ${patient} and o.withdrawn_at is null order by o.written_at desc`
  return rows.map((row) => orderOf(rowOf(row)))
}

/** Statuses of a medicine that is no longer taken (FHIR MedicationRequest and MedicationStatement). */
export const NOT_TAKEN = ['entered-in-error', 'completed', 'stopped', 'cancelled', 'inactive', 'not-taken', 'draft']

export type Dosing = { readonly course: string | null; readonly patient: OrderPatient | null }
type DosingRow = {
  sex: Sex; height_cm: number | null; weight_kg: number | null; measured_at: Date | null; source: OrderPatient['weight_source'] | null; previous_weight_kg: number | null
  course: string | null; kind: 'induction' | 'booster' | null; weight_basis: WeightBasis | null; previous_dose_mg_per_kg: number | null; medications: string[]
}

/**
 * What a dose is counted on: the last two weights (a measured or imported one before a reported one), height, and the course with its last signed order. `course` null: the
 * patient's latest active one. Null when there is no such patient; `patient` is null when nobody has weighed them.
 */
export async function readDosing(tx: Tx, patient: string, course: string | null): Promise<Dosing | null> {
  const [row] = await tx<DosingRow[]>`
    select p.sex, p.height_cm::float8, w.weight_kg::float8, w.measured_at, w.source, v.weight_kg::float8 as previous_weight_kg, c.course_id as course, c.kind, c.weight_basis, d.dose_mg_per_kg::float8 as previous_dose_mg_per_kg,
      array(select distinct display from health_record h where h.organization_id = p.organization_id and h.patient_id = p.patient_id and h.kind = 'medication' and (h.status is null or h.status <> all(${NOT_TAKEN})) order by display) as medications
    from patient p
    left join lateral (select * from weight w where w.organization_id = p.organization_id and w.patient_id = p.patient_id order by w.source = 'reported', w.measured_at desc, w.weight_id desc limit 1) w on true
    left join lateral (select weight_kg from weight v where v.organization_id = p.organization_id and v.patient_id = p.patient_id and v.weight_id <> w.weight_id and v.source <> 'reported' and v.measured_at <= w.measured_at
      order by v.measured_at desc, v.weight_id desc limit 1) v on true
    left join lateral (select * from course c where c.organization_id = p.organization_id and c.patient_id = p.patient_id and c.course_id = coalesce(${course}::uuid, c.course_id) and c.status = 'active'
      order by c.created_at desc limit 1) c on true
    left join lateral (select dose_mg_per_kg from dose_order d where d.organization_id = c.organization_id and d.course_id = c.course_id and d.signed_at is not null and d.withdrawn_at is null order by d.signed_at desc limit 1) d on true
    where p.patient_id = ${patient}`
  if (!row) return null
  const { weight_kg, measured_at, source } = row
  return {
    course: row.course,
    patient: weight_kg === null || measured_at === null || source === null ? null : {
      weight_kg, weight_measured_at: instant(measured_at.getTime()), weight_source: source, height_cm: row.height_cm, sex: row.sex, previous_weight_kg: row.previous_weight_kg,
      phase: row.kind === 'booster' ? 'maintenance' : 'induction', previous_dose_mg_per_kg: row.previous_dose_mg_per_kg, locked_basis: row.weight_basis, medications: row.medications,
    },
  }
}

export type NewOrder = { readonly order: string; readonly course: string; readonly patient: string; readonly applies_from: number; readonly reason: string | null; readonly attestation: string | null; readonly preview: OrderPreview; readonly writtenBy: string }

export async function insertOrder(tx: Tx, organization: string, asked: NewOrder, now: Date): Promise<void> {
  const p = asked.preview
  await tx`
    insert into dose_order (organization_id, dose_order_id, patient_id, course_id, applies_from, dose_mg_per_kg, dose_mg, weight_kg, dosing_weight_kg, weight_basis, duration_min, vial_mg_per_ml, draw_ml, final_ml,
      concentration_mg_per_ml, rate_ml_per_h, flags, reason, attestation, written_by, written_at)
    values (${organization}, ${asked.order}, ${asked.patient}, ${asked.course}, ${asked.applies_from}, ${p.dose_mg_per_kg}, ${p.dose_mg}, ${p.weight_kg}, ${p.dosing_weight_kg}, ${p.weight_basis}, ${p.duration_min}, ${p.vial_mg_per_ml},
      ${p.draw_ml}, ${p.final_ml}, ${p.concentration_mg_per_ml}, ${p.rate_ml_per_h}, ${tx.json(p.flags)}, ${asked.reason}, ${asked.attestation}, ${asked.writtenBy}, ${now})`
}

/** Whether a stored order is what was asked; the calculated numbers follow from it and from the weight of its day. */
export const isSameOrder = (stored: OrderRow, course: string, asked: Pick<OrderAsked, 'dose_mg_per_kg' | 'duration_min' | 'vial_mg_per_ml'> & { weight_basis?: WeightBasis; applies_from: number; reason: string | null }): boolean =>
  stored.course === course && stored.applies_from === asked.applies_from && stored.dose_mg_per_kg === asked.dose_mg_per_kg && stored.duration_min === asked.duration_min && stored.vial_mg_per_ml === asked.vial_mg_per_ml
  && stored.weight_basis === (asked.weight_basis ?? stored.weight_basis) && stored.reason === asked.reason

/** Everything that a signature stands for: the hash of this is stored with it, so that a later change of the row shows. */
export function orderHash(row: OrderRow, signer: string, attestation: string | null, signedAt: Date): string {
  const { written_by: _writer, signed_by: _signer, signed_at: _at, signed_by_id: _signerId, content_hash: _hash, withdrawn_at: _withdrawn, withdrawn_reason: _why, written_at, ...content } = row
  return sha256(canonicalJson({ ...content, written_at: written_at.toISOString(), attestation, signed_by_id: signer, signed_at: signedAt.toISOString() }))
}

/** Signs, and locks the weight basis for the course. */
export async function signOrder(tx: Tx, row: OrderRow, signer: string, attestation: string | null, now: Date): Promise<void> {
  await tx`update dose_order set signed_by = ${signer}, signed_at = ${now}, attestation = ${attestation}, content_hash = ${orderHash(row, signer, attestation, now)} where dose_order_id = ${row.order}`
  await tx`update course set weight_basis = ${row.weight_basis} where course_id = ${row.course}`
}

export const withdrawOrder = (tx: Tx, order: string, by: string, reason: string, now: Date) =>
  tx`update dose_order set withdrawn_at = ${now}, withdrawn_by = ${by}, withdrawn_reason = ${reason} where dose_order_id = ${order}`

/** The weight of the last scale after the order was written; null when nobody has weighed since. */
export async function weightSince(tx: Tx, patient: string, since: Date): Promise<number | null> {
  const [row] = await tx<{ weight_kg: number }[]>`select weight_kg::float8 from weight where patient_id = ${patient} and measured_at > ${since} and source <> 'reported' order by measured_at desc limit 1`
  return row?.weight_kg ?? null
}

