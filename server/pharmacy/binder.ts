// The inspection binder of a registered address: what its book says of a period, in the words that an inspector asks for (CS-05, CS-07, CS-08, CS-12), as PDF and as CSV.
import type { FastifyInstance } from 'fastify'
import { keptUntil, mgOf, mlOf, type AddressRow, type EntryKind } from '@chairside/core/pharmacy'
import { addDays, atLocal, instant, localDate, localTime, parseInstant, parseLocalDate, toIso, type LocalDate } from '@chairside/core/shared'
import { typeset } from '../documents/typeset.ts'
import type { Tx } from '../db/connect.ts'
import type { Services } from '../http/context.ts'
import { day, fieldsOf, uuid } from '../http/fields.ts'
import { Refused } from '../http/refusal.ts'
import { route } from '../http/route.ts'
import { currentProtocol } from '../session/protocol.ts'
import { readAddress } from './vials.ts'

type Line = {
  seq: number; address_id: string; kind: EntryKind; at: string; by: string; witness: string | null; from_kind: string | null; to_kind: string | null; mass_ug: number | null; volume_ul: number | null; barcode: string | null; lot_number: string | null; expires_on: string | null; ndc: string | null; product: string | null
  strength: number | null; container_ml: number | null; patient: string | null; patient_address: string | null; record_number: string | null; code: string | null; other_address: string | null; reason: string | null; details: Record<string, unknown> | null; hash: string
}
const readLines = (tx: Tx, address: string, from: string, to: string): Promise<Line[]> => tx<Line[]>`
  select e.seq::int, e.address_id, e.kind, e.at, s.name as by, w.name as witness, e.from_kind, e.to_kind, e.mass_ug::float8, e.volume_ul::float8, v.barcode, l.lot_number, l.expires_on::text, p.ndc, p.name as product, p.strength_mg_per_ml::float8 as strength, p.container_ml::float8,
    c.given_name || ' ' || c.family_name as patient, c.address as patient_address, c.record_number, q.body #>> '{details,code}' as code, a.name as other_address, e.body ->> 'reason' as reason, e.body -> 'details' as details, e.hash
  from drug_entry e join staff s on s.organization_id = e.organization_id and s.staff_id = e.actor left join staff w on w.organization_id = e.organization_id and w.staff_id = e.witness
  left join vial v on v.organization_id = e.organization_id and v.vial_id = coalesce(e.vial_id, (select d.vial_id from drug_entry d where d.organization_id = e.organization_id and d.preparation_id = e.preparation_id and d.kind = 'drawn' order by d.seq limit 1))
  left join drug_lot l on l.organization_id = v.organization_id and l.lot_id = v.lot_id left join drug_product p on p.organization_id = l.organization_id and p.product_id = l.product_id
  left join session x on x.organization_id = e.organization_id and x.session_id = e.session_id left join patient c on c.organization_id = x.organization_id and c.patient_id = x.patient_id
  left join drug_entry q on q.organization_id = e.organization_id and q.entry_id = e.preparation_id
  left join registered_address a on e.kind = 'transferred' and a.organization_id = e.organization_id and a.address_id = case when e.address_id = ${address} then e.to_address_id else e.address_id end
  where (e.address_id = ${address} or (e.kind = 'transferred' and e.to_address_id = ${address})) and e.at >= ${from} and e.at < ${to} order by e.at, e.seq`

const COLUMNS = ['line', 'date', 'time', 'act', 'product', 'ndc', 'strength_mg_per_mL', 'lot', 'expires_on', 'vial', 'volume_mL', 'mass_mg', 'from', 'to', 'patient', 'patient_address', 'record_number', 'preparation', 'by', 'witness', 'supplier_or_receiver', 'reason', 'details', 'hash'] as const
/** A field after RFC 4180; what a spreadsheet would take for a formula is told to be text. */
const field = (value: string | number | null): string => {
  if (value === null) return ''
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
const wordsOf = (details: Record<string, unknown> | null, name: string): string => (typeof details?.[name] === 'string' ? details[name] : '')
const otherOf = (line: Line): string => line.other_address ?? [wordsOf(line.details, 'supplier'), wordsOf(line.details, 'receiver')].find((t) => t !== '') ?? ''
const at = (line: Line, zone: string): { readonly date: string; readonly time: string } => {
  const moment = parseInstant(line.at) ?? instant(0)
  return { date: localDate(moment, zone), time: localTime(moment, zone) }
}

/** Every line of the period as one table: a spreadsheet's reading of the book. */
export function binderCsv(lines: readonly Line[], { time_zone }: AddressRow): string {
  const rows = lines.map((l) => {
    const { date, time } = at(l, time_zone)
    return [l.seq, date, time, l.kind, l.product, l.ndc, l.strength, l.lot_number, l.expires_on, l.barcode, l.volume_ul === null ? null : mlOf(l.volume_ul), l.mass_ug === null ? null : mgOf(l.mass_ug), l.from_kind, l.to_kind, l.patient, l.patient_address, l.record_number, l.code, l.by, l.witness, otherOf(l), l.reason, l.details === null ? null : JSON.stringify(l.details), l.hash]
  })
  return `${[COLUMNS.join(','), ...rows.map((row) => row.map(field).join(','))].join('\r\n')}\r\n`
}

type Section = { readonly name: string; readonly note: string | null; readonly columns: readonly string[]; readonly widths: readonly number[]; readonly right: readonly boolean[]; readonly rows: readonly (readonly string[])[] }
type Column = readonly [name: string, width: number, of: (line: Line) => string | number | null, right?: boolean]
const section = (name: string, note: string | null, columns: readonly Column[], lines: readonly Line[]): Section => ({
  name, note, columns: columns.map(([c]) => c), widths: columns.map(([, w]) => w), right: columns.map(([, , , r]) => r === true), rows: lines.map((line) => columns.map(([, , of]) => String(of(line) ?? ''))),
})

/** The sections of the binder, in the order of the rules. */
export function binderSections(lines: readonly Line[], { time_zone }: AddressRow): Section[] {
  const when: Column = ['Date and time', 1.3, (l) => { const { date, time } = at(l, time_zone); return `${date} ${time}` }]
  const drug: Column = ['Drug, strength, form', 2, (l) => (l.product === null ? '' : `${l.product} ${l.strength} mg/mL, ${l.container_ml} mL vial, NDC ${l.ndc}`)]
  const mL: Column = ['mL', 0.6, (l) => (l.volume_ul === null ? null : mlOf(l.volume_ul)), true]
  const mg: Column = ['mg', 0.7, (l) => (l.mass_ug === null ? null : mgOf(l.mass_ug)), true]
  const vial: Column = ['Vial, lot', 1.3, (l) => (l.barcode === null ? '' : `${l.barcode}, ${l.lot_number}`)]
  const by: Column = ['By', 1, (l) => l.by]
  const two: Column = ['By, witness', 1.5, (l) => (l.witness === null ? l.by : `${l.by}, ${l.witness}`)]
  const why: Column = ['Reason', 1.6, (l) => l.reason]
  const of = (...kinds: EntryKind[]): Line[] => lines.filter((l) => kinds.includes(l.kind))
  return [
    section('Receipts', 'Supplier with address and registration; CIII needs no order form (CS-07).', [when, drug, vial, ['Expires', 0.8, (l) => l.expires_on], mL, mg, ['Supplier', 2.2, (l) => `${wordsOf(l.details, 'supplier')}, ${wordsOf(l.details, 'supplier_address')}, ${wordsOf(l.details, 'supplier_registration')}`], ['Invoice', 0.9, (l) => wordsOf(l.details, 'invoice')], by], of('received')),
    section('Administrations', 'Out of the record of each infusion; volumes are those of the product before dilution (CS-08).', [when, ['Patient and address', 2.4, (l) => `${l.patient ?? ''}, ${l.patient_address ?? 'no address on record'}`], drug, ['Bag', 0.8, (l) => l.code], mL, mg, by], of('given')),
    section('Waste', 'Remainders of vials and bags, by two people (CS-12, CS-13).', [when, drug, ['Bag or vial', 1.2, (l) => l.code ?? l.barcode], mL, mg, ['Method', 1, (l) => wordsOf(l.details, 'method')], why, two], of('wasted')),
    section('Returns and transfers', null, [when, ['What', 0.8, (l) => l.kind], drug, vial, mL, mg, ['From or to', 1.6, otherOf], why, two], of('returned', 'transferred')),
    section('Losses, surplus, variances of counts', 'Theft and significant loss: see the discrepancies (CS-11, CS-16).', [when, ['What', 0.8, (l) => l.kind], drug, vial, mL, mg, why, two], of('lost', 'found', 'counted')),
    section('Corrections', 'Nothing is changed in the book: each of these takes back a line, which stays (CS-17).', [when, drug, ['Bag or vial', 1.2, (l) => l.code ?? l.barcode], mL, mg, why, two], of('corrected')),
    section('Draws', null, [when, vial, ['Bag', 0.8, (l) => l.code], mL, mg, ['Patient', 1.4, (l) => l.patient], by], of('drawn')),
    section('Counts', null, [when, vial, ['Counted mL', 0.8, (l) => mlOf(Number(l.details?.['counted_ul'] ?? 0)), true], ['Book mL', 0.8, (l) => mlOf(Number(l.details?.['book_ul'] ?? 0)), true], two], of('count-taken')),
    section('Inventories', 'At open or close of business, with all that was set apart (CS-05).', [when, ['At', 0.5, (l) => wordsOf(l.details, 'moment')], ['What there was', 5, (l) => inventoryText(l.details)], two], of('inventory-taken')),
    section('Discrepancies', null, [when, ['Step', 1, (l) => l.kind.replace('discrepancy-', '')], ['What', 4, (l) => l.reason], two], lines.filter((l) => l.kind.startsWith('discrepancy-'))),
    section('Closed days', null, [when, ['Day', 1, (l) => wordsOf(l.details, 'day')], ['Infusions', 0.7, (l) => Number(l.details?.['infusions'] ?? 0), true], ['Given mg', 0.8, (l) => mgOf(Number(l.details?.['given_ug'] ?? 0)), true], by], of('day-closed')),
  ]
}
type Held = { readonly name: string; readonly ndc: string; readonly strength_mg_per_ml: number; readonly container_ml: number; readonly containers: number; readonly volume_ul: number; readonly state: string }
const inventoryText = (details: Record<string, unknown> | null): string => {
  const held = (details?.['lines'] ?? []) as readonly Held[]
  return held.length === 0 ? 'nothing' : held.map((h) => `${h.containers} × ${h.container_ml} mL vial of ${h.name} ${h.strength_mg_per_ml} mg/mL (NDC ${h.ndc}), ${h.state}: ${mlOf(h.volume_ul)} mL, ${mgOf(Math.round(h.volume_ul * h.strength_mg_per_ml))} mg`).join('; ')
}

/** The longest period of one binder. */
const MOST_DAYS = 1100

export function binderRoutes(app: FastifyInstance, services: Services): void {
  const Params = fieldsOf({ address: uuid })
  const Query = fieldsOf({ from: day, to: day })
  const read = async (tx: Tx, params: { address: string }, query: { from: string; to: string }): Promise<{ address: AddressRow; lines: Line[]; from: LocalDate; to: LocalDate }> => {
    const address = await readAddress(tx, params)
    if (!address) throw new Refused({ kind: 'not-found', what: 'registered address' })
    const [from, to] = [parseLocalDate(query.from)!, parseLocalDate(query.to)!]
    if (to < from || addDays(from, MOST_DAYS) < to) throw new Refused({ kind: 'bad-input', path: 'to', value: query.to, allowed: `a day from ${from} on, at most ${MOST_DAYS} days later` })
    return { address, from, to, lines: await readLines(tx, params.address, toIso(atLocal(from, '00:00', address.time_zone)), toIso(atLocal(addDays(to, 1), '00:00', address.time_zone))) }
  }

  route(app, services, {
    method: 'GET', url: '/api/addresses/:address/binder.csv', policy: { allow: 'staff', act: 'stock.read' }, params: Params, query: Query,
    handler: async ({ tx, params, query, reply }) => {
      const { address, lines } = await read(tx, params, query)
      void reply.header('content-type', 'text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="binder.csv"')
      return binderCsv(lines, address)
    },
  })

  route(app, services, {
    method: 'GET', url: '/api/addresses/:address/binder.pdf', policy: { allow: 'staff', act: 'stock.read' }, params: Params, query: Query,
    handler: async ({ tx, params, query, now, reply }) => {
      const { address, lines, from, to } = await read(tx, params, query)
      const [[organization], { settings }] = await Promise.all([tx<{ name: string; is_demonstration: boolean }[]>`select name, is_demonstration from organization`, currentProtocol(tx)])
      const today = localDate(instant(now.getTime()), address.time_zone)
      const { pdf } = await typeset('binder', {
        title: `Inspection binder, ${address.name}`, heading: 'Controlled substance records', organization: organization!.name, period: `${from} to ${to}`, notice: organization!.is_demonstration ? 'Demonstration: fictional people and drugs.' : null,
        head: [['Registered address', `${address.name}, ${address.postal}`], ['Registration', address.registration_number], ['Site', address.site_name], ['Schedule', 'III (ketamine, code 7285)'], ['Records kept', `${settings.controlled_substance.retain_years} years: those of today until ${keptUntil(today, settings.controlled_substance)}`], ['Lines', String(lines.length)]],
        sections: binderSections(lines, address), footer: `${organization!.name}. Made ${today} ${localTime(instant(now.getTime()), address.time_zone)} ${address.time_zone} from an append-only book; the CSV holds the hash of every line.`,
      })
      void reply.header('content-type', 'application/pdf').header('content-disposition', 'inline; filename="binder.pdf"')
      return pdf
    },
  })
}
