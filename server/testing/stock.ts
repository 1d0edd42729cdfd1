// A cabinet for a test: two nurses and a director with PINs, a registered address with vials on its book, and visits with a signed order.
import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { hashPin } from '../auth/hashing.ts'
import { inOrganization } from '../db/connect.ts'
import type { TestClinic } from './clinic.ts'
import type { TestDatabase } from './database.ts'
import { signedIn, type Answer, type SignedIn } from './people.ts'

export const PIN = '2580'
export type Stock = {
  readonly nurse: SignedIn
  readonly second: SignedIn
  readonly director: SignedIn
  readonly address: string
  readonly product: string
  /** Vials of 500 mg in 10 mL. */
  readonly vials: readonly string[]
  /** Both PINs for a record, as a body needs them. */
  proofs(act: string, record: object, by?: SignedIn, witness?: SignedIn): Promise<{ by: string; witness: string }>
  /** Books a movement with two people. */
  move(record: Record<string, unknown>): Promise<Answer>
  /** Counts vials, in uL, with two people. */
  count(counts: readonly (readonly [vial: string, counted_ul: number])[]): Promise<Answer>
  /** A visit with a signed order of 40 mg in 100 mL over 40 min. */
  visit(startsAt: Date): Promise<string>
  /** Facts of a visit, by the nurse. */
  facts(session: string, ...facts: readonly (readonly [type: string, at: Date, payload?: Record<string, unknown>])[]): Promise<Answer>
  prepare(session: string, over?: Record<string, unknown>): Promise<Answer & { readonly preparation: string }>
}

export async function pinOf(db: TestDatabase, person: SignedIn): Promise<void> {
  await inOrganization(db.sql, person.organization, async (tx) => void await tx`insert into staff_secret (organization_id, staff_id, pin_hash) values (${person.organization}, ${person.staff}, ${await hashPin(PIN)})`)
}

export async function stocked(app: FastifyInstance, db: TestDatabase, clinic: TestClinic, count = 3): Promise<Stock> {
  const nurse = await signedIn(app, db, ['nurse'], clinic.organization)
  const second = await signedIn(app, db, ['prescriber'], clinic.organization)
  const director = await signedIn(app, db, ['medical-director'], clinic.organization)
  for (const person of [nurse, second, director]) await pinOf(db, person)
  const [address, product] = [randomUUID(), randomUUID()]
  const vials = Array.from({ length: count }, () => randomUUID())
  const must = async (asked: Promise<Answer>): Promise<Answer> => {
    const answer = await asked
    if (answer.status >= 300) throw new Error(answer.text)
    return answer
  }
  await must(director.put(`/api/sites/${clinic.site}/address`, { address, name: 'Main cabinet', postal: '1 Test Street', registration_number: 'FT0000001' }))
  await must(director.post('/api/products', { product, ndc: '0409-2053-10', name: 'Ketamine', labeler: 'Hospira', strength_mg_per_ml: 50, container_ml: 10, label_read: true }))
  await must(nurse.post(`/api/addresses/${address}/receipts`, {
    receipt: randomUUID(), product, lot: randomUUID(), lot_number: 'L-100', expires_on: '2028-06-30', vials: vials.map((vial, i) => ({ entry: randomUUID(), vial, barcode: `V-${i + 1}` })), supplier: 'Supplier', supplier_address: '2 Supply Road', supplier_registration: 'RS0000002', invoice: 'INV-1', received_on: '2026-11-20',
  }))
  const proofs: Stock['proofs'] = async (act, record, by = nurse, witness = second) => {
    const one = async (person: SignedIn): Promise<string> => (await must(nurse.post('/api/proofs', { staff: person.staff, pin: PIN, act, record }))).body.proof as string
    return { by: await one(by), witness: await one(witness) }
  }
  let visits = 0
  return {
    nurse, second, director, address, product, vials, proofs,
    move: async (record) => nurse.post(`/api/addresses/${address}/movements`, { ...record, proofs: await proofs('movement', { address, ...record }) }),
    count: async (counts) => {
      const record = { entry: randomUUID(), counts: counts.map(([vial, counted_ul]) => ({ entry: randomUUID(), vial, counted_ul })) }
      return nurse.post(`/api/addresses/${address}/counts`, { ...record, proofs: await proofs('count', { address, ...record }) })
    },
    visit: async (startsAt) => {
      const [patient, course, order, session] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
      visits += 1
      await inOrganization(db.sql, clinic.organization, async (tx) => {
        const o = clinic.organization
        await tx`insert into patient ${tx({ organization_id: o, patient_id: patient, site_id: clinic.site, record_number: `2000${visits}`, given_name: 'Ida', family_name: `Fiction ${visits}`, birth_date: '1985-02-03', sex: 'female', height_cm: 170, address: '3 Patient Lane' })}`
        await tx`insert into course ${tx({ organization_id: o, course_id: course, patient_id: patient, kind: 'induction', indication: 'Depression', planned_sessions: 6, weight_basis: 'actual' })}`
        await tx`insert into dose_order ${tx({ organization_id: o, dose_order_id: order, patient_id: patient, course_id: course, dose_mg_per_kg: 0.5, dose_mg: 40, weight_kg: 80, dosing_weight_kg: 80, weight_basis: 'actual', duration_min: 40, vial_mg_per_ml: 50, draw_ml: 0.8, final_ml: 100, concentration_mg_per_ml: 0.4, rate_ml_per_h: 150, written_by: second.staff })}`
        await tx`update dose_order set signed_by = ${second.staff}, signed_at = now(), content_hash = 'x' where dose_order_id = ${order}`
        await tx`insert into session ${tx({ organization_id: o, session_id: session, patient_id: patient, course_id: course, site_id: clinic.site, chair_id: clinic.chair, ordinal: 1, planned: `[${startsAt.toISOString()},${new Date(startsAt.getTime() + 6_000_000).toISOString()})` })}`
      })
      return session
    },
    facts: (session, ...facts) => nurse.post(`/api/sessions/${session}/events`, { events: facts.map(([type, at, payload]) => ({ id: randomUUID(), session, at: at.toISOString(), actor: nurse.staff, device: 'test device', type, ...payload })) }),
    prepare: async (session, over = {}) => {
      const preparation = randomUUID()
      return { preparation, ...await nurse.post(`/api/sessions/${session}/preparations`, { preparation, draws: [{ entry: randomUUID(), vial: vials[0], volume_ul: 800 }], bag_ml: 100, withdraw_equal_volume: true, overfill_ml: 0, line_ml: 20, flush_ml: 25, ...over }) }
    },
  }
}

/** 40 mg in 100 mL at 150 mL/h: what starts the visit above. */
export const START = { dose_mg: 40, dose_mg_per_kg: 0.5, weight_kg: 80, weight_basis: 'actual', volume_mL: 100, concentration_mg_per_mL: 0.4, rate_mL_per_h: 150 } as const
