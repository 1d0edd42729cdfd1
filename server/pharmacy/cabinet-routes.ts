// The Cabinet over HTTP: what is there, the book page by page, addresses, products, recalls, inventories.
import type { FastifyInstance } from 'fastify'
import { Type as T } from 'typebox'
import { inventoryDue, type AddressRow, type Cabinet, type EntryBody, type EntryPage, type EntryRow, type OpenPreparation, type ProductRow } from '@chairside/core/pharmacy'
import { instant, localDate, parseInstant, parseLocalDate, type LocalDate } from '@chairside/core/shared'
import type { Tx } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { day, fieldsOf, oneOf, quantity, uuid, words } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { currentProtocol } from '../session/protocol.ts'
import { lineOf, lockBook, writeLines } from './book.ts'
import { openDays } from './closing.ts'
import { readDiscrepancies } from './discrepancies.ts'
import { proofsField, provenTwo } from './proofs.ts'
import { readAddress, readAddresses, readLots, readProducts, readVials } from './vials.ts'

const PAGE = 100
type Page = Omit<EntryRow, 'undone_ul'> & { undone_ul: number; address_id: string }

/** Lines of a book, latest first, with names for ids; `vial` narrows them. On the first page stand also the vials that came from another address, as the book there says. */
async function readEntries(tx: Tx, address: string, asked: { readonly before?: number | undefined; readonly vial?: string | undefined }): Promise<Page[]> {
  const incoming = asked.before !== undefined || asked.vial !== undefined ? tx`` : tx`union all (select * from drug_entry where kind = 'transferred' and to_address_id = ${address} and address_id <> ${address} order by seq desc limit ${PAGE})`
  return tx<Page[]>`
    select e.address_id, e.seq::int, e.entry_id as entry, e.kind, e.at, s.name as by, w.name as witness, e.body ->> 'origin' as origin, e.from_kind as "from", e.to_kind as "to", e.mass_ug::float8, e.volume_ul::float8, v.barcode, e.preparation_id as preparation,
      q.body #>> '{details,code}' as code, e.session_id as session, p.given_name || ' ' || p.family_name as patient, e.corrects, coalesce(u.undone_ul, 0)::float8 as undone_ul, e.body ->> 'reason' as reason, e.body -> 'details' as details
    from ((select * from drug_entry where address_id = ${address} ${asked.before === undefined ? tx`` : tx`and seq < ${asked.before}`} ${asked.vial === undefined ? tx`` : tx`and vial_id = ${asked.vial}`} order by seq desc limit ${PAGE}) ${incoming}) e
    join staff s on s.organization_id = e.organization_id and s.staff_id = e.actor left join staff w on w.organization_id = e.organization_id and w.staff_id = e.witness
    left join vial v on v.organization_id = e.organization_id and v.vial_id = e.vial_id left join drug_entry q on q.organization_id = e.organization_id and q.entry_id = e.preparation_id
    left join session x on x.organization_id = e.organization_id and x.session_id = e.session_id left join patient p on p.organization_id = x.organization_id and p.patient_id = x.patient_id
    left join lateral (select sum(volume_ul) as undone_ul from drug_entry k where k.organization_id = e.organization_id and k.corrects = e.entry_id) u on e.mass_ug is not null
    order by e.at desc, e.seq desc`
}

async function openPreparations(tx: Tx, address: string): Promise<OpenPreparation[]> {
  return tx<OpenPreparation[]>`
    select e.preparation_id as preparation, e.body #>> '{details,code}' as code, e.session_id as session, p.given_name || ' ' || p.family_name as patient, e.at, b.mass_ug::float8 as left_ug, b.volume_ul::float8 as left_ul, (e.body #>> '{details,mass_ug}')::float8 as drawn_ug
    from drug_balance b join drug_entry e on e.organization_id = b.organization_id and e.entry_id = b.holder_id join session s on s.organization_id = e.organization_id and s.session_id = e.session_id join patient p on p.organization_id = s.organization_id and p.patient_id = s.patient_id
    where b.address_id = ${address} and b.kind = 'preparation' and b.mass_ug > 0 order by e.at`
}

async function lastInventory(tx: Tx, address: AddressRow): Promise<LocalDate | null> {
  const [row] = await tx<{ at: string }[]>`select at from drug_entry where address_id = ${address.address} and kind = 'inventory-taken' order by seq desc limit 1`
  return row ? localDate(parseInstant(row.at)!, address.time_zone) : null
}

const ADDRESS = { name: words(200), postal: words(300), registration_number: words(20), registered_until: T.Optional(day) } as const

export function cabinetRoutes(app: FastifyInstance, services: Services): void {
  route(app, services, {
    method: 'GET', url: '/api/sites/:site/cabinet', policy: { allow: 'staff', act: 'stock.read' }, params: fieldsOf({ site: uuid }),
    handler: async ({ tx, params, now }): Promise<Cabinet> => {
      const [site] = await tx<{ time_zone: string }[]>`select time_zone from site where site_id = ${params.site}`
      if (!site) throw new Refused({ kind: 'not-found', what: 'site' })
      const today = localDate(instant(now.getTime()), site.time_zone)
      const [address, products, addresses, { settings }] = await Promise.all([readAddress(tx, { site: params.site }), readProducts(tx), readAddresses(tx), currentProtocol(tx)])
      const common = { today, products, others: addresses.filter((a) => a.site !== params.site) }
      if (!address) return { ...common, address: null, vials: [], lots: [], preparations: [], discrepancies: [], inventory: { last_on: null, due_on: null }, last_closed: null, open_days: [] }
      const [vials, lots, preparations, discrepancies, last, days] = await Promise.all([
        readVials(tx, address, today, settings.controlled_substance), readLots(tx, address.address), openPreparations(tx, address.address), readDiscrepancies(tx, address.address), lastInventory(tx, address), openDays(tx, address, today),
      ])
      return { ...common, address, vials, lots, preparations, discrepancies, inventory: { last_on: last, due_on: inventoryDue(last, settings.controlled_substance) }, last_closed: days.last, open_days: days.open }
    },
  })

  route(app, services, {
    method: 'GET', url: '/api/addresses/:address/entries', policy: { allow: 'staff', act: 'stock.read' }, params: fieldsOf({ address: uuid }), query: fieldsOf({ before: T.Optional(T.Integer({ minimum: 1 })), vial: T.Optional(uuid) }),
    handler: async ({ tx, params, query }): Promise<EntryPage> => {
      if (!(await readAddress(tx, { address: params.address }))) throw new Refused({ kind: 'not-found', what: 'registered address' })
      const rows = await readEntries(tx, params.address, query)
      const own = rows.filter((row) => row.address_id === params.address)
      return { entries: rows.map(({ address_id: _address, ...row }) => row), before: own.length === PAGE ? Math.min(...own.map((row) => row.seq)) : null }
    },
  })

  route(app, services, {
    method: 'PUT', url: '/api/sites/:site/address', policy: { allow: 'staff', act: 'stock.manage' }, params: fieldsOf({ site: uuid }), body: fieldsOf({ address: uuid, ...ADDRESS }),
    handler: async ({ tx, caller, params, body, now }): Promise<AddressRow> => {
      if ((await tx`select from site where site_id = ${params.site}`).length === 0) throw new Refused({ kind: 'not-found', what: 'site' })
      const { organization } = caller
      const until = body.registered_until ?? null
      const [row] = await tx<{ address_id: string }[]>`
        insert into registered_address (organization_id, address_id, site_id, name, address, registration_number, registered_until, created_at, created_by)
        values (${organization}, ${body.address}, ${params.site}, ${body.name}, ${body.postal}, ${body.registration_number}, ${until}, ${now}, ${caller.staff})
        on conflict (organization_id, site_id) do update set name = excluded.name, address = excluded.address, registration_number = excluded.registration_number, registered_until = excluded.registered_until returning address_id`
      await tx`insert into drug_head (organization_id, address_id) values (${organization}, ${row!.address_id}) on conflict do nothing`
      return (await readAddress(tx, { site: params.site }))!
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/products', policy: { allow: 'staff', act: 'stock.manage' },
    body: fieldsOf({ product: uuid, ndc: T.String({ pattern: '^[0-9]{4,5}-[0-9]{3,4}(-[0-9]{1,2})?$' }), name: words(120), labeler: words(120), strength_mg_per_ml: quantity('mg/mL', 0.1, 200, 3), container_ml: quantity('mL', 0.1, 1000, 3), label_read: T.Boolean() }),
    handler: async ({ tx, caller, body, now, reply }): Promise<ProductRow> => {
      const read = body.label_read ? { label_read_at: now, label_read_by: caller.staff } : { label_read_at: null, label_read_by: null }
      await tx`insert into drug_product ${tx({ organization_id: caller.organization, product_id: body.product, ndc: body.ndc, name: body.name, labeler: body.labeler, strength_mg_per_ml: body.strength_mg_per_ml, container_ml: body.container_ml, ...read })} on conflict (organization_id, product_id) do nothing`
      const row = (await readProducts(tx)).find((p) => p.product === body.product)
      if (!row) throw new Refused({ kind: 'conflict', message: 'This product is retired.' })
      void reply.code(201)
      return row
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/products/:product/label-read', policy: { allow: 'staff', act: 'stock.manage' }, params: fieldsOf({ product: uuid }),
    handler: async ({ tx, caller, params, now }): Promise<ProductRow> => {
      await tx`update drug_product set label_read_at = ${now}, label_read_by = ${caller.staff} where product_id = ${params.product} and label_read_at is null`
      const row = (await readProducts(tx)).find((p) => p.product === params.product)
      if (!row) throw new Refused({ kind: 'not-found', what: 'product' })
      return row
    },
  })

  // BAL22: a recall sets every vial of the lot apart, at every address, at once.
  route(app, services, {
    method: 'POST', url: '/api/lots/:lot/recall', policy: { allow: 'staff', act: 'stock.manage' }, params: fieldsOf({ lot: uuid }), body: fieldsOf({ reason: words(500) }),
    handler: async ({ tx, caller, params, body, now }): Promise<{ lot: string; recalled_at: string }> => {
      const [row] = await tx<{ recalled_at: Date }[]>`update drug_lot set recalled_at = coalesce(recalled_at, ${now}), recalled_by = coalesce(recalled_by, ${caller.staff}), recall_reason = coalesce(recall_reason, ${body.reason}) where lot_id = ${params.lot} returning recalled_at`
      if (!row) throw new Refused({ kind: 'not-found', what: 'lot' })
      return { lot: params.lot, recalled_at: row.recalled_at.toISOString() }
    },
  })

  route(app, services, {
    method: 'GET', url: '/api/lots/:lot', policy: { allow: 'staff', act: 'stock.move' }, params: fieldsOf({ lot: uuid }),
    handler: async ({ tx, params }): Promise<{ lot: string; lot_number: string; vials: readonly object[]; visits: readonly object[] }> => {
      const [lot] = await tx<{ lot_number: string }[]>`select lot_number from drug_lot where lot_id = ${params.lot}`
      if (!lot) throw new Refused({ kind: 'not-found', what: 'lot' })
      const [vials, visits] = await Promise.all([
        tx<object[]>`select v.barcode, a.name as address, b.volume_ul::float8 from vial v join drug_balance b on b.organization_id = v.organization_id and b.kind = 'vial' and b.holder_id = v.vial_id join registered_address a on a.organization_id = b.organization_id and a.address_id = b.address_id
          where v.lot_id = ${params.lot} order by v.barcode`,
        tx<object[]>`select distinct s.session_id as session, p.patient_id as patient, p.given_name || ' ' || p.family_name as name, s.ordinal, e.at, v.barcode, e.volume_ul::float8 from vial v join drug_entry e on e.organization_id = v.organization_id and e.vial_id = v.vial_id and e.kind = 'drawn'
          join session s on s.organization_id = e.organization_id and s.session_id = e.session_id join patient p on p.organization_id = s.organization_id and p.patient_id = s.patient_id where v.lot_id = ${params.lot} order by e.at desc`,
      ])
      return { lot: params.lot, lot_number: lot.lot_number, vials, visits }
    },
  })

  route(app, services, {
    method: 'POST', url: '/api/addresses/:address/inventories', policy: { allow: 'staff', act: 'stock.move' }, params: fieldsOf({ address: uuid }), body: fieldsOf({ entry: uuid, moment: oneOf('open', 'close'), proofs: proofsField }),
    handler: async ({ tx, caller, params, body, now, reply }): Promise<{ entry: string; lines: number }> => {
      const { proofs, ...record } = body
      const address = await readAddress(tx, { address: params.address })
      if (!address) throw new Refused({ kind: 'not-found', what: 'registered address' })
      const head = await lockBook(tx, params.address)
      if (await lineOf(tx, record.entry)) return { entry: record.entry, lines: 0 }
      const two = provenTwo(services, caller, 'inventory', { address: params.address, ...record }, proofs, now)
      const { settings } = await currentProtocol(tx)
      const today = localDate(instant(now.getTime()), address.time_zone)
      const vials = await readVials(tx, address, today, settings.controlled_substance)
      const uncounted = vials.find((v) => v.counted?.isCurrent !== true || v.counted.counted_ul !== v.volume_ul)
      if (uncounted) throw new Refused({ kind: 'refused', rule: 'BAL13', message: `An inventory is what was counted today: vial ${uncounted.barcode} was not, or its count is not settled.` })
      const products = new Map((await readProducts(tx)).map((p) => [p.product, p]))
      // CS-05: name, strength, form, volume and containers of all there is, expired and set apart included. Nothing is an inventory too.
      const lines = [...Map.groupBy(vials, (v) => `${v.product} ${v.state === 'sealed' ? 'sealed' : v.vial}`).values()].map((own) => {
        const product = products.get(own[0]!.product)
        return { name: product?.name ?? '', ndc: own[0]!.ndc, strength_mg_per_ml: own[0]!.strength_mg_per_ml, form: 'solution for injection', container_ml: product?.container_ml ?? null, containers: own.length, volume_ul: own.reduce((n, v) => n + v.volume_ul, 0), state: own[0]!.state }
      })
      const line: EntryBody = { id: record.entry, kind: 'inventory-taken', at: now.toISOString(), actor: two.by.staff, witness: two.witness.staff, origin: 'person', device: caller.device, details: { on: parseLocalDate(today), moment: record.moment, lines } }
      await writeLines(tx, caller.organization, head, [line], now)
      void reply.code(201)
      return { entry: record.entry, lines: lines.length }
    },
  })
}
