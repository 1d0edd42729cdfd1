// Two clinics with a row of every kind, each marked by a word that nobody else's answer may contain.
import { randomUUID } from 'node:crypto'
import { PROPOSED_CONSENT } from '@chairside/core/intake'
import { PROPOSED_PROTOCOL } from '@chairside/core/plan'
import { hashPin } from '../../server/auth/hashing.ts'
import type { TestDatabase } from '../../server/testing/database.ts'

export type MarkedClinic = {
  readonly organization: string
  /** Stands in every text of this clinic. */
  readonly canary: string
  /** One id of each kind, by the name that routes give it. */
  readonly ids: Readonly<Record<string, string>>
}

const KINDS = ['site', 'chair', 'staff', 'patient', 'course', 'order', 'session', 'score', 'alert', 'quarantine', 'form_link', 'follow_up', 'weight', 'driver_link', 'message', 'address', 'product', 'lot', 'vial', 'preparation', 'discrepancy', 'exposure', 'word', 'consent', 'treatment_key', 'feedback', 'inquiry'] as const

/** Creates one of them; `demonstration` because an installation has one real clinic and one demonstration. */
export async function markedClinic(db: TestDatabase, canary: string, demonstration: boolean): Promise<MarkedClinic> {
  const organization = randomUUID()
  const ids = Object.fromEntries(KINDS.map((kind) => [kind, randomUUID()])) as Record<(typeof KINDS)[number], string>
  const start = '2026-11-23T17:00:00Z'
  await db.owner`select door_create_organization(${organization}, ${demonstration ? 'Demonstration' : 'Clinic'}, 'UTC', ${demonstration})`
  await db.owner.begin(async (tx) => {
    const add = (table: string, row: Record<string, unknown>) => tx`insert into ${tx(table)} ${tx({ organization_id: organization, ...row } as Record<string, string>)}`
    const { site, chair, staff, patient, course, order, session, score, alert, quarantine, form_link, follow_up, weight, driver_link, message, address, product, lot, vial, preparation, discrepancy, exposure, word, consent, treatment_key, feedback, inquiry } = ids
    await add('site', { site_id: site, name: `${canary} site`, time_zone: 'UTC' })
    await add('chair', { chair_id: chair, site_id: site, name: `${canary} chair`, position: 1 })
    await add('staff', { staff_id: staff, name: `${canary} nurse`, email: `${canary}@clinic.example`, roles: ['nurse'] })
    await add('staff_secret', { staff_id: staff, pin_hash: await hashPin('8642') })
    await add('passkey', { passkey_id: `${canary}-passkey`, staff_id: staff, public_key: Buffer.from(canary), counter: 0, name: canary })
    await add('protocol_version', { version: demonstration ? 7 : 1, settings: tx.json(PROPOSED_PROTOCOL) })
    await add('patient', { patient_id: patient, site_id: site, record_number: canary, given_name: canary, family_name: canary, birth_date: '1980-01-02', sex: 'female', phone: canary, email: `${canary}@patient.example`, height_cm: 170 })
    await add('weight', { weight_id: weight, patient_id: patient, weight_kg: 70, measured_at: start, source: 'measured' })
    await add('health_record', { health_record_id: randomUUID(), patient_id: patient, kind: 'allergy', source_key: canary, source_hash: canary, display: canary, source: tx.json({ canary }) })
    await add('course', { course_id: course, patient_id: patient, kind: 'induction', indication: canary, planned_sessions: 6, weight_basis: 'actual' })
    await add('dose_order', {
      dose_order_id: order, patient_id: patient, course_id: course, dose_mg_per_kg: 0.5, dose_mg: 35, weight_kg: 70, dosing_weight_kg: 70, weight_basis: 'actual', duration_min: 40, vial_mg_per_ml: 50,
      draw_ml: 0.7, final_ml: 100, concentration_mg_per_ml: 0.35, rate_ml_per_h: 150, reason: canary, written_by: staff,
    })
    await add('session', { session_id: session, patient_id: patient, course_id: course, site_id: site, chair_id: chair, planned: `[${start},2026-11-23T19:00:00Z)` })
    await add('form_link', { form_link_id: form_link, patient_id: patient, purpose: 'baseline', instruments: ['gad-7'], token_hash: canary, expires_at: '2027-01-01', created_by: staff })
    await add('score', { score_id: score, patient_id: patient, instrument: 'phq-9', answers: tx.json({ canary }), complete: true, total: 12, band: canary, answered_at: start, source: 'clinic', recorded_by: staff })
    await add('safety_alert', { safety_alert_id: alert, patient_id: patient, score_id: score, item: canary, answer: 1 })
    await add('follow_up', { follow_up_id: follow_up, patient_id: patient, session_id: session, kind: 'next-day-check-in', due_at: start })
    await add('driver_link', { driver_link_id: driver_link, session_id: session, language: 'en', token_hash: canary, created_at: start, created_by: staff, expires_at: '2027-01-01' })
    await add('outgoing_message', { message_id: message, patient_id: patient, session_id: session, kind: 'driver-link', sealed: canary, address_hint: canary, asked_hash: canary, next_try_at: start, created_at: start, created_by: staff })
    await add('equipment_check', { equipment_check_id: randomUUID(), site_id: site, checked_at: start, checked_by: staff, items: tx.json({ oxygen: 'ok' }), cart_lock: canary, acls: staff, remark: canary })
    await add('readiness', { form_link_id: form_link, patient_id: patient, session_id: session, answered_at: start, answers: tx.json({ driver_name: canary }) })
    await add('registered_address', { address_id: address, site_id: site, name: canary, address: canary, registration_number: 'FT1', created_at: start })
    await add('drug_head', { address_id: address, seq: 4, hash: 'd' })
    await add('drug_product', { product_id: product, ndc: '0409-2053-10', name: canary, labeler: canary, strength_mg_per_ml: 50, container_ml: 10, created_at: start })
    await add('drug_lot', { lot_id: lot, product_id: product, lot_number: canary, expires_on: '2028-01-01', created_at: start })
    await add('vial', { vial_id: vial, lot_id: lot, barcode: canary, fill_ul: 10_000 })
    const line = (seq: number, entry_id: string, body: object) => add('drug_entry', { address_id: address, seq, entry_id, recorded_at: start, body: tx.json({ id: entry_id, at: '2026-11-23T17:00:00.000Z', actor: staff, origin: 'person', device: canary, reason: canary, ...body }), previous_hash: String.fromCharCode(96 + seq - 1), hash: String.fromCharCode(96 + seq) })
    await line(1, randomUUID(), { kind: 'received', from: { kind: 'supplier', id: null, address }, to: { kind: 'vial', id: vial, address }, mass_ug: 500_000, volume_ul: 10_000 })
    await line(2, preparation, { kind: 'prepared', preparation, session, details: { code: canary, mass_ug: 35_000 } })
    await line(3, randomUUID(), { kind: 'drawn', from: { kind: 'vial', id: vial, address }, to: { kind: 'preparation', id: preparation, address }, mass_ug: 35_000, volume_ul: 700, preparation, session })
    await line(4, randomUUID(), { kind: 'discrepancy-opened', discrepancy, details: { owner: staff, discovered_on: '2026-11-23', day: '2026-11-23', difference: { kind: 'count', level: 'differs', session: null, vial, preparation: null, mass_ug: 1000, volume_ul: 20, message: canary } } })
    await add('outside_exposure', { outside_exposure_id: exposure, patient_id: patient, happened_on: '2026-01-02', drug: 'ketamine', times: 1, place: canary, recorded_by: staff, recorded_at: start })
    await add('safety_task_entry', { safety_task_entry_id: randomUUID(), patient_id: patient, task: 'bladder', kind: 'done', done_on: '2026-01-02', note: canary, recorded_by: staff, recorded_at: start })
    await add('history_answer', { history_answer_id: randomUUID(), patient_id: patient, question: 'main-problem', answer: tx.json('anxiety'), answered_at: start, source: 'patient' })
    await add('history_answer', { history_answer_id: randomUUID(), patient_id: patient, question: 'in-own-words', answer: tx.json(canary), answered_at: start, source: 'patient' })
    await add('eligibility_finding', { eligibility_finding_id: randomUUID(), patient_id: patient, item: 'CX-25', finding: 'absent', note: canary, found_by: staff, found_at: start })
    await add('eligibility_decision', { eligibility_decision_id: randomUUID(), patient_id: patient, decision: 'eligible', reason: canary, overrides: tx.json([]), checklist: tx.json({}), decided_by: staff, decided_at: start })
    await add('consent_text', { version: 1, content: tx.json(PROPOSED_CONSENT), content_hash: canary, written_by: staff, written_at: start, approved_by: staff, approved_at: start })
    await add('consent', { consent_id: consent, patient_id: patient, version: 1, content_hash: canary, language: 'en', problem: 'anxiety', initials: tx.json({}), teach_back: tx.json({}), signed_name: canary, signed_at: start, source: 'phone' })
    await add('treatment_key', { treatment_key_id: treatment_key, patient_id: patient, token_hash: `${canary} key`, created_at: start, expires_at: '2028-01-01' })
    await add('patient_word', { patient_word_id: word, patient_id: patient, session_id: session, kind: 'moment', words: canary, shared: true, said_at: start })
    await add('inquiry', { inquiry_id: inquiry, name: canary, contact: canary, language: 'en', words: canary, asked_at: start })
    await tx`update organization set public_page = ${canary.toLowerCase().replaceAll(/[^a-z0-9]/g, '-')} where organization_id = ${organization}`
    await add('feedback', { feedback_id: feedback, patient_id: patient, session_id: session, answers: tx.json({}), words: canary, given_at: start })
    await add('device_binding', { device: `${canary} monitor`, chair_id: chair, bound_by: staff })
    await add('device_observation', { device: `${canary} monitor`, control_id: canary, ordinal: 1, chair_id: chair, at: start, received_at: start, vital: 'spo2_pct', value: 97, unit: '%' })
    await add('device_quarantine', { quarantine_id: quarantine, received_at: start, device: canary, raw: canary, problems: tx.json([canary]), acknowledgement: 'AE' })
  })
  return { organization, canary, ids: { ...ids, passkey: `${canary}-passkey`, measured_by: ids.staff, nurse: ids.staff, acls: ids.staff, day: '2026-11-23' } }
}

/** Everything that is stored about a clinic, its audit apart, as one text for comparing. */
export async function storedOf(db: TestDatabase, organization: string): Promise<string> {
  const tables = await db.owner<{ name: string }[]>`select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id'
    where n.nspname = 'chairside' and c.relkind in ('r', 'p') and c.relname not like 'audit%' order by 1`
  const parts = []
  for (const { name } of tables) parts.push(`${name}: ${JSON.stringify((await db.owner`select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as rows from ${db.owner(name)} t where organization_id = ${organization}`)[0])}`)
  return parts.join('\n')
}
