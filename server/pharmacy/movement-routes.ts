// Movements over HTTP: receipts, waste, returns, transfers, losses, surplus, corrections, and counts.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { amountIn, minus, movementProblem, NOTHING, settleGiven, varianceOf, type Account, type Amount, type EntryBody, type Movement } from '@chairside/core/pharmacy'
import { instant, localDate } from '@chairside/core/shared'
import type { Tx } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { day, fieldsOf, oneOf, uuid, words } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { foldedSessions } from '../session/folded.ts'
import { currentProtocol } from '../session/protocol.ts'
import { isBooked, lineOf, lockBook, writeLines, type BookHead } from './book.ts'
import { openDiscrepancies } from './discrepancies.ts'
import { bagsOf, readPreparations, settleSession } from './preparations.ts'
import { proofsField, provenTwo } from './proofs.ts'
import { readAddress, readVials } from './vials.ts'

const Params = fieldsOf({ address: uuid })
const whole = T.Integer({ minimum: 0, maximum: 10_000_000_000 })
/** What a person books with a second one. The mass follows from the volume where a vial is at one end; of a bag it is given. */
const MOVEMENT = {
  entry: uuid, act: oneOf('wasted', 'returned', 'transferred', 'lost', 'found', 'corrected'), vial: T.Optional(uuid), preparation: T.Optional(uuid), corrects: T.Optional(uuid), to_address: T.Optional(uuid), discrepancy: T.Optional(uuid),
  volume_ul: whole, mass_ug: whole, reason: words(500), method: T.Optional(words(200)), receiver: T.Optional(words(500)),
} as const

async function addressOf(tx: Tx, address: string) {
  const found = await readAddress(tx, { address })
  if (!found) throw new Refused({ kind: 'not-found', what: 'registered address' })
  return found
}

/** What an account holds now, by the database. */
async function heldBy(tx: Tx, { kind, id, address }: Account): Promise<Amount> {
  const [row] = await tx<{ mass_ug: number; volume_ul: number }[]>`select mass_ug::float8, volume_ul::float8 from drug_balance where address_id = ${address} and kind = ${kind} and holder_id = ${id ?? '00000000-0000-0000-0000-000000000000'}`
  return row ?? NOTHING
}
const sessionOf = async (tx: Tx, preparation: string): Promise<string> => {
  const line = await lineOf(tx, preparation)
  if (line?.kind !== 'prepared') throw new Refused({ kind: 'not-found', what: 'preparation' })
  return line.session!
}

type Asked = { readonly act: 'wasted' | 'returned' | 'transferred' | 'lost' | 'found' | 'corrected'; readonly vial?: string; readonly preparation?: string; readonly corrects?: string; readonly to_address?: string }
type Ends = { readonly from: Account; readonly to: Account; readonly corrected: { readonly movement: Movement; readonly undone: Amount } | null; readonly preparation: string | null }

/** From where to where, out of what was asked. */
async function endsOf(tx: Tx, address: string, asked: Asked): Promise<Ends> {
  const at = (kind: Account['kind'], id: string | null = null, where = address): Account => ({ kind, id, address: where })
  if (asked.act === 'corrected') {
    const before = asked.corrects === undefined ? null : await lineOf(tx, asked.corrects)
    if (!before || before.mass_ug === undefined) throw new Refused({ kind: 'bad-input', path: 'corrects', value: asked.corrects ?? null, allowed: 'a movement of this book' })
    if (before.origin === 'log') throw new Refused({ kind: 'refused', rule: 'BAL8', message: 'What was given follows from the chair\'s log: correct the log, and the book follows.' })
    const [undone] = await tx<{ mass_ug: number; volume_ul: number }[]>`select coalesce(sum(mass_ug), 0)::float8 as mass_ug, coalesce(sum(volume_ul), 0)::float8 as volume_ul from drug_entry where corrects = ${asked.corrects!}`
    const movement: Movement = { id: before.id, act: before.kind as Movement['act'], from: before.from!, to: before.to!, mass_ug: before.mass_ug, volume_ul: before.volume_ul!, corrects: before.corrects ?? null }
    return { from: movement.to, to: movement.from, corrected: { movement, undone: undone! }, preparation: before.preparation ?? null }
  }
  const held = asked.preparation !== undefined ? at('preparation', asked.preparation) : asked.vial !== undefined ? at('vial', asked.vial) : null
  if (!held) throw new Refused({ kind: 'bad-input', path: 'vial', value: null, allowed: 'a vial or a preparation of this address' })
  const preparation = asked.preparation ?? null
  switch (asked.act) {
    case 'wasted': return { from: held, to: at('waste'), corrected: null, preparation }
    case 'returned': return { from: held, to: at('distributor'), corrected: null, preparation }
    case 'lost': return { from: held, to: at('difference'), corrected: null, preparation }
    case 'found': return { from: at('difference'), to: held, corrected: null, preparation }
    case 'transferred': {
      if (asked.to_address === undefined) throw new Refused({ kind: 'bad-input', path: 'to_address', value: null, allowed: 'another registered address' })
      await addressOf(tx, asked.to_address)
      return { from: held, to: at('vial', asked.vial, asked.to_address), corrected: null, preparation }
    }
  }
}

/** A draw that is taken back must first be taken back from the patient: what the log says went in is a share of what was drawn. */
async function giveBack(tx: Tx, organization: string, head: BookHead, session: string, preparation: string, less: Amount, now: Date): Promise<BookHead> {
  const books = (await readPreparations(tx, [session])).get(session) ?? []
  const view = (await foldedSessions(tx, [session])).get(session)!
  const { bags, by, state } = bagsOf(view, instant(now.getTime()))
  if (state !== 'ended' || by === null) return head
  const lines = settleGiven(books.map((b) => (b.preparation === preparation ? { ...b, drawn: minus(b.drawn, less) } : b)), bags).filter((s) => s.act === 'corrected').map((s): EntryBody => ({
    id: crypto.randomUUID(), kind: 'corrected', at: now.toISOString(), actor: by, origin: 'log', device: 'chair log', from: { kind: 'patient', id: session, address: head.address }, to: { kind: 'preparation', id: s.preparation, address: head.address },
    ...s.amount, preparation: s.preparation, session, corrects: s.corrects!, reason: 'the draw was corrected',
  }))
  return writeLines(tx, organization, head, lines, now)
}

export function movementRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'POST', url: '/api/addresses/:address/receipts', policy: { allow: 'staff', act: 'stock.move' }, params: Params,
    body: fieldsOf({
      receipt: uuid, product: uuid, lot: uuid, lot_number: words(60), expires_on: day, vials: T.Array(fieldsOf({ entry: uuid, vial: uuid, barcode: words(80) }), { minItems: 1, maxItems: 200 }),
      supplier: words(200), supplier_address: words(300), supplier_registration: words(40), invoice: words(80), received_on: day,
    }),
    handler: async ({ tx, caller, params, body, now, reply }): Promise<{ received: number }> => {
      await addressOf(tx, params.address)
      const [product] = await tx<{ fill_ul: number; strength: number }[]>`select (container_ml * 1000)::int as fill_ul, strength_mg_per_ml::float8 as strength from drug_product where product_id = ${body.product}`
      if (!product) throw new Refused({ kind: 'bad-input', path: 'product', value: body.product, allowed: 'a product of this clinic' })
      const twice = body.vials.find((v, i) => body.vials.findIndex((w) => w.barcode === v.barcode) !== i)
      if (twice) throw new Refused({ kind: 'bad-input', path: 'vials', value: twice.barcode, allowed: 'every barcode once' })
      const head = await lockBook(tx, params.address)
      const amount = amountIn(product.fill_ul, product.strength)
      if (!amount) throw new Refused({ kind: 'bad-input', path: 'product', value: product.strength, allowed: 'a product whose vial holds a whole number of micrograms' })
      const details = { receipt: body.receipt, lot_number: body.lot_number, expires_on: body.expires_on, supplier: body.supplier, supplier_address: body.supplier_address, supplier_registration: body.supplier_registration, invoice: body.invoice, received_on: body.received_on }
      const lines = body.vials.map((v): EntryBody => ({
        id: v.entry, kind: 'received', at: now.toISOString(), actor: caller.staff, origin: 'person', device: caller.device, from: { kind: 'supplier', id: null, address: params.address }, to: { kind: 'vial', id: v.vial, address: params.address }, ...amount, details,
      }))
      if (await isBooked(tx, lines[0]!)) return { received: lines.length }
      await tx`insert into drug_lot (organization_id, lot_id, product_id, lot_number, expires_on) values (${caller.organization}, ${body.lot}, ${body.product}, ${body.lot_number}, ${body.expires_on}) on conflict (organization_id, product_id, lot_number) do nothing`
      const [lot] = await tx<{ lot_id: string; expires_on: string }[]>`select lot_id, expires_on::text from drug_lot where product_id = ${body.product} and lot_number = ${body.lot_number}`
      if (lot!.expires_on !== body.expires_on) throw new Refused({ kind: 'bad-input', path: 'expires_on', value: body.expires_on, allowed: `${lot!.expires_on}, as lot ${body.lot_number} is kept here` })
      const known = await tx<{ barcode: string }[]>`select barcode from vial where barcode = any(${body.vials.map((v) => v.barcode)}::text[])`
      if (known[0]) throw new Refused({ kind: 'bad-input', path: 'vials', value: known[0].barcode, allowed: 'a barcode that no vial of this clinic has' })
      await tx`insert into vial ${tx(body.vials.map((v) => ({ organization_id: caller.organization, vial_id: v.vial, lot_id: lot!.lot_id, barcode: v.barcode, fill_ul: product.fill_ul })))}`
      await writeLines(tx, caller.organization, head, lines, now)
      void reply.code(201)
      return { received: lines.length }
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/addresses/:address/movements', policy: { allow: 'staff', act: 'stock.move' }, params: Params, body: fieldsOf({ ...MOVEMENT, proofs: proofsField }),
    handler: async ({ tx, caller, params, body, now, reply, about }): Promise<{ entry: string }> => {
      const { proofs, ...record } = body
      await addressOf(tx, params.address)
      let head = await lockBook(tx, params.address)
      const before = await lineOf(tx, record.entry)
      const { from, to, corrected, preparation } = await endsOf(tx, params.address, record)
      const session = preparation === null ? null : await sessionOf(tx, preparation)
      const lineBy = (by: string, witness: string): EntryBody => ({
        id: record.entry, kind: record.act, at: now.toISOString(), actor: by, witness, origin: 'person', device: caller.device, from, to, mass_ug: record.mass_ug, volume_ul: record.volume_ul, reason: record.reason,
        ...(preparation === null ? {} : { preparation }), ...(session === null ? {} : { session }), ...(record.corrects === undefined ? {} : { corrects: record.corrects }), ...(record.discrepancy === undefined ? {} : { discrepancy: record.discrepancy }),
        ...(record.method === undefined && record.receiver === undefined ? {} : { details: { ...(record.method === undefined ? {} : { method: record.method }), ...(record.receiver === undefined ? {} : { receiver: record.receiver }) } }),
      })
      if (before) {
        if (!before.witness || !(await isBooked(tx, lineBy(before.actor, before.witness)))) throw new Refused({ kind: 'conflict', rule: 'BAL5', message: 'Another line of the book has this id.' })
        return { entry: record.entry }
      }
      const two = provenTwo(services, caller, 'movement', { address: params.address, ...record }, proofs, now)
      if (session !== null) {
        const [visit] = await tx<{ patient_id: string }[]>`select patient_id from session where session_id = ${session}`
        about(visit?.patient_id ?? null)
        head = await settleSession(tx, caller.organization, head, session, now)
        if (corrected?.movement.act === 'drawn') head = await giveBack(tx, caller.organization, head, session, preparation!, { mass_ug: record.mass_ug, volume_ul: record.volume_ul }, now)
      }
      const movement: Movement = { id: record.entry, act: record.act, from, to, mass_ug: record.mass_ug, volume_ul: record.volume_ul, corrects: record.corrects ?? null }
      const problem = movementProblem(movement, { from: await heldBy(tx, from), corrected })
      if (problem) throw new Refused(problem)
      head = await writeLines(tx, caller.organization, head, [lineBy(two.by.staff, two.witness.staff)], now)
      if (session !== null) await settleSession(tx, caller.organization, head, session, now)
      void reply.code(201)
      return { entry: record.entry }
    },
  })

  // A draw that was forgotten, or a second syringe for a bag that is made: one person, with a reason.
  route(app, services, {
    method: 'POST', url: '/api/addresses/:address/late-draws', policy: { allow: 'staff', act: 'stock.move' }, params: Params,
    body: fieldsOf({ entry: uuid, vial: uuid, preparation: uuid, volume_ul: T.Integer({ minimum: 1, maximum: 1_000_000 }), reason: words(500) }),
    handler: async ({ tx, caller, params, body, now, reply, about }): Promise<{ entry: string }> => {
      const address = await addressOf(tx, params.address)
      const head = await lockBook(tx, params.address)
      const session = await sessionOf(tx, body.preparation)
      about((await tx<{ patient_id: string }[]>`select patient_id from session where session_id = ${session}`)[0]?.patient_id ?? null)
      const { settings } = await currentProtocol(tx)
      const vial = (await readVials(tx, address, localDate(instant(now.getTime()), address.time_zone), settings.controlled_substance, [body.vial]))[0]
      if (!vial) throw new Refused({ kind: 'bad-input', path: 'vial', value: body.vial, allowed: `a vial of ${address.name}` })
      const line: EntryBody = {
        id: body.entry, kind: 'drawn', at: now.toISOString(), actor: caller.staff, origin: 'person', device: caller.device, from: { kind: 'vial', id: body.vial, address: params.address }, to: { kind: 'preparation', id: body.preparation, address: params.address },
        mass_ug: Math.round(body.volume_ul * vial.strength_mg_per_ml), volume_ul: body.volume_ul, preparation: body.preparation, session, reason: body.reason,
      }
      if (await isBooked(tx, line)) return { entry: body.entry }
      await settleSession(tx, caller.organization, await writeLines(tx, caller.organization, head, [line], now), session, now)
      void reply.code(201)
      return { entry: body.entry }
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/addresses/:address/counts', policy: { allow: 'staff', act: 'stock.move' }, params: Params,
    body: fieldsOf({ entry: uuid, counts: T.Array(fieldsOf({ entry: uuid, vial: uuid, counted_ul: whole }), { minItems: 1, maxItems: 500 }), proofs: proofsField }),
    handler: async ({ tx, caller, params, body, now, reply }): Promise<{ counted: number; booked: number; discrepancies: number }> => {
      const { proofs, ...record } = body
      const address = await addressOf(tx, params.address)
      const head = await lockBook(tx, params.address)
      if (await lineOf(tx, record.counts[0]!.entry)) return { counted: record.counts.length, booked: 0, discrepancies: 0 }
      const two = provenTwo(services, caller, 'count', { address: params.address, ...record }, proofs, now)
      const { settings } = await currentProtocol(tx)
      const c = settings.controlled_substance
      const today = localDate(instant(now.getTime()), address.time_zone)
      const vials = new Map((await readVials(tx, address, today, c, record.counts.map((one) => one.vial))).map((v) => [v.vial, v]))
      const tolerance = { vial_variance_mL: c.vial_variance.mL, vial_variance_pct: c.vial_variance.pct, half_step_mL: c.half_step_mL }
      const common = { at: now.toISOString(), actor: two.by.staff, witness: two.witness.staff, origin: 'person', device: caller.device } as const
      const apart: { vial: string; barcode: string; strength: number; book: Amount; counted_ul: number }[] = []
      const lines = record.counts.flatMap((count, i): EntryBody[] => {
        const vial = vials.get(count.vial)
        if (!vial) throw new Refused({ kind: 'bad-input', path: `counts.${i}.vial`, value: count.vial, allowed: `a vial of ${address.name}` })
        const book: Amount = { mass_ug: vial.mass_ug, volume_ul: vial.volume_ul }
        const more = count.counted_ul - vial.volume_ul
        const taken: EntryBody = { ...common, id: count.entry, kind: 'count-taken', vial: count.vial, details: { count: record.entry, counted_ul: count.counted_ul, book_ul: vial.volume_ul } }
        if (more === 0) return [taken]
        if (Math.abs(more) > varianceOf(book, tolerance)) {
          apart.push({ vial: count.vial, barcode: vial.barcode, strength: vial.strength_mg_per_ml, book, counted_ul: count.counted_ul })
          return [taken]
        }
        const [held, other] = [{ kind: 'vial', id: count.vial, address: params.address }, { kind: 'difference', id: null, address: params.address }] as const
        return [taken, { ...common, id: crypto.randomUUID(), kind: 'counted', from: more < 0 ? held : other, to: more < 0 ? other : held, volume_ul: Math.abs(more), mass_ug: Math.round(Math.abs(more) * vial.strength_mg_per_ml), reason: 'within the variance of a count' }]
      })
      const after = await writeLines(tx, caller.organization, head, lines, now)
      const differences = apart.map((a) => {
        const volume_ul = a.counted_ul - a.book.volume_ul
        return { kind: 'count' as const, level: 'differs' as const, session: null, vial: a.vial, preparation: null, volume_ul, mass_ug: Math.round(volume_ul * a.strength), message: `Vial ${a.barcode}: ${a.counted_ul / 1000} mL counted, ${a.book.volume_ul / 1000} mL on the books: ${Math.abs(volume_ul) / 1000} mL (${Math.abs(Math.round(volume_ul * a.strength)) / 1000} mg) ${volume_ul > 0 ? 'more' : 'missing'}.` }
      })
      await openDiscrepancies(tx, { organization: caller.organization, address, head: after, differences, day: today, owner: two.by.staff, actor: two.by.staff, device: caller.device, now })
      void reply.code(201)
      return { counted: record.counts.length, booked: lines.length - record.counts.length, discrepancies: differences.length }
    },
  })
}

