// Discrepancies: opened where the books do not agree, owned by a person, ended by an explanation or a decision. Each step is a line of the book.
import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { may } from '@chairside/core/people'
import { discrepancyOf, type AddressRow, type Difference, type DiscrepancyEntry, type DiscrepancyRow, type EntryBody, type EntryKind } from '@chairside/core/pharmacy'
import { instant, localDate } from '@chairside/core/shared'
import type { Tx } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { day, fieldsOf, oneOf, uuid, words } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { currentProtocol } from '../session/protocol.ts'
import { lineOf, lockBook, writeLines, type BookHead } from './book.ts'
import { proofsField, provenTwo } from './proofs.ts'

type Line = { discrepancy_id: string; kind: EntryKind; at: string; by: string; witness: string | null; body: EntryBody }

/** The discrepancies of an address, latest first; of one id when it is given. One statement. */
export async function readDiscrepancies(tx: Tx, address: string, only: string | null = null): Promise<DiscrepancyRow[]> {
  const [lines, staff, { settings }] = await Promise.all([
    tx<Line[]>`select e.discrepancy_id, e.kind, e.at, s.name as by, w.name as witness, e.body from drug_entry e join staff s on s.organization_id = e.organization_id and s.staff_id = e.actor
      left join staff w on w.organization_id = e.organization_id and w.staff_id = e.witness
      where e.discrepancy_id is not null and e.address_id = ${address} and e.kind like 'discrepancy-%' and (${only}::uuid is null or e.discrepancy_id = ${only}::uuid) order by e.seq`,
    tx<{ staff_id: string; name: string }[]>`select staff_id, name from staff`,
    currentProtocol(tx),
  ])
  const names = new Map(staff.map((s) => [s.staff_id, s.name]))
  const all = [...Map.groupBy(lines, (line) => line.discrepancy_id).values()].flatMap((own) => {
    const entries = own.map((l): DiscrepancyEntry => ({ kind: l.kind, at: l.at, by: l.by, witness: l.witness, discrepancy: l.discrepancy_id, reason: l.body.reason ?? null, details: l.body.details ?? {} }))
    const row = discrepancyOf(entries, settings.controlled_substance.loss, (id) => names.get(id) ?? id)
    return row ? [row] : []
  })
  return all.toReversed()
}

/** Whether two differences are about the same thing: then a second one is not opened beside the first. */
const sameThing = (a: Difference, b: Difference): boolean => a.kind === b.kind && a.session === b.session && a.vial === b.vial && a.preparation === b.preparation && a.mass_ug === b.mass_ug

type Opening = { readonly organization: string; readonly address: AddressRow; readonly head: BookHead; readonly differences: readonly Difference[]; readonly day: string; readonly owner: string; readonly actor: string; readonly device: string; readonly now: Date }

/** Opens one for every difference that is not open yet (BAL11). Discovered today, whatever day it belongs to: the deadlines of the law run from discovery. */
export async function openDiscrepancies(tx: Tx, { organization, address, head, differences, day: of, owner, actor, device, now }: Opening): Promise<BookHead> {
  if (differences.length === 0) return head
  const open = (await readDiscrepancies(tx, address.address)).filter((d) => d.state !== 'closed')
  const fresh = differences.filter((difference) => !open.some((d) => sameThing(d.difference, difference)))
  const discovered_on = localDate(instant(now.getTime()), address.time_zone)
  return writeLines(tx, organization, head, fresh.map((difference): EntryBody => ({
    id: randomUUID(), kind: 'discrepancy-opened', at: now.toISOString(), actor, origin: 'person', device, discrepancy: randomUUID(), ...(difference.session === null ? {} : { session: difference.session }), ...(difference.vial === null ? {} : { vial: difference.vial }),
    reason: difference.message, details: { owner, discovered_on, day: of, difference },
  })), now)
}

const STEP = { entry: uuid, step: oneOf('assigned', 'explained', 'decided', 'notified', 'filed'), owner: T.Optional(uuid), note: words(2000), significant: T.Optional(T.Boolean()), on: T.Optional(day), number: T.Optional(words(60)) } as const

export function discrepancyRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'POST', url: '/api/discrepancies/:discrepancy/steps', policy: { allow: 'staff', act: 'stock.move' }, params: fieldsOf({ discrepancy: uuid }), body: fieldsOf({ ...STEP, proofs: T.Optional(proofsField) }),
    handler: async ({ tx, caller, params, body, now, reply }): Promise<DiscrepancyRow> => {
      const { proofs, ...record } = body
      const [opened] = await tx<{ address_id: string }[]>`select address_id from drug_entry where discrepancy_id = ${params.discrepancy} and kind = 'discrepancy-opened'`
      if (!opened) throw new Refused({ kind: 'not-found', what: 'discrepancy' })
      const head = await lockBook(tx, opened.address_id)
      const current = async (): Promise<DiscrepancyRow> => (await readDiscrepancies(tx, opened.address_id, params.discrepancy))[0]!
      if (await lineOf(tx, record.entry)) return current()
      const row = await current()
      if (row.state === 'closed') throw new Refused({ kind: 'conflict', rule: 'BAL12', message: 'This discrepancy is closed.' })
      const missing = (path: string, allowed: string): Refused => new Refused({ kind: 'bad-input', path, value: null, allowed })
      const isDirector = may(caller.roles, 'stock.manage')
      // Whether a loss is significant, and what was reported, is the registrant's to say (CS-11).
      if (['decided', 'notified', 'filed'].includes(record.step) && !isDirector) throw new Refused({ kind: 'not-allowed', act: 'stock.manage' })
      if (record.step === 'assigned' && record.owner === undefined) throw missing('owner', 'a member of staff')
      if (record.step === 'decided' && record.significant === undefined) throw missing('significant', 'true or false')
      if ((record.step === 'notified' || record.step === 'filed') && record.on === undefined) throw missing('on', 'a date')
      if (record.step === 'filed' && record.number === undefined) throw missing('number', 'the number of the form')
      if ((record.step === 'notified' || record.step === 'filed') && row.significant !== true) throw new Refused({ kind: 'refused', rule: 'BAL12', message: 'First decide that this is a theft or a significant loss.' })
      if (record.owner !== undefined && (await tx`select from staff where staff_id = ${record.owner} and active`).length === 0) throw missing('owner', 'somebody who works here')
      const two = record.step === 'explained' ? provenTwo(services, caller, 'discrepancy', { discrepancy: params.discrepancy, ...record }, proofs ?? { by: '', witness: '' }, now) : null
      await writeLines(tx, caller.organization, head, [{
        id: record.entry, kind: `discrepancy-${record.step}`, at: now.toISOString(), actor: two?.by.staff ?? caller.staff, ...(two ? { witness: two.witness.staff } : {}), origin: 'person', device: caller.device, discrepancy: params.discrepancy, reason: record.note,
        details: { ...(record.owner === undefined ? {} : { owner: record.owner }), ...(record.significant === undefined ? {} : { significant: record.significant }), ...(record.on === undefined ? {} : { on: record.on }), ...(record.number === undefined ? {} : { number: record.number }) },
      }], now)
      void reply.code(201)
      return current()
    },
  })
}

