// The drug of one visit over HTTP: what it can be drawn from, a preparation made, and what the log has given of it.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { makeBag, mayDraw, type BagLimits, type EntryBody, type SessionDrug } from '@chairside/core/pharmacy'
import type { ProtocolSettings } from '@chairside/core/plan'
import { instant, localDate } from '@chairside/core/shared'
import type { Tx } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { fieldsOf, quantity, uuid, words } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { CHANNEL } from '../log/writer.ts'
import { orderFor } from '../session/bundle.ts'
import { foldedSessions } from '../session/folded.ts'
import { currentProtocol } from '../session/protocol.ts'
import { isBooked, lockBook, writeLines } from './book.ts'
import { bagsOf, codeOf, minutesAfter, preparationRow, readPreparations } from './preparations.ts'
import { readAddress, readVials } from './vials.ts'

type Head = { patient: string; course: string | null; ordinal: number; site: string }
async function headOf(tx: Tx, session: string): Promise<Head> {
  const [head] = await tx<Head[]>`select patient_id as patient, course_id as course, ordinal, site_id as site from session where session_id = ${session}`
  if (!head) throw new Refused({ kind: 'not-found', what: 'session' })
  return head
}

const limitsOf = ({ dose, controlled_substance: c }: ProtocolSettings): BagLimits => ({ smallest_draw_mL: dose.smallest_draw_mL, half_step_mL: c.half_step_mL, warn_ml_per_h: dose.warn_ml_per_h })

export async function readSessionDrug(tx: Tx, session: string, head: Head, now: Date): Promise<SessionDrug> {
  const [address, { settings }, order, preparations, views] = await Promise.all([readAddress(tx, { site: head.site }), currentProtocol(tx), head.course === null ? null : orderFor(tx, head.course, head.ordinal), readPreparations(tx, [session]), foldedSessions(tx, [session])])
  const at = instant(now.getTime())
  const vials = address === null ? [] : (await readVials(tx, address, localDate(at, address.time_zone), settings.controlled_substance)).filter((vial) => mayDraw(vial.state))
  const { state, bags } = bagsOf(views.get(session)!, at)
  return {
    session, address, vials, state, limits: { ...limitsOf(settings), line_mL: settings.controlled_substance.line_mL, start_within_min: settings.controlled_substance.start_within_min },
    order: order === null ? null : { order: order.order, dose_mg: order.dose_mg, duration_min: order.duration_min, vial_mg_per_ml: order.vial_mg_per_ml, draw_ml: order.draw_ml, final_ml: order.final_ml },
    preparations: (preparations.get(session) ?? []).map((p, i) => preparationRow(p, bags[i])),
  }
}

export function sessionDrugRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'GET', url: '/api/sessions/:session/drug', policy: { allow: 'staff', act: 'stock.move' }, params: fieldsOf({ session: uuid }),
    handler: async ({ tx, params, now, about }): Promise<SessionDrug> => {
      const head = await headOf(tx, params.session)
      about(head.patient)
      return readSessionDrug(tx, params.session, head, now)
    },
  })

  // One preparation, with its draws, in one transaction: a bag that only half exists is worse than none.
  route(app, services, {
    method: 'POST', url: '/api/sessions/:session/preparations', policy: { allow: 'staff', act: 'stock.move' }, params: fieldsOf({ session: uuid }),
    body: fieldsOf({
      preparation: uuid, draws: T.Array(fieldsOf({ entry: uuid, vial: uuid, volume_ul: T.Integer({ minimum: 1, maximum: 1_000_000 }) }), { minItems: 1, maxItems: 10 }),
      bag_ml: quantity('mL', 1, 1000, 1), withdraw_equal_volume: T.Boolean(), overfill_ml: quantity('mL', 0, 100, 1), line_ml: quantity('mL', 0, 100, 1), flush_ml: quantity('mL', 0, 500, 1), reason: T.Optional(words(500)),
    }),
    handler: async ({ tx, caller, params, body, now, reply, about }): Promise<SessionDrug> => {
      const session = await headOf(tx, params.session)
      about(session.patient, body.preparation)
      const address = await readAddress(tx, { site: session.site })
      if (!address) throw new Refused({ kind: 'refused', rule: 'BAL33', message: 'No registered address is kept for this site. The medical director enters it in the Cabinet.' })
      const head = await lockBook(tx, address.address)
      const order = session.course === null ? null : await orderFor(tx, session.course, session.ordinal)
      if (!order) throw new Refused({ kind: 'refused', rule: 'BAG1', message: 'No signed order applies to this visit: nothing is drawn without one.' })
      const { settings } = await currentProtocol(tx)
      const stock = new Map((await readVials(tx, address, localDate(instant(now.getTime()), address.time_zone), settings.controlled_substance, body.draws.map((d) => d.vial))).map((vial) => [vial.vial, vial]))
      const { preparation, draws, reason, ...bag } = body
      const from = draws.map((draw, i) => {
        const vial = stock.get(draw.vial)
        if (!vial) throw new Refused({ kind: 'bad-input', path: `draws.${i}.vial`, value: draw.vial, allowed: `a vial of ${address.name}` })
        return { ...draw, vial }
      })
      const made = makeBag({ ...bag, duration_min: order.duration_min, draws: from.map((d) => ({ strength_mg_per_ml: d.vial.strength_mg_per_ml, volume_ul: d.volume_ul })) }, order.dose_mg, limitsOf(settings))
      if (!made.ok) throw new Refused(made.refusal)
      const common = { actor: caller.staff, origin: 'person', device: caller.device, at: now.toISOString(), preparation, session: params.session } as const
      const { mass_ug, volume_ul, notes, final_ml, concentration_mg_per_ml, rate_ml_per_h } = made.value
      const details = { code: codeOf(preparation), order: order.order, ordered_mg: order.dose_mg, ...bag, mass_ug, volume_ul, final_ml, concentration_mg_per_ml, rate_ml_per_h, notes, start_by: minutesAfter(now, settings.controlled_substance.start_within_min) }
      const lines: EntryBody[] = [
        { ...common, id: preparation, kind: 'prepared', details, ...(reason === undefined ? {} : { reason }) },
        ...from.map((d): EntryBody => ({
          ...common, id: d.entry, kind: 'drawn', from: { kind: 'vial', id: d.vial.vial, address: address.address }, to: { kind: 'preparation', id: preparation, address: address.address },
          mass_ug: Math.round(d.volume_ul * d.vial.strength_mg_per_ml), volume_ul: d.volume_ul,
        })),
      ]
      // Sent again after a lost answer: what is there is the answer. The time of the first counts.
      if (await isPrepared(tx, preparation, lines)) return readSessionDrug(tx, params.session, session, now)
      const blocked = from.find((d) => !mayDraw(d.vial.state))
      if (blocked) throw new Refused({ kind: 'refused', rule: 'BAL20', message: `Vial ${blocked.vial.barcode} is ${blocked.vial.state}: nothing is drawn from it.` })
      const block = notes.find((note) => note.level === 'block')
      if (block) throw new Refused({ kind: 'refused', rule: block.rule, message: `Not prepared: ${block.message}.` })
      await writeLines(tx, caller.organization, head, lines, now)
      // The tablets of this visit read it again: what hangs is what was made.
      await tx`select pg_notify(${CHANNEL}, ${JSON.stringify({ organization: caller.organization, sessions: [params.session] })})`
      void reply.code(201)
      return readSessionDrug(tx, params.session, session, now)
    },
  })
}

async function isPrepared(tx: Tx, preparation: string, [, ...draws]: readonly EntryBody[]): Promise<boolean> {
  const [row] = await tx`select from drug_entry where entry_id = ${preparation}`
  if (!row) return false
  for (const draw of draws) if (!(await isBooked(tx, draw))) throw new Refused({ kind: 'conflict', rule: 'BAL5', message: 'Another preparation has this id.' })
  return true
}
