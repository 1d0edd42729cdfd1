// Orders over HTTP: preview, write, sign, withdraw.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { instant } from '@chairside/core/shared'
import { checkWeight } from '@chairside/core/pharmacy'
import { calculateOrder, maySignOrder, proposeOrder } from '@chairside/core/plan'
import type { Order, OrderAsked, OrderPatient, OrderPreview, ProtocolSettings, WeightBasis } from '@chairside/core/plan'
import type { Tx } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { fieldsOf, oneOf, quantity, uuid, words } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { currentProtocol } from '../session/protocol.ts'
import { insertOrder, isSameOrder, lockOrder, orderOf, readDosing, readOrder, signOrder, weightSince, withdrawOrder } from './orders.ts'
import { lockCourse } from './store.ts'

/** Bounds against slips of the finger; the limits of a dose are the protocol's and come back as flags. */
const ASKED = {
  dose_mg_per_kg: quantity('mg/kg', 0.01, 5, 3), duration_min: T.Integer({ minimum: 1, maximum: 600 }), weight_basis: T.Optional(oneOf('actual', 'ideal', 'adjusted', 'lean')),
  vial_mg_per_ml: quantity('mg/mL', 0.1, 200, 2), bag_ml: quantity('mL', 1, 1000, 1), withdraw_equal_volume: T.Boolean(),
} as const
type Asked = Omit<OrderAsked, 'weight_basis'> & { readonly weight_basis?: WeightBasis }

/** Below the limit the actual weight is used when none is named. From it on, or when the height is not known, somebody must choose: the weights come back side by side (WT-04). */
function withBasis(asked: Asked, patient: OrderPatient, settings: ProtocolSettings): OrderAsked {
  if (asked.weight_basis !== undefined) return { ...asked, weight_basis: asked.weight_basis }
  if (patient.locked_basis !== null) return { ...asked, weight_basis: patient.locked_basis }
  const actual: OrderAsked = { ...asked, weight_basis: 'actual' }
  const calculated = calculateOrder(actual, patient, settings)
  if (!calculated.ok) throw new Refused(calculated.refusal)
  const { bmi_kg_m2, choices } = calculated.value
  if (bmi_kg_m2 !== null && bmi_kg_m2 < settings.dose.weight_choice_from_bmi_kg_m2) return actual
  throw new Refused({
    kind: 'refused', rule: 'WT-04', details: { bmi_kg_m2, choices },
    message: bmi_kg_m2 === null ? 'The height is not known. Please choose which weight is used.' : `The body mass index is ${bmi_kg_m2} kg/m². Please choose which weight is used.`,
  })
}

async function preview(tx: Tx, patient: string, course: string | null, asked: Asked, now: Date): Promise<OrderPreview> {
  const [dosing, protocol] = await Promise.all([readDosing(tx, patient, course), currentProtocol(tx)])
  if (!dosing) throw new Refused({ kind: 'not-found', what: 'patient' })
  if (!dosing.patient) throw new Refused({ kind: 'refused', message: 'There is no weight. Please weigh the patient first.', rule: 'WT-06' })
  const proposed = proposeOrder(withBasis(asked, dosing.patient, protocol.settings), dosing.patient, protocol.settings, instant(now.getTime()))
  if (!proposed.ok) throw new Refused(proposed.refusal)
  return proposed.value
}

export function orderRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'POST', url: '/api/patients/:patient/orders/preview', policy: { allow: 'staff', act: 'order.write' }, params: fieldsOf({ patient: uuid }), body: fieldsOf({ ...ASKED, course: T.Optional(uuid) }),
    handler: ({ tx, params, body: { course, ...asked }, now }): Promise<OrderPreview> => preview(tx, params.patient, course ?? null, asked as Asked, now),
  })

  route(app, services, {
    method: 'POST', url: '/api/courses/:course/orders', policy: { allow: 'staff', act: 'order.write' }, params: fieldsOf({ course: uuid }),
    body: fieldsOf({ order: uuid, applies_from: T.Integer({ minimum: 1, maximum: 20 }), reason: T.Optional(words(2000)), attestation: T.Optional(words(2000)), ...ASKED }),
    handler: async ({ tx, caller, params, body, now, reply, about }): Promise<Order> => {
      const course = await lockCourse(tx, params.course)
      if (!course) throw new Refused({ kind: 'not-found', what: 'course' })
      about(course.patient, body.order)
      const { order, applies_from, reason = null, attestation = null, ...asked } = body
      const before = await readOrder(tx, order)
      if (before) {
        if (!isSameOrder(before, params.course, { ...(asked as Asked), applies_from, reason })) throw new Refused({ kind: 'conflict', message: 'Another order is written under this id.', rule: 'CARE2' })
        return orderOf(before)
      }
      if (course.status !== 'active') throw new Refused({ kind: 'conflict', message: `This course is ${course.status}.`, rule: 'CARE21' })
      if (applies_from > course.planned_sessions) throw new Refused({ kind: 'bad-input', path: 'applies_from', value: applies_from, allowed: `a visit of the course, 1 to ${course.planned_sessions}` })
      const proposed = await preview(tx, course.patient, params.course, asked, now)
      if (course.weight_basis !== null && course.weight_basis !== proposed.weight_basis && reason === null)
        throw new Refused({ kind: 'refused', message: `This course is dosed on the ${course.weight_basis} weight. Another weight needs a reason.`, rule: 'WT-08' })
      await insertOrder(tx, caller.organization, { order, course: params.course, patient: course.patient, applies_from, reason, attestation, preview: proposed, writtenBy: caller.staff }, now)
      void reply.code(201)
      return orderOf((await readOrder(tx, order))!)
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/orders/:order/sign', policy: { allow: 'staff', act: 'order.sign' }, params: fieldsOf({ order: uuid }), body: fieldsOf({ attestation: T.Optional(words(2000)) }),
    handler: async ({ tx, caller, params, body, now, about }): Promise<Order> => {
      const row = await lockOrder(tx, params.order)
      if (!row) throw new Refused({ kind: 'not-found', what: 'order' })
      about(row.patient)
      if (row.withdrawn_at) throw new Refused({ kind: 'conflict', message: 'This order was withdrawn.', rule: 'CARE23' })
      if (row.signed_at !== null) {
        if (row.signed_by_id === caller.staff) return orderOf(row)
        throw new Refused({ kind: 'conflict', message: `${row.signed_by} has already signed this order.`, rule: 'CARE22' })
      }
      // What somebody else wrote is not the signer's word.
      const allowed = maySignOrder(caller.roles, row.flags, body.attestation ?? (row.written_by_id === caller.staff ? (row.attestation ?? row.reason) : null))
      if (!allowed.ok) throw new Refused(allowed.refusal)
      const since = await weightSince(tx, row.patient, row.written_at)
      const weighed = since === null ? null : checkWeight(since, row.weight_kg, false, (await currentProtocol(tx)).settings.start_gate.weight_change_pct.block)
      if (weighed && !weighed.ok) throw new Refused({ kind: 'refused', message: `The patient was weighed since: ${since} kg, ordered for ${row.weight_kg} kg. Please write a new order.`, rule: weighed.refusal.rule })
      await signOrder(tx, row, caller.staff, allowed.value.attestation, now)
      return { ...orderOf(row), signed_by: caller.name, signed_at: now.toISOString() }
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/orders/:order/withdraw', policy: { allow: 'staff', act: 'order.write' }, params: fieldsOf({ order: uuid }), body: fieldsOf({ reason: words(2000) }),
    handler: async ({ tx, caller, params, body, now, about }): Promise<{ order: string; withdrawn_at: string }> => {
      const row = await lockOrder(tx, params.order)
      if (!row) throw new Refused({ kind: 'not-found', what: 'order' })
      about(row.patient)
      if (row.withdrawn_at) {
        if (row.withdrawn_reason !== body.reason) throw new Refused({ kind: 'conflict', message: 'This order is already withdrawn.', rule: 'CARE23' })
        return { order: row.order, withdrawn_at: row.withdrawn_at.toISOString() }
      }
      await withdrawOrder(tx, row.order, caller.staff, body.reason, now)
      return { order: row.order, withdrawn_at: now.toISOString() }
    },
  })
}
