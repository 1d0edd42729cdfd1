// Addresses, products, lots and vials out of the database, with what the book says of each.
import { vialState, useBy, byUse, type AddressRow, type LotRow, type ProductRow, type VialFacts, type VialRow } from '@chairside/core/pharmacy'
import { instant, localDate, parseInstant, type LocalDate } from '@chairside/core/shared'
import type { Tx } from '../db/connect.ts'
import { dayOf } from '../session/bundle.ts'

type StoredAddress = Omit<AddressRow, 'registered_until'> & { readonly registered_until: Date | null }
const addressOf = (row: StoredAddress): AddressRow => ({ ...row, registered_until: row.registered_until === null ? null : dayOf(row.registered_until) })

export async function readAddresses(tx: Tx): Promise<AddressRow[]> {
  const rows = await tx<StoredAddress[]>`
    select a.address_id as address, a.site_id as site, s.name as site_name, s.time_zone, a.name, a.address as postal, a.registration_number, a.registered_until
    from registered_address a join site s using (organization_id, site_id) order by s.name`
  return rows.map(addressOf)
}

export async function readAddress(tx: Tx, which: { readonly address: string } | { readonly site: string }): Promise<AddressRow | null> {
  const rows = await tx<StoredAddress[]>`
    select a.address_id as address, a.site_id as site, s.name as site_name, s.time_zone, a.name, a.address as postal, a.registration_number, a.registered_until
    from registered_address a join site s using (organization_id, site_id) where ${'address' in which ? tx`a.address_id = ${which.address}` : tx`a.site_id = ${which.site}`}`
  return rows[0] ? addressOf(rows[0]) : null
}

export async function readProducts(tx: Tx): Promise<ProductRow[]> {
  const rows = await tx<(Omit<ProductRow, 'label_read_at'> & { label_read_at: Date | null })[]>`
    select p.product_id as product, p.ndc, p.name, p.labeler, p.strength_mg_per_ml::float8, p.container_ml::float8, p.schedule, s.name as label_read_by, p.label_read_at
    from drug_product p left join staff s on s.organization_id = p.organization_id and s.staff_id = p.label_read_by where p.retired_at is null order by p.name, p.strength_mg_per_ml`
  return rows.map((row) => ({ ...row, label_read_at: row.label_read_at?.toISOString() ?? null }))
}

/** Lots that are in the cabinet of an address, and those recalled. */
export async function readLots(tx: Tx, address: string): Promise<LotRow[]> {
  const rows = await tx<(Omit<LotRow, 'expires_on' | 'recalled_at'> & { expires_on: Date; recalled_at: Date | null })[]>`
    select l.lot_id as lot, l.product_id as product, l.lot_number, l.expires_on, l.recalled_at, l.recall_reason, count(b.holder_id)::int as vials
    from drug_lot l left join (select v.organization_id, v.lot_id, b.holder_id from drug_balance b join vial v on v.organization_id = b.organization_id and v.vial_id = b.holder_id where b.address_id = ${address} and b.kind = 'vial' and b.mass_ug > 0) b
      on b.organization_id = l.organization_id and b.lot_id = l.lot_id
    group by l.organization_id, l.lot_id having count(b.holder_id) > 0 or l.recalled_at is not null order by l.expires_on, l.lot_number`
  return rows.map((row) => ({ ...row, expires_on: dayOf(row.expires_on), recalled_at: row.recalled_at?.toISOString() ?? null }))
}

type StoredVial = {
  vial: string; barcode: string; lot: string; lot_number: string; product: string; ndc: string; strength_mg_per_ml: number; fill_ul: number; volume_ul: number; mass_ug: number; expires_on: Date; recalled: boolean
  opened_at: string | null; moved_seq: number; count_seq: number | null; count_at: string | null; counted_ul: number | null
}
/** What the state of a vial is judged by. */
export type VialSettings = { readonly in_use_vial_d: number }

/** The vials that are on the books of an address: all that hold something, or those of these ids, empty ones too. One statement. */
export async function readVials(tx: Tx, address: AddressRow, on: LocalDate, settings: VialSettings, only: readonly string[] | null = null): Promise<VialRow[]> {
  const rows = await tx<StoredVial[]>`
    select v.vial_id as vial, v.barcode, l.lot_id as lot, l.lot_number, p.product_id as product, p.ndc, p.strength_mg_per_ml::float8, v.fill_ul::int, b.volume_ul::int, b.mass_ug::int, l.expires_on, l.recalled_at is not null as recalled,
      o.at as opened_at, m.seq::int as moved_seq, c.seq::int as count_seq, c.at as count_at, (c.body #>> '{details,counted_ul}')::int as counted_ul
    from drug_balance b join vial v on v.organization_id = b.organization_id and v.vial_id = b.holder_id
    join drug_lot l on l.organization_id = v.organization_id and l.lot_id = v.lot_id join drug_product p on p.organization_id = l.organization_id and p.product_id = l.product_id
    left join lateral (select e.at from drug_entry e where e.organization_id = b.organization_id and e.vial_id = v.vial_id and e.kind = 'drawn' order by e.at limit 1) o on true
    left join lateral (select e.seq from drug_entry e where e.organization_id = b.organization_id and e.vial_id = v.vial_id and e.address_id = b.address_id and e.mass_ug is not null and e.kind <> 'counted' order by e.seq desc limit 1) m on true
    left join lateral (select e.seq, e.at, e.body from drug_entry e where e.organization_id = b.organization_id and e.vial_id = v.vial_id and e.address_id = b.address_id and e.kind = 'count-taken' order by e.seq desc limit 1) c on true
    where b.address_id = ${address.address} and b.kind = 'vial' and ${only === null ? tx`b.mass_ug > 0` : tx`b.holder_id = any(${only as string[]}::uuid[])`}`
  const vials = rows.map((row) => {
    const opened_on = row.opened_at === null ? null : localDate(parseInstant(row.opened_at) ?? instant(0), address.time_zone)
    const facts: VialFacts = { volume_ul: row.volume_ul, fill_ul: row.fill_ul, expires_on: dayOf(row.expires_on), opened_on, recalled: row.recalled }
    const counted = row.count_seq === null ? null : { at: row.count_at!, counted_ul: row.counted_ul!, isCurrent: row.count_seq > (row.moved_seq ?? 0) && localDate(parseInstant(row.count_at!)!, address.time_zone) >= on }
    const vial: VialRow = {
      vial: row.vial, barcode: row.barcode, lot: row.lot, lot_number: row.lot_number, product: row.product, ndc: row.ndc, strength_mg_per_ml: row.strength_mg_per_ml, fill_ul: row.fill_ul, volume_ul: row.volume_ul, mass_ug: row.mass_ug,
      state: vialState(facts, on, settings), expires_on: facts.expires_on, opened_on, use_by: useBy(facts, settings), counted,
    }
    return { facts, vial }
  })
  const order = byUse(settings)
  return vials.toSorted((a, b) => order(a.facts, b.facts) || a.vial.barcode.localeCompare(b.vial.barcode)).map(({ vial }) => vial)
}
